package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
	"github.com/hearsay-news/hearsay/record"
)

// registering runs do with a registry in one transaction.
func (s *Store) registering(ctx context.Context, do func(context.Context, *registry) error) error {
	return s.fault("write", s.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		g := newRegistry(tx)
		if err := do(ctx, g); err != nil {
			return err
		}
		return g.flush(ctx)
	}))
}

// names are an entity and those that were merged with it, by the number of any
// of them.
func names(id int64) string {
	return fmt.Sprintf(`select number from entity where coalesce(part_of, number) = (select coalesce(part_of, number) from entity where number = %[1]d)
		and (number = (select coalesce(part_of, number) from entity where number = %[1]d) or part_of is not null)`, id)
}

// whole is an entity that is no part of another, with its parts: the sums.
// An article may use several of its names.
const whole = `
	select e.number, e.kind, e.name, case when count(p.number) = 0 then e.articles else (
		select count(distinct place) from appearance where entity in (select e.number union all select number from entity where part_of = e.number)) end,
	(e.said + coalesce(sum(p.said), 0))::integer as total
	from entity e left join entity p on p.part_of = e.number `

func scanEntity(row pgx.CollectableRow) (e store.Entity, err error) {
	return e, row.Scan(&e.ID, &e.Kind, &e.Name, &e.Articles, &e.Said)
}

// Entities implements [store.Entities].
func (s *Store) Entities(ctx context.Context, q store.EntityQuery) ([]store.Entity, error) {
	if q.Size <= 0 {
		q.Size = 20
	}
	conds, args := []string{"e.part_of is null"}, []any{q.Size}
	if q.Name != "" {
		words := tokens(q.Name)
		if len(words) == 0 {
			return nil, nil
		}
		args = append(args, words)
		conds = append(conds, fmt.Sprintf(`e.number in (select coalesce(part_of, number) from entity where words @> $%d)`, len(args)))
	}
	if q.Kind != "" {
		args = append(args, string(q.Kind))
		conds = append(conds, fmt.Sprintf("e.kind = $%d", len(args)))
	}
	found, err := query(ctx, s, scanEntity, whole+`where `+strings.Join(conds, " and ")+` group by e.number
		having e.articles + coalesce(sum(p.articles), 0) > 0 order by total desc, e.articles desc, e.name collate "C", e.number limit $1`, args...)
	return found, s.fault("read", err)
}

// Entity implements [store.Entities].
func (s *Store) Entity(ctx context.Context, id int64) (*store.Entity, error) {
	found, err := query(ctx, s, scanEntity, whole+`where e.number = (select coalesce(part_of, number) from entity where number = $1) group by e.number`, id)
	if err != nil {
		return nil, s.fault("read", err)
	}
	if len(found) == 0 {
		return nil, store.ErrNotFound
	}
	e := &found[0]
	e.Names, err = query(ctx, s, scanName, `select number, name, articles, said, merged, split from entity
		where number = $1 or part_of = $1 order by part_of is not null, said desc, number`, e.ID)
	return e, s.fault("read", err)
}

func scanName(row pgx.CollectableRow) (n store.EntityName, err error) {
	var merged, split *time.Time
	err = row.Scan(&n.ID, &n.Name, &n.Articles, &n.Said, &merged, &split)
	n.Merged, n.Split = moment(merged), moment(split)
	return n, err
}

// appearance is a row of that table.
type appearance struct {
	Place int64
	Entry int
}

// Appearances implements [store.Entities].
func (s *Store) Appearances(ctx context.Context, id int64) iter.Seq2[store.Appearance, error] {
	return func(yield func(store.Appearance, error) bool) {
		for last := int64(1) << 62; ; {
			found, err := query(ctx, s, pgx.RowToStructByPos[appearance], `select place, min(entry) from appearance where entity in (`+names(id)+`)
				and place < $1 group by place order by place desc limit $2`, last, step)
			if err == nil && len(found) > 0 {
				last = found[len(found)-1].Place
				var more bool
				if more, err = s.appear(ctx, found, yield); !more {
					return
				}
			}
			if err != nil {
				yield(store.Appearance{}, s.fault("read", err))
				return
			}
			if len(found) < step {
				return
			}
		}
	}
}

// appear yields appearances, and reports whether more are wanted.
func (s *Store) appear(ctx context.Context, found []appearance, yield func(store.Appearance, error) bool) (bool, error) {
	var numbers []int64
	for _, a := range found {
		number, _ := driver.NumberOf(a.Place)
		numbers = append(numbers, number)
	}
	records, err := s.numbered(ctx, numbers)
	if err != nil {
		return true, err
	}
	for i, a := range found {
		r := records[numbers[i]]
		if r == nil || a.Entry >= len(r.Entities) {
			continue // taken away or replaced meanwhile
		}
		if !yield(store.Appearance{Record: r, Local: &r.Entities[a.Entry]}, nil) {
			return false, nil
		}
	}
	return true, nil
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
			if _, err := g.tx.Exec(ctx, `update entity set part_of = $1 where part_of = $2`, into, other); err != nil {
				return err
			}
			if _, err := g.tx.Exec(ctx, `update entity set part_of = $1, merged = now() where number = $2`, into, other); err != nil {
				return err
			}
		}
		return nil
	})
}

