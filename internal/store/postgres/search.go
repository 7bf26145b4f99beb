package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
	"github.com/hearsay-news/hearsay/record"
)

// looking is a query as the engine is asked it: conditions on the rows of a
// table, with their values. $1 and $2 are the first place and the one behind the
// last.
type looking struct {
	table   string
	conds   []string // beside that of places
	args    []any
	nothing bool // no row can fulfil it
}

// statements is the index of words, and spoken, of which $3 are entities, has the
// places of what these say.
const (
	statements = "statement"
	spoken     = "(select line as place from saying where entity = any($3)) s"
)

// look makes a query ready. meant are the entities that its terms name. Where
// nothing but an entity is looked for, its own statements are the shorter list.
func look(q *store.Query, after int64, meant [][]int64) *looking {
	from, to := driver.Range(q, after)
	l := &looking{table: statements, args: []any{from, to}}
	m, nothing := match(q)
	if l.nothing = nothing; m != "" {
		l.add("words @@ $%d::tsquery", m)
	}
	for _, t := range q.Terms {
		if t.Entity == 0 {
			continue
		}
		numbers := meant[0]
		meant = meant[1:]
		switch says := "exists (select from saying where line = place and entity = any($%d))"; {
		case t.Not:
			l.add("not "+says, numbers)
		case len(l.args) == 2:
			l.table, l.args = spoken, append(l.args, numbers)
		default:
			l.add(says, numbers)
		}
	}
	return l
}

// add adds a condition on a value.
func (l *looking) add(cond string, value any) {
	l.args = append(l.args, value)
	l.conds = append(l.conds, fmt.Sprintf(cond, len(l.args)))
}

// anew are arguments for which a query is planned: the engine finds the best way for
// the words that are looked for only where it has not prepared the query for all
// words. All other queries are prepared once for a connection, which takes a third
// of the time of the server from a worker. Whoever names another way in the address
// has reasons, such as a pooler that knows no prepared queries.
func (s *Store) anew(args []any) []any {
	if s.config.DefaultQueryExecMode != pgx.QueryExecModeCacheStatement {
		return args
	}
	return append([]any{pgx.QueryExecModeCacheDescribe}, args...)
}

// match is the conditions beside that of places.
func (l *looking) match() string { return strings.Join(append([]string{"true"}, l.conds...), " and ") }

// rows is the query from the table on.
func (l *looking) rows() string {
	return l.table + " where place >= $1 and place < $2 and " + l.match()
}

// Search implements [store.Store].
func (s *Store) Search(ctx context.Context, q *store.Query, p store.Page) (*store.Found, error) {
	if p.Size <= 0 {
		p.Size = 20
	}
	f := &store.Found{}
	places, err := s.search(ctx, q, p, f)
	if err != nil {
		return nil, s.fault("search", driver.Slow(ctx, err))
	}
	if f.More = len(places) > p.Size; f.More {
		places = places[:p.Size]
	}
	return f, s.fault("search", driver.Slow(ctx, s.hits(ctx, places, f)))
}

// search is the places of a page and, where there is one, of the hit behind it;
// it counts all results on the way.
//
// The engine can walk the rows from the newest on until it has enough, which is
// fast for what is common, or take all rows from the index of words and sort
// them, which is fast for what is rare; and it guesses wrong which one a query
// is. Counting tells: results that are not counted to the end are common.
func (s *Store) search(ctx context.Context, q *store.Query, p store.Page, f *store.Found) ([]int64, error) {
	meant, err := s.meanings(ctx, q)
	if err != nil {
		return nil, err
	}
	l := look(q, 0, meant)
	if l.nothing {
		if p.Facets {
			f.Facets = &store.Facets{}
		}
		return nil, nil
	}
	limit := store.MostCounted
	if p.Uncounted {
		limit, p.Facets = rare, false
	}
	all, err := query(ctx, s, pgx.RowTo[int64], fmt.Sprintf(`select place from %s limit %d`, l.rows(), limit), s.anew(l.args)...)
	if err != nil {
		return nil, err
	}
	if !p.Uncounted {
		f.Total = len(all)
	}
	most := len(all) == limit
	switch {
	case most && p.Facets:
		if all, err = s.common(ctx, l, store.MostCounted); err != nil {
			return nil, err
		}
	case most:
		return s.common(ctx, look(q, p.After, meant), p.Size+1)
	default:
		slices.Sort(all)
		slices.Reverse(all)
	}
	if p.Facets {
		if f.Facets, err = s.facets(ctx, all); err != nil {
			return nil, err
		}
	}
	behind := driver.Behind(all, p.After)
	if most && len(behind) <= p.Size {
		return s.common(ctx, look(q, p.After, meant), p.Size+1)
	}
	return behind[:min(len(behind), p.Size+1)], nil
}

