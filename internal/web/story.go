package web

import (
	"context"
	"net/http"
	"slices"
	"sync"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/record"
)

// storyPage is a story with its sources.
type storyPage struct {
	export.Told
	Graph   *graph
	Rungs   []rung
	Who     []facet // who speaks in it
	Outlets []facet
}

// rung is a step of the ladder from reports to origins.
type rung struct {
	N       int
	What    string
	Percent int
}

// rungs are the ladder of so many reports, texts, texts with material of their
// own, and origins.
func rungs(reports, texts, own, origins int) []rung {
	out := []rung{{N: reports, What: "report"}, {N: texts, What: "distinct text"}, {N: own, What: "text with material of its own"}, {N: origins, What: "independent origin"}}
	if own != 1 {
		out[2].What = "texts with material of their own"
	}
	for i := range out {
		if out[i].N != 1 && i != 2 {
			out[i].What += "s"
		}
		out[i].Percent = 100 * out[i].N / max(1, reports)
	}
	return out
}

func (s *server) story(r *http.Request) (*view, error) {
	rec, err := s.Store.Get(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	t, err := s.stories.of(r.Context(), s, rec)
	if err != nil {
		return nil, err
	}
	told := export.Tell(t, export.Options{})
	if len(told) == 0 {
		return nil, store.ErrNotFound
	}
	st := told[0]
	p := &storyPage{Told: st, Graph: draw(&st), Rungs: rungs(st.Reports, len(st.Texts), st.Own, len(st.Origins))}
	p.Who, p.Outlets = voices(t)
	return &view{page: "story", title: st.Title, active: "stories", data: p}, nil
}

// mostVoices is how many speakers and outlets of a story are listed.
const mostVoices = 15

// voices counts who speaks in the first story of a trace, by articles, and the
// outlets of it.
func voices(t *trace.Trace) (who, outlets []facet) {
	people, papers := map[string]int{}, map[string]int{}
	for _, n := range t.Stories[0].Articles {
		r := t.Records[n]
		papers[headOf(r.Article).Outlet]++
		seen := map[string]bool{}
		for i := range r.Attributions {
			name := r.Name(r.Attributions[i].Source.Entity)
			if e := r.Entity(r.Attributions[i].Source.Entity); e != nil && store.Key(e) != "" && !seen[name] {
				seen[name] = true
				people[name]++
			}
		}
	}
	list := func(counts map[string]int, path func(string) string) []facet {
		var all []store.FacetCount
		for name, n := range counts {
			if name != "" {
				all = append(all, store.FacetCount{Name: name, Statements: n})
			}
		}
		sortCounts(all)
		return facetsOf(all[:min(len(all), mostVoices)], path)
	}
	return list(people, func(name string) string { return searchPath(narrow("", store.Speaker, name)) }), list(papers, outletPath)
}

// stories keeps the traces that were asked for last, since a story is looked at
// from several pages and tracing is most of the work.
type stories struct {
	mu   sync.Mutex
	kept []keptTrace // the last used last
}

// keptTrace is the trace of the story of an article as it was.
type keptTrace struct {
	id    string
	trace *trace.Trace
}

// mostKept is how many traces are kept.
const mostKept = 24

func newStories() *stories { return &stories{} }

// of is the trace of the story of an article.
func (c *stories) of(ctx context.Context, s *server, r *record.Record) (*trace.Trace, error) {
	if t := c.get(r.Article.ID); t != nil {
		return t, nil
	}
	t, err := s.Trace(ctx, r)
	if err != nil {
		return nil, err
	}
	c.put(r.Article.ID, t)
	return t, nil
}

func (c *stories) get(id string) *trace.Trace {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.kept, func(k keptTrace) bool { return k.id == id })
	if i < 0 {
		return nil
	}
	k := c.kept[i]
	c.kept = append(slices.Delete(c.kept, i, i+1), k)
	return k.trace
}

func (c *stories) put(id string, t *trace.Trace) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept = append(c.kept, keptTrace{id, t})
	if len(c.kept) > mostKept {
		c.kept = slices.Delete(c.kept, 0, 1)
	}
}
