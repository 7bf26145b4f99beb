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
	"github.com/hearsay-news/hearsay/internal/ingest/charset"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/work"
	"github.com/hearsay-news/hearsay/record"
)

// addOptions are the flags of add.
type addOptions struct {
	inputFlags
	storeFlag
	later, noLink bool
}

func addCommand(s Streams) *cobra.Command {
	var o addOptions
	c := &cobra.Command{
		Use:   "add [FILE | FOLDER | URL | -]...",
		Short: "Read articles into the collection",
		Long: `Add reads articles, as read does, and keeps their records, so that they can be
searched, shown and exported. Of a folder it reads every file in it, and in the
folders below; of a ZIP archive, every file in that. Files packed with gzip or
zstd and web archives (WARC) are read as they are.

It may be stopped at any time. What was read until then is kept, and the same
command goes on from there: an article that is in the collection already is
passed over. An article that comes again from the same address with another
text is kept as a new version of it. What is refused (another language, a page
without an article) is added with the reason in place of findings.

In the end it is worked out which articles are of one story: hearsay stories shows
that. With --no-link hearsay link does so later.

With --later the articles are queued and not analysed; hearsay work does that,
in as many processes as you like.

` + exitCodes,
		Example: `  hearsay add examples/
  hearsay add --store news.db https://www.example.com/story
  hearsay add --from jsonl - < archive.jsonl
  hearsay add stories.zip archive.jsonl.zst CC-NEWS-20260301.warc.gz`,
		DisableFlagsInUseLine: true,
		RunE:                  func(c *cobra.Command, args []string) error { return o.run(c, args, s) },
	}
	o.inputFlags.add(c.Flags())
	o.storeFlag.add(c.Flags())
	c.Flags().BoolVar(&o.later, "later", false, "queue the articles for hearsay work")
	c.Flags().BoolVar(&o.noLink, "no-link", false, "leave it to hearsay link which articles are of one story")
	return c
}

func (o *addOptions) run(c *cobra.Command, args []string, s Streams) error {
	if err := o.check(); err != nil {
		return err
	}
	if len(args) == 0 {
		if isTerminal(s.In) {
			return c.Help()
		}
		args = []string{"-"}
	}
	return o.use(c.Context(), true, func(st store.Store, place string) error {
		w := newWeb(o.web)
		if o.quiet {
			s.Err = io.Discard
		}
		in, p := inputs(walk(args), s.In, w.client), newProgress(s.Err)
		ad := &adding{
			gathering: gathering{from: o.from, readers: readers(), web: w}, stderr: p.beside(s.Err), progress: p,
			analyzer: hearsay.New(), ctx: c.Context(), refused: refusals{},
		}
		ad.keeping = keeping{store: st, written: ad.show}
		if p != nil {
			if ad.meter = newMeter(in); ad.meter != nil {
				p.tells(func() string { return ad.meter.left(time.Now()) })
			}
		}
		ad.known, ad.seen = ad.isKnown, ad.wereSeen
		if o.later {
			return ad.enqueueAll(c.Context(), in, place, s.Out)
		}
		if !o.noLink {
			var err error
			if ad.linking, err = newLinking(c.Context(), st, s.Err); err != nil {
				return err
			}
		}
		return ad.all(c.Context(), in, o.jobs, place, s.Out)
	})
}

// adding is one run of add.
type adding struct {
	gathering
	keeping
	analyzer *hearsay.Analyzer
	stderr   io.Writer
	progress *progress
	ctx      context.Context

	passed  int // articles that were there already, and not read again
	refused refusals
	failed  int      // inputs that gave no article
	linking *linking // nil: what is added is not linked
}

// isKnown reports whether an article is kept already as this program reads it.
// It runs where the articles are gathered, so that nobody analyses them again.
func (ad *adding) isKnown(a *article.Article) bool {
	a.Identify()
	known, err := ad.store.Has(ad.ctx, a, hearsay.Version+"+"+hearsay.Model)
	if err != nil || !known {
		return false // a fault of the store shows when the record is written
	}
	ad.passOver(1)
	return true
}

// wereSeen tells of links which lead to what the collection has.
func (ad *adding) wereSeen(ctx context.Context, urls []string) map[string]bool {
	seen, err := ad.store.Seen(ctx, urls)
	if err != nil {
		return nil // as above
	}
	out := map[string]bool{}
	for url := range seen {
		out[url] = true
	}
	ad.passOver(len(out))
	return out
}

// passOver counts articles that are there already.
func (ad *adding) passOver(n int) {
	ad.mu.Lock()
	ad.passed += n
	ad.mu.Unlock()
	ad.progress.pass(n)
}

