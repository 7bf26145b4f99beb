package attrib

import (
	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// longestName bounds the words of a noun phrase, in tokens.
const longestName = 16

// subject finds the noun phrase that ends right before token end and begins at
// or after token low. An apposition between commas belongs to it; a relative
// clause ("Lee, who was late, said") does not.
func (x *rules) subject(end, low int) (nlp.Range, bool) {
	i := end - 1
	for i >= low && x.is(i, lexicon.Day|lexicon.Daytime) && !x.is(i, lexicon.Subject) {
		i-- // "Lee Tuesday said"
	}
	if i < low {
		return nlp.Range{}, false
	}
	switch {
	case (x.low(i) == "them" || x.low(i) == "us") && x.low(i-1) == "of" && i-2 >= low:
		return nlp.Range{From: i - 2, To: i + 1}, true // "one of them"
	case x.is(i, lexicon.Subject) && !x.is(i-1, lexicon.Determiner):
		return nlp.Range{From: i, To: i + 1}, true
	case x.low(i) == "which":
		return nlp.Range{From: i, To: i + 1}, true
	case x.low(i) == ")":
		return x.parenthesis(i, low)
	case x.low(i) == ",":
		return x.apposition(i, low)
	}
	return x.phraseBefore(i+1, low)
}

// parenthesis goes on before brackets: "Scott (D-Va.) said".
func (x *rules) parenthesis(i, low int) (nlp.Range, bool) {
	for k := i; k >= max(low, i-longestName); k-- {
		if x.low(k) == "(" {
			r, ok := x.phraseBefore(k, low)
			r.To = i + 1
			return r, ok
		}
	}
	return nlp.Range{}, false
}

// apposition finds the head of a subject that ends with the comma at token i:
// "Ann Lee, the mayor of Springfield, said".
func (x *rules) apposition(i, low int) (nlp.Range, bool) {
	for k := i - 1; k > max(low, i-45); k-- {
		if x.low(k) != "," || !x.startsApposition(k+1) {
			continue
		}
		r, ok := x.phraseBefore(k, low)
		if !ok {
			continue
		}
		if !x.is(k+1, lexicon.Relative|lexicon.Possessive) {
			r.To = i + 1
		}
		return r, true
	}
	return nlp.Range{}, false
}

// startsApposition reports whether what begins at token i can stand between
// commas behind a name.
func (x *rules) startsApposition(i int) bool {
	t := &x.d.Tokens[i]
	if x.is(i, lexicon.Determiner|lexicon.Possessive|lexicon.Relative) || t.Shape == nlp.Number {
		return true
	}
	return t.Word() && !x.is(i, lexicon.Joiner|lexicon.Subordinator|lexicon.Finite|lexicon.Subject|lexicon.Preposition|lexicon.Adverb)
}

// phraseBefore collects the noun phrase that ends before token end.
func (x *rules) phraseBefore(end, low int) (nlp.Range, bool) {
	i := end
	low = max(low, end-longestName)
	for i > low && x.inPhrase(i-1, low, end) {
		i--
		if x.is(i, lexicon.Determiner|lexicon.Possessive) && !x.linksBack(i-1, low) {
			break
		}
	}
	for i < end && x.is(i, lexicon.Joiner|lexicon.Preposition|lexicon.Adverb) {
		i++
	}
	i = x.skipOccasion(i, end, low)
	r := nlp.Range{From: i, To: end}
	return r, x.nominal(r)
}

// linksBack reports whether token i is a preposition that ties what follows it
// to a noun before it.
func (x *rules) linksBack(i, low int) bool {
	if i <= low || !x.nounish(i-1) {
		return false
	}
	switch x.low(i) {
	case "of", "for", "from", "with", "at", "in", "on":
		return true
	}
	return false
}

// nounish reports whether token i may be a noun, adjective or name.
func (x *rules) nounish(i int) bool {
	if i < 0 || i >= len(x.d.Tokens) || !x.d.Tokens[i].Word() || x.d.Tokens[i].Quote >= 0 {
		return false
	}
	return x.class[i]&^(lexicon.Occasion|lexicon.Daytime|lexicon.Month) == 0 || x.d.Tokens[i].Name >= 0
}

// inPhrase reports whether token i can belong to a noun phrase that goes on
// behind it.
func (x *rules) inPhrase(i, low, end int) bool {
	t := &x.d.Tokens[i]
	switch {
	case !t.Word():
		return t.Low == "&" || t.Low == "%" || t.Low == "." && t.Start == x.d.Tokens[i-min(1, i)].End
	case t.Quote >= 0:
		return false
	case t.Name >= 0 && !x.is(i, lexicon.Day):
		return true
	case x.is(i, lexicon.Finite|lexicon.Relative|lexicon.Negation|lexicon.Day|lexicon.Adverb):
		return x.is(i, lexicon.Determiner) && x.low(i) != "that"
	case x.is(i, lexicon.Determiner|lexicon.Possessive):
		return true
	case x.is(i, lexicon.Joiner):
		return x.joinsNouns(i, low)
	case x.is(i, lexicon.Preposition):
		return x.linksBack(i, low)
	case x.is(i, lexicon.Subordinator|lexicon.Complement|lexicon.Subject|lexicon.Object):
		return false
	}
	return !x.finite(i) || end-i == 1 && x.verb[i].Noun
}

// joinsNouns reports whether the "and" at token i joins two names or nouns
// rather than two clauses: what stands before it must reach back to the start
// of the clause without a verb.
func (x *rules) joinsNouns(i, low int) bool {
	if x.low(i) != "and" && x.low(i) != "or" {
		return false
	}
	k := i - 1
	for k >= low && (x.nounish(k) || x.is(k, lexicon.Determiner|lexicon.Possessive) || x.low(k) == "of") && !x.finite(k) {
		k--
	}
	return k < i-1 && (k < low || !x.d.Tokens[k].Word() && x.low(k) != ",")
}

// finite reports whether token i is a verb in a form that has a subject, as
// far as the lexicon knows.
func (x *rules) finite(i int) bool {
	v := x.verb[i]
	return v.Verb != nil && x.d.Tokens[i].Name < 0 && (v.Form == lexicon.Past || v.Form == lexicon.Third && !v.Noun)
}

// skipOccasion drops "a statement Tuesday" from "In a statement Tuesday Lee
// said": where a preposition at the start of the clause stands before the
// phrase, only the name at its end is the subject.
func (x *rules) skipOccasion(from, end, low int) int {
	if from <= low || from-1 > low+1 || !x.is(from-1, lexicon.Preposition) {
		return from
	}
	name := x.d.Tokens[end-1].Name
	if name < 0 {
		return from
	}
	return max(from, x.d.Names[name].Tokens.From)
}

// nominal reports whether r holds a word that can be a source.
func (x *rules) nominal(r nlp.Range) bool {
	for i := r.From; i < r.To; i++ {
		if !x.d.Tokens[i].Word() || x.d.Tokens[i].Quote >= 0 {
			continue
		}
		if x.d.Tokens[i].Name >= 0 && !x.is(i, lexicon.Day) {
			return true
		}
		const never = lexicon.Day | lexicon.Month | lexicon.Daytime | lexicon.Preposition | lexicon.Possessive | lexicon.Adverb | lexicon.Joiner | lexicon.Finite
		if !x.is(i, never) && (x.class[i] == 0 || x.is(i, lexicon.Occasion|lexicon.Subject) || x.is(i, lexicon.Determiner) && r.Len() == 1 && x.low(i) != "the") {
			return x.d.Tokens[i].Shape != nlp.Number || r.Len() > 1
		}
	}
	return false
}

// phraseAfter collects the noun phrase that begins at token from and ends
// before token high: the subject in "said the mayor", the one told.
func (x *rules) phraseAfter(from, high int) (nlp.Range, bool) {
	i := from
	high = min(high, from+longestName)
	owner := x.is(i, lexicon.Possessive) && x.nounish(i+1) && i+1 < high // "told her counterpart"
	if x.is(i, lexicon.Subject|lexicon.Object) && i < high && !x.is(i, lexicon.Determiner) && !owner {
		return nlp.Range{From: i, To: i + 1}, true
	}
	for i < high && x.goesOn(i, from) {
		i++
	}
	r := nlp.Range{From: from, To: i}
	return r, r.Len() > 0 && x.nominal(r)
}

// goesOn reports whether the noun phrase that began at token from goes on with
// token i.
func (x *rules) goesOn(i, from int) bool {
	t := &x.d.Tokens[i]
	switch {
	case !t.Word():
		return t.Low == "&" || t.Low == "." && i > from && t.Start == x.d.Tokens[i-1].End && i+1 < len(x.d.Tokens) && x.d.Tokens[i+1].Name >= 0 && x.d.Tokens[i+1].Sent == t.Sent
	case t.Quote >= 0:
		return false
	case t.Name >= 0 && !x.is(i, lexicon.Day):
		return true
	case x.is(i, lexicon.Determiner|lexicon.Possessive):
		return i == from && x.low(i) != "that" || i > from && (x.is(i-1, lexicon.Preposition|lexicon.Determiner|lexicon.Joiner))
	case x.is(i, lexicon.Finite|lexicon.Relative|lexicon.Complement|lexicon.Negation|lexicon.Day|lexicon.Adverb|lexicon.Subject|lexicon.Object):
		return false
	case x.is(i, lexicon.Joiner):
		return x.low(i) == "and" && i > from && i+1 < len(x.d.Tokens) && x.d.Tokens[i+1].Name >= 0 && x.d.Tokens[i-1].Name >= 0
	case x.is(i, lexicon.Preposition):
		return x.attaches(i, from)
	case x.is(i, lexicon.Subordinator):
		return false
	}
	return !x.finite(i)
}

// attaches reports whether the preposition at token i belongs to the noun
// before it ("a spokesman for", "officials in Kyiv") and not to the verb ("told
// Lee on Monday", "told reporters in Kyiv").
func (x *rules) attaches(i, from int) bool {
	if i == from {
		return false
	}
	switch x.low(i) {
	case "of":
		return true
	case "for", "from", "with", "at":
		return x.d.Tokens[i-1].Name < 0 && !x.is(i+1, lexicon.Day|lexicon.Month)
	}
	return false
}

// withApposition extends a source after its verb by what describes it: "said
// Ann Lee, the mayor." A relative clause or a joined clause is left out.
func (x *rules) withApposition(r nlp.Range, high int) nlp.Range {
	if x.low(r.To) == "(" {
		for k := r.To; k < min(high, r.To+8); k++ {
			if x.low(k) == ")" {
				r.To = k + 1
				break
			}
		}
	}
	if r.To+1 >= high || x.low(r.To) != "," || !x.describes(r.To+1) {
		return r
	}
	for k := r.To + 1; k < min(high, r.To+40); k++ {
		t := &x.d.Tokens[k]
		if t.Quote >= 0 || x.is(k, lexicon.Relative) && x.low(k) != "that" {
			return r
		}
		if t.Low == "," || t.Low == "." && k+1 >= high {
			return nlp.Range{From: r.From, To: k}
		}
		if k+1 == high {
			return nlp.Range{From: r.From, To: high}
		}
	}
	return r
}

// describes reports whether token i begins a description of a person: "the
// mayor", "a poet", "54", "president of".
func (x *rules) describes(i int) bool {
	t := &x.d.Tokens[i]
	if t.Quote >= 0 || !t.Word() {
		return false
	}
	if x.is(i, lexicon.Determiner) || t.Shape == nlp.Number || x.low(i) == "whose" {
		return true
	}
	return x.class[i]&^lexicon.Possessive == 0 && x.verb[i].Verb == nil
}
