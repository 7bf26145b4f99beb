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

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/alert"
	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/link"
	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/transfer"
	"github.com/hearsay-news/hearsay/internal/watch"
	pages "github.com/hearsay-news/hearsay/internal/web"
	"github.com/hearsay-news/hearsay/internal/work"
)

type serveOptions struct {
	storeFlag
	webFlags
	workFlags
	listen   string
	url      string
	insecure bool
	watch    bool
}

func serveCommand(s Streams) *cobra.Command {
	var o serveOptions
	c := &cobra.Command{
		Use:   "serve",
		Short: "Open the collection in a browser",
		Long: `Serve shows the collection as pages at the address that it prints, until it is
interrupted, which is no failure. Articles can be added there. Meanwhile what waits
in the queue is analysed, articles are linked to stories, and saved searches are
looked after; with --watch the feeds are followed, too.

At /api stand the same things for programs, at /mcp for assistants, and at /metrics,
/healthz and /readyz what those need who run it.

It listens on this machine alone, for whoever is on it. On any other address it
starts only with accounts or tokens (hearsay accounts add, hearsay tokens add).

` + exitCodes,
		Example:               "  hearsay serve\n  hearsay serve --store news.db --watch\n  hearsay serve --listen :8030 --url https://news.example",
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE:                  func(c *cobra.Command, _ []string) error { return o.run(c.Context(), s) },
	}
	f := c.Flags()
	o.storeFlag.add(f)
	o.webFlags.add(f)
	o.workFlags.add(f)
	f.StringVar(&o.listen, "listen", "127.0.0.1:8030", "`address` to listen on")
	f.StringVar(&o.url, "url", "", "`address` at which browsers reach it, where a proxy stands before it: https://news.example")
	f.BoolVar(&o.insecure, "insecure", false, "let in whoever reaches the machine, without accounts")
	f.BoolVar(&o.watch, "watch", false, "follow the feeds of the collection")
	return c
}

// Limits of a connection.
const (
	headerTime  = 10 * time.Second
	idleTime    = 2 * time.Minute
	answerTime  = 10 * time.Minute // that an answer takes; those that are sent bit by bit have more
	closingTime = 5 * time.Second  // for what is being answered when the server ends
	mostHeader  = 64 << 10         // bytes
)

func (o *serveOptions) run(ctx context.Context, s Streams) error {
	if err := errors.Join(o.webFlags.check(), o.workFlags.check()); err != nil {
		return err
	}
	return o.use(ctx, true, func(st store.Store, place string) error { return o.serve(ctx, st, place, s) })
}

func (o *serveOptions) serve(ctx context.Context, st store.Store, place string, s Streams) error {
	opt, err := guard.For(ctx, st, o.listen, o.insecure)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(s.Err, nil))
	opt.URL, opt.Log, opt.Page = o.url, log, pages.Login
	g, err := guard.New(opt)
	if err != nil {
		return usage("--url: %v", err)
	}
	at, err := net.Listen("tcp", o.listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w; name another address with --listen", o.listen, err)
	}
	inner, stop := context.WithCancel(ctx)
	defer stop()
	w := newWeb(o.web)
	x := &site{
		Source: sourceOf(st, w, analysis(o.jobs), log), web: w, guard: g, url: strings.TrimRight(o.url, "/"),
		alerts: &alert.Watch{Store: st, Post: w.client.Post, Log: log},
	}
	if x.url == "" {
		x.url = reached(at.Addr())
	}
	if x.pages, err = o.pages(inner, x, place); err != nil {
		return err
	}
	done := o.background(inner, st, x)
	fmt.Fprintf(s.Out, "%s: http://%s\n", place, at.Addr())
	err = answer(inner, at, x.handler(), log)
	stop()
	<-done
	return err
}

// reached is the address at which a server is reached that listens at one; "" where
// that is not known, since it listens at all of them.
func reached(at net.Addr) string {
	if tcp, ok := at.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return ""
	}
	return "http://" + at.String()
}

// answer answers requests until ctx ends. Then those that are being answered have
// some time to come to their end, and the collection is there as long.
func answer(ctx context.Context, at net.Listener, h http.Handler, log *slog.Logger) error {
	requests, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: headerTime, WriteTimeout: answerTime, IdleTimeout: idleTime, MaxHeaderBytes: mostHeader,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn), BaseContext: func(net.Listener) context.Context { return requests },
	}
	closed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(closed)
		last, cancel := context.WithTimeout(requests, closingTime)
		defer cancel()
		if err := server.Shutdown(last); err != nil {
			end()
			_ = server.Close() // what still goes on has had its time
		}
	})
	err := server.Serve(at)
	if !stop() {
		<-closed
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// background works on the queue, links articles to stories, looks after saved
// searches and, if that is asked for, follows the feeds; what it returns is closed when
// all of that has ended. It has the collection itself, and waits for no visitors' turns.
func (o *serveOptions) background(ctx context.Context, st store.Store, x *site) <-chan struct{} {
	log := x.Log
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
	all.Go(func() { persist(ctx, log, "look after saved searches", func() error { return x.alerts.Run(ctx) }) })
	if o.watch {
		w := &watch.Watcher{Store: st, Web: x.web, Read: x.Analyze, Report: func(e watch.Event) {
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

// pages are those for people.
func (o *serveOptions) pages(ctx context.Context, x *site, place string) (http.Handler, error) {
	spool, err := spool(place)
	return transfer.Compress(transfer.Tag(pages.New(ctx, pages.Options{Source: x.Source, File: fileArticles, Spool: spool}))), err
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
