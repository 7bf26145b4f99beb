package nn

import (
	"math"
	"math/rand/v2"
)

// Linear is y = x·W + b.
type Linear struct {
	W, B    *Param
	In, Out int
	turned  []float32 // W transposed, for the way back
}

// NewLinear makes a layer with random weights (Glorot and Bengio 2010), or of
// zeros, to be read from a file, where rng is nil.
func NewLinear(name string, in, out int, rng *rand.Rand) *Linear {
	s := math.Sqrt(6 / float64(in+out))
	return &Linear{W: NewParam(name+".w", in, out).Uniform(rng, s), B: NewParam(name+".b", 1, out), In: in, Out: out}
}

// Params are the parameters of the layer.
func (l *Linear) Params() []*Param { return []*Param{l.W, l.B} }

// Twin is the layer with gradients of its own.
func (l *Linear) Twin() *Linear { return &Linear{W: l.W.Twin(), B: l.B.Twin(), In: l.In, Out: l.Out} }

// Forward is y for n rows of x.
func (l *Linear) Forward(a *Arena, x []float32, n int) []float32 {
	y := a.Raw(Up(n, Rows) * l.Out)
	if w := l.W.panels; w != nil && n > 0 {
		w.linear(toWhole(a, x, n, l.In), 0, Up(n, Rows), 0, l.B.W, y)
		return y
	}
	for i := 0; i < len(y); i += l.Out {
		copy(y[i:i+l.Out], l.B.W)
	}
	mulAdd(n, l.Out, l.In, matrix{x, l.In, 1}, l.W.W, l.Out, y, l.Out)
	return y
}

// Backward adds to the gradients of the weights and returns that of x.
func (l *Linear) Backward(a *Arena, x, dy []float32, n int) []float32 {
	for i := range n {
		AddScaled(l.B.G, dy[i*l.Out:(i+1)*l.Out], 1)
	}
	mulAdd(l.In, l.Out, n, matrix{x, 1, l.In}, dy, l.Out, l.W.G, l.Out)
	dx := a.Matrix(n, l.In)
	l.turn()
	mulAdd(n, l.In, l.Out, matrix{dy, l.Out, 1}, l.turned, l.In, dx, l.In)
	return dx
}

func (l *Linear) turn() {
	if l.turned == nil {
		l.turned = make([]float32, len(l.W.W))
	}
	Transpose(l.turned, l.W.W, l.In, l.Out, l.In)
}

// Transpose writes x, n rows of width w, to y as w rows in steps of ld.
func Transpose(y, x []float32, n, w, ld int) {
	for i := range n {
		for j, v := range x[i*w : (i+1)*w] {
			y[j*ld+i] = v
		}
	}
}

// Norm is layer normalisation (Ba, Kiros and Hinton 2016).
type Norm struct {
	Gain, Bias *Param
	D          int
}

// NewNorm makes a layer that changes neither mean nor spread.
func NewNorm(name string, d int) *Norm {
	return &Norm{NewParam(name+".g", 1, d).Fill(1), NewParam(name+".b", 1, d), d}
}

// Params are the parameters of the layer.
func (l *Norm) Params() []*Param { return []*Param{l.Gain, l.Bias} }

// Twin is the layer with gradients of its own.
func (l *Norm) Twin() *Norm { return &Norm{l.Gain.Twin(), l.Bias.Twin(), l.D} }

// Forward is y for n rows of x. x is replaced by its normal form, which the way
// back needs, with the spread of each row.
func (l *Norm) Forward(a *Arena, x []float32, n int) (y, spread []float32) {
	y, spread = a.Rows(n, l.D), a.Raw(n)
	i := 0
	if fast && l.D%8 == 0 {
		var sums, squares [8]float32
		for ; i+8 <= n; i += 8 {
			_ = x[(i+8)*l.D-1]
			sums8(l.D, &x[i*l.D], uintptr(l.D*4), &sums, &squares)
			for k, sum := range sums {
				spread[i+k] = l.row(x, y, i+k, sum, squares[k])
			}
		}
	}
	for ; i < n; i++ {
		var sum, square float32
		for _, v := range x[i*l.D : (i+1)*l.D] {
			sum += v
			square += float32(v * v)
		}
		spread[i] = l.row(x, y, i, sum, square)
	}
	return y, spread
}

// row is y for row i of x, whose numbers have a sum and a sum of squares. It
// returns the spread.
func (l *Norm) row(x, y []float32, i int, sum, square float32) float32 {
	n := float32(l.D)
	mean := sum / n
	s := float32(1 / math.Sqrt(float64(max(0, square/n-float32(mean*mean))+1e-5)))
	row, to := x[i*l.D:(i+1)*l.D], y[i*l.D:(i+1)*l.D]
	if fast && l.D%8 == 0 {
		normRow(l.D, &row[0], &to[0], &l.Gain.W[0], &l.Bias.W[0], mean, s)
		return s
	}
	for j, v := range row {
		row[j] = (v - mean) * s
		to[j] = float32(row[j]*l.Gain.W[j]) + l.Bias.W[j]
	}
	return s
}

// Backward adds to the gradients and returns that of x; normal is what Forward
// made of x.
func (l *Norm) Backward(a *Arena, normal, spread, dy []float32, n int) []float32 {
	dx := a.Matrix(n, l.D)
	for i := range n {
		from, to := i*l.D, (i+1)*l.D
		l.backRow(dx[from:to], normal[from:to], dy[from:to], spread[i])
	}
	return dx
}

func (l *Norm) backRow(dx, normal, dy []float32, spread float32) {
	var sum, along float32
	for j, g := range dy {
		l.Gain.G[j] += g * normal[j]
		l.Bias.G[j] += g
		g *= l.Gain.W[j]
		dx[j] = g
		sum += g
		along += g * normal[j]
	}
	n := float32(l.D)
	for j := range dx {
		dx[j] = spread * (dx[j] - sum/n - normal[j]*along/n)
	}
}
