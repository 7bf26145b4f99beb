package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
)

// facets counts rows, which are in order, the last one first.
func (s *Store) facets(ctx context.Context, rows []int64) (*store.Facets, error) {
	c := driver.Count(rows)
	found, err := s.read.QueryContext(ctx, `select place, outlet, facet.key, said from json_each(?) cross join facet on place = value`, "["+list(c.Places())+"]")
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var f driver.Facet
	var said sql.RawBytes
	for found.Next() {
		if err := found.Scan(&f.Place, &f.Outlet, &f.Key, &said); err != nil {
			return nil, err
		}
		f.Said = said
		c.Add(&f)
	}
	if err := found.Err(); err != nil {
		return nil, err
	}
	heads := map[int64]int64{}
	err = s.pairs(ctx, `select number, part_of from entity where part_of is not null`, func(number, head int64) { heads[number] = head })
	if err != nil {
		return nil, err
	}
	return c.Facets(heads, func(numbers []int64) (map[int64]string, error) { return s.namesOf(ctx, numbers) })
}

// pairs calls each for every row of two numbers.
func (s *Store) pairs(ctx context.Context, query string, each func(a, b int64)) error {
	rows, err := s.read.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var a, b int64
		if err := rows.Scan(&a, &b); err != nil {
			return err
		}
		each(a, b)
	}
	return rows.Err()
}

// namesOf are the names of entities by their numbers.
func (s *Store) namesOf(ctx context.Context, numbers []int64) (map[int64]string, error) {
	out := map[int64]string{}
	rows, err := s.read.QueryContext(ctx, `select number, name from entity where number in (`+list(numbers)+`)`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var number int64
		var name string
		if err := rows.Scan(&number, &name); err != nil {
			return nil, err
		}
		out[number] = name
	}
	return out, rows.Err()
}

// Published implements [store.Store].
func (s *Store) Published(ctx context.Context, outlet string) (*store.Published, error) {
	p := &store.Published{}
	key := driver.Exact(outlet)
	if key == "" {
		return p, nil
	}
	err := s.read.QueryRowContext(ctx, fmt.Sprintf(`
		with newest as materialized (select place, origin from facet where key = ? order by place desc limit %d)
		select count(*), count(*) filter (where origin = %d), count(*) filter (where origin = %d), count(*) filter (where origin = %d),
		count(*) filter (where origin = %[4]d and not exists (
		  select 1 from article a where a.number = newest.place >> %[5]d & %[6]d
		  and (a.root in (select root from member) or a.root in (select root from unlinked))))
		from newest`, store.MostCounted, store.Wire, store.Crediting, store.Own, driver.StatementBits, driver.MostArticles-1), key).Scan(
		&p.Articles, &p.Wire, &p.Crediting, &p.Own, &p.Alone)
	return p, s.fault("count", err)
}

// checkFacets compares what statements are counted by with the articles.
func (s *Store) checkFacets(ctx context.Context, report func(store.Damage)) error {
	var wrong int
	err := s.read.QueryRowContext(ctx, `select count(*) from facet where place not in (select place from article where current = 1)`).Scan(&wrong)
	if err != nil {
		return err
	}
	if wrong > 0 {
		report(store.Damage{What: fmt.Sprintf("statements are counted by %d articles that are not there", wrong), Mend: driver.MendIndex})
	}
	return driver.CheckCounted(s.every(ctx, `current = 1 and not exists (select 1 from facet where facet.place = article.place)`), report)
}