// rare is how many results are counted where nobody asks how many there are: what has
// more is found sooner among the newest rows.
const rare = 2_000

// walked is how many rows are looked at from the newest on, before all rows
// that match are sorted instead.
const walked = 20_000

// common is the first places of a query with many results.
func (s *Store) common(ctx context.Context, l *looking, most int) ([]int64, error) {
	if l.table == spoken {
		return query(ctx, s, pgx.RowTo[int64], fmt.Sprintf(`select place from %s order by place desc limit %d`, l.rows(), most), s.anew(l.args)...)
	}
	places, err := query(ctx, s, pgx.RowTo[int64], fmt.Sprintf(
		`select place from (select place, words from statement where place >= $1 and place < $2 order by place desc limit %d) w where %s order by place desc limit %d`,
		walked, l.match(), most), s.anew(l.args)...)
	if err != nil || len(places) >= most || len(l.conds) == 0 {
		return places, err
	}
	// Adding nothing keeps the engine from walking.
	return query(ctx, s, pgx.RowTo[int64], fmt.Sprintf(`select place from %s order by place + 0 desc limit %d`, l.rows(), most), s.anew(l.args)...)
}

// numbered is a record as it is kept, with its number.
type numbered struct {
	Number int64
	Record []byte
}

func (s *Store) numbered(ctx context.Context, numbers []int64) (map[int64]*record.Record, error) {
	rows, err := query(ctx, s, pgx.RowToStructByPos[numbered], `select number, record from article where number = any($1)`, numbers)
	if err != nil {
		return nil, err
	}
	out := map[int64]*record.Record{}
	for _, row := range rows {
		if out[row.Number], err = s.packer.Unpack(row.Record); err != nil {
			return nil, s.damaged(ctx, row.Number, err)
		}
	}
	return out, nil
}

// hits opens the records that the places lie in. A record that was taken away
// meanwhile has no hit.
func (s *Store) hits(ctx context.Context, places []int64, f *store.Found) error {
	if len(places) == 0 {
		return nil
	}
	var numbers []int64
	for _, at := range places {
		number, _ := driver.NumberOf(at)
		numbers = append(numbers, number)
	}
	records, err := s.numbered(ctx, slices.Compact(numbers))
	for _, at := range places {
		number, n := driver.NumberOf(at)
		if r := records[number]; r != nil && n < len(r.Attributions) {
			f.Hits = append(f.Hits, store.Hit{Place: at, Record: r, N: n})
		}
	}
	return err
}

// Get implements [store.Store].
func (s *Store) Get(ctx context.Context, ref string) (*record.Record, error) {
	if ref == "" {
		return nil, store.ErrNotFound
	}
	var number int64
	var packed []byte
	err := s.one(ctx, `select number, record from (
		select 1, number, record from article where key = $1 union all select 2, number, record from article where address = $1 and current) x (rank, number, record)
		order by rank, number limit 1`, []any{digest(ref)}, &number, &packed)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, store.ErrNotFound
	}
	if err != nil {
		return nil, s.fault("read", err)
	}
	r, err := s.packer.Unpack(packed)
	if err != nil {
		return nil, s.damaged(ctx, number, err)
	}
	return r, nil
}

// Articles implements [store.Store].
func (s *Store) Articles(ctx context.Context, p store.Page) (list []store.Listed, more bool, err error) {
	size := cmp.Or(p.Size, 20)
	rows, err := query(ctx, s, pgx.RowToStructByPos[numbered], `select place, record from article where current and place < $1 order by place desc limit $2`,
		cmp.Or(p.After, 1<<62), size+1)
	if err != nil {
		return nil, false, s.fault("read", err)
	}
	for _, row := range rows[:min(len(rows), size)] {
		r, err := s.packer.Unpack(row.Record)
		if err != nil {
			number, _ := driver.NumberOf(row.Number)
			return nil, false, s.damaged(ctx, number, err)
		}
		list = append(list, store.Listed{Place: row.Number, Record: r})
	}
	return list, len(rows) > size, nil
}

// rootOf finds the number of the first version of an article.
const rootOf = `select root from article where key = $1 or address = $1 order by key = $1 desc, number limit 1`

// Versions implements [store.Store].
func (s *Store) Versions(ctx context.Context, ref string) ([]store.Version, error) {
	versions, err := query(ctx, s, pgx.RowToStructByPos[store.Version],
		`select ref, added, title from article where root = (`+rootOf+`) order by number`, digest(ref))
	if err == nil && len(versions) == 0 {
		err = store.ErrNotFound
	}
	for i := range versions {
		versions[i].Added = versions[i].Added.UTC()
	}
	return versions, s.fault("read", err)
}

