package eval

import (
	"bytes"
	"errors"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

func TestFloorsFile(t *testing.T) {
	f := Floors{Digest: "abc", Least: map[string]float64{"attr": 0.75, "title": 0.5}}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	got, err := ReadFloors(&b)
	if err != nil || got.Digest != "abc" || !maps.Equal(got.Least, f.Least) {
		t.Errorf("read back %+v, %v", got, err)
	}
	for in, want := range map[string]string{
		"attr":           `line 1: floor of attr is "": write a number`,
		"# x\nattr 1.2":  `line 2: floor of attr is "1.2"`,
		"attr NaN":       `floor of attr is "NaN"`,
		"arithmetic 0.1": `there is no metric "arithmetic"`,
	} {
		if _, err := ReadFloors(strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ReadFloors(%q): %v, want %q", in, err, want)
		}
	}
}

func TestCheckFloors(t *testing.T) {
	res := Result{Metrics: []Metric{{Name: "attr", F: 0.7}, {Name: "title", F: 0.5}}}
	if err := CheckFloors(res, Floors{Least: map[string]float64{"attr": 0.7}}); err != nil {
		t.Error(err)
	}
	err := CheckFloors(res, Floors{Least: map[string]float64{"attr": 0.71, "title": 0.6, "speaker": 0.1}})
	want := "check floors: F of attr is 0.700, below its floor of 0.710\n" +
		"check floors: speaker was not measured; its floor is 0.100\n" +
		"check floors: F of title is 0.500, below its floor of 0.600"
	if err == nil || err.Error() != want {
		t.Errorf("CheckFloors = %v, want %s", err, want)
	}
}

func TestRaise(t *testing.T) {
	res := Result{Metrics: []Metric{{Name: "attr", F: 0.7}, {Name: "title", F: 0.5}, {Name: "token_cue", F: 0.5}, {Name: "content", F: 0.5}, {Name: "furniture"}}}
	old := Floors{Digest: "a", Least: map[string]float64{"attr": 0.65, "title": 0.6, "token_cue": 0.1}}
	for lower, want := range map[bool]map[string]float64{
		false: {"attr": 0.69, "title": 0.6, "token_cue": 0.49},
		true:  {"attr": 0.69, "title": 0.49, "token_cue": 0.49, "furniture": 0},
	} {
		if got := old.Raise(res, "b", lower); got.Digest != "b" || !maps.Equal(got.Least, want) {
			t.Errorf("Raise, lower %v: %+v, want %v", lower, got, want)
		}
	}
	if old.Least["attr"] != 0.65 {
		t.Error("Raise changed the floors it was asked of")
	}
}

const markedFerry = `title: {s:Harbour master} {q:says} {c:ferry will sail}
---
{c1:“The ferry will sail,”} {s1=Ida Brandt:she} {q1:said}. {c2:It rained}, {s2:the mayor} {q2:said}, {x=credit|The Lantern:The Lantern reported}.

{f=related:Read more: the ferry}
`

// reading is a record of the body of markedFerry, with its first attribution
// read rightly.
func reading(a *article.Article) (*record.Record, error) {
	at := func(s string) []text.Span {
		i := strings.Index(a.Body, s)
		return []text.Span{{Start: i, End: i + len(s)}}
	}
	a.Furniture = []article.Furniture{{Kind: article.Related, Span: at("more: the ferry")[0]}, {Kind: article.Social, Span: at("Read more")[0]}}
	return &record.Record{
		Article:  a,
		Entities: []record.Entity{{ID: "e1", Name: "Mrs. Brandt"}, {ID: "e2", Name: "Ida Brandt"}},
		Attributions: []record.Attribution{
			{In: record.InBody, Content: record.Part{Spans: at("The ferry will sail")},
				Source: record.Source{Part: record.Part{Spans: at("she")}, Entity: "e2"}},
			{In: record.InTitle, Content: record.Part{Spans: []text.Span{{Start: 20, End: 35}}}},
		},
		Citations: []record.Citation{{Outlet: "Lantern", Kind: record.CreditTo}, {Outlet: "AP", Kind: record.Wire}},
	}, nil
}

func TestCorpus(t *testing.T) {
	dir := fstest.MapFS{"ferry.txt": {Data: []byte(markedFerry)}, "README.md": {Data: []byte("{")}}
	c, err := ReadCorpus(dir)
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.Score(reading)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]Count{
		"attr":      {1, 0, 1},
		"title":     {0, 1, 1}, // no source
		"speaker":   {1, 0, 0},
		"furniture": {1, 1, 0},
		"citation":  {1, 1, 0},
	} {
		if m, ok := res.Metric(name); !ok || m.Count != want {
			t.Errorf("%s: %v, want %v", name, m, want)
		}
	}
	if c.Articles[0].Article.Furniture != nil || c.Articles[0].Article.ID != "ferry.txt" {
		t.Errorf("the corpus has changed: %+v", c.Articles[0].Article)
	}
	dir["ferry.txt"].Data = append(dir["ferry.txt"].Data, '\n')
	if again, err := ReadCorpus(dir); err != nil || again.Digest == c.Digest {
		t.Errorf("another text has the same digest, or %v", err)
	}
}

func TestCorpusErrors(t *testing.T) {
	_, err := ReadCorpus(fstest.MapFS{"bad.txt": {Data: []byte("a\n{c:b")}})
	if want := "read marked article bad.txt: line 2, column 1: "; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("ReadCorpus: %v, want %q", err, want)
	}
	c, err := ReadCorpus(fstest.MapFS{"ok.txt": {Data: []byte("{c:b}")}})
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if _, err := c.Score(func(*article.Article) (*record.Record, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("Score: %v", err)
	}
	_, err = c.Score(func(*article.Article) (*record.Record, error) {
		return &record.Record{Article: &article.Article{Body: "c"}}, nil
	})
	if err == nil || err.Error() != "score article ok.txt: the record is of another text" {
		t.Errorf("Score of another text: %v", err)
	}
}
