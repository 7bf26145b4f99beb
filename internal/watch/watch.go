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
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

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
	Whole     bool      // the feed gives all of it: Read asks nobody

	// Read reads the article. With a refusal beside an article that has a text
	// it could not be read as a whole.
	Read func(context.Context) (*article.Article, error)
}

// Event is what happened with one feed, for the log.
type Event struct {
	Feed     store.Feed // as it stands afterwards
	Tally    store.Tally
	Refused  []string // why articles were refused that are kept as that
	Failures []Failure
	Fault    error // of the feed itself; nil: it was read

	left int  // articles that are to be read the next time
	more bool // some of them for want of time alone
}

// Failure is an article that could not be read.
type Failure struct {
	URL string
	Err error
}

// Watcher follows feeds.
type Watcher struct {
	Store   store.Store
	Web     Web
	Read    func(context.Context, *article.Article, error) (*record.Record, error) // the path of one article: work.One
	Report  func(Event)                                                            // one call at a time
	Workers int                                                                    // feeds looked at at once; 0: 4

	mu   sync.Mutex
	once bool             // a look takes all, since nobody looks again soon
	now  func() time.Time // for tests
}

func (w *Watcher) time() time.Time {
	if w.now != nil {
		return w.now()
	}
	return time.Now()
}

// Run looks at feeds until ctx ends, and returns nil then, or the first fault
// of the store. Another program that writes for long is waited for.
func (w *Watcher) Run(ctx context.Context) error { return w.follow(ctx) }

// Once looks at every feed whose time has come, and ends; the error is that of
// the store, or of ctx.
func (w *Watcher) Once(ctx context.Context) error {
	w.once = true
	return cmp.Or(w.follow(ctx), ctx.Err())
}

// look is one feed that is looked at.
type look struct {
	url   string
	fault error // of the store
}

// follow looks at feeds as their time comes. None waits for another as long as
// there are workers.
func (w *Watcher) follow(ctx context.Context) error {
	busy, looked := map[string]bool{}, map[string]bool{}
	done := make(chan look)
	defer func() {
		for range busy {
			<-done
		}
	}()
	for {
		next, err := w.start(ctx, busy, looked, done)
		if err != nil && !errors.Is(err, store.ErrBusy) {
			return err
		}
		if w.once && len(busy) == 0 {
			return nil
		}
		select {
		case l := <-done:
			delete(busy, l.url)
			if l.fault != nil {
				return l.fault
			}
		case <-time.After(next):
		case <-ctx.Done():
			return nil
		}
	}
}

// start starts to look at feeds whose time has come, as many as there are
// workers for, and says when to look again.
func (w *Watcher) start(ctx context.Context, busy, looked map[string]bool, done chan<- look) (next time.Duration, err error) {
	feeds, err := w.Store.Feeds(ctx)
	if ctx.Err() != nil {
		return 0, nil
	}
	if err != nil {
		return nap, err
	}
	slices.SortFunc(feeds, func(a, b store.Feed) int { return a.Next.Compare(b.Next) })
	next = nap
	for _, f := range feeds {
		switch {
		case busy[f.URL] || w.once && looked[f.URL]:
		case !w.due(f):
			next = min(next, max(f.Next.Sub(w.time()), time.Second))
		case len(busy) < w.workers():
			busy[f.URL], looked[f.URL] = true, true
			go func() { done <- look{f.URL, w.look(ctx, f)} }()
		}
	}
	return next, nil
}

func (w *Watcher) workers() int {
	if w.Workers > 0 {
		return w.Workers
	}
	return 4
}

// due reports whether the time of a feed has come. A time farther off than any
// pause is long says that the clock was set back since, and counts as come.
func (w *Watcher) due(f store.Feed) bool {
	now := w.time()
	return !f.Next.After(now) || f.Next.Sub(now) > 2*Longest
}

// look looks at one feed and keeps what is new. The error is a fault of the
// store; what the feed does wrong is told and noted, and so is a store that
// others write to for long.
func (w *Watcher) look(ctx context.Context, f store.Feed) error {
	e := Event{}
	answer, fault := w.ask(ctx, f)
	if fault == nil && !answer.Same && ctx.Err() == nil {
		fault = w.take(ctx, answer.Items, &e)
		if fault != nil && !errors.Is(fault, store.ErrBusy) {
			return fault
		}
	}
	fresh := e.Tally.New + e.Tally.Versions
	if ctx.Err() != nil {
		f.Articles += fresh // and it is looked at again when there is time
	} else {
		f = w.schedule(f, answer, fault, fresh, e)
	}
	err := w.Store.UpdateFeed(context.WithoutCancel(ctx), f)
	if err != nil && !errors.Is(err, store.ErrNotFound) && !errors.Is(err, store.ErrBusy) {
		return err
	}
	if e.Feed = f; ctx.Err() == nil {
		e.Fault = fault
		if fault == nil {
			e.Fault = answer.Fault
		}
	}
	w.report(e)
	return nil
}

// ask asks for a feed. Hostile as it is, it must not end the program.
func (w *Watcher) ask(ctx context.Context, f store.Feed) (a *Answer, err error) {
	defer recovered(&err)
	return w.Web.Feed(ctx, f)
}

// recovered makes an error of a panic.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("reading breaks off: %v; this is a mistake in Hearsay, please report it", p)
	}
}

func (w *Watcher) report(e Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.Report != nil {
		w.Report(e)
	}
}

