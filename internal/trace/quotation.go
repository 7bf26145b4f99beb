package trace

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/internal/trace/quotes"
	"github.com/hearsay-news/hearsay/record"
)

// Family is one utterance as the articles give it.
type Family struct {
	Variants []Variant // that which most articles have first
	Speaker  string    // by the name that most articles give, a person's first
	Filled   []Filled  // in the order of their quotations
}

// Filled says that an article leaves the speaker of a quotation without a name
// ("he", "the minister"), and that another one names him for the same words. Whom an
// article keeps anonymous nobody is filled in for.
type Filled struct {
	Quotation int // index of Trace.Quotes
	By        int // the quotation of the article that names him
}

// Variant is one wording of an utterance.
type Variant struct {
	Quotations []int // indexes of Trace.Quotes, in the order of publication
	// How it differs from quotation Than: from that of its source, where it has
	// one and the source's words are others, else from the first of the first
	// variant. The first variant differs from none.
	quotes.Difference
	Than     int
	HandedOn bool // its source has altered it already, and it is altered so far
	Joined   bool // it was made of several quotations
}

// quotations finds the quotations of all items and brings together those of
// one utterance.
func (t *tracer) quotations() {
	t.firstOf = map[int]int{}
	for n, it := range t.items {
		t.firstOf[n] = len(t.quotes)
		t.quotes = append(t.quotes, quotes.Of(n, it.r)...)
	}
	t.families = quotes.Families(t.quotes)
	t.links = map[[2]int][]quotes.Link{}
	t.like = make([]int, len(t.quotes))
	t.family = make([]int, len(t.quotes))
	for n := range t.quotes {
		t.family[n] = -1
	}
	t.beside = make([][]int, len(t.quotes))
	for n, f := range t.families {
		for _, q := range f.Members {
			t.family[q] = n
		}
		for _, l := range f.Links {
			t.beside[l.A] = append(t.beside[l.A], l.B)
			t.beside[l.B] = append(t.beside[l.B], l.A)
			key := [2]int{t.quotes[l.A].Article, t.quotes[l.B].Article}
			t.links[key] = append(t.links[key], l)
		}
	}
	t.countCarriers()
}

// countCarriers counts the articles that carry each wording of an utterance.
func (t *tracer) countCarriers() {
	type carrier struct {
		words   uint64
		article int
	}
	for _, f := range t.families {
		seen, carriers := map[carrier]bool{}, map[uint64]int{}
		for _, q := range f.Members {
			c := carrier{t.quotes[q].Text.Digest(), t.quotes[q].Article}
			if !seen[c] {
				seen[c] = true
				carriers[c.words]++
			}
		}
		for _, q := range f.Members {
			t.like[q] = carriers[t.quotes[q].Text.Digest()]
		}
	}
}

// shared are the quotations that two items share.
func (t *tracer) shared(a, b int) []quotes.Link { return t.links[[2]int{min(a, b), max(a, b)}] }

// wording counts the quotations whose usual wording item a has and b has
// altered.
func (t *tracer) wording(a, b int) (n int) {
	for _, l := range t.shared(a, b) {
		x, y := l.A, l.B
		if t.quotes[x].Article != a {
			x, y = y, x
		}
		if t.like[x] > t.like[y] && quotes.Compare(&t.quotes[x], &t.quotes[y]).Grade == quotes.Altered {
			n++
		}
	}
	return n
}

// asFamily groups the members of a family by their words.
func (t *tracer) asFamily(f quotes.Family) Family {
	var out Family
	at := map[uint64]int{}
	for _, q := range f.Members {
		d := t.quotes[q].Text.Digest()
		k, ok := at[d]
		if !ok {
			k = len(out.Variants)
			at[d] = k
			out.Variants = append(out.Variants, Variant{})
		}
		out.Variants[k].Quotations = append(out.Variants[k].Quotations, q)
	}
	out.Speaker = t.commonSpeaker(f)
	for _, q := range f.Members {
		if by, ok := t.namedBy(q); ok {
			out.Filled = append(out.Filled, Filled{Quotation: q, By: by})
		}
	}
	slices.SortStableFunc(out.Variants, func(a, b Variant) int {
		return cmp.Or(t.like[b.Quotations[0]]-t.like[a.Quotations[0]], len(b.Quotations)-len(a.Quotations), t.quotes[b.Quotations[0]].Text.Len()-t.quotes[a.Quotations[0]].Text.Len())
	})
	main := out.Variants[0].Quotations[0]
	out.Variants[0].Difference = quotes.Difference{Grade: quotes.Identical, Same: t.quotes[main].Text.Len()}
	out.Variants[0].Than = main
	for i := range out.Variants[1:] {
		v := &out.Variants[i+1]
		v.Than = main
		if from, ok := t.had(v.Quotations[0]); ok && t.quotes[from].Text.Digest() != t.quotes[v.Quotations[0]].Text.Digest() {
			v.Than = from
		}
		v.Difference = quotes.Compare(&t.quotes[v.Than], &t.quotes[v.Quotations[0]])
		t.judge(v)
	}
	return out
}

