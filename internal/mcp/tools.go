package mcp

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// Statement is a statement with the page that shows it.
type Statement struct {
	export.Statement
	Link string `json:"link,omitempty" jsonschema:"the page that shows the words in their place"`
}

func (s *Server) statement(r *record.Record, a *record.Attribution) Statement {
	out := Statement{Statement: export.StatementOf(r, a)}
	if s.Link != nil {
		out.Link = s.Link(r.Article.ID, a.ID)
	}
	return out
}

// Paged is what tools take that list things.
type Paged struct {
	Limit  int    `json:"limit,omitempty" jsonschema:"at most so many, 1 to 50; 10 where left out"`
	Cursor string `json:"cursor,omitempty" jsonschema:"where to go on: next of the answer before"`
}

const (
	usually = 10
	most    = 50
)

func (p Paged) page() (store.Page, error) {
	out := store.Page{Size: cmp.Or(p.Limit, usually)}
	if out.Size < 1 || out.Size > most {
		return out, &mistake{fmt.Sprintf("limit is %d; give a number from 1 to %d", p.Limit, most)}
	}
	if p.Cursor == "" {
		return out, nil
	}
	at, err := strconv.ParseInt(p.Cursor, 36, 64)
	if err != nil || at <= 0 {
		return out, &mistake{"cursor is none of this list; leave it out to begin with the first page"}
	}
	out.After = at
	return out, nil
}

// FoundPage is one page of statements.
type FoundPage struct {
	Statements []Statement `json:"statements"`
	Total      int         `json:"total" jsonschema:"how many there are in all; 10000 stands for as many or more"`
	Next       string      `json:"next,omitempty" jsonschema:"cursor of the page behind; missing on the last"`
}

type searchInput struct {
	Query string `json:"query" jsonschema:"what to look for: words, \"phrases\", -word, OR, word*, and speaker: to: outlet: cites: act: form: after: before:"`
	Paged
}

func (s *Server) search(ctx context.Context, in searchInput) (*FoundPage, error) {
	q, err := store.Parse(in.Query)
	if err != nil {
		return nil, err
	}
	return s.statements(ctx, q, in.Paged)
}

func (s *Server) statements(ctx context.Context, q *store.Query, p Paged) (*FoundPage, error) {
	page, err := p.page()
	if err != nil {
		return nil, err
	}
	f, err := s.Store.Search(ctx, q, page)
	if err != nil {
		return nil, err
	}
	out := &FoundPage{Statements: []Statement{}, Total: f.Total}
	for i := range f.Hits {
		h := &f.Hits[i]
		out.Statements = append(out.Statements, s.statement(h.Record, h.Attribution()))
		out.Next = strconv.FormatInt(h.Place, 36)
	}
	if !f.More {
		out.Next = ""
	}
	return out, nil
}

// Entity is a person, an organisation or an outlet.
type Entity struct {
	ID         string   `json:"id" jsonschema:"such as e12"`
	Kind       string   `json:"kind" jsonschema:"person, organisation or outlet"`
	Name       string   `json:"name"`
	Names      []string `json:"names" jsonschema:"the names that articles give it"`
	Articles   int      `json:"articles" jsonschema:"in which it is named"`
	Statements int      `json:"statements" jsonschema:"that it makes"`
}

func entityOf(e *store.Entity) Entity {
	out := Entity{fmt.Sprintf("e%d", e.ID), string(e.Kind), e.Name, []string{}, e.Articles, e.Said}
	for _, n := range e.Names {
		out.Names = append(out.Names, n.Name)
	}
	return out
}

type personInput struct {
	Person string `json:"person" jsonschema:"a name, or the id of an entity such as e12"`
	Query  string `json:"query,omitempty" jsonschema:"narrows it, as in search"`
	Paged
}

// Said is what somebody has said.
type Said struct {
	Who    *Entity  `json:"who,omitempty" jsonschema:"whose statements these are"`
	Others []Entity `json:"others" jsonschema:"who else goes by such a name; ask for them by id"`
	FoundPage
}

// mostNamed is how many are looked at who go by a name.
const mostNamed = 20

func (s *Server) statementsOf(ctx context.Context, in personInput) (*Said, error) {
	q, err := store.Parse(in.Query)
	if err != nil {
		return nil, err
	}
	list, err := s.named(ctx, strings.TrimSpace(in.Person))
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, &mistake{fmt.Sprintf("nobody in the collection is called %q; try a part of the name", in.Person)}
	}
	out := &Said{Others: []Entity{}}
	for i := range list[1:] {
		out.Others = append(out.Others, entityOf(&list[i+1]))
	}
	who := entityOf(&list[0])
	q.Terms = append([]store.Term{{Field: store.Speaker, Entity: list[0].ID}}, q.Terms...)
	found, err := s.statements(ctx, q, in.Paged)
	if err != nil {
		return nil, err
	}
	out.Who, out.FoundPage = &who, *found
	return out, nil
}

