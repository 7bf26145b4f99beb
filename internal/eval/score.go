package eval

import (
	"cmp"
	"fmt"
	"slices"
)

// Scorer sums the scores of articles.
type Scorer struct {
	counts   map[string]Count
	articles int
	missing  int
}

// NewScorer returns a scorer that has seen nothing.
func NewScorer() *Scorer { return &Scorer{counts: map[string]Count{}} }

// Add scores the attributions found in one article against the right ones. An
// error names the article and the span that lies outside its text, and leaves
// the scores as they were.
func (s *Scorer) Add(id, body string, gold, pred []Attribution) error {
	gold = slices.DeleteFunc(slices.Clone(gold), func(a Attribution) bool { return len(a.Content) == 0 })
	d := newDoc(body)
	g, err := d.prepare(gold)
	if err != nil {
		return fmt.Errorf("score article %s: gold: %w", id, err)
	}
	p, err := d.prepare(pred)
	if err != nil {
		return fmt.Errorf("score article %s: %w", id, err)
	}
	s.articles++
	for r := range roles {
		s.parts(g, p, role(r))
	}
	s.linked(g, p)
	s.stretches(d, g, p)
	s.chunks(newChunker(d.text), gold, pred)
	return nil
}

// AddMissing scores an article of which there is no record: all of gold is
// missed.
func (s *Scorer) AddMissing(id, body string, gold []Attribution) error {
	err := s.Add(id, body, gold, nil)
	if err == nil {
		s.missing++
	}
	return err
}

// add sums counts under a name.
func (s *Scorer) add(name string, tp, pred, gold int) {
	c := s.counts[name]
	s.counts[name] = Count{c.TP + tp, c.FP + pred - tp, c.FN + gold - tp}
}

// item is an attribution ready to be scored.
type item struct {
	index     int // among the attributions that it was prepared from
	tokens    [len(roles)][]int
	canonical [len(roles)]string
	class     string
}

// prepare makes items of attributions. Those whose content has no character
// that is not space are left out.
func (d *doc) prepare(all []Attribution) ([]item, error) {
	var out []item
	for i := range all {
		it := item{index: i}
		for r := range roles {
			spans := all[i].part(role(r))
			if err := within(spans, len(d.text)); err != nil {
				return nil, fmt.Errorf("attribution %d, %s: %w", i, roles[r], err)
			}
			it.tokens[r], it.canonical[r] = d.tokens(spans), d.canonical(spans)
		}
		if len(it.tokens[content]) > 0 {
			it.class = d.class(all[i].Content)
			out = append(out, it)
		}
	}
	return out, nil
}

// sets are the tokens of a role.
func sets(items []item, r role) [][]int {
	out := make([][]int, len(items))
	for i := range items {
		out[i] = items[i].tokens[r]
	}
	return out
}

// parts scores one role by itself.
func (s *Scorer) parts(gold, pred []item, r role) {
	g, p := canonicals(gold, r), canonicals(pred, r)
	both := 0
	for c := range g {
		if p[c] {
			both++
		}
	}
	s.add("exact_"+roles[r], both, len(p), len(g))

	gs, ps := distinct(sets(gold, r)), distinct(sets(pred, r))
	m := match(candidates(gs, ps, always, byJaccard), len(ps))
	s.add("overlap_"+roles[r], matched(m), len(ps), len(gs))

	gt, pt := all(gs), all(ps)
	s.add("token_"+roles[r], shared(gt, pt), len(pt), len(gt))
}

func always(int, int) bool { return true }

func byJaccard(_, _ int, jaccard float64) float64 { return jaccard }

func canonicals(items []item, r role) map[string]bool {
	out := map[string]bool{}
	for i := range items {
		if c := items[i].canonical[r]; c != "" {
			out[c] = true
		}
	}
	return out
}

// distinct are the different sets that are not empty, in order.
func distinct(sets [][]int) [][]int {
	sets = slices.DeleteFunc(sets, func(t []int) bool { return len(t) == 0 })
	slices.SortFunc(sets, slices.Compare[[]int])
	return slices.CompactFunc(sets, slices.Equal[[]int])
}

// all is the union of sets, in order.
func all(sets [][]int) []int {
	out := slices.Concat(sets...)
	slices.Sort(out)
	return slices.Compact(out)
}

// rightSource: the sources share a word, or there is none on both sides.
func rightSource(g, p *item) bool {
	a, b := g.tokens[source], p.tokens[source]
	return len(a) == 0 && len(b) == 0 || shared(a, b) > 0
}

// closeSource: the sources share half their words, or there is none on both
// sides.
func closeSource(g, p *item) bool {
	a, b := g.tokens[source], p.tokens[source]
	return len(a) == 0 && len(b) == 0 || jaccard(a, b) >= 0.5
}

