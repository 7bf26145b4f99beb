package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/hearsay-news/hearsay/internal/store"
)

// patience is how long a database that went away is waited for, from the first
// time that it does not answer. One that was never reached is not waited for:
// nothing is lost yet, and its address may be wrong.
const patience = time.Minute

// noticed is the pause from which on it is told that the database is waited for:
// after some 0.7 seconds.
const noticed = 400 * time.Millisecond

// mostConflicts is how often a transaction is tried again that others got in the
// way of.
const mostConflicts = 10

// retry does something again that met another writer, or that lost the
// database. What it does must be safe to do twice: where the connection breaks
// while a change is committed, nobody knows whether it was. Put finds its own
// records then, and counts them as known.
func (s *Store) retry(ctx context.Context, do func(context.Context) error) error {
	var gone time.Time // since when it does not answer
	pause := 50 * time.Millisecond
	for conflicts := 0; ; {
		err := do(ctx)
		switch {
		case err == nil:
			s.waits.Store(false)
			return nil
		case ctx.Err() != nil && away(err): // it was given no more time
			return ctx.Err()
		case ctx.Err() != nil:
			return err
		case conflict(err):
			if conflicts++; conflicts > mostConflicts {
				return err
			}
			pause = time.Duration(1+rand.IntN(20*conflicts)) * time.Millisecond
		case away(err):
			if gone.IsZero() {
				gone = time.Now()
			}
			if time.Since(gone) >= s.wait(err) {
				return err
			}
			if pause >= noticed && s.waits.CompareAndSwap(false, true) {
				store.Notice(ctx, fmt.Sprintf("%s: %v; it is waited for", s.name, store.ErrAway))
			}
			pause = min(max(pause, 50*time.Millisecond)*2, 3*time.Second)
		default:
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// wait is how long to wait after an error: for a server that says that it
// starts, always.
func (s *Store) wait(err error) time.Duration {
	if code(err) == "57P03" {
		return patience
	}
	return s.patience
}

// conflict reports whether a transaction failed since others ran beside it:
// serialization, deadlock, or a row that another made at the same time.
func conflict(err error) bool {
	switch code(err) {
	case "40001", "40P01", "23505":
		return true
	}
	return false
}

// away reports whether the database can't be reached, or not now.
func away(err error) bool {
	if c := code(err); c != "" {
		// Connection exceptions; shut down, crashed, starting; too many connections;
		// ended since this program slept in the middle of a transaction.
		return strings.HasPrefix(c, "08") || strings.HasPrefix(c, "57P") || c == "53300" || c == "25P03"
	}
	if errors.Is(err, context.Canceled) || untrusted(err) != nil {
		return false
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if errors.Is(err, context.DeadlineExceeded) { // of whoever asked; it calls itself a net.Error
		return false
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err)
}

// change runs do in one transaction, again where others get in its way.
func (s *Store) change(ctx context.Context, do func(context.Context, pgx.Tx) error) error {
	return s.retry(ctx, func(ctx context.Context) error {
		return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return do(ctx, tx) })
	})
}

// query reads rows, each into a value, from the first again where the database
// was lost on the way.
func query[T any](ctx context.Context, s *Store, to pgx.RowToFunc[T], sql string, args ...any) (all []T, err error) {
	err = s.retry(ctx, func(ctx context.Context) error {
		rows, err := s.pool.Query(ctx, sql, args...)
		if err != nil {
			return err
		}
		all, err = pgx.CollectRows(rows, to)
		return err
	})
	return all, err
}

// one reads the only row of a query into values; pgx.ErrNoRows where there is
// none.
func (s *Store) one(ctx context.Context, sql string, args []any, to ...any) error {
	return s.retry(ctx, func(ctx context.Context) error { return s.pool.QueryRow(ctx, sql, args...).Scan(to...) })
}
