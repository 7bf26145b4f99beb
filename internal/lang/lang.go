// Package lang tells which language a text is written in.
//
// Start with [Detect], which takes a text and what its page or feed says of
// its language; [Name] is the English name of a code, for messages.
//
//	code, sure := lang.Detect(a.Body, a.Language)
//	if code != "en" && sure {
//		return article.Refuse(article.Language, "the text is in "+lang.Name(code))
//	}
//
// A few short samples from all over the text are enough, so that a megabyte
// costs no more than a page and a credit line in Russian at the end of an
// English story does not make it Russian.
package lang

import (
	"strings"

	wl "github.com/abadojack/whatlanggo"
)

// shortText is the number of letters below which trigrams prove nothing.
const shortText = 40

// Detect returns the ISO 639-1 code of the language that most of text is
// written in, or "" where it can't be told, and whether that is more than a
// guess. The prior is what somebody says the language is ("en-GB", "ru"), or
// "": it decides where the text is too short to tell or could be either.
func Detect(text, prior string) (code string, confident bool) {
	prior = canonical(prior)
	s := takeSample(text)
	if s.letters == 0 {
		return prior, false
	}
	if prior != "" && !s.fits(prior) {
		prior = ""
	}
	if s.letters < shortText {
		return short(s, prior), false
	}
	code, sure := trigrams(s, prior)
	switch {
	case code == prior:
		return code, code != ""
	case prior != "" && (!sure || siblings[code] != "" && siblings[code] == siblings[prior]):
		return prior, false
	case !sure && s.ascii && (english(s.words) || countWords(s.words, alsoEnglish) > 0):
		return "en", false
	}
	return code, sure
}

// short is the best guess for a headline: the prior, letters that only one
// language has, English by its small words, and trigrams for want of better.
func short(s sample, prior string) string {
	if prior != "" {
		return prior
	}
	if s.script == cyrillic {
		if code := byLetters(s.words); code != "" {
			return code
		}
	}
	if s.ascii && english(s.words) {
		return "en"
	}
	code, sure := trigrams(s, "")
	if !sure && s.ascii && countWords(s.words, alsoEnglish) > 0 {
		return "en"
	}
	return code
}

// trigrams asks whatlanggo among the languages of the news, and prior.
func trigrams(s sample, prior string) (code string, sure bool) {
	among := newsLangs
	if l, ok := byCode[prior]; ok && !among[l] {
		among = map[wl.Lang]bool{l: true}
		for k := range newsLangs {
			among[k] = true
		}
	}
	info := wl.DetectWithOptions(s.words, wl.Options{Whitelist: among})
	if info.Lang < 0 || info.Confidence == 0 {
		return "", false // two languages fit equally well
	}
	return codeOf(info.Lang), info.IsReliable()
}

// marks are letters that, of the languages written in Cyrillic here, one alone
// uses; asked in this order.
var marks = []struct{ code, letters string }{
	{"be", "ўЎ"}, {"uk", "їєґЇЄҐ"}, {"sr", "ђћјљњџЂЋЈЉЊЏ"}, {"ru", "ыэёЫЭЁ"}, {"uk", "іІ"},
}

func byLetters(s string) string {
	for _, m := range marks {
		if strings.ContainsAny(s, m.letters) {
			return m.code
		}
	}
	return ""
}

// The commonest words of English: those that are no words of the other
// languages of the news, and those that are.
var (
	onlyEnglish = set(`the and to with by from that after says said who what how why when
		not are were his its their she they this have had been about into against than out new amid`)
	alsoEnglish = set(`of in for on at as is it over will was her he has be but or up more a`)
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// english reports whether a text has a word of English alone, "Rubio's" and
// "don't" among them.
func english(s string) bool {
	return countWords(s, onlyEnglish) > 0 || strings.Contains(s, "'s ") || strings.Contains(s, "’s ") ||
		strings.Contains(s, "n't ") || strings.Contains(s, "n’t ")
}

func countWords(s string, in map[string]bool) int {
	n := 0
	for w := range strings.FieldsSeq(s) {
		if in[strings.Trim(strings.ToLower(w), `.,:;!?"'()“”‘’`)] {
			n++
		}
	}
	return n
}
