package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
	"github.com/hearsay-news/hearsay/record"
)

// columns are the columns of the index by the fields of a query.
var columns = map[store.Field]string{
	store.Words: "words", store.Speaker: "speaker", store.To: "addressee", store.Outlet: "outlet", store.Cites: "cites", store.Act: "act",
	store.Form: "form",
}

// match is the query in the language of FTS5, in two parts: what a statement must
// have and what it must not; "" where there are no terms of the kind. Every text
// stands in quotation marks, so that nothing in it is read as that language.
func match(q *store.Query) (yes, no string) {
	var must, not []string
	for _, t := range q.Terms {
		if t.Entity > 0 {
			continue
		}
		text := driver.Text(t.Text)
		if t.Exact {
			text = driver.Exact(t.Text)
		}
		x := columns[t.Field] + ` : "` + strings.ReplaceAll(strings.ReplaceAll(text, `"`, `""`), "\x00", " ") + `"`
		if t.Prefix {
			x += " *"
		}
		switch {
		case t.Not:
			not = append(not, x)
		case t.Or && len(must) > 0:
			must[len(must)-1] += " OR " + x
		default:
			must = append(must, x)
		}
	}
	for i := range must {
		must[i] = "(" + must[i] + ")"
	}
	return strings.Join(must, " AND "), strings.Join(not, " OR ")
}

// finds is the rows of the index that a query finds: a table of their numbers,
// called line, with the values in it. meant are the entities that its terms name,
// as meanings gives them. Where nothing but an entity is looked for, its own
// statements are the shorter list.
func finds(q *store.Query, meant []string, after int64) (table string, args []any) {
	from, to := driver.Range(q, after)
	return findsBetween(q, meant, from, to)
}

// findsBetween is the same of the rows from one to the one before another.
func findsBetween(q *store.Query, meant []string, from, to int64) (table string, args []any) {
	m, not := match(q)
	line, conds := "statement.rowid", []string(nil)
	table = "select rowid as line from statement"
	if m != "" && not != "" {
		m, not = "("+m+") NOT ("+not+")", ""
	}
	if m != "" {
		conds, args = append(conds, "statement match ?"), append(args, m)
	}
	for _, t := range q.Terms {
		if t.Entity == 0 {
			continue
		}
		who := "entity in (" + meant[0] + ")"
		meant = meant[1:]
		switch {
		case m == "" && len(conds) == 0 && !t.Not:
			table, line, conds = "select line from saying", "saying.line", append(conds, who)
		case t.Not:
			conds = append(conds, "not exists (select 1 from saying s where s.line = "+line+" and s."+who+")")
		default: // the sign keeps the engine from looking up each line of the list by itself
			conds = append(conds, "+"+line+" in (select line from saying where "+who+")")
		}
	}
	if not != "" { // the engine knows NOT only beside what must be there
		conds, args = append(conds, line+" not in (select rowid from statement where statement match ?)"), append(args, not)
	}
	conds, args = append(conds, line+" >= ?", line+" < ?"), append(args, from, to)
	return table + " where " + strings.Join(conds, " and "), args
}

// meanings are the numbers of the entities that the terms of a query name, each
// with its other names, in the order of the terms: "12, 31".
func (s *Store) meanings(ctx context.Context, q *store.Query) (out []string, err error) {
	for _, t := range q.Terms {
		if t.Entity == 0 {
			continue
		}
		numbers, err := s.places(ctx, names, t.Entity)
		if err != nil {
			return nil, err
		}
		out = append(out, list(numbers))
	}
	return out, nil
}

// list is numbers as they stand in a query.
func list(numbers []int64) string {
	var b []byte
	for i, n := range numbers {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, n, 10)
	}
	return string(b)
}

// Search implements [store.Store].
func (s *Store) Search(ctx context.Context, q *store.Query, p store.Page) (*store.Found, error) {
	if p.Size <= 0 {
		p.Size = 20
	}
	f, err := s.search(ctx, q, p)
	return f, s.fault("search", driver.Slow(ctx, err))
}

// search goes over what a query finds once: the same rows are counted and, those
// of the page, shown.
func (s *Store) search(ctx context.Context, q *store.Query, p store.Page) (*store.Found, error) {
	meant, err := s.meanings(ctx, q)
	if err != nil {
		return nil, err
	}
	if p.Uncounted {
		rows, err := s.newest(ctx, q, meant, p.After, p.Size+1)
		if err != nil {
			return nil, err
		}
		return s.page(ctx, rows, p, &store.Found{})
	}
	all, err := s.newest(ctx, q, meant, 0, store.MostCounted)
	if err != nil {
		return nil, err
	}
	f := &store.Found{Total: len(all)}
	if p.Facets {
		if f.Facets, err = s.facets(ctx, all); err != nil {
			return nil, err
		}
	}
	behind := driver.Behind(all, p.After)
	if len(behind) <= p.Size && len(all) == store.MostCounted {
		if behind, err = s.newest(ctx, q, meant, p.After, p.Size+1); err != nil {
			return nil, err
		}
	}
	return s.page(ctx, behind, p, f)
}