// schedule is the feed with what was learnt from its answer. Where articles are
// left, the next answer must name them again.
func (w *Watcher) schedule(f store.Feed, a *Answer, fault error, fresh int, e Event) store.Feed {
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
		if e.left > 0 {
			f.ETag, f.LastModified = "", ""
		}
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
	if e.more {
		f.Next = now.Add(Shortest)
	}
	return f
}

// pause is how long a feed is left alone that failed so many times in a row.
func pause(failures int) time.Duration {
	return min(Shortest<<min(failures-1, 12), Longest)
}

// mostTaken is how many articles of a feed are read in one look, so that a long
// feed does not keep others from their turn; mostAway how many that can't be
// reached, one after another.
const (
	mostTaken = 100
	mostAway  = 5
)

// take reads the articles of a feed that are new or have changed, the oldest
// first, and keeps them.
func (w *Watcher) take(ctx context.Context, items []Item, e *Event) error {
	items, err := w.fresh(ctx, items)
	if err != nil {
		return err
	}
	if e.more = len(items) > mostTaken && !w.once; e.more {
		e.left, items = len(items)-mostTaken, items[:mostTaken]
	}
	away := 0
	for part := range slices.Chunk(items, batch) {
		var k kept
		for _, it := range part {
			if ctx.Err() != nil || away == mostAway {
				e.left++
				continue
			}
			if away++; w.read(ctx, it, e, &k) {
				away = 0
			}
		}
		if err := w.keep(ctx, k, e); err != nil {
			return err
		}
	}
	return nil
}

// kept is what is to be kept of some articles.
type kept struct {
	records     []*record.Record
	read, again []string // addresses that need not be read again, and those that must
}

// fresh are the items that were never read and, behind them, so that they keep none
// of these from its turn, those that have changed since, or say so; the oldest first.
// One that was read in the future was read before the clock was set back, and may
// have changed since.
func (w *Watcher) fresh(ctx context.Context, items []Item) (out []Item, err error) {
	urls := make([]string, len(items))
	for i, it := range items {
		urls[i] = it.URL
	}
	seen, err := w.Store.Seen(ctx, urls)
	now := w.time()
	var changed []Item
	for _, it := range slices.Backward(items) {
		at, known := seen[it.URL]
		switch {
		case !known:
			out = append(out, it)
		case (it.Updated.After(at) || at.After(now) && !it.Updated.IsZero()) && it.Updated.Before(now) || it.Whole && w.differs(ctx, it):
			changed = append(changed, it)
		}
	}
	return append(out, changed...), err
}

// differs reports whether a feed gives other words of an article than are kept of
// it, and were read from a feed, too: many feeds do not say what they have changed.
// What was read from its page differs anyhow. What is kept as an older version is not
// new: two feeds may give one article in two wordings, by turns, for ever.
func (w *Watcher) differs(ctx context.Context, it Item) bool {
	a, err := w.story(ctx, it)
	if err != nil {
		return false
	}
	if known, err := w.Store.Has(ctx, a, ""); err != nil || known { // most are, and need not be opened
		return false
	}
	r, err := w.Store.Get(ctx, it.URL)
	return err == nil && r.Article.Retrieved.IsZero() && letters(a.Title+a.Body) != letters(r.Article.Title+r.Article.Body)
}

// letters are the letters of a text. What counts comments or minutes changes all
// the time, and nobody wants a version of each.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}

// patience is how long a page that can't be reached is asked for again; after
// that, what the feed gives of the article has to do.
const patience = 6 * time.Hour

// read makes the record of an item, and reports whether its page could be
// reached. What can't be reached may be back the next time: what the feed gives
// of it has to do meanwhile where it is not quite new, and in the end where it
// is old. Where the feed gives nothing of what is old, it is kept as refused: as
// long as anything is to be asked for again, the feed comes as a whole.
func (w *Watcher) read(ctx context.Context, it Item, e *Event, k *kept) (reached bool) {
	a, fault := w.story(ctx, it)
	away := unreachable(fault)
	late := away && (w.young(it) || it.Published.IsZero()) // it may come yet
	if a != nil && a.Body != "" && fault != nil && !(away && w.young(it)) {
		fault, late = nil, false
	}
	r, err := (*record.Record)(nil), fault
	if !late {
		r, err = w.Read(ctx, a, fault)
	}
	switch {
	case ctx.Err() != nil:
		e.left++
	case err != nil:
		e.left++
		e.Failures = append(e.Failures, Failure{it.URL, err})
	case away && it.Published.IsZero():
		e.left++
		k.records, k.again = append(k.records, r), append(k.again, it.URL)
	default:
		k.records, k.read = append(k.records, r), append(k.read, it.URL)
	}
	if err == nil && r.Refused != "" {
		e.Refused = append(e.Refused, r.Refused)
	}
	return !away
}

func (w *Watcher) story(ctx context.Context, it Item) (a *article.Article, err error) {
	defer recovered(&err)
	return it.Read(ctx)
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
func (w *Watcher) keep(ctx context.Context, k kept, e *Event) error {
	ctx = context.WithoutCancel(ctx)
	if len(k.records) > 0 {
		t, err := w.Store.Put(ctx, k.records)
		e.Tally.Add(t)
		if err != nil {
			return err
		}
	}
	if err := w.Store.MarkSeen(ctx, k.read, w.time()); err != nil {
		return err
	}
	return w.Store.MarkSeen(ctx, k.again, time.Time{})
}
