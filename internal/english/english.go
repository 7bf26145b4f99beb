// Package english puts the components that read English in a row: the one place
// that knows which there are and in what order they read.
//
//	p, err := english.Pipeline()
//	d := p.Run("“We will win,” Ann Lee said.", nil)
package english

import (
	"sync"

	"github.com/hearsay-news/hearsay/internal/model"
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
	e, err := Encoder(model.Load)
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
	e, err := Encoder(model.Load)
	if err != nil {
		return nil, err
	}
	return readers(e), nil
}

func readers(e *enc.Component) []nlp.Component {
	return []nlp.Component{quote.New(), ner.New(), e, names.NewSettle()}
}

// Encoder is the net with all its heads, their models got from load by name.
// between are heads that read behind the parser.
func Encoder(load func(name string) (*model.File, error), between ...enc.Head) (*enc.Component, error) {
	n, err := open(load, "names", names.Open)
	if err != nil {
		return nil, err
	}
	s, err := open(load, "say", say.Open)
	if err != nil {
		return nil, err
	}
	return Tree(load, append(between, n, s)...)
}

// Tree is the net with the heads that tag and parse, and more behind them.
func Tree(load func(name string) (*model.File, error), more ...enc.Head) (*enc.Component, error) {
	t, err := open(load, "tag", tag.Open)
	if err != nil {
		return nil, err
	}
	d, err := open(load, "dep", dep.Open)
	if err != nil {
		return nil, err
	}
	f, err := load("enc")
	if err != nil {
		return nil, err
	}
	return enc.Open(f, append([]enc.Head{t, d}, more...)...)
}

// open opens the head that a model file has.
func open[H any](load func(string) (*model.File, error), name string, open func(*model.File, int) (H, error)) (h H, err error) {
	f, err := load(name)
	if err != nil {
		return h, err
	}
	return open(f, enc.Width)
}
