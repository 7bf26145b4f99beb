// Package record is the public contract of Hearsay: what one article says, who
// says it, and on whose word we have it.
//
// A [Record] points into the body of its article with byte spans; its JSON
// form (schema "hearsay/record/1", see [Schema]) counts Unicode code points
// and carries the words as well. [Record.Check] says whether a record keeps
// what the schema promises.
//
//	r, err := hearsay.New().Analyze(ctx, a)
//	for _, at := range r.Attributions {
//		fmt.Println(r.Name(at.Source.Entity), "said", r.Words(&at, at.Content.Spans))
//	}
package record

import (
	"strconv"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/text"
)

// Format is the version of the record format. History: 1, the first.
const Format = "hearsay/record/1"

// Record is what was read in one article.
type Record struct {
	Analyzer     string // program version + model version: "0.1.0+en.1"
	Article      *article.Article
	Refused      string // why there are no findings: "language: …"; else empty
	Entities     []Entity
	Attributions []Attribution
	Citations    []Citation
	Events       []Event
}

// EntityKind says what an entity is.
type EntityKind string

// The kinds of entity.
const (
	Person       EntityKind = "person"
	Organisation EntityKind = "organisation"
	Outlet       EntityKind = "outlet"
	Place        EntityKind = "place"
	Document     EntityKind = "document"
	Group        EntityKind = "group" // people without a name: "residents", "two officials"
	Other        EntityKind = "other"
)

// Entity is one person, organisation or thing that the article speaks of.
type Entity struct {
	ID       string // "e1"
	Kind     EntityKind
	Name     string   // the fullest name in the article
	Aliases  []string // its other names
	Roles    []string // as written: "finance minister"
	Mentions []Mention
}

// Form says how a mention names its entity.
type Form string

// The forms of mention.
const (
	ByName    Form = "name"
	ByNominal Form = "nominal"
	ByPronoun Form = "pronoun"
)

// Mention is a place in the body that means an entity.
type Mention struct {
	Span text.Span
	Form Form
}

// Where says which text an attribution stands in.
type Where string

// The texts of an article.
const (
	InBody      Where = "body"
	InTitle     Where = "title"
	InFurniture Where = "furniture" // spans count in the body
)

// QuoteForm says how the words are given.
type QuoteForm string

// The forms of an attribution.
const (
	Direct   QuoteForm = "direct"   // all in quotation marks
	Indirect QuoteForm = "indirect" // none in quotation marks
	Mixed    QuoteForm = "mixed"    // some in quotation marks
)

// Acts are what statements do, as package lexicon has it of the verbs that report
// them.
var Acts = []string{
	"accuse", "admit", "agree", "apologize", "ask", "claim", "confirm", "criticize", "demand", "deny", "disagree",
	"praise", "predict", "promise", "propose", "refuse", "state", "think", "warn",
}

// Attribution is one statement and the words that lay it to a source.
type Attribution struct {
	ID         string // "a1"
	In         Where
	Form       QuoteForm
	Act        string // one of Acts
	Negated    bool   // it is not said: "did not say that", "never promised"
	Source     Source
	Cue        Cue
	Content    Part
	Addressee  Addressee
	Via        []string // citations on whose word we have it: "c2"
	Within     string   // the attribution whose content holds this one
	Confidence float64  // 0 to 1
}

// Part is a role in an attribution: the places of its words. Spans are in
// order and do not overlap. Empty means that the article does not say.
type Part struct {
	Spans []text.Span
}

// Source is who says it.
type Source struct {
	Part
	Entity    string // who is meant: "e1"
	Anonymous bool   // the article withholds the name
}

// Cue is the words that report.
type Cue struct {
	Part
	Lemma string // "say"
}

// Addressee is to whom it is said.
type Addressee struct {
	Part
	Entity string
}

// CitationKind says how an outlet is credited.
type CitationKind string

// The kinds of citation.
const (
	Wire          CitationKind = "wire"          // the text is an agency's
	CreditTo      CitationKind = "credit"        // "as reported by", "according to"
	Venue         CitationKind = "venue"         // said to or on the outlet: "told CNN"
	HatTip        CitationKind = "hat-tip"       // "h/t The Hill"
	Poll          CitationKind = "poll"          // a poll by the outlet
	Republication CitationKind = "republication" // "first published by"
	Hyperlink     CitationKind = "link"
)

// Citation is one credit to an outlet.
type Citation struct {
	ID      string // "c1"
	Outlet  string // canonical name, or the description of unnamed ones
	Domain  string
	Entity  string
	Kind    CitationKind
	Own     bool        // it is the article's own outlet: "told this newspaper"
	URL     string      // where the credit points, where it has an address
	Spans   []text.Span // the words of the credit; none where it stands outside the body
	Through string      // the citation that passes this one on: "c1"
	Whole   bool        // it stands for the whole article: a byline, a closing line
	Covers  []string    // attributions; none where Whole says all, or where no statement was found in what it credits
}

// Event is something that happened.
type Event struct {
	ID         string // "v1"
	Type       string // PLOVER event type
	Mode       string
	Actors     []string
	Recipients []string
	Place      string
	Date       string
	AssertedBy string // attribution, or empty for the article itself
	Spans      []text.Span
}

// Entity returns the entity with the id, or nil.
func (r *Record) Entity(id string) *Entity {
	for i := range r.Entities {
		if r.Entities[i].ID == id {
			return &r.Entities[i]
		}
	}
	return nil
}

// Name is the name of the entity with the id, or "".
func (r *Record) Name(id string) string {
	if e := r.Entity(id); e != nil {
		return e.Name
	}
	return ""
}

// Citation returns the citation with the id, or nil.
func (r *Record) Citation(id string) *Citation {
	for i := range r.Citations {
		if r.Citations[i].ID == id {
			return &r.Citations[i]
		}
	}
	return nil
}

// Text is the text that the spans of a count in: the title or the body.
func (r *Record) Text(a *Attribution) string {
	if a.In == InTitle {
		return r.Article.Title
	}
	return r.Article.Body
}

// Words are the words that spans of a cover, fragments joined by a space.
func (r *Record) Words(a *Attribution, spans []text.Span) string {
	return text.Cut(r.Text(a), spans)
}

// Number gives attributions the ids a1, a2, … in their order, and keeps Within
// pointing at the same ones. Ids that several of them share are told apart by
// the text the attribution stands in.
func Number(attributions []Attribution) {
	type old struct {
		in Where
		id string
	}
	ids := make(map[old]string, len(attributions))
	for i := range attributions {
		a := &attributions[i]
		ids[old{a.In, a.ID}] = "a" + strconv.Itoa(i+1)
	}
	for i := range attributions {
		a := &attributions[i]
		a.Within = ids[old{a.In, a.Within}]
		a.ID = "a" + strconv.Itoa(i+1)
	}
}
