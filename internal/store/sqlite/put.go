package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
	"github.com/hearsay-news/hearsay/record"
)

// Has implements [store.Store].
func (s *Store) Has(ctx context.Context, a *article.Article, analyzer string) (has bool, err error) {
	a.Identify()
	err = s.read.QueryRowContext(ctx, `select exists (select 1 from article where ref in (?, ?) and digest = ? and ? in ('', analyzer))`,
		a.ID, driver.OtherID(a), driver.Digest(a), analyzer).Scan(&has)
	return has, s.fault("read", err)
}

// item is a record on its way into the store.
type item struct {
	r      *record.Record
	packed []byte
	digest []byte
	number int64
	place  int64
	rows   int // of the index

	renamed bool // another text has its id
}

// Put implements [store.Store].
func (s *Store) Put(ctx context.Context, records []*record.Record) (store.Tally, error) {
	items, err := s.packAll(records)
	if err != nil {
		return store.Tally{}, err
	}
	var t store.Tally
	err = s.change(ctx, func(tx *sql.Tx) (err error) {
		t, err = s.putAll(tx, items)
		return err
	})
	return t, s.fault("write", err)
}

func (s *Store) putAll(tx *sql.Tx, items []item) (t store.Tally, err error) {
	p, err := s.newPutting(tx)
	if err != nil {
		return t, err
	}
	defer p.close()
	for i := range items {
		if err := p.put(&items[i], &t); err != nil {
			return t, fmt.Errorf("article %s: %w", items[i].r.Article.ID, err)
		}
	}
	if err := p.index(); err != nil {
		return t, err
	}
	return t, p.registry.flush()
}

