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
// dash: "MOSCOW (Reuters) —", "BEIJING, March 3 (Xinhua) --", "KYIV, Ukraine
// —", "MOSCOW, March 3. /TASS/.", "(CNN)".
func (m *marker) dateline(s text.Span, words string) bool {
	head := words[:cut(words, longestDateline)]
	before, end := dash(head)
	if end == 0 {
		if before, end = m.agencyEnd(head); end == 0 {
			return false
		}
	}
	if strings.TrimSpace(words[end:]) == "" {
		return false
	}
	place, agency, ok := m.t.place(before)
	if !ok || agency == "" && !beginsSentence(words[end:]) {
		return false
	}
	m.found = append(m.found, article.Furniture{
		Kind: article.Dateline, Span: text.Span{Start: s.Start, End: s.Start + end}, Credit: agency,
	})
	if m.a.Dateline == "" {
		m.a.Dateline = place
	}
	return true
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

// dash returns what stands before the first dash of s, and where the dash ends;
// 0 without one. A hyphen is a dash between spaces and behind a bracket.
func dash(s string) (before string, end int) {
	for i, r := range s {
		switch {
		case r == '—' || r == '–':
			return s[:i], i + utf8.RuneLen(r)
		case strings.HasPrefix(s[i:], "--"):
			return s[:i], i + len("--")
		case r == '-' && i > 0 && (s[i-1] == ')' || s[i-1] == ' ') && strings.HasPrefix(s[i:], "- "):
			return s[:i], i + 1
		}
	}
	return "", 0
}

// agencyEnd returns a dateline that ends with its agency and no dash:
// "Washington (CNN) The president", "MOSCOW, March 3. /TASS/. The".
func (m *marker) agencyEnd(s string) (before string, end int) {
	for _, marks := range []string{"()", "//"} {
		i := strings.IndexByte(s, marks[0])
		if i < 0 {
			continue
		}
		k := strings.IndexByte(s[i+1:], marks[1])
		if k < 0 || !m.t.listed(s[i+1:i+1+k]) {
			continue
		}
		end = i + 1 + k + 1
		before = s[:end]
		if end < len(s) && s[end] == '.' {
			end++
		}
		return before, end
	}
	return "", 0
}

func beginsSentence(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " \u00a0"))
	return unicode.IsUpper(r) || unicode.IsDigit(r) || strings.ContainsRune("“\"‘'«$€£", r)
}

// place reads what stands before the dash: a town, what follows it, and the
// agency in brackets. Without the agency the town must be in capitals; a known
// agency may stand alone.
func (t *tables) place(head string) (place, agency string, ok bool) {
	head = strings.TrimSpace(head)
	for _, marks := range []string{"()", "//"} {
		i := strings.IndexByte(head, marks[0])
		if i >= 0 && len(head) > i+1 && head[len(head)-1] == marks[1] {
			agency = strings.TrimSpace(head[i+1 : len(head)-1])
			head = head[:i]
			break
		}
	}
	head = strings.TrimRight(head, ",. \u00a0")
	if head == "" {
		return "", agency, t.isOutlet(agency)
	}
	town, _, _ := strings.Cut(head, ",")
	words := strings.Fields(town)
	if len(words) == 0 || len(words) > 4 || len(strings.Fields(head)) > 8 || strings.ContainsAny(head, ":;!?\"“”()") {
		return "", "", false
	}
	if dateWords[strings.ToLower(strings.Trim(words[0], "."))] {
		return "", agency, agency != "" // "Oct 24 (Reuters) -"
	}
	if !capitals(town) {
		r, _ := utf8.DecodeRuneInString(town)
		return town, agency, agency != "" && unicode.IsUpper(r) && isNames(head)
	}
	return town, agency, isTown(words, agency != "" || town != head)
}

// capitals reports whether s has letters, all of them capitals.
func capitals(s string) bool {
	return strings.ToUpper(s) == s && strings.IndexFunc(s, unicode.IsLetter) >= 0
}

var (
	// townWords are what towns of three words and more are named with.
	townWords = set(`city beach springs heights falls park lake lakes port fort point harbor harbour island islands valley creek
		river rock grove hill hills new san santa los las el la le les de des du del do da rio st st. saint mount north south
		east west cape the upon palm grand bay town village kong`)
	// notTowns are words in capitals that stand before a dash and are no place.
	notTowns = set(`breaking update updated exclusive watch opinion analysis video live news trump biden clinton obama review
		editorial commentary column explainer poll fact check note editor correction first photos gallery quiz interview
		q a a: q: q&a host moderator reporter question answer chapter part summary alert urgent just in`)
)

// isTown reports whether words in capitals name a town. One with its country
// or agency is believed; one alone is not if it is a label ("BREAKING NEWS —")
// or has three words and none that towns have ("TRUMP MASKS UP —").
func isTown(words []string, supported bool) bool {
	known := len(words) < 3
	for _, w := range words {
		w = strings.ToLower(w)
		if notTowns[w] && !supported {
			return false
		}
		known = known || townWords[w]
	}
	return known || supported
}
