package tok

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/hearsay-news/hearsay/internal/lexicon"
)

//go:embed words.txt
var wordsFile string

// class is a set of the classes of words.txt that a word is of.
type class uint16

const (
	title class = 1 << iota
	capital
	ender
	small
	number
	prefix
	unit
	domain
	clitic
	elided
	opener
)

var classNames = map[string]class{"title": title, "capital": capital, "ender": ender, "small": small, "number": number,
	"prefix": prefix, "unit": unit, "domain": domain, "clitic": clitic, "elided": elided, "opener": opener}

// longestWord is the length, in bytes, beyond which no word is in words.txt:
// longer ones are never looked up, so that a text without spaces is read in
// linear time.
const longestWord = 12

// classes has the classes of each word; cuts says behind which byte two words
// written as one are cut.
var classes, cuts = readWords(wordsFile)

func readWords(file string) (map[string]class, map[string]int) {
	classes, cuts := map[string]class{}, map[string]int{}
	for line := range lexicon.Lines(file) {
		name, words, _ := strings.Cut(line, ":")
		c, ok := classNames[name]
		if !ok && name != "joined" {
			panic(fmt.Sprintf("words.txt: no class %q", name))
		}
		for w := range strings.FieldsSeq(words) {
			if a, b, joined := strings.Cut(w, "|"); joined {
				cuts[a+b] = len(a)
			}
			classes[w] |= c
		}
	}
	return classes, cuts
}

// classOf is the classes of a word in small letters.
func classOf(low string) class {
	if len(low) > longestWord {
		return 0
	}
	return classes[low]
}
