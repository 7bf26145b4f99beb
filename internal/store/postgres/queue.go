package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/internal/store/driver"
)

const jobColumns = `number, kind, key, load, state, attempts, queued, due, fault`

// due is the condition of jobs that may be run. An attempt that is farther off
// than any pause says that the clock was set back since it was put off.
var due = fmt.Sprintf(`state = 'waiting' and (due is null or due <= now() or attempts > 0 and due > now() + interval '%d ms')`,
	queue.Pause(queue.MostAttempts).Milliseconds())

// Enqueue implements [queue.Queue].
func (s *Store) Enqueue(ctx context.Context, jobs []queue.Job) (fresh int, err error) {
	err = s.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		fresh, err = s.enqueue(ctx, tx, jobs)
		return err
	})
	return fresh, s.fault("write", err)
}

// enqueue numbers the jobs in their order and writes them in that of their
// labels, so that two that queue the same wait for each other only once.
func (s *Store) enqueue(ctx context.Context, tx pgx.Tx, jobs []queue.Job) (int, error) {
	if len(jobs) == 0 {
		return 0, nil
	}
	var kinds, keys []string
	var labels, loads [][]byte
	var dues []*time.Time
	for _, j := range jobs {
		kinds, keys = append(kinds, string(j.Kind)), append(keys, clean(j.Key))
		labels, loads = append(labels, digest(string(j.Kind)+" "+j.Key)), append(loads, s.packer.Squeeze(j.Load))
		var at *time.Time
		if !j.Due.IsZero() {
			at = &j.Due
		}
		dues = append(dues, at)
	}
	numbers, err := next(ctx, tx, "job_number", len(jobs))
	if err != nil {
		return 0, err
	}
	tag, err := tx.Exec(ctx, `
		insert into job (number, kind, key, label, load, state, attempts, queued, due, fault)
		select n, kind, key, label, load, 'waiting', 0, now(), due, ''
		from unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[], $5::timestamptz[], $6::bigint[]) j (kind, key, label, load, due, n)
		order by label, n on conflict do nothing`, kinds, keys, labels, loads, dues, numbers)
	return int(tag.RowsAffected()), err
}

// job is a row as it is read.
func (s *Store) job(row pgx.CollectableRow) (j queue.Job, err error) {
	var packed []byte
	var at *time.Time
	if err = row.Scan(&j.ID, &j.Kind, &j.Key, &packed, &j.State, &j.Attempts, &j.Queued, &at, &j.Fault); err != nil {
		return j, err
	}
	j.Load, _ = s.packer.Restore(packed) // the others are not to wait for one that is damaged
	j.Queued, j.Due = j.Queued.UTC(), moment(at)
	return j, nil
}

// Take implements [driver.Engine]. Workers pass over what another is taking.
// Jobs whose worker was silent go first to whoever comes, one caller at a time;
// a sign of life from the future says that the clock was set back since.
func (s *Store) Take(ctx context.Context, most int) (jobs []queue.Job, err error) {
	err = s.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `update job set state = case when attempts >= $1 then 'parked' else 'waiting' end, due = null, fault = $2
			where number in (select number from job where state = 'running' and (held < now() - $3::interval or held > now() + $3::interval) for update skip locked)`,
			queue.MostAttempts, driver.Silent, queue.Lease)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `update job set state = 'running', attempts = attempts + 1, held = now() where number in (
			select number from job where `+due+` order by due nulls first, number limit $1 for update skip locked) returning `+jobColumns, most)
		if err != nil {
			return err
		}
		jobs, err = pgx.CollectRows(rows, s.job)
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
	err = s.one(ctx, `select not exists (select 1 from job where state = 'running' or `+due+`)`, nil, &idle)
	return idle, s.fault("read", err)
}

// Live implements [driver.Engine].
func (s *Store) Live(ctx context.Context, ids []int64) error {
	_, err := s.exec(ctx, `update job set held = now() where number = any($1) and state = 'running'`, ids)
	return s.fault("write", err)
}

// GiveBack implements [driver.Engine].
func (s *Store) GiveBack(ctx context.Context, ids []int64) error {
	_, err := s.exec(ctx, `update job set state = 'waiting', attempts = attempts - 1 where number = any($1) and state = 'running'`, ids)
	return s.fault("write", err)
}

// Settle implements [driver.Engine].
func (s *Store) Settle(ctx context.Context, done []queue.Event) error {
	records, follow := driver.Left(done)
	items, err := s.packAll(records)
	if err != nil {
		return err
	}
	return s.fault("write", s.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := s.putAll(ctx, tx, items); err != nil {
			return err
		}
		var ended []int64
		for i := range done {
			if done[i].Fault == nil {
				ended = append(ended, done[i].Job.ID)
			} else if err := failJob(ctx, tx, &done[i]); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `delete from job where number = any($1)`, ended); err != nil {
			return err
		}
		_, err := s.enqueue(ctx, tx, follow)
		return err
	}))
}

// failJob puts a job back to be tried again, or parks it. A job that another
// worker has taken meanwhile is the other's to end.
func failJob(ctx context.Context, tx pgx.Tx, e *queue.Event) error {
	driver.End(e)
	_, err := tx.Exec(ctx, `update job set state = $1, due = now() + $2::interval, fault = $3 where number = $4 and attempts = $5`,
		string(e.Job.State), queue.Pause(e.Job.Attempts), clean(e.Job.Fault), e.Job.ID, e.Job.Attempts)
	return err
}

// Jobs implements [queue.Queue].
func (s *Store) Jobs(ctx context.Context, state queue.State, most int) ([]queue.Job, error) {
	jobs, err := query(ctx, s, s.job, `select `+jobColumns+` from job where state = $1 order by number limit $2`, string(state), most)
	return jobs, s.fault("read", err)
}

// stateCount is a row of CountJobs.
type stateCount struct {
	State string
	N     int
}

// CountJobs implements [queue.Queue].
func (s *Store) CountJobs(ctx context.Context) (map[queue.State]int, error) {
	rows, err := query(ctx, s, pgx.RowToStructByPos[stateCount], `select state, count(*) from job group by state`)
	out := map[queue.State]int{}
	for _, r := range rows {
		out[queue.State(r.State)] = r.N
	}
	return out, s.fault("read", err)
}

// Retry implements [queue.Queue].
func (s *Store) Retry(ctx context.Context, ids ...int64) (int, error) {
	n, err := s.exec(ctx, `update job set state = 'waiting', attempts = 0, due = null where state = 'parked' and ($1::bigint[] is null or number = any($1))`, ids)
	return int(n), s.fault("write", err)
}

// Drop implements [queue.Queue].
func (s *Store) Drop(ctx context.Context, ids ...int64) (int, error) {
	n, err := s.exec(ctx, `delete from job where state = 'parked' and ($1::bigint[] is null or number = any($1))`, ids)
	return int(n), s.fault("write", err)
}
