package postgres

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/hearsay-news/hearsay/internal/store"
)

// When the deadline of a query comes, the server ends it, too.
func TestQueryStopsOnTheServer(t *testing.T) {
	s := open(t, address(t))
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if _, err := query(ctx, s, pgx.RowTo[string], `select pg_sleep(600)::text || 'stopped'`); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("the query gives %v", err)
	}
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		var running int
		if err := s.one(t.Context(), `select count(*) from pg_stat_activity where query like '%pg_sleep(600)%stopped%' and pid <> pg_backend_pid() and state = 'active'`, nil, &running); err != nil {
			t.Fatal(err)
		}
		if running == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatal("the server still runs it after 30 s")
		}
	}
}

// Whoever gives a query no more time is told that, and not that the database does
// not answer, whether it was asked or could not be reached yet.
func TestDeadlineIsNotAway(t *testing.T) {
	s := open(t, address(t))
	for name, ask := range map[string]func(ctx context.Context) error{
		"a query": func(ctx context.Context) error {
			_, err := query(ctx, s, pgx.RowTo[string], `select pg_sleep(600)::text`)
			return err
		},
		"connecting": func(ctx context.Context) error {
			return s.retry(ctx, func(ctx context.Context) error {
				c := s.config.Copy()
				c.DialFunc = func(ctx context.Context, _, _ string) (net.Conn, error) {
					<-ctx.Done()
					return nil, ctx.Err()
				}
				conn, err := pgx.ConnectConfig(ctx, c)
				if err == nil {
					err = conn.Close(ctx)
				}
				return err
			})
		},
		"counting": func(ctx context.Context) error {
			<-ctx.Done()
			_, err := s.Stats(ctx)
			return err
		},
	} {
		ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
		err := s.fault("read", ask(ctx))
		stop()
		if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, store.ErrAway) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
