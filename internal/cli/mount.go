package cli

import (
	"net/http"

	"github.com/hearsay-news/hearsay/internal/alert"
	"github.com/hearsay-news/hearsay/internal/api"
	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/metrics"
	"github.com/hearsay-news/hearsay/internal/served"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/transfer"
)

// site is what a server of a collection is made of.
type site struct {
	served.Source
	web    *web
	guard  *guard.Guard
	alerts *alert.Watch
	url    string       // how browsers reach it, without a slash at its end; empty: not known
	pages  http.Handler // for people; what they load to be shown stands under /static/
}

// handler answers for all that is served, each to those who may.
func (x *site) handler() http.Handler {
	g, mux := x.guard, http.NewServeMux()
	programs := api.New(api.Options{Source: x.Source, Feed: x.web.find, Alerts: x.alerts, URL: x.url})
	mux.Handle("/api", programs)
	mux.Handle("/api/", programs)
	mux.Handle("/mcp", assistant(x.Source, x.url).Handler())

	m := metrics.New(x.Store, x.Version)
	mux.Handle("GET /metrics", g.Require(store.Reader)(m))
	mux.HandleFunc("GET /healthz", metrics.Healthy)
	mux.HandleFunc("GET /readyz", metrics.Ready(x.Store))

	mux.HandleFunc("GET /login", g.LoginPage)
	mux.HandleFunc("POST /login", g.Login)
	mux.HandleFunc("POST /logout", g.Logout)
	mux.Handle("/", g.Pages(x.pages))
	mux.Handle("/static/", x.pages)
	return transfer.Prompt(m.Count(g.Handler(metrics.Name(mux))))
}
