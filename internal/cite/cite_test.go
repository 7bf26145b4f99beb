package cite

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/attrib"
	"github.com/hearsay-news/hearsay/internal/english"
	"github.com/hearsay-news/hearsay/internal/entity"
	"github.com/hearsay-news/hearsay/internal/eval/markup"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

func pipeline(t testing.TB) *nlp.Pipeline {
	t.Helper()
	p, err := english.Pipeline()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var statements = sync.OnceValues(attrib.New)

// find reads the citations of an article, as the program does: behind its
// statements and entities.
func find(p *nlp.Pipeline, a *article.Article) *record.Record {
	x, err := statements()
	if err != nil {
		panic(err)
	}
	d := p.Run(a.Body, a.FurnitureSpans())
	r := &record.Record{Article: a, Attributions: x.Extract(d, record.InBody)}
	record.Number(r.Attributions)
	r.Entities = entity.Resolve(d, nil, r.Attributions)
	Find(d, r)
	return r
}

// The catalogue: each line of testdata/*.txt, with its citations, kinds,
// outlets, words and chains.
func TestCatalogue(t *testing.T) {
	p := pipeline(t)
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 6 {
		t.Fatalf("the catalogue has %d files (%v)", len(files), err)
	}
	total := 0
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		cases, err := markup.ParseCatalogue(file, bytes.NewReader(src))
		if err != nil {
			t.Fatal(err)
		}
		total += len(cases)
		for i := range cases {
			c := &cases[i]
			a := &article.Article{ID: "case", Body: c.Text, Furniture: c.Furniture}
			if filepath.Base(file) == "own.txt" {
				a.Outlet = article.Outlet{Name: "The Lantern", Domain: "lantern.example"}
			}
			r := find(p, a)
			if err := r.Check(); err != nil {
				t.Errorf("%s:%d: %v", file, c.Line, err)
			}
			if diff := cmp.Diff(expected(c), got(r)); diff != "" {
				t.Errorf("%s:%d: %s\n(- expected, + found)\n%s", file, c.Line, c.Marked, diff)
			}
		}
	}
	if total < 300 {
		t.Errorf("the catalogue has %d cases, where 300 are promised", total)
	}
}

func expected(c *markup.Case) (out []string) {
	for _, x := range c.Citations {
		out = append(out, line(x.Kind, x.Outlet, text.Cut(c.Text, x.Spans), x.Through))
	}
	return out
}

func got(r *record.Record) (out []string) {
	for i := range r.Citations {
		x := &r.Citations[i]
		through := 0
		for k := range r.Citations {
			if x.Through != "" && r.Citations[k].ID == x.Through {
				through = k + 1
			}
		}
		out = append(out, line(x.Kind, x.Outlet, text.Cut(r.Article.Body, x.Spans), through))
	}
	return out
}

func line(kind record.CitationKind, outlet, words string, through int) string {
	s := fmt.Sprintf("%s | %s | %s", kind, outlet, words)
	if through > 0 {
		s += fmt.Sprintf(" | through %d", through)
	}
	return s
}
