package served

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"time"

	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// longestSearch is how long a search takes, at most, when it is its turn.
const longestSearch = 10 * time.Second

// bounded is a collection for whoever comes: few search it at once and none for
// long, and one exports from it. A collection answers at least four at once, and as
// many as there are processors; so some are left for those who ask for what takes
// no time, whatever others search for.
type bounded struct {
	store.Store
	searches, exports guard.Turns
}

func bound(st store.Store) store.Store {
	if _, ok := st.(*bounded); ok {
		return st
	}
	return &bounded{st, guard.NewTurns(max(2, runtime.GOMAXPROCS(0)-3)), guard.NewTurns(1)}
}

// searched is what do finds when it is its turn. The error is guard.ErrBusy where
// that does not come, and store.ErrSlow where it takes too long.
func searched[T any](ctx context.Context, b *bounded, do func(context.Context) (T, error)) (found T, err error) {
	done, err := b.searches.Take(ctx)
	if err != nil {
		return found, err
	}
	defer done()
	inner, cancel := context.WithTimeout(ctx, longestSearch)
	defer cancel()
	found, err = do(inner)
	if err != nil && inner.Err() != nil && ctx.Err() == nil && !errors.Is(err, store.ErrSlow) {
		err = fmt.Errorf("%w: %w", store.ErrSlow, err)
	}
	return found, err
}

// Search implements [store.Store].
func (b *bounded) Search(ctx context.Context, q *store.Query, p store.Page) (*store.Found, error) {
	return searched(ctx, b, func(ctx context.Context) (*store.Found, error) { return b.Store.Search(ctx, q, p) })
}

// Published implements [store.Store].
func (b *bounded) Published(ctx context.Context, outlet string) (*store.Published, error) {
	return searched(ctx, b, func(ctx context.Context) (*store.Published, error) { return b.Store.Published(ctx, outlet) })
}

// Entities implements [store.Entities].
func (b *bounded) Entities(ctx context.Context, q store.EntityQuery) ([]store.Entity, error) {
	return searched(ctx, b, func(ctx context.Context) ([]store.Entity, error) { return b.Store.Entities(ctx, q) })
}

// Stories implements [store.Stories].
func (b *bounded) Stories(ctx context.Context, q store.StoryQuery) ([]store.Story, error) {
	return searched(ctx, b, func(ctx context.Context) ([]store.Story, error) { return b.Store.Stories(ctx, q) })
}

// Records implements [store.Store]. It may take any time, when it is its turn.
func (b *bounded) Records(ctx context.Context, q *store.Query) iter.Seq2[*record.Record, error] {
	return func(yield func(*record.Record, error) bool) {
		done, err := b.exports.Take(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		defer done()
		for r, err := range b.Store.Records(ctx, q) {
			if !yield(r, err) {
				return
			}
		}
	}
}
