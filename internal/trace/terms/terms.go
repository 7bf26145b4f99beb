// Package terms finds the words that tell what an article is about.
//
//	for _, t := range terms.Of(terms.Counts(reuse.Body(a), a.Title), 64) {
//		fmt.Println(t.Word, t.Weight)
//	}
//
// What a word tells is how rare it is in the news (tf·idf: Spärck Jones 1972), not
// among the articles at hand. So it is the same whatever these are, and of two
// articles on one event the words of the event tell most.
package terms

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"sync"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
)

// Term is a word, by its hash in package reuse, and what it weighs.
type Term struct {
	Word   uint32
	Weight float64
}

// Of are the terms that tell most, at most so many, in the order of the words, of
// those with how often they stand somewhere; their weights are a vector of length one.
func Of(counts iter.Seq2[uint32, int], most int) []Term {
	var all []Term
	for w, n := range counts {
		if weight := Tells(w); weight > 0 {
			all = append(all, Term{w, (1 + math.Log(float64(n))) * weight})
		}
	}
	return strongest(all, most)
}

// Alike is how alike two texts are by their terms: the cosine, from 0 to 1.
func Alike(a, b []Term) (cosine float64) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].Word < b[j].Word:
			i++
		case a[i].Word > b[j].Word:
			j++
		default:
			cosine += a[i].Weight * b[j].Weight
			i, j = i+1, j+1
		}
	}
	return cosine
}

// Counts yields the words of a text and its title, in order, with how often they
// stand there; in the title counts twice.
func Counts(body *reuse.Text, title string) iter.Seq2[uint32, int] {
	head := reuse.Cut(title, nil).Hashes()
	words := slices.Concat(body.Hashes(), head, head)
	slices.Sort(words)
	return func(yield func(uint32, int) bool) {
		for from, to := 0, 0; from < len(words); from = to {
			for to = from; to < len(words) && words[to] == words[from]; to++ {
			}
			if !yield(words[from], to-from) {
				return
			}
		}
	}
}

func strongest(all []Term, most int) []Term {
	slices.SortFunc(all, func(x, y Term) int {
		return cmp.Or(cmp.Compare(y.Weight, x.Weight), cmp.Compare(x.Word, y.Word))
	})
	all = slices.Clone(all[:min(len(all), most)])
	var length float64
	for _, w := range all {
		length += w.Weight * w.Weight
	}
	for i := range all {
		all[i].Weight /= math.Sqrt(length)
	}
	slices.SortFunc(all, func(x, y Term) int { return cmp.Compare(x.Word, y.Word) })
	return all
}

// Tells is how much a word tells: the logarithm of how rare it is; of a function
// word nothing.
func Tells(word uint32) float64 {
	if w, ok := common()[word]; ok {
		return w
	}
	return rare()
}

// common is what words tell that are common.
var common = sync.OnceValue(func() map[uint32]float64 {
	out := map[uint32]float64{}
	for w, n := range lexicon.Counts() {
		for _, h := range reuse.Cut(w, nil).Hashes() {
			out[h] = telling(n)
		}
	}
	for w := range lexicon.Classes() {
		for _, h := range reuse.Cut(w, nil).Hashes() {
			out[h] = 0
		}
	}
	return out
})

// rare is what all others tell: as much as the rarest of these.
var rare = sync.OnceValue(func() (most float64) {
	for _, n := range lexicon.Counts() {
		most = max(most, telling(n))
	}
	return most
})

func telling(articles int) float64 {
	return math.Log(1 + lexicon.CountedArticles/float64(articles))
}
