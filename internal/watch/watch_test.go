package watch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/sqlite/sqlitetest"
	"github.com/hearsay-news/hearsay/record"
)

// web is a network of feeds and pages.
type web struct {
	mu      sync.Mutex
	answers map[string]func(store.Feed) (*Answer, error)
	pages   map[string]string // text by address
	asked   []string
}

func (w *web) Feed(_ context.Context, f store.Feed) (*Answer, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	a, err := w.answers[f.URL](f)
	if a != nil {
		for i, it := range a.Items {
			if it.Read == nil {
				a.Items[i].Read = func(context.Context) (*article.Article, error) { return w.page(it.URL, "") }
			}
		}
	}
	return a, err
}

// page is the page at an address, or what the feed says where it is gone.
func (w *web) page(url, teaser string) (*article.Article, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = append(w.asked, url)
	body, ok := w.pages[url]
	if !ok {
		return &article.Article{URL: url, Body: teaser}, article.Refuse(article.Unreachable, "the page is gone")
	}
	return &article.Article{URL: url, Body: body}, nil
}

// read is a stand-in for the analysis.
func read(_ context.Context, a *article.Article, err error) (*record.Record, error) {
	ref := article.Refused(err)
	if err != nil && (ref == nil || a == nil) {
		return nil, err
	}
	a.Identify()
	r := &record.Record{Analyzer: "1+en.1", Article: a}
	if ref != nil {
		r.Refused = ref.Error()
	}
	return r, nil
}

type bench struct {
	*Watcher
	web    *web
	clock  time.Time
	events []Event
}

