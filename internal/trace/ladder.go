package trace

import (
	"cmp"
	"slices"

	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/internal/trace/sets"
)

// Ladder leads from the reports of a story to its origins: each step holds
// those of the step before that are left.
type Ladder struct {
	Texts   [][]int  // distinct texts: the articles of each, those with the same words and their copies together
	Own     []int    // of these, the ones with material of their own
	Origins []Origin // and what these rest on
}

// Origin is a source that rests on no other: a text, or outlets outside.
// Texts of one owner's family and those that an agency stands behind are one.
type Origin struct {
	Node  Node // the first article of the text, or the source outside
	Texts []int
}

const (
	sameText = 0.7 // of the words that two articles of one agency share: one text
	leastNew = 40  // words that no source has: material of one's own
)

// ladder climbs from the articles of a story.
func (t *tracer) ladder(members []int) Ladder {
	l := Ladder{Texts: t.group(members)}
	for k, text := range l.Texts {
		if slices.ContainsFunc(text, func(n int) bool { return t.fresh(n) >= leastNew }) || t.root(text) >= 0 {
			l.Own = append(l.Own, k)
		}
	}
	t.origins(&l)
	return l
}

// sameTexts finds which articles are of one text: copies with their sources,
// and those that carry the line of the same agency above the same words.
func (t *tracer) sameTexts() {
	t.texts = sets.New(len(t.items))
	wire := make([]Node, len(t.items)) // what each is a copy of, outside; 0, which is an item, where it is of none
	for n := range t.items {
		for _, e := range t.in[n] {
			from, held := e.From.Record()
			switch {
			case e.Kind != Copy:
			case held:
				t.texts.Join(from, n)
			default:
				wire[n] = e.From
			}
		}
	}
	for _, p := range t.found {
		if wire[p.a] < 0 && wire[p.a] == wire[p.b] && max(share(p.same, t.items[p.a]), share(p.same, t.items[p.b])) >= sameText {
			t.texts.Join(p.a, p.b)
		}
	}
}

// group groups articles by their text.
func (t *tracer) group(members []int) [][]int {
	var out [][]int
	at := map[int]int{}
	for _, n := range members {
		k, ok := at[t.texts.Root(n)]
		if !ok {
			k = len(out)
			at[t.texts.Root(n)] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], n)
	}
	return out
}

// fresh is how many words of an article none of its sources has.
func (t *tracer) fresh(n int) int {
	if t.fromWire(n) {
		return 0
	}
	have := t.taken(n)
	all := reuse.Range{To: t.items[n].words.Len()}
	return all.Len() - reuse.Covered(have, all)
}

// rests are the edges by which an article rests on others: all but what outlets
// outside report, mentioned in passing. Who says that another article of the
// story reports it confirms nothing.
func (t *tracer) rests(n int) (out []Edge) {
	for _, e := range t.in[n] {
		_, held := e.From.Record()
		if held || e.Kind != Credits || slices.ContainsFunc(e.Evidence, func(e Evidence) bool { return e.Points >= pointsWhole }) {
			out = append(out, e)
		}
	}
	return out
}

// root is the first article of a text that rests on no other, or -1.
func (t *tracer) root(text []int) int {
	k := slices.IndexFunc(text, func(n int) bool { return len(t.rests(n)) == 0 })
	if k < 0 {
		return -1
	}
	return text[k]
}

// origins are the texts that rest on no other, and the sources outside the
// collection, or the story, that texts rest on.
func (t *tracer) origins(l *Ladder) {
	at := map[string]int{}
	add := func(key string, from Node, text int) {
		k, ok := at[key]
		if !ok {
			k = len(l.Origins)
			at[key] = k
			l.Origins = append(l.Origins, Origin{Node: from})
		}
		if !slices.Contains(l.Origins[k].Texts, text) {
			l.Origins[k].Texts = append(l.Origins[k].Texts, text)
		}
	}
	for k, text := range l.Texts {
		if n := t.root(text); n >= 0 {
			add(t.standsFor(n), Held(n), k)
			continue
		}
		for _, n := range text {
			t.climb(n, t.story[n], map[int]bool{}, func(key string, from Node) { add(key, from, k) })
		}
	}
}

// climb gives what an article of a story rests on outside the collection and in
// other stories, there followed up to what rests on no other.
func (t *tracer) climb(n, story int, seen map[int]bool, found func(key string, from Node)) {
	rests := t.rests(n)
	if len(rests) == 0 && t.story[n] != story {
		found(t.standsFor(n), Held(n))
	}
	for _, e := range rests {
		switch from, held := e.From.Record(); {
		case !held:
			found(t.outsideKey(e.From), e.From)
		case !seen[from] && (t.story[from] != story || t.story[n] != story):
			seen[from] = true
			t.climb(from, story, seen, found)
		}
	}
}

// standsFor is whom an article stands for as an origin: the owner's family of its
// outlet, the outlet, or itself.
func (t *tracer) standsFor(n int) string {
	a := t.items[n].r.Article
	if a.Outlet.Domain == "" && a.Outlet.Name == "" {
		return "id " + a.ID
	}
	return ownerKey(a.Outlet.Domain, a.Outlet.Name)
}

func (t *tracer) outsideKey(n Node) string {
	s := t.sources[n.Source()]
	return ownerKey(s.Domain, s.Name)
}

// ownerKey is the same for all outlets of one owner, however they are named.
func ownerKey(domain, name string) string {
	if o, ok := known(domain, name); ok {
		return cmp.Or(o.Owner, o.Domain)
	}
	return cmp.Or(hostKey(domain), nameKey(name))
}
