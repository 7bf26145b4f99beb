package cite

import (
	"strings"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// crowd reports whether the name stands before people who are not its
// reporters: "told CNN viewers".
func (f *finder) crowd(i int) bool {
	for k := i; k < i+2; k++ {
		switch f.low(k) {
		case "viewers", "audience", "audiences", "listeners", "readers", "executives", "executive", "employees", "staff", "staffers", "bosses", "lawyers", "building", "studio", "studios", "headquarters", "subscribers", "parent",
			"customers", "users", "members", "fans", "investors", "shareholders", "advertisers":
			return true
		}
	}
	return false
}

// foreign reports whether the name only tells who somebody is: "according to
// CNN analyst Ann Lee", "a Fox News spokesman".
func (f *finder) foreign(m *mention) bool {
	for k := m.outer.To; k < m.outer.To+4 && k < len(f.d.Tokens); k++ {
		if f.is(k, hosts) || f.crowd(k) {
			return true
		}
		switch f.low(k) {
		case "spokesman", "spokeswoman", "spokesperson", "president", "ceo", "chairman", "founder", "owner", "executives", "publisher", "co.", "company", "inc", "chief", "affiliate", "affiliates", "boss":
			return true
		}
		if !f.d.Tokens[k].Word() || f.d.Tokens[k].Sent != f.d.Tokens[m.outer.From].Sent || f.is(k, reports|says|works|polls) {
			return false
		}
		switch f.low(k) {
		case "and", "that", "in", "on", "of", "for", "to", "as", "which", "the", "about", "with", "from", "by":
			return false
		}
	}
	return false
}

// invertedVerb reports whether token l is a verb behind what it reports:
// "…, reports Reuters".
func (f *finder) invertedVerb(l int) bool {
	if !f.is(l, reports|says) || f.capital(l) {
		return false
	}
	switch f.low(l - 1) {
	case ",", "as", "–", "—", "--":
		return true
	case "this":
		return f.low(l-2) == "about" // "About this writes Bild": Slavic word order
	}
	return f.mark(l - 1)
}

// endsClause reports whether nothing but a mark or a time follows at token i.
func (f *finder) endsClause(i int) bool {
	if i >= len(f.d.Tokens) || !f.d.Tokens[i].Word() {
		return true
	}
	switch f.low(i) {
	case "on", "in", "last", "this", "citing", "quoting", "and", "late", "early", "earlier", "of", "with", "after":
		return true
	}
	return f.is(i, days)
}

// pollBehind reports whether a noun for polls follows at token i.
func (f *finder) pollBehind(i int) bool {
	for k, small := i, 0; k < min(i+8, len(f.d.Tokens)) && small < 3; k++ {
		if f.is(k, polls) && f.low(k) != "polling" {
			return true
		}
		joint := f.low(k) == "/" || f.low(k) == "-" || f.low(k) == "–" || f.low(k) == "the" && f.capital(k+1)
		if !joint && (!f.d.Tokens[k].Word() || f.preposition(k)) {
			return false
		}
		if !joint && !f.capital(k) {
			small++
		}
	}
	return false
}

func (f *finder) interviewBehind(i int) bool { return f.is(i, talks) || f.is(i+1, talks) }

func (f *finder) preposition(k int) bool {
	switch f.low(k) {
	case "of", "in", "on", "for", "to", "that", "and", "with", "by", "from", "at", "has", "is", "was", "a", "the", "who", "which", "after", "as",
		"during", "before", "about", "over", "until", "since", "when", "while", "into", "if", "but":
		return true
	}
	return false
}

// nounRole reads what the outlet made: "a Reuters tally", "the Guardian's
// investigation", "a CNN poll", "in a BBC interview".
func (f *finder) nounRole(m *mention) role {
	sent := f.sentence(m.name.From)
	det := f.owns(m) || f.hasArticle(m)
	if f.low(m.outer.To) == "/" && f.capital(m.outer.To+1) && f.pollBehind(m.outer.To) {
		return role{kind: record.Poll, span: m.outer, sure: true}
	}
	for k := m.outer.To; k < min(sent.To, m.outer.To+4); k++ {
		to := nlp.Range{From: m.outer.From, To: k + 1}
		switch {
		case !f.d.Tokens[k].Word() && !f.mark(k) || f.preposition(k):
			return role{}
		case f.d.Tokens[k].Tag == nlp.VERB && !f.is(k, works|polls|talks|shows|staff):
			return role{} // "Newsmax deleted all articles"
		case f.is(k, polls) && (f.low(k+1) == "director" || f.low(k+1) == "chief"):
			return role{}
		case f.low(k) == "town" && f.low(k+1) == "hall":
			to.To++
			return f.shown(to)
		case f.is(k, hosts):
			return role{}
		case f.is(k, polls) && (det || k == m.outer.To || !m.ordinary && !m.guessed):
			return role{kind: record.Poll, span: to, sure: true}
		case f.is(k, talks):
			return role{kind: record.Venue, span: to, sure: det}
		case f.low(k) == "editorial" && (f.low(k+1) == "board" || f.low(k+1) == "page"):
			if v := f.subjectVerb(k+2, false); v >= 0 {
				return role{kind: record.CreditTo, span: nlp.Range{From: m.outer.From, To: v + 1}, sure: true}
			}
			return role{}
		case f.is(k, works) && (det || !f.is(k, reports)) && !f.capital(k): // "CNN Report Card" is a name
			return role{kind: record.CreditTo, span: to, sure: det}
		case f.is(k, shows) && det && m.kind != lexicon.Agency:
			return f.shown(to)
		case f.is(k, staff):
			return f.staffRole(m, k)
		case f.is(k, reports|says|between) && !f.capital(k) && k == m.outer.To && !det:
			return role{}
		}
	}
	return role{}
}

// hasArticle reports whether "a" or "an", or "the" and "latest", stands before
// the name, so that a noun must follow.
func (f *finder) hasArticle(m *mention) bool {
	k := m.outer.From
	for k < m.name.From {
		switch f.low(k) {
		case "a", "an":
			return true
		}
		k++
	}
	switch f.low(m.outer.From - 1) {
	case "a", "an", "new", "recent", "latest", "to", "in", "by", "previous", "earlier":
		return true
	}
	return false
}

// shown is the role of a debate or programme of the outlet: people speak there
// where the sentence says so.
func (f *finder) shown(r nlp.Range) role {
	switch f.low(r.From - 1) {
	case "in", "on", "at", "during":
		if f.speech(r.From - 1) {
			return role{kind: record.Venue, span: nlp.Range{From: r.From - 1, To: r.To}, left: true}
		}
	}
	return role{}
}

// staffRole reads "a Reuters reporter saw", "Politico reporter Jo Lee wrote":
// the word of its people is the outlet's where they report.
func (f *finder) staffRole(m *mention, k int) role {
	kind := record.CreditTo
	if f.low(k) == "columnist" || f.low(k) == "blogger" || f.low(k) == "editor" {
		kind = record.Venue
	}
	at := k + 1
	for sent := f.sentence(k); at < min(sent.To, k+5) && f.capital(at); at++ {
	}
	v := f.subjectVerb(at, true)
	if v < 0 && at == k+1 && (f.low(at) == "saw" || f.low(at) == "heard" || f.low(at) == "said" && m.kind == lexicon.Agency) {
		v = at
	}
	if v < 0 {
		return role{}
	}
	return role{kind: kind, span: nlp.Range{From: m.outer.From, To: v + 1}, sure: true}
}

// verbRole reads the outlet as the subject of a verb of reporting: "Reuters
// has also reported", "the Post, citing officials, wrote".
func (f *finder) verbRole(m *mention) role {
	at := m.outer.To
	if f.owns(m) {
		if m.outer.To > m.name.To && f.mark(at-1) && !(f.bareOwner(m) && m.outer.To == m.name.To+1) {
			return role{}
		}
		if f.bareOwner(m) && at == m.name.To {
			at++
		}
		first := at
		for n := 0; n < 4 && (f.capital(at) || f.is(at, staff)); n++ {
			at++
		}
		if at == first {
			return role{}
		}
	} else if (f.low(at) == "," || dash(f.low(at))) && !m.unnamed {
		at = f.behindClause(at)
	} else if f.low(at) == "(" {
		for n := 0; n < 4 && f.low(at) != ")"; n++ {
			at++
		}
		at++
	}
	if met := f.interviews(at); met >= 0 && !f.owns(m) && !f.objectBefore(m) {
		return role{kind: record.Venue, span: nlp.Range{From: m.outer.From, To: met + 1}, sure: true}
	}
	if told := f.wasTold(at); told >= 0 && !f.owns(m) {
		return role{kind: record.Venue, span: nlp.Range{From: m.outer.From, To: told + 1}, sure: true}
	}
	if m.unnamed && f.low(at) == "in" && f.capital(at+1) {
		for at++; f.capital(at); at++ {
		} // "state-run media in Myanmar said"
	}
	if m.kind == lexicon.Agency && f.low(at) == "announced" {
		return role{kind: record.CreditTo, span: nlp.Range{From: m.outer.From, To: at + 1}, sure: true}
	}
	v := f.subjectVerb(at, f.owns(m) && !f.is(at-1, staff))
	if v < 0 && at == m.outer.To && m.kind != lexicon.Agency && f.section(at) {
		v = f.subjectVerb(at+1, true)
	}
	if v < 0 || f.objectBefore(m) {
		return role{}
	}
	return role{kind: record.CreditTo, span: nlp.Range{From: m.outer.From, To: v + 1}, sure: f.is(v, reports)}
}

// interviews is the last word of "spoke with", "interviewed" and their like at
// token i, of an outlet that asks; -1 for none.
func (f *finder) interviews(i int) int {
	if f.low(i) == "has" || f.low(i) == "have" || f.low(i) == "also" {
		i++
	}
	switch f.low(i) {
	case "spoke", "spoken", "talked":
		if f.low(i+1) == "with" || f.low(i+1) == "to" {
			return i + 1
		}
	case "interviewed":
		return i
	}
	return -1
}

// wasTold is "told" in "was told" and "has been told" at token i; -1 for none.
func (f *finder) wasTold(i int) int {
	if f.low(i) == "has" && f.low(i+1) == "been" {
		i++
	}
	switch f.low(i) {
	case "was", "were", "been", "is":
		if f.low(i+1) == "told" || f.low(i+1) == "informed" {
			return i + 1
		}
	}
	return -1
}

// section reports whether token i, behind the name of an outlet, belongs to it
// though no list has it: "RTL Info reported", "Breitbart London reports".
func (f *finder) section(i int) bool {
	return f.capital(i) && f.d.Tokens[i].Tag == nlp.PROPN && !f.is(i, days|between) && !f.person(nlp.Range{From: i, To: i + 1}) &&
		!f.names[f.low(i)].Any(lexicon.People)
}

// statements notes where the sources of the statements of the body stand.
func (f *finder) statements() {
	f.said, f.cued = map[int]int{}, map[int]bool{}
	for k := range f.r.Attributions {
		a := &f.r.Attributions[k]
		if a.In == record.InBody && len(a.Cue.Spans) > 0 {
			if i := f.d.TokenAt(a.Cue.Spans[0].Start); i < len(f.d.Tokens) {
				f.cued[int(f.d.Tokens[i].Sent)] = true
			}
		}
		if a.In != record.InBody || a.Negated || len(a.Source.Spans) != 1 || len(a.Cue.Spans) == 0 {
			continue
		}
		r := f.d.RangeOf(a.Source.Spans[0])
		for i := r.From; i < min(r.To, r.From+longestName+4); i++ {
			f.said[i] = k
		}
	}
}

// sourceRole reads the outlet as the source of a statement, whatever the verb:
// "KCNA threatened that", where it doesn't speak of itself.
func (f *finder) sourceRole(m *mention) role {
	k, ok := f.said[m.name.From]
	if !ok || m.unnamed || m.guessed || m.ordinary || f.isOwn(m.outlet) || f.owns(m) || f.foreign(m) || f.objectBefore(m) {
		return role{}
	}
	a := &f.r.Attributions[k]
	source, cue := f.d.RangeOf(a.Source.Spans[0]), f.d.RangeOf(a.Cue.Spans[0])
	if cue.Len() == 0 || !f.d.Tokens[cue.To-1].Word() || source.From < m.outer.From-1 || source.To > m.outer.To || f.ofItself(cue.To-1) || !f.asserts(cue) {
		return role{}
	}
	span := m.outer
	if cue.From >= span.To && cue.From <= span.To+2 {
		span.To = cue.To
	}
	return role{kind: record.CreditTo, span: span}
}

// asserts reports whether the words of r are a verb of stating that takes a
// clause, and none with which outlets speak of themselves.
func (f *finder) asserts(r nlp.Range) bool {
	for k := r.From; k < r.To; k++ {
		v, ok := f.verbs[f.low(k)]
		if ok && v.Takes(lexicon.ThatWh) && !ownWords[v.Lemma] {
			return true
		}
	}
	last := f.d.Tokens[r.To-1].Lemma
	return f.low(r.To) == "that" && !ownWords[last] || last == "threaten" && f.low(r.To) != "to"
}

// ownWords are verbs with which outlets speak of themselves as companies.
var ownWords = map[string]bool{
	"agree": true, "announce": true, "apologize": true, "ask": true, "decide": true, "deny": true, "expect": true, "hope": true,
	"know": true, "promise": true, "respond": true, "say": true, "tell": true, "think": true, "want": true,
}

// objectBefore reports whether the outlet is what somebody spoke to or of, so
// that the verb behind it has another subject: "told CNN reports".
func (f *finder) objectBefore(m *mention) bool {
	l := m.outer.From - 1
	if l < 0 || f.d.Tokens[l].Sent != f.d.Tokens[m.outer.From].Sent {
		return false
	}
	switch f.low(l) {
	case "of", "at", "with", "to", "for", "against", "by", "about", "from", "on":
		return !f.owns(m)
	}
	return f.is(l, tells)
}

// behindClause is the token behind the clause between commas that begins at
// token i, or i where it has no end.
func (f *finder) behindClause(i int) int {
	sent := f.sentence(i)
	for k := i + 1; k < min(sent.To, i+25); k++ {
		if (f.low(k) == "," || dash(f.low(k))) && k+1 < sent.To && !f.capital(k+1) && f.is(k+1, reports|says|between) && k > i+1 {
			return k + 1
		}
	}
	return i
}

// subjectVerb is the verb of reporting at token i, adverbs, auxiliaries and
// days before it passed over; -1 where there is none. strict leaves out verbs
// that anybody may have.
func (f *finder) subjectVerb(i int, strict bool) int {
	if i >= len(f.d.Tokens) || i < 1 {
		return -1
	}
	passive, sent := false, f.d.Tokens[i-1].Sent
	for k := i; k < min(i+6, len(f.d.Tokens)); k++ {
		if f.d.Tokens[k].Sent != sent || f.mark(k) {
			return -1
		}
		if f.is(k, reports|says) && (!f.capital(k) || f.d.Tokens[k].Shape == nlp.Upper) {
			ing := strings.HasSuffix(f.low(k), "ing")
			if passive != ing {
				return -1
			}
			if f.is(k, says) && (strict || f.ofItself(k)) || f.low(k) == "may" {
				return -1
			}
			if f.low(k) == "report" && k == i || f.low(k) == "found" && f.low(k+1) == "itself" {
				return -1
			}
			return k
		}
		if !f.is(k, between) {
			return -1
		}
		switch f.low(k) {
		case "is", "are", "was", "were", "been":
			passive = true
		}
	}
	return -1
}

// ofItself reports whether the outlet speaks of itself behind the verb at
// token v: "said in a statement", "said it would".
func (f *finder) ofItself(v int) bool {
	if f.low(v+1) == "on" && f.low(v+2) == "its" || f.reviewed(v+1) {
		return false // "said on its website", "said it had reviewed the letters"
	}
	near := true // "said only that it would"; not "said the letters it has"
	for k := v + 1; k < min(v+6, len(f.d.Tokens)); k++ {
		if f.is(k, corporate) && (near || len(f.low(k)) > 4) {
			return true
		}
		near = near && (f.is(k, between|days) || f.low(k) == "that")
	}
	return false
}

// reviewed reports whether "it had seen" and its like stand at token i: what an
// outlet says then is what it found.
func (f *finder) reviewed(i int) bool {
	if f.low(i) == "that" {
		i++
	}
	if f.low(i) != "it" || f.low(i+1) != "had" && f.low(i+1) != "has" {
		return false
	}
	switch f.low(i + 2) {
	case "reviewed", "obtained", "seen", "learned", "verified", "spoken", "confirmed", "found", "heard", "viewed", "examined", "interviewed":
		return true
	}
	return false
}

// pollCompounds reads outlets joined with a hyphen before "poll", as in
// "Washington Post-ABC News poll", which no word for word list can match.
func (f *finder) pollCompounds() {
	for i := range f.d.Tokens {
		if !f.is(i, polls) || f.d.Tokens[i].Skip {
			continue
		}
		from := i
		hyphen := false
		for k := i - 1; k >= max(0, i-8) && f.d.Tokens[k].Sent == f.d.Tokens[i].Sent; k-- {
			if !f.capital(k) && f.low(k) != "/" && f.low(k) != "-" && f.low(k) != "–" {
				break
			}
			w := f.low(k)
			hyphen = hyphen || strings.ContainsAny(w, "-–")
			from = k
		}
		if hyphen && from < i {
			f.compound(nlp.Range{From: from, To: i})
		}
	}
}

func (f *finder) compound(r nlp.Range) {
	span := f.d.SpanOf(r)
	at := span.Start
	for p := range strings.FieldsFuncSeq(span.In(f.d.Text), func(c rune) bool { return c == '-' || c == '–' || c == '/' }) {
		at += strings.Index(f.d.Text[at:span.End], p)
		name := text.Span{Start: at, End: at + len(strings.TrimRight(p, " "))}
		o, ok := f.set.Named(strings.TrimSpace(p))
		if !ok || o.Ordinary || f.cited(o.Name, int(f.d.Tokens[r.From].Sent)) {
			continue
		}
		f.cites = append(f.cites, citation{
			outlet: outlet{o.Name, o.Domain, o.Kind}, credit: record.Poll, span: f.d.SpanOf(nlp.Range{From: r.From, To: r.To + 1}),
			name: name, sent: int(f.d.Tokens[r.From].Sent), through: -1,
		})
	}
}

// cited reports whether a sentence credits the outlet already.
func (f *finder) cited(name string, sent int) bool {
	for i := len(f.cites) - 1; i >= 0 && i >= len(f.cites)-8; i-- {
		if f.cites[i].outlet.name == name && f.cites[i].sent == sent {
			return true
		}
	}
	return false
}