// Remove implements [store.Store].
func (s *Store) Remove(ctx context.Context, ref string) error {
	return s.fault("write", s.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `select k from article a, lateral (values (key), (address)) v (k) where root = (`+rootOf+`) and k is not null`, digest(ref))
		if err != nil {
			return err
		}
		keys, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
		if err != nil {
			return err
		}
		if len(keys) == 0 {
			return store.ErrNotFound
		}
		if err := latch(ctx, tx, keys); err != nil {
			return err
		}
		var root int64
		var places []int64
		err = tx.QueryRow(ctx, `select root, array_agg(place) from article where root = (`+rootOf+`) group by root`, digest(ref)).Scan(&root, &places)
		if errors.Is(err, pgx.ErrNoRows) {
			err = store.ErrNotFound // another was faster
		}
		if err != nil {
			return err
		}
		if err := note(ctx, tx, driver.RemoveArticle, ref); err != nil {
			return err
		}
		if err := drop(ctx, tx, places); err != nil {
			return err
		}
		if err := s.unprint(ctx, tx, places); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `delete from article where number = any($1)`, standing(places)); err != nil {
			return err
		}
		g := newRegistry(tx)
		if err := g.leave(ctx, places); err != nil {
			return err
		}
		if err := g.flush(ctx); err != nil {
			return err
		}
		return (&linking{tx}).forget(ctx, root)
	}))
}

// standing are the numbers of the articles at places.
func standing(places []int64) []int64 {
	out := make([]int64, len(places))
	for i, at := range places {
		out[i], _ = driver.NumberOf(at)
	}
	return out
}

// Records implements [store.Store].
func (s *Store) Records(ctx context.Context, q *store.Query) iter.Seq2[*record.Record, error] {
	if q.Empty() {
		return s.every(ctx, `current`)
	}
	return func(yield func(*record.Record, error) bool) {
		numbers, err := s.matching(ctx, q)
		if err != nil {
			yield(nil, s.fault("search", driver.Slow(ctx, err)))
			return
		}
		for some := range slices.Chunk(numbers, step) {
			records, err := s.numbered(ctx, some)
			if err != nil {
				yield(nil, s.fault("read", err))
				return
			}
			for _, number := range some {
				if r := records[number]; r != nil && !yield(r, nil) { // nil: taken away meanwhile
					return
				}
			}
		}
	}
}

// matching is the numbers of the articles with a statement that q finds, in
// order. A number has eight bytes, so that they all fit into memory.
func (s *Store) matching(ctx context.Context, q *store.Query) ([]int64, error) {
	meant, err := s.meanings(ctx, q)
	if err != nil {
		return nil, err
	}
	l := look(q, 0, meant)
	if l.nothing {
		return nil, nil
	}
	return query(ctx, s, pgx.RowTo[int64],
		fmt.Sprintf(`select distinct place >> %d & %d from %s order by 1`, driver.StatementBits, driver.MostArticles-1, l.rows()), s.anew(l.args)...)
}

// step is how many records are read at once.
const step = 200

// damaged is the fault of a record, with the id by which its article can be taken
// out.
func (s *Store) damaged(ctx context.Context, number int64, fault error) error {
	var ref string
	if err := s.one(ctx, `select ref from article where number = $1`, []any{number}, &ref); err != nil {
		return fmt.Errorf("article number %d: %w", number, fault)
	}
	return fmt.Errorf("article %s: %w", ref, fault)
}

// every gives the records that fulfil a condition, by their number. The
// condition's values begin at $3.
func (s *Store) every(ctx context.Context, cond string, args ...any) iter.Seq2[*record.Record, error] {
	return func(yield func(*record.Record, error) bool) {
		sql := `select number, record from article where number > $1 and ` + cond + ` order by number limit $2`
		for last := int64(0); ; {
			rows, err := query(ctx, s, pgx.RowToStructByPos[numbered], sql, append([]any{last, step}, args...)...)
			if err != nil {
				yield(nil, s.fault("read", err))
				return
			}
			for _, row := range rows {
				r, err := s.packer.Unpack(row.Record)
				if err != nil {
					err = s.damaged(ctx, row.Number, err)
				}
				if !yield(r, err) {
					return
				}
			}
			if len(rows) < step {
				return
			}
			last = rows[len(rows)-1].Number
		}
	}
}

// Stale implements [store.Store].
func (s *Store) Stale(ctx context.Context, analyzer string) iter.Seq2[*record.Record, error] {
	return s.every(ctx, `current and analyzer <> $3`, clean(analyzer))
}
