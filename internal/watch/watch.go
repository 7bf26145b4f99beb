// Package watch follows the feeds of a collection: it looks at each when its
// time has come, reads what is new, and learns how often to look.
//
//	w := &watch.Watcher{Store: s, Web: web, Read: read, Report: print}
//	err := w.Run(ctx) // until ctx ends
//
// A feed that has news is looked at more often, one that has none less often,
// and one that fails after longer and longer pauses. What was read is kept
// before the feed is marked as seen, so that nothing is lost when the program
// ends in between: it is read again then, and found to be there already.
package watch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// How often a feed is looked at.
const (
	Shortest = 5 * time.Minute
	First    = 30 * time.Minute // where nothing is known of it yet
	Longest  = 24 * time.Hour
)

// nap is the longest that Run sleeps: feeds may be added meanwhile.
const nap = time.Minute

// batch is how many articles are kept in one step.
const batch = 20

// Web is what a Watcher needs of the network.
type Web interface {
	// Feed asks for a feed, with the validators of the last answer. An Answer
	// beside an error says how long to wait.
	Feed(ctx context.Context, f store.Feed) (*Answer, error)
}

// Answer is what a feed answered.
type Answer struct {
	Same         bool // nothing has changed since the last answer
	Title        string
	ETag         string
	LastModified string
	Wait         time.Duration // the server asks to come back no sooner; 0: it doesn't say
	Items        []Item        // the newest first, as feeds have them
	Fault        error         // what is wrong with the feed though it gave items; nil: nothing
}

// Item is an article that a feed announces.
type Item struct {
	URL       string
	Published time.Time // zero: not known
	Updated   time.Time // zero: not known

	// Read reads the article. With a refusal beside an article that has a text
	// it could not be read as a whole.
	Read func(context.Context) (*article.Article, error)
}

// Event is what happened with one feed, for the log.
type Event struct {
	Feed     store.Feed // as it stands afterwards
	Tally    store.Tally
	Refused  int
	Failures []error // of its articles
	Fault    error   // of the feed itself; nil: it was read
}

// Watcher follows feeds.
type Watcher struct {
	Store   store.Store
	Web     Web
	Read    func(context.Context, *article.Article, error) (*record.Record, error) // the path of one article: work.One
	Report  func(Event)                                                            // one call at a time
	Workers int                                                                    // feeds looked at at once; 0: 4

	mu  sync.Mutex
	now func() time.Time // for tests
}

func (w *Watcher) time() time.Time {
	if w.now != nil {
		return w.now()
	}
	return time.Now()
}

