package cli

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/link"
	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/watch"
	pages "github.com/hearsay-news/hearsay/internal/web"
	"github.com/hearsay-news/hearsay/internal/work"
)

type serveOptions struct {
	storeFlag
	webFlags
	workFlags
	listen string
	watch  bool
}

func serveCommand(s Streams) *cobra.Command {
	var o serveOptions
	c := &cobra.Command{
		Use:   "serve",
		Short: "Open the collection in a browser",
		Long: `Serve shows the collection as pages at the address that it prints, until it is
interrupted, which is no failure. Articles can be added there, and what waits in
the queue is analysed meanwhile; with --watch the feeds are followed, too.

` + exitCodes,
		Example:               "  hearsay serve\n  hearsay serve --store news.db --watch",
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE:                  func(c *cobra.Command, _ []string) error { return o.run(c.Context(), s) },
	}
	f := c.Flags()
	o.storeFlag.add(f)
	o.webFlags.add(f)
	o.workFlags.add(f)
	f.StringVar(&o.listen, "listen", "127.0.0.1:8030", "`address` to listen on")
	f.BoolVar(&o.watch, "watch", false, "follow the feeds of the collection")
	return c
}

// Limits of a connection.
const (
	headerTime  = 10 * time.Second
	idleTime    = 2 * time.Minute
	closingTime = 5 * time.Second // for what is being answered when the server ends
	mostHeader  = 64 << 10        // bytes
)

func (o *serveOptions) run(ctx context.Context, s Streams) error {
	if err := errors.Join(o.webFlags.check(), o.workFlags.check()); err != nil {
		return err
	}
	return o.use(ctx, true, func(st store.Store, place string) error { return o.serve(ctx, st, place, s) })
}

func (o *serveOptions) serve(ctx context.Context, st store.Store, place string, s Streams) error {
	at, err := net.Listen("tcp", o.listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w; name another address with --listen", o.listen, err)
	}
	inner, stop := context.WithCancel(ctx)
	defer stop()
	log := slog.New(slog.NewTextHandler(s.Err, nil))
	server := &http.Server{
		Handler: o.handler(inner, st, log), ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, MaxHeaderBytes: mostHeader,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn), BaseContext: func(net.Listener) context.Context { return inner },
	}
	done := o.background(inner, st, log)
	context.AfterFunc(inner, func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), closingTime)
		defer cancel()
		server.Shutdown(last)
		server.Close()
	})
	fmt.Fprintf(s.Out, "%s: http://%s\n", place, at.Addr())
	err = server.Serve(at)
	stop()
	<-done
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// background works on the queue, links articles to stories and, if that is asked
// for, follows the feeds; what it returns is closed when all of that has ended.
func (o *serveOptions) background(ctx context.Context, st store.Store, log *slog.Logger) <-chan struct{} {
	var all sync.WaitGroup
	all.Go(func() {
		persist(ctx, log, "work on the queue", func() error {
			return st.Work(ctx, queue.Options{Workers: o.jobs, Report: func(e queue.Event) {
				if e.Fault != nil {
					log.Warn("job failed", "job", e.Job.ID, "key", e.Job.Key, "error", e.Fault)
				}
			}}, work.Jobs(hearsay.New()))
		})
	})
	all.Go(func() { link.Follow(ctx, st, func(err error) { log.Error("link articles to stories", "error", err) }) })
	if o.watch {
		w := &watch.Watcher{Store: st, Web: newWeb(o.web), Read: analysis(o.jobs), Report: func(e watch.Event) {
			if e.Fault != nil {
				log.Warn("feed failed", "feed", e.Feed.URL, "error", e.Fault)
			}
		}}
		all.Go(func() { persist(ctx, log, "follow the feeds", func() error { return w.Run(ctx) }) })
	}
	done := make(chan struct{})
	go func() {
		all.Wait()
		close(done)
	}()
	return done
}

// persist does something until it ends without a fault or ctx ends.
func persist(ctx context.Context, log *slog.Logger, what string, do func() error) {
	for ctx.Err() == nil {
		err := do()
		if err == nil || ctx.Err() != nil {
			return
		}
		log.Error(what, "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(queue.Pause(1)):
		}
	}
}

// handler answers for all that is served.
func (o *serveOptions) handler(ctx context.Context, st store.Store, log *slog.Logger) http.Handler {
	w, read := newWeb(o.web), analysis(o.jobs)
	h := pages.New(ctx, pages.Options{
		Store: st, Log: log, Analyze: read, Page: w.page,
		Text: func(ctx context.Context, text string) (*article.Article, error) {
			for a, err := range readers()[ingest.Text].Read(ctx, &ingest.Source{Name: "text", Body: strings.NewReader(text)}) {
				return a, err
			}
			return nil, article.Refuse(article.Empty, "there is no text in it")
		},
		File: func(ctx context.Context, path string) iter.Seq2[*article.Article, error] {
			return fileArticles(ctx, path)
		},
	})
	guard := http.NewCrossOriginProtection()
	return guard.Handler(gzhttp.GzipHandler(h))
}

// fileArticles are the articles in a file that was sent.
func fileArticles(ctx context.Context, path string) iter.Seq2[*article.Article, error] {
	g := &gathering{from: auto, readers: readers()}
	return func(yield func(*article.Article, error) bool) {
		for a, err := range g.articles(ctx, []input{file(path)}) {
			g.noted()
			if !yield(a, err) {
				return
			}
		}
	}
}
