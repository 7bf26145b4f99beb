package export

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"net/url"

	"github.com/hearsay-news/hearsay/internal/trace"
)

// traceContext has the terms of a trace beside those of single articles.
var traceContext = func() map[string]any {
	c := maps.Clone(provContext)
	for _, term := range []string{"share", "undecided", "evidence", "points", "grade"} {
		c[term] = terms + term
	}
	return c
}()

// edgeDerivations are the properties for each kind of edge between articles that
// are held: of a copy the words are repeated, and so are quotations.
var edgeDerivations = map[trace.Kind]derivation{trace.Copy: quoted, trace.Quotes: quoted, trace.Rewrite: derived, trace.Credits: derived}

// traceProv writes the graph of a trace in the terms of PROV-O, as one document
// of JSON-LD. Articles and statements have the IRIs that they have in the
// provenance of single records, so that a store of triples joins the two. What
// an outlet published that is not held is one entity an outlet; it is the
// primary source of those who have it from there. Quotations of one utterance are
// alternates of the first.
func traceProv(b *bytes.Buffer, t *traced, _ Options) error {
	g := &graph{nodes: map[string]*node{}}
	for _, r := range t.Records {
		g.of(r)
		g.article()
	}
	for _, e := range t.Edges {
		t.provEdge(g, e)
	}
	for _, f := range t.Families {
		t.provFamily(g, f)
	}
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	return enc.Encode(map[string]any{"@context": traceContext, "@graph": each(g.order, func(n *node) *node { return n })})
}

func (t *traced) provEdge(g *graph, e trace.Edge) {
	g.of(t.Records[e.To])
	heir := g.node(g.urn, "prov:Entity")
	d, from := edgeDerivations[e.Kind], ""
	if i, held := e.From.Record(); held {
		g.of(t.Records[i])
		from = g.urn
	} else {
		d, from = primary, t.provOutside(g, e.From)
	}
	*d.plain(heir) = append(*d.plain(heir), ref{from})
	*d.qualified(heir) = append(*d.qualified(heir), how{
		Type: d.class, Entity: ref{from}, Kind: string(e.Kind), Share: rounded(e.Share), Undecided: e.Undecided,
		Evidence: each(e.Evidence, func(v trace.Evidence) provReason { return provReason{string(v.Kind), rounded(v.Points), v.Words} }),
	})
}

// provOutside is the IRI of what an outlet published that is not held.
func (t *traced) provOutside(g *graph, n trace.Node) string {
	s := t.Outside[n.Source()]
	agent := g.outlet(s.Name, s.Domain)
	out := g.node("urn:hearsay:outlet/"+url.PathEscape(cmp.Or(s.Domain, s.Name))+"#reports", "prov:Entity")
	out.Label = "what " + t.name(n) + " reports"
	if agent != nil && len(out.AttributedTo) == 0 {
		out.AttributedTo = []ref{*agent}
	}
	return out.ID
}

func (t *traced) provFamily(g *graph, f trace.Family) {
	first := ""
	for _, v := range f.Variants {
		for _, n := range v.Quotations {
			r, a := t.Attribution(&t.Quotes[n])
			g.of(r)
			said := g.said(a)
			said.Grade = string(v.Grade)
			if first == "" {
				first = said.ID
			} else if said.ID != first {
				said.AlternateOf = &ref{first}
			}
		}
	}
}
