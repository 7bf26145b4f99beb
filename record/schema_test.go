package record

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func compile(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("urn:hearsay:record:1", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("urn:hearsay:record:1")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// tree is the record as JSON values that a test can harm.
func tree(t *testing.T, r *Record) map[string]any {
	t.Helper()
	b, err := r.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return doc.(map[string]any)
}

func TestSchemaAccepts(t *testing.T) {
	s := compile(t)
	bare := full(t)
	bare.Attributions[0].Source, bare.Attributions[0].Cue, bare.Attributions[0].Addressee = Source{}, Cue{}, Addressee{}
	for name, r := range map[string]*Record{"full": full(t), "refused": refused(), "bare": bare} {
		if err := s.Validate(tree(t, r)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	s := compile(t)
	member := func(v any, path ...any) any {
		for _, p := range path {
			if i, ok := p.(int); ok {
				v = v.([]any)[i]
			} else {
				v = v.(map[string]any)[p.(string)]
			}
		}
		return v
	}
	set := func(value any, path ...any) func(any) {
		return func(doc any) {
			last := len(path) - 1
			member(doc, path[:last]...).(map[string]any)[path[last].(string)] = value
		}
	}
	for name, harm := range map[string]func(any){
		"another version":      set("hearsay/record/2", "schema"),
		"unknown field":        set(1, "score"),
		"unknown article":      set(1, "article", "links"),
		"unknown in part":      set(1, "attributions", 0, "source", "name"),
		"refused and findings": set("empty: nothing", "refused"),
		"date in words":        set("1 March 2026", "article", "published"),
		"date without zone":    set("2026-03-01T09:00:00", "article", "published"),
		"no null for a date":   func(doc any) { delete(member(doc, "article").(map[string]any), "retrieved") },
		"null for a list":      set(nil, "attributions", 0, "via"),
		"kind of entity":       set("company", "entities", 0, "kind"),
		"form":                 set("free", "attributions", 0, "form"),
		"id":                   set("b1", "attributions", 0, "id"),
		"confidence":           set(json.Number("1.5"), "attributions", 0, "confidence"),
		"negative offset":      set([]any{[]any{json.Number("-1"), json.Number("4")}}, "citations", 0, "spans"),
		"half a span":          set([]any{[]any{json.Number("1")}}, "citations", 0, "spans"),
		"span of three":        set([]any{[]any{json.Number("1"), json.Number("2"), json.Number("3")}}, "citations", 0, "spans"),
		"offset not whole":     set([]any{[]any{json.Number("1.5"), json.Number("2")}}, "citations", 0, "spans"),
		"content without span": set([]any{}, "attributions", 0, "content", "spans"),
	} {
		doc := tree(t, full(t))
		harm(doc)
		if s.Validate(doc) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// Every field of the wire types stands in the schema and the other way round;
// fields that may be absent, and only those, are not required.
func TestSchemaHasEveryField(t *testing.T) {
	var doc map[string]any
	if err := json.Unmarshal(Schema(), &doc); err != nil {
		t.Fatal(err)
	}
	defs := doc["$defs"].(map[string]any)
	for name, v := range map[string]any{
		"": wireRecord{}, "article": wireArticle{}, "outlet": wireArticle{}.Outlet, "furniture": wireFurniture{},
		"entity": wireEntity{}, "mention": wireMention{}, "attribution": wireAttribution{}, "source": wireSource{},
		"cue": wireCue{}, "content": wirePart{}, "addressee": wireAddressee{}, "citation": wireCitation{}, "event": wireEvent{},
	} {
		def := doc
		if name != "" {
			def = defs[name].(map[string]any)
		}
		var all, required []string
		fields(reflect.TypeOf(v), &all, &required)
		var properties []string
		for p, d := range def["properties"].(map[string]any) {
			properties = append(properties, p)
			described(t, defs, name+"."+p, d.(map[string]any))
		}
		same(t, name+": properties", properties, all)
		var listed []string
		for _, f := range def["required"].([]any) {
			listed = append(listed, f.(string))
		}
		same(t, name+": required", listed, required)
		if def["additionalProperties"] != false {
			t.Errorf("%s: other properties are allowed", name)
		}
	}
}

func fields(typ reflect.Type, all, required *[]string) {
	for i := range typ.NumField() {
		f := typ.Field(i)
		if f.Anonymous {
			fields(f.Type, all, required)
			continue
		}
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		*all = append(*all, name)
		if opts != "omitempty" {
			*required = append(*required, name)
		}
	}
}

// described checks that a property, or what it refers to, says what it means.
func described(t *testing.T, defs map[string]any, where string, d map[string]any) {
	t.Helper()
	if d["description"] != nil {
		return
	}
	refs := []any{d}
	if any, ok := d["anyOf"].([]any); ok {
		refs = any
	}
	for _, r := range refs {
		if ref, ok := r.(map[string]any)["$ref"].(string); ok {
			if def := defs[strings.TrimPrefix(ref, "#/$defs/")]; def != nil && def.(map[string]any)["description"] != nil {
				return
			}
		}
	}
	t.Errorf("%s: no description", where)
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s: schema has %q, the format %q", what, got, want)
	}
}

// The lists of values in the schema are those that Check knows.
func TestSchemaEnums(t *testing.T) {
	var doc map[string]any
	if err := json.Unmarshal(Schema(), &doc); err != nil {
		t.Fatal(err)
	}
	enum := func(def, property string) (out []string) {
		d := doc["$defs"].(map[string]any)[def].(map[string]any)["properties"].(map[string]any)[property].(map[string]any)
		for _, v := range d["enum"].([]any) {
			out = append(out, v.(string))
		}
		return out
	}
	same(t, "furniture", enum("furniture", "kind"), words(furnitureKinds))
	same(t, "entity", enum("entity", "kind"), words(entityKinds))
	same(t, "mention", enum("mention", "form"), words(forms))
	same(t, "in", enum("attribution", "in"), words(wheres))
	same(t, "form", enum("attribution", "form"), words(quoteForms))
	same(t, "citation", enum("citation", "kind"), words(citationKinds))
}

func words[T ~string](in []T) (out []string) {
	for _, v := range in {
		out = append(out, string(v))
	}
	return out
}

func TestSchemaIsACopy(t *testing.T) {
	Schema()[0] = 'x'
	if Schema()[0] != '{' {
		t.Error("a caller can change the schema")
	}
}
