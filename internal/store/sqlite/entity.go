package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
	"github.com/hearsay-news/hearsay/record"
)

// registry writes who is named in the articles of one transaction.
type registry struct {
	tx      *sql.Tx
	stmts   map[string]*sql.Stmt
	numbers map[string]int64 // of entities, by key
	changes map[int64][2]int // of the counts of entities: articles and statements
	found   map[int64]string // by which words entities are found from now on
	parted  bool             // there are words of a human about articles
}

func newRegistry(tx *sql.Tx) (*registry, error) {
	g := &registry{tx: tx, stmts: map[string]*sql.Stmt{}, numbers: map[string]int64{}, changes: map[int64][2]int{}, found: map[int64]string{}}
	return g, tx.QueryRow(`select exists (select 1 from parted)`).Scan(&g.parted)
}

// stmt prepares a statement once.
func (g *registry) stmt(query string) (*sql.Stmt, error) {
	if st := g.stmts[query]; st != nil {
		return st, nil
	}
	st, err := g.tx.Prepare(query)
	if err == nil {
		g.stmts[query] = st
	}
	return st, err
}

func (g *registry) exec(query string, args ...any) error {
	st, err := g.stmt(query)
	if err == nil {
		_, err = st.Exec(args...)
	}
	return err
}

func (g *registry) close() {
	for _, st := range g.stmts {
		st.Close()
	}
}

// enter notes whom an article names, what each says in it, and what its statements
// are counted by.
func (g *registry) enter(r *record.Record, at int64) error {
	said := driver.Sayings(r)
	speakers := make([]int64, driver.Indexed(r))
	entered := map[int64]bool{}
	for i := range r.Entities {
		e := &r.Entities[i]
		key := store.Key(e)
		if key == "" {
			continue
		}
		number, err := g.meant(e, key, r.Article)
		if err != nil {
			return err
		}
		if !entered[number] {
			entered[number] = true
			if err := g.exec(`insert into appearance (entity, place, entry) values (?, ?, ?)`, number, at, i); err != nil {
				return err
			}
			g.count(number, 1, 0)
		}
		for _, n := range said[e.ID] {
			if err := g.exec(`insert or ignore into saying (entity, line) values (?, ?)`, number, driver.Row(at, n)); err != nil {
				return err
			}
			g.count(number, 0, 1)
			speakers[n] = number
		}
	}
	f := driver.FacetOf(r, at, speakers)
	return g.exec(`insert into facet (place, outlet, key, origin, said) values (?, ?, ?, ?, ?)`, f.Place, f.Outlet, f.Key, f.Origin, f.Said)
}

func (g *registry) count(number int64, articles, said int) {
	c := g.changes[number]
	g.changes[number] = [2]int{c[0] + articles, c[1] + said}
}

// placeOf is by what a human's word about an article is kept.
func placeOf(a *article.Article) string { return cmp.Or(a.URL, a.ID) }

// meant is the entity that an article means by a name.
func (g *registry) meant(e *record.Entity, key string, a *article.Article) (number int64, err error) {
	if g.parted {
		err := g.tx.QueryRow(`select entity from parted where article = ? and key = ?`, placeOf(a), key).Scan(&number)
		if !errors.Is(err, sql.ErrNoRows) {
			return number, err
		}
	}
	if number, ok := g.numbers[key]; ok {
		return number, nil
	}
	st, err := g.stmt(`select number, name, renamed from entity where key = ?`)
	if err != nil {
		return 0, err
	}
	var name string
	var renamed int64
	switch err = st.QueryRow(key).Scan(&number, &name, &renamed); {
	case errors.Is(err, sql.ErrNoRows):
		number, err = g.add(key, e.Kind, e.Name, 0)
	case err == nil && renamed == 0 && driver.Shouts(name) && !driver.Shouts(e.Name):
		err = g.name(number, e.Name, 0)
	}
	g.numbers[key] = number
	return number, err
}

func (g *registry) add(key string, kind record.EntityKind, name string, split int64) (number int64, err error) {
	st, err := g.stmt(`insert into entity (key, kind, name, renamed, merged, split, articles, said) values (?, ?, ?, 0, 0, ?, 0, 0) returning number`)
	if err != nil {
		return 0, err
	}
	if err := st.QueryRow(key, string(kind), name, split).Scan(&number); err != nil {
		return 0, err
	}
	g.found[number] = name
	return number, nil
}

