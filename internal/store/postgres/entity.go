package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
	"github.com/hearsay-news/hearsay/record"
)

// whole is an entity that is no part of another, with its parts: the sums.
// An article may use several of its names.
const whole = `
	select e.number, e.kind, e.name, case when count(p.number) = 0 then e.articles else (
		select count(distinct place) from appearance where entity in (select e.number union all select number from entity where part_of = e.number)) end as named,
	e.said + coalesce(sum(p.said), 0) as said
	from entity e left join entity p on p.part_of = e.number `

// ranked lists entities that fulfil conditions: those that have no parts, no more than
// are needed, and the few that have some, with their sums.
const ranked = `
	select * from (
	  select number, kind, name, articles as named, said::bigint from entity e
	  where %[1]s and articles > 0 and not exists (select from entity p where p.part_of = e.number)
	  order by said desc, number limit $1::bigint + $2) a
	union all select * from (` + whole + `
	  where %[1]s and e.number in (select part_of from entity where part_of is not null) group by e.number) b
	where named > 0
	order by said desc, number limit $1 offset $2`

// names are an entity and those that were merged with it, by the number of any
// of them, which is $1.
const names = `
	with head (number) as (select coalesce(part_of, number) from entity where number = $1)
	select number from head union all select e.number from entity e join head on e.part_of = head.number`

// Entities implements [store.Entities].
func (s *Store) Entities(ctx context.Context, q store.EntityQuery) ([]store.Entity, error) {
	if q.Size <= 0 {
		q.Size = 20
	}
	conds, args := []string{"e.part_of is null"}, []any{q.Size, q.Skip}
	if q.Name != "" {
		words := phrases(q.Name)
		if words == "" {
			return nil, nil
		}
		args = append(args, words)
		conds = append(conds, fmt.Sprintf(`e.number in (select coalesce(part_of, number) from entity where words @@ $%d::tsquery)`, len(args)))
	}
	if q.Kind != "" {
		args = append(args, clean(string(q.Kind)))
		conds = append(conds, fmt.Sprintf("e.kind = $%d", len(args)))
	}
	all, err := query(ctx, s, toEntity, fmt.Sprintf(ranked, strings.Join(conds, " and ")), s.anew(args)...)
	return all, s.fault("read", err)
}

// phrases are words, all of which a name must have, in the language of the
// engine; "" where no name can have them.
func phrases(words string) string {
	var out []string
	for w := range strings.FieldsFuncSeq(words, func(r rune) bool { return !store.IsWord(r) }) {
		x := phrase(store.Term{Text: w})
		if x == "" {
			return ""
		}
		out = append(out, x)
	}
	return strings.Join(out, " & ")
}

func toEntity(row pgx.CollectableRow) (e store.Entity, err error) {
	return e, row.Scan(&e.ID, &e.Kind, &e.Name, &e.Articles, &e.Said)
}

func toName(row pgx.CollectableRow) (n store.EntityName, err error) {
	var merged, split *time.Time
	err = row.Scan(&n.ID, &n.Name, &n.Articles, &n.Said, &merged, &split)
	n.Merged, n.Split = moment(merged), moment(split)
	return n, err
}

// Entity implements [store.Entities].
func (s *Store) Entity(ctx context.Context, id int64) (*store.Entity, error) {
	found, err := query(ctx, s, toEntity, whole+`
		where e.number = (select coalesce(part_of, number) from entity where number = $1) group by e.number`, id)
	if err == nil && len(found) == 0 {
		return nil, store.ErrNotFound
	}
	if err != nil {
		return nil, s.fault("read", err)
	}
	e := &found[0]
	e.Names, err = query(ctx, s, toName, `select number, name, articles, said, merged, split from entity
		where number = $1 or part_of = $1 order by part_of is not null, said desc, number`, e.ID)
	return e, s.fault("read", err)
}

// Appearances implements [store.Entities].
func (s *Store) Appearances(ctx context.Context, id, after int64) iter.Seq2[store.Appearance, error] {
	return func(yield func(store.Appearance, error) bool) {
		for last := cmp.Or(after, 1<<62); ; {
			found, err := s.appearances(ctx, id, last)
			if err != nil {
				yield(store.Appearance{}, s.fault("read", err))
				return
			}
			records, err := s.numbered(ctx, numbersOf(found))
			if err != nil {
				yield(store.Appearance{}, s.fault("read", err))
				return
			}
			for _, a := range found {
				number, _ := driver.NumberOf(a.place)
				r := records[number]
				if r == nil || a.entry >= len(r.Entities) {
					continue // taken away or replaced meanwhile
				}
				if !yield(store.Appearance{Place: a.place, Record: r, Local: &r.Entities[a.entry]}, nil) {
					return
				}
			}
			if len(found) < step {
				return
			}
			last = found[len(found)-1].place
		}
	}
}

