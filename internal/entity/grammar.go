package entity

import (
	"strings"

	"github.com/hearsay-news/hearsay/internal/nlp"
)

// rank is the part that a noun plays in its sentence, the least telling first:
// who is spoken of next is likelier its subject than its object.
type rank uint8

const (
	aside   rank = iota // any other part
	object              // object of a verb
	under               // subject of a clause inside another
	subject             // subject of the sentence, or of a clause beside its main one
)

// relations that rules go by.
var (
	objects   = rels("obj", "iobj")
	subjects  = rels("nsubj", "nsubj:pass", "nsubj:outer")
	inside    = rels("appos", "flat", "nmod:desc") // of one noun phrase
	owners    = rels("nmod:poss")
	nominal   = rels("nmod:poss", "nmod", "appos", "nmod:desc", "compound") // of a noun with a noun
	clauses   = rels("acl", "acl:relcl")                                    // of a noun
	passive   = rels("nsubj:pass")
	compounds = rels("compound")
	beside    = rels("conj", "parataxis") // of one clause with another

	participle = rels("acl") // of a noun, without a subject

	modifies = nlp.MustRel("amod") // a noun
)

// rels is a set of relations that must exist.
func rels(names ...string) map[nlp.Rel]bool {
	m := map[nlp.Rel]bool{}
	for _, n := range names {
		m[nlp.MustRel(n)] = true
	}
	return m
}

// climbs bounds the steps taken up a tree.
const climbs = 8

// headOf is the token of r that governs the others: the first whose governor is
// not in r.
func headOf(d *nlp.Doc, r nlp.Range) int {
	for i := r.From; i < r.To; i++ {
		if d.Tokens[i].Word() && !r.Contains(int(d.Tokens[i].Head)) {
			return i
		}
	}
	return r.From
}

// topOf is the noun that stands for the noun phrase that token h is in: "Lee" in
// "Lee, the mayor".
func topOf(d *nlp.Doc, h int) int {
	for n := 0; n < climbs && inside[d.Tokens[h].Rel] && d.Tokens[h].Head >= 0; n++ {
		h = int(d.Tokens[h].Head)
	}
	return h
}

// modified is the noun that the relative clause of the pronoun at token i
// describes, or -1.
func modified(d *nlp.Doc, i int) int {
	for k, n := i, 0; n < climbs && d.Tokens[k].Head >= 0; n++ {
		if clauses[d.Tokens[k].Rel] {
			return int(d.Tokens[k].Head)
		}
		k = int(d.Tokens[k].Head)
	}
	return -1
}

// outermost reports whether token i is a noun of a phrase that begins at token
// from, in no clause of it.
func outermost(d *nlp.Doc, i, from int) bool {
	for n := 0; n < climbs; n++ {
		switch t := &d.Tokens[i]; {
		case int(t.Head) < from:
			return true
		case !nominal[t.Rel]:
			return !clauses[t.Rel]
		default:
			i = int(t.Head)
		}
	}
	return false
}

// bound reports whether the pronoun at token i can't mean the noun at token h, a
// top, by where they stand: parts of one verb ("Leclerq praised him"; himself
// could), or one in the noun phrase of the other.
func bound(d *nlp.Doc, i, h int) bool {
	t := &d.Tokens[i]
	if v := t.Head; i != h && v >= 0 && v == d.Tokens[h].Head && subjects[d.Tokens[h].Rel] && !owners[t.Rel] && !strings.HasSuffix(t.Low, "self") {
		return true
	}
	return within(d, i, h)
}

// within reports whether token i stands in the noun phrase whose top is token h,
// but in no clause of it: "her" in "Leclerq, her aide", which can't mean him.
func within(d *nlp.Doc, i, h int) bool {
	for n := 0; n < climbs && nominal[d.Tokens[i].Rel] && d.Tokens[i].Head >= 0; n++ {
		if i = int(d.Tokens[i].Head); i == h {
			return true
		}
	}
	return false
}

// bareSubject reports whether the noun at token h stands right before a verb that
// has no subject: the parser takes the day and the name in "On Monday Acme
// declined" for one noun phrase.
func bareSubject(d *nlp.Doc, h int) bool {
	v := int(d.Tokens[h].Head)
	for h++; h < v && !d.Tokens[h].Word(); h++ {
	}
	if v != h || d.Tokens[v].Tag != nlp.VERB {
		return false
	}
	sent := d.Sents[d.Tokens[v].Sent]
	for i := sent.From; i < sent.To; i++ {
		if d.Tokens[i].Head == int32(v) && subjects[d.Tokens[i].Rel] {
			return false
		}
	}
	return true
}

// rankOf is the part that the noun at token h, a top, plays.
func rankOf(d *nlp.Doc, h int) rank {
	t := &d.Tokens[h]
	switch {
	case t.Head < 0:
		return aside
	case objects[t.Rel]:
		return object
	case !subjects[t.Rel] && !bareSubject(d, h):
		return aside
	}
	v := &d.Tokens[t.Head]
	for n := 0; n < climbs && beside[v.Rel] && v.Head >= 0; n++ {
		v = &d.Tokens[v.Head]
	}
	if v.Rel == nlp.Root {
		return subject
	}
	return under
}
