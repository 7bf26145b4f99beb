// Package storetest is the suite that every driver of package store passes.
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t testing.TB) store.Store { … })
//	}
package storetest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// Run tests the stores that open makes. Each is empty; open closes it when the
// test ends.
func Run(t *testing.T, open func(testing.TB) store.Store) {
	for _, c := range []struct {
		name string
		test func(*testing.T, store.Store)
	}{
		{"Put", testPut}, {"SameID", testSameID}, {"Versions", testVersions}, {"Search", testSearch}, {"Pages", testPages}, {"Most", testMost}, {"Articles", testArticles}, {"Facets", testFacets}, {"Outlets", testOutlets}, {"Hostile", testHostile},
		{"Records", testRecords}, {"Remove", testRemove}, {"Stats", testStats}, {"Check", testCheck}, {"Backup", testBackup},
		{"AtOnce", testAtOnce}, {"Cancelled", testCancelled}, {"Deadline", testDeadline}, {"Large", testLarge}, {"Feeds", testFeeds},
		{"Entities", testEntities}, {"Merge", testMerge}, {"SplitArticles", testSplitArticles},
		{"Related", testRelated}, {"RelatedChanges", testRelatedChanges}, {"RelatedOrder", testRelatedOrder}, {"RelatedStock", testRelatedStock}, {"RelatedCopies", testRelatedCopies}, {"Neighbourhood", testNeighbourhood}, {"Alike", testAlike},
		{"Stories", testStories}, {"StoryIDs", testStoryIDs}, {"StoryGrows", testStoryGrows}, {"StoriesChanged", testStoriesChanged}, {"StoriesRemove", testStoriesRemove}, {"StoriesByHand", testStoriesByHand},
		{"Accounts", testAccounts}, {"Tokens", testTokens}, {"Audit", testAudit},
		{"Alerts", testAlerts}, {"Deliveries", testDeliveries}, {"AlertsAtOnce", testAlertsAtOnce},
		{"Queue", testQueue}, {"QueueFaults", testQueueFaults}, {"QueueShared", testQueueShared}, {"QueueStopped", testQueueStopped},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

// Statement is a statement of an invented article.
type Statement struct{ Who, Says, To, Act string }

// Article makes the record of an invented article. Of each statement it has the
// speaker as an entity.
func Article(id, url, day string, statements ...Statement) *record.Record {
	a := &article.Article{ID: id, URL: url, Title: "About " + id, Outlet: article.Outlet{Name: "The Lantern", Domain: "lantern.example"}, Language: "en"}
	a.Published, _ = article.ParseMoment(day)
	r := &record.Record{Analyzer: "1+en.1", Article: a}
	var body strings.Builder
	for i, s := range statements {
		at := func(words string) []text.Span {
			start := body.Len()
			body.WriteString(words + " ")
			return []text.Span{{Start: start, End: start + len(words)}}
		}
		x := record.Attribution{ID: fmt.Sprintf("a%d", i+1), In: record.InBody, Form: record.Indirect, Act: s.Act, Confidence: 1}
		x.Source.Spans, x.Source.Entity = at(s.Who), fmt.Sprintf("e%d", i+1)
		x.Cue.Spans = at("said")
		x.Content.Spans = at(s.Says)
		if s.To != "" {
			x.Addressee.Spans = at(s.To)
		}
		body.WriteByte('\n')
		r.Attributions = append(r.Attributions, x)
		last := s.Who[strings.LastIndexByte(s.Who, ' ')+1:]
		r.Entities = append(r.Entities, record.Entity{ID: x.Source.Entity, Kind: record.Person, Name: s.Who, Aliases: []string{last}})
	}
	a.Body = body.String()
	return r
}

func put(t testing.TB, s store.Store, rs ...*record.Record) store.Tally {
	t.Helper()
	tally, err := s.Put(t.Context(), rs)
	if err != nil {
		t.Fatal(err)
	}
	return tally
}

func testPut(t *testing.T, s store.Store) {
	a := Article("a", "https://lantern.example/a", "2026-03-01", Statement{Who: "Ana Petrov", Says: "the dam will hold"})
	if got := put(t, s, a); got != (store.Tally{New: 1}) {
		t.Errorf("new: %+v", got)
	}
	if got := put(t, s, a, a); got != (store.Tally{Same: 2}) {
		t.Errorf("again: %+v", got)
	}
	for analyzer, want := range map[string]bool{"": true, "1+en.1": true, "2+en.1": false} {
		if got, err := s.Has(t.Context(), a.Article, analyzer); got != want || err != nil {
			t.Errorf("Has(a, %q) = %v, %v", analyzer, got, err)
		}
	}
	b := Article("b", "", "2026-03-01", Statement{Who: "Bo Lee", Says: "it leaks"})
	if got, err := s.Has(t.Context(), b.Article, ""); got || err != nil {
		t.Errorf("Has(b) = %v, %v", got, err)
	}
	for _, ref := range []string{"a", "https://lantern.example/a"} {
		got, err := s.Get(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(a.Article.Body, got.Article.Body); diff != "" || got.Attributions[0].Source.Entity != "e1" {
			t.Errorf("Get(%s): %s", ref, diff)
		}
	}
	if _, err := s.Get(t.Context(), ""); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Get of nothing: %v", err)
	}
	anew := Article("a", "https://lantern.example/a", "2026-03-01", Statement{Who: "Ana Petrov", Says: "the dam will hold"}, Statement{Who: "Bo Lee", Says: "it leaks"})
	anew.Article.Body, anew.Attributions, anew.Analyzer = a.Article.Body, a.Attributions, "2+en.1"
	if got := put(t, s, anew); got != (store.Tally{Replaced: 1}) {
		t.Errorf("analysed anew: %+v", got)
	}
	found(t, s, "dam", "a a1")
}

// Two texts that have one id are both kept.
func testSameID(t *testing.T, s store.Store) {
	a := Article("1", "https://lantern.example/a", "2026-03-01", Statement{Who: "Ana Petrov", Says: "the dam will hold"})
	other := Article("1", "https://tide.example/b", "2026-03-02", Statement{Who: "Bo Lee", Says: "the ferry will stop"})
	changed := Article("1", "https://lantern.example/a", "2026-03-01", Statement{Who: "Ana Petrov", Says: "the dam may hold"})
	for _, c := range []struct {
		r    *record.Record
		want store.Tally
	}{
		{a, store.Tally{New: 1}}, {other, store.Tally{New: 1}}, {other, store.Tally{Same: 1}}, {changed, store.Tally{Versions: 1}},
		{changed, store.Tally{Same: 1}}, {a, store.Tally{Same: 1}},
	} {
		if got := put(t, s, c.r); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.r.Article.URL, got, c.want)
		}
		if got, err := s.Has(t.Context(), c.r.Article, c.r.Analyzer); !got || err != nil {
			t.Errorf("Has(%s) = %v, %v", c.r.Article.URL, got, err)
		}
	}
	for url, want := range map[string]string{"https://lantern.example/a": "may hold", "https://tide.example/b": "will stop"} {
		r, err := s.Get(t.Context(), url)
		if err != nil || !strings.Contains(r.Article.Body, want) || !strings.HasPrefix(r.Article.ID, "1~") {
			t.Errorf("%s: %v, %v", url, r, err)
		}
	}
	if vs, err := s.Versions(t.Context(), "https://lantern.example/a"); err != nil || len(vs) != 2 {
		t.Errorf("%+v, %v", vs, err)
	}
	found(t, s, "ferry", "1~"+hexOf(t, s, "https://tide.example/b")+" a1")
	sound(t, s)
}

