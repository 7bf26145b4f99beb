package link

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/record"
)

// step is the linking of some articles.
type step struct {
	ctx     context.Context
	st      store.Store
	records map[string]*record.Record // that are held, by id
	bonds   map[string]store.Bond     // of these
	looked  map[int64]bool            // stories of which the articles are held
	sampled map[int64]int             // of these, the ones of which some are, and how many there are
	groups  map[int64]bool            // that are held
	near    map[string]bool           // articles whose relatives are held
	dirty   map[string]bool           // articles that are to be linked
}

func newStep(ctx context.Context, st store.Store) *step {
	return &step{
		ctx: ctx, st: st, records: map[string]*record.Record{}, bonds: map[string]store.Bond{}, looked: map[int64]bool{},
		sampled: map[int64]int{}, groups: map[int64]bool{}, near: map[string]bool{}, dirty: map[string]bool{},
	}
}

// link links the first of some articles, as many as can be held with all that may
// belong with them, and returns how many.
func link(ctx context.Context, st store.Store, ids []string) (done int, err error) {
	s := newStep(ctx, st)
	if done, err = s.take(ids); err != nil {
		return 0, err
	}
	for _, id := range ids[:done] {
		s.dirty[id] = true
	}
	stories, err := s.settle()
	if err != nil {
		return 0, err
	}
	l, err := s.linking(stories)
	if err != nil {
		return 0, err
	}
	return done, st.Link(ctx, l)
}

// settle finds the stories. What moves from one to another may attract what is not
// held yet: so its relatives are taken as well, and the stories are found again.
func (s *step) settle() ([]found, error) {
	for round := 1; ; round++ {
		stories, err := s.stories()
		if err != nil || round == mostRounds {
			return stories, err
		}
		var moved []string
		for _, x := range stories {
			for _, id := range x.ids {
				if s.bonds[id].Story != x.id && !s.near[id] {
					moved = append(moved, id)
				}
			}
		}
		before := len(s.records)
		if _, err := s.take(moved); err != nil {
			return nil, err
		}
		if len(s.records) == before {
			return stories, nil
		}
	}
}

// Of an article, so many relatives are taken of each kind: those that share most.
const (
	mostSharing = 60
	mostNaming  = 60
)

// window is how far apart in time the articles are that find each other: farther
// apart, package trace takes them for two stories in any case.
const window = 8 * 24 * time.Hour

// take holds articles, their stories and groups, their relatives and the stories
// of these; of the first as many as there is room for, one at least. It returns
// how many.
func (s *step) take(ids []string) (done int, err error) {
	if err := s.hold(ids); err != nil {
		return 0, err
	}
	relatives := make([][]string, len(ids))
	err = each(len(ids), func(i int) (err error) {
		relatives[i], err = s.relatives(s.records[ids[i]])
		return err
	})
	if err != nil {
		return 0, err
	}
	for done < len(ids) && (done == 0 || len(s.records) < mostHeld) {
		if err := s.hold(relatives[done]); err != nil {
			return done, err
		}
		s.near[ids[done]] = true
		done++
	}
	return done, nil
}

// relatives are the articles that may be of one story with a record.
func (s *step) relatives(r *record.Record) (ids []string, err error) {
	if r == nil || r.Refused != "" {
		return nil, nil
	}
	sharing, err := s.st.Related(s.ctx, r, mostSharing)
	if err != nil {
		return nil, err
	}
	naming, err := s.st.Alike(s.ctx, r, mostNaming)
	for _, x := range slices.Concat(sharing, naming) {
		if within(r, x.Published) {
			ids = append(ids, x.ID)
		}
	}
	return ids, err
}