// named are those who go by a name, or have an id: those first who go by exactly
// that name, and of them who says most.
func (s *Server) named(ctx context.Context, name string) ([]store.Entity, error) {
	if id, ok := store.ParseID(name); ok {
		e, err := s.Store.Entity(ctx, id)
		if err != nil {
			return nil, err
		}
		return []store.Entity{*e}, nil
	}
	if strings.IndexFunc(name, store.IsWord) < 0 {
		return nil, nil
	}
	list, err := s.Store.Entities(ctx, store.EntityQuery{Name: name, Size: mostNamed})
	if err != nil {
		return nil, err
	}
	var exact, rest []store.Entity
	for i := range list {
		e, err := s.Store.Entity(ctx, list[i].ID)
		if err != nil {
			continue // taken away meanwhile
		}
		is := false
		for _, n := range e.Names {
			is = is || store.Fold(n.Name) == store.Fold(name)
		}
		if is {
			exact = append(exact, *e)
		} else {
			rest = append(rest, *e)
		}
	}
	return append(exact, rest...), nil
}

// Article is an article with what was found in it.
type Article struct {
	ID         string         `json:"id"`
	URL        string         `json:"url"`
	Link       string         `json:"link,omitempty" jsonschema:"the page that shows it"`
	Title      string         `json:"title"`
	Outlet     article.Outlet `json:"outlet"`
	Published  string         `json:"published"`
	Language   string         `json:"language"`
	Refused    string         `json:"refused,omitempty" jsonschema:"why nothing was found in it"`
	Text       string         `json:"text" jsonschema:"the text, or a part of it"`
	From       int            `json:"from" jsonschema:"where the part begins, in code points"`
	Next       int            `json:"next,omitempty" jsonschema:"where the part behind begins; missing on the last"`
	Statements []Statement    `json:"statements" jsonschema:"those whose words begin in this part, and those of the headline with the first"`
	Citations  []Citation     `json:"citations" jsonschema:"whom it credits"`
}

// Citation is one credit to an outlet.
type Citation struct {
	ID     string   `json:"id"`
	Outlet string   `json:"outlet"`
	Kind   string   `json:"kind"`
	Text   string   `json:"text" jsonschema:"the words of the credit"`
	Whole  bool     `json:"whole" jsonschema:"it stands for the whole article"`
	Covers []string `json:"covers" jsonschema:"ids of the statements that it vouches for"`
}

type articleInput struct {
	Article string `json:"article" jsonschema:"its id or its address"`
	From    int    `json:"from,omitempty" jsonschema:"where to begin in a long text, in code points"`
}

// part is how much of a text is given at once, in code points.
const part = 20_000

func (s *Server) article(ctx context.Context, in articleInput) (*Article, error) {
	r, err := s.Store.Get(ctx, in.Article)
	if err != nil {
		return nil, err
	}
	return s.articleOf(r, in.From)
}

func (s *Server) articleOf(r *record.Record, from int) (*Article, error) {
	a := r.Article
	all := utf8.RuneCountInString(a.Body)
	if from < 0 || from > all {
		return nil, &mistake{fmt.Sprintf("from is %d; the text has %d code points", from, all)}
	}
	to := min(from+part, all)
	at := text.NewIndex(a.Body).ToBytes(text.Span{Start: from, End: to})
	out := &Article{
		ID: a.ID, URL: a.URL, Title: a.Title, Outlet: a.Outlet, Published: a.Published.String(), Language: a.Language, Refused: r.Refused,
		Text: at.In(a.Body), From: from, Statements: []Statement{}, Citations: []Citation{},
	}
	if to < all {
		out.Next = to
	}
	if s.Link != nil {
		out.Link = s.Link(a.ID, "")
	}
	for i := range r.Attributions {
		x := &r.Attributions[i]
		if begins(x, at, from == 0) {
			out.Statements = append(out.Statements, s.statement(r, x))
		}
	}
	for i := range r.Citations {
		c := &r.Citations[i]
		out.Citations = append(out.Citations, Citation{c.ID, c.Outlet, string(c.Kind), text.Cut(a.Body, c.Spans), c.Whole, append([]string{}, c.Covers...)})
	}
	return out, nil
}

// begins reports whether a statement belongs to a part of the text.
func begins(x *record.Attribution, in text.Span, first bool) bool {
	if x.In == record.InTitle || len(x.Content.Spans) == 0 {
		return first
	}
	at := x.Content.Spans[0].Start
	return in.Start <= at && at < in.End
}

type analyzeInput struct {
	Text  string `json:"text,omitempty" jsonschema:"the article as plain text"`
	HTML  string `json:"html,omitempty" jsonschema:"or as a page"`
	URL   string `json:"url,omitempty" jsonschema:"its address; without text and html the page there is fetched"`
	Title string `json:"title,omitempty" jsonschema:"its headline"`
}

