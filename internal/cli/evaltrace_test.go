package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/eval"
	"github.com/hearsay-news/hearsay/record"
)

// The newsrooms of eval trace, written down: articles that hearsay reads, and a
// truth whose ids are theirs.
func TestEvalTraceWrites(t *testing.T) {
	base := baseFile(t)
	out := filepath.Join(t.TempDir(), "room.jsonl")
	if code := Run(t.Context(), []string{"eval", "trace", base, "--articles", "20", "--seed", "1..2", "--write", out}, Streams{Out: t.Output(), Err: t.Output()}); code != exitOK {
		t.Fatalf("exits with %d", code)
	}
	in, err := baseArticles(t.Context(), []input{file(out)})
	if err != nil || len(in) != 40 {
		t.Fatalf("%d articles: %v", len(in), err)
	}
	truth, err := os.ReadFile(out + ".truth.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, a := range in {
		known[a.ID] = true
	}
	edges := 0
	for line := range bytes.Lines(truth) {
		var l struct {
			Edge *struct{ From, To, Kind string }
		}
		if err := json.Unmarshal(line, &l); err != nil {
			t.Fatal(err)
		}
		if l.Edge != nil {
			edges++
			if !known[l.Edge.To] || l.Edge.Kind == "" {
				t.Errorf("edge %+v", *l.Edge)
			}
		}
	}
	if edges < 10 {
		t.Errorf("%d edges", edges)
	}
}

// baseFile is a file of the articles that were written for the project.
func baseFile(t *testing.T) string {
	t.Helper()
	corpus, err := eval.ReadCorpus(os.DirFS("../../testdata/articles"))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for _, a := range corpus.Articles {
		line, err := json.Marshal(&record.Record{Article: &a.Article})
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	name := filepath.Join(t.TempDir(), "base.jsonl")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestEvalTraceComplains(t *testing.T) {
	base := baseFile(t)
	for args, want := range map[string]string{
		"":                               "name a file of articles",
		base + " --seed 5..1 --write x":  "--seed 5..1: give a number or a range such as 1..5",
		base + " --seed x --write x":     "--seed x: give",
		base + " --articles 0 --write x": "--articles 0: give 1 or more",
		base + " --difficulty mad":       "choose from default, easy, hard",
		"missing.jsonl --write x":        "missing.jsonl: there is no such file",
		base + " --articles 5000 --write " + filepath.Join(t.TempDir(), "x"): "used up the",
	} {
		var complaints strings.Builder
		code := Run(t.Context(), append([]string{"eval", "trace"}, strings.Fields(args)...), Streams{Out: t.Output(), Err: &complaints})
		if code == exitOK || !strings.Contains(complaints.String(), want) {
			t.Errorf("%q exits with %d: %s", args, code, complaints.String())
		}
	}
}
