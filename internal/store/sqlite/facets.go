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
	rows, err := s.newest(ctx, q)
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

// newest is the newest rows that a query finds, from the last on.
func (s *Store) newest(ctx context.Context, q *store.Query) ([]int64, error) {
	table, args := finds(q, 0)
	return s.places(ctx, table+` order by line desc limit ?`, append(args, store.MostCounted)...)
}

// outletsOf counts rows by the outlet of their articles.
func (s *Store) outletsOf(ctx context.Context, rows []int64) ([]store.FacetCount, error) {
	n := map[string]int{}
	st, err := s.read.PrepareContext(ctx, `select outlet from article where place = ?`)
	if err != nil {
		return nil, err
	}
	defer st.Close()
	for at, k := range driver.Places(rows) {
		var name string
		if err := st.QueryRowContext(ctx, at).Scan(&name); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
		n[name] += k
	}
	return driver.Largest(n), nil
}

// formsOf counts rows by the form of the statements.
func (s *Store) formsOf(ctx context.Context, q *store.Query, rows []int64) ([]store.FacetCount, error) {
	n := map[string]int{}
	for form, one := range driver.ByForm(q, rows) {
		table, args := finds(one, 0)
		var k int
		if err := s.read.QueryRowContext(ctx, `select count(*) from (`+table+` limit ?)`, append(args, store.MostCounted)...).Scan(&k); err != nil {
			return nil, err
		}
		n[form] = k
	}
	return driver.Largest(n), nil
}
