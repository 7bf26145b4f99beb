package trace

import (
	"math"
	"strings"

	"github.com/hearsay-news/hearsay/internal/trace/quotes"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
)

// Of several articles that one may have its text from, that is the likeliest
// which leaves least to be explained, as of several manuscripts that a scribe may
// have copied (the fewest changes: Platnick and Cameron 1977): words that others
// share with it and this one does not, above all a slip, and places where words
// of this one are left out or changed.
const (
	perWord = 0.3 // a word that it lacks and another candidate has
	perSlip = 3.0 // words among which is one that no third article has
	perCut  = 0.5 // a place where its words are left out, for the first; less for each more
	plenty  = 6.0 // what it lacks beyond this counts by its logarithm
	earlier = 0.5 // that it came before at all: by how much makes it no likelier
	ordered = 0.3 // that it did by the minute, which says nothing of the two alone
)

// choose weighs the candidates for the source of an article against each other.
func (t *tracer) choose(to int, all []*candidate) {
	it := t.items[to]
	could := make([]bool, it.words.Len()) // words that one of them has
	matches := make([]reuse.Matches, len(all))
	for i, c := range all {
		if c.p == nil {
			continue
		}
		matches[i] = reuse.Match(t.items[c.from].words, it.words, c.p.seenFrom(c.from))
		for k, at := range matches[i].B {
			could[k] = could[k] || at >= 0 && c.towards > -decided
		}
	}
	for _, r := range it.stock {
		clear(could[r.From:r.To])
	}
	words := t.wordsOf(it)
	lacks, least := make([]float64, len(all)), math.Inf(1)
	for i, c := range all {
		if c.p == nil {
			continue
		}
		lacks[i] = missing(words, could, matches[i].B) + perCut*math.Log1p(float64(t.omitted(c.from, matches[i].A)))
		if c.towards > -decided {
			least = min(least, lacks[i])
		}
	}
	for i, c := range all {
		c.fit = c.inChoice()
		if c.p != nil {
			c.fit -= max(0, lacks[i]-least)
		}
	}
}

// inChoice is what the evidence of the direction counts more, or less, in the
// choice among several sources.
func (c *candidate) inChoice() (points float64) {
	for _, e := range c.evidence {
		switch e.Kind {
		case ByTime, BySeen:
			points += min(e.Points, earlier) - e.Points
		case ByContainment:
			points -= e.Points
		}
	}
	if c.from < c.to {
		points += ordered
	}
	return points
}

// missing is what the words weigh that one of the candidates has, and a certain
// one has not.
func missing(words []word, could []bool, has []int32) float64 {
	var sum float64
	for from, to := 0, 0; from < len(could); from = to + 1 {
		for to = from; to < len(could) && could[to] && has[to] < 0; to++ {
		}
		sum += weighRun(words[from:to])
	}
	if sum > plenty {
		return plenty + 2*math.Log1p(sum-plenty)
	}
	return sum
}

// word is what a word of an article says of where it is from.
type word struct {
	rare  bool // no third article has it: it may be a slip
	house bool // houses spell it in different ways
}

func (t *tracer) wordsOf(it *item) []word {
	out := make([]word, it.words.Len())
	for k, hash := range it.words.Hashes() {
		w := strings.ToLower(it.words.Word(k).In(it.r.Article.Body))
		df := t.df[hash]
		out[k] = word{rare: 0 < df && df <= 2, house: quotes.Spelling(w) != w}
	}
	return out
}

// weighRun weighs words in a row. Those that houses spell in different ways say
// nothing: that two articles spell them alike is the work of their desks.
func weighRun(run []word) (points float64) {
	slip := false
	for _, w := range run {
		if len(run) <= 2 && w.house {
			continue
		}
		points += perWord
		slip = slip || w.rare
	}
	if slip {
		return max(points, perSlip)
	}
	return points
}

// omitted is in how many places an item has words, other than such as recur, that
// its copy lacks.
func (t *tracer) omitted(n int, taken []bool) (places int) {
	stock := t.items[n].stock
	out := false
	for k := range taken {
		for len(stock) > 0 && stock[0].To <= k {
			stock = stock[1:]
		}
		if len(stock) > 0 && stock[0].From <= k {
			continue
		}
		if !taken[k] && !out {
			places++
		}
		out = !taken[k]
	}
	return places
}

// byCopy groups candidates by the article whose source they may be.
func byCopy(all []*candidate) map[int][]*candidate {
	out := map[int][]*candidate{}
	for _, c := range all {
		out[c.to] = append(out[c.to], c)
	}
	return out
}
