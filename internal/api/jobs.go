package api

import (
	"context"

	"github.com/hearsay-news/hearsay/internal/queue"
)

// Job is an article that waits to be analysed.
type Job struct {
	ID       int64  `json:"id"`
	Kind     string `json:"kind"`
	Key      string `json:"key" doc:"What it is done to."`
	State    string `json:"state" enum:"waiting,running,parked"`
	Attempts int    `json:"attempts" doc:"So far."`
	Queued   string `json:"queued"`
	Due      string `json:"due,omitempty" doc:"Not to be run before."`
	Fault    string `json:"fault,omitempty" doc:"Why it failed last."`
}

// Jobs is the queue.
type Jobs struct {
	Counts map[string]int `json:"counts" doc:"How many there are of each state."`
	Items  []Job          `json:"items" doc:"Those of one state, the oldest first."`
}

func (s *server) listJobs(ctx context.Context, in *struct {
	State string `query:"state" enum:"waiting,running,parked" default:"parked" doc:"Of which state they are to be."`
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"At most so many."`
}) (*output[Jobs], error) {
	counts, err := s.Store.CountJobs(ctx)
	if err != nil {
		return nil, err
	}
	jobs, err := s.Store.Jobs(ctx, queue.State(in.State), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &output[Jobs]{Jobs{Counts: map[string]int{}, Items: []Job{}}}
	for _, st := range queue.States {
		out.Body.Counts[string(st)] = counts[st]
	}
	for _, j := range jobs {
		out.Body.Items = append(out.Body.Items, Job{j.ID, string(j.Kind), j.Key, string(j.State), j.Attempts, moment(j.Queued), some(j.Due), j.Fault})
	}
	return out, nil
}

// picked are parked jobs.
type picked struct {
	Body struct {
		IDs []int64 `json:"ids,omitempty" maxItems:"1000" doc:"Of parked jobs. Left out: all that are parked."`
	} `nameHint:"PickedJobs"`
}

// Count is how many something was done to.
type Count struct {
	Count int `json:"count"`
}

func (s *server) retryJobs(ctx context.Context, in *picked) (*output[Count], error) {
	n, err := s.Store.Retry(ctx, in.Body.IDs...)
	return &output[Count]{Count{n}}, err
}

func (s *server) dropJobs(ctx context.Context, in *picked) (*output[Count], error) {
	n, err := s.Store.Drop(ctx, in.Body.IDs...)
	return &output[Count]{Count{n}}, err
}

// Stats counts what is in the collection.
type Stats struct {
	Articles   int            `json:"articles" doc:"Newest versions."`
	Versions   int            `json:"older_versions"`
	Refused    int            `json:"refused" doc:"Articles without findings."`
	Statements int            `json:"statements"`
	Outlets    []OutletCount  `json:"outlets" doc:"The ten with most articles."`
	Oldest     string         `json:"oldest,omitempty" doc:"When the first of the articles was published."`
	Newest     string         `json:"newest,omitempty"`
	Analyzers  map[string]int `json:"analyzers" doc:"Articles by the version that analysed them."`
}

// OutletCount is a number of articles of an outlet.
type OutletCount struct {
	Name     string `json:"name"`
	Articles int    `json:"articles"`
}

func (s *server) stats(ctx context.Context, _ *none) (*output[Stats], error) {
	n, err := s.Store.Stats(ctx)
	if err != nil {
		return nil, err
	}
	out := &output[Stats]{Stats{n.Articles, n.Versions, n.Refused, n.Statements, []OutletCount{}, some(n.Oldest), some(n.Newest), n.Analyzers}}
	if out.Body.Analyzers == nil {
		out.Body.Analyzers = map[string]int{}
	}
	for _, o := range n.Outlets {
		out.Body.Outlets = append(out.Body.Outlets, OutletCount{o.Name, o.Articles})
	}
	return out, nil
}
