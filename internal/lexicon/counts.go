package lexicon

import (
	_ "embed"
	"iter"
	"strconv"
	"strings"
)

//go:embed word-counts.txt
var countFile string

// CountedArticles is of how many articles [Counts] tells.
const CountedArticles = 10_000

// Counts yields the common words of English news, in small letters and without
// apostrophes, with the number of articles that have each, the commonest first.
// It panics where the list is not as its head says.
func Counts() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for line := range Lines(countFile) {
			count, words, _ := strings.Cut(line, ":")
			n, err := strconv.Atoi(count)
			if err != nil {
				panic("word-counts.txt: " + err.Error())
			}
			for w := range strings.FieldsSeq(words) {
				if !yield(w, n) {
					return
				}
			}
		}
	}
}
