package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/names"
)

// described writes the names of a text and the labels of its words.
func described(g *nlp.Doc) (out []string) {
	for k, n := range g.Names {
		s := fmt.Sprint(n.Kind, " ", g.Words(n.Tokens))
		for i := n.Tokens.From; i < n.Tokens.To; i++ {
			if int(g.Tokens[i].Name) != k {
				s += " (not said of its words)"
			}
		}
		out = append(out, s)
	}
	return out
}

func TestMarks(t *testing.T) {
	m, err := parseMarks("a1 0p8,10l7,6o4")
	if err != nil {
		t.Fatal(err)
	}
	p, err := rawPipeline()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		fmt.Sprint(nlp.NamePerson, " Ána Lee"), fmt.Sprint(nlp.NamePlace, " Lowmere"), fmt.Sprint(nlp.NameOrg, " Acme"),
	}
	if diff := cmp.Diff(want, described(m.gold(p.Run("Ána Lee lives in Lowmere, and Acme is there.", nil)))); m.id != "a1" || diff != "" {
		t.Errorf("article %q (-want +got)\n%s", m.id, diff)
	}
	if diff := cmp.Diff(want[:1], described(m.gold(p.Run("Ána Lee lives in Lowmereton.", nil)))); diff != "" {
		t.Errorf("names that end within a word and behind the text (-want +got)\n%s", diff)
	}
}

func TestDamagedMarks(t *testing.T) {
	for _, s := range []string{"a1 ", "a1 3x4", "a1 p4", "a1 3p", "a1 -3p2", "a1 3p4x", "a1 3p 4", "a1 3p4,,5o6", "a1 3p99999999999"} {
		if _, err := parseMarks(s); err == nil {
			t.Errorf("%q: no error", s)
		}
	}
	if m, err := parseMarks("a1"); err != nil || len(m.names) > 0 {
		t.Errorf("an article without names: %v, %v", m, err)
	}
}

// TestBuiltInMarks: doc/models.md says how many there are.
func TestBuiltInMarks(t *testing.T) {
	all, err := readMarks()
	if err != nil {
		t.Fatal(err)
	}
	ids, n := map[string]bool{}, 0
	for _, m := range all {
		ids[m.id] = true
		n += len(m.names)
	}
	if len(all) != heldNews.to || len(ids) != len(all) || n != 244089 {
		t.Errorf("%d names in %d articles, %d of them different ones", n, len(all), len(ids))
	}
}

// rawFile writes n articles as the file of raw news has them.
func rawFile(t *testing.T, n int) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	e := json.NewEncoder(z)
	for i := range n {
		if err := e.Encode(rawArticle{ID: fmt.Sprint("a", i), Title: "Snow", Text: fmt.Sprintf("Person%d lives in Lowmere.", i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "raw.jsonl.gz")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestMarkedNews: articles and marks go together, past the first group too.
func TestMarkedNews(t *testing.T) {
	path := rawFile(t, 300)
	var marks []articleMarks
	for i := 250; i < 300; i++ {
		m, err := parseMarks(fmt.Sprintf("a%d 6p9", i)) // behind the title
		if err != nil {
			t.Fatal(err)
		}
		marks = append(marks, m)
	}
	got, err := markedNews(path, 250, marks)
	if err != nil || len(got) != 50 {
		t.Fatalf("%d texts, %v", len(got), err)
	}
	for i, x := range got {
		if diff := cmp.Diff([]string{fmt.Sprint(nlp.NamePerson, " Person", 250+i)}, described(x.gold)); diff != "" {
			t.Errorf("text %d (-want +got)\n%s", i, diff)
		}
	}
	for name, err := range map[string]error{
		"article 250":  second(markedNews(path, 249, marks)),
		"300 articles": second(markedNews(path, 250, append(marks, articleMarks{id: "a300"}))),
		"1 of 1 names": second(markedNews(path, 0, []articleMarks{{id: "a0", names: marks[0].names}})),
	} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want an error with %q, got %v", name, err)
		}
	}
	if _, err := readNews(&options{}, heldNews, 1000); err == nil || !strings.Contains(err.Error(), "200 are marked") {
		t.Errorf("more articles than a share has: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

// TestPrinted: what is printed for mark-names.py leads back to the text, in bytes.
func TestPrinted(t *testing.T) {
	p, err := rawPipeline()
	if err != nil {
		t.Fatal(err)
	}
	m, err := parseMarks("a1 0p8")
	if err != nil {
		t.Fatal(err)
	}
	d := p.Run("Ána Lee sings. It rains.", nil)
	g := m.gold(d)
	x := printed(namedText{"set", d, g})
	if x.Set != "set" || len(x.Sentences) != len(d.Sents) {
		t.Fatalf("%+v", x)
	}
	for k, s := range x.Sentences {
		for i, w := range s.Words {
			if got := d.Text[s.At[i][0]:s.At[i][1]]; got != w {
				t.Errorf("%q stands at %v, where the text has %q", w, s.At[i], got)
			}
		}
		if len(s.Hints) != len(s.Words) || len(s.Labels) != len(s.Words) {
			t.Errorf("sentence %d: %d words, %d hints, %d labels", k, len(s.Words), len(s.Hints), len(s.Labels))
		}
		for i, y := range names.Labels(g, d.Sents[k]) {
			if s.Labels[i] != int(y) {
				t.Errorf("%q has label %d, want %d", s.Words[i], s.Labels[i], y)
			}
		}
	}
}

func TestDeal(t *testing.T) {
	var news [][]*example
	for range 7 {
		news = append(news, []*example{{}, {}})
	}
	seen := map[*example]int{}
	for epoch := range 3 {
		for _, e := range deal(news, epoch, 3) {
			seen[e]++
		}
	}
	for _, n := range seen {
		if n != 1 {
			t.Errorf("an example is read %d times", n)
		}
	}
	if len(seen) != 14 {
		t.Errorf("%d examples are read", len(seen))
	}
}
