package model

import (
	"math"
	"slices"
)

// Softmax learns a linear classifier whose scores are the logarithms of odds:
// multinomial logistic regression, by steps whose length is found for each
// weight by itself (AdaGrad; Duchi, Hazan and Singer 2011), averaged as a
// perceptron's. It learns from right answers too while they are not sure.
type Softmax struct {
	Perceptron
	rate    float32
	squares []float32 // by row and class: the sum of the squares of its gradients
	chances []float32
	counts  []uint8 // by a part of the hash: how often features came, up to least
	least   uint8
}

// NewSoftmax returns a classifier that knows nothing and learns at a rate. A
// feature is learnt from once it has come least times.
func NewSoftmax(classes int, rate float32, least uint8) *Softmax {
	return &Softmax{
		Perceptron: *NewPerceptron(classes), rate: rate, chances: make([]float32, classes),
		counts: make([]uint8, 1<<countBits), least: least,
	}
}

// Learn moves the weights of features towards a class; scores are what Scores
// gave. The class of a step that is impossible has a score of [Impossible].
func (s *Softmax) Learn(features []uint64, scores []int32, class int) {
	s.setChances(scores)
	s.chances[class]--
	for _, f := range features {
		if !s.frequent(f) {
			continue
		}
		id := s.row(f)
		if n := len(s.w); len(s.squares) < n {
			s.squares = append(s.squares, make([]float32, n-len(s.squares))...)
		}
		s.seen[id]++
		s.move(int(id) * s.classes)
	}
	s.steps++
}

// frequent reports whether a feature has come often enough to be learnt from,
// and counts it. What comes seldom would only learn the texts by heart, and the
// rest would not learn what it explains.
func (s *Softmax) frequent(f uint64) bool {
	n := &s.counts[f>>(64-countBits)]
	if *n < s.least {
		*n++
	}
	return *n >= s.least
}

const countBits = 25

// move moves the weights of the row that begins at a place.
func (s *Softmax) move(at int) {
	for y, g := range s.chances {
		if -negligible < g && g < negligible {
			continue
		}
		i := at + y
		s.squares[i] += g * g
		delta := -s.rate * g / float32(math.Sqrt(float64(s.squares[i]+calm)))
		s.w[i] += delta
		s.lack[i] += float32(s.steps) * delta
	}
}

const (
	// Impossible is the score of a class that can't be.
	Impossible = math.MinInt32
	negligible = 0.003 // gradients that are not worth a step
	calm       = 1     // makes the first steps small
)

// setChances sets chances to the probabilities of the classes.
func (s *Softmax) setChances(scores []int32) {
	most, sum := slices.Max(scores), float32(0)
	for y, v := range scores {
		p := float32(0)
		if v != Impossible {
			p = float32(math.Exp(float64(v-most) / unit))
		}
		s.chances[y] = p
		sum += p
	}
	for y := range s.chances {
		s.chances[y] /= sum
	}
}
