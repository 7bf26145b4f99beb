package html

import (
	"encoding/json"
	"strings"
)

// graph is what the JSON-LD of a page says of its article.
type graph struct {
	article object            // the node of the article, or nil
	byID    map[string]object // all nodes that have an @id
	site    string            // name of the WebSite
	isList  bool              // some node is a collection or a page of results
	closed  bool              // some node of the page is not free to read
}

type object = map[string]any

// maxNodes bounds the nodes that are looked at; a page has some ten.
const maxNodes = 2000

// readGraph reads the JSON-LD scripts of a page. A script that can't be read
// is passed over, and the others are read.
func readGraph(scripts []string) *graph {
	g := &graph{byID: map[string]object{}}
	var nodes []object
	size := 0
	for _, s := range scripts {
		if size += len(s); size > 4*maxData {
			break
		}
		for _, v := range values(s) {
			nodes = flatten(nodes, v, 0)
		}
	}
	best := 0
	for _, n := range nodes {
		if id, _ := n["@id"].(string); id != "" && len(n) > 1 && g.byID[id] == nil {
			g.byID[id] = n
		}
		g.note(n)
		if p := points(n); p > best {
			g.article, best = n, p
		}
	}
	return g
}

// points says how well a node describes an article; 0: it describes another
// thing.
func points(n object) int {
	story := false
	for _, t := range types(n) {
		story = story || isStory(t)
	}
	if !story {
		return 0
	}
	p := 1
	for _, key := range []string{"headline", "datePublished", "author", "mainEntityOfPage"} {
		if n[key] != nil {
			p++
		}
	}
	return p
}

func (g *graph) note(n object) {
	for _, t := range types(n) {
		switch t {
		case "WebSite":
			g.site = first(g.site, str(n["name"]))
		case "CollectionPage", "SearchResultsPage", "ItemList":
			g.isList = true
		}
	}
	if isFalse(n["isAccessibleForFree"]) {
		g.closed = true
	}
}

// locked reports whether the page, or part of it, costs something.
func (g *graph) locked() bool { return g.closed }

// flatten appends the nodes that v holds at its head: members of lists and of
// @graph, the main thing of a page, the parts of an article (which say what is
// free). The stories of an ItemList are others'.
func flatten(nodes []object, v any, depth int) []object {
	if depth > 8 || len(nodes) >= maxNodes {
		return nodes
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			nodes = flatten(nodes, e, depth+1)
		}
	case object:
		nodes = append(nodes, v)
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "hasPart"} {
			if v[key] != nil {
				nodes = flatten(nodes, v[key], depth+1)
			}
		}
	}
	return nodes
}

// types are the types of a node, without the address of the vocabulary.
func types(n object) []string {
	var out []string
	switch t := n["@type"].(type) {
	case string:
		out = append(out, t)
	case []any:
		for _, e := range t {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
	}
	for i, t := range out {
		out[i] = t[strings.LastIndexAny(t, "/:#")+1:]
	}
	return out
}

// isStory reports whether a schema.org type, or its address, is one of
// articles: NewsArticle, ReportageNewsArticle, BlogPosting, ….
func isStory(t string) bool {
	t = t[strings.LastIndexAny(t, "/:#")+1:]
	return strings.HasSuffix(t, "Article") || t == "BlogPosting" || t == "LiveBlogPosting" || t == "Report"
}

// get is a property of the article as a string, or "".
func (g *graph) get(key string) string { return str(g.article[key]) }

// nameOf is the name of a thing that the article points to.
func (g *graph) nameOf(key string) string {
	for _, v := range list(g.article[key]) {
		if o := g.resolve(v); o != nil {
			return str(o["name"])
		}
		if s, ok := v.(string); ok {
			return s
		}
	}
	return ""
}

// authors are the names of the authors. Several may stand in one string, but
// an organisation is one author whatever its name.
func (g *graph) authors() []string {
	var out []string
	for _, key := range []string{"author", "creator", "contributor"} {
		for _, v := range list(g.article[key]) {
			out = addAuthors(out, g.author(v)...)
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

func (g *graph) author(v any) []string {
	o := g.resolve(v)
	if o == nil {
		s, _ := v.(string)
		return splitAuthors(s)
	}
	var out []string
	for _, name := range list(o["name"]) {
		s, _ := name.(string)
		if t := types(o); len(t) > 0 && t[0] != "Person" {
			out = append(out, cleanAuthor(s))
		} else {
			out = append(out, splitAuthors(s)...)
		}
	}
	if len(out) == 0 && str(o["givenName"]) != "" {
		out = append(out, cleanAuthor(str(o["givenName"])+" "+str(o["familyName"])))
	}
	return out
}

// resolve is the node that v is or points to with @id, or nil.
func (g *graph) resolve(v any) object {
	o, _ := v.(object)
	if o == nil || o["name"] != nil {
		return o
	}
	if id, _ := o["@id"].(string); g.byID[id] != nil {
		return g.byID[id]
	}
	return o
}

// list is v as a list: its members, itself, or nothing.
func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v[:min(len(v), maxAuthors)]
	}
	return []any{v}
}

// str is v where a string is asked for: the first of a list, the value, name
// or address of an object.
func str(v any) string {
	for range 4 {
		switch x := v.(type) {
		case string:
			return strings.TrimSpace(x)
		case json.Number:
			return x.String()
		case []any:
			if len(x) == 0 {
				return ""
			}
			v = x[0]
		case object:
			switch {
			case x["@value"] != nil:
				v = x["@value"]
			case x["name"] != nil:
				v = x["name"]
			case x["alternateName"] != nil: // a Language has its code here
				v = x["alternateName"]
			default:
				v = x["@id"]
			}
		default:
			return ""
		}
	}
	return ""
}

func isFalse(v any) bool {
	if b, ok := v.(bool); ok {
		return !b
	}
	s := str(v)
	return strings.EqualFold(s, "false") || strings.HasSuffix(s, "schema.org/False")
}

// values reads the JSON of a script: one value or several in a row, mended
// where it breaks the grammar.
func values(s string) []any {
	s = strings.TrimSpace(s)
	for _, shell := range [][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"//<![CDATA[", "//]]>"}, {"/*<![CDATA[*/", "/*]]>*/"}} {
		s = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(s, shell[0]), shell[1]))
	}
	if out, ok := decodeAll(s); ok {
		return out
	}
	out, _ := decodeAll(mend(s))
	return out
}

func decodeAll(s string) (out []any, ok bool) {
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	for len(out) < maxNodes {
		var v any
		if err := d.Decode(&v); err != nil {
			return out, strings.TrimSpace(s[min(int(d.InputOffset()), len(s)):]) == ""
		}
		out = append(out, v)
	}
	return out, true
}

// mend repairs what pages get wrong in JSON: line breaks and other control
// characters within strings, escapes that don't exist, a comma before the end
// of a list, a semicolon after an object.
func mend(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	in := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case in && c == '\\':
			if i+1 < len(s) && strings.IndexByte(`"\/bfnrtu`, s[i+1]) >= 0 {
				b.WriteByte(c)
				i++
				c = s[i]
			} else {
				continue
			}
		case c == '"':
			in = !in
		case in && c < ' ':
			c = ' '
		case !in && c == ',':
			rest := strings.TrimLeft(s[i+1:], " \t\r\n,")
			i = len(s) - len(rest) - 1
			if rest == "" || rest[0] == '}' || rest[0] == ']' {
				continue
			}
		case !in && (c == ';' || c < ' '):
			c = ' '
		}
		b.WriteByte(c)
	}
	return b.String()
}
