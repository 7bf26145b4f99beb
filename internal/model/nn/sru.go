package nn

import (
	"math"
	"math/rand/v2"
	"sort"
)

// SRU is a layer of simple recurrent units (Lei et al. 2018) that reads a
// sentence in both directions. All multiplication of matrices is done for the
// whole batch at once; what is left to do word by word is a few operations a
// channel:
//
//	f = σ(Wf·x + vf∘c' + bf)      c' is c at the word before
//	r = σ(Wr·x + vr∘c' + br)
//	c = f∘c' + (1-f)∘Wz·x
//	y = r∘c + (1-r)∘x
//
// The first half of the channels reads from left to right, the other half from
// right to left.
type SRU struct {
	In *Linear // z, f, r of the first direction, then of the other
	V  *Param  // vf, vr of the first direction, then of the other
	H  int     // channels in each direction
}

// NewSRU makes a layer for rows of 2h numbers.
func NewSRU(name string, h int, rng *rand.Rand) *SRU {
	l := &SRU{NewLinear(name, 2*h, 6*h, rng), NewParam(name+".v", 1, 4*h), h}
	l.In.W.Uniform(rng, math.Sqrt(3/float64(2*h)))
	l.V.Uniform(rng, 0.1)
	return l
}

// Params are the parameters of the layer.
func (l *SRU) Params() []*Param { return append(l.In.Params(), l.V) }

// Twin is the layer with gradients of its own.
func (l *SRU) Twin() *SRU { return &SRU{l.In.Twin(), l.V.Twin(), l.H} }

// SRUState is what the way back needs of the way there.
type SRUState struct {
	x, masked, u, c []float32
}

// Forward is y for a batch of sentences, of which ends says where each ends. If
// mask is not nil, it is x with channels left out, which the gates read while
// learning.
func (l *SRU) Forward(a *Arena, x, mask []float32, ends []int) (y []float32, s SRUState) {
	n := ends[len(ends)-1]
	if mask == nil && l.In.W.panels != nil && l.H%Cols == 0 {
		return l.read(a, x, ends), s
	}
	if mask == nil {
		mask = x
	}
	s = SRUState{x, mask, l.In.Forward(a, mask, n), a.Raw(n * 2 * l.H)}
	y = a.Rows(n, 2*l.H)
	zero := a.New(l.H)
	from := 0
	for _, end := range ends {
		l.walk(from, end, func(at, last, dir int) {
			u := unitArgs{}
			l.place(&u, s, y, zero, at, last, dir)
			l.step(&u)
		})
		from = end
	}
	return y, s
}

// read is Forward for a layer that has learnt: there is no way back. What one
// direction reads of some rows is made right before it reads them, so that it is
// near.
func (l *SRU) read(a *Arena, x []float32, ends []int) []float32 {
	n, w := ends[len(ends)-1], 3*l.H
	y := a.Rows(n, 2*l.H)
	c, u := a.Raw(l.H), a.Raw(block*w)
	in := toWhole(a, x, n, 2*l.H)
	for dir := range 2 {
		bias := l.In.B.W[dir*w:][:w]
		for k := range (n + block - 1) / block {
			from := k * block
			if dir == 1 {
				from = (n-1)/block*block - from
			}
			to := min(n, from+block)
			l.In.W.panels.linear(in, from, Up(to, Rows), dir*w, bias, u)
			l.run(x, y, c, u, ends, from, to, dir)
		}
	}
	return y
}

// run takes the steps of rows from up to to in one direction. u is what the
// gates read of them; c holds the state.
func (l *SRU) run(x, y, c, u []float32, ends []int, from, to, dir int) {
	h := l.H
	sign, at := 1, from
	if dir == 1 {
		sign, at = -1, to-1
	}
	for from <= at && at < to {
		k := sort.SearchInts(ends, at+1) // the sentence of the row
		first := 0
		if k > 0 {
			first = ends[k-1]
		}
		start, steps := first, min(ends[k], to)-at
		if dir == 1 {
			start, steps = ends[k]-1, at+1-max(first, from)
		}
		if at == start {
			clear(c)
		}
		row, here := u[(at-from)*3*h:][:3*h], at*2*h+dir*h
		s := unitArgs{
			z: &row[0], f: &row[h], r: &row[2*h], vf: &l.V.W[dir*2*h], vr: &l.V.W[dir*2*h+h],
			c: &c[0], x: &x[here], y: &y[here],
		}
		if fast {
			unitRun(&s, h, steps, sign*3*h*4, sign*2*h*4)
		} else {
			runSteps(unitStepSlow, &s, h, steps, sign*3*h*4, sign*2*h*4)
		}
		at += sign * steps
	}
}

// walk calls f for each word of a sentence with the word before it, -1 for
// none, in one direction and the other.
func (l *SRU) walk(from, end int, f func(at, last, dir int)) {
	last := -1
	for at := from; at < end; at++ {
		f(at, last, 0)
		last = at
	}
	last = -1
	for at := end - 1; at >= from; at-- {
		f(at, last, 1)
		last = at
	}
}

// place finds the numbers of a word.
func (l *SRU) place(u *unitArgs, s SRUState, y, zero []float32, at, last, dir int) {
	h := l.H
	row := s.u[at*6*h+dir*3*h:][:3*h]
	u.z, u.f, u.r = &row[0], &row[h], &row[2*h]
	u.vf, u.vr = &l.V.W[dir*2*h], &l.V.W[dir*2*h+h]
	here := at*2*h + dir*h
	u.c, u.x, u.y = &s.c[here], &s.x[here], &y[here]
	if last < 0 {
		u.before = &zero[0]
	} else {
		u.before = &s.c[last*2*h+dir*h]
	}
}

func (l *SRU) step(u *unitArgs) {
	if fast {
		unitStep(u, l.H)
		return
	}
	unitStepSlow(u, l.H)
}

// Backward adds to the gradients and returns those of x and of what the gates
// read, mask, which are one sum if they are the same.
func (l *SRU) Backward(a *Arena, s SRUState, dy []float32, ends []int) (dx, dmask []float32) {
	n := ends[len(ends)-1]
	dx = a.Matrix(n, 2*l.H)
	zero, carry := a.New(l.H), a.Raw(l.H)
	from := 0
	for _, end := range ends {
		for dir := range 2 {
			clear(carry)
			for i := range end - from {
				at, last := end-1-i, end-2-i
				if dir == 1 {
					at, last = from+i, from+i+1
				}
				if i == end-from-1 {
					last = -1
				}
				u := unitArgs{}
				l.place(&u, s, dy, zero, at, last, dir)
				u.carry, u.dx = &carry[0], &dx[at*2*l.H+dir*l.H]
				u.dvf, u.dvr = &l.V.G[dir*2*l.H], &l.V.G[dir*2*l.H+l.H]
				l.back(&u)
			}
		}
		from = end
	}
	return dx, l.In.Backward(a, s.masked, s.u, n)
}

func (l *SRU) back(u *unitArgs) {
	if fast {
		unitBack(u, l.H)
		return
	}
	unitBackSlow(u, l.H)
}
