package cite

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// spanOf is where words first stand in body.
func spanOf(t *testing.T, body, words string) text.Span {
	t.Helper()
	i := strings.Index(body, words)
	if i < 0 {
		t.Fatalf("%q is not in the case", words)
	}
	return text.Span{Start: i, End: i + len(words)}
}

func attribution(t *testing.T, body, id, who, entity, what string) record.Attribution {
	a := record.Attribution{ID: id, In: record.InBody, Form: record.Indirect}
	a.Source.Spans, a.Source.Entity = []text.Span{spanOf(t, body, who)}, entity
	a.Content.Spans = []text.Span{spanOf(t, body, what)}
	return a
}

func TestCitationsCoverTheStatementsOfTheirSource(t *testing.T) {
	body := "Ana Petrov told CNN the dam will hold. She added that repairs would wait. Tom Hale said he doubted it."
	r := &record.Record{
		Article: &article.Article{ID: "case", Body: body},
		Entities: []record.Entity{
			{ID: "e1", Kind: record.Person, Name: "Ana Petrov"}, {ID: "e4", Kind: record.Person, Name: "Tom Hale"},
		},
		Attributions: []record.Attribution{
			attribution(t, body, "a1", "Ana Petrov", "e1", "the dam will hold"),
			attribution(t, body, "a2", "She", "e1", "repairs would wait"),
			attribution(t, body, "a3", "Tom Hale", "e4", "he doubted it"),
		},
	}
	Find(pipeline(t).Run(body, nil), r)
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}
	if len(r.Citations) != 1 {
		t.Fatalf("%d citations, want 1", len(r.Citations))
	}
	if diff := cmp.Diff([]string{"a1", "a2"}, r.Citations[0].Covers); diff != "" {
		t.Errorf("covers (- want, + got)\n%s", diff)
	}
	for i, want := range [][]string{{"c1"}, {"c1"}, nil} {
		if diff := cmp.Diff(want, r.Attributions[i].Via); diff != "" {
			t.Errorf("via of %s (- want, + got)\n%s", r.Attributions[i].ID, diff)
		}
	}
	e := r.Entity(r.Citations[0].Entity)
	if e == nil || e.ID != "e5" || e.Kind != record.Outlet || e.Name != "CNN" || len(e.Mentions) != 1 {
		t.Errorf("entity %+v, want a new outlet e5 CNN with one mention", e)
	}
}

func TestCitationsUseTheEntityThatIsThere(t *testing.T) {
	body := "The AP reported the flood. The Associated Press said two died."
	r := &record.Record{
		Article: &article.Article{ID: "case", Body: body},
		Entities: []record.Entity{{
			ID: "e1", Kind: record.Organisation, Name: "Associated Press",
			Mentions: []record.Mention{{Span: spanOf(t, body, "Associated Press"), Form: record.ByName}},
		}},
	}
	Find(pipeline(t).Run(body, nil), r)
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}
	if len(r.Entities) != 1 || len(r.Citations) != 2 || r.Citations[0].Entity != "e1" || r.Citations[1].Entity != "e1" {
		t.Fatalf("citations %+v of entities %+v, want two of e1", r.Citations, r.Entities)
	}
	if n := len(r.Entities[0].Mentions); n != 2 {
		t.Errorf("%d mentions, want 2", n)
	}
}

func TestBylinesAndLinks(t *testing.T) {
	body := "The river rose, people said. The mayor is said to be away."
	a := &article.Article{
		ID: "case", Body: body, Byline: []string{"By Jane Doe, Associated Press", "Tom Roe"},
		Outlet: article.Outlet{Name: "The Lantern", Domain: "lantern.example"},
		Links: []article.Link{
			{Span: spanOf(t, body, "people said"), URL: "https://www.theguardian.com/world/2026/x"},
			{Span: spanOf(t, body, "The mayor"), URL: "https://lantern.example/mayor"},
		},
		Furniture: []article.Furniture{},
	}
	r := find(pipeline(t), a)
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}
	want := []string{"wire | Associated Press | ", "link | The Guardian | people said"}
	if diff := cmp.Diff(want, got(r)); diff != "" {
		t.Errorf("(- want, + got)\n%s", diff)
	}
}

// Find keeps what the record promises on any text, with attributions and
// entities wherever they stand.
func FuzzFind(f *testing.F) {
	for _, s := range []string{
		"", "MOSCOW (AP) — As reported by A citing B, the dam holds.", "“The ‘Times’ told CNN's “New Day”",
		"the newspaper the newspaper said. Radio said", "h/t", "h/t The Hill", "Source: https://", "By , Reuters\n\n(Reuters)",
		"a Washington Post-ABC News poll / - / poll", strings.Repeat("CNN, ", 300) + "reported", strings.Repeat("the ", 300) + "Times",
		"This story was originally published by", "Republished from “The”", "\xff\xfe CNN’s \x80 told", "Российские news agencies reported ТАСС",
	} {
		f.Add(s)
	}
	p := pipeline(f)
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "?")
		if s == "" {
			return
		}
		r := find(p, &article.Article{ID: "case", Body: s, Outlet: article.Outlet{Name: "The Times"}})
		if err := r.Check(); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	line := "The mayor told CNN on Monday that the bridge would close. As The Lantern Post reported, citing Reuters, nobody was hurt. " +
		"The council of Hill County met in the evening and voted for a new school, a park and two bridges over the river Arroyo. "
	body := strings.Repeat(line+line+"\n", 40)
	d := pipeline(b).Run(body, nil)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		Find(d, &record.Record{Article: &article.Article{ID: "case", Body: body}})
	}
}
