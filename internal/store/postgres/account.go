package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
)

// note writes a line of the audit log.
func note(ctx context.Context, tx pgx.Tx, what, of string) error {
	_, err := tx.Exec(ctx, `insert into audit (at, who, what, of) values ($1, $2, $3, $4)`, known(time.Now()), clean(store.Actor(ctx)), what, clean(driver.Short(of)))
	return err
}

// note writes a line of the audit log about entities.
func (g *registry) note(ctx context.Context, what, link string, rest []string, ids ...int64) error {
	names := make([]string, len(ids))
	for i, id := range ids {
		if err := g.tx.QueryRow(ctx, `select name from entity where number = $1`, id).Scan(&names[i]); err != nil {
			return err
		}
		names[i] = driver.Called(id, names[i])
	}
	return note(ctx, g.tx, what, driver.Deed(link, names, rest))
}

// noted makes one change and notes it in one transaction: what was done to what.
// Where nothing changes the error is none.
func (s *Store) noted(ctx context.Context, none error, what, of, sql string, args ...any) error {
	return s.fault("write", s.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, sql, args...)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return none
		}
		return note(ctx, tx, what, of)
	}))
}

func toAccount(row pgx.CollectableRow) (a store.Account, err error) {
	err = row.Scan(&a.Name, &a.Role, &a.Password, &a.Added)
	a.Added = a.Added.UTC()
	return a, err
}

// Accounts implements [store.Accounts].
func (s *Store) Accounts(ctx context.Context) ([]store.Account, error) {
	all, err := query(ctx, s, toAccount, `select name, role, password, added from account order by name collate "C"`)
	return all, s.fault("read", err)
}

// AddAccount implements [store.Accounts].
func (s *Store) AddAccount(ctx context.Context, a store.Account) error {
	return s.noted(ctx, store.ErrTaken, driver.AddAccount, driver.NameRole(a.Name, a.Role),
		`insert into account (name, role, password, added) values ($1, $2, $3, $4) on conflict do nothing`, a.Name, string(a.Role), a.Password, known(a.Added))
}

// SetPassword implements [store.Accounts].
func (s *Store) SetPassword(ctx context.Context, name, password string) error {
	return s.noted(ctx, store.ErrNotFound, driver.SetPassword, name,
		`with x as (delete from session where account = $1) update account set password = $2 where name = $1`, clean(name), password)
}

// RemoveAccount implements [store.Accounts].
func (s *Store) RemoveAccount(ctx context.Context, name string) error {
	return s.noted(ctx, store.ErrNotFound, driver.RemoveAccount, name, `delete from account where name = $1`, clean(name))
}

// BeginSession implements [store.Accounts].
func (s *Store) BeginSession(ctx context.Context, x store.Session) error {
	_, err := s.exec(ctx, `with x as (delete from session where expires <= now()) insert into session (digest, account, expires) values ($1, $2, $3)`,
		x.Digest, x.Account, known(x.Expires))
	return s.fault("write", err)
}

// first is the first of what was found, or ErrNotFound.
func first[T any](s *Store, found []T, err error) (*T, error) {
	if err == nil && len(found) == 0 {
		return nil, store.ErrNotFound
	}
	if err != nil {
		return nil, s.fault("read", err)
	}
	return &found[0], nil
}

// Session implements [store.Accounts].
func (s *Store) Session(ctx context.Context, digest []byte) (*store.Account, error) {
	found, err := query(ctx, s, toAccount, `select name, role, password, added from account
		where name = (select account from session where digest = $1 and expires > now())`, digest)
	return first(s, found, err)
}

// EndSession implements [store.Accounts].
func (s *Store) EndSession(ctx context.Context, digest []byte) error {
	_, err := s.exec(ctx, `delete from session where digest = $1`, digest)
	return s.fault("write", err)
}

const tokenColumns = `name, role, digest, added, expires, used`

func toToken(row pgx.CollectableRow) (t store.Token, err error) {
	var expires, used *time.Time
	err = row.Scan(&t.Name, &t.Role, &t.Digest, &t.Added, &expires, &used)
	t.Added, t.Expires, t.Used = t.Added.UTC(), moment(expires), moment(used)
	return t, err
}

// Tokens implements [store.Accounts].
func (s *Store) Tokens(ctx context.Context) ([]store.Token, error) {
	all, err := query(ctx, s, toToken, `select `+tokenColumns+` from token order by name collate "C"`)
	return all, s.fault("read", err)
}

// AddToken implements [store.Accounts].
func (s *Store) AddToken(ctx context.Context, t store.Token) error {
	return s.noted(ctx, store.ErrTaken, driver.AddToken, driver.NameRole(t.Name, t.Role),
		`insert into token (`+tokenColumns+`) values ($1, $2, $3, $4, $5, null) on conflict do nothing`, t.Name, string(t.Role), t.Digest, known(t.Added), known(t.Expires))
}

// Token implements [store.Accounts].
func (s *Store) Token(ctx context.Context, digest []byte) (*store.Token, error) {
	found, err := query(ctx, s, toToken, `select `+tokenColumns+` from token where digest = $1 and (expires is null or expires > now())`, digest)
	t, err := first(s, found, err)
	if err != nil || time.Since(t.Used).Abs() < driver.UsedWithin {
		return t, err
	}
	_, err = s.exec(ctx, `update token set used = $1 where name = $2`, known(time.Now()), t.Name)
	return t, s.fault("write", err)
}

// RemoveToken implements [store.Accounts].
func (s *Store) RemoveToken(ctx context.Context, name string) error {
	return s.noted(ctx, store.ErrNotFound, driver.RemoveToken, name, `delete from token where name = $1`, clean(name))
}

// Audit implements [store.Accounts].
func (s *Store) Audit(ctx context.Context, before int64, most int) ([]store.Entry, error) {
	all, err := query(ctx, s, func(row pgx.CollectableRow) (e store.Entry, err error) {
		err = row.Scan(&e.ID, &e.At, &e.Who, &e.What, &e.Of)
		e.At = e.At.UTC()
		return e, err
	}, `select number, at, who, what, of from audit where $1 = 0 or number < $1 order by number desc limit $2`, before, most)
	return all, s.fault("read", err)
}
