package trace

import (
	"slices"

	"github.com/hearsay-news/hearsay/internal/trace/quotes"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/record"
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
	t.changed, t.agreed = map[int]*Alteration{}, map[[2]int]bool{}
	var out []Alteration
	for q := range t.quotes {
		if a := t.alteration(q, 0); a != nil {
			out = append(out, *a)
		}
	}
	return t.toldOnce(out)
}

// toldOnce leaves out alterations that a longer quotation around theirs has.
func (t *tracer) toldOnce(all []Alteration) []Alteration {
	var out []Alteration
	article := func(i int) int { return t.quotes[all[i].Quotation].Article }
	for from, to := 0, 0; from < len(all); from = to {
		for to = from; to < len(all) && article(to) == article(from); to++ {
		}
		for i := from; i < to; i++ {
			if !slices.ContainsFunc(all[from:to], func(b Alteration) bool { return t.within(&all[i], &b) }) {
				out = append(out, all[i])
			}
		}
	}
	return out
}

// within reports whether an alteration lies in a quotation around its own, in
// what is altered there.
func (t *tracer) within(a, b *Alteration) bool {
	x, y := &t.quotes[a.Quotation], &t.quotes[b.Quotation]
	if x.Text.Len() >= y.Text.Len() || t.inBody(a.Quotation) != t.inBody(b.Quotation) {
		return false
	}
	all := b.Stretches(y)
	return !slices.ContainsFunc(a.Stretches(x), func(s text.Span) bool {
		return !slices.ContainsFunc(all, func(o text.Span) bool { return o.Start <= s.Start && s.End <= o.End })
	})
}

// deepest is how many hands a quotation is followed through.
const deepest = 20

func (t *tracer) alteration(q int, depth int) *Alteration {
	if a, ok := t.changed[q]; ok || t.family[q] < 0 || depth > deepest {
		return a
	}
	t.changed[q] = nil
	from, known := t.had(q)
	if known {
		t.changed[q] = t.sinceSource(q, from, depth)
	}
	if t.changed[q] == nil && (!known || t.hasMore(q, from)) {
		t.changed[q] = t.sinceText(q)
	}
	if t.changed[q] == nil && !known {
		if usual := t.usual(q); usual >= 0 {
			t.changed[q] = t.compared(q, t.quotes[usual])
		}
	}
	return t.changed[q]
}

// hasMore reports whether a quotation goes on where another has ended.
func (t *tracer) hasMore(q, than int) bool {
	d := quotes.Compare(&t.quotes[than], &t.quotes[q])
	return slices.ContainsFunc(d.Changes, func(c quotes.Change) bool { return c.What == quotes.Cut && c.To.Len() >= quotes.Least })
}

// sinceText is what became of a quotation since the text of its source had its
// words, whoever is said to have spoken them there.
func (t *tracer) sinceText(q int) *Alteration {
	n := t.quotes[q].Article
	if !t.inBody(q) {
		return nil
	}
	for _, e := range t.in[n] {
		from, held := e.From.Record()
		if !held || e.Passages == nil {
			continue
		}
		if than, ok := t.inText(q, from, e.Passages); ok {
			return t.compared(q, than)
		}
	}
	return nil
}

func (t *tracer) inBody(q int) bool {
	x := &t.quotes[q]
	return t.items[x.Article].r.Attributions[x.Attribution].In == record.InBody
}

// textShare is the share of its words that a quotation has in a text, at least,
// and textLength how many times as long the words there may be.
const (
	textShare  = 0.6
	textLength = 10
)

