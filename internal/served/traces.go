package served

import (
	"context"
	"runtime"
	"time"

	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/link"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/trace"
)

// Limits of traces.
const (
	MostTraced   = 1000        // articles of one story: those published first; more nobody could read
	longestTrace = time.Minute // that one takes when it is its turn
)

// Tracer traces stories: one for each processor at once and the beginning alone of
// a long one, so that whoever asks for much has only himself to wait for. It is
// safe for use by several goroutines at once.
type Tracer struct {
	st    store.Store
	turns guard.Turns
}

// NewTracer traces stories of a collection.
func NewTracer(st store.Store) *Tracer {
	return &Tracer{st: st, turns: guard.NewTurns(runtime.GOMAXPROCS(0))}
}

// Story is [link.Trace] of a story, when it is its turn; the error may be
// guard.ErrBusy, or that of ctx.
func (t *Tracer) Story(ctx context.Context, id int64) (*trace.Trace, error) {
	return t.Do(ctx, func(ctx context.Context) (*trace.Trace, error) { return link.Trace(ctx, t.st, id, 0, MostTraced) })
}

// Do traces something else when it is its turn.
func (t *Tracer) Do(ctx context.Context, do func(context.Context) (*trace.Trace, error)) (*trace.Trace, error) {
	done, err := t.turns.Take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	ctx, cancel := context.WithTimeout(ctx, longestTrace)
	defer cancel()
	return do(ctx)
}
