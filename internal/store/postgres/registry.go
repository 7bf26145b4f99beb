package postgres

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
	"github.com/hearsay-news/hearsay/record"
)

// registry writes who is named in the articles of one transaction.
//
// Writers of different articles name the same entities, so it comes last in a
// transaction, and all take the same way through it: what is new goes in by its
// key, then the counts change by their number. Nobody waits for one that waits
// for them, and nobody holds a common name for longer than it takes to commit.
type registry struct {
	tx      pgx.Tx
	numbers map[string]int64  // of entities, by key
	parted  map[parting]int64 // humans' words about the articles at hand
	names   map[int64]string  // better ones for entities that have poor ones
	changes map[int64]counts
}

// parting is a name in an article, which is known by placeOf.
type parting struct{ article, key string }

// counts are the articles that name an entity and its statements.
type counts struct{ articles, said int32 }

func newRegistry(tx pgx.Tx) *registry {
	return &registry{tx: tx, numbers: map[string]int64{}, parted: map[parting]int64{}, names: map[int64]string{}, changes: map[int64]counts{}}
}

// entry is an article on its way into the registry.
type entry struct {
	r     *record.Record
	keys  []string // of its entities; "": it is not registered
	place int64
}

// keysOf are the keys of the entities of a record.
func keysOf(r *record.Record) []string {
	out := make([]string, len(r.Entities))
	for i := range r.Entities {
		out[i] = clean(store.Key(&r.Entities[i]))
	}
	return out
}

// placeOf is by what a human's word about an article is kept.
func placeOf(a *article.Article) []byte { return digest(cmp.Or(a.URL, a.ID)) }

// meant is the entity that an article means by a name; 0 where it is not known
// yet.
func (g *registry) meant(e *entry, key string) int64 {
	if number := g.parted[parting{string(placeOf(e.r.Article)), key}]; number != 0 {
		return number
	}
	return g.numbers[key]
}

// enter notes whom articles name, what each says in them, and what their statements
// are counted by.
func (g *registry) enter(ctx context.Context, some []entry) error {
	if len(some) == 0 {
		return nil
	}
	if err := g.meet(ctx, some); err != nil {
		return err
	}
	var w registryRows
	for i := range some {
		g.list(&some[i], &w)
	}
	return w.write(ctx, g.tx)
}

// list adds the rows of one article.
func (g *registry) list(e *entry, w *registryRows) {
	said := driver.Sayings(e.r)
	speakers := make([]int64, driver.Indexed(e.r))
	entered := map[int64]bool{}
	for i, key := range e.keys {
		if key == "" {
			continue
		}
		number := g.meant(e, key)
		if !entered[number] {
			entered[number] = true
			w.appearances = append(w.appearances, appearance{number, e.place, i})
			g.count(number, 1, 0)
		}
		for _, n := range said[e.r.Entities[i].ID] {
			w.sayings = append(w.sayings, saying{number, driver.Row(e.place, n)})
			g.count(number, 0, 1)
			speakers[n] = number
		}
		delete(said, e.r.Entities[i].ID)
	}
	w.facets = append(w.facets, driver.FacetOf(e.r, e.place, speakers))
}

func (g *registry) count(number int64, articles, said int32) {
	c := g.changes[number]
	g.changes[number] = counts{c.articles + articles, c.said + said}
}

// meet learns which entities articles mean, and adds those that are new.
func (g *registry) meet(ctx context.Context, some []entry) error {
	if err := g.loadParted(ctx, some); err != nil {
		return err
	}
	named := map[string]*record.Entity{} // by whom each key was named first
	var keys []string
	for i := range some {
		e := &some[i]
		for n, key := range e.keys {
			if key != "" && named[key] == nil && g.meant(e, key) == 0 {
				named[key], keys = &e.r.Entities[n], append(keys, key)
			}
		}
	}
	if len(keys) == 0 {
		return nil
	}
	if err := g.load(ctx, keys, named); err != nil {
		return err
	}
	fresh := slices.DeleteFunc(keys, func(key string) bool { return g.numbers[key] != 0 })
	return g.add(ctx, fresh, named)
}

