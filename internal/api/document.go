package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/yaml"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/record"
)

// Names in the document.
const (
	schemaPrefix = "#/components/schemas/"
	recordSchema = "Record"
)

// SessionCookie is the cookie of browsers that have logged in, as the document
// names it.
const sessionCookie = "hearsay"

// operationOf is the operation of a path as the document has it.
func operationOf(item *huma.PathItem, method string) *huma.Operation {
	switch method {
	case get:
		return item.Get
	case post:
		return item.Post
	case patch:
		return item.Patch
	}
	return item.Delete
}

// finish adds to an operation of the document what its types don't tell.
func finish(op *huma.Operation, r route) {
	if r.upload {
		op.RequestBody = uploadBody(r.id == "addArticles")
		op.Parameters = withoutParam(op.Parameters, "Content-Type") // the media type tells it
	}
	switch r.id {
	case "addArticles", "addFeed": // of what is there already
		op.Responses["200"] = op.Responses["201"]
	case "exportRecords":
		op.Responses["200"] = exportAnswer()
	case "traceArticle", "traceQuotation":
		op.Responses["200"] = traceAnswer()
	case "alertFeed":
		op.Responses["200"] = &huma.Response{Description: "An Atom feed.", Content: map[string]*huma.MediaType{"application/atom+xml": {Schema: &huma.Schema{Type: "string"}}}}
	}
}

func withoutParam(all []*huma.Param, name string) (out []*huma.Param) {
	for _, p := range all {
		if p.Name != name {
			out = append(out, p)
		}
	}
	return out
}

func uploadBody(several bool) *huma.RequestBody {
	b := &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
	for _, t := range uploadTypes {
		if several || !t.several {
			b.Content[t.media] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Description: t.about}}
		}
	}
	b.Content["application/json"].Schema = &huma.Schema{Ref: schemaPrefix + "Upload"}
	return b
}

func exportAnswer() *huma.Response {
	a := &huma.Response{Description: "The records.", Content: map[string]*huma.MediaType{}}
	for _, f := range export.Formats() {
		kind, _, _ := strings.Cut(media[f][0], ";")
		a.Content[kind] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Description: export.Describe(f)}}
	}
	return a
}

func traceAnswer() *huma.Response {
	a := &huma.Response{Description: "The trace.", Content: map[string]*huma.MediaType{}}
	for _, f := range export.TraceFormats() {
		kind, _, _ := strings.Cut(mediaOfTrace(f), ";")
		schema := &huma.Schema{Type: "string", Description: export.DescribeTrace(f)}
		if f == "json" {
			schema = &huma.Schema{Type: "object", AdditionalProperties: true, Description: "Format hearsay/trace/1, as doc/format.md describes it."}
		}
		a.Content[kind] = &huma.MediaType{Schema: schema}
	}
	return a
}

// uploadSchema is what an article may be sent as. What else an object has is
// kept as it is.
const uploadSchema = `{
	"type": "object",
	"description": "An article. One of text, html and url must be there; with url alone its page is fetched.",
	"properties": {
		"id": {"type": "string", "description": "Your own; one is made up where it is missing."},
		"url": {"type": "string", "description": "Its address."},
		"title": {"type": "string", "description": "Headline."},
		"byline": {"type": "array", "items": {"type": "string"}, "description": "Authors, one each."},
		"outlet": {"type": "object", "properties": {"name": {"type": "string"}, "domain": {"type": "string"}}, "description": "Who published it."},
		"published": {"type": "string", "description": "When: RFC 3339, or the day alone."},
		"language": {"type": "string", "description": "ISO 639-1 code."},
		"text": {"type": "string", "description": "The text."},
		"html": {"type": "string", "description": "The page, where there is no text."}
	},
	"additionalProperties": true
}`

// about is what the document says of itself.
const about = "Read news articles, keep the record of who said what and on whose word, and search it.\n\n" +
	"Programs send a token that hearsay tokens add makes: Authorization: Bearer TOKEN. A server that listens on this machine alone and has no accounts needs none.\n\n" +
	"Lists come in pages: next is the cursor of the page behind, and missing on the last. Answers to GET have an ETag. What goes wrong is application/problem+json (RFC 9457). Offsets are Unicode code points."

