package record

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/text"
)

// Check says whether the record keeps its promises: every span lies inside its
// text, every id is unique and resolves, spans of a part are in order, and the
// source, cue and addressee of an attribution do not overlap its content. The
// error names each broken promise by id.
func (r *Record) Check() error {
	if r.Article == nil {
		return errors.New("check record: no article")
	}
	c := checker{r: r, ids: map[string]byte{}}
	if r.Refused != "" && len(r.Entities)+len(r.Attributions)+len(r.Citations)+len(r.Events) > 0 {
		c.fail("refused, and yet with findings")
	}
	c.article(r.Article)
	c.collect()
	for i := range r.Entities {
		c.entity(&r.Entities[i])
	}
	for i := range r.Attributions {
		c.attribution(&r.Attributions[i])
	}
	for i := range r.Citations {
		c.citation(&r.Citations[i])
	}
	for i := range r.Events {
		c.event(&r.Events[i])
	}
	return errors.Join(c.errs...)
}

type checker struct {
	r    *Record
	ids  map[string]byte // id to the kind of thing that has it
	errs []error
}

func (c *checker) fail(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("check record %s: "+format, append([]any{c.r.Article.ID}, args...)...))
}

func (c *checker) article(a *article.Article) {
	if !utf8.ValidString(a.Body) || !utf8.ValidString(a.Title) {
		c.fail("title or body is not UTF-8")
	}
	for i, f := range a.Furniture {
		if !f.Span.Within(a.Body) {
			c.fail("furniture %d: span %v outside the body", i, f.Span)
		}
	}
}

func (c *checker) collect() {
	add := func(id string, kind byte) {
		if id == "" || id[0] != kind {
			c.fail("id %q does not begin with %q", id, kind)
		}
		if c.ids[id] != 0 {
			c.fail("id %s given twice", id)
		}
		c.ids[id] = kind
	}
	for _, e := range c.r.Entities {
		add(e.ID, 'e')
	}
	for _, a := range c.r.Attributions {
		add(a.ID, 'a')
	}
	for _, x := range c.r.Citations {
		add(x.ID, 'c')
	}
	for _, v := range c.r.Events {
		add(v.ID, 'v')
	}
}

// resolve checks that every id that is not empty stands for a thing of kind.
func (c *checker) resolve(where string, kind byte, ids ...string) {
	for _, id := range ids {
		if id != "" && c.ids[id] != kind {
			c.fail("%s: no such id %s", where, id)
		}
	}
}

func (c *checker) entity(e *Entity) {
	if e.Name == "" {
		c.fail("%s: no name", e.ID)
	}
	for _, m := range e.Mentions {
		if !m.Span.Within(c.r.Article.Body) {
			c.fail("%s: mention %v outside the body", e.ID, m.Span)
		}
	}
}

func (c *checker) attribution(a *Attribution) {
	in := c.r.Text(a)
	parts := map[string][]text.Span{"source": a.Source.Spans, "cue": a.Cue.Spans, "content": a.Content.Spans, "addressee": a.Addressee.Spans}
	for name, spans := range parts {
		c.spans(a.ID+" "+name, in, spans)
		if name == "content" {
			continue
		}
		for _, s := range spans {
			if slices.ContainsFunc(a.Content.Spans, s.Overlaps) {
				c.fail("%s: %s overlaps content", a.ID, name)
			}
		}
	}
	if len(a.Content.Spans) == 0 {
		c.fail("%s: no content", a.ID)
	}
	if a.Confidence < 0 || a.Confidence > 1 {
		c.fail("%s: confidence %v", a.ID, a.Confidence)
	}
	c.resolve(a.ID, 'e', a.Source.Entity, a.Addressee.Entity)
	c.resolve(a.ID, 'c', a.Via...)
	c.resolve(a.ID, 'a', a.Within)
}

func (c *checker) citation(x *Citation) {
	c.spans(x.ID, c.r.Article.Body, x.Spans)
	c.resolve(x.ID, 'e', x.Entity)
	c.resolve(x.ID, 'c', x.Through)
	c.resolve(x.ID, 'a', x.Covers...)
	seen := map[string]bool{}
	for at := x; at != nil; at = c.r.Citation(at.Through) {
		if seen[at.ID] {
			c.fail("%s: cites itself", x.ID)
			return
		}
		seen[at.ID] = true
	}
}

func (c *checker) event(v *Event) {
	c.spans(v.ID, c.r.Article.Body, v.Spans)
	c.resolve(v.ID, 'e', append(append([]string{v.Place}, v.Actors...), v.Recipients...)...)
	c.resolve(v.ID, 'a', v.AssertedBy)
}

func (c *checker) spans(where, in string, spans []text.Span) {
	last := 0
	for _, s := range spans {
		if !s.Within(in) {
			c.fail("%s: span %v outside its text", where, s)
		} else if s.Start < last {
			c.fail("%s: spans out of order or overlapping at %v", where, s)
		}
		last = s.End
	}
}
