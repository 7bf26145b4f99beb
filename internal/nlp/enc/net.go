package enc

import (
	"math/rand/v2"

	"github.com/hearsay-news/hearsay/internal/model/nn"
)

// The size of the net.
const (
	Embed  = 128 // numbers of an embedding
	Width  = 192 // numbers of a vector
	layers = 3
)

// Net turns rows of tokens into vectors.
type Net struct {
	Table  *nn.Param
	In     *nn.Linear
	First  *nn.Norm
	Layers []*nn.SRU
	Last   *nn.Norm
}

// NewNet makes a net with random weights for so many words; without rng they are
// zeros.
func NewNet(words int, rng *rand.Rand) *Net {
	n := &Net{
		Table: nn.NewParam("table", firstWord+words, Embed).Uniform(rng, 0.1),
		In:    nn.NewLinear("in", Embed, Width, rng),
		First: nn.NewNorm("first", Width),
		Last:  nn.NewNorm("last", Width),
	}
	n.Table.Sparse = true
	for i := range layers {
		n.Layers = append(n.Layers, nn.NewSRU("layer"+string(rune('0'+i)), Width/2, rng))
	}
	return n
}

// Params are the parameters of the net.
func (n *Net) Params() []*nn.Param {
	ps := append([]*nn.Param{n.Table}, n.In.Params()...)
	ps = append(ps, n.First.Params()...)
	for _, l := range n.Layers {
		ps = append(ps, l.Params()...)
	}
	return append(ps, n.Last.Params()...)
}

// Twin is the net with gradients of its own.
func (n *Net) Twin() *Net {
	t := &Net{Table: n.Table.Twin(), In: n.In.Twin(), First: n.First.Twin(), Last: n.Last.Twin()}
	for _, l := range n.Layers {
		t.Layers = append(t.Layers, l.Twin())
	}
	return t
}

// state is what the way back needs.
type state struct {
	in      *Input
	ends    []int
	x0      []float32
	first   []float32
	spread  []float32
	sru     []nn.SRUState
	keep    [][]float32 // by layer: what each number was multiplied with
	last    []float32
	spread2 []float32
}

// Learn is the vectors of tokens while learning: rng leaves out the share drop
// of the numbers that layers read.
func (n *Net) Learn(a *nn.Arena, in *Input, ends []int, drop float32, rng *rand.Rand) ([]float32, *state) {
	size := in.Len()
	s := &state{in: in, ends: ends, x0: a.Matrix(size, Embed)}
	for i := range size {
		to := s.x0[i*Embed : (i+1)*Embed]
		for _, r := range in.Of(i) {
			nn.AddScaled(to, n.Table.Row(int(r)), 1)
		}
	}
	s.first = n.In.Forward(a, s.x0, size)
	x, spread := n.First.Forward(a, s.first, size)
	s.spread = spread
	for _, l := range n.Layers {
		masked, keep := nn.Drop(a, x, size, Width, drop, rng)
		y, st := l.Forward(a, x, masked, ends)
		s.sru, s.keep = append(s.sru, st), append(s.keep, keep)
		x = y
	}
	s.last = x
	y, spread := n.Last.Forward(a, s.last, size)
	s.spread2 = spread
	return y, s
}

// Back adds to the gradients, given that of the vectors.
func (n *Net) Back(a *nn.Arena, s *state, dy []float32) {
	size := s.in.Len()
	dx := n.Last.Backward(a, s.last, s.spread2, dy, size)
	for i := len(n.Layers) - 1; i >= 0; i-- {
		d, masked := n.Layers[i].Backward(a, s.sru[i], dx, s.ends)
		nn.DropBack(masked, s.keep[i])
		nn.AddScaled(d, masked[:len(d)], 1)
		dx = d
	}
	dx = n.First.Backward(a, s.first, s.spread, dx, size)
	dx = n.In.Backward(a, s.x0, dx, size)
	for i := range size {
		for _, r := range s.in.Of(i) {
			nn.AddScaled(n.Table.GradRow(int(r)), dx[i*Embed:(i+1)*Embed], 1)
		}
	}
}