// document serves the OpenAPI document, and the page made of it.
func (s *server) document(mux *http.ServeMux) {
	o := s.OpenAPI()
	o.Info.Description = about
	o.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	o.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":   {Type: "http", Scheme: "bearer", Description: "A token that hearsay tokens add has made."},
		"session": {Type: "apiKey", In: "cookie", Name: sessionCookie, Description: "Of a browser that has logged in."},
	}
	doc := sync.OnceValue(func() map[string]any { return complete(o) })
	asJSON := sync.OnceValues(func() ([]byte, error) { return json.MarshalIndent(doc(), "", "  ") })
	serve := func(path, media string, content func() ([]byte, error)) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			b, err := content()
			if err != nil {
				panic(err) // a test would have failed
			}
			w.Header().Set("Content-Type", media)
			_, _ = w.Write(b)
		})
	}
	serve(prefix+"/openapi.json", "application/vnd.oai.openapi+json;version=3.1", asJSON)
	serve(prefix+"/openapi.yaml", "application/vnd.oai.openapi+yaml;version=3.1", sync.OnceValues(func() ([]byte, error) {
		b, err := asJSON()
		if err != nil {
			return nil, err
		}
		var out strings.Builder
		err = yaml.Convert(&out, strings.NewReader(string(b)))
		return []byte(out.String()), err
	}))
	mux.HandleFunc("GET /api", s.page(doc))
	mux.Handle("GET /api/{$}", http.RedirectHandler("/api", http.StatusMovedPermanently))
}

// complete is the document as it is served: with the schema of records, of which
// the code has only the name.
func complete(o *huma.OpenAPI) map[string]any {
	doc := decoded(o)
	schemas := doc["components"].(map[string]any)["schemas"].(map[string]any)
	whole := map[string]any{}
	if err := json.Unmarshal([]byte(record.Schema()), &whole); err != nil {
		panic(fmt.Sprintf("the schema of records: %v", err)) // a test would have failed
	}
	defs := whole["$defs"].(map[string]any)
	for _, key := range []string{"$defs", "$schema", "$id"} {
		delete(whole, key)
	}
	schemas[recordSchema] = plain(whole)
	for name, def := range defs {
		schemas[defName(name)] = plain(def)
	}
	var upload any
	if err := json.Unmarshal([]byte(uploadSchema), &upload); err != nil {
		panic(err) // as above
	}
	schemas["Upload"] = upload
	return doc
}

func decoded(o *huma.OpenAPI) map[string]any {
	b, err := json.Marshal(o)
	doc := map[string]any{}
	if err == nil {
		err = json.Unmarshal(b, &doc)
	}
	if err != nil {
		panic(err) // as above
	}
	return doc
}

// defName is what the document calls a part of the schema of records.
func defName(name string) string {
	return recordSchema + strings.ToUpper(name[:1]) + name[1:]
}

// plain is a schema in words that all generators of clients understand. It lets
// more through than the schema of records itself, and nothing less.
func plain(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
		return v
	case map[string]any:
		return plainObject(v)
	}
	return v
}

func plainObject(m map[string]any) any {
	for key, v := range m {
		m[key] = plain(v)
	}
	delete(m, "dependentSchemas")
	if ref, ok := m["$ref"].(string); ok {
		m["$ref"] = schemaPrefix + defName(strings.TrimPrefix(ref, "#/$defs/"))
		delete(m, "description") // a reference with a sentence beside it is more than some can read
	}
	if pair, ok := m["prefixItems"].([]any); ok {
		delete(m, "prefixItems")
		m["items"], m["minItems"], m["maxItems"] = map[string]any{"type": "integer", "minimum": 0}, len(pair), len(pair)
	}
	if c, ok := m["const"]; ok {
		delete(m, "const")
		m["type"], m["enum"] = "string", []any{c}
	}
	if _, ok := m["anyOf"]; ok && m["title"] == "Moment" {
		delete(m, "anyOf")
		m["type"] = []any{"string", "null"}
	}
	return m
}
