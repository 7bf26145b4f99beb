package api

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// Entity is a person, an organisation or an outlet across articles.
type Entity struct {
	ID         string `json:"id" doc:"Such as e12."`
	Kind       string `json:"kind" enum:"person,organisation,outlet"`
	Name       string `json:"name"`
	Articles   int    `json:"articles" doc:"In which it is named."`
	Statements int    `json:"statements" doc:"That it makes."`
}

// EntityName is one of the names under which an entity goes.
type EntityName struct {
	ID         string `json:"id" doc:"Of this name: what it is split off by."`
	Name       string `json:"name"`
	Articles   int    `json:"articles"`
	Statements int    `json:"statements"`
	Merged     string `json:"merged,omitempty" doc:"When it was merged by hand."`
	Split      string `json:"split,omitempty" doc:"When its articles were split off by hand from those of the same name."`
}

// EntityInFull is an entity with its names.
type EntityInFull struct {
	Entity
	Names []EntityName `json:"names" doc:"The name above first."`
}

// Appearance is an entity in one article.
type Appearance struct {
	Article Head     `json:"article"`
	Entity  string   `json:"entity" doc:"Its id in the record of the article."`
	Name    string   `json:"name" doc:"Its fullest name there."`
	Aliases []string `json:"aliases" doc:"Its other names there."`
	Roles   []string `json:"roles" doc:"As written: \"finance minister\"."`
}

// Meant names an entity.
type Meant struct {
	ID string `path:"entity" pattern:"^e[0-9]{1,18}$" doc:"Its id, or that of one of its names: e12."`
}

func (m *Meant) number() int64 {
	id, _ := store.ParseID(m.ID) // the pattern says that it is one; e0 is nobody's
	return id
}

func idOf(n int64) string { return fmt.Sprintf("e%d", n) }

func entityOf(e *store.Entity) Entity {
	return Entity{idOf(e.ID), string(e.Kind), e.Name, e.Articles, e.Said}
}

func (s *server) listEntities(ctx context.Context, in *struct {
	Name string `query:"name" maxLength:"200" doc:"Words that one of its names has."`
	Kind string `query:"kind" enum:"person,organisation,outlet" doc:"Those of this kind alone."`
	Paged
}) (*output[list[Entity]], error) {
	var skip int64
	if err := numbers(in.Cursor, 'e', &skip); err != nil {
		return nil, err
	}
	if skip > mostSkipped {
		return nil, noCursor()
	}
	found, err := s.Store.Entities(ctx, store.EntityQuery{Name: in.Name, Kind: record.EntityKind(in.Kind), Size: in.Limit + 1, Skip: int(skip)})
	if err != nil {
		return nil, err
	}
	out := &output[list[Entity]]{list[Entity]{Items: []Entity{}}}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = cursor('e', skip+int64(in.Limit))
	}
	for i := range found {
		out.Body.Items = append(out.Body.Items, entityOf(&found[i]))
	}
	return out, nil
}

// mostSkipped bounds how deep a list of entities is paged into: the collection
// sorts all of them for each page.
const mostSkipped = 1_000_000

func (s *server) getEntity(ctx context.Context, in *Meant) (*output[EntityInFull], error) {
	return s.entity(ctx, in.number())
}

func (s *server) entity(ctx context.Context, id int64) (*output[EntityInFull], error) {
	e, err := s.Store.Entity(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &output[EntityInFull]{EntityInFull{entityOf(e), []EntityName{}}}
	for _, n := range e.Names {
		out.Body.Names = append(out.Body.Names, EntityName{idOf(n.ID), n.Name, n.Articles, n.Said, some(n.Merged), some(n.Split)})
	}
	return out, nil
}

func some(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return moment(t)
}

func (s *server) listAppearances(ctx context.Context, in *struct {
	Meant
	Paged
}) (*output[list[Appearance]], error) {
	var at int64
	if err := numbers(in.Cursor, 'p', &at); err != nil {
		return nil, err
	}
	if _, err := s.Store.Entity(ctx, in.number()); err != nil {
		return nil, err
	}
	out := &output[list[Appearance]]{list[Appearance]{Items: []Appearance{}}}
	for a, err := range s.Store.Appearances(ctx, in.number(), at) {
		if err != nil {
			return nil, err
		}
		if len(out.Body.Items) == in.Limit {
			out.Body.Next = cursor('p', at)
			break
		}
		out.Body.Items = append(out.Body.Items, Appearance{headOf(a.Record), a.Local.ID, a.Local.Name, append([]string{}, a.Local.Aliases...), append([]string{}, a.Local.Roles...)})
		at = a.Place
	}
	return out, nil
}

func (s *server) entityStatements(ctx context.Context, in *struct {
	Meant
	Searched
	Paged
}) (*output[FoundStatements], error) {
	q, err := store.Parse(in.Q)
	if err != nil {
		return nil, err
	}
	if _, err := s.Store.Entity(ctx, in.number()); err != nil {
		return nil, err
	}
	q.Terms = append([]store.Term{{Field: store.Speaker, Entity: in.number()}}, q.Terms...)
	return s.statements(ctx, q, in.Paged)
}

func (s *server) mergeEntities(ctx context.Context, in *struct {
	Meant
	Body struct {
		Others []string `json:"others" minItems:"1" maxItems:"100" doc:"Ids of those that become names of this one."`
	} `nameHint:"Merging"`
}) (*output[EntityInFull], error) {
	var others []int64
	for i, ref := range in.Body.Others {
		id, ok := store.ParseID(ref)
		if !ok {
			return nil, wrong(fmt.Sprintf("body.others[%d]", i), "%q is no id of an entity; write it as e12", ref)
		}
		others = append(others, id)
	}
	if err := s.Store.Merge(ctx, in.number(), others); err != nil {
		return nil, err
	}
	return s.entity(ctx, in.number())
}

func (s *server) splitEntity(ctx context.Context, in *struct {
	Meant
	Body struct {
		Articles []string `json:"articles,omitempty" maxItems:"1000" doc:"Articles, by id or address, that mean another by the name. Left out: the id in the path is that of a name that was merged, and is taken out again."`
		Name     string   `json:"name,omitempty" maxLength:"200" doc:"What to call whom the articles mean."`
	} `nameHint:"Splitting"`
}) (*output[EntityInFull], error) {
	name := strings.TrimSpace(in.Body.Name)
	if (name == "") != (len(in.Body.Articles) == 0) {
		return nil, wrong("body", "articles and name go together: which articles, and what to call whom they mean")
	}
	if name == "" {
		if err := s.Store.SplitName(ctx, in.number()); err != nil {
			return nil, err
		}
		return s.entity(ctx, in.number())
	}
	id, err := s.Store.SplitArticles(ctx, in.number(), in.Body.Articles, name)
	if err != nil {
		return nil, err
	}
	return s.entity(ctx, id)
}

func (s *server) renameEntity(ctx context.Context, in *struct {
	Meant
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"200" doc:"By which the collection is to show it."`
	} `nameHint:"Renaming"`
}) (*output[EntityInFull], error) {
	name := strings.TrimSpace(in.Body.Name)
	if name == "" {
		return nil, wrong("body.name", "it is empty; give the new name")
	}
	if err := s.Store.Rename(ctx, in.number(), name); err != nil {
		return nil, err
	}
	return s.entity(ctx, in.number())
}
