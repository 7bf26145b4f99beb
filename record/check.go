package record

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/text"
)

// Check says whether the record keeps its promises: every span lies inside its
// text, every id is unique and resolves, spans of a part are in order, the
// source, cue and addressee of an attribution do not overlap its content, kinds
// and forms are those of the format, and nothing leads back to itself. The
// error names each broken promise by id. Check takes time in proportion to the
// record, whatever is wrong with it.
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
	c.loops()
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
	if a.ID == "" {
		c.fail("article without an id")
	}
	if !utf8.ValidString(a.Body) || !utf8.ValidString(a.Title) {
		c.fail("title or body is not UTF-8")
	}
	for i, f := range a.Furniture {
		if !f.Span.Within(a.Body) {
			c.fail("furniture %d: span %v outside the body", i, f.Span)
		}
		oneOf(c, fmt.Sprintf("furniture %d: kind", i), f.Kind, furnitureKinds)
	}
	end := 0
	for i, l := range a.Links {
		if !l.Span.Within(a.Body) || l.Span.Start < end {
			c.fail("link %d: span %v outside the body or before the end of another", i, l.Span)
			continue
		}
		end = l.Span.End
	}
}

func (c *checker) collect() {
	add := func(id string, kind byte) {
		if !isID(id, kind) {
			c.fail("id %q is not %q and a number", id, kind)
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

// isID reports whether id is the letter of its kind and a number: "a12".
func isID(id string, kind byte) bool {
	return len(id) > 1 && id[0] == kind && strings.Trim(id[1:], "0123456789") == ""
}

// The values that the format knows, as the schema lists them.
var (
	furnitureKinds = []article.Kind{
		article.Related, article.Credit, article.Caption, article.Newsletter,
		article.Social, article.Byline, article.Dateline, article.Notice,
	}
	entityKinds   = []EntityKind{Person, Organisation, Outlet, Place, Document, Group, Other}
	forms         = []Form{ByName, ByNominal, ByPronoun}
	wheres        = []Where{InBody, InTitle, InFurniture}
	quoteForms    = []QuoteForm{Direct, Indirect, Mixed}
	citationKinds = []CitationKind{Wire, CreditTo, Venue, HatTip, Poll, Republication, Hyperlink}
)

func oneOf[T ~string](c *checker, where string, v T, known []T) {
	if !slices.Contains(known, v) {
		c.fail("%s %q is none of %q", where, v, known)
	}
}

func (c *checker) entity(e *Entity) {
	oneOf(c, e.ID+": kind", e.Kind, entityKinds)
	if e.Name == "" {
		c.fail("%s: no name", e.ID)
	}
	for _, m := range e.Mentions {
		if !m.Span.Within(c.r.Article.Body) {
			c.fail("%s: mention %v outside the body", e.ID, m.Span)
		}
		oneOf(c, e.ID+": form of mention", m.Form, forms)
	}
}

func (c *checker) attribution(a *Attribution) {
	oneOf(c, a.ID+": in", a.In, wheres)
	oneOf(c, a.ID+": form", a.Form, quoteForms)
	c.parts(a)
	if len(a.Content.Spans) == 0 {
		c.fail("%s: no content", a.ID)
	}
	if !(0 <= a.Confidence && a.Confidence <= 1) { // so that NaN fails too
		c.fail("%s: confidence %v", a.ID, a.Confidence)
	}
	c.resolve(a.ID, 'e', a.Source.Entity, a.Addressee.Entity)
	c.resolve(a.ID, 'c', a.Via...)
	c.resolve(a.ID, 'a', a.Within)
}

func (c *checker) parts(a *Attribution) {
	in := c.r.Text(a)
	c.spans(a.ID+" content", in, a.Content.Spans)
	for _, p := range []struct {
		name string
		Part
	}{{"source", a.Source.Part}, {"cue", a.Cue.Part}, {"addressee", a.Addressee.Part}} {
		c.spans(a.ID+" "+p.name, in, p.Spans)
		if overlap(p.Spans, a.Content.Spans) {
			c.fail("%s: %s overlaps content", a.ID, p.name)
		}
	}
}

// overlap reports whether two ordered lists of spans share a byte.
func overlap(a, b []text.Span) bool {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].Overlaps(b[0]):
			return true
		case a[0].End <= b[0].Start:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return false
}

func (c *checker) citation(x *Citation) {
	oneOf(c, x.ID+": kind", x.Kind, citationKinds)
	c.spans(x.ID, c.r.Article.Body, x.Spans)
	c.resolve(x.ID, 'e', x.Entity)
	c.resolve(x.ID, 'c', x.Through)
	c.resolve(x.ID, 'a', x.Covers...)
	if x.Whole && len(x.Covers) > 0 {
		c.fail("%s: stands for the whole article and for %s alone", x.ID, x.Covers[0])
	}
}

// loops finds citations that cite themselves and attributions that stand
// within themselves, be it over others.
func (c *checker) loops() {
	next := map[string]string{}
	for _, x := range c.r.Citations {
		next[x.ID] = x.Through
	}
	for _, x := range c.r.Citations {
		if loop(next, x.ID) {
			c.fail("%s: cites itself", x.ID)
		}
	}
	title := map[string]bool{}
	for _, a := range c.r.Attributions {
		next[a.ID], title[a.ID] = a.Within, a.In == InTitle
	}
	for _, a := range c.r.Attributions {
		if loop(next, a.ID) {
			c.fail("%s: stands within itself", a.ID)
		}
		if a.Within != "" && title[a.Within] != title[a.ID] {
			c.fail("%s: stands within %s, which is in another text", a.ID, a.Within)
		}
	}
}

// loop follows next from id and reports whether it comes back to a place that
// it passed. Places passed are taken out of next, so that all walks together
// pass each once and each loop is reported once.
func loop(next map[string]string, id string) bool {
	passed := map[string]bool{}
	for id != "" && !passed[id] {
		to, ok := next[id]
		if !ok {
			return false
		}
		passed[id] = true
		delete(next, id)
		id = to
	}
	return passed[id]
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
