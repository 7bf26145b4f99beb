package attrib

import (
	"slices"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// shortQuote is the number of tokens, marks included, under which a quotation
// that no verb claims is a term or a title rather than speech.
const shortQuote = 7

// looseQuotes joins the quotations that no statement holds to the statement
// before them, or makes them statements of their own.
func (x *rules) looseQuotes() {
	last := x.lastStatements()
	for q := range x.d.Quotes {
		r := x.d.Quotes[q].Tokens
		if x.taken[q] || x.d.Tokens[r.From].Skip || !x.speech(q) {
			continue
		}
		if x.signed(q) {
			continue
		}
		if k := x.goesOnFrom(q, last); k >= 0 {
			x.out[k].content = append(x.out[k].content, r)
			x.taken[q] = true
			continue
		}
		x.alone(q, r)
	}
}

// signed makes a statement of quotation q where a dash and a name stand behind
// it, and nothing more or a comma or bracket: “We wait.” — Ann Lee, mayor.
func (x *rules) signed(q int) bool {
	r := x.d.Quotes[q].Tokens
	dash := r.To
	if dash+1 >= len(x.d.Tokens) || !isDash(x.low(dash)) || x.d.Tokens[dash].Para > x.d.Tokens[r.To-1].Para+1 {
		return false
	}
	n := x.d.Tokens[dash+1].Name
	if n < 0 || x.d.Names[n].Tokens.From != dash+1 {
		return false
	}
	source := x.d.Names[n].Tokens
	if end := x.d.Paras[x.d.Tokens[dash].Para].To; source.To < end && x.d.Tokens[source.To].Word() {
		return false
	}
	x.taken[q] = true
	x.out = append(x.out, finding{
		head: dash, source: source, cue: []nlp.Range{{From: dash, To: dash + 1}}, content: []nlp.Range{r}, sure: sureSet,
	})
	return true
}

func isDash(low string) bool {
	switch low {
	case "-", "–", "—", "―", "--", "~":
		return true
	}
	return false
}

// lastStatements is, for each quotation, the last statement found whose verb
// stands before it in the text; -1 for none.
func (x *rules) lastStatements() []int {
	last := make([]int, len(x.d.Quotes))
	k := -1
	for q := range x.d.Quotes {
		for k+1 < len(x.out) && x.out[k+1].head < x.d.Quotes[q].Tokens.From {
			k++
		}
		last[q] = k
	}
	return last
}

// speech reports whether quotation q is what somebody says rather than a term
// or a title: it fills a sentence or is long.
func (x *rules) speech(q int) bool {
	r := x.d.Quotes[q].Tokens
	if r.Len() < 4 {
		return false
	}
	fills := x.fillsSentence(r)
	return fills || r.Len() >= shortQuote && x.d.Tokens[r.From+1].Shape != nlp.Lower && x.low(r.From-1) != "the"
}

// fillsSentence reports whether r begins with a sentence and ends with one.
func (x *rules) fillsSentence(r nlp.Range) bool {
	first, last := x.d.Tokens[r.From].Sent, x.d.Tokens[r.To-1].Sent
	return x.d.Sents[first].From == r.From && x.d.Sents[last].To <= r.To+1
}

// goesOnFrom is the statement that quotation q goes on with, or -1: the last
// one of the same paragraph or, where the quotation opens a paragraph, of the
// one before.
func (x *rules) goesOnFrom(q int, last []int) int {
	if q > 0 && x.d.Quotes[q-1].Continues {
		return x.holder(q-1, last[q])
	}
	k := last[q]
	if k < 0 {
		return -1
	}
	r := x.d.Quotes[q].Tokens
	apart := x.d.Tokens[r.From].Para - x.d.Tokens[x.lastToken(k)].Para
	heading := x.d.Quotes[q].Single // 'All Is Well.' over a paragraph
	if !x.fillsSentence(r) || apart > 1 || apart == 1 && (heading || !x.opensParagraph(r.From)) {
		return -1
	}
	return k
}

// lastToken is the last token of the verb and the content of statement k.
func (x *rules) lastToken(k int) int {
	at := x.out[k].head
	for _, r := range x.out[k].content {
		at = max(at, r.To-1)
	}
	return at
}

// opensParagraph reports whether token i is the first of its paragraph.
func (x *rules) opensParagraph(i int) bool {
	return x.d.Paras[x.d.Tokens[i].Para].From == i
}

// holder is the statement whose content holds quotation q: one of those round
// statement k, else one of the last; -1 for none.
func (x *rules) holder(q, k int) int {
	at := x.d.Quotes[q].Tokens.From
	if i := x.holding(at, k-8, k+2); i >= 0 {
		return i
	}
	return x.holding(at, len(x.out)-8, len(x.out)-1)
}

// holding is the last of the statements low to high whose content holds token
// at, or -1.
func (x *rules) holding(at, low, high int) int {
	for i := min(high, len(x.out)-1); i >= max(0, low); i-- {
		if slices.ContainsFunc(x.out[i].content, func(r nlp.Range) bool { return r.Contains(at) }) {
			return i
		}
	}
	return -1
}

// alone makes a statement of quotation q, which no verb of the lexicon claims,
// where a name and an unknown verb stand behind it or somebody is named before
// the colon or comma that leads up to it. Words that the text lays to nobody are
// no statement.
func (x *rules) alone(q int, r nlp.Range) {
	st := finding{head: r.From, content: []nlp.Range{r}, sure: sureLoose}
	x.taken[q] = true
	if x.unknownVerbAfter(&st, r) || x.introduced(&st, r) {
		x.out = append(x.out, st)
	}
}

// unknownVerbAfter finds a name and a word in -ed or -s behind a quotation
// that ends as speech does: “…,” Lee thundered.
func (x *rules) unknownVerbAfter(st *finding, r nlp.Range) bool {
	if r.To+1 >= len(x.d.Tokens) || !x.endsSpeech(r.To-1) {
		return false
	}
	high := x.d.Paras[x.d.Tokens[r.From].Para].To
	source, ok := x.phraseAfter(r.To, high)
	if !ok {
		return false
	}
	v := source.To
	if n := x.d.Tokens[r.To].Name; n >= 0 {
		source = x.d.Names[n].Tokens
		v = source.To
	} else if source.Len() > 1 && v < high && !x.verbLike(v) {
		v--
		source.To--
	}
	if v >= high || !x.verbLike(v) {
		return false
	}
	st.source, st.cue, st.head = source, []nlp.Range{{From: v, To: v + 1}}, v
	return true
}

// verbLike reports whether token i may be a verb that the lexicon lacks.
func (x *rules) verbLike(i int) bool {
	t := &x.d.Tokens[i]
	n := len(t.Low)
	return t.Shape == nlp.Lower && t.Quote < 0 && n > 3 && (t.Low[n-2:] == "ed" || t.Low[n-1] == 's' || x.verb[i].Verb != nil)
}

// introduced finds who is named before a quotation that a colon or a comma
// leads up to: Lee had this answer: “…”
func (x *rules) introduced(st *finding, r nlp.Range) bool {
	p := r.From - 1
	if p < 1 || x.low(p) != ":" && x.low(p) != "," {
		return false
	}
	s := x.d.Sents[x.d.Tokens[p].Sent]
	if !s.Contains(r.From) && x.low(p) != ":" {
		return false
	}
	source, ok := x.sharedName(s.From, p)
	if !ok {
		return false
	}
	st.source, st.head = source, p
	st.cue = []nlp.Range{{From: source.To, To: p + 1}}
	if st.cue[0].Len() > 8 || st.cue[0].Len() < 2 {
		st.cue[0] = nlp.Range{From: p, To: p + 1}
	}
	return true
}

// sharedName is the first name or pronoun between two tokens.
func (x *rules) sharedName(from, to int) (nlp.Range, bool) {
	for i := from; i < to; i++ {
		if x.d.Tokens[i].Quote >= 0 {
			continue
		}
		if n := x.d.Tokens[i].Name; n >= 0 && !x.is(i, lexicon.Day|lexicon.Month) {
			return x.d.Names[n].Tokens, true
		}
		if x.is(i, lexicon.Subject) && !x.is(i, lexicon.Determiner|lexicon.Object) {
			return nlp.Range{From: i, To: i + 1}, true
		}
	}
	return nlp.Range{}, false
}
