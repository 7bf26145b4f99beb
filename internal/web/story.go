package web

import (
	"errors"
	"net/http"
	"slices"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/link"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// storyPage is a story with its sources.
type storyPage struct {
	export.Told
	Kept    store.Story
	Beyond  int // articles that are too many to be traced here
	Members []head
	Others  []store.Story // that words looked for find, to be merged with
	Find    string
	Graph   *graph
	Rungs   []rung
	Who     []facet // who speaks in it
	About   []facet // of whom others speak
	Outlets []facet
}

// Path is the address of the page.
func (p *storyPage) Path() string { return storyPath(p.Kept.ID) }

// rung is a step of the ladder from reports to origins.
type rung struct {
	N       int
	What    string
	Short   string // the same in a word or two
	Percent int
}

// rungs are the ladder of so many reports, texts, texts with material of their
// own, and origins.
func rungs(reports, texts, own, origins int) []rung {
	out := []rung{
		{N: reports, What: "report", Short: "report"}, {N: texts, What: "distinct text", Short: "text"},
		{N: own, What: "text with material of its own", Short: "with own material"}, {N: origins, What: "independent origin", Short: "origin"},
	}
	if own != 1 {
		out[2].What = "texts with material of their own"
	}
	for i := range out {
		if out[i].N != 1 && i != 2 {
			out[i].What += "s"
			out[i].Short += "s"
		}
		out[i].Percent = 100 * out[i].N / max(1, reports)
	}
	return out
}

func (s *server) story(r *http.Request) (*view, error) {
	st, err := s.storyAt(r)
	if err != nil {
		return nil, err
	}
	if at := storyPath(st.ID); r.URL.Path != at {
		return &view{to: at}, nil // it is part of another one, or was named by an article
	}
	shared, err := s.traces.page(r.Context(), st)
	if err != nil {
		return nil, err
	}
	p := *shared
	p.Kept, p.Find = *st, param(r, "find")
	p.Beyond = max(0, st.Reports-p.Reports)
	if p.Find != "" {
		p.Others, err = s.Store.Stories(r.Context(), store.StoryQuery{Words: p.Find})
		p.Others = slices.DeleteFunc(p.Others, func(o store.Story) bool { return o.ID == st.ID })
	}
	return &view{page: "story", title: p.Title, active: "stories", data: &p}, err
}

// pageOf is what the page of a story shows of its trace, for whoever looks at it.
func pageOf(t *trace.Trace) (*storyPage, error) {
	told := export.Tell(t, export.Options{})
	if len(told) == 0 {
		return nil, store.ErrNotFound
	}
	one := told[0]
	p := &storyPage{Told: one, Graph: draw(&one), Rungs: rungs(one.Reports, len(one.Texts), one.Own, len(one.Origins))}
	p.Who, p.About, p.Outlets = voices(t)
	for _, n := range t.Stories[0].Articles {
		p.Members = append(p.Members, headOf(t.Records[n].Article))
	}
	return p, nil
}

// storyAt is the story that an address names: by its number, or by one of its
// articles.
func (s *server) storyAt(r *http.Request) (*store.Story, error) {
	if id, ok := store.ParseStoryID(r.PathValue("id")); ok {
		st, err := s.Store.Story(r.Context(), id)
		if !isNotFound(err) {
			return st, err
		}
	}
	return s.Store.StoryOf(r.Context(), r.PathValue("id"))
}

// mergeStories makes other stories part of one.
func (s *server) mergeStories(r *http.Request) (*view, error) {
	st, err := s.storyAt(r)
	if err != nil {
		return nil, err
	}
	members, err := s.Store.Members(r.Context(), st.ID)
	if err != nil {
		return nil, err
	}
	if len(r.PostForm["other"]) == 0 {
		return nil, bad("no story was chosen; tick those that tell the same")
	}
	for _, o := range r.PostForm["other"] {
		id, ok := store.ParseStoryID(o)
		if !ok {
			return nil, bad("%q is no number of a story", o)
		}
		more, err := s.Store.Members(r.Context(), id)
		if err != nil {
			return nil, err
		}
		members = append(members, more...)
	}
	if err := s.Store.JoinStories(r.Context(), members); err != nil {
		return nil, err
	}
	return &view{to: storyPath(st.ID)}, link.Articles(r.Context(), s.Store, members)
}

// splitStory takes articles out of a story.
func (s *server) splitStory(r *http.Request) (*view, error) {
	st, err := s.storyAt(r)
	if err != nil {
		return nil, err
	}
	articles := r.PostForm["article"]
	if len(articles) == 0 {
		return nil, bad("no article was chosen; tick those that tell something else")
	}
	members, err := s.Store.Members(r.Context(), st.ID)
	if err != nil {
		return nil, err
	}
	switch err = s.Store.PartStory(r.Context(), st.ID, articles); {
	case errors.Is(err, store.ErrNoneLeft):
		return nil, bad("no article would be left in this story; leave one at least")
	case errors.Is(err, store.ErrNotMember):
		return nil, bad("one of these is not in this story any more; look at it again")
	case err != nil:
		return nil, err
	}
	return &view{to: storyPath(st.ID)}, link.Articles(r.Context(), s.Store, members)
}

// mostVoices is how many speakers and outlets of a story are listed.
const mostVoices = 15

// voices counts who speaks in the first story of a trace, of whom others speak, and
// the outlets of it, by articles.
func voices(t *trace.Trace) (who, about, outlets []facet) {
	people, others, papers := map[string]int{}, map[string]int{}, map[string]int{}
	for _, n := range t.Stories[0].Articles {
		r := t.Records[n]
		papers[headOf(r.Article).Outlet]++
		for i := range r.Entities {
			e := &r.Entities[i]
			if store.Key(e) == "" {
				continue
			}
			if speaks(r, e) {
				people[e.Name]++
			}
			if spokenOf(r, e) {
				others[e.Name]++
			}
		}
	}
	list := func(counts map[string]int, path func(string) string) []facet {
		return facetsOf(store.MostFrequent(counts, mostVoices), path)
	}
	saying := func(name string) string { return facetPath(narrow("", store.Speaker, name)) }
	return list(people, saying), list(others, func(name string) string { return facetPath(quoted(name)) }), list(papers, outletPath)
}

// speaks reports whether an entity of an article says something in it.
func speaks(r *record.Record, e *record.Entity) bool {
	return slices.ContainsFunc(r.Attributions, func(a record.Attribution) bool { return a.Source.Entity == e.ID })
}

// spokenOf reports whether somebody else mentions an entity in a statement.
func spokenOf(r *record.Record, e *record.Entity) bool {
	if e.Kind != record.Person && e.Kind != record.Organisation {
		return false
	}
	return slices.ContainsFunc(r.Attributions, func(a record.Attribution) bool {
		return a.Source.Entity != e.ID && a.In != record.InTitle && slices.ContainsFunc(a.Content.Spans, func(s text.Span) bool {
			return slices.ContainsFunc(e.Mentions, func(m record.Mention) bool { return s.Contains(m.Span) })
		})
	})
}
