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

// leading are marks that do not count at the start of a line: "• Read more",
// "[Photo credit", "(Reporting by".
const leading = "•*▶►>»→■●▪|_#([-–— \t\u00a0"

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
	if gallery(words) {
		return hit{kind: article.Caption, where: atEnd}, true
	}
	if len(words) > longLine {
		return hit{}, false
	}
	lead := len(words) - len(strings.TrimLeft(words, leading))
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

// gallery reports whether a line is the captions of pictures one after the other, as a
// page shows them one at a time, whatever people say in them.
func gallery(words string) bool {
	return foldPrefix(words, "photos:") > 0 && strings.Contains(words, "Hide Caption ")
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
		most := 2 // sentences in a caption
		if p.kind == article.Credit {
			most = 1 // lastSentence takes the credit alone
		}
		if bytes.HasSuffix(low, []byte(p.words)) && sentences(words) <= most {
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

// sentences counts the sentences of a line, roughly.
func sentences(s string) int {
	n := 1
	for {
		i := lastBreak(s)
		if i < 0 {
			return n
		}
		n++
		s = s[:i]
	}
}

// lastBreak is where the last sentence of s begins, or -1 where there is one
// alone: behind a full stop that follows a small letter or a quotation mark,
// before a capital.
func lastBreak(s string) int {
	for i := len(s); ; {
		if i = strings.LastIndexByte(s[:i], ' '); i < 2 {
			return -1
		}
		if i+1 == len(s) || s[i+1] < 'A' || s[i+1] > 'Z' {
			continue
		}
		before := strings.TrimRight(s[:i], "\"”")
		stop := len(before) - 1
		if stop > 0 && before[stop] == '.' && (before[stop-1] >= 'a' && before[stop-1] <= 'z' || stop+1 < i) {
			return i + 1
		}
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
		return hasAddress(rest)
	case dated:
		return isDate(rest)
	}
	if strings.HasPrefix(rest, ",") || speech(rest) && !picture[p.words] {
		return false
	}
	return !strings.HasSuffix(p.words, ":") || rest != ""
}

// picture are the words that pages put before captions: what people say behind them
// stands under a picture.
var picture = map[string]bool{
	"image copyright": true, "image caption": true, "image source": true, "media caption": true, "media playback is unsupported": true,
}

// hasAddress reports whether a line names a web page, a mailbox or an account.
func hasAddress(s string) bool {
	if strings.IndexByte(s, '@') >= 0 || addressAt(s) >= 0 {
		return true
	}
	for _, w := range []string{".com", ".org", " on Twitter", " on Facebook", " on Instagram", " on Telegram", " on YouTube"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
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
	for i := 0; i < len(words); i++ {
		k := strings.IndexAny(words[i:], ":(")
		if k < 0 {
			break
		}
		i += k
		if m.insideAt(s, words, i) {
			return
		}
	}
	m.lastSentence(s, words)
}

// insideAt marks what stands round the colon or bracket at byte i.
func (m *marker) insideAt(s text.Span, words string, i int) bool {
	for _, p := range m.t.inside {
		at, end := i, i+len(p.words)
		if words[i] == ':' {
			at, end = i+1-len(p.words), i+1
		}
		if at < 0 || end > len(words) || words[at:end] != p.words || !endsSentence(words[:at]) {
			continue
		}
		rest := words[end:]
		if len(rest) > longLine || strings.TrimSpace(rest) == "" || speech(rest) {
			continue
		}
		span := text.Span{Start: s.Start + at, End: s.End}
		if p.kind == article.Related {
			m.pointer(span, rest)
		} else {
			m.found = append(m.found, article.Furniture{Kind: p.kind, Span: span})
		}
		return true
	}
	return false
}

// endsSentence reports whether s, which something follows, ends with a full
// stop, or what closes a sentence behind one.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, " \t\u00a0")
	return s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") ||
		strings.HasSuffix(s, "”") || strings.HasSuffix(s, "\"") || strings.HasSuffix(s, "»") || strings.HasSuffix(s, ")")
}

// lastSentence marks the last sentences of a paragraph where they are credits.
func (m *marker) lastSentence(s text.Span, words string) {
	for words != "" {
		p, ok := m.creditEnd(words)
		if !ok {
			return
		}
		i := max(lastBreak(words), 0)
		m.found = append(m.found, article.Furniture{
			Kind: article.Credit, Span: text.Span{Start: s.Start + i, End: s.Start + len(words)},
			Credit: m.t.credit(words[i:], hit{kind: p.kind, where: atEnd, words: p.words}),
		})
		words = strings.TrimRight(words[:i], " \u00a0")
	}
}

// creditEnd finds the pattern of a credit that a sentence ends with.
func (m *marker) creditEnd(s string) (pattern, bool) {
	s = strings.TrimRight(s, ".!) ")
	if s == "" {
		return pattern{}, false
	}
	for _, p := range m.t.ends[lowerByte(s[len(s)-1])] {
		at := len(s) - len(p.words)
		if p.kind == article.Credit && at > 0 && strings.EqualFold(s[at:], p.words) {
			return p, true
		}
	}
	return pattern{}, false
}