func (g *registry) loadParted(ctx context.Context, some []entry) error {
	articles := make([][]byte, len(some))
	for i := range some {
		articles[i] = placeOf(some[i].r.Article)
	}
	rows, err := g.tx.Query(ctx, `select article, key, entity from parted where article = any($1)`, articles)
	if err != nil {
		return err
	}
	var article []byte
	var key string
	var number int64
	_, err = pgx.ForEachRow(rows, []any{&article, &key, &number}, func() error {
		g.parted[parting{string(article), key}] = number
		return nil
	})
	return err
}

// load reads which entities are there. One that a headline named gets the name
// that an article gives it, unless a human named it.
func (g *registry) load(ctx context.Context, keys []string, named map[string]*record.Entity) error {
	rows, err := g.tx.Query(ctx, `select key, number, name, renamed is not null from entity where key = any($1)`, keys)
	if err != nil {
		return err
	}
	var key, name string
	var number int64
	var renamed bool
	_, err = pgx.ForEachRow(rows, []any{&key, &number, &name, &renamed}, func() error {
		g.numbers[key] = number
		if e := named[key]; e != nil && !renamed && driver.Shouts(name) && !driver.Shouts(e.Name) {
			g.names[number] = e.Name
		}
		return nil
	})
	return err
}

// add makes new entities. They have numbers in the order in which they were
// named, and go in by their keys. What another writer adds at the same time is
// waited for, and taken.
func (g *registry) add(ctx context.Context, keys []string, named map[string]*record.Entity) error {
	if len(keys) == 0 {
		return nil
	}
	kinds, names, words := make([]string, len(keys)), make([]string, len(keys)), make([]pgtype.TSVector, len(keys))
	for i, key := range keys {
		e := named[key]
		kinds[i], names[i], words[i] = string(e.Kind), clean(e.Name), nameVector(e.Name)
	}
	rows, err := g.tx.Query(ctx, `insert into entity (number, key, kind, name, words, articles, said)
		select number, key, kind, name, words, 0, 0 from (
		  select nextval('entity_number') as number, u.* from unnest($1::text[], $2::text[], $3::text[], $4::tsvector[]) u (key, kind, name, words)) x
		order by key collate "C" on conflict (key) do nothing returning key, number`, keys, kinds, names, words)
	if err != nil {
		return err
	}
	var key string
	var number int64
	if _, err := pgx.ForEachRow(rows, []any{&key, &number}, func() error { g.numbers[key] = number; return nil }); err != nil {
		return err
	}
	theirs := slices.DeleteFunc(keys, func(key string) bool { return g.numbers[key] != 0 })
	if len(theirs) == 0 {
		return nil
	}
	return g.load(ctx, theirs, nil)
}

// nameVector is a name, or several with dots between them, as it is looked for.
func nameVector(name string) pgtype.TSVector {
	b := &vectorBuilder{words: map[string]int{}}
	b.add(store.Words, name)
	return b.vector()
}

// leave forgets what enter noted of the articles at places.
func (g *registry) leave(ctx context.Context, places []int64) error {
	if len(places) == 0 {
		return nil
	}
	if _, err := g.tx.Exec(ctx, `delete from facet where place = any($1)`, places); err != nil {
		return err
	}
	rows, err := g.tx.Query(ctx, `
		with gone as (delete from appearance where place = any($1) returning entity, place),
		unsaid as (delete from saying s using gone g where s.entity = g.entity and s.line >= g.place and s.line < g.place + $2 returning s.entity)
		select entity, sum(articles)::integer, sum(said)::integer from (
		  select entity, 1 as articles, 0 as said from gone union all select entity, 0, 1 from unsaid) x
		group by entity`, places, driver.MostIndexed)
	if err != nil {
		return err
	}
	var number int64
	var c counts
	_, err = pgx.ForEachRow(rows, []any{&number, &c.articles, &c.said}, func() error {
		g.count(number, -c.articles, -c.said)
		return nil
	})
	return err
}

