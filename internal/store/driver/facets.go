package driver

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

const minutesOfDay = 24 * 60

// CountDays counts rows by the day of publication.
func CountDays(rows []int64) []store.DayCount {
	const shift = numberBits + StatementBits
	days := map[int64]int{}
	for _, row := range rows {
		if at := row >> shift; at > 1 { // 0 and 1 stand for no day
			days[at/minutesOfDay]++
		}
	}
	out := make([]store.DayCount, 0, len(days))
	for d, n := range days {
		out = append(out, store.DayCount{Day: time.Unix(d*minutesOfDay*60, 0).UTC(), Statements: n})
	}
	slices.SortFunc(out, func(a, b store.DayCount) int { return a.Day.Compare(b.Day) })
	return out
}

// Places are the places of the articles that rows lie in, with the number of
// rows of each.
func Places(rows []int64) map[int64]int {
	out := map[int64]int{}
	for _, row := range rows {
		out[row&^(MostIndexed-1)]++
	}
	return out
}

// Largest are the most frequent of some names, no more than store.MostFacets.
func Largest(counts map[string]int) []store.FacetCount {
	var out []store.FacetCount
	for name, n := range counts {
		if name != "" && n > 0 {
			out = append(out, store.FacetCount{Name: name, Statements: n})
		}
	}
	slices.SortFunc(out, func(a, b store.FacetCount) int {
		return cmp.Or(b.Statements-a.Statements, cmp.Compare(a.Name, b.Name))
	})
	return out[:min(len(out), store.MostFacets)]
}

// ByForm gives a query for each form of the statements that q finds, of which
// these are the newest rows, the last of them the oldest.
func ByForm(q *store.Query, rows []int64) iter.Seq2[string, *store.Query] {
	return func(yield func(string, *store.Query) bool) {
		if len(rows) == 0 {
			return
		}
		for _, form := range []record.QuoteForm{record.Direct, record.Mixed, record.Indirect} {
			one := *q
			one.Terms = append(slices.Clone(q.Terms), store.Term{Field: store.Form, Text: string(form)})
			if oldest := rows[len(rows)-1] >> (numberBits + StatementBits); len(rows) == store.MostCounted && oldest > 1 {
				one.After = time.Unix(oldest*60, 0)
			}
			if !yield(string(form), &one) {
				return
			}
		}
	}
}

// Named are the numbers of the entities of a record by the ids that it gives
// them. Entries has them by index, of those that mean the same the first alone.
func Named(r *record.Record, entries map[int]int64) map[string]int64 {
	byKey := map[string]int64{}
	for i, number := range entries {
		if i < len(r.Entities) {
			byKey[store.Key(&r.Entities[i])] = number
		}
	}
	out := map[string]int64{}
	for i := range r.Entities {
		e := &r.Entities[i]
		if number, ok := byKey[store.Key(e)]; ok {
			out[e.ID] = number
		}
	}
	return out
}
