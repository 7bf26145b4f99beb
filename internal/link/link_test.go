package link

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/postgres"
	"github.com/hearsay-news/hearsay/internal/store/sqlite/sqlitetest"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/record"
)

// openDatabase opens an empty collection in a schema of its own on the server that
// HEARSAY_TEST_POSTGRES names.
func openDatabase(t testing.TB) store.Store {
	t.Helper()
	at := os.Getenv("HEARSAY_TEST_POSTGRES")
	if at == "" {
		t.Skip("no PostgreSQL to test on; start one: export HEARSAY_TEST_POSTGRES=$(make -s testdb)")
	}
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	schema := fmt.Sprintf("link_%d_%d", os.Getpid(), schemas.Add(1))
	server := func(sql string) {
		conn, err := pgx.Connect(context.Background(), at)
		if err == nil {
			defer conn.Close(context.Background())
			_, err = conn.Exec(context.Background(), sql)
		}
		if err != nil {
			t.Error(err)
		}
	}
	server(`create schema ` + schema)
	t.Cleanup(func() { server(`drop schema ` + schema + ` cascade`) })
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	st, err := postgres.Open(t.Context(), u.String(), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

var schemas atomic.Int64

// onBoth runs a test with both engines.
func onBoth(t *testing.T, test func(t *testing.T, open func(testing.TB) store.Store)) {
	t.Run("file", func(t *testing.T) { test(t, sqlitetest.Open) })
	t.Run("postgres", func(t *testing.T) { test(t, openDatabase) })
}

// words is a text of n words of a topic, the same for the same seed.
func words(topic, seed uint64, n int) string {
	random := rand.New(rand.NewPCG(topic, seed))
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("t%dw%d", topic, random.IntN(300))
	}
	return strings.Join(out, " ")
}

// report is an article of an outlet, some hours after the first of March.
func report(id, outlet string, hours int, body string) *record.Record {
	return &record.Record{Analyzer: "1+en.1", Article: &article.Article{
		ID: id, URL: "https://" + id + ".example/", Title: "About " + id, Outlet: article.Outlet{Name: outlet, Domain: strings.ToLower(outlet) + ".example"},
		Published: article.At(time.Date(2026, 3, 1, hours, 0, 1, 0, time.UTC)), Body: body,
	}}
}

func put(t testing.TB, st store.Store, rs ...*record.Record) {
	t.Helper()
	if _, err := st.Put(t.Context(), rs); err != nil {
		t.Fatal(err)
	}
}

func linkAll(t testing.TB, st store.Store) int {
	t.Helper()
	n, err := All(t.Context(), st, nil)
	if err != nil {
		t.Fatal(err)
	}
	if left, err := st.CountUnlinked(t.Context(), store.Notes{}); left > 0 || err != nil {
		t.Fatalf("%d are left, %v", left, err)
	}
	return n
}

// kept is the stories of a collection, sorted: "a b c: 3>2>2>1".
func kept(t testing.TB, st store.Store) []string {
	t.Helper()
	list, err := st.Stories(t.Context(), store.StoryQuery{Size: 1000})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, x := range list {
		ids, err := st.Members(t.Context(), x.ID)
		if err != nil || x.Linked.IsZero() || x.Title == "" {
			t.Errorf("%+v, %v", x, err)
		}
		out = append(out, fmt.Sprintf("%s: %d>%d>%d>%d", strings.Join(ids, " "), x.Reports, x.Texts, x.Own, x.Origins))
	}
	slices.Sort(out)
	if err := st.Check(t.Context(), func(d store.Damage) { t.Errorf("damage: %+v", d) }); err != nil {
		t.Error(err)
	}
	return out
}

func isKept(t testing.TB, st store.Store, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, kept(t, st)); diff != "" {
		t.Errorf("(- want, + got)\n%s", diff)
	}
}

