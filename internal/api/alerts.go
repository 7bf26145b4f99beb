package api

import (
	"bytes"
	"context"
	"errors"
	"net/url"

	"github.com/hearsay-news/hearsay/internal/alert"
	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/store"
)

// Alert is a saved search.
type Alert struct {
	Name     string `json:"name"`
	Query    string `json:"query"`
	Added    string `json:"added"`
	New      int    `json:"new" doc:"How many it has found since somebody looked."`
	Last     string `json:"last,omitempty" doc:"When it found something last."`
	Feed     string `json:"feed" doc:"Path of its Atom feed."`
	Hook     string `json:"hook,omitempty" doc:"Address that is told of what it finds; shown to editors."`
	Failures int    `json:"failures" doc:"Of the hook, in a row."`
	Fault    string `json:"fault,omitempty" doc:"Why the hook failed last."`
}

// AddedAlert is an alert that was saved now.
type AddedAlert struct {
	Alert
	Secret string `json:"secret,omitempty" doc:"What its hook is told is signed with, as Standard Webhooks has it. It is shown this once."`
}

func alertOf(ctx context.Context, a *store.Alert) Alert {
	out := Alert{Name: a.Name, Query: a.Query, Added: moment(a.Added), New: a.New, Last: some(a.Last), Failures: a.Failures, Feed: prefix + "/alerts/" + url.PathEscape(a.Name) + "/feed"}
	if guard.Check(ctx, store.Editor) == nil {
		out.Hook, out.Fault = a.Hook, a.Fault
	}
	return out
}

// Alerted names an alert.
type Alerted struct {
	Name string `path:"alert" maxLength:"400" doc:"Its name, percent-encoded."`
}

func (s *server) listAlerts(ctx context.Context, _ *none) (*output[list[Alert]], error) {
	all, err := s.Store.Alerts(ctx)
	if err != nil {
		return nil, err
	}
	out := &output[list[Alert]]{list[Alert]{Items: []Alert{}}}
	for i := range all {
		out.Body.Items = append(out.Body.Items, alertOf(ctx, &all[i]))
	}
	return out, nil
}

func (s *server) addAlert(ctx context.Context, in *struct {
	Body struct {
		Name  string `json:"name" minLength:"1" maxLength:"100" doc:"What to call it."`
		Query string `json:"query" minLength:"1" maxLength:"4000" doc:"What to look for, as q of a search."`
		Hook  string `json:"hook,omitempty" maxLength:"2000" doc:"Address that is told of what it finds."`
	} `nameHint:"NewAlert"`
}) (*output[AddedAlert], error) {
	a, err := alert.Add(ctx, s.Store, alert.New{Name: in.Body.Name, Query: in.Body.Query, Hook: in.Body.Hook})
	if m, ok := errors.AsType[*alert.Mistake](err); ok {
		return nil, wrong("body."+m.Field, "%s", m.What)
	}
	if err != nil {
		return nil, err
	}
	return &output[AddedAlert]{AddedAlert{alertOf(ctx, a), a.Secret}}, nil
}

func (s *server) removeAlert(ctx context.Context, in *Alerted) (*none, error) {
	return nil, s.Store.RemoveAlert(ctx, in.Name)
}

func (s *server) listFindings(ctx context.Context, in *struct {
	Alerted
	Paged
}) (*output[list[alert.Found]], error) {
	var at int64
	if err := numbers(in.Cursor, 'f', &at); err != nil {
		return nil, err
	}
	if _, err := alert.Find(ctx, s.Store, in.Name); err != nil {
		return nil, err
	}
	found, err := s.Store.Findings(ctx, in.Name, at, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &output[list[alert.Found]]{list[alert.Found]{Items: []alert.Found{}}}
	for i, f := range found {
		if i == in.Limit {
			out.Body.Next = cursor('f', found[i-1].ID)
			break
		}
		out.Body.Items = append(out.Body.Items, alert.FoundOf(f))
	}
	return out, nil
}

func (s *server) seeAlert(ctx context.Context, in *struct {
	Alerted
	Body struct {
		UpTo int64 `json:"up_to" minimum:"0" doc:"Id of the last finding that was looked at."`
	} `nameHint:"Seen"`
}) (*none, error) {
	return nil, s.Store.See(ctx, in.Name, in.Body.UpTo)
}

func (s *server) testAlert(ctx context.Context, in *Alerted) (*none, error) {
	a, err := alert.Find(ctx, s.Store, in.Name)
	if err != nil {
		return nil, err
	}
	w := s.Alerts
	if w == nil {
		w = &alert.Watch{}
	}
	if err := w.Test(ctx, a); errors.Is(err, alert.ErrNoHook) {
		return nil, wrong("path.alert", "%v", err)
	} else if err != nil {
		return nil, unreadable(err)
	}
	return nil, nil
}

// atom is a feed.
type atom struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func (s *server) alertFeed(ctx context.Context, in *Alerted) (*atom, error) {
	a, err := alert.Find(ctx, s.Store, in.Name)
	if err != nil {
		return nil, err
	}
	found, err := s.Store.Findings(ctx, in.Name, 0, alert.FeedSize)
	if err != nil {
		return nil, err
	}
	self := ""
	if s.URL != "" {
		self = s.URL + prefix + "/alerts/" + url.PathEscape(a.Name) + "/feed"
	}
	var b bytes.Buffer
	err = alert.WriteFeed(&b, a, found, self)
	return &atom{"application/atom+xml; charset=utf-8", b.Bytes()}, err
}
