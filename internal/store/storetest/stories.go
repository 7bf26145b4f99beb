package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hearsay-news/hearsay/internal/store"
)

// unlinked are the ids of the articles that are to be linked.
func unlinked(t *testing.T, s store.Store) []string {
	t.Helper()
	all, err := s.Unlinked(t.Context(), store.Notes{}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	n, err := s.CountUnlinked(t.Context(), store.Notes{})
	if err != nil || n != len(all) {
		t.Errorf("CountUnlinked = %d, %v; want %d", n, err, len(all))
	}
	return all
}

// tickets are those of the notes on articles.
func tickets(t *testing.T, s store.Store, ids []string) (out []int64) {
	t.Helper()
	bonds, err := s.Bonds(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	for id, b := range bonds {
		if out = append(out, b.Ticket); b.Ticket == 0 {
			t.Errorf("%s, which is to be linked, has no ticket", id)
		}
	}
	return out
}

// told is a story as it is linked in a test: of some articles, with a day for its
// last one and a number of origins.
func told(id int64, last string, origins int, members ...string) store.Linked {
	at, _ := time.Parse(time.DateOnly, last)
	x := store.Story{
		ID: id, Title: "About " + members[0], Terms: []string{"Ana Petrov", "Lind"}, First: at, Last: at, Linked: at,
		Reports: len(members), Traced: len(members), Texts: len(members), Own: 1, Origins: origins,
	}
	return store.Linked{Story: x, Members: members}
}

// link keeps stories of articles that stand where they stand now, and of all others
// of their old stories.
func link(t *testing.T, s store.Store, became map[int64]int64, stories ...store.Linked) []store.Linked {
	t.Helper()
	l := &store.Linking{Done: tickets(t, s, unlinked(t, s)), Were: map[string]int64{}, Stories: stories, Became: became}
	var ids []string
	for _, x := range stories {
		ids = append(ids, x.Members...)
	}
	for len(ids) > 0 {
		bonds, err := s.Bonds(t.Context(), ids)
		if err != nil {
			t.Fatal(err)
		}
		var more []string
		for id, b := range bonds {
			l.Were[id] = b.Story
			members, err := s.Members(t.Context(), b.Story)
			if err != nil {
				t.Fatal(err)
			}
			more = append(more, members...)
		}
		ids = slices.DeleteFunc(more, func(id string) bool { _, ok := l.Were[id]; return ok })
	}
	if err := s.Link(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	return l.Stories
}

// listed is the stories of a query: "s1 a b" for a story with two articles.
func listed(t *testing.T, s store.Store, q store.StoryQuery) string {
	t.Helper()
	list, err := s.Stories(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, x := range list {
		members, err := s.Members(t.Context(), x.ID)
		if err != nil || len(members) != x.Reports {
			t.Errorf("s%d has %v, %v, and counts %d", x.ID, members, err, x.Reports)
		}
		out = append(out, fmt.Sprintf("s%d %s", x.ID, strings.Join(members, " ")))
	}
	return strings.Join(out, ", ")
}

func isListed(t *testing.T, s store.Store, want string) {
	t.Helper()
	if got := listed(t, s, store.StoryQuery{}); got != want {
		t.Errorf("stories: %s; want %s", got, want)
	}
	sound(t, s)
}

// putSome puts articles with these ids, a day later each.
func putSome(t *testing.T, s store.Store, ids ...string) {
	t.Helper()
	for i, id := range ids {
		put(t, s, Article(id, "https://lantern.example/"+id, fmt.Sprintf("2026-03-%02d", i+1), Statement{Who: "Ana Petrov", Says: "the pumps run " + id}))
	}
}

func testStories(t *testing.T, s store.Store) {
	putSome(t, s, "a", "b", "c", "d", "e", "f", "g")
	put(t, s, Article("undated", "", "", Statement{Who: "Bo Lee", Says: "no"}))
	if diff := cmp.Diff([]string{"g", "f", "e", "d", "c", "b", "a", "undated"}, unlinked(t, s)); diff != "" {
		t.Errorf("unlinked (- want, + got)\n%s", diff)
	}
	some, err := s.Unlinked(t.Context(), store.Notes{}, 2)
	if err != nil || !slices.Equal(some, []string{"g", "f"}) {
		t.Errorf("two of them: %v, %v", some, err)
	}
	before, err := s.LastTicket(t.Context())
	if err != nil || before != 8 {
		t.Errorf("LastTicket = %d, %v", before, err)
	}
	putSome(t, s, "h")
	for _, c := range []struct {
		n    store.Notes
		want int
	}{{store.Notes{}, 9}, {store.Notes{After: before}, 1}, {store.Notes{UpTo: before}, 8}, {store.Notes{After: 2, UpTo: 4}, 2}} {
		some, err := s.Unlinked(t.Context(), c.n, 1000)
		if n, fault := s.CountUnlinked(t.Context(), c.n); err != nil || fault != nil || len(some) != c.want || n != c.want {
			t.Errorf("%+v: %v, %v, %d, %v; want %d", c.n, some, err, n, fault, c.want)
		}
	}
	kept := link(t, s, nil, told(0, "2026-03-02", 1, "a", "b"), told(0, "2026-03-05", 1, "c", "d", "e"), told(0, "2026-03-04", 2, "f", "undated"))
	if got := unlinked(t, s); len(got) > 0 {
		t.Errorf("unlinked after linking: %v", got)
	}
	isListed(t, s, "s2 c d e, s3 f undated, s1 a b")
	for _, c := range []struct {
		q    store.StoryQuery
		want string
	}{
		{store.StoryQuery{Sort: store.Largest}, "s2 c d e, s3 f undated, s1 a b"},
		{store.StoryQuery{Sort: store.Independent}, "s3 f undated, s2 c d e, s1 a b"},
		{store.StoryQuery{Sort: store.Independent, Behind: 3, Size: 1}, "s2 c d e"},
		{store.StoryQuery{Size: 1}, "s2 c d e"},
		{store.StoryQuery{Behind: 2}, "s3 f undated, s1 a b"},
		{store.StoryQuery{Behind: 1}, ""},
		{store.StoryQuery{Words: "petrov ABOUT f"}, "s3 f undated"},
		{store.StoryQuery{Words: "nobody"}, ""},
		{store.StoryQuery{Words: `") OR *`}, ""},
		{store.StoryQuery{After: kept[2].Last}, "s2 c d e, s3 f undated"},
		{store.StoryQuery{Before: kept[2].Last}, "s1 a b"},
	} {
		if got := listed(t, s, c.q); got != c.want {
			t.Errorf("%+v: %s; want %s", c.q, got, c.want)
		}
	}
	x, err := s.StoryOf(t.Context(), "https://lantern.example/d")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(kept[1].Story, *x); diff != "" {
		t.Errorf("StoryOf (- want, + got)\n%s", diff)
	}
	for what, ref := range map[string]string{"alone": "g", "not there": "x", "nothing": ""} {
		if _, err := s.StoryOf(t.Context(), ref); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("StoryOf of one that is %s: %v", what, err)
		}
	}
	if _, err := s.Story(t.Context(), 99); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Story of none: %v", err)
	}
	if ids, err := s.Members(t.Context(), 99); len(ids) > 0 || err != nil {
		t.Errorf("Members of none: %v, %v", ids, err)
	}
}

// A story grows by articles while its others are not looked at.
func testStoryGrows(t *testing.T, s store.Store) {
	putSome(t, s, "a", "b", "c", "d", "e")
	link(t, s, nil, told(0, "2026-03-02", 1, "b", "c"), told(0, "2026-03-05", 1, "d", "e"))
	day := func(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
	l := &store.Linking{Were: map[string]int64{"a": 0, "d": 2, "e": 2}, Became: map[int64]int64{2: 1}, Grown: []store.Grown{{ID: 1, Members: []string{"a", "d", "e"}, First: day(1), Last: day(5)}}}
	if err := s.Link(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	isListed(t, s, "s1 a b c d e")
	x, err := s.Story(t.Context(), 2)
	if err != nil || x.ID != 1 || x.Reports != 5 || x.Traced != 2 || !x.First.Equal(day(1)) || !x.Last.Equal(day(5)) {
		t.Errorf("%+v, %v", x, err)
	}
	putSome(t, s, "f")
	l = &store.Linking{Were: map[string]int64{"f": 0}, Grown: []store.Grown{{ID: 2, Members: []string{"f"}}}}
	if err := s.Link(t.Context(), l); !errors.Is(err, store.ErrChanged) {
		t.Errorf("a story that became part of another grows: %v", err)
	}
}

// Stories grow, become one and end, and their numbers lead on.
func testStoryIDs(t *testing.T, s store.Store) {
	putSome(t, s, "a", "b", "c", "d", "e", "f")
	link(t, s, nil, told(0, "2026-03-02", 1, "a", "b"), told(0, "2026-03-04", 1, "c", "d"))
	link(t, s, map[int64]int64{1: 2}, told(2, "2026-03-04", 1, "a", "b", "c", "d"))
	isListed(t, s, "s2 a b c d")
	if x, err := s.Story(t.Context(), 1); err != nil || x.ID != 2 {
		t.Errorf("Story of what became part of another: %+v, %v", x, err)
	}
	link(t, s, nil, told(0, "2026-03-06", 1, "e", "f"))
	link(t, s, map[int64]int64{2: 3}, told(3, "2026-03-06", 1, "a", "b", "c", "d", "e", "f"))
	for _, id := range []int64{1, 2, 3} {
		if x, err := s.Story(t.Context(), id); err != nil || x.ID != 3 || x.Reports != 6 {
			t.Errorf("s%d leads to %+v, %v", id, x, err)
		}
	}
	if ids, err := s.Members(t.Context(), 1); err != nil || len(ids) != 6 {
		t.Errorf("Members by an old number: %v, %v", ids, err)
	}
	link(t, s, nil, told(0, "2026-03-02", 1, "a", "b"))
	isListed(t, s, "s4 a b")
	for _, id := range []int64{1, 2, 3} {
		if x, err := s.Story(t.Context(), id); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("s%d, which is gone: %+v, %v", id, x, err)
		}
	}
}

// What was worked out from what is no longer so is not kept.
func testStoriesChanged(t *testing.T, s store.Store) {
	putSome(t, s, "a", "b", "c", "d")
	link(t, s, nil, told(0, "2026-03-03", 1, "a", "b", "c"))
	for what, were := range map[string]map[string]int64{
		"one that was elsewhere": {"a": 1, "b": 1, "c": 0, "d": 0}, "not all of a story": {"a": 1, "b": 1, "d": 0},
		"one that is not there": {"a": 1, "b": 1, "c": 1, "x": 0}, "another story": {"a": 7, "b": 1, "c": 1, "d": 0},
	} {
		if err := s.Link(t.Context(), &store.Linking{Were: were, Stories: []store.Linked{told(1, "2026-03-03", 1, "a", "b")}}); !errors.Is(err, store.ErrChanged) {
			t.Errorf("%s: %v", what, err)
		}
	}
	isListed(t, s, "s1 a b c")

	// An article that changes while it is linked is linked again.
	put(t, s, Article("a2", "https://lantern.example/a", "2026-03-01", Statement{Who: "Ana Petrov", Says: "no"}))
	done := tickets(t, s, unlinked(t, s))
	put(t, s, Article("a3", "https://lantern.example/a", "2026-03-01", Statement{Who: "Ana Petrov", Says: "yes"}))
	if err := s.Link(t.Context(), &store.Linking{Done: done}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a3"}, unlinked(t, s)); diff != "" {
		t.Errorf("unlinked (- want, + got)\n%s", diff)
	}
	isListed(t, s, "s1 a3 b c")
}

// An article that is gone is in no story, and those it leaves are linked anew.
func testStoriesRemove(t *testing.T, s store.Store) {
	putSome(t, s, "a", "b", "c")
	link(t, s, nil, told(0, "2026-03-03", 1, "a", "b", "c"))
	if err := s.Remove(t.Context(), "b"); err != nil {
		t.Fatal(err)
	}
	if left := unlinked(t, s); len(left) != 1 || left[0] == "b" {
		t.Errorf("unlinked: %v", left)
	}
	isListed(t, s, "s1 a c")
	if err := s.Remove(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	isListed(t, s, "")
	if diff := cmp.Diff([]string{"c"}, unlinked(t, s)); diff != "" {
		t.Errorf("unlinked (- want, + got)\n%s", diff)
	}
	if err := s.Remove(t.Context(), "c"); err != nil {
		t.Fatal(err)
	}
	if left := unlinked(t, s); len(left) > 0 {
		t.Errorf("unlinked: %v", left)
	}
	sound(t, s)
}

// groups are the groups of articles, in their order, numbered as they come.
func groups(t *testing.T, s store.Store, ids ...string) string {
	t.Helper()
	bonds, err := s.Bonds(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[int64]int{0: 0}
	var out []string
	for _, id := range ids {
		b, ok := bonds[id]
		if !ok {
			out = append(out, "-")
			continue
		}
		if _, ok := seen[b.Group]; !ok {
			seen[b.Group] = len(seen)
		}
		bound, err := s.Bound(t.Context(), b.Group)
		if err != nil || b.Group > 0 && !slices.Contains(bound, id) {
			t.Errorf("Bound(%d) = %v, %v; want %s among them", b.Group, bound, err, id)
		}
		out = append(out, fmt.Sprint(seen[b.Group]))
	}
	return strings.Join(out, " ")
}

// A human's word joins and parts, and holds for new versions and what comes back.
func testStoriesByHand(t *testing.T, s store.Store) {
	putSome(t, s, "a", "b", "c", "d", "e", "f")
	put(t, s, Article("g", "", "2026-03-07", Statement{Who: "Bo Lee", Says: "no"}))
	link(t, s, nil, told(0, "2026-03-02", 1, "a", "b"), told(0, "2026-03-05", 1, "c", "d", "g"), told(0, "2026-03-06", 1, "e", "f"))
	all := []string{"a", "b", "c", "d", "e", "f", "g", "x"}
	if got := groups(t, s, all...); got != "0 0 0 0 0 0 0 -" {
		t.Errorf("groups: %s", got)
	}
	if err := s.JoinStories(t.Context(), []string{"b", "https://lantern.example/c", "d", "a"}); err != nil {
		t.Fatal(err)
	}
	isListed(t, s, "s3 e f, s1 a b c d g")
	if got := groups(t, s, all...); got != "1 1 1 1 0 0 1 -" {
		t.Errorf("groups after joining: %s", got)
	}
	if left := unlinked(t, s); len(left) != 1 {
		t.Errorf("unlinked: %v", left)
	}
	if x, err := s.Story(t.Context(), 2); err != nil || x.ID != 1 {
		t.Errorf("Story of what was joined: %+v, %v", x, err)
	}
	if err := s.PartStory(t.Context(), 1, []string{"a", "e"}); !errors.Is(err, store.ErrNotMember) {
		t.Errorf("parting an article of another story: %v", err)
	}
	if err := s.PartStory(t.Context(), 1, []string{"a", "b", "c", "d", "g"}); !errors.Is(err, store.ErrNoneLeft) {
		t.Errorf("parting all of it: %v", err)
	}
	for what, err := range map[string]error{
		"PartStory of none": s.PartStory(t.Context(), 99, []string{"a"}), "of an article that is not there": s.PartStory(t.Context(), 1, []string{"x"}),
		"JoinStories with one that is not there": s.JoinStories(t.Context(), []string{"a", "x"}),
	} {
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := s.PartStory(t.Context(), 2, []string{"https://lantern.example/c", "d", "d", "g"}); err != nil {
		t.Fatal(err)
	}
	isListed(t, s, "s3 e f, s1 a b")
	if got := groups(t, s, all...); got != "1 1 2 2 0 0 2 -" {
		t.Errorf("groups after parting: %s", got)
	}

	put(t, s, Article("c2", "https://lantern.example/c", "2026-03-03", Statement{Who: "Ana Petrov", Says: "no"}))
	for _, id := range []string{"d", "g"} {
		if err := s.Remove(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if got := groups(t, s, "a", "c", "c2", "d"); got != "1 - 2 -" {
		t.Errorf("groups of a new version, and of what is gone: %s", got)
	}
	put(t, s, Article("d", "https://lantern.example/d", "2026-03-04", Statement{Who: "Ana Petrov", Says: "the pumps run d"}),
		Article("g", "", "2026-03-07", Statement{Who: "Bo Lee", Says: "no"}))
	if got := groups(t, s, "a", "c2", "d", "g"); got != "1 2 2 2" {
		t.Errorf("groups of what came back: %s", got)
	}

	// A later word wins.
	link(t, s, nil, told(0, "2026-03-05", 1, "c2", "d", "g"))
	if err := s.JoinStories(t.Context(), []string{"f", "d"}); err != nil {
		t.Fatal(err)
	}
	if err := s.PartStory(t.Context(), 1, []string{"b"}); err != nil {
		t.Fatal(err)
	}
	if got := groups(t, s, "a", "b", "c2", "d", "e", "f", "g"); got != "1 2 3 3 3 3 3" {
		t.Errorf("groups in the end: %s", got)
	}
	isListed(t, s, "s3 c2 d e f g")

	// Articles that are in no story are one by a word, or join one.
	putSome(t, s, "h", "i", "j")
	if err := s.JoinStories(t.Context(), []string{"h", "i"}); err != nil {
		t.Fatal(err)
	}
	if got := groups(t, s, "h", "i", "j"); got != "1 1 0" {
		t.Errorf("groups of two: %s", got)
	}
	if err := s.JoinStories(t.Context(), []string{"j", "e", "j"}); err != nil {
		t.Fatal(err)
	}
	if got := groups(t, s, "h", "j", "e"); got != "1 2 2" {
		t.Errorf("groups with one more: %s", got)
	}
	isListed(t, s, "s3 c2 j d e f g")
}

// MendsStories tests that stories which are not sound are seen and mended: damage
// harms those of an empty store, of which s1 has the articles a and b, and s2 c and d.
func MendsStories(t *testing.T, s store.Store, damage func()) {
	t.Helper()
	putSome(t, s, "a", "b", "c", "d")
	link(t, s, nil, told(0, "2026-03-02", 1, "a", "b"), told(0, "2026-03-04", 1, "c", "d"))
	sound(t, s)
	damage()
	n := 0
	if err := s.Check(t.Context(), func(store.Damage) { n++ }); err != nil || n != 1 {
		t.Errorf("%d damages, %v; want 1", n, err)
	}
	if err := s.Reindex(t.Context()); err != nil {
		t.Fatal(err)
	}
	isListed(t, s, "s2 c d")
	if diff := cmp.Diff([]string{"b", "a"}, unlinked(t, s)); diff != "" {
		t.Errorf("unlinked (- want, + got)\n%s", diff)
	}
}