// name gives an entity another name. Words by which it was found stay so.
func (g *registry) name(number int64, name string, renamed int64) error {
	if err := g.exec(`update entity set name = ?, renamed = ? where number = ?`, name, renamed, number); err != nil {
		return err
	}
	key := ""
	if err := g.tx.QueryRow(`select key from entity where number = ?`, number).Scan(&key); err != nil {
		return err
	}
	_, old, _ := strings.Cut(key, ":")
	if _, isNew := g.found[number]; !isNew {
		if err := g.exec(`delete from entity_name where rowid = ?`, number); err != nil {
			return err
		}
	}
	g.found[number] = name + " . " + old
	return nil
}

// leave forgets what enter noted of the article at a place.
func (g *registry) leave(at int64) error {
	numbers, err := g.appearing(at)
	if err == nil {
		err = g.exec(`delete from facet where place = ?`, at)
	}
	if err != nil {
		return err
	}
	for _, number := range numbers {
		if err := g.part(number, at); err != nil {
			return err
		}
	}
	return nil
}

func (g *registry) appearing(at int64) (numbers []int64, err error) {
	st, err := g.stmt(`select entity from appearance where place = ?`)
	if err != nil {
		return nil, err
	}
	rows, err := st.Query(at)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		numbers = append(numbers, n)
	}
	return numbers, rows.Err()
}

// part takes one article from an entity.
func (g *registry) part(number, at int64) error {
	st, err := g.stmt(`delete from saying where entity = ? and line >= ? and line < ?`)
	if err != nil {
		return err
	}
	res, err := st.Exec(number, at, at+driver.MostIndexed)
	if err != nil {
		return err
	}
	said, err := res.RowsAffected()
	if err != nil {
		return err
	}
	g.count(number, -1, -int(said))
	return g.exec(`delete from appearance where entity = ? and place = ?`, number, at)
}

// flush writes the counts, and by which words entities are found. These wait for
// the end, since the engine writes its index of words out before each statement
// that it may have to take back.
func (g *registry) flush() error {
	for _, number := range slices.Sorted(maps.Keys(g.found)) {
		if err := g.exec(`insert into entity_name (rowid, name) values (?, ?)`, number, g.found[number]); err != nil {
			return err
		}
	}
	clear(g.found)
	for number, c := range g.changes {
		if c == [2]int{} {
			continue
		}
		if err := g.exec(`update entity set articles = articles + ?, said = said + ? where number = ?`, c[0], c[1], number); err != nil {
			return err
		}
	}
	clear(g.changes)
	return nil
}

// registering runs do with a registry in one transaction.
func (s *Store) registering(ctx context.Context, do func(*registry) error) error {
	return s.fault("write", s.change(ctx, func(tx *sql.Tx) error {
		g, err := newRegistry(tx)
		if err != nil {
			return err
		}
		defer g.close()
		if err := do(g); err != nil {
			return err
		}
		return g.flush()
	}))
}

// whole is an entity that is no part of another, with its parts: the sums.
// An article may use several of its names.
const whole = `
	select e.number, e.kind, e.name, case when count(p.number) = 0 then e.articles else (
		select count(distinct place) from appearance where entity in (select e.number union all select number from entity where part_of = e.number)) end as named,
	e.said + coalesce(sum(p.said), 0) as said
	from entity e left join entity p on p.part_of = e.number `

// ranked lists entities that fulfil conditions: those that have no parts in the order
// of an index, no more than are needed, and the few that have some, with their sums.
const ranked = `
	select * from (
	  select number, kind, name, articles as named, said from entity e
	  where %[1]s and articles > 0 and not exists (select 1 from entity p where p.part_of = e.number)
	  order by said desc, number limit ?)
	union all select * from (` + whole + `
	  where %[1]s and e.number in (select part_of from entity where part_of is not null) group by e.number)
	where named > 0
	order by said desc, number limit ? offset ?`

// names are an entity and those that were merged with it, by the number of any
// of them.
const names = `
	with head (number) as (select coalesce(part_of, number) from entity where number = ?)
	select number from head union all select e.number from entity e join head on e.part_of = head.number`

// Entities implements [store.Entities].
func (s *Store) Entities(ctx context.Context, q store.EntityQuery) ([]store.Entity, error) {
	if q.Size <= 0 {
		q.Size = 20
	}
	conds, args := []string{"e.part_of is null"}, []any{}
	if q.Name != "" {
		conds = append(conds, `e.number in (select coalesce(part_of, number) from entity where number in (select rowid from entity_name where entity_name match ?))`)
		args = append(args, phrases(q.Name))
	}
	if q.Kind != "" {
		conds, args = append(conds, "e.kind = ?"), append(args, string(q.Kind))
	}
	which := strings.Join(conds, " and ")
	rows, err := s.read.QueryContext(ctx, fmt.Sprintf(ranked, which), slices.Concat(args, []any{q.Size + q.Skip}, args, []any{q.Size, q.Skip})...)
	if err != nil {
		return nil, s.fault("read", err)
	}
	defer rows.Close()
	var out []store.Entity
	for rows.Next() {
		e, err := scanEntity(rows)
		if err != nil {
			return nil, s.fault("read", err)
		}
		out = append(out, e)
	}
	return out, s.fault("read", rows.Err())
}

