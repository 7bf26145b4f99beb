package web

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// head is an article where it is listed.
type head struct {
	ID, Title, Outlet, URL string
	Published              article.Moment
}

func headOf(a *article.Article) head {
	return head{ID: a.ID, Title: cmp.Or(cut(a.Title, mostTitle), "Article without a title"), Outlet: cmp.Or(a.Outlet.Name, a.Outlet.Domain), URL: webURL(a.URL), Published: a.Published}
}

// mostTitle is how much of a title a list shows, in bytes.
const mostTitle = 300

// said is statements of one article, in a list.
type said struct {
	head
	Statements []statement
}

// statement is who said what, with links.
type statement struct {
	Path      string // of the place in the article
	Speaker   person
	Addressee person
	Cue       string
	Runs      []run
	Form      record.QuoteForm
	Act       string
	Negated   bool
	Via       []string
	InTitle   bool
}

// person is somebody who speaks or is spoken to.
type person struct {
	Name string
	ID   int64 // in the registry; 0: none
}

// run is a stretch of words that are all looked for, or none of them.
type run struct {
	Text string
	Hit  bool
}

// listing makes lists of statements. It looks up who is named in an article once.
type listing struct {
	*server
	ctx   context.Context
	marks *store.Marker
	named map[string]map[string]int64 // by article
}

func (s *server) newListing(ctx context.Context, q *store.Query) *listing {
	return &listing{server: s, ctx: ctx, marks: q.Marker(), named: map[string]map[string]int64{}}
}

// list puts what was found in order: each article once with what follows one
// another in it.
func (l *listing) list(hits []store.Hit) ([]said, error) {
	var out []said
	for i := range hits {
		r := hits[i].Record
		if n := len(out); n == 0 || out[n-1].ID != r.Article.ID {
			out = append(out, said{head: headOf(r.Article)})
		}
		st, err := l.statement(r, hits[i].Attribution())
		if err != nil {
			return nil, err
		}
		last := &out[len(out)-1]
		last.Statements = append(last.Statements, st)
	}
	return out, nil
}

// of are the entities that an article names.
func (l *listing) of(r *record.Record) (map[string]int64, error) {
	named, ok := l.named[r.Article.ID]
	if ok {
		return named, nil
	}
	named, err := l.Store.Named(l.ctx, r.Article.ID)
	if isNotFound(err) {
		err = nil // taken away meanwhile, or not kept
	}
	l.named[r.Article.ID] = named
	return named, err
}

func (l *listing) statement(r *record.Record, a *record.Attribution) (statement, error) {
	named, err := l.of(r)
	if err != nil {
		return statement{}, err
	}
	st := statement{
		Path: articlePath(r.Article.ID) + "#" + anchor(a.ID), Form: a.Form, Act: a.Act, Negated: a.Negated, InTitle: a.In == record.InTitle,
		Speaker:   person{cmp.Or(r.Name(a.Source.Entity), r.Words(a, a.Source.Spans)), named[a.Source.Entity]},
		Addressee: person{cmp.Or(r.Name(a.Addressee.Entity), r.Words(a, a.Addressee.Spans)), named[a.Addressee.Entity]},
		Cue:       r.Words(a, a.Cue.Spans), Runs: l.runs(r.Words(a, a.Content.Spans)),
	}
	for _, id := range a.Via {
		if c := r.Citation(id); c != nil && c.Outlet != st.Speaker.Name && c.Outlet != st.Addressee.Name && !slices.Contains(st.Via, c.Outlet) {
			st.Via = append(st.Via, c.Outlet)
		}
	}
	return st, nil
}

// mostWords is how much of a statement a list shows, in bytes.
const mostWords = 1200

func (l *listing) runs(words string) []run {
	words = cut(words, mostWords)
	var out []run
	at := 0
	for _, s := range l.marks.Spans(words) {
		out = append(out, run{Text: words[at:s.Start]}, run{s.In(words), true})
		at = s.End
	}
	return append(out, run{Text: words[at:]})
}

// cut is the first n bytes of s, to the end of a word.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if i := strings.LastIndexByte(s[:n], ' '); i > 0 {
		n = i
	}
	return strings.ToValidUTF8(s[:n], "") + " …"
}

// anchor is the id of a statement on the page of its article. Ids of records may
// be anything; what is no plain name has none.
func anchor(id string) string {
	for _, r := range id {
		if !('a' <= r && r <= 'z' || '0' <= r && r <= '9') {
			return "text"
		}
	}
	return id
}
