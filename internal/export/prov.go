package export

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/record"
)

// provenance is what an article says of the origin of its words, in the terms
// of the W3C's PROV-O (2013), as one document of JSON-LD a line:
//
//   - the article is an entity, attributed to its outlet and its authors, and a
//     specialization of what stands at its address;
//   - each statement is an entity quoted from the article and attributed to who
//     says it;
//   - each credit is an entity, attributed to the outlet that is credited, from
//     which the article derives, or another credit that passes it on, and the
//     statements that rest on it; how, the kind of the credit tells (see
//     [derivations]);
//   - the record is an entity derived from the article by an activity of the
//     analyzer, a software agent.
//
// IRIs are made of the article's id and the ids in the record, so that another
// export names the same things alike. Credits with an address, outlets and
// analyzers have the same IRI in all documents: a store of triples joins them.
type provenance struct {
	bare
	analyzed string // when the records are made, RFC 3339; empty: not known
}

func newProvenance(o Options) encoder {
	p := provenance{}
	if !o.Analyzed.IsZero() {
		p.analyzed = o.Analyzed.UTC().Format(time.RFC3339)
	}
	return p
}

// terms is the namespace of what PROV-O has no word for: the kind of a credit.
const terms = "urn:hearsay:term/"

var provContext = map[string]any{
	"prov": "http://www.w3.org/ns/prov#",
	"xsd":  "http://www.w3.org/2001/XMLSchema#",
	"rdfs": "http://www.w3.org/2000/01/rdf-schema#",
	"dct":  "http://purl.org/dc/terms/",
	"kind": terms + "kind",
}

type (
	// node is something that provenance speaks of.
	node struct {
		ID    string   `json:"@id,omitempty"`
		Type  []string `json:"@type"`
		Label string   `json:"rdfs:label,omitempty"`

		Value       string `json:"prov:value,omitempty"`
		Title       string `json:"dct:title,omitempty"`
		Issued      *typed `json:"dct:issued,omitempty"`
		GeneratedAt *typed `json:"prov:generatedAtTime,omitempty"`
		Comment     string `json:"rdfs:comment,omitempty"`
		Grade       string `json:"grade,omitempty"`

		SpecializationOf *ref  `json:"prov:specializationOf,omitempty"`
		AlternateOf      *ref  `json:"prov:alternateOf,omitempty"`
		AttributedTo     []ref `json:"prov:wasAttributedTo,omitempty"`
		ActedFor         *ref  `json:"prov:actedOnBehalfOf,omitempty"`
		GeneratedBy      *ref  `json:"prov:wasGeneratedBy,omitempty"`
		Used             *ref  `json:"prov:used,omitempty"`
		AssociatedWith   *ref  `json:"prov:wasAssociatedWith,omitempty"`

		DerivedFrom    []ref `json:"prov:wasDerivedFrom,omitempty"`
		QuotedFrom     []ref `json:"prov:wasQuotedFrom,omitempty"`
		PrimarySource  []ref `json:"prov:hadPrimarySource,omitempty"`
		InfluencedBy   []ref `json:"prov:wasInfluencedBy,omitempty"`
		Derivations    []how `json:"prov:qualifiedDerivation,omitempty"`
		Quotations     []how `json:"prov:qualifiedQuotation,omitempty"`
		PrimarySources []how `json:"prov:qualifiedPrimarySource,omitempty"`
		Influences     []how `json:"prov:qualifiedInfluence,omitempty"`
	}
	// how is the qualified form of a derivation: it has the kind of the credit.
	how struct {
		Type      string       `json:"@type"`
		Entity    ref          `json:"prov:entity"`
		Kind      string       `json:"kind"`
		Share     float64      `json:"share,omitempty"`
		Undecided bool         `json:"undecided,omitempty"`
		Evidence  []provReason `json:"evidence,omitempty"`
	}
	// provReason is what speaks for a derivation that a trace found.
	provReason struct {
		Kind   string  `json:"kind"`
		Points float64 `json:"points"`
		Words  string  `json:"rdfs:comment"`
	}
	ref struct {
		ID string `json:"@id"`
	}
	typed struct {
		Type  string `json:"@type"`
		Value string `json:"@value"`
	}
)

