package markup

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// Format writes a record as a marked article: a header where the article has
// more than a body, then the body. [ParseArticle] reads back what
// [record.Record.Check] passes. Where a part crosses another it is written in
// pieces; spans that do not lie in their text are left out.
func Format(r *record.Record) string { return FromRecord(r).String() }

// FromRecord makes the marked article of a record. Attributions of title and
// body are numbered from 1 in each, in the order of the record. The name of a
// speaker who is named in full by the words of the source is left out.
func FromRecord(r *record.Record) *Article {
	a := &Article{Article: *r.Article, Title: &Case{Text: r.Article.Title}, Body: &Case{Text: r.Article.Body}}
	a.Article.Furniture = nil
	numbers := map[string]int{}
	for i := range r.Attributions {
		at := &r.Attributions[i]
		c := a.Body
		if at.In == record.InTitle {
			c = a.Title
		}
		m := attribution(r, at, c)
		if len(m.Content) == 0 {
			continue
		}
		c.Attributions = append(c.Attributions, m)
		if c == a.Body {
			numbers[at.ID] = m.Number
		}
	}
	for i := range r.Citations {
		a.Body.Citations = append(a.Body.Citations, citation(r, i, numbers))
	}
	for _, f := range r.Article.Furniture {
		if f.Span.Within(a.Body.Text) {
			a.Body.Furniture = append(a.Body.Furniture, f)
		}
	}
	a.Title.place()
	a.Body.place()
	return a
}

// attribution is the next attribution of c.
func attribution(r *record.Record, at *record.Attribution, c *Case) Attribution {
	in := record.InBody
	if at.In == record.InTitle {
		in = record.InTitle
	}
	m := Attribution{
		Number: len(c.Attributions) + 1, In: in, Form: at.Form, Anonymous: at.Source.Anonymous,
		Content: sound(c.Text, at.Content.Spans), Source: sound(c.Text, at.Source.Spans),
		Cue: sound(c.Text, at.Cue.Spans), Addressee: sound(c.Text, at.Addressee.Spans),
	}
	if name := r.Name(at.Source.Entity); !m.Anonymous && name != text.Cut(c.Text, m.Source) {
		m.Speaker = name
	}
	if name := r.Name(at.Addressee.Entity); name != text.Cut(c.Text, m.Addressee) {
		m.Hearer = name
	}
	return m
}

func citation(r *record.Record, i int, numbers map[string]int) Citation {
	x := &r.Citations[i]
	out := Citation{Number: i + 1, Kind: x.Kind, Outlet: x.Outlet, Spans: sound(r.Article.Body, x.Spans)}
	out.Through = 1 + slices.IndexFunc(r.Citations, func(o record.Citation) bool { return x.Through != "" && o.ID == x.Through })
	for _, id := range x.Covers {
		if n := numbers[id]; n > 0 {
			out.Covers = append(out.Covers, n)
		}
	}
	return out
}

