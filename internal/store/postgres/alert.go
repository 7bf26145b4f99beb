package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
)

const alertColumns = `name, query, hook, secret, added, seen, told, due, failures, fault`

func scanAlert(row pgx.CollectableRow, more ...any) (a store.Alert, err error) {
	var due *time.Time
	err = row.Scan(append([]any{&a.Name, &a.Query, &a.Hook, &a.Secret, &a.Added, &a.Seen, &a.Told, &due, &a.Failures, &a.Fault}, more...)...)
	a.Added, a.Due = a.Added.UTC(), moment(due)
	return a, err
}

// Alerts implements [store.Alerts].
func (s *Store) Alerts(ctx context.Context) ([]store.Alert, error) {
	found, err := query(ctx, s, func(row pgx.CollectableRow) (store.Alert, error) {
		var last *time.Time
		var fresh int
		a, err := scanAlert(row, &fresh, &last)
		a.New, a.Last = fresh, moment(last)
		return a, err
	}, `select `+alertColumns+`, (select count(*) from finding where alert = name and number > seen),
		(select at from finding where alert = name order by number desc limit 1) from alert order by name collate "C"`)
	return found, s.fault("read", err)
}

// AddAlert implements [store.Alerts]. It waits for those who are writing articles
// and have looked already whether there are alerts.
func (s *Store) AddAlert(ctx context.Context, a store.Alert) error {
	return s.fault("write", s.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `lock table arrival in share row exclusive mode`); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `insert into alert (`+alertColumns+`) values ($1, $2, $3, $4, $5, 0, 0, null, 0, '') on conflict do nothing`,
			clean(a.Name), clean(a.Query), clean(a.Hook), a.Secret, known(a.Added))
		if err == nil && tag.RowsAffected() == 0 {
			err = store.ErrTaken
		}
		if err != nil {
			return err
		}
		return note(ctx, tx, driver.AddAlert, a.Name)
	}))
}

// keep keeps findings of an alert that it has not yet, and forgets the oldest. It
// returns how many are new. An alert that is there no more finds nothing.
func keep(ctx context.Context, tx pgx.Tx, alert string, found []store.Finding) (n int, err error) {
	for _, f := range found {
		tag, err := tx.Exec(ctx, `insert into finding (alert, at, sign, statement) select name, $1, $2, $3 from alert where name = $4 on conflict do nothing`,
			known(f.At), f.Sign, clean(string(f.Statement)), alert)
		if err != nil {
			return 0, err
		}
		n += int(tag.RowsAffected())
	}
	_, err = tx.Exec(ctx, `delete from finding where alert = $1 and number <= (select number from finding where alert = $1 order by number desc limit 1 offset $2)`, alert, store.MostFindings)
	return n, err
}

// finding runs do in one transaction. Those come one after another, so that a
// finding never has a lower number than one that was seen before it.
func (s *Store) finding(ctx context.Context, do func(context.Context, pgx.Tx) error) error {
	return s.fault("write", s.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `lock table finding in share row exclusive mode`); err != nil {
			return err
		}
		return do(ctx, tx)
	}))
}

// Seed implements [store.Alerts].
func (s *Store) Seed(ctx context.Context, alert string, found []store.Finding) error {
	return s.finding(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := keep(ctx, tx, alert, found); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `update alert set seen = last, told = last from (select coalesce(max(number), 0) as last from finding where alert = $1) x where name = $1`, alert)
		return err
	})
}

// RemoveAlert implements [store.Alerts].
func (s *Store) RemoveAlert(ctx context.Context, name string) error {
	if err := s.noted(ctx, store.ErrNotFound, driver.RemoveAlert, name, `delete from alert where name = $1`, clean(name)); err != nil {
		return err
	}
	_, err := s.exec(ctx, `delete from arrival where not exists (select from alert)`)
	return s.fault("write", err)
}