// flush writes names and counts. Rows are locked in the order of their numbers
// first, all on one way to the server: others wait for them.
func (g *registry) flush(ctx context.Context) error {
	maps.DeleteFunc(g.changes, func(_ int64, c counts) bool { return c == counts{} })
	var numbers []int64
	var articles, said []int32
	for number, c := range g.changes {
		numbers, articles, said = append(numbers, number), append(articles, c.articles), append(said, c.said)
	}
	locked := slices.AppendSeq(slices.Clone(numbers), maps.Keys(g.names))
	if len(locked) == 0 {
		return nil
	}
	var b pgx.Batch
	b.Queue(`select from entity where number = any($1) order by number for no key update`, locked)
	b.Queue(`update entity e set articles = e.articles + c.articles, said = e.said + c.said
		from unnest($1::bigint[], $2::integer[], $3::integer[]) c (number, articles, said) where e.number = c.number`, numbers, articles, said)
	if err := g.tx.SendBatch(ctx, &b).Close(); err != nil {
		return err
	}
	for number, name := range g.names {
		if err := g.name(ctx, number, name, time.Time{}); err != nil {
			return err
		}
	}
	clear(g.changes)
	clear(g.names)
	return nil
}

// name gives an entity another name, at a human's word or, with a zero time, at
// that of an article, which is less. Words of its key find it still.
func (g *registry) name(ctx context.Context, number int64, name string, renamed time.Time) error {
	var key string
	if err := g.tx.QueryRow(ctx, `select key from entity where number = $1`, number).Scan(&key); err != nil {
		return err
	}
	_, old, _ := strings.Cut(key, ":")
	_, err := g.tx.Exec(ctx, `update entity set name = $2, words = $3, renamed = coalesce($4::timestamptz, renamed) where number = $1 and ($4::timestamptz is not null or renamed is null)`,
		number, clean(name), nameVector(name+" . "+old), known(renamed))
	return err
}

// appearance and saying are rows of those tables.
type appearance struct {
	entity, place int64
	entry         int
}

type saying struct{ entity, line int64 }

// registryRows are rows on their way into the registry.
type registryRows struct {
	appearances []appearance
	sayings     []saying
	facets      []driver.Facet
}

// write adds the rows in the order of their keys, in which an index takes them
// fastest.
func (w *registryRows) write(ctx context.Context, tx pgx.Tx) error {
	slices.SortFunc(w.appearances, func(a, b appearance) int {
		return cmp.Or(cmp.Compare(a.entity, b.entity), cmp.Compare(a.place, b.place))
	})
	slices.SortFunc(w.sayings, func(a, b saying) int { return cmp.Or(cmp.Compare(a.entity, b.entity), cmp.Compare(a.line, b.line)) })
	if err := w.writeFacets(ctx, tx); err != nil || len(w.appearances) == 0 {
		return err
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"appearance"}, []string{"entity", "place", "entry"}, pgx.CopyFromSlice(len(w.appearances), func(i int) ([]any, error) {
		a := w.appearances[i]
		return []any{a.entity, a.place, a.entry}, nil
	}))
	if err != nil || len(w.sayings) == 0 {
		return err
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"saying"}, []string{"entity", "line"}, pgx.CopyFromSlice(len(w.sayings), func(i int) ([]any, error) {
		return []any{w.sayings[i].entity, w.sayings[i].line}, nil
	}))
	return err
}

func (w *registryRows) writeFacets(ctx context.Context, tx pgx.Tx) error {
	slices.SortFunc(w.facets, func(a, b driver.Facet) int { return cmp.Compare(a.Place, b.Place) })
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"facet"}, []string{"place", "outlet", "key", "origin", "said"}, pgx.CopyFromSlice(len(w.facets), func(i int) ([]any, error) {
		f := &w.facets[i]
		return []any{f.Place, clean(f.Outlet), f.Key, int32(f.Origin), f.Said}, nil
	}))
	return err
}
