package entity_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/entity"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// find is the span of the n-th occurrence, from 0, of words in body.
func find(t *testing.T, body, words string, n int) text.Span {
	t.Helper()
	at := 0
	for ; ; n-- {
		i := strings.Index(body[at:], words)
		if i < 0 {
			t.Fatalf("no %q in %q", words, body)
		}
		at += i
		if n == 0 {
			return text.Span{Start: at, End: at + len(words)}
		}
		at += len(words)
	}
}

func TestMentions(t *testing.T) {
	body := "Finance Minister Ana Petrov’s plan failed. The finance minister wept. “I tried,” she said."
	a := record.Attribution{In: record.InBody, Form: record.Direct}
	a.Source.Spans = []text.Span{find(t, body, "she", 0)}
	a.Content.Spans = []text.Span{find(t, body, "“I tried,”", 0)}
	entities := entity.Resolve(pipeline(t).Run(body, nil), nil, []record.Attribution{a})
	want := []record.Mention{
		{Span: find(t, body, "Ana Petrov", 0), Form: record.ByName},
		{Span: find(t, body, "The finance minister", 0), Form: record.ByNominal},
		{Span: find(t, body, "I", 0), Form: record.ByPronoun},
		{Span: find(t, body, "she", 0), Form: record.ByPronoun},
	}
	if diff := cmp.Diff(want, entities[0].Mentions); diff != "" {
		t.Error(diff)
	}
}

func TestTitle(t *testing.T) {
	p := pipeline(t)
	title := "Petrov says plan is dead"
	a := record.Attribution{In: record.InTitle, Form: record.Indirect}
	a.Source.Spans = []text.Span{find(t, title, "Petrov", 0)}
	a.Content.Spans = []text.Span{find(t, title, "plan is dead", 0)}
	atts := []record.Attribution{a}
	entities := entity.Resolve(p.Run("It was Ana Petrov who spoke.", nil), p.Run(title, nil), atts)
	if len(entities) != 1 || entities[0].Name != "Ana Petrov" || atts[0].Source.Entity != "e1" {
		t.Errorf("entities %+v, source %q", entities, atts[0].Source.Entity)
	}
	if len(entities[0].Mentions) != 1 {
		t.Errorf("mentions %v, want the one in the body", entities[0].Mentions)
	}
}

// TestFurniture gives a source in furniture, where no names are read, an
// entity of its own.
func TestFurniture(t *testing.T) {
	body := "Read more: Bell says no\nAnn Lee left."
	a := record.Attribution{In: record.InFurniture}
	a.Source.Spans = []text.Span{find(t, body, "Bell", 0)}
	a.Content.Spans = []text.Span{find(t, body, "no", 0)}
	atts := []record.Attribution{a}
	entities := entity.Resolve(pipeline(t).Run(body, []text.Span{{Start: 0, End: 23}}), nil, atts)
	if got := entities[len(entities)-1]; got.Name != "Bell" || got.ID != atts[0].Source.Entity {
		t.Errorf("entities %+v, source %q", entities, atts[0].Source.Entity)
	}
}

func TestNothing(t *testing.T) {
	if got := entity.Resolve(pipeline(t).Run("", nil), nil, nil); len(got) != 0 {
		t.Errorf("entities of an empty text: %v", got)
	}
}

// checkEntities fails where the record of body does not keep its promises, or
// mentions of an entity overlap.
func checkEntities(t testing.TB, body string, entities []record.Entity, atts []record.Attribution) {
	t.Helper()
	r := &record.Record{Article: &article.Article{ID: "x", Body: body}, Entities: entities, Attributions: atts}
	if err := r.Check(); err != nil {
		t.Error(err)
	}
	first := -1
	for _, e := range entities {
		last := 0
		for _, m := range e.Mentions {
			if m.Span.Start < last {
				t.Errorf("%s %s: mention %v overlaps or precedes one before it", e.ID, e.Name, m.Span)
			}
			last = m.Span.End
		}
		if len(e.Mentions) > 0 {
			if e.Mentions[0].Span.Start < first {
				t.Errorf("%s %s stands behind an entity that is mentioned later", e.ID, e.Name)
			}
			first = e.Mentions[0].Span.Start
		}
	}
	for i := range atts {
		if a := &atts[i]; a.Source.Entity == "" && words(text.Cut(body, a.Source.Spans)) > 1 { // one may be "who"
			t.Errorf("source %q has no entity", text.Cut(body, a.Source.Spans))
		}
	}
}

