package simulate_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/eval/markup"
	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/trace/simulate"
)

// given are the articles that were written for the project.
func given(t testing.TB) []*article.Article {
	t.Helper()
	names, err := filepath.Glob("../../../testdata/articles/*.txt")
	if err != nil || len(names) < 20 {
		t.Fatalf("%d articles: %v", len(names), err)
	}
	var out []*article.Article
	for _, name := range names {
		if filepath.Base(name) == "README.md" {
			continue
		}
		a, err := markup.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, &a.Article)
	}
	return out
}

func world(t testing.TB, given []*article.Article, o simulate.Options) *simulate.Newsroom {
	t.Helper()
	room, err := simulate.New(given, o)
	if err != nil {
		t.Fatal(err)
	}
	return room
}

func TestSameSeedSameWorld(t *testing.T) {
	all := given(t)
	o := simulate.Options{Articles: 25, Seed: 3}
	first := world(t, all, o)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
	if again := world(t, all, o); !reflect.DeepEqual(first, again) {
		t.Error("the order of the given articles makes another world")
	}
	o.Seed = 4
	if other := world(t, all, o); reflect.DeepEqual(first.Edges, other.Edges) {
		t.Error("another seed makes the same world")
	}
}

func TestTruthIsSound(t *testing.T) {
	all := given(t)
	for name, d := range map[string]simulate.Difficulty{"default": simulate.Default(), "easy": simulate.Easy(), "hard": simulate.Hard()} {
		altered, accepted, early := 0, 0, 0
		kinds := map[simulate.Kind]int{}
		for seed := range uint64(20) {
			room := world(t, all, simulate.Options{Articles: 25, Seed: seed, Difficulty: d})
			if len(room.Articles) != 25 {
				t.Errorf("%s, seed %d: %d articles", name, seed, len(room.Articles))
			}
			for _, err := range faults(room) {
				t.Errorf("%s, seed %d: %s", name, seed, err)
			}
			altered += len(room.Altered)
			for _, x := range room.Edges {
				accepted += len(x.Accept)
				kinds[x.Kind]++
			}
			for _, a := range room.Articles {
				if at := a.Published; !at.IsZero() && !at.DayOnly && at.Time.Before(room.Times[a.ID]) {
					early++
				}
			}
		}
		if altered == 0 || accepted == 0 || len(kinds) != 4 || (early > 0) != (d.ClockWrong > 0) {
			t.Errorf("%s: %d altered quotations, %d other sources accepted, edges %v, %d wrong clocks", name, altered, accepted, kinds, early)
		}
	}
}

// faults lists what is wrong with a truth.
func faults(room *simulate.Newsroom) (out []string) {
	bad := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	byID := map[string]*article.Article{}
	for _, a := range room.Articles {
		if byID[a.ID] != nil || !utf8.ValidString(a.Body) || a.Body == "" || a.Title == "" || room.Times[a.ID].IsZero() {
			bad("article %s", a.ID)
		}
		for _, l := range a.Links {
			if !l.Span.Within(a.Body) || l.Span.Empty() || l.URL == "" {
				bad("article %s: link %v", a.ID, l)
			}
		}
		byID[a.ID] = a
	}
	known := func(id string) bool { return strings.HasPrefix(id, "outlet:") || byID[id] != nil }
	parent := map[string]bool{}
	for _, x := range room.Edges {
		if !known(x.From) || byID[x.To] == nil || parent[x.To] || slices.Contains(x.Accept, x.To) || slices.Contains(x.Accept, x.From) {
			bad("edge %v", x)
		}
		parent[x.To] = true
		// No cycle: whoever lends is earlier.
		for _, from := range append([]string{x.From}, x.Accept...) {
			if at, ok := room.Times[from]; ok && !at.Before(room.Times[x.To]) {
				bad("%s is not before %s", from, x.To)
			}
		}
	}
	for _, e := range room.Events {
		for _, id := range e.Origins {
			if !known(id) || byID[id] != nil && (!slices.Contains(e.Articles, id) || parent[id]) {
				bad("origin %s", id)
			}
		}
		for _, id := range e.Articles {
			if !parent[id] && !slices.Contains(e.Origins, id) {
				bad("article %s has neither a source nor is it one", id)
			}
		}
	}
	for _, q := range room.Altered {
		a := byID[q.Article]
		if a == nil || !known(q.From) || q.From == q.Article || !q.Span.Within(a.Body) || len(strings.Fields(q.Span.In(a.Body))) < 4 {
			bad("altered %v", q)
			continue
		}
		if now := q.Span.In(a.Body); now == q.Original || strings.Contains(a.Body, q.Original) {
			bad("altered %q is as it was", now)
		}
		if from := byID[q.From]; from != nil && !strings.Contains(plain(from.Body), plain(firstWords(q.Original))) {
			bad("%s does not hold %q", q.From, q.Original)
		}
	}
	return out
}

// firstWords are those before the dots at which two quotations were joined,
// without the stop that whoever quotes sets.
func firstWords(s string) string {
	before, _, _ := strings.Cut(s, ". … ")
	return strings.TrimRight(before, ",.?!")
}

// plain is a text without the marks that outlets write differently.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("“”‘’\"'", r) {
			return -1
		}
		return r
	}, s)
}

func TestTooFew(t *testing.T) {
	all := given(t)
	for _, few := range [][]*article.Article{nil, all[:2], {{Body: ""}, {Body: strings.Repeat("word ", 1e6)}}} {
		room, err := simulate.New(few, simulate.Options{Articles: 200, Seed: 1})
		if err == nil || !strings.Contains(err.Error(), "used up") {
			t.Errorf("%d given: %v, %v", len(few), room, err)
		}
	}
}

// Credits are recognised only where they name outlets that the lexicon knows.
func TestCreditedOutletsAreKnown(t *testing.T) {
	room := world(t, given(t), simulate.Options{Articles: 25, Seed: 1})
	for _, a := range room.Articles {
		o, ok := lexicon.Outlets().Domain(a.Outlet.Domain)
		if local := strings.HasSuffix(a.Outlet.Domain, ".example"); ok == local || ok && o.Name != a.Outlet.Name {
			t.Errorf("outlet %v is %v in the lexicon", a.Outlet, o)
		}
	}
}

// Whatever is given, a world is made or an error says why not.
func FuzzNew(f *testing.F) {
	for _, a := range given(f) {
		f.Add(a.Body, uint64(len(a.Body)))
	}
	f.Add("“ ‘ \" '' ” ’\n\n\"\n“", uint64(1))
	f.Add("\xff\xfe “a b c d e f g h i.” He said. \x00", uint64(2))
	all := given(f)[:16]
	f.Fuzz(func(t *testing.T, body string, seed uint64) {
		room, err := simulate.New(append([]*article.Article{{Title: "T", Body: body}}, all...), simulate.Options{Articles: 12, Seed: seed})
		if err != nil {
			return
		}
		for _, fault := range faults(room) {
			t.Error(fault)
		}
	})
}

func BenchmarkNew(b *testing.B) {
	all := given(b)
	for b.Loop() {
		world(b, all, simulate.Options{Articles: 25, Seed: 1})
	}
}
