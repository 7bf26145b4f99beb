package attrib

import (
	"maps"
	"slices"

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
		gold[i] = parts{wordsOf(d, covered(d, g.Source)), covered(d, g.Cue), wordsOf(d, covered(d, g.Content))}
	}
	for i := range found {
		c := &found[i]
		source, content := wordsOf(d, tokens(c.Source)), wordsOf(d, tokens(c.Content))
		for _, g := range gold {
			if g.cue[c.Head] && 2*common(content, g.content) >= len(content)+len(g.content)-common(content, g.content) &&
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

// wordsOf leaves out the marks of a set of tokens.
func wordsOf(d *nlp.Doc, set map[int]bool) map[int]bool {
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

// folds is the number of parts for the training of the judge: it sees
// candidates that were found by models that had not seen their texts.
const folds = 4

// Training says how to learn.
type Training struct {
	Seed uint64 // two runs with the same seed give the same models
	Log  func(format string, args ...any)

	// Fold, where it is set, gets the models learnt without part k of the
	// examples, for experiments on texts that they have not seen; Part says
	// which those are.
	Fold func(k int, b *model.Builder) error
}

// Part is the part that example i belongs to.
func Part(i int) int { return i % folds }

// Train learns all from examples and returns the model file.
func (t *Training) Train(examples []Example) (*model.Builder, error) {
	parts, err := t.parts(examples)
	if err != nil {
		return nil, err
	}
	b := &model.Builder{}
	TrainCues(examples, cueOptions(t.Seed)).Write(b, "cues")
	TrainLabels(examples, labelOptions(t.Seed)).Write(b, "labels")
	t.judge(parts, -1).Write(b, "judge")
	t.weigher(parts, -1).Write(b, "weigher")
	return b, nil
}

// part is what models that were learnt from the other parts find in one.
type part struct {
	examples []Example
	found    [][]Candidate // by example
	right    [][]bool
}

// parts learns to find candidates without each part of the examples in turn,
// and finds those of that part.
func (t *Training) parts(examples []Example) ([]part, error) {
	out := make([]part, folds)
	files := make([]*model.Builder, folds)
	for k := range folds {
		seen, unseen := split(examples, k)
		b := &model.Builder{}
		TrainCues(seen, cueOptions(t.Seed)).Write(b, "cues")
		TrainLabels(seen, labelOptions(t.Seed)).Write(b, "labels")
		m, err := unjudged(b)
		if err != nil {
			return nil, err
		}
		out[k].examples, files[k] = unseen, b
		for _, e := range unseen {
			c := m.Find(e.Doc)
			out[k].found = append(out[k].found, c)
			out[k].right = append(out[k].right, Right(&e, c))
		}
		t.Log("attrib: part %d of %d", k+1, folds)
	}
	for k := range out {
		j := t.judge(out, k)
		out[k].judge(j)
		j.Write(files[k], "judge")
	}
	for k := range out {
		if t.Fold == nil {
			break
		}
		t.weigher(out, k).Write(files[k], "weigher")
		if err := t.Fold(k, files[k]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// judge sets how sure each candidate is as a judge sees it.
func (p *part) judge(j chain.Weights) {
	var s chain.Sequence
	for _, found := range p.found {
		for i := range found {
			found[i].Sure = probability(j, &s, found[i].features)
		}
	}
}

// split divides examples into those of part k and the others.
func split(examples []Example, k int) (others, part []Example) {
	for i, e := range examples {
		if Part(i) == k {
			part = append(part, e)
		} else {
			others = append(others, e)
		}
	}
	return others, part
}

// unjudged are the models of a file, as they will be read, that has no judge
// yet.
func unjudged(b *model.Builder) (Models, error) {
	f, err := model.Parse(modelFile, b.Bytes())
	if err != nil {
		return Models{}, err
	}
	var m Models
	if m.Cues, err = chain.Open(f, "cues"); err != nil {
		return Models{}, err
	}
	m.Labels, err = chain.Open(f, "labels")
	return m, err
}

// judge learns to judge from all parts but one.
func (t *Training) judge(parts []part, without int) *chain.Trained {
	var found []Candidate
	var right []bool
	for k := range parts {
		if k != without {
			found = slices.Concat(found, slices.Concat(parts[k].found...))
			right = slices.Concat(right, slices.Concat(parts[k].right...))
		}
	}
	return TrainJudge(found, right, judgeOptions(t.Seed))
}

// weigher learns from all parts but one to weigh candidates that were judged.
func (t *Training) weigher(parts []part, without int) *chain.Trained {
	var texts []Proposed
	for k := range parts {
		for i, e := range parts[k].examples {
			if k != without {
				texts = append(texts, Proposed{e, parts[k].found[i]})
			}
		}
	}
	return TrainWeigher(texts, t.Seed)
}

// Proposed is a text with what a finder that has not learnt from it proposes
// there.
type Proposed struct {
	Example
	Found []Candidate
}

// TrainWeigher learns how sure proposals are in the light of the rules. Write it
// to a model file as "weigher".
func TrainWeigher(texts []Proposed, seed uint64) *chain.Trained {
	var pool []Candidate
	var right []bool
	for i := range texts {
		p := &texts[i]
		w := newWeigher(p.Doc, p.Found, newRules(p.Doc, false).find())
		c := w.pool(p.Found)
		pool, right = append(pool, c...), append(right, Right(&p.Example, c)...)
	}
	return TrainJudge(pool, right, weigherOptions(seed))
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

func weigherOptions(seed uint64) chain.Options {
	return chain.Options{Epochs: 10, Rate: 0.1, Calm: 1, Least: 3, Seed: seed}
}