// each calls do for 0 to n-1 on all processors.
func each(n int, do func(i int) error) error {
	errs := make([]error, n)
	var all sync.WaitGroup
	var next atomic.Int64
	for range min(n, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				errs[i] = do(i)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// within reports whether a record and an article of some day may be of one story.
func within(r *record.Record, published time.Time) bool {
	at := r.Article.Published
	return at.IsZero() || published.IsZero() || at.Time.Sub(published).Abs() <= window
}

// hold reads articles, with the others of their stories and groups.
func (s *step) hold(ids []string) error {
	for len(ids) > 0 {
		bonds, err := s.read(ids)
		if err != nil {
			return err
		}
		ids = nil
		for _, b := range bonds {
			beside, err := s.beside(b)
			if err != nil {
				return err
			}
			ids = append(ids, beside...)
		}
	}
	return nil
}

// beside are the articles of a story and of a group, where they are not held; of
// a story that is not rearranged any more those at its ends.
func (s *step) beside(b store.Bond) (out []string, err error) {
	if b.Story != 0 && !s.looked[b.Story] {
		s.looked[b.Story] = true
		if out, err = s.st.Members(s.ctx, b.Story); err != nil {
			return nil, err
		}
		if n := len(out); n > mostStory {
			s.sampled[b.Story] = n
			out = slices.Concat(out[:sample/2], out[n-sample/2:])
		}
	}
	if b.Group != 0 && !s.groups[b.Group] {
		s.groups[b.Group] = true
		bound, err := s.st.Bound(s.ctx, b.Group)
		if err != nil {
			return nil, err
		}
		if len(bound) > mostStory {
			bound = bound[:sample] // they lead to their story
		}
		out = append(out, bound...)
	}
	return out, nil
}

// read reads records and what binds them. Those that are gone are left out; one that
// is damaged says nothing, and is for doctor to tell of: it keeps no other from its
// story.
func (s *step) read(ids []string) (map[string]store.Bond, error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return s.records[id] != nil })
	bonds, err := s.st.Bonds(s.ctx, ids)
	if err != nil {
		return nil, err
	}
	maps.Copy(s.bonds, bonds)
	ids = slices.Sorted(maps.Keys(bonds))
	got := make([]*record.Record, len(ids))
	err = each(len(ids), func(i int) (err error) {
		if got[i], err = s.st.Get(s.ctx, ids[i]); errors.Is(err, store.ErrNotFound) {
			err = store.ErrChanged // taken away meanwhile
		} else if errors.Is(err, store.ErrDamaged) {
			got[i], err = &record.Record{Article: &article.Article{ID: ids[i]}, Refused: "damaged"}, nil
		}
		return err
	})
	for i, id := range ids {
		s.records[id] = got[i]
	}
	return bonds, err
}

// found is a story as it was found.
type found struct {
	ids     []string // of its articles
	members []*record.Record
	id      int64 // the old story that it goes on; 0: none, or it is none
}

// stories finds the stories of all that is held.
func (s *step) stories() ([]found, error) {
	var read []*record.Record
	var out []found
	for _, id := range slices.Sorted(maps.Keys(s.records)) {
		if r := s.records[id]; r.Refused == "" || s.sampled[s.bonds[id].Story] > 0 {
			read = append(read, r)
		} else {
			out = append(out, found{ids: []string{id}})
		}
	}
	all, err := trace.Stories(s.ctx, read, trace.Options{Group: s.grouping()})
	if err != nil {
		return nil, err
	}
	for _, members := range all {
		x := found{members: members}
		for _, r := range members {
			x.ids = append(x.ids, r.Article.ID)
		}
		out = append(out, x)
	}
	s.number(out)
	return out, nil
}

// grouping are the groups of articles: those that somebody named, and stories that
// are not rearranged any more.
func (s *step) grouping() func(*record.Record) int64 {
	of := map[int64]int64{} // by story
	for story := range s.sampled {
		of[story] = -story
	}
	for id := range s.records {
		if b := s.bonds[id]; b.Group != 0 && s.sampled[b.Story] > 0 {
			of[b.Story] = b.Group
		}
	}
	return func(r *record.Record) int64 {
		b := s.bonds[r.Article.ID]
		return cmp.Or(of[b.Story], b.Group)
	}
}

// overlap is how many articles a story has of an old one.
type overlap struct {
	story int
	old   int64
	n     int
}

// number gives stories the numbers of the old ones of which they have most.
func (s *step) number(stories []found) {
	taken := map[int64]bool{0: true}
	for _, o := range s.overlaps(stories) {
		if x := &stories[o.story]; x.id == 0 && !taken[o.old] && len(x.ids) > 1 {
			x.id, taken[o.old] = o.old, true
		}
	}
}

// overlaps are what stories have of old ones, the most first.
func (s *step) overlaps(stories []found) (out []overlap) {
	for k, x := range stories {
		n := map[int64]int{}
		for _, id := range x.ids {
			n[s.bonds[id].Story]++
		}
		delete(n, 0)
		for old, n := range n {
			out = append(out, overlap{k, old, max(n, s.sampled[old])})
		}
	}
	slices.SortFunc(out, func(a, b overlap) int {
		return cmp.Or(b.n-a.n, cmp.Compare(a.old, b.old), a.story-b.story)
	})
	return out
}

