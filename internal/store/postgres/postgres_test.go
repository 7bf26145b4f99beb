package postgres

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/storetest"
	"github.com/hearsay-news/hearsay/record"
)

// server is the address of the server for tests; without one they are skipped.
func server(t testing.TB) string {
	t.Helper()
	at := os.Getenv("HEARSAY_TEST_POSTGRES")
	if at == "" {
		t.Skip("no PostgreSQL to test on; start one: export HEARSAY_TEST_POSTGRES=$(make -s testdb)")
	}
	return at
}

var schemas atomic.Int64

// address is that of a schema of the test's own, which ends with it.
func address(t testing.TB) string {
	t.Helper()
	at := server(t)
	schema := fmt.Sprintf("test_%d_%d", os.Getpid(), schemas.Add(1))
	run := func(sql string) {
		t.Helper()
		conn, err := pgx.Connect(context.Background(), at)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(context.Background())
		if _, err := conn.Exec(context.Background(), sql); err != nil {
			t.Fatal(err)
		}
	}
	run(`create schema ` + schema)
	t.Cleanup(func() { run(`drop schema ` + schema + ` cascade`) })
	return with(at, "search_path", schema)
}

// with is an address with a setting.
func with(address, name, value string) string {
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}

func open(t testing.TB, address string) *Store {
	t.Helper()
	s, err := Open(t.Context(), address, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t testing.TB) store.Store { return open(t, address(t)) })
}

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(t testing.TB) store.Store { return open(t, address(t)) })
}

func TestClock(t *testing.T) {
	storetest.RunClock(t, func(t testing.TB) (storetest.Engine, func(time.Duration)) {
		s := open(t, address(t))
		return s, func(d time.Duration) {
			if _, err := s.pool.Exec(t.Context(), `update job set held = held + $1::interval, due = due + $1::interval`, d); err != nil {
				t.Fatal(err)
			}
		}
	})
}

var update = flag.Bool("update", false, "write the snapshot of the schema anew")

// The schema goes up, down and up again, and is what it was, and what its snapshot
// says.
func TestMigrations(t *testing.T) {
	s := open(t, address(t))
	schema := func() string {
		all, err := query(t.Context(), s, pgx.RowTo[string], `
			select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable from information_schema.columns
			where table_schema = current_schema and table_name <> $1
			union all select replace(indexdef, quote_ident(schemaname) || '.', '') from pg_indexes where schemaname = current_schema and tablename <> $1
			union all select sequence_name from information_schema.sequences where sequence_schema = current_schema and sequence_name not like $1 || '%'`, versions)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(all) // servers sort in their own ways
		return strings.Join(all, "\n")
	}
	up := schema()
	storetest.Snapshot(t, "testdata/schema.txt", up, *update)
	p, err := s.provider()
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if _, err := p.DownTo(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if down := schema(); down != "" {
		t.Errorf("what is left when all is taken back:\n%s", down)
	}
	if _, err := p.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again := schema(); again != up || !strings.Contains(up, "gin (words)") {
		t.Errorf("up again:\n%s\nwas:\n%s", again, up)
	}
}

func TestUpgrade(t *testing.T) {
	at := address(t)
	reopen := func(ctx context.Context) (store.Store, error) {
		s, err := Open(ctx, at, true)
		if err == nil {
			t.Cleanup(func() { s.Close() })
		}
		return s, err
	}
	storetest.Upgrades(t, reopen, func(s store.Store) {
		p, err := s.(*Store).provider()
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		if _, err := p.DownTo(t.Context(), 7); err != nil {
			t.Fatal(err)
		}
	})
	ro, err := Open(t.Context(), with(at, "default_transaction_read_only", "on"), false)
	if err != nil {
		t.Fatal(err)
	}
	defer ro.Close()
	s := open(t, at)
	if _, err := s.exec(t.Context(), `update indexed set version = 0`); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), with(at, "default_transaction_read_only", "on"), false); !errors.Is(err, store.ErrReadOnly) || !strings.Contains(err.Error(), "its index is of an older Hearsay") {
		t.Errorf("an old index that can't be written: %v", err)
	}
}

