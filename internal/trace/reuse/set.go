package reuse

import (
	"cmp"
	"context"
	"iter"
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/hearsay-news/hearsay/internal/trace/spread"
)

// Options say how much must be shared. The zero value means the defaults.
type Options struct {
	Passage int // words that are the same in a passage, at least; 0: 12
	Pair    int // words that are the same in all passages of a pair, at least; 0: 16
}

func (o Options) withDefaults() Options {
	o.Passage = cmp.Or(o.Passage, 12)
	o.Pair = cmp.Or(o.Pair, 16)
	return o
}

// NoDay is the day of a text that has none.
const NoDay = int32(-1 << 31)

// Set is the texts that are compared. Its pairs depend on the order in which
// they were added, and on nothing else: add them in the order of their
// publication.
type Set struct {
	o     Options
	texts []*Text
	days  []int32
	same  []int32 // the first text of the same words, else the text itself
	first map[uint64]int32

	groups []group   // by hash, once they are made
	posts  []posting // of all groups
	stock  map[int32][]Range
	stubs  []bool // texts of which much recurs
}

// posting is a place where a fingerprint stands.
type posting struct {
	hash uint32
	text int32
	at   int32
}

// group is the postings of one fingerprint that two texts or more have, in the
// order of the texts.
type group struct {
	hash     uint32
	from, to int32 // of posts
	recurs   bool
}

// NewSet returns a set without texts.
func NewSet(o Options) *Set {
	return &Set{o: o.withDefaults(), first: map[uint64]int32{}}
}

// Add adds a text, published on a day (counted from any first), and gives its
// number. A text must not be added once Pairs was called.
func (s *Set) Add(t *Text, day int32) int {
	n := int32(len(s.texts))
	s.texts = append(s.texts, t)
	s.days = append(s.days, day)
	same := n
	if d := t.Digest(); t.Len() > 0 {
		if f, ok := s.first[d]; ok {
			same = f
		} else {
			s.first[d] = n
		}
	}
	s.same = append(s.same, same)
	return int(n)
}

// Twin is the first text of the same words as text n: n itself where none was
// added before it. Pairs gives pairs of first texts alone.
func (s *Set) Twin(n int) int { return int(s.same[n]) }

// Pair is two texts that share passages, A the one that was added first.
type Pair struct {
	A, B     int
	Same     int // words that are the same in both
	Telling  int // of these, the ones that don't recur: see [Set.Stock]
	Passages []Passage
	Stock    bool // all that is the same recurs: one of the two has little else
}

// Pairs gives all pairs that share enough, in the order of B, then of A.
func (s *Set) Pairs(ctx context.Context) iter.Seq[Pair] {
	return func(yield func(Pair) bool) {
		s.index(ctx)
		for pairs := range spread.InOrder(ctx, len(s.texts), s.pairsOf) {
			for _, p := range pairs {
				if !yield(p) {
					return
				}
			}
		}
	}
}

// index makes the groups: the fingerprints of all first texts, sorted.
func (s *Set) index(ctx context.Context) {
	if s.groups != nil {
		return
	}
	words := 0
	for _, t := range s.texts {
		words += t.Len()
	}
	posts := make([]posting, 0, words*2/(Window+1)+words/50)
	n := int32(0)
	for prints := range spread.InOrder(ctx, len(s.texts), s.printsOf) {
		for _, f := range prints {
			posts = append(posts, posting{hash: f.Hash, text: n, at: f.At})
		}
		n++
	}
	sortPosts(posts, 0, math.MaxUint32, runtime.GOMAXPROCS(0))
	s.group(posts)
	s.findStock()
	s.findStubs()
}

// printsOf are the fingerprints of text n, of the first text of the same words.
func (s *Set) printsOf(n int) []Fingerprint {
	if s.same[n] != int32(n) {
		return nil
	}
	return Fingerprints(s.texts[n], Gram, Window)
}

// sortPosts sorts postings of hashes from least to most, in so many parts at once;
// hashes are spread evenly.
func sortPosts(posts []posting, least, most uint32, parts int) {
	if parts < 2 {
		slices.SortFunc(posts, func(p, q posting) int {
			return cmp.Or(cmp.Compare(p.hash, q.hash), cmp.Compare(p.text, q.text), cmp.Compare(p.at, q.at))
		})
		return
	}
	middle := least + (most-least)/2
	k := 0
	for i, p := range posts {
		if p.hash <= middle {
			posts[i], posts[k] = posts[k], p
			k++
		}
	}
	var all sync.WaitGroup
	all.Go(func() { sortPosts(posts[:k], least, middle, parts/2) })
	all.Go(func() { sortPosts(posts[k:], middle, most, parts-parts/2) })
	all.Wait()
}

