package nn

import (
	"math"
	"math/rand/v2"
	"testing"
)

// same wants numbers that are alike to the last bit.
func same(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%s[%d] = %v, want %v", what, i, got[i], want[i])
		}
	}
}

func TestNorm(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	const n, d = 21, 48
	l := NewNorm("n", d)
	l.Gain.Uniform(rng, 1)
	l.Bias.Uniform(rng, 1)
	x := random(rng, n*d)
	var want, wantSpread []float32
	slowly(func() { want, wantSpread = l.Forward(&Arena{}, append([]float32(nil), x...), n) })
	got, spread := l.Forward(&Arena{}, append([]float32(nil), x...), n)
	same(t, "norm", got, want[:n*d])
	same(t, "spread", spread, wantSpread)
}

func TestLeaky(t *testing.T) {
	want := random(rand.New(rand.NewPCG(3, 2)), 64)
	got := append([]float32(nil), want...)
	slowly(func() { Leaky(want) })
	Leaky(got)
	same(t, "leaky", got, want)
}

func TestAddRows(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for _, cols := range []int{8, 64, 96} {
		m := &Bytes{Cols: cols}
		for range 10 {
			s := math.Float32bits(rng.Float32())
			m.scales = append(m.scales, byte(s), byte(s>>8), byte(s>>16), byte(s>>24))
			for range cols {
				m.data = append(m.data, byte(rng.Uint32()))
			}
		}
		want := random(rng, cols)
		got := append([]float32(nil), want...)
		rows := []int32{3, 0, 9, 3}
		for _, r := range rows {
			m.AddRow(want, int(r))
		}
		m.AddRows(got, rows, rows)
		m.AddRows(got, nil, rows)
		same(t, "sum", got, want)
	}
}

// TestSums: the kernel for four labels adds up as package math does.
func TestSums(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	c := NewCRF("c", 4)
	c.Steps.Uniform(rng, 3)
	var s Sums
	for n := 1; n < 40; n++ {
		x := random(rng, n*Cols)
		for i := range x {
			x[i] *= float32(n)
		}
		c.SumTo(&s, x, n, Cols)
		var want Sums
		slowly(func() { want = c.Sum(x, n, Cols) })
		if s.Total != want.Total {
			t.Fatalf("total %v, want %v", s.Total, want.Total)
		}
		for i := range n {
			for y := range 4 {
				if got, want := s.At(i, y), want.At(i, y); got != want {
					t.Fatalf("%d positions: label %d at %d has %v, want %v", n, y, i, got, want)
				}
			}
		}
	}
}

func TestAddRowsBounds(t *testing.T) {
	m := &Bytes{32, make([]byte, 8), make([]byte, 64)}
	defer func() {
		if recover() == nil {
			t.Error("a row behind the last was added")
		}
	}()
	m.AddRows(make([]float32, 32), []int32{2}, nil)
}

// TestRead: a layer that has learnt reads the same in one go and step by step,
// with kernels and without.
func TestRead(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for i, ends := range [][]int{{1}, {1, 1, 9, 11}, {30, 64, 65, 130}, {200}, {13, 70}} {
		h := []int{48, 24}[i/4] // the latter is none that is read in one go
		l := NewSRU("s", h, rng)
		l.In.B.Uniform(rng, 1)
		n := ends[len(ends)-1]
		x := random(rng, Up(n, Rows)*2*h)
		l.In.W.ready()
		want, _ := l.Forward(&Arena{}, x, x, ends)
		got, _ := l.Forward(&Arena{}, x, nil, ends)
		same(t, "y", got, want[:n*2*h])
		slowly(func() { got, _ = l.Forward(&Arena{}, x, nil, ends) })
		same(t, "y", got, want[:n*2*h])
	}
}
