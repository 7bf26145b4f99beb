package attrib

import (
	"slices"

	"github.com/hearsay-news/hearsay/internal/model/chain"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/text"
)

// Gold is an attribution as an annotator marked it, in bytes of the text.
type Gold struct{ Source, Cue, Content []text.Span }

// Example is a text with its attributions.
type Example struct {
	Doc  *nlp.Doc
	Gold []Gold
}

// covered are the tokens that spans cover, as a set.
func covered(d *nlp.Doc, spans []text.Span) map[int]bool {
	m := map[int]bool{}
	for _, s := range spans {
		r := d.RangeOf(s)
		for i := r.From; i < r.To; i++ {
			m[i] = true
		}
	}
	return m
}

// cueHead is the token that stands for a cue: the one that governs the others,
// before all a verb; -1 where the cue has no token.
func cueHead(d *nlp.Doc, cue []text.Span) int {
	set := covered(d, cue)
	best, score := -1, -1
	for _, s := range cue {
		r := d.RangeOf(s)
		for i := r.From; i < r.To; i++ {
			if v := headScore(d, i, set); v > score {
				best, score = i, v
			}
		}
	}
	return best
}

func headScore(d *nlp.Doc, i int, set map[int]bool) int {
	t := &d.Tokens[i]
	v := 0
	if !set[int(t.Head)] {
		v += 4
	}
	switch t.Tag {
	case nlp.VERB:
		v += 10
	case nlp.NOUN, nlp.ADJ:
		v += 5
	case nlp.ADV, nlp.SCONJ, nlp.PROPN:
		v += 3
	case nlp.AUX, nlp.ADP, nlp.PART:
		v += 2
	}
	if t.Low == "according" {
		v += 8
	}
	if !t.Word() && t.Low != ":" {
		v = 0
	}
	return v
}

// goldLabels are the labels of the units of the window for an attribution.
func (r *reader) goldLabels(g *Gold) []uint8 {
	d := r.d
	src, cue, con := covered(d, g.Source), covered(d, g.Cue), covered(d, g.Content)
	out := make([]uint8, len(r.w.units))
	for k, u := range r.w.units {
		var n [labels]int
		for i := u.From; i < u.To; i++ {
			switch {
			case cue[i]:
				n[cueLabel]++
			case con[i]:
				n[contentLabel]++
			case src[i]:
				n[sourceLabel]++
			default:
				n[outside]++
			}
		}
		for y, c := range n {
			if c > n[out[k]] {
				out[k] = uint8(y)
			}
		}
	}
	return out
}

// TrainCues learns to find the heads of cues.
func TrainCues(examples []Example, opt chain.Options) *chain.Trained {
	opt.Labels = 2
	c := chain.NewCorpus(opt)
	each := func(f func(s *chain.Sequence, gold []uint8)) {
		for _, e := range examples {
			r := newReader(e.Doc)
			heads := map[int]bool{}
			for _, g := range e.Gold {
				heads[cueHead(e.Doc, g.Cue)] = true
			}
			for i := range e.Doc.Tokens {
				if r.mayCue(i) {
					r.cueFeatures(i)
					f(&r.seq, []uint8{uint8(flag(heads[i]))})
				}
			}
		}
	}
	each(func(s *chain.Sequence, _ []uint8) { c.Count(s) })
	each(func(s *chain.Sequence, gold []uint8) { c.Add(s, gold) })
	return c.Train()
}

// TrainLabels learns to label what stands around a cue.
func TrainLabels(examples []Example, opt chain.Options) *chain.Trained {
	opt.Labels = int(labels)
	c := chain.NewCorpus(opt)
	each := func(f func(s *chain.Sequence, gold []uint8)) {
		for _, e := range examples {
			r := newReader(e.Doc)
			for i := range e.Gold {
				if h := cueHead(e.Doc, e.Gold[i].Cue); h >= 0 {
					r.w.fill(e.Doc, h)
					r.labelFeatures()
					f(&r.seq, r.goldLabels(&e.Gold[i]))
				}
			}
		}
	}
	each(func(s *chain.Sequence, _ []uint8) { c.Count(s) })
	each(func(s *chain.Sequence, gold []uint8) { c.Add(s, gold) })
	return c.Train()
}

