package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// outletPage is a publisher.
type outletPage struct {
	Name     string
	Said     *found
	Chart    *chart
	Credits  []facet // whom it credits
	Articles int     // in which that was counted
	Wire     int     // of these, those that are an agency's text
	Credited []facet // who credits it, by statements
	Feeds    []store.Feed
}

// mostCredits is in how many statements of an outlet its credits are counted.
const mostCredits = 200

func (s *server) outlet(r *http.Request) (*view, error) {
	name := r.PathValue("name")
	own, err := store.Parse("outlet:" + quoted(name))
	if err != nil {
		return nil, err
	}
	p := &outletPage{Name: name}
	p.Said, err = s.find(r, own, pageSize, func(after string) string {
		return outletPath(name) + "?" + url.Values{"after": {after}}.Encode()
	})
	if err != nil {
		return nil, err
	}
	facets, err := s.Store.Facets(r.Context(), own)
	if err != nil {
		return nil, err
	}
	me := "outlet:" + quoted(name)
	p.Chart = timeline(facets.Days, func(from, to string) string { return searchPath(me + " after:" + from + " before:" + to) })
	if err := s.credits(r, own, p); err != nil {
		return nil, err
	}
	others := "cites:" + quoted(name) + " -outlet:" + quoted(name)
	cites, err := store.Parse(others)
	if err != nil {
		return nil, err
	}
	if facets, err = s.Store.Facets(r.Context(), cites); err != nil {
		return nil, err
	}
	p.Credited = facetsOf(facets.Outlets, func(by string) string { return searchPath(narrow(others, store.Outlet, by)) })
	if facets.Total == 0 && len(p.Said.Said) == 0 {
		return nil, store.ErrNotFound
	}
	return &view{page: "outlet", title: name, data: p}, nil
}

// credits counts whom the newest articles of an outlet credit, and finds the
// feeds of their hosts.
func (s *server) credits(r *http.Request, own *store.Query, p *outletPage) error {
	got, err := s.Store.Search(r.Context(), own, store.Page{Size: mostCredits})
	if err != nil {
		return err
	}
	counts, seen, hosts := map[string]int{}, map[string]bool{}, map[string]bool{}
	for i := range got.Hits {
		rec := got.Hits[i].Record
		if seen[rec.Article.ID] {
			continue
		}
		seen[rec.Article.ID] = true
		hosts[site(cmp.Or(rec.Article.Outlet.Domain, hostOf(rec.Article.URL)))] = true
		p.Articles++
		if countCredits(rec, counts) {
			p.Wire++
		}
	}
	var list []store.FacetCount
	for name, n := range counts {
		list = append(list, store.FacetCount{Name: name, Statements: n})
	}
	sortCounts(list)
	p.Credits = facetsOf(list[:min(len(list), store.MostFacets)], outletPath)
	feeds, err := s.Store.Feeds(r.Context())
	for _, f := range feeds {
		if hosts[site(hostOf(f.URL))] {
			p.Feeds = append(p.Feeds, f)
		}
	}
	return err
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// site is a host without what often stands before the name of an outlet.
func site(host string) string {
	host = strings.ToLower(host)
	for _, before := range []string{"www.", "feeds.", "rss."} {
		host = strings.TrimPrefix(host, before)
	}
	return cmp.Or(host, "?")
}

// countCredits counts the outlets that an article credits, each once, and
// reports whether the whole text is an agency's.
func countCredits(rec *record.Record, counts map[string]int) (wire bool) {
	seen := map[string]bool{}
	for i := range rec.Citations {
		c := &rec.Citations[i]
		if c.Own || c.Outlet == "" || strings.EqualFold(c.Outlet, rec.Article.Outlet.Name) {
			continue
		}
		wire = wire || c.Kind == record.Wire && c.Whole
		if !seen[c.Outlet] {
			seen[c.Outlet] = true
			counts[c.Outlet]++
		}
	}
	return wire
}