// Behind a pooler queries are asked as the address says, and nothing is left with
// the server that another connection would not know.
func TestExecMode(t *testing.T) {
	at := with(with(address(t), "default_query_exec_mode", "exec"), "pool_max_conns", "1")
	s := open(t, at)
	if _, err := s.Put(t.Context(), []*record.Record{said("a", "the dam holds")}); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"dam", "speaker:e1 hol*", ""} {
		if f, err := s.Search(t.Context(), parse(t, text), store.Page{Facets: true}); err != nil || f.Total != 1 {
			t.Errorf("%s: %+v, %v", text, f, err)
		}
	}
	if args := s.anew([]any{1}); len(args) != 1 {
		t.Errorf("a search is asked with %v, whatever the address says", args)
	}
	var left int
	if err := s.one(t.Context(), `select count(*) from pg_prepared_statements`, nil, &left); err != nil || left != 0 {
		t.Errorf("%d statements are prepared, %v", left, err)
	}
}

// Programs that begin a collection at the same time make one, however few
// connections each may have.
func TestOpenAtOnce(t *testing.T) {
	at := with(address(t), "pool_max_conns", "1")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			s, err := Open(t.Context(), at, true)
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			if _, err := s.Stats(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	at, future := address(t), address(t)
	s := open(t, future)
	if _, err := s.exec(t.Context(), `insert into `+versions+` (version_id, is_applied) values (99, true)`); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		address string
		want    error
		says    string
	}{
		{at, store.ErrNone, ""},
		{future, store.ErrNewer, "version 99"},
		{with(at, "default_transaction_read_only", "on"), store.ErrNone, ""},
		{with(at, "dbname", "nowhere"), nil, "make it with createdb"},
		{with(at, "host", t.TempDir()), store.ErrAway, "no such file"},
		{"postgres://me:secret@localhost:1/news", store.ErrAway, "postgres://localhost:1/news"},
		{"postgres://me:secret@localhost:port/news", nil, "write postgres://USER@HOST/DATABASE"},
		{"postgres://me:secret@localhost/news?sslmode=maybe", nil, "can't be read"},
	} {
		s, err := Open(t.Context(), c.address, false)
		if err == nil {
			s.Close()
		}
		if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %v, %q", c.address, err, c.want, c.says)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%v tells the password", err)
		}
	}
}

func TestReadOnly(t *testing.T) {
	at := address(t)
	open(t, at)
	s, err := Open(t.Context(), with(at, "default_transaction_read_only", "on"), false)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Put(t.Context(), []*record.Record{said("a", "c")}); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("%v, want %v", err, store.ErrReadOnly)
	}
}

// said is an article without an address in which somebody says something.
func said(id, words string) *record.Record {
	return storetest.Article(id, "", "2026-03-01", storetest.Statement{Who: "Ana Petrov", Says: words})
}

// What the server says of a fault becomes the fault of package store.
func TestFaults(t *testing.T) {
	s := &Store{name: "postgres://db.example/news"}
	for code, want := range map[string]error{
		"53100": store.ErrFull, "40001": store.ErrBusy, "55P03": store.ErrBusy, "42501": store.ErrReadOnly, "XX001": store.ErrDamaged,
		"57P01": store.ErrAway, "08006": store.ErrAway, "53300": store.ErrAway,
	} {
		err := s.fault("write", fmt.Errorf("x: %w", &pgconn.PgError{Code: code, Message: "so it is"}))
		if !errors.Is(err, want) || !strings.HasPrefix(err.Error(), "write postgres://db.example/news: ") {
			t.Errorf("%s: %v, want %v", code, err, want)
		}
	}
}

