package nn

import (
	"math"
	"math/rand/v2"
)

// Param is a matrix of weights and, while a net learns, the gradient of the
// loss by each of them.
type Param struct {
	Name       string
	Rows, Cols int
	W, G       []float32
	m, v       []float32 // means of the gradient and its square
	Sparse     bool      // few rows have a gradient: those in Touched
	Touched    []int32
	mark       []bool
	panels     *panels // of W, where it is ready and changes no more; nil: none
}

// NewParam makes a matrix of zeros.
func NewParam(name string, rows, cols int) *Param {
	return &Param{Name: name, Rows: rows, Cols: cols, W: make([]float32, rows*cols)}
}

// Uniform sets the weights to random numbers from -s to s; without rng they stay
// as they are.
func (p *Param) Uniform(rng *rand.Rand, s float64) *Param {
	if rng == nil {
		return p
	}
	p.panels = nil
	for i := range p.W {
		p.W[i] = float32((2*rng.Float64() - 1) * s)
	}
	return p
}

// ready makes the panels of weights that have been read from a file.
func (p *Param) ready() {
	if p.Rows > 1 {
		p.panels = pack(p.W, p.Rows, p.Cols)
	}
}

// Fill sets all weights.
func (p *Param) Fill(x float32) *Param {
	p.panels = nil
	for i := range p.W {
		p.W[i] = x
	}
	return p
}

// Row is a row of the weights.
func (p *Param) Row(i int) []float32 { return p.W[i*p.Cols : (i+1)*p.Cols] }

// GradRow is a row of the gradient, which is noted as touched.
func (p *Param) GradRow(i int) []float32 {
	if p.Sparse && !p.mark[i] {
		p.mark[i] = true
		p.Touched = append(p.Touched, int32(i))
	}
	return p.G[i*p.Cols : (i+1)*p.Cols]
}

// Learn makes room for gradients.
func (p *Param) Learn() {
	p.panels = nil
	p.G = make([]float32, len(p.W))
	if p.Sparse {
		p.mark = make([]bool, p.Rows)
	}
}

// Twin is a parameter with the same weights and a gradient of its own.
func (p *Param) Twin() *Param {
	q := *p
	q.m, q.v, q.Touched = nil, nil, nil
	q.Learn()
	return &q
}

// clear forgets the gradient.
func (p *Param) clear() {
	if !p.Sparse {
		clear(p.G)
		return
	}
	for _, i := range p.Touched {
		clear(p.G[int(i)*p.Cols : (int(i)+1)*p.Cols])
		p.mark[i] = false
	}
	p.Touched = p.Touched[:0]
}

// take adds the gradient of a twin and clears it.
func (p *Param) take(q *Param) {
	if !p.Sparse {
		AddScaled(p.G, q.G, 1)
	}
	for _, i := range q.Touched {
		AddScaled(p.GradRow(int(i)), q.G[int(i)*p.Cols:(int(i)+1)*p.Cols], 1)
	}
	q.clear()
}

// Adam is the optimizer of Kingma and Ba (2015). Rows of sparse parameters are
// moved only when they have a gradient.
type Adam struct {
	Beta1, Beta2, Eps float64
	Clip              float64 // longest gradient
	Decay             float64 // of the weights of dense matrices, each step, by the rate
	step              int
}

// Step moves the parameters against their gradients, and those of the twins,
// and clears them.
func (o *Adam) Step(ps []*Param, twins [][]*Param, rate float64) {
	for _, t := range twins {
		for i, p := range ps {
			p.take(t[i])
		}
	}
	o.clip(ps)
	o.step++
	n := float64(o.step)
	rate *= math.Sqrt(1-math.Pow(o.Beta2, n)) / (1 - math.Pow(o.Beta1, n))
	for _, p := range ps {
		if p.m == nil {
			p.m, p.v = make([]float32, len(p.W)), make([]float32, len(p.W))
		}
		if !p.Sparse {
			o.move(p, 0, len(p.W), rate)
		}
		for _, i := range p.Touched {
			o.move(p, int(i)*p.Cols, (int(i)+1)*p.Cols, rate)
		}
		p.clear()
	}
}

func (o *Adam) clip(ps []*Param) {
	sum := 0.0
	for _, p := range ps {
		if !p.Sparse {
			sum += squares(p.G)
		}
		for _, i := range p.Touched {
			sum += squares(p.G[int(i)*p.Cols : (int(i)+1)*p.Cols])
		}
	}
	norm := math.Sqrt(sum)
	if o.Clip == 0 || norm <= o.Clip {
		return
	}
	s := float32(o.Clip/norm) - 1
	for _, p := range ps {
		if !p.Sparse {
			AddScaled(p.G, p.G, s)
		}
		for _, i := range p.Touched {
			g := p.G[int(i)*p.Cols : (int(i)+1)*p.Cols]
			AddScaled(g, g, s)
		}
	}
}

func squares(x []float32) float64 {
	var a, b float32
	for i := 0; i+1 < len(x); i += 2 {
		a += x[i] * x[i]
		b += x[i+1] * x[i+1]
	}
	return float64(a) + float64(b)
}

func (o *Adam) move(p *Param, from, to int, rate float64) {
	if o.Decay > 0 && p.Rows > 1 && !p.Sparse {
		AddScaled(p.W[from:to], p.W[from:to], float32(-rate*o.Decay))
	}
	if fast {
		adamStep(to-from, &p.W[from], &p.G[from], &p.m[from], &p.v[from], float32(rate), float32(o.Beta1), float32(o.Beta2), float32(o.Eps))
		return
	}
	adamSlow(p.W[from:to], p.G[from:to], p.m[from:to], p.v[from:to], float32(rate), float32(o.Beta1), float32(o.Beta2), float32(o.Eps))
}

func adamSlow(w, grad, m, v []float32, rate, keep1, keep2, eps float32) {
	for i, g := range grad {
		m[i] = g + keep1*(m[i]-g)
		v[i] = g*g + keep2*(v[i]-g*g)
		w[i] -= rate * m[i] / (float32(math.Sqrt(float64(v[i]))) + eps)
	}
}
