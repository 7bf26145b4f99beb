package logit

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/feature"
)

// TestTrain: what was learnt of coins is how often they fall, from the file too.
func TestTrain(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	coins := []float64{0.1, 0.5, 0.8}
	var examples []Example
	for range 6000 {
		k := rng.IntN(len(coins))
		examples = append(examples, Example{[]uint64{feature.Mix(0), feature.Mix(1, uint64(k))}, rng.Float64() < coins[k]})
	}
	var b model.Builder
	Train(examples, Options{Epochs: 10, Rate: 0.05, Seed: 1}).Write(&b, "coins")
	f, err := model.Parse("test", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	m, err := Open(f, "coins")
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range coins {
		if p := m.Probability([]uint64{feature.Mix(0), feature.Mix(1, uint64(k))}); math.Abs(p-want) > 0.05 {
			t.Errorf("coin %d: %.3f, want %.3f", k, p, want)
		}
	}
}

func TestDamaged(t *testing.T) {
	var b model.Builder
	b.Add("m", []byte("short"))
	f, err := model.Parse("test", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(f, "m"); !errors.Is(err, model.ErrDamaged) {
		t.Errorf("error %v", err)
	}
	if _, err := Open(f, "n"); err == nil {
		t.Error("no error for a model that isn't there")
	}
}
