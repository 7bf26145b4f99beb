package postgres

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/sqlite"
	"github.com/hearsay-news/hearsay/internal/store/storetest"
	"github.com/hearsay-news/hearsay/record"
)

// pieces are what invented texts and queries are made of: words that share
// beginnings, and whatever may end a word for one engine and not for the other.
var pieces = strings.Fields(`dam Dam damned the THE of pumps pump élan elan naïve Ångström straße İstanbul don't don’t e-mail co-op U.S. 3.5 10% 1e5 ½ x² №5 über-Élysée
	lantern.example https://a.example/b?c=d me@tide.example snake_case C++ #tag @who a/b — … “quoted” (so) 日本 한국 Москва ελλάδα हिन्दी ﬁre ʼokina l'été é e´ 😀 a😀b 2026-03-01 -5 \ ' :* & | ! <->`)

func words(random *rand.Rand, most int) string {
	var b []string
	for range 1 + random.IntN(most) {
		b = append(b, pieces[random.IntN(len(pieces))])
	}
	return strings.Join(b, " ")
}

// Both drivers find the same, whatever is looked for.
func TestFindsWhatSQLiteFinds(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 7))
	file, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "news.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var rs []*record.Record
	for i := range 150 {
		var says []storetest.Statement
		for range 1 + random.IntN(4) {
			says = append(says, storetest.Statement{Who: words(random, 3), Says: words(random, 12), To: words(random, 2), Act: []string{"", "deny", "accuse"}[random.IntN(3)]})
		}
		day := fmt.Sprintf("2026-0%d-1%d", 1+random.IntN(9), random.IntN(9))
		if i%10 == 0 {
			day = ""
		}
		rs = append(rs, storetest.Article(fmt.Sprintf("n%d", i), "", day, says...))
	}
	s := open(t, address(t))
	for _, st := range []store.Store{file, s} {
		if _, err := st.Put(t.Context(), rs); err != nil {
			t.Fatal(err)
		}
	}
	found := 0
	for range 500 {
		text := randomQuery(random)
		q, err := store.Parse(text)
		if err != nil {
			continue
		}
		want, got := listed(t, file, q), listed(t, s, q)
		found += len(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (- SQLite, + PostgreSQL)\n%s", text, diff)
		}
	}
	if found < 500 {
		t.Errorf("only %d hits: the queries find too little to compare", found)
	}
	sameEntities(t, random, file, s)
}

// sameEntities looks for names in two registries.
func sameEntities(t *testing.T, random *rand.Rand, a, b store.Store) {
	found := 0
	for i := range 200 {
		q := store.EntityQuery{Size: 1000}
		if i > 0 {
			q.Name = words(random, 2)
		}
		want, err := a.Entities(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		got, err := b.Entities(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		found += len(want)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("named %q (- SQLite, + PostgreSQL)\n%s", q.Name, diff)
		}
	}
	if found < 500 {
		t.Errorf("only %d entities: the names find too little to compare", found)
	}
}

// randomQuery is a query of one to three terms; some can't be read.
func randomQuery(random *rand.Rand) string {
	var q []string
	for range 1 + random.IntN(3) {
		x := words(random, 1)
		if random.IntN(3) == 0 {
			x = `"` + words(random, 3) + `"`
		}
		if random.IntN(5) == 0 && len(x) > 4 {
			x = strings.TrimSuffix(x[:4+random.IntN(len(x)-3)], `"`) + "*"
		}
		x = []string{"", "", "", "-", "OR ", "speaker:", "to:", "outlet:", "act:deny ", "after:2026-03-12 ", "before:2026-06-01 "}[random.IntN(11)] + x
		if random.IntN(6) == 0 {
			x = fmt.Sprintf("%sspeaker:e%d", []string{"", "-"}[random.IntN(2)], 1+random.IntN(40))
		}
		q = append(q, x)
	}
	return strings.Join(q, " ")
}

// listed is what a query finds, page by page.
func listed(t *testing.T, s store.Store, q *store.Query) (out []string) {
	t.Helper()
	for p := (store.Page{Size: 7}); ; {
		f, err := s.Search(t.Context(), q, p)
		if err != nil {
			t.Fatal(err)
		}
		for i := range f.Hits {
			out = append(out, fmt.Sprintf("%s %s of %d", f.Hits[i].Record.Article.ID, f.Hits[i].Attribution().ID, f.Total))
			p.After = f.Hits[i].Place
		}
		if !f.More {
			return out
		}
	}
}

// Programs that write the same articles at the same time, each in an order of
// its own, keep every version once and have one newest.
func TestSameArticlesAtOnce(t *testing.T) {
	const writers, addresses = 6, 30
	at := address(t)
	open(t, at)
	var all sync.WaitGroup
	var mu sync.Mutex
	var sum store.Tally
	for w := range writers {
		all.Go(func() {
			s := open(t, at)
			var rs []*record.Record
			for i := range addresses {
				url := fmt.Sprintf("https://lantern.example/%d", i)
				rs = append(rs, storetest.Article(fmt.Sprintf("w%d-%d", w, i), url, "2026-03-01", storetest.Statement{Who: "Ana Petrov", Says: fmt.Sprintf("it is %d", w)}),
					storetest.Article(fmt.Sprintf("n%d", i), "", "2026-03-01", storetest.Statement{Who: "Bo Lee", Says: "the same for all"}))
			}
			random := rand.New(rand.NewPCG(uint64(w), 1))
			random.Shuffle(len(rs), func(i, j int) { rs[i], rs[j] = rs[j], rs[i] })
			for some := range slices.Chunk(rs, 13) {
				tally, err := s.Put(t.Context(), some)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				sum.Add(tally)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if want := (store.Tally{New: 2 * addresses, Versions: (writers - 1) * addresses, Same: (writers - 1) * addresses}); sum != want {
		t.Errorf("%+v, want %+v", sum, want)
	}
	s := open(t, at)
	for i := range addresses {
		if vs, err := s.Versions(t.Context(), fmt.Sprintf("https://lantern.example/%d", i)); err != nil || len(vs) != writers {
			t.Errorf("%d: %d versions, %v", i, len(vs), err)
		}
	}
	if f, err := s.Search(t.Context(), &store.Query{}, store.Page{}); err != nil || f.Total != 2*addresses {
		t.Errorf("%d statements, %v", f.Total, err)
	}
	if err := s.Check(t.Context(), func(d store.Damage) { t.Errorf("%+v", d) }); err != nil {
		t.Error(err)
	}
	var left int
	if err := s.one(t.Context(), `select count(*) from latch`, nil, &left); err != nil || left != 0 {
		t.Errorf("%d latches are left, %v", left, err)
	}
}
