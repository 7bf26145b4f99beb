package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/cli"
)

// TestReadme: what README shows is what the program prints, and of a trace so does
// doc/trace.md up to the quotations. To write it anew, copy the output of the
// command, indented by four spaces.
func TestReadme(t *testing.T) {
	t.Chdir("../..")
	t.Setenv("COLUMNS", "80")
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	tracing, err := os.ReadFile("doc/trace.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("HEARSAY_STORE", filepath.Join(t.TempDir(), "news.db"))
	for _, args := range [][]string{
		{"read", "examples/talks.html"},
		{"read", "--to", "csv", "examples/dam.txt"},
		{"read", "--to", "csv", "--table", "citations", "examples/talks.html"},
		{"trace", "examples/story.jsonl"},
		{"add", "examples"},
		{"stories", "list"},
		{"search", "speaker:petrov crossing"},
		{"stats"},
	} {
		var out, complaints bytes.Buffer
		if code := cli.Run(t.Context(), args, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &complaints}); code != 0 {
			t.Fatalf("%v: exit code %d: %s", args, code, &complaints)
		}
		want := strings.ReplaceAll(out.String(), os.Getenv("HEARSAY_STORE"), "news.db")
		if args[0] == "read" && args[1] == "--to" { // README shows the first three lines
			want = strings.Join(strings.SplitAfter(want, "\n")[:3], "")
		}
		if graph, _, ok := strings.Cut(want, "\n  Quotations\n"); args[0] == "trace" && (!ok || !strings.Contains(string(tracing), indent(graph))) {
			t.Errorf("doc/trace.md does not show what %v prints:\n%s", args, graph)
		}
		if !strings.Contains(string(readme), indent(want)) {
			t.Errorf("README.md does not show what %v prints:\n%s", args, want)
		}
	}
}

func indent(s string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.Trim(s, "\n")) {
		b.WriteString(strings.TrimRight("    "+line, " \n") + "\n")
	}
	return b.String()
}
