package driver

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/record"
)

// Articles are alike where they name at least leastNames of the same people and
// organisations within a few days, or one that at most fewNaming articles of
// these days name; or where leastWords of the words that tell what they are about
// are the same. What more than mostNaming name, or mostWording tell of, tells
// nothing. Of a record the first mostNames are looked for.
const (
	leastNames  = 3
	fewNaming   = 12
	mostNames   = 64
	mostNaming  = 100
	alikeDays   = 3 // before and after
	leastWords  = 2
	mostWording = 200
	wordDays    = 7 // before and after
)

// Naming is that an article names an entity.
type Naming struct {
	Key   string
	Place int64
}

// FindNaming gives of each entity by its key, under whichever of its names, the
// articles that name it, from one place to the one before another, and at most so
// many.
type FindNaming func(ctx context.Context, keys []string, from, to int64, most int) ([]Naming, error)

// naming counts the names that articles share with a record, by their spots.
func naming(ctx context.Context, r *record.Record, find FindNaming) (map[int64]int, error) {
	at := r.Article.Published.Time
	q := store.Query{After: at.AddDate(0, 0, -alikeDays), Before: at.Add(alikeDays*24*time.Hour + time.Minute)}
	from, to := Range(&q, 0)
	found, err := find(ctx, namesOf(r), from, to, mostNaming+1)
	if err != nil {
		return nil, err
	}
	places := map[string][]int64{}
	for _, n := range found {
		places[n.Key] = append(places[n.Key], n.Place)
	}
	shared, enough := map[int64]int{}, map[int64]bool{}
	for _, all := range places {
		if len(all) > mostNaming {
			continue
		}
		for _, place := range all {
			spot := SpotOf(place)
			shared[spot]++
			enough[spot] = enough[spot] || len(all) <= fewNaming || shared[spot] >= leastNames
		}
	}
	maps.DeleteFunc(shared, func(spot int64, _ int) bool { return !enough[spot] })
	return shared, nil
}

// wording counts the words that tell what a record is about and that articles share
// with it, by their spots.
func wording(ctx context.Context, r *record.Record, find FindPrints) (map[int64]int, error) {
	at := r.Article.Published.Time
	from, to := Spot(at.AddDate(0, 0, -wordDays), 0), Spot(at.AddDate(0, 0, wordDays+1), 0)
	found, err := find(ctx, telling(r, reuse.Body(r.Article)), []Scan{{From: from, Most: mostWording + 1}})
	if err != nil {
		return nil, err
	}
	shared := map[int64]int{}
	for _, spots := range byPrint(found) {
		end, _ := slices.BinarySearch(spots, to)
		if end > mostWording {
			continue
		}
		for _, spot := range spots[:end] {
			shared[spot]++
		}
	}
	maps.DeleteFunc(shared, func(_ int64, n int) bool { return n < leastWords })
	return shared, nil
}

// Alike are the articles that name the same as a record or have the same words, the
// most that share most, with the lookups that a driver has.
func Alike(ctx context.Context, r *record.Record, most int, findNaming FindNaming, findPrints FindPrints, look Look) ([]store.Relative, error) {
	if r.Article.Published.IsZero() || r.Refused != "" {
		return nil, nil
	}
	shared, err := naming(ctx, r, findNaming)
	if err != nil {
		return nil, err
	}
	words, err := wording(ctx, r, findPrints)
	if err != nil {
		return nil, err
	}
	for spot, n := range words {
		shared[spot] += n
	}
	return nearest(ctx, r, most, ranked(shared), look)
}

// ranked are the articles by what they share.
func ranked(shared map[int64]int) []Relative {
	out := make([]Relative, 0, len(shared))
	for spot, n := range shared {
		out = append(out, Relative{spot, n})
	}
	slices.SortFunc(out, func(a, b Relative) int { return cmp.Or(b.Shared-a.Shared, cmp.Compare(a.Spot, b.Spot)) })
	return out
}

// namesOf are the keys of whom a record names, but for outlets: those it credits.
func namesOf(r *record.Record) []string {
	var out []string
	for i := range r.Entities {
		if key := store.Key(&r.Entities[i]); key != "" && r.Entities[i].Kind != record.Outlet && len(out) < mostNames && !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}
