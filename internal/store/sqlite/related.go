package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
	"github.com/hearsay-news/hearsay/record"
)

// word is a print as the index has it.
func word(print uint32) string { return strconv.FormatUint(uint64(print), 36) }

func words(prints []uint32) string {
	var b strings.Builder
	for _, p := range prints {
		b.WriteString(word(p))
		b.WriteByte(' ')
	}
	return b.String()
}

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

// naming is, for each of some keys of entities, the articles from a place to another
// that name the entity, under whichever of its names, in one text. All keys are one
// query: to make the engine's plan of it takes longer than to look one of them up.
const naming = `
	select k.value, (select group_concat(place) from (
		select distinct place from appearance where place >= ?2 and place < ?3 and entity in (
			select coalesce(part_of, number) from entity where key = k.value
			union all select e.number from entity e where e.part_of = (select coalesce(part_of, number) from entity where key = k.value))
		order by place limit ?4))
	from json_each(?1) k`

// findNaming looks entities up in the registry.
func (s *Store) findNaming(ctx context.Context, keys []string, from, to int64, most int) (out []driver.Naming, err error) {
	if len(keys) == 0 {
		return nil, nil
	}
	list, err := json.Marshal(keys)
	if err != nil {
		return nil, err
	}
	rows, err := s.read.QueryContext(ctx, naming, string(list), from, to, most)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		var found sql.NullString
		if err := rows.Scan(&key, &found); err != nil {
			return nil, err
		}
		places, err := numbers(found.String)
		if err != nil {
			return nil, err
		}
		for _, at := range places {
			out = append(out, driver.Naming{Key: key, Place: at})
		}
	}
	return out, rows.Err()
}

// findPrints looks prints up in the index.
func (s *Store) findPrints(ctx context.Context, prints []uint32, scans []driver.Scan) (out []driver.Print, err error) {
	conn, err := s.read.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	for _, scan := range scans {
		query := `select rowid from print where print match ? and rowid >= ? order by rowid limit ?`
		if scan.Down {
			query = `select rowid from print where print match ? and rowid <= ? order by rowid desc limit ?`
		}
		st, err := conn.PrepareContext(ctx, query)
		if err != nil {
			return nil, err
		}
		for _, p := range prints {
			if out, err = scanPrint(ctx, st, p, scan, out); err != nil {
				break
			}
		}
		if err := errors.Join(err, st.Close()); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// scanPrint adds the articles that have a print.
func scanPrint(ctx context.Context, st *sql.Stmt, print uint32, scan driver.Scan, out []driver.Print) ([]driver.Print, error) {
	rows, err := st.QueryContext(ctx, word(print), scan.From, scan.Most)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		p := driver.Print{Hash: print}
		if err := rows.Scan(&p.Spot); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// relatives says which articles stand at spots.
func (s *Store) relatives(ctx context.Context, all []driver.Relative) (out []store.Relative, err error) {
	st, err := s.read.PrepareContext(ctx, `select ref, published from article where number = ? and current = 1`)
	if err != nil {
		return nil, err
	}
	defer st.Close()
	for _, x := range all {
		r := store.Relative{Shared: x.Shared}
		var published sql.NullInt64
		switch err := st.QueryRowContext(ctx, driver.NumberAt(x.Spot)).Scan(&r.ID, &published); {
		case errors.Is(err, sql.ErrNoRows):
			continue // taken away meanwhile
		case err != nil:
			return nil, err
		}
		if published.Valid {
			r.Published = time.Unix(published.Int64, 0).UTC()
		}
		out = append(out, r)
	}
	return out, nil
}

// checkPrints compares the index of shared text with the articles.
func (s *Store) checkPrints(ctx context.Context, report func(store.Damage)) error {
	var wrong int
	err := s.read.QueryRowContext(ctx, `select count(*) from print_docsize where id not in (select `+driver.SpotOfPlace+` from article where current = 1)`).Scan(&wrong)
	if err != nil {
		return err
	}
	if wrong > 0 {
		report(store.Damage{What: fmt.Sprintf("the index of shared text has %d articles that are not there", wrong), Mend: driver.MendIndex})
	}
	return driver.CheckPrinted(s.every(ctx, `current = 1 and refused = '' and `+driver.SpotOfPlace+` not in (select id from print_docsize)`), report)
}
