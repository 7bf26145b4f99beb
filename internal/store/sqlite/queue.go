package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/internal/store/driver"
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
		j.Load, _ = s.packer.Restore(packed) // the others are not to wait for one that is damaged
		j.Queued, j.Due = fromMillis(queued), fromMillis(due)
		out = append(out, j)
	}
	return out, rows.Err()
}

// due is the condition of jobs that may be run. An attempt that is farther off
// than any pause says that the clock was set back since it was put off.
const due = `state = 'waiting' and (due <= ?1 or attempts > 0 and due > ?2)`

// dueAt are the values of due.
func dueAt(now time.Time) []any {
	return []any{millis(now), millis(now.Add(queue.Pause(queue.MostAttempts)))}
}

// Take implements [driver.Engine]. A sign of life from the future says that the
// clock was set back since.
func (s *Store) Take(ctx context.Context, most int) (jobs []queue.Job, err error) {
	now := time.Now()
	err = s.change(ctx, func(tx *sql.Tx) error {
		silent := []any{millis(now.Add(-queue.Lease)), millis(now.Add(queue.Lease))}
		lost := ` state = 'running' and (held < ? or held > ?)`
		_, err := tx.Exec(`update job set state = case when attempts >= ? then 'parked' else 'waiting' end, due = 0,
			fault = ? where`+lost, append([]any{queue.MostAttempts, driver.Silent}, silent...)...)
		if err != nil {
			return err
		}
		jobs, err = s.scanJobs(tx.Query(`update job set state = 'running', attempts = attempts + 1, held = ?1 where number in (
			select number from job where `+due+` order by due, number limit ?3) returning `+jobColumns, append(dueAt(now), most)...))
		return err
	})
	return jobs, s.fault("write", err)
}

// Work implements [queue.Queue].
func (s *Store) Work(ctx context.Context, opt queue.Options, do queue.Do) error {
	return driver.Work(ctx, s, opt, do)
}

// Idle implements [driver.Engine].
func (s *Store) Idle(ctx context.Context) (idle bool, err error) {
	err = s.read.QueryRowContext(ctx, `select not exists (select 1 from job where state = 'running' or `+due+`)`,
		dueAt(time.Now())...).Scan(&idle)
	return idle, s.fault("read", err)
}

// Live implements [driver.Engine].
func (s *Store) Live(ctx context.Context, ids []int64) error {
	return s.held(ctx, ids, `held = ?`, millis(time.Now()))
}

// GiveBack implements [driver.Engine].
func (s *Store) GiveBack(ctx context.Context, ids []int64) error {
	return s.held(ctx, ids, `state = 'waiting', attempts = attempts - 1, held = ?`, 0)
}

// held changes jobs that a worker holds.
func (s *Store) held(ctx context.Context, ids []int64, set string, value any) error {
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	return s.fault("write", s.change(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(`update job set `+set+` where state = 'running' and number in (select value from json_each(?))`, value, string(list))
		return err
	}))
}

// Settle implements [driver.Engine].
func (s *Store) Settle(ctx context.Context, done []queue.Event) error {
	records, follow := driver.Left(done)
	items, err := s.packAll(records)
	if err != nil {
		return err
	}
	return s.fault("write", s.change(ctx, func(tx *sql.Tx) error {
		for i := range done {
			if err := endJob(tx, &done[i]); err != nil {
				return err
			}
		}
		if _, err := s.enqueue(tx, follow); err != nil {
			return err
		}
		_, err := s.putAll(tx, items)
		return err
	}))
}

// endJob takes a job off, or puts it back to be tried again, or parks it. A job
// that another worker has taken meanwhile is the other's to end.
func endJob(tx *sql.Tx, e *queue.Event) error {
	j := &e.Job
	if e.Fault == nil {
		_, err := tx.Exec(`delete from job where number = ?`, j.ID)
		return err
	}
	driver.End(e)
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
