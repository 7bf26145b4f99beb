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
// Candidates come from the models that read the text (internal/nlp/say), several
// readings of each cue. The weigher says how sure each is, and the best ones that
// do not stand in each other's way become statements. What a layout tells is
// left to rules: "LEE: I disagree.", headlines, tweets, quotations that are signed or
// that the paragraph before introduces, and those that go on from the statement before.
// A quotation that the text lays to nobody is no statement.
package attrib

import (
	"fmt"
	"strconv"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/logit"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
)

// Extractor finds attributions. It is safe for use by several goroutines at
// once.
type Extractor struct {
	weights *logit.Model // of the weigher
	least   float64      // how sure a statement must be
}

const modelFile = "attrib"

// New opens the embedded model.
func New() (*Extractor, error) {
	f, err := model.Load(modelFile)
	if err != nil {
		return nil, err
	}
	return Open(f)
}

// Open finds the model in a file.
func Open(f *model.File) (*Extractor, error) {
	w, err := logit.Open(f, "weigher")
	if err != nil {
		return nil, err
	}
	least, err := f.Section("least")
	if err != nil {
		return nil, err
	}
	x := &Extractor{weights: w}
	if x.least, err = strconv.ParseFloat(string(least), 64); err != nil || !(0 <= x.least && x.least <= 1) {
		return nil, fmt.Errorf("open %s: the least probability: %w", modelFile, model.ErrDamaged)
	}
	return x, nil
}

// writeLeast adds to a model file the probability from which statements are
// taken.
func writeLeast(b *model.Builder, p float64) {
	b.Add("least", strconv.AppendFloat(nil, p, 'g', -1, 64))
}

// Extract returns the attributions of d in order of their position, numbered
// from a1. Furniture is left out.
func (x *Extractor) Extract(d *nlp.Doc, where record.Where) []record.Attribution {
	return build(d, x.statements(d, where == record.InTitle), where)
}

// statements are the candidates that were chosen. What a layout tells comes
// before what models find.
func (x *Extractor) statements(d *nlp.Doc, headline bool) []Candidate {
	w, found, l := newWeigher(d), candidates(d), newLayouts(d, headline)
	w.weigh(found, x.weights)
	kept := choose(append(found, l.find()...), w.words, x.least)
	settle(d, kept)
	complete(d, kept)
	trim(d, kept)
	return l.loose(kept)
}
