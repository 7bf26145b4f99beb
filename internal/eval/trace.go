package eval

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/internal/trace/simulate"
	"github.com/hearsay-news/hearsay/text"
)

// Traced is what was found out about who had what from whom.
type Traced struct {
	Edges   []TracedEdge
	Events  []TracedEvent
	Altered []TracedQuote
}

// TracedEdge says that To was made from From: an id, or [simulate.Outside] of
// an outlet whose report is not held.
type TracedEdge struct{ From, To, Kind string }

// TracedEvent is the articles on one event, and the independent ones of them:
// ids, and [simulate.Outside] where an outlet whose report is not held is one.
type TracedEvent struct{ Articles, Origins []string }

// TracedQuote is a quotation that was found to be altered, in bytes of the body.
type TracedQuote struct {
	Article string
	Span    text.Span
}

// TraceResult is how well the truth about a world of articles was found.
type TraceResult struct {
	Articles int
	Edge     Count // both articles and the direction, as truth has it or accepts it
	Pair     Count // both articles
	Outside  Count // edges from outlets whose report is not held
	Altered  Count // quotations: the article, and half of the span

	Kinds   map[simulate.Kind]Count // of the edges found rightly, and of the missed ones: those of each kind
	Right   int                     // edges found rightly whose kind is right
	Origins OriginScore
}

// OriginScore is how well independent origins were counted.
type OriginScore struct {
	Events      int
	Close       int     // events with the number right to ±10%
	Error       float64 // sum over events of the relative error
	True, Found int     // origins of all events
}

// Trace compares what was found in a simulated world with its truth.
func Trace(truth *simulate.Newsroom, found Traced) TraceResult {
	r := TraceResult{Articles: len(truth.Articles), Kinds: map[simulate.Kind]Count{}}
	r.edges(truth.Edges, distinctEdges(found.Edges))
	r.altered(truth.Altered, found.Altered)
	r.origins(truth.Events, found.Events)
	return r
}

// distinctEdges are those between different articles, each once.
func distinctEdges(all []TracedEdge) []TracedEdge {
	all = slices.Clone(all)
	order := func(x, y TracedEdge) int { return cmp.Or(cmp.Compare(x.To, y.To), cmp.Compare(x.From, y.From)) }
	slices.SortStableFunc(all, order)
	all = slices.CompactFunc(all, func(x, y TracedEdge) bool { return order(x, y) == 0 })
	return slices.DeleteFunc(all, func(x TracedEdge) bool { return x.From == x.To })
}

func outside(from string) bool { return strings.HasPrefix(from, simulate.Outside("")) }

// edges counts edges and pairs.
func (r *TraceResult) edges(gold []simulate.Edge, found []TracedEdge) {
	m := pairEdges(gold, found, rightEdge)
	for i, g := range gold {
		c := r.edgeCount(g.From)
		kind := r.Kinds[g.Kind]
		if m[i] < 0 {
			c.FN++
			kind.FN++
		} else {
			c.TP++
			kind.TP++
			if found[m[i]].Kind == string(g.Kind) {
				r.Right++
			}
		}
		r.Kinds[g.Kind] = kind
	}
	r.Pair = countPairs(gold, found)
	for k, f := range found {
		if !slices.Contains(m, k) {
			r.edgeCount(f.From).FP++
		}
	}
}

func (r *TraceResult) edgeCount(from string) *Count {
	if outside(from) {
		return &r.Outside
	}
	return &r.Edge
}

// countPairs counts the edges within the collection whatever their direction.
func countPairs(gold []simulate.Edge, found []TracedEdge) (c Count) {
	m := pairEdges(gold, found, func(g *simulate.Edge, f *TracedEdge) bool {
		return rightEdge(g, f) || rightEdge(g, &TracedEdge{From: f.To, To: f.From})
	})
	for i, g := range gold {
		c.TP += one(!outside(g.From) && m[i] >= 0)
		c.FN += one(!outside(g.From) && m[i] < 0)
	}
	for k, f := range found {
		c.FP += one(!outside(f.From) && !slices.Contains(m, k))
	}
	return c
}

// rightEdge reports whether an edge is as truth has it or as right.
func rightEdge(g *simulate.Edge, f *TracedEdge) bool {
	return f.To == g.To && (f.From == g.From || slices.Contains(g.Accept, f.From))
}

// pairEdges pairs true edges with found ones; the largest matching counts, and
// an edge as truth has it goes before one that is as right.
func pairEdges(gold []simulate.Edge, found []TracedEdge, ok func(*simulate.Edge, *TracedEdge) bool) []int {
	at := map[string][]int{} // found edges by the articles at both ends
	for k, f := range found {
		at[f.To] = append(at[f.To], k)
		at[f.From] = append(at[f.From], k)
	}
	candidates := make([][]int, len(gold))
	for i := range gold {
		for _, k := range at[gold[i].To] {
			if ok(&gold[i], &found[k]) {
				candidates[i] = append(candidates[i], k)
			}
		}
		slices.SortStableFunc(candidates[i], func(x, y int) int {
			return cmp.Compare(one(found[y].From == gold[i].From), one(found[x].From == gold[i].From))
		})
	}
	return match(candidates, len(found))
}

// altered counts quotations. Doubtful ones count neither way.
func (r *TraceResult) altered(gold []simulate.Altered, found []TracedQuote) {
	used := make([]bool, len(found))
	for _, g := range gold {
		k := slices.IndexFunc(found, func(f TracedQuote) bool { return f.Article == g.Article && half(f.Span, g.Span) })
		switch {
		case k >= 0 && used[k]: // one quotation that was found as two, or two as one
			continue
		case k >= 0:
			used[k] = true
			r.Altered.TP += one(!g.Doubtful)
		default:
			r.Altered.FN += one(!g.Doubtful)
		}
	}
	for _, u := range used {
		r.Altered.FP += one(!u)
	}
}

