package driver

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// Articles are alike where they name at least leastNames of the same people and
// organisations within a few days, or one that at most fewNaming articles of
// these days name. What more than mostNaming name tells nothing. Of a record the
// first mostNames are looked for.
const (
	leastNames = 3
	fewNaming  = 12
	mostNames  = 64
	mostNaming = 100
	alikeDays  = 3 // before and after
)

// Naming is that an article names an entity.
type Naming struct {
	Key   string
	Place int64
}

// alike are the articles that name the same as a record, those that share most
// first. find gives of each entity by its key, under whichever of its names, the
// articles from one place to the one before another, and at most so many.
func alike(ctx context.Context, r *record.Record, find func(ctx context.Context, keys []string, from, to int64, most int) ([]Naming, error)) ([]Relative, error) {
	at := r.Article.Published
	if at.IsZero() {
		return nil, nil
	}
	q := store.Query{After: at.Time.AddDate(0, 0, -alikeDays), Before: at.Time.Add(alikeDays*24*time.Hour + time.Minute)}
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
	return ranked(shared), nil
}

// Alike are the articles that name the same as a record, the most that share most,
// with the lookups that a driver has.
func Alike(ctx context.Context, r *record.Record, most int, find func(ctx context.Context, keys []string, from, to int64, most int) ([]Naming, error), look Look) ([]store.Relative, error) {
	all, err := alike(ctx, r, find)
	if err != nil {
		return nil, err
	}
	return nearest(ctx, r, most, all, look)
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
