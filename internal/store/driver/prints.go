package driver

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/trace/quotes"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/internal/trace/terms"
	"github.com/hearsay-news/hearsay/record"
)

// What the index of shared text has of an article: of the body without furniture
// a thirteenth of its sequences of six words, of the quotations two thirds of
// those of four. So two articles that share 29 words in a row, or five of a
// quotation, share a print. The index is sparser than what a trace compares: it
// leads to articles, and the trace then reads them.
const (
	bodyWindow  = 2 * reuse.Window
	saidGram    = 4
	saidWindow  = quotes.Least - saidGram + 1
	mostPrinted = 1 << 14 // of one article; what is behind is left out of the index
)

// A print is of a sequence of the body, of one of a quotation, or of a word that
// tells what the article is about: its lowest bits say of which, so that it meets
// none of another kind.
const (
	bodyPrint = 0
	saidPrint = 1
	wordPrint = 2
	printKind = 3
)

// Prints are what the index of shared text has of a record, in order, each once.
func Prints(r *record.Record) []uint32 {
	if r.Refused != "" {
		return nil
	}
	body := reuse.Body(r.Article)
	return ordered(slices.Concat(shared(r, body), telling(r, body)))
}

// shared are the prints of the sequences of words of a record.
func shared(r *record.Record, body *reuse.Text) []uint32 {
	var out []uint32
	for _, f := range reuse.Fingerprints(body, reuse.Gram, bodyWindow) {
		out = append(out, f.Hash&^printKind|bodyPrint)
	}
	for _, q := range quotes.Of(0, r) {
		for _, f := range reuse.Fingerprints(q.Text, saidGram, saidWindow) {
			out = append(out, f.Hash&^printKind|saidPrint)
		}
	}
	return ordered(out[:min(len(out), mostPrinted)])
}

// mostTelling is how many words of an article the index has that tell what it is
// about.
const mostTelling = 12

// telling are the prints of the words of a record that tell most.
func telling(r *record.Record, body *reuse.Text) []uint32 {
	var out []uint32
	for _, t := range terms.Of(terms.Counts(body, r.Article.Title), mostTelling) {
		out = append(out, t.Word&^printKind|wordPrint)
	}
	return ordered(out)
}

func ordered(prints []uint32) []uint32 {
	slices.Sort(prints)
	return slices.Compact(prints)
}

// ofBody reports whether a print is one of a sequence of the body.
func ofBody(print uint32) bool { return print&printKind == bodyPrint }

// A spot is where an article stands in the index of shared text: by the quarter
// of the day of its publication, then by its number. It is short, since the
// index holds it more often than anything else, and in the order of time, so
// that of many articles the first and the nearest are found without the others.
const (
	spotMinutes = 6 * 60
	spotsADay   = 24 * 60 / spotMinutes
	firstDated  = 1 << numberBits
)

// Spot is where an article with the number stands.
func Spot(published time.Time, number int64) int64 {
	return minutes(published)/spotMinutes<<numberBits | number
}

// SpotOf is where the article at a place stands.
func SpotOf(place int64) int64 {
	number, _ := NumberOf(place)
	return place>>(numberBits+StatementBits)/spotMinutes<<numberBits | number
}

// SpotOfPlace is SpotOf in SQL, of the column place.
var SpotOfPlace = fmt.Sprintf(`(place >> %d) / %d << %d | (place >> %d & %d)`, numberBits+StatementBits, spotMinutes, numberBits, StatementBits, MostArticles-1)

// NumberAt is the number of the article at a spot.
func NumberAt(spot int64) int64 { return spot & (MostArticles - 1) }

// dayAt is the day of a spot.
func dayAt(spot int64) int32 {
	if spot < firstDated {
		return reuse.NoDay
	}
	return int32(spot >> numberBits / spotsADay)
}

// Scan is a part of the articles that have a print: at most so many, from a spot
// on upwards or downwards.
type Scan struct {
	From int64
	Down bool
	Most int
}

// Print is that an article has a print.
type Print struct {
	Hash uint32
	Spot int64
}

// Of a print that more than mostCommon articles have, so many are looked at: the
// first that were published, with and without a date, the last, and those around
// the record in time. It is stock where so many are older by so many days than so
// many others.
const (
	mostCommon = 200
	mostDated  = 32
	mostLast   = 16
	mostAround = 32 // on either side
	stockDays  = 30
)

// Relative is an article that shares prints or names with a record.
type Relative struct {
	Spot   int64
	Shared int
}

