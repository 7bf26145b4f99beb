package export

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/hearsay-news/hearsay/internal/trace"
)

// nodes are the sources that the graph shows: articles of a story of several, or
// of the only one, and whatever an edge leaves or reaches. In it they are called
// a1, a2, … and s1, s2, …, since ids from outside may be anything.
func (t *traced) nodes() []trace.Node {
	var out []trace.Node
	for n := range t.Records {
		s := t.story[n]
		if len(t.in[n]) > 0 || len(t.out[trace.Held(n)]) > 0 || s >= 0 && (len(t.Stories[s].Articles) > 1 || len(t.Stories) == 1) {
			out = append(out, trace.Held(n))
		}
	}
	for n := range t.Outside {
		if len(t.out[trace.Outside(n)]) > 0 {
			out = append(out, trace.Outside(n))
		}
	}
	return out
}

func nodeID(n trace.Node) string {
	if i, held := n.Record(); held {
		return fmt.Sprintf("a%d", i+1)
	}
	return fmt.Sprintf("s%d", n.Source()+1)
}

// nodeLabel is a node in at most three lines.
func (t *traced) nodeLabel(n trace.Node) string {
	i, held := n.Record()
	if !held {
		return t.name(n) + "\nnot held"
	}
	a := t.Records[i].Article
	label := t.name(n) + "\n" + moment(a.Published)
	if a.Title != "" {
		label += "\n" + fit(a.Title, 40)
	}
	return label
}

func edgeLabel(e trace.Edge) string {
	label := string(e.Kind)
	if e.Share > 0 {
		label += fmt.Sprintf(" %.0f%%", 100*e.Share)
	}
	if e.Undecided {
		label += "?"
	}
	return label
}

// lineStyles of the kinds of edge: the more of its words, the heavier.
var lineStyles = map[trace.Kind]string{trace.Copy: "bold", trace.Rewrite: "solid", trace.Quotes: "dashed", trace.Credits: "dotted"}

// traceDot writes the graph in the language of Graphviz, a cluster a story, from
// sources on the left to those who have it from them.
func traceDot(b *bytes.Buffer, t *traced, _ Options) error {
	b.WriteString("digraph trace {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\", fontsize=10];\n  edge [fontname=\"sans-serif\", fontsize=9];\n")
	nodes := t.nodes()
	for s, story := range t.Stories {
		if len(story.Articles) < 2 {
			continue
		}
		fmt.Fprintf(b, "  subgraph cluster_%d {\n    label=%s;\n    color=gray;\n", s+1, dotString(strings.Join(story.Terms, ", ")))
		for _, n := range story.Articles {
			fmt.Fprintf(b, "    a%d;\n", n+1)
		}
		b.WriteString("  }\n")
	}
	for _, n := range nodes {
		t.dotNode(b, n)
	}
	for _, e := range t.Edges {
		t.dotEdge(b, e)
	}
	b.WriteString("}\n")
	return nil
}

func (t *traced) dotNode(b *bytes.Buffer, n trace.Node) {
	fmt.Fprintf(b, "  %s [label=%s", nodeID(n), dotString(t.nodeLabel(n)))
	if i, held := n.Record(); !held {
		b.WriteString(", style=dashed")
	} else if u := WebURL(t.Records[i].Article.URL); u != "" {
		fmt.Fprintf(b, ", URL=%s", dotString(u))
	}
	b.WriteString("];\n")
}

func (t *traced) dotEdge(b *bytes.Buffer, e trace.Edge) {
	var why []string
	for _, v := range e.Evidence {
		why = append(why, v.Words)
	}
	fmt.Fprintf(b, "  %s -> %s [label=%s, style=%s, tooltip=%s", nodeID(e.From), nodeID(trace.Held(e.To)), dotString(edgeLabel(e)), lineStyles[e.Kind], dotString(strings.Join(why, "; ")))
	if e.Undecided {
		b.WriteString(", arrowhead=odot")
	}
	b.WriteString("];\n")
}

