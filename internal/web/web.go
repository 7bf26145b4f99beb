// Package web is the pages of a collection: what a browser shows of it.
//
// [New] gives the handler of all pages:
//
//	h := web.New(web.Options{Store: s, Analyze: analyze})
//	err := http.ListenAndServe("127.0.0.1:8030", h)
//
// A page is made on the server and can be read without scripts; a script adds
// what is live. A handler gathers what a page shows in a value, and a template
// in the folder page says how it looks. Templates escape all that comes from
// articles, and the policy that goes with every page allows no script, style
// or image but those of the folder static.
package web

import (
	"context"
	"iter"
	"log/slog"
	"net/http"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// Options are what the pages are made of. All but Log are needed.
type Options struct {
	Store store.Store
	Log   *slog.Logger // of faults; nil: slog.Default

	// Analyze makes the record of an article as a reader gives it, with the
	// error beside it.
	Analyze func(ctx context.Context, a *article.Article, err error) (*record.Record, error)

	// Page reads the article at an address, and Text the one in a text; File
	// reads all articles in a file, whose name tells what it is.
	Page func(ctx context.Context, url string) (*article.Article, error)
	Text func(ctx context.Context, text string) (*article.Article, error)
	File func(ctx context.Context, path string) iter.Seq2[*article.Article, error]
}

// server answers for the pages.
type server struct {
	Options
	traces  *traces
	imports *imports
}

// New returns the handler of the pages. Imports that were begun end with ctx.
func New(ctx context.Context, o Options) http.Handler {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	s := &server{Options: o, traces: newTraces(), imports: newImports(ctx)}
	mux := http.NewServeMux()
	for pattern, h := range map[string]handler{
		"GET /{$}":                      s.start,
		"GET /search":                   s.search,
		"GET /article/{id}":             s.article,
		"GET /article/{id}/versions":    s.versions,
		"GET /article/{id}/{statement}": s.statement,
		"GET /stories":                  s.stories,
		"GET /story/{id}":               s.story,
		"POST /story/{id}/merge":        s.mergeStories,
		"POST /story/{id}/split":        s.splitStory,
		"GET /people":                   s.people,
		"GET /entity/{id}":              s.entity,
		"POST /entity/{id}/name":        s.rename,
		"POST /entity/{id}/merge":       s.merge,
		"POST /entity/{id}/split":       s.split,
		"GET /outlet/{name}":            s.outlet,
		"GET /add":                      s.addPage,
		"POST /add":                     s.add,
		"POST /add/files":               s.addFiles,
		"GET /add/{import}":             s.importPage,
		"POST /article/{id}/remove":     s.remove,
		"GET /feeds":                    s.feeds,
		"POST /feeds":                   s.addFeed,
		"POST /feeds/remove":            s.removeFeed,
		"GET /queue":                    s.queue,
		"GET /alerts":                   s.alerts,
		"POST /alerts":                  s.addAlert,
		"GET /alerts/{name}":            s.alert,
		"POST /alerts/{name}/seen":      s.seeAlert,
		"POST /alerts/{name}/remove":    s.removeAlert,
		"GET /settings":                 s.settings,
		"POST /queue/{do}":              s.tendQueue,
	} {
		mux.Handle(pattern, s.page(h))
	}
	mux.HandleFunc("GET /add/{import}/events", s.importEvents)
	mux.HandleFunc("GET /static/{version}/{file}", static)
	mux.Handle("GET /", s.page(func(*http.Request) (*view, error) { return nil, store.ErrNotFound }))
	return mux
}
