package export

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

//go:embed page/opening.html
var pageOpening string

//go:embed page/page.html
var pageSource string

//go:embed page/page.css
var pageStyle string

var pageTemplate = parsePage(template.New("page"), pageSource, pageStyle)

// parsePage adds the opening, with what a page may do and the style, to the
// template of a page. The style stands in its source, so that the page is one
// file.
func parsePage(t *template.Template, source, style string) *template.Template {
	t = template.Must(t.Parse(strings.Replace(pageOpening, "/* page.css */", style, 1)))
	return template.Must(t.Parse(source))
}

// page is all records on one HTML page, an article each. It has no script and
// asks for nothing from elsewhere.
type page struct {
	n   int
	raw bytes.Buffer
}

func newHTML(Options) encoder { return &page{} }

func (p *page) head(b *bytes.Buffer, first *record.Record) error {
	title := ""
	if first != nil {
		title = first.Article.Title
	}
	return p.set(b, "head", title)
}

func (p *page) record(b *bytes.Buffer, r *record.Record) error {
	p.n++
	return p.set(b, "article", newArticlePage(newView(r).read(), p.n))
}

func (p *page) foot(b *bytes.Buffer) error { return p.set(b, "foot", p.n) }

// set executes a template. What comes of it holds control characters and
// overrides of the order of letters only where the article has them, so they are
// made harmless here, once for all places.
func (p *page) set(b *bytes.Buffer, name string, data any) error {
	p.raw.Reset()
	if p.raw.Cap() > keepBuffer {
		p.raw = bytes.Buffer{}
	}
	if err := pageTemplate.ExecuteTemplate(&p.raw, name, data); err != nil {
		return err
	}
	b.Write(bytes.Map(Printed, p.raw.Bytes()))
	return nil
}

// Printed is what a page shows for r.
func Printed(r rune) rune {
	switch {
	case r == '\n' || r == '\t' || r == '\r':
		return r
	case '\u202a' <= r && r <= '\u202e':
		return -1
	case unicode.Is(unicode.Cc, r):
		return shown(r)
	}
	return r
}

// PageStyle is the style of the pages, in CSS.
func PageStyle() string { return pageStyle + tracePageStyle }

// ArticlePage is what a page shows of one record. Places on the page are
// numbers, never ids from the record: those could be anything.
type ArticlePage struct {
	N        int
	Lang     string
	URL      string
	Title    PagePara
	Facts    []string
	Refused  string
	Paras    []PagePara
	Speakers []PageSpeaker
	Chains   []Chain
	HasTo    bool // somebody is spoken to
	HasVia   bool // something rests on another's word
}

// Columns is how many columns the table has.
func (a ArticlePage) Columns() int {
	n := 3
	for _, has := range []bool{a.HasTo, a.HasVia} {
		if has {
			n++
		}
	}
	return n
}

// PagePara is a paragraph: who begins to speak in it, and its text in runs.
type PagePara struct {
	R     int // number of the article, for links
	Who   []PageName
	Kind  article.Kind // of furniture, where all of it is
	Runs  []PageRun
	Label bool // it is the first paragraph of its furniture
	Link  string
	Span  text.Span // in the text, in bytes
}

// PageName is a speaker's name beside a paragraph.
type PageName struct {
	N, Speaker int
	Name       string
}

// PageRun is a stretch of text over which nothing changes.
type PageRun struct {
	Text    string
	Begins  []int // numbers of the statements that begin with it
	Form    record.QuoteForm
	N       int    // number of the statement; 0: none
	Speaker int    // number of its speaker
	Who     string // name of its speaker
	More    bool   // the statement has begun before
	Kind    article.Kind
}

// PageSpeaker is a speaker and what they say, for the table.
type PageSpeaker struct {
	N          int
	Name, Role string
	Entity     string // its id in the record; "": it has none
	Rows       []PageRow
}

// PageRow is a statement in the table.
type PageRow struct {
	N         int
	ID        string // in the record
	In        record.Where
	Form      record.QuoteForm
	Cue, Said string
	To, Via   string
	Within    int // number of the statement that holds it; 0: none
}

