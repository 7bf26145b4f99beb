package web

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// articlePage is an article with what was found in it.
type articlePage struct {
	export.ArticlePage
	ID       string
	Outlet   string
	Byline   string
	Day      string
	People   map[int]int64  // entity of each speaker, by number; those without one are missing
	Anchors  map[int]string // of statements on the page, by number
	Panels   map[int]string // addresses of what explains them
	Paras    []para
	Versions int
	Newest   string // id of the newest version, where this is an older one
	Shared   []sharer
	Story    string // address of its story; "": it is in none
	Analyzer string
}

// para is a paragraph with the articles that share a passage of it.
type para struct {
	export.PagePara
	Shared []passage
}

// passage is words that an article shares with another.
type passage struct {
	With  int // index in Shared, from 1
	Name  string
	Words int
}

// sharer is an article that shares words with this one.
type sharer struct {
	N int
	head
	Words   int
	Percent int
}

func (s *server) article(r *http.Request) (*view, error) {
	rec, err := s.Store.Get(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	p, err := s.articlePage(r.Context(), rec)
	if err != nil {
		return nil, err
	}
	return &view{page: "article", title: rec.Article.Title, data: p}, nil
}

func (s *server) articlePage(ctx context.Context, rec *record.Record) (*articlePage, error) {
	a := rec.Article
	p := &articlePage{
		ArticlePage: export.NewArticlePage(rec), ID: a.ID, Outlet: headOf(a).Outlet, Byline: strings.Join(a.Byline, ", "), Day: day(a.Published),
		People: map[int]int64{}, Anchors: map[int]string{}, Panels: map[int]string{}, Analyzer: rec.Analyzer,
	}
	named, err := s.Store.Named(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	for _, sp := range p.Speakers {
		if id, ok := named[sp.Entity]; ok {
			p.People[sp.N] = id
		}
		for _, row := range sp.Rows {
			p.Anchors[row.N] = anchor(row.ID)
			p.Panels[row.N] = articlePath(a.ID) + "/" + url.PathEscape(row.ID)
		}
	}
	versions, err := s.Store.Versions(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	p.Versions = len(versions)
	if last := versions[len(versions)-1].ID; last != a.ID {
		p.Newest = last
	}
	for _, x := range p.ArticlePage.Paras {
		p.Paras = append(p.Paras, para{PagePara: x})
	}
	return p, s.share(ctx, rec, p)
}

// share marks what the article shares with others of its story.
func (s *server) share(ctx context.Context, rec *record.Record, p *articlePage) error {
	if rec.Refused != "" || p.Newest != "" {
		return nil
	}
	st, err := s.Store.StoryOf(ctx, rec.Article.ID)
	if isNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	p.Story = storyPath(st.ID)
	t, err := s.traces.of(ctx, s.Store, st)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(t.Records, func(r *record.Record) bool { return r.Article.ID == rec.Article.ID })
	if at < 0 {
		return nil
	}
	words := trace.Words(rec)
	for _, sh := range t.Shared {
		if sh.Stock || sh.A != at && sh.B != at {
			continue
		}
		other := t.Records[sh.A+sh.B-at]
		x := sharer{N: len(p.Shared) + 1, head: headOf(other.Article), Words: sh.Same, Percent: int(100*sh.Share + .5)}
		p.Shared = append(p.Shared, x)
		for _, ps := range sh.Passages {
			range_ := ps.B
			if sh.A == at {
				range_ = ps.A
			}
			p.mark(words.Span(range_), passage{x.N, cmpName(x.head), ps.Same})
		}
	}
	return nil
}

func cmpName(h head) string {
	if h.Outlet != "" {
		return h.Outlet
	}
	return h.Title
}

// mark notes a shared passage beside the paragraphs that it lies in, once for
// each article.
func (p *articlePage) mark(s text.Span, with passage) {
	for i := range p.Paras {
		x := &p.Paras[i]
		if s.Start >= x.Span.End || x.Span.Start >= s.End {
			continue
		}
		k := slices.IndexFunc(x.Shared, func(o passage) bool { return o.With == with.With })
		if k < 0 {
			x.Shared = append(x.Shared, with)
		} else {
			x.Shared[k].Words += with.Words
		}
	}
}

// explained is what is known of one statement.
type explained struct {
	statement
	N          string
	Confidence int // in percent
	Within     string
	Source     string // the words that name the speaker
	ToWords    string
	Credits    []string
	Article    head
	Part       bool // it stands beside the text of the article
}

// statement is the panel that explains a statement, alone.
func (s *server) statement(r *http.Request) (*view, error) {
	rec, err := s.Store.Get(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(rec.Attributions, func(a record.Attribution) bool { return a.ID == r.PathValue("statement") })
	if i < 0 {
		return nil, store.ErrNotFound
	}
	a := &rec.Attributions[i]
	st, err := s.newListing(r.Context(), &store.Query{}).statement(rec, a)
	if err != nil {
		return nil, err
	}
	e := &explained{statement: st, N: a.ID, Confidence: int(100*a.Confidence + .5), Within: a.Within, Source: rec.Words(a, a.Source.Spans), ToWords: rec.Words(a, a.Addressee.Spans), Article: headOf(rec.Article), Part: r.Header.Get("HX-Request") != ""}
	return &view{page: "statement", title: e.Speaker.Name, data: e, part: e.Part}, nil
}

// versionsPage is the states of an article, and what the newest changed.
type versionsPage struct {
	head
	Versions []store.Version
	Lines    []diffLine
}

// diffLine is a line of a text that was kept, taken out or put in.
type diffLine struct {
	Op   byte // ' ', '-' or '+'
	Text string
}

func (s *server) versions(r *http.Request) (*view, error) {
	vs, err := s.Store.Versions(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	p := &versionsPage{Versions: vs}
	var texts []string
	for _, v := range vs[max(0, len(vs)-2):] {
		rec, err := s.Store.Get(r.Context(), v.ID)
		if err != nil {
			return nil, err
		}
		p.head = headOf(rec.Article)
		texts = append(texts, lines(rec.Article))
	}
	if len(texts) == 2 {
		p.Lines = diffLines(texts[0], texts[1])
	}
	return &view{page: "versions", title: "Versions of " + p.Title, data: p}, nil
}

// lines is an article with a paragraph a line.
func lines(a *article.Article) string {
	return strings.ReplaceAll(a.Title+"\n"+a.Body+"\n", "\r", "\n")
}

func diffLines(old, now string) []diffLine {
	var out []diffLine
	d := diff.Diff("old", []byte(old), "new", []byte(now))
	for line := range bytes.Lines(d) {
		switch op := line[0]; {
		case bytes.HasPrefix(line, []byte("--- old")), bytes.HasPrefix(line, []byte("+++ new")), bytes.HasPrefix(line, []byte("diff ")):
		case op == '@':
			out = append(out, diffLine{'@', ""})
		case op == ' ' || op == '-' || op == '+':
			if words := strings.TrimSpace(string(line[1:])); words != "" {
				out = append(out, diffLine{op, words})
			}
		}
	}
	return out
}

// remove takes an article out of the collection.
func (s *server) remove(r *http.Request) (*view, error) {
	if err := s.Store.Remove(r.Context(), r.PathValue("id")); err != nil {
		return nil, err
	}
	return &view{to: "/"}, nil
}
