package cite

import (
	"strings"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// widen is the name with what belongs to it on both sides.
func (f *finder) widen(m *mention) nlp.Range {
	sent := f.sentence(m.name.From)
	r := m.name
	for n := 0; r.From > sent.From && n < 7; n++ {
		k := r.From - 1
		switch {
		case k-1 >= sent.From && f.affiliate(k) == 1 && f.capital(k-1) || k-2 >= sent.From && f.affiliate(k-1) == 2 && f.capital(k-2):
			if f.affiliate(k-1) == 2 {
				k--
			}
			for r.From = k; r.From > max(sent.From+1, k-longestName) && f.capital(r.From-2); r.From-- {
			}
		case f.mark(k) && f.mark(m.name.To) && f.d.Tokens[k].Quote == f.d.Tokens[m.name.To].Quote:
		case f.mark(k) && (f.d.Tokens[k].Quote < 0 || f.d.Quotes[f.d.Tokens[k].Quote].Tokens.From == k) && f.d.Tokens[k].Quote == f.d.Tokens[m.name.From].Quote && f.shortQuote(k):
		case (f.low(k) == "telegram" || f.low(k) == "tv") && f.low(k+1) == "channel":
		case f.low(k) == "the" || f.low(k) == "a" || f.low(k) == "an" || f.low(k) == "this":
			n = 5
		case f.qualifier(k) || f.is(k, describes|plural) && !f.capital(k) && !m.unnamed:
		case strings.HasSuffix(f.low(k), "'s") && f.capital(k):
			place, ok := f.placeAt(k)
			ok = ok || classes[nlp.Base(f.low(k))]&days != 0
			if !ok {
				n = 7
				continue
			}
			r.From = place + 1
		default:
			n = 7
			continue
		}
		r.From--
	}
	r = f.widenRight(m, r, sent)
	r.From = f.appositive(r, sent)
	return r
}

// affiliate is the number of words of "affiliate", "station" and "member
// station" at token i, behind the name of a network; 0 where they don't stand
// there.
func (f *finder) affiliate(i int) int {
	switch f.low(i) {
	case "affiliate", "station":
		return 1
	case "member", "tv", "television", "radio", "news":
		if f.low(i+1) == "station" || f.low(i+1) == "affiliate" {
			return 2
		}
	}
	return 0
}

// appositive is where "a German newspaper," begins before a name that a comma
// or the end of the sentence closes, or the start of r.
func (f *finder) appositive(r, sent nlp.Range) int {
	k := r.From - 2
	if k <= sent.From || f.low(r.From-1) != "," || !f.is(k, describes) && f.affiliate(k) == 0 || f.capital(k) || r.To < sent.To && f.d.Tokens[r.To].Word() {
		return r.From
	}
	for k--; k > sent.From && (f.qualifier(k) || f.affiliate(k+1) > 0 && f.capital(k)); k-- {
	}
	switch f.low(k) {
	case "a", "an", "the":
		return k
	}
	return r.From
}

// placeAt is the first token of the place whose possessive is token k:
// "South Korea's".
func (f *finder) placeAt(k int) (int, bool) {
	if n := f.d.Tokens[k].Name; n >= 0 && int(n) < len(f.d.Names) && f.d.Names[n].Kind == nlp.NamePlace {
		return f.d.Names[n].Tokens.From, true
	}
	place := nlp.Base(f.low(k))
	if f.capital(k-1) && f.names[f.low(k-1)+" "+place].Any(lexicon.PlaceName) {
		return k - 1, true
	}
	return k, f.names[place].Any(lexicon.PlaceName)
}

// shortQuote reports whether the quotation that opens at token k holds a name
// and no more.
func (f *finder) shortQuote(k int) bool {
	q := f.d.Tokens[k].Quote
	return q >= 0 && f.d.Quotes[q].Tokens.Len() <= longestName+3
}

// widenRight takes in a closing mark, "newspaper", and the programme of a
// broadcaster: CNN's “New Day”.
func (f *finder) widenRight(m *mention, r, sent nlp.Range) nlp.Range {
	for m.kind == lexicon.Broadcaster && r.To < sent.To && f.capital(r.To) && f.is(r.To, nameBegin) {
		if r.To++; r.To < sent.To && f.d.Tokens[r.To].Shape == nlp.Number {
			r.To++ // "RTÉ Radio 1"
		}
	}
	owner := strings.HasSuffix(f.low(r.To-1), "'s")
	if f.mark(r.To) && r.To < sent.To && (f.low(r.To) == "'" || f.low(r.To) == "’") {
		owner = true
		r.To++
	}
	if owner && m.kind != lexicon.Programme {
		return f.withProgramme(r, sent)
	}
	if f.mark(r.To) && r.To < sent.To && f.mark(m.name.From-1) && m.name.From-1 >= sent.From {
		r.To++
	} else if f.low(r.To) == "," && f.mark(r.To+1) && r.To+1 < sent.To && f.insideQuote(r) {
		r.To += 2
	} else if f.mark(r.To) && r.To < sent.To && f.insideQuote(r) {
		r.To++
	}
	to := r.To
	for to < min(sent.To, r.To+3) && f.is(to, qualifies|describes) && !f.capital(to) {
		if n := f.affiliate(to); n > 0 && to+n < sent.To && f.capital(to+n) {
			break // "NPR station KCUR"
		}
		if f.is(to, describes) && !f.is(to, shows|polls) && !f.is(to+1, polls) {
			r.To = to + 1
		}
		to++
	}
	if r.To > m.name.To && r.To < sent.To && f.low(r.To) == "group" {
		r.To++
	}
	return r
}

func (f *finder) insideQuote(r nlp.Range) bool {
	q := f.d.Tokens[r.From].Quote
	if q < 0 {
		q = f.d.Tokens[r.To-1].Quote
	}
	return q >= 0 && f.d.Quotes[q].Tokens.Len() <= longestName+3
}

func (f *finder) withProgramme(r, sent nlp.Range) nlp.Range {
	k := r.To
	if k >= sent.To {
		return r
	}
	if f.mark(k) {
		if q := f.d.Tokens[k].Quote; q >= 0 && f.d.Quotes[q].Tokens.From == k && f.shortQuote(k) {
			return nlp.Range{From: r.From, To: min(f.d.Quotes[q].Tokens.To, sent.To)}
		}
		return r
	}
	if f.low(k) == "the" {
		k++
	}
	if o, n := f.set.Match(func(j int) string {
		if k+j >= sent.To {
			return ""
		}
		return f.low(k + j)
	}); n > 0 && o.Kind == lexicon.Programme && f.capital(k) {
		r.To = k + n
	}
	return r
}
