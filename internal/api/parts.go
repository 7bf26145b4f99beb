package api

import (
	"context"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// mostOpened is how many articles are opened for one page of their parts.
const mostOpened = 500

// partsOf lists the parts of one kind that the articles have which a query finds.
// The cursor, of that kind, is the last article that is done with, and how many of
// the next one's parts are.
func partsOf[T any](ctx context.Context, s *server, query string, p Paged, kind byte, of func(*record.Record) []T) (*output[list[T]], error) {
	q, err := store.Parse(query)
	if err != nil {
		return nil, err
	}
	var at, done int64
	if err := numbers(p.Cursor, kind, &at, &done); err != nil {
		return nil, err
	}
	out := &output[list[T]]{list[T]{Items: []T{}}}
	for opened := 0; opened < mostOpened; {
		found, more, err := s.articles(ctx, q, at, p.Limit)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			all := of(f.Record)
			all = all[min(int(done), len(all)):]
			if room := p.Limit - len(out.Body.Items); len(all) > room {
				out.Body.Items = append(out.Body.Items, all[:room]...)
				out.Body.Next = cursor(kind, at, done+int64(room))
				return out, nil
			}
			out.Body.Items = append(out.Body.Items, all...)
			at, done = f.Place, 0
		}
		if !more {
			return out, nil
		}
		opened += len(found)
	}
	out.Body.Next = cursor(kind, at, done)
	return out, nil
}

// Event is something that an article says has happened, with what is to be known of
// the article.
type Event struct {
	Article    string   `json:"article" doc:"Id of the article."`
	URL        string   `json:"url" doc:"Address of the article; empty where not known."`
	By         string   `json:"by" doc:"Who published the article."`
	Published  string   `json:"published"`
	Event      string   `json:"event" doc:"Id of the event in the record of the article."`
	Type       string   `json:"type" doc:"What kind of event it is, in the terms of PLOVER: CONSULT."`
	Mode       string   `json:"mode"`
	Actors     []string `json:"actors" doc:"Who did it, by name."`
	Recipients []string `json:"recipients" doc:"To or with whom, by name."`
	Place      string   `json:"place" doc:"Where, by name."`
	Date       string   `json:"date"`
	AssertedBy string   `json:"asserted_by" doc:"The statement that says so; empty where the article does."`
	Text       string   `json:"text" doc:"The words."`
	Spans      [][2]int `json:"spans" doc:"Where they stand in the body, in Unicode code points."`
}

func eventsOf(r *record.Record) []Event {
	a, x := r.Article, text.NewIndex(r.Article.Body)
	named := func(ids []string) []string {
		out := []string{}
		for _, id := range ids {
			out = append(out, r.Name(id))
		}
		return out
	}
	out := []Event{}
	for i := range r.Events {
		e := &r.Events[i]
		out = append(out, Event{a.ID, a.URL, publisher(a), a.Published.String(), e.ID, e.Type, e.Mode, named(e.Actors), named(e.Recipients), r.Name(e.Place), e.Date, e.AssertedBy, text.Cut(a.Body, e.Spans), x.Pairs(e.Spans)})
	}
	return out
}

// listEvents lists the events of the articles that a query finds.
func (s *server) listEvents(ctx context.Context, in *struct {
	Searched
	Paged
}) (*output[list[Event]], error) {
	return partsOf(ctx, s, in.Q, in.Paged, 'v', eventsOf)
}
