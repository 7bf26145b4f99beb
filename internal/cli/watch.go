package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/watch"
	"github.com/hearsay-news/hearsay/internal/work"
	"github.com/hearsay-news/hearsay/record"
)

type watchOptions struct {
	storeFlag
	webFlags
	workFlags
	once bool
}

func watchCommand(s Streams) *cobra.Command {
	var o watchOptions
	c := &cobra.Command{
		Use:   "watch",
		Short: "Follow the feeds of the collection",
		Long: `Watch looks at the feeds that hearsay feeds add has named, each when its time has
come, and adds the articles that are new, until it is interrupted, which is no
failure. A feed with
news is looked at more often, every 5 minutes at most, and one without less
often, once a day at least. Where a feed gives no more than the beginning of an
article, its page is read. An article that the feed says has changed, or gives in
other words than before, is kept as a new version. As articles come, it is worked
out which are of one story: hearsay stories.

Feeds that have not changed are not fetched, robots.txt is heeded, and a server
is asked one thing at a time. A feed that fails is asked again after longer and
longer pauses; hearsay feeds list tells why.

` + exitCodes,
		Example:               "  hearsay watch\n  hearsay watch --once",
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE:                  func(c *cobra.Command, _ []string) error { return o.run(c.Context(), s) },
	}
	f := c.Flags()
	o.storeFlag.add(f)
	o.webFlags.add(f)
	o.workFlags.add(f)
	f.BoolVar(&o.once, "once", false, "look at the feeds whose time has come, and end")
	return c
}

func (o *watchOptions) run(ctx context.Context, s Streams) error {
	if err := errors.Join(o.webFlags.check(), o.workFlags.check()); err != nil {
		return err
	}
	return o.use(ctx, false, func(st store.Store, place string) error {
		feeds, err := st.Feeds(ctx)
		if err != nil {
			return err
		}
		if len(feeds) == 0 {
			return fmt.Errorf("%s: there is no feed to follow; name one with hearsay feeds add", place)
		}
		fo := &following{out: s.Out, stderr: s.Err, refused: refusals{}}
		if o.quiet {
			fo.stderr = io.Discard
		}
		w := &watch.Watcher{Store: st, Web: newWeb(o.web), Read: analysis(o.jobs), Report: fo.report}
		if o.once {
			err = o.lookOnce(ctx, w, fo)
		} else {
			end := linkBeside(ctx, st, func(err error) { fo.complain(place, err) })
			err = w.Run(ctx)
			end()
		}
		fmt.Fprintf(s.Out, "%s: %s\n", place, fo.sum())
		return err
	})
}

// lookOnce looks at the feeds whose time has come, and links what came.
func (o *watchOptions) lookOnce(ctx context.Context, w *watch.Watcher, fo *following) error {
	l, err := newLinking(ctx, w.Store, fo.stderr)
	if err == nil {
		err = w.Once(ctx)
	}
	if err == nil {
		err = l.end(ctx)
	}
	if err != nil {
		return err
	}
	if fo.bad {
		return errIncomplete
	}
	return nil
}

// analysis is the path of one article, for so many at once.
func analysis(jobs int) func(context.Context, *article.Article, error) (*record.Record, error) {
	z, slots := hearsay.New(), make(chan struct{}, jobs)
	return func(ctx context.Context, a *article.Article, err error) (*record.Record, error) {
		slots <- struct{}{}
		defer func() { <-slots }()
		return work.One(ctx, z, a, err)
	}
}

// following is one run of watch.
type following struct {
	out, stderr io.Writer
	feeds       int // looks at feeds
	tally       store.Tally
	refused     refusals
	bad         bool // something went wrong
}

// report tells of a feed with news, and complains of what went wrong.
func (fo *following) report(e watch.Event) {
	fo.feeds++
	fo.tally.Add(e.Tally)
	refused := refusals{}
	for _, why := range e.Refused {
		refused.add(why)
		fo.refused.add(why)
	}
	for _, f := range e.Failures {
		fo.complain(f.URL, f.Err)
	}
	if e.Fault != nil {
		fo.complain(e.Feed.URL, e.Fault)
	}
	if e.Tally.New+e.Tally.Versions+len(e.Refused) == 0 {
		return
	}
	fmt.Fprintf(fo.out, "%s  %s: %s\n", e.Feed.Checked.Local().Format("15:04:05"), export.Clean(cmp.Or(e.Feed.Title, e.Feed.URL)), added(e.Tally, refused))
}

func (fo *following) complain(url string, err error) {
	fo.bad = true
	fmt.Fprintln(fo.stderr, complaint(url, err))
}

func (fo *following) sum() string {
	return fmt.Sprintf("%s looked at, %s", export.Count(fo.feeds, "feed"), added(fo.tally, fo.refused))
}

// added says in words what came in.
func added(t store.Tally, refused refusals) string {
	s := export.Count(t.New, "article") + " added"
	if t.Versions > 0 {
		s += ", " + export.Count(t.Versions, "new version")
	}
	return s + refused.behind()
}

// clock is a time of today as its hour, and else its day too.
func clock(t, now time.Time) string {
	t, now = t.Local(), now.Local()
	if t.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return t.Format("15:04")
	}
	return t.Format("2006-01-02 15:04")
}
