// Package served is what all that is served of a collection is made of: the pages
// for people, the API for programs, and the tools for assistants.
//
//	src := served.Source{Store: st, Analyze: analyze, Readers: readers}
//	mux.Handle("/api/", api.New(api.Options{Source: src}))
//	mux.Handle("/mcp", mcp.New(mcp.Options{Source: src}).Handler())
package served

import (
	"context"
	"log/slog"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/record"
)

// Source is a collection, and what can be done with articles. It belongs to one
// server, whose parts share it: what is limited is limited for all of them together.
type Source struct {
	Store   store.Store
	Version string // of the program

	// Analyze makes the record of an article as a reader gives it, with the error
	// beside it, which may be a refusal.
	Analyze func(context.Context, *article.Article, error) (*record.Record, error)

	// Readers make articles of what is sent: JSON lines, plain text and pages.
	Readers map[ingest.Format]ingest.Reader

	// Page fetches the article at an address; nil: nothing is fetched.
	Page func(ctx context.Context, url string) (*article.Article, error)

	// Traces traces stories that are kept; nil: [Source.Ready] makes one.
	Traces *Tracer

	// Trace traces an article of the collection, and Quotation the articles in
	// which words are said; nil: there are no such traces.
	Trace     func(ctx context.Context, r *record.Record) (*trace.Trace, error)
	Quotation func(ctx context.Context, words string) (*trace.Trace, error)

	Log *slog.Logger // what went wrong here; nil: nowhere
}

// Ready is s with what may be left out put in, and the collection bounded: searches
// wait for their turn and end with store.ErrSlow, or guard.ErrBusy where it does not
// come; so do exports.
func (s Source) Ready() Source {
	s.Store = bound(s.Store)
	if s.Traces == nil {
		s.Traces = NewTracer(s.Store)
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	return s
}

// Article is the first article in what is sent in a format, as its reader gives it,
// with the address that the sender says it has.
func (s *Source) Article(ctx context.Context, f ingest.Format, address, content string) (*article.Article, error) {
	for a, err := range s.Readers[f].Read(ctx, &ingest.Source{Name: "text", URL: address, Body: strings.NewReader(content)}) {
		return a, err
	}
	return nil, article.Refuse(article.Empty, "there is no text in it")
}
