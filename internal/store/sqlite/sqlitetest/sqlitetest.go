// Package sqlitetest gives tests a collection in a file of their own.
//
//	s := sqlitetest.Open(t)
package sqlitetest

import (
	"path/filepath"
	"testing"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/sqlite"
)

// Open opens an empty collection, which is closed when the test ends.
func Open(t testing.TB) store.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "news.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
