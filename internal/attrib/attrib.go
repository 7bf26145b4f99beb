// Package attrib finds who said what: every statement that a text lays to
// somebody, inside quotation marks or not.
//
// [New] gives an [Extractor]. It reads a [nlp.Doc] and returns attributions
// whose sources are words, not yet persons; package entity says who is meant.
//
//	x, err := attrib.New()
//	for _, a := range x.Extract(d, record.InBody) {
//		fmt.Println(text.Cut(d.Text, a.Content.Spans))
//	}
//
// A [Finder] proposes statements, each with the probability that it is right;
// the one built in goes from the heads of cues to what stands around them with
// models that were learnt from annotated news. Beside it stand rules over words
// and their frames (internal/lexicon/reporting-verbs.txt). The weigher says how
// sure a proposal is in the light of both, the best ones that do not stand in
// each other's way become statements, and every quotation that none of them
// claimed is joined to the speaker of its paragraph.
package attrib

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/chain"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
)

// Extractor finds attributions. It is safe for use by several goroutines at
// once.
type Extractor struct {
	finder  Finder
	weights chain.Weights // of the weigher
	least   float64       // how sure a statement must be
}

// New opens the embedded models.
func New() (*Extractor, error) {
	f, err := model.Load(modelFile)
	if err != nil {
		return nil, err
	}
	return Open(f)
}

// Open finds the models in a file.
func Open(f *model.File) (*Extractor, error) {
	m, err := OpenModels(f)
	if err != nil {
		return nil, err
	}
	return OpenWith(&m, f)
}

// OpenWith is an extractor that takes the proposals of finder. The file has the
// weigher that was learnt from them (see [TrainWeigher]) and the probability from
// which statements are taken (see [WriteLeast]).
func OpenWith(finder Finder, f *model.File) (*Extractor, error) {
	w, err := chain.Open(f, "weigher")
	if err != nil {
		return nil, err
	}
	least, err := f.Section("least")
	if err != nil {
		return nil, err
	}
	x := &Extractor{finder: finder, weights: w}
	if x.least, err = strconv.ParseFloat(string(least), 64); err != nil {
		return nil, fmt.Errorf("open %s: the least probability: %w", modelFile, model.ErrDamaged)
	}
	return x, nil
}

// WriteLeast adds to a model file the probability from which statements are
// taken.
func WriteLeast(b *model.Builder, p float64) {
	b.Add("least", strconv.AppendFloat(nil, p, 'g', -1, 64))
}

// Extract returns the attributions of d in order of their position, numbered
// from a1. Furniture is left out.
func (x *Extractor) Extract(d *nlp.Doc, where record.Where) []record.Attribution {
	return x.Sweep(d, where, []float64{x.least})[0]
}

// Sweep is what Extract would return with each of several probabilities from
// which statements are taken.
func (x *Extractor) Sweep(d *nlp.Doc, where record.Where, leasts []float64) [][]record.Attribution {
	r := newRules(d, where == record.InTitle)
	found, rulings := x.finder.Find(d), r.find()
	w := newWeigher(d, found, rulings)
	pool := w.pool(found)
	w.weigh(pool, x.weights)
	var out [][]record.Attribution
	for _, least := range leasts {
		kept := choose(slices.Clone(pool), w.words, least)
		if where == record.InTitle {
			kept = fill(choose(slices.Clone(rulings), w.words, 0), kept, w.words)
		}
		settle(d, kept)
		out = append(out, build(d, r.loose(kept), where))
	}
	return out
}
