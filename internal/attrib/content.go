package attrib

import (
	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// object finds what the verb at token v reports behind it, by the frames that
// the verb takes, and how sure that is. It fills in the addressee, and lets a
// preposition that introduces the content ("called for") join the cue.
func (x *rules) object(st *finding, v int, s nlp.Range) (nlp.Range, float64, bool) {
	f := x.verb[v]
	j := v + 1
	if f.TakesPrep("out") {
		if x.low(j) != "out" {
			if !f.TakesPrep("to") {
				return nlp.Range{}, 0, false
			}
		} else {
			st.cue[0].To = j + 1
			j++
			if x.low(j) == "at" || x.low(j) == "against" {
				st.cue[0].To = j + 1
				j++
			}
			return x.content(j, s), sureOther, j < s.To
		}
	}
	j = x.addressed(st, f, j, s)
	j = x.skipCircumstance(j, s.To)
	if j >= s.To {
		return nlp.Range{}, 0, false
	}
	if k, ok := x.farThat(j, s); ok && f.Takes(lexicon.ThatWh) {
		return x.content(k, s), sureThat, true
	}
	return x.frame(st, f, j, s)
}

// addressed steps over the person spoken to and fills it in.
func (x *rules) addressed(st *finding, f lexicon.VerbForm, j int, s nlp.Range) int {
	if x.low(j) == "to" && !f.Takes(lexicon.ToDo) && f.Takes(lexicon.ThatWh) {
		// "said to reporters that", "explained to Lee that"
		if r, ok := x.phraseAfter(j+1, s.To); ok && x.is(r.To, lexicon.Complement) {
			st.addressee = r
			return r.To
		}
	}
	if !f.Takes(lexicon.Addressed) || j >= s.To || x.is(j, lexicon.Complement|lexicon.Preposition) {
		return j
	}
	r, ok := x.phraseAfter(j, s.To)
	if !ok {
		return j
	}
	st.addressee = r
	return r.To
}

// frame finds content at token j in one of the frames of f.
func (x *rules) frame(st *finding, f lexicon.VerbForm, j int, s nlp.Range) (nlp.Range, float64, bool) {
	none := nlp.Range{}
	t := &x.d.Tokens[j]
	mark := t.Low == "," || t.Low == ":"
	switch {
	case mark && j+1 < len(x.d.Tokens) && x.opensQuote(j+1) && f.Takes(lexicon.Quoting):
		if t.Low == ":" {
			st.cue[0].To = max(st.cue[0].To, x.cueEnd(st, j))
		}
		return x.content(j+1, s), sureQuote, true
	case t.Low == ":" && j+1 < s.To && f.Takes(lexicon.Quoting):
		return x.content(j+1, s), sureOther, true
	case mark || !t.Word() && t.Quote < 0:
		return none, 0, false
	case t.Quote >= 0:
		return x.content(j, s), sureThat, f.Takes(lexicon.Bare) || f.Takes(lexicon.Quoting)
	case x.is(j, lexicon.Complement) && (x.low(j) != "that" || f.Takes(lexicon.ThatWh)):
		return x.content(j, s), sureThat, f.Takes(lexicon.ThatWh)
	case t.Low == "to" && f.Takes(lexicon.ToDo):
		return x.content(j, s), sureBare, true
	case f.TakesPrep(t.Low):
		if st.cue[0].To == j {
			st.cue[0].To = j + 1
			j++
		}
		return x.content(j, s), sureOther, j < s.To
	case x.is(j, lexicon.Preposition|lexicon.Subordinator|lexicon.Joiner) && !x.is(j, lexicon.Determiner):
		return none, 0, false
	}
	return x.content(j, s), sureBare, f.Takes(lexicon.Bare) || f.Takes(lexicon.ThatWh) && x.clauseAt(j, s)
}

// cueEnd is the end of a cue that a colon closes, where nothing but the
// circumstances of the verb stands between.
func (x *rules) cueEnd(st *finding, colon int) int {
	if st.addressee.Len() > 0 || colon != st.cue[0].To {
		return st.cue[0].To
	}
	return colon + 1
}

// clauseAt reports whether a clause with a subject and a verb seems to begin
// at token j.
func (x *rules) clauseAt(j int, s nlp.Range) bool {
	r, ok := x.phraseAfter(j, s.To)
	return ok && x.verbFollows(r.To, s.To)
}

// opensQuote reports whether a quotation begins at token i.
func (x *rules) opensQuote(i int) bool {
	if i >= len(x.d.Tokens) {
		return false
	}
	q := x.d.Tokens[i].Quote
	return q >= 0 && x.d.Quotes[q].Tokens.From == i
}

// farThat looks past the circumstances of a verb for the "that" or the
// quotation it reports: "said in a letter to the committee that".
func (x *rules) farThat(j int, s nlp.Range) (int, bool) {
	if !x.is(j, lexicon.Preposition|lexicon.Day|lexicon.Adverb) || j+1 >= s.To {
		return 0, false
	}
	if x.low(j) == "to" && x.d.Tokens[j+1].Name < 0 && !x.is(j+1, lexicon.Determiner|lexicon.Object|lexicon.Possessive) && x.low(j+1) != "reporters" {
		return 0, false // an infinitive
	}
	for k := j; k < min(s.To, j+18); k++ {
		switch t := &x.d.Tokens[k]; {
		case t.Low == "that" && !x.is(k-1, lexicon.Preposition):
			return k, true
		case x.opensQuote(k) && !x.d.Tokens[k-1].Word():
			return k, true
		case t.Quote >= 0, !t.Word() && t.Low != ",", x.is(k, lexicon.Finite) || x.finite(k):
			return 0, false
		}
	}
	return 0, false
}

// skipCircumstance steps over the time, place and manner that stand behind a
// verb: "Tuesday", "on Monday", "in a statement", "at a news conference".
func (x *rules) skipCircumstance(j, high int) int {
	for j < high {
		next := x.circumstance(j, high)
		if next == j {
			return j
		}
		j = next
	}
	return j
}

func (x *rules) circumstance(j, high int) int {
	switch {
	case x.d.Tokens[j].Quote >= 0:
		return j
	case x.is(j, lexicon.Day|lexicon.Daytime):
		return j + 1
	case x.is(j, lexicon.Adverb) && !x.is(j, lexicon.Complement):
		return j + 1
	case x.is(j, lexicon.Determiner) && x.is(j+1, lexicon.Daytime): // "this week"
		return j + 2
	case x.is(j, lexicon.Determiner) && x.is(j+2, lexicon.Daytime) && j+2 < high: // "the next day"
		return j + 3
	case !x.is(j, lexicon.Preposition):
		return j
	case x.is(j+1, lexicon.Day|lexicon.Month): // "on Monday", "in March", "on March 3"
		j += 2
		for j < high && x.d.Tokens[j].Shape == nlp.Number {
			j++
		}
		return j
	}
	for k := j + 1; k < min(high, j+7); k++ { // "in a written statement"
		if x.is(k, lexicon.Occasion) && !(k+1 < high && x.is(k+1, lexicon.Occasion)) {
			return k + 1
		}
		if !x.d.Tokens[k].Word() || x.is(k, lexicon.Finite|lexicon.Preposition|lexicon.Subject) {
			break
		}
	}
	return j
}

// content is what is reported from token j on: the quotation that begins
// there, or the rest of the sentence. Where a later statement of the sentence
// ends it, settle cuts it short.
func (x *rules) content(j int, s nlp.Range) nlp.Range {
	if x.opensQuote(j) {
		q := x.d.Tokens[j].Quote
		r := x.d.Quotes[q].Tokens
		if r.To >= s.To || x.low(r.To-2) == "." || x.endsSpeech(r.To-1) {
			x.take(r)
			return r
		}
	}
	return x.trimEnd(nlp.Range{From: j, To: x.contentEnd(j, s.To)})
}

// contentEnd is the end of content that runs from token j to the end of the
// sentence at high; a quotation that begins inside is not cut.
func (x *rules) contentEnd(j, high int) int {
	for k := j; k < high; k++ {
		if q := x.d.Tokens[k].Quote; q >= 0 {
			k = x.d.Quotes[q].Tokens.To - 1
			if k+1 > high {
				return k + 1
			}
		}
	}
	return high
}

// take marks the quotations that r holds as spoken for.
func (x *rules) take(r nlp.Range) {
	for i := r.From; i < r.To; i++ {
		if q := x.d.Tokens[i].Quote; q >= 0 {
			x.taken[q] = true
			i = max(i, x.d.Quotes[q].Tokens.To-1)
		}
	}
}

// trimEnd leaves out the marks at the end that close the sentence.
func (x *rules) trimEnd(r nlp.Range) nlp.Range {
	for r.To > r.From && !x.d.Tokens[r.To-1].Word() && x.d.Tokens[r.To-1].Quote < 0 && x.low(r.To-1) != ")" {
		r.To--
	}
	return r
}

// before fills in content that ends right before token end: a quotation, or
// the clause up to the comma.
func (x *rules) before(st *finding, end int, s nlp.Range) bool {
	last := end - 1
	if last > 0 && x.low(last) == "," && x.d.Tokens[last].Quote < 0 {
		last--
	}
	if last < 0 {
		return false
	}
	if q := x.d.Tokens[last].Quote; q >= 0 {
		r := x.d.Quotes[q].Tokens
		r.From = x.leadIn(r, s)
		st.content, st.sure = []nlp.Range{r}, sureQuote
		x.take(r)
		return true
	}
	r := nlp.Range{From: x.clauseBegin(last, s), To: last + 1}
	if r.Len() < 2 {
		return false
	}
	st.content, st.sure = []nlp.Range{r}, sureBare
	x.take(r)
	return true
}

// leadIn is where the content of a quotation begins: with words of the same
// sentence before it that no statement holds ("The plan is “dead,” she said").
func (x *rules) leadIn(q nlp.Range, s nlp.Range) int {
	sent := x.d.Sents[x.d.Tokens[q.From].Sent]
	if x.d.Tokens[q.From].Para != x.d.Tokens[s.From].Para || q.From <= sent.From {
		return q.From
	}
	if prev := x.d.Tokens[q.From-1]; !prev.Word() && prev.Low != "," {
		return q.From
	}
	from := x.clauseBegin(q.From-1, sent)
	for k := len(x.out) - 1; k >= 0 && x.out[k].head >= from; k-- {
		if x.out[k].head < q.From {
			return q.From
		}
	}
	return from
}

// clauseBegin is the first token of the clause that ends at token last: the
// start of the sentence, or what follows the statement before.
func (x *rules) clauseBegin(last int, s nlp.Range) int {
	from := s.From
	for k := len(x.out) - 1; k >= 0 && x.out[k].head >= s.From; k-- {
		st := &x.out[k]
		if st.order == contentBefore && st.head < last {
			from = max(from, st.head+1, st.source.To)
		}
	}
	for from < last && (!x.d.Tokens[from].Word() && x.d.Tokens[from].Quote < 0 || x.is(from, lexicon.Joiner)) {
		from++
	}
	return from
}

// more adds what goes on behind the speaker: "“A,” she said, “B”" and "The
// plan, she said, is dead."
func (x *rules) more(st *finding, i int, s nlp.Range) bool {
	i = x.skipCircumstance(i, s.To)
	if i+1 >= len(x.d.Tokens) {
		return true
	}
	comma := x.low(i) == "," || x.low(i) == ":"
	switch {
	case comma && x.opensQuote(i+1) && i+1 < s.To:
		r := x.d.Quotes[x.d.Tokens[i+1].Quote].Tokens
		st.content = append(st.content, r)
		x.take(r)
	case comma && i+1 < s.To && st.sure == sureBare && x.resumes(i+1, s):
		r := x.trimEnd(nlp.Range{From: i + 1, To: x.contentEnd(i+1, s.To)})
		st.content = append(st.content, r)
		x.take(r)
	}
	return true
}

// resumes reports whether the sentence goes on at token i with the clause
// that was broken off by its speaker, and not with a clause of the speaker's.
func (x *rules) resumes(i int, s nlp.Range) bool {
	t := &x.d.Tokens[i]
	if !t.Word() || t.Quote >= 0 || x.verb[i].Verb != nil && x.verb[i].Form == lexicon.Ing {
		return false
	}
	return !x.is(i, lexicon.Subordinator|lexicon.Relative) && x.low(i) != "according"
}

// settle cuts the contents of a sentence's statements where a later statement
// of the same sentence begins beside them.
func (x *rules) settle(first int, s nlp.Range) {
	sts := x.out[first:]
	for i := range sts {
		if sts[i].order == contentBefore {
			continue
		}
		for k := range sts {
			if sts[k].head > sts[i].head && sts[k].head < s.To {
				x.cut(&sts[i], &sts[k])
			}
		}
		for _, r := range sts[i].content {
			x.take(r)
		}
	}
}

// cut ends the content of a before the statement b, where b is joined to a
// by a comma or "and" rather than part of what a reports.
func (x *rules) cut(a, b *finding) {
	at := b.cue[0].From
	if b.order == contentAfter && b.source.From > a.head {
		at = min(at, b.source.From)
	}
	for i, r := range a.content {
		if !r.Contains(at) || r.From >= at-1 {
			continue
		}
		if !x.beside(a, b, at) {
			return
		}
		a.content[i] = x.trimJoint(nlp.Range{From: r.From, To: at})
	}
}

// beside reports whether b, whose words begin at token at, stands beside a.
func (x *rules) beside(a, b *finding, at int) bool {
	p := at - 1
	switch {
	case b.lemma == "according":
		return x.low(p) == ","
	case b.order == contentBefore:
		return false
	case b.order == contentAfter && x.is(x.d.Sents[x.d.Tokens[a.head].Sent].From, lexicon.Subordinator) && x.commaAt(p):
		return true // "While Lee said it rained, Petrov said it did not"
	case b.order == participle:
		return x.low(p) == "," || x.low(p) == "—" || x.low(p) == "–"
	case x.is(p, lexicon.Joiner):
		return b.source == a.source || x.low(p-1) == ","
	case x.is(p, lexicon.Subordinator):
		return x.low(p) == "while" || x.low(p) == "as" && x.low(p-1) == ","
	}
	return x.low(p) == ";" || x.low(p) == "—"
}

// trimJoint leaves out the joining words at the end of a clause that was cut.
func (x *rules) trimJoint(r nlp.Range) nlp.Range {
	for r.Len() > 1 && (!x.d.Tokens[r.To-1].Word() && x.d.Tokens[r.To-1].Quote < 0 || x.is(r.To-1, lexicon.Joiner|lexicon.Subordinator)) {
		r.To--
	}
	return r
}

// commaAt reports whether token p is a comma, or a closing quotation mark
// behind one.
func (x *rules) commaAt(p int) bool {
	return x.low(p) == "," || x.d.Tokens[p].Shape == nlp.Mark && x.low(p-1) == ","
}
