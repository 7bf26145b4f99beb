// Package tag gives each word its part of speech, its morphology and its
// lemma, in the conventions of Universal Dependencies for English.
//
// [New] gives the component. A linear classifier reads a sentence from left to
// right and chooses the universal and the Penn tag of each word at once
// (averaged perceptron; Collins 2002). Lemmas come from rules on the ends of
// words and a list of exceptions, morphology from the tags and the word; both
// are read off the training texts.
package tag

import (
	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// Component is the tagger. It is safe for use by several goroutines at once.
type Component struct {
	scorer model.Scorer
	pairs  []pair // by class
	lemmas *lemmatizer
	feats  map[uint64]string
}

// pair is the two tags of a word.
type pair struct {
	tag  nlp.UPOS
	xtag nlp.XPOS
}

const modelFile = "tag"

// New opens the embedded model.
func New() (*Component, error) {
	f, err := model.Load(modelFile)
	if err != nil {
		return nil, err
	}
	return Open(f)
}

// Open finds the model in a file.
func Open(f *model.File) (*Component, error) {
	c := &Component{}
	if err := c.open(f); err != nil {
		return nil, err
	}
	var err error
	c.scorer, err = f.Linear("weights", len(c.pairs))
	return c, err
}

// Name is "tag".
func (*Component) Name() string { return "tag" }

// Needs are tokens and word clusters.
func (*Component) Needs() []nlp.Layer { return []nlp.Layer{nlp.Tokens, nlp.Words} }

// Gives are the tags.
func (*Component) Gives() []nlp.Layer { return []nlp.Layer{nlp.Tags} }

// Annotate tags all tokens of d.
func (c *Component) Annotate(d *nlp.Doc) {
	var x extractor
	scores := make([]int32, len(c.pairs))
	for _, s := range d.Sents {
		x.sentence(d, s)
		for i := s.From; i < s.To; i++ {
			x.extract(i)
			c.scorer.Scores(scores, x.features)
			x.set(c.pairs[best(scores)])
		}
	}
	for i := range d.Tokens {
		c.finish(d, &d.Tokens[i])
	}
}

// finish fills in what follows from the tags.
func (c *Component) finish(d *nlp.Doc, t *nlp.Token) {
	t.Lemma = c.lemmas.lemma(t.In(d.Text), t.Low, t.XTag, t.Tag)
	if v, ok := c.feats[featsKey(t.Low, t.Tag, t.XTag)]; ok {
		t.Feats = v
	} else {
		t.Feats = c.feats[featsKey("", t.Tag, t.XTag)]
	}
}

func best(scores []int32) int {
	b := 0
	for y, v := range scores {
		if v > scores[b] {
			b = y
		}
	}
	return b
}
