package api

import (
	"bytes"
	"cmp"
	_ "embed"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
)

//go:embed page.html
var pageText string

// pagePolicy lets the page about the API load nothing.
const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// page serves the page about the API: the document for people.
func (s *server) page(doc func() map[string]any) http.HandlerFunc {
	content := sync.OnceValues(func() ([]byte, error) {
		t, err := template.New("page").Parse(pageText)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		err = t.Execute(&b, manualOf(doc()))
		return b.Bytes(), err
	})
	return func(w http.ResponseWriter, _ *http.Request) {
		b, err := content()
		if err != nil {
			panic(err) // a test would have failed
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", pagePolicy)
		_, _ = w.Write(b)
	}
}

// manual is what the page shows.
type manual struct {
	Title, Version string
	About          []string // paragraphs
	Groups         []group
	Types          []typeDoc
}

// group is the operations of one part of the API.
type group struct {
	Name       string
	Operations []operationDoc
}

type operationDoc struct {
	ID, Method, Path, Summary string
	About                     []string
	Params                    []field
	Sends                     []answer
	Answers                   []answer
}

// field is a parameter, or a member of an object.
type field struct {
	Name, Where, About string
	Type               kind
	Required           bool
}

// kind is the type of a value, and the type on the page that it leads to.
type kind struct{ Before, Link, After string }

// answer is what is sent or answered.
type answer struct {
	Status, Media string
	Type          kind
	About         string
}

type typeDoc struct {
	Name   string
	About  []string
	Fields []field
	Plain  kind // of types that have no members
}

type object = map[string]any

func at(v any, path ...string) any {
	for _, key := range path {
		m, _ := v.(object)
		v = m[key]
	}
	return v
}

func str(v any, path ...string) string {
	s, _ := at(v, path...).(string)
	return s
}

func paragraphs(s string) []string {
	return slices.DeleteFunc(strings.Split(s, "\n\n"), func(p string) bool { return p == "" })
}

func keys(v any) []string {
	m, _ := v.(object)
	return slices.Sorted(maps.Keys(m))
}

func manualOf(doc object) manual {
	m := manual{Title: str(doc, "info", "title"), Version: str(doc, "info", "version"), About: paragraphs(str(doc, "info", "description"))}
	groups := map[string]*group{}
	for _, path := range keys(doc["paths"]) {
		for _, method := range []string{"get", "post", "patch", "delete"} {
			op, ok := at(doc, "paths", path, method).(object)
			if !ok {
				continue
			}
			name := tagOf(path)
			if groups[name] == nil {
				groups[name] = &group{Name: name}
			}
			groups[name].Operations = append(groups[name].Operations, operationOfDoc(method, path, op))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		m.Groups = append(m.Groups, *groups[name])
	}
	schemas, _ := at(doc, "components", "schemas").(object)
	for _, name := range keys(schemas) {
		m.Types = append(m.Types, typeOf(name, schemas[name]))
	}
	return m
}

func operationOfDoc(method, path string, op object) operationDoc {
	d := operationDoc{
		ID: str(op, "operationId"), Method: strings.ToUpper(method), Path: prefix + path, Summary: str(op, "summary"), About: paragraphs(str(op, "description")),
	}
	params, _ := op["parameters"].([]any)
	for _, p := range params {
		required, _ := at(p, "required").(bool)
		d.Params = append(d.Params, field{str(p, "name"), str(p, "in"), cmp.Or(str(p, "description"), str(p, "schema", "description")), kindOf(at(p, "schema")), required})
	}
	d.Sends = contents("", op["requestBody"])
	for _, status := range keys(op["responses"]) {
		d.Answers = append(d.Answers, contents(status, at(op, "responses", status))...)
	}
	return d
}

// contents are what a body may be.
func contents(status string, body any) []answer {
	media := keys(at(body, "content"))
	if len(media) == 0 && status != "" {
		return []answer{{Status: status, About: str(body, "description")}}
	}
	var out []answer
	for _, m := range media {
		schema := at(body, "content", m, "schema")
		out = append(out, answer{status, m, kindOf(schema), str(schema, "description")})
	}
	return out
}

// kindOf puts a schema in a few words.
func kindOf(schema any) kind {
	if ref := str(schema, "$ref"); ref != "" {
		return kind{Link: strings.TrimPrefix(ref, schemaPrefix)}
	}
	if values, ok := at(schema, "enum").([]any); ok {
		return kind{Before: "one of " + joined(values)}
	}
	name := str(schema, "type")
	if several, ok := at(schema, "type").([]any); ok {
		name = strings.ReplaceAll(joined(several), ", ", " or ")
	}
	switch name {
	case "array":
		k := kindOf(at(schema, "items"))
		return kind{"list of " + k.Before, k.Link, k.After}
	case "object":
		if more, ok := at(schema, "additionalProperties").(object); ok {
			k := kindOf(more)
			return kind{"object of " + k.Before, k.Link, k.After}
		}
	}
	return kind{Before: cmp.Or(name, "anything")}
}

func joined(values []any) string {
	var out []string
	for _, v := range values {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return strings.Join(out, ", ")
}

func typeOf(name string, schema any) typeDoc {
	t := typeDoc{Name: name, About: paragraphs(str(schema, "description"))}
	required, _ := at(schema, "required").([]any)
	for _, member := range keys(at(schema, "properties")) {
		s := at(schema, "properties", member)
		t.Fields = append(t.Fields, field{member, "", str(s, "description"), kindOf(s), slices.Contains(required, any(member))})
	}
	if len(t.Fields) == 0 {
		t.Plain = kindOf(schema)
	}
	return t
}
