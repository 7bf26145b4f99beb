package ner

import (
	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// longest bounds the tokens of one run of capitals; the rest begins another.
const longest = 24

// runs cuts the text into runs of words with capitals and reads each.
func (r *reader) runs() {
	for i := 0; i < len(r.d.Tokens); {
		if !r.nameish(i) || !r.begins(i) {
			i++
			continue
		}
		to := r.runEnd(i)
		r.read(nlp.Range{From: i, To: to})
		i = to
	}
}

// begins reports whether a name may begin at token i, which is nameish. A
// capital that says nothing needs evidence.
func (r *reader) begins(i int) bool {
	if !r.weak[i] {
		return true
	}
	t, use := &r.d.Tokens[i], r.use[i]
	low := nlp.Base(t.Low)
	e := r.seen[low]
	switch {
	case e == nil: // "al-Sisi"
		return true
	case r.upper(i) && r.acronym(i):
		return true
	case particles[low] && !use.Any(lexicon.Given) && i+1 < len(r.d.Tokens) && !r.weak[i+1]:
		return r.follows(i)
	case e.mid > 0 && !(e.lower && use.Any(lexicon.CommonWord)):
		return true
	case use.Any(lexicon.Opens) && r.phrase(i) > 1:
		return true
	case use.Any(lexicon.AddressForm | lexicon.Office):
		return r.follows(i)
	case use.Any(lexicon.CommonWord):
		return use.Any(lexicon.Given|lexicon.OrgOf|lexicon.OrgEnd) && r.follows(i)
	case use.Any(lexicon.Given | lexicon.PlaceName | lexicon.OrgName | lexicon.OutletName | lexicon.People):
		return true
	case use.Any(lexicon.NoName) || e.lower:
		return r.follows(i) && !use.Any(lexicon.NoName)
	}
	return true
}

// follows reports whether another word of the same run, no plain one where
// capitals say nothing, comes behind token i.
func (r *reader) follows(i int) bool {
	k := i + 1
	if k < len(r.d.Tokens) && r.d.Tokens[k].Low == "." && r.abbreviated(i) {
		k++
	}
	if k >= len(r.d.Tokens) || r.d.Tokens[k].Sent != r.d.Tokens[i].Sent || !r.nameish(k) {
		return false
	}
	return !r.weak[k] || !r.use[k].Any(lexicon.CommonWord) || r.use[k].Any(lexicon.Title|lexicon.Given)
}

var abbreviations = lexicon.Set(`st mt ft jr sr inc corp co ltd bros dept assn univ no messrs assoc`)

// abbreviated reports whether a full stop behind token i may be its own.
func (r *reader) abbreviated(i int) bool {
	low := r.d.Tokens[i].Low
	return abbreviations[low] || len(low) <= 6 && r.use[i].Any(lexicon.AddressForm|lexicon.Office)
}

// runEnd is the end of the run that begins at token i.
func (r *reader) runEnd(i int) int {
	to := i + 1
	if n := r.phrase(i); n > 1 && r.phraseUse(i, n).Any(known) {
		to = i + n // with small words inside: "Globe and Mail"
	}
	for to-i < longest {
		next := r.step(i, to)
		if next == to {
			break
		}
		to = next
	}
	return to
}

// step is the end of the run [from, to) with its next word and what joins it;
// to where the run ends.
func (r *reader) step(from, to int) int {
	tokens := r.d.Tokens
	last := &tokens[to-1]
	if to >= len(tokens) || tokens[to].Sent != last.Sent || tokens[to].Para != last.Para {
		return to
	}
	if nlp.Possessive(last.Low) && !r.ownName(to) {
		return to
	}
	t := &tokens[to]
	switch {
	case r.nameish(to):
		if r.weak[to] && !r.goesOn(from, to) {
			return to
		}
		return to + 1
	case t.Low == "." && t.Start == last.End && r.abbreviated(to-1):
		if to+1 < len(tokens) && tokens[to+1].Sent == t.Sent && (r.nameish(to+1) || suffixes[last.Low] || abbreviations[last.Low] && !places[last.Low]) {
			return to + 1
		}
	case t.Low == "&":
		if r.nameAt(to+1, to) {
			return to + 2
		}
	case t.Shape == nlp.Lower && particles[t.Low]:
		return r.particle(from, to)
	case t.Shape == nlp.Lower:
		return r.join(from, to)
	case t.Shape == nlp.Mark:
		return r.nickname(to)
	case t.Shape == nlp.Number && last.Low == "local":
		return to + 1
	}
	return to
}

var suffixes = lexicon.Set("jr sr ii iii iv")
var places = lexicon.Set("st mt ft no")

// nameAt reports whether token k is nameish and in the sentence of token i.
func (r *reader) nameAt(k, i int) bool {
	return k < len(r.d.Tokens) && r.d.Tokens[k].Sent == r.d.Tokens[i].Sent && r.nameish(k)
}

// goesOn reports whether a word of a headline, or one behind a mark, belongs
// to the run before it.
func (r *reader) goesOn(from, k int) bool {
	if k > 0 && r.d.Tokens[k].Shape != nlp.Lower && !r.d.Tokens[k-1].Word() && r.d.Tokens[k-1].Low != "." && r.d.Tokens[k-1].Low != "&" {
		return false // behind a dash or colon
	}
	use, e := r.use[k], r.seen[nlp.Base(r.d.Tokens[k].Low)]
	switch {
	case !use.Any(lexicon.CommonWord):
		return true
	case use.Any(lexicon.Title) && r.follows(k):
		return true
	case use.Any(lexicon.OrgEnd|lexicon.OrgOf|lexicon.OutletEnd) && e.mid > 0:
		return true
	case r.use[from].Any(lexicon.Given) && k == from+1:
		return e.mid > 0
	case r.phrase(from) > k-from:
		return true
	}
	return false
}

// ownName reports whether a possessive before token k is part of a name:
// "People's Republic", "St. John's College", "Women's March".
func (r *reader) ownName(k int) bool {
	switch nlp.Base(r.d.Tokens[k-1].Low) {
	case "people", "women", "men", "children", "king", "queen", "lloyd", "moody", "mcdonald", "macy", "wendy", "levi",
		"bloomingdale", "lowe", "sotheby", "christie", "domino", "sainsbury", "men-at-arms", "patrick", "sinai":
		return k < len(r.d.Tokens) && (r.nameish(k) || r.d.Tokens[k].Low == "of")
	}
	return false
}

// particle is the end of the run with a particle at to and the word behind it.
func (r *reader) particle(from, to int) int {
	k := to + 1
	for k < to+3 && k < len(r.d.Tokens) && particles[r.d.Tokens[k].Low] && r.d.Tokens[k].Shape == nlp.Lower {
		k++
	}
	if r.nameAt(k, to) && r.d.Tokens[k].Shape == nlp.Capital {
		return k + 1
	}
	return to
}

// nickname is the end of the run with a nickname in marks at to: Robert
// “Bob” Lee.
func (r *reader) nickname(to int) int {
	tokens := r.d.Tokens
	if to+3 >= len(tokens) || tokens[to].End != tokens[to+1].Start || !r.nameAt(to+1, to) || tokens[to+1].Shape != nlp.Capital ||
		tokens[to+2].Shape != nlp.Mark || !r.nameAt(to+3, to) || tokens[to+3].Shape != nlp.Capital {
		return to
	}
	if r.use[to-1].Any(lexicon.Title|lexicon.CommonWord) || r.use[to+1].Any(lexicon.CommonWord) && !r.use[to-1].Any(lexicon.Given) {
		return to
	}
	return to + 4
}

// join is the end of the run with the word at to, in small letters, and what
// stands behind it, where organisations join their names so.
func (r *reader) join(from, to int) int {
	tokens := r.d.Tokens
	head := r.use[to-1]
	k := to + 1
	switch tokens[to].Low {
	case "of":
		if !head.Any(lexicon.OrgOf) && !r.officeOf(to) {
			return to
		}
	case "for", "on", "to":
		if !head.Any(lexicon.OrgOf) || head.Any(lexicon.PlaceName) {
			return to
		}
		if use := r.useAt(k); tokens[to].Low != "for" && use.Any(lexicon.PlaceName|lexicon.People) {
			return to
		}
	case "and":
		return r.joinAnd(from, to)
	default:
		return to
	}
	if k < len(tokens) && (tokens[k].Low == "the" && tokens[k].Shape == nlp.Lower) {
		k++
	}
	if !r.nameAt(k, to) || nlp.Possessive(tokens[to-1].Low) && head.Any(lexicon.PlaceName) {
		return to
	}
	return k + 1
}

// officeOf reports whether an office before token to goes on with "of", as in
// "Secretary of Homeland Security".
func (r *reader) officeOf(to int) bool {
	switch r.d.Tokens[to-1].Low {
	case "secretary", "minister", "director", "speaker", "undersecretary", "chancellor":
		return true
	}
	return false
}

func (r *reader) useAt(k int) lexicon.NameUse {
	if k >= len(r.use) {
		return 0
	}
	return r.use[k]
}

// joinAnd is the end of the run with "and" at to: only where the words behind
// it end a name that wants two parts, as in "Centers for Disease Control and
// Prevention" or "Food and Drug Administration".
func (r *reader) joinAnd(from, to int) int {
	k := to + 1
	for k < to+4 && r.nameAt(k, to) && !nlp.Possessive(r.d.Tokens[k].Low) {
		k++
	}
	if k < to+4 && r.nameAt(k, to) {
		k++
	}
	if k == to+1 {
		return to
	}
	low := nlp.Base(r.d.Tokens[k-1].Low)
	if !r.words[low].Any(lexicon.OrgAnd) {
		return to
	}
	for i := from; i < to; i++ {
		if r.use[i].Any(lexicon.Given|lexicon.AddressForm) && !r.use[i].Any(lexicon.OrgEnd|lexicon.OrgOf|lexicon.CommonWord) {
			return to
		}
	}
	for i := to + 1; i < k-1; i++ {
		if r.use[i].Any(lexicon.OrgOf | lexicon.Given) {
			return to // a name of its own: "and Justice Department" stays apart
		}
	}
	return k
}

// phrase is the number of tokens, 1 or more, of the longest phrase in the
// lexicon that begins at token i; 0 where none does.
func (r *reader) phrase(i int) int {
	if !r.useAt(i).Any(lexicon.Opens) {
		return 0
	}
	var buf [96]byte
	key := append(buf[:0], r.d.Tokens[i].Low...)
	best, words := 0, 1
	for k := i + 1; k < min(len(r.d.Tokens), i+9) && words < 5; k++ {
		t := &r.d.Tokens[k]
		if t.Sent != r.d.Tokens[i].Sent {
			break
		}
		if t.Low == "." {
			continue
		}
		key = append(append(key, ' '), nlp.Base(t.Low)...)
		words++
		if use, ok := r.words[string(key)]; ok && use&^lexicon.Opens != 0 {
			best = k - i + 1
		}
	}
	return best
}

// phraseUse is the use of the phrase of n tokens that begins at token i.
func (r *reader) phraseUse(i, n int) lexicon.NameUse {
	if n == 1 {
		return r.use[i]
	}
	var buf [96]byte
	key := buf[:0]
	for k := i; k < i+n; k++ {
		if low := r.d.Tokens[k].Low; low != "." {
			if len(key) > 0 {
				key = append(key, ' ')
			}
			key = append(key, nlp.Base(low)...)
		}
	}
	return r.words[string(key)]
}
