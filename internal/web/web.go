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
	"net/http"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/served"
	"github.com/hearsay-news/hearsay/internal/store"
)

// Options are what the pages are made of.
type Options struct {
	served.Source

	// File reads all articles in a file, whose name tells what it is.
	File func(ctx context.Context, path string) iter.Seq2[*article.Article, error]

	// Spool is the folder in which files that were sent wait to be read, across a
	// restart too. It is made when it is needed, and belongs to this collection alone.
	Spool string
}

// server answers for the pages.
type server struct {
	Options
	traces  *traces
	imports *imports
}

// New returns the handler of the pages. Imports that were begun stop with ctx, and
// go on when the pages are made again.
func New(ctx context.Context, o Options) http.Handler {
	o.Source = o.Ready()
	s := &server{Options: o, traces: newTraces(o.Traces), imports: newImports(ctx, o)}
	mux := http.NewServeMux()
	for path, h := range s.shown() {
		mux.Handle("GET "+path, s.page(h))
	}
	for path, h := range s.done() {
		mux.Handle("POST "+path, s.form(mostFields, h))
	}
	mux.Handle("POST /add", s.form(mostForm, seldom(s.add)))
	mux.Handle("POST /add/files", s.files(mostFile, seldom(s.addFiles)))
	mux.HandleFunc("GET /add/{import}/events", s.importEvents)
	mux.HandleFunc("GET /static/{version}/{file}", static)
	mux.Handle("GET /", s.page(func(*http.Request) (*view, error) { return nil, store.ErrNotFound }))
	return mux
}

// shown are the pages that are looked at, by path.
func (s *server) shown() map[string]handler {
	return map[string]handler{
		"/{$}":                      s.start,
		"/search":                   s.search,
		"/article/{id}":             s.article,
		"/article/{id}/versions":    s.versions,
		"/article/{id}/{statement}": s.statement,
		"/stories":                  s.stories,
		"/story/{id}":               s.story,
		"/people":                   s.people,
		"/entity/{id}":              s.entity,
		"/outlet/{name}":            s.outlet,
		"/add":                      s.addPage,
		"/add/{import}":             s.importPage,
		"/feeds":                    s.feeds,
		"/queue":                    s.queue,
		"/alerts":                   s.alerts,
		"/alerts/{name}":            s.alert,
		"/settings":                 s.settings,
	}
}

// done are the forms that change something, by path.
func (s *server) done() map[string]handler {
	return map[string]handler{
		"/story/{id}/merge":     seldom(s.mergeStories),
		"/story/{id}/split":     seldom(s.splitStory),
		"/entity/{id}/name":     s.rename,
		"/entity/{id}/merge":    s.merge,
		"/entity/{id}/split":    s.split,
		"/article/{id}/remove":  s.remove,
		"/feeds":                s.addFeed,
		"/feeds/remove":         s.removeFeed,
		"/alerts":               s.addAlert,
		"/alerts/{name}/seen":   s.seeAlert,
		"/alerts/{name}/remove": s.removeAlert,
		"/queue/{do}":           s.tendQueue,
	}
}
