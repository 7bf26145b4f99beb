package trace

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/internal/trace/sets"
	"github.com/hearsay-news/hearsay/record"
)

// Articles are of one story where they share text or a quotation, or where they
// speak of the same within a few days. The latter is found in the order of
// publication: an article joins the story that it is most alike to, in the mean
// of its articles, or begins one (single-pass clustering: Allan, Papka and
// Lavrenko, SIGIR 1998).
const (
	storyTerms  = 64             // of an article, by which it is compared: those that tell most
	storyAlike  = 0.12            // cosine, in the mean
	storyWindow = 7 * 24 * time.Hour // between neighbours
	storyQuote  = 8              // words that two articles quote alike
)

// Story is articles about one event.
type Story struct {
	Articles []int    // numbers of records, in their order
	Terms    []string // names that most of them have in common
	Ladder
}

// term is a word of an article and what it weighs.
type term struct {
	word   uint32
	weight float64
}

// tell finds the stories.
func (t *tracer) tell() {
	terms := t.terms()
	set := make([]int, len(t.items)) // story of each item
	var stories [][]int
	index := map[uint32][]int{}
	for n := range t.items {
		best, at := storyAlike, -1
		for s, sum := range t.alike(n, terms, index, set) {
			if mean := sum / float64(len(stories[s])); mean > best || mean == best && s < at {
				best, at = mean, s
			}
		}
		if at < 0 {
			at = len(stories)
			stories = append(stories, nil)
		}
		set[n] = at
		stories[at] = append(stories[at], n)
		for _, w := range terms[n] {
			index[w.word] = append(index[w.word], n)
		}
	}
	t.unite(set, len(stories))
}

// alike sums, by story, how alike its articles are to item n.
func (t *tracer) alike(n int, terms [][]term, index map[uint32][]int, set []int) map[int]float64 {
	sums := map[int]float64{}
	for _, w := range terms[n] {
		list := index[w.word]
		for k := len(list) - 1; k >= 0; k-- {
			m := list[k]
			if t.items[n].when.before(t.items[m].when).Abs() > storyWindow {
				break
			}
			sums[set[m]] += w.weight * weightOf(terms[m], w.word)
		}
	}
	return sums
}

func weightOf(terms []term, word uint32) float64 {
	i, ok := slices.BinarySearchFunc(terms, word, func(t term, w uint32) int { return cmp.Compare(t.word, w) })
	if !ok {
		return 0
	}
	return terms[i].weight
}

// terms are the words that tell most of each item, by tf·idf, in the order of
// the words, with a length of one.
func (t *tracer) terms() [][]term {
	skip := functionWords()
	counts := make([]map[uint32]int, len(t.items))
	in := map[uint32]int{}
	for n, it := range t.items {
		counts[n] = map[uint32]int{}
		for _, w := range it.words.Hashes() {
			if !skip[w] {
				counts[n][w]++
			}
		}
		for _, w := range reuse.Cut(it.r.Article.Title, nil).Hashes() {
			if !skip[w] {
				counts[n][w] += 2
			}
		}
		for w := range counts[n] {
			in[w]++
		}
	}
	out := make([][]term, len(t.items))
	for n := range t.items {
		for w, k := range counts[n] {
			if in[w] > 1 {
				out[n] = append(out[n], term{w, (1 + math.Log(float64(k))) * math.Log(1+float64(len(t.items))/float64(in[w]))})
			}
		}
		out[n] = strongest(out[n])
	}
	return out
}

func strongest(all []term) []term {
	slices.SortFunc(all, func(x, y term) int {
		return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(x.word, y.word))
	})
	all = slices.Clip(all[:min(len(all), storyTerms)])
	var length float64
	for _, w := range all {
		length += w.weight * w.weight
	}
	for i := range all {
		all[i].weight /= math.Sqrt(length)
	}
	slices.SortFunc(all, func(x, y term) int { return cmp.Compare(x.word, y.word) })
	return all
}

func functionWords() map[uint32]bool {
	out := map[uint32]bool{}
	for w := range lexicon.Classes() {
		for _, h := range reuse.Cut(w, nil).Hashes() {
			out[h] = true
		}
	}
	return out
}

// unite joins stories whose articles share text or quotations, and lists them.
func (t *tracer) unite(set []int, n int) {
	one := sets.New(n)
	join := func(a, b int) { one.Join(set[a], set[b]) }
	for _, p := range t.found {
		if p.own >= leastOwn {
			join(p.a, p.b)
		}
	}
	for key, links := range t.links {
		for _, l := range links {
			if min(t.quotes[l.A].Text.Len(), t.quotes[l.B].Text.Len()) >= storyQuote &&
				t.items[key[0]].when.before(t.items[key[1]].when).Abs() <= storyWindow {
				join(key[0], key[1])
			}
		}
	}
	at := map[int]int{}
	t.story = make([]int, len(t.items))
	for i := range t.items {
		r := one.Root(set[i])
		k, ok := at[r]
		if !ok {
			k = len(t.stories)
			at[r] = k
			t.stories = append(t.stories, nil)
		}
		t.story[i] = k
		t.stories[k] = append(t.stories[k], i)
	}
}

// mostTerms is how many names a story is explained by.
const mostTerms = 6

// words are the names that at least half of some articles have, the commonest
// first.
func (t *tracer) words(members []int) []string {
	in := map[string]int{}
	for _, n := range members {
		seen := map[string]bool{}
		for i := range t.items[n].r.Entities {
			if e := &t.items[n].r.Entities[i]; e.Kind != record.Group && e.Kind != record.Outlet && !seen[e.Name] {
				seen[e.Name] = true
				in[e.Name]++
			}
		}
	}
	var out []string
	for name, k := range in {
		if 2*k >= len(members) {
			out = append(out, name)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(in[b]-in[a], cmp.Compare(a, b)) })
	return out[:min(len(out), mostTerms)]
}
