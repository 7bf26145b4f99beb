package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/store"
)

// found is the page of a search.
type found struct {
	Query   string
	Said    []said
	Count   string
	Next    string // address of the page behind this one
	First   string // address of the first page, from a later one
	Outlets []facet
	Forms   []facet
	Who     []facet
	Chart   *chart
	Empty   bool   // nothing was asked for
	Newest  string // how many of the statements the facets count, where those are not all

	facets *store.Facets
}

// Export is where what is found is to be had in a format.
func (f *found) Export(format string) string {
	return "/api/v1/export?" + url.Values{"q": {f.Query}, "format": {format}}.Encode()
}

// facet is a way to narrow a search.
type facet struct {
	Name       string
	Statements int
	Path       string
	Share      int // in percent of the largest
}

const pageSize = 20

func (s *server) search(r *http.Request) (*view, error) {
	text := param(r, "q")
	q, err := store.Parse(text)
	if err != nil {
		return nil, err
	}
	f, err := s.find(r, q, pageSize, func(after string) string {
		return "/search?" + url.Values{"q": {text}, "after": {after}}.Encode()
	})
	if err != nil {
		return nil, err
	}
	f.Query, f.Empty = text, q.Empty()
	if param(r, "after") != "" {
		f.First = searchPath(text)
	}
	f.Outlets = facetsOf(f.facets.Outlets, func(name string) string { return facetPath(narrow(text, store.Outlet, name)) })
	f.Forms = facetsOf(f.facets.Forms, func(name string) string { return facetPath(narrow(text, store.Form, name)) })
	f.Who = speakersOf(f.facets.Speakers, text)
	f.Chart = timeline(f.facets.Days, func(from, to string) string {
		return searchPath(store.Undated(text) + " after:" + from + " before:" + to)
	})
	title := "Search"
	if text != "" {
		title = text
	}
	return &view{page: "search", title: title, active: "search", query: text, data: f}, nil
}

// find is one page of what a query finds. next says where the page behind it is.
func (s *server) find(r *http.Request, q *store.Query, size int, next func(after string) string) (*found, error) {
	after, err := place(r, "after")
	if err != nil {
		return nil, err
	}
	got, err := s.Store.Search(r.Context(), q, store.Page{Size: size, After: after, Facets: true})
	if err != nil {
		return nil, err
	}
	f := &found{Count: total(got), facets: got.Facets}
	if got.Total >= store.MostCounted {
		f.Newest = export.Grouped(got.Total)
	}
	if f.Said, err = s.newListing(r.Context(), q).list(got.Hits); err != nil {
		return nil, err
	}
	if n := len(got.Hits); got.More && n > 0 {
		f.Next = next(strconv.FormatInt(got.Hits[n-1].Place, 10))
	}
	return f, nil
}

// total says how many statements were found.
func total(f *store.Found) string {
	if f.Total >= store.MostCounted {
		return "more than " + export.Grouped(store.MostCounted-1) + " statements"
	}
	return export.Count(f.Total, "statement")
}

// facetsOf are counts with where they lead; "": nowhere.
func facetsOf(counts []store.FacetCount, path func(name string) string) []facet {
	var out []facet
	for _, c := range counts {
		out = append(out, facet{c.Name, c.Statements, path(c.Name), 100 * c.Statements / max(1, counts[0].Statements)})
	}
	return out
}

// facetPath is where a search of a facet leads. Some names are no search, those without
// a word and very long ones, and a query may have no room for another: they lead nowhere.
func facetPath(query string) string {
	if _, err := store.Parse(query); err != nil {
		return ""
	}
	return searchPath(query)
}

// speakersOf are ways to narrow a search to what one of the speakers says.
func speakersOf(counts []store.FacetCount, text string) []facet {
	out := facetsOf(counts, func(string) string { return "" })
	for i, c := range counts {
		out[i].Path = facetPath(strings.TrimSpace(fmt.Sprintf("%s speaker:e%d", text, c.Entity)))
	}
	return out
}
