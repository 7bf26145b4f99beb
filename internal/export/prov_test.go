package export

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
)

// provClasses are the classes of PROV-O that may be written.
var provClasses = []string{
	"prov:Entity", "prov:Agent", "prov:Activity", "prov:Person", "prov:Organization", "prov:SoftwareAgent",
	"prov:Derivation", "prov:Quotation", "prov:PrimarySource", "prov:EntityInfluence",
}

// provTerms are the properties that may be written: of PROV-O, RDF Schema and
// Dublin Core. Each has the class of what it is said of, and that of its value,
// or "" where that is text.
var provTerms = map[string][2]string{
	"prov:value":                  {"prov:Entity", ""},
	"prov:generatedAtTime":        {"prov:Entity", ""},
	"prov:specializationOf":       {"prov:Entity", "prov:Entity"},
	"prov:wasAttributedTo":        {"prov:Entity", "prov:Agent"},
	"prov:actedOnBehalfOf":        {"prov:Agent", "prov:Agent"},
	"prov:wasGeneratedBy":         {"prov:Entity", "prov:Activity"},
	"prov:used":                   {"prov:Activity", "prov:Entity"},
	"prov:wasAssociatedWith":      {"prov:Activity", "prov:Agent"},
	"prov:wasDerivedFrom":         {"prov:Entity", "prov:Entity"},
	"prov:wasQuotedFrom":          {"prov:Entity", "prov:Entity"},
	"prov:hadPrimarySource":       {"prov:Entity", "prov:Entity"},
	"prov:wasInfluencedBy":        {"prov:Entity", "prov:Entity"},
	"prov:qualifiedDerivation":    {"prov:Entity", "prov:Derivation"},
	"prov:qualifiedQuotation":     {"prov:Entity", "prov:Quotation"},
	"prov:qualifiedPrimarySource": {"prov:Entity", "prov:PrimarySource"},
	"prov:qualifiedInfluence":     {"prov:Entity", "prov:EntityInfluence"},
	"rdfs:label":                  {"prov:Agent", ""},
	"rdfs:comment":                {"prov:Entity", ""},
	"dct:title":                   {"prov:Entity", ""},
	"dct:issued":                  {"prov:Entity", ""},
}

// Every line is JSON that keeps to the terms, and names nothing that it does
// not describe.
func TestProvTerms(t *testing.T) {
	broken := mayor(t)
	for i := range broken.Attributions {
		broken.Attributions[i].Source.Entity, broken.Attributions[i].Via = "e99", []string{"c99"}
	}
	broken.Citations[2].Through, broken.Citations[1].Through = "c4", "c2"
	for line := range strings.Lines(export(t, "prov", Options{Analyzed: time.Unix(1e9, 0)}, append(all(t), broken)...)) {
		var doc struct {
			Context map[string]any   `json:"@context"`
			Graph   []map[string]any `json:"@graph"`
		}
		d := json.NewDecoder(strings.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(&doc); err != nil {
			t.Fatal(err)
		}
		types := map[string][]any{}
		for _, n := range doc.Graph {
			id := n["@id"].(string)
			if u, err := url.Parse(id); err != nil || !u.IsAbs() || types[id] != nil || notInIRI.Replace(id) != id {
				t.Errorf("%q is no IRI, or comes twice: %v", id, err)
			}
			types[id] = n["@type"].([]any)
		}
		for _, n := range doc.Graph {
			checkNode(t, n, doc.Context, types)
		}
	}
}

func checkNode(t *testing.T, n map[string]any, context map[string]any, types map[string][]any) {
	t.Helper()
	for _, class := range n["@type"].([]any) {
		if !slices.Contains(provClasses, class.(string)) {
			t.Errorf("%v is a %v, which is no class", n["@id"], class)
		}
	}
	for name, value := range n {
		if name[0] == '@' {
			continue
		}
		term, ok := provTerms[name]
		prefix, _, _ := strings.Cut(name, ":")
		if !ok || context[prefix] == nil {
			t.Errorf("%v has %s, which is no term", n["@id"], name)
			continue
		}
		if !slices.Contains(n["@type"].([]any), any(term[0])) {
			t.Errorf("%v has %s, which is said of a %s, and is a %v", n["@id"], name, term[0], n["@type"])
		}
		checkValue(t, name, term[1], value, types)
	}
}

func checkValue(t *testing.T, name, class string, value any, types map[string][]any) {
	t.Helper()
	switch v := value.(type) {
	case string:
		if class != "" {
			t.Errorf("%s is the text %q, want a %s", name, v, class)
		}
	case []any:
		for _, one := range v {
			checkValue(t, name, class, one, types)
		}
	case map[string]any:
		switch {
		case v["@value"] != nil:
			if class != "" || v["@type"] != "xsd:dateTime" && v["@type"] != "xsd:date" {
				t.Errorf("%s is %v", name, v)
			}
		case v["@type"] != nil: // a qualified form
			if v["@type"] != class || v["kind"] == "" {
				t.Errorf("%s is %v, want a %s", name, v, class)
			}
			checkValue(t, name, "prov:Entity", v["prov:entity"], types)
		default:
			if id := v["@id"].(string); !slices.Contains(types[id], any(class)) {
				t.Errorf("%s is %s, a %v; want a %s", name, id, types[id], class)
			}
		}
	}
}

// How an article derives from what it credits, by the kind of the credit.
func TestProvKinds(t *testing.T) {
	for kind, want := range map[record.CitationKind]string{
		record.Wire: "prov:wasQuotedFrom", record.Republication: "prov:wasQuotedFrom", record.Venue: "prov:hadPrimarySource",
		record.Poll: "prov:hadPrimarySource", record.CreditTo: "prov:wasDerivedFrom", record.HatTip: "prov:wasInfluencedBy",
		record.Hyperlink: "prov:wasInfluencedBy", "rumour": "prov:wasDerivedFrom",
	} {
		r := &record.Record{Article: &article.Article{ID: "a/1", URL: "https://a.example/1"}, Citations: []record.Citation{
			{ID: "c1", Outlet: "B", Kind: kind, URL: "https://b.example/?q=a|b"}, {ID: "c2", Outlet: "C", Kind: kind, Through: "c1"},
		}}
		got := export(t, "prov", Options{}, r)
		for _, part := range []string{
			`{"@id":"urn:hearsay:a%2F1","@type":["prov:Entity"],"prov:specializationOf":{"@id":"https://a.example/1"},"` + want + `":[{"@id":"https://b.example/?q=a%7Cb"}]`,
			`"` + want + `":[{"@id":"urn:hearsay:a%2F1#c2"}]`, `"kind":"` + string(kind) + `"}]`,
		} {
			if !strings.Contains(got, part) {
				t.Errorf("%s: %s\nwant %s", kind, got, part)
			}
		}
	}
}

// The same record has the same provenance, but for the time of its analysis.
func TestProvIsStable(t *testing.T) {
	a, b := export(t, "prov", Options{}, all(t)...), export(t, "prov", Options{}, all(t)...)
	if a != b {
		t.Error("two exports differ")
	}
	timed := export(t, "prov", Options{Analyzed: time.Unix(1e9, 0)}, mayor(t))
	const at = `,"prov:generatedAtTime":{"@type":"xsd:dateTime","@value":"2001-09-09T01:46:40Z"}`
	if !strings.Contains(timed, at) || strings.Replace(timed, at, "", 1) != export(t, "prov", Options{}, mayor(t)) {
		t.Errorf("with a time: %s", timed)
	}
}
