package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/ingest/feed"
	"github.com/hearsay-news/hearsay/internal/ingest/fetch"
	"github.com/hearsay-news/hearsay/internal/ingest/sitemap"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/watch"
)

// web reads feeds, and the pages that feeds and sitemaps name.
type web struct {
	client *fetch.Client
	pages  gathering
}

func newWeb(opt fetch.Options) *web {
	all := readers()
	return &web{client: fetch.New(opt), pages: gathering{from: auto, readers: map[ingest.Format]ingest.Reader{
		ingest.HTML: all[ingest.HTML], ingest.Text: all[ingest.Text],
	}}}
}

// page reads the article at an address.
func (w *web) page(ctx context.Context, url string) (*article.Article, error) {
	in := address(url, w.client)
	for a, err := range w.pages.articlesOf(ctx, in, &origin{}) {
		return a, err
	}
	err := article.Refuse(article.NoArticle, "there is no article in it; open it in a browser")
	return unread(in, err), err
}

// story reads item i of a feed: of the feed where that has the whole text, else
// of its page. With a refusal beside an article that has a text, the page could
// not be read and the text is what the feed gives.
func (w *web) story(ctx context.Context, f *feed.Feed, i int) (*article.Article, error) {
	it := &f.Items[i]
	own, err := f.Article(ctx, i, w.pages.readers[ingest.HTML])
	if err != nil {
		own.Body = ""
	} else if it.Full {
		return own, nil
	}
	page, err := w.page(ctx, it.URL)
	if err != nil {
		return own, err
	}
	fill(page, own.Title, own.Published)
	page.Outlet.Name = cmp.Or(page.Outlet.Name, own.Outlet.Name)
	return page, nil
}

// fill gives an article what the list that names it says of it, where its page
// does not say that itself.
func fill(a *article.Article, title string, published article.Moment) {
	a.Title = cmp.Or(a.Title, title)
	if a.Published.IsZero() {
		a.Published = published
	}
}

// Feed implements [watch.Web].
func (w *web) Feed(ctx context.Context, f store.Feed) (*watch.Answer, error) {
	src, got, err := w.client.OpenIf(ctx, f.URL, fetch.Validators{ETag: f.ETag, LastModified: f.LastModified})
	a := &watch.Answer{ETag: got.ETag, LastModified: got.LastModified, Wait: got.Wait}
	if errors.Is(err, fetch.ErrNotModified) {
		a.Same = true
		return a, nil
	}
	if err != nil {
		return a, err
	}
	fd, err := parseFeed(src, closing(src))
	if fd == nil {
		return a, err
	}
	a.Title, a.Fault = fd.Title, err
	for i, it := range fd.Items {
		a.Items = append(a.Items, watch.Item{
			URL: it.URL, Published: it.Published.Time, Updated: it.Updated.Time, Whole: it.Full,
			Read: func(ctx context.Context) (*article.Article, error) { return w.story(ctx, fd, i) },
		})
	}
	return a, nil
}

// closing closes what a source was opened from, whatever is put in the place of
// its Body later.
func closing(src *ingest.Source) func() {
	if c, ok := src.Body.(io.Closer); ok {
		return func() { c.Close() }
	}
	return func() {}
}

// parseFeed reads a feed and closes it: while it is open nothing else is asked
// of the server that it comes from.
func parseFeed(src *ingest.Source, done func()) (*feed.Feed, error) {
	defer done()
	return feed.Parse(src)
}

// each takes the articles of a source one by one, and reports whether it wants
// more.
type each func(*article.Article, error) bool

// follow yields what a source names, where it names articles rather than holds
// them, and reports whether it does: the pages of a sitemap, and those of a
// feed on the web. A feed in a file is read as it stands.
func (g *gathering) follow(ctx context.Context, format ingest.Format, src *ingest.Source, done func(), in input, o *origin, yield each) bool {
	switch {
	case g.web == nil:
		return false
	case format == ingest.Sitemap:
		g.followSitemap(ctx, src, done, in, o, yield, true)
	case format == ingest.Feed && in.url != "":
		g.followFeed(ctx, src, done, in, o, yield)
	default:
		return false
	}
	return true
}

func (g *gathering) followFeed(ctx context.Context, src *ingest.Source, done func(), in input, o *origin, yield each) {
	f, fault := parseFeed(src, done)
	if f == nil {
		yield(unread(in, fault), fault)
		return
	}
	urls := make([]string, len(f.Items))
	for i, it := range f.Items {
		urls[i] = it.URL
	}
	seen := g.followed(ctx, urls)
	for i, url := range urls {
		if seen[url] {
			continue
		}
		a, err := g.web.story(ctx, f, i)
		*o = origin{input: url, link: url}
		if a.Body != "" && err != nil {
			o.warning, err = fmt.Errorf("its page can't be read, so only what the feed gives of it was: %w", bareRefusal(err)), nil
		}
		if !yield(a, err) {
			return
		}
	}
	if *o = (origin{input: in.name}); fault != nil {
		yield(nil, fmt.Errorf("read %s: %w", in.name, fault))
	}
}

// bareRefusal is a refusal without its reason, for use in a sentence.
func bareRefusal(err error) error {
	if r := article.Refused(err); r != nil {
		return errors.New(r.Detail)
	}
	return err
}

// followSitemap yields the pages of a sitemap, and those of the sitemaps that
// it names itself, if it may name some: the protocol knows no third level.
func (g *gathering) followSitemap(ctx context.Context, src *ingest.Source, done func(), in input, o *origin, yield each, index bool) bool {
	pages, more, fault := sitemap.Read(src.Body)
	done() // as with feeds
	urls := make([]string, len(pages))
	for i, p := range pages {
		urls[i] = p.URL
	}
	seen := g.followed(ctx, urls)
	for i, url := range urls {
		if seen[url] {
			continue
		}
		a, err := g.web.page(ctx, url)
		if a != nil {
			fill(a, pages[i].Title, pages[i].Published)
		}
		*o = origin{input: url, link: url}
		if !yield(a, err) {
			return false
		}
	}
	if *o = (origin{input: in.name}); len(more) > 0 && !index {
		fault = errors.Join(fault, errors.New("it names sitemaps, and was itself named by one: give its address by itself to have them read"))
		more = nil
	}
	for _, url := range more {
		if !g.followNamed(ctx, url, o, yield) {
			return false
		}
	}
	*o = origin{input: in.name}
	return fault == nil || yield(nil, fmt.Errorf("read %s: %w", in.name, fault))
}

// followNamed is for a sitemap that another names.
func (g *gathering) followNamed(ctx context.Context, url string, o *origin, yield each) bool {
	in := address(url, g.web.client)
	*o = origin{input: url}
	src, _, err := g.web.client.OpenIf(ctx, url, fetch.Validators{})
	if err != nil {
		return yield(unread(in, err), err)
	}
	done := closing(src)
	ingest.Unpack(src)
	return g.followSitemap(ctx, src, done, in, o, yield, false)
}

// followed tells of links which were followed before.
func (g *gathering) followed(ctx context.Context, urls []string) map[string]bool {
	if g.seen == nil {
		return nil
	}
	return g.seen(ctx, urls)
}
