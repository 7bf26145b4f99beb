package lexicon

import (
	_ "embed"
	"strings"
	"sync"
)

// Class is a set of closed classes that a word belongs to.
type Class uint32

// The closed classes, in the order of function-words.txt.
const (
	Determiner Class = 1 << iota
	Possessive
	Subject
	Object
	Relative
	Be
	Have
	Modal
	Do
	Negation
	Adverb
	Preposition
	Joiner
	Subordinator
	Complement
	Day
	Month
	Daytime
	Occasion
	Label // stands before a colon and speaks for nobody: "Analysis: …"
)

// Finite are the classes of verbs that stand beside a subject.
const Finite = Be | Have | Modal | Do

//go:embed function-words.txt
var classFile string

// Classes returns the closed classes of each word, in small letters.
var Classes = sync.OnceValue(func() map[string]Class {
	m := map[string]Class{}
	bit := Class(1)
	for line := range Lines(classFile) {
		_, words, _ := strings.Cut(line, ":")
		for _, w := range strings.Fields(words) {
			m[w] |= bit
		}
		bit <<= 1
	}
	return m
})

// adjectiveEnds make adjectives of names, behind a hyphen: "Varland-based".
var adjectiveEnds = Set("based led run born backed style era wide free given friendly leaning long old held speaking like focused only related sized type esque built made")

// MakesAdjective reports whether a word in small letters makes an adjective of the
// name before its hyphen, as words in -ed do: "Okafor-backed".
func MakesAdjective(end string) bool {
	return adjectiveEnds[end] || len(end) > 3 && strings.HasSuffix(end, "ed")
}