// dotString is a string of the language. A backslash would begin an escape or
// stand for something of the graph.
func dotString(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(clean(l))
	}
	return `"` + strings.Join(lines, `\n`) + `"`
}

// The GraphML types are those elements of the language that are needed
// (http://graphml.graphdrawing.org).
type (
	graphML struct {
		XMLName xml.Name     `xml:"http://graphml.graphdrawing.org/xmlns graphml"`
		Keys    []graphKey   `xml:"key"`
		Graph   graphElement `xml:"graph"`
	}
	graphKey struct {
		ID   string `xml:"id,attr"`
		For  string `xml:"for,attr"`
		Name string `xml:"attr.name,attr"`
		Type string `xml:"attr.type,attr"`
	}
	graphElement struct {
		ID      string      `xml:"id,attr"`
		Default string      `xml:"edgedefault,attr"`
		Nodes   []graphNode `xml:"node"`
		Edges   []graphEdge `xml:"edge"`
	}
	graphNode struct {
		ID   string      `xml:"id,attr"`
		Data []graphData `xml:"data"`
	}
	graphEdge struct {
		Source string      `xml:"source,attr"`
		Target string      `xml:"target,attr"`
		Data   []graphData `xml:"data"`
	}
	graphData struct {
		Key   string `xml:"key,attr"`
		Value string `xml:",chardata"`
	}
)

// graphKeys are what nodes and edges say of themselves.
var graphKeys = []graphKey{
	{"label", "node", "label", "string"}, {"held", "node", "held", "boolean"}, {"article", "node", "article", "string"},
	{"outlet", "node", "outlet", "string"}, {"domain", "node", "domain", "string"}, {"title", "node", "title", "string"},
	{"url", "node", "url", "string"}, {"published", "node", "published", "string"}, {"story", "node", "story", "int"},
	{"kind", "edge", "kind", "string"}, {"undecided", "edge", "undecided", "boolean"}, {"share", "edge", "share", "double"},
	{"same", "edge", "same", "int"}, {"evidence", "edge", "evidence", "string"},
}

func traceGraphML(b *bytes.Buffer, t *traced, _ Options) error {
	doc := graphML{Keys: graphKeys, Graph: graphElement{ID: "trace", Default: "directed"}}
	for _, n := range t.nodes() {
		doc.Graph.Nodes = append(doc.Graph.Nodes, t.graphNode(n))
	}
	for _, e := range t.Edges {
		doc.Graph.Edges = append(doc.Graph.Edges, graphEdgeOf(e))
	}
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(b)
	enc.Indent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return err
	}
	return b.WriteByte('\n')
}

func (t *traced) graphNode(n trace.Node) graphNode {
	out := graphNode{ID: nodeID(n)}
	add := func(key, value string) {
		if value != "" {
			out.Data = append(out.Data, graphData{key, value})
		}
	}
	s := t.jsonNode(n)
	add("label", t.name(n))
	add("held", fmt.Sprint(s.Held))
	add("article", s.Article)
	add("outlet", s.Outlet)
	add("domain", s.Domain)
	if i, held := n.Record(); held {
		a := t.Records[i].Article
		add("title", a.Title)
		add("url", a.URL)
		add("published", a.Published.String())
		if t.story[i] >= 0 {
			add("story", fmt.Sprint(t.story[i]+1))
		}
	}
	return out
}

func graphEdgeOf(e trace.Edge) graphEdge {
	why := each(e.Evidence, func(v trace.Evidence) string { return v.Words })
	return graphEdge{nodeID(e.From), nodeID(trace.Held(e.To)), []graphData{
		{"kind", string(e.Kind)}, {"undecided", fmt.Sprint(e.Undecided)}, {"share", fmt.Sprintf("%.4f", e.Share)},
		{"same", fmt.Sprint(same(e.Passages))}, {"evidence", strings.Join(why, "; ")},
	}}
}