func (ad *adding) all(ctx context.Context, in []input, jobs int, place string, out io.Writer) error {
	err := work.All(ctx, ad.analyzer, ad.articles(ctx, in), jobs, ad.emit)
	err = errors.Join(err, ad.end(ctx))
	ad.progress.end()
	ad.report(place, export.Count(ad.tally.New, "article")+" added", out)
	if err == nil && ad.linking != nil {
		err = ad.linking.end(ctx)
	}
	return ad.outcome(err)
}

// outcome is what the command ends with: err, or that not all was read.
func (ad *adding) outcome(err error) error {
	if err == nil && ad.failed+ad.refused.sum() > 0 {
		return errIncomplete
	}
	return err
}

// enqueueAll queues the articles of all inputs. What is refused is kept at
// once, since there is nothing to analyse.
func (ad *adding) enqueueAll(ctx context.Context, in []input, place string, out io.Writer) error {
	err := ad.enqueueEach(ctx, in)
	err = errors.Join(err, ad.end(ctx))
	ad.progress.end()
	queued := export.Count(ad.queued, "article") + " queued"
	if ad.waiting > 0 {
		queued += fmt.Sprintf(", %s in the queue before", export.Grouped(ad.waiting))
	}
	if ad.tally.New > 0 {
		queued += fmt.Sprintf(", %s added", export.Grouped(ad.tally.New))
	}
	ad.report(place, queued, out)
	return ad.outcome(cmp.Or(err, ctx.Err()))
}

func (ad *adding) enqueueEach(ctx context.Context, in []input) error {
	for a, err := range ad.articles(ctx, in) {
		if err != nil {
			if err := ad.refuse(ctx, a, err); err != nil {
				return err
			}
			continue
		}
		o := ad.noted()
		j, err := work.Later(a)
		if err != nil {
			return err
		}
		ad.notice(o, o.input)
		if err := ad.keepJob(ctx, j); err != nil {
			return err
		}
	}
	return nil
}

// refuse keeps an article that was refused, and complains of what gave none.
func (ad *adding) refuse(ctx context.Context, a *article.Article, err error) error {
	return ad.emit(work.One(ctx, nil, a, err))
}

// report says in one line what was done: what is new, and the rest. Where the
// command was stopped, it says how to go on.
func (ad *adding) report(place, s string, out io.Writer) {
	if ad.tally.Versions > 0 {
		s += ", " + export.Count(ad.tally.Versions, "new version")
	}
	if ad.tally.Replaced > 0 {
		s += fmt.Sprintf(", %s analysed anew", export.Grouped(ad.tally.Replaced))
	}
	if known := ad.tally.Same + ad.skipped(); known > 0 {
		s += fmt.Sprintf(", %s known before", export.Grouped(known))
	}
	s += ad.refused.behind()
	if ad.failed > 0 {
		s += fmt.Sprintf(", %s not read", export.Grouped(ad.failed))
	}
	fmt.Fprintf(out, "%s: %s\n", place, s)
	if ad.ctx.Err() != nil {
		fmt.Fprintln(ad.stderr, "hearsay: stopped; the same command goes on from here")
	}
}

// show draws how far the run is.
func (ad *adding) show() {
	ad.progress.show(ad.queued+ad.tally.New+ad.tally.Versions+ad.tally.Replaced, ad.waiting+ad.tally.Same, ad.refused.sum()+ad.failed)
}

func (ad *adding) skipped() int {
	ad.mu.Lock()
	defer ad.mu.Unlock()
	return ad.passed
}

// emit takes one record, and complains where there is something to complain
// about.
func (ad *adding) emit(r *record.Record, err error) error {
	o := ad.noted()
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return err
		}
		ad.failed++
		fmt.Fprintln(ad.stderr, complaint(o.input, err))
		return nil
	}
	switch {
	case r.Refused != "":
		fmt.Fprintln(ad.stderr, complaint(o.where(r), o.refusal(r)))
	case charset.Mojibake(r.Article.Body):
		fmt.Fprintln(ad.stderr, complaint(o.where(r), errMojibake))
	}
	ad.notice(o, o.where(r))
	ad.refused.add(r.Refused)
	return ad.keep(ad.ctx, r)
}

// notice complains of what was wrong though an article was read, and remembers
// the link that led to it: whether it has been read, or is to be read again.
func (ad *adding) notice(o origin, where string) {
	if o.warning != nil {
		fmt.Fprintln(ad.stderr, complaint(where, o.warning))
	}
	switch {
	case o.link == "":
	case o.warning != nil || away(o.err):
		ad.batch.again = append(ad.batch.again, o.link)
	default:
		ad.batch.links = append(ad.batch.links, o.link)
	}
}

func away(err error) bool {
	r := article.Refused(err)
	return r != nil && r.Reason == article.Unreachable
}
