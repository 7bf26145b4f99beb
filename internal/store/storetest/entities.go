package storetest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// registered is the registry in lines: "Ana Petrov 2/3" for two articles and
// three statements.
func registered(t *testing.T, s store.Store, q store.EntityQuery) string {
	t.Helper()
	list, err := s.Entities(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range list {
		out = append(out, fmt.Sprintf("%s %d/%d", e.Name, e.Articles, e.Said))
	}
	return strings.Join(out, ", ")
}

func isRegistered(t *testing.T, s store.Store, want string) {
	t.Helper()
	if got := registered(t, s, store.EntityQuery{}); got != want {
		t.Errorf("registered: %s; want %s", got, want)
	}
	sound(t, s)
}

// idOf is the id of the one entity of a name.
func idOf(t *testing.T, s store.Store, name string) int64 {
	t.Helper()
	list, err := s.Entities(t.Context(), store.EntityQuery{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if e.Name == name {
			return e.ID
		}
	}
	t.Fatalf("there is no %s in %+v", name, list)
	return 0
}

func people(who ...string) (out []Statement) {
	for i, w := range who {
		out = append(out, Statement{Who: w, Says: fmt.Sprintf("the pumps run %d", i)})
	}
	return out
}

func testEntities(t *testing.T, s store.Store) {
	put(t, s,
		Article("a", "https://lantern.example/a", "2026-03-01", people("Ana Petrov", "Ana Petrov", "Bo Lee")...),
		Article("b", "https://lantern.example/b", "2026-03-02", people("Dr. Ana Pétrov", "Tom Reed")...))
	isRegistered(t, s, "Ana Petrov 2/3, Bo Lee 1/1, Tom Reed 1/1")
	for _, c := range []struct {
		q    store.EntityQuery
		want string
	}{
		{store.EntityQuery{Name: "petrov"}, "Ana Petrov 2/3"},
		{store.EntityQuery{Name: "petrov ana"}, "Ana Petrov 2/3"},
		{store.EntityQuery{Name: "petrov lee"}, ""},
		{store.EntityQuery{Name: `") OR *`}, ""},
		{store.EntityQuery{Kind: record.Outlet}, ""},
		{store.EntityQuery{Kind: record.Person, Size: 1}, "Ana Petrov 2/3"},
		{store.EntityQuery{Size: 1, Skip: 1}, "Bo Lee 1/1"},
		{store.EntityQuery{Skip: 3}, ""},
	} {
		if got := registered(t, s, c.q); got != c.want {
			t.Errorf("%+v: %s; want %s", c.q, got, c.want)
		}
	}
	ana := idOf(t, s, "Ana Petrov")
	found(t, s, fmt.Sprintf("speaker:e%d", ana), "b a1", "a a1", "a a2")
	found(t, s, fmt.Sprintf("speaker:e%d run -0", ana), "a a2")
	found(t, s, fmt.Sprintf("speaker:e%d -0", ana), "a a2")
	found(t, s, fmt.Sprintf("pumps -speaker:e%d", ana), "b a2", "a a3")
	found(t, s, fmt.Sprintf("speaker:e%d before:2026-03-02", ana), "a a1", "a a2")
	found(t, s, "speaker:e999")
	var where []string
	for after := int64(0); len(where) < 2; { // one by one
		for a, err := range s.Appearances(t.Context(), ana, after) {
			if err != nil {
				t.Fatal(err)
			}
			where, after = append(where, a.Record.Article.ID+" "+a.Local.Name), a.Place
			break
		}
	}
	if want := []string{"b Dr. Ana Pétrov", "a Ana Petrov"}; !slices.Equal(where, want) {
		t.Errorf("appearances: %q; want %q", where, want)
	}

	named, err := s.Named(t.Context(), "https://lantern.example/b")
	if want := map[string]int64{"e1": ana, "e2": idOf(t, s, "Tom Reed")}; err != nil || !maps.Equal(named, want) {
		t.Errorf("named in b: %v, %v; want %v", named, err, want)
	}
	if _, err := s.Named(t.Context(), "nowhere"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Named of none: %v", err)
	}

	// What leaves the collection leaves the registry.
	put(t, s, Article("a2", "https://lantern.example/a", "2026-03-01", people("Bo Lee")...))
	isRegistered(t, s, "Ana Petrov 1/1, Bo Lee 1/1, Tom Reed 1/1")
	if err := s.Remove(t.Context(), "b"); err != nil {
		t.Fatal(err)
	}
	isRegistered(t, s, "Bo Lee 1/1")
	if _, err := s.Entity(t.Context(), 999); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Entity of none: %v", err)
	}
}

func testMerge(t *testing.T, s store.Store) {
	put(t, s,
		Article("a", "https://lantern.example/a", "2026-03-01", people("Ana Petrov", "Petrov", "Bo Lee")...),
		Article("b", "https://lantern.example/b", "2026-03-02", people("Petrov", "A. Petrov")...))
	ana, short, initial, bo := idOf(t, s, "Ana Petrov"), idOf(t, s, "Petrov"), idOf(t, s, "A. Petrov"), idOf(t, s, "Bo Lee")
	if err := s.Merge(t.Context(), short, []int64{initial, short}); err != nil {
		t.Fatal(err)
	}
	if err := s.Merge(t.Context(), ana, []int64{initial}); err != nil { // by one of its names
		t.Fatal(err)
	}
	if got, want := registered(t, s, store.EntityQuery{}), "Ana Petrov 2/4, Bo Lee 1/1"; got != want {
		t.Errorf("merged: %s; want %s", got, want)
	}
	e, err := s.Entity(t.Context(), initial)
	if err != nil || e.ID != ana || len(e.Names) != 3 || e.Names[0].Name != "Ana Petrov" || !e.Names[0].Merged.IsZero() ||
		time.Since(e.Names[1].Merged) > time.Hour {
		t.Errorf("Entity = %+v, %v", e, err)
	}
	for _, id := range []int64{ana, short} {
		found(t, s, fmt.Sprintf("speaker:e%d", id), "b a1", "b a2", "a a1", "a a2")
	}
	if got := registered(t, s, store.EntityQuery{Name: "a petrov"}); got != "Ana Petrov 2/4" {
		t.Errorf("by another name: %s", got)
	}

	// It holds for what comes, and for a registry made anew; and it can be
	// taken back.
	put(t, s, Article("c", "https://lantern.example/c", "2026-03-03", people("Petrov")...))
	if err := s.Reindex(t.Context()); err != nil {
		t.Fatal(err)
	}
	isRegistered(t, s, "Ana Petrov 3/5, Bo Lee 1/1")
	if err := s.SplitName(t.Context(), short); err != nil {
		t.Fatal(err)
	}
	isRegistered(t, s, "Petrov 3/3, Ana Petrov 2/2, Bo Lee 1/1")
	put(t, s, Article("d", "https://lantern.example/d", "2026-03-04", people("Petrov")...))
	isRegistered(t, s, "Petrov 4/4, Ana Petrov 2/2, Bo Lee 1/1")

	if err := s.Rename(t.Context(), initial, "Ana Petrov (minister)"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"minister", "petrov ana"} {
		if got := registered(t, s, store.EntityQuery{Name: name}); got != "Ana Petrov (minister) 2/2" {
			t.Errorf("renamed, by %s: %s", name, got)
		}
	}
	for what, err := range map[string]error{
		"SplitName of none": s.SplitName(t.Context(), bo), "Merge into none": s.Merge(t.Context(), 999, []int64{bo}),
		"Merge of none": s.Merge(t.Context(), bo, []int64{999}), "Rename of none": s.Rename(t.Context(), 999, "x"),
	} {
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func testSplitArticles(t *testing.T, s store.Store) {
	put(t, s,
		Article("a", "https://lantern.example/a", "2026-03-01", people("John Smith")...),
		Article("b", "https://lantern.example/b", "2026-03-02", people("John Smith", "Bo Lee")...),
		Article("c", "", "2026-03-03", people("John Smith")...))
	john := idOf(t, s, "John Smith")
	if _, err := s.SplitArticles(t.Context(), john, []string{"b", "x"}, "John Smith (bishop)"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an article that is not there: %v", err)
	}
	if _, err := s.SplitArticles(t.Context(), idOf(t, s, "Bo Lee"), []string{"a"}, "Bo Lee (bishop)"); !errors.Is(err, store.ErrNotNamed) {
		t.Errorf("an article that does not name it: %v", err)
	}
	isRegistered(t, s, "John Smith 3/3, Bo Lee 1/1")
	bishop, err := s.SplitArticles(t.Context(), john, []string{"https://lantern.example/b", "c"}, "John Smith (bishop)")
	if err != nil {
		t.Fatal(err)
	}
	isRegistered(t, s, "John Smith (bishop) 2/2, John Smith 1/1, Bo Lee 1/1")
	found(t, s, fmt.Sprintf("speaker:e%d", bishop), "c a1", "b a1")
	e, err := s.Entity(t.Context(), bishop)
	if err != nil || len(e.Names) != 1 || e.Names[0].Split.IsZero() {
		t.Errorf("Entity = %+v, %v", e, err)
	}

	// It holds for the next version, for an article that was away, and for a
	// registry made anew.
	put(t, s, Article("b2", "https://lantern.example/b", "2026-03-02", people("John Smith", "John Smith")...))
	if err := s.Remove(t.Context(), "c"); err != nil {
		t.Fatal(err)
	}
	put(t, s, Article("c", "", "2026-03-03", people("John Smith")...), Article("d", "", "2026-03-04", people("John Smith")...))
	if err := s.Reindex(t.Context()); err != nil {
		t.Fatal(err)
	}
	isRegistered(t, s, "John Smith (bishop) 2/3, John Smith 2/2")

	// An older version stands for its article.
	if _, err := s.SplitArticles(t.Context(), bishop, []string{"b", "https://lantern.example/b"}, "John Smith (verger)"); err != nil {
		t.Fatal(err)
	}
	isRegistered(t, s, "John Smith 2/2, John Smith (verger) 1/2, John Smith (bishop) 1/1")
	if err := s.Merge(t.Context(), john, []int64{bishop}); err != nil {
		t.Fatal(err)
	}
	isRegistered(t, s, "John Smith 3/3, John Smith (verger) 1/2")

	// An entity whose own name is gone has its other names still.
	for _, id := range []string{"a", "d"} {
		if err := s.Remove(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	isRegistered(t, s, "John Smith (verger) 1/2, John Smith 1/1")
}
