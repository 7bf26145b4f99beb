package sqlite

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/storetest"
	"github.com/hearsay-news/hearsay/record"
)

func open(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t testing.TB) store.Store { return open(t, filepath.Join(t.TempDir(), "sub", "hearsay.db")) })
}

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(t testing.TB) store.Store { return open(t, filepath.Join(t.TempDir(), "news.db")) })
}

func TestClock(t *testing.T) {
	storetest.RunClock(t, func(t testing.TB) (storetest.Engine, func(time.Duration)) {
		s := open(t, filepath.Join(t.TempDir(), "news.db"))
		return s, func(d time.Duration) {
			if _, err := s.write.Exec(`update job set held = held + ?1, due = case due when 0 then 0 else due + ?1 end`, d.Milliseconds()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

var update = flag.Bool("update", false, "write the snapshot of the schema anew")

// The schema goes up, down and up again, and is what it was, and what its snapshot
// says.
func TestMigrations(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "hearsay.db"))
	schema := func() string {
		rows, err := s.write.Query(`select coalesce(sql, '') from sqlite_schema where name not like 'goose%' and name not like 'sqlite_%'
			and name not in (select name from pragma_table_list where type = 'shadow') order by name`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var all []string
		for rows.Next() {
			var one string
			if err := rows.Scan(&one); err != nil {
				t.Fatal(err)
			}
			all = append(all, one)
		}
		return strings.Join(all, ";\n")
	}
	up := schema()
	storetest.Snapshot(t, "testdata/schema.sql", up, *update)
	p, err := provider(s.write)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.DownTo(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if down := schema(); down != "" {
		t.Errorf("what is left when all is taken back:\n%s", down)
	}
	if _, err := p.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again := schema(); again != up {
		t.Errorf("up again:\n%s\nwas:\n%s", again, up)
	}
}

func TestUpgrade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "news.db")
	reopen := func(ctx context.Context) (store.Store, error) {
		s, err := Open(ctx, path)
		if err == nil {
			t.Cleanup(func() { s.Close() })
		}
		return s, err
	}
	storetest.Upgrades(t, reopen, func(s store.Store) {
		p, err := provider(s.(*Store).write)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.DownTo(t.Context(), 7); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// One record that can't be read keeps nobody from the others.
func TestUpgradeOfADamagedCollection(t *testing.T) {
	path := filepath.Join(t.TempDir(), "news.db")
	s := open(t, path)
	says := storetest.Statement{Who: "Ana Petrov", Says: "the dam holds"}
	if _, err := s.Put(t.Context(), []*record.Record{storetest.Article("a", "", "", says), storetest.Article("b", "", "", says)}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.write.Exec(`update article set record = x'00' where ref = 'a'; pragma user_version = 0`); err != nil {
		t.Fatal(err)
	}
	s.Close()
	s = open(t, path)
	if f, err := s.Search(t.Context(), &store.Query{}, store.Page{}); err != nil || f.Total != 1 {
		t.Errorf("%+v, %v", f, err)
	}
	damages := 0
	if err := s.Check(t.Context(), func(store.Damage) { damages++ }); err != nil || damages != 1 {
		t.Errorf("%d damages, %v; want that of the record", damages, err)
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte(strings.Repeat("this is no collection\n", 100)), 0o666); err != nil {
		t.Fatal(err)
	}
	future := filepath.Join(dir, "future.db")
	s := open(t, future)
	if _, err := s.write.Exec(`insert into goose_db_version (version_id, is_applied) values (99, 1)`); err != nil {
		t.Fatal(err)
	}
	s.Close()
	for path, want := range map[string]error{text: store.ErrDamaged, future: store.ErrNewer} {
		if s, err := Open(t.Context(), path); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", path, err, want)
			if err == nil {
				s.Close()
			}
		}
	}
}

// Several that open one collection at once all get it, whoever makes it.
func TestOpenAtOnce(t *testing.T) {
	for range 5 {
		path := filepath.Join(t.TempDir(), "hearsay.db")
		var all sync.WaitGroup
		for i := range 6 {
			all.Go(func() {
				s, err := Open(t.Context(), path)
				if err != nil {
					t.Error(err)
					return
				}
				defer s.Close()
				if _, err := s.Put(t.Context(), []*record.Record{storetest.Article(itoa(i), "", "", storetest.Statement{Who: "A B", Says: "c"})}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		s := open(t, path)
		if st, err := s.Stats(t.Context()); err != nil || st.Articles != 6 {
			t.Errorf("%+v, %v", st, err)
		}
	}
}

func TestReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hearsay.db")
	s := open(t, path)
	if _, err := s.write.Exec(`pragma query_only(1)`); err != nil {
		t.Fatal(err)
	}
	_, err := s.Put(t.Context(), []*record.Record{storetest.Article("a", "", "", storetest.Statement{Who: "A B", Says: "c"})})
	if !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("%v, want %v", err, store.ErrReadOnly)
	}
}

// A full disk is said, and what was there stays.
func TestFull(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "hearsay.db"))
	if _, err := s.Put(t.Context(), []*record.Record{storetest.Article("a", "", "", storetest.Statement{Who: "A B", Says: "c"})}); err != nil {
		t.Fatal(err)
	}
	var pages int
	if err := s.write.QueryRow(`pragma page_count`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := s.write.Exec(`pragma max_page_count(` + itoa(pages+2) + `)`); err != nil {
		t.Fatal(err)
	}
	var many []*record.Record
	for i := range 300 {
		many = append(many, storetest.Article("n"+itoa(i), "", "", storetest.Statement{Who: "A B", Says: strings.Repeat("word"+itoa(i*7919)+" ", 200)}))
	}
	if _, err := s.Put(t.Context(), many); !errors.Is(err, store.ErrFull) {
		t.Errorf("%v, want %v", err, store.ErrFull)
	}
	if st, err := s.Stats(t.Context()); err != nil || st.Articles != 1 {
		t.Errorf("%+v, %v", st, err)
	}
}

func TestBackupIsACollection(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "hearsay.db"))
	r := storetest.Article("a", "", "", storetest.Statement{Who: "A B", Says: "c"})
	if _, err := s.Put(t.Context(), []*record.Record{r}); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, "copy.db")
	if err := s.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	c := open(t, copied)
	if ok, err := c.Has(t.Context(), r.Article, ""); !ok || err != nil {
		t.Errorf("the copy: %v, %v", ok, err)
	}
	if err := c.Check(t.Context(), func(d store.Damage) { t.Errorf("%+v", d) }); err != nil {
		t.Error(err)
	}
}

// An index out of step is found, and made anew.
func TestDoctorMendsTheIndex(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "hearsay.db"))
	if _, err := s.Put(t.Context(), []*record.Record{storetest.Article("a", "", "", storetest.Statement{Who: "A B", Says: "c"})}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.write.Exec(`insert into statement (statement) values ('delete-all')`); err != nil {
		t.Fatal(err)
	}
	damages := 0
	if err := s.Check(context.Background(), func(store.Damage) { damages++ }); err != nil || damages != 1 {
		t.Errorf("%d damages, %v; want 1", damages, err)
	}
	if err := s.Reindex(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Check(t.Context(), func(d store.Damage) { t.Errorf("after mending: %+v", d) }); err != nil {
		t.Error(err)
	}
}

// So is what statements are counted by.
func TestDoctorMendsFacets(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "news.db"))
	if _, err := s.Put(t.Context(), []*record.Record{storetest.Article("a", "", "2026-03-01", storetest.Statement{Who: "Ana Petrov", Says: "c"})}); err != nil {
		t.Fatal(err)
	}
	for _, damage := range []string{`delete from facet`, `insert into facet values (77, 'x', 'y', 0, x'')`} {
		storetest.Mends(t, s, func() {
			if _, err := s.write.Exec(damage); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func itoa(n int) string { return strconv.Itoa(n) }

// A registry that was being made when the program ended is seen and mended.
func TestDoctorMendsAnEmptyRegistry(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "news.db"))
	named := storetest.Article("a", "", "", storetest.Statement{Who: "Ana Petrov", Says: "c"})
	if _, err := s.Put(t.Context(), []*record.Record{storetest.Article("none", "", ""), named}); err != nil {
		t.Fatal(err)
	}
	storetest.Mends(t, s, func() {
		if _, err := s.write.Exec(`delete from saying; delete from appearance; delete from entity; delete from entity_name`); err != nil {
			t.Fatal(err)
		}
	})
}

// So are stories with articles that are not theirs.
func TestDoctorMendsStories(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "news.db"))
	storetest.MendsStories(t, s, func() {
		if _, err := s.write.Exec(`delete from story where number = 1; insert into member (root, story) values (99, 2)`); err != nil {
			t.Fatal(err)
		}
	})
}

// So is an index of shared text that lacks articles, or has others.
func TestDoctorMendsPrints(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "news.db"))
	if _, err := s.Put(t.Context(), []*record.Record{storetest.Article("a", "", "2026-03-01", storetest.Statement{Who: "Ana Petrov", Says: "the dam will hold, whatever the wind does"})}); err != nil {
		t.Fatal(err)
	}
	for _, damage := range []string{`insert into print (print) values ('delete-all')`, `insert into print (rowid, hashes) values (77, 'x y')`} {
		storetest.Mends(t, s, func() {
			if _, err := s.write.Exec(damage); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// One damaged job does not stop the queue.
func TestDamagedJob(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "news.db"))
	storetest.PassesOver(t, s, func(job int64) {
		if _, err := s.write.Exec(`update job set load = x'00ff' where number = ?`, job); err != nil {
			t.Fatal(err)
		}
	})
}

// A damaged record can be taken out and added again.
func TestDamagedRecord(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "news.db"))
	storetest.Unreadable(t, s, func(ref string) {
		if _, err := s.write.Exec(`update article set record = x'00ff' where ref = ?`, ref); err != nil {
			t.Fatal(err)
		}
	})
}