// hexOf is the end of the id of an article whose own id another has.
func hexOf(t *testing.T, s store.Store, url string) string {
	t.Helper()
	r, err := s.Get(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	_, hex, _ := strings.Cut(r.Article.ID, "~")
	return hex
}

func testVersions(t *testing.T, s store.Store) {
	const url = "https://lantern.example/a"
	first := Article("a1", url, "2026-03-01", Statement{Who: "Ana Petrov", Says: "the dam will hold"})
	second := Article("a2", url, "2026-03-01", Statement{Who: "Ana Petrov", Says: "the dam may break"})
	put(t, s, first)
	if got := put(t, s, second); got != (store.Tally{Versions: 1}) {
		t.Errorf("second version: %+v", got)
	}
	found(t, s, "hold")
	found(t, s, "break", "a2 a1")
	if got, err := s.Get(t.Context(), url); err != nil || got.Article.ID != "a2" {
		t.Errorf("the newest is %+v, %v", got, err)
	}
	if got, err := s.Get(t.Context(), "a1"); err != nil || got.Article.ID != "a1" {
		t.Errorf("the first is %+v, %v", got, err)
	}
	for _, ref := range []string{"a1", "a2", url} {
		vs, err := s.Versions(t.Context(), ref)
		if err != nil || len(vs) != 2 || vs[0].ID != "a1" || vs[1].ID != "a2" || vs[1].Added.IsZero() {
			t.Errorf("versions of %s: %+v, %v", ref, vs, err)
		}
	}
	if got := put(t, s, first); got != (store.Tally{Same: 1}) {
		t.Errorf("the first again: %+v", got)
	}
	gone := Article("a3", url, "", Statement{Who: "x", Says: "y"})
	gone.Refused, gone.Attributions, gone.Entities = "paywall: log in", nil, nil
	if got := put(t, s, gone); got != (store.Tally{Same: 1}) {
		t.Errorf("a refusal in place of an article: %+v", got)
	}
	found(t, s, "break", "a2 a1")
	// Two versions that come at once.
	if got := put(t, s, Article("b1", "https://lantern.example/b", "2026-03-02", Statement{Who: "Bo Lee", Says: "early words"}),
		Article("b2", "https://lantern.example/b", "2026-03-02", Statement{Who: "Bo Lee", Says: "late words"})); got != (store.Tally{New: 1, Versions: 1}) {
		t.Errorf("two at once: %+v", got)
	}
	found(t, s, "words", "b2 a1")
}

// library puts the articles that the tests of search look in.
func library(t testing.TB, s store.Store) {
	t.Helper()
	a := Article("dam", "https://lantern.example/dam", "2026-03-01T09:00:00Z",
		Statement{Who: "Marine Le Pen", Says: "nobody is meddling with the Élysée", To: "Vladimir Putin", Act: "deny"},
		Statement{Who: "Ana Petrov", Says: "the pumps were meddled with", Act: "accuse"})
	a.Citations = []record.Citation{{ID: "c1", Outlet: "The Guardian", Domain: "theguardian.com", Kind: record.CreditTo, Covers: []string{"a1"}}}
	a.Attributions[0].Via = []string{"c1"}
	a.Attributions[0].Form = record.Direct
	b := Article("ferry", "https://tide.example/ferry", "2026-04-10", Statement{Who: "Bo Lee", Says: "the ferry is late, the pumps are not", Act: "state"})
	b.Article.Outlet = article.Outlet{Name: "Tide", Domain: "tide.example"}
	b.Citations = []record.Citation{{ID: "c1", Outlet: "Reuters", Domain: "reuters.com", Kind: record.Wire, Whole: true}}
	b.Attributions[0].Negated = true
	put(t, s, a, b, Article("undated", "", "", Statement{Who: "Cy Roe", Says: "the pumps are old", Act: "state"}))
}

// found checks what a query finds: "article statement", the first first.
func found(t *testing.T, s store.Store, query string, want ...string) {
	t.Helper()
	q, err := store.Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	f, err := s.Search(t.Context(), q, store.Page{})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	if diff := cmp.Diff(want, names(f)); diff != "" || f.Total != len(want) || f.More {
		t.Errorf("%s (- want, + got), total %d, more %v\n%s", query, f.Total, f.More, diff)
	}
}

func names(f *store.Found) (out []string) {
	for i := range f.Hits {
		h := &f.Hits[i]
		out = append(out, h.Record.Article.ID+" "+h.Attribution().ID)
	}
	return out
}

func testSearch(t *testing.T, s store.Store) {
	library(t, s)
	for query, want := range map[string][]string{
		"":                              {"ferry a1", "dam a1", "dam a2", "undated a1"},
		"pumps":                         {"ferry a1", "dam a2", "undated a1"},
		"PUMPS":                         {"ferry a1", "dam a2", "undated a1"},
		"elysee":                        {"dam a1"},
		`"pumps were"`:                  {"dam a2"},
		`"were pumps"`:                  nil,
		"meddl*":                        {"dam a1", "dam a2"},
		"meddling OR ferry":             {"ferry a1", "dam a1"},
		"pumps -ferry":                  {"dam a2", "undated a1"},
		`speaker:"Le Pen"`:              {"dam a1"},
		`speaker:pen to:putin meddling`: {"dam a1"},
		"speaker:lee":                   {"ferry a1"},
		"to:putin":                      {"dam a1"},
		"outlet:lantern.example":        {"dam a1", "dam a2", "undated a1"},
		"outlet:tide":                   {"ferry a1"},
		`cites:"The Guardian"`:          {"dam a1"},
		"cites:reuters.com":             {"ferry a1"},
		"act:deny":                      {"dam a1"},
		"act:negated":                   {"ferry a1"},
		"form:direct":                   {"dam a1"},
		"-form:direct pumps":            {"ferry a1", "dam a2", "undated a1"},
		"after:2026-04-01":              {"ferry a1"},
		"after:2026-03-01 pumps":        {"ferry a1", "dam a2"},
		"before:2026-04-01":             {"dam a1", "dam a2"},
		"after:2026-04-10":              {"ferry a1"},
		"before:2026-04-10":             {"dam a1", "dam a2"},
		"after:1960-01-01 pumps":        {"ferry a1", "dam a2"},
		"after:1970-01-01 pumps":        {"ferry a1", "dam a2"},
		"before:2100-01-01 pumps":       {"ferry a1", "dam a2"},
		"nothing":                       nil,
	} {
		t.Run(query, func(t *testing.T) { found(t, s, query, want...) })
	}
}

func testPages(t *testing.T, s store.Store) {
	var rs []*record.Record
	var want []string
	for i := range 25 {
		id := fmt.Sprintf("n%02d", i)
		rs = append(rs, Article(id, "", fmt.Sprintf("2026-03-%02d", i+1), Statement{Who: "Ana Petrov", Says: "the dam holds"}))
		want = append(want, id+" a1")
	}
	put(t, s, rs...)
	slices.Reverse(want)
	for _, p := range []store.Page{{Size: 10}, {Size: 10, Facets: true}, {Size: 10, Uncounted: true}} {
		var got []string
		for more := true; more; {
			f, err := s.Search(t.Context(), &store.Query{}, p)
			if err != nil || !p.Uncounted && f.Total != 25 || p.Facets != (f.Facets != nil) || len(f.Hits) == 0 {
				t.Fatalf("%+v, %v", f, err)
			}
			got, more = append(got, names(f)...), f.More
			p.After = f.Hits[len(f.Hits)-1].Place
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%+v (- want, + got)\n%s", p, diff)
		}
	}
}

// testMost is about more results than are counted: the newest are, and the others
// are found on later pages.
func testMost(t *testing.T, s store.Store) {
	const articles, each = 3, 4000
	for i := range articles {
		var many []Statement
		for n := range each {
			many = append(many, Statement{Who: fmt.Sprintf("Speaker N%d", n%50), Says: fmt.Sprint("the dam holds ", i)})
		}
		put(t, s, Article(fmt.Sprint("n", i), "", fmt.Sprintf("2026-03-0%d", i+1), many...))
	}
	for _, query := range []string{"", "dam speaker:speaker"} {
		q, err := store.Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		f, err := s.Search(t.Context(), q, store.Page{Facets: true})
		if err != nil || f.Total != store.MostCounted || f.Facets == nil {
			t.Fatalf("%q: %+v, %v", query, f, err)
		}
		want := []store.DayCount{}
		for i, n := range []int{store.MostCounted - 2*each, each, each} {
			want = append(want, store.DayCount{Day: time.Date(2026, 3, i+1, 0, 0, 0, 0, time.UTC), Statements: n})
		}
		if diff := cmp.Diff(want, f.Facets.Days); diff != "" {
			t.Errorf("%q (- want, + got)\n%s", query, diff)
		}
		last := f.Hits[0].Place
		for _, p := range []store.Page{{Size: 6000, Facets: true}, {Size: 6000, Uncounted: true}} {
			p.After = last + 1
			var got []string
			for more := true; more; p.After = f.Hits[len(f.Hits)-1].Place {
				if f, err = s.Search(t.Context(), q, p); err != nil || len(f.Hits) == 0 {
					t.Fatalf("%q: %v", query, err)
				}
				got, more = append(got, names(f)...), f.More
			}
			slices.Sort(got)
			if n := len(slices.Compact(got)); n != articles*each {
				t.Errorf("%q, %+v: %d statements on all pages", query, p, n)
			}
		}
	}
}

// The list of articles has the newest versions, those published last first, and
// those without statements too.
func testArticles(t *testing.T, s store.Store) {
	library(t, s)
	refused := Article("gone", "https://lantern.example/gone", "2026-03-15")
	refused.Refused = "paywall: log in"
	put(t, s, refused, Article("dam2", "https://lantern.example/dam", "2026-03-01T09:00:00Z", Statement{Who: "Ana Petrov", Says: "the dam leaks"}))
	var got []string
	for p, more := (store.Page{Size: 2}), true; more; {
		var list []store.Listed
		var err error
		if list, more, err = s.Articles(t.Context(), p); err != nil || len(list) == 0 {
			t.Fatal(list, err)
		}
		for _, l := range list {
			got, p.After = append(got, l.Record.Article.ID), l.Place
		}
	}
	if want := []string{"ferry", "gone", "dam2", "undated"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// Whatever is typed is looked for or refused; nothing of it is read as the
// language of the engine.
func testHostile(t *testing.T, s store.Store) {
	library(t, s)
	for _, query := range []string{
		`pumps") OR ("x`, `a" OR "b`, `NEAR(pumps ferry)`, `words : pumps`, `^pumps`, `pumps + ferry`, `{words} : x`, `'; drop table article; --`, "a\x00b", "* *", "NOT", "AND",
		`"` + strings.Repeat("a ", 200) + `"`, strings.Repeat("pumps ", 60), "😀 pumps", "日本", "speaker:\"a\"\"b\"",
	} {
		q, err := store.Parse(query)
		if err != nil {
			var e *store.ParseError
			if !errors.As(err, &e) {
				t.Errorf("%q: %v is no ParseError", query, err)
			}
			continue
		}
		if _, err := s.Search(t.Context(), q, store.Page{}); err != nil {
			t.Errorf("%q: %v", query, err)
		}
	}
	found(t, s, "pumps", "ferry a1", "dam a2", "undated a1")
}

func testRecords(t *testing.T, s store.Store) {
	library(t, s)
	for query, want := range map[string][]string{"": {"dam", "ferry", "undated"}, "pumps": {"dam", "ferry", "undated"}, "outlet:tide": {"ferry"}, "nothing": nil} {
		q, err := store.Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for r, err := range s.Records(t.Context(), q) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, r.Article.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (- want, + got)\n%s", query, diff)
		}
	}
	stale := 0
	for _, err := range s.Stale(t.Context(), "2+en.1") {
		if err != nil {
			t.Fatal(err)
		}
		stale++
	}
	for range s.Stale(t.Context(), "1+en.1") {
		t.Error("a record of this analyzer is stale")
	}
	if stale != 3 {
		t.Errorf("%d records are stale, want 3", stale)
	}
}

func testRemove(t *testing.T, s store.Store) {
	library(t, s)
	put(t, s, Article("dam2", "https://lantern.example/dam", "2026-03-02", Statement{Who: "Ana Petrov", Says: "the dam leaks"}))
	if err := s.Remove(t.Context(), "https://lantern.example/dam"); err != nil {
		t.Fatal(err)
	}
	for _, ref := range []string{"dam", "dam2", "https://lantern.example/dam"} {
		if _, err := s.Get(t.Context(), ref); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Get(%s) = %v", ref, err)
		}
		if err := s.Remove(t.Context(), ref); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Remove(%s) = %v", ref, err)
		}
	}
	found(t, s, "", "ferry a1", "undated a1")
	sound(t, s)
}

