package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
)

// Stats implements [store.Store].
func (s *Store) Stats(ctx context.Context) (*store.Stats, error) {
	st := &store.Stats{Analyzers: map[string]int{}}
	var oldest, newest sql.NullInt64
	err := s.read.QueryRowContext(ctx, `select coalesce(sum(current), 0), coalesce(sum(1 - current), 0), coalesce(sum(current and refused <> ''), 0),
		coalesce(sum(statements), 0), coalesce(sum(text_bytes), 0), min(published), max(published) from article`).Scan(
		&st.Articles, &st.Versions, &st.Refused, &st.Statements, &st.TextBytes, &oldest, &newest)
	if err != nil {
		return nil, s.fault("read", err)
	}
	if oldest.Valid {
		st.Oldest, st.Newest = time.Unix(oldest.Int64, 0).UTC(), time.Unix(newest.Int64, 0).UTC()
	}
	err = s.counts(ctx, fmt.Sprintf(`select outlet, count(*) from article where current = 1 and outlet <> '' group by outlet order by 2 desc, 1 limit %d`, store.MostOutlets), func(name string, n int) {
		st.Outlets = append(st.Outlets, store.OutletCount{Name: name, Articles: n})
	})
	if err == nil {
		err = s.counts(ctx, `select analyzer, count(*) from article where current = 1 group by analyzer`, func(name string, n int) { st.Analyzers[name] = n })
	}
	for _, end := range []string{"", "-wal"} {
		if i, err := os.Stat(s.path + end); err == nil {
			st.Bytes += i.Size()
		}
	}
	return st, s.fault("read", err)
}

func (s *Store) counts(ctx context.Context, query string, each func(string, int)) error {
	rows, err := s.read.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var n int
		if err := rows.Scan(&name, &n); err != nil {
			return err
		}
		each(name, n)
	}
	return rows.Err()
}

// Check implements [store.Store].
func (s *Store) Check(ctx context.Context, report func(store.Damage)) error {
	if err := s.checkFile(ctx, report); err != nil {
		return s.fault("check", err)
	}
	if err := s.checkIndex(ctx, report); err != nil {
		return s.fault("check", err)
	}
	if err := s.checkRegistry(ctx, report); err != nil {
		return s.fault("check", err)
	}
	if err := s.checkFacets(ctx, report); err != nil {
		return s.fault("check", err)
	}
	if err := s.checkPrints(ctx, report); err != nil {
		return s.fault("check", err)
	}
	if err := s.checkStories(ctx, report); err != nil {
		return s.fault("check", err)
	}
	return driver.CheckRecords(ctx, s.every(ctx, `1`), report)
}

// checkFile lets the engine look at its own pages, on a connection of its own: one
// that searched before may compare the index with what it remembers of it, and
// then reports damage where others have written since.
func (s *Store) checkFile(ctx context.Context, report func(store.Damage)) error {
	db, err := pool(s.path, 1, "_pragma=query_only(1)"+s.seal)
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, `pragma integrity_check(20)`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var what string
		if err := rows.Scan(&what); err != nil {
			return err
		}
		if what != "ok" {
			report(store.Damage{What: what, Mend: driver.MendBackup})
		}
	}
	return rows.Err()
}

// checkIndex compares the rows of the index with those that the articles say
// they have.
func (s *Store) checkIndex(ctx context.Context, report func(store.Damage)) error {
	var have, want int
	if err := s.read.QueryRowContext(ctx, `select count(*) from statement_docsize`).Scan(&have); err != nil {
		return err
	}
	if err := s.read.QueryRowContext(ctx, `select coalesce(sum(statements), 0) from article`).Scan(&want); err != nil {
		return err
	}
	if have != want {
		report(store.Damage{What: fmt.Sprintf("the index has %d statements, and the articles have %d", have, want), Mend: driver.MendIndex})
	}
	return nil
}

// Reindex implements [store.Store].
func (s *Store) Reindex(ctx context.Context) error {
	return s.fault("write", s.change(ctx, func(tx *sql.Tx) error { return s.reindex(ctx, tx) }))
}

// reindex makes the index anew; of what ctx stops nothing stays.
func (s *Store) reindex(ctx context.Context, tx *sql.Tx) error {
	for _, query := range []string{`insert into statement (statement) values ('delete-all')`, `insert into print (print) values ('delete-all')`} {
		if _, err := tx.Exec(query); err != nil {
			return err
		}
	}
	p, err := s.newPutting(tx)
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.registry.emptied(); err != nil {
		return err
	}
	if err := s.refill(ctx, p); err != nil {
		return err
	}
	if err := (&linking{registry: p.registry}).mendStories(); err != nil {
		return err
	}
	if err := p.registry.flush(); err != nil {
		return err
	}
	for _, query := range []string{lostRows, fmt.Sprintf(`pragma user_version = %d`, driver.IndexVersion)} {
		if _, err := tx.Exec(query); err != nil {
			return err
		}
	}
	return nil
}

// lostRows notes of articles whose records can't be read that the index has nothing
// of them.
const lostRows = `update article set statements = 0 where current = 1 and statements > 0 and place not in (select place from facet)`

// refill writes the rows of all articles. A record that can't be read has none:
// Check tells of it.
func (s *Store) refill(ctx context.Context, p *putting) error {
	for r, err := range s.every(ctx, `current = 1`) {
		if errors.Is(err, store.ErrDamaged) {
			continue
		}
		if err != nil {
			return err
		}
		it := &item{r: r, rows: driver.Indexed(r)}
		if err := p.tx.QueryRow(`select place from article where ref = ?`, r.Article.ID).Scan(&it.place); err != nil {
			return err
		}
		// A row that is written anew is written with its record.
		if _, err := p.tx.Exec(`update article set statements = ?1 where ref = ?2 and statements <> ?1`, it.rows, r.Article.ID); err != nil {
			return err
		}
		if err := p.registry.enter(r, it.place); err != nil {
			return err
		}
		if p.added = append(p.added, it); len(p.added) >= step {
			if err := p.index(); err != nil {
				return err
			}
			p.added = p.added[:0]
		}
	}
	return p.index()
}

// Compact implements [store.Store]. The engine keeps what was put as several trees
// and searches each: in one it finds a print four times as fast.
func (s *Store) Compact(ctx context.Context) error {
	return s.fault("write", s.change(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(`insert into print (print) values ('optimize')`)
		return err
	}))
}

// Backup implements [store.Store].
func (s *Store) Backup(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("write backup %s: the file is there already; give another name", path)
	}
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("write backup: %w", err)
	}
	if _, err := s.write.ExecContext(ctx, `vacuum into ?`, part); err != nil {
		os.Remove(part)
		return s.fault("write backup "+path+" of", err)
	}
	if err := os.Rename(part, path); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	return nil
}
