package trace

import (
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/record"
)

func TestQuotedWords(t *testing.T) {
	for body, want := range map[string]string{
		"The wall fell.\nWe mend it now, all of us — Ana Petrov (@anapetrov) March 2\nShe left.": "We mend it now all of us — Ana Petrov (@anapetrov) March 2",
		"The wall — a long one — fell (at noon).":                                                "",
		"He read “the wall fell at noon” and \"so it did\" to them.":                             "the wall fell at noon|so it did",
		"A rod of 5\" was bent.\nNobody spoke.":                                                  "was bent",
	} {
		r := &record.Record{Article: &article.Article{Body: body}}
		words := reuse.Cut(body, nil)
		var got []string
		for _, in := range quotedWords(r, words) {
			s := words.Span(in)
			got = append(got, strings.ReplaceAll(s.In(body), ",", ""))
		}
		if strings.Join(got, "|") != want {
			t.Errorf("of %q somebody else's are %q, want %q", body, got, want)
		}
	}
}

// Two articles that show the same post have it from where it was written.
func TestPostIsNoRewrite(t *testing.T) {
	post := words(9, 60) + " — Ana Petrov (@anapetrov) March 2"
	a := report("a", "Post", 0, words(1, 100)+"\n"+post+"\n"+words(2, 100))
	b := report("b", "Echo", 60, words(3, 100)+"\n"+post+"\n"+words(4, 100))
	if got := traced(t, a, b); strings.Contains(got, "rewrite") {
		t.Errorf("traced as %s", got)
	}
	a.Article.Body, b.Article.Body = strings.ReplaceAll(a.Article.Body, "(@anapetrov)", ""), strings.ReplaceAll(b.Article.Body, "(@anapetrov)", "")
	if got := traced(t, a, b); !strings.Contains(got, "a rewrite b") {
		t.Errorf("words that nobody signed are traced as %s", got)
	}
}

// Outlets that are not held are one by their domain or their name; what has no name
// is another one elsewhere.
func TestOutletsOutside(t *testing.T) {
	story, other := words(1, 200), words(2, 200)
	by := func(r *record.Record, outlet, domain string) *record.Record {
		r.Citations = append(r.Citations, record.Citation{ID: "c1", Outlet: outlet, Domain: domain, Kind: record.CreditTo})
		return r
	}
	tr, err := Of(t.Context(), []*record.Record{
		by(report("a", "Post", 0, story), "Erie Times-News", ""), by(report("b", "Echo", 9, other), "The Erie Times News", "goerie.com"),
		by(report("c", "Sun", 30, words(3, 90)), "local media", ""), by(report("d", "Mail", 40, words(4, 90)), "local media", ""),
		by(report("e", "News", 50, words(5, 90)), "Star", "star.example"), by(report("f", "Mirror", 60, words(6, 90)), "Star", "thestar.example"),
	}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range tr.Outside {
		got = append(got, s.Name+" "+s.Domain)
	}
	if s := strings.Join(got, "|"); s != "Erie Times-News goerie.com|local media |local media |Star star.example|Star thestar.example" {
		t.Errorf("outside are %s", s)
	}
}
