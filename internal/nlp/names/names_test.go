package names

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/headtest"
	"github.com/hearsay-news/hearsay/internal/nlp/tok"
)

func gold() *nlp.Doc {
	d := &nlp.Doc{Text: "Ann Lee left Lowmere. The Harbour Guild wrote to Lee."}
	tok.New().Annotate(d)
	add := func(from, to int, k nlp.NameKind) {
		for i := from; i < to; i++ {
			d.Tokens[i].Name = int32(len(d.Names))
		}
		d.Names = append(d.Names, nlp.Name{Tokens: nlp.Range{From: from, To: to}, Kind: k})
	}
	for i := range d.Tokens {
		d.Tokens[i].Name = -1
	}
	add(0, 2, nlp.NamePerson)
	add(3, 4, nlp.NamePlace)
	add(6, 8, nlp.NameOrg)
	add(10, 11, nlp.NamePerson)
	return d
}

func train() []byte {
	rng := rand.New(rand.NewPCG(1, 1))
	h, g := NewHead(headtest.Width, rng), gold()
	v := headtest.Vectors(len(g.Tokens))
	var a nn.Arena
	headtest.Fit(h.Params(), 100, func() {
		a.Reset()
		h.Learn(&a, g, headtest.Whole(g), v, make([]float32, len(v)), 0.1, rng)
	})
	return h.Write().Bytes()
}

// TestTrain: trained on two sentences, the head knows them, from the file too.
func TestTrain(t *testing.T) {
	file := train()
	if !bytes.Equal(file, train()) {
		t.Error("two runs give different files")
	}
	h := headtest.Opened(t, file, Open)
	g := gold()
	y := make([]uint8, len(g.Tokens))
	h.Predict(&nn.Arena{}, g, headtest.Whole(g), headtest.Vectors(len(g.Tokens)), y)
	if got := Found(y, 0); !slices.Equal(got, g.Names) {
		t.Errorf("got %v, want %v", got, g.Names)
	}
}

// TestFound: no label that goes on stands for a name that has not begun.
func TestFound(t *testing.T) {
	got := Found([]uint8{1, 2, 1, 0, 3, 5, 6}, 10)
	want := []nlp.Name{
		{Tokens: nlp.Range{From: 10, To: 12}, Kind: nlp.NamePerson}, {Tokens: nlp.Range{From: 12, To: 13}, Kind: nlp.NamePerson},
		{Tokens: nlp.Range{From: 14, To: 15}, Kind: nlp.NameOrg}, {Tokens: nlp.Range{From: 15, To: 17}, Kind: nlp.NamePlace},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for p := -1; p < labels; p++ {
		for y := range labels {
			inside := y > 0 && y%2 == 0
			if may(p, y) != (!inside || p == y || p == y-1) {
				t.Errorf("may(%d, %d) is %v", p, y, may(p, y))
			}
		}
	}
}

// TestCompanies: the legal form behind a comma belongs to the name.
func TestCompanies(t *testing.T) {
	for text, want := range map[string]nlp.Range{
		"Harbour Lines, Inc. of Lowmere sank.": {From: 0, To: 4},
		"Harbour Lines, a carrier, sank.":      {From: 0, To: 2},
		"Harbour Lines sank. Ltd. is short.":   {From: 0, To: 2},
		"Harbour Lines,":                       {From: 0, To: 2},
	} {
		d := &nlp.Doc{Text: text}
		tok.New().Annotate(d)
		found := []nlp.Name{{Tokens: nlp.Range{From: 0, To: 2}, Kind: nlp.NameOrg}}
		if want.To > 2 {
			found = append(found, nlp.Name{Tokens: nlp.Range{From: 3, To: 6}, Kind: nlp.NameOrg})
		}
		if got := companies(d, found); len(got) != 1 || got[0].Tokens != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
	d := &nlp.Doc{Text: "Ann Lee, Inc."}
	tok.New().Annotate(d)
	if got := companies(d, []nlp.Name{{Tokens: nlp.Range{From: 0, To: 2}, Kind: nlp.NamePerson}}); got[0].Tokens.To != 2 {
		t.Errorf("a person: %v", got)
	}
}

func TestDamaged(t *testing.T) {
	var b model.Builder
	b.Add("out.w", []byte("none"))
	f, err := model.Parse("names", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(f, headtest.Width); !errors.Is(err, model.ErrDamaged) {
		t.Errorf("error %v", err)
	}
}