// change runs do in one transaction. A cancelled context ends it before it
// begins and never in the middle: watching the context costs as much as the
// work, and a batch is short.
func (s *Store) change(ctx context.Context, do func(*sql.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := s.write.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func (s *Store) packAll(records []*record.Record) (items []item, err error) {
	items = make([]item, len(records))
	for i, r := range records {
		if items[i], err = s.pack(r); err != nil {
			return nil, err
		}
	}
	return items, nil
}

func (s *Store) pack(r *record.Record) (item, error) {
	r.Article.Identify()
	packed, err := s.packer.Pack(r)
	return item{r: r, packed: packed, digest: driver.Digest(r.Article)}, err
}

// putting is the statements of one transaction, and what waits for the index.
type putting struct {
	tx                                                                     *sql.Tx
	byRef, byURL, insert, retire, drop, word, unprint, print, note, arrive *sql.Stmt
	next                                                                   int64
	dropped                                                                [][2]int64 // places that leave the index, and how many rows they have in it
	added                                                                  []*item
	registry                                                               *registry
	pack                                                                   func(*record.Record) (item, error)
}

func (s *Store) newPutting(tx *sql.Tx) (*putting, error) {
	g, err := newRegistry(tx)
	if err != nil {
		return nil, err
	}
	p := &putting{tx: tx, registry: g, pack: s.pack}
	for _, st := range []struct {
		to  **sql.Stmt
		sql string
	}{
		{&p.byRef, `select number, place, statements, analyzer, digest, root, current from article where ref = ?`},
		{&p.byURL, `select number, place, statements, root from article where url = ? and url <> '' and current = 1`},
		{&p.insert, `insert into article (number, place, ref, url, title, outlet, published, added, analyzer, refused,
			statements, text_bytes, root, current, digest, record) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`},
		{&p.retire, `update article set current = 0, statements = 0 where number = ?`},
		{&p.drop, `delete from statement where rowid = ?`},
		{&p.word, `insert into statement (rowid, words, speaker, addressee, outlet, cites, act, form) values (?, ?, ?, ?, ?, ?, ?, ?)`},
		{&p.unprint, `delete from print where rowid = ?`},
		{&p.print, `insert into print (rowid, hashes) values (?, ?)`},
		{&p.note, `replace into unlinked (root, place) values (?, ?)`},
		{&p.arrive, `insert or ignore into arrival select ? where exists (select 1 from alert)`},
	} {
		var err error
		if *st.to, err = tx.Prepare(st.sql); err != nil {
			return nil, err
		}
	}
	return p, tx.QueryRow(`select coalesce(max(number), 0) + 1 from article`).Scan(&p.next)
}

func (p *putting) close() {
	for _, st := range []*sql.Stmt{p.byRef, p.byURL, p.insert, p.retire, p.drop, p.word, p.unprint, p.print, p.note, p.arrive} {
		st.Close()
	}
	p.registry.close()
}

// put writes one article; its words wait for index.
func (p *putting) put(it *item, t *store.Tally) error {
	var number, at, root int64
	var rows, current int
	var analyzer string
	var digest []byte
	err := p.byRef.QueryRow(it.r.Article.ID).Scan(&number, &at, &rows, &analyzer, &digest, &root, &current)
	switch {
	case err == nil && string(digest) != string(it.digest) && !it.renamed:
		if *it, err = p.pack(driver.Renamed(it.r)); err != nil {
			return err
		}
		it.renamed = true
		return p.put(it, t)
	case err == nil && analyzer == it.r.Analyzer && string(digest) == string(it.digest):
		t.Same++
		return nil
	case err == nil:
		t.Replaced++
		return p.replace(it, number, at, rows, root, current)
	case !errors.Is(err, sql.ErrNoRows):
		return err
	}
	return p.fresh(it, t)
}

// replace puts another record in the place of article number.
func (p *putting) replace(it *item, number, at int64, rows int, root int64, current int) error {
	if err := p.leave(at, rows); err != nil {
		return err
	}
	var added int64
	if err := p.tx.QueryRow(`delete from article where number = ? returning added`, number).Scan(&added); err != nil {
		return err
	}
	return p.write(it, number, root, current, added)
}

// fresh writes an article that is not there: a new one, or a new version.
func (p *putting) fresh(it *item, t *store.Tally) error {
	number := p.next
	if number >= driver.MostArticles {
		return fmt.Errorf("the collection has %d articles and takes no more; begin another one", driver.MostArticles-1)
	}
	p.next++
	var old, at, root int64
	var rows int
	err := p.byURL.QueryRow(it.r.Article.URL).Scan(&old, &at, &rows, &root)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		t.New++
		root = number
	case err != nil:
		return err
	case it.r.Refused != "":
		t.Same++ // what was read once stays, whatever its address gives now
		return nil
	default:
		t.Versions++
		if err := p.leave(at, rows); err != nil {
			return err
		}
		if _, err := p.retire.Exec(old); err != nil {
			return err
		}
	}
	if _, err := p.arrive.Exec(number); err != nil {
		return err
	}
	return p.write(it, number, root, 1, time.Now().Unix())
}

// leave takes the rows of an article out of the index, those that still wait
// included, and the article out of the registry.
func (p *putting) leave(at int64, rows int) error {
	waiting := len(p.added)
	p.added = slices.DeleteFunc(p.added, func(it *item) bool { return it.place == at })
	if len(p.added) == waiting {
		p.dropped = append(p.dropped, [2]int64{at, int64(rows)})
	}
	return p.registry.leave(at)
}

func (p *putting) write(it *item, number, root int64, current int, added int64) error {
	a := it.r.Article
	it.number, it.place = number, driver.Place(a.Published.Time, number)
	it.rows = current * driver.Indexed(it.r)
	var published any
	if !a.Published.IsZero() {
		published = a.Published.Time.Unix()
	}
	_, err := p.insert.Exec(number, it.place, a.ID, a.URL, a.Title, cmp.Or(a.Outlet.Name, a.Outlet.Domain), published, added, it.r.Analyzer,
		it.r.Refused, it.rows, len(a.Body), root, current, it.digest, it.packed)
	if err != nil || current == 0 {
		return err
	}
	if _, err := p.note.Exec(root, it.place); err != nil {
		return err
	}
	p.added = append(p.added, it)
	return p.registry.enter(it.r, it.place)
}

// index brings the indexes up to date. The engine writes out what it has
// gathered whenever a row comes before the last one, so the rows go in by
// their place.
func (p *putting) index() error {
	if err := p.indexStatements(); err != nil {
		return err
	}
	return p.indexPrints()
}

// indexPrints brings the index of shared text up to date.
func (p *putting) indexPrints() error {
	for _, d := range p.dropped {
		if _, err := p.unprint.Exec(driver.SpotOf(d[0])); err != nil {
			return err
		}
	}
	slices.SortFunc(p.added, func(a, b *item) int { return cmp.Compare(driver.SpotOf(a.place), driver.SpotOf(b.place)) })
	for _, it := range p.added {
		prints := driver.Prints(it.r)
		if len(prints) == 0 {
			continue
		}
		if _, err := p.print.Exec(driver.SpotOf(it.place), words(prints)); err != nil {
			return err
		}
	}
	return nil
}

// indexStatements brings the index of what is said up to date.
func (p *putting) indexStatements() error {
	slices.SortFunc(p.dropped, func(a, b [2]int64) int { return cmp.Compare(a[0], b[0]) })
	for _, d := range p.dropped {
		for n := int(d[1]) - 1; n >= 0; n-- {
			if _, err := p.drop.Exec(driver.Row(d[0], n)); err != nil {
				return err
			}
		}
	}
	slices.SortFunc(p.added, func(a, b *item) int { return cmp.Compare(a.place, b.place) })
	for _, it := range p.added {
		for n := it.rows - 1; n >= 0; n-- {
			w := driver.WordsOf(it.r, n)
			if _, err := p.word.Exec(driver.Row(it.place, n), w.Words, w.Speaker, w.To, w.Outlet, w.Cites, w.Act, w.Form); err != nil {
				return err
			}
		}
	}
	return nil
}
