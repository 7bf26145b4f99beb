package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/hearsay-news/hearsay/internal/alert"
	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/store"
)

// alertsPage is the saved searches.
type alertsPage struct{ Alerts []alertLine }

// alertLine is a saved search in a list.
type alertLine struct {
	store.Alert
	Path string
	Feed string // address of what it finds, as Atom
}

func lineOf(a store.Alert) alertLine {
	name := url.PathEscape(a.Name)
	return alertLine{a, "/alerts/" + name, "/api/v1/alerts/" + name + "/feed"}
}

func (s *server) alerts(r *http.Request) (*view, error) {
	all, err := s.Store.Alerts(r.Context())
	p := &alertsPage{}
	for _, a := range all {
		p.Alerts = append(p.Alerts, lineOf(a))
	}
	return &view{page: "alerts", title: "Saved searches", active: "alerts", data: p}, err
}

// addAlert saves a search.
func (s *server) addAlert(r *http.Request) (*view, error) {
	a, err := alert.Add(r.Context(), s.Store, alert.New{Name: r.FormValue("name"), Query: r.FormValue("q"), Hook: r.FormValue("hook")})
	if m, ok := errors.AsType[*alert.Mistake](err); ok {
		return nil, bad("The %s can't be used: %s.", m.Field, m.What)
	}
	if errors.Is(err, store.ErrTaken) {
		return nil, bad("There is a saved search of this name already; choose another name.")
	}
	if err != nil {
		return nil, err
	}
	if a.Secret == "" {
		return &view{to: lineOf(*a).Path}, nil
	}
	return &view{page: "secret", title: a.Name, active: "alerts", data: lineOf(*a)}, nil // the only time that it is shown
}

// alertPage is what a saved search has found.
type alertPage struct {
	alertLine
	Found []alert.Found
	Last  int64  // the newest of them
	Next  string // address of the page behind this one
}

func (s *server) alert(r *http.Request) (*view, error) {
	a, err := alert.Find(r.Context(), s.Store, r.PathValue("name"))
	if err != nil {
		return nil, err
	}
	before, err := strconv.ParseInt("0"+r.FormValue("before"), 10, 64)
	if err != nil {
		return nil, bad("before=%s is no place in a list; go back to the first page", r.FormValue("before"))
	}
	found, err := s.Store.Findings(r.Context(), a.Name, before, pageSize+1)
	if err != nil {
		return nil, err
	}
	p := &alertPage{alertLine: lineOf(*a)}
	if len(found) > pageSize {
		found = found[:pageSize]
		p.Next = p.Path + "?" + url.Values{"before": {strconv.FormatInt(found[pageSize-1].ID, 10)}}.Encode()
	}
	for _, f := range found {
		p.Found = append(p.Found, alert.FoundOf(f))
		p.Last = max(p.Last, f.ID)
	}
	return &view{page: "alert", title: a.Name, active: "alerts", data: p}, nil
}

// seeAlert notes that what a saved search has found was looked at.
func (s *server) seeAlert(r *http.Request) (*view, error) {
	upTo, err := strconv.ParseInt(r.FormValue("upto"), 10, 64)
	if err != nil {
		return nil, bad("%q is no place in a list", r.FormValue("upto"))
	}
	return &view{to: "/alerts"}, s.Store.See(r.Context(), r.PathValue("name"), upTo)
}

func (s *server) removeAlert(r *http.Request) (*view, error) {
	return &view{to: "/alerts"}, s.Store.RemoveAlert(r.Context(), r.PathValue("name"))
}

// settingsPage is who may use the collection, and what was done by hand.
type settingsPage struct {
	Accounts []store.Account
	Tokens   []store.Token
	Entries  []store.Entry
	Next     string
	Stats    *store.Stats
}

// mostEntries is how many lines of the audit log a page shows.
const mostEntries = 50

func (s *server) settings(r *http.Request) (*view, error) {
	if err := guard.Check(r.Context(), store.Editor); err != nil && guard.From(r.Context()) != nil {
		return nil, &fault{http.StatusForbidden, "You may read here; what is set is for editors."}
	}
	before, err := strconv.ParseInt("0"+r.FormValue("before"), 10, 64)
	if err != nil {
		return nil, bad("before=%s is no place in a list; go back to the first page", r.FormValue("before"))
	}
	p := &settingsPage{}
	if p.Accounts, err = s.Store.Accounts(r.Context()); err != nil {
		return nil, err
	}
	if p.Tokens, err = s.Store.Tokens(r.Context()); err != nil {
		return nil, err
	}
	if p.Entries, err = s.Store.Audit(r.Context(), before, mostEntries); err != nil {
		return nil, err
	}
	if len(p.Entries) == mostEntries {
		p.Next = "/settings?" + url.Values{"before": {strconv.FormatInt(p.Entries[mostEntries-1].ID, 10)}}.Encode()
	}
	p.Stats, err = s.Store.Stats(r.Context())
	return &view{page: "settings", title: "Settings", active: "settings", data: p}, err
}

// Login shows the form to log in, as the pages look.
func Login(w http.ResponseWriter, _ *http.Request, f guard.LoginForm) error {
	return send(w, &view{page: "login", title: "Log in", data: f})
}
