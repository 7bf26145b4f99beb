package attrib

import (
	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// accordingTo finds "…, according to the ministry" and "According to the
// ministry, …" at token v.
func (x *rules) accordingTo(v int, s nlp.Range) {
	source, ok := x.phraseAfter(v+2, s.To)
	if !ok {
		return
	}
	source = x.reach(source, s.To)
	st := finding{head: v, lemma: "according", source: source, sure: sureThat}
	st.cue = []nlp.Range{{From: v, To: v + 2}}
	if v <= s.From+1 || x.is(v-1, lexicon.Joiner) && v-1 == s.From {
		comma := x.comma(source.To, s.To)
		if comma < 0 {
			return
		}
		st.source = nlp.Range{From: source.From, To: comma}
		if st.source.Len() > longestName {
			st.source = source
		}
		st.content = []nlp.Range{x.content(comma+1, s)}
		x.out = append(x.out, st)
		return
	}
	st.order = contentBefore
	if x.before(&st, v, s) {
		x.out = append(x.out, st)
	}
}

// reach extends a source by the prepositional phrases and the participle that
// belong to it: "a report by the ministry released Monday".
func (x *rules) reach(r nlp.Range, high int) nlp.Range {
	for k := r.To; k < min(high, r.To+12); k++ {
		t := &x.d.Tokens[k]
		if t.Quote >= 0 || !t.Word() || x.is(k, lexicon.Finite|lexicon.Relative|lexicon.Subordinator|lexicon.Subject) {
			r.To = k
			return r
		}
		if k+1 == high {
			r.To = high
		}
	}
	return r
}

// comma is the first comma outside quotations from token i on, or -1.
func (x *rules) comma(i, high int) int {
	for ; i < high-1; i++ {
		if x.low(i) == "," && x.d.Tokens[i].Quote < 0 {
			return i
		}
	}
	return -1
}

// speakerColon finds "LEE: I disagree." and "Lee: “I disagree.”" at the start
// of a paragraph. The whole paragraph is what is said.
func (x *rules) speakerColon(s nlp.Range) bool {
	p := x.d.Paras[x.d.Tokens[s.From].Para]
	if p.From != s.From || x.low(s.From) == "(" { // "(Also on TV: the debate)" is a pointer
		return false
	}
	for k := s.From; k < min(s.To, s.From+8); k++ {
		t := &x.d.Tokens[k]
		if t.Low == ":" && k > s.From && k+1 < p.To {
			return x.colonAt(k, p, s)
		}
		if t.Skip || t.Quote >= 0 || !t.Word() && t.Low != "." && t.Low != "(" && t.Low != ")" && t.Low != "," {
			return false
		}
		if t.Shape == nlp.Lower && !x.is(k, lexicon.Preposition|lexicon.Determiner) {
			return false
		}
	}
	return false
}

func (x *rules) colonAt(k int, p, s nlp.Range) bool {
	source := nlp.Range{From: s.From, To: k}
	if x.low(s.From) == "quote" && x.low(s.From+1) == "from" && k > s.From+2 {
		source.From += 2 // "Quote from Petrov: …", as translated news has it
	}
	named := false
	for i := source.From; i < k; i++ {
		named = named || x.d.Tokens[i].Name >= 0 || x.d.Tokens[i].Shape == nlp.Upper || x.headline
	}
	named = named && !x.is(s.From, lexicon.Label) || source.From > s.From
	if !named || p.To-k < 4 {
		return false
	}
	r := nlp.Range{From: k + 1, To: p.To}
	x.take(r)
	x.out = append(x.out, finding{
		head: k, lemma: ":", source: source,
		cue: []nlp.Range{{From: k, To: k + 1}}, content: []nlp.Range{r}, sure: sureSet, layout: true,
	})
	return true
}
