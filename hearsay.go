// Package hearsay reads a news article and says who said what, to whom, and on
// whose word we have it.
//
//	a := &article.Article{Body: "“We will win,” Ann Lee said."}
//	r, err := hearsay.New().Analyze(ctx, a)
//
// The [record.Record] that comes back points at the words it was read from; it
// never says what is true.
package hearsay

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/attrib"
	"github.com/hearsay-news/hearsay/internal/cite"
	"github.com/hearsay-news/hearsay/internal/english"
	"github.com/hearsay-news/hearsay/internal/entity"
	"github.com/hearsay-news/hearsay/internal/furniture"
	"github.com/hearsay-news/hearsay/internal/lang"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
)

// Version is the version of the program.
const Version = "0.1.0"

// Model is the version of what the program knows about English.
const Model = "en.4"

// Analyzer turns articles into records. It is safe for use by several
// goroutines at once.
type Analyzer struct {
	pipeline   *nlp.Pipeline
	statements *attrib.Extractor
}

// New returns an analyzer.
func New() *Analyzer {
	z, err := open()
	if err != nil {
		panic(err) // the models are part of the program: a test would have failed
	}
	return z
}

func open() (*Analyzer, error) {
	p, err := english.Pipeline()
	if err != nil {
		return nil, err
	}
	statements, err := attrib.New()
	return &Analyzer{p, statements}, err
}

// Analyze reads one article and returns its record. An article that can't be
// analysed gives a record whose Refused says why, and no error; the error is
// for a context that was cancelled before: an analysis once begun is finished.
// Analyze fills in the id, the outlet, the language, the dateline and the
// furniture of a where they are not known; the body stays as it is.
func (z *Analyzer) Analyze(ctx context.Context, a *article.Article) (*record.Record, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	a.Identify()
	r := &record.Record{Analyzer: Version + "+" + Model, Article: a}
	if err := refusal(a); err != nil {
		r.Refused = err.Error()
		return r, nil
	}
	a.Outlet = cite.Publisher(a)
	furniture.Mark(a)
	body := z.pipeline.Run(a.Body, a.FurnitureSpans())
	title := z.title(a)
	r.Attributions = z.statements.Extract(body, record.InBody)
	if title != nil {
		r.Attributions = append(r.Attributions, z.statements.Extract(title, record.InTitle)...)
	}
	record.Number(r.Attributions)
	r.Entities = entity.Resolve(body, title, r.Attributions)
	cite.Find(body, r)
	return r, nil
}

// title is the headline as a text of its own; nil where there is none, or where
// the body begins with it.
func (z *Analyzer) title(a *article.Article) *nlp.Doc {
	if a.Title == "" || strings.HasPrefix(a.Body, a.Title) || !utf8.ValidString(a.Title) {
		return nil
	}
	return z.pipeline.Run(a.Title, nil)
}

// refusal says why a can't be analysed, or nil. It fills in a.Language.
func refusal(a *article.Article) error {
	switch {
	case strings.TrimSpace(a.Body) == "":
		return article.Refuse(article.Empty, "there is no text to read")
	case !utf8.ValidString(a.Body) || !utf8.ValidString(a.Title):
		return article.Refuse(article.Encoding, "the text is not UTF-8; convert it first")
	case len(a.Body) > article.MaxBody:
		return article.Refuse(article.TooLarge, fmt.Sprintf("the text has %d bytes, and at most %d are analysed; split it", len(a.Body), article.MaxBody))
	}
	code, sure := lang.Detect(a.Body, a.Language)
	a.Language = code
	switch {
	case code == "en":
		return nil
	case !sure:
		return article.Refuse(article.Language, fmt.Sprintf("the text reads as %s (%s); only English is analysed", lang.Name(code), code))
	}
	return article.Refuse(article.Language, fmt.Sprintf("the text is in %s (%s); only English is analysed", lang.Name(code), code))
}
