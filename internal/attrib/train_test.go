package attrib_test

import (
	"os"
	"testing"

	"github.com/hearsay-news/hearsay/internal/attrib"
	"github.com/hearsay-news/hearsay/internal/eval/markup"
	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/record"
)

// TestTrain learns from a few sentences, saves, opens, and finds in one of them
// what is marked there. Learning again gives the same file.
func TestTrain(t *testing.T) {
	if testing.Short() {
		t.Skip("learns ten models")
	}
	examples := learnt(t)
	var first []byte
	for range 2 {
		training := attrib.Training{Seed: 1, Log: t.Logf}
		b, err := training.Train(examples)
		if err != nil {
			t.Fatal(err)
		}
		attrib.WriteLeast(b, 0.3)
		if first == nil {
			first = b.Bytes()
		} else if string(first) != string(b.Bytes()) {
			t.Error("the same examples and the same seed give another file")
		}
	}
	f, err := model.Parse("attrib", first)
	if err != nil {
		t.Fatal(err)
	}
	x, err := attrib.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	const body = "The mayor said that it had rained."
	got := found(body, x.Extract(pipeline(t).Run(body, nil), record.InBody))
	if len(got) != 1 || got[0] != "[The mayor] [said] [that it had rained]" {
		t.Errorf("found %q", got)
	}
}

// learnt are the cases of testdata/cases.txt, each some times over, so that
// every part of them has features that are common enough.
func learnt(t *testing.T) []attrib.Example {
	f, err := os.Open("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cases, err := markup.ParseCatalogue(f.Name(), f)
	if err != nil {
		t.Fatal(err)
	}
	p := pipeline(t)
	var out []attrib.Example
	for _, c := range cases {
		e := attrib.Example{Doc: p.Run(c.Text, nil)}
		for _, a := range c.Attributions {
			e.Gold = append(e.Gold, attrib.Gold{Source: a.Source, Cue: a.Cue, Content: a.Content})
		}
		for range 5 {
			out = append(out, e)
		}
	}
	return out
}
