package attrib

import (
	"slices"

	"github.com/hearsay-news/hearsay/internal/model/chain"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// leastCue is the probability from which a token is looked at as the head of a
// cue. It is low: the judge decides.
const leastCue = 0.05

// leastWay is the logarithm of the least probability of a reading that is
// looked at.
const leastWay = -8

// Find returns the readings of all cues that m finds in d, those of one cue side
// by side. Without a judge none is judged.
func (m *Models) Find(d *nlp.Doc) []Candidate {
	r := newReader(d)
	var out []Candidate
	for i := range d.Tokens {
		if !r.mayCue(i) {
			continue
		}
		r.cueFeatures(i)
		p := chain.Probability(m.Cues, &r.seq)
		if p < leastCue {
			continue
		}
		r.w.fill(d, i)
		r.labelFeatures()
		out = r.readings(out, m, i, p)
	}
	return out
}

// way is a row of labels for the units of a window.
type way struct {
	labels []uint8
	sure   float64 // logarithm of its probability
}

// ways are readings of the window that differ in what matters: the most
// probable one, and the most probable ones with a source, with content before
// the cue and with content after it.
func (r *reader) ways(m chain.Weights) []way {
	chain.Solve(m, &r.seq)
	n := len(r.w.units)
	var out []way
	add := func(y []uint8, sure float64) {
		if len(y) > 0 && sure > leastWay && !slices.ContainsFunc(out, func(w way) bool { return slices.Equal(w.labels, y) }) {
			out = append(out, way{slices.Clone(y), sure})
		}
	}
	add(chain.Best(m, &r.seq))
	add(chain.Through(m, &r.seq, sourceLabel, 0, n))
	add(chain.Through(m, &r.seq, contentLabel, 0, r.w.at))
	add(chain.Through(m, &r.seq, contentLabel, r.w.at+1, n))
	return out
}

// readings appends the candidates of the cue with the head i, which is one with
// probability p.
func (r *reader) readings(out []Candidate, m *Models, i int, p float64) []Candidate {
	ways := r.ways(m.Labels)
	for k, w := range ways {
		c := r.read(i, w.labels)
		if len(c.Content) == 0 {
			continue
		}
		r.judgeFeatures(w, p, ways[0].sure, k)
		if m.Judge == nil {
			c.features = slices.Clone(r.seq.Features())
		} else {
			c.Sure = chain.Probability(m.Judge, &r.seq)
		}
		out = append(out, c)
	}
	return out
}

// read makes a candidate of the labels of the window round the cue with the
// head i.
func (r *reader) read(i int, labels []uint8) Candidate {
	c := Candidate{Head: i}
	for k, u := range r.w.units {
		run := []*[]nlp.Range{nil, &c.Source, &c.Cue, &c.Content}[labels[k]]
		switch {
		case run == nil:
		case len(*run) > 0 && labels[k-1] == labels[k]:
			(*run)[len(*run)-1].To = u.To
		default:
			*run = append(*run, u.Range)
		}
	}
	if len(c.Cue) == 0 && len(c.Content) > 0 {
		c.Cue = []nlp.Range{{From: i, To: i + 1}}
		c.Source, c.Content = without(c.Source, c.Cue), without(c.Content, c.Cue)
	}
	return c
}
