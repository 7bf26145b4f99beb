package sqlite

import (
	"context"
	"database/sql"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
)

const alertColumns = `name, query, hook, secret, added, seen, told, due, failures, fault`

func scanAlert(rows *sql.Rows, more ...any) (a store.Alert, err error) {
	var added, due int64
	err = rows.Scan(append([]any{&a.Name, &a.Query, &a.Hook, &a.Secret, &added, &a.Seen, &a.Told, &due, &a.Failures, &a.Fault}, more...)...)
	a.Added, a.Due = moment(added), moment(due)
	return a, err
}

// Alerts implements [store.Alerts].
func (s *Store) Alerts(ctx context.Context) ([]store.Alert, error) {
	return all(ctx, s, func(rows *sql.Rows) (store.Alert, error) {
		var last int64
		var fresh int
		a, err := scanAlert(rows, &fresh, &last)
		a.New, a.Last = fresh, moment(last)
		return a, err
	}, `select `+alertColumns+`, (select count(*) from finding where alert = name and number > seen),
		coalesce((select at from finding where alert = name order by number desc limit 1), 0) from alert order by name`)
}

// AddAlert implements [store.Alerts].
func (s *Store) AddAlert(ctx context.Context, a store.Alert) error {
	return s.noted(ctx, driver.AddAlert, a.Name, func(tx *sql.Tx) error {
		return fresh(tx.Exec(`insert into alert (`+alertColumns+`) values (?, ?, ?, ?, ?, 0, 0, 0, 0, '') on conflict do nothing`, a.Name, a.Query, a.Hook, a.Secret, seconds(a.Added)))
	})
}

// keep keeps findings of an alert that it has not yet, and forgets the oldest. It
// returns how many are new. An alert that is there no more finds nothing.
func keep(tx *sql.Tx, alert string, found []store.Finding) (n int, err error) {
	for _, f := range found {
		res, err := tx.Exec(`insert into finding (alert, at, sign, statement) select name, ?, ?, ? from alert where name = ? on conflict do nothing`,
			seconds(f.At), f.Sign, string(f.Statement), alert)
		if err != nil {
			return 0, err
		}
		one, err := res.RowsAffected()
		if err != nil {
			return 0, err
		}
		n += int(one)
	}
	_, err = tx.Exec(`delete from finding where alert = ?1 and number <= (select number from finding where alert = ?1 order by number desc limit 1 offset ?2)`, alert, store.MostFindings)
	return n, err
}

// Seed implements [store.Alerts].
func (s *Store) Seed(ctx context.Context, alert string, found []store.Finding) error {
	return s.fault("write", s.change(ctx, func(tx *sql.Tx) error {
		if _, err := keep(tx, alert, found); err != nil {
			return err
		}
		_, err := tx.Exec(`update alert set seen = last, told = last from (select coalesce(max(number), 0) as last from finding where alert = ?1) where name = ?1`, alert)
		return err
	}))
}

// RemoveAlert implements [store.Alerts].
func (s *Store) RemoveAlert(ctx context.Context, name string) error {
	return s.noted(ctx, driver.RemoveAlert, name, func(tx *sql.Tx) error {
		if err := some(tx.Exec(`delete from alert where name = ?`, name)); err != nil {
			return err
		}
		if _, err := tx.Exec(`delete from finding where alert = ?`, name); err != nil {
			return err
		}
		_, err := tx.Exec(`delete from arrival where not exists (select 1 from alert)`)
		return err
	})
}

// See implements [store.Alerts].
func (s *Store) See(ctx context.Context, alert string, upTo int64) error {
	return s.fault("write", s.change(ctx, func(tx *sql.Tx) error {
		return some(tx.Exec(`update alert set seen = max(seen, ?) where name = ?`, upTo, alert))
	}))
}

func scanFinding(rows *sql.Rows) (f store.Finding, err error) {
	var at int64
	err = rows.Scan(&f.ID, &at, &f.Sign, &f.Statement)
	f.At = moment(at)
	return f, err
}

const findingColumns = `number, at, sign, statement`

// Findings implements [store.Alerts].
func (s *Store) Findings(ctx context.Context, alert string, before int64, most int) ([]store.Finding, error) {
	return all(ctx, s, scanFinding, `select `+findingColumns+` from finding where alert = ?1 and (?2 = 0 or number < ?2) order by number desc limit ?3`, alert, before, most)
}

// Arrived implements [store.Alerts].
func (s *Store) Arrived(ctx context.Context, most int) ([]int64, error) {
	return all(ctx, s, scanNumber, `select number from arrival order by number limit ?`, most)
}

func scanNumber(rows *sql.Rows) (n int64, err error) { return n, rows.Scan(&n) }

// SearchIn implements [store.Alerts].
func (s *Store) SearchIn(ctx context.Context, q *store.Query, number int64) ([]store.Hit, error) {
	at, err := all(ctx, s, scanNumber, `select place from article where number = ? and current = 1`, number)
	if err != nil || len(at) == 0 {
		return nil, err
	}
	from, to, ok := driver.Within(q, at[0])
	if !ok {
		return nil, nil
	}
	meant, err := s.meanings(ctx, q)
	if err != nil {
		return nil, s.fault("search", err)
	}
	table, args := findsBetween(q, meant, from, to)
	places, err := s.places(ctx, table+` order by line desc`, args...)
	if err != nil {
		return nil, s.fault("search", err)
	}
	f := &store.Found{}
	return f.Hits, s.fault("search", s.hits(ctx, places, f))
}

// SettleArrival implements [store.Alerts].
func (s *Store) SettleArrival(ctx context.Context, number int64, found map[string][]store.Finding) (n int, err error) {
	err = s.change(ctx, func(tx *sql.Tx) error {
		res, err := tx.Exec(`delete from arrival where number = ?`, number)
		if err != nil {
			return err
		}
		if gone, err := res.RowsAffected(); err != nil || gone == 0 {
			return err // another was faster
		}
		for alert, some := range found {
			one, err := keep(tx, alert, some)
			if err != nil {
				return err
			}
			n += one
		}
		return nil
	})
	return n, s.fault("write", err)
}

// TakeDeliveries implements [store.Alerts].
func (s *Store) TakeDeliveries(ctx context.Context) (out []store.Delivery, err error) {
	now := time.Now()
	err = s.change(ctx, func(tx *sql.Tx) error {
		rows, err := tx.Query(`update alert set due = ? where hook <> '' and due <= ?
			and exists (select 1 from finding where alert = name and number > told) returning `+alertColumns, now.Add(store.HookLease).Unix(), now.Unix())
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			a, err := scanAlert(rows)
			if err != nil {
				return err
			}
			out = append(out, store.Delivery{Alert: a})
		}
		return rows.Err()
	})
	for i := range out {
		if err == nil {
			out[i].Findings, err = all(ctx, s, scanFinding, `select `+findingColumns+` from finding where alert = ? and number > ? order by number limit ?`,
				out[i].Alert.Name, out[i].Alert.Told, store.MostDelivered)
		}
	}
	return out, s.fault("write", err)
}

// EndDelivery implements [store.Alerts].
func (s *Store) EndDelivery(ctx context.Context, alert string, told int64, due time.Time, fault string) error {
	return s.fault("write", s.change(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(`update alert set told = max(told, ?1), due = ?2, fault = ?3, failures = case when ?3 = '' then 0 else failures + 1 end where name = ?4`,
			told, seconds(due), fault, alert)
		return err
	}))
}
