package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
)

// note writes a line of the audit log.
func note(ctx context.Context, tx *sql.Tx, what, of string) error {
	_, err := tx.Exec(`insert into audit (at, who, what, of) values (?, ?, ?, ?)`, time.Now().Unix(), store.Actor(ctx), what, driver.Short(of))
	return err
}

// noted runs a change and notes it in one transaction: what was done to what.
func (s *Store) noted(ctx context.Context, what, of string, do func(*sql.Tx) error) error {
	return s.fault("write", s.change(ctx, func(tx *sql.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		return note(ctx, tx, what, of)
	}))
}

// fresh is ErrTaken where nothing was added.
func fresh(res sql.Result, err error) error {
	if err = some(res, err); errors.Is(err, store.ErrNotFound) {
		return store.ErrTaken
	}
	return err
}

// all reads the rows of a query, each into a value.
func all[T any](ctx context.Context, s *Store, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, s.fault("read", err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, s.fault("read", err)
		}
		out = append(out, one)
	}
	return out, s.fault("read", rows.Err())
}

// Accounts implements [store.Accounts].
func (s *Store) Accounts(ctx context.Context) ([]store.Account, error) {
	return all(ctx, s, scanAccount, `select name, role, password, added from account order by name`)
}

func scanAccount(rows *sql.Rows) (a store.Account, err error) {
	var added int64
	err = rows.Scan(&a.Name, &a.Role, &a.Password, &added)
	a.Added = moment(added)
	return a, err
}

// AddAccount implements [store.Accounts].
func (s *Store) AddAccount(ctx context.Context, a store.Account) error {
	return s.noted(ctx, driver.AddAccount, driver.NameRole(a.Name, a.Role), func(tx *sql.Tx) error {
		return fresh(tx.Exec(`insert into account (name, role, password, added) values (?, ?, ?, ?) on conflict do nothing`, a.Name, string(a.Role), a.Password, seconds(a.Added)))
	})
}

// SetPassword implements [store.Accounts].
func (s *Store) SetPassword(ctx context.Context, name, password string) error {
	return s.noted(ctx, driver.SetPassword, name, func(tx *sql.Tx) error {
		if err := some(tx.Exec(`update account set password = ? where name = ?`, password, name)); err != nil {
			return err
		}
		_, err := tx.Exec(`delete from session where account = ?`, name)
		return err
	})
}

// RemoveAccount implements [store.Accounts].
func (s *Store) RemoveAccount(ctx context.Context, name string) error {
	return s.noted(ctx, driver.RemoveAccount, name, func(tx *sql.Tx) error {
		if err := some(tx.Exec(`delete from account where name = ?`, name)); err != nil {
			return err
		}
		_, err := tx.Exec(`delete from session where account = ?`, name)
		return err
	})
}

// BeginSession implements [store.Accounts].
func (s *Store) BeginSession(ctx context.Context, x store.Session) error {
	return s.fault("write", s.change(ctx, func(tx *sql.Tx) error {
		if _, err := tx.Exec(`delete from session where expires <= ?`, time.Now().Unix()); err != nil {
			return err
		}
		_, err := tx.Exec(`insert into session (digest, account, expires) values (?, ?, ?)`, x.Digest, x.Account, seconds(x.Expires))
		return err
	}))
}

// Session implements [store.Accounts].
func (s *Store) Session(ctx context.Context, digest []byte) (*store.Account, error) {
	found, err := all(ctx, s, scanAccount, `select name, role, password, added from account where name = (select account from session where digest = ? and expires > ?)`,
		digest, time.Now().Unix())
	if err == nil && len(found) == 0 {
		return nil, store.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}

// EndSession implements [store.Accounts].
func (s *Store) EndSession(ctx context.Context, digest []byte) error {
	return s.fault("write", s.change(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(`delete from session where digest = ?`, digest)
		return err
	}))
}

const tokenColumns = `name, role, digest, added, expires, used`

func scanToken(rows *sql.Rows) (t store.Token, err error) {
	var added, expires, used int64
	err = rows.Scan(&t.Name, &t.Role, &t.Digest, &added, &expires, &used)
	t.Added, t.Expires, t.Used = moment(added), moment(expires), moment(used)
	return t, err
}

// Tokens implements [store.Accounts].
func (s *Store) Tokens(ctx context.Context) ([]store.Token, error) {
	return all(ctx, s, scanToken, `select `+tokenColumns+` from token order by name`)
}

// AddToken implements [store.Accounts].
func (s *Store) AddToken(ctx context.Context, t store.Token) error {
	return s.noted(ctx, driver.AddToken, driver.NameRole(t.Name, t.Role), func(tx *sql.Tx) error {
		return fresh(tx.Exec(`insert into token (`+tokenColumns+`) values (?, ?, ?, ?, ?, 0) on conflict do nothing`, t.Name, string(t.Role), t.Digest, seconds(t.Added), seconds(t.Expires)))
	})
}

// Token implements [store.Accounts].
func (s *Store) Token(ctx context.Context, digest []byte) (*store.Token, error) {
	now := time.Now()
	found, err := all(ctx, s, scanToken, `select `+tokenColumns+` from token where digest = ? and (expires = 0 or expires > ?)`, digest, now.Unix())
	if err == nil && len(found) == 0 {
		return nil, store.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	t := &found[0]
	if now.Sub(t.Used).Abs() < driver.UsedWithin {
		return t, nil
	}
	return t, s.fault("write", s.change(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(`update token set used = ? where name = ?`, now.Unix(), t.Name)
		return err
	}))
}

// RemoveToken implements [store.Accounts].
func (s *Store) RemoveToken(ctx context.Context, name string) error {
	return s.noted(ctx, driver.RemoveToken, name, func(tx *sql.Tx) error {
		return some(tx.Exec(`delete from token where name = ?`, name))
	})
}

// Audit implements [store.Accounts].
func (s *Store) Audit(ctx context.Context, before int64, most int) ([]store.Entry, error) {
	return all(ctx, s, func(rows *sql.Rows) (e store.Entry, err error) {
		var at int64
		err = rows.Scan(&e.ID, &at, &e.Who, &e.What, &e.Of)
		e.At = moment(at)
		return e, err
	}, `select number, at, who, what, of from audit where ?1 = 0 or number < ?1 order by number desc limit ?2`, before, most)
}

// note writes a line of the audit log about entities.
func (g *registry) note(ctx context.Context, what, link string, rest []string, ids ...int64) error {
	names := make([]string, len(ids))
	for i, id := range ids {
		if err := g.tx.QueryRow(`select name from entity where number = ?`, id).Scan(&names[i]); err != nil {
			return err
		}
		names[i] = driver.Called(id, names[i])
	}
	return note(ctx, g.tx, what, driver.Deed(link, names, rest))
}
