package hearsay_test

import (
	"go/build"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rules says who may import whom within the module, a line a layer: the
// packages on the right may import those on the left and what those may
// import. "internal/nlp/*" are the folders right below; they never import each
// other. Tests may import what they like.
const rules = `
text                                                    < article
article                                                 < record, internal/lang, internal/furniture
text                                                    < internal/nlp, internal/corpus
internal/nlp, internal/model/*, internal/lexicon, internal/corpus < internal/nlp/*
internal/nlp/*                                          < internal/english
internal/lexicon                                        < internal/furniture
internal/nlp, internal/model, internal/lexicon, internal/corpus, record < internal/attrib, internal/cite, internal/entity
internal/attrib, internal/cite, internal/entity, internal/furniture, internal/lang, internal/english < hearsay
article                                                 < internal/ingest, internal/ingest/charset
internal/ingest, internal/ingest/charset                < internal/ingest/*
record                                                  < internal/ingest/jsonl
internal/ingest/fetch/robots                            < internal/ingest/fetch
internal/model                                          < internal/model/*
internal/nlp                                            < internal/corpus
internal/nlp, internal/corpus                           < internal/eval
article, internal/lexicon                               < internal/trace/simulate
internal/trace/simulate                                 < internal/eval
internal/model/*                                        < internal/attrib
hearsay, internal/ingest, internal/queue                < internal/work
record                                                  < internal/queue
internal/queue                                          < internal/store, internal/store/*, internal/cli
record                                                  < internal/export, internal/eval/markup, internal/eval
internal/eval/markup                                    < internal/eval
article, internal/trace/spread                          < internal/trace/reuse
record, internal/trace/reuse, internal/trace/sets       < internal/trace/quotes
internal/trace/reuse, internal/lexicon                  < internal/trace/terms
internal/trace/quotes, internal/trace/terms, internal/trace/spread, internal/lexicon < internal/trace
internal/trace                                          < internal/export, internal/cli
record                                                  < internal/store
internal/store                                          < internal/store/*, internal/watch
internal/trace/quotes, internal/trace/terms             < internal/store/driver
internal/store, internal/trace                          < internal/link
internal/link                                           < internal/cli
internal/store/driver                                   < internal/store/sqlite, internal/store/postgres
internal/store/sqlite                                   < internal/store/sqlite/sqlitetest
internal/store, internal/trace, internal/link, internal/ingest, internal/guard < internal/served
internal/served, internal/export, internal/work, internal/guard, internal/alert, internal/transfer < internal/web, internal/api, internal/mcp
internal/web                                            < internal/cli
internal/store                                          < internal/guard
internal/store, internal/export                         < internal/alert
internal/store                                          < internal/metrics
internal/api, internal/mcp, internal/metrics            < internal/cli
internal/work, internal/export, internal/eval, internal/ingest/*, internal/english, internal/store/*, internal/watch < internal/cli
internal/cli                                            < cmd/*
`

const module = "github.com/hearsay-news/hearsay"

func TestImports(t *testing.T) {
	allowed := parseRules(t)
	seen := 0
	err := filepath.WalkDir(".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		if name := e.Name(); path != "." && (name[0] == '.' || name == "testdata") {
			return filepath.SkipDir
		}
		p, err := build.ImportDir(path, 0)
		if err != nil {
			return nil // no Go files
		}
		seen++
		checkImports(t, name(path), p.Imports, allowed)
		return nil
	})
	if err != nil || seen < 15 {
		t.Fatalf("walked %d packages: %v", seen, err)
	}
}

func checkImports(t *testing.T, pkg string, imports []string, allowed map[string][]string) {
	for _, imp := range imports {
		rest, ok := strings.CutPrefix(imp, module)
		if !ok {
			continue
		}
		imp = name(strings.TrimPrefix(rest, "/"))
		if !slices.Contains(closure(pkg, allowed), imp) {
			t.Errorf("%s imports %s, which no rule of imports_test.go allows", pkg, imp)
		}
	}
}

// name is how the rules call the package in a folder.
func name(path string) string {
	if path == "." || path == "" {
		return "hearsay"
	}
	return filepath.ToSlash(path)
}

func parseRules(t *testing.T) map[string][]string {
	m := map[string][]string{}
	for line := range strings.Lines(strings.TrimSpace(rules)) {
		left, right, ok := strings.Cut(line, "<")
		if !ok {
			t.Fatalf("rule without <: %q", line)
		}
		for r := range strings.SplitSeq(right, ",") {
			for l := range strings.SplitSeq(left, ",") {
				r, l := strings.TrimSpace(r), strings.TrimSpace(l)
				m[r] = append(m[r], l)
			}
		}
	}
	return m
}

// closure is all that pkg may import.
func closure(pkg string, allowed map[string][]string) []string {
	var out []string
	todo := slices.Concat(allowed[pkg], wild(pkg, allowed))
	for len(todo) > 0 {
		p := todo[0]
		todo = todo[1:]
		if slices.Contains(out, p) {
			continue
		}
		out = append(out, p)
		todo = append(todo, allowed[p]...)
		todo = append(todo, wild(p, allowed)...)
	}
	return expand(out, pkg)
}

// wild is what the rule for all folders beside pkg lets it import.
func wild(pkg string, allowed map[string][]string) []string {
	dir, _, _ := cutLast(pkg)
	if dir == "" {
		return nil
	}
	return allowed[dir+"/*"]
}

func cutLast(path string) (dir, base string, ok bool) {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

// expand replaces "dir/*" by the folders below dir that stand in the tree.
func expand(pkgs []string, self string) []string {
	var out []string
	for _, p := range pkgs {
		dir, ok := strings.CutSuffix(p, "/*")
		if !ok {
			out = append(out, p)
			continue
		}
		_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err == nil && e.IsDir() && path != self {
				out = append(out, filepath.ToSlash(path))
			}
			return nil
		})
	}
	return out
}
