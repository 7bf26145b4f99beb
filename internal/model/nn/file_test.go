package nn

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/hearsay-news/hearsay/internal/model"
)

// TestFile: parameters come back as they were, bytes within half a step.
func TestFile(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 1))
	dense, table := NewParam("dense", 3, 16).Uniform(rng, 1), NewParam("table", 5, 16).Uniform(rng, 2)
	clear(table.Row(3))
	b := &model.Builder{}
	WriteParams(b, []*Param{dense})
	WriteBytes(b, table)
	f, err := model.Parse("test", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	gotDense, gotTable := NewParam("dense", 3, 16), NewParam("table", 5, 16)
	if err := ReadParams(f, []*Param{gotDense}); err != nil {
		t.Fatal(err)
	}
	near(t, "dense", gotDense.W, dense.W, 0)
	if err := ReadBytes(f, gotTable); err != nil {
		t.Fatal(err)
	}
	near(t, "table", gotTable.W, table.W, 2.0/127/2+1e-6)
	m, err := OpenBytes(f, "table", 16)
	if err != nil || m.Rows() != 5 {
		t.Fatalf("%d rows: %v", m.Rows(), err)
	}
	for i := range 5 {
		fast, slow := make([]float32, 16), make([]float32, 16)
		m.AddRow(fast, i)
		slowly(func() { m.AddRow(slow, i) })
		same(t, "row", fast, slow)
		near(t, "row", fast, gotTable.Row(i), 1e-6)
	}
}

// TestFileDamaged: what has not the size that it should is an error.
func TestFileDamaged(t *testing.T) {
	b := &model.Builder{}
	b.Add("dense", make([]byte, 10))
	b.Add("table", make([]byte, 33))
	b.Add("table.scales", make([]byte, 8))
	f, err := model.Parse("test", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if err := ReadParams(f, []*Param{NewParam("dense", 1, 16)}); !errors.Is(err, model.ErrDamaged) {
		t.Errorf("short parameters: %v", err)
	}
	if _, err := OpenBytes(f, "table", 16); !errors.Is(err, model.ErrDamaged) {
		t.Errorf("short table: %v", err)
	}
	if err := ReadParams(f, []*Param{NewParam("none", 1, 16)}); err == nil {
		t.Error("no error for parameters that are not there")
	}
}

// TestDrop: what is left out goes no way back, and the mean stays.
func TestDrop(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 1))
	const n, w = 100, 16
	x := make([]float32, n*w)
	for i := range x {
		x[i] = 1
	}
	var a Arena
	y, keep := Drop(&a, x, n, w, 0.25, rng)
	sum, out := float32(0), 0
	for i, v := range y[:n*w] {
		sum += v
		if v == 0 {
			out++
		}
		if v != keep[i] {
			t.Fatalf("number %d is %v, kept %v", i, v, keep[i])
		}
	}
	if share := float64(out) / (n * w); share < 0.2 || share > 0.3 {
		t.Errorf("%.3f left out, want a quarter", share)
	}
	if mean := sum / (n * w); mean < 0.95 || mean > 1.05 {
		t.Errorf("mean %.3f, want 1", mean)
	}
	dx := make([]float32, n*w)
	AddBack(dx, append([]float32(nil), x...), keep, n*w)
	near(t, "gradient", dx, keep[:n*w], 0)
	if same, none := Drop(&a, x, n, w, 0.25, nil); &same[0] != &x[0] || none != nil {
		t.Error("without chance something is left out")
	}
}
