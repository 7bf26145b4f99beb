package served

import (
	"context"
	"errors"
	"iter"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/record"
)

// slow is a collection in which everything that is looked for takes as long as it
// may.
type slow struct{ store.Store }

func (slow) Get(context.Context, string) (*record.Record, error) { return &record.Record{}, nil }

func (slow) Search(ctx context.Context, _ *store.Query, _ store.Page) (*store.Found, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func (slow) Entities(ctx context.Context, _ store.EntityQuery) ([]store.Entity, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func (slow) Records(ctx context.Context, _ *store.Query) iter.Seq2[*record.Record, error] {
	return func(yield func(*record.Record, error) bool) {
		time.Sleep(time.Hour)
		yield(&record.Record{}, nil)
	}
}

// Searches that take too long end and say so, whatever they look for; whoever does
// not get a turn learns of it, and who wants what takes no time never waits.
func TestBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := Source{Store: slow{}}.Ready().Ready().Store
		ctx := t.Context()
		var all sync.WaitGroup
		var mu sync.Mutex
		ends := map[error]int{}
		for i := range 100 {
			all.Go(func() {
				var err error
				if i%2 == 0 {
					_, err = st.Search(ctx, &store.Query{}, store.Page{})
				} else {
					_, err = st.Entities(ctx, store.EntityQuery{})
				}
				mu.Lock()
				defer mu.Unlock()
				for _, e := range []error{store.ErrSlow, guard.ErrBusy} {
					if errors.Is(err, e) {
						ends[e]++
					}
				}
			})
		}
		time.Sleep(time.Second)
		began := time.Now()
		if _, err := st.Get(ctx, "a"); err != nil || time.Since(began) > 0 {
			t.Errorf("an article: %v after %v", err, time.Since(began))
		}
		all.Wait()
		if ends[store.ErrSlow] == 0 || ends[guard.ErrBusy] == 0 || ends[store.ErrSlow]+ends[guard.ErrBusy] != 100 {
			t.Errorf("%v", ends)
		}
	})
}

// Who has gone is no search that took too long.
func TestBoundedCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		_, err := Source{Store: slow{}}.Ready().Store.Search(ctx, &store.Query{}, store.Page{})
		if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, store.ErrSlow) {
			t.Error(err)
		}
	})
}

// One exports at a time, for any time.
func TestExports(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := Source{Store: slow{}}.Ready().Store
		var first sync.WaitGroup
		first.Go(func() {
			for _, err := range st.Records(t.Context(), &store.Query{}) {
				if err != nil {
					t.Error(err)
				}
			}
		})
		time.Sleep(time.Minute)
		for _, err := range st.Records(t.Context(), &store.Query{}) {
			if !errors.Is(err, guard.ErrBusy) {
				t.Errorf("the second: %v", err)
			}
		}
		first.Wait()
	})
}

// A trace has its time from when it is its turn.
func TestTracer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := NewTracer(slow{})
		var all sync.WaitGroup
		for range 4 * cap(tr.turns) {
			all.Go(func() {
				_, err := tr.Do(t.Context(), func(ctx context.Context) (*trace.Trace, error) {
					time.Sleep(longestTrace / 10)
					return nil, ctx.Err()
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}