func testStats(t *testing.T, s store.Store) {
	st, err := s.Stats(t.Context())
	if err != nil || st.Articles != 0 || !st.Oldest.IsZero() {
		t.Fatalf("of an empty collection: %+v, %v", st, err)
	}
	library(t, s)
	refused := Article("no", "", "")
	refused.Article.Body, refused.Refused = "Guten Tag", "language: the text is in German (de)"
	put(t, s, refused, Article("dam2", "https://lantern.example/dam", "2026-03-02", Statement{Who: "Ana Petrov", Says: "the dam leaks"}))
	if st, err = s.Stats(t.Context()); err != nil {
		t.Fatal(err)
	}
	if st.Articles != 4 || st.Versions != 1 || st.Refused != 1 || st.Statements != 3 || st.Bytes <= 0 || st.TextBytes <= 0 {
		t.Errorf("%+v", st)
	}
	if st.Oldest.Format(time.DateOnly) != "2026-03-01" || st.Newest.Format(time.DateOnly) != "2026-04-10" {
		t.Errorf("from %v to %v", st.Oldest, st.Newest)
	}
	if len(st.Outlets) != 2 || st.Outlets[0] != (store.OutletCount{Name: "The Lantern", Articles: 3}) || st.Analyzers["1+en.1"] != 4 {
		t.Errorf("outlets %+v, analyzers %v", st.Outlets, st.Analyzers)
	}
}