// derivation is how something derives from what is credited in one kind.
type derivation struct {
	class     string
	plain     func(*node) *[]ref
	qualified func(*node) *[]how
}

// derivations are the properties for each kind of credit. Of an agency's text
// and a republication the words are repeated; what is said to an outlet, and
// what it asked people, is there first-hand; on a credit the article rests; a
// hat tip and a link say no more than that it was known.
var derivations = map[record.CitationKind]derivation{
	record.Wire:          quoted,
	record.Republication: quoted,
	record.Venue:         primary,
	record.Poll:          primary,
	record.CreditTo:      derived,
	record.HatTip:        influenced,
	record.Hyperlink:     influenced,
}

var (
	quoted     = derivation{"prov:Quotation", func(n *node) *[]ref { return &n.QuotedFrom }, func(n *node) *[]how { return &n.Quotations }}
	primary    = derivation{"prov:PrimarySource", func(n *node) *[]ref { return &n.PrimarySource }, func(n *node) *[]how { return &n.PrimarySources }}
	derived    = derivation{"prov:Derivation", func(n *node) *[]ref { return &n.DerivedFrom }, func(n *node) *[]how { return &n.Derivations }}
	influenced = derivation{"prov:EntityInfluence", func(n *node) *[]ref { return &n.InfluencedBy }, func(n *node) *[]how { return &n.Influences }}
)

func (p provenance) record(b *bytes.Buffer, r *record.Record) error {
	g := &graph{nodes: map[string]*node{}}
	g.of(r)
	g.article()
	g.analysis(p.analyzed)
	for i := range r.Citations {
		g.credit(&r.Citations[i])
	}
	for i := range r.Attributions {
		g.statement(&r.Attributions[i])
	}
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	return enc.Encode(map[string]any{"@context": provContext, "@graph": g.order})
}

// graph is the provenance of one article.
type graph struct {
	*view
	urn   string // of the article
	nodes map[string]*node
	order []*node
}

// of makes r the record that is written of.
func (g *graph) of(r *record.Record) {
	g.view, g.urn = newView(r), "urn:hearsay:"+url.PathEscape(r.Article.ID)
}

// node is the node with the IRI, made where there is none yet.
func (g *graph) node(id string, types ...string) *node {
	n := g.nodes[id]
	if n == nil {
		n = &node{ID: id, Type: types}
		g.nodes[id] = n
		g.order = append(g.order, n)
	}
	return n
}

// part is the IRI of something in the record.
func (g *graph) part(id string) string { return g.urn + "#" + url.PathEscape(id) }

func (g *graph) article() {
	a := g.r.Article
	n := g.node(g.urn, "prov:Entity")
	n.Title = a.Title
	switch {
	case a.Published.DayOnly:
		n.Issued = &typed{"xsd:date", a.Published.String()}
	case !a.Published.IsZero():
		n.GeneratedAt = &typed{"xsd:dateTime", a.Published.String()}
	}
	if page := webIRI(a.URL); page != "" {
		n.SpecializationOf = &ref{g.node(page, "prov:Entity").ID}
	}
	outlet := g.outlet(a.Outlet.Name, a.Outlet.Domain)
	if outlet != nil {
		n.AttributedTo = append(n.AttributedTo, *outlet)
	}
	for i, name := range a.Byline {
		author := g.node(g.part("by"+strconv.Itoa(i+1)), "prov:Agent", "prov:Person")
		author.Label, author.ActedFor = name, outlet
		n.AttributedTo = append(n.AttributedTo, ref{author.ID})
	}
}

// analysis is where the record itself comes from.
func (g *graph) analysis(at string) {
	agent := g.node("urn:hearsay:analyzer/"+url.PathEscape(g.r.Analyzer), "prov:Agent", "prov:SoftwareAgent")
	agent.Label = "Hearsay " + g.r.Analyzer
	done := g.node(g.part("analysis"), "prov:Activity")
	done.Used, done.AssociatedWith = &ref{g.urn}, &ref{agent.ID}
	n := g.node(g.part("record"), "prov:Entity")
	n.DerivedFrom, n.GeneratedBy, n.AttributedTo, n.Comment = []ref{{g.urn}}, &ref{done.ID}, []ref{{agent.ID}}, g.r.Refused
	if at != "" {
		n.GeneratedAt = &typed{"xsd:dateTime", at}
	}
}

