package api

import (
	"context"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// FoundStatements is one page of statements.
type FoundStatements struct {
	Items []export.Statement `json:"items"`
	Total int                `json:"total" doc:"How many there are in all; 10,000 stands for as many or more."`
	Next  string             `json:"next,omitempty" doc:"Cursor of the page behind; missing on the last."`
}

func (s *server) searchStatements(ctx context.Context, in *struct {
	Searched
	Paged
}) (*output[FoundStatements], error) {
	q, err := store.Parse(in.Q)
	if err != nil {
		return nil, err
	}
	return s.statements(ctx, q, in.Paged)
}

func (s *server) statements(ctx context.Context, q *store.Query, p Paged) (*output[FoundStatements], error) {
	var at int64
	if err := numbers(p.Cursor, 's', &at); err != nil {
		return nil, err
	}
	f, err := s.Store.Search(ctx, q, store.Page{Size: p.Limit, After: at})
	if err != nil {
		return nil, err
	}
	out := &output[FoundStatements]{FoundStatements{Items: []export.Statement{}, Total: f.Total}}
	for i := range f.Hits {
		h := &f.Hits[i]
		out.Body.Items = append(out.Body.Items, export.StatementOf(h.Record, h.Attribution()))
		at = h.Place
	}
	if f.More && len(f.Hits) > 0 {
		out.Body.Next = cursor('s', at)
	}
	return out, nil
}

// Citation is one credit to an outlet, with what is to be known of its article.
type Citation struct {
	Article   string   `json:"article" doc:"Id of the article."`
	URL       string   `json:"url" doc:"Address of the article; empty where not known."`
	By        string   `json:"by" doc:"Who published the article."`
	Published string   `json:"published"`
	Citation  string   `json:"citation" doc:"Id of the citation in the record of the article."`
	Outlet    string   `json:"outlet" doc:"Whom the article credits."`
	Domain    string   `json:"domain"`
	Kind      string   `json:"kind" enum:"wire,credit,venue,hat-tip,poll,republication,link"`
	Own       bool     `json:"own" doc:"It is the outlet of the article itself."`
	Whole     bool     `json:"whole" doc:"It stands for the whole article."`
	Text      string   `json:"text" doc:"The words of the credit; empty where it stands outside the body."`
	Spans     [][2]int `json:"spans" doc:"Where they stand in the body, in Unicode code points."`
	Through   string   `json:"through" doc:"The citation that passes this one on."`
	Covers    []string `json:"covers" doc:"The statements that it vouches for; empty where whole says all."`
}

func citationsOf(r *record.Record) []Citation {
	a, x := r.Article, text.NewIndex(r.Article.Body)
	out := []Citation{}
	for i := range r.Citations {
		c := &r.Citations[i]
		out = append(out, Citation{a.ID, a.URL, publisher(a), a.Published.String(), c.ID, c.Outlet, c.Domain, string(c.Kind), c.Own, c.Whole, text.Cut(a.Body, c.Spans), x.Pairs(c.Spans), c.Through, append([]string{}, c.Covers...)})
	}
	return out
}

func publisher(a *article.Article) string {
	if a.Outlet.Name == "" {
		return a.Outlet.Domain
	}
	return a.Outlet.Name
}

func (s *server) articleCitations(ctx context.Context, in *One) (*output[list[Citation]], error) {
	r, err := s.Store.Get(ctx, in.Ref)
	if err != nil {
		return nil, err
	}
	return &output[list[Citation]]{list[Citation]{Items: citationsOf(r)}}, nil
}

// listCitations lists the credits of the articles that a query finds.
func (s *server) listCitations(ctx context.Context, in *struct {
	Searched
	Paged
}) (*output[list[Citation]], error) {
	return partsOf(ctx, s, in.Q, in.Paged, 'c', citationsOf)
}

// moment is a time as answers have it; empty for none.
func moment(t time.Time) string { return article.At(t).String() }
