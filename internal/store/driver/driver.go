// Package driver is what the drivers of package store have in common: how a
// record is packed, where its statements stand, and which words of them are
// searched.
//
// A place ([Place], [Row]) orders statements as results are wanted; [Words] are
// the texts that an index takes of one, and [Tokens] the words in a text:
//
//	p, err := driver.NewPacker()
//	packed, err := p.Pack(r)
//	for n := range driver.Indexed(r) {
//		index(driver.Row(place, n), driver.WordsOf(r, n))
//	}
package driver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// A place is minutes of publication, number of the article and, in its lowest
// bits, the statement: counted down, so that the newest article comes first and
// its statements in the order of the text where rows are read from the last.
// What doesn't fit is left out of the index, not of the record.
const (
	StatementBits = 12
	numberBits    = 25
	minuteBits    = 63 - numberBits - StatementBits
	MostArticles  = 1 << numberBits
	MostIndexed   = 1 << StatementBits // statements of one article
)

// minutes is the time of a place: 0 where none is known, and 1 for what is older
// than the count.
func minutes(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return min(max(t.Unix()/60, 1), 1<<minuteBits-1)
}

// Place is where an article with the number stands.
func Place(published time.Time, number int64) int64 {
	return minutes(published)<<(numberBits+StatementBits) | number<<StatementBits
}

// NumberOf is the number of the article that a row lies in, and n that of the
// statement.
func NumberOf(row int64) (number int64, n int) {
	return row >> StatementBits & (MostArticles - 1), MostIndexed - 1 - int(row&(MostIndexed-1))
}

// Row is the row of statement n of the article at a place.
func Row(place int64, n int) int64 { return place + int64(MostIndexed-1-n) }

// Indexed is how many statements of a record the index takes.
func Indexed(r *record.Record) int { return min(len(r.Attributions), MostIndexed) }

// Range is the rows, from the first to the one before the end, that the days of
// a query and the end of the page before leave. An article without a date is
// after nothing and before nothing.
func Range(q *store.Query, after int64) (from, to int64) {
	const shift = numberBits + StatementBits
	from, to = 0, 1<<62
	if !q.After.IsZero() {
		from = minutes(q.After) << shift
	}
	if !q.Before.IsZero() {
		from = max(from, 1<<shift)
		to = minutes(q.Before) << shift
	}
	if after > 0 {
		to = min(to, after)
	}
	return from, to
}

// Within is the rows of the article at a place, from the first to the one before
// the end; false where it is not of the days of a query.
func Within(q *store.Query, place int64) (from, to int64, ok bool) {
	first, end := Range(q, 0)
	return place, place + MostIndexed, first <= place && place < end
}

// Behind is those of rows, the last one first, that stand behind the one at a
// place; all where that is 0.
func Behind(rows []int64, after int64) []int64 {
	if after <= 0 {
		return rows
	}
	i, _ := slices.BinarySearchFunc(rows, after-1, func(row, first int64) int { return cmp.Compare(first, row) })
	return rows[i:]
}

// Slow is the error of a search: store.ErrSlow where the deadline of ctx has come.
func Slow(ctx context.Context, err error) error {
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("%w: %w", store.ErrSlow, context.DeadlineExceeded)
	}
	return err
}