// outlet is the agent that publishes, or nil where nobody is named. A domain
// tells outlets apart better than a name.
func (g *graph) outlet(name, domain string) *ref {
	key := cmp.Or(strings.ToLower(domain), name)
	if key == "" {
		return nil
	}
	n := g.node("urn:hearsay:outlet/"+url.PathEscape(key), "prov:Agent", "prov:Organization")
	n.Label = cmp.Or(n.Label, name, domain)
	return &ref{n.ID}
}

// credit is what an outlet is credited for, and what derives from that: the
// credit that passes it on, or else the article.
func (g *graph) credit(c *record.Citation) {
	n := g.node(g.creditIRI(c), "prov:Entity")
	if outlet := g.outlet(c.Outlet, c.Domain); outlet != nil && len(n.AttributedTo) == 0 {
		n.AttributedTo = []ref{*outlet}
	}
	heir := g.urn
	if by := g.citations[c.Through]; by != nil {
		heir = g.creditIRI(by)
	}
	g.derive(g.node(heir, "prov:Entity"), c)
}

// creditIRI is the address of what is credited, where that is known.
func (g *graph) creditIRI(c *record.Citation) string {
	return cmp.Or(webIRI(c.URL), g.part(c.ID))
}

// derive says that n comes from what c credits.
func (g *graph) derive(n *node, c *record.Citation) {
	d, ok := derivations[c.Kind]
	if !ok {
		d = derived
	}
	from := ref{g.creditIRI(c)}
	if from.ID == n.ID {
		return // an article's credit to itself
	}
	for _, q := range *d.qualified(n) {
		if q.Entity == from && q.Kind == string(c.Kind) {
			return // it is credited twice
		}
	}
	*d.plain(n) = append(*d.plain(n), from)
	*d.qualified(n) = append(*d.qualified(n), how{Type: d.class, Entity: from, Kind: string(c.Kind)})
}

func (g *graph) statement(a *record.Attribution) {
	n := g.said(a)
	via := map[string]bool{}
	for _, id := range a.Via {
		via[id] = true
	}
	for _, id := range a.Via {
		if c := g.citations[id]; c != nil && !via[c.Through] { // else it is reached by the one that passes it on
			g.derive(n, c)
		}
	}
}

// said is the statement itself, without what it rests on.
func (g *graph) said(a *record.Attribution) *node {
	n := g.node(g.part(a.ID), "prov:Entity")
	n.Value = g.words(a, a.Content.Spans)
	n.QuotedFrom = []ref{{g.urn}}
	if by := g.speaker(a); by != nil {
		n.AttributedTo = []ref{*by}
	}
	return n
}

// speaker is the agent who says a, or nil where the article does not tell.
func (g *graph) speaker(a *record.Attribution) *ref {
	if e := g.entities[a.Source.Entity]; e != nil {
		n := g.node(g.part(e.ID), agentTypes(e.Kind)...)
		n.Label = e.Name
		return &ref{n.ID}
	}
	words := g.words(a, a.Source.Spans)
	if words == "" {
		return nil
	}
	n := g.node(g.part(a.ID+"-source"), "prov:Agent")
	n.Label = words
	return &ref{n.ID}
}

func agentTypes(k record.EntityKind) []string {
	switch k {
	case record.Person:
		return []string{"prov:Agent", "prov:Person"}
	case record.Organisation, record.Outlet:
		return []string{"prov:Agent", "prov:Organization"}
	}
	return []string{"prov:Agent"}
}

// webIRI is an address of the web as an IRI, or "" where it is none.
func webIRI(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	return notInIRI.Replace(u.String())
}

// notInIRI escapes what may stand in a query on the web but in no IRI.
var notInIRI = strings.NewReplacer(" ", "%20", "<", "%3C", ">", "%3E", `"`, "%22", "{", "%7B", "}", "%7D", "|", "%7C", `\`, "%5C", "^", "%5E", "`", "%60")
