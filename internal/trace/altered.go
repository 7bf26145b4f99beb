package trace

import "github.com/hearsay-news/hearsay/internal/trace/quotes"

// Alteration is a quotation whose words an article changed.
type Alteration struct {
	Quotation int // index of Trace.Quotes
	Than      int // the quotation that has the words as they were
	quotes.Difference
}

// clearly is by how many articles more a wording must be carried to be the
// usual one, where nothing says who has the quotation from whom.
const clearly = 2

// altered are the quotations that differ, other than openly, from those of the
// article that theirs has them from; or, where no such is known, from a
// wording that more articles carry.
func (t *tracer) altered() []Alteration {
	var out []Alteration
	for q := range t.quotes {
		if t.family[q] < 0 {
			continue
		}
		than, known := t.had(q)
		if !known {
			than = t.usual(q)
		}
		if than < 0 || t.quotes[than].Text.Digest() == t.quotes[q].Text.Digest() {
			continue
		}
		if d := quotes.Compare(&t.quotes[than], &t.quotes[q]); d.Grade == quotes.Altered {
			out = append(out, Alteration{q, than, d})
		}
	}
	return out
}

// usual is the quotation of the wording that most articles carry, of those that
// are linked to q, or -1 where q's own is as usual.
func (t *tracer) usual(q int) int {
	best := -1
	for _, o := range t.linked(q) {
		if t.like[o] >= t.like[q]+clearly && (best < 0 || t.like[o] > t.like[best]) {
			best = o
		}
	}
	return best
}

// linked are the quotations of one utterance with q.
func (t *tracer) linked(q int) []int {
	var out []int
	for _, l := range t.families[t.family[q]].Links {
		switch q {
		case l.A:
			out = append(out, l.B)
		case l.B:
			out = append(out, l.A)
		}
	}
	return out
}
