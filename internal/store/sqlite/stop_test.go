package sqlite

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
)

// A search ends in the middle of its work when its deadline comes: the engine
// looks up between two pages of the index.
func TestSearchStops(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "news.db"))
	_, err := s.write.Exec(`insert into statement (rowid, words)
		with recursive n (i) as (select 1 union all select i + 1 from n where i < 40000) select i, ? from n`, strings.Repeat("the pumps of the town ", 5))
	if err != nil {
		t.Fatal(err)
	}
	long := &store.Query{Terms: slices.Repeat([]store.Term{{Text: "of pumps the town", Or: true}}, 100)}
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	began := time.Now()
	if f, err := s.Search(ctx, long, store.Page{}); !errors.Is(err, store.ErrSlow) {
		t.Fatalf("found %+v, %v", f, err)
	}
	t.Logf("it ended after %v", time.Since(began))
	began = time.Now()
	if f, err := s.Search(t.Context(), &store.Query{Terms: long.Terms[:1]}, store.Page{}); err != nil || f.Total != 0 {
		t.Errorf("after that: %+v, %v", f, err)
	}
	t.Logf("a hundredth of it took %v", time.Since(began))
}
