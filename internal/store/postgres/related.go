package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
	"github.com/hearsay-news/hearsay/record"
)

// Related implements [store.Store].
func (s *Store) Related(ctx context.Context, r *record.Record, most int) ([]store.Relative, error) {
	out, err := driver.Related(ctx, r, most, s.findPrints, s.relatives)
	return out, s.fault("search", err)
}

// Alike implements [store.Store].
func (s *Store) Alike(ctx context.Context, r *record.Record, most int) ([]store.Relative, error) {
	out, err := driver.Alike(ctx, r, most, s.findNaming, s.findPrints, s.relatives)
	return out, s.fault("search", err)
}

// naming is the articles from a place to another that name entities, by their
// keys, under whichever of their names. Each name is looked up by itself: asked for
// all of them in the order of the places, the engine reads all that is named there.
const naming = `
	select distinct k.key, a.place from unnest($1::text[]) k (key) join entity e on e.key = k.key,
	lateral (select coalesce(e.part_of, e.number) union all select number from entity where part_of = coalesce(e.part_of, e.number)) n (number),
	lateral (select place from appearance where entity = n.number and place >= $2 and place < $3 order by place limit $4) a`

// findNaming looks entities up in the registry. Where a human has merged names it may
// give more articles than are asked for.
func (s *Store) findNaming(ctx context.Context, keys []string, from, to int64, most int) ([]driver.Naming, error) {
	stored := make([]string, len(keys))
	for i, key := range keys {
		stored[i] = clean(key)
	}
	return query(ctx, s, pgx.RowToStructByPos[driver.Naming], naming, stored, from, to, most)
}

// signed are prints as the engine has them.
func signed(prints []uint32) []int32 {
	out := make([]int32, len(prints))
	for i, p := range prints {
		out[i] = int32(p)
	}
	return out
}

// printRow is a row of the index of shared text.
type printRow struct {
	Hash int32
	Spot int64
}

// findPrints looks prints up in the index, all on one way to the server.
func (s *Store) findPrints(ctx context.Context, prints []uint32, scans []driver.Scan) ([]driver.Print, error) {
	if len(prints) == 0 {
		return nil, nil
	}
	var parts []string
	args := []any{signed(prints)}
	for _, scan := range scans {
		compare, order := ">=", "asc"
		if scan.Down {
			compare, order = "<=", "desc"
		}
		args = append(args, scan.From, scan.Most)
		parts = append(parts, fmt.Sprintf(`(select spot from print where hash = h and spot %s $%d order by spot %s limit $%d)`, compare, len(args)-1, order, len(args)))
	}
	rows, err := query(ctx, s, pgx.RowToStructByPos[printRow], `select h, spot from unnest($1::integer[]) h, lateral (`+strings.Join(parts, " union all ")+`) x`, args...)
	out := make([]driver.Print, len(rows))
	for i, row := range rows {
		out[i] = driver.Print{Hash: uint32(row.Hash), Spot: row.Spot}
	}
	return out, err
}

// relatives says which articles stand at spots.
func (s *Store) relatives(ctx context.Context, all []driver.Relative) ([]store.Relative, error) {
	numbers, shared := make([]int64, len(all)), make([]int32, len(all))
	for i, x := range all {
		numbers[i], shared[i] = driver.NumberAt(x.Spot), int32(x.Shared)
	}
	return query(ctx, s, func(row pgx.CollectableRow) (r store.Relative, err error) {
		var published *time.Time
		err = row.Scan(&r.ID, &published, &r.Shared)
		r.Published = moment(published)
		return r, err
	}, `select ref, published, n from unnest($1::bigint[], $2::integer[]) x (number, n) join article using (number) where current`, numbers, shared)
}

// printRows are rows on their way into the index of shared text.
type printRows []printRow

func (w *printRows) add(r *record.Record, place int64) {
	for _, p := range signed(driver.Prints(r)) {
		*w = append(*w, printRow{p, driver.SpotOf(place)})
	}
}

// write adds the rows in the order of their keys, in which an index takes them
// fastest.
func (w printRows) write(ctx context.Context, tx pgx.Tx) error {
	if len(w) == 0 {
		return nil
	}
	slices.SortFunc(w, func(a, b printRow) int { return cmp.Or(cmp.Compare(a.Hash, b.Hash), cmp.Compare(a.Spot, b.Spot)) })
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"print"}, []string{"hash", "spot"}, pgx.CopyFromSlice(len(w), func(i int) ([]any, error) {
		return []any{w[i].Hash, w[i].Spot}, nil
	}))
	return err
}

// unprint takes articles out of the index of shared text. What the index has of
// them is in their records: an index by article would be as large as the other.
func (s *Store) unprint(ctx context.Context, tx pgx.Tx, places []int64) error {
	if len(places) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, `select number, place, statements, record from article where number = any($1)`, standing(places))
	if err != nil {
		return err
	}
	gone, err := pgx.CollectRows(rows, pgx.RowToStructByPos[placed])
	if err != nil {
		return err
	}
	var w printRows
	var lost []int64 // the spots of articles whose records are damaged
	for _, a := range gone {
		if r, err := s.packer.Unpack(a.Record); err != nil {
			lost = append(lost, driver.SpotOf(a.Place))
		} else {
			w.add(r, a.Place)
		}
	}
	if len(lost) > 0 { // they must be looked for in the whole index
		if _, err := tx.Exec(ctx, `delete from print where spot = any($1)`, lost); err != nil {
			return err
		}
	}
	hashes, spots := make([]int32, len(w)), make([]int64, len(w))
	for i, row := range w {
		hashes[i], spots[i] = row.Hash, row.Spot
	}
	_, err = tx.Exec(ctx, `delete from print p using unnest($1::integer[], $2::bigint[]) x (hash, spot) where (p.hash, p.spot) = (x.hash, x.spot)`, hashes, spots)
	return err
}

// checkPrints compares the index of shared text with the articles.
func (s *Store) checkPrints(ctx context.Context, report func(store.Damage)) error {
	var wrong int
	err := s.one(ctx, `select count(*) from (select distinct spot from print except select `+driver.SpotOfPlace+` from article where current) x`, nil, &wrong)
	if err != nil {
		return err
	}
	if wrong > 0 {
		report(store.Damage{What: fmt.Sprintf("the index of shared text has %d articles that are not there", wrong), Mend: driver.MendIndex})
	}
	return driver.CheckPrinted(s.every(ctx, `current and refused = '' and not exists (select from print where spot = `+driver.SpotOfPlace+`)`), report)
}