// atOnce is the stories of one trace of all records.
func atOnce(t *testing.T, records []*record.Record) []string {
	t.Helper()
	stories, err := trace.Stories(t.Context(), records, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range stories {
		if len(s) == 1 {
			continue
		}
		one, err := trace.Of(t.Context(), s, trace.Options{Group: trace.Whole})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, r := range s {
			ids = append(ids, r.Article.ID)
		}
		l := one.Stories[0].Ladder
		out = append(out, fmt.Sprintf("%s: %d>%d>%d>%d", strings.Join(ids, " "), len(s), len(l.Texts), len(l.Own), len(l.Origins)))
	}
	slices.Sort(out)
	return out
}

// townSize is few enough for the race detector, with which the engine that is
// compiled to Go is some twenty times as slow.
const townSize = 48

// town is a collection with copies, rewrites and reports of the same in other words,
// over some weeks.
func town(seed uint64) []*record.Record {
	random := rand.New(rand.NewPCG(seed, 3))
	var out []*record.Record
	for i := range townSize {
		topic := uint64(random.IntN(townSize / 8))
		own := strings.Fields(words(topic, 100+uint64(i), 150))
		body := own
		if random.IntN(3) > 0 {
			agency := strings.Fields(words(topic, uint64(random.IntN(2)), 200))
			from := random.IntN(100)
			body = append(agency[from:100+from:100+from], own[:random.IntN(100)]...)
		}
		r := report(fmt.Sprintf("n%02d", i), fmt.Sprintf("Paper%d", random.IntN(20)), int(topic)*40+random.IntN(60), strings.Join(body, " "))
		for k := range 3 {
			r.Entities = append(r.Entities, record.Entity{ID: fmt.Sprintf("e%d", k), Kind: record.Person, Name: fmt.Sprintf("Ana%d Petrov%d", k, topic)})
		}
		out = append(out, r)
	}
	return out
}

// The stories are those of one trace of all articles, whatever the order in which
// these came; and they stay when it is done again.
func TestOrderMakesNoDifference(t *testing.T) { onBoth(t, testOrderMakesNoDifference) }

func testOrderMakesNoDifference(t *testing.T, open func(testing.TB) store.Store) {
	for seed, size := range []int{1, 7, townSize} {
		records := town(uint64(seed))
		want := atOnce(t, records)
		if len(want) < 5 {
			t.Fatalf("there are %d stories", len(want))
		}
		rand.New(rand.NewPCG(uint64(seed), 1)).Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		st := open(t)
		for some := range slices.Chunk(records, size) {
			put(t, st, some...)
			linkAll(t, st)
		}
		isKept(t, st, want...)
		put(t, st, records...)
		if n := linkAll(t, st); n != 0 {
			t.Errorf("%d linked when the same came again", n)
		}
		linkedAgain(t, st, records)
		isKept(t, st, want...)
	}
}

// linkedAgain links all articles a second time, which changes no story.
func linkedAgain(t *testing.T, st store.Store, records []*record.Record) {
	t.Helper()
	before, err := st.Stories(t.Context(), store.StoryQuery{Size: 1000})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, r := range records {
		ids = append(ids, r.Article.ID)
	}
	if err := Articles(t.Context(), st, ids); err != nil {
		t.Fatal(err)
	}
	after, err := st.Stories(t.Context(), store.StoryQuery{Size: 1000})
	if err != nil || len(after) != len(before) {
		t.Fatalf("%d stories, %d before: %v", len(after), len(before), err)
	}
	for i := range after {
		before[i].Linked = after[i].Linked
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("(- before, + after)\n%s", diff)
	}
}

// A late original, a new version, an analysis anew and an article that goes are seen
// in the ladder, and the number of the story stays.
func TestChanges(t *testing.T) { onBoth(t, testChanges) }

func testChanges(t *testing.T, open func(testing.TB) store.Store) {
	st := open(t)
	text := words(1, 1, 200)
	put(t, st, report("a", "Post", 5, text), report("b", "Echo", 9, text+" "+words(2, 2, 300)), report("z", "Sun", 9, words(3, 1, 200)))
	linkAll(t, st)
	isKept(t, st, "a b: 2>2>2>1")
	story, err := st.StoryOf(t.Context(), "a")
	if err != nil || story.Title != "About a" {
		t.Fatalf("%+v, %v", story, err)
	}
	id := story.ID
	put(t, st, report("r", "Reuters", 1, text))
	linkAll(t, st)
	isKept(t, st, "r a b: 3>2>2>1")
	if story, err = st.StoryOf(t.Context(), "r"); err != nil || story.ID != id || story.Title != "About r" || story.First.Hour() != 1 || story.Last.Hour() != 9 {
		t.Errorf("%+v, %v", story, err)
	}
	second := report("b2", "Echo", 9, words(4, 2, 100))
	second.Article.URL = "https://b.example/"
	put(t, st, second)
	linkAll(t, st)
	isKept(t, st, "r a: 2>1>1>1")
	if err := st.Remove(t.Context(), "r"); err != nil {
		t.Fatal(err)
	}
	linkAll(t, st)
	isKept(t, st)
	put(t, st, report("r", "Reuters", 1, text), report("z2", "Mail", 12, words(3, 1, 200)))
	linkAll(t, st)
	isKept(t, st, "r a: 2>1>1>1", "z z2: 2>1>1>1")
	refused := report("z", "Sun", 9, words(3, 1, 200))
	refused.Analyzer, refused.Refused = "2+en.1", "language: it is in German (de)"
	put(t, st, refused)
	linkAll(t, st)
	isKept(t, st, "r a: 2>1>1>1")
}

// spoilt is a collection with a record that can't be read.
type spoilt struct {
	store.Store
	id string
}

func (s spoilt) Get(ctx context.Context, ref string) (*record.Record, error) {
	if ref == s.id {
		return nil, fmt.Errorf("article %s: %w", ref, store.ErrDamaged)
	}
	return s.Store.Get(ctx, ref)
}

// A record that can't be read is of no story, be it new or a member, and keeps no
// other from being linked; when it can be read again it finds its story.
func TestDamagedRecord(t *testing.T) { onBoth(t, testDamagedRecord) }

func testDamagedRecord(t *testing.T, open func(testing.TB) store.Store) {
	st := open(t)
	text := words(1, 1, 200)
	put(t, st, report("a", "Post", 5, text), report("b", "Echo", 6, text), report("c", "Sun", 7, text))
	linkAll(t, spoilt{st, "b"})
	isKept(t, st, "a c: 2>1>1>1")
	put(t, st, report("d", "Mail", 8, text))
	linkAll(t, spoilt{st, "a"})
	isKept(t, st, "b c d: 3>1>1>1") // b can be read again
	again := report("a", "Post", 5, text)
	again.Analyzer = "2+en.1"
	put(t, st, again)
	linkAll(t, st)
	isKept(t, st, "a b c d: 4>1>1>1")
	story, err := st.StoryOf(t.Context(), "d")
	if err != nil {
		t.Fatal(err)
	}
	if members, err := Members(t.Context(), spoilt{st, "c"}, story.ID, 10); err != nil || len(members) != 3 {
		t.Errorf("%d members can be read, %v", len(members), err)
	}
}

// An article that comes late may join two stories: the number of the smaller one
// leads to the larger.
func TestStoriesBecomeOne(t *testing.T) { onBoth(t, testStoriesBecomeOne) }

func testStoriesBecomeOne(t *testing.T, open func(testing.TB) store.Store) {
	st := open(t)
	first, second := words(1, 1, 200), words(2, 1, 200)
	put(t, st, report("a", "Post", 5, first), report("b", "Echo", 6, first), report("c", "Sun", 7, second), report("d", "Mail", 8, second), report("e", "Star", 9, second))
	linkAll(t, st)
	isKept(t, st, "a b: 2>1>1>1", "c d e: 3>1>1>1")
	small, err := st.StoryOf(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	put(t, st, report("r", "Reuters", 1, first+" "+second))
	linkAll(t, st)
	isKept(t, st, "r a b c d e: 6>1>1>1")
	large, err := st.StoryOf(t.Context(), "c")
	if err != nil {
		t.Fatal(err)
	}
	if x, err := st.Story(t.Context(), small.ID); err != nil || x.ID != large.ID || x.ID == small.ID {
		t.Errorf("s%d leads to %+v, %v; want s%d", small.ID, x, err, large.ID)
	}
}

// What a human says holds, whatever comes.
func TestByHand(t *testing.T) { onBoth(t, testByHand) }

func testByHand(t *testing.T, open func(testing.TB) store.Store) {
	st := open(t)
	first, second := words(1, 1, 200), words(2, 1, 200)
	put(t, st, report("a", "Post", 5, first), report("b", "Echo", 6, first), report("c", "Sun", 7, second), report("d", "Mail", 8, second))
	linkAll(t, st)
	y, err := st.StoryOf(t.Context(), "c")
	if err != nil {
		t.Fatal(err)
	}
	if err := st.JoinStories(t.Context(), []string{"c", "a"}); err != nil {
		t.Fatal(err)
	}
	linkAll(t, st)
	isKept(t, st, "a b c d: 4>2>2>2")
	put(t, st, report("e", "Star", 9, first), report("f", "News", 10, second))
	linkAll(t, st)
	isKept(t, st, "a b c d e f: 6>2>2>2")
	if x, err := st.StoryOf(t.Context(), "e"); err != nil || x.ID != y.ID {
		t.Errorf("%+v, %v", x, err)
	}
	if err := st.PartStory(t.Context(), y.ID, []string{"b", "f"}); err != nil {
		t.Fatal(err)
	}
	linkAll(t, st)
	isKept(t, st, "a c d e: 4>2>2>2", "b f: 2>2>2>2")
	if err := st.Remove(t.Context(), "b"); err != nil {
		t.Fatal(err)
	}
	linkAll(t, st)
	isKept(t, st, "a c d e: 4>2>2>2")
	put(t, st, report("b", "Echo", 6, first))
	linkAll(t, st)
	isKept(t, st, "a c d e: 4>2>2>2", "b f: 2>2>2>2")
}

// Linking is stopped and goes on, and several do it at once.
func TestStoppedAndAtOnce(t *testing.T) { onBoth(t, testStoppedAndAtOnce) }

func testStoppedAndAtOnce(t *testing.T, open func(testing.TB) store.Store) {
	records := town(9)
	st := open(t)
	put(t, st, records...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := All(ctx, st, nil); err == nil {
		t.Error("a cancelled run says that it is done")
	}
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			if _, err := All(t.Context(), st, nil); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	isKept(t, st, atOnce(t, records)...)
}

// Many copies of one text are linked in steps that hold a few of them, in whatever
// order they come; what is taken away leaves the count right.
func TestManyCopies(t *testing.T) { onBoth(t, testManyCopies) }

func testManyCopies(t *testing.T, open func(testing.TB) store.Store) {
	defer func(story, some int) { mostStory, sample = story, some }(mostStory, sample)
	mostStory, sample = 64, 30
	st := open(t)
	text := words(1, 1, 120)
	const n = 150
	var all []*record.Record
	for i := range n {
		all = append(all, report(fmt.Sprintf("n%04d", i), fmt.Sprint("Paper", i), i/20, text))
	}
	rand.New(rand.NewPCG(1, 1)).Shuffle(n, func(i, j int) { all[i], all[j] = all[j], all[i] })
	for some := range slices.Chunk(all, 50) {
		put(t, st, some...)
		linkAll(t, st)
	}
	list, err := st.Stories(t.Context(), store.StoryQuery{})
	if err != nil || len(list) != 1 || list[0].Reports != n || list[0].Texts != 1 || list[0].Origins != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	if x := list[0]; x.Traced <= mostStory || x.First.Hour() != 0 || x.Last.Sub(x.First) != (n-1)/20*time.Hour {
		t.Errorf("%+v", x)
	}
	for _, r := range all[:n/2] {
		if err := st.Remove(t.Context(), r.Article.ID); err != nil {
			t.Fatal(err)
		}
	}
	linkAll(t, st)
	list, err = st.Stories(t.Context(), store.StoryQuery{})
	if err != nil || len(list) != 1 || list[0].Reports != n/2 || list[0].Traced != n/2 {
		t.Errorf("%+v, %v", list, err)
	}
}

// Follow links what comes, and tells what goes wrong.
func TestFollow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		st := &broken{}
		var faults []error
		done := make(chan struct{})
		go func() { Follow(ctx, st, func(err error) { faults = append(faults, err) }); close(done) }()
		time.Sleep(2*nap + look)
		stop()
		<-done
		if len(faults) != 3 || faults[0] != store.ErrBusy {
			t.Errorf("told %v", faults)
		}
	})
}

// broken is a store that another program writes to for long.
type broken struct{ store.Store }

func (*broken) CountUnlinked(context.Context, store.Notes) (int, error) { return 1, nil }

func (*broken) Unlinked(context.Context, store.Notes, int) ([]string, error) {
	return nil, store.ErrBusy
}
