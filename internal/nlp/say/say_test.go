package say

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/headtest"
	"github.com/hearsay-news/hearsay/internal/nlp/quote"
	"github.com/hearsay-news/hearsay/internal/nlp/tok"
)

const two = "“We sail at noon,” the pilot said. “Not before.” She denied that the ship leaked.\nIt rained."

func doc(s string) *nlp.Doc {
	d := &nlp.Doc{Text: s}
	tok.New().Annotate(d)
	quote.New().Annotate(d)
	for i := range d.Tokens {
		d.Tokens[i].Name, d.Tokens[i].Head, d.Tokens[i].Lemma = -1, -1, d.Tokens[i].Low
	}
	return d
}

// words is the range of tokens that s stands for in d.
func words(d *nlp.Doc, s string) []nlp.Range {
	at := strings.Index(d.Text, s)
	return []nlp.Range{{From: d.TokenAt(at), To: d.TokenAt(at+len(s)-1) + 1}}
}

func gold(d *nlp.Doc) []Gold {
	return []Gold{
		{words(d, "the pilot"), words(d, "said"), append(words(d, "“We sail at noon,”"), words(d, "“Not before.”")...)},
		{words(d, "She"), words(d, "denied"), words(d, "that the ship leaked")},
	}
}

func train(t testing.TB) []byte {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 1))
	h, d := NewLearner(headtest.Width, rng), doc(two)
	v := headtest.Vectors(len(d.Tokens))
	r := d.Paras[0]
	var a nn.Arena
	headtest.Fit(h.Params(), 150, func() {
		a.Reset()
		h.Learn(&a, d, r, gold(d), v, make([]float32, len(v)), 0.1, rng)
	})
	return h.Write().Bytes()
}

// TestTrain: trained on two statements, the head finds them, from the file too.
func TestTrain(t *testing.T) {
	file := train(t)
	if !bytes.Equal(file, train(t)) {
		t.Error("two runs give different files")
	}
	h, d := headtest.Opened(t, file, Open), doc(two)
	h.Begin(d)
	h.Read(&nn.Arena{}, d, d.Paras[0], headtest.Vectors(len(d.Tokens)))
	var got []Gold
	for _, s := range d.Says {
		if s.Nth == 0 && s.Chance > 0.5 {
			got = append(got, Gold{s.Source, s.Cue, s.Content})
		}
	}
	if want := gold(d); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestGradients compares the gradients of the vectors with differences.
func TestGradients(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	h, d := NewLearner(headtest.Width, rng), doc(two)
	for _, p := range h.Params() {
		p.Learn()
	}
	v := headtest.Vectors(len(d.Tokens))
	r := d.Paras[0]
	// The same shares are left out each time: the chance begins anew.
	loss := func(dv []float32) float64 {
		return h.Learn(&nn.Arena{}, d, r, gold(d), v, dv, 1, rand.New(rand.NewPCG(5, 5)))
	}
	dv := make([]float32, len(v))
	loss(dv)
	for range 60 {
		i := rng.IntN(r.Len() * headtest.Width)
		const e = 1e-2
		was := v[i]
		v[i] = was + e
		up := loss(make([]float32, len(v)))
		v[i] = was - e
		down := loss(make([]float32, len(v)))
		v[i] = was
		if diff := (up - down) / (2 * e); diff-float64(dv[i]) > 0.02 || diff-float64(dv[i]) < -0.02 {
			t.Errorf("number %d: gradient %.4f, differences say %.4f", i, dv[i], diff)
		}
	}
}

func TestCueHead(t *testing.T) {
	d := doc("He has said so, according to her.")
	d.Tokens[1].Tag, d.Tokens[2].Tag = nlp.AUX, nlp.VERB
	for cue, want := range map[string]string{"has said": "said", "according to": "according"} {
		if got := d.Tokens[CueHead(d, words(d, cue))].Low; got != want {
			t.Errorf("%q: head %q, want %q", cue, got, want)
		}
	}
	if got := CueHead(d, nil); got != -1 {
		t.Errorf("no cue: head %d", got)
	}
}

func TestDamaged(t *testing.T) {
	var b model.Builder
	for _, name := range []string{"cue.table", "cue.table.scales", "table", "table.scales"} {
		b.Add(name, nil)
	}
	f, err := model.Parse("say", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(f, headtest.Width); !errors.Is(err, model.ErrDamaged) {
		t.Errorf("error %v", err)
	}
}
