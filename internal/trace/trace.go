// Package trace finds where the articles of a story have their text from: who
// copied, rewrote or credited whom, which quotations were altered on the way,
// and how many independent origins stand behind them.
//
// [Of] traces any set of records; the result does not depend on their order:
//
//	t, err := trace.Of(ctx, records, trace.Options{})
//	for _, e := range t.Edges {
//		fmt.Println(t.Name(e.From), "→", t.Name(trace.Held(e.To)), e.Kind, e.Evidence)
//	}
//	for _, s := range t.Stories {
//		fmt.Println(s.Ladder)
//	}
//
// It goes in five steps: which articles share passages (package reuse) and
// quotations (package quotes); for each such pair what speaks for the one
// having it from the other (evidence.go); of all that could be true, the edges
// that are best supported and make no cycle (graph.go); which articles are of
// one story (story.go); and the ladder from its reports to its origins
// (ladder.go). Nothing is said about what is true: every verdict comes with its
// evidence, and "undecided" is one.
package trace

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/hearsay-news/hearsay/internal/trace/quotes"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/internal/trace/sets"
	"github.com/hearsay-news/hearsay/internal/trace/spread"
	"github.com/hearsay-news/hearsay/internal/trace/terms"
	"github.com/hearsay-news/hearsay/record"
)

// Options say what is looked for. The zero value means the defaults.
type Options struct {
	Passage int // words that are the same in a passage, at least; 0: 12

	// Group tells which records are of one story by somebody's word, whatever
	// they have in common: those of one number. Those of different numbers are
	// not; those of 0 are where they belong. nil: all are 0.
	Group func(*record.Record) int64
}

// Whole is the group of records that are all of one story.
func Whole(*record.Record) int64 { return 1 }

// Trace is what was found.
type Trace struct {
	Records  []*record.Record // in the order of their publication, then of their ids
	Outside  []Source         // credited, and not among the records
	Edges    []Edge           // in the order of To
	Shared   []Shared         // all that share passages, in the order of B
	Quotes   []quotes.Quotation
	Families []Family
	Altered  []Alteration
	Stories  []Story // those of most articles first
}

// Source is an outlet that is credited.
type Source struct {
	Name, Domain string
}

// Node is a source of text: an article, or an outlet outside.
type Node int

// Held is the node of record n.
func Held(n int) Node { return Node(n) }

// Outside is the node of outside source n.
func Outside(n int) Node { return Node(^n) }

// Record is the number of the record, or false for a source outside.
func (n Node) Record() (int, bool) { return int(n), n >= 0 }

// Source is the number of the source outside; it panics for a record.
func (n Node) Source() int { return ^int(n) }

// Kind says what an article has from another.
type Kind string

// The kinds of edge.
const (
	Copy    Kind = "copy"    // most of its words
	Rewrite Kind = "rewrite" // passages, among others
	Quotes  Kind = "quotes"  // quotations, and it says so
	Credits Kind = "credits" // what it reports, in words of its own, and it says so
)

// Edge says that an article has something from a source.
type Edge struct {
	From      Node
	To        int
	Kind      Kind
	Undecided bool       // the two belong together, and nothing says which was first
	Evidence  []Evidence // in the order in which it decided
	Passages  []reuse.Passage
	Share     float64 // of the words of To, those in the passages

	words []reuse.Passage // of a source outside: what another article has from there as well
}

// Shared is two articles that share passages, A the one that was published
// first, whether or not one has them from the other.
type Shared struct {
	A, B     int
	Passages []reuse.Passage
	Same     int     // words that are the same
	Share    float64 // of the words of the shorter one
	Stock    bool    // all of it recurs: furniture that nobody marked
	Common   bool    // both have them from a third or from who said them, as far as can be seen; no edge joins the two
}

// Of makes a trace of records. They must have ids that differ.
func Of(ctx context.Context, records []*record.Record, o Options) (*Trace, error) {
	t, err := run(ctx, records, o)
	if err != nil {
		return nil, err
	}
	return t.result(), nil
}

// Stories finds which records are of one story, and no more: the same stories as
// [Of], in some of the time. Each has its records in the order of their
// publication.
func Stories(ctx context.Context, records []*record.Record, o Options) ([][]*record.Record, error) {
	t, err := begin(ctx, records, o)
	if err != nil {
		return nil, err
	}
	out := make([][]*record.Record, len(t.stories))
	for s, members := range t.stories {
		for _, n := range members {
			out[s] = append(out[s], t.items[n].r)
		}
	}
	return out, ctx.Err()
}