// sound are the spans that lie in s, merged; nil for none.
func sound(s string, spans []text.Span) (out []text.Span) {
	for _, x := range spans {
		if x.Within(s) {
			out = append(out, x)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return text.Merge(out)
}

// String is the article as a file.
func (a *Article) String() string {
	var b bytes.Buffer
	writeHeader(&b, a, a.Title.String())
	body := a.Body.write(false)
	if _, _, header := cutHeader(body); header > 0 || b.Len() > 0 {
		b.WriteString("---\n")
	}
	b.WriteString(body)
	if strings.HasSuffix(body, "\n") {
		b.WriteByte('\n') // the last line break is the file's
	}
	return b.String()
}

// String is the case on one line, as Parse reads it.
func (c *Case) String() string { return c.write(true) }

// write marks the text; on one line, line breaks are written \n.
func (c *Case) write(oneLine bool) string {
	w := &layout{oneLine: oneLine}
	at := 0
	for _, p := range c.pieces() {
		w.until(c.Text, at, p.span.Start)
		at = p.span.Start
		w.begin(p)
	}
	w.until(c.Text, at, len(c.Text))
	return w.b.String()
}

// piece is a part to write.
type piece struct {
	head string // "{c1=direct:"
	rank int
	span text.Span
}

// layout writes a text with pieces open.
type layout struct {
	b       strings.Builder
	oneLine bool
	open    []piece // innermost last, which ends first
}

// until writes the text from at to to and ends what ends on the way.
func (w *layout) until(s string, at, to int) {
	for n := len(w.open); n > 0 && w.open[n-1].span.End <= to; n = len(w.open) {
		end := w.open[n-1].span.End
		w.plain(s[at:end])
		w.b.WriteByte('}')
		w.open = w.open[:n-1]
		at = end
	}
	w.plain(s[at:to])
}

// begin opens a piece below those that end before it: those are closed and
// opened again inside it.
func (w *layout) begin(p piece) {
	if p.span.Empty() {
		w.b.WriteString(p.head + "}")
		return
	}
	n := len(w.open)
	for n > 0 && w.open[n-1].span.End < p.span.End {
		n--
		w.b.WriteByte('}')
	}
	w.open = slices.Insert(w.open, n, p)
	for _, o := range w.open[n:] {
		w.b.WriteString(o.head)
	}
}

var plainText = strings.NewReplacer(`\`, `\\`, `{`, `\{`, `}`, `\}`)

func (w *layout) plain(s string) {
	if w.oneLine && w.b.Len() == 0 && strings.HasPrefix(s, "#") {
		w.b.WriteByte('\\')
	}
	s = plainText.Replace(s)
	if w.oneLine {
		s = strings.ReplaceAll(s, "\n", `\n`)
	}
	w.b.WriteString(s)
}

// pieces are all parts of the case in the order in which they begin, outer
// before inner. Parts that cross the edge of furniture are cut there, so that
// furniture stays in one piece.
func (c *Case) pieces() []piece {
	var all []piece
	edges := c.edges()
	put := func(rank, origin int, head string, spans []text.Span, wordless bool) {
		if len(spans) == 0 && wordless {
			all = append(all, piece{head, rank, text.Span{Start: origin, End: origin}})
		}
		for _, s := range spans {
			for _, s := range cut(s, edges) {
				all = append(all, piece{head, rank, s})
			}
		}
	}
	for _, f := range c.Furniture {
		all = append(all, piece{furnitureHead(&f), 0, f.Span})
	}
	for i := range c.Citations {
		x := &c.Citations[i]
		put(1, 0, x.head(len(c.Citations) == 1), x.Spans, true)
	}
	for i := range c.Attributions {
		a := &c.Attributions[i]
		num, from := "", a.Content[0].Start
		if len(c.Attributions) > 1 || a.Number != 1 {
			num = strconv.Itoa(a.Number)
		}
		speaker := a.Speaker
		if a.Anonymous {
			speaker = "?"
		}
		put(2, from, head("c"+num, string(a.Form)), a.Content, false)
		put(3, from, head("s"+num, speaker), a.Source, speaker != "")
		put(4, from, head("a"+num, a.Hearer), a.Addressee, a.Hearer != "")
		put(5, from, head("q"+num), a.Cue, false)
	}
	slices.SortStableFunc(all, func(a, b piece) int {
		return cmp.Or(a.span.Start-b.span.Start, emptyFirst(a, b), b.span.End-a.span.End, a.rank-b.rank)
	})
	return all
}

// emptyFirst puts parts without words before those that begin at their place.
func emptyFirst(a, b piece) int {
	switch e, f := a.span.Empty(), b.span.Empty(); {
	case e && !f:
		return -1
	case f && !e:
		return 1
	}
	return 0
}

// edges are the places where furniture begins and ends, in order.
func (c *Case) edges() []int {
	var at []int
	for _, f := range c.Furniture {
		at = append(at, f.Span.Start, f.Span.End)
	}
	slices.Sort(at)
	return slices.Compact(at)
}

// cut divides s at the edges inside it.
func cut(s text.Span, edges []int) []text.Span {
	var out []text.Span
	i, _ := slices.BinarySearch(edges, s.Start+1)
	for ; i < len(edges) && edges[i] < s.End; i++ {
		out = append(out, text.Span{Start: s.Start, End: edges[i]})
		s.Start = edges[i]
	}
	return append(out, s)
}

var fieldText = strings.NewReplacer(`\`, `\\`, `{`, `\{`, `}`, `\}`, `:`, `\:`, `|`, `\|`, "\n", `\n`)

// head is the beginning of a part, fields that are empty at the end left out.
func head(role string, fields ...string) string {
	for len(fields) > 0 && fields[len(fields)-1] == "" {
		fields = fields[:len(fields)-1]
	}
	if len(fields) == 0 {
		return "{" + role + ":"
	}
	safe := make([]string, len(fields))
	for i, f := range fields {
		safe[i] = fieldText.Replace(f)
	}
	return "{" + role + "=" + strings.Join(safe, "|") + ":"
}

func furnitureHead(f *article.Furniture) string {
	return head("f", string(f.Kind), f.Title, f.Credit, f.URL)
}

func (x *Citation) head(only bool) string {
	role, through := "x", ""
	if !only || x.Number != 1 {
		role += strconv.Itoa(x.Number)
	}
	if x.Through > 0 {
		through = fmt.Sprintf("x%d", x.Through)
	}
	covers := make([]string, len(x.Covers))
	for i, n := range x.Covers {
		covers[i] = strconv.Itoa(n)
	}
	return head(role, string(x.Kind), x.Outlet, through, strings.Join(covers, ","))
}
