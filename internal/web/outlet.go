package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"github.com/hearsay-news/hearsay/internal/store"
)

// outletPage is a publisher.
type outletPage struct {
	Name  string
	Said  *found
	Chart *chart
	store.Published
	Credits  []facet // whom it credits
	Looked   int     // articles in which that was counted
	Credited []facet // who credits it, by statements
	Feeds    []store.Feed
}

// Percent is the share of so many of its articles.
func (p *outletPage) Percent(n int) int { return 100 * n / max(1, p.Articles) }

// mostCredits is in how many statements of an outlet its credits are counted.
const mostCredits = 200

func (s *server) outlet(r *http.Request) (*view, error) {
	name := r.PathValue("name")
	if strings.IndexFunc(name, store.IsWord) < 0 {
		return nil, store.ErrNotFound // there is nothing to look for
	}
	own := store.Term{Field: store.Outlet, Text: name, Exact: true}
	me := narrow("", store.Outlet, name)
	p := &outletPage{Name: name}
	var err error
	p.Said, err = s.find(r, &store.Query{Terms: []store.Term{own}}, pageSize, func(after string) string {
		return outletPath(name) + "?" + url.Values{"after": {after}}.Encode()
	})
	if err != nil {
		return nil, err
	}
	p.Chart = timeline(p.Said.facets.Days, func(from, to string) string { return searchPath(me + " after:" + from + " before:" + to) })
	if err := s.credits(r, &store.Query{Terms: []store.Term{own}}, p); err != nil {
		return nil, err
	}
	others := narrow("", store.Cites, name) + " -" + me
	own.Not = true
	cites := store.Query{Terms: []store.Term{{Field: store.Cites, Text: name, Exact: true}, own}}
	by, err := s.Store.Search(r.Context(), &cites, store.Page{Size: 1, Facets: true})
	if err != nil {
		return nil, err
	}
	p.Credited = facetsOf(by.Facets.Outlets, func(by string) string { return facetPath(narrow(others, store.Outlet, by)) })
	if by.Total == 0 && len(p.Said.Said) == 0 {
		return nil, store.ErrNotFound
	}
	published, err := s.Store.Published(r.Context(), name)
	if err != nil {
		return nil, err
	}
	p.Published = *published
	return &view{page: "outlet", title: name, data: p}, nil
}

// credits counts whom the newest articles of an outlet credit, and finds the
// feeds of their hosts.
func (s *server) credits(r *http.Request, own *store.Query, p *outletPage) error {
	got, err := s.Store.Search(r.Context(), own, store.Page{Size: mostCredits, Uncounted: true})
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
		p.Looked++
		_, credited := store.OriginOf(rec)
		for _, name := range credited {
			counts[name]++
		}
	}
	p.Credits = facetsOf(store.MostFrequent(counts, store.MostFacets), outletPath)
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