func (s *Store) appearances(ctx context.Context, id, before int64) ([]appearance, error) {
	return query(ctx, s, func(row pgx.CollectableRow) (a appearance, err error) {
		return a, row.Scan(&a.place, &a.entry)
	}, `select place, min(entry) from appearance where entity in (`+names+`)
		and place < $2 group by place order by place desc limit $3`, id, before, step)
}

// Named implements [store.Entities].
func (s *Store) Named(ctx context.Context, r *record.Record) (map[string]int64, error) {
	type entry struct{ Entry, Number *int64 } // nil: the article names nobody
	found, err := query(ctx, s, pgx.RowToStructByPos[entry], `select p.entry::bigint, coalesce(e.part_of, e.number) from article a
		left join appearance p on p.place = a.place left join entity e on e.number = p.entity where a.key = $1`, digest(r.Article.ID))
	if err == nil && len(found) == 0 {
		err = store.ErrNotFound
	}
	entries := map[int]int64{}
	for _, f := range found {
		if f.Number != nil {
			entries[int(*f.Entry)] = *f.Number
		}
	}
	return driver.Named(r, entries), s.fault("read", err)
}

func numbersOf(found []appearance) []int64 {
	out := make([]int64, len(found))
	for i, a := range found {
		out[i], _ = driver.NumberOf(a.place)
	}
	return out
}

// registering runs do with a registry in one transaction, at a human's word.
// Those come one after another: two that merge the same entities would make
// parts of parts.
func (s *Store) registering(ctx context.Context, do func(context.Context, *registry) error) error {
	return s.fault("write", s.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `lock table parted in share row exclusive mode`); err != nil {
			return err
		}
		g := newRegistry(tx)
		if err := do(ctx, g); err != nil {
			return err
		}
		return g.flush(ctx)
	}))
}

