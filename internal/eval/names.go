package eval

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// titles are words that say nothing about whose name it is.
var titles = wordSet(`mr mrs ms miss dr sir dame lord lady president prime minister senator sen rep representative
	governor gov secretary general gen col colonel lt capt judge justice king queen prince princess pope
	chancellor mayor jr sr the`)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		set[w] = true
	}
	return set
}

// nameWords are the words of a name that tell it from others: in small
// letters, without titles, a possessive 's and, where anything else is left,
// initials.
func nameWords(name string) []string {
	name = cases.Lower(language.Und).String(norm.NFKC.String(name))
	name = withoutPossessive(strings.ReplaceAll(name, "’", "'"))
	name = strings.ReplaceAll(name, ".", "")
	all := strings.FieldsFunc(name, func(r rune) bool { return r != '\'' && !isWord(r) })
	all = slices.DeleteFunc(all, func(w string) bool { return titles[w] })
	long := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return utf8.RuneCountInString(w) < 2 })
	if len(long) > 0 {
		return long
	}
	return all
}

// withoutPossessive cuts 's at the end of words.
func withoutPossessive(s string) string {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(s, "'s")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		if next, _ := utf8.DecodeRuneInString(after); after != "" && isWord(next) {
			b.WriteString("'s")
		}
		s = after
	}
}

// SameName reports whether pred names who gold names: the words are equal,
// titles and initials aside, or those of one are among those of the other and
// at least two are shared (one, where gold has one).
func SameName(pred, gold string) bool {
	p, g := nameSet(nameWords(pred)), nameSet(nameWords(gold))
	if len(p) == 0 || len(g) == 0 {
		return false
	}
	least := min(len(p), len(g))
	return nested(p, g) && (len(p) == len(g) || least >= min(2, len(g)))
}

// nameSet is words without repetitions.
func nameSet(words []string) map[string]bool {
	set := map[string]bool{}
	for _, w := range words {
		set[w] = true
	}
	return set
}

// nested reports whether one of two sets holds the other.
func nested(a, b map[string]bool) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	for w := range a {
		if !b[w] {
			return false
		}
	}
	return true
}

// shortNames are names of outlets that stand for longer ones, in the form that
// outletKey gives them.
var shortNames = map[string]string{
	"ap": "associated press", "upi": "united press international", "afp": "agence france presse",
	"nyt": "new york times", "times": "new york times", "wsj": "wall street journal", "post": "washington post",
	"bbc news": "bbc", "abc": "abc news", "nbc": "nbc news", "cbs": "cbs news", "fox": "fox news", "fox news channel": "fox news",
}

// outletKey is the name of an outlet without what its spellings differ in.
func outletKey(name string) string {
	words := slices.DeleteFunc(nameWords(name), func(w string) bool { return w == "com" })
	key := strings.Join(words, " ")
	for _, end := range []string{"com", "org", "net"} {
		if bare, ok := strings.CutSuffix(key, end); ok {
			if bare = strings.TrimFunc(bare, isSpace); bare != "" {
				key = bare
			}
			break
		}
	}
	if long, ok := shortNames[key]; ok {
		return long
	}
	return key
}

// SameOutlet reports whether two names stand for one outlet: the words of one
// are among those of the other.
func SameOutlet(a, b string) bool {
	x, y := nameSet(strings.Fields(outletKey(a))), nameSet(strings.Fields(outletKey(b)))
	return len(x) > 0 && len(y) > 0 && nested(x, y)
}
