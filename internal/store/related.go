package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hearsay-news/hearsay/record"
)

// Relative is an article that shares text or names with a record.
type Relative struct {
	ID        string
	Published time.Time // zero: not known
	Shared    int       // names, or prints: of text about one for 13 words of the body, and two for three words of a quotation
}

// Limits bound a neighbourhood. The zero value means the defaults.
type Limits struct {
	Articles int // at most so many; 0: 500
	Hops     int // relatives of relatives, so far; 0: 2
	Days     int // before and after one of the records; 0: 30
}

func (l Limits) withDefaults() Limits {
	return Limits{cmp.Or(l.Articles, 500), cmp.Or(l.Hops, 2), cmp.Or(l.Days, 30)}
}

// Neighbourhood is some records with their relatives, the relatives of those and
// so on: all that a trace of them needs. The nearest come first. Reports of the
// same that share no text are among the relatives of the records themselves.
// Articles without a date are of any day.
func Neighbourhood(ctx context.Context, s Store, of []*record.Record, l Limits) ([]*record.Record, error) {
	n := &neighbours{s: s, l: l.withDefaults(), of: of, all: slices.Clone(of), known: map[string]bool{}, texts: map[string]bool{}}
	for _, r := range of {
		n.known[r.Article.ID] = true
	}
	from := 0
	for hop := range n.l.Hops {
		level := n.all[from:]
		from = len(n.all)
		if err := n.addAll(ctx, level, s.Related, n.texts); err != nil {
			return nil, err
		}
		if hop > 0 {
			continue
		}
		if err := n.addAll(ctx, level, s.Alike, map[string]bool{}); err != nil {
			return nil, err
		}
	}
	return n.all, nil
}

// neighbours is one run of Neighbourhood.
type neighbours struct {
	s     Store
	l     Limits
	of    []*record.Record
	all   []*record.Record
	known map[string]bool // articles, by id
	texts map[string]bool // bodies whose relatives are there already
}

// addAll adds the relatives of some of the records. Copies of one text, which
// done tells, all have the same.
func (n *neighbours) addAll(ctx context.Context, some []*record.Record, find func(context.Context, *record.Record, int) ([]Relative, error), done map[string]bool) error {
	for _, r := range some {
		if len(n.all) >= n.l.Articles {
			return nil
		}
		if done[r.Article.Body] {
			continue
		}
		done[r.Article.Body] = true
		relatives, err := find(ctx, r, n.l.Articles)
		if err == nil {
			err = n.add(ctx, relatives)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// add adds those of some relatives that are not there yet, as far as there is
// room.
func (n *neighbours) add(ctx context.Context, relatives []Relative) error {
	for _, x := range relatives {
		if len(n.all) >= n.l.Articles {
			return nil
		}
		if n.known[x.ID] || !n.within(x.Published) {
			continue
		}
		n.known[x.ID] = true
		r, err := n.s.Get(ctx, x.ID)
		if errors.Is(err, ErrNotFound) {
			continue // taken away meanwhile
		}
		if err != nil {
			return err
		}
		n.all = append(n.all, r)
	}
	return nil
}

// within reports whether an article may be of the days of a record.
func (n *neighbours) within(t time.Time) bool {
	return t.IsZero() || slices.ContainsFunc(n.of, func(r *record.Record) bool {
		at := r.Article.Published
		return at.IsZero() || at.Time.Sub(t).Abs() <= time.Duration(n.l.Days)*24*time.Hour
	})
}
