package cite

import (
	"strings"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// role is how a sentence uses the outlet that it names.
type role struct {
	kind  record.CitationKind // empty: it only names it
	span  nlp.Range           // the words of the credit
	left  bool                // told by the words before the name
	cites bool                // "citing": it stands behind the credit before it
	made  bool                // the words are of what the outlet made: "a Reuters tally"
	sure  bool                // the words would make an outlet of any name
}

// roles gives each mention its role and makes citations of those that have
// one.
func (f *finder) roles() {
	for k := range f.found {
		m := &f.found[k]
		if f.isTaken(m.name) {
			continue
		}
		m.role = f.roleOf(m)
	}
	for k := 1; k < len(f.found); k++ {
		m, prev := &f.found[k], &f.found[k-1]
		if m.role.kind == "" && prev.role.kind != "" && prev.role.left && f.joined(prev, m) && !f.foreign(m) && !f.apposed(m) {
			m.role = prev.role
			m.role.span = m.outer
		}
	}
	for k := len(f.found) - 2; k >= 0; k-- {
		m, next := &f.found[k], &f.found[k+1]
		if m.role.kind == "" && next.role.kind != "" && !next.role.left && f.joined(m, next) {
			m.role = next.role
			m.role.span.From = m.outer.From
			if m.role.kind != record.Poll || m.role.span.Len() > 2*longestName {
				m.role.span = m.outer
			}
		}
	}
	for k := range f.found {
		if m := &f.found[k]; m.role.kind != "" {
			f.add(m)
		}
	}
	f.pollCompounds()
}

func (f *finder) isTaken(r nlp.Range) bool {
	for _, t := range f.taken {
		if t.From < r.To && r.From < t.To {
			return true
		}
	}
	return false
}

// add makes a citation of a mention.
func (f *finder) add(m *mention) {
	f.cites = append(f.cites, citation{
		outlet: m.outlet, credit: m.role.kind, span: f.bare(m.role.span), name: f.bare(m.name),
		sent: int(f.d.Tokens[m.name.From].Sent), through: through(m.role.cites), unnamed: m.unnamed, closes: f.closes(m),
	})
}

// closes reports whether the credit stands behind a comma and ends its
// sentence: "…, according to Reuters.", "…, CNN reported on Monday."
func (f *finder) closes(m *mention) bool {
	r := m.role.span
	if m.role.kind != record.CreditTo || m.role.cites || f.low(r.From-1) != "," && !f.mark(r.From-1) {
		return false
	}
	sent := f.sentence(r.From)
	for k := r.To; k < sent.To; k++ {
		if f.d.Tokens[k].Word() && !f.is(k, between|days) {
			return false
		}
	}
	return true
}

// bare is the place of r without a possessive ending.
func (f *finder) bare(r nlp.Range) text.Span {
	s := f.d.SpanOf(r)
	for _, end := range []string{"'s", "’s"} {
		if strings.HasSuffix(s.In(f.d.Text), end) {
			s.End -= len(end)
		}
	}
	return s
}

// pending marks a citation whose place in a chain link.go looks for.
const pending = -2

func through(cites bool) int {
	if cites {
		return pending
	}
	return -1
}

// joined reports whether only "and", a comma or a slash stands between two
// mentions.
func (f *finder) joined(a, b *mention) bool {
	from, to := a.outer.To, b.outer.From
	if from >= to || to-from > 3 || f.d.Tokens[a.name.From].Sent != f.d.Tokens[b.name.From].Sent {
		return false
	}
	for k := from; k < to; k++ {
		switch f.low(k) {
		case "and", "or", ",", "/", "&", "both", "-", "–":
		default:
			return false
		}
	}
	return true
}

// apposed reports whether a comma and words for what outlets are stand before
// the name, which then tells what the outlet before is: "WDRB, the local Fox TV
// station".
func (f *finder) apposed(m *mention) bool {
	if f.low(m.outer.From-1) != "," {
		return false
	}
	for k := m.outer.From; k < m.name.From; k++ {
		if f.is(k, qualifies|describes) && !f.capital(k) {
			return true
		}
	}
	return false
}

// roleOf is the role of one mention.
func (f *finder) roleOf(m *mention) role {
	r := f.leftRole(m)
	if r.kind == "" {
		r = f.nounRole(m)
		r.made = r.kind != ""
	}
	if r.kind == "" {
		r = f.verbRole(m)
	}
	if r.kind == "" {
		r = f.sourceRole(m)
	}
	r.span = f.clamp(r.span, m)
	if r.kind != "" && !f.believed(m, &r) {
		return role{}
	}
	return r
}

// clamp is what of r lies in the sentence of the name. A line without a full
// stop before it is no part of what the words of the next say.
func (f *finder) clamp(r nlp.Range, m *mention) nlp.Range {
	sent := f.sentence(m.name.From)
	return nlp.Range{From: max(r.From, min(sent.From, m.outer.From)), To: min(r.To, max(sent.To, m.outer.To))}
}

// believed reports whether the evidence is enough for a name that may mean
// another thing.
func (f *finder) believed(m *mention, r *role) bool {
	if m.kind == lexicon.Programme {
		return !m.ordinary || f.insideQuote(m.name) || f.known(m)
	}
	if m.unnamed {
		return r.kind == record.CreditTo || r.kind == record.Venue && r.left && r.sure
	}
	if !m.ordinary && !m.guessed {
		return true
	}
	if f.known(m) || m.the && !opensUnsure(r) {
		return true
	}
	return r.sure && (r.left || m.guessed || f.is(r.span.To-1, scoops) && f.nounless(m.name))
}

// nounless reports whether the words of an ordinary name are read as a name
// where they stand: "Mint reported", not "Time will tell".
func (f *finder) nounless(r nlp.Range) bool {
	for k := r.From; k < r.To; k++ {
		if f.d.Tokens[k].Tag != nlp.PROPN {
			return false
		}
	}
	return true
}

// opensUnsure reports whether an ordinary name is the subject of a verb that
// anybody may have: "The Nation said".
func opensUnsure(r *role) bool { return !r.left && !r.sure }

// known reports whether the article names the same outlet elsewhere by a name
// of its own.
func (f *finder) known(m *mention) bool {
	if f.isOwn(m.outlet) {
		return true
	}
	for k := range f.found {
		o := &f.found[k]
		if o.outlet.name == m.outlet.name && !o.ordinary && !o.guessed && o != m {
			return true
		}
		if k > 200 {
			return false
		}
	}
	return false
}

// back is the last token before or at i, at most n tokens back in the same
// sentence, of one of the classes; -1 for none.
func (f *finder) back(i, n int, c class) int {
	if i < 0 || i >= len(f.d.Tokens) {
		return -1
	}
	sent := f.sentence(i)
	for k := i; k >= max(sent.From, i-n+1); k-- {
		if f.is(k, c) {
			return k
		}
		switch f.low(k) {
		case ",", ";", "(", ")":
			return -1
		}
	}
	return -1
}
