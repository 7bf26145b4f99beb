package quotes

import (
	"strings"
	"unicode"

	"github.com/hearsay-news/hearsay/internal/trace/reuse"
)

// house are spellings that houses differ in, and what they are compared as.
var house = strings.NewReplacer(
	"i'm", "iam", "won't", "willnot", "can't", "cannot", "n't", "not", "'re", "are", "'ve", "have", "'ll", "will",
	"it's", "itis", "that's", "thatis", "he's", "heis", "she's", "sheis", "there's", "thereis", "what's", "whatis",
	"gonna", "goingto", "wanna", "wantto", "gotta", "gotto", "okay", "ok",
	"isation", "ization", "ise", "ize", "ising", "izing", "yse", "yze", "our", "or", "ogue", "og", "lling", "ling", "lled", "led",
	"centre", "center", "theatre", "theater", "metre", "meter", "defence", "defense", "programme", "program", "per cent", "percent",
	" percent", "percent", "%", "percent", "&", "and", "towards", "toward", "grey", "gray",
)

// apostrophes are what is written for one, by mistake even.
var apostrophes = strings.NewReplacer("’", "'", "‘", "'", "”", "'", "ʼ", "'")

// spelling is the letters of some words of a quotation, without what houses
// spell in different ways: joined words, contractions, British and American.
func (q *Quotation) spelling(r reuse.Range) string { return Spelling(q.Words(r)) }

// Spelling is the letters of some words, in small ones, as one house spells them.
func Spelling(words string) string {
	words = strings.ToLower(apostrophes.Replace(words))
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return c
		}
		return -1
	}, house.Replace(words))
}
