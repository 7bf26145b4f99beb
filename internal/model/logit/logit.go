// Package logit says how probable something is by features that speak for or
// against it: logistic regression.
//
// Features are numbers that package feature makes of what they say.
//
//	m := logit.Train(examples, logit.Options{Epochs: 10, Rate: 0.1, Seed: 1})
//	p := m.Probability([]uint64{feature.Mix(1, length), feature.Mix(2, word)})
package logit

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/hearsay-news/hearsay/internal/model"
)

// slots is the number of weights. Two features may share one; the fewer
// features, the rarer.
const slots = 1 << 15

// Model is the weights.
type Model struct{ weights []float32 }

// Probability is what the features say.
func (m *Model) Probability(features []uint64) float64 {
	sum := 0.0
	for _, f := range features {
		sum += float64(m.weights[f%slots])
	}
	return 1 / (1 + math.Exp(-sum))
}

// Example is features with what was right.
type Example struct {
	Features []uint64
	Right    bool
}

// Options say how to learn.
type Options struct {
	Epochs int
	Rate   float64
	Calm   float64 // how strongly weights are drawn to nothing
	Seed   uint64
}

// Train learns from examples by steps that shrink for weights that have moved
// much (AdaGrad; Duchi, Hazan and Singer 2011).
func Train(examples []Example, opt Options) *Model {
	m := &Model{make([]float32, slots)}
	squares := make([]float64, slots)
	rng := rand.New(rand.NewPCG(opt.Seed, 61))
	for range opt.Epochs {
		for _, k := range rng.Perm(len(examples)) {
			e := &examples[k]
			g := m.Probability(e.Features)
			if e.Right {
				g--
			}
			for _, f := range e.Features {
				i := f % slots
				d := g + opt.Calm*float64(m.weights[i])
				squares[i] += d * d
				m.weights[i] -= float32(opt.Rate * d / math.Sqrt(squares[i]+1e-6))
			}
		}
	}
	return m
}

// Write adds the model to a file, under a name.
func (m *Model) Write(b *model.Builder, name string) {
	var data []byte
	for _, w := range m.weights {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(w))
	}
	b.Add(name, data)
}

// Open finds a model in a file by the name that it was written with.
func Open(f *model.File, name string) (*Model, error) {
	b, err := f.Section(name)
	if err != nil {
		return nil, err
	}
	if len(b) != 4*slots {
		return nil, fmt.Errorf("open %s: %d bytes: %w", name, len(b), model.ErrDamaged)
	}
	m := &Model{make([]float32, slots)}
	for i := range m.weights {
		m.weights[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return m, nil
}
