// Package spread does the same with many things on all processors, and gives what
// came of it in their order.
//
//	for prints := range spread.InOrder(ctx, len(texts), func(i int) []uint32 { return of(texts[i]) }) {
//		all = append(all, prints...)
//	}
package spread

import (
	"context"
	"iter"
	"runtime"
	"sync"
)

// chunk is how many things a goroutine takes at once.
const chunk = 64

// InOrder calls do for 0 to n-1, from several goroutines at once, and yields the
// results in that order. It is never more than a few chunks ahead of its reader, so
// what is not yet read takes little room. It ends early where ctx ends.
func InOrder[T any](ctx context.Context, n int, do func(i int) T) iter.Seq[T] {
	return func(yield func(T) bool) {
		var all sync.WaitGroup
		defer all.Wait()
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		queue := make(chan chan []T, runtime.GOMAXPROCS(0))
		all.Go(func() {
			defer close(queue)
			for from := 0; from < n && ctx.Err() == nil; from += chunk {
				done := make(chan []T, 1)
				select {
				case queue <- done:
				case <-ctx.Done():
					return
				}
				all.Go(func() { done <- some(ctx, from, min(from+chunk, n), do) })
			}
		})
		for done := range queue {
			for _, r := range <-done {
				if !yield(r) {
					return
				}
			}
		}
	}
}

func some[T any](ctx context.Context, from, to int, do func(i int) T) []T {
	out := make([]T, 0, to-from)
	for i := from; i < to && ctx.Err() == nil; i++ {
		out = append(out, do(i))
	}
	return out
}
