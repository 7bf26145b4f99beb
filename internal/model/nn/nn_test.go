package nn

import (
	"math"
	"math/rand/v2"
	"testing"
)

func random(rng *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
	return x
}

// slowly runs f without the kernels in assembly.
func slowly(f func()) {
	was := fast
	fast = false
	defer func() { fast = was }()
	f()
}

func near(t *testing.T, what string, got, want []float32, tolerance float64) {
	t.Helper()
	for i := range want {
		if d := math.Abs(float64(got[i] - want[i])); d > tolerance*(1+math.Abs(float64(want[i]))) {
			t.Fatalf("%s[%d] = %v, want %v", what, i, got[i], want[i])
		}
	}
}

func TestKernels(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	const m, n, k = 12, 32, 20
	a, b, c := random(rng, m*k), random(rng, k*n), random(rng, m*n)
	want := append([]float32(nil), c...)
	slowly(func() { MulAdd(m, n, k, a, b, n, want, n) })
	got := append([]float32(nil), c...)
	MulAdd(m, n, k, a, b, n, got, n)
	same(t, "product", got, want)
	turned := make([]float32, len(a))
	Transpose(turned, a, m, k, m)
	MulAddTurned(m, n, k, turned, m, b, n, c, n)
	same(t, "turned product", c, want)
}

// TestWholeNumbers: a layer that has learnt gives what the others do but for
// what whole numbers lose, and the same to the last bit whatever kernel is there.
func TestWholeNumbers(t *testing.T) {
	defer func(was order) { kind = was }(kind)
	rng := rand.New(rand.NewPCG(1, 1))
	for _, s := range []struct{ n, in, out int }{{1, 16, 16}, {8, 32, 32}, {13, 48, 48}, {70, 64, 112}, {129, 192, 96}} {
		l := NewLinear("l", s.in, s.out, rng)
		l.B.Uniform(rng, 1)
		x, a := random(rng, Up(s.n, Rows)*s.in), &Arena{}
		clear(x[s.in/2 : s.in]) // half a row of zeros
		exact := l.Forward(a, x, s.n)
		var want []float32
		for _, kind = range orders {
			l.W.ready()
			got := l.Forward(a, x, s.n)
			near(t, "product", got, exact, 0.1)
			if want == nil {
				want = got
			}
			same(t, "product", got, want)
			if kind < shifted {
				slowly(func() { same(t, "product", l.Forward(a, x, s.n), want) })
			}
		}
	}
}

// TestLongestRows: the largest sums that there can be are exact in all orders.
func TestLongestRows(t *testing.T) {
	defer func(was order) { kind = was }(kind)
	const k, n = maxRows / Cols * Cols, 2 * Cols
	x, w := make([]float32, Rows*k), NewParam("w", k, n)
	for i := range x {
		x[i] = 1
	}
	for i := range w.W {
		w.W[i] = []float32{1, -1, 1, 0, -1, -1, 0, -1}[i%8] // by column
	}
	for _, kind = range orders {
		w.ready()
		y := make([]float32, Rows*n)
		w.panels.linear(toWhole(&Arena{}, x, Rows, k), 0, Rows, 0, make([]float32, n), y)
		for i, got := range y {
			if want := w.W[i%8] * k; math.Abs(float64(got-want)) > 0.001 {
				t.Fatalf("order %d: column %d has %v, want %v", kind, i, got, want)
			}
		}
	}
	if pack(make([]float32, (k+Cols)*n), k+Cols, n) != nil {
		t.Error("longer rows make panels")
	}
}

func TestUnits(t *testing.T) {
	if !fast {
		t.Skip("there are no kernels to compare with")
	}
	rng := rand.New(rand.NewPCG(1, 1))
	const n = 800
	var x [13][]float32
	for i := range x {
		x[i] = random(rng, n)
	}
	run := func(f func(u *unitArgs, n int)) (out [13][]float32) {
		for i := range x {
			out[i] = append([]float32(nil), x[i]...)
		}
		f(&unitArgs{&out[0][0], &out[1][0], &out[2][0], &out[3][0], &out[4][0], &out[5][0], &out[6][0], &out[7][0],
			&out[8][0], &out[9][0], &out[10][0], &out[11][0], &out[12][0]}, n)
		return out
	}
	for name, f := range map[string][2]func(*unitArgs, int){"step": {unitStepSlow, unitStep}, "back": {unitBackSlow, unitBack}} {
		want, got := run(f[0]), run(f[1])
		for i := range want {
			if name == "step" {
				same(t, name, got[i], want[i])
			}
			near(t, name, got[i], want[i], 1e-5)
		}
	}
}