// Found is a candidate statement for training and looking at.
type Found struct {
	Head            int
	Cue             float64 // probability that the head is one of a cue
	Labels          float64 // log probability of the labels
	Source, CueSpan []text.Span
	Content         []text.Span
	Units           int
	Way             int
	Features        []uint64
	Judged          float64
}

// Candidates are the statements of a text as two models see it.
func Candidates(d *nlp.Doc, cues, labelled chain.Weights, least float64) []Found {
	r := newReader(d)
	var out []Found
	for i := range d.Tokens {
		if !r.mayCue(i) {
			continue
		}
		r.cueFeatures(i)
		p := chain.Probability(cues, &r.seq)
		if p < least {
			continue
		}
		r.w.fill(d, i)
		r.labelFeatures()
		out = append(out, r.ways(labelled, i, p)...)
	}
	return out
}

// ways are the readings of the window: the best one, and the best ones with a
// source, with content before the cue and with content after it.
func (r *reader) ways(m chain.Weights, head int, p float64) []Found {
	chain.Solve(m, &r.seq)
	n := len(r.w.units)
	var ys [][]uint8
	var lps []float64
	add := func(y []uint8, lp float64) {
		if y == nil || lp < -8 || slices.ContainsFunc(ys, func(x []uint8) bool { return slices.Equal(x, y) }) {
			return
		}
		ys, lps = append(ys, slices.Clone(y)), append(lps, lp)
	}
	add(chain.Best(m, &r.seq))
	add(chain.Through(m, &r.seq, sourceLabel, 0, n))
	add(chain.Through(m, &r.seq, contentLabel, 0, r.w.at))
	add(chain.Through(m, &r.seq, contentLabel, r.w.at+1, n))
	var out []Found
	for k, y := range ys {
		f := Found{Head: head, Cue: p, Labels: lps[k], Units: n, Way: k}
		var parts [labels][]nlp.Range
		for k, u := range r.w.units {
			p := &parts[y[k]]
			if n := len(*p); n > 0 && k > 0 && y[k-1] == y[k] {
				(*p)[n-1].To = u.To
			} else {
				*p = append(*p, u.Range)
			}
		}
		f.Source, f.CueSpan, f.Content = r.spansOf(parts[sourceLabel]), r.spansOf(parts[cueLabel]), r.spansOf(parts[contentLabel])
		if len(f.Content) == 0 {
			continue
		}
		r.judgeFeatures(y, p, lps[k], lps[0], k)
		f.Features = append([]uint64(nil), r.seq.Nodes()...)
		out = append(out, f)
	}
	return out
}

func (r *reader) spansOf(ranges []nlp.Range) []text.Span {
	var out []text.Span
	for _, g := range ranges {
		out = append(out, r.d.SpanOf(g))
	}
	return out
}

// TrainJudge learns to tell right candidates from wrong ones. right says it of
// each candidate.
func TrainJudge(found []Found, right []bool, opt chain.Options) *chain.Trained {
	opt.Labels = 2
	c := chain.NewCorpus(opt)
	var s chain.Sequence
	each := func(f func(s *chain.Sequence, gold []uint8)) {
		for i := range found {
			s.Reset()
			for _, h := range found[i].Features {
				s.Node(h)
			}
			s.Next()
			f(&s, []uint8{uint8(flag(right[i]))})
		}
	}
	each(func(s *chain.Sequence, _ []uint8) { c.Count(s) })
	each(func(s *chain.Sequence, gold []uint8) { c.Add(s, gold) })
	return c.Train()
}

// Judge fills in Judged.
func Judge(found []Found, judge chain.Weights) {
	var s chain.Sequence
	for i := range found {
		s.Reset()
		for _, h := range found[i].Features {
			s.Node(h)
		}
		s.Next()
		found[i].Judged = chain.Probability(judge, &s)
	}
	for i := range found {
		for k := i + 1; k < len(found) && found[k].Head == found[i].Head; k++ {
			if found[k].Judged > found[i].Judged {
				found[i].Judged = 0
			} else {
				found[k].Judged = 0
			}
		}
	}
}
