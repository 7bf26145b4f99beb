package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/internal/store"
)

// Engine is a store whose jobs a test takes one by one.
type Engine interface {
	store.Store
	Take(ctx context.Context, most int) ([]queue.Job, error)
	Live(ctx context.Context, ids []int64) error
	Settle(ctx context.Context, done []queue.Event) error
	Idle(ctx context.Context) (bool, error)
}

// RunClock tests what time does to jobs. Each store that open makes is empty;
// shift moves the times that its jobs were given, which is to them as if the
// clock had been set back by as much.
func RunClock(t *testing.T, open func(testing.TB) (s Engine, shift func(time.Duration))) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Engine, func(time.Duration))
	}{{"Silent", testSilent}, {"SignsOfLife", testSignsOfLife}, {"ClockSetBack", testClockSetBack}} {
		t.Run(c.name, func(t *testing.T) {
			s, shift := open(t)
			enqueue(t, s, 1, "a")
			c.test(t, s, shift)
		})
	}
}

// taken takes what is due: so many jobs, and the attempt at the first.
func taken(t *testing.T, s Engine, n, attempt int) (jobs []queue.Job) {
	t.Helper()
	jobs, err := s.Take(t.Context(), 9)
	if err != nil || len(jobs) != n || n > 0 && jobs[0].Attempts != attempt {
		t.Fatalf("Take = %+v, %v; want %d, attempt %d", jobs, err, n, attempt)
	}
	return jobs
}

// A job whose worker is silent goes to another, and is parked when that has
// happened too often. So it is where the clock was set back meanwhile.
func testSilent(t *testing.T, s Engine, shift func(time.Duration)) {
	for i := range queue.MostAttempts {
		taken(t, s, 1, i+1)
		taken(t, s, 0, 0)
		shift([]time.Duration{-2 * queue.Lease, 1000 * time.Hour}[i%2])
	}
	taken(t, s, 0, 0)
	jobs, err := s.Jobs(t.Context(), queue.Parked, 9)
	if err != nil || len(jobs) != 1 || jobs[0].Fault == "" {
		t.Errorf("parked: %+v, %v", jobs, err)
	}
}

// A worker that is alive keeps its job, however long that takes.
func testSignsOfLife(t *testing.T, s Engine, shift func(time.Duration)) {
	jobs := taken(t, s, 1, 1)
	for _, d := range []time.Duration{-1000 * time.Hour, 1000 * time.Hour} {
		shift(d)
		if err := s.Live(t.Context(), []int64{jobs[0].ID}); err != nil {
			t.Fatal(err)
		}
		taken(t, s, 0, 0)
	}
}

// A job that is to be tried again in a minute is not tried again in a year,
// because the clock was a year ahead when that was said. One that was queued
// for later waits.
func testClockSetBack(t *testing.T, s Engine, shift func(time.Duration)) {
	jobs := taken(t, s, 1, 1)
	if err := s.Settle(t.Context(), []queue.Event{{Job: jobs[0], Fault: errors.New("the disk is slow")}}); err != nil {
		t.Fatal(err)
	}
	taken(t, s, 0, 0)
	later := []queue.Job{{Kind: queue.Analyze, Key: "later", Load: []byte("x"), Due: time.Now().Add(time.Hour)}}
	if _, err := s.Enqueue(t.Context(), later); err != nil {
		t.Fatal(err)
	}
	shift(1000 * time.Hour)
	if idle, err := s.Idle(t.Context()); idle || err != nil {
		t.Errorf("Idle = %v, %v", idle, err)
	}
	taken(t, s, 1, 2)
}
