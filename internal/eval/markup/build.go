package markup

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

var (
	forms     = []record.QuoteForm{record.Direct, record.Mixed, record.Indirect}
	citations = []record.CitationKind{record.Wire, record.CreditTo, record.Venue, record.HatTip, record.Poll, record.Republication, record.Hyperlink}
	furniture = []article.Kind{article.Related, article.Credit, article.Caption, article.Newsletter, article.Social, article.Byline, article.Dateline, article.Notice}
)

// builder makes a case of parts.
type builder struct {
	p         *parser
	c         *Case
	attr      map[int]*Attribution
	cite      map[int]*Citation
	firstAttr map[int]int // where in the source a number is first used
	firstCite map[int]int
}

func newBuilder(p *parser) *builder {
	return &builder{
		p: p, c: &Case{Marked: p.src, Text: p.out.String()},
		attr: map[int]*Attribution{}, cite: map[int]*Citation{},
		firstAttr: map[int]int{}, firstCite: map[int]int{},
	}
}

func (b *builder) add(m *part) error {
	switch m.role {
	case 'f':
		return b.furniture(m)
	case 'x':
		return b.citation(m)
	}
	a := b.attr[m.number]
	if a == nil {
		a = &Attribution{Number: m.number, In: b.p.in}
		b.attr[m.number], b.firstAttr[m.number] = a, m.at
	}
	if len(m.value) > 1 {
		return fmt.Errorf("a value with %d fields, where there is one", len(m.value))
	}
	return a.add(m)
}

// add gives a part to its attribution.
func (a *Attribution) add(m *part) error {
	value := m.field(0)
	switch m.role {
	case 'c':
		a.Content = join(a.Content, m.span)
		form := record.QuoteForm(value)
		if value != "" && !slices.Contains(forms, form) {
			return fmt.Errorf("form %q is none of direct, mixed, indirect", value)
		}
		return agree(&a.Form, form)
	case 's':
		a.Source = join(a.Source, m.span)
		if value == "?" {
			a.Anonymous, value = true, ""
		}
		err := agree(&a.Speaker, value)
		if err == nil && a.Anonymous && a.Speaker != "" {
			err = fmt.Errorf("both %q and without a name", a.Speaker)
		}
		return err
	case 'a':
		a.Addressee = join(a.Addressee, m.span)
		return agree(&a.Hearer, value)
	}
	a.Cue = join(a.Cue, m.span)
	if value != "" {
		return errors.New("a cue has no value")
	}
	return nil
}

// join adds a fragment to a part.
func join(spans []text.Span, s text.Span) []text.Span {
	if s.Empty() {
		return spans
	}
	return text.Merge(append(spans, s))
}

// agree sets *have to value, or says that another fragment said otherwise.
func agree[T ~string](have *T, value T) error {
	if value == "" {
		return nil
	}
	if *have != "" && *have != value {
		return fmt.Errorf("value %q, where another fragment has %q", value, *have)
	}
	*have = value
	return nil
}

func (b *builder) furniture(m *part) error {
	kind := article.Kind(m.field(0))
	if !slices.Contains(furniture, kind) {
		return fmt.Errorf("furniture of kind %q: write {f=KIND:…} with one of %v", kind, furniture)
	}
	if len(m.value) > 4 {
		return fmt.Errorf("%d fields, where KIND|TITLE|CREDIT|URL are four", len(m.value))
	}
	b.c.Furniture = append(b.c.Furniture, article.Furniture{
		Kind: kind, Span: m.span, Title: m.field(1), Credit: m.field(2), URL: m.field(3),
	})
	return nil
}

