package export

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/hearsay-news/hearsay/internal/trace"
)

// validator checks documents against the schema of traces.
func validator(t *testing.T) func(doc string) error {
	t.Helper()
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(TraceSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("trace.json", schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("trace.json")
	if err != nil {
		t.Fatal(err)
	}
	return func(doc string) error {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(doc))
		if err != nil {
			t.Fatal(err)
		}
		return compiled.Validate(v)
	}
}

// What is written is as the schema says, also of hostile articles, of none, and
// what is shown in the golden files.
func TestTraceSchema(t *testing.T) {
	valid := validator(t)
	for name, tr := range map[string]*trace.Trace{"story": story(t), "hostile": hostileStory(t), "empty": {}} {
		if err := valid(writeTrace(t, "json", Options{}, tr)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	golden, err := os.ReadFile(filepath.Join("testdata", "trace", "story.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := valid(string(golden)); err != nil {
		t.Error(err)
	}
}

// A document with a field too few, one too many or a wrong one is not valid.
func TestTraceSchemaRefuses(t *testing.T) {
	valid := validator(t)
	whole := writeTrace(t, "json", Options{}, story(t))
	for _, change := range []func(doc map[string]any){
		func(doc map[string]any) { delete(doc, "shared") },
		func(doc map[string]any) { doc["more"] = true },
		func(doc map[string]any) { doc["schema"] = "hearsay/trace/2" },
		func(doc map[string]any) { first(doc, "edges")["kind"] = "theft" },
		func(doc map[string]any) { delete(first(doc, "edges"), "evidence") },
		func(doc map[string]any) { first(doc, "articles")["published"] = "yesterday" },
		func(doc map[string]any) { first(doc, "stories")["articles"] = []any{} },
		func(doc map[string]any) { first(first(doc, "families"), "variants")["grade"] = "good" },
	} {
		var doc map[string]any
		if err := json.Unmarshal([]byte(whole), &doc); err != nil {
			t.Fatal(err)
		}
		change(doc)
		b, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		if valid(string(b)) == nil {
			t.Errorf("%.200s… is taken for valid", b)
		}
	}
}

func first(doc map[string]any, list string) map[string]any {
	return doc[list].([]any)[0].(map[string]any)
}
