// Package entity tells who is who in an article: which names, descriptions and
// pronouns mean the same person or body, and whom the source of each
// attribution is.
//
// [Resolve] is the whole of it. It clusters names ("Ana Petrov", "Ms. Petrov"),
// reads the roles beside them ("the finance minister"), then goes through the
// body once, keeping in mind who was spoken of last, and settles pronouns,
// descriptions and sources as it meets them.
//
//	entities := entity.Resolve(body, title, attributions)
//	fmt.Println(entities[0].Name, entities[0].Roles) // Ana Petrov [finance minister]
//
// A source without a name ("officials", "a spokesman for the ministry") gets
// an entity of its own, named by its description.
package entity

import (
	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
)

// Resolve returns the entities of an article in the order of their first
// mention, and sets in place Source.Entity, Source.Anonymous and
// Addressee.Entity of each attribution. Both texts need tokens, quotations,
// names, tags and dependencies; title may be nil. Mentions are places in the body.
func Resolve(body, title *nlp.Doc, attributions []record.Attribution) []record.Entity {
	body, _ = nlp.Joined(body)
	r := &resolver{
		words: lexicon.Names(), verbs: lexicon.Verbs(), atts: attributions, found: make([]found, len(attributions)),
		bySurname: map[string][]*cluster{}, byGiven: map[string][]*cluster{}, byName: map[string]*cluster{},
		byLast: map[string][]*cluster{}, byFirst: map[string][]*cluster{}, byInitials: map[string]*cluster{}, byLetter: map[string][]*cluster{}, byHead: map[string][]*cluster{}, byText: map[string]*cluster{},
	}
	r.body, r.spare = newView(body, record.InBody), 8*len(body.Tokens)
	r.nameAll(r.body)
	r.rolesAll(r.body)
	r.called(r.body)
	r.walk()
	if title != nil {
		title, _ = nlp.Joined(title)
		r.title = newView(title, record.InTitle)
		r.nameAll(r.title)
		r.titleSources()
	}
	r.nested()
	r.standalone()
	return r.entities()
}

// resolver is the state of one Resolve.
type resolver struct {
	words map[string]lexicon.NameUse
	verbs map[string]lexicon.VerbForm
	atts  []record.Attribution
	found []found // beside atts

	body, title *view
	all         []*cluster

	bySurname  map[string][]*cluster // people by last name
	byLetter   map[string][]*cluster // people with a full name by the first byte of the last
	byGiven    map[string][]*cluster // people by first name
	byName     map[string]*cluster   // bodies and places by whole name
	byLast     map[string][]*cluster // bodies by the last word of their name
	byFirst    map[string][]*cluster // bodies by the first word of their name
	byInitials map[string]*cluster   // bodies by their initials
	byHead     map[string][]*cluster // people by the head of a role
	byText     map[string]*cluster   // sources without a name by description

	focus focus
	clock []int // by sentence, see narrate
	spare int   // tokens that may still be looked at in contents
}

// found is whom the source and the addressee of an attribution mean.
type found struct {
	source, addressee *cluster
	subject           *cluster // where the source is left out: of the sentence
	before            *cluster // and of the one before
}

// view is one text of the article and what its names mean.
type view struct {
	d  *nlp.Doc
	of []*cluster // beside d.Names
	in record.Where
}

func newView(d *nlp.Doc, in record.Where) *view {
	return &view{d: d, of: make([]*cluster, len(d.Names)), in: in}
}

// use is what the lexicon knows about the word of token i.
func (r *resolver) use(d *nlp.Doc, i int) lexicon.NameUse {
	return r.words[nlp.Base(d.Tokens[i].Low)]
}
