package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/hearsay-news/hearsay/internal/queue"
)

// How the engine works.
const (
	look      = time.Second      // between two looks at an empty queue
	beat      = queue.Lease / 10 // between two signs of life
	mostWait  = time.Second / 2  // how long a finished job waits for others, to be written with them
	mostAhead = 4                // jobs that are taken at once, for each worker
)

const jobColumns = `number, kind, key, load, state, attempts, queued, due, fault`

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// Enqueue implements [queue.Queue].
func (s *Store) Enqueue(ctx context.Context, jobs []queue.Job) (fresh int, err error) {
	err = s.change(ctx, func(tx *sql.Tx) error {
		fresh, err = s.enqueue(tx, jobs)
		return err
	})
	return fresh, s.fault("write", err)
}

func (s *Store) enqueue(tx *sql.Tx, jobs []queue.Job) (fresh int, err error) {
	if len(jobs) == 0 {
		return 0, nil
	}
	st, err := tx.Prepare(`insert into job (kind, key, load, state, attempts, queued, due, held, fault)
		values (?, ?, ?, 'waiting', 0, ?, ?, 0, '') on conflict do nothing`)
	if err != nil {
		return 0, err
	}
	defer st.Close()
	now := time.Now()
	for _, j := range jobs {
		res, err := st.Exec(string(j.Kind), j.Key, s.packer.Squeeze(j.Load), millis(now), millis(j.Due))
		if err != nil {
			return 0, err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return 0, err
		}
		fresh += int(n)
	}
	return fresh, nil
}

func (s *Store) scanJobs(rows *sql.Rows, err error) ([]queue.Job, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []queue.Job
	for rows.Next() {
		var j queue.Job
		var packed []byte
		var queued, due int64
		if err := rows.Scan(&j.ID, &j.Kind, &j.Key, &packed, &j.State, &j.Attempts, &queued, &due, &j.Fault); err != nil {
			return nil, err
		}
		if j.Load, err = s.packer.Restore(packed); err != nil {
			return nil, fmt.Errorf("job %d: %w", j.ID, err)
		}
		j.Queued, j.Due = fromMillis(queued), fromMillis(due)
		out = append(out, j)
	}
	return out, rows.Err()
}

// take takes jobs that are due for this worker. Jobs that another has been
// silent about too long are due as well, or parked where that came too often. A
// sign of life from the future says that the clock was set back since.
func (s *Store) take(ctx context.Context, most int) (jobs []queue.Job, err error) {
	now := time.Now()
	err = s.change(ctx, func(tx *sql.Tx) error {
		silent := []any{millis(now.Add(-queue.Lease)), millis(now.Add(queue.Lease))}
		lost := ` state = 'running' and (held < ? or held > ?)`
		_, err := tx.Exec(`update job set state = case when attempts >= ? then 'parked' else 'waiting' end, due = 0,
			fault = 'the worker that had it gave no sign of life any more' where`+lost, append([]any{queue.MostAttempts}, silent...)...)
		if err != nil {
			return err
		}
		jobs, err = s.scanJobs(tx.Query(`update job set state = 'running', attempts = attempts + 1, held = ? where number in (
			select number from job where state = 'waiting' and due <= ? order by due, number limit ?) returning `+jobColumns, millis(now), millis(now), most))
		return err
	})
	return jobs, s.fault("write", err)
}

// Work implements [queue.Queue].
func (s *Store) Work(ctx context.Context, opt queue.Options, do queue.Do) error {
	w := &worker{Store: s, Options: opt, do: do, held: map[int64]bool{}, ended: make(chan queue.Event)}
	w.Workers = max(w.Workers, 1)
	return w.run(ctx)
}

// worker is one run of Work.
type worker struct {
	*Store
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
	if err == nil {
		err = w.settle(rest)
	}
	return errors.Join(err, w.giveBack())
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
			if err := w.settle(done); err != nil {
				return err
			}
			done, bytes = nil, 0
			continue
		}
		if now.After(sign) {
			if err := w.live(); err != nil {
				return err
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
				next = now.Add(look)
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
		case <-time.After(mostWait):
		case <-ctx.Done():
			return w.settle(done)
		}
	}
}

// over reports whether there is nothing left to wait for: no job that runs,
// here or in another worker that may yet die over it.
func (w *worker) over(ctx context.Context, under int) (over bool, err error) {
	if !w.Drain || under > 0 {
		return false, nil
	}
	err = w.read.QueryRowContext(ctx, `select not exists (select 1 from job where state = 'running' or state = 'waiting' and due <= ?)`,
		millis(time.Now())).Scan(&over)
	if ctx.Err() != nil {
		return true, nil
	}
	return over, w.fault("read", err)
}

// How many jobs are settled in one transaction, and of how many bytes.
const (
	mostSettled = 256
	mostBytes   = 8 << 20
)

