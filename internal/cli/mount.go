package cli

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/alert"
	"github.com/hearsay-news/hearsay/internal/api"
	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/mcp"
	"github.com/hearsay-news/hearsay/internal/metrics"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/record"
)

// site is what a server of a collection is made of.
type site struct {
	store   store.Store
	web     *web
	analyze func(context.Context, *article.Article, error) (*record.Record, error)
	guard   *guard.Guard
	alerts  *alert.Watch
	url     string       // how browsers reach it, without a slash at its end; empty: not known
	pages   http.Handler // for people; what they load to be shown stands under /static/
	log     *slog.Logger
}

// handler answers for all that is served, each to those who may.
func (x *site) handler() http.Handler {
	g, mux := x.guard, http.NewServeMux()
	programs := api.New(x.api())
	mux.Handle("/api", programs)
	mux.Handle("/api/", programs)
	mux.Handle("/mcp", mcp.New(mcpOptions(x.store, x.web, x.analyze, x.url, x.log)).Handler())

	m := metrics.New(x.store, hearsay.Version)
	mux.Handle("GET /metrics", g.Require(store.Reader)(m))
	mux.HandleFunc("GET /healthz", metrics.Healthy)
	mux.HandleFunc("GET /readyz", metrics.Ready(x.store))

	mux.HandleFunc("GET /login", g.LoginPage)
	mux.HandleFunc("POST /login", g.Login)
	mux.HandleFunc("POST /logout", g.Logout)
	mux.Handle("/", g.Pages(x.pages))
	mux.Handle("/static/", x.pages)
	return m.Count(g.Handler(metrics.Name(mux)))
}

func (x *site) api() api.Options {
	return api.Options{
		Store: x.store, Version: hearsay.Version, Analyze: x.analyze, Readers: readers(), Page: x.web.page, Feed: x.web.find,
		Trace: func(ctx context.Context, r *record.Record) (*trace.Trace, error) { return servedStory(ctx, x.store, r) },
		Quotation: func(ctx context.Context, words string) (*trace.Trace, error) {
			return servedQuotation(ctx, x.store, words)
		},
		Alerts: x.alerts, URL: x.url, Log: x.log,
	}
}