func rightCue(g, p *item) bool {
	return rightSource(g, p) && shared(g.tokens[cue], p.tokens[cue]) > 0
}

// linkedMetrics are the metrics of whole attributions, each with what it asks
// beyond the content.
var linkedMetrics = []struct {
	name string
	ok   func(g, p *item) bool
}{
	{"attr", rightSource},
	{"attr_srcJ", closeSource},
	{"attr_cue", rightCue},
	{"content", func(_, _ *item) bool { return true }},
}

var classes = []string{"direct", "mixed", "indirect"}

// linked scores whole attributions.
func (s *Scorer) linked(gold, pred []item) {
	for _, metric := range linkedMetrics {
		m := pairUp(gold, pred, metric.ok)
		s.add(metric.name, matched(m), len(pred), len(gold))
		s.byClass(metric.name, gold, pred, m)
		if metric.name == "content" {
			s.speakers(gold, pred, m)
		}
	}
}

// pairUp matches attributions by content, where ok allows, a right source
// before a better content.
func pairUp(gold, pred []item, ok func(g, p *item) bool) []int {
	allowed := func(g, p int) bool { return ok(&gold[g], &pred[p]) }
	liking := func(g, p int, jaccard float64) float64 {
		if rightSource(&gold[g], &pred[p]) {
			return 1 + jaccard
		}
		return jaccard
	}
	return match(candidates(sets(gold, content), sets(pred, content), allowed, liking), len(pred))
}

// byClass divides a matching by the class of the gold attribution; a
// prediction without a match counts in its own class.
func (s *Scorer) byClass(name string, gold, pred []item, m []int) {
	used := make([]bool, len(pred))
	sum := map[string]Count{}
	for g, p := range m {
		c := sum[gold[g].class]
		if p >= 0 {
			used[p] = true
			c.TP++
		} else {
			c.FN++
		}
		sum[gold[g].class] = c
	}
	for p := range pred {
		if !used[p] {
			c := sum[pred[p].class]
			c.FP++
			sum[pred[p].class] = c
		}
	}
	for _, class := range classes {
		c := sum[class]
		s.add(name+"_"+class, c.TP, c.TP+c.FP, c.TP+c.FN)
	}
}

// speakers scores the sources of a matching by content.
func (s *Scorer) speakers(gold, pred []item, m []int) {
	found, right := map[string]int{}, map[string]int{}
	for g, p := range m {
		if p < 0 {
			continue
		}
		found[""]++
		found["_"+gold[g].class]++
		if rightSource(&gold[g], &pred[p]) {
			right[""]++
			right["_"+gold[g].class]++
		}
	}
	for _, class := range []string{"", "_direct", "_mixed", "_indirect"} {
		s.add("speaker_given_content"+class, right[class], found[class], found[class])
	}
}

// stretches scores the quoted stretches of the text: which of them are
// attributed speech, and whose.
func (s *Scorer) stretches(d *doc, gold, pred []item) {
	inGold, inPred := holders(gold), holders(pred)
	for _, st := range d.stretches {
		g, p := inGold.cover(st), inPred.cover(st)
		right := g >= 0 && p >= 0 && rightSource(&gold[g], &pred[p])
		s.stretch("stretch", g >= 0, p >= 0, right)
		if len(st) >= 5 {
			s.stretch("stretch5", g >= 0, p >= 0, right)
		}
	}
}

func (s *Scorer) stretch(name string, gold, pred, right bool) {
	s.add(name, one(gold && pred), one(pred), one(gold))
	s.add(name+"_speaker", one(right), one(pred), one(gold))
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// holding says which contents hold a word.
type holding map[int][]int

func holders(items []item) holding {
	h := holding{}
	for i := range items {
		for _, t := range items[i].tokens[content] {
			h[t] = append(h[t], i)
		}
	}
	return h
}

// cover is the item whose content holds the most words of a stretch, if that
// is half of them; of equals the first; else -1.
func (h holding) cover(stretch []int) int {
	held := map[int]int{}
	for _, t := range stretch {
		for _, i := range h[t] {
			held[i]++
		}
	}
	best := -1
	for i, n := range held {
		if best < 0 || cmp.Or(cmp.Compare(held[best], n), cmp.Compare(i, best)) < 0 {
			best = i
		}
	}
	if best >= 0 && 2*held[best] >= len(stretch) {
		return best
	}
	return -1
}

// chunks scores the chunks of every role.
func (s *Scorer) chunks(c *chunker, gold, pred []Attribution) {
	for r, name := range roles {
		g, p := c.chunks(gold, role(r)), c.chunks(pred, role(r))
		both := 0
		for k := range g {
			if p[k] {
				both++
			}
		}
		s.add("chunk_"+name, both, len(p), len(g))
	}
}
