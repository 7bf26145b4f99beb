package trace

import (
	"cmp"
	"iter"
	"slices"

	"github.com/hearsay-news/hearsay/internal/trace/quotes"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/record"
)

// Apart is how long the article of an edge came after its source, in the unit
// that a person would give it in: "3 hours later"; "" where nobody can tell.
func (t *Trace) Apart(e Edge) string {
	from, held := e.From.Record()
	if !held {
		return ""
	}
	switch d := whenOf(t.Records[from].Article).before(whenOf(t.Records[e.To].Article)); {
	case d > 0:
		return span(d) + " later"
	case d < 0:
		return span(-d) + " earlier"
	}
	return ""
}

// Title is what a story is called: the headline of its first origin that is held,
// else of its first article, or the address or id where that has none.
func (t *Trace) Title(s Story) string {
	n := s.Articles[0]
	for _, o := range s.Origins {
		if m, held := o.Node.Record(); held {
			n = m
			break
		}
	}
	a := t.Records[n].Article
	return cmp.Or(a.Title, a.URL, a.ID)
}

// StoryOf is the number of the story of record n, or -1.
func (t *Trace) StoryOf(n int) int {
	return slices.IndexFunc(t.Stories, func(s Story) bool { return slices.Contains(s.Articles, n) })
}

// Pick is the trace of some stories alone: their articles, and beside these the
// ones of other stories that they have something from or share a quotation with.
func (t *Trace) Pick(stories []int) *Trace {
	p := newPicking(t, stories)
	out := &Trace{}
	for n, r := range t.Records {
		if p.keep[n] {
			p.records[n] = len(out.Records)
			out.Records = append(out.Records, r)
		}
	}
	for n, q := range t.Quotes {
		if p.keep[q.Article] {
			p.quotes[n] = len(out.Quotes)
			q.Article = p.records[q.Article]
			out.Quotes = append(out.Quotes, q)
		}
	}
	for _, e := range t.Edges {
		if p.member[e.To] {
			e.From, e.To = p.node(e.From, out), p.records[e.To]
			out.Edges = append(out.Edges, e)
		}
	}
	for _, s := range t.Shared {
		if p.member[s.A] && p.member[s.B] {
			s.A, s.B = p.records[s.A], p.records[s.B]
			out.Shared = append(out.Shared, s)
		}
	}
	for _, f := range t.Families {
		if p.touches(f) {
			out.Families = append(out.Families, p.family(f))
		}
	}
	for _, a := range t.Altered {
		if p.keep[t.Quotes[a.Quotation].Article] && p.keep[a.Than.Article] {
			a.Quotation, a.Than.Article = p.quotes[a.Quotation], p.records[a.Than.Article]
			out.Altered = append(out.Altered, a)
		}
	}
	for _, n := range stories {
		out.Stories = append(out.Stories, p.story(t.Stories[n], out))
	}
	return out
}

// picking gives what is picked its numbers in the new trace.
type picking struct {
	*Trace
	member  map[int]bool // records of the stories
	keep    map[int]bool // and of those that they need
	records map[int]int
	quotes  map[int]int
	outside map[Node]Node
}

func newPicking(t *Trace, stories []int) *picking {
	p := &picking{Trace: t, member: map[int]bool{}, keep: map[int]bool{}, records: map[int]int{}, quotes: map[int]int{}, outside: map[Node]Node{}}
	for _, s := range stories {
		for _, n := range t.Stories[s].Articles {
			p.member[n], p.keep[n] = true, true
		}
	}
	for _, e := range t.Edges {
		if from, held := e.From.Record(); held && p.member[e.To] {
			p.keep[from] = true
		}
	}
	for _, f := range t.Families {
		if !p.touches(f) {
			continue
		}
		for q := range f.Quotations() {
			p.keep[t.Quotes[q].Article] = true
		}
	}
	return p
}

// touches reports whether an article of the stories carries a quotation of f.
func (p *picking) touches(f Family) bool {
	for q := range f.Quotations() {
		if p.member[p.Quotes[q].Article] {
			return true
		}
	}
	return false
}

// Quotations are the indexes of all quotations of the family.
func (f Family) Quotations() iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, v := range f.Variants {
			for _, q := range v.Quotations {
				if !yield(q) {
					return
				}
			}
		}
	}
}

func (p *picking) node(n Node, out *Trace) Node {
	if r, held := n.Record(); held {
		return Held(p.records[r])
	}
	m, ok := p.outside[n]
	if !ok {
		m = Outside(len(out.Outside))
		p.outside[n] = m
		out.Outside = append(out.Outside, p.Outside[n.Source()])
	}
	return m
}

func (p *picking) family(f Family) Family {
	out := Family{Speaker: f.Speaker}
	for _, v := range f.Variants {
		v.Quotations, v.Than = numbered(v.Quotations, p.quotes), p.quotes[v.Than]
		out.Variants = append(out.Variants, v)
	}
	for _, x := range f.Filled {
		out.Filled = append(out.Filled, Filled{p.quotes[x.Quotation], p.quotes[x.By]})
	}
	return out
}

func (p *picking) story(s Story, out *Trace) Story {
	s.Articles = numbered(s.Articles, p.records)
	l := Ladder{Own: s.Own}
	for _, text := range s.Texts {
		l.Texts = append(l.Texts, numbered(text, p.records))
	}
	for _, o := range s.Origins {
		l.Origins = append(l.Origins, Origin{p.node(o.Node, out), o.Texts})
	}
	s.Ladder = l
	return s
}

func numbered(list []int, numbers map[int]int) []int {
	out := make([]int, len(list))
	for i, n := range list {
		out[i] = numbers[n]
	}
	return out
}

// Words are the words of an article that passages count in: those of its body
// without furniture.
func Words(r *record.Record) *reuse.Text {
	return reuse.Body(r.Article)
}

// Attribution is the statement that a quotation is the words of, and its record.
func (t *Trace) Attribution(q *quotes.Quotation) (*record.Record, *record.Attribution) {
	r := t.Records[q.Article]
	return r, &r.Attributions[q.Attribution]
}