func (b *builder) citation(m *part) error {
	x := b.cite[m.number]
	if x == nil {
		x = &Citation{Number: m.number}
		b.cite[m.number], b.firstCite[m.number] = x, m.at
	}
	x.Spans = join(x.Spans, m.span)
	if m.value == nil {
		return nil
	}
	kind := record.CitationKind(m.field(0))
	if !slices.Contains(citations, kind) {
		return fmt.Errorf("citation of kind %q: write {x=KIND|OUTLET:…} with one of %v", kind, citations)
	}
	if len(m.value) > 4 {
		return fmt.Errorf("%d fields, where KIND|OUTLET|THROUGH|COVERS are four", len(m.value))
	}
	return errors.Join(agree(&x.Kind, kind), agree(&x.Outlet, m.field(1)), x.through(m.field(2)), x.covers(m.field(3)))
}

func (x *Citation) through(field string) error {
	if field == "" {
		return nil
	}
	n, err := strconv.Atoi(strings.TrimPrefix(field, "x"))
	if err != nil || field[0] != 'x' || x.Through != 0 && x.Through != n {
		return fmt.Errorf("through %q: write the one citation that cites it, as x1", field)
	}
	x.Through = n
	return nil
}

func (x *Citation) covers(field string) error {
	if field == "" {
		return nil
	}
	for s := range strings.SplitSeq(field, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil {
			return fmt.Errorf("covers %q: write the numbers of attributions, as 1,3", field)
		}
		if !slices.Contains(x.Covers, n) {
			x.Covers = append(x.Covers, n)
		}
	}
	return nil
}

// finish checks what only the whole text shows and sorts.
func (b *builder) finish() error {
	for _, n := range slices.Sorted(maps.Keys(b.attr)) {
		if len(b.attr[n].Content) == 0 {
			return b.p.errorf(b.firstAttr[n], "attribution %d has no content: mark it {c%d:…}", n, n)
		}
		b.c.Attributions = append(b.c.Attributions, *b.attr[n])
	}
	for _, n := range slices.Sorted(maps.Keys(b.cite)) {
		if err := b.resolve(b.cite[n]); err != nil {
			return b.p.errorf(b.firstCite[n], "x%d: %v", n, err)
		}
		b.c.Citations = append(b.c.Citations, *b.cite[n])
	}
	b.c.place()
	return nil
}

func (b *builder) resolve(x *Citation) error {
	if x.Kind == "" || x.Outlet == "" {
		return errors.New("no kind or no outlet: write {x=KIND|OUTLET:…}")
	}
	if x.Through != 0 && b.cite[x.Through] == nil || x.Through == x.Number {
		return fmt.Errorf("there is no other citation x%d", x.Through)
	}
	for _, n := range x.Covers {
		if b.attr[n] == nil {
			return fmt.Errorf("there is no attribution %d", n)
		}
	}
	return nil
}

// place says which attributions stand in furniture and which within others.
func (c *Case) place() {
	spans := make([]text.Span, len(c.Furniture))
	for i, f := range c.Furniture {
		spans[i] = f.Span
	}
	spans = text.Merge(spans)
	for i := range c.Attributions {
		a := &c.Attributions[i]
		if a.In == record.InBody && inside(a.Content, spans) {
			a.In = record.InFurniture
		}
		a.Within = c.holder(a)
	}
}

// holder is the number of the attribution with the smallest content that holds
// the content of a; of two with the same content the second stands within the
// first.
func (c *Case) holder(a *Attribution) int {
	var best *Attribution
	for i := range c.Attributions {
		o := &c.Attributions[i]
		if o.Number == a.Number || !inside(a.Content, o.Content) || inside(o.Content, a.Content) && o.Number > a.Number {
			continue
		}
		if best == nil || cmp.Or(cmp.Compare(size(o.Content), size(best.Content)), cmp.Compare(best.Number, o.Number)) < 0 {
			best = o
		}
	}
	if best == nil {
		return 0
	}
	return best.Number
}

// inside reports whether each of spans lies in one of holders.
func inside(spans, holders []text.Span) bool {
	for _, s := range spans {
		if !slices.ContainsFunc(holders, func(h text.Span) bool { return h.Contains(s) }) {
			return false
		}
	}
	return true
}

func size(spans []text.Span) (n int) {
	for _, s := range spans {
		n += s.Len()
	}
	return n
}
