package model

import (
	"math"
	"math/rand/v2"
)

// Perceptron learns a linear classifier from its mistakes; the weights that it
// writes are the averages over all steps (Freund and Schapire 1999, Collins
// 2002).
//
//	p.Scores(scores, features)
//	if got != want {
//		p.Update(features, want, 1)
//		p.Update(features, got, -1)
//	}
//	p.Step()
type Perceptron struct {
	classes int
	ids     index
	w       []float32 // by row and class
	lack    []float32 // what steps times the weight exceeds its sum over steps by
	seen    []int32   // by row: how often it was moved
	steps   float64
}

// NewPerceptron returns a perceptron that knows nothing.
func NewPerceptron(classes int) *Perceptron {
	return &Perceptron{classes: classes, ids: newIndex()}
}

// Classes is the number of classes.
func (p *Perceptron) Classes() int { return p.classes }

// unit is how finely Scores tells weights of a perceptron apart.
const unit = 64

// maxClasses is the largest number of classes.
const maxClasses = 255

// Scores sets scores, one a class, to the sums of the weights of features.
func (p *Perceptron) Scores(scores []int32, features []uint64) {
	var sums [maxClasses]float32
	sum := sums[:p.classes]
	for _, f := range features {
		id, ok := p.ids.find(f)
		if !ok {
			continue
		}
		row := p.w[int(id)*p.classes:][:len(sum)]
		for y, v := range row {
			sum[y] += v
		}
	}
	for y := range scores {
		scores[y] = int32(unit * sum[y])
	}
}

// Update moves the weights of features of a class by delta. Step must be
// called once for each decision, right or wrong.
func (p *Perceptron) Update(features []uint64, class int, delta float32) {
	for _, f := range features {
		id := p.row(f)
		p.seen[id]++
		at := int(id)*p.classes + class
		p.w[at] += delta
		p.lack[at] += float32(p.steps) * delta
	}
}

// row is the number of the row of a feature, made where there is none.
func (p *Perceptron) row(f uint64) uint32 {
	id, fresh := p.ids.add(f)
	if fresh {
		p.w = append(p.w, make([]float32, p.classes)...)
		p.lack = append(p.lack, make([]float32, p.classes)...)
		p.seen = append(p.seen, 0)
	}
	return id
}

// Step counts a decision.
func (p *Perceptron) Step() { p.steps++ }

// Pack is the averaged weights as a section of a model file. Features that were
// moved fewer than least times are left out.
func (p *Perceptron) Pack(least int) []byte {
	ids := map[uint64]uint32{}
	p.ids.each(func(f uint64, id uint32) {
		if int(p.seen[id]) >= least {
			ids[f] = id
		}
	})
	avg := make([]float32, len(p.w))
	for i, v := range p.w {
		avg[i] = v - p.lack[i]/float32(max(p.steps, 1))
	}
	clip(avg)
	prune(avg)
	if p.classes <= fewClasses {
		return PackTable(ids, avg, p.classes)
	}
	return PackSparse(ids, avg, p.classes)
}

// Drop leaves out each feature with a chance, in place, and returns those that
// stay. To learn without some of the features makes a classifier trust none too
// much: a known word may be new in the next text (dropout; Hinton et al. 2012).
func Drop(features []uint64, chance float64, rng *rand.Rand) []uint64 {
	keep := features[:0]
	for _, f := range features {
		if rng.Float64() >= chance {
			keep = append(keep, f)
		}
	}
	return keep
}

// index numbers features in the order in which they come: a hash table with
// open addressing, several times as fast as a map of Go.
type index struct {
	keys []uint64 // 0: empty
	ids  []uint32
	n    uint32
}

func newIndex() index { return index{make([]uint64, 1<<10), make([]uint32, 1<<10), 0} }

// slot is where f stands or would stand.
func (x *index) slot(f uint64) int {
	mask := len(x.keys) - 1
	i := int(f>>20^f) & mask
	for x.keys[i] != 0 && x.keys[i] != f {
		i = (i + 1) & mask
	}
	return i
}

// find is the number of a feature. The feature 0 counts as 1.
func (x *index) find(f uint64) (id uint32, ok bool) {
	f = max(f, 1)
	i := x.slot(f)
	return x.ids[i], x.keys[i] == f
}

// add is the number of a feature, which is fresh where it had none.
func (x *index) add(f uint64) (id uint32, fresh bool) {
	f = max(f, 1)
	i := x.slot(f)
	if x.keys[i] == f {
		return x.ids[i], false
	}
	if 2*int(x.n) >= len(x.keys) {
		x.grow()
		i = x.slot(f)
	}
	x.keys[i], x.ids[i] = f, x.n
	x.n++
	return x.n - 1, true
}

func (x *index) grow() {
	old := *x
	x.keys, x.ids = make([]uint64, 2*len(old.keys)), make([]uint32, 2*len(old.keys))
	old.each(func(f uint64, id uint32) {
		i := x.slot(f)
		x.keys[i], x.ids[i] = f, id
	})
}

// each calls visit for each feature, in no useful order.
func (x *index) each(visit func(f uint64, id uint32)) {
	for i, f := range x.keys {
		if f != 0 {
			visit(f, x.ids[i])
		}
	}
}

// clip draws the few largest weights in, so that the others are not rounded
// for their sake: the limit is six times the root of the mean square of those
// that are not zero.
func clip(w []float32) {
	sum, n := 0.0, 0
	for _, v := range w {
		if v != 0 {
			sum += float64(v) * float64(v)
			n++
		}
	}
	limit := float32(6 * math.Sqrt(sum/float64(max(1, n))))
	for i, v := range w {
		w[i] = max(-limit, min(limit, v))
	}
}

// tiny is the size of weights that are left out, in steps of the file. They are
// many, and together they change next to nothing.
const tiny = 2.5

// prune makes tiny weights nothing.
func prune(w []float32) {
	least := tiny * step(w)
	for i, v := range w {
		if -least < v && v < least {
			w[i] = 0
		}
	}
}
