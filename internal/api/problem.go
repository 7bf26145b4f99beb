package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/store"
)

// brokenOff is for mistakes of our own, of which the log has more.
const brokenOff = "something went wrong here, and the log of the server says what; try again, or tell whoever runs it"

// faults are what can go wrong with a collection, as the world sees it.
var faults = []struct {
	fault  error
	status int
	then   string
}{
	{store.ErrNotFound, http.StatusNotFound, "check its id or address; ids and addresses in a path are percent-encoded"},
	{store.ErrNotNamed, http.StatusUnprocessableEntity, "its record tells whom it names"},
	{store.ErrNotMember, http.StatusUnprocessableEntity, "see which articles are"},
	{store.ErrNoneLeft, http.StatusUnprocessableEntity, "name some of its articles, not all"},
	{store.ErrTaken, http.StatusConflict, "choose another name"},
	{store.ErrBusy, http.StatusServiceUnavailable, "try again in a moment"},
	{store.ErrAway, http.StatusServiceUnavailable, "try again in a moment"},
	{store.ErrSlow, http.StatusServiceUnavailable, "or try again later"},
	{store.ErrReadOnly, http.StatusServiceUnavailable, "tell whoever runs it"},
	{store.ErrFull, http.StatusInsufficientStorage, "tell whoever runs it"},
}

// problem is an error as the world may see it: never with what the server keeps
// to itself, such as paths of files.
func (s *server) problem(ctx context.Context, err error) error {
	if se, ok := errors.AsType[huma.StatusError](err); ok {
		return se
	}
	if errors.Is(err, guard.ErrBusy) {
		return again(http.StatusServiceUnavailable, huma.NewError(http.StatusServiceUnavailable, err.Error()))
	}
	if e, ok := errors.AsType[*store.ParseError](err); ok {
		return wrong("query.q", "character %d: %s", e.At+1, e.What)
	}
	if r := article.Refused(err); r != nil {
		return huma.NewError(http.StatusUnprocessableEntity, r.Error())
	}
	for _, f := range faults {
		if errors.Is(err, f.fault) {
			if f.status >= 500 {
				s.Log.Error("the API could not answer", "error", err)
			}
			return again(f.status, huma.NewError(f.status, f.fault.Error()+"; "+f.then))
		}
	}
	if ctx.Err() != nil {
		return again(http.StatusServiceUnavailable, huma.NewError(http.StatusServiceUnavailable, "this takes too long now; ask for less, or try again later"))
	}
	s.Log.Error("the API could not answer", "error", err)
	return huma.NewError(http.StatusInternalServerError, brokenOff)
}

// again says when to try again, where that may help.
func again(status int, err error) error {
	if status != http.StatusServiceUnavailable {
		return err
	}
	return huma.ErrorWithHeaders(err, http.Header{"Retry-After": {"5"}})
}

// wrong is a problem with one place of a request.
func wrong(where, format string, args ...any) error {
	what := fmt.Sprintf(format, args...)
	return huma.NewError(http.StatusUnprocessableEntity, where+": "+what, &huma.ErrorDetail{Location: where, Message: what})
}

// longestEcho is how much of what was wrong is shown again, in bytes.
const longestEcho = 200

// short makes problems of a request that name its places, and don't repeat all of
// it.
func short(_ huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok || len(m.Errors) == 0 {
		return v, nil
	}
	var all []string
	for _, e := range m.Errors {
		if s, ok := e.Value.(string); ok && len(s) > longestEcho {
			e.Value = strings.ToValidUTF8(s[:longestEcho], "") + "…"
		}
		all = append(all, e.Location+": "+e.Message)
	}
	if m.Detail == "validation failed" {
		m.Detail = strings.Join(all[:min(len(all), 5)], "; ") + "; see /api"
	}
	return m, nil
}

// writeProblem answers with a problem where no operation does.
func writeProblem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(huma.NewError(status, detail))
}

// oneOf refuses what is none of some names.
func oneOf(where, got string, names []string) error {
	for _, n := range names {
		if n == got {
			return nil
		}
	}
	return wrong(where, "there is no %q; choose from %s", got, strings.Join(names, ", "))
}
