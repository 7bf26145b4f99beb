// Package postgres keeps a collection in a PostgreSQL database, for where
// several machines read and write it at once:
//
//	s, err := postgres.Open(ctx, "postgres://hearsay@db.example/news", true)
//	defer s.Close()
//	t, err := s.Put(ctx, records)
//
// The address is that of libpq; what it leaves out comes from PGHOST,
// PGPASSWORD, ~/.pgpass and their like. Tables go where search_path says, so
// that one database may hold several collections.
//
// Writers of the same article wait for one another (put.go), others only while
// one that names the same people commits (registry.go). A database that goes
// away while it is used is waited for (retry.go).
package postgres

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
)

//go:embed schema/*.sql
var migrations embed.FS

// Store is a collection in a database.
type Store struct {
	name   string
	config *pgx.ConnConfig
	pool   *pgxpool.Pool
	packer *driver.Packer

	patience time.Duration // with a database that went away
	waits    atomic.Bool   // for it, and has said so
}

var _ store.Store = (*Store)(nil)

// Is reports whether a place is the address of a PostgreSQL database.
func Is(place string) bool {
	return strings.HasPrefix(place, "postgres://") || strings.HasPrefix(place, "postgresql://")
}

// Open opens the collection at an address. Where there is none it makes one, or
// with fresh false returns store.ErrNone. An older one is brought up to date.
func Open(ctx context.Context, address string, fresh bool) (*Store, error) {
	c, err := configure(address)
	if err != nil {
		return nil, err
	}
	s := &Store{name: name(c.ConnConfig), config: c.ConnConfig}
	if s.packer, err = driver.NewPacker(); err != nil {
		return nil, fmt.Errorf("open collection: %w", err)
	}
	if s.pool, err = pgxpool.NewWithConfig(context.WithoutCancel(ctx), c); err != nil {
		return nil, fmt.Errorf("open collection %s: %w", s.name, err)
	}
	if err := s.retry(ctx, func(ctx context.Context) error { return s.migrate(ctx, fresh) }); err != nil {
		s.Close()
		return nil, s.fault("open collection", err)
	}
	s.patience = patience
	return s, nil
}

// session is what every connection begins with. Compiling a query takes longer
// than any query here; a search for common words sorts more rows than the usual
// 4 MB hold. Whoever waits for another writer learns of it after a while, and a
// writer whose machine has gone is not waited for long.
const session = `set jit = off; set work_mem = '64MB'; set lock_timeout = '60s'; set idle_in_transaction_session_timeout = '2min';
	set tcp_keepalives_idle = 60; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3`

func configure(address string) (*pgxpool.Config, error) {
	c, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, unreadable(address, err)
	}
	// A server that has gone without a word is noticed within half a minute.
	c.ConnConfig.DialFunc = (&net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 10 * time.Second, Interval: 5 * time.Second, Count: 4}}).DialContext
	c.ConnConfig.ConnectTimeout = cmp.Or(c.ConnConfig.ConnectTimeout, 10*time.Second)
	if c.ConnConfig.RuntimeParams["application_name"] == "" {
		c.ConnConfig.RuntimeParams["application_name"] = "hearsay"
	}
	c.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.PgConn().Exec(ctx, session).ReadAll()
		return err
	}
	return c, nil
}

// unreadable refuses an address and repeats no more of it than host and database:
// what stands before and behind them may be a password. So may what the error
// says, unless it is of a file that the address names.
func unreadable(address string, err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("open collection: %w; check sslrootcert, sslcert and sslkey", e)
	}
	where := "its address"
	if u, err := url.Parse(address); err == nil {
		where = (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
	}
	return fmt.Errorf("open collection: %s can't be read; write postgres://USER@HOST/DATABASE", where)
}

// name is the place of a collection as messages have it: never with a password.
func name(c *pgx.ConnConfig) string {
	u := url.URL{Scheme: "postgres", Host: c.Host, Path: "/" + c.Database}
	q := url.Values{}
	if strings.HasPrefix(c.Host, "/") {
		u.Host = ""
		q.Set("host", c.Host)
	}
	if c.Port != 5432 {
		u.Host = net.JoinHostPort(u.Host, strconv.Itoa(int(c.Port)))
	}
	if p := c.RuntimeParams["search_path"]; p != "" {
		q.Set("search_path", p)
	}
	u.RawQuery = strings.ReplaceAll(q.Encode(), "%2F", "/")
	return u.String()
}

// Name is the place of the collection: host and database, never a password.
func (s *Store) Name() string { return s.name }

// versions is the table that holds the version of the schema. Other programs
// that share the database may use the name that goose gives it.
const versions = "hearsay_version"