// linking is what is to be kept: the stories that are not as they were.
func (s *step) linking(stories []found) (*store.Linking, error) {
	l := &store.Linking{Were: map[string]int64{}, Became: map[int64]int64{}}
	for _, o := range s.overlaps(stories) {
		if x := stories[o.story]; x.id != 0 && l.Became[o.old] == 0 {
			l.Became[o.old] = x.id
		}
	}
	for id := range s.dirty {
		if t := s.bonds[id].Ticket; t != 0 {
			l.Done = append(l.Done, t)
		}
	}
	size := map[int64]int{}
	for id := range s.records {
		size[s.bonds[id].Story]++
	}
	for i := range stories {
		x := &stories[i]
		if s.sampled[x.id] > 0 {
			if err := s.grow(x, l); err != nil {
				return nil, err
			}
			continue
		}
		if s.same(x, size) {
			continue
		}
		for _, id := range x.ids {
			l.Were[id] = s.bonds[id].Story
		}
		if len(x.ids) == 1 {
			continue
		}
		kept, err := s.climb(x)
		if err != nil {
			return nil, err
		}
		l.Stories = append(l.Stories, kept)
	}
	return l, nil
}

// grow adds to a story that is not rearranged any more. Its ladder is worked out
// anew when it has changed by so much that this costs no more than adding did.
func (s *step) grow(x *found, l *store.Linking) error {
	more := store.Grown{ID: x.id}
	touched := false
	for k, id := range x.ids {
		if s.bonds[id].Story != x.id {
			more.Members = append(more.Members, id)
			more.First, more.Last = reach(x.members[k], more.First, more.Last)
		}
		touched = touched || s.dirty[id]
	}
	if !touched && len(more.Members) == 0 {
		return nil
	}
	was, err := s.st.Story(s.ctx, x.id)
	if errors.Is(err, store.ErrNotFound) {
		return store.ErrChanged
	}
	if err != nil {
		return err
	}
	if n := float64(s.sampled[x.id] + len(more.Members)); n < growth*float64(was.Traced) && n*growth > float64(was.Traced) {
		for _, id := range more.Members {
			l.Were[id] = s.bonds[id].Story
		}
		l.Grown = append(l.Grown, more)
		return nil
	}
	return s.regrow(x, l)
}

// regrow works out the ladder of a story that is not rearranged any more.
func (s *step) regrow(x *found, l *store.Linking) error {
	ids, err := s.st.Members(s.ctx, x.id)
	if err != nil {
		return err
	}
	if _, err := s.read(ids); err != nil {
		return err
	}
	for _, id := range ids {
		if s.records[id] == nil {
			return store.ErrChanged
		}
		if !slices.Contains(x.ids, id) {
			x.ids, x.members = append(x.ids, id), append(x.members, s.records[id])
		}
	}
	for _, id := range x.ids {
		l.Were[id] = s.bonds[id].Story
	}
	kept, err := s.climb(x)
	l.Stories = append(l.Stories, kept)
	return err
}

// same reports whether a story is as it was, with the same articles of the same
// texts.
func (s *step) same(x *found, size map[int64]int) bool {
	if len(x.ids) == 1 {
		return s.bonds[x.ids[0]].Story == 0
	}
	return x.id != 0 && len(x.ids) == size[x.id] && !slices.ContainsFunc(x.ids, func(id string) bool {
		return s.bonds[id].Story != x.id || s.dirty[id]
	})
}

// climb works a story out, from its reports to its origins.
func (s *step) climb(x *found) (store.Linked, error) {
	t, err := trace.Of(s.ctx, x.members, trace.Options{Group: trace.Whole})
	if err != nil {
		return store.Linked{}, err
	}
	told := t.Stories[0]
	kept := store.Linked{Members: x.ids, Story: store.Story{
		ID: x.id, Title: t.Title(told), Terms: told.Terms, Linked: time.Now().UTC(), Reports: len(told.Articles), Traced: len(told.Articles), Texts: len(told.Texts), Own: len(told.Own), Origins: len(told.Origins),
	}}
	for _, r := range x.members {
		kept.First, kept.Last = reach(r, kept.First, kept.Last)
	}
	return kept, nil
}

// reach is from when to when articles were published, with one more of them.
func reach(r *record.Record, first, last time.Time) (time.Time, time.Time) {
	at := r.Article.Published.Time
	switch {
	case at.IsZero():
		return first, last
	case first.IsZero():
		return at, at
	case at.Before(first):
		return at, last
	case at.After(last):
		return first, at
	}
	return first, last
}