// group keeps the fingerprints that two texts or more have, of all in order.
func (s *Set) group(posts []posting) {
	s.groups = []group{}
	kept := posts[:0]
	for from, to := 0, 0; from < len(posts); from = to {
		for to = from; to < len(posts) && posts[to].hash == posts[from].hash; to++ {
		}
		if posts[to-1].text != posts[from].text {
			s.groups = append(s.groups, group{hash: posts[from].hash, from: int32(len(kept)), to: int32(len(kept) + to - from)})
			kept = append(kept, posts[from:to]...)
		}
	}
	s.posts = slices.Clone(kept) // most stand alone, and need no room
}

// A text is a stub, an article of which hardly more than the furniture is left,
// where this share of its fingerprints recurs, or any in so few words. What it
// shares with others is told all the same.
const (
	stubShare = 0.25
	stubWords = 200
)

func (s *Set) findStubs() {
	recur := make([]int, len(s.texts))
	for _, g := range s.groups {
		if g.recurs {
			for _, p := range s.posts[g.from:g.to] {
				recur[p.text]++
			}
		}
	}
	s.stubs = make([]bool, len(s.texts))
	for n, k := range recur {
		words := s.texts[n].Len()
		s.stubs[n] = k > 0 && (words < stubWords || float64(k) >= stubShare*2/(Window+1)*float64(words))
	}
}

// Of a fingerprint that many texts have, only the first of them, from which the
// others may have it, and those right before the text are looked at: so
// ten thousand copies of one text cost no more than a few each.
const (
	firsts = 24
	lasts  = 24
)

// pairsOf are the pairs of text n with those that were added before it.
func (s *Set) pairsOf(n int) []Pair {
	var seeds []seed
	times := map[uint32]int{} // a text that says the same over and over says it once or twice here
	for _, f := range s.printsOf(n) {
		if times[f.Hash]++; times[f.Hash] <= 2 {
			seeds = s.seeds(seeds, int32(n), f)
		}
	}
	slices.SortFunc(seeds, func(x, y seed) int {
		return cmp.Or(cmp.Compare(x.text, y.text), cmp.Compare(x.at, y.at), cmp.Compare(x.here, y.here))
	})
	var out []Pair
	for from, to := 0, 0; from < len(seeds); from = to {
		other := seeds[from].text
		var at []Seed
		stock := true
		for to = from; to < len(seeds) && seeds[to].text == other; to++ {
			at = append(at, Seed{A: int(seeds[to].at), B: int(seeds[to].here)})
			stock = stock && seeds[to].recurs
		}
		p := Pair{A: int(other), B: n, Stock: stock, Passages: Align(s.texts[other], s.texts[n], at, s.o.Passage)}
		for _, q := range p.Passages {
			p.Same += q.Same
			p.Telling += q.Same - min(q.Same, Covered(s.Stock(int(other)), q.A), Covered(s.Stock(n), q.B))
		}
		if s.enough(&p) {
			out = append(out, p)
		}
	}
	return out
}

// Of what recurs, a stub shares this part of its words; and where it is so much
// more, the whole was published again.
const (
	stockShare = 0.25
	wholeShare = 0.8
	wholeWords = 60
)

// enough reports whether two texts share enough, and takes back that it is stock
// where it is whole texts.
func (s *Set) enough(p *Pair) bool {
	shorter := float64(min(s.texts[p.A].Len(), s.texts[p.B].Len()))
	if p.Stock && p.Same >= wholeWords && float64(p.Same) >= wholeShare*shorter {
		p.Stock = false
	}
	return p.Same >= s.o.Pair && (!p.Stock || float64(p.Same) >= stockShare*shorter)
}

// seed is a fingerprint of a text that another has as well.
type seed struct {
	text, at, here int32
	recurs         bool
}

func (s *Set) seeds(seeds []seed, n int32, f Fingerprint) []seed {
	i, ok := slices.BinarySearchFunc(s.groups, f.Hash, func(g group, h uint32) int { return cmp.Compare(g.hash, h) })
	if !ok {
		return seeds
	}
	posts, recurs := s.posts[s.groups[i].from:s.groups[i].to], s.groups[i].recurs
	end, _ := slices.BinarySearchFunc(posts, n, func(p posting, n int32) int { return cmp.Compare(p.text, n) })
	posts = posts[:end]
	last := int32(-1)
	for k, p := range posts {
		if p.text != last && (k < firsts || k >= end-lasts) && (!recurs || s.stubs[n] || s.stubs[p.text]) {
			seeds = append(seeds, seed{p.text, p.at, f.At, recurs})
		}
		last = p.text
	}
	return seeds
}
