package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
)

// Facets implements [store.Store].
func (s *Store) Facets(ctx context.Context, q *store.Query) (*store.Facets, error) {
	table, args := finds(q, 0)
	rows, err := s.places(ctx, table+` order by line desc limit ?`, append(args, store.MostCounted)...)
	if err != nil {
		return nil, s.fault("count", err)
	}
	f, err := driver.Facets(q, rows,
		func(places map[int64]int) (map[string]int, error) { return s.outletsAt(ctx, places) },
		func(q *store.Query) (int, error) { return s.count(ctx, q) })
	return f, s.fault("count", err)
}

// outletsAt counts by the outlet of the articles at some places.
func (s *Store) outletsAt(ctx context.Context, places map[int64]int) (map[string]int, error) {
	st, err := s.read.PrepareContext(ctx, `select outlet from article where place = ?`)
	if err != nil {
		return nil, err
	}
	defer st.Close()
	n := map[string]int{}
	for at, k := range places {
		var name string
		if err := st.QueryRowContext(ctx, at).Scan(&name); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
		n[name] += k
	}
	return n, nil
}

// count counts what a query finds, up to store.MostCounted.
func (s *Store) count(ctx context.Context, q *store.Query) (n int, err error) {
	table, args := finds(q, 0)
	err = s.read.QueryRowContext(ctx, `select count(*) from (`+table+` limit ?)`, append(args, store.MostCounted)...).Scan(&n)
	return n, err
}
