package export

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/hearsay-news/hearsay/text"
)

// shown is what a terminal is sent for r: -1 for what would act on the terminal
// or on the order of its letters in place of being seen. Control characters
// turn into their pictures (␛), so that a reader sees that they are there.
func shown(r rune) rune {
	switch {
	case ' ' <= r && r < 0x7f:
		return r
	case r == '\t' || r == '\n' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029':
		return ' '
	case r < ' ':
		return '␀' + r
	case r == 0x7f:
		return '␡'
	case unicode.Is(unicode.Cc, r):
		return '\ufffd'
	case unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d': // the joiners make letters and emoji
		return -1
	case unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cs, r):
		return '\ufffd'
	}
	return r
}

// clean is s as a terminal may be sent it.
func clean(s string) string { return strings.Map(shown, s) }

// columnsOf is how many columns a terminal takes for r: two for East Asian wide
// characters and emoji, none for combining marks and joiners, else one.
// Terminals differ on emoji that are joined of several; a line with one of those
// may come out a few columns short.
func columnsOf(r rune) int {
	r = shown(r)
	switch {
	case r < 0:
		return 0
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	}
	if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
		return 2
	}
	return 1
}

// columnsIn is how many columns a terminal takes for s.
func columnsIn(s string) int {
	n := 0
	for _, r := range s {
		n += columnsOf(r)
	}
	return n
}

// fit cleans s, joins its white space and cuts it, with … at its end, to n
// columns at most. It reads no more of s than 64 bytes a column.
func fit(s string, n int) string {
	s = strings.ToValidUTF8(s[:min(len(s), 64*(n+1))], "")
	s = strings.Join(strings.Fields(clean(s)), " ")
	if columnsIn(s) <= n {
		return s
	}
	used := 0
	for i, r := range s {
		if used += columnsOf(r); used > n-1 {
			return strings.TrimRight(s[:i], " ,;:") + "…"
		}
	}
	return s
}

// wrap cuts a stretch of s into lines of at most n columns: at white space, next
// to wide characters, and inside a word that is longer than a line. White space
// at the ends of lines is left out.
func wrap(s string, in text.Span, n int) []text.Span {
	var out []text.Span
	var line text.Span
	used := 0
	for {
		word, gap, w := nextWord(s, in, n)
		if word.Empty() {
			break
		}
		in.Start = word.End
		if !line.Empty() && used+gap+w > n {
			out = append(out, line)
			line = text.Span{}
		}
		if line.Empty() {
			line, used, gap = word, 0, 0
		}
		line.End = word.End
		used += gap + w
	}
	if !line.Empty() {
		out = append(out, line)
	}
	return out
}

// nextWord is the first stretch of in that a line can't or need not be broken
// in, the columns of the white space before it, and its own, n at most.
func nextWord(s string, in text.Span, n int) (word text.Span, gap, columns int) {
	word = text.Span{Start: in.Start, End: in.Start}
	for word.End < in.End {
		r, size := utf8.DecodeRuneInString(s[word.End:in.End])
		w, blank := columnsOf(r), breaks(r)
		switch {
		case blank && word.Empty():
			gap += w
			word.Start += size
		case blank, columns > 0 && w == 2, columns+w > n && columns > 0:
			return word, gap, columns
		default:
			columns += w
		}
		word.End += size
		if w == 2 && !blank {
			word.End += marksAfter(s[word.End:in.End])
			return word, gap, columns
		}
	}
	return word, gap, columns
}

// breaks reports whether a line may end at r in place of showing it.
func breaks(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' }

// marksAfter is the length in bytes of the marks without width that s begins
// with, and of what they join.
func marksAfter(s string) int {
	joined := false
	for i, r := range s {
		if columnsOf(r) > 0 && !joined || breaks(r) {
			return i
		}
		joined = r == '\u200d'
	}
	return len(s)
}
