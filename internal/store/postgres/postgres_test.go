package postgres

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/storetest"
)

// server is the address of the server for tests; without one they are skipped.
func server(t testing.TB) string {
	t.Helper()
	at := os.Getenv("HEARSAY_TEST_POSTGRES")
	if at == "" {
		t.Skip("no PostgreSQL to test on; start one: export HEARSAY_TEST_POSTGRES=$(make -s testdb)")
	}
	return at
}

var schemas atomic.Int64

// address is that of a schema of the test's own, which ends with it.
func address(t testing.TB) string {
	t.Helper()
	at := server(t)
	schema := fmt.Sprintf("test_%d_%d", os.Getpid(), schemas.Add(1))
	run := func(sql string) {
		t.Helper()
		conn, err := pgx.Connect(context.Background(), at)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(context.Background())
		if _, err := conn.Exec(context.Background(), sql); err != nil {
			t.Fatal(err)
		}
	}
	run(`create schema ` + schema)
	t.Cleanup(func() { run(`drop schema ` + schema + ` cascade`) })
	return with(at, "search_path", schema)
}

// with is an address with a setting.
func with(address, name, value string) string {
	sep := "?"
	if strings.Contains(address, "?") {
		sep = "&"
	}
	return address + sep + name + "=" + url.QueryEscape(value)
}

func open(t testing.TB, address string) *Store {
	t.Helper()
	s, err := Open(t.Context(), address, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t testing.TB) store.Store { return open(t, address(t)) })
}
