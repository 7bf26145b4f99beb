// Package sqlite keeps a collection in one file, with the SQLite engine in pure
// Go. It is the store that needs nothing set up:
//
//	s, err := sqlite.Open(ctx, "hearsay.db")
//	defer s.Close()
//	t, err := s.Put(ctx, records)
//
// The file is in write-ahead mode: readers never wait, and one writer works at
// a time, in this program or another. What was committed survives the program's
// sudden end; put.go commits many articles at once, since a commit costs as
// much as analysing one.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
)

//go:embed schema/*.sql
var migrations embed.FS

// Store is a collection in one file.
type Store struct {
	path    string
	seal    string  // what connections need to read a file that is sealed
	write   *sql.DB // one connection
	read    *sql.DB
	packer  *driver.Packer
	current int64 // version of the schema
}

var _ store.Store = (*Store)(nil)

// Open opens the collection at path and makes it where there is none, folders
// and all. An older one is brought up to date.
func Open(ctx context.Context, path string) (*Store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, fmt.Errorf("open collection: %w", err)
	}
	s := &Store{path: path}
	var err error
	if s.packer, err = driver.NewPacker(); err != nil {
		return nil, fmt.Errorf("open collection: %w", err)
	}
	if sealed(path) {
		s.seal = "&mode=ro&immutable=1"
	}
	if s.write, err = pool(path, 1, "_txlock=immediate"+s.seal); err == nil {
		s.read, err = pool(path, max(4, runtime.GOMAXPROCS(0)), "_pragma=query_only(1)"+s.seal)
	}
	if err == nil {
		err = s.migrate(ctx)
	}
	if err != nil {
		s.Close()
		return nil, s.fault("open collection", err)
	}
	return s, nil
}

// sealed reports whether the file can be read and not written to, as on a disk
// that is mounted so, and nobody writes to it now. The engine needs to be told:
// it would make files beside it even to read.
func sealed(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err == nil {
		f.Close()
		return false
	}
	_, wal := os.Stat(path + "-wal")
	return (errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)) && errors.Is(wal, fs.ErrNotExist)
}

// cacheSize is what each connection may keep of the file, in units of -1 kB. The engine
// takes what all connections may keep as a bound on all together, so that the one that
// writes has nearly all of it: with 16 MB each, memory grew over 20,000 articles, and
// neither writing nor searching was faster for it. The system caches the file besides.
const cacheSize = "-4096"

// pool opens connections to the file. Writers wait for one another.
func pool(path string, most int, more string) (*sql.DB, error) {
	name := "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_pragma=busy_timeout(20000)&_pragma=journal_mode(wal)&_pragma=synchronous(normal)&_pragma=cache_size(" + cacheSize + ")&_pragma=temp_store(memory)&" + more
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	return db, nil
}

// patience is how long Open waits for others that make or update the same
// collection at this moment.
const patience = 20 * time.Second

// migrate brings the schema up to date and refuses one from the future. Where
// several programs do so at once, one of them does it: the others find tables
// where they wanted to make them, or the file locked, and look again.
func (s *Store) migrate(ctx context.Context) error {
	for end := time.Now().Add(patience); ; time.Sleep(patience / 400) {
		err := s.update(ctx)
		var e *sqlite.Error
		if !errors.As(err, &e) || time.Now().After(end) {
			return err
		}
		switch e.Code() & 0xff {
		case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_ERROR:
		default:
			return err
		}
	}
}

func (s *Store) update(ctx context.Context) error {
	p, err := provider(s.write)
	if err != nil {
		return err
	}
	last := p.ListSources()[len(p.ListSources())-1].Version
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	if have > last {
		return fmt.Errorf("%w: its tables are of version %d, and this program knows %d; get the newest Hearsay", store.ErrNewer, have, last)
	}
	if have < last {
		if _, err = p.Up(ctx); err != nil {
			return err
		}
	}
	s.current = last
	return s.renewIndex(ctx)
}

// renewIndex makes the index anew where it is of an older version. The engine keeps
// the version of the index beside the tables, as user_version, and changes it with
// them in one transaction: an index that was stopped halfway is begun again.
func (s *Store) renewIndex(ctx context.Context) error {
	var have int
	if err := s.read.QueryRowContext(ctx, `pragma user_version`).Scan(&have); err != nil || have >= driver.IndexVersion {
		return err
	}
	if s.seal != "" {
		return &driver.OldIndex{Err: store.ErrReadOnly}
	}
	err := s.change(ctx, func(tx *sql.Tx) error {
		if err := tx.QueryRow(`pragma user_version`).Scan(&have); err != nil || have >= driver.IndexVersion {
			return err // another program has made it meanwhile
		}
		var articles int
		if err := tx.QueryRow(`select count(*) from article`).Scan(&articles); err != nil {
			return err
		}
		driver.NoticeIndex(ctx, articles)
		return s.reindex(ctx, tx)
	})
	if err != nil {
		return &driver.OldIndex{Err: err}
	}
	return nil
}

func provider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "schema")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, files)
}

// Close lets the file go.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*sql.DB{s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	s.packer.Close()
	return errors.Join(errs...)
}

// fault says what failed and, where a user can do something about it, which of
// the faults of package store it is.
func (s *Store) fault(doing string, err error) error {
	if err == nil || store.Answers(err) || errors.Is(err, context.Canceled) {
		return err
	}
	err = fmt.Errorf("%s %s: %w", doing, s.path, err)
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return fmt.Errorf("%w: %w", store.ErrBusy, err)
	case lib.SQLITE_READONLY, lib.SQLITE_PERM, lib.SQLITE_CANTOPEN:
		return fmt.Errorf("%w: %w", store.ErrReadOnly, err)
	case lib.SQLITE_FULL:
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", store.ErrDamaged, err)
	}
	return err
}
