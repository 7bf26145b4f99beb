package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
	"github.com/hearsay-news/hearsay/record"
)

// Has implements [store.Store].
func (s *Store) Has(ctx context.Context, a *article.Article, analyzer string) (has bool, err error) {
	a.Identify()
	keys := [][]byte{digest(a.ID), digest(driver.OtherID(a))}
	err = s.one(ctx, `select exists (select 1 from article where key = any($1) and digest = $2 and $3 in ('', analyzer))`,
		[]any{keys, driver.Digest(a), clean(analyzer)}, &has)
	return has, s.fault("read", err)
}

// item is a record on its way into the store.
type item struct {
	r       *record.Record
	packed  []byte
	digest  []byte
	key     []byte
	address []byte // nil: it has none
	vectors []pgtype.TSVector
	keys    []string // of its entities

	renamed bool // another text has its id
}

func (s *Store) pack(r *record.Record) (*item, error) {
	r.Article.Identify()
	packed, err := s.packer.Pack(r)
	if err != nil {
		return nil, fmt.Errorf("article %s: %w", r.Article.ID, err)
	}
	it := &item{r: r, packed: packed, digest: driver.Digest(r.Article), key: digest(r.Article.ID)}
	if r.Article.URL != "" {
		it.address = digest(r.Article.URL)
	}
	it.vectors, it.keys = vectors(r), keysOf(r)
	return it, nil
}

// Put implements [store.Store].
func (s *Store) Put(ctx context.Context, records []*record.Record) (store.Tally, error) {
	if err := ctx.Err(); err != nil {
		return store.Tally{}, err
	}
	items, err := s.packAll(records)
	if err != nil {
		return store.Tally{}, err
	}
	var t store.Tally
	err = s.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		t, err = s.putAll(ctx, tx, items)
		return err
	})
	if err != nil {
		return store.Tally{}, s.fault("write", err)
	}
	return t, nil
}

func (s *Store) packAll(records []*record.Record) (items []*item, err error) {
	items = make([]*item, len(records))
	for i, r := range records {
		if items[i], err = s.pack(r); err != nil {
			return nil, err
		}
	}
	return items, nil
}

func (s *Store) putAll(ctx context.Context, tx pgx.Tx, items []*item) (store.Tally, error) {
	p := &putting{tx: tx, pack: s.pack, unprint: s.unprint, byKey: map[string]*state{}, byAddress: map[string]*state{}}
	if err := p.load(ctx, items); err != nil {
		return store.Tally{}, err
	}
	for _, it := range items {
		if err := p.put(it); err != nil {
			return store.Tally{}, err
		}
	}
	return p.tally, p.write(ctx)
}

// state is an article as it is to become.
type state struct {
	number, place int64
	rows          int // of the index
	root          int64
	first         *state // the first version, where that is new, too
	current       bool
	analyzer      string
	digest        []byte
	address       []byte
	added         time.Time
	stored        bool  // there is a row of it
	touched       bool  // the row changes
	it            *item // the record to write; nil: what is there stays, and is no longer the newest
}

// putting is one transaction: what it needs is read at once, what becomes of the
// records is settled in memory, one after the other, and written at once.
type putting struct {
	tx        pgx.Tx
	byKey     map[string]*state
	byAddress map[string]*state // newest versions
	fresh     []*state
	touched   []*state
	dropped   []int64 // places whose rows leave the index
	left      []int64 // places that leave the registry and the index of shared text
	tally     store.Tally
	pack      func(*record.Record) (*item, error)
	unprint   func(context.Context, pgx.Tx, []int64) error
}

// load waits until nobody else writes the same articles, and reads what is
// known of them.
func (p *putting) load(ctx context.Context, items []*item) error {
	var keys, addresses [][]byte
	for _, it := range items {
		keys = append(keys, it.key, digest(driver.OtherID(it.r.Article)))
		if it.address != nil {
			addresses = append(addresses, it.address)
		}
	}
	if err := latch(ctx, p.tx, slices.Concat(keys, addresses)); err != nil {
		return err
	}
	rows, err := p.tx.Query(ctx, `select number, place, statements, root, current, analyzer, digest, address, added, key
		from article where key = any($1) or address = any($2) and current order by number`, keys, addresses)
	if err != nil {
		return err
	}
	var st state
	var key []byte
	_, err = pgx.ForEachRow(rows, []any{&st.number, &st.place, &st.rows, &st.root, &st.current, &st.analyzer, &st.digest, &st.address, &st.added, &key}, func() error {
		one := st
		one.digest, one.address, one.stored = slices.Clone(st.digest), slices.Clone(st.address), true
		p.know(string(key), &one)
		return nil
	})
	return err
}

