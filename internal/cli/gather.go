package cli

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/spf13/pflag"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/ingest/feed"
	"github.com/hearsay-news/hearsay/internal/ingest/fetch"
	"github.com/hearsay-news/hearsay/internal/ingest/html"
	"github.com/hearsay-news/hearsay/internal/ingest/jsonl"
	"github.com/hearsay-news/hearsay/internal/ingest/text"
	"github.com/hearsay-news/hearsay/internal/ingest/warc"
	"github.com/hearsay-news/hearsay/record"
)

// auto is the format of input that is told by what the input is.
const auto = "auto"

// readers makes articles of each format of input.
func readers() map[ingest.Format]ingest.Reader {
	page := html.New()
	in := map[ingest.Format]ingest.Reader{
		ingest.HTML: page, ingest.Text: text.New(), ingest.JSONL: jsonl.New(page), ingest.Feed: feed.New(page),
	}
	in[ingest.WARC] = warc.New(archived(in))
	return in
}

// archived reads what an archive holds, each by its media type.
type archived map[ingest.Format]ingest.Reader

func (r archived) Read(ctx context.Context, src *ingest.Source) iter.Seq2[*article.Article, error] {
	if strings.HasPrefix(strings.ToLower(src.ContentType), "text/plain") {
		return r[ingest.Text].Read(ctx, src)
	}
	return r[ingest.HTML].Read(ctx, src)
}

// webFlags are the flags of the commands that fetch.
type webFlags struct{ web fetch.Options }

func (o *webFlags) add(f *pflag.FlagSet) {
	o.web = fetch.Options{Version: hearsay.Version}
	f.BoolVar(&o.web.AllowPrivate, "allow-private", false, "fetch from private addresses and other ports too")
	f.DurationVar(&o.web.Timeout, "timeout", 30*time.Second, "longest `time` that an address may take")
	f.StringVar(&o.web.Contact, "contact", "", "your mail `address`, told to the servers that are asked for pages")
	f.DurationVar(&o.web.Pause, "pause", time.Second, "`time` between two questions to one server")
}

func (o *webFlags) check() error {
	switch {
	case strings.ContainsFunc(o.web.Contact, unicode.IsControl):
		return usage("--contact %q: give one mail address", o.web.Contact)
	case o.web.Timeout <= 0:
		return usage("--timeout %v: give a time such as 30s", o.web.Timeout)
	case o.web.Pause <= 0:
		return usage("--pause %v: give a time such as 1s", o.web.Pause)
	}
	return nil
}

// workFlags are the flags of the commands that analyse articles.
type workFlags struct {
	jobs  int
	quiet bool
}

func (o *workFlags) add(f *pflag.FlagSet) {
	f.IntVarP(&o.jobs, "jobs", "j", 0, "`number` of articles analysed at once (default: one per processor)")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "no complaints; the exit code tells")
}

func (o *workFlags) check() error {
	if o.jobs < 0 {
		return usage("--jobs %d: give 1 or more", o.jobs)
	}
	if o.jobs == 0 {
		o.jobs = runtime.GOMAXPROCS(0)
	}
	return nil
}

// inputFlags are the flags of the commands that read articles.
type inputFlags struct {
	webFlags
	workFlags
	from string
}

func (o *inputFlags) add(f *pflag.FlagSet) {
	f.StringVar(&o.from, "from", auto, "`format` of the input: auto, "+join(ingest.Formats))
	o.webFlags.add(f)
	o.workFlags.add(f)
}

// check refuses what the flags can't mean.
func (o *inputFlags) check() error {
	if o.from != auto && !slices.Contains(ingest.Formats, ingest.Format(o.from)) {
		return usage("--from %s: there is no such format; choose from auto, %s", o.from, join(ingest.Formats))
	}
	return cmp.Or(o.webFlags.check(), o.workFlags.check())
}

// gathering makes articles of inputs, one after another, and remembers of those
// that are under way where they come from.
type gathering struct {
	from    string
	readers map[ingest.Format]ingest.Reader
	web     *web                                            // follows feeds and sitemaps; nil: nothing does
	known   func(*article.Article) bool                     // articles to pass over; nil: none
	seen    func(context.Context, []string) map[string]bool // links to pass over; nil: none
	meter   *meter                                          // how much has been read; nil: nobody asks

	mu      sync.Mutex
	origins []origin // of the articles under way, in order
}

// origin is where an article comes from, and what was wrong with it there.
type origin struct {
	input   string
	link    string // by which a feed or a sitemap named it; empty: none did
	err     error
	warning error // what was wrong though it was read
	many    bool  // the input holds several articles
}

