package furniture

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/text"
)

// longLine is the number of bytes above which a line is a paragraph of the
// story, whatever it begins with.
const longLine = 600

// hit is what a line matches.
type hit struct {
	kind  article.Kind
	where where
	words string // of the pattern
	after int    // the byte behind the words of the pattern
	late  bool   // counts only near the head and at the end
}

// match finds the pattern that makes a whole line furniture.
func (m *marker) match(words string) (hit, bool) {
	if len(words) > longLine {
		return hit{}, false
	}
	// "• Read more", "[Photo credit", "(Reporting by"
	lead := len(words) - len(strings.TrimLeft(words, "•*▶►>»→■●▪|_#([-–— \t\u00a0"))
	if lead < len(words) {
		for _, p := range m.t.starts[firstByte(words[lead:])] {
			n := foldPrefix(words[lead:], p.words)
			if n > 0 && m.fits(words, lead+n, p) {
				return hit{p.kind, p.where, p.words, lead + n, p.where == dated}, true
			}
		}
	}
	if strings.Contains(words, "“") || strings.IndexByte(words, '"') >= 0 {
		return hit{}, false
	}
	return m.matchLower(words)
}

// matchLower looks for the patterns at the end of a line and within it.
func (m *marker) matchLower(words string) (hit, bool) {
	m.lower = m.lower[:0]
	for i := range len(words) {
		c := words[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		m.lower = append(m.lower, c)
	}
	low := bytes.TrimRight(m.lower, ".!)]* ")
	if len(low) == 0 {
		return hit{}, false
	}
	for _, p := range m.t.ends[low[len(low)-1]] {
		if bytes.HasSuffix(low, []byte(p.words)) && sentences(words) < 3 {
			return hit{kind: p.kind, where: atEnd, words: p.words}, true
		}
	}
	for _, p := range m.t.holds {
		if bytes.Contains(m.lower, []byte(p.words)) {
			return hit{kind: p.kind, where: holds, words: p.words}, true
		}
	}
	return hit{}, false
}

// sentences counts the sentences of a line, roughly: full stops behind a small
// letter that a capital follows, and one.
func sentences(s string) int {
	n := 1
	for {
		i := strings.Index(s, ". ")
		if i < 0 || i+2 >= len(s) {
			return n
		}
		if i > 1 && 'a' <= s[i-1] && s[i-1] <= 'z' && 'A' <= s[i+2] && s[i+2] <= 'Z' {
			n++
		}
		s = s[i+2:]
	}
}

// firstByte is the first byte of s in small letters.
func firstByte(s string) byte {
	if s[0] < utf8.RuneSelf {
		return lowerByte(s[0])
	}
	r, _ := utf8.DecodeRuneInString(s)
	var b [utf8.UTFMax]byte
	utf8.EncodeRune(b[:], unicode.ToLower(r))
	return b[0]
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// foldPrefix returns how many bytes of s the words at its start take, or 0
// where it does not begin with them. Capitals, curly apostrophes and hard
// spaces do not matter; a word may not go on behind them.
func foldPrefix(s, words string) int {
	i := 0
	for _, want := range words {
		if i >= len(s) {
			return 0
		}
		r, n := rune(lowerByte(s[i])), 1
		if s[i] >= utf8.RuneSelf {
			if r, n = utf8.DecodeRuneInString(s[i:]); r == '’' {
				r = '\''
			} else if r == '\u00a0' {
				r = ' '
			}
			r = unicode.ToLower(r)
		}
		if r != want {
			return 0
		}
		i += n
	}
	last, _ := utf8.DecodeLastRuneInString(words)
	next, _ := utf8.DecodeRuneInString(s[i:])
	if unicode.IsLetter(last) && (unicode.IsLetter(next) || unicode.IsDigit(next)) {
		return 0
	}
	return i
}

// fits reports whether a line that begins with the words of a pattern is
// furniture and no sentence of the story ("Follow us, the mayor said").
func (m *marker) fits(words string, after int, p pattern) bool {
	rest := strings.TrimSpace(words[after:])
	switch p.where {
	case whole:
		return strings.Trim(rest, ":.…!»>→*])- ") == ""
	case headline:
		return isHeadline(rest)
	case named:
		return isNames(rest)
	case address:
		return strings.ContainsAny(words, "@/") || strings.Contains(words, "www.")
	case dated:
		return isDate(rest)
	}
	if strings.HasPrefix(rest, ",") || speech(rest) {
		return false
	}
	return !strings.HasSuffix(p.words, ":") || rest != ""
}

// speech reports whether a line has words in quotation marks and somebody who
// says them.
func speech(s string) bool {
	if !strings.ContainsAny(s, "\"“”") {
		return false
	}
	for _, mark := range []string{",\" ", ",” ", ".” ", ".\" ", "”, ", "\", "} {
		if strings.Contains(s, mark) {
			return true
		}
	}
	return strings.Contains(s, " said") || strings.Contains(s, " says")
}

// isHeadline reports whether a line reads as a headline: short, one sentence
// without a full stop, nobody speaking.
func isHeadline(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && len(s) <= 200 && !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, ".”") && !strings.HasSuffix(s, ":") &&
		!unicode.IsLower(r) && sentences(s) < 3 && !speech(s)
}

// nameWords are the small words in a row of names, places and desks.
var nameWords = set(`and in of for by at to the with also from de van von der la le el di da al bin editing writing reporting
	additional contributing compiled edited desk newsroom bureau staff writer reporter correspondent editor contributor special`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// isNames reports whether s is a row of names: no small words but those that
// join names, one odd word in eight excepted.
func isNames(s string) bool {
	n, odd := 0, 0
	for w := range strings.FieldsSeq(s) {
		n++
		w = strings.Trim(w, ".,;:()[]&|/-–—")
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsLower(r) && !nameWords[w] && !strings.ContainsAny(w, "@.") {
			odd++
		}
	}
	r, _ := utf8.DecodeRuneInString(s)
	return n > 0 && n <= 60 && odd*8 <= n && !unicode.IsLower(r)
}

// inside marks what ends a paragraph of the story: "… he said. Read more: …",
// "… on Monday. (Reporting by …)", "… The Associated Press contributed to this
// report."
func (m *marker) inside(s text.Span, words string) {
	for _, p := range m.t.inside {
		i := strings.LastIndex(words, p.words)
		if i < 0 || !endsSentence(words[:i]) {
			continue
		}
		rest := words[i+len(p.words):]
		if strings.TrimSpace(rest) == "" || speech(rest) || len(rest) > longLine {
			continue
		}
		at := text.Span{Start: s.Start + i, End: s.End}
		if p.kind == article.Related {
			m.pointer(at, rest)
			return
		}
		m.found = append(m.found, article.Furniture{Kind: p.kind, Span: at})
		return
	}
	m.lastSentence(s, words)
}

// endsSentence reports whether s, which something follows, ends with a full
// stop, or what closes a sentence behind one.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, " \t\u00a0")
	return s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") ||
		strings.HasSuffix(s, "”") || strings.HasSuffix(s, "\"") || strings.HasSuffix(s, "»") || strings.HasSuffix(s, ")")
}

// lastSentence marks the last sentence of a paragraph where it is a credit.
func (m *marker) lastSentence(s text.Span, words string) {
	low := strings.TrimRight(words, ".!) ")
	if len(low) < 2 {
		return
	}
	tail := strings.ToLower(low[max(0, len(low)-64):])
	for _, p := range m.t.ends[tail[len(tail)-1]] {
		if p.kind != article.Credit || !strings.HasSuffix(tail, p.words) {
			continue
		}
		i := max(strings.LastIndex(low, ". "), strings.LastIndex(low, ".” "), strings.LastIndex(low, ".\" "))
		if i < 0 {
			return
		}
		i = strings.IndexByte(low[i:], ' ') + i + 1
		f := article.Furniture{Kind: article.Credit, Span: text.Span{Start: s.Start + i, End: s.End}}
		f.Credit = m.t.credit(words[i:], hit{kind: p.kind, where: atEnd, words: p.words})
		m.found = append(m.found, f)
		return
	}
}