// relatives are the articles that share prints with a record which was published
// at a time, those that share most first. find looks prints up in the index, each
// in every scan.
//
// What of the body is carried anew on several occasions is furniture that nobody
// marked, and leads nowhere: package reuse says when; and so is what very many
// articles have over a long time, day after day. Of quotations such prints count,
// but lead nowhere alone.
func relatives(ctx context.Context, prints []uint32, at time.Time, find FindPrints) ([]Relative, error) {
	found, err := find(ctx, prints, []Scan{{Most: mostCommon + 1}})
	if err != nil {
		return nil, err
	}
	var common []uint32
	for hash, spots := range byPrint(found) {
		if len(spots) > mostCommon {
			common = append(common, hash)
		}
	}
	slices.Sort(common)
	more, err := find(ctx, common, around(Spot(at, 0)))
	if err != nil {
		return nil, err
	}
	by := byPrint(append(found, more...))
	for _, hash := range common {
		if ofBody(hash) && stock(by[hash]) {
			delete(by, hash)
		}
	}
	return count(by), nil
}

// FindPrints looks prints up in the index, each in every scan.
type FindPrints func(context.Context, []uint32, []Scan) ([]Print, error)

// Look says which articles stand at spots; those that are no longer there are
// left out.
type Look func(context.Context, []Relative) ([]store.Relative, error)

// Related are the articles that share prints with a record, the most that share
// most, with the lookups that a driver has.
func Related(ctx context.Context, r *record.Record, most int, find FindPrints, look Look) ([]store.Relative, error) {
	if r.Refused != "" {
		return nil, nil
	}
	all, err := relatives(ctx, shared(r, reuse.Body(r.Article)), r.Article.Published.Time, find)
	if err != nil {
		return nil, err
	}
	return nearest(ctx, r, most, all, look)
}

func nearest(ctx context.Context, r *record.Record, most int, all []Relative, look Look) ([]store.Relative, error) {
	out, err := look(ctx, shortlist(all, most+1))
	return rank(out, r, most), err
}

// around are the scans of a print that very many articles have.
func around(spot int64) []Scan {
	return []Scan{
		{From: firstDated, Most: mostDated}, {From: math.MaxInt64, Down: true, Most: mostLast},
		{From: spot, Most: mostAround}, {From: spot, Down: true, Most: mostAround},
	}
}

// byPrint are the spots of each print, each once.
func byPrint(found []Print) map[uint32][]int64 {
	out := map[uint32][]int64{}
	for _, p := range found {
		out[p.Hash] = append(out[p.Hash], p.Spot)
	}
	for hash, spots := range out {
		slices.Sort(spots)
		out[hash] = slices.Compact(spots)
	}
	return out
}

// fewPhrases is how many prints of quotations an article shares at least where
// all of them recur: fewer are turns of phrase ("we are going to").
const fewPhrases = 3

// count says how many prints each article shares.
func count(by map[uint32][]int64) []Relative {
	shared, enough := map[int64]int{}, map[int64]bool{}
	for hash, spots := range by {
		again := recurs(spots)
		if again && ofBody(hash) {
			continue
		}
		for _, s := range spots {
			shared[s]++
			enough[s] = enough[s] || !again || shared[s] >= fewPhrases
		}
	}
	maps.DeleteFunc(shared, func(spot int64, _ int) bool { return !enough[spot] })
	return ranked(shared)
}

// stock reports whether articles that have a common print are far apart. The
// first and the last that have it are among the spots.
func stock(spots []int64) bool {
	dated, _ := slices.BinarySearch(spots, firstDated)
	spots = spots[dated:]
	return len(spots) >= mostDated+mostLast && dayAt(spots[len(spots)-mostLast])-dayAt(spots[mostDated-1]) > stockDays
}

func recurs(spots []int64) bool {
	days := make([]int32, len(spots))
	for i, s := range spots {
		days[i] = dayAt(s)
	}
	return reuse.Recurs(days)
}

// shortlist is those of the relatives that can be among the most that share
// most: as many, and those that share as much as the last of them.
func shortlist(all []Relative, most int) []Relative {
	if len(all) <= most || most <= 0 {
		return all
	}
	n := most
	for n < len(all) && all[n].Shared == all[most-1].Shared {
		n++
	}
	return all[:n]
}

// rank orders relatives, without the record itself: those that share most first,
// then those that were published first, then by id. No order of arrival shows.
func rank(all []store.Relative, r *record.Record, most int) []store.Relative {
	all = slices.DeleteFunc(all, func(x store.Relative) bool { return x.ID == r.Article.ID })
	slices.SortFunc(all, func(a, b store.Relative) int {
		return cmp.Or(b.Shared-a.Shared, a.Published.Compare(b.Published), cmp.Compare(a.ID, b.ID))
	})
	if most > 0 && len(all) > most {
		all = all[:most]
	}
	return all
}
