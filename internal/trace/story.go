package trace

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/trace/quotes"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// Articles are of one story where they speak of the same within a few days. It
// is found in the order of publication: an article joins the story that it is
// most alike to, in the mean of its articles, or begins one (single-pass
// clustering: Allan, Papka and Lavrenko, SIGIR 1998). Shared passages and
// quotations make articles more alike; a copy joins the story of its source.
const (
	storyTerms  = 64  // of an article, by which it is compared: those that tell most
	storyAlike  = 0.1 // in the mean: the cosine of the terms, and what is shared
	storyWindow = 7 * 24 * time.Hour
	storyQuote  = 8   // words of a quotation that two articles share
	quoteAlike  = 0.2 // what that adds
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
	t.tie()
	t.story = make([]int, len(t.items))
	t.terms = t.weigh()
	c := clusters{now: map[uint32][]int{}, old: map[uint32][]int{}}
	for n, it := range t.items {
		at := -1
		if it.twin != n {
			at = t.story[it.twin]
		} else if at = t.closest(n, &c, t.terms[n]); at < 0 {
			at = len(t.stories)
			t.stories = append(t.stories, nil)
			c.sums = append(c.sums, map[uint32]float64{})
		}
		t.story[n] = at
		t.stories[at] = append(t.stories[at], n)
		c.add(at, t.terms[n])
	}
	t.listOutlets()
}

// closest is the story that item n is most alike to, or -1.
func (t *tracer) closest(n int, c *clusters, terms []term) int {
	over := func(s int) bool { return t.apart(t.stories[s][len(t.stories[s])-1], n) }
	sums := c.alike(terms, over, t.items[n].when.known())
	for m, points := range t.ties[n] {
		sums[t.story[m]] += points
	}
	best, at := storyAlike, -1
	for s, sum := range sums {
		if mean := sum / float64(len(t.stories[s])); mean > best || mean == best && s < at {
			best, at = mean, s
		}
	}
	return at
}

// clusters are the stories as sums of the terms of their articles.
type clusters struct {
	sums     []map[uint32]float64
	now, old map[uint32][]int // the stories that have a term, by whether more can come
}

func (c *clusters) add(s int, terms []term) {
	for _, w := range terms {
		if _, ok := c.sums[s][w.word]; !ok {
			c.now[w.word] = append(c.now[w.word], s)
		}
		c.sums[s][w.word] += w.weight
	}
}

// alike sums, by story, how alike its articles are to one with some terms.
// Stories that are over are put aside where the articles come in the order of
// their time; those without one, which come last, look at all.
func (c *clusters) alike(terms []term, over func(s int) bool, dated bool) map[int]float64 {
	sums := map[int]float64{}
	for _, w := range terms {
		live := c.now[w.word][:0:0]
		for _, s := range c.now[w.word] {
			if dated && over(s) {
				c.old[w.word] = append(c.old[w.word], s)
				continue
			}
			live = append(live, s)
			sums[s] += w.weight * c.sums[s][w.word]
		}
		c.now[w.word] = live
		if !dated {
			for _, s := range c.old[w.word] {
				sums[s] += w.weight * c.sums[s][w.word]
			}
		}
	}
	return sums
}

// apart reports whether so much time is between two items that they can't be of
// one story.
func (t *tracer) apart(a, b int) bool {
	return t.items[a].when.before(t.items[b].when).Abs() > storyWindow
}

// tie says what passages and quotations that are shared add to how alike two
// items are. A copy's source outweighs all else.
func (t *tracer) tie() {
	t.ties = make([]map[int]float64, len(t.items))
	add := func(a, b int, points float64) {
		if t.apart(a, b) {
			return
		}
		if t.ties[b] == nil {
			t.ties[b] = map[int]float64{}
		}
		t.ties[b][a] += points
	}
	for _, p := range t.found {
		if p.own < leastOwn {
			continue
		}
		part := max(share(p.same, t.items[p.a]), share(p.same, t.items[p.b]))
		if part >= copyShare {
			part = copyTie
		}
		add(p.a, p.b, part)
	}
	for key, links := range t.links {
		if slices.ContainsFunc(links, func(l quotes.Link) bool {
			return min(t.quotes[l.A].Text.Len(), t.quotes[l.B].Text.Len()) >= storyQuote
		}) {
			add(key[0], key[1], quoteAlike)
		}
	}
}

// copyTie is what the source of a copy adds to its story: more than the mean of
// a story can take away.
const copyTie = 1e6