// words counts what has a letter in it.
func words(s string) (n int) {
	for w := range strings.FieldsSeq(s) {
		if strings.ContainsFunc(w, unicode.IsLetter) {
			n++
		}
	}
	return n
}

// cuts makes attributions of a text by cutting it at the numbers of cut.
func cuts(body string, cut []byte) []record.Attribution {
	var atts []record.Attribution
	at := func(b byte) int { return int(b) * len(body) / 256 }
	for ; len(cut) >= 4 && len(atts) < 20; cut = cut[4:] {
		source, content := text.Span{Start: at(cut[0]), End: at(cut[0]) + int(cut[1])%24}, text.Span{Start: at(cut[2]), End: at(cut[2]) + int(cut[3])}
		if !content.Within(body) || source.Overlaps(content) {
			continue
		}
		a := record.Attribution{ID: fmt.Sprintf("a%d", len(atts)+1), In: record.InBody, Form: record.Direct}
		a.Content.Spans = []text.Span{content}
		if source.Within(body) {
			a.Source.Spans = []text.Span{source}
		}
		atts = append(atts, a)
	}
	return atts
}

func FuzzResolve(f *testing.F) {
	f.Add("Ana Petrov, the minister, said “I think so,” and he told her lawyer, Tom Bell, that it (the CDC) lied.", []byte{0, 10, 80, 40, 150, 3, 200, 30})
	f.Add("who which that, said he. The of for “I” Mr. 's — (D-Va.)", []byte{0, 3, 100, 20, 4, 5, 60, 40, 90, 12, 150, 9})
	p := pipeline(f)
	f.Fuzz(func(t *testing.T, body string, cut []byte) {
		body = strings.ToValidUTF8(body, "")
		atts := cuts(body, cut)
		checkEntities(t, body, entity.Resolve(p.Run(body, nil), nil, atts), atts)
	})
}

// TestManyNames resolves texts with 20,000 names each: all different, all of one
// surname, one and the same, and full of pronouns and nested speech.
func TestManyNames(t *testing.T) {
	p := pipeline(t)
	for name, unit := range map[string]string{
		"different": "Then Ann L%dx spoke to Tom B%[1]dx. ", "one surname": "Then A%dx Lee met B%[1]dx Lee. ",
		"one": "Then Ann Lee met Mr. Lee %d. ", "pronouns": "President Ann Lee, the %dth minister, who was her aide, met him. ",
		"bodies": "The Bank of L%dx met the Trade Ministry. ",
	} {
		var b strings.Builder
		for i := range 10_000 {
			fmt.Fprintf(&b, unit, i)
		}
		body := b.String()
		d := p.Run(body, nil)
		var atts []record.Attribution
		for i, s := range d.Sents[:len(d.Sents)/2] {
			a := record.Attribution{ID: fmt.Sprintf("a%d", i+1), In: record.InBody, Form: record.Direct}
			a.Source.Spans, a.Content.Spans = []text.Span{d.Tokens[s.From].Span}, []text.Span{{Start: d.Tokens[s.From+1].Start, End: len(body)}}
			atts = append(atts, a)
		}
		if got := len(entity.Resolve(d, nil, atts)); got == 0 || got > len(d.Names)+1 {
			t.Errorf("%s: %d entities of %d names", name, got, len(d.Names))
		}
	}
}

func BenchmarkResolve(b *testing.B) {
	body := strings.Repeat("President Nadia Farouk told the Harlow Chronicle on Monday that the Department of Fair Trade would close. "+
		"“We have no money left, and nobody seems to care about it,” she said. Officials said the plan was old.\n", 500)
	d := pipeline(b).Run(body, nil)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		entity.Resolve(d, nil, nil)
	}
}