// head is the entity that a name is a part of, which nobody else changes
// meanwhile.
func (g *registry) head(ctx context.Context, id int64) (number int64, err error) {
	err = g.tx.QueryRow(ctx, `select coalesce(part_of, number) from entity where number = $1 for update`, id).Scan(&number)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, fmt.Errorf("e%d: %w", id, store.ErrNotFound)
	}
	return number, err
}

// SplitName implements [store.Entities].
func (s *Store) SplitName(ctx context.Context, name int64) error {
	n, err := s.exec(ctx, `update entity set part_of = null, merged = null where number = $1 and part_of is not null`, name)
	return s.fault("write", some(n, err))
}

// SplitArticles implements [store.Entities].
func (s *Store) SplitArticles(ctx context.Context, id int64, articles []string, name string) (number int64, err error) {
	err = s.registering(ctx, func(ctx context.Context, g *registry) error {
		head, err := g.head(ctx, id)
		if err != nil {
			return err
		}
		if number, err = g.splitOff(ctx, head, name); err != nil {
			return err
		}
		roots := map[int64]bool{}
		for _, ref := range articles {
			if err := s.splitArticle(ctx, g, ref, roots, head, number); err != nil {
				return fmt.Errorf("%s: %w", ref, err)
			}
		}
		return nil
	})
	return number, err
}

// splitOff makes a new entity beside another. Its key is one that no article
// leads to by itself.
func (g *registry) splitOff(ctx context.Context, beside int64, name string) (int64, error) {
	var kind record.EntityKind
	var next int64
	err := g.tx.QueryRow(ctx, `select kind, (select max(number) + 1 from entity) from entity where number = $1`, beside).Scan(&kind, &next)
	if err != nil {
		return 0, err
	}
	return g.add(ctx, clean(fmt.Sprintf("%s#%d:%s", kind, next, store.Fold(name))), kind, name, true)
}

// splitArticle moves the newest version of an article from an entity, under
// whichever of its names, to another.
func (s *Store) splitArticle(ctx context.Context, g *registry, ref string, roots map[int64]bool, from, to int64) error {
	var root int64
	if err := g.tx.QueryRow(ctx, rootOf, digest(ref)).Scan(&root); errors.Is(err, pgx.ErrNoRows) {
		return store.ErrNotFound
	} else if err != nil || roots[root] {
		return err
	}
	roots[root] = true
	var at int64
	var packed []byte
	if err := g.tx.QueryRow(ctx, `select place, record from article where root = $1 and current`, root).Scan(&at, &packed); err != nil {
		return err
	}
	r, err := s.packer.Unpack(packed)
	if err != nil {
		return err
	}
	if err := g.partFrom(ctx, entrance{r, at}, from, to); err != nil {
		return err
	}
	if err := g.leave(ctx, []int64{at}); err != nil {
		return err
	}
	return g.enter(ctx, []entrance{{r, at}})
}

// partFrom notes that an article means another entity by names of one.
func (g *registry) partFrom(ctx context.Context, a entrance, from, to int64) error {
	if err := g.know(ctx, []entrance{a}); err != nil {
		return err
	}
	parted, err := g.parted(ctx, []entrance{a})
	if err != nil {
		return err
	}
	moved := false
	for i := range a.r.Entities {
		key := store.Key(&a.r.Entities[i])
		number := parted[string(placeOf(a.r.Article))][key]
		if number == 0 {
			number = g.numbers[key]
		}
		if key == "" || number == 0 {
			continue
		}
		if head, err := g.head(ctx, number); err != nil {
			return err
		} else if head != from {
			continue
		}
		moved = true
		if _, err := g.tx.Exec(ctx, `insert into parted (article, key, entity) values ($1, $2, $3) on conflict (article, key) do update set entity = excluded.entity`,
			placeOf(a.r.Article), key, to); err != nil {
			return err
		}
	}
	if !moved {
		return store.ErrNotNamed
	}
	return nil
}

// Rename implements [store.Entities].
func (s *Store) Rename(ctx context.Context, id int64, name string) error {
	return s.registering(ctx, func(ctx context.Context, g *registry) error {
		head, err := g.head(ctx, id)
		if err != nil {
			return err
		}
		return g.name(ctx, head, name, true)
	})
}

// checkRegistry compares the counts of entities with what is there.
func (s *Store) checkRegistry(ctx context.Context, report func(store.Damage)) error {
	var wrong int64
	err := s.one(ctx, `select
		(select count(*) from entity e left join (select entity, count(*) n from appearance group by 1) a on a.entity = e.number
			left join (select entity, count(*) n from saying group by 1) s on s.entity = e.number
			where e.articles <> coalesce(a.n, 0) or e.said <> coalesce(s.n, 0))
		+ (select count(*) from appearance where place not in (select place from article where current))`, nil, &wrong)
	if err == nil && wrong > 0 {
		report(store.Damage{What: fmt.Sprintf("the registry of who is named is wrong in %d places", wrong), Mend: mendIndex})
	}
	return err
}