// inText are the words of item from that a quotation was made of, by the
// passages that its article shares with it.
func (t *tracer) inText(q, from int, passages []reuse.Passage) (quotes.Quotation, bool) {
	x := &t.quotes[q]
	it, source := t.items[x.Article], t.items[from]
	at := reuse.Match(source.words, it.words, passages).B
	r, found := reuse.Range{From: source.words.Len()}, 0
	for _, s := range x.Spans {
		in := it.words.Within(s)
		for _, i := range at[in.From:in.To] {
			if i >= 0 {
				r.From, r.To = min(r.From, int(i)), max(r.To, int(i)+1)
				found++
			}
		}
	}
	if float64(found) < textShare*float64(x.Text.Len()) || r.Len() > textLength*x.Text.Len() {
		return quotes.Quotation{}, false
	}
	return quotes.In(from, source.r.Article.Body, source.words.Span(r)), true
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
		if t.compared(q, t.joined(q, up)) == nil {
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
	parts := []*quotes.Quotation{&t.quotes[from]}
	for _, o := range t.beside[q] {
		part := &t.quotes[o]
		if t.besides(from, o) && len(parts) <= mostJoined && !slices.ContainsFunc(parts, part.Meets) {
			parts = append(parts, part)
		}
	}
	if len(parts) == 1 {
		return t.quotes[from]
	}
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

// usual is the quotation that most others agree with, of those that are linked to
// q and not much shorter, or -1 where as many agree with q. What the article of q
// quotes as well is another place of what was said.
func (t *tracer) usual(q int) int {
	more := clearly
	if t.fromWire(t.quotes[q].Article) {
		more = 1 // they had the same words before them
	}
	asked := t.beside[q][:min(len(t.beside[q]), mostAsked)]
	ours := t.agree(q, asked)
	best, most := -1, len(ours)+more
	for _, o := range asked {
		if float64(t.quotes[o].Text.Len()) < usualLength*float64(t.quotes[q].Text.Len()) {
			continue
		}
		if theirs := t.agree(o, asked); len(theirs) >= most && t.alike(o, q) && !t.elsewhere(o, q) && !both(ours, theirs) {
			best, most = o, len(theirs)+1
		}
	}
	return best
}

// mostAsked is how many quotations are asked at most which wording is usual.
const mostAsked = 24

// usualLength is how long the usual wording is at least, of that which is
// compared with it, and usualShare how much of this it has.
const (
	usualLength = 0.7
	usualShare  = 0.8
)

func (t *tracer) alike(usual, q int) bool {
	return float64(quotes.Compare(&t.quotes[usual], &t.quotes[q]).Same) >= usualShare*float64(t.quotes[q].Text.Len())
}

// elsewhere reports whether the article of q has another quotation with the words
// of o.
func (t *tracer) elsewhere(o, q int) bool {
	n := t.quotes[q].Article
	for k := t.firstOf[n]; k < len(t.quotes) && t.quotes[k].Article == n; k++ {
		if d := quotes.Compare(&t.quotes[o], &t.quotes[k]); k != q && d.Grade != quotes.Altered && float64(d.Same) >= usualShare*float64(t.quotes[o].Text.Len()) {
			return true
		}
	}
	return false
}

// agree is a quotation without words that differ in each article that has one, its
// own among them.
func (t *tracer) agree(q int, others []int) map[int]int {
	in := map[int]int{t.quotes[q].Article: q}
	for _, o := range others {
		if _, ok := in[t.quotes[o].Article]; !ok && t.agrees(o, q) {
			in[t.quotes[o].Article] = o
		}
	}
	return in
}

// agrees reports whether the words of two quotations don't differ. Those of one
// utterance are asked for one another again and again.
func (t *tracer) agrees(o, q int) bool {
	key := [2]int{o, q}
	same, ok := t.agreed[key]
	if !ok {
		same = quotes.Compare(&t.quotes[o], &t.quotes[q]).Grade != quotes.Altered
		t.agreed[key] = same
	}
	return same
}

// both reports whether an article has two wordings, by the quotations that agree
// with each: then they are no wordings of one utterance.
func both(a, b map[int]int) bool {
	for n, q := range a {
		if o, ok := b[n]; ok && o != q {
			return true
		}
	}
	return false
}