// claim takes jobs and remembers that this worker holds them.
func (w *worker) claim(ctx context.Context) ([]queue.Job, error) {
	jobs, err := w.take(ctx, mostAhead*w.Workers)
	if ctx.Err() != nil {
		return nil, nil
	}
	for _, j := range jobs {
		w.held[j.ID] = true
	}
	return jobs, err
}

// live gives a sign of life about all jobs that are held.
func (w *worker) live() error { return w.all(`held = ?`, millis(time.Now())) }

// giveBack lets others have what was taken and not brought to an end.
func (w *worker) giveBack() error {
	return w.all(`state = 'waiting', attempts = attempts - 1, held = ?`, 0)
}

// all changes all jobs that are held.
func (w *worker) all(set string, value any) error {
	if len(w.held) == 0 {
		return nil
	}
	args := []any{value}
	for id := range w.held {
		args = append(args, id)
	}
	return w.fault("write", w.change(context.Background(), func(tx *sql.Tx) error {
		_, err := tx.Exec(`update job set `+set+` where state = 'running' and number in (?`+strings.Repeat(`, ?`, len(args)-2)+`)`, args...)
		return err
	}))
}

// settle keeps what jobs have left behind, queues what follows from them, and
// takes them off, in one transaction.
func (w *worker) settle(done []queue.Event) error {
	if len(done) == 0 {
		return nil
	}
	var items []item
	var follow []queue.Job
	for _, e := range done {
		if e.Fault != nil {
			continue
		}
		for _, r := range e.Result.Records {
			it, err := w.pack(r)
			if err != nil {
				return err
			}
			items = append(items, it)
		}
		follow = append(follow, e.Result.Follow...)
	}
	err := w.change(context.Background(), func(tx *sql.Tx) error {
		for i := range done {
			if err := endJob(tx, &done[i]); err != nil {
				return err
			}
		}
		if _, err := w.enqueue(tx, follow); err != nil {
			return err
		}
		_, err := putAll(tx, items)
		return err
	})
	if err != nil {
		return w.fault("write", err)
	}
	for _, e := range done {
		delete(w.held, e.Job.ID)
		if w.Report != nil {
			w.Report(e)
		}
	}
	return nil
}

// endJob takes a job off, or puts it back to be tried again, or parks it. A job
// that another worker has taken meanwhile is the other's to end.
func endJob(tx *sql.Tx, e *queue.Event) error {
	j := &e.Job
	if e.Fault == nil {
		_, err := tx.Exec(`delete from job where number = ?`, j.ID)
		return err
	}
	j.State, j.Fault, j.Due = queue.Waiting, e.Fault.Error(), time.Now().UTC().Add(queue.Pause(j.Attempts))
	if j.Ends(e.Fault) {
		j.State = queue.Parked
	}
	_, err := tx.Exec(`update job set state = ?, due = ?, fault = ? where number = ? and attempts = ?`, string(j.State), millis(j.Due), j.Fault, j.ID, j.Attempts)
	return err
}

// Jobs implements [queue.Queue].
func (s *Store) Jobs(ctx context.Context, state queue.State, most int) ([]queue.Job, error) {
	jobs, err := s.scanJobs(s.read.QueryContext(ctx, `select `+jobColumns+` from job where state = ? order by number limit ?`, string(state), most))
	return jobs, s.fault("read", err)
}

// CountJobs implements [queue.Queue].
func (s *Store) CountJobs(ctx context.Context) (map[queue.State]int, error) {
	out := map[queue.State]int{}
	err := s.counts(ctx, `select state, count(*) from job group by state`, func(state string, n int) { out[queue.State(state)] = n })
	return out, s.fault("read", err)
}

// Retry implements [queue.Queue].
func (s *Store) Retry(ctx context.Context, ids ...int64) (int, error) {
	return s.parked(ctx, `update job set state = 'waiting', attempts = 0, due = 0 where state = 'parked'`, ids)
}

// Drop implements [queue.Queue].
func (s *Store) Drop(ctx context.Context, ids ...int64) (int, error) {
	return s.parked(ctx, `delete from job where state = 'parked'`, ids)
}

// parked changes parked jobs, all without ids, and counts them.
func (s *Store) parked(ctx context.Context, query string, ids []int64) (n int, err error) {
	var args []any
	for _, id := range ids {
		args = append(args, id)
	}
	if len(ids) > 0 {
		query += ` and number in (?` + strings.Repeat(`, ?`, len(ids)-1) + `)`
	}
	err = s.change(ctx, func(tx *sql.Tx) error {
		res, err := tx.Exec(query, args...)
		if err != nil {
			return err
		}
		rows, err := res.RowsAffected()
		n = int(rows)
		return err
	})
	return n, s.fault("write", err)
}
