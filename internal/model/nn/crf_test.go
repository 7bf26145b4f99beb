package nn

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// rows calls f with each row of n labels.
func rows(n, labels int, f func(y []uint8)) {
	y := make([]uint8, n)
	for {
		f(y)
		i := 0
		for ; i < n; i++ {
			if y[i]++; int(y[i]) < labels {
				break
			}
			y[i] = 0
		}
		if i == n {
			return
		}
	}
}

// TestCRF compares sums, probabilities and the best row with those of all rows
// written out.
func TestCRF(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 1))
	const labels, w = 3, 16
	for n := 1; n <= 4; n++ {
		c := NewCRF("c", labels)
		c.Steps.Uniform(rng, 1)
		x := random(rng, n*w)
		total := math.Inf(-1)
		var best []uint8
		top := math.Inf(-1)
		rows(n, labels, func(y []uint8) {
			v := c.Score(x, n, w, y)
			total = logSum([]float64{total, v})
			if v > top {
				top, best = v, slices.Clone(y)
			}
		})
		s := c.Sum(x, n, w)
		if math.Abs(s.Total-total) > 1e-6 {
			t.Errorf("%d positions: sum %.6f, want %.6f", n, s.Total, total)
		}
		got := make([]uint8, n)
		c.Best(x, n, w, nil, got)
		if !slices.Equal(got, best) {
			t.Errorf("%d positions: best %v, want %v", n, got, best)
		}
		for i := range n {
			sum := 0.0
			for y := range labels {
				sum += s.At(i, y)
			}
			if math.Abs(sum-1) > 1e-6 {
				t.Errorf("position %d of %d: probabilities add up to %.6f", i, n, sum)
			}
		}
	}
}

// TestCRFMay: labels that may not follow do not.
func TestCRFMay(t *testing.T) {
	c := NewCRF("c", 3)
	x := make([]float32, 4*16)
	for i := range 4 {
		x[i*16+2] = 5 // label 2 is liked best, but may only follow 1
	}
	got := make([]uint8, 4)
	c.Best(x, 4, 16, func(p, y int) bool { return y != 2 || p == 1 }, got)
	for i, y := range got {
		if y == 2 && (i == 0 || got[i-1] != 1) {
			t.Errorf("labels %v", got)
		}
	}
}

// TestCRFGradients compares gradients with differences.
func TestCRFGradients(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	const n, labels, w = 5, 4, 16
	c := NewCRF("c", labels)
	c.Steps.Uniform(rng, 1)
	c.Steps.Learn()
	x := random(rng, n*w)
	gold := []uint8{1, 0, 3, 2, 2}
	loss := func() float64 { s := c.Sum(x, n, w); return s.Total - c.Score(x, n, w, gold) }
	g := slices.Clone(x)
	if got, want := c.Learn(g, n, w, gold, 1), loss(); math.Abs(got-want) > 1e-6 {
		t.Errorf("loss %.6f, want %.6f", got, want)
	}
	differ := func(v *float32) float64 {
		const e = 1e-2
		was := *v
		*v = was + e
		up := loss()
		*v = was - e
		down := loss()
		*v = was
		return (up - down) / (2 * e)
	}
	for i := range n {
		for y := range labels {
			if d := differ(&x[i*w+y]); math.Abs(d-float64(g[i*w+y])) > 1e-3 {
				t.Errorf("position %d, label %d: gradient %.5f, differences say %.5f", i, y, g[i*w+y], d)
			}
		}
	}
	for p := range labels {
		for y := range labels {
			if d := differ(&c.Steps.W[p*maxLabels+y]); math.Abs(d-float64(c.Steps.G[p*maxLabels+y])) > 1e-3 {
				t.Errorf("step %d to %d: gradient %.5f, differences say %.5f", p, y, c.Steps.G[p*maxLabels+y], d)
			}
		}
	}
}
