package link

import (
	"context"
	"runtime"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/trace"
)

// MostServed is of how many articles of one story a [Tracer] works out the trace:
// those published first. More of one story nobody could read.
const MostServed = 1000

// Tracer traces for a server: a story for each processor at once and the beginning
// alone of a long one, so that whoever asks for much has only himself to wait for.
// It is safe for use by several goroutines at once.
type Tracer struct {
	st    store.Store
	turns chan struct{}
}

// NewTracer traces stories of a collection.
func NewTracer(st store.Store) *Tracer {
	return &Tracer{st: st, turns: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// Story is [Trace] of a story, when it is its turn; or the error is that of ctx.
func (t *Tracer) Story(ctx context.Context, id int64) (*trace.Trace, error) {
	return t.Do(ctx, func() (*trace.Trace, error) { return Trace(ctx, t.st, id, 0, MostServed) })
}

// Do traces something else when it is its turn; or the error is that of ctx.
func (t *Tracer) Do(ctx context.Context, do func() (*trace.Trace, error)) (*trace.Trace, error) {
	select {
	case t.turns <- struct{}{}:
		defer func() { <-t.turns }()
		return do()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