// sound checks that a store finds nothing wrong with itself.
func sound(t testing.TB, s store.Store) {
	t.Helper()
	if err := s.Check(t.Context(), func(d store.Damage) { t.Errorf("damage: %+v", d) }); err != nil {
		t.Error(err)
	}
}

// Mends checks that a store, in which Ana Petrov is named, sees what is done to
// it as one damage, and that making its index anew mends that.
func Mends(t *testing.T, s store.Store, damage func()) {
	t.Helper()
	sound(t, s)
	damage()
	n := 0
	if err := s.Check(t.Context(), func(store.Damage) { n++ }); err != nil || n != 1 {
		t.Errorf("%d damages, %v; want 1", n, err)
	}
	if err := s.Reindex(t.Context()); err != nil {
		t.Fatal(err)
	}
	sound(t, s)
	if got := registered(t, s, store.EntityQuery{}); !strings.HasPrefix(got, "Ana Petrov ") {
		t.Errorf("registered after mending: %s", got)
	}
}

func testCheck(t *testing.T, s store.Store) {
	library(t, s)
	sound(t, s)
	if err := s.Reindex(t.Context()); err != nil {
		t.Fatal(err)
	}
	sound(t, s)
	found(t, s, "pumps", "ferry a1", "dam a2", "undated a1")
}

