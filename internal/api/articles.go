package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// Head is an article without its text and what was found in it.
type Head struct {
	ID         string         `json:"id"`
	URL        string         `json:"url" doc:"Empty where not known."`
	Title      string         `json:"title"`
	Outlet     article.Outlet `json:"outlet" doc:"Who published it."`
	Published  string         `json:"published" doc:"RFC 3339, the day alone, or empty where not known."`
	Refused    string         `json:"refused,omitempty" doc:"Why nothing was found in it: a reason in one word, a colon, what is wrong."`
	Statements int            `json:"statements" doc:"How many were found in it."`
	Citations  int            `json:"citations" doc:"How many credits to outlets."`
}

func headOf(r *record.Record) Head {
	a := r.Article
	return Head{a.ID, a.URL, a.Title, a.Outlet, a.Published.String(), r.Refused, len(r.Attributions), len(r.Citations)}
}

// whole is a record as an answer: exactly its public form.
type whole struct{ *record.Record }

// Schema is that of the public form, which the document has beside it.
func (whole) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Ref: schemaPrefix + recordSchema}
}

// One names an article.
type One struct {
	Ref string `path:"article" maxLength:"2000" doc:"Its id or its address, percent-encoded. Of an address it is the newest version."`
}

// Searched is what operations take that a query narrows.
type Searched struct {
	Q string `query:"q" maxLength:"4000" doc:"What to look for, in the language of hearsay search: words, \"phrases\", speaker: to: outlet: cites: act: form: after: before:. Left out: everything."`
}

func (s *server) listArticles(ctx context.Context, in *struct {
	Searched
	Paged
}) (*output[list[Head]], error) {
	q, err := store.Parse(in.Q)
	if err != nil {
		return nil, err
	}
	var at int64
	if err := numbers(in.Cursor, 'a', &at); err != nil {
		return nil, err
	}
	found, more, err := s.articles(ctx, q, at, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &output[list[Head]]{list[Head]{Items: []Head{}}}
	for _, f := range found {
		out.Body.Items = append(out.Body.Items, headOf(f.Record))
		at = f.Place
	}
	if more {
		out.Body.Next = cursor('a', at)
	}
	return out, nil
}

// chunk is how many statements are looked at in one step of a list of articles.
const chunk = 200

// articles are the articles with a statement that a query finds, the newest first:
// at most size of those behind a place. Place is that of the last statement found
// in an article.
func (s *server) articles(ctx context.Context, q *store.Query, after int64, size int) (list []store.Listed, more bool, err error) {
	if q.Empty() {
		return s.Store.Articles(ctx, store.Page{Size: size, After: after})
	}
	for {
		f, err := s.Store.Search(ctx, q, store.Page{Size: chunk, After: after, Uncounted: true})
		if err != nil {
			return nil, false, err
		}
		for i := range f.Hits { // the statements of an article stand together
			h := &f.Hits[i]
			after = h.Place
			if n := len(list); n > 0 && list[n-1].Record.Article.ID == h.Record.Article.ID {
				list[n-1].Place = h.Place
				continue
			}
			if len(list) == size {
				return list, true, nil
			}
			list = append(list, store.Listed{Place: h.Place, Record: h.Record})
		}
		if !f.More || len(f.Hits) == 0 {
			return list, false, nil
		}
	}
}

func (s *server) getArticle(ctx context.Context, in *One) (*output[whole], error) {
	r, err := s.Store.Get(ctx, in.Ref)
	if err != nil {
		return nil, err
	}
	return &output[whole]{whole{r}}, nil
}

// Version is one state of an article.
type Version struct {
	ID    string `json:"id" doc:"Of the article as it was then."`
	Added string `json:"added" doc:"When it came into the collection, RFC 3339."`
	Title string `json:"title"`
}

func (s *server) listVersions(ctx context.Context, in *One) (*output[list[Version]], error) {
	versions, err := s.Store.Versions(ctx, in.Ref)
	if err != nil {
		return nil, err
	}
	out := &output[list[Version]]{list[Version]{Items: []Version{}}}
	for _, v := range versions {
		out.Body.Items = append(out.Body.Items, Version{v.ID, moment(v.Added), v.Title})
	}
	return out, nil
}

func (s *server) removeArticle(ctx context.Context, in *One) (*none, error) {
	return nil, s.Store.Remove(ctx, in.Ref)
}
