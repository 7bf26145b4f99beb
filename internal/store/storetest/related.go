package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// invented is so many words that no other text has, of a seed.
func invented(seed uint64, words int) string {
	random := rand.New(rand.NewPCG(seed, 1))
	out := make([]string, words)
	for i := range out {
		out[i] = fmt.Sprintf("w%x", random.Uint32())
	}
	return strings.Join(out, " ")
}

// story is an article with a text and a quotation; "": none.
func story(id, day, text, quotation string) *record.Record {
	r := Article(id, "https://lantern.example/"+id, day, Statement{Who: "Ana Petrov", Says: text}, Statement{Who: "Bo Lee", Says: quotation})
	r.Attributions[1].Form = record.Direct
	if quotation == "" {
		r.Attributions = r.Attributions[:1]
	}
	return r
}

// related checks which articles share text with one: "id", those that share most
// first.
func related(t *testing.T, s store.Store, r *record.Record, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, idsOf(t, s, r, 100)); diff != "" {
		t.Errorf("related to %s (- want, + got)\n%s", r.Article.ID, diff)
	}
}

func idsOf(t testing.TB, s store.Store, r *record.Record, most int) (out []string) {
	t.Helper()
	found, err := s.Related(t.Context(), r, most)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range found {
		if x.Shared <= 0 {
			t.Errorf("%s shares %d with %s", x.ID, x.Shared, r.Article.ID)
		}
		out = append(out, x.ID)
	}
	return out
}

func testRelated(t *testing.T, s store.Store) {
	passage, quotation := invented(1, 60), "the pumps will run until the last of us is dry"
	whole := story("whole", "2026-03-02", invented(2, 50)+" "+passage+" "+invented(3, 50), quotation)
	part := story("part", "2026-03-01", invented(4, 50)+" "+passage[:strings.LastIndexByte(passage[:len(passage)*2/3], ' ')], "")
	cut := story("cut", "2026-03-03", invented(5, 80), "until the last of us")
	undated := story("undated", "", invented(6, 30)+" "+passage, "")
	put(t, s, whole, part, cut, undated, story("other", "2026-03-02", invented(7, 150), "nothing of the kind was ever said"))
	related(t, s, whole, "undated", "part", "cut")
	related(t, s, cut, "whole")
	related(t, s, part, "whole", "undated")
	found, err := s.Related(t.Context(), whole, 1)
	if err != nil || len(found) != 1 || found[0].ID != "undated" || !found[0].Published.IsZero() {
		t.Errorf("at most one: %+v, %v", found, err)
	}

	// It need not be in the collection; case, marks and hyphens make no difference.
	guest := story("guest", "2026-03-09", strings.ToUpper(passage), "Until the “last” of us")
	related(t, s, guest, "whole", "undated", "part", "cut")
	related(t, s, story("empty", "", "", ""))
}

// What leaves the collection has no relatives any more, a text that is there
// already changes nothing.
func testRelatedChanges(t *testing.T, s store.Store) {
	passage := invented(1, 80)
	a, b := story("a", "2026-03-01", passage, ""), story("b", "2026-03-02", passage, "")
	put(t, s, a, b)
	put(t, s, a, b)
	related(t, s, a, "b")

	anew := story("b", "2026-03-02", passage, "")
	anew.Analyzer = "2+en.1"
	put(t, s, anew)
	related(t, s, a, "b")

	second := story("b2", "2026-03-02", invented(2, 80), "")
	second.Article.URL = b.Article.URL
	put(t, s, second)
	related(t, s, a)
	related(t, s, b, "a")

	// Two versions that come at once.
	first, last := story("c1", "2026-03-02", passage, ""), story("c2", "2026-03-02", passage+" more", "")
	last.Article.URL = first.Article.URL
	put(t, s, first, last)
	related(t, s, a, "c2")
	if err := s.Reindex(t.Context()); err != nil {
		t.Fatal(err)
	}
	related(t, s, a, "c2")
	if err := s.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	related(t, s, a, "c2")
	if err := s.Remove(t.Context(), "c1"); err != nil {
		t.Fatal(err)
	}
	related(t, s, a)
	refused := story("no", "2026-03-02", passage, "")
	refused.Refused, refused.Attributions, refused.Entities = "language: the text is in German (de)", nil, nil
	put(t, s, refused)
	related(t, s, a)
	sound(t, s)
}

