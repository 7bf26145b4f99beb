package hearsay_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/eval/markup"
	"github.com/hearsay-news/hearsay/record"
)

func ExampleAnalyzer_Analyze() {
	a := &article.Article{Body: "“We will open the crossing,” Prime Minister Ana Petrov told Viktor Hale on Monday. " +
		"She said that the trucks had waited long enough."}
	r, err := hearsay.New().Analyze(context.Background(), a)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, at := range r.Attributions {
		fmt.Printf("%s, %s: %s\n", r.Name(at.Source.Entity), at.Form, r.Words(&at, at.Content.Spans))
	}
	// Output:
	// Ana Petrov, direct: “We will open the crossing,”
	// Ana Petrov, indirect: that the trucks had waited long enough
}

func TestRefusals(t *testing.T) {
	z := hearsay.New()
	for _, c := range []struct{ name, body, want string }{
		{"nothing", " \n ", "empty: "},
		{"bytes", "caf\xe9 said", "encoding: "},
		{"too long", strings.Repeat("word ", article.MaxBody/5+1), "too-large: "},
		{"Russian", "Министр заявил, что переговоры продолжатся завтра утром. Встреча пройдёт в столице, её участники обсудят условия перемирия и обмен пленными.", "language: the text "},
		{"English", "The minister said that the talks would go on.", ""},
	} {
		a := &article.Article{Body: c.body}
		r, err := z.Analyze(context.Background(), a)
		if err != nil || r.Refused != c.want && (c.want == "" || !strings.HasPrefix(r.Refused, c.want)) {
			t.Errorf("%s: refused %q, %v; want %q", c.name, r.Refused, err, c.want)
		}
		if c.name == "Russian" && !strings.Contains(r.Refused, "Russian (ru)") {
			t.Errorf("the reason %q does not name the language", r.Refused)
		}
		if a.Body != c.body {
			t.Errorf("%s: the body was altered", c.name)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := hearsay.New().Analyze(ctx, &article.Article{Body: "x"}); err == nil {
		t.Error("no error")
	}
}

// corpus are the articles written for the project.
func corpus(t testing.TB) []*article.Article {
	files, err := filepath.Glob("testdata/articles/*.txt")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d articles: %v", len(files), err)
	}
	var out []*article.Article
	for _, f := range files {
		m, err := markup.ParseFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, &m.Article)
	}
	return out
}

// TestTwiceTheSame: an analyzer keeps nothing from one article to the next.
func TestTwiceTheSame(t *testing.T) {
	z := hearsay.New()
	for _, a := range corpus(t) {
		var first []byte
		for range 2 {
			b := *a
			r, err := z.Analyze(context.Background(), &b)
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Check(); err != nil {
				t.Fatal(err)
			}
			j, err := r.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = j
			} else if string(first) != string(j) {
				t.Errorf("%s: the second record differs", a.Title)
			}
		}
	}
}

// FuzzAnalyze: whatever the text, the record keeps its promises.
func FuzzAnalyze(f *testing.F) {
	for _, a := range corpus(f) {
		f.Add(a.Title, a.Body[:min(len(a.Body), 600)])
	}
	f.Add("“", "MOSCOW (Reuters) — “He “said” Reuters\n\n“citing CNN, according to AP, told AFP")
	files, _ := filepath.Glob("examples/*.txt")
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add("Dam", string(b))
	}
	z := hearsay.New()
	f.Fuzz(func(t *testing.T, title, body string) {
		a := &article.Article{Title: title, Body: body, Language: "en"}
		r, err := z.Analyze(context.Background(), a)
		if err != nil {
			t.Fatal(err)
		}
		if utf8.ValidString(body) && utf8.ValidString(title) {
			if err := r.Check(); err != nil {
				t.Fatal(err)
			}
		}
		if a.Body != body {
			t.Fatal("the body was altered")
		}
	})
}

func BenchmarkAnalyze(b *testing.B) {
	z, all := hearsay.New(), corpus(b)
	bytes := 0
	for _, a := range all {
		bytes += len(a.Body)
	}
	b.SetBytes(int64(bytes))
	b.ReportAllocs()
	for b.Loop() {
		for _, a := range all {
			c := *a
			if _, err := z.Analyze(context.Background(), &c); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(len(all)*b.N)/b.Elapsed().Seconds(), "articles/s")
}

// A headline's surname is the person whom the body names in full.
func TestHeadlineSurname(t *testing.T) {
	a := &article.Article{Title: "Petrov: Varland ready to reopen the crossing", Body: "Ana Petrov told reporters that the crossing could open on Monday."}
	r, err := hearsay.New().Analyze(context.Background(), a)
	if err != nil {
		t.Fatal(err)
	}
	titles := 0
	for _, at := range r.Attributions {
		if at.In == record.InTitle {
			titles++
			if got := r.Name(at.Source.Entity); got != "Ana Petrov" {
				t.Errorf("the headline's speaker is %q", got)
			}
		}
	}
	if titles != 1 {
		t.Errorf("%d statements in the headline", titles)
	}
}
