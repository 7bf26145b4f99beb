package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

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
	Chart   *chart
	Empty   bool // nothing was asked for
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
	text := r.FormValue("q")
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
	if r.FormValue("after") != "" {
		f.First = searchPath(text)
	}
	facets, err := s.Store.Facets(r.Context(), q)
	if err != nil {
		return nil, err
	}
	f.Outlets = facetsOf(facets.Outlets, func(name string) string { return searchPath(narrow(text, store.Outlet, name)) })
	f.Forms = facetsOf(facets.Forms, func(name string) string { return searchPath(narrow(text, store.Form, name)) })
	f.Chart = timeline(facets.Days, func(from, to string) string {
		return searchPath(stripDates(text) + " after:" + from + " before:" + to)
	})
	title := "Search"
	if text != "" {
		title = text
	}
	return &view{page: "search", title: title, active: "search", query: text, data: f}, nil
}

// find is one page of what a query finds. next says where the page behind it is.
func (s *server) find(r *http.Request, q *store.Query, size int, next func(after string) string) (*found, error) {
	after, err := strconv.ParseInt("0"+r.FormValue("after"), 10, 64)
	if err != nil {
		return nil, bad("after=%s is no place in a list; go back to the first page", r.FormValue("after"))
	}
	got, err := s.Store.Search(r.Context(), q, store.Page{Size: size, After: after})
	if err != nil {
		return nil, err
	}
	f := &found{Count: total(got)}
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
		return "more than " + grouped(store.MostCounted-1) + " statements"
	}
	return counted(f.Total, "statement")
}

// sortCounts puts the largest first.
func sortCounts(list []store.FacetCount) {
	slices.SortFunc(list, func(a, b store.FacetCount) int {
		return cmp.Or(b.Statements-a.Statements, cmp.Compare(a.Name, b.Name))
	})
}

func facetsOf(counts []store.FacetCount, path func(name string) string) []facet {
	var out []facet
	for _, c := range counts {
		out = append(out, facet{c.Name, c.Statements, path(c.Name), 100 * c.Statements / max(1, counts[0].Statements)})
	}
	return out
}

// stripDates is a query without its days, so that others can be put in their
// place.
func stripDates(query string) string {
	return dates.ReplaceAllString(query, "")
}
