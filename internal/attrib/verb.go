package attrib

import (
	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// How sure a statement is, by the way in which it was found: the share of such
// statements with the right content and source on PolNeAR train. Quotations
// that stand alone have no source in their own words, so that the figure is a
// guess.
const (
	sureQuote = 0.90 // a quotation and a verb beside it
	sureThat  = 0.77 // "said that"
	sureBare  = 0.65 // "said he"
	sureOther = 0.57
	sureSet   = 0.63 // the layout says it: "LEE: I disagree."
	sureLoose = 0.30 // a quotation that stands alone
)

// mostStatements bounds the statements of one sentence. Each may report all
// that follows it, so that without a bound a record would grow with the square
// of a hostile text; no sentence of PolNeAR has as many.
const mostStatements = 24

// sentence finds the statements of sentence i.
func (x *rules) sentence(i int) {
	s := x.d.Sents[i]
	first := len(x.out)
	for s.From < s.To && x.d.Tokens[s.From].Skip {
		s.From++ // a dateline
	}
	if s.Len() == 0 || x.headlineSpeaker(s) || x.speakerColon(s) {
		return
	}
	for v := s.From; v < s.To; v++ {
		if x.d.Tokens[v].Skip || len(x.out)-first >= mostStatements {
			break
		}
		if x.verb[v].Verb != nil {
			x.reportingVerb(v, s, first)
		} else if x.low(v) == "according" && x.low(v+1) == "to" && x.d.Tokens[v].Quote < 0 {
			x.accordingTo(v, s)
		}
	}
	x.settle(first, s)
}

// reportingVerb finds the statement of the verb at token v, if it makes one.
func (x *rules) reportingVerb(v int, s nlp.Range, first int) {
	g := x.groupStart(v, s.From)
	if !x.isVerb(v, g) {
		return
	}
	st := finding{head: v, lemma: x.verb[v].Lemma}
	st.cue = []nlp.Range{{From: g, To: v + 1}}
	if x.inverted(&st, v, g, s) || x.saidBefore(&st, v, g, s, first) || x.saidAfter(&st, v, g, s, first) {
		if !x.names(&st) && !x.withholds(&st) {
			x.out = append(x.out, st)
		}
	}
}

// names reports whether st only names where something comes from ("citing
// Reuters"): that is a credit, not a statement.
func (x *rules) names(st *finding) bool {
	if st.lemma != "cite" || len(st.content) != 1 {
		return false
	}
	for i := st.content[0].From; i < st.content[0].To; i++ {
		if x.d.Tokens[i].Name < 0 && !x.is(i, lexicon.Determiner) {
			return false
		}
	}
	return true
}

// withholds reports whether st only says that a source keeps the name back:
// "officials who asked not to be named".
func (x *rules) withholds(st *finding) bool {
	if st.order != contentAfter || len(st.content) == 0 {
		return false
	}
	i := st.content[0].From
	if x.low(i) == "not" {
		i++
	}
	switch x.low(i + 2) {
	case "named", "identified", "quoted":
		return x.low(i) == "to" && x.low(i+1) == "be"
	}
	return x.low(i) == "anonymity" || x.low(i+1) == "anonymity"
}

// groupStart is the first token of the verb group that ends at token v: "has
// repeatedly said".
func (x *rules) groupStart(v, low int) int {
	g := v
	for g > low && x.d.Tokens[g-1].Quote < 0 && x.is(g-1, lexicon.Adverb|lexicon.Finite|lexicon.Negation) && !x.is(g-1, lexicon.Subject) {
		g--
	}
	for g < v && x.is(g, lexicon.Adverb) && x.is(g+1, lexicon.Finite) {
		g++
	}
	return g
}

// isVerb reports whether the form at token v, its group beginning at g, is an
// active verb here rather than a noun, an adjective or a passive.
func (x *rules) isVerb(v, g int) bool {
	f := x.verb[v]
	if x.d.Tokens[v].Name >= 0 && x.d.Names[x.d.Tokens[v].Name].Tokens.Len() > 1 {
		return false
	}
	switch f.Form {
	case lexicon.Past:
		return !x.passive(v, g) && !x.is(g-1, lexicon.Determiner|lexicon.Possessive|lexicon.Preposition) || x.is(g-1, lexicon.Subject)
	case lexicon.Third:
		return g < v || x.is(g-1, lexicon.Subject|lexicon.Relative) || !x.is(g-1, lexicon.Determiner|lexicon.Possessive|lexicon.Preposition) && (!f.Noun || x.clearSubject(g-1))
	case lexicon.Ing:
		return !x.is(g-1, lexicon.Determiner|lexicon.Possessive|lexicon.Preposition)
	}
	return x.plainVerb(v, g) || x.closesHeadline(v, x.d.Sents[x.d.Tokens[v].Sent])
}

// passive reports whether the participle at token v stands behind a form of
// "be" in its group or before "by".
func (x *rules) passive(v, g int) bool {
	if x.low(v+1) == "by" {
		return true
	}
	for i := g; i < v; i++ {
		if x.is(i, lexicon.Be) {
			return true
		}
	}
	return false
}

// clearSubject reports whether token i alone makes a subject: a name or a
// word that stands for a person.
func (x *rules) clearSubject(i int) bool {
	return i >= 0 && (x.d.Tokens[i].Name >= 0 || x.is(i, lexicon.Subject|lexicon.Relative) || x.low(i) == ",")
}

// plainVerb reports whether the plain form at token v has a subject that
// takes it ("they say", "critics say", "would say").
func (x *rules) plainVerb(v, g int) bool {
	if x.is(v-1, lexicon.Modal|lexicon.Do|lexicon.Adverb|lexicon.Negation) && g < v {
		return true
	}
	switch x.low(v - 1) {
	case "i", "we", "they", "you", "who", "people", "others", "some", "many", "both":
		return true
	}
	w := x.low(v - 1)
	plural := len(w) > 3 && w[len(w)-1] == 's' && x.d.Tokens[v-1].Word() && x.class[v-1] == 0
	return plural && (!x.verb[v].Noun || x.is(v+1, lexicon.Complement))
}

// inverted handles a verb between the quotation and its speaker: "…,” said
// the mayor of Springfield, a poet.
func (x *rules) inverted(st *finding, v, g int, s nlp.Range) bool {
	f := x.verb[v]
	if g != v || !f.Takes(lexicon.Quoting) || f.Form == lexicon.Plain || f.Form == lexicon.Ing || v == s.From && !x.afterQuote(v) {
		return false
	}
	quoted := x.afterQuote(v)
	if !quoted && x.low(v-1) != "," || f.Lemma == "tell" {
		return false
	}
	if !quoted {
		if _, described := x.subject(g, x.clauseStart(g, s, len(x.out))); described {
			return false // the comma closes an apposition: "Lee, the mayor, said"
		}
	}
	source, ok := x.phraseAfter(v+1, s.To)
	if !ok || x.is(v+1, lexicon.Object) || !quoted && x.is(v+1, lexicon.Preposition|lexicon.Complement) {
		return false
	}
	if !quoted && source.To < s.To && x.d.Tokens[source.To].Word() && !x.is(source.To, lexicon.Day|lexicon.Preposition|lexicon.Subordinator) {
		return false // "…, said he would"
	}
	if x.verbFollows(source.To, s.To) {
		return false
	}
	st.source = x.withApposition(source, s.To)
	st.order = contentBefore
	return x.before(st, v, s) && x.more(st, st.source.To, s)
}

// verbFollows reports whether a finite verb stands at token i, so that the
// phrase before it is a subject of its own.
func (x *rules) verbFollows(i, high int) bool {
	return i < high && (x.is(i, lexicon.Finite) || x.finite(i)) && x.d.Tokens[i].Quote < 0
}

// afterQuote reports whether a quotation ends right before token i, a comma
// between them or not.
func (x *rules) afterQuote(i int) bool {
	if i > 0 && x.low(i-1) == "," && x.d.Tokens[i-1].Quote < 0 {
		i--
	}
	return i > 0 && x.d.Tokens[i-1].Quote >= 0
}

// saidBefore handles a speaker and verb behind what they report: "…,” the
// mayor said; It rained, she said on Monday.
func (x *rules) saidBefore(st *finding, v, g int, s nlp.Range, first int) bool {
	f := x.verb[v]
	if f.Form == lexicon.Ing && g == v || !f.Takes(lexicon.Quoting) && !f.Takes(lexicon.Bare) && !x.closesHeadline(v, s) {
		return false
	}
	source, ok := x.subject(g, x.clauseStart(g, s, first))
	if !ok {
		return false
	}
	quoted := x.afterQuote(source.From)
	if quoted && x.termBefore(source.From) && !x.trailing(v, s) || !quoted && x.is(source.From, lexicon.Relative) && source.Len() == 1 {
		return false
	}
	if !quoted && (x.low(source.From-1) != "," || !f.Takes(lexicon.Quoting) && !x.closesHeadline(v, s) || !x.trailing(v, s)) {
		return false
	}
	if quoted && !x.trailing(v, s) && !f.Takes(lexicon.Quoting) || !quoted && !x.clauseEndsAt(source.From-1, s) {
		return false
	}
	if quoted && x.low(source.From-1) != "," && !x.endsSpeech(source.From-1) && !x.trailing(v, s) {
		return false
	}
	st.source, st.order = source, contentBefore
	return x.before(st, source.From, s) && x.more(st, x.addressed(st, f, v+1, s), s)
}

// endsSpeech reports whether the quotation that ends at token i ends as
// speech does before its speaker: with a comma, a question or an exclamation.
func (x *rules) endsSpeech(i int) bool {
	switch x.low(i - 1) {
	case ",", "?", "!", "…", "—", "...", "-", "--":
		return true
	}
	return false
}

// trailing reports whether what follows the verb at token v adds only time,
// place or manner, so that what it reports must stand before it.
func (x *rules) trailing(v int, s nlp.Range) bool {
	i := v + 1
	if x.verb[v].Verb != nil && x.verb[v].Takes(lexicon.Addressed) && i < s.To && !x.is(i, lexicon.Complement) {
		if r, ok := x.phraseAfter(i, s.To); ok {
			i = r.To
		}
	}
	if i < s.To && x.verb[v].Verb != nil && x.verb[v].TakesPrep(x.low(i)) {
		return false
	}
	i = x.skipCircumstance(i, s.To)
	return i >= s.To || !x.d.Tokens[i].Word() && x.d.Tokens[i].Quote < 0 && x.low(i) != ":" ||
		x.is(i, lexicon.Subordinator|lexicon.Preposition|lexicon.Relative) && x.low(i) != "that" || x.low(i) == "and" ||
		x.verb[i].Verb != nil && x.verb[i].Form == lexicon.Ing || x.low(i) == "to"
}

// clauseStart is how far left the subject of a verb group at g may reach: the
// end of the quotation before it, or the end of the statement before it.
func (x *rules) clauseStart(g int, s nlp.Range, first int) int {
	low := s.From
	for k := g - 1; k >= s.From; k-- {
		if x.d.Tokens[k].Quote >= 0 {
			low = k + 1
			break
		}
	}
	for _, st := range x.out[first:] {
		if st.head < g {
			low = max(low, st.head+1)
		}
	}
	if low < g && x.low(low) == "," && low > 0 && x.d.Tokens[low-1].Quote >= 0 {
		low++
	}
	return low
}

// saidAfter handles a subject and verb before what they report: She said that
// it rained; He urged them to leave; …, adding that it was late.
func (x *rules) saidAfter(st *finding, v, g int, s nlp.Range, first int) bool {
	content, sure, ok := x.object(st, v, s)
	if !ok {
		return false
	}
	st.content, st.sure = []nlp.Range{content}, sure
	if x.verb[v].Form == lexicon.Ing && g == v {
		st.order = participle
		st.source, ok = x.sharedSubject(g, s, first)
		return ok
	}
	if x.is(g-1, lexicon.Joiner) && g-1 > s.From {
		if st.source, ok = x.sharedSubject(g, s, first); ok {
			return true
		}
	}
	low := x.clauseStart(g, s, first)
	if source, ok := x.subject(g, low); ok {
		st.source = source
		return true
	}
	if x.is(g-1, lexicon.Joiner) || x.low(g-1) == "," {
		st.source, ok = x.sharedSubject(g, s, first)
		return ok
	}
	return false
}

// sharedSubject is the subject that a verb without one of its own takes over:
// that of the statement before it in the sentence, else the first name or
// pronoun of the sentence.
func (x *rules) sharedSubject(g int, s nlp.Range, first int) (nlp.Range, bool) {
	for k := len(x.out) - 1; k >= first; k-- {
		if st := &x.out[k]; st.head < g && st.source.Len() > 0 {
			return st.source, true
		}
	}
	if x.low(g-1) != "," && !x.is(g-1, lexicon.Joiner|lexicon.Adverb) {
		return nlp.Range{}, false
	}
	for i := s.From; i < g-1; i++ {
		t := &x.d.Tokens[i]
		if t.Quote >= 0 {
			continue
		}
		if t.Name >= 0 && !x.is(i, lexicon.Day|lexicon.Month) {
			return x.d.Names[t.Name].Tokens, true
		}
		if x.is(i, lexicon.Subject) && !x.is(i, lexicon.Determiner|lexicon.Object) && x.low(i) != "who" {
			return nlp.Range{From: i, To: i + 1}, true
		}
		if x.is(i, lexicon.Finite) || x.finite(i) {
			break
		}
	}
	if r, ok := x.phraseAfter(s.From, g-1); ok {
		return r, true
	}
	return nlp.Range{}, false
}

// clauseEndsAt reports whether what stands before the comma at token i is a
// clause that can be reported, and not a circumstance: "In his speech, she".
func (x *rules) clauseEndsAt(i int, s nlp.Range) bool {
	from := x.clauseBegin(i-1, s)
	if !x.is(from, lexicon.Preposition|lexicon.Subordinator|lexicon.Adverb) && (x.verb[from].Verb == nil || x.verb[from].Form != lexicon.Ing) {
		return true
	}
	comma := x.comma(from, i)
	for k := max(comma, from); comma >= 0 && k < i; k++ {
		if x.is(k, lexicon.Finite) || x.finite(k) {
			return true
		}
	}
	return false
}

// termBefore reports whether the quotation that ends before token i is a term
// of a few words rather than speech: a deal called “a mistake,” Lee said it
// would hold.
func (x *rules) termBefore(i int) bool {
	if x.low(i-1) == "," {
		i--
	}
	q := x.d.Quotes[x.d.Tokens[i-1].Quote].Tokens
	return q.Len() < shortQuote && x.d.Tokens[q.From+min(1, q.Len()-1)].Shape == nlp.Lower && q.From > 0 && x.d.Tokens[q.From-1].Word()
}