// The order of arrival does not show.
func testRelatedOrder(t *testing.T, s store.Store) {
	var rs []*record.Record
	for i := range uint64(40) {
		rs = append(rs, story(fmt.Sprintf("n%02d", i), fmt.Sprintf("2026-03-%02d", 1+i%5), invented(i%4, 60)+" "+invented(100+i, 20), ""))
	}
	var want []string
	for seed := range uint64(3) {
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(rs), func(i, j int) { rs[i], rs[j] = rs[j], rs[i] })
		for some := range slices.Chunk(rs, 7) {
			put(t, s, some...)
		}
		var got []string
		for _, most := range []int{2, 5, 100} {
			got = append(got, idsOf(t, s, story("x", "2026-03-03", invented(1, 60), ""), most)...)
		}
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" || len(got) != 2+5+10 {
			t.Errorf("another order (- first, + now)\n%s", diff)
		}
		for _, r := range rs {
			if err := s.Remove(t.Context(), r.Article.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	sound(t, s)
}

// What recurs month after month is no relation, however few or many have it.
func testRelatedStock(t *testing.T, s store.Store) {
	line, often := invented(1, 60), invented(2, 60)
	var rs []*record.Record
	for i := range 240 {
		day := time.Date(2025, 1, 1+i*3, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		text := often
		if i%40 == 0 {
			text += " " + line
		}
		rs = append(rs, story(fmt.Sprintf("n%03d", i), day, invented(uint64(100+i), 60)+" "+text, ""))
	}
	passage := invented(100+17, 60)
	put(t, s, rs...)
	related(t, s, story("x", "2025-06-01", passage+" "+line+" "+often, ""), "n017")
}

// Of very many copies the first and those nearest in time are found.
func testRelatedCopies(t *testing.T, s store.Store) {
	text := invented(1, 300)
	var rs []*record.Record
	for i := range 1200 {
		at := time.Date(2026, 3, 1, i/10, i%10, 0, 0, time.UTC).Format(time.RFC3339)
		rs = append(rs, story(fmt.Sprintf("n%04d", i), at, text, ""))
	}
	slices.Reverse(rs)
	for some := range slices.Chunk(rs, 100) {
		put(t, s, some...)
	}
	got := idsOf(t, s, rs[len(rs)-1-600], 1000)
	near := slices.ContainsFunc(got, func(id string) bool { return id >= "n0540" && id < "n0660" })
	if len(got) < 50 || len(got) > 300 || got[0] != "n0000" || !near {
		t.Errorf("%d: %v", len(got), got)
	}
}

func testNeighbourhood(t *testing.T, s store.Store) {
	link := func(n int) string { return invented(uint64(n), 60) }
	chain := func(n int, day string) *record.Record {
		r := story(fmt.Sprintf("n%d", n), day, link(n)+" "+link(n+1), "")
		r.Entities, r.Attributions = nil, nil // names join nobody here
		return r
	}
	put(t, s, chain(1, "2026-03-01"), chain(2, "2026-03-02"), chain(3, "2026-03-02"), chain(4, "2026-03-02"),
		story("old", "2025-03-01", link(1), ""), story("undated", "", link(1)+" "+link(2), ""))
	of, err := s.Get(t.Context(), "n1")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		limits store.Limits
		want   string
	}{
		{store.Limits{}, "n1 undated n2 n3"},
		{store.Limits{Hops: 1}, "n1 undated n2"},
		{store.Limits{Hops: 9}, "n1 undated n2 n3 n4"},
		{store.Limits{Articles: 3}, "n1 undated n2"},
		{store.Limits{Hops: 1, Days: 3000}, "n1 undated old n2"},
	} {
		all, err := store.Neighbourhood(t.Context(), s, []*record.Record{of}, c.limits)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range all {
			got = append(got, r.Article.ID)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v: %v; want %s", c.limits, got, c.want)
		}
	}
}

// naming is an article of a text of its own that names people.
func naming(id, day string, seed uint64, who ...string) *record.Record {
	r := story(id, day, invented(seed, 60), "")
	for i, name := range who {
		r.Entities = append(r.Entities, record.Entity{ID: fmt.Sprintf("x%d", i), Kind: record.Person, Name: name})
	}
	return r
}

// Reports of the same days that name the same people are alike, unless all name
// them.
func testAlike(t *testing.T, s store.Store) {
	a := naming("a", "2026-03-02", 1, "Cy Roe", "Dee Fox", "Tom Reed")
	put(t, s, a, naming("same", "2026-03-04", 2, "Cy Roe", "D. Fox", "Tom Reed", "May Orr"), naming("late", "2026-03-20", 3, "Cy Roe", "Dee Fox", "Tom Reed"),
		naming("two", "2026-03-02", 4, "Cy Roe", "Dee Fox"), naming("undated", "", 5, "Cy Roe", "Dee Fox", "Tom Reed"))
	alike := func(want ...string) {
		t.Helper()
		found, err := s.Alike(t.Context(), a, 9)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range found {
			got = append(got, fmt.Sprint(x.ID, " ", x.Shared))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(- want, + got)\n%s", diff)
		}
	}
	fill := func(from, n uint64, who ...string) {
		var rs []*record.Record
		for i := range n {
			rs = append(rs, naming(fmt.Sprintf("n%d", from+i), "2026-03-02", 100+from+i, who...))
		}
		put(t, s, rs...)
	}
	fill(0, 15)              // which name Ana Petrov and Bo Lee, as all do
	alike("two 4", "same 4") // with these
	if err := s.Merge(t.Context(), idOf(t, s, "Dee Fox"), []int64{idOf(t, s, "D. Fox")}); err != nil {
		t.Fatal(err)
	}
	alike("same 5", "two 4")
	all, err := store.Neighbourhood(t.Context(), s, []*record.Record{a}, store.Limits{})
	if err != nil || len(all) != 3 || all[1].Article.ID != "same" {
		t.Errorf("%d in the neighbourhood, %v", len(all), err)
	}
	fill(15, 100, "Cy Roe", "Dee Fox", "Tom Reed")
	alike()

	// Reports of a week that the same words tell most of, unless very many do.
	told := func(id, day string, rare ...string) *record.Record {
		words := strings.Repeat(strings.Join(rare, " ")+" ", 3)
		r := story(id, day, strings.Repeat(invented(uint64(len(id))+900, 30)+" ", 2)+words, "")
		r.Entities, r.Attributions, r.Article.Title = nil, nil, ""
		return r
	}
	a = told("b", "2026-03-02", "quayside", "derrick", "thaws", "herrings")
	put(t, s, told("report", "2026-03-08", "herrings", "derrick", "quayside", "kelp"), told("later", "2026-03-20", "herrings", "derrick", "quayside", "kelp"),
		told("other", "2026-03-02", "herrings", "seaweed", "kelp"))
	alike("report 3")
	var many []*record.Record
	for i := range 210 {
		many = append(many, told(fmt.Sprintf("%0*d", i+10, i), "2026-03-02", "herrings", "derrick", "quayside"))
	}
	put(t, s, many...)
	alike()
}