// Run looks at feeds until ctx ends, and returns nil then, or the first fault
// of the store.
func (w *Watcher) Run(ctx context.Context) error {
	for {
		next, err := w.Once(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		sleep := nap
		if !next.IsZero() {
			sleep = min(max(next.Sub(w.time()), time.Second), nap)
		}
		select {
		case <-time.After(sleep):
		case <-ctx.Done():
			return nil
		}
	}
}

// Once looks at every feed whose time has come, and says when the next one's
// comes; zero where there is no feed.
func (w *Watcher) Once(ctx context.Context) (next time.Time, err error) {
	feeds, err := w.Store.Feeds(ctx)
	if err != nil {
		return next, err
	}
	feeds = slices.DeleteFunc(feeds, func(f store.Feed) bool {
		if w.due(f) {
			return false
		}
		next = sooner(next, f.Next)
		return true
	})
	slices.SortFunc(feeds, func(a, b store.Feed) int { return a.Next.Compare(b.Next) })
	var all sync.WaitGroup
	slots := make(chan struct{}, max(w.Workers, 4*btoi(w.Workers == 0)))
	faults := make(chan error, len(feeds))
	for _, f := range feeds {
		slots <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		all.Go(func() {
			defer func() { <-slots }()
			at, err := w.look(ctx, f)
			if err != nil {
				faults <- err
				return
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			next = sooner(next, at)
		})
	}
	all.Wait()
	close(faults)
	return next, <-faults
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func sooner(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// due reports whether the time of a feed has come. A time farther off than any
// pause is long says that the clock was set back since, and counts as come.
func (w *Watcher) due(f store.Feed) bool {
	now := w.time()
	return !f.Next.After(now) || f.Next.Sub(now) > 2*Longest
}

// look looks at one feed and keeps what is new. The error is a fault of the
// store; what the feed does wrong is told and noted.
func (w *Watcher) look(ctx context.Context, f store.Feed) (next time.Time, err error) {
	e := Event{}
	answer, fault := w.Web.Feed(ctx, f)
	if ctx.Err() != nil {
		return next, nil
	}
	if fault == nil && !answer.Same {
		if err := w.take(ctx, answer.Items, &e); err != nil {
			return next, err
		}
		if ctx.Err() != nil {
			return next, nil // seen in part only: it is looked at again
		}
	}
	f = w.schedule(f, answer, fault, e.Tally.New+e.Tally.Versions)
	if err := w.Store.UpdateFeed(ctx, f); err != nil && !errors.Is(err, store.ErrNotFound) {
		return next, err
	}
	e.Feed, e.Fault = f, fault
	if fault == nil {
		e.Fault = answer.Fault
	}
	w.report(e)
	return f.Next, nil
}

func (w *Watcher) report(e Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.Report != nil {
		w.Report(e)
	}
}

// schedule is the feed with what was learnt from its answer.
func (w *Watcher) schedule(f store.Feed, a *Answer, fault error, fresh int) store.Feed {
	now := w.time().UTC().Truncate(time.Second)
	f.Checked = now
	if f.Every == 0 {
		f.Every = First
	}
	if fault != nil {
		f.Failures++
		f.Fault = fault.Error()
		f.Next = now.Add(pause(f.Failures))
		if a != nil {
			f.Next = now.Add(min(max(pause(f.Failures), a.Wait), Longest))
		}
		return f
	}
	f.Failures, f.Fault = 0, ""
	f.Articles += fresh
	if !a.Same {
		f.ETag, f.LastModified = a.ETag, a.LastModified
		if a.Title != "" {
			f.Title = a.Title
		}
	}
	if fresh > 0 {
		f.Every = max(f.Every*2/3, Shortest)
	} else {
		f.Every = min(f.Every*3/2, Longest)
	}
	f.Every = f.Every.Truncate(time.Second)
	f.Next = now.Add(min(max(f.Every, a.Wait), Longest))
	return f
}

// pause is how long a feed is left alone that failed so many times in a row.
func pause(failures int) time.Duration {
	return min(Shortest<<min(failures-1, 12), Longest)
}

// take reads the articles of a feed that are new or have changed, the oldest
// first, and keeps them.
func (w *Watcher) take(ctx context.Context, items []Item, e *Event) error {
	items, err := w.fresh(ctx, items)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(items, batch) {
		var records []*record.Record
		var urls []string
		for _, it := range part {
			r, done := w.read(ctx, it, e)
			if ctx.Err() != nil {
				break
			}
			if r != nil {
				records = append(records, r)
			}
			if done {
				urls = append(urls, it.URL)
			}
		}
		if err := w.keep(ctx, records, urls, e); err != nil || ctx.Err() != nil {
			return err
		}
	}
	return nil
}

// fresh are the items that were never read, or say that they have changed
// since, the oldest first.
func (w *Watcher) fresh(ctx context.Context, items []Item) (out []Item, err error) {
	urls := make([]string, len(items))
	for i, it := range items {
		urls[i] = it.URL
	}
	seen, err := w.Store.Seen(ctx, urls)
	now := w.time()
	for _, it := range slices.Backward(items) {
		at, known := seen[it.URL]
		if !known || it.Updated.After(at) && it.Updated.Before(now) {
			out = append(out, it)
		}
	}
	return out, err
}

// patience is how long a page that can't be reached is asked for again; after
// that, what the feed gives of the article has to do.
const patience = 6 * time.Hour

// read makes the record of an item, or nil, and reports whether it need not be
// read again. What can't be reached may be back the next time.
func (w *Watcher) read(ctx context.Context, it Item, e *Event) (r *record.Record, done bool) {
	a, fault := it.Read(ctx)
	away := unreachable(fault)
	if a != nil && a.Body != "" && fault != nil && !(away && w.young(it)) {
		fault = nil
	}
	if away && fault != nil {
		e.Failures = append(e.Failures, fmt.Errorf("%s: %w", it.URL, fault))
		return nil, false
	}
	r, err := w.Read(ctx, a, fault)
	if ctx.Err() != nil {
		return nil, false
	}
	if err != nil {
		e.Failures = append(e.Failures, fmt.Errorf("%s: %w", it.URL, err))
		return nil, false
	}
	if r.Refused != "" {
		e.Refused++
	}
	return r, true
}

func unreachable(err error) bool {
	r := article.Refused(err)
	return r != nil && r.Reason == article.Unreachable
}

// young reports whether an item is so new that its page may come yet.
func (w *Watcher) young(it Item) bool {
	return !it.Published.IsZero() && w.time().Sub(it.Published) < patience
}

// keep puts records into the store, whether or not ctx has ended: they are
// read. What is marked before it is kept would be lost.
func (w *Watcher) keep(ctx context.Context, records []*record.Record, urls []string, e *Event) error {
	ctx = context.WithoutCancel(ctx)
	if len(records) > 0 {
		t, err := w.Store.Put(ctx, records)
		e.Tally.Add(t)
		if err != nil {
			return err
		}
	}
	if len(urls) == 0 {
		return nil
	}
	return w.Store.MarkSeen(ctx, urls, w.time())
}