// NewArticlePage puts a record in order for a page.
func NewArticlePage(r *record.Record) ArticlePage { return newArticlePage(newView(r).read(), 1) }

func newArticlePage(v *view, n int) ArticlePage {
	a := v.r.Article
	out := ArticlePage{
		N: n, Lang: lang(a.Language), URL: webURL(a.URL), Facts: facts(a), Refused: v.r.Refused,
		Chains: v.chains(),
	}
	for _, s := range v.statements {
		out.HasTo, out.HasVia = out.HasTo || s.To != "", out.HasVia || len(s.Via) > 0
	}
	out.Title.R = n
	seen := map[int]bool{}
	for _, p := range v.paras(a.Title, true) {
		t := v.pagePara(a.Title, p, seen)
		out.Title.Who = append(out.Title.Who, t.Who...)
		out.Title.Runs = append(out.Title.Runs, t.Runs...)
	}
	last := -1
	body := v.paras(a.Body, false)
	if out.Refused != "" {
		body = nil // nothing in it is marked
	}
	for _, p := range body {
		para := v.pagePara(a.Body, p, seen)
		para.R = n
		para.Label = p.furniture >= 0 && p.furniture != last
		last = p.furniture
		out.Paras = append(out.Paras, para)
	}
	for i := range v.speakers {
		out.Speakers = append(out.Speakers, v.pageSpeaker(i))
	}
	return out
}

func (v *view) pagePara(in string, p para, seen map[int]bool) PagePara {
	out := PagePara{Span: p.Span}
	for _, m := range p.starts {
		s := v.statements[m.of]
		out.Who = append(out.Who, PageName{s.N, s.Speaker + 1, v.speakers[s.Speaker].Name})
	}
	if p.furniture >= 0 {
		f := v.r.Article.Furniture[p.furniture]
		out.Kind, out.Link = f.Kind, webURL(f.URL)
	}
	starts := p.starts
	for _, x := range p.pieces {
		run := v.pageRun(in, x, seen)
		if p.furniture >= 0 {
			run.Kind = ""
		}
		for len(starts) > 0 && starts[0].Start < x.End {
			run.Begins = append(run.Begins, v.statements[starts[0].of].N)
			starts = starts[1:]
		}
		out.Runs = append(out.Runs, run)
	}
	return out
}

func (v *view) pageRun(in string, x piece, seen map[int]bool) PageRun {
	run := PageRun{Text: x.In(in)}
	if x.furniture >= 0 {
		run.Kind = v.r.Article.Furniture[x.furniture].Kind
	}
	if x.statement >= 0 {
		s := v.statements[x.statement]
		run.N, run.Form, run.More = s.N, s.Form, seen[s.N]
		run.Speaker, run.Who = s.Speaker+1, v.speakers[s.Speaker].Name
		seen[s.N] = true
	}
	return run
}

func (v *view) pageSpeaker(i int) PageSpeaker {
	s := v.speakers[i]
	out := PageSpeaker{N: i + 1, Name: s.Name, Role: s.Role, Entity: v.statements[s.Statements[0]].Source.Entity}
	for _, j := range s.Statements {
		t := v.statements[j]
		out.Rows = append(out.Rows, PageRow{
			N: t.N, ID: t.ID, In: t.In, Form: t.Form, Cue: t.Cue, Said: shorten(t.Words, 300),
			To: t.To, Via: strings.Join(t.Via, ", "), Within: v.numbers[t.Attribution.Within],
		})
	}
	return out
}

// shorten cuts s, white space joined, after at most n code points.
func shorten(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	cut := text.NewIndex(s).Byte(n - 1)
	if i := strings.LastIndexByte(s[:cut], ' '); i > cut/2 {
		cut = i
	}
	return strings.TrimRight(s[:cut], " ") + "…"
}

// webURL is s if it is an address on the web, else "".
func webURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

var langTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

// lang is the language of an article for the lang attribute; "", which HTML
// takes as unknown, where it is no language tag.
func lang(s string) string {
	if !langTag.MatchString(s) {
		return ""
	}
	return s
}
