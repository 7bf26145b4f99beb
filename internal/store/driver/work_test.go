package driver

import (
	"context"
	"slices"
	"testing"

	"github.com/hearsay-news/hearsay/internal/queue"
)

// late is an engine whose jobs come just when the worker is stopped.
type late struct {
	Engine
	stop  context.CancelFunc
	given []int64
}

func (l *late) Take(context.Context, int) ([]queue.Job, error) {
	l.stop()
	return []queue.Job{{ID: 7}}, nil
}

func (l *late) GiveBack(_ context.Context, ids []int64) error {
	l.given = append(l.given, ids...)
	return nil
}

// Jobs that were taken when the worker was stopped are given back, so that others
// need not wait until they count as lost.
func TestTakenAndStopped(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	l := &late{stop: stop}
	err := Work(ctx, l, queue.Options{Workers: 1}, func(context.Context, queue.Job) (queue.Result, error) {
		t.Error("a job was begun")
		return queue.Result{}, nil
	})
	if err != nil || !slices.Equal(l.given, []int64{7}) {
		t.Errorf("given back %v, %v", l.given, err)
	}
}
