package attrib

import (
	"maps"

	"github.com/hearsay-news/hearsay/internal/model"
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

// TrainJudge learns to tell right candidates from wrong ones. right says it of
// each.
func TrainJudge(found []Candidate, right []bool, opt chain.Options) *chain.Trained {
	opt.Labels = 2
	c := chain.NewCorpus(opt)
	var s chain.Sequence
	each := func(f func(s *chain.Sequence, gold []uint8)) {
		for i := range found {
			s.Reset()
			s.Nodes(found[i].features)
			s.Next()
			f(&s, []uint8{uint8(flag(right[i]))})
		}
	}
	each(func(s *chain.Sequence, _ []uint8) { c.Count(s) })
	each(func(s *chain.Sequence, gold []uint8) { c.Add(s, gold) })
	return c.Train()
}

// Right says of each candidate whether it is as the gold has it, as the scores
// of internal/eval count it: the head belongs to the cue, half of the words of
// both contents are in both, and the sources share a word or are both missing.
func Right(e *Example, found []Candidate) []bool {
	d := e.Doc
	out := make([]bool, len(found))
	type parts struct{ source, cue, content map[int]bool }
	gold := make([]parts, len(e.Gold))
	for i, g := range e.Gold {
		gold[i] = parts{words(d, covered(d, g.Source)), covered(d, g.Cue), words(d, covered(d, g.Content))}
	}
	for i := range found {
		c := &found[i]
		source, content := words(d, tokens(c.parts[sourceLabel])), words(d, tokens(c.parts[contentLabel]))
		for _, g := range gold {
			if g.cue[c.head] && 2*common(content, g.content) >= len(content)+len(g.content)-common(content, g.content) &&
				(common(source, g.source) > 0 || len(source)+len(g.source) == 0) {
				out[i] = true
			}
		}
	}
	return out
}

func tokens(ranges []nlp.Range) map[int]bool {
	m := map[int]bool{}
	for _, r := range ranges {
		for i := r.From; i < r.To; i++ {
			m[i] = true
		}
	}
	return m
}

// words leaves out the marks of a set of tokens.
func words(d *nlp.Doc, set map[int]bool) map[int]bool {
	maps.DeleteFunc(set, func(i int, _ bool) bool { return !d.Tokens[i].Word() })
	return set
}

func common(a, b map[int]bool) int {
	n := 0
	for k := range a {
		if b[k] {
			n++
		}
	}
	return n
}

// Learnt is the models as training leaves them.
type Learnt struct{ Cues, Labels, Judge *chain.Trained }

// Models is what was learnt, ready for use.
func (l *Learnt) Models() *Models { return &Models{l.Cues, l.Labels, l.Judge} }

// Write adds the models to a file.
func (l *Learnt) Write(b *model.Builder) {
	l.Cues.Write(b, "cues")
	l.Labels.Write(b, "labels")
	l.Judge.Write(b, "judge")
}

// folds is the number of parts for the training of the judge: it sees
// candidates that were found by models that had not seen their texts.
const folds = 4

// Train learns all from examples, with a seed. Two runs give the same models.
func Train(examples []Example, seed uint64, log func(format string, args ...any)) *Learnt {
	var found []Candidate
	var right []bool
	for k := range folds {
		var seen, unseen []Example
		for i, e := range examples {
			if i%folds == k {
				unseen = append(unseen, e)
			} else {
				seen = append(seen, e)
			}
		}
		m := &Models{Cues: TrainCues(seen, cueOptions(seed)), Labels: TrainLabels(seen, labelOptions(seed))}
		for _, e := range unseen {
			c := Candidates(e.Doc, m)
			found = append(found, c...)
			right = append(right, Right(&e, c)...)
		}
		log("fold %d of %d: %d candidates so far", k+1, folds, len(found))
	}
	return &Learnt{TrainCues(examples, cueOptions(seed)), TrainLabels(examples, labelOptions(seed)), TrainJudge(found, right, judgeOptions(seed))}
}

// The options were chosen on a fifth of PolNeAR train, with the rest to learn
// from.
func cueOptions(seed uint64) chain.Options {
	return chain.Options{Epochs: 8, Rate: 0.1, Calm: 1, Dropout: 0.2, Least: 3, Seed: seed}
}

func labelOptions(seed uint64) chain.Options {
	return chain.Options{Epochs: 8, Rate: 0.1, Calm: 1, Dropout: 0.2, Least: 3, Seed: seed}
}

func judgeOptions(seed uint64) chain.Options {
	return chain.Options{Epochs: 10, Rate: 0.1, Calm: 1, Dropout: 0.1, Least: 3, Seed: seed}
}
