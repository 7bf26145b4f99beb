// Package english puts the components that read English in a row: the one place
// that knows which there are and in what order they read.
//
//	p, err := english.Pipeline()
//	d := p.Run("“We will win,” Ann Lee said.", nil)
package english

import (
	"sync"

	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/dep"
	"github.com/hearsay-news/hearsay/internal/nlp/enc"
	"github.com/hearsay-news/hearsay/internal/nlp/names"
	"github.com/hearsay-news/hearsay/internal/nlp/ner"
	"github.com/hearsay-news/hearsay/internal/nlp/quote"
	"github.com/hearsay-news/hearsay/internal/nlp/say"
	"github.com/hearsay-news/hearsay/internal/nlp/tag"
	"github.com/hearsay-news/hearsay/internal/nlp/tok"
)

// Pipeline is the whole row. Models are opened once for the whole program; the
// error names the one that can't be.
var Pipeline = sync.OnceValues(func() (*nlp.Pipeline, error) {
	e, err := encoder()
	if err != nil {
		return nil, err
	}
	return With(e)
})

// With is the row with an encoder of one's own, which has a head for names.
func With(e *enc.Component) (*nlp.Pipeline, error) {
	return nlp.NewPipeline(append([]nlp.Component{tok.New()}, readers(e)...)...)
}

// Readers are all components but the tokenizer, for texts whose words are given.
func Readers() ([]nlp.Component, error) {
	e, err := encoder()
	if err != nil {
		return nil, err
	}
	return readers(e), nil
}

func readers(e *enc.Component) []nlp.Component {
	return []nlp.Component{quote.New(), ner.New(), e, names.Settle{}}
}

// encoder is the net with all its heads.
func encoder() (*enc.Component, error) {
	t, err := tag.New(enc.Width)
	if err != nil {
		return nil, err
	}
	d, err := dep.New(enc.Width)
	if err != nil {
		return nil, err
	}
	n, err := names.New(enc.Width)
	if err != nil {
		return nil, err
	}
	s, err := say.New(enc.Width)
	if err != nil {
		return nil, err
	}
	return enc.New(t, d, n, s)
}
