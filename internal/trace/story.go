package trace

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/internal/trace/quotes"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/internal/trace/spread"
	"github.com/hearsay-news/hearsay/internal/trace/terms"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// Articles are of one story where they speak of the same within a few days. It
// is found in the order of publication: an article joins the story that it is
// most alike to, in the mean of its articles, or begins one (single-pass
// clustering: Allan, Papka and Lavrenko, SIGIR 1998). Shared passages and
// quotations make articles more alike; a copy joins the story of its source.
const (
	storyTerms  = 64    // of an article, by which it is compared: those that tell most
	storyAlike  = 0.165 // in the mean: the cosine of the terms, and what is shared
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

// tell finds the stories.
func (t *tracer) tell(ctx context.Context) error {
	t.tie()
	t.story = make([]int, len(t.items))
	if t.terms = t.weigh(ctx); ctx.Err() != nil {
		return ctx.Err()
	}
	c := clusters{now: map[uint32][]part{}, old: map[uint32][]part{}, byGroup: map[int64]int{}}
	for n := range t.items {
		at := t.belongs(n, &c)
		if at < 0 {
			at = len(t.stories)
			t.stories = append(t.stories, nil)
			c.sums, c.groups = append(c.sums, 0), append(c.groups, 0)
		}
		t.story[n] = at
		t.stories[at] = append(t.stories[at], n)
		c.add(at, t.terms[n])
		if g := t.groupOf(n); g != 0 {
			c.groups[at], c.byGroup[g] = g, at
		}
	}
	t.listOutlets()
	return nil
}

// groupOf is the group of item n.
func (t *tracer) groupOf(n int) int64 {
	if t.o.Group == nil {
		return 0
	}
	return t.o.Group(t.items[n].r)
}

// belongs is the story that item n belongs to, or -1: that of its group, or of the
// first of the same words, or the one that it is most alike to.
func (t *tracer) belongs(n int, c *clusters) int {
	g, it := t.groupOf(n), t.items[n]
	if at, ok := c.byGroup[g]; ok {
		return at
	}
	if it.twin != n && it.words.Len() >= leastOwn {
		if at := t.story[it.twin]; c.admits(at, g) && !t.apart(t.last(at), n) {
			return at
		}
	}
	return t.closest(n, g, c)
}

// last is the last item of a story.
func (t *tracer) last(story int) int { return t.stories[story][len(t.stories[story])-1] }

// closest is the story that item n, of a group, is most alike to, or -1.
func (t *tracer) closest(n int, g int64, c *clusters) int {
	over := func(s int) bool { return t.apart(t.last(s), n) }
	c.alike(t.terms[n], over, t.items[n].when.known())
	for _, m := range slices.Sorted(maps.Keys(t.ties[n])) {
		c.count(t.story[m], t.ties[n][m])
	}
	best, at := storyAlike, -1
	for _, s := range c.touched {
		if !c.admits(s, g) {
			continue
		}
		if mean := c.sums[s] / float64(len(t.stories[s])); mean > best || mean == best && s < at {
			best, at = mean, s
		}
	}
	return at
}

// clusters are the stories by the terms of their articles.
type clusters struct {
	now, old map[uint32][]part // by term, and by whether more can come

	sums    []float64 // by story, how alike its articles are to the one at hand
	touched []int     // the stories of which that is not zero

	groups  []int64 // of each story; 0: none
	byGroup map[int64]int
}

// admits reports whether a story takes an article of a group.
func (c *clusters) admits(s int, g int64) bool { return g == 0 || c.groups[s] == 0 || c.groups[s] == g }

// part is what a term weighs in some articles of a story.
type part struct {
	story  int
	weight float64
}

// back is how many parts of a term are looked through for one of the same story:
// those of one story mostly stand together.
const back = 16

func (c *clusters) add(s int, told []terms.Term) {
next:
	for _, w := range told {
		list := c.now[w.Word]
		for k := len(list) - 1; k >= max(0, len(list)-back); k-- {
			if list[k].story == s {
				list[k].weight += w.Weight
				continue next
			}
		}
		c.now[w.Word] = append(list, part{s, w.Weight})
	}
}

func (c *clusters) count(s int, points float64) {
	if c.sums[s] == 0 {
		c.touched = append(c.touched, s)
	}
	c.sums[s] += points
}

// alike sums, by story, how alike its articles are to one with some terms.
// Stories that are over are put aside where the articles come in the order of
// their time; those without one, which come last, look at all.
func (c *clusters) alike(told []terms.Term, over func(s int) bool, dated bool) {
	for _, s := range c.touched {
		c.sums[s] = 0
	}
	c.touched = c.touched[:0]
	for _, w := range told {
		list := c.now[w.Word]
		live := list[:0]
		for _, p := range list {
			if dated && over(p.story) {
				c.old[w.Word] = append(c.old[w.Word], p)
				continue
			}
			live = append(live, p)
			c.count(p.story, w.Weight*p.weight)
		}
		c.now[w.Word] = live
		if !dated {
			for _, p := range c.old[w.Word] {
				c.count(p.story, w.Weight*p.weight)
			}
		}
	}
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

// weigh gives the words that tell most of each item, and counts in how many items
// each word is.
func (t *tracer) weigh(ctx context.Context) [][]terms.Term {
	type told struct {
		terms []terms.Term
		words []uint32
	}
	out := make([][]terms.Term, 0, len(t.items))
	t.df = map[uint32]int{}
	for it := range spread.InOrder(ctx, len(t.items), func(n int) (x told) {
		counts := terms.Counts(t.items[n].words, t.items[n].r.Article.Title)
		x.terms = terms.Of(counts, storyTerms)
		for w := range counts {
			x.words = append(x.words, w)
		}
		return x
	}) {
		out = append(out, it.terms)
		for _, w := range it.words {
			t.df[w]++
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

// Of the articles of an outlet, so many around an article in time, and as many of its
// story, are looked at where it credits the outlet. What is credited must stand in
// them, with so much of what its words tell; less where it is what their headline is
// about, since it is told in other words, and where the two are alike.
const (
	someOf       = 24
	creditTold   = 0.85
	creditWords  = 5
	headlineTold = 0.45
	headlineHas  = 0.3 // of what the headline tells, and
	headlineHits = 2   // so many of its words

	creditFresh   = 3 * 24 * time.Hour // that the other came before, at most, for what follows
	headlineAll   = 0.45               // of what the headline tells: it is enough where they are
	headlineAlike = 0.1                // as alike as this, and
	headlineWords = 40                 // so few words are credited: many would meet any headline
	alikeTold     = 0.7                // of what is credited: it is enough where they are
	alikeAlike    = 0.33               // as alike as this, and of one story
)

// meant are the articles of the outlet that a citation of item n names which
// it may mean: those with what is credited, and of several the one that has most of it
// in its text and headline. What somebody said to an outlet is no
// report of it: who has it from there shares its words.
func (t *tracer) meant(n int, c *record.Citation) []int {
	if c.Kind == record.Venue {
		return nil
	}
	list := t.outlets[nameKey(c.Outlet)]
	if c.Domain != "" {
		list = t.outlets[c.Domain]
	}
	var out []int
	var told map[uint32]float64
	var most float64
	for _, m := range t.nearby(n, list) {
		if t.tooLate(m, n) {
			continue
		}
		if told == nil {
			told = t.told(n, c)
		}
		r := t.reports(m, told)
		switch {
		case !r.tells() && (c.Kind == record.Poll || !t.freshly(m, n) || !t.tellsAlike(m, n, r)):
		case r.part+r.head > most:
			out, most = []int{m}, r.part+r.head
		case r.part+r.head == most:
			out = append(out, m)
		}
	}
	return out
}

// nearby are those of a list of items that are within days of item n: so many of the
// nearest on either side, and as many more of its story.
func (t *tracer) nearby(n int, list []int) (out []int) {
	at, found := slices.BinarySearch(list, n)
	take := func(side iter.Seq2[int, int]) {
		near, more := 0, 0
		for _, m := range side {
			apart := t.apart(m, n)
			switch {
			case near < someOf:
				near++
			case apart || more == someOf:
				return
			case t.story[m] != t.story[n]:
				continue
			default:
				more++
			}
			if !apart {
				out = append(out, m)
			}
		}
	}
	take(slices.Backward(list[:at]))
	if found {
		at++
	}
	take(slices.All(list[at:]))
	return out
}

// freshly reports whether item m came within a few days before item n, as far as is
// known: who credits what is older says when it was.
func (t *tracer) freshly(m, n int) bool {
	d := t.items[m].when.before(t.items[n].when)
	return 0 <= d && d <= creditFresh
}

// tellsAlike reports whether item m is alike to item n, which credits its outlet, and
// is headed by what is credited or has most of it. Where the outlet is in the headline
// of item n, it may be what n is about, and speak there for itself.
func (t *tracer) tellsAlike(m, n int, r reports) bool {
	alike := terms.Alike(t.terms[m], t.terms[n])
	if alike >= headlineAlike && r.words <= headlineWords && r.headed(headlineAll) {
		return true
	}
	return alike >= alikeAlike && r.part >= alikeTold && t.story[m] == t.story[n] && !t.items[m].namedIn(t.items[n].r.Article.Title)
}

// told are the words of what a citation of item n credits, with what they tell:
// the statements that it covers, or else the words around it.
func (t *tracer) told(n int, c *record.Citation) map[uint32]float64 {
	it := t.items[n]
	out := map[uint32]float64{}
	take := func(s text.Span) {
		r := it.words.Within(s)
		for _, w := range it.words.Hashes()[r.From:r.To] {
			if weight := terms.Tells(w); weight > 0 {
				out[w] = weight
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

// reports is how an item reports what some words tell.
type reports struct {
	words int     // that tell it
	part  float64 // of what they tell, that stands in the item
	head  float64 // of what its headline tells, that they tell
	hits  int     // words of the headline that are among them
}

func (t *tracer) reports(m int, told map[uint32]float64) reports {
	r := reports{words: len(told)}
	title := t.items[m].r.Article.Title
	have := maps.Collect(terms.Counts(t.items[m].words, title))
	var all, here float64
	for _, w := range slices.Sorted(maps.Keys(told)) { // in order, for sums that are the same each time
		all += told[w]
		if have[w] > 0 {
			here += told[w]
		}
	}
	r.part = here / max(all, least)
	all, here = 0, 0
	for _, w := range reuse.Cut(title, nil).Hashes() {
		all += terms.Tells(w)
		if told[w] > 0 {
			here += told[w]
			r.hits++
		}
	}
	r.head = here / max(all, least)
	return r
}

// least is less than any word tells.
const least = 1e-9

// headed reports whether so much of the headline is about it.
func (r reports) headed(part float64) bool { return r.hits >= headlineHits && r.head >= part }

// tells reports whether an item has so much of it that it is a report of it, whatever
// else is in it.
func (r reports) tells() bool {
	return r.words >= creditWords && r.part >= creditTold || r.part >= headlineTold && r.headed(headlineHas)
}
