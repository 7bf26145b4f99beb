package web

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/hearsay-news/hearsay/internal/served"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/trace"
)

// traces keeps the traces of the stories that were asked for last, since a story
// is looked at from several pages and tracing it is most of the work.
type traces struct {
	tracer *served.Tracer
	ahead  sync.Mutex // held by who traces ahead
	mu     sync.Mutex
	kept   []*traced // the last used last
}

// traced is the trace of a story as it was when it was linked last.
type traced struct {
	id      int64
	linked  time.Time
	reports int
	trace   func() (*trace.Trace, error) // works it out once
	page    func() (*storyPage, error)   // what the page of the story shows of it
}

// mostKept is of how many articles traces are kept.
const mostKept = 3 * served.MostTraced

func newTraces(t *served.Tracer) *traces { return &traces{tracer: t} }

// of is the trace of a story, all of whose articles are in its first story.
func (c *traces) of(ctx context.Context, st *store.Story) (*trace.Trace, error) {
	return c.find(ctx, st).trace()
}

// page is what the page of a story shows of its trace.
func (c *traces) page(ctx context.Context, st *store.Story) (*storyPage, error) {
	return c.find(ctx, st).page()
}

// largest is from how many reports on a story takes so long to be traced that it is
// done before anybody asks.
const largest = 50

// foresee traces the large ones of some stories that somebody may look at next, one
// after the other, unless that is being done already.
func (c *traces) foresee(ctx context.Context, stories []store.Story) {
	if !c.ahead.TryLock() {
		return
	}
	go func() {
		defer c.ahead.Unlock()
		for i := range stories {
			if st := &stories[i]; st.Reports >= largest {
				_, _ = c.page(ctx, st) // whoever looks at it learns what is wrong
			}
		}
	}()
}

// find is the trace that is kept, or a new one that is yet to be worked out.
func (c *traces) find(ctx context.Context, st *store.Story) *traced {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.kept, func(k *traced) bool { return k.id == st.ID })
	var k *traced
	if i >= 0 {
		k = c.kept[i]
		c.kept = slices.Delete(c.kept, i, i+1)
	}
	if k == nil || !k.linked.Equal(st.Linked) || k.reports != st.Reports {
		k = &traced{id: st.ID, linked: st.Linked, reports: st.Reports, trace: sync.OnceValues(func() (*trace.Trace, error) {
			t, err := c.tracer.Story(context.WithoutCancel(ctx), st.ID) // others may wait for it, too
			if err != nil {
				c.drop(st.ID)
			}
			return t, err
		})}
		k.page = sync.OnceValues(func() (*storyPage, error) {
			t, err := k.trace()
			if err != nil {
				return nil, err
			}
			return pageOf(t)
		})
	}
	c.kept = append(c.kept, k)
	c.shrink()
	return k
}

// shrink lets go of what was not used for longest, but never of the last.
func (c *traces) shrink() {
	sum := 0
	for i := len(c.kept) - 1; i >= 0; i-- {
		if sum += min(c.kept[i].reports, served.MostTraced); sum > mostKept && i < len(c.kept)-1 {
			c.kept = slices.Delete(c.kept, 0, i+1)
			return
		}
	}
}

func (c *traces) drop(id int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept = slices.DeleteFunc(c.kept, func(k *traced) bool { return k.id == id })
}
