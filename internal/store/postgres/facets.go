package postgres

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
)

// Facets implements [store.Store].
func (s *Store) Facets(ctx context.Context, q *store.Query) (*store.Facets, error) {
	rows, err := s.counted(ctx, q)
	if err != nil {
		return nil, s.fault("count", err)
	}
	f := &store.Facets{Total: len(rows), Days: driver.CountDays(rows)}
	if f.Outlets, err = s.outletsOf(ctx, rows); err != nil {
		return nil, s.fault("count", err)
	}
	f.Forms, err = s.formsOf(ctx, q, rows)
	return f, s.fault("count", err)
}

// counted is the newest rows that a query finds, from the last on.
func (s *Store) counted(ctx context.Context, q *store.Query) ([]int64, error) {
	return s.newest(ctx, q, store.Page{Size: store.MostCounted - 1}, &store.Found{})
}

// outletsOf counts rows by the outlet of their articles.
func (s *Store) outletsOf(ctx context.Context, rows []int64) ([]store.FacetCount, error) {
	counts := driver.Places(rows)
	var numbers []int64
	for at := range counts {
		number, _ := driver.NumberOf(at)
		numbers = append(numbers, number)
	}
	type published struct {
		Place  int64
		Outlet string
	}
	found, err := query(ctx, s, pgx.RowToStructByPos[published], `select place, outlet from article where number = any($1)`, numbers)
	n := map[string]int{}
	for _, p := range found {
		n[p.Outlet] += counts[p.Place]
	}
	return driver.Largest(n), err
}

// formsOf counts rows by the form of the statements.
func (s *Store) formsOf(ctx context.Context, q *store.Query, rows []int64) ([]store.FacetCount, error) {
	n := map[string]int{}
	meant, err := s.meanings(ctx, q)
	if err != nil {
		return nil, err
	}
	for form, one := range driver.ByForm(q, rows) {
		l := look(one, 0, slices.Clone(meant))
		if l.nothing {
			continue
		}
		var k int
		if err := s.one(ctx, fmt.Sprintf(`select count(*) from (select from %s limit %d) x`, l.rows(), store.MostCounted), l.args, &k); err != nil {
			return nil, err
		}
		n[form] = k
	}
	return driver.Largest(n), nil
}