// know notes an article by its key and, the newest version, by its address.
func (p *putting) know(key string, st *state) {
	p.byKey[key] = st
	if at := string(st.address); st.current && at != "" && p.byAddress[at] == nil {
		p.byAddress[at] = st
	}
}

// latch waits until no other transaction holds one of the keys, and holds them
// to the end of this one. All take them in the same order, so that none waits
// for one that waits for it.
func latch(ctx context.Context, tx pgx.Tx, keys [][]byte) error {
	if _, err := tx.Exec(ctx, `insert into latch select distinct k from unnest($1::bytea[]) k order by k on conflict do nothing`, keys); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `delete from latch where key = any($1)`, keys)
	return err
}

// put settles what becomes of one record.
func (p *putting) put(it *item) error {
	st := p.byKey[string(it.key)]
	switch {
	case st == nil:
		p.add(it)
	case string(st.digest) != string(it.digest) && !it.renamed:
		other, err := p.pack(driver.Renamed(it.r))
		if err != nil {
			return err
		}
		other.renamed = true
		return p.put(other)
	case st.analyzer == it.r.Analyzer && string(st.digest) == string(it.digest):
		p.tally.Same++
	default:
		p.tally.Replaced++
		p.leave(st)
		p.take(st, it)
	}
	return nil
}

// add is a new article, or a new version of one.
func (p *putting) add(it *item) {
	st := &state{current: true, added: time.Now()}
	old := p.byAddress[string(it.address)]
	switch {
	case old == nil:
		p.tally.New++
	case it.r.Refused != "":
		p.tally.Same++ // what was read once stays, whatever its address gives now
		return
	default:
		p.tally.Versions++
		p.leave(old)
		old.current = false
		delete(p.byAddress, string(it.address))
		if st.root = old.root; !old.stored {
			st.first = cmp.Or(old.first, old)
		}
	}
	p.fresh = append(p.fresh, st)
	p.take(st, it)
}

// take gives an article its record.
func (p *putting) take(st *state, it *item) {
	if at := string(st.address); p.byAddress[at] == st {
		delete(p.byAddress, at)
	}
	st.it, st.analyzer, st.digest, st.address = it, it.r.Analyzer, it.digest, it.address
	p.know(string(it.key), st)
	p.touch(st)
}

func (p *putting) touch(st *state) {
	if !st.touched {
		st.touched = true
		p.touched = append(p.touched, st)
	}
}

// leave takes an article out of the index and the registry.
func (p *putting) leave(st *state) {
	if st.stored && st.rows > 0 {
		p.dropped = append(p.dropped, st.place)
	}
	if st.stored {
		p.left = append(p.left, st.place)
	}
	st.rows = 0
	p.touch(st)
}

// write brings the tables to what was settled.
func (p *putting) write(ctx context.Context) error {
	if err := p.number(ctx); err != nil {
		return err
	}
	if err := drop(ctx, p.tx, p.dropped); err != nil {
		return err
	}
	if err := p.unprint(ctx, p.tx, p.left); err != nil {
		return err
	}
	var retired, replaced []int64
	var written []*state
	for _, st := range p.touched {
		switch {
		case st.it == nil:
			retired = append(retired, st.number)
			continue
		case st.stored:
			replaced = append(replaced, st.number)
		}
		written = append(written, st)
	}
	if len(retired) > 0 {
		if _, err := p.tx.Exec(ctx, `update article set current = false, statements = 0 where number = any($1)`, retired); err != nil {
			return err
		}
	}
	if len(replaced) > 0 {
		if _, err := p.tx.Exec(ctx, `delete from article where number = any($1)`, replaced); err != nil {
			return err
		}
	}
	if err := p.copy(ctx, written); err != nil {
		return err
	}
	if err := p.arrive(ctx); err != nil {
		return err
	}
	return p.register(ctx)
}

