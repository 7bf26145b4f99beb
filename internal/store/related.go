package store

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/hearsay-news/hearsay/record"
)

// Relative is an article that shares text with a record.
type Relative struct {
	ID        string
	Published time.Time // zero: not known
	Shared    int       // prints that both have: about one for 13 words of the body, two for three words of a quotation
}

// Limits bound a neighbourhood. The zero value means the defaults.
type Limits struct {
	Articles int // at most so many; 0: 500
	Hops     int // relatives of relatives, so far; 0: 2
	Days     int // before and after the record; 0: 30
}

func (l Limits) withDefaults() Limits {
	return Limits{cmp.Or(l.Articles, 500), cmp.Or(l.Hops, 2), cmp.Or(l.Days, 30)}
}

// Neighbourhood is a record with its relatives, their relatives and so on: all
// that a trace of it needs. The nearest come first. Articles without a date are
// of any day.
func Neighbourhood(ctx context.Context, s Store, r *record.Record, l Limits) ([]*record.Record, error) {
	n := &neighbours{s: s, l: l.withDefaults(), of: r, known: map[string]bool{r.Article.ID: true}, texts: map[string]bool{}}
	n.all = []*record.Record{r}
	for from := 0; n.l.Hops > 0 && from < len(n.all); n.l.Hops-- {
		level := n.all[from:]
		from = len(n.all)
		for _, x := range level {
			if err := n.add(ctx, x); err != nil {
				return nil, err
			}
		}
	}
	return n.all, nil
}

// neighbours is one run of Neighbourhood.
type neighbours struct {
	s     Store
	l     Limits
	of    *record.Record
	all   []*record.Record
	known map[string]bool // articles, by id
	texts map[string]bool // bodies whose relatives are there already
}

// add adds the relatives of one of the records. Copies of one text all have the
// same.
func (n *neighbours) add(ctx context.Context, r *record.Record) error {
	if n.texts[r.Article.Body] || len(n.all) >= n.l.Articles {
		return nil
	}
	n.texts[r.Article.Body] = true
	relatives, err := n.s.Related(ctx, r, n.l.Articles)
	for _, x := range relatives {
		if err != nil || len(n.all) >= n.l.Articles {
			break
		}
		if n.known[x.ID] || !n.within(x.Published) {
			continue
		}
		n.known[x.ID] = true
		var found *record.Record
		if found, err = n.s.Get(ctx, x.ID); err == nil {
			n.all = append(n.all, found)
		} else if errors.Is(err, ErrNotFound) {
			err = nil // taken away meanwhile
		}
	}
	return err
}

// within reports whether an article may be of the record's days.
func (n *neighbours) within(t time.Time) bool {
	at := n.of.Article.Published
	return at.IsZero() || t.IsZero() || at.Time.Sub(t).Abs() <= time.Duration(n.l.Days)*24*time.Hour
}