// weigh gives the words that tell most of each item, by tf·idf, in the order of
// the words, with a length of one.
func (t *tracer) weigh() [][]term {
	t.skip, t.df = functionWords(), map[uint32]int{}
	for _, it := range t.items {
		for w := range it.count(t.skip) {
			t.df[w]++
		}
	}
	out := make([][]term, len(t.items))
	for n, it := range t.items {
		for w, k := range it.count(t.skip) {
			if t.df[w] > 1 {
				out[n] = append(out[n], term{w, (1 + math.Log(float64(k))) * math.Log(1+float64(len(t.items))/float64(t.df[w]))})
			}
		}
		out[n] = strongest(out[n])
	}
	return out
}

// count is how often an item has each word; those of the headline count twice.
func (it *item) count(skip map[uint32]bool) map[uint32]int {
	out := map[uint32]int{}
	for _, w := range it.words.Hashes() {
		if !skip[w] {
			out[w]++
		}
	}
	for _, w := range reuse.Cut(it.r.Article.Title, nil).Hashes() {
		if !skip[w] {
			out[w] += 2
		}
	}
	return out
}

func strongest(all []term) []term {
	slices.SortFunc(all, func(x, y term) int {
		return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(x.word, y.word))
	})
	all = slices.Clone(all[:min(len(all), storyTerms)])
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

// listOutlets notes which articles are of an outlet, by each of the names by
// which it is credited.
func (t *tracer) listOutlets() {
	t.outlets = map[string][]int{}
	for n, it := range t.items {
		for _, key := range it.self {
			if list := t.outlets[key]; len(list) == 0 || list[len(list)-1] != n {
				t.outlets[key] = append(list, n)
			}
		}
	}
	t.near = make([][]int, len(t.items))
	for _, p := range t.found {
		t.near[p.a] = append(t.near[p.a], p.b)
		t.near[p.b] = append(t.near[p.b], p.a)
	}
}

// Of the articles of an outlet, so many around an article in time are looked at
// where it credits the outlet. What is credited must stand in them, with so much
// of what its words tell.
const (
	someOf      = 24
	creditTold  = 0.5
	creditWords = 4
)

// meant are the articles of the outlet that a citation of item n names which
// it may mean: of the same story, or with what is credited.
func (t *tracer) meant(n int, c *record.Citation) []int {
	list := t.outlets[nameKey(c.Outlet)]
	if c.Domain != "" {
		list = t.outlets[c.Domain]
	}
	var out []int
	var told map[uint32]float64
	at, _ := slices.BinarySearch(list, n)
	for _, m := range list[max(0, at-someOf):min(len(list), at+someOf)] {
		if m == n || t.apart(m, n) {
			continue
		}
		if told == nil {
			told = t.told(n, c)
		}
		if t.story[m] == t.story[n] || t.tells(m, told) {
			out = append(out, m)
		}
	}
	return out
}

// told are the words of what a citation of item n credits, with what they tell:
// the statements that it covers, or else the words around it.
func (t *tracer) told(n int, c *record.Citation) map[uint32]float64 {
	it := t.items[n]
	out := map[uint32]float64{}
	take := func(s text.Span) {
		r := it.words.Within(s)
		for _, w := range it.words.Hashes()[r.From:r.To] {
			if !t.skip[w] {
				out[w] = math.Log(1 + float64(len(t.items))/float64(max(1, t.df[w])))
			}
		}
	}
	for i := range it.r.Attributions {
		if a := &it.r.Attributions[i]; a.In == record.InBody && slices.Contains(c.Covers, a.ID) {
			for _, s := range a.Content.Spans {
				take(s)
			}
		}
	}
	if len(out) == 0 {
		for _, s := range c.Spans {
			take(around(it.r.Article.Body, s))
		}
	}
	return out
}

// around is the line that a span stands in.
func around(body string, s text.Span) text.Span {
	if from := strings.LastIndexByte(body[:s.Start], '\n'); from >= 0 {
		s.Start = from
	} else {
		s.Start = 0
	}
	if to := strings.IndexByte(body[s.End:], '\n'); to >= 0 {
		s.End += to
	} else {
		s.End = len(body)
	}
	return s
}

// tells reports whether most of what words tell stands in item m.
func (t *tracer) tells(m int, told map[uint32]float64) bool {
	var all, here float64
	have := t.items[m].count(nil)
	for w, weight := range told {
		all += weight
		if have[w] > 0 {
			here += weight
		}
	}
	return len(told) >= creditWords && here >= creditTold*all
}
