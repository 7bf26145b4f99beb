package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// facets are those of a query in a line.
func facets(t *testing.T, s store.Store, query string) string {
	t.Helper()
	q, err := store.Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	found, err := s.Search(t.Context(), q, store.Page{Size: 1, Facets: true})
	if err != nil {
		t.Fatal(err)
	}
	f := found.Facets
	out := []string{fmt.Sprint(found.Total)}
	for _, list := range [][]store.FacetCount{f.Outlets, f.Forms, f.Speakers} {
		for _, c := range list {
			out = append(out, fmt.Sprintf("%s %d", c.Name, c.Statements))
		}
	}
	for _, d := range f.Days {
		out = append(out, fmt.Sprintf("%s %d", d.Day.Format(time.DateOnly), d.Statements))
	}
	return strings.Join(out, ", ")
}

func testFacets(t *testing.T, s store.Store) {
	library(t, s)
	for query, want := range map[string]string{
		"":                  "4, The Lantern 3, Tide 1, indirect 3, direct 1, Marine Le Pen 1, Ana Petrov 1, Bo Lee 1, Cy Roe 1, 2026-03-01 2, 2026-04-10 1",
		"pumps":             "3, The Lantern 2, Tide 1, indirect 3, Ana Petrov 1, Bo Lee 1, Cy Roe 1, 2026-03-01 1, 2026-04-10 1",
		"speaker:pen":       "1, The Lantern 1, direct 1, Marine Le Pen 1, 2026-03-01 1",
		"ferry OR meddling": "2, The Lantern 1, Tide 1, direct 1, indirect 1, Marine Le Pen 1, Bo Lee 1, 2026-03-01 1, 2026-04-10 1",
		"nothing":           "0",
	} {
		if got := facets(t, s, query); got != want {
			t.Errorf("%q: %s; want %s", query, got, want)
		}
	}
	ana := Article("ana", "", "2026-05-01", people("Ana Petrov", "Ana Petrov", "Bo Lee")...)
	put(t, s, ana)
	if got, want := facets(t, s, fmt.Sprintf("speaker:e%d", idOf(t, s, "Ana Petrov"))), "3, The Lantern 3, indirect 3, Ana Petrov 3, 2026-03-01 1, 2026-05-01 2"; got != want {
		t.Errorf("of an entity: %s; want %s", got, want)
	}
	if err := s.Merge(t.Context(), idOf(t, s, "Ana Petrov"), []int64{idOf(t, s, "Bo Lee")}); err != nil {
		t.Fatal(err)
	}
	if got, want := facets(t, s, "outlet:lantern"), "6, The Lantern 6, indirect 5, direct 1, Ana Petrov 4, Marine Le Pen 1, Cy Roe 1, 2026-03-01 2, 2026-05-01 3"; got != want {
		t.Errorf("after two were merged: %s; want %s", got, want)
	}
}

// testOutlets is about outlets whose names are part of others'.
func testOutlets(t *testing.T, s store.Store) {
	of := func(id, name, domain string, cites ...record.Citation) *record.Record {
		r := Article(id, "", "2026-03-01", Statement{"Ana Petrov", "the pumps run", "", ""})
		r.Article.Outlet = article.Outlet{Name: name, Domain: domain}
		r.Citations = cites
		return r
	}
	credit := record.Citation{ID: "c1", Outlet: "Daily Tide", Kind: record.CreditTo, Whole: true}
	wire := record.Citation{ID: "c1", Outlet: "North Daily Tide", Kind: record.Wire, Whole: true}
	const stands = "\uee155x49fuo9imuq" // in the index for "daily tide": no text passes for it, and no query finds it
	put(t, s, of("z", stands, ""))
	put(t, s, of("a", "Daily Tide", "tide.example"), of("b", "Daily Tide", "tide.example", wire), of("c", "North Daily Tide", "north.tide.example"), of("d", "", "daily.tide", credit), of("e", "DAILY TIDE", ""))
	for query, want := range map[string]string{
		`outlet:"daily tide"`: "a b c d e", `outlet:="daily tide"`: "a b d e", `outlet:="Dàily-Tide"`: "a b d e", `outlet:=tide.example`: "a b", `outlet:="north daily tide"`: "c",
		`outlet:="tide"`: "", `-outlet:="daily tide" pumps`: "c z", `outlet:="north daily tide" OR outlet:="tide.example" pumps`: "a b c",
		`cites:"daily tide"`: "b d", `cites:="daily tide"`: "d", `cites:="daily tide" -outlet:="daily.tide"`: "",
		"outlet:" + stands: "z", "outlet:" + stands[:6] + "*": "z",
	} {
		q, err := store.Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		found, err := s.Search(t.Context(), q, store.Page{})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, h := range found.Hits {
			ids = append(ids, h.Record.Article.ID)
		}
		slices.Sort(ids)
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%s: %q; want %q", query, got, want)
		}
	}
	// One outlet is counted once, however it is spelt, as it is found.
	if got, want := facets(t, s, "pumps"), "6, Daily Tide 4, North Daily Tide 1, "; !strings.HasPrefix(got, want) {
		t.Errorf("counted: %s; want %s", got, want)
	}
	refused := of("refused", "Daily Tide", "tide.example")
	refused.Refused, refused.Attributions, refused.Entities = "it is not in English", nil, nil
	put(t, s, refused, of("nameless", "★★", ""))
	for name, want := range map[string]store.Published{
		"Daily Tide":       {Articles: 4, Wire: 1, Crediting: 1, Own: 2},
		"North Daily Tide": {Articles: 1, Own: 1},
		"Tide":             {},
		"★":                {},
	} {
		if got, err := s.Published(t.Context(), name); err != nil || *got != want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, want)
		}
	}
	link(t, s, nil, told(0, "2026-03-01", 2, "a", "c"))
	if got, err := s.Published(t.Context(), "Daily Tide"); err != nil || got.Alone != 1 {
		t.Errorf("with one in a story, and one in none: %+v, %v", got, err)
	}
	put(t, s, of("f", "Daily Tide", ""))
	if got, err := s.Published(t.Context(), "Daily Tide"); err != nil || got.Own != 3 || got.Alone != 1 {
		t.Errorf("with one more that is to be linked yet: %+v, %v", got, err)
	}
}

// Upgrades is about a collection whose index is of an older version: back makes it
// one. Where making the index anew was stopped, it is made when the collection is
// opened next, once.
func Upgrades(t *testing.T, reopen func(context.Context) (store.Store, error), back func(store.Store)) {
	t.Helper()
	opened := func(halt bool) (store.Store, int, error) {
		notices := 0
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		s, err := reopen(store.WithNotices(ctx, func(string) {
			if notices++; halt {
				stop()
			}
		}))
		return s, notices, err
	}
	s, notices, err := opened(false)
	if err != nil || notices != 0 {
		t.Fatalf("a new collection: %d notices, %v", notices, err)
	}
	library(t, s)
	back(s)
	if s, notices, err := opened(true); !errors.Is(err, context.Canceled) || notices != 1 {
		t.Fatalf("opened and stopped: %v, %d notices, %v", s, notices, err)
	}
	for _, want := range []int{1, 0} {
		s, notices, err := opened(false)
		if err != nil || notices != want {
			t.Fatalf("opened again: %d notices, want %d; %v", notices, want, err)
		}
		if got, want := facets(t, s, `outlet:="the lantern" pumps`), "2, The Lantern 2, indirect 2, Ana Petrov 1, Cy Roe 1, 2026-03-01 1"; got != want {
			t.Errorf("what is found then: %s; want %s", got, want)
		}
		sound(t, s)
	}
}