// half reports whether two spans share half of what they cover together.
func half(a, b text.Span) bool {
	common := min(a.End, b.End) - max(a.Start, b.Start)
	return common > 0 && 2*common >= a.Len()+b.Len()-common
}

// origins compares the number of origins of each event with that of the group
// of articles which has most of it.
func (r *TraceResult) origins(gold []simulate.Event, found []TracedEvent) {
	groups := map[string][]int{}
	for i, f := range found {
		for _, id := range f.Articles {
			groups[id] = append(groups[id], i)
		}
	}
	for _, g := range gold {
		n := 0
		if k := mostOf(g.Articles, groups); k >= 0 {
			n = len(distinctNames(found[k].Origins))
		}
		r.Origins.add(len(g.Origins), n)
	}
}

// mostOf is the group that has most of the articles, the first of several; -1:
// none has any.
func mostOf(articles []string, groups map[string][]int) int {
	shares := map[int]int{}
	best := -1
	for _, id := range articles {
		for _, k := range groups[id] {
			shares[k]++
			if best < 0 || shares[k] > shares[best] || shares[k] == shares[best] && k < best {
				best = k
			}
		}
	}
	return best
}

func distinctNames(all []string) []string {
	all = slices.Sorted(slices.Values(all))
	return slices.Compact(all)
}

func (o *OriginScore) add(truth, found int) {
	o.Events++
	o.True += truth
	o.Found += found
	e := math.Abs(float64(found-truth)) / float64(max(truth, 1))
	o.Error += e
	if e <= 0.1 {
		o.Close++
	}
}

// MeanError is the relative error of the number of origins, in the mean over
// events.
func (o *OriginScore) MeanError() float64 {
	if o.Events == 0 {
		return 0
	}
	return o.Error / float64(o.Events)
}

// TotalError is the relative error of the number of origins of all events
// together, below 0 where too few were found.
func (o *OriginScore) TotalError() float64 { return ratio(o.Found-o.True, o.True) }

// metrics are the figures with precision and recall.
func (r *TraceResult) metrics() []Metric {
	return []Metric{
		newMetric("edge", r.Edge), newMetric("pair", r.Pair),
		newMetric("edge_outside", r.Outside), newMetric("altered", r.Altered),
	}
}

// shares are the figures that are shares alone, in the order in which they are
// printed.
func (r *TraceResult) shares() []figure {
	out := []figure{{"kind_given_edge", ratio(r.Right, r.Edge.TP+r.Outside.TP)}}
	for _, k := range []simulate.Kind{simulate.Copy, simulate.Rewrite, simulate.Quotes, simulate.Credits} {
		c := r.Kinds[k]
		out = append(out, figure{"recall_" + string(k), c.R()})
	}
	o := &r.Origins
	return append(out,
		figure{"origins_error", o.MeanError()}, figure{"origins_error_total", o.TotalError()},
		figure{"origins_within_10%", ratio(o.Close, o.Events)})
}

// figure is a number with its name.
type figure struct {
	name  string
	value float64
}

// WriteTo writes the result, a figure a line.
func (r *TraceResult) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "articles %d, events %d, origins %d, found %d\n", r.Articles, r.Origins.Events, r.Origins.True, r.Origins.Found)
	for _, m := range r.metrics() {
		fmt.Fprintln(&b, m)
	}
	for _, f := range r.shares() {
		fmt.Fprintf(&b, "%-30s %.3f\n", f.name, f.value)
	}
	return write(w, b.String())
}

// TraceSeeds is results of worlds that differ in their seed alone.
type TraceSeeds struct {
	Seeds   []uint64
	Results []TraceResult
}

// Add adds the result for a seed.
func (s *TraceSeeds) Add(seed uint64, r TraceResult) {
	s.Seeds = append(s.Seeds, seed)
	s.Results = append(s.Results, r)
}

// WriteTo writes a line for each seed, and the mean of each figure over them.
func (s *TraceSeeds) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	sums := map[string]*[3]float64{}
	for i := range s.Results {
		r := &s.Results[i]
		fmt.Fprintf(&b, "seed %d:", s.Seeds[i])
		for _, m := range r.metrics() {
			fmt.Fprintf(&b, " %s %.3f", m.Name, m.F)
			sum(sums, m.Name, m.P, m.R, m.F)
		}
		fmt.Fprintf(&b, " origins_error %.3f\n", r.Origins.MeanError())
		for _, f := range r.shares() {
			sum(sums, f.name, f.value, 0, 0)
		}
	}
	if n := float64(len(s.Results)); n > 0 {
		fmt.Fprintf(&b, "mean of %d seeds\n", len(s.Results))
		for _, m := range s.Results[0].metrics() {
			v := sums[m.Name]
			fmt.Fprintf(&b, "%-30s P %.3f R %.3f F %.3f\n", m.Name, v[0]/n, v[1]/n, v[2]/n)
		}
		for _, f := range s.Results[0].shares() {
			fmt.Fprintf(&b, "%-30s %.3f\n", f.name, sums[f.name][0]/n)
		}
	}
	return write(w, b.String())
}

func sum(sums map[string]*[3]float64, name string, values ...float64) {
	if sums[name] == nil {
		sums[name] = &[3]float64{}
	}
	for i, v := range values {
		sums[name][i] += v
	}
}