// stack is one of each layer.
type stack struct {
	norm *Norm
	sru  *SRU
	out  *Linear
}

func (s *stack) params() []*Param {
	return append(append(s.norm.Params(), s.sru.Params()...), s.out.Params()...)
}

var stackEnds = []int{3, 4, 9}

// loss runs the stack over x; with learn it goes the way back, too, and returns
// the gradient of x.
func (s *stack) loss(x []float32, gold []int, learn bool) (sum float64, dx []float32) {
	a := &Arena{}
	n := len(gold)
	in := a.Matrix(n, s.norm.D)
	copy(in, x)
	h, spread := s.norm.Forward(a, in, n)
	y, state := s.sru.Forward(a, h, nil, stackEnds)
	z := s.out.Forward(a, y, n)
	for i, g := range gold {
		sum += CrossEntropy(z[i*s.out.Out:(i+1)*s.out.Out], g, 1)
	}
	if !learn {
		return sum, nil
	}
	clear(z[n*s.out.Out:])
	dh, dm := s.sru.Backward(a, state, s.out.Backward(a, y, z, n), stackEnds)
	AddScaled(dh, dm, 1)
	return sum, s.norm.Backward(a, in, spread, dh, n)
}

func TestGradients(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	const h = 8
	s := &stack{NewNorm("n", 2*h), NewSRU("s", h, rng), NewLinear("o", 2*h, 16, rng)}
	for _, p := range s.params() {
		p.Learn()
		p.Uniform(rng, 0.5)
	}
	gold := []int{1, 2, 3, 4, 5, 6, 7, 8, 9}
	x := random(rng, len(gold)*2*h)
	_, dx := s.loss(x, gold, true)
	check := func(name string, w *float32, g float32) {
		const e = 1e-2
		was := *w
		*w = was + e
		up, _ := s.loss(x, gold, false)
		*w = was - e
		down, _ := s.loss(x, gold, false)
		*w = was
		if d := (up - down) / (2 * e); math.Abs(d-float64(g)) > 2e-3*(1+math.Abs(d)) {
			t.Errorf("%s: gradient %.5f, differences say %.5f", name, g, d)
		}
	}
	for _, p := range s.params() {
		for range 20 {
			i := rng.IntN(len(p.W))
			check(p.Name, &p.W[i], p.G[i])
		}
	}
	for range 20 {
		i := rng.IntN(len(x))
		check("x", &x[i], dx[i])
	}
}

// TestAdam finds the lowest place of a parabola, with and without the kernel.
func TestAdam(t *testing.T) {
	find := func() float32 {
		p, o := NewParam("p", 1, 8).Fill(3), Adam{Beta1: 0.9, Beta2: 0.99, Eps: 1e-8, Clip: 5}
		p.Learn()
		for range 500 {
			for i, w := range p.W {
				p.G[i] = 2 * (w - 1)
			}
			o.Step([]*Param{p}, nil, 0.05)
		}
		return p.W[5]
	}
	if w := find(); math.Abs(float64(w-1)) > 0.01 {
		t.Errorf("found %v, want 1", w)
	}
	slowly(func() {
		if w := find(); math.Abs(float64(w-1)) > 0.01 {
			t.Errorf("without kernels found %v, want 1", w)
		}
	})
}

func BenchmarkLinear(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	const n, in, out = 256, 192, 576
	l, x, a := NewLinear("l", in, out, rng), random(rng, n*in), &Arena{}
	l.W.ready()
	for b.Loop() {
		a.Reset()
		l.Forward(a, x, n)
	}
	b.ReportMetric(2*n*in*out*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "Gflop/s")
}

func BenchmarkSRU(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	const n, h = 250, 80
	l, x, a := NewSRU("l", h, rng), random(rng, 256*2*h), &Arena{}
	for b.Loop() {
		a.Reset()
		l.Forward(a, x, nil, []int{25, 50, 75, 100, 125, 150, 175, 200, 225, 250})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/token")
}
