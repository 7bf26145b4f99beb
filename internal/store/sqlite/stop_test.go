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

// A search ends in the middle of its work when its deadline comes, whether it has
// found something before or not: the engine looks up between two pages of the index.
func TestSearchStops(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "news.db"))
	_, err := s.write.Exec(`insert into statement (rowid, words) values (0, 'of pumps the town');
		insert into statement (rowid, words)
		with recursive n (i) as (select 1 union all select i + 1 from n where i < 40000) select i, ? from n;
		insert into statement (rowid, words) values (40001, 'of pumps the town')`, strings.Repeat("the pumps of the town ", 5))
	if err != nil {
		t.Fatal(err)
	}
	long := &store.Query{Terms: slices.Repeat([]store.Term{{Text: "of pumps the town", Or: true}}, 100)}
	for name, search := range map[string]func(context.Context, *store.Query) error{
		"Search": func(ctx context.Context, q *store.Query) error {
			_, err := s.Search(ctx, q, store.Page{})
			return err
		},
		"Records": func(ctx context.Context, q *store.Query) error {
			for _, err := range s.Records(ctx, q) {
				return err
			}
			return nil
		},
	} {
		began := time.Now()
		if err := search(t.Context(), &store.Query{Terms: long.Terms[:10]}); err != nil {
			t.Errorf("%s: a tenth of it: %v", name, err)
		}
		whole := 10 * time.Since(began)
		ctx, stop := context.WithTimeout(t.Context(), whole/100)
		began = time.Now()
		err := search(ctx, long)
		took := time.Since(began)
		stop()
		if !errors.Is(err, store.ErrSlow) || took > whole/2 {
			t.Errorf("%s: of %v it took %v: %v", name, whole, took, err)
		}
		t.Logf("%s: of %v it took %v", name, whole, took)
	}
}