// newest are the rows that a query finds, so many behind a place, the last one
// first.
func (s *Store) newest(ctx context.Context, q *store.Query, meant []string, after int64, most int) ([]int64, error) {
	table, args := finds(q, meant, after)
	return s.places(ctx, table+` order by line desc limit ?`, append(args, most)...)
}

// places are the numbers that a query finds. They come as one text: that takes a
// third of the time that rows take, and the engine hears only up to its first row
// that it is to stop.
func (s *Store) places(ctx context.Context, query string, args ...any) ([]int64, error) {
	var text sql.NullString
	err := s.read.QueryRowContext(ctx, `with found (number) as (`+query+`) select group_concat(number) from found`, args...).Scan(&text)
	if err != nil {
		return nil, err
	}
	return numbers(text.String)
}

// numbers are the numbers of a text of the engine's group_concat.
func numbers(text string) ([]int64, error) {
	if text == "" {
		return nil, nil
	}
	out := make([]int64, 0, strings.Count(text, ",")+1)
	for one := range strings.SplitSeq(text, ",") {
		n, err := strconv.ParseInt(one, 10, 64)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// page opens the rows of a page, behind which there may be more.
func (s *Store) page(ctx context.Context, rows []int64, p store.Page, f *store.Found) (*store.Found, error) {
	if f.More = len(rows) > p.Size; f.More {
		rows = rows[:p.Size]
	}
	return f, s.hits(ctx, rows, f)
}

// hits opens the records that the places lie in, each once. A record that was
// taken away meanwhile has no hit.
func (s *Store) hits(ctx context.Context, places []int64, f *store.Found) error {
	records := map[int64]*record.Record{}
	for _, at := range places {
		number, n := driver.NumberOf(at)
		r, ok := records[number]
		if !ok {
			var err error
			if r, err = s.record(ctx, `number = ?`, number); err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			records[number] = r
		}
		if r != nil && n < len(r.Attributions) {
			f.Hits = append(f.Hits, store.Hit{Place: at, Record: r, N: n})
		}
	}
	return nil
}

func (s *Store) record(ctx context.Context, cond string, args ...any) (*record.Record, error) {
	var number int64
	var packed []byte
	err := s.read.QueryRowContext(ctx, `select number, record from article where `+cond, args...).Scan(&number, &packed)
	if errors.Is(err, sql.ErrNoRows) {
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

// Get implements [store.Store].
func (s *Store) Get(ctx context.Context, ref string) (*record.Record, error) {
	r, err := s.record(ctx, `ref = ?`, ref)
	if errors.Is(err, store.ErrNotFound) && ref != "" {
		r, err = s.record(ctx, `url = ? and url <> '' and current = 1`, ref)
	}
	return r, err
}

// Articles implements [store.Store].
func (s *Store) Articles(ctx context.Context, p store.Page) (list []store.Listed, more bool, err error) {
	size := cmp.Or(p.Size, 20)
	places, packed, err := s.some(ctx, `select place, record from article where current = 1 and place < ? order by place desc limit ?`, cmp.Or(p.After, 1<<62), size+1)
	if err != nil {
		return nil, false, s.fault("read", err)
	}
	for i := range packed[:min(len(packed), size)] {
		r, err := s.packer.Unpack(packed[i])
		if err != nil {
			number, _ := driver.NumberOf(places[i])
			return nil, false, s.damaged(ctx, number, err)
		}
		list = append(list, store.Listed{Place: places[i], Record: r})
	}
	return list, len(packed) > size, nil
}

// root is the number of the first version of an article.
func (s *Store) root(ctx context.Context, q interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}, ref string) (int64, error) {
	var root int64
	err := q.QueryRowContext(ctx, `select root from article where ref = ?1 or url = ?1 and url <> '' order by ref = ?1 desc limit 1`, ref).Scan(&root)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, store.ErrNotFound
	}
	return root, err
}

// Versions implements [store.Store].
func (s *Store) Versions(ctx context.Context, ref string) ([]store.Version, error) {
	root, err := s.root(ctx, s.read, ref)
	if err != nil {
		return nil, s.fault("read", err)
	}
	rows, err := s.read.QueryContext(ctx, `select ref, added, title from article where root = ? order by number`, root)
	if err != nil {
		return nil, s.fault("read", err)
	}
	defer rows.Close()
	var out []store.Version
	for rows.Next() {
		var v store.Version
		var added int64
		if err := rows.Scan(&v.ID, &added, &v.Title); err != nil {
			return nil, s.fault("read", err)
		}
		v.Added = time.Unix(added, 0).UTC()
		out = append(out, v)
	}
	return out, s.fault("read", rows.Err())
}

// Remove implements [store.Store].
func (s *Store) Remove(ctx context.Context, ref string) error {
	return s.linked(ctx, func(g *linking) error {
		if err := note(ctx, g.tx, driver.RemoveArticle, ref); err != nil {
			return err
		}
		tx := g.tx
		root, err := s.root(ctx, tx, ref)
		if err != nil {
			return err
		}
		rows, err := tx.Query(`select place, statements from article where root = ?`, root)
		if err != nil {
			return err
		}
		var gone [][2]int64
		for rows.Next() {
			var d [2]int64
			if err := rows.Scan(&d[0], &d[1]); err != nil {
				return errors.Join(err, rows.Close())
			}
			gone = append(gone, d)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		for _, d := range gone {
			if err := g.leave(d[0]); err != nil {
				return err
			}
			if _, err := tx.Exec(`delete from print where rowid = ?`, driver.SpotOf(d[0])); err != nil {
				return err
			}
			for n := int(d[1]) - 1; n >= 0; n-- {
				if _, err := tx.Exec(`delete from statement where rowid = ?`, driver.Row(d[0], n)); err != nil {
					return err
				}
			}
		}
		if _, err := tx.Exec(`delete from article where root = ?`, root); err != nil {
			return err
		}
		return g.forget(root)
	})
}

// Records implements [store.Store].
func (s *Store) Records(ctx context.Context, q *store.Query) iter.Seq2[*record.Record, error] {
	if q.Empty() {
		return s.every(ctx, `current = 1`)
	}
	return func(yield func(*record.Record, error) bool) {
		numbers, err := s.matching(ctx, q)
		if err != nil {
			yield(nil, s.fault("search", driver.Slow(ctx, err)))
			return
		}
		for _, number := range numbers {
			r, err := s.record(ctx, `number = ?`, number)
			if errors.Is(err, store.ErrNotFound) {
				continue // taken away meanwhile
			}
			if !yield(r, err) || err != nil {
				return
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
	table, args := finds(q, meant, 0)
	places, err := s.places(ctx, fmt.Sprintf(`select distinct line >> %d & %d from (%s)`, driver.StatementBits, driver.MostArticles-1, table), args...)
	slices.Sort(places)
	return places, err
}

// step is how many records are read between two looks at the table, so that no
// reader keeps the file from being tidied up for as long as an export takes.
const step = 200

// every gives the records that fulfil a condition, by their number.
func (s *Store) every(ctx context.Context, cond string, args ...any) iter.Seq2[*record.Record, error] {
	return func(yield func(*record.Record, error) bool) {
		query := `select number, record from article where number > ? and ` + cond + ` order by number limit ?`
		for last := int64(0); ; {
			numbers, packed, err := s.some(ctx, query, append(append([]any{last}, args...), step)...)
			if err != nil {
				yield(nil, s.fault("read", err))
				return
			}
			for i := range packed {
				r, err := s.packer.Unpack(packed[i])
				if err != nil {
					err = s.damaged(ctx, numbers[i], err)
				}
				if !yield(r, err) {
					return
				}
			}
			if len(numbers) < step {
				return
			}
			last = numbers[len(numbers)-1]
		}
	}
}

// damaged is the fault of a record, with the id by which its article can be taken
// out.
func (s *Store) damaged(ctx context.Context, number int64, fault error) error {
	var ref string
	if err := s.read.QueryRowContext(ctx, `select ref from article where number = ?`, number).Scan(&ref); err != nil {
		return fmt.Errorf("article number %d: %w", number, fault)
	}
	return fmt.Errorf("article %s: %w", ref, fault)
}

func (s *Store) some(ctx context.Context, query string, args ...any) (numbers []int64, packed [][]byte, err error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var b []byte
		if err := rows.Scan(&n, &b); err != nil {
			return nil, nil, err
		}
		numbers, packed = append(numbers, n), append(packed, b)
	}
	return numbers, packed, rows.Err()
}

// Stale implements [store.Store].
func (s *Store) Stale(ctx context.Context, analyzer string) iter.Seq2[*record.Record, error] {
	return s.every(ctx, `current = 1 and analyzer <> ?`, analyzer)
}
