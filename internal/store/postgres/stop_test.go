package postgres

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
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
