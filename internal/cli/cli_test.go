package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/export"
)

func TestComplaint(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"a.txt", article.Refuse(article.Empty, "there is no text in it"), "a.txt: there is no text in it; give a file that holds an article"},
		{"a.txt", fmt.Errorf("read a.txt: %w", article.Refuse(article.Binary, "it is a picture")), "a.txt: it is a picture; give its text, or the page it was made of"},
		{"a.html", fmt.Errorf("read page a.html: %w", article.Refuse(article.NoArticle, "it lists stories; give one")), "a.html: it lists stories; give one"},
		{"a.jsonl", fmt.Errorf("read a.jsonl:3: %w", article.Refuse(article.TooLarge, "the text is long")), "a.jsonl:3: the text is long; give its articles one by one"},
		{"a.txt", errors.New("there is no such file; check its name"), "a.txt: there is no such file; check its name"},
		{"a.txt", fmt.Errorf("read a.txt: %w", io.ErrUnexpectedEOF), "a.txt: unexpected EOF"},
		{"a\x1b[31m\n.txt", errors.New("it is a folder"), "a [31m .txt: it is a folder"},
	} {
		if got := complaint(c.name, c.err); got != "hearsay: "+c.want {
			t.Errorf("complaint(%q, %v) = %s\nwant %s", c.name, c.err, got, c.want)
		}
	}
}

func TestExitCode(t *testing.T) {
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		ctx  context.Context
		err  error
		want int
		says string
	}{
		{t.Context(), nil, 0, ""},
		{t.Context(), errIncomplete, 1, ""},
		{t.Context(), errors.New("disk full"), 1, "hearsay: disk full\n"},
		{t.Context(), fmt.Errorf("write out: %w", syscall.ENOSPC), 1, "hearsay: write out: no space left on device; make room there, and run this again\n"},
		{t.Context(), usage("no such flag"), 2, "hearsay: no such flag\n"},
		{t.Context(), fmt.Errorf("write: %w", syscall.EPIPE), 0, ""},
		{interrupted, context.Canceled, 130, "hearsay: interrupted\n"},
	} {
		var b bytes.Buffer
		if got := exitCode(c.ctx, c.err, &b); got != c.want || b.String() != c.says {
			t.Errorf("exitCode(%v) = %d, %q; want %d, %q", c.err, got, b.String(), c.want, c.says)
		}
	}
}

func TestStem(t *testing.T) {
	for in, want := range map[string]string{
		"-":                                "stdin",
		"news/story.html":                  "story",
		"story":                            "story",
		".hidden":                          "hidden",
		"https://a.example/2026/story.htm": "story",
		"https://a.example/2026/story/":    "story",
		"https://a.example/":               "a.example",
		"https://a.example":                "a.example",
		"https://a.example/..%2f..%2fetc":  "etc",
		"https://a.example/%5c..%5cetc":    "_.",
		"what?.txt":                        "what_",
	} {
		if got := stem(in); got != want {
			t.Errorf("stem(%s) = %s, want %s", in, got, want)
		}
	}
}

// brokenAfter is a reader's articles that break off after n.
func brokenAfter(n int) iter.Seq2[*article.Article, error] {
	return func(yield func(*article.Article, error) bool) {
		for range n {
			if !yield(&article.Article{}, nil) {
				return
			}
		}
		panic("index out of range")
	}
}

func TestSound(t *testing.T) {
	var got []string
	for a, err := range sound(brokenAfter(2)) {
		got = append(got, fmt.Sprint(a != nil, err))
	}
	want := "[true <nil> true <nil> false reading breaks off: index out of range; this is a mistake in Hearsay, please report it]"
	if fmt.Sprint(got) != want {
		t.Errorf("sound = %v\nwant %s", got, want)
	}
	for range sound(brokenAfter(2)) {
		break // nothing follows, and nothing breaks
	}
}

// What breaks off in the loop over the articles is not the reader's.
func TestSoundLeavesTheLoopAlone(t *testing.T) {
	defer func() {
		if p := recover(); p != "mine" {
			t.Errorf("recovered %v", p)
		}
	}()
	for range sound(brokenAfter(2)) {
		panic("mine")
	}
}

func TestOutputKeepsTheOldFileUntilTheNewIsWhole(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "out.jsonl")
	if err := os.WriteFile(name, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := newSink(formatFlags{to: "jsonl"}, name, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.Discard()
	if b, err := os.ReadFile(name); err != nil || string(b) != "old" {
		t.Errorf("after Discard: %q, %v", b, err)
	}
	if s, err = newSink(formatFlags{to: "jsonl"}, name, nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(name); err != nil || len(b) != 0 {
		t.Errorf("after Close: %q, %v", b, err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestDisplay(t *testing.T) {
	t.Setenv("COLUMNS", "")
	if got := display(io.Discard); got != (export.Options{Width: 80}) {
		t.Errorf("display = %+v, want 80 columns and no colour", got)
	}
	t.Setenv("COLUMNS", "132")
	if got := display(io.Discard); got.Width != 132 {
		t.Errorf("display = %+v, want 132 columns", got)
	}
}