// judge says of a variant that it is altered only where that is known, and not
// where nothing says which of two wordings is the one that was said; and that it
// is trimmed only where it lacks something.
func (t *tracer) judge(v *Variant) {
	lacks := slices.ContainsFunc(v.Changes, func(c quotes.Change) bool { return c.From.Len() > 0 && c.What != quotes.Respelt })
	switch {
	case v.Grade == quotes.Altered:
		v.Grade = quotes.Differs
	case v.Grade == quotes.Trimmed && !lacks:
		v.Grade = quotes.Fuller
	}
	for _, q := range v.Quotations {
		if a := t.changed[q]; a != nil {
			v.Grade, v.HandedOn = quotes.Altered, a.HandedOn
			v.Joined = slices.ContainsFunc(a.Changes, func(c quotes.Change) bool { return c.What == quotes.Joined })
			return
		}
	}
}

// had is the quotation, of an article that a quotation's own has something
// from, that is most like it; known is false where there is none. It is looked
// for once: chains of copies ask for the same again and again.
func (t *tracer) had(q int) (had int, known bool) {
	if t.from == nil {
		t.from = make([]int, len(t.quotes))
		for q := range t.quotes {
			t.from[q] = t.lookUp(q)
		}
	}
	return t.from[q], t.from[q] >= 0
}

// partOf is how many quotations one is made of at most, so that each gave a part
// of its words.
const partOf = mostJoined

func (t *tracer) lookUp(q int) int {
	had, most := -1, 0
	n := t.quotes[q].Article
	for _, e := range t.in[n] {
		from, held := e.From.Record()
		if !held {
			continue
		}
		for _, l := range t.shared(from, n) {
			o := l.A
			if l.A == q {
				o = l.B
			} else if l.B != q {
				continue
			}
			if same := quotes.Compare(&t.quotes[o], &t.quotes[q]).Same; same > most && partOf*same >= t.quotes[q].Text.Len() {
				had, most = o, same
			}
		}
	}
	return had
}

// commonSpeaker is the name that most of the articles of a family give its
// speaker; names of people go before what is no name ("transport minister").
func (t *tracer) commonSpeaker(f quotes.Family) string {
	times := map[string]int{}
	for _, q := range f.Members {
		e := t.speaks(q)
		if e == nil {
			continue
		}
		times[e.Name]++
		if e.Kind == record.Person && named(e) {
			times[e.Name] += len(f.Members)
		}
	}
	best := ""
	for name, n := range times {
		if n > times[best] || n == times[best] && (len(name) > len(best) || len(name) == len(best) && name < best) {
			best = name
		}
	}
	return best
}

// namedBy is the quotation of the same utterance by which the speaker of another
// has a name, where its own article gives none: that of its source, else the first.
// Where articles name several people, nobody knows.
func (t *tracer) namedBy(q int) (by int, ok bool) {
	r := t.items[t.quotes[q].Article].r
	if a := &r.Attributions[t.quotes[q].Attribution]; a.Source.Anonymous || named(r.Entity(a.Source.Entity)) {
		return 0, false
	}
	for _, o := range t.beside[q] {
		e := t.speaks(o)
		switch {
		case !named(e) || e.Kind != record.Person:
		case !ok:
			by, ok = o, true
		case !sameName(t.speaks(by), e):
			return 0, false
		}
	}
	if from, known := t.had(q); known && ok && named(t.speaks(from)) {
		by = from
	}
	return by, ok
}

// speaks is whom its article lays a quotation to, or nil.
func (t *tracer) speaks(q int) *record.Entity {
	r := t.items[t.quotes[q].Article].r
	return r.Entity(r.Attributions[t.quotes[q].Attribution].Source.Entity)
}

// sameName reports whether two people of different articles may be the same: by the
// last word of their names.
func sameName(a, b *record.Entity) bool {
	x, y := strings.Fields(a.Name), strings.Fields(b.Name)
	return len(x) > 0 && len(y) > 0 && strings.EqualFold(x[len(x)-1], y[len(y)-1])
}

// named reports whether an entity has a name.
func named(e *record.Entity) bool {
	return e != nil && slices.ContainsFunc(e.Mentions, func(m record.Mention) bool { return m.Form == record.ByName })
}
