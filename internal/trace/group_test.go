package trace

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/record"
)

// grouped is the stories of records, as ids in order.
func grouped(t *testing.T, group map[string]int64, records ...*record.Record) string {
	t.Helper()
	o := Options{Group: func(r *record.Record) int64 { return group[r.Article.ID] }}
	stories, err := Stories(t.Context(), records, o)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := Of(t.Context(), records, o)
	if err != nil {
		t.Fatal(err)
	}
	var out, same []string
	for _, s := range stories {
		var ids []string
		for _, r := range s {
			ids = append(ids, r.Article.ID)
		}
		out = append(out, strings.Join(ids, " "))
	}
	for _, s := range tr.Stories {
		var ids []string
		for _, n := range s.Articles {
			ids = append(ids, tr.Records[n].Article.ID)
		}
		same = append(same, strings.Join(ids, " "))
	}
	slices.Sort(out)
	slices.Sort(same)
	if !slices.Equal(out, same) {
		t.Errorf("Stories are %v, and those of a trace %v", out, same)
	}
	return strings.Join(out, ", ")
}

// What somebody says of stories holds, whatever the articles have in common.
func TestGroups(t *testing.T) {
	a, b, c := report("a", "Post", 0, words(1, 300)), report("b", "Echo", 60, words(1, 300)), report("c", "Sun", 120, words(2, 300))
	late := report("d", "Mail", 60*24*30, words(3, 300))
	for _, x := range []struct {
		group map[string]int64
		want  string
	}{
		{nil, "a b, c, d"},
		{map[string]int64{"a": 1, "b": 2}, "a, b, c, d"},
		{map[string]int64{"a": 1, "c": 1}, "a b c, d"},
		{map[string]int64{"c": 1, "d": 1}, "a b, c d"},
		{map[string]int64{"a": 1, "c": 1, "b": 2, "d": 2}, "a c, b d"},
	} {
		if got := grouped(t, x.group, a, b, c, late); got != x.want {
			t.Errorf("%v: %s; want %s", x.group, got, x.want)
		}
	}
	tr, err := Of(t.Context(), []*record.Record{a, b, c, late}, Options{Group: Whole})
	if err != nil || len(tr.Stories) != 1 || fmt.Sprint(tr.Stories[0].Articles) != "[0 1 2 3]" {
		t.Errorf("%+v, %v", tr.Stories, err)
	}
}

// Stories are found again among some of them, whatever else was there: what tells
// of an event does not depend on what is beside it.
func TestStoriesOfSome(t *testing.T) {
	records := town(3)
	all, err := Stories(t.Context(), records, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for k := range all {
		some := slices.Concat(all[k], all[(k+1)%len(all)])
		again, err := Stories(t.Context(), some, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(all) < 2 || len(again) != 2 {
			t.Fatalf("%d of %d stories are %d", 2, len(all), len(again))
		}
	}
}
