package cite

import (
	"strconv"
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
		for _, c := range r.Citations {
			if e := r.Entity(c.Entity); e == nil || e.Name != c.Outlet || e.Kind != record.Outlet {
				t.Fatalf("citation %+v is of entity %+v", c, e)
			}
		}
	})
}

// Each outlet is one entity, whatever its names in the text run into.
func TestOneEntityAnOutlet(t *testing.T) {
	p := pipeline(t)
	for _, body := range []string{
		"In a Washington Post-ABC News poll, half agreed. The Washington Post reported it. ABC News said so, too.",
		"He told The Times of Malta that he knew. He told the Los Angeles Times the same. The Times wrote it down.",
		"The Los Angeles Times reported the fire. It spread, the Times wrote. The Global Times said so.",
		"Ukrinform reported the delay. The captain told the agency's correspondent why.",
		"The minister told the Bild newspaper that he was tired. Bild reported it on Monday.",
	} {
		r := find(p, &article.Article{ID: "case", Body: body})
		seen := map[string]string{}
		for _, c := range r.Citations {
			if id, ok := seen[c.Outlet]; ok && id != c.Entity {
				t.Errorf("%s\n%s is %s and %s", body, c.Outlet, id, c.Entity)
			}
			seen[c.Outlet] = c.Entity
			if got := r.Name(c.Entity); got != c.Outlet {
				t.Errorf("%s\nthe entity of %s is named %s", body, c.Outlet, got)
			}
		}
	}
}

func TestTheArticlesOwnOutlet(t *testing.T) {
	for _, c := range []struct {
		name, body, url string
		outlet          article.Outlet
		want            []string
	}{
		{"by The", "The dam held.\nSource: Lantern", "", article.Outlet{Name: "The Lantern", Domain: "lantern.example"}, nil},
		{"by address", "The dam held.\nSource: https://www.lantern.example/x", "", article.Outlet{Name: "The Lantern", Domain: "lantern.example"}, nil},
		{"host alone", "The mayor told this newspaper that she knew.", "https://lantern.example/x", article.Outlet{}, []string{"lantern.example true"}},
		{"a namesake", "The Week reported that the dam held.", "https://www.25newsnow.com/x", article.Outlet{}, []string{"The Week false"}},
		{"a section of its own", "The mayor told the Arroyo Gazette that she knew.", "", article.Outlet{Name: "The Arroyo Gazette"}, []string{"The Arroyo Gazette true"}},
	} {
		var got []string
		r := find(pipeline(t), &article.Article{ID: "case", Body: c.body, URL: c.url, Outlet: c.outlet})
		for _, x := range r.Citations {
			got = append(got, x.Outlet+" "+strconv.FormatBool(x.Own))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (- want, + got)\n%s", c.name, diff)
		}
	}
}

// A link in a line for the whole article is the address of its credit.
func TestLinkInASourceLine(t *testing.T) {
	body := "The dam held on Sunday.\nSource: Reuters"
	a := &article.Article{ID: "case", Body: body, Links: []article.Link{{Span: spanOf(t, body, "Reuters"), URL: "https://www.reuters.com/x"}}}
	r := find(pipeline(t), a)
	if len(r.Citations) != 1 || r.Citations[0].URL != "https://www.reuters.com/x" || !r.Citations[0].Whole {
		t.Errorf("citations %+v, want one with the address", r.Citations)
	}
}

// A paper keeps what it carries of an agency in a folder of its own.
func TestAgencyInTheAddress(t *testing.T) {
	for url, want := range map[string]string{
		"https://www.lantern.example/wires/afp/story-12/dam-holds.html":  "wire Agence France-Presse",
		"https://www.lantern.example/news/wires/pa/dam-holds.html":       "wire Press Association",
		"https://www.lantern.example/aponline/2026/03/01/dam-holds.html": "wire Associated Press",
		"https://www.lantern.example/reuters/2026/03/01/dam-holds.html":  "wire Reuters",
		"https://www.lantern.example/pa/dam-holds.html":                  "",
		"https://www.lantern.example/business/reuters/new-chief.html":    "",
		"https://www.lantern.example/wires/reuters":                      "",
		"https://www.reuters.com/reuters/2026/03/01/dam-holds.html":      "",
		"https://www.lantern.example/online/2026/03/01/dam-holds.html":   "",
		"://": "",
	} {
		r := find(pipeline(t), &article.Article{ID: "case", Body: "The dam held on Sunday.", URL: url})
		got := ""
		for _, c := range r.Citations {
			got += string(c.Kind) + " " + c.Outlet
			if !c.Whole {
				t.Errorf("%s: the credit does not stand for the article", url)
			}
		}
		if got != want {
			t.Errorf("%s credits %q, want %q", url, got, want)
		}
	}
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
