package furniture

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/text"
)

// longestDateline bounds a dateline, in bytes.
const longestDateline = 90

// dateline marks the dateline at the head of the first paragraph, up to its
// dash and the space behind: "MOSCOW (Reuters) — ", "BEIJING, March 3
// (Xinhua) -- ", "KYIV, Ukraine — ".
func (m *marker) dateline(s text.Span, words string) {
	head := words[:cut(words, longestDateline)]
	at, width := dash(head)
	if at <= 0 {
		return
	}
	place, agency := m.place(strings.TrimSpace(head[:at]))
	if place == "" {
		return
	}
	end := s.Start + at + width
	for end < s.End && (m.a.Body[end] == ' ' || strings.HasPrefix(m.a.Body[end:], "\u00a0")) {
		_, n := utf8.DecodeRuneInString(m.a.Body[end:])
		end += n
	}
	if end >= s.End {
		return
	}
	m.add(article.Furniture{Kind: article.Dateline, Span: text.Span{Start: s.Start, End: end}, Credit: agency})
	m.story = true
	if m.a.Dateline == "" {
		m.a.Dateline = place
	}
}

// cut is the largest number of bytes up to n that splits no code point of s.
func cut(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// dash is the place and width of the first dash of s with spaces round it, or
// right behind a bracket.
func dash(s string) (at, width int) {
	at = -1
	for _, d := range []string{" — ", " – ", " -- ", " - ", ") —", ") –", ") -", " —\u00a0"} {
		if i := strings.Index(s, d); i >= 0 && (at < 0 || i < at) {
			at, width = i+1, len(strings.TrimLeft(d, " )"))
		}
	}
	return at, width
}

// place reads the words before the dash: a town in capitals, what follows it
// up to the dash, and the agency in brackets. A town that is not in capitals
// needs the agency.
func (m *marker) place(head string) (place, agency string) {
	if i := strings.IndexByte(head, '('); i > 0 && strings.HasSuffix(head, ")") {
		agency = strings.TrimSpace(head[i+1 : len(head)-1])
		head = strings.TrimSpace(head[:i])
	}
	head = strings.TrimRight(head, ", ")
	town, _, _ := strings.Cut(head, ",")
	town = strings.TrimSpace(town)
	if town == "" || len(strings.Fields(town)) > 4 || strings.ContainsAny(head, ":;!?\"“”") {
		return "", ""
	}
	shouted := strings.ToUpper(town) == town && strings.IndexFunc(town, unicode.IsLetter) >= 0
	r, _ := utf8.DecodeRuneInString(town)
	if !shouted && (agency == "" || !unicode.IsUpper(r)) {
		return "", ""
	}
	if len(strings.Fields(head)) > 8 {
		return "", ""
	}
	return town, agency
}
