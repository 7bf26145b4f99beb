package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
)

// storiesPage is a list of stories.
type storiesPage struct {
	Words         string
	Sort          store.StorySort
	Sorts         []store.StorySort
	After, Before string
	List          []storyLine
	Next          string
	Unlinked      int // articles whose stories are not worked out yet
}

// storyLine is a story in a list.
type storyLine struct {
	store.Story
	Path string
	When string
	Bars []rung
}

func (s *server) stories(r *http.Request) (*view, error) {
	p := &storiesPage{Words: r.FormValue("words"), Sort: store.StorySort(r.FormValue("sort")), Sorts: store.StorySorts, After: r.FormValue("after"), Before: r.FormValue("before")}
	q := store.StoryQuery{Words: p.Words, Sort: p.Sort, Size: pageSize + 1}
	if p.Sort == "" {
		p.Sort = store.Newest
	}
	if !slices.Contains(store.StorySorts, p.Sort) {
		return nil, bad("there is no order %q; choose one of the list", p.Sort)
	}
	var err error
	for _, d := range []struct {
		to  *time.Time
		day string
	}{{&q.After, p.After}, {&q.Before, p.Before}} {
		if d.day == "" {
			continue
		}
		if *d.to, err = time.Parse(time.DateOnly, d.day); err != nil {
			return nil, bad("%q is no day; write it as 2026-03-01", d.day)
		}
	}
	if q.Behind, err = strconv.ParseInt("0"+r.FormValue("behind"), 10, 64); err != nil {
		return nil, bad("behind=%s is no place in a list; go back to the first page", r.FormValue("behind"))
	}
	list, err := s.Store.Stories(r.Context(), q)
	if err != nil {
		return nil, err
	}
	if len(list) > pageSize {
		list = list[:pageSize]
		p.Next = "/stories?" + url.Values{
			"words": {p.Words}, "sort": {string(p.Sort)}, "after": {p.After}, "before": {p.Before}, "behind": {strconv.FormatInt(list[pageSize-1].ID, 10)},
		}.Encode()
	}
	p.List = storyLines(list)
	p.Unlinked, err = s.Store.CountUnlinked(r.Context(), store.Notes{})
	return &view{page: "stories", title: "Stories", active: "stories", data: p}, err
}

func storyLines(list []store.Story) []storyLine {
	var out []storyLine
	for _, st := range list {
		out = append(out, storyLine{st, storyPath(st.ID), spanOf(st.First, st.Last), rungs(max(st.Traced, 1), st.Texts, st.Own, st.Origins)})
	}
	return out
}

// spanOf is a span of days: "3 to 5 March 2026".
func spanOf(first, last time.Time) string {
	if first.IsZero() {
		return ""
	}
	to := last.Format("2 January 2006")
	switch {
	case first.Format(time.DateOnly) == last.Format(time.DateOnly):
		return to
	case first.Format("2006-01") == last.Format("2006-01"):
		return first.Format("2") + " to " + to
	case first.Year() == last.Year():
		return first.Format("2 January") + " to " + to
	}
	return first.Format("2 January 2006") + " to " + to
}
