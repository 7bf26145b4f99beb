package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
)

// alert keeps an alert, with a hook.
func alert(t *testing.T, s store.Store, name, query string) {
	t.Helper()
	a := store.Alert{Name: name, Query: query, Hook: "https://hook.example/" + name, Secret: "s", Added: time.Now().UTC().Truncate(time.Second)}
	if err := s.AddAlert(t.Context(), a); err != nil {
		t.Fatal(err)
	}
}

// findings makes findings with the signs.
func findings(signs ...string) (out []store.Finding) {
	for _, sign := range signs {
		out = append(out, store.Finding{At: time.Now(), Sign: []byte(sign), Statement: []byte(`{"content":"` + sign + `"}`)})
	}
	return out
}

// hasFound checks what an alert has found, the last first.
func hasFound(t *testing.T, s store.Store, name, want string) {
	t.Helper()
	var got []string
	for before := int64(0); ; {
		list, err := s.Findings(t.Context(), name, before, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list {
			got, before = append(got, string(f.Sign)), f.ID
		}
		if len(list) < 2 {
			break
		}
	}
	if g := strings.Join(got, " "); g != want {
		t.Errorf("%s has found %q, want %q", name, g, want)
	}
}

// arrived checks which articles wait, and returns their numbers.
func arrived(t *testing.T, s store.Store, want int) []int64 {
	t.Helper()
	numbers, err := s.Arrived(t.Context(), 100)
	if err != nil || len(numbers) != want {
		t.Fatalf("%v, %v arrived, want %d", numbers, err, want)
	}
	return numbers
}

// says are the statements that a query finds in an article.
func says(t *testing.T, s store.Store, query string, number int64, want string) {
	t.Helper()
	q, err := store.ParseSaved(query)
	if err != nil {
		t.Fatal(err)
	}
	hits, err := s.SearchIn(t.Context(), q, number)
	if got := strings.Join(names(&store.Found{Hits: hits}), ", "); got != want || err != nil {
		t.Errorf("%q in %d: %q, %v; want %q", query, number, got, err, want)
	}
}

func testAlerts(t *testing.T, s store.Store) {
	library(t, s)
	arrived(t, s, 0) // nobody waits for it
	alert(t, s, "dam", "dam")
	alert(t, s, "pumps", "pumps")
	if err := s.AddAlert(t.Context(), store.Alert{Name: "dam", Added: time.Now()}); !errors.Is(err, store.ErrTaken) {
		t.Errorf("AddAlert again: %v", err)
	}
	if err := s.Seed(t.Context(), "dam", findings("old", "older")); err != nil {
		t.Fatal(err)
	}
	const url = "https://lantern.example/new"
	put(t, s, Article("new", url, "2026-01-01", Statement{Who: "Ana Petrov", Says: "the dam holds"}, Statement{Who: "Bo Lee", Says: "the pumps run"}),
		Article("new2", url, "2026-01-01", Statement{Who: "Ana Petrov", Says: "the dam breaks"}, Statement{Who: "Ana Petrov", Says: "the dam is gone"}),
		Article("other", "", "", Statement{Who: "Bo Lee", Says: "the ferry is late"}))
	numbers := arrived(t, s, len(arrivedAll(t, s)))
	first, last := numbers[len(numbers)-2], numbers[len(numbers)-1]
	says(t, s, "dam", first, "new2 a1, new2 a2")
	says(t, s, "dam -gone", first, "new2 a1")
	says(t, s, "fer* OR tid* OR pum* OR lan* OR bre*", first, "new2 a1")
	says(t, s, fmt.Sprintf("speaker:e%d", idOf(t, s, "Ana Petrov")), first, "new2 a1, new2 a2")
	says(t, s, fmt.Sprintf("speaker:e%d", idOf(t, s, "Bo Lee")), first, "")
	says(t, s, "after:2026-02-01 dam", first, "")
	says(t, s, "after:2025-12-31 before:2026-01-02 dam", first, "new2 a1, new2 a2")
	says(t, s, "ferry", last, "other a1")
	says(t, s, "before:2026-01-02 ferry", last, "")
	says(t, s, "dam", last, "")
	says(t, s, "", last, "other a1")
	says(t, s, "dam", 999_999, "")
	settle := func(number int64, want int, found map[string][]store.Finding) {
		t.Helper()
		if n, err := s.SettleArrival(t.Context(), number, found); n != want || err != nil {
			t.Errorf("SettleArrival(%d) = %d, %v; want %d", number, n, err, want)
		}
	}
	settle(first, 2, map[string][]store.Finding{"dam": findings("x", "old"), "pumps": findings("x"), "gone": findings("x")})
	settle(first, 0, map[string][]store.Finding{"dam": findings("y")})
	settle(last, 1, map[string][]store.Finding{"dam": findings("z")})
	hasFound(t, s, "dam", "z x older old")
	hasFound(t, s, "pumps", "x")
	hasFound(t, s, "gone", "")

	all, err := s.Alerts(t.Context())
	if err != nil || len(all) != 2 || all[0].Name != "dam" || all[0].New != 2 || all[0].Last.IsZero() || all[1].New != 1 || all[0].Query != "dam" || all[0].Secret != "s" {
		t.Errorf("%+v, %v", all, err)
	}
	list, err := s.Findings(t.Context(), "dam", 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, upTo := range []int64{list[0].ID, 1} {
		if err := s.See(t.Context(), "dam", upTo); err != nil {
			t.Error(err)
		}
	}
	if all, err = s.Alerts(t.Context()); err != nil || all[0].New != 0 {
		t.Errorf("after a look: %+v, %v", all, err)
	}
	if err := s.See(t.Context(), "none", 1); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("See of none: %v", err)
	}
	for _, name := range []string{"dam", "pumps"} {
		if err := s.RemoveAlert(t.Context(), name); err != nil {
			t.Error(err)
		}
	}
	hasFound(t, s, "dam", "")
	arrived(t, s, 0)
	if err := s.RemoveAlert(t.Context(), "dam"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("RemoveAlert again: %v", err)
	}
	audited(t, s, " remove alert pumps", " remove alert dam", " add alert pumps", " add alert dam")
}

// arrivedAll are the numbers of the articles that wait: of two versions that came
// at once, one or both.
func arrivedAll(t *testing.T, s store.Store) []int64 {
	t.Helper()
	numbers, err := s.Arrived(t.Context(), 100)
	if err != nil || len(numbers) < 2 {
		t.Fatalf("%v, %v", numbers, err)
	}
	return numbers
}

// A hook is told of everything once, and again only where it failed.
func testDeliveries(t *testing.T, s store.Store) {
	alert(t, s, "dam", "dam")
	take := func(want string) {
		t.Helper()
		out, err := s.TakeDeliveries(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, d := range out {
			got += d.Alert.Name + ":"
			for _, f := range d.Findings {
				got += " " + string(f.Sign)
			}
		}
		if got != want {
			t.Errorf("to be told: %q, want %q", got, want)
		}
	}
	take("")
	if err := s.Seed(t.Context(), "dam", findings("old")); err != nil {
		t.Fatal(err)
	}
	take("")
	more := func(signs ...string) int64 {
		t.Helper()
		put(t, s, Article("n"+strings.Join(signs, ""), "", "2026-03-01", Statement{Who: "Ana Petrov", Says: "the dam " + signs[0]}))
		if _, err := s.SettleArrival(t.Context(), arrived(t, s, 1)[0], map[string][]store.Finding{"dam": findings(signs...)}); err != nil {
			t.Fatal(err)
		}
		list, err := s.Findings(t.Context(), "dam", 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		return list[0].ID
	}
	end := func(told int64, due time.Time, fault string) {
		t.Helper()
		if err := s.EndDelivery(t.Context(), "dam", told, due, fault); err != nil {
			t.Fatal(err)
		}
	}
	b := more("a", "b")
	take("dam: a b")
	take("") // somebody is at it
	end(0, time.Now().Add(-time.Second), "the hook is away")
	if all, err := s.Alerts(t.Context()); err != nil || all[0].Failures != 1 || all[0].Fault != "the hook is away" {
		t.Errorf("%+v, %v", all, err)
	}
	c := more("c")
	take("dam: a b c")
	end(b, time.Time{}, "")
	take("dam: c")
	end(c, time.Now().Add(time.Hour), "")
	more("d")
	take("") // not yet
	end(0, time.Time{}, "")
	take("dam: d")
	if all, err := s.Alerts(t.Context()); err != nil || all[0].Failures != 0 || all[0].Told != c {
		t.Errorf("%+v, %v", all, err)
	}
	if err := s.EndDelivery(t.Context(), "none", 1, time.Time{}, ""); err != nil {
		t.Errorf("EndDelivery of none: %v", err)
	}
	var signs []string
	for i := range store.MostFindings + 10 {
		signs = append(signs, fmt.Sprintf("m%04d", i))
	}
	more(signs...)
	if list, err := s.Findings(t.Context(), "dam", 0, 10_000); err != nil || len(list) != store.MostFindings || string(list[0].Sign) != "m1009" {
		t.Errorf("%d are kept, %v", len(list), err)
	}
}

// Several that look into what has arrived keep it once, and hooks are told once.
func testAlertsAtOnce(t *testing.T, s store.Store) {
	alert(t, s, "dam", "dam")
	const most = 20
	var all sync.WaitGroup
	var fresh, told atomic.Int64
	for w := range 3 {
		all.Go(func() {
			for i := range most {
				put(t, s, Article(fmt.Sprintf("n%d", i), "", "2026-03-01", Statement{Who: "Ana Petrov", Says: fmt.Sprintf("the dam holds %d", i)}))
				numbers, err := s.Arrived(t.Context(), 5)
				for _, number := range numbers {
					n, err := s.SettleArrival(t.Context(), number, map[string][]store.Finding{"dam": findings(fmt.Sprint(number))})
					if err != nil {
						t.Error(err)
					}
					fresh.Add(int64(n))
				}
				out, took := s.TakeDeliveries(t.Context())
				for _, d := range out {
					told.Add(int64(len(d.Findings)))
					err = errors.Join(err, s.EndDelivery(t.Context(), "dam", d.Findings[len(d.Findings)-1].ID, time.Time{}, ""))
				}
				if err = errors.Join(err, took); err != nil {
					t.Errorf("worker %d: %v", w, err)
				}
			}
		})
	}
	all.Wait()
	out, err := s.TakeDeliveries(t.Context())
	for _, d := range out {
		told.Add(int64(len(d.Findings)))
	}
	if fresh.Load() != most || told.Load() != most || err != nil {
		t.Errorf("%d findings and %d told of, %v; want %d of each", fresh.Load(), told.Load(), err, most)
	}
}
