package driver

import (
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/internal/store"
)

// StoryWords are the words by which a story is found.
func StoryWords(x *store.Story) string {
	return strings.Join(append([]string{x.Title}, x.Terms...), " . ")
}

// Tickets are the first ticket of notes, and the last.
func Tickets(n store.Notes) (first, last int64) {
	if last = n.UpTo; last == 0 {
		last = math.MaxInt64
	}
	return n.After + 1, last
}

// Gone are the stories of a linking that are none any more, in order.
func Gone(l *store.Linking) []int64 {
	old := map[int64]bool{}
	for _, story := range l.Were {
		old[story] = true
	}
	delete(old, 0)
	for i := range l.Stories {
		delete(old, l.Stories[i].ID)
	}
	for i := range l.Grown {
		delete(old, l.Grown[i].ID)
	}
	return slices.Sorted(maps.Keys(old))
}
