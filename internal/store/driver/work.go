package driver

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/record"
)

// Engine is what a driver does for [Work].
type Engine interface {
	// Take takes jobs that are due for this worker. Jobs that another has been
	// silent about too long are due as well, or parked where that came too
	// often.
	Take(ctx context.Context, most int) ([]queue.Job, error)

	// Live gives a sign of life about jobs that were taken.
	Live(ctx context.Context, ids []int64) error

	// GiveBack lets others have jobs that were taken and not begun.
	GiveBack(ctx context.Context, ids []int64) error

	// Settle keeps what jobs have left behind, queues what follows from them,
	// and takes them off, all in one transaction. Those that failed it puts back
	// or parks, as [End] says, unless another worker has them by now.
	Settle(ctx context.Context, done []queue.Event) error

	// Idle reports whether no job is due and none runs, here or elsewhere.
	Idle(ctx context.Context) (bool, error)
}

// Silent is the fault of a job whose worker has died.
const Silent = "the worker that had it gave no sign of life any more"

// How workers work.
const (
	look      = time.Second      // between two looks at an empty queue
	lastLook  = look / 10        // the same, where the worker ends when others have ended, too
	beat      = queue.Lease / 10 // between two signs of life
	mostWait  = 2 * time.Second  // how long a finished job waits for others, to be settled with them
	tick      = time.Second / 2  // how long the worker sleeps at most
	mostAhead = 4                // jobs that are taken at once, for each that runs
)

// Work runs jobs, as [queue.Queue] says.
func Work(ctx context.Context, e Engine, opt queue.Options, do queue.Do) error {
	w := &worker{Engine: e, Options: opt, do: do, held: map[int64]bool{}, ended: make(chan queue.Event)}
	w.Workers = max(w.Workers, 1)
	return w.run(ctx)
}

// worker is one run of Work.
type worker struct {
	Engine
	queue.Options
	do    queue.Do
	ended chan queue.Event
	held  map[int64]bool // jobs that were taken and are not settled yet
}

// run takes jobs, has them run, and settles them. All that touches the store
// happens here, one after another.
func (w *worker) run(ctx context.Context) (err error) {
	var running sync.WaitGroup
	jobs := make(chan queue.Job)
	inner, stop := context.WithCancel(ctx)
	for range w.Workers {
		running.Go(func() { w.serve(inner, jobs) })
	}
	err = w.loop(inner, jobs)
	stop()
	close(jobs)
	go func() { running.Wait(); close(w.ended) }()
	var rest []queue.Event
	for e := range w.ended {
		rest = append(rest, e)
	}
	ctx = context.WithoutCancel(ctx) // what is done is kept
	if err == nil {
		err = w.settle(ctx, rest)
	}
	if held := w.ids(); len(held) > 0 {
		err = errors.Join(err, w.GiveBack(ctx, held))
	}
	return err
}

// serve runs jobs.
func (w *worker) serve(ctx context.Context, jobs <-chan queue.Job) {
	for j := range jobs {
		r, err := w.do(ctx, j)
		if err != nil && ctx.Err() != nil {
			continue // it is given back
		}
		w.ended <- queue.Event{Job: j, Result: r, Fault: err}
	}
}

// loop hands out jobs until ctx ends or, if that is wanted, until none is left.
func (w *worker) loop(ctx context.Context, jobs chan<- queue.Job) error {
	var ready []queue.Job   // taken, not begun
	var done []queue.Event  // ended, not settled
	under, bytes := 0, 0    // jobs that run; size of the loads in done
	next := time.Time{}     // when to look again
	settleBy := time.Time{} // when done must be written
	sign := time.Now().Add(beat)
	for {
		now := time.Now()
		if len(done) > 0 && (now.After(settleBy) || len(done) >= mostSettled || bytes >= mostBytes || under+len(ready) == 0) {
			if err := w.settle(context.WithoutCancel(ctx), done); err != nil {
				return err
			}
			done, bytes = nil, 0
			continue
		}
		if now.After(sign) {
			if held := w.ids(); len(held) > 0 {
				if err := w.Live(context.WithoutCancel(ctx), held); err != nil {
					return err
				}
			}
			sign = now.Add(beat)
		}
		if len(ready) == 0 && !now.Before(next) {
			var err error
			if ready, err = w.claim(ctx); err != nil {
				return err
			}
			if len(ready) == 0 {
				if over, err := w.over(ctx, under+len(done)); over || err != nil {
					return err
				}
				next = now.Add(w.pause())
			}
		}
		var out chan<- queue.Job
		var first queue.Job
		if len(ready) > 0 {
			out, first = jobs, ready[0]
		}
		select {
		case out <- first:
			ready = ready[1:]
			under++
		case e := <-w.ended:
			under--
			next, bytes = now, bytes+len(e.Job.Load) // there may be more that follows
			if done = append(done, e); len(done) == 1 {
				settleBy = now.Add(mostWait)
			}
		case <-time.After(min(tick, w.pause())):
		case <-ctx.Done():
			return w.settle(context.WithoutCancel(ctx), done)
		}
	}
}

// pause is the time between two looks at an empty queue.
func (w *worker) pause() time.Duration {
	if w.Drain {
		return lastLook
	}
	return look
}

// over reports whether there is nothing left to wait for: no job that runs,
// here or in another worker that may yet die over it.
func (w *worker) over(ctx context.Context, under int) (over bool, err error) {
	if !w.Drain || under > 0 {
		return false, nil
	}
	over, err = w.Idle(ctx)
	if ctx.Err() != nil {
		return true, nil
	}
	return over, err
}

// How many jobs are settled in one transaction, and of how many bytes.
const (
	mostSettled = 256
	mostBytes   = 8 << 20
)

// claim takes jobs and remembers that this worker holds them.
func (w *worker) claim(ctx context.Context) ([]queue.Job, error) {
	jobs, err := w.Take(ctx, mostAhead*w.Workers)
	for _, j := range jobs {
		w.held[j.ID] = true
	}
	if ctx.Err() != nil {
		return nil, nil // what was taken all the same is given back
	}
	return jobs, err
}

func (w *worker) ids() []int64 { return slices.Collect(maps.Keys(w.held)) }

// settle brings jobs to their end.
func (w *worker) settle(ctx context.Context, done []queue.Event) error {
	if len(done) == 0 {
		return nil
	}
	if err := w.Settle(ctx, done); err != nil {
		return err
	}
	for _, e := range done {
		delete(w.held, e.Job.ID)
		if w.Report != nil {
			w.Report(e)
		}
	}
	return nil
}

// Left is what jobs that are done have left behind.
func Left(done []queue.Event) (records []*record.Record, follow []queue.Job) {
	for _, e := range done {
		if e.Fault == nil {
			records, follow = append(records, e.Result.Records...), append(follow, e.Result.Follow...)
		}
	}
	return records, follow
}

// End says what becomes of a job that failed: it waits for another attempt, or
// is parked.
func End(e *queue.Event) {
	j := &e.Job
	j.State, j.Fault, j.Due = queue.Waiting, e.Fault.Error(), time.Now().UTC().Add(queue.Pause(j.Attempts))
	if j.Ends(e.Fault) {
		j.State = queue.Parked
	}
}
