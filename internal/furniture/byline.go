package furniture

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/text"
)

// byline marks a line that names the author or the time, near the head or at
// the end: "By Ana Petrov, Associated Press", "March 3, 2026 3:15 PM EST",
// "Xinhua | Updated: 2017-09-15 17:52".
func (m *marker) byline(s text.Span, words string) bool {
	if len(words) > 120 || !isByline(words) && !isDate(words) && !m.isStamp(words) {
		return false
	}
	f := article.Furniture{Kind: article.Byline, Span: s}
	switch {
	case !m.story && m.lines <= headLines:
		m.found = append(m.found, f)
	case m.lines > 1:
		m.late = append(m.late, late{m.lines, f})
	default:
		return false
	}
	return true
}

// isByline reports whether a line is "By" and names.
func isByline(words string) bool {
	n := foldPrefix(words, "by")
	if n == 0 || strings.HasSuffix(words, ".") {
		return false
	}
	rest := strings.TrimSpace(words[n:])
	if rest == words[n:] || !isNames(rest) {
		return false
	}
	first, _, _ := strings.Cut(rest, " ")
	first = strings.ToLower(strings.Trim(first, ",.:"))
	r, _ := utf8.DecodeRuneInString(first)
	return len(strings.Fields(rest)) >= 2 && !dateWords[first] && unicode.IsLetter(r)
}

// isStamp reports whether a line is an outlet or an author and a date, divided
// by bars: "Xinhua | Updated: 2017-09-15 17:52".
func (m *marker) isStamp(words string) bool {
	i := strings.LastIndex(words, "|")
	if i < 0 {
		return false
	}
	rest := strings.TrimSpace(words[i+1:])
	return isDate(rest) && isNames(words[:i])
}

// dateWords are the words that dates and times are made of beside numbers.
var dateWords = set(`january february march april may june july august september october november december
	jan feb mar apr jun jul aug sep sept oct nov dec
	monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
	am pm a.m p.m noon midnight et est edt ct cst cdt mt mst mdt pt pst pdt gmt utc bst cet cest msk ist e.t
	updated published posted modified last first on at of the th st nd rd hrs hours hour ago min read minute minutes
	января февраля марта апреля мая июня июля августа сентября октября ноября декабря
	січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня`)

// isDate reports whether a line is a date or a time and nothing else. A number
// alone is none: it has a month, a day or "p.m." beside it, or marks within.
func isDate(s string) bool {
	if s == "" || len(s) > 80 {
		return false
	}
	digits, sure := false, false
	for w := range strings.FieldsSeq(s) {
		w = strings.ToLower(strings.Trim(w, ".,:;()[]|-–—•"))
		switch {
		case w == "":
		case dateWords[w]:
			sure = true
		case isClock(w):
			digits, sure = true, true
		case strings.Trim(w, "0123456789:./-+tz") != "":
			return false
		case strings.Contains(w, ":") || countAny(w, "./-") == 2:
			digits, sure = true, true
		case strings.Trim(w, "0123456789") == "" && len(w) <= 4 || countAny(w, "/-") == 1:
			digits = true
		default:
			return false // a number with a decimal point
		}
	}
	return digits && sure
}

// countAny counts the bytes of s that are one of chars.
func countAny(s, chars string) int {
	n := 0
	for i := range len(s) {
		if strings.IndexByte(chars, s[i]) >= 0 {
			n++
		}
	}
	return n
}

// isClock reports whether a word is a number with letters behind it that a date
// has: "3:15pm", "3rd", "17h30".
func isClock(w string) bool {
	i := strings.IndexFunc(w, func(r rune) bool { return (r < '0' || r > '9') && r != ':' && r != '.' })
	if i <= 0 || !utf8.RuneStart(w[i]) {
		return false
	}
	switch strings.TrimRight(w[i:], "0123456789") {
	case "am", "pm", "a.m", "p.m", "th", "st", "nd", "rd", "h", "hrs":
		return true
	}
	return false
}