// phrases are words, all of which a name must have, in the language of FTS5.
func phrases(words string) string {
	var out []string
	for w := range strings.FieldsFuncSeq(words, func(r rune) bool { return !store.IsWord(r) }) {
		out = append(out, `"`+w+`"`)
	}
	return cmp.Or(strings.Join(out, " AND "), `""`)
}

func scanEntity(row interface{ Scan(...any) error }) (e store.Entity, err error) {
	return e, row.Scan(&e.ID, &e.Kind, &e.Name, &e.Articles, &e.Said)
}

// Entity implements [store.Entities].
func (s *Store) Entity(ctx context.Context, id int64) (*store.Entity, error) {
	e, err := scanEntity(s.read.QueryRowContext(ctx, whole+`
		where e.number = (select coalesce(part_of, number) from entity where number = ?) group by e.number`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, store.ErrNotFound
	}
	if err != nil {
		return nil, s.fault("read", err)
	}
	rows, err := s.read.QueryContext(ctx, `select number, name, articles, said, merged, split from entity
		where number = ?1 or part_of = ?1 order by part_of is not null, said desc, number`, e.ID)
	if err != nil {
		return nil, s.fault("read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var n store.EntityName
		var merged, split int64
		if err := rows.Scan(&n.ID, &n.Name, &n.Articles, &n.Said, &merged, &split); err != nil {
			return nil, s.fault("read", err)
		}
		n.Merged, n.Split = moment(merged), moment(split)
		e.Names = append(e.Names, n)
	}
	return &e, s.fault("read", rows.Err())
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
			for _, a := range found {
				number, _ := driver.NumberOf(a.place)
				r, err := s.record(ctx, `number = ?`, number)
				if errors.Is(err, store.ErrNotFound) || err == nil && a.entry >= len(r.Entities) {
					continue // taken away or replaced meanwhile
				}
				one := store.Appearance{Place: a.place, Record: r}
				if err == nil {
					one.Local = &r.Entities[a.entry]
				}
				if !yield(one, err) || err != nil {
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

// Named implements [store.Entities].
func (s *Store) Named(ctx context.Context, r *record.Record) (map[string]int64, error) {
	rows, err := s.read.QueryContext(ctx, `select p.entry, coalesce(e.part_of, e.number) from article a
		left join appearance p on p.place = a.place left join entity e on e.number = p.entity where a.ref = ?`, r.Article.ID)
	if err != nil {
		return nil, s.fault("read", err)
	}
	defer rows.Close()
	kept, entries := false, map[int]int64{}
	for rows.Next() {
		var entry, number sql.NullInt64
		if err := rows.Scan(&entry, &number); err != nil {
			return nil, s.fault("read", err)
		}
		if kept = true; number.Valid {
			entries[int(entry.Int64)] = number.Int64
		}
	}
	if err := rows.Err(); err != nil {
		return nil, s.fault("read", err)
	}
	if !kept {
		return nil, store.ErrNotFound
	}
	return driver.Named(r, entries), nil
}

// appearance is a row of that table.
type appearance struct {
	place int64
	entry int
}

func (s *Store) appearances(ctx context.Context, id, before int64) ([]appearance, error) {
	rows, err := s.read.QueryContext(ctx, `select place, min(entry) from appearance where entity in (`+names+`)
		and place < ? group by place order by place desc limit ?`, id, before, step)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []appearance
	for rows.Next() {
		var a appearance
		if err := rows.Scan(&a.place, &a.entry); err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, rows.Err()
}

// Merge implements [store.Entities].
func (s *Store) Merge(ctx context.Context, into int64, others []int64) error {
	return s.registering(ctx, func(g *registry) error {
		into, err := g.head(into)
		if err != nil {
			return err
		}
		for _, other := range others {
			other, err := g.head(other)
			if err != nil {
				return err
			}
			if other == into {
				continue
			}
			if err := g.exec(`update entity set part_of = ? where part_of = ?`, into, other); err != nil {
				return err
			}
			if err := g.exec(`update entity set part_of = ?, merged = ? where number = ?`, into, time.Now().Unix(), other); err != nil {
				return err
			}
			if err := g.note(ctx, driver.Merge, " into ", nil, other, into); err != nil {
				return err
			}
		}
		return nil
	})
}

// head is the entity that a name is a part of.
func (g *registry) head(id int64) (number int64, err error) {
	err = g.tx.QueryRow(`select coalesce(part_of, number) from entity where number = ?`, id).Scan(&number)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("e%d: %w", id, store.ErrNotFound)
	}
	return number, err
}

// SplitName implements [store.Entities].
func (s *Store) SplitName(ctx context.Context, name int64) error {
	return s.registering(ctx, func(g *registry) error {
		if err := some(g.tx.Exec(`update entity set part_of = null, merged = 0 where number = ? and part_of is not null`, name)); err != nil {
			return err
		}
		return g.note(ctx, driver.Split, "", nil, name)
	})
}

// SplitArticles implements [store.Entities].
func (s *Store) SplitArticles(ctx context.Context, id int64, articles []string, name string) (number int64, err error) {
	err = s.registering(ctx, func(g *registry) error {
		head, err := g.head(id)
		if err != nil {
			return err
		}
		if number, err = g.splitOff(head, name); err != nil {
			return err
		}
		roots := map[int64]bool{}
		for _, ref := range articles {
			root, err := s.root(ctx, g.tx, ref)
			if err == nil && !roots[root] {
				roots[root] = true
				err = s.splitArticle(g, root, head, number)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", ref, err)
			}
		}
		return g.note(ctx, driver.Split, " off ", articles, number, head)
	})
	return number, err
}

// splitOff makes a new entity beside another. Its key is one that no article
// leads to by itself.
func (g *registry) splitOff(beside int64, name string) (int64, error) {
	var kind record.EntityKind
	var next int64
	err := g.tx.QueryRow(`select kind, (select max(number) + 1 from entity) from entity where number = ?`, beside).Scan(&kind, &next)
	if err != nil {
		return 0, err
	}
	return g.add(fmt.Sprintf("%s#%d:%s", kind, next, store.Fold(name)), kind, name, time.Now().Unix())
}

// splitArticle moves the newest version of an article from an entity, under
// whichever of its names, to another.
func (s *Store) splitArticle(g *registry, root, from, to int64) error {
	var at int64
	var packed []byte
	if err := g.tx.QueryRow(`select place, record from article where root = ? and current = 1`, root).Scan(&at, &packed); err != nil {
		return err
	}
	r, err := s.packer.Unpack(packed)
	if err != nil {
		return err
	}
	moved := false
	for i := range r.Entities {
		key := store.Key(&r.Entities[i])
		if key == "" {
			continue
		}
		number, err := g.meant(&r.Entities[i], key, r.Article)
		if err != nil {
			return err
		}
		if head, err := g.head(number); err != nil {
			return err
		} else if head != from {
			continue
		}
		moved = true
		if err := g.exec(`insert into parted (article, key, entity) values (?, ?, ?) on conflict do update set entity = excluded.entity`,
			placeOf(r.Article), key, to); err != nil {
			return err
		}
	}
	if !moved {
		return store.ErrNotNamed
	}
	g.parted = true
	if err := g.leave(at); err != nil {
		return err
	}
	return g.enter(r, at)
}

// Rename implements [store.Entities].
func (s *Store) Rename(ctx context.Context, id int64, name string) error {
	return s.registering(ctx, func(g *registry) error {
		head, err := g.head(id)
		if err != nil {
			return err
		}
		if err := g.note(ctx, driver.Rename, "", []string{name}, head); err != nil {
			return err
		}
		return g.name(head, name, time.Now().Unix())
	})
}

// checkRegistry compares the counts of entities with what is there.
func (s *Store) checkRegistry(ctx context.Context, report func(store.Damage)) error {
	var wrong int
	err := s.read.QueryRowContext(ctx, `select
		(select count(*) from entity e where articles <> (select count(*) from appearance where entity = e.number)
			or said <> (select count(*) from saying where entity = e.number))
		+ (select count(*) from appearance where place not in (select place from article where current = 1))`).Scan(&wrong)
	if err == nil && wrong > 0 {
		report(store.Damage{What: fmt.Sprintf("the registry of who is named is wrong in %d places", wrong), Mend: driver.MendIndex})
	}
	if err != nil {
		return err
	}
	return driver.CheckNamed(s.every(ctx, `current = 1 and not exists (select 1 from appearance where appearance.place = article.place)`), report)
}

// emptied makes the registry anew, but for what humans have said.
func (g *registry) emptied() error {
	for _, query := range []string{`delete from saying`, `delete from appearance`, `delete from facet`, `update entity set articles = 0, said = 0`} {
		if err := g.exec(query); err != nil {
			return err
		}
	}
	return nil
}
