package trace

import (
	"slices"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/record"
)

// sides are two stories of their own: a copy and its source each, and in both
// the same words quoted, weeks apart.
func sides(t *testing.T) *Trace {
	t.Helper()
	const said = "we shall mend the wall before the first frost comes to the valley"
	first, second := words(1, 200), words(2, 200)
	records := []*record.Record{
		says(report("a1", "Alpha", 0, first), "Ann Lee", said),
		credits(report("a2", "Beta", 60, first+" and so on"), "Alpha", record.CreditTo, true),
		says(report("b1", "Gamma", 60*24*40, second), "Ann Lee", said),
		credits(report("b2", "Delta", 60*24*40+90, second+" and so on"), "Gamma", record.CreditTo, true),
		credits(report("b3", "Zeta", 60*24*40+99, second+" and more"), "The Guardian", record.Wire, true),
	}
	tr, err := Of(t.Context(), records, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// What is picked is whole: every number in it leads to what it led to before.
func TestPick(t *testing.T) {
	tr := sides(t)
	at := slices.IndexFunc(tr.Records, func(r *record.Record) bool { return r.Article.ID == "b2" })
	got := tr.Pick([]int{tr.StoryOf(at)})
	var ids []string
	for _, r := range got.Records {
		ids = append(ids, r.Article.ID)
	}
	if s := strings.Join(ids, " "); s != "a1 b1 b2 b3" { // a1 for the words that it shares
		t.Errorf("records %s", s)
	}
	if len(got.Stories) != 1 || len(got.Families) != 1 || len(got.Outside) != 1 || got.Outside[0].Name != "The Guardian" {
		t.Errorf("%d stories, %d families, outside %v", len(got.Stories), len(got.Families), got.Outside)
	}
	for _, n := range got.Stories[0].Articles {
		if id := got.Records[n].Article.ID; id[0] != 'b' {
			t.Errorf("%s is in the story", id)
		}
	}
	for q := range got.Families[0].Quotations() {
		r, a := got.Attribution(&got.Quotes[q])
		if a.ID != "a1" || r.Article.ID != "a1" && r.Article.ID != "b1" {
			t.Errorf("quotation of %s", r.Article.ID)
		}
	}
	for _, e := range got.Edges {
		if to := got.Records[e.To].Article.ID; to[0] != 'b' || got.Name(e.From) == "" {
			t.Errorf("edge from %s to %s", got.Name(e.From), to)
		}
	}
	if all := tr.Pick([]int{0, 1}); len(all.Edges) != len(tr.Edges) || len(all.Shared) != len(tr.Shared) || len(all.Quotes) != len(tr.Quotes) || len(all.Altered) != len(tr.Altered) {
		t.Error("picking everything loses something")
	}
}

func TestApart(t *testing.T) {
	tr := sides(t)
	for _, c := range []struct{ from, to, want string }{
		{"a1", "a2", "60 minutes later"}, {"a2", "a1", "60 minutes earlier"}, {"b2", "b3", "9 minutes later"}, {"a1", "b1", "40 days later"},
	} {
		at := func(id string) int {
			return slices.IndexFunc(tr.Records, func(r *record.Record) bool { return r.Article.ID == id })
		}
		if got := tr.Apart(Edge{From: Held(at(c.from)), To: at(c.to)}); got != c.want {
			t.Errorf("%s to %s: %q, want %q", c.from, c.to, got, c.want)
		}
	}
	if got := tr.Apart(Edge{From: Outside(0), To: 0}); got != "" {
		t.Errorf("from outside: %q", got)
	}
	if tr.StoryOf(len(tr.Records)) != -1 {
		t.Error("a record that is not there has a story")
	}
}