func testBackup(t *testing.T, s store.Store) {
	library(t, s)
	path := filepath.Join(t.TempDir(), "copy")
	err := s.Backup(t.Context(), path)
	if errors.Is(err, errors.ErrUnsupported) {
		if !strings.Contains(err.Error(), path) {
			t.Errorf("%v; want a command that writes %s", err, path)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), path); err == nil {
		t.Error("a backup writes over another")
	}
}

// Several writers and readers at once lose nothing.
func testAtOnce(t *testing.T, s store.Store) {
	const writers, each = 4, 25
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := range each {
				id := fmt.Sprintf("w%d-%d", w, i)
				if _, err := s.Put(t.Context(), []*record.Record{Article(id, "", "2026-03-01", Statement{Who: "Ana Petrov", Says: "the dam holds"})}); err != nil {
					t.Error(err)
				}
			}
		})
		all.Go(func() {
			for range each {
				if _, err := s.Search(t.Context(), &store.Query{}, store.Page{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if st, err := s.Stats(t.Context()); err != nil || st.Articles != writers*each || st.Statements != writers*each {
		t.Errorf("%+v, %v", st, err)
	}
	for range 8 { // whichever connection looks
		if f, err := s.Search(t.Context(), &store.Query{Terms: []store.Term{{Text: "dam"}}}, store.Page{}); err != nil || f.Total != writers*each {
			t.Errorf("found %+v, %v", f, err)
		}
	}
	sound(t, s)
}

func testCancelled(t *testing.T, s store.Store) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := s.Put(ctx, []*record.Record{Article("a", "", "", Statement{Who: "A B", Says: "c"})}); !errors.Is(err, context.Canceled) {
		t.Errorf("Put: %v", err)
	}
	if got, err := s.Has(t.Context(), &article.Article{ID: "a"}, ""); got || err != nil {
		t.Errorf("after that: %v, %v", got, err)
	}
}

// testDeadline is about searches that nobody waits for any longer.
func testDeadline(t *testing.T, s store.Store) {
	library(t, s)
	late, stop := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer stop()
	gone, leave := context.WithCancel(t.Context())
	leave()
	for query, p := range map[string]store.Page{"pumps": {}, "": {Facets: true}, "lee": {Uncounted: true}} {
		q, err := store.Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Search(late, q, p); !errors.Is(err, store.ErrSlow) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%q, too late: %v", query, err)
		}
		if _, err := s.Search(gone, q, p); !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrSlow) {
			t.Errorf("%q, given up: %v", query, err)
		}
		if _, err := s.Search(t.Context(), q, p); err != nil {
			t.Errorf("%q, after that: %v", query, err)
		}
	}
}

// An article with more statements than the index takes is kept whole.
func testLarge(t *testing.T, s store.Store) {
	var many []Statement
	for i := range 5000 {
		many = append(many, Statement{Who: "Ana Petrov", Says: fmt.Sprintf("the number is %d", i)})
	}
	put(t, s, Article("large", "", "2026-03-01", many...))
	r, err := s.Get(t.Context(), "large")
	if err != nil || len(r.Attributions) != 5000 {
		t.Fatalf("%d statements, %v", len(r.Attributions), err)
	}
	put(t, s, Article("small", "", "2026-03-01", Statement{Who: "Bo Lee", Says: "nothing"}))
	found(t, s, "17", "large a18")
	sound(t, s)
	if err := s.Remove(t.Context(), "large"); err != nil {
		t.Fatal(err)
	}
	found(t, s, "", "small a1")
}

func testFeeds(t *testing.T, s store.Store) {
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	f := store.Feed{URL: "https://lantern.example/feed", Title: "The Lantern", Added: at, Every: time.Hour}
	for _, want := range []bool{true, false} {
		if fresh, err := s.AddFeed(t.Context(), f); fresh != want || err != nil {
			t.Errorf("AddFeed = %v, %v; want %v", fresh, err, want)
		}
	}
	f.ETag, f.LastModified, f.Checked, f.Next, f.Failures, f.Fault, f.Articles = `"x"`, "Sun", at, at.Add(time.Hour), 2, "it is gone", 7
	if err := s.UpdateFeed(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	got, err := s.Feeds(t.Context())
	if diff := cmp.Diff([]store.Feed{f}, got); err != nil || diff != "" {
		t.Errorf("%v (- want, + got)\n%s", err, diff)
	}
	if err := s.UpdateFeed(t.Context(), store.Feed{URL: "https://tide.example/feed"}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("UpdateFeed of none: %v", err)
	}
	if err := s.RemoveFeed(t.Context(), f.URL); err != nil {
		t.Error(err)
	}
	if err := s.RemoveFeed(t.Context(), f.URL); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("RemoveFeed of none: %v", err)
	}
	const named, own = "https://lantern.example/feed/a", "https://lantern.example/a"
	for range 2 {
		if err := s.MarkSeen(t.Context(), []string{named}, at); err != nil {
			t.Fatal(err)
		}
	}
	put(t, s, Article("a", own, "", Statement{Who: "Ana Petrov", Says: "x y"}), Article("b", "", "", Statement{Who: "Ana Petrov", Says: "x y"}))
	gone := Article("gone", "https://lantern.example/gone", "")
	gone.Refused = "unreachable: the server is away"
	put(t, s, gone)
	seen, err := s.Seen(t.Context(), []string{named, own, gone.Article.URL, "https://lantern.example/b", ""})
	if err != nil || len(seen) != 2 || !seen[named].Equal(at) || time.Since(seen[own]) > time.Hour {
		t.Errorf("Seen = %v, %v", seen, err)
	}
	if err := s.MarkSeen(t.Context(), []string{own}, at); err != nil {
		t.Fatal(err)
	}
	if seen, err := s.Seen(t.Context(), []string{own}); err != nil || !seen[own].Equal(at) {
		t.Errorf("Seen of what was noted = %v, %v; want %v, not when it was added", seen, err, at)
	}
	if err := s.MarkSeen(t.Context(), []string{own, named}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if seen, err := s.Seen(t.Context(), []string{named, own}); err != nil || len(seen) != 0 {
		t.Errorf("Seen of what is to be read again = %v, %v", seen, err)
	}
	if seen, err := s.Seen(t.Context(), nil); err != nil || len(seen) != 0 {
		t.Errorf("Seen of nothing = %v, %v", seen, err)
	}
}

// Unreadable checks that a record which can't be read any more is named, so that its
// article can be taken out and added again, and that this mends it.
func Unreadable(t *testing.T, s store.Store, damage func(ref string)) {
	t.Helper()
	dam := Article("dam", "https://lantern.example/dam", "2026-03-01", people("Ana Petrov")...)
	put(t, s, dam, Article("ferry", "https://tide.example/ferry", "2026-03-02", people("Bo Lee")...))
	damage("dam")
	var found []store.Damage
	if err := s.Check(t.Context(), func(d store.Damage) { found = append(found, d) }); err != nil || len(found) != 1 {
		t.Fatalf("%+v, %v; want one damage", found, err)
	}
	if !strings.HasPrefix(found[0].What, "article dam: ") || !strings.Contains(found[0].Mend, "hearsay rm") {
		t.Errorf("%+v", found[0])
	}
	named := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), "article dam: ") {
			t.Errorf("%s: %v; want what names the article", what, err)
		}
	}
	_, err := s.Get(t.Context(), dam.Article.URL)
	named("Get", err)
	_, err = s.Search(t.Context(), &store.Query{}, store.Page{Size: 9})
	named("Search", err)
	_, _, err = s.Articles(t.Context(), store.Page{Size: 9})
	named("Articles", err)
	if err := s.Remove(t.Context(), "dam"); err != nil {
		t.Fatal(err)
	}
	put(t, s, dam)
	sound(t, s)
}
