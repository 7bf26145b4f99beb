package names

import (
	"math/rand/v2"

	"github.com/hearsay-news/hearsay/internal/model/nn"
)

// The size of the layers that the head has of its own.
const (
	ownWidth = 96 // numbers of a word
	ownDepth = 2
)

// layers are what stands between the vectors of the encoder and the scores: to a
// share of the vector of a word the rows of its features and of the word itself
// are added, and two layers of simple recurrent units read the sentence.
type layers struct {
	vector *nn.Linear // of the vectors of the encoder
	first  *nn.Norm
	read   []*nn.SRU
	last   *nn.Norm
}

func newLayers(width int, rng *rand.Rand) *layers {
	l := &layers{vector: nn.NewLinear("vector", width, ownWidth, rng), first: nn.NewNorm("first", ownWidth), last: nn.NewNorm("last", ownWidth)}
	for i := range ownDepth {
		l.read = append(l.read, nn.NewSRU("layer"+string(rune('0'+i)), ownWidth/2, rng))
	}
	return l
}

func (l *layers) params() []*nn.Param {
	ps := append(l.vector.Params(), l.first.Params()...)
	for _, r := range l.read {
		ps = append(ps, r.Params()...)
	}
	return append(ps, l.last.Params()...)
}

func (l *layers) twin() *layers {
	t := &layers{vector: l.vector.Twin(), first: l.first.Twin(), last: l.last.Twin()}
	for _, r := range l.read {
		t.read = append(t.read, r.Twin())
	}
	return t
}

// way is what the way back needs.
type way struct {
	n             int
	ends          []int
	first, spread []float32
	read          []nn.SRUState
	keep          [][]float32 // by layer: what each number was multiplied with
	last, spread2 []float32
}

// there reads sentences that end at ends. x is the sum of the rows of each word
// and its share of the vector; it is replaced. rng leaves out a share of the
// numbers that layers read.
func (l *layers) there(a *nn.Arena, x []float32, ends []int, rng *rand.Rand) ([]float32, *way) {
	w := &way{n: ends[len(ends)-1], ends: ends, first: x}
	x, w.spread = l.first.Forward(a, x, w.n)
	for _, r := range l.read {
		var masked, keep []float32
		if rng != nil {
			masked, keep = nn.Drop(a, x, w.n, ownWidth, ownDropout, rng)
		}
		y, s := r.Forward(a, x, masked, ends)
		w.read, w.keep = append(w.read, s), append(w.keep, keep)
		x = y
	}
	w.last = x
	x, w.spread2 = l.last.Forward(a, x, w.n)
	return x, w
}

// back adds to the gradients, given that of what there returned, and returns
// that of x.
func (l *layers) back(a *nn.Arena, w *way, dy []float32) []float32 {
	dx := l.last.Backward(a, w.last, w.spread2, dy, w.n)
	for i := len(l.read) - 1; i >= 0; i-- {
		d, masked := l.read[i].Backward(a, w.read[i], dx, w.ends)
		nn.DropBack(masked, w.keep[i])
		nn.AddScaled(d, masked[:len(d)], 1)
		dx = d
	}
	return l.first.Backward(a, w.first, w.spread, dx, w.n)
}
