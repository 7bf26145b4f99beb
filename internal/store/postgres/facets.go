package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
)

// Facets implements [store.Store].
func (s *Store) Facets(ctx context.Context, q *store.Query) (*store.Facets, error) {
	rows, err := s.newest(ctx, q, store.Page{Size: store.MostCounted - 1}, &store.Found{})
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
	type published struct {
		Place  int64
		Outlet string
	}
	numbers := standing(slices.Collect(maps.Keys(places)))
	found, err := query(ctx, s, pgx.RowToStructByPos[published], `select place, outlet from article where number = any($1)`, numbers)
	n := map[string]int{}
	for _, p := range found {
		n[p.Outlet] += places[p.Place]
	}
	return n, err
}

// count counts what a query finds, up to store.MostCounted.
func (s *Store) count(ctx context.Context, q *store.Query) (n int, err error) {
	meant, err := s.meanings(ctx, q)
	if err != nil {
		return 0, err
	}
	l := look(q, 0, meant)
	if l.nothing {
		return 0, nil
	}
	err = s.one(ctx, fmt.Sprintf(`select count(*) from (select from %s limit %d) x`, l.rows(), store.MostCounted), l.args, &n)
	return n, err
}
