package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
)

// facets are those of a query in a line.
func facets(t *testing.T, s store.Store, query string) string {
	t.Helper()
	q, err := store.Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	f, err := s.Facets(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{fmt.Sprint(f.Total)}
	for _, list := range [][]store.FacetCount{f.Outlets, f.Forms} {
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
		"":                  "4, The Lantern 3, Tide 1, indirect 3, direct 1, 2026-03-01 2, 2026-04-10 1",
		"pumps":             "3, The Lantern 2, Tide 1, indirect 3, 2026-03-01 1, 2026-04-10 1",
		"speaker:pen":       "1, The Lantern 1, direct 1, 2026-03-01 1",
		"ferry OR meddling": "2, The Lantern 1, Tide 1, direct 1, indirect 1, 2026-03-01 1, 2026-04-10 1",
		"nothing":           "0",
	} {
		if got := facets(t, s, query); got != want {
			t.Errorf("%q: %s; want %s", query, got, want)
		}
	}
	ana := Article("ana", "", "2026-05-01", people("Ana Petrov", "Ana Petrov", "Bo Lee")...)
	put(t, s, ana)
	if got, want := facets(t, s, fmt.Sprintf("speaker:e%d", idOf(t, s, "Ana Petrov"))), "3, The Lantern 3, indirect 3, 2026-03-01 1, 2026-05-01 2"; got != want {
		t.Errorf("of an entity: %s; want %s", got, want)
	}
}
