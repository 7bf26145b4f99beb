package trace

import (
	"slices"

	"github.com/hearsay-news/hearsay/internal/trace/quotes"
	"github.com/hearsay-news/hearsay/text"
)

// Alteration is a quotation whose words are no longer those that were said, as
// far as the other articles show.
type Alteration struct {
	Quotation int              // index of Trace.Quotes
	Than      quotes.Quotation // the words as they were: of one quotation, or of several that were joined
	HandedOn  bool             // its source has altered it already
	quotes.Difference
}

// Stretches are the parts of the quotation, between quotation marks, in which
// its words were changed.
func (a *Alteration) Stretches(q *quotes.Quotation) []text.Span {
	var out []text.Span
	for _, c := range a.Changes {
		if c.What.Faithful() {
			continue
		}
		at := q.Text.Word(min(c.To.From, q.Text.Len()-1)).Start
		for _, s := range q.Spans {
			if s.Start <= at && at < s.End && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// clearly is by how many articles more a wording must be carried to be the
// usual one, where nothing says who has the quotation from whom.
const clearly = 2

// altered are the quotations that differ, other than openly, from those of the
// article that theirs has them from; those that are handed on so; and, where no
// source is known, those that differ from a wording that more articles carry.
func (t *tracer) altered() []Alteration {
	t.changed = map[int]*Alteration{}
	var out []Alteration
	for q := range t.quotes {
		if a := t.alteration(q, 0); a != nil {
			out = append(out, *a)
		}
	}
	return out
}

// deepest is how many hands a quotation is followed through.
const deepest = 20

func (t *tracer) alteration(q int, depth int) *Alteration {
	if a, ok := t.changed[q]; ok || t.family[q] < 0 || depth > deepest {
		return a
	}
	t.changed[q] = nil
	if from, known := t.had(q); known {
		t.changed[q] = t.sinceSource(q, from, depth)
	} else if usual := t.usual(q); usual >= 0 {
		t.changed[q] = t.compared(q, t.quotes[usual])
	}
	return t.changed[q]
}

// sinceSource is what became of a quotation since its source had it, or before.
func (t *tracer) sinceSource(q, from int, depth int) *Alteration {
	if !t.restored(q, from) {
		if a := t.compared(q, t.joined(q, from)); a != nil {
			return a
		}
	}
	if a := t.alteration(from, depth+1); a != nil {
		if b := t.compared(q, a.Than); b != nil {
			b.HandedOn = true
			return b
		}
	}
	return nil
}

// restored reports whether a quotation has the words that those had from whom
// its source has it: then not it is altered but the source's, or the article has
// it from elsewhere.
func (t *tracer) restored(q, from int) bool {
	for range deepest {
		up, known := t.had(from)
		if !known {
			return false
		}
		if t.compared(q, t.quotes[up]) == nil {
			return true
		}
		from = up
	}
	return false
}

func (t *tracer) compared(q int, than quotes.Quotation) *Alteration {
	d := quotes.Compare(&than, &t.quotes[q])
	if d.Grade != quotes.Altered {
		return nil
	}
	return &Alteration{Quotation: q, Than: than, Difference: d}
}

// joined is the quotation that another was made of; with those beside it, where
// the other has words of these as well.
func (t *tracer) joined(q, from int) quotes.Quotation {
	var parts []*quotes.Quotation
	for _, o := range t.beside[q] {
		if t.besides(from, o) && len(parts) < mostJoined {
			parts = append(parts, &t.quotes[o])
		}
	}
	if len(parts) == 0 {
		return t.quotes[from]
	}
	parts = append(parts, &t.quotes[from])
	slices.SortFunc(parts, func(a, b *quotes.Quotation) int { return a.Spans[0].Start - b.Spans[0].Start })
	return quotes.Join(parts)
}

// mostJoined is of how many others a quotation is joined at most.
const mostJoined = 3

// besides reports whether two quotations are different ones of one text.
func (t *tracer) besides(a, b int) bool {
	x, y := &t.quotes[a], &t.quotes[b]
	if x.Article != y.Article || x.Attribution == y.Attribution {
		return false
	}
	all := t.items[x.Article].r.Attributions
	return all[x.Attribution].In == all[y.Attribution].In
}

// usual is the quotation of the wording that most articles carry, of those that
// are linked to q and not much shorter, or -1 where q's own is as usual. What the
// article of q quotes as well is another place of what was said.
func (t *tracer) usual(q int) int {
	best := -1
	own := map[uint64]bool{}
	for o := t.firstOf[t.quotes[q].Article]; o < len(t.quotes) && t.quotes[o].Article == t.quotes[q].Article; o++ {
		own[t.quotes[o].Text.Digest()] = true
	}
	for _, o := range t.beside[q] {
		if t.like[o] >= t.like[q]+clearly && (best < 0 || t.like[o] > t.like[best]) && !own[t.quotes[o].Text.Digest()] &&
			float64(t.quotes[o].Text.Len()) >= usualLength*float64(t.quotes[q].Text.Len()) {
			best = o
		}
	}
	return best
}

// usualLength is how long the usual wording is at least, of that which is
// compared with it.
const usualLength = 0.7
