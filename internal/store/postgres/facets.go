package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
)

// facets counts rows, which are in order, the last one first.
func (s *Store) facets(ctx context.Context, rows []int64) (*store.Facets, error) {
	c := driver.Count(rows)
	found, err := query(ctx, s, func(row pgx.CollectableRow) (f driver.Facet, err error) {
		return f, row.Scan(&f.Place, &f.Outlet, &f.Key, &f.Said)
	}, `select place, outlet, key, said from facet where place = any($1)`, c.Places())
	if err != nil {
		return nil, err
	}
	for i := range found {
		c.Add(&found[i])
	}
	type merged struct{ Number, Head int64 }
	parts, err := query(ctx, s, pgx.RowToStructByPos[merged], `select number, part_of from entity where part_of is not null`)
	if err != nil {
		return nil, err
	}
	heads := map[int64]int64{}
	for _, p := range parts {
		heads[p.Number] = p.Head
	}
	return c.Facets(heads, func(numbers []int64) (map[int64]string, error) { return s.namesOf(ctx, numbers) })
}

// namesOf are the names of entities by their numbers.
func (s *Store) namesOf(ctx context.Context, numbers []int64) (map[int64]string, error) {
	type called struct {
		Number int64
		Name   string
	}
	found, err := query(ctx, s, pgx.RowToStructByPos[called], `select number, name from entity where number = any($1)`, numbers)
	out := map[int64]string{}
	for _, c := range found {
		out[c.Number] = c.Name
	}
	return out, err
}

// Published implements [store.Store].
func (s *Store) Published(ctx context.Context, outlet string) (*store.Published, error) {
	p := &store.Published{}
	key := driver.Exact(outlet)
	if key == "" {
		return p, nil
	}
	err := s.one(ctx, fmt.Sprintf(`
		with newest as materialized (select place, origin from facet where key = $1 order by place desc limit %d)
		select count(*), count(*) filter (where origin = %d), count(*) filter (where origin = %d), count(*) filter (where origin = %d),
		count(*) filter (where origin = %[4]d and not exists (
		  select from article a where a.number = newest.place >> %[5]d & %[6]d
		  and (a.root in (select root from member) or a.root in (select root from unlinked))))
		from newest`, store.MostCounted, store.Wire, store.Crediting, store.Own, driver.StatementBits, driver.MostArticles-1), []any{key},
		&p.Articles, &p.Wire, &p.Crediting, &p.Own, &p.Alone)
	return p, s.fault("count", err)
}

// checkFacets compares what statements are counted by with the articles.
func (s *Store) checkFacets(ctx context.Context, report func(store.Damage)) error {
	var wrong int
	err := s.one(ctx, `select count(*) from facet where place not in (select place from article where current)`, nil, &wrong)
	if err != nil {
		return err
	}
	if wrong > 0 {
		report(store.Damage{What: fmt.Sprintf("statements are counted by %d articles that are not there", wrong), Mend: driver.MendIndex})
	}
	return driver.CheckCounted(s.every(ctx, `current and not exists (select from facet where facet.place = article.place)`), report)
}
