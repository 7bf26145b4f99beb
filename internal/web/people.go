package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// peoplePage is who speaks in the collection.
type peoplePage struct {
	Name  string
	Kind  record.EntityKind
	Kinds []record.EntityKind
	List  []store.Entity
	More  bool // there may be others
}

// mostListed is how many entities a list shows.
const mostListed = 100

var kinds = []record.EntityKind{record.Person, record.Organisation, record.Outlet}

func (s *server) people(r *http.Request) (*view, error) {
	p := &peoplePage{Name: param(r, "name"), Kind: record.EntityKind(param(r, "kind")), Kinds: kinds}
	if p.Kind != "" && !slices.Contains(kinds, p.Kind) {
		return nil, bad("there is no kind %q; choose one of the list", p.Kind)
	}
	var err error
	p.List, err = s.Store.Entities(r.Context(), store.EntityQuery{Name: p.Name, Kind: p.Kind, Size: mostListed})
	p.More = len(p.List) == mostListed
	return &view{page: "people", title: "People and organisations", active: "people", data: p}, err
}

// entityPage is a person or an organisation.
type entityPage struct {
	store.Entity
	Said    *found
	Chart   *chart
	Outlets []facet
	Roles   []string
	About   *found         // what others say of it
	More    string         // search for that
	Others  []store.Entity // that a name looked for finds, to be merged with
	Find    string
}

func (e *entityPage) Path() string { return entityPath(e.ID) }

func entityID(r *http.Request) (int64, error) {
	id, ok := store.ParseID(r.PathValue("id"))
	if !ok {
		return 0, store.ErrNotFound
	}
	return id, nil
}

func (s *server) entity(r *http.Request) (*view, error) {
	id, err := entityID(r)
	if err != nil {
		return nil, err
	}
	e, err := s.Store.Entity(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if e.ID != id {
		return &view{to: entityPath(e.ID)}, nil // it was merged into this one
	}
	p := &entityPage{Entity: *e, Find: param(r, "find")}
	own := &store.Query{Terms: []store.Term{{Field: store.Speaker, Entity: id}}}
	p.Said, err = s.find(r, own, pageSize, func(after string) string {
		return entityPath(id) + "?" + url.Values{"after": {after}}.Encode()
	})
	if err != nil {
		return nil, err
	}
	facets := p.Said.facets
	me := fmt.Sprintf("speaker:e%d", id)
	p.Outlets = facetsOf(facets.Outlets, func(name string) string { return facetPath(narrow(me, store.Outlet, name)) })
	p.Chart = timeline(facets.Days, func(from, to string) string { return searchPath(me + " after:" + from + " before:" + to) })
	if err := s.about(r, p); err != nil {
		return nil, err
	}
	if p.Roles, err = s.roles(r.Context(), id); err != nil || p.Find == "" {
		return &view{page: "entity", title: e.Name, active: "people", data: p}, err
	}
	p.Others, err = s.Store.Entities(r.Context(), store.EntityQuery{Name: p.Find, Size: pageSize})
	p.Others = slices.DeleteFunc(p.Others, func(o store.Entity) bool { return o.ID == id })
	return &view{page: "entity", title: e.Name, active: "people", data: p}, err
}

// mostAbout is how many statements of others about somebody are shown.
const mostAbout = 6

// about looks for what others say of an entity, by its name.
func (s *server) about(r *http.Request, p *entityPage) error {
	q := &store.Query{Terms: []store.Term{{Text: p.Name}, {Field: store.Speaker, Entity: p.ID, Not: true}}}
	got, err := s.Store.Search(r.Context(), q, store.Page{Size: mostAbout, Uncounted: true})
	if err != nil {
		return err
	}
	p.About = &found{}
	if p.About.Said, err = s.newListing(r.Context(), q).list(got.Hits); err != nil {
		return err
	}
	if got.More {
		p.More = searchPath(fmt.Sprintf("%s -speaker:e%d", quoted(p.Name), p.ID))
	}
	return nil
}

// mostAppearances is in how many articles the roles of somebody are looked up.
const mostAppearances = 10

// roles are what the newest articles call an entity: "president of Russia".
func (s *server) roles(ctx context.Context, id int64) ([]string, error) {
	var out []string
	n := 0
	for a, err := range s.Store.Appearances(ctx, id, 0) {
		if err != nil {
			return nil, err
		}
		for _, role := range a.Local.Roles {
			if !slices.ContainsFunc(out, func(o string) bool { return strings.EqualFold(o, role) }) {
				out = append(out, role)
			}
		}
		if n++; n == mostAppearances {
			break
		}
	}
	return out[:min(len(out), 5)], nil
}

func (s *server) rename(r *http.Request) (*view, error) {
	id, err := entityID(r)
	if err != nil {
		return nil, err
	}
	name, err := store.CheckName(field(r, "name"))
	if err != nil {
		return nil, bad("%v; write another", err)
	}
	return &view{to: entityPath(id)}, s.Store.Rename(r.Context(), id, name)
}

// merge makes others names of an entity.
func (s *server) merge(r *http.Request) (*view, error) {
	id, err := entityID(r)
	if err != nil {
		return nil, err
	}
	var others []int64
	for _, o := range r.PostForm["other"] {
		other, ok := store.ParseID(o)
		if !ok {
			return nil, bad("%q is no number of a name", o)
		}
		others = append(others, other)
	}
	if len(others) == 0 {
		return nil, bad("no name was chosen; tick those that mean the same")
	}
	return &view{to: entityPath(id)}, s.Store.Merge(r.Context(), id, others)
}

// split takes a name out of an entity again.
func (s *server) split(r *http.Request) (*view, error) {
	id, err := entityID(r)
	if err != nil {
		return nil, err
	}
	name, ok := store.ParseID(field(r, "name"))
	if !ok {
		return nil, bad("%q is no number of a name", field(r, "name"))
	}
	return &view{to: entityPath(id)}, s.Store.SplitName(r.Context(), name)
}
