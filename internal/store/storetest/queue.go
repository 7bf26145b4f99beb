package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

func enqueue(t *testing.T, s store.Store, want int, keys ...string) {
	t.Helper()
	var jobs []queue.Job
	for _, k := range keys {
		jobs = append(jobs, queue.Job{Kind: queue.Analyze, Key: k, Load: []byte("load of " + k)})
	}
	if fresh, err := s.Enqueue(t.Context(), jobs); fresh != want || err != nil {
		t.Errorf("Enqueue(%q) = %d, %v; want %d", keys, fresh, err, want)
	}
}

func jobCounts(t *testing.T, s store.Store, waiting, running, parked int) {
	t.Helper()
	got, err := s.CountJobs(t.Context())
	if err != nil || got[queue.Waiting] != waiting || got[queue.Running] != running || got[queue.Parked] != parked {
		t.Errorf("CountJobs = %v, %v; want %d waiting, %d running, %d parked", got, err, waiting, running, parked)
	}
}

// drain works until nothing is left to do.
func drain(t *testing.T, s store.Store, do queue.Do) (events []queue.Event) {
	t.Helper()
	err := s.Work(t.Context(), queue.Options{Workers: 3, Drain: true, Report: func(e queue.Event) { events = append(events, e) }}, do)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

// analyse makes an article of a job.
func analyse(_ context.Context, j queue.Job) (queue.Result, error) {
	return queue.Result{Records: []*record.Record{Article(j.Key, "", "2026-03-01", people("Ana Petrov")...)}}, nil
}

func testQueue(t *testing.T, s store.Store) {
	enqueue(t, s, 3, "a", "b", "c", "b")
	enqueue(t, s, 1, "a", "d")
	jobCounts(t, s, 4, 0, 0)
	jobs, err := s.Jobs(t.Context(), queue.Waiting, 2)
	if err != nil || len(jobs) != 2 || jobs[0].Key != "a" || string(jobs[0].Load) != "load of a" || jobs[0].Queued.IsZero() || jobs[0].Attempts != 0 {
		t.Errorf("Jobs = %+v, %v", jobs, err)
	}
	var loads sync.Map
	events := drain(t, s, func(ctx context.Context, j queue.Job) (queue.Result, error) {
		loads.Store(string(j.Load), j.Attempts)
		r, err := analyse(ctx, j)
		if j.Key == "a" {
			r.Follow = []queue.Job{{Kind: queue.Analyze, Key: "e", Load: []byte("load of e")}}
		}
		return r, err
	})
	for _, k := range []string{"a", "b", "c", "d", "e"} {
		if n, ok := loads.Load("load of " + k); !ok || n != 1 {
			t.Errorf("job %s: ran %v, attempt %v", k, ok, n)
		}
		if _, err := s.Get(t.Context(), k); err != nil {
			t.Errorf("article %s: %v", k, err)
		}
	}
	if len(events) != 5 {
		t.Errorf("%d events", len(events))
	}
	jobCounts(t, s, 0, 0, 0)
	enqueue(t, s, 1, "a") // it is done: it may come again
	sound(t, s)
}

// What fails is tried again later; what can't succeed is parked, until a human
// says what to do with it.
func testQueueFaults(t *testing.T, s store.Store) {
	enqueue(t, s, 3, "later", "never", "fine")
	fail := func(ctx context.Context, j queue.Job) (queue.Result, error) {
		switch j.Key {
		case "later":
			return queue.Result{}, errors.New("the disk is slow")
		case "never":
			return queue.Result{}, queue.Never(errors.New("the load is rotten"))
		}
		return analyse(ctx, j)
	}
	events := drain(t, s, fail)
	slices.SortFunc(events, func(a, b queue.Event) int { return int(a.Job.ID - b.Job.ID) })
	if len(events) != 3 || events[0].Fault == nil || events[0].Job.State != queue.Waiting || events[1].Job.State != queue.Parked || events[2].Fault != nil {
		t.Errorf("%+v", events)
	}
	jobCounts(t, s, 1, 0, 1)
	jobs, err := s.Jobs(t.Context(), queue.Waiting, 9)
	if err != nil || len(jobs) != 1 || jobs[0].Fault != "the disk is slow" || !jobs[0].Due.After(jobs[0].Queued) || jobs[0].Attempts != 1 {
		t.Errorf("waiting: %+v, %v", jobs, err)
	}
	jobs, err = s.Jobs(t.Context(), queue.Parked, 9)
	if err != nil || len(jobs) != 1 || jobs[0].Fault != "the load is rotten" {
		t.Errorf("parked: %+v, %v", jobs, err)
	}
	for _, ids := range [][]int64{{jobs[0].ID + 100}, nil} {
		if n, err := s.Retry(t.Context(), ids...); n != 1-len(ids) || err != nil {
			t.Errorf("Retry(%v) = %d, %v", ids, n, err)
		}
	}
	drain(t, s, fail)
	jobCounts(t, s, 1, 0, 1)
	if n, err := s.Drop(t.Context(), jobs[0].ID); n != 1 || err != nil {
		t.Errorf("Drop = %d, %v", n, err)
	}
	jobCounts(t, s, 1, 0, 0)
}

// PassesOver checks that one job whose load is damaged keeps no other from being
// run, and comes without a load itself.
func PassesOver(t *testing.T, s store.Store, damage func(job int64)) {
	t.Helper()
	enqueue(t, s, 3, "rotten", "fine", "late")
	jobs, err := s.Jobs(t.Context(), queue.Waiting, 1)
	if err != nil || len(jobs) != 1 {
		t.Fatalf("Jobs = %+v, %v", jobs, err)
	}
	damage(jobs[0].ID)
	if jobs, err := s.Jobs(t.Context(), queue.Waiting, 9); err != nil || len(jobs) != 3 {
		t.Errorf("Jobs = %+v, %v; want all, the damaged one too", jobs, err)
	}
	drain(t, s, func(ctx context.Context, j queue.Job) (queue.Result, error) {
		if j.Load == nil {
			return queue.Result{}, queue.Never(errors.New("it is damaged"))
		}
		return analyse(ctx, j)
	})
	jobCounts(t, s, 0, 0, 1)
	if jobs, err := s.Jobs(t.Context(), queue.Parked, 9); err != nil || len(jobs) != 1 || jobs[0].Key != "rotten" {
		t.Errorf("parked: %+v, %v", jobs, err)
	}
}

// Several workers share the jobs.
func testQueueShared(t *testing.T, s store.Store) {
	const most = 60
	var keys []string
	for i := range most {
		keys = append(keys, fmt.Sprintf("k%02d", i))
	}
	enqueue(t, s, most, keys...)
	var runs atomic.Int64
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			err := s.Work(t.Context(), queue.Options{Workers: 2, Drain: true}, func(ctx context.Context, j queue.Job) (queue.Result, error) {
				runs.Add(1)
				return analyse(ctx, j)
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if st, err := s.Stats(t.Context()); err != nil || st.Articles != most || runs.Load() != most {
		t.Errorf("%+v, %v; %d runs", st, err, runs.Load())
	}
	jobCounts(t, s, 0, 0, 0)
}

// A worker that is stopped ends what it has begun and gives the rest back.
func testQueueStopped(t *testing.T, s store.Store) {
	enqueue(t, s, 5, "a", "b", "c", "d", "e")
	ctx, stop := context.WithCancel(t.Context())
	begun := make(chan bool)
	go func() { <-begun; stop() }()
	err := s.Work(ctx, queue.Options{Workers: 1}, func(ctx context.Context, j queue.Job) (queue.Result, error) {
		begun <- true
		<-ctx.Done()
		return analyse(ctx, j)
	})
	if err != nil {
		t.Fatal(err)
	}
	jobCounts(t, s, 4, 0, 0)
	jobs, err := s.Jobs(t.Context(), queue.Waiting, 9)
	if err != nil || len(jobs) != 4 || jobs[0].Attempts != 0 {
		t.Errorf("%+v, %v", jobs, err)
	}
	if _, err := s.Get(t.Context(), "a"); err != nil {
		t.Errorf("what was begun: %v", err)
	}
}