// Merge implements [store.Entities].
func (s *Store) Merge(ctx context.Context, into int64, others []int64) error {
	return s.registering(ctx, func(ctx context.Context, g *registry) error {
		into, err := g.head(ctx, into)
		if err != nil {
			return err
		}
		for _, other := range others {
			other, err := g.head(ctx, other)
			if err != nil {
				return err
			}
			if other == into {
				continue
			}
			_, err = g.tx.Exec(ctx, `update entity set part_of = $1, merged = case when number = $2 then $3 else merged end where number = $2 or part_of = $2`,
				into, other, known(time.Now()))
			if err == nil {
				err = g.note(ctx, driver.Merge, " into ", nil, other, into)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// head is the entity that a name is a part of.
func (g *registry) head(ctx context.Context, id int64) (number int64, err error) {
	err = g.tx.QueryRow(ctx, `select coalesce(part_of, number) from entity where number = $1`, id).Scan(&number)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, fmt.Errorf("e%d: %w", id, store.ErrNotFound)
	}
	return number, err
}

// SplitName implements [store.Entities].
func (s *Store) SplitName(ctx context.Context, name int64) error {
	return s.registering(ctx, func(ctx context.Context, g *registry) error {
		tag, err := g.tx.Exec(ctx, `update entity set part_of = null, merged = null where number = $1 and part_of is not null`, name)
		if err := some(tag.RowsAffected(), err); err != nil {
			return err
		}
		return g.note(ctx, driver.Split, "", nil, name)
	})
}

// SplitArticles implements [store.Entities].
func (s *Store) SplitArticles(ctx context.Context, id int64, articles []string, name string) (number int64, err error) {
	err = s.registering(ctx, func(ctx context.Context, g *registry) error {
		head, err := g.head(ctx, id)
		if err != nil {
			return err
		}
		roots, err := holdRoots(ctx, g.tx, articles)
		if err != nil {
			return err
		}
		if number, err = g.splitOff(ctx, head, name); err != nil {
			return err
		}
		done := map[int64]bool{}
		for i, root := range roots {
			if done[root] {
				continue
			}
			done[root] = true
			if err := s.splitArticle(ctx, g, root, head, number); err != nil {
				return fmt.Errorf("%s: %w", articles[i], err)
			}
		}
		return g.note(ctx, driver.Split, " off ", articles, number, head)
	})
	return number, err
}

// holdRoots finds the first versions of articles and waits until nobody else
// writes any version of them.
func holdRoots(ctx context.Context, tx pgx.Tx, articles []string) ([]int64, error) {
	roots := make([]int64, len(articles))
	for i, ref := range articles {
		err := tx.QueryRow(ctx, rootOf, digest(ref)).Scan(&roots[i])
		if ref == "" || errors.Is(err, pgx.ErrNoRows) {
			err = store.ErrNotFound
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", ref, err)
		}
	}
	rows, err := tx.Query(ctx, `select k from article a, lateral (values (key), (address)) v (k) where root = any($1) and k is not null`, roots)
	if err != nil {
		return nil, err
	}
	keys, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, err
	}
	return roots, latch(ctx, tx, keys)
}

// splitOff makes a new entity beside another. Its key is one that no article
// leads to by itself.
func (g *registry) splitOff(ctx context.Context, beside int64, name string) (number int64, err error) {
	err = g.tx.QueryRow(ctx, `
		insert into entity (number, key, kind, name, words, split, articles, said)
		select n, kind || '#' || n || ':' || $2, kind, $3, $4, $5, 0, 0
		from (select nextval('entity_number') as n) x, entity where number = $1 returning number`,
		beside, storable(store.Fold(name)), clean(name), nameVector(name), known(time.Now())).Scan(&number)
	return number, err
}

// splitArticle moves the newest version of an article from an entity, under
// whichever of its names, to another.
func (s *Store) splitArticle(ctx context.Context, g *registry, root, from, to int64) error {
	var at int64
	var packed []byte
	err := g.tx.QueryRow(ctx, `select place, record from article where root = $1 and current`, root).Scan(&at, &packed)
	if errors.Is(err, pgx.ErrNoRows) {
		return store.ErrNotFound // taken away meanwhile
	}
	if err != nil {
		return err
	}
	r, err := s.packer.Unpack(packed)
	if err != nil {
		return err
	}
	e := entry{r, keysOf(r), at}
	keys, err := g.leading(ctx, e, from)
	if err != nil {
		return err
	}
	if len(keys) == 0 {
		return store.ErrNotNamed
	}
	_, err = g.tx.Exec(ctx, `insert into parted select $1, k, $3 from unnest($2::text[]) k on conflict (article, key) do update set entity = excluded.entity`,
		placeOf(r.Article), keys, to)
	if err != nil {
		return err
	}
	if err := g.leave(ctx, []int64{at}); err != nil {
		return err
	}
	return g.enter(ctx, []entry{e})
}

// leading are the keys by which an article means an entity.
func (g *registry) leading(ctx context.Context, e entry, entity int64) ([]string, error) {
	if err := g.meet(ctx, []entry{e}); err != nil {
		return nil, err
	}
	rows, err := g.tx.Query(ctx, `select number from entity where number = $1 or part_of = $1`, entity)
	if err != nil {
		return nil, err
	}
	parts, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	var keys []string
	for _, key := range e.keys {
		if key != "" && slices.Contains(parts, g.meant(&e, key)) && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys, err
}

// Rename implements [store.Entities].
func (s *Store) Rename(ctx context.Context, id int64, name string) error {
	return s.registering(ctx, func(ctx context.Context, g *registry) error {
		head, err := g.head(ctx, id)
		if err != nil {
			return err
		}
		if err := g.note(ctx, driver.Rename, "", []string{name}, head); err != nil {
			return err
		}
		return g.name(ctx, head, name, time.Now())
	})
}

// checkRegistry compares the counts of entities with what is there.
func (s *Store) checkRegistry(ctx context.Context, report func(store.Damage)) error {
	var wrong int
	err := s.one(ctx, `select
		(select count(*) from entity e join (`+counted+`) c using (number) where (e.articles, e.said) <> (c.articles, c.said))
		+ (select count(*) from appearance p where not exists (select from article a where a.place = p.place and a.current))`, nil, &wrong)
	if err == nil && wrong > 0 {
		report(store.Damage{What: fmt.Sprintf("the registry of who is named is wrong in %d places", wrong), Mend: driver.MendIndex})
	}
	if err != nil {
		return err
	}
	return driver.CheckNamed(s.every(ctx, `current and not exists (select 1 from appearance where appearance.place = article.place)`), report)
}

// counted is what the counts of entities should be.
const counted = `
	select number, coalesce(a.n, 0) as articles, coalesce(s.n, 0) as said from entity
	left join (select entity, count(*) as n from appearance group by entity) a on a.entity = number
	left join (select entity, count(*) as n from saying group by entity) s on s.entity = number`

// recount sets all counts right. One change a row costs less than one for each
// step of a collection that is read through.
func recount(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `update entity e set articles = c.articles, said = c.said from (`+counted+`) c
		where c.number = e.number and (e.articles, e.said) <> (c.articles, c.said)`)
	return err
}

// meanings are the numbers of the entities that the terms of a query name, each
// with its other names, in the order of the terms.
func (s *Store) meanings(ctx context.Context, q *store.Query) (out [][]int64, err error) {
	for _, t := range q.Terms {
		if t.Entity == 0 {
			continue
		}
		numbers, err := query(ctx, s, pgx.RowTo[int64], names, t.Entity)
		if err != nil {
			return nil, err
		}
		out = append(out, numbers)
	}
	return out, nil
}
