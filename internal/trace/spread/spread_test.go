package spread

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
)

func TestInOrder(t *testing.T) {
	for _, n := range []int{0, 1, chunk, 10*chunk + 3} {
		var want []int
		for i := range n {
			want = append(want, i*i)
		}
		if got := slices.Collect(InOrder(t.Context(), n, func(i int) int { return i * i })); !slices.Equal(got, want) {
			t.Errorf("of %d: %v", n, got)
		}
	}
}

// Whoever reads no further has nothing done for him; nor has whoever is stopped.
func TestInOrderStops(t *testing.T) {
	const n = 1000 * chunk
	var done atomic.Int64
	count := func(i int) int { done.Add(1); return i }
	for i := range InOrder(t.Context(), n, count) {
		if i == 5 {
			break
		}
	}
	if done.Load() > n/2 {
		t.Errorf("%d were done for one who read five", done.Load())
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if got := slices.Collect(InOrder(ctx, n, count)); len(got) > n/2 {
		t.Errorf("%d came after the end", len(got))
	}
}
