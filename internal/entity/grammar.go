package entity

import (
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
	clauses   = rels("acl", "acl:relcl") // of a noun
	passive   = rels("nsubj:pass")
	compounds = rels("compound")
	beside    = rels("conj", "parataxis") // of one clause with another
)

// rels is a set of relations that must exist.
func rels(names ...string) map[nlp.Rel]bool {
	m := map[nlp.Rel]bool{}
	for _, n := range names {
		r, ok := nlp.RelOf(n)
		if !ok {
			panic("no relation " + n)
		}
		m[r] = true
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

// rankOf is the part that the noun at token h, a top, plays.
func rankOf(d *nlp.Doc, h int) rank {
	t := &d.Tokens[h]
	switch {
	case t.Head < 0:
		return aside
	case objects[t.Rel]:
		return object
	case !subjects[t.Rel]:
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
