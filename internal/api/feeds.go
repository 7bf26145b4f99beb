package api

import (
	"context"
	"net/http"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
)

// Feed is a feed that the collection follows, and how that goes.
type Feed struct {
	URL      string `json:"url"`
	Title    string `json:"title"`
	Added    string `json:"added"`
	Checked  string `json:"checked,omitempty" doc:"When it was looked at last; missing: never."`
	Next     string `json:"next,omitempty" doc:"When it is to be looked at again; missing: at once."`
	Every    int    `json:"every" doc:"Seconds between two looks."`
	Failures int    `json:"failures" doc:"In a row."`
	Fault    string `json:"fault,omitempty" doc:"What went wrong last."`
	Articles int    `json:"articles" doc:"That came from it so far."`
}

func feedOf(f store.Feed) Feed {
	out := Feed{URL: f.URL, Title: f.Title, Added: moment(f.Added), Checked: some(f.Checked), Next: some(f.Next), Every: int(f.Every / time.Second), Failures: f.Failures, Articles: f.Articles}
	if f.Failures > 0 {
		out.Fault = f.Fault
	}
	return out
}

func (s *server) listFeeds(ctx context.Context, _ *none) (*output[list[Feed]], error) {
	feeds, err := s.Store.Feeds(ctx)
	if err != nil {
		return nil, err
	}
	out := &output[list[Feed]]{list[Feed]{Items: []Feed{}}}
	for _, f := range feeds {
		out.Body.Items = append(out.Body.Items, feedOf(f))
	}
	return out, nil
}

// feedAnswer is a feed that is followed now.
type feedAnswer struct {
	Status int
	Body   Feed
}

func (s *server) addFeed(ctx context.Context, in *struct {
	Body struct {
		URL string `json:"url" maxLength:"2000" doc:"Of the feed, or of a page that names one."`
	} `nameHint:"NewFeed"`
}) (*feedAnswer, error) {
	if s.Feed == nil {
		return nil, wrong("body.url", "feeds can't be looked at here; add it with hearsay feeds add")
	}
	f, err := s.Feed(ctx, in.Body.URL)
	if err != nil {
		return nil, unreadable(err)
	}
	f.Added = time.Now().UTC().Truncate(time.Second)
	fresh, err := s.Store.AddFeed(ctx, f)
	if err != nil {
		return nil, err
	}
	out := &feedAnswer{http.StatusOK, feedOf(f)}
	if fresh {
		out.Status = http.StatusCreated
		return out, nil
	}
	all, err := s.Store.Feeds(ctx)
	for _, known := range all {
		if known.URL == f.URL {
			out.Body = feedOf(known)
		}
	}
	return out, err
}

func (s *server) removeFeed(ctx context.Context, in *struct {
	URL string `query:"url" required:"true" maxLength:"2000" doc:"Of the feed, as the list has it."`
}) (*none, error) {
	return nil, s.Store.RemoveFeed(ctx, in.URL)
}
