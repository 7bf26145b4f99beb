package postgres

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
	"github.com/hearsay-news/hearsay/record"
)

// registry writes who is named in the articles of one transaction. What is said
// of entities many articles name is written last and in the order of their
// numbers, so that writers wait for each other shortly, and in one order.
type registry struct {
	tx      pgx.Tx
	numbers map[string]int64 // of entities, by key
	changes map[int64][2]int // of the counts of entities: articles and statements
}

func newRegistry(tx pgx.Tx) *registry {
	return &registry{tx: tx, numbers: map[string]int64{}, changes: map[int64][2]int{}}
}

// entrance is an article on its way into the registry.
type entrance struct {
	r     *record.Record
	place int64
}

// enter notes whom articles name, and what each says in them.
func (g *registry) enter(ctx context.Context, articles []entrance) error {
	if err := g.know(ctx, articles); err != nil {
		return err
	}
	parted, err := g.parted(ctx, articles)
	if err != nil {
		return err
	}
	var appearances, sayings [][]any
	for _, a := range articles {
		said, entered, other := driver.Sayings(a.r), map[int64]bool{}, parted[string(placeOf(a.r.Article))]
		for i := range a.r.Entities {
			key := store.Key(&a.r.Entities[i])
			number := cmp.Or(other[key], g.numbers[key])
			if key == "" || number == 0 {
				continue
			}
			if !entered[number] {
				entered[number] = true
				appearances = append(appearances, []any{number, a.place, i})
				g.count(number, 1, 0)
			}
			for _, n := range said[a.r.Entities[i].ID] {
				sayings = append(sayings, []any{number, driver.Row(a.place, n)})
				g.count(number, 0, 1)
			}
		}
	}
	if err := g.copy(ctx, "appearance", []string{"entity", "place", "entry"}, appearances); err != nil {
		return err
	}
	return g.copy(ctx, "saying", []string{"entity", "line"}, sayings)
}

func (g *registry) copy(ctx context.Context, table string, columns []string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := g.tx.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
	return err
}

func (g *registry) count(number int64, articles, said int) {
	c := g.changes[number]
	g.changes[number] = [2]int{c[0] + articles, c[1] + said}
}

// placeOf is by what a human's word about an article is kept.
func placeOf(a *article.Article) []byte { return digest(cmp.Or(a.URL, a.ID)) }

// entityRow is an entity as the registry has it.
type entityRow struct {
	Number  int64
	Key     string
	Name    string
	Renamed bool
}

// know finds the entities of all names in articles, and adds those that are new.
// Another writer may add one at the same time: it is waited for and found.
func (g *registry) know(ctx context.Context, articles []entrance) error {
	called := map[string]*record.Entity{}
	for _, a := range articles {
		for i := range a.r.Entities {
			e := &a.r.Entities[i]
			key := clean(store.Key(e))
			if was := called[key]; was == nil || driver.Shouts(was.Name) {
				called[key] = e
			}
		}
	}
	delete(called, "")
	keys := slices.Sorted(maps.Keys(called))
	if err := g.find(ctx, keys, called); err != nil {
		return err
	}
	var fresh []string
	for _, key := range keys {
		if g.numbers[key] == 0 {
			fresh = append(fresh, key)
		}
	}
	for _, key := range fresh {
		if _, err := g.add(ctx, key, called[key].Kind, called[key].Name, false); err != nil {
			return err
		}
	}
	return g.find(ctx, fresh, called)
}

