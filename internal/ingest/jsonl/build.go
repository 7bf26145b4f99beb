package jsonl

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/record"
)

// build makes an article of the fields of a line; it is never nil.
func (rd reader) build(ctx context.Context, at place, f *fields, line []byte) (*article.Article, error) {
	if f.schema != nil && f.article != nil {
		return fromRecord(line)
	}
	for name, value := range map[string][]byte{"schema": f.schema, "article": f.article} {
		if value != nil {
			f.keep(name, value)
		}
	}
	a := f.metadata()
	if f.text == nil {
		f.text = f.body
	}
	if f.text == nil && f.html != nil {
		return rd.fromHTML(ctx, at, a, f.html)
	}
	var err error
	a.Body, err = body(f.text)
	return a, err
}

// metadata is an article with all that the line says but its text. What can't
// be used is kept as it is.
func (f *fields) metadata() *article.Article {
	a := &article.Article{}
	text := func(name string, value []byte, to *string) {
		s, ok := str(value)
		if *to = s; !ok && value != nil {
			f.keep(name, value)
		}
	}
	date := func(name string, value []byte, to *article.Moment) {
		s, ok := str(value)
		m, err := article.ParseMoment(strings.TrimSpace(s))
		if *to = m; (!ok || err != nil) && value != nil {
			f.keep(name, value)
		}
	}
	if len(f.id) > 0 && f.id[0] != '"' && f.id[0] != '{' && f.id[0] != '[' {
		a.ID = string(f.id) // a number
	} else {
		text("id", f.id, &a.ID)
	}
	text("url", f.url, &a.URL)
	text("title", f.title, &a.Title)
	text("language", f.language, &a.Language)
	date("published", f.published, &a.Published)
	date("modified", f.modified, &a.Modified)
	date("retrieved", f.retrieved, &a.Retrieved)
	f.setByline(a)
	f.setOutlet(a)
	a.Extra = f.extra
	return a
}

func (f *fields) setByline(a *article.Article) {
	if s, ok := str(f.byline); ok {
		a.Byline = []string{s}
	} else if f.byline != nil && json.Unmarshal(f.byline, &a.Byline) != nil {
		a.Byline = nil
		f.keep("byline", f.byline)
	}
	a.Byline = slices.DeleteFunc(a.Byline, func(s string) bool { return s == "" })
}

func (f *fields) setOutlet(a *article.Article) {
	if s, ok := str(f.outlet); ok {
		a.Outlet.Name = s
	} else if f.outlet != nil && json.Unmarshal(f.outlet, &a.Outlet) != nil {
		a.Outlet = article.Outlet{}
		f.keep("outlet", f.outlet)
	}
}

// body is the text of a line; the error is a refusal.
func body(value []byte) (string, error) {
	if value == nil {
		return "", article.Refuse(article.Empty, "the line has neither text nor html")
	}
	s, ok := str(value)
	switch {
	case !ok:
		return "", article.Refuse(article.Malformed, "the text is not a string; put it in quotation marks")
	case len(s) > article.MaxBody:
		return "", article.Refuse(article.TooLarge, fmt.Sprintf("the text has %d bytes and the limit is %d", len(s), article.MaxBody))
	case strings.TrimSpace(s) == "":
		return "", article.Refuse(article.Empty, "there is no text in it")
	}
	return s, nil
}

// fromRecord takes the article out of a record. One that was refused then is
// refused again, for the same reason, where there is nothing to read.
func fromRecord(line []byte) (*article.Article, error) {
	var r record.Record
	if err := json.Unmarshal(line, &r); err != nil {
		return &article.Article{}, article.Refuse(article.Malformed, err.Error())
	}
	a := r.Article
	a.Furniture = slices.DeleteFunc(a.Furniture, func(f article.Furniture) bool { return !f.Span.Within(a.Body) })
	end := 0
	a.Links = slices.DeleteFunc(a.Links, func(l article.Link) bool {
		if !l.Span.Within(a.Body) || l.Span.Start < end {
			return true
		}
		end = l.Span.End
		return false
	})
	if why, detail, ok := strings.Cut(r.Refused, ": "); ok && a.Body == "" {
		return a, article.Refuse(article.Reason(why), detail)
	}
	switch {
	case strings.TrimSpace(a.Body) == "":
		return a, article.Refuse(article.Empty, "there is no text in it")
	case len(a.Body) > article.MaxBody:
		return a, article.Refuse(article.TooLarge, fmt.Sprintf("the text has %d bytes and the limit is %d", len(a.Body), article.MaxBody))
	}
	return a, nil
}

// fromHTML has the page read; what the line says wins over what the page says.
func (rd reader) fromHTML(ctx context.Context, at place, a *article.Article, value []byte) (*article.Article, error) {
	page, ok := str(value)
	switch {
	case !ok:
		return a, article.Refuse(article.Malformed, "the html is not a string; put it in quotation marks")
	case rd.page == nil:
		return a, article.Refuse(article.Malformed, "html is not read here; give the text")
	}
	src := &ingest.Source{Name: at.String(), URL: a.URL, ContentType: "text/html; charset=utf-8", Body: strings.NewReader(page)}
	for got, err := range rd.page.Read(ctx, src) {
		if got != nil {
			overlay(got, a)
			a = got
		}
		return a, cause(err)
	}
	return a, article.Refuse(article.NoArticle, "the html holds no article")
}

// cause is the refusal in err, without the place that the page reader put in
// front of it, since ours is put there again; or err itself.
func cause(err error) error {
	if r := article.Refused(err); r != nil {
		return r
	}
	return err
}

// overlay puts the fields that are set in over into a.
func overlay(a, over *article.Article) {
	for _, s := range []struct{ to, from *string }{
		{&a.ID, &over.ID}, {&a.URL, &over.URL}, {&a.Title, &over.Title}, {&a.Language, &over.Language},
		{&a.Outlet.Name, &over.Outlet.Name}, {&a.Outlet.Domain, &over.Outlet.Domain},
	} {
		if *s.from != "" {
			*s.to = *s.from
		}
	}
	for _, m := range []struct{ to, from *article.Moment }{
		{&a.Published, &over.Published}, {&a.Modified, &over.Modified}, {&a.Retrieved, &over.Retrieved},
	} {
		if !m.from.IsZero() {
			*m.to = *m.from
		}
	}
	if len(over.Byline) > 0 {
		a.Byline = over.Byline
	}
	if a.Extra == nil {
		a.Extra = over.Extra
	}
	maps.Copy(a.Extra, over.Extra)
}