// An index out of step is found, and made anew.
func TestDoctorMendsTheIndex(t *testing.T) {
	s := open(t, address(t))
	if _, err := s.Put(t.Context(), []*record.Record{said("a", "one"), said("b", "two")}); err != nil {
		t.Fatal(err)
	}
	// As many rows as there should be, one of them of no article.
	if _, err := s.exec(t.Context(), `update statement set place = 1 where place = (select min(place) from statement)`); err != nil {
		t.Fatal(err)
	}
	damages := 0
	if err := s.Check(t.Context(), func(store.Damage) { damages++ }); err != nil || damages != 1 {
		t.Errorf("%d damages, %v; want 1", damages, err)
	}
	if err := s.Reindex(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Check(t.Context(), func(d store.Damage) { t.Errorf("after mending: %+v", d) }); err != nil {
		t.Error(err)
	}
	if _, err := s.exec(t.Context(), `update article set record = 'x' where ref = 'a'`); err != nil {
		t.Fatal(err)
	}
	if err := s.Check(t.Context(), func(store.Damage) { damages++ }); err != nil || damages != 2 {
		t.Errorf("%d damages, %v; want one more", damages, err)
	}
	if err := s.Reindex(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Check(t.Context(), func(store.Damage) { damages++ }); err != nil || damages != 3 {
		t.Errorf("%d damages, %v; want none but that of the record", damages, err)
	}
}

// The command that backs up has no password in it.
// A registry that was being made when the program ended is seen and mended.
func TestDoctorMendsAnEmptyRegistry(t *testing.T) {
	s := open(t, address(t))
	if _, err := s.Put(t.Context(), []*record.Record{storetest.Article("none", "", ""), said("a", "the dam holds")}); err != nil {
		t.Fatal(err)
	}
	storetest.Mends(t, s, func() {
		if _, err := s.pool.Exec(t.Context(), `truncate saying, appearance, parted, entity`); err != nil {
			t.Fatal(err)
		}
	})
}

// So are stories with articles that are not theirs.
func TestDoctorMendsStories(t *testing.T) {
	s := open(t, address(t))
	storetest.MendsStories(t, s, func() {
		if _, err := s.pool.Exec(t.Context(), `delete from member where story = 1; delete from story where number = 1; insert into member (root, story) values (99, 2)`); err != nil {
			t.Fatal(err)
		}
	})
}

func TestBackupCommand(t *testing.T) {
	c, err := configure("postgres://me:secret@db.example:5433/news?search_path=dam,public&sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	s := &Store{name: name(c.ConnConfig), config: c.ConnConfig}
	err = s.Backup(t.Context(), "mon day.dump")
	const want = "pg_dump --format=custom --file='mon day.dump' --schema=dam postgres://me@db.example:5433/news"
	if err == nil || !strings.HasSuffix(err.Error(), want) || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v, want %s", err, want)
	}
}

// Texts that the engine does not take as they are: long ones, and with NUL.
func TestTextsThatDontFit(t *testing.T) {
	s := open(t, address(t))
	long := "https://lantern.example/" + strings.Repeat("0123456789abcdef/", 1000)
	a := storetest.Article("a\x00b", long, "2026-03-01", storetest.Statement{Who: "Ana\x00 Petrov", Says: "the\x00 dam " + strings.Repeat("x", 5000) + " holds\xff " + strings.Repeat("on and ", 20000)})
	a.Article.Title, a.Article.Outlet.Name = "T\x00\xff", strings.Repeat("Lantern ", 1000)
	if _, err := s.Put(t.Context(), []*record.Record{a}); err != nil {
		t.Fatal(err)
	}
	for _, ref := range []string{"a\x00b", long} {
		if _, err := s.Get(t.Context(), ref); err != nil {
			t.Errorf("Get: %v", err)
		}
	}
	for _, text := range []string{"dam holds", `"on and on"`, "xxxx*"} {
		if f, err := s.Search(t.Context(), parse(t, text), store.Page{}); err != nil || f.Total != 1 {
			t.Errorf("%s: %+v, %v", text, f, err)
		}
	}
	if err := s.MarkSeen(t.Context(), []string{long, "a\x00"}, time.Now()); err != nil {
		t.Error(err)
	}
	if seen, err := s.Seen(t.Context(), []string{long, "a\x00"}); err != nil || len(seen) != 2 {
		t.Errorf("%v, %v", seen, err)
	}
	var many []string
	for i := range 200_000 {
		many = append(many, fmt.Sprintf("word%d", i))
	}
	if _, err := s.Put(t.Context(), []*record.Record{said("many", strings.Join(many, " "))}); err != nil {
		t.Errorf("more words than a row of the index takes: %v", err)
	}
	if err := s.Check(t.Context(), func(d store.Damage) { t.Errorf("%+v", d) }); err != nil {
		t.Error(err)
	}
}

func parse(t testing.TB, text string) *store.Query {
	t.Helper()
	q, err := store.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// One damaged job does not stop the queue.
func TestDamagedJob(t *testing.T) {
	s := open(t, address(t))
	storetest.PassesOver(t, s, func(job int64) {
		if _, err := s.exec(t.Context(), `update job set load = '\x00ff' where number = $1`, job); err != nil {
			t.Fatal(err)
		}
	})
}

// A damaged record can be taken out and added again.
func TestDamagedRecord(t *testing.T) {
	s := open(t, address(t))
	storetest.Unreadable(t, s, func(ref string) {
		if _, err := s.exec(t.Context(), `update article set record = '\x00ff' where ref = $1`, ref); err != nil {
			t.Fatal(err)
		}
	})
}