// See implements [store.Alerts].
func (s *Store) See(ctx context.Context, alert string, upTo int64) error {
	n, err := s.exec(ctx, `update alert set seen = greatest(seen, $1) where name = $2`, upTo, clean(alert))
	return s.fault("write", some(n, err))
}

func toFinding(row pgx.CollectableRow) (f store.Finding, err error) {
	err = row.Scan(&f.ID, &f.At, &f.Sign, &f.Statement)
	f.At = f.At.UTC()
	return f, err
}

const findingColumns = `number, at, sign, statement`

// Findings implements [store.Alerts].
func (s *Store) Findings(ctx context.Context, alert string, before int64, most int) ([]store.Finding, error) {
	found, err := query(ctx, s, toFinding, `select `+findingColumns+` from finding where alert = $1 and ($2 = 0 or number < $2) order by number desc limit $3`, clean(alert), before, most)
	return found, s.fault("read", err)
}

// Arrived implements [store.Alerts].
func (s *Store) Arrived(ctx context.Context, most int) ([]int64, error) {
	numbers, err := query(ctx, s, pgx.RowTo[int64], `select number from arrival order by number limit $1`, most)
	return numbers, s.fault("read", err)
}

// SearchIn implements [store.Alerts].
func (s *Store) SearchIn(ctx context.Context, q *store.Query, number int64) ([]store.Hit, error) {
	at, err := query(ctx, s, pgx.RowTo[int64], `select place from article where number = $1 and current`, number)
	if err != nil || len(at) == 0 {
		return nil, s.fault("read", err)
	}
	meant, err := s.meanings(ctx, q)
	if err != nil {
		return nil, s.fault("read", err)
	}
	from, to, ok := driver.Within(q, at[0])
	l := look(q, 0, meant)
	if !ok || l.nothing {
		return nil, nil
	}
	l.args[0], l.args[1] = from, to
	places, err := query(ctx, s, pgx.RowTo[int64], fmt.Sprintf(`select place from %s order by place desc`, l.rows()), l.args...)
	if err != nil {
		return nil, s.fault("search", err)
	}
	f := &store.Found{}
	err = s.hits(ctx, places, f)
	return f.Hits, s.fault("search", err)
}

// SettleArrival implements [store.Alerts].
func (s *Store) SettleArrival(ctx context.Context, number int64, found map[string][]store.Finding) (n int, err error) {
	err = s.finding(ctx, func(ctx context.Context, tx pgx.Tx) error {
		n = 0
		tag, err := tx.Exec(ctx, `delete from arrival where number = $1`, number)
		if err != nil || tag.RowsAffected() == 0 {
			return err // another was faster
		}
		for alert, some := range found {
			one, err := keep(ctx, tx, alert, some)
			if err != nil {
				return err
			}
			n += one
		}
		return nil
	})
	return n, err
}

// TakeDeliveries implements [store.Alerts].
func (s *Store) TakeDeliveries(ctx context.Context) ([]store.Delivery, error) {
	taken, err := query(ctx, s, func(row pgx.CollectableRow) (store.Alert, error) { return scanAlert(row) }, `update alert set due = now() + $1::interval
		where hook <> '' and (due is null or due <= now()) and exists (select from finding where alert = name and number > told) returning `+alertColumns, store.HookLease)
	var out []store.Delivery
	for _, a := range taken {
		found, err := query(ctx, s, toFinding, `select `+findingColumns+` from finding where alert = $1 and number > $2 order by number limit $3`, a.Name, a.Told, store.MostDelivered)
		if err != nil {
			return nil, s.fault("read", err)
		}
		out = append(out, store.Delivery{Alert: a, Findings: found})
	}
	return out, s.fault("write", err)
}

// EndDelivery implements [store.Alerts].
func (s *Store) EndDelivery(ctx context.Context, alert string, told int64, due time.Time, fault string) error {
	_, err := s.exec(ctx, `update alert set told = greatest(told, $1), due = $2, fault = $3, failures = case when $3 = '' then 0 else failures + 1 end where name = $4`,
		told, known(due), clean(fault), clean(alert))
	return s.fault("write", err)
}