func run(ctx context.Context, records []*record.Record, o Options) (*tracer, error) {
	t, err := begin(ctx, records, o)
	if err != nil {
		return nil, err
	}
	t.edges()
	t.sameTexts()
	return t, ctx.Err()
}

// begin finds what records share, and which are of one story.
func begin(ctx context.Context, records []*record.Record, o Options) (*tracer, error) {
	t := &tracer{o: o, of: map[[2]int]*pair{}, outside: map[string]int{}}
	for it := range spread.InOrder(ctx, len(records), func(n int) *item { return newItem(records[n]) }) {
		t.items = append(t.items, it)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	slices.SortFunc(t.items, func(a, b *item) int {
		return cmp.Or(compareTime(a.when, b.when), cmp.Compare(a.r.Article.ID, b.r.Article.ID))
	})
	if err := t.pairs(ctx); err != nil {
		return nil, err
	}
	t.quotations()
	return t, t.tell(ctx)
}

// item is a record with what is needed of it again and again.
type item struct {
	r      *record.Record
	words  *reuse.Text
	when   when
	stock  []reuse.Range // words that recur in what is not related
	self   []string      // names by which credits mean its outlet
	agency bool
	twin   int // the first item of the same words

	others func() others // worked out once, when first asked for
}

// others are the words of a body that are, or may be, somebody else's.
type others struct {
	quoted []reuse.Range
	shown  []reuse.Range // of paragraphs that are set out as such
}

func othersOf(r *record.Record) others {
	words := Words(r) // for now: where each word stands takes room
	return others{quotedWords(r, words), shownWords(r, words)}
}

func newItem(r *record.Record) *item {
	a := r.Article
	it := &item{r: r, words: Words(r), when: whenOf(a)}
	it.others = sync.OnceValue(func() others { return othersOf(r) })
	it.outlet()
	return it
}

// tracer traces.
type tracer struct {
	o     Options
	items []*item
	set   *reuse.Set
	found []*pair
	of    map[[2]int]*pair

	quotes   []quotes.Quotation
	families []quotes.Family
	links    map[[2]int][]quotes.Link // by pair of articles
	family   []int                    // of each quotation; -1: none
	like     []int                    // how many articles have its very words
	beside   [][]int                  // those of the same utterance that are linked to each
	firstOf  map[int]int              // the first of an article
	from     []int                    // the quotation that each was taken from; -1: none is known; nil: not looked for yet

	ties    []map[int]float64 // what each item shares with earlier ones, in points
	stories [][]int           // items of each
	story   []int             // of each item
	outlets map[string][]int  // items by the names of their outlets
	terms   [][]terms.Term    // of each item
	df      map[uint32]int    // items that have a word
	near    [][]int           // the items that each shares passages with
	texts   sets.Sets         // items that are of one text

	outside map[string]int // number of each source, by domain or name
	sources []Source
	credit  map[[2]int]bool     // source and article that credits its outlet and may mean it
	changed map[int]*Alteration // by quotation
	agreed  map[[2]int]bool     // of pairs of quotations
	in      [][]Edge            // of each item, the main one first
}

// pair is two items that have something in common, a before b.
type pair struct {
	a, b     int
	passages []reuse.Passage
	same     int  // words that are the same
	telling  int  // of these, the ones that don't recur
	own      int  // of these, in clauses outside quotations in either
	stock    bool // all of it recurs: it says nothing of where the rest is from
}

func (t *tracer) pairs(ctx context.Context) error {
	t.set = reuse.NewSet(reuse.Options{Passage: t.o.Passage})
	for _, it := range t.items {
		t.set.Add(it.words, it.when.day())
	}
	for p := range t.set.Pairs(ctx) {
		t.add(p)
	}
	t.twins()
	t.set = nil // the index is no longer needed, and large
	return ctx.Err()
}

// Of the articles of the very same words, the first few and the first agencies
// are looked at as sources of the others, and of what else shares text with
// them.
const (
	fewTwins    = 6
	fewAgencies = 4
)

// twins gives the articles of the very same words, which are compared with
// others but once, their pairs.
func (t *tracer) twins() {
	of := map[int][]int{}
	for n, it := range t.items {
		it.twin, it.stock = t.set.Twin(n), t.set.Stock(n)
		of[it.twin] = append(of[it.twin], n)
	}
	sources := map[int][]int{}
	for first, all := range of {
		if len(all) > 1 {
			sources[first] = t.sourcesAmong(all)
		}
	}
	for _, p := range t.found { // those there are before more are added
		for _, a := range orItself(sources[p.a], p.a) {
			for _, b := range of[p.b] {
				t.also(p, a, b)
			}
		}
		for _, b := range orItself(sources[p.b], p.b) {
			for _, a := range of[p.a] {
				t.also(p, a, b)
			}
		}
	}
	for n, it := range t.items {
		for _, m := range sources[it.twin] {
			if m != n && t.pair(m, n) == nil {
				all := reuse.Range{To: it.words.Len()}
				t.add(reuse.Pair{A: min(m, n), B: max(m, n), Same: all.Len(), Telling: all.Len() - reuse.Covered(it.stock, all), Passages: []reuse.Passage{{A: all, B: all, Same: all.Len()}}})
			}
		}
	}
}

// orItself is the sources among the twins of an item, or the item that has none.
func orItself(sources []int, n int) []int {
	if len(sources) == 0 {
		return []int{n}
	}
	return sources
}

func (t *tracer) sourcesAmong(twins []int) []int {
	out := slices.Clone(twins[:min(len(twins), fewTwins)])
	agencies := 0
	for _, n := range twins[len(out):] {
		if t.items[n].agency && agencies < fewAgencies {
			out = append(out, n)
			agencies++
		}
	}
	return out
}

// pair is what two items share, nil where that is nothing.
func (t *tracer) pair(a, b int) *pair { return t.of[[2]int{min(a, b), max(a, b)}] }

// also says of twins of two items that share passages that they do.
func (t *tracer) also(p *pair, a, b int) {
	key := [2]int{min(a, b), max(a, b)}
	if t.of[key] != nil {
		return
	}
	q := &pair{a: a, b: b, passages: p.passages, same: p.same, telling: p.telling, own: p.own, stock: p.stock}
	if b < a {
		q.a, q.b, q.passages = b, a, p.seenFrom(p.b)
	}
	t.found = append(t.found, q)
	t.of[key] = q
}

func (t *tracer) add(p reuse.Pair) {
	q := &pair{a: p.A, b: p.B, passages: p.Passages, same: p.Same, telling: p.Telling, stock: p.Stock}
	for _, s := range p.Passages {
		if q.stock {
			break
		}
		q.own += ownWords(t.items[p.A], t.items[p.B], s)
	}
	t.found = append(t.found, q)
	t.of[[2]int{q.a, q.b}] = q
}

// result is what was found, in the order in which it is shown.
func (t *tracer) result() *Trace {
	out := &Trace{Outside: t.sources, Quotes: t.quotes, Altered: t.altered()}
	for n, it := range t.items {
		out.Records = append(out.Records, it.r)
		out.Edges = append(out.Edges, t.in[n]...)
	}
	for _, p := range t.found {
		out.Shared = append(out.Shared, t.shares(p))
	}
	for _, f := range t.families {
		out.Families = append(out.Families, t.asFamily(f))
	}
	for _, members := range t.stories {
		out.Stories = append(out.Stories, Story{Articles: members, Ladder: t.ladder(members), Terms: t.words(members)})
	}
	slices.SortStableFunc(out.Stories, func(a, b Story) int { return len(b.Articles) - len(a.Articles) })
	return out
}

func (t *tracer) shares(p *pair) Shared {
	s := Shared{A: p.a, B: p.b, Passages: p.passages, Same: p.same, Stock: p.stock}
	s.Share = max(share(p.same, t.items[p.a]), share(p.same, t.items[p.b]))
	s.Common = !t.hasFrom(p.a, Held(p.b)) && !t.hasFrom(p.b, Held(p.a)) && (p.own == 0 && !p.stock || t.ancestry(p.a, p.b))
	return s
}

// ancestry reports whether two items have something from the same source,
// directly or through others.
func (t *tracer) ancestry(a, b int) bool {
	of := map[Node]bool{Held(a): true}
	t.sourcesOf(a, of)
	also := map[Node]bool{Held(b): true}
	t.sourcesOf(b, also)
	for n := range also {
		if of[n] {
			return true
		}
	}
	return false
}

// sourcesOf adds all that item n has copied or rewritten from.
func (t *tracer) sourcesOf(n int, out map[Node]bool) {
	for _, e := range t.in[n] {
		if (e.Kind == Copy || e.Kind == Rewrite) && !out[e.From] {
			out[e.From] = true
			if m, held := e.From.Record(); held {
				t.sourcesOf(m, out)
			}
		}
	}
}