func newBench(t *testing.T) *bench {
	s := sqlitetest.Open(t)
	b := &bench{web: &web{answers: map[string]func(store.Feed) (*Answer, error){}, pages: map[string]string{}}, clock: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	b.Watcher = &Watcher{Store: s, Web: b.web, Read: read, Report: func(e Event) { b.events = append(b.events, e) }, now: func() time.Time { return b.clock }}
	return b
}

func (b *bench) add(t *testing.T, url string, answer func(store.Feed) (*Answer, error)) {
	t.Helper()
	b.web.answers[url] = answer
	if _, err := b.Store.AddFeed(t.Context(), store.Feed{URL: url}); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) once(t *testing.T) time.Time {
	t.Helper()
	b.events = nil
	if err := b.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	fs, err := b.Store.Feeds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return slices.MinFunc(fs, func(x, y store.Feed) int { return x.Next.Compare(y.Next) }).Next
}

func (b *bench) feed(t *testing.T) store.Feed {
	t.Helper()
	fs, err := b.Store.Feeds(t.Context())
	if err != nil || len(fs) != 1 {
		t.Fatalf("%+v, %v", fs, err)
	}
	return fs[0]
}

func items(urls ...string) (out []Item) {
	for _, u := range urls {
		out = append(out, Item{URL: u})
	}
	return out
}

// What is new is read once; a feed with news is looked at sooner, one without
// later.
func TestFollowing(t *testing.T) {
	b := newBench(t)
	b.web.pages["u1"], b.web.pages["u2"] = "one", "two"
	list := items("u1")
	b.add(t, "feed", func(store.Feed) (*Answer, error) { return &Answer{Title: "The Lantern", ETag: "x", Items: list}, nil })
	next := b.once(t)
	f := b.feed(t)
	if f.Articles != 1 || f.Title != "The Lantern" || f.ETag != "x" || f.Every != 20*time.Minute || !next.Equal(b.clock.Add(f.Every)) {
		t.Errorf("after the first look: %+v, next %v", f, next)
	}
	if b.once(t); len(b.events) != 0 {
		t.Errorf("looked again before its time: %+v", b.events)
	}
	b.clock, list = next, items("u2", "u1")
	next = b.once(t)
	if f := b.feed(t); f.Articles != 2 || f.Every >= 20*time.Minute {
		t.Errorf("after news: %+v", f)
	}
	b.clock = next
	was := b.feed(t).Every
	b.once(t)
	if f := b.feed(t); f.Articles != 2 || f.Every <= was {
		t.Errorf("after none: %+v", f)
	}
	if got := strings.Join(b.web.asked, " "); got != "u1 u2" {
		t.Errorf("asked for %s", got)
	}
	for range 40 {
		b.clock = b.clock.Add(Longest)
		b.once(t)
	}
	if f := b.feed(t); f.Every != Longest {
		t.Errorf("the longest pause is %v", f.Every)
	}
}

// A feed that has not changed costs nothing; one that fails waits longer and
// longer, and says why.
func TestSameAndFailing(t *testing.T) {
	b := newBench(t)
	var fault error
	b.add(t, "feed", func(f store.Feed) (*Answer, error) {
		return &Answer{Same: f.ETag == "x", ETag: "x", Wait: 3 * time.Hour}, fault
	})
	b.clock = b.once(t)
	if f := b.feed(t); f.Next.Sub(f.Checked) != 3*time.Hour {
		t.Errorf("the server asked for three hours: %+v", f)
	}
	b.clock = b.once(t)
	if f := b.feed(t); f.ETag != "x" || f.Failures != 0 {
		t.Errorf("unchanged: %+v", f)
	}
	fault = errors.New("the server is away")
	last := time.Duration(0)
	for i := range 12 {
		b.clock = b.once(t)
		f := b.feed(t)
		pause := f.Next.Sub(f.Checked)
		if f.Failures != i+1 || f.Fault != "the server is away" || pause < last || pause > Longest {
			t.Errorf("failure %d: %+v", i+1, f)
		}
		last = pause
	}
	if last != Longest || b.events[0].Fault == nil {
		t.Errorf("the last pause is %v, events %+v", last, b.events)
	}
	fault = nil
	b.once(t)
	if f := b.feed(t); f.Failures != 0 || f.Fault != "" {
		t.Errorf("back again: %+v", f)
	}
}

// A page that can't be reached is asked for again, while it is new; then what
// the feed has of it is kept.
func TestTeasers(t *testing.T) {
	b := newBench(t)
	teaser := func(url string, published time.Time) Item {
		return Item{URL: url, Published: published, Read: func(context.Context) (*article.Article, error) { return b.web.page(url, "teaser") }}
	}
	list := []Item{
		teaser("new", b.clock), teaser("old", b.clock.Add(-patience)), teaser("sometime", time.Time{}), {URL: "lost"},
		{URL: "gone", Published: b.clock.Add(-patience)},
	}
	b.add(t, "feed", func(store.Feed) (*Answer, error) { return &Answer{Items: list}, nil })
	b.once(t)
	if e := b.events[0]; e.Tally.New != 3 || len(e.Refused) != 1 || len(e.Failures) != 2 || e.Failures[0].URL != "lost" {
		t.Errorf("%+v", e)
	}
	if r, err := b.Store.Get(t.Context(), "gone"); err != nil || !strings.HasPrefix(r.Refused, "unreachable") {
		t.Errorf("gone: %v, %v", r, err)
	}
	b.web.pages["lost"], b.web.pages["new"], b.web.pages["sometime"] = "found", "whole", "the page"
	b.clock = b.clock.Add(Longest)
	b.once(t)
	for url, want := range map[string]string{"new": "whole", "old": "teaser", "sometime": "the page", "lost": "found"} {
		if r, err := b.Store.Get(t.Context(), url); err != nil || r.Article.Body != want {
			t.Errorf("%s: %v, %v; want %q", url, r, err, want)
		}
	}
	if got := strings.Join(b.web.asked, " "); got != "gone lost sometime old new lost sometime new" {
		t.Errorf("asked for %s", got)
	}
}

// What robots.txt does not let us fetch is not asked for again, new as it may be:
// what the feed gives of it is kept, or that it was refused.
func TestDisallowed(t *testing.T) {
	b := newBench(t)
	asked := 0
	private := func(url, teaser string) Item {
		return Item{URL: url, Published: b.clock, Read: func(context.Context) (*article.Article, error) {
			asked++
			return &article.Article{URL: url, Body: teaser}, article.Refuse(article.Disallowed, "robots.txt asks not to fetch this page")
		}}
	}
	b.add(t, "feed", func(store.Feed) (*Answer, error) {
		return &Answer{ETag: "x", Items: []Item{private("some", "teaser"), private("none", "")}}, nil
	})
	b.clock = b.once(t)
	if e := b.events[0]; e.Tally.New != 2 || len(e.Refused) != 1 || len(e.Failures) != 0 || e.Feed.ETag != "x" {
		t.Errorf("%+v", e)
	}
	if r, err := b.Store.Get(t.Context(), "some"); err != nil || r.Refused != "" || r.Article.Body != "teaser" {
		t.Errorf("some: %v, %v", r, err)
	}
	if b.once(t); asked != 2 {
		t.Errorf("asked %d times", asked)
	}
}

// A feed that has said all but whose articles could not all be read is asked for
// the whole again: the articles would be lost with the answer "nothing new".
func TestValidatorsWait(t *testing.T) {
	b := newBench(t)
	b.add(t, "feed", func(f store.Feed) (*Answer, error) {
		if f.ETag == "x" {
			return &Answer{Same: true, ETag: "x"}, nil
		}
		return &Answer{ETag: "x", Items: items("u")}, nil
	})
	b.clock = b.once(t)
	b.web.pages["u"] = "found"
	b.clock = b.once(t)
	if f := b.feed(t); f.Articles != 1 || f.ETag != "x" {
		t.Errorf("%+v", f)
	}
}

// A long feed is read in pieces, and one whose pages are away is given up for
// now.
func TestLongFeeds(t *testing.T) {
	b := newBench(t)
	var list []string
	for i := range mostTaken + 3 {
		list = append(list, fmt.Sprintf("u%d", i))
		b.web.pages[list[i]] = list[i]
	}
	b.add(t, "feed", func(store.Feed) (*Answer, error) { return &Answer{ETag: "x", Items: items(list...)}, nil })
	ctx, stop := context.WithCancel(t.Context())
	b.Report = func(Event) { stop() }
	if err := b.Run(ctx); err != nil {
		t.Fatal(err)
	}
	b.Report = nil
	if f := b.feed(t); f.Articles != mostTaken || f.ETag != "" || f.Next.Sub(b.clock) != Shortest {
		t.Errorf("%+v", f)
	}
	b.clock = b.clock.Add(Shortest)
	b.clock = b.once(t)
	if f := b.feed(t); f.Articles != mostTaken+3 || f.ETag != "x" {
		t.Errorf("%+v", f)
	}
	clear(b.web.pages)
	for i := range list {
		list[i] = "v" + list[i]
	}
	b.web.asked = nil
	if b.once(t); len(b.web.asked) != mostAway {
		t.Errorf("asked for %v", b.web.asked)
	}
}

// What breaks off in one article or feed ends neither the others nor the
// program, and a store that is busy is waited for.
func TestFaults(t *testing.T) {
	b := newBench(t)
	b.web.pages["u"] = "text"
	b.add(t, "bad", func(store.Feed) (*Answer, error) { panic("no feed") })
	b.add(t, "feed", func(store.Feed) (*Answer, error) {
		return &Answer{Items: []Item{{URL: "v", Read: func(context.Context) (*article.Article, error) { panic("no article") }}, items("u")[0]}}, nil
	})
	b.once(t)
	for _, e := range b.events {
		switch {
		case e.Feed.URL == "bad" && (e.Fault == nil || !strings.Contains(e.Fault.Error(), "no feed")),
			e.Feed.URL == "feed" && (e.Fault != nil || len(e.Failures) != 1 || e.Tally.New != 1):
			t.Errorf("%+v", e)
		}
	}
	b.Store = busy{b.Store}
	b.clock = b.clock.Add(Longest)
	b.web.answers["bad"] = func(store.Feed) (*Answer, error) { return &Answer{Items: items("w")}, nil }
	b.web.pages["w"] = "text"
	b.once(t)
	if e := b.events[0]; len(b.events) != 2 || !errors.Is(cmp.Or(e.Fault, b.events[1].Fault), store.ErrBusy) {
		t.Errorf("%+v", b.events)
	}
}

// busy is a store that another program writes to.
type busy struct{ store.Store }

func (busy) Put(context.Context, []*record.Record) (store.Tally, error) {
	return store.Tally{}, store.ErrBusy
}

// An article that calls itself by another address than the feed does is read
// once all the same.
func TestOtherAddress(t *testing.T) {
	b := newBench(t)
	asked := 0
	b.add(t, "feed", func(store.Feed) (*Answer, error) {
		return &Answer{Items: []Item{{URL: "short", Read: func(context.Context) (*article.Article, error) {
			asked++
			return &article.Article{URL: "long", Body: "text"}, nil
		}}}}, nil
	})
	b.clock = b.once(t)
	if b.once(t); asked != 1 {
		t.Errorf("read %d times", asked)
	}
}

// An item that says it has changed is read again, and kept as a new version.
func TestChanged(t *testing.T) {
	b := newBench(t)
	b.web.pages["u"] = "first"
	item := Item{URL: "u"}
	b.add(t, "feed", func(store.Feed) (*Answer, error) { return &Answer{Items: []Item{item}}, nil })
	b.clock = time.Now()
	b.once(t)
	b.web.pages["u"] = "second"
	item.Updated = time.Now().Add(time.Hour)
	b.clock = time.Now().Add(Longest)
	b.once(t)
	vs, err := b.Store.Versions(t.Context(), "u")
	if err != nil || len(vs) != 2 {
		t.Errorf("%+v, %v", vs, err)
	}
	item.Updated = b.clock.Add(100 * Longest) // it lies
	b.clock = b.clock.Add(Longest)
	b.once(t)
	if len(b.web.asked) != 2 {
		t.Errorf("asked for %v", b.web.asked)
	}
}

// A feed that gives whole texts need not say what it has changed: another wording
// is a new version, another number is none, and a page that was read is left alone.
func TestChangedWithoutWord(t *testing.T) {
	b := newBench(t)
	text := map[string]string{"story": "The dam leaks.\n\n3 comments", "page": "The dam leaks. Read on", "torn": ""}
	b.add(t, "feed", func(store.Feed) (*Answer, error) {
		a := &Answer{}
		for url, body := range text {
			a.Items = append(a.Items, Item{URL: url, Whole: true, Read: func(context.Context) (*article.Article, error) {
				if body == "" {
					return &article.Article{URL: url}, article.Refuse(article.Empty, "the feed gives no text of it")
				}
				return &article.Article{URL: url, Body: body}, nil
			}})
		}
		return a, nil
	})
	page := &record.Record{Analyzer: "1+en.1", Article: &article.Article{URL: "page", Body: "The dam leaks.", Retrieved: article.At(b.clock)}}
	if _, err := b.Store.Put(t.Context(), []*record.Record{page}); err != nil {
		t.Fatal(err)
	}
	versions := func(url string, want int) {
		t.Helper()
		b.once(t)
		b.clock = b.clock.Add(Longest)
		if vs, err := b.Store.Versions(t.Context(), url); err != nil || len(vs) != want {
			t.Errorf("%s: %+v, %v; want %d", url, vs, err, want)
		}
	}
	versions("story", 1)
	text["story"] = "The dam leaks.\n\n12 comments"
	versions("story", 1)
	text["story"] = "The dam does not leak.\n\n12 comments"
	versions("story", 2)
	versions("story", 2)
	versions("page", 1)
	versions("torn", 1)
}

// Two feeds that give one article in two wordings by turns have it read twice.
func TestTwoWordings(t *testing.T) {
	b := newBench(t)
	read, wording := 0, ""
	b.Read = func(_ context.Context, a *article.Article, _ error) (*record.Record, error) {
		read++
		return &record.Record{Analyzer: "1+en.1", Article: a}, nil
	}
	b.add(t, "feed", func(store.Feed) (*Answer, error) {
		return &Answer{Items: []Item{{URL: "dam", Whole: true, Read: func(context.Context) (*article.Article, error) {
			return &article.Article{URL: "dam", Body: "The dam " + wording}, nil
		}}}}, nil
	})
	for _, wording = range []string{"leaks.", "leaks a little.", "leaks.", "leaks a little."} {
		b.once(t)
		b.clock = b.clock.Add(Longest)
	}
	if read != 2 {
		t.Errorf("read %d times, want 2", read)
	}
}

// What is new in a feed comes before what has changed, however much that is.
func TestNewBeforeChanged(t *testing.T) {
	b := newBench(t)
	var items []Item
	b.add(t, "feed", func(store.Feed) (*Answer, error) { return &Answer{Items: items}, nil })
	story := func(url string, updated time.Time) Item {
		return Item{URL: url, Updated: updated, Read: func(context.Context) (*article.Article, error) { return &article.Article{URL: url, Body: url}, nil }}
	}
	items = []Item{story("old", b.clock.Add(-time.Hour))}
	b.once(t)
	b.clock = b.clock.Add(Longest)
	items = []Item{story("new", time.Time{}), story("old", b.clock.Add(-time.Minute))}
	fresh, err := b.fresh(t.Context(), items)
	if err != nil || len(fresh) != 2 || fresh[0].URL != "new" {
		t.Errorf("%+v, %v", fresh, err)
	}
}

// What changed before the clock was set back is read again, once.
func TestChangedBeforeTheClockWasSetBack(t *testing.T) {
	b := newBench(t)
	now := b.clock
	b.web.pages["u"] = "first"
	item := Item{URL: "u", Updated: now.Add(-time.Hour)}
	b.add(t, "feed", func(store.Feed) (*Answer, error) { return &Answer{Items: []Item{item}}, nil })
	b.clock = now.Add(365 * 24 * time.Hour)
	b.once(t)
	b.web.pages["u"] = "second"
	for b.clock = now; b.clock.Before(now.Add(3 * Longest)); b.clock = b.clock.Add(Longest) {
		b.once(t)
	}
	if got := strings.Join(b.web.asked, " "); got != "u u" {
		t.Errorf("asked for %s", got)
	}
}

// A clock that was set back does not stop the watch, and an interrupted look is
// taken up again.
func TestClockAndInterruption(t *testing.T) {
	b := newBench(t)
	b.web.pages["u"] = "text"
	ctx, stop := context.WithCancel(t.Context())
	b.add(t, "feed", func(store.Feed) (*Answer, error) { stop(); return &Answer{Items: items("u")}, nil })
	if err := b.Once(ctx); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if f := b.feed(t); !f.Checked.IsZero() {
		t.Errorf("interrupted, and marked as seen: %+v", f)
	}
	b.once(t)
	if f := b.feed(t); f.Articles != 1 {
		t.Errorf("%+v", f)
	}
	b.clock = b.clock.Add(-400 * 24 * time.Hour)
	if b.once(t); len(b.events) != 1 {
		t.Errorf("after the clock was set back: %+v", b.events)
	}
}

// Many feeds at once.
func TestMany(t *testing.T) {
	b := newBench(t)
	for i := range 30 {
		u := fmt.Sprintf("u%d", i)
		b.web.pages[u] = u
		b.add(t, "feed"+u, func(store.Feed) (*Answer, error) { return &Answer{Items: items(u)}, nil })
	}
	b.once(t)
	if st, err := b.Store.Stats(t.Context()); err != nil || st.Articles != 30 || len(b.events) != 30 {
		t.Errorf("%+v, %v, %d events", st, err, len(b.events))
	}
}
