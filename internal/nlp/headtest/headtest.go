// Package headtest helps to test what reads the vectors of words: it makes
// vectors and lets a head learn a text by heart.
//
//	v := headtest.Vectors(len(d.Tokens))
//	headtest.Fit(h.Params(), 200, func() { h.Learn(…) })
package headtest

import (
	"math/rand/v2"
	"testing"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// Width is the number of numbers of a vector.
const Width = 32

// Vectors are n vectors of chance, each another, always the same.
func Vectors(n int) []float32 {
	rng := rand.New(rand.NewPCG(7, 7))
	v := make([]float32, nn.Up(n, nn.Rows)*Width)
	for i := range n * Width {
		v[i] = float32(rng.NormFloat64())
	}
	return v
}

// Opened is the head that open, the Open of its package, finds in a model file.
func Opened[H any](t testing.TB, file []byte, open func(*model.File, int) (H, error)) H {
	t.Helper()
	f, err := model.Parse("test", file)
	if err != nil {
		t.Fatal(err)
	}
	h, err := open(f, Width)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// Fit makes steps of learning. learn adds to the gradients of ps.
func Fit(ps []*nn.Param, steps int, learn func()) {
	for _, p := range ps {
		p.Learn()
	}
	o := nn.Adam{Beta1: 0.9, Beta2: 0.98, Eps: 1e-8, Clip: 5}
	for range steps {
		learn()
		o.Step(ps, nil, 0.02)
	}
}

// Whole is all tokens of d.
func Whole(d *nlp.Doc) nlp.Range { return nlp.Range{From: 0, To: len(d.Tokens)} }