// find remembers the numbers of entities. A name in capitals gives way to one
// that is written otherwise.
func (g *registry) find(ctx context.Context, keys []string, called map[string]*record.Entity) error {
	if len(keys) == 0 {
		return nil
	}
	rows, err := g.tx.Query(ctx, `select number, key, name, renamed is not null from entity where key = any($1)`, keys)
	if err != nil {
		return err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[entityRow])
	if err != nil {
		return err
	}
	for _, e := range found {
		g.numbers[e.Key] = e.Number
		if name := called[e.Key].Name; !e.Renamed && driver.Shouts(e.Name) && !driver.Shouts(name) {
			if err := g.name(ctx, e.Number, name, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// add makes an entity where there is none of the key; its number is 0 if there
// is one.
func (g *registry) add(ctx context.Context, key string, kind record.EntityKind, name string, split bool) (number int64, err error) {
	rows, err := g.tx.Query(ctx, `insert into entity (key, kind, name, words, split, articles, said)
		values ($1, $2, $3, $4, case when $5 then now() end, 0, 0) on conflict do nothing returning number`, key, string(kind), clean(name), tokens(name), split)
	if err != nil {
		return 0, err
	}
	numbers, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if len(numbers) > 0 {
		number = numbers[0]
	}
	return number, err
}

// tokens are the words by which a name is looked for.
func tokens(name string) []string {
	out := []string{}
	for w := range driver.Tokens(name) {
		out = append(out, storable(w))
	}
	return out
}

// name gives an entity another name. Words by which it was found stay so.
func (g *registry) name(ctx context.Context, number int64, name string, byHand bool) error {
	_, err := g.tx.Exec(ctx, `update entity set name = $2, words = words || $3, renamed = case when $4 then now() end where number = $1`,
		number, clean(name), tokens(name), byHand)
	return err
}

// partedRow is a row of that table.
type partedRow struct {
	Article []byte
	Key     string
	Entity  int64
}

// parted is what humans have said of articles: entities by keys, by articles.
func (g *registry) parted(ctx context.Context, articles []entrance) (map[string]map[string]int64, error) {
	var places [][]byte
	for _, a := range articles {
		places = append(places, placeOf(a.r.Article))
	}
	rows, err := g.tx.Query(ctx, `select article, key, entity from parted where article = any($1)`, places)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[partedRow])
	out := map[string]map[string]int64{}
	for _, p := range found {
		if out[string(p.Article)] == nil {
			out[string(p.Article)] = map[string]int64{}
		}
		out[string(p.Article)][p.Key] = p.Entity
	}
	return out, err
}

// counted is how many rows of an entity there are.
type counted struct{ Entity, N int64 }

// leave forgets whom the articles at places name.
func (g *registry) leave(ctx context.Context, places []int64) error {
	if len(places) == 0 {
		return nil
	}
	for i, query := range []string{
		`with gone as (delete from saying s using appearance a where a.place = any($1) and s.entity = a.entity and s.line >= a.place and s.line < a.place + $2
			returning s.entity) select entity, count(*) from gone group by entity`,
		`with gone as (delete from appearance where place = any($1) and $2 > 0 returning entity) select entity, count(*) from gone group by entity`,
	} {
		rows, err := g.tx.Query(ctx, query, places, driver.MostIndexed)
		if err != nil {
			return err
		}
		gone, err := pgx.CollectRows(rows, pgx.RowToStructByPos[counted])
		if err != nil {
			return err
		}
		for _, c := range gone {
			g.count(c.Entity, -int(c.N)*i, -int(c.N)*(1-i))
		}
	}
	return nil
}

// flush writes the counts.
func (g *registry) flush(ctx context.Context) error {
	numbers := slices.Sorted(maps.Keys(g.changes))
	var articles, said []int
	for _, n := range numbers {
		articles, said = append(articles, g.changes[n][0]), append(said, g.changes[n][1])
	}
	clear(g.changes)
	if len(numbers) == 0 {
		return nil
	}
	if _, err := g.tx.Exec(ctx, `select from entity where number = any($1) order by number for update`, numbers); err != nil {
		return err
	}
	_, err := g.tx.Exec(ctx, `update entity e set articles = articles + a, said = said + s
		from unnest($1::bigint[], $2::integer[], $3::integer[]) x (n, a, s) where e.number = n`, numbers, articles, said)
	return err
}
