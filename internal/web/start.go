package web

import (
	"errors"
	"net/http"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
)

func isNotFound(err error) bool { return errors.Is(err, store.ErrNotFound) }

// front is the page that a visit begins with.
type front struct {
	Said    []said
	Count   string
	Chart   *chart
	Outlets []facet
	Failing []store.Feed
	Alerts  []alertLine // that have found something new
	Newest  []storyLine
	Largest []storyLine // of the last days
	Empty   bool
}

// newest is how many statements the front page shows.
const newest = 12

func (s *server) start(r *http.Request) (*view, error) {
	q := &store.Query{}
	f, err := s.find(r, q, newest, searchAll)
	if err != nil {
		return nil, err
	}
	out := &front{Said: f.Said, Count: f.Count, Empty: len(f.Said) == 0}
	out.Outlets = facetsOf(f.facets.Outlets, outletPath)
	out.Chart = timeline(f.facets.Days, func(from, to string) string { return searchPath("after:" + from + " before:" + to) })
	if err := s.frontStories(r, out, f.facets.Days); err != nil {
		return nil, err
	}
	alerts, err := s.Store.Alerts(r.Context())
	if err != nil {
		return nil, err
	}
	for _, a := range alerts {
		if a.New > 0 {
			out.Alerts = append(out.Alerts, lineOf(a))
		}
	}
	feeds, err := s.Store.Feeds(r.Context())
	for _, f := range feeds {
		if f.Failures > 0 {
			out.Failing = append(out.Failing, f)
		}
	}
	return &view{page: "start", active: "start", data: out}, err
}

// The stories on the front page: how many, and how long before the newest article
// the largest may have been told last.
const (
	frontStories = 6
	lately       = 7 * 24 * time.Hour
)

func (s *server) frontStories(r *http.Request, out *front, days []store.DayCount) error {
	list, err := s.Store.Stories(r.Context(), store.StoryQuery{Size: frontStories})
	if err != nil || len(days) == 0 {
		return err
	}
	out.Newest = storyLines(list)
	large, err := s.Store.Stories(r.Context(), store.StoryQuery{Size: frontStories, Sort: store.Largest, After: days[len(days)-1].Day.Add(-lately)})
	out.Largest = storyLines(large)
	s.traces.foresee(r.Context(), large)
	return err
}

func searchAll(string) string { return "/search" }