// arrive notes the new articles for the alerts, where there are some.
func (p *putting) arrive(ctx context.Context) error {
	var numbers []int64
	for _, st := range p.fresh {
		if st.current {
			numbers = append(numbers, st.number)
		}
	}
	_, err := p.tx.Exec(ctx, `insert into arrival select n from unnest($1::bigint[]) n where exists (select from alert) on conflict do nothing`, numbers)
	return err
}

// register brings the registry up to date, in the order in which the records
// came: names are those that came first.
func (p *putting) register(ctx context.Context) error {
	g := newRegistry(p.tx)
	if err := g.leave(ctx, p.left); err != nil {
		return err
	}
	var some []entry
	for _, st := range p.touched {
		if st.it != nil && st.current {
			some = append(some, entry{st.it.r, st.it.keys, st.place})
		}
	}
	if err := g.enter(ctx, some); err != nil {
		return err
	}
	return g.flush(ctx)
}

// number gives the new articles their numbers, in the order in which they came.
func (p *putting) number(ctx context.Context) error {
	if len(p.fresh) == 0 {
		return nil
	}
	numbers, err := next(ctx, p.tx, "article_number", len(p.fresh))
	if err != nil {
		return err
	}
	for i, st := range p.fresh {
		st.number = numbers[i]
		switch {
		case st.first != nil:
			st.root = st.first.number
		case st.root == 0:
			st.root = st.number
		}
	}
	return nil
}

// next takes numbers from a sequence.
func next(ctx context.Context, tx pgx.Tx, sequence string, n int) ([]int64, error) {
	rows, err := tx.Query(ctx, `select nextval($1::regclass) from generate_series(1, $2)`, sequence, n)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

func drop(ctx context.Context, tx pgx.Tx, places []int64) error {
	if len(places) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `delete from statement s using unnest($1::bigint[]) p where s.place >= p and s.place < p + $2`, places, driver.MostIndexed)
	return err
}

var articleColumns = []string{"number", "place", "key", "ref", "address", "url", "title", "outlet", "published", "added", "analyzer", "refused",
	"statements", "text_bytes", "root", "current", "digest", "record"}

// copy writes articles and their rows of the index, both in the order of their
// place, in which an index takes them fastest.
func (p *putting) copy(ctx context.Context, written []*state) error {
	for _, st := range written {
		st.place = driver.Place(st.it.r.Article.Published.Time, st.number)
		if st.current {
			st.rows = len(st.it.vectors)
		}
	}
	slices.SortFunc(written, func(a, b *state) int { return cmp.Compare(a.place, b.place) })
	_, err := p.tx.CopyFrom(ctx, pgx.Identifier{"article"}, articleColumns, pgx.CopyFromSlice(len(written), func(i int) ([]any, error) {
		return written[i].columns(), nil
	}))
	if err != nil {
		return err
	}
	var rows statementRows
	var prints printRows
	for _, st := range written {
		rows.add(st.place, st.it.vectors[:st.rows])
		if st.current {
			prints.add(st.it.r, st.place)
		}
	}
	if err := rows.write(ctx, p.tx); err != nil {
		return err
	}
	if err := prints.write(ctx, p.tx); err != nil {
		return err
	}
	return p.note(ctx, written)
}

func (st *state) columns() []any {
	a := st.it.r.Article
	var published any
	if !a.Published.IsZero() {
		published = a.Published.Time
	}
	return []any{st.number, st.place, st.it.key, clean(a.ID), st.it.address, clean(a.URL), clean(a.Title), clean(cmp.Or(a.Outlet.Name, a.Outlet.Domain)),
		published, st.added, clean(st.analyzer), clean(st.it.r.Refused), st.rows, len(a.Body), st.root, st.current, st.digest, st.it.packed}
}

// statementRows are rows on their way into the index.
type statementRows struct {
	places  []int64
	vectors []pgtype.TSVector
}

func (w *statementRows) add(place int64, vectors []pgtype.TSVector) {
	for n := len(vectors) - 1; n >= 0; n-- {
		w.places, w.vectors = append(w.places, driver.Row(place, n)), append(w.vectors, vectors[n])
	}
}

func (w *statementRows) write(ctx context.Context, tx pgx.Tx) error {
	if len(w.places) == 0 {
		return nil
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"statement"}, []string{"place", "words"}, pgx.CopyFromSlice(len(w.places), func(i int) ([]any, error) {
		return []any{w.places[i], w.vectors[i]}, nil
	}))
	w.places, w.vectors = w.places[:0], w.vectors[:0]
	return err
}