func (s *Server) analyze(ctx context.Context, in analyzeInput) (*Article, error) {
	a, err := s.given(ctx, in)
	if a == nil {
		return nil, err
	}
	done, busy := s.turns.Take(ctx)
	if busy != nil {
		return nil, busy
	}
	defer done()
	r, err := s.Analyze(ctx, a, err)
	if err != nil {
		return nil, err
	}
	out, err := s.articleOf(r, 0)
	if err != nil {
		return nil, err
	}
	out.Link = "" // it is not kept, and so has no page
	for i := range out.Statements {
		out.Statements[i].Link = ""
	}
	return out, nil
}

// given is the article that is to be analysed, as a reader gives it.
func (s *Server) given(ctx context.Context, in analyzeInput) (*article.Article, error) {
	format, content := ingest.Text, in.Text
	switch {
	case in.Text != "" && in.HTML != "":
		return nil, &mistake{"give text or html, not both"}
	case in.HTML != "":
		format, content = ingest.HTML, in.HTML
	case in.Text == "" && in.URL == "":
		return nil, &mistake{"give the text, the html or the url of an article"}
	case in.Text == "" && s.Page == nil:
		return nil, &mistake{"pages are not fetched here; give the text or the html"}
	case in.Text == "":
		return s.Page(ctx, in.URL)
	}
	a, err := s.Article(ctx, format, in.URL, content)
	if a != nil {
		a.Title, a.URL = cmp.Or(in.Title, a.Title), cmp.Or(a.URL, in.URL)
	}
	return a, err
}

type traceInput struct {
	Article   string `json:"article,omitempty" jsonschema:"the id or address of an article of the collection"`
	Quotation string `json:"quotation,omitempty" jsonschema:"or words that somebody says there"`
	Story     string `json:"story,omitempty" jsonschema:"or the id of a story, such as s12"`
	Full      bool   `json:"full,omitempty" jsonschema:"everything, with the passages and where they stand, in place of a summary; of a large story that is too much"`
}

// Trace is a trace in short.
type Trace struct {
	Summary  string          `json:"summary"`
	Articles []TracedArticle `json:"articles" jsonschema:"the articles of it, the first 100"`
}

// TracedArticle is an article of a trace.
type TracedArticle struct {
	ID        string `json:"id"`
	URL       string `json:"url"`
	Link      string `json:"link,omitempty" jsonschema:"the page that shows it"`
	Outlet    string `json:"outlet"`
	Title     string `json:"title"`
	Published string `json:"published"`
}

// The bounds of what is given of a trace: articles, and bytes.
const (
	mostTraced  = 100
	longestFull = 400_000
)

// trace is a trace: in short, or as JSON has it, of the format hearsay/trace/1.
func (s *Server) trace(ctx context.Context, in traceInput) (any, error) {
	t, err := s.traced(ctx, in)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if !in.Full {
		err := export.WriteTrace("terminal", &b, t, export.Options{Width: 100})
		return s.inShort(b.String(), t), err
	}
	if err := export.WriteTrace("json", &b, t, export.Options{}); err != nil {
		return nil, err
	}
	if b.Len() > longestFull {
		return nil, &mistake{"this story is too large to be given in full; ask for the summary"}
	}
	return json.RawMessage(b.Bytes()), nil
}

func (s *Server) traced(ctx context.Context, in traceInput) (*trace.Trace, error) {
	given := 0
	for _, one := range []string{in.Article, in.Quotation, in.Story} {
		if one != "" {
			given++
		}
	}
	switch {
	case given != 1:
		return nil, &mistake{"give the article, the quotation or the story, one of them"}
	case in.Story != "":
		id, ok := store.ParseStoryID(in.Story)
		if !ok {
			return nil, &mistake{fmt.Sprintf("%q is no id of a story; write it as s12", in.Story)}
		}
		return s.Traces.Story(ctx, id)
	case in.Quotation != "" && s.Quotation == nil:
		return nil, &mistake{"quotations are not traced here; search for the words, and trace an article that has them"}
	case in.Quotation != "":
		return s.Quotation(ctx, in.Quotation)
	}
	r, err := s.Store.Get(ctx, in.Article)
	if err != nil {
		return nil, err
	}
	return s.Trace(ctx, r)
}

func (s *Server) inShort(summary string, t *trace.Trace) Trace {
	out := Trace{summary, []TracedArticle{}}
	for _, r := range t.Records[:min(len(t.Records), mostTraced)] {
		a := r.Article
		one := TracedArticle{ID: a.ID, URL: a.URL, Outlet: cmp.Or(a.Outlet.Name, a.Outlet.Domain), Title: a.Title, Published: a.Published.String()}
		if s.Link != nil {
			one.Link = s.Link(a.ID, "")
		}
		out.Articles = append(out.Articles, one)
	}
	return out
}