// migrate brings the schema up to date and refuses one from the future. One
// program does it at a time; whoever waits finds it done.
func (s *Store) migrate(ctx context.Context, fresh bool) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	defer p.Close()
	last := p.ListSources()[len(p.ListSources())-1].Version
	have, err := s.version(ctx)
	switch {
	case err != nil:
		return err
	case have > last:
		return fmt.Errorf("%w: its tables are of version %d, and this program knows %d; get the newest Hearsay", store.ErrNewer, have, last)
	case have == 0 && !fresh:
		return store.ErrNone
	case have == last:
		if indexed, err := s.indexed(ctx); err != nil || indexed >= driver.IndexVersion {
			return err
		}
	}
	// On a connection beside the pool, which may be one connection wide.
	conn, err := pgx.ConnectConfig(ctx, s.config.Copy())
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) (err error) {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('hearsay:' || current_schema, 0))`); err != nil {
			return err
		}
		if _, err = p.Up(ctx); err != nil { // of what another program did meanwhile it does nothing
			return err
		}
		return s.renewIndex(ctx)
	})
}

// renewIndex makes the index anew where it is of an older version. Its version is
// written in the transaction that makes it: an index that was stopped halfway is
// begun again.
func (s *Store) renewIndex(ctx context.Context) error {
	have, err := s.indexed(ctx)
	if err != nil || have >= driver.IndexVersion {
		return err
	}
	var articles int
	if err := s.one(ctx, `select count(*) from article`, nil, &articles); err != nil {
		return err
	}
	driver.NoticeIndex(ctx, articles)
	if err := s.reindex(ctx); err != nil {
		return &driver.OldIndex{Err: err}
	}
	return nil
}

// indexed is the version of the index.
func (s *Store) indexed(ctx context.Context) (have int, err error) {
	return have, s.one(ctx, `select version from indexed`, nil, &have)
}

func (s *Store) provider() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "schema")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, stdlib.OpenDBFromPool(s.pool), files, goose.WithTableName(versions))
}

// version is the version of the schema; 0: there is none.
func (s *Store) version(ctx context.Context) (have int64, err error) {
	err = s.pool.QueryRow(ctx, `select coalesce(max(version_id), 0) from `+versions+` where is_applied`).Scan(&have)
	if code(err) == "42P01" { // there is no such table
		return 0, nil
	}
	return have, err
}

// Close ends the connections.
func (s *Store) Close() error {
	if s.pool != nil {
		s.pool.Close()
	}
	s.packer.Close()
	return nil
}

// code is the SQLSTATE of an error; "" where the server did not send it.
func code(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}

// faults are what users can do something about, by the head of the SQLSTATE.
var faults = []struct {
	code  string
	fault error
}{
	{"42501", store.ErrReadOnly}, // insufficient privilege
	{"25006", store.ErrReadOnly}, // read-only transaction: a standby
	{"55P03", store.ErrBusy},     // lock not available
	{"40", store.ErrBusy},        // serialization, deadlock
	{"53100", store.ErrFull},
	{"XX001", store.ErrDamaged},
	{"XX002", store.ErrDamaged},
}

// fault says what failed and, where a user can do something about it, which of
// the faults of package store it is.
func (s *Store) fault(doing string, err error) error {
	if err == nil || store.Answers(err) || errors.Is(err, context.Canceled) {
		return err
	}
	if errors.Is(err, store.ErrNone) {
		return fmt.Errorf("%w at %s", store.ErrNone, s.name)
	}
	if e := untrusted(err); e != nil {
		return fmt.Errorf("%s %s: its certificate is not trusted: %w; name the host as it does, and the file of its authority: sslrootcert=FILE", doing, s.name, e)
	}
	if away(err) {
		return fmt.Errorf("%s %s: %w: %w", doing, s.name, store.ErrAway, reason(err))
	}
	at := code(err)
	for _, f := range faults {
		if at != "" && strings.HasPrefix(at, f.code) {
			return fmt.Errorf("%s %s: %w: %w", doing, s.name, f.fault, reason(err))
		}
	}
	switch at {
	case "28P01", "28000":
		return fmt.Errorf("%s %s: %w; check user and password: PGUSER, PGPASSWORD, ~/.pgpass", doing, s.name, reason(err))
	case "3D000":
		return fmt.Errorf("%s %s: %w; make it with createdb", doing, s.name, reason(err))
	case "2200H":
		return fmt.Errorf("%s %s: the collection has %d articles and takes no more; begin another one", doing, s.name, driver.MostArticles-1)
	}
	return fmt.Errorf("%s %s: %w", doing, s.name, reason(err))
}

// reason is the heart of an error: what the server says, or the last of what
// went wrong on the way to it. What stands around that names the user and every
// address that was tried.
func reason(err error) error {
	if e, ok := errors.AsType[*driver.OldIndex](err); ok {
		return &driver.OldIndex{Err: reason(e.Err)}
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return &told{e}
	}
	if e, ok := errors.AsType[*net.OpError](err); ok {
		return e
	}
	if e, ok := errors.AsType[*pgconn.ConnectError](err); ok && errors.Unwrap(e) != nil {
		return errors.Unwrap(e)
	}
	return err
}

// untrusted is why a server could not prove that it is who the address says; nil
// where that is not what went wrong.
func untrusted(err error) error {
	if e, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return e
	}
	if e, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return e.Err
	}
	return nil
}

// told is an error of the server in its own words.
type told struct{ e *pgconn.PgError }

func (t *told) Error() string {
	if t.e.Detail != "" {
		return t.e.Message + ": " + t.e.Detail
	}
	return t.e.Message
}

func (t *told) Unwrap() error { return t.e }
