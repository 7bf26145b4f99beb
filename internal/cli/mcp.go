package cli

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/mcp"
	"github.com/hearsay-news/hearsay/internal/served"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/internal/work"
	"github.com/hearsay-news/hearsay/record"
)

func mcpCommand(s Streams) *cobra.Command {
	var o storeFlag
	var web webFlags
	var at string
	c := &cobra.Command{
		Use:   "mcp",
		Short: "Let an assistant read the collection",
		Long: `Mcp speaks the Model Context Protocol on standard input and output, so that an
assistant which starts it can search the collection, look up what somebody has said,
open articles, trace a story and have an article analysed. It gets the exact words,
with where they stand and the addresses that lead there. It can change nothing.

Where the collection is served, too, --url says where, and links lead to its pages.

` + exitCodes,
		Example:               "  hearsay mcp --store news.db",
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := web.check(); err != nil {
				return err
			}
			if u, err := url.Parse(at); at != "" && (err != nil || u.Host == "") {
				return usage("--url %s: give the address of the pages, such as http://127.0.0.1:8030", at)
			}
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				log := slog.New(slog.NewTextHandler(s.Err, &slog.HandlerOptions{Level: slog.LevelWarn}))
				return assistant(sourceOf(st, newWeb(web.web), analyzing(), log), at).Serve(c.Context(), s.In, s.Out)
			})
		},
	}
	o.add(c.Flags())
	web.add(c.Flags())
	c.Flags().StringVar(&at, "url", "", "`address` at which the pages of the collection are served")
	return c
}

// analyzing makes records of articles, and the analyzer with the first of them.
func analyzing() func(context.Context, *article.Article, error) (*record.Record, error) {
	z := sync.OnceValue(hearsay.New)
	return func(ctx context.Context, a *article.Article, err error) (*record.Record, error) {
		return work.One(ctx, z(), a, err)
	}
}

// sourceOf is what is served of a collection, traces included.
func sourceOf(st store.Store, w *web, analyze func(context.Context, *article.Article, error) (*record.Record, error), log *slog.Logger) served.Source {
	src := served.Source{Store: st, Version: hearsay.Version, Analyze: analyze, Readers: readers(), Page: w.page, Log: log}.Ready()
	bounded, traces := src.Store, src.Traces
	src.Trace = func(ctx context.Context, r *record.Record) (*trace.Trace, error) {
		return servedStory(ctx, bounded, traces, r)
	}
	src.Quotation = func(ctx context.Context, words string) (*trace.Trace, error) {
		return servedQuotation(ctx, bounded, traces, words)
	}
	return src
}

// assistant lets an assistant use a collection; at is where its pages are served,
// empty: nowhere.
func assistant(src served.Source, at string) *mcp.Server {
	o := mcp.Options{Source: src}
	if at != "" {
		o.Link = func(article, statement string) string { return pageOf(at, article, statement) }
	}
	return mcp.New(o)
}

// pageOf is the page that shows an article, or a statement of it.
func pageOf(at, article, statement string) string {
	page := strings.TrimRight(at, "/") + "/article/" + url.PathEscape(article)
	if statement != "" {
		page += "/" + url.PathEscape(statement)
	}
	return page
}
