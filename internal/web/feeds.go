package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/internal/store"
)

// feedsPage is the feeds that are followed.
type feedsPage struct{ Feeds []store.Feed }

func (s *server) feeds(r *http.Request) (*view, error) {
	list, err := s.Store.Feeds(r.Context())
	return &view{page: "feeds", title: "Feeds", active: "feeds", data: feedsPage{list}}, err
}

func (s *server) addFeed(r *http.Request) (*view, error) {
	at := strings.TrimSpace(r.FormValue("url"))
	if u, err := url.Parse(at); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, bad("%q is no address of a feed; it begins with https://", at)
	}
	_, err := s.Store.AddFeed(r.Context(), store.Feed{URL: at, Added: time.Now().UTC()})
	return &view{to: "/feeds"}, err
}

func (s *server) removeFeed(r *http.Request) (*view, error) {
	return &view{to: "/feeds"}, s.Store.RemoveFeed(r.Context(), r.FormValue("url"))
}

// queuePage is what waits, runs and has failed.
type queuePage struct {
	Counts map[string]int // by state
	Parked []queue.Job
	Tried  []queue.Job // waiting, and failed before
	Runs   []queue.Job
}

// mostJobs is how many jobs of a state are shown.
const mostJobs = 50

func (s *server) queue(r *http.Request) (*view, error) {
	p := &queuePage{Counts: map[string]int{}}
	counts, err := s.Store.CountJobs(r.Context())
	if err != nil {
		return nil, err
	}
	for state, n := range counts {
		p.Counts[string(state)] = n
	}
	if p.Parked, err = s.Store.Jobs(r.Context(), queue.Parked, mostJobs); err != nil {
		return nil, err
	}
	if p.Runs, err = s.Store.Jobs(r.Context(), queue.Running, mostJobs); err != nil {
		return nil, err
	}
	waiting, err := s.Store.Jobs(r.Context(), queue.Waiting, mostJobs)
	for _, j := range waiting {
		if j.Fault != "" {
			p.Tried = append(p.Tried, j)
		}
	}
	return &view{page: "queue", title: "Queue", active: "queue", data: p}, err
}

// tendQueue has parked jobs run again, or forgets them.
func (s *server) tendQueue(r *http.Request) (*view, error) {
	if err := r.ParseForm(); err != nil {
		return nil, bad("the form can't be read: %v", err)
	}
	var ids []int64
	for _, j := range r.PostForm["job"] {
		id, err := strconv.ParseInt(j, 10, 64)
		if err != nil {
			return nil, bad("%q is no number of a job", j)
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return nil, bad("no job was chosen; tick some")
	}
	var err error
	switch r.PathValue("do") {
	case "retry":
		_, err = s.Store.Retry(r.Context(), ids...)
	case "drop":
		_, err = s.Store.Drop(r.Context(), ids...)
	default:
		return nil, store.ErrNotFound
	}
	return &view{to: "/queue"}, err
}
