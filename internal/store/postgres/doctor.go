package postgres

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
)

// Stats implements [store.Store].
func (s *Store) Stats(ctx context.Context) (*store.Stats, error) {
	st := &store.Stats{Analyzers: map[string]int{}}
	var oldest, newest *time.Time
	err := s.one(ctx, `select count(*) filter (where current), count(*) filter (where not current), count(*) filter (where current and refused <> ''),
		coalesce(sum(statements), 0), coalesce(sum(text_bytes), 0), min(published), max(published) from article`, nil,
		&st.Articles, &st.Versions, &st.Refused, &st.Statements, &st.TextBytes, &oldest, &newest)
	if err != nil {
		return nil, s.fault("read", err)
	}
	st.Oldest, st.Newest = moment(oldest), moment(newest)
	st.Outlets, err = query(ctx, s, pgx.RowToStructByPos[store.OutletCount],
		`select outlet, count(*) from article where current and outlet <> '' group by outlet order by 2 desc, outlet collate "C" limit $1`, store.MostOutlets)
	if err != nil {
		return nil, s.fault("read", err)
	}
	analyzers, err := query(ctx, s, pgx.RowToStructByPos[store.OutletCount], `select analyzer, count(*) from article where current group by analyzer`)
	for _, a := range analyzers {
		st.Analyzers[a.Name] = a.Articles
	}
	if err == nil {
		err = s.one(ctx, `select sum(pg_total_relation_size(t::regclass))::bigint from unnest(array['article', 'statement', 'feed', 'link', 'entity', 'appearance', 'saying', 'parted', 'print', 'job', 'story', 'member', 'unlinked', 'bound', 'facet']) t`, nil, &st.Bytes)
	}
	return st, s.fault("read", err)
}

// Check implements [store.Store].
func (s *Store) Check(ctx context.Context, report func(store.Damage)) error {
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
	return driver.CheckRecords(ctx, s.every(ctx, `true`), report)
}

// checkIndex compares the rows of the index with those that the articles say
// they have.
func (s *Store) checkIndex(ctx context.Context, report func(store.Damage)) error {
	var wrong, have, want int64
	err := s.one(ctx, fmt.Sprintf(`
		select count(*) filter (where coalesce(i.n, 0) <> coalesce(a.statements, 0)), coalesce(sum(i.n), 0)::bigint, coalesce(sum(a.statements), 0)
		from (select place, statements from article where statements > 0) a
		full join (select place >> %[1]d << %[1]d as place, count(*) as n from statement group by 1) i using (place)`, driver.StatementBits), nil, &wrong, &have, &want)
	if err == nil && wrong > 0 {
		report(store.Damage{What: fmt.Sprintf("the index has %d statements, and the articles have %d; of %d articles it has others than they", have, want, wrong), Mend: driver.MendIndex})
	}
	return err
}

// Reindex implements [store.Store]. Nobody searches or writes meanwhile: they
// wait, and give up after a minute. An index of words is made much faster over
// all rows than row by row.
func (s *Store) Reindex(ctx context.Context) error {
	return s.fault("write", s.reindex(ctx))
}

func (s *Store) reindex(ctx context.Context) error {
	return s.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `lock table article, parted in share row exclusive mode`); err != nil {
			return err
		}
		var index string
		if err := tx.QueryRow(ctx, `select pg_get_indexdef('statement_words'::regclass)`).Scan(&index); err != nil {
			return err
		}
		if _, err := tx.Conn().PgConn().Exec(ctx, `truncate statement, appearance, saying, facet, print; drop index statement_words; set local maintenance_work_mem = '256MB'`).ReadAll(); err != nil {
			return err
		}
		if err := s.refill(ctx, tx); err != nil {
			return err
		}
		if err := recount(ctx, tx); err != nil {
			return err
		}
		if err := (&linking{tx}).mendStories(ctx); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, lostRows); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update indexed set version = $1`, driver.IndexVersion); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, index)
		return err
	})
}

// lostRows notes of articles whose records can't be read that the index has nothing
// of them.
const lostRows = `update article set statements = 0 where current and statements > 0 and place not in (select place from facet)`

// placed is an article whose rows are to be written.
type placed struct {
	Number, Place int64
	Statements    int
	Record        []byte
}

// refill writes the rows of all articles. A record that can't be read has none:
// Check tells of it.
func (s *Store) refill(ctx context.Context, tx pgx.Tx) error {
	for last := int64(0); ; {
		rows, err := tx.Query(ctx, `select number, place, statements, record from article where number > $1 and current order by number limit $2`, last, step)
		if err != nil {
			return err
		}
		some, err := pgx.CollectRows(rows, pgx.RowToStructByPos[placed])
		if err != nil || len(some) == 0 {
			return err
		}
		if err := s.refillSome(ctx, tx, some); err != nil {
			return err
		}
		last = some[len(some)-1].Number
	}
}

func (s *Store) refillSome(ctx context.Context, tx pgx.Tx, some []placed) error {
	var w statementRows
	var named []entry
	var prints printRows
	for _, a := range some {
		r, err := s.packer.Unpack(a.Record)
		if err != nil {
			continue // Check tells of it
		}
		vectors := vectors(r)
		w.add(a.Place, vectors)
		prints.add(r, a.Place)
		named = append(named, entry{r, keysOf(r), a.Place})
		if len(vectors) == a.Statements {
			continue
		}
		if _, err := tx.Exec(ctx, `update article set statements = $2 where number = $1`, a.Number, len(vectors)); err != nil {
			return err
		}
	}
	if err := w.write(ctx, tx); err != nil {
		return err
	}
	if err := prints.write(ctx, tx); err != nil {
		return err
	}
	g := newRegistry(tx)
	if err := g.enter(ctx, named); err != nil {
		return err
	}
	clear(g.changes) // recount sees to them
	return g.flush(ctx)
}

// Compact implements [store.Store]. The engine plans by what it counted last, and
// counts by itself only after a while.
func (s *Store) Compact(ctx context.Context) error {
	_, err := s.exec(ctx, `analyze article, print, entity, appearance, facet, member, unlinked`)
	return s.fault("write", err)
}

// Backup implements [store.Store]: it says how to make one with the tool of the
// engine, which knows more of a database than a collection in it.
func (s *Store) Backup(_ context.Context, path string) error {
	return fmt.Errorf("back up %s: %w; use the tool of the database: %s", s.name, errors.ErrUnsupported, s.dump(path))
}

// dump is the command that copies the collection. It asks for the password, or
// finds it where this program did.
func (s *Store) dump(path string) string {
	u := url.URL{Scheme: "postgres", User: url.User(s.config.User), Host: s.config.Host, Path: "/" + s.config.Database}
	at, err := url.Parse(s.name)
	if err == nil {
		u.Host, u.RawQuery = at.Host, at.RawQuery
	}
	schema := ""
	if path := s.config.RuntimeParams["search_path"]; path != "" {
		first, _, _ := strings.Cut(path, ",")
		schema = " --schema=" + shell(strings.TrimSpace(first))
		q := u.Query()
		q.Del("search_path")
		u.RawQuery = q.Encode()
	}
	return "pg_dump --format=custom --file=" + shell(path) + schema + " " + shell(u.String())
}

// shell is a word for a shell.
func shell(s string) string {
	if strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%") == "" && s != "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
