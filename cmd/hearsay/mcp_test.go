package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// An assistant starts the command, and asks it over its standard input and output.
func TestMCP(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	input := filepath.Join(dir, "in.jsonl")
	const line = `{"id": "a", "url": "https://lantern.example/a", "published": "2026-03-01", "text": "The minister, Ana Petrov, said the pumps would run all night. The Harbour Board said it would wait."}`
	if err := os.WriteFile(input, []byte(line), 0o644); err != nil {
		t.Fatal(err)
	}
	hearsay := using(filepath.Join(dir, "news.db"))
	expect(t, hearsay, []step{{[]string{"add", input}, "1 article added"}})
	cmd := hearsay("mcp", "--url", "https://news.example/")
	c, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &sdk.CommandTransport{Command: cmd}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		tool string
		args map[string]any
		want []string
	}{
		{"search", map[string]any{"query": "pumps"}, []string{`"speaker":"Ana Petrov"`, `"link":"https://news.example/article/a/a1"`, `"url":"https://lantern.example/a"`}},
		{"statements_of", map[string]any{"person": "Ana Petrov"}, []string{`"total":1`}},
		{"article", map[string]any{"article": "https://lantern.example/a"}, []string{"all night", `"link":"https://news.example/article/a"`}},
		{"trace", map[string]any{"article": "a"}, []string{"summary"}},
		{"trace", map[string]any{"quotation": "pumps would run"}, []string{"summary"}},
		{"analyze", map[string]any{"text": "The mayor, Bo Lee, said the ferry would be late on Monday. Nobody at the harbour would say why."}, []string{"Bo Lee"}},
		{"analyze", map[string]any{"url": "http://127.0.0.1:1/"}, []string{"unreachable: "}},
	} {
		res, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: x.tool, Arguments: x.args})
		if err != nil {
			t.Fatal(x.tool, err)
		}
		got, err := json.Marshal(res.StructuredContent)
		if err != nil || res.IsError {
			t.Errorf("%s: %v, %+v", x.tool, err, res.Content[0])
		}
		for _, want := range x.want {
			if !strings.Contains(string(got), want) {
				t.Errorf("%s %v: %s, want %s", x.tool, x.args, got, want)
			}
		}
	}
	if err := c.Close(); err != nil {
		t.Errorf("it ends badly: %v", err)
	}
	if code := cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