// articles are the articles of all inputs. Of each it notes where it comes
// from, for emit, which sees them in the same order.
func (g *gathering) articles(ctx context.Context, in []input) iter.Seq2[*article.Article, error] {
	return func(yield func(*article.Article, error) bool) {
		for _, one := range in {
			for e := range one.entries() {
				if !g.pass(ctx, e, yield) {
					return
				}
			}
			g.meter.done(one)
		}
	}
}

// pass yields the articles of one input that are to be read, and reports
// whether more are wanted.
func (g *gathering) pass(ctx context.Context, in input, yield func(*article.Article, error) bool) bool {
	o := origin{input: in.name}
	for a, err := range g.articlesOf(ctx, in, &o) {
		if err == nil && g.known != nil && g.known(a) {
			continue
		}
		o.err = err
		g.note(o)
		if !yield(a, err) {
			return false
		}
	}
	return true
}

func (g *gathering) note(o origin) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.origins = append(g.origins, o)
}

func (g *gathering) noted() origin {
	g.mu.Lock()
	defer g.mu.Unlock()
	o := g.origins[0]
	g.origins = g.origins[1:]
	return o
}

// articlesOf opens and reads one input, and says where each article is from.
func (g *gathering) articlesOf(ctx context.Context, in input, o *origin) iter.Seq2[*article.Article, error] {
	return sound(func(yield func(*article.Article, error) bool) {
		src, err := in.open(ctx)
		if err != nil {
			yield(unread(in, err), err)
			return
		}
		done := closing(src)
		defer done()
		src.Body = g.meter.metered(src.Body, cmp.Or(in.each, 1))
		format, err := g.format(in, src)
		if err != nil {
			yield(unread(in, err), err)
			return
		}
		if g.follow(ctx, format, src, done, in, o, yield) {
			return
		}
		rd := g.readers[format]
		if rd == nil {
			err := article.Refuse(article.NoArticle, fmt.Sprintf("it is no article but a list or an archive (%s); give its address by itself", format))
			yield(unread(in, err), err)
			return
		}
		o.many = format == ingest.JSONL || format == ingest.Feed || format == ingest.WARC
		for a, err := range rd.Read(ctx, src) {
			if a == nil {
				a = unread(in, err)
			} else {
				complete(a, in)
			}
			if !yield(a, err) {
				return
			}
		}
	})
}

// format says how an input is to be read, and unpacks it for that.
func (g *gathering) format(in input, src *ingest.Source) (ingest.Format, error) {
	if in.url != "" || in.name == "-" {
		if err := refuseZIP(src); err != nil {
			return "", err
		}
	}
	if g.from != string(ingest.WARC) { // its reader unpacks for itself
		ingest.Unpack(src)
	}
	if g.from != auto {
		return ingest.Format(g.from), nil
	}
	return ingest.Detect(src), nil
}

// unread is the article of an input that was refused before it gave one, so
// that there is a record of that; nil for other errors.
func unread(in input, err error) *article.Article {
	if article.Refused(err) == nil {
		return nil
	}
	a := &article.Article{URL: in.url}
	complete(a, in)
	return a
}

// complete adds what the reader can't know: when a page was fetched, and the
// name of an input that has nothing else to be known by.
func complete(a *article.Article, in input) {
	if in.url != "" && a.Retrieved.IsZero() {
		a.Retrieved = article.At(time.Now().UTC())
	}
	if a.ID == "" && a.URL == "" && a.Body == "" {
		a.ID = in.name
	}
}

// sound makes a reader that breaks off an error of its input alone.
func sound(articles iter.Seq2[*article.Article, error]) iter.Seq2[*article.Article, error] {
	return func(yield func(*article.Article, error) bool) {
		inside := false // yield is running: what breaks off then is not the reader
		defer func() {
			if inside {
				return
			}
			if p := recover(); p != nil {
				yield(nil, fmt.Errorf("reading breaks off: %v; this is a mistake in Hearsay, please report it", p))
			}
		}()
		for a, err := range articles {
			inside = true
			more := yield(a, err)
			inside = false
			if !more {
				return
			}
		}
	}
}

// where names the input, and the article in it where it holds several.
func (o origin) where(r *record.Record) string {
	if o.many && o.err == nil {
		return fmt.Sprintf("%s: article %s", o.input, r.Article.ID)
	}
	return o.input
}

// refusal is why there are no findings: what the reader said, else what the
// analysis did.
func (o origin) refusal(r *record.Record) error {
	if o.err != nil {
		return o.err
	}
	reason, detail, _ := strings.Cut(r.Refused, ": ")
	return article.Refuse(article.Reason(reason), detail)
}
