package storetest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// Bench times the stores that open makes: putting articles, and finding those
// that share text with one, among so many.
func Bench(b *testing.B, open func(testing.TB) store.Store) {
	s, n := open(b), uint64(0)
	more := func(k int) (out []*record.Record) {
		for range k {
			n++
			out = append(out, story(fmt.Sprint("n", n), fmt.Sprintf("2026-03-%02d", 1+n%28), invented(n/3, 400)+" "+invented(1_000_000+n, 500), invented(n/3, 20)))
		}
		return out
	}
	for _, size := range []int{1000, 4000} {
		for some := range slices.Chunk(more(size-int(n)), 100) {
			put(b, s, some...)
		}
		b.Run(fmt.Sprintf("Related/%d", size), func(b *testing.B) {
			r := story("x", "2026-03-09", invented(100, 400), "")
			for b.Loop() {
				if got := idsOf(b, s, r, 100); len(got) != 3 {
					b.Fatalf("related: %v", got)
				}
			}
		})
	}
	b.Run("Put100", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			some := more(100)
			b.StartTimer()
			put(b, s, some...)
		}
	})
}
