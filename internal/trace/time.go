package trace

import (
	"cmp"
	"math"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
)

// when is the time of publication, as far as it is known: between two moments.
// The zero when is not known at all.
type when struct {
	from, to time.Time
	seen     time.Time // first seen: not later than this
}

func whenOf(a *article.Article) when {
	w := when{seen: a.Retrieved.Time}
	m := a.Published
	if m.IsZero() {
		m = a.Modified
	}
	if m.IsZero() {
		return w
	}
	w.from, w.to = m.Time, m.Time
	// Midnight to the second is how a day is written where an hour is asked for.
	if day := m.Time.Truncate(24 * time.Hour); m.DayOnly || day.Equal(m.Time) {
		w.from, w.to = day, day.Add(24*time.Hour-time.Second)
	}
	return w
}

func (w when) known() bool { return !w.from.IsZero() }

// day counts from 1970.
func (w when) day() int32 {
	if !w.known() {
		return reuse.NoDay
	}
	return int32(w.from.Unix() / 86400)
}

// compareTime orders by time; what has none comes last.
func compareTime(a, b when) int {
	if a.known() != b.known() {
		if a.known() {
			return -1
		}
		return 1
	}
	return cmp.Or(a.from.Compare(b.from), a.to.Compare(b.to), a.seen.Compare(b.seen))
}

// before is how long a came before b, where that is certain, from the middle of
// what is known of each; negative: b before a; zero: nobody can tell.
func (a when) before(b when) time.Duration {
	if !a.known() || !b.known() || !a.to.Before(b.from) && !b.to.Before(a.from) {
		return 0
	}
	return b.from.Sub(a.from)/2 + b.to.Sub(a.to)/2
}

// Articles that are published within so short a time of each other say nothing
// about who was first.
const together = 10 * time.Minute

// weigh is what a stretch of time is worth as evidence, in natural units: the
// logarithm of the odds that clocks are right.
func weigh(d time.Duration) float64 {
	if d.Abs() < together {
		return 0
	}
	w := min(0.5+0.6*math.Log10(float64(d.Abs())/float64(together)), 3) + 0.5
	return math.Copysign(w, float64(d))
}
