package attrib

import (
	"math"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/logit"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// Gold is an attribution as an annotator marked it, in tokens.
type Gold struct{ Source, Cue, Content []nlp.Range }

// Example is a text with its attributions, read by models that have not learnt
// from it.
type Example struct {
	Doc  *nlp.Doc
	Gold []Gold
}

// Train learns to weigh candidates and chooses how sure one must be. log is told
// what the choice was between.
func Train(examples []Example, seed uint64, log func(format string, args ...any)) *model.Builder {
	var all []logit.Example
	for i := range examples {
		e := &examples[i]
		w, found := newWeigher(e.Doc), candidates(e.Doc)
		for k, ok := range right(e, found) {
			w.look(&found[k])
			all = append(all, logit.Example{Features: found[k].features, Right: ok})
		}
	}
	log("attrib: %d candidates", len(all))
	x := &Extractor{weights: logit.Train(all, logit.Options{Epochs: 8, Rate: 0.02, Calm: 1e-5, Seed: seed})}
	x.least = x.bestLeast(examples, log)
	b := &model.Builder{}
	x.weights.Write(b, "weigher")
	writeLeast(b, x.least)
	return b
}

// bestLeast is the probability from which statements are taken that gives the
// best F of whole attributions.
func (x *Extractor) bestLeast(examples []Example, log func(format string, args ...any)) float64 {
	best, top := 0.0, -1.0
	for percent := 20; percent <= 60; percent += 5 {
		x.least = float64(percent) / 100
		tp, found, gold := 0, 0, 0
		for i := range examples {
			e := &examples[i]
			kept := x.statements(e.Doc, false)
			tp += matched(e, kept)
			found += len(kept)
			gold += len(e.Gold)
		}
		f := 2 * float64(tp) / float64(max(1, found+gold))
		log("attrib: from %.2f: P %.4f R %.4f F %.4f", x.least, float64(tp)/float64(max(1, found)), float64(tp)/float64(max(1, gold)), f)
		if f > top {
			best, top = x.least, f
		}
	}
	return best
}

// Unweighed is how well the models alone do, without layouts and weigher: the best
// reading of each cue counts where it is sure to least. It returns the numbers
// of statements found that are right, found, and to be found.
func Unweighed(examples []Example, least float64) (right, found, gold int) {
	for i := range examples {
		e := &examples[i]
		var kept []Candidate
		for _, c := range candidates(e.Doc) {
			// The probability of every label being right is far below that of the
			// statement being right, for which most have to be.
			sure := float64(c.say.Chance) * math.Exp(0.3*float64(c.say.Sure))
			if c.say.Nth == 0 && sure >= least {
				kept = append(kept, c)
			}
		}
		right += matched(e, kept)
		found += len(kept)
		gold += len(e.Gold)
	}
	return right, found, gold
}

// same reports whether a candidate is as the gold has it, as the scores of
// internal/eval count it: half of the words of both contents are in both, and
// the sources share a word or are both missing.
func same(w *words, c *Candidate, g *Gold) bool {
	source := w.both(c.Source, g.Source) > 0 || w.in(c.Source)+w.in(g.Source) == 0
	return source && w.alike(c.Content, g.Content) >= 0.5
}

// right says of each candidate whether it is as the gold has it and has its cue.
func right(e *Example, found []Candidate) []bool {
	w := countWords(e.Doc)
	out := make([]bool, len(found))
	for i := range found {
		for k := range e.Gold {
			if nlp.Covers(e.Gold[k].Cue, found[i].Head) && same(w, &found[i], &e.Gold[k]) {
				out[i] = true
			}
		}
	}
	return out
}

// matched is the number of candidates that stand for one of the gold each.
func matched(e *Example, kept []Candidate) int {
	w := countWords(e.Doc)
	used := make([]bool, len(e.Gold))
	n := 0
	for i := range kept {
		for k := range e.Gold {
			if !used[k] && same(w, &kept[i], &e.Gold[k]) {
				used[k] = true
				n++
				break
			}
		}
	}
	return n
}
