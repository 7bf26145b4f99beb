package record_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// find is the span of words in s.
func find(s, words string) []text.Span {
	i := strings.Index(s, words)
	return []text.Span{{Start: i, End: i + len(words)}}
}

func small() *record.Record {
	body := "“Sí, we won,” Ann Lee said."
	return &record.Record{
		Article:  &article.Article{ID: "n1", Body: body},
		Entities: []record.Entity{{ID: "e1", Kind: record.Person, Name: "Ann Lee"}},
		Attributions: []record.Attribution{{
			ID: "a1", In: record.InBody, Form: record.Direct, Act: "state", Confidence: 0.9,
			Source:  record.Source{Part: record.Part{Spans: find(body, "Ann Lee")}, Entity: "e1"},
			Cue:     record.Cue{Part: record.Part{Spans: find(body, "said")}, Lemma: "say"},
			Content: record.Part{Spans: find(body, "“Sí, we won,”")},
		}},
	}
}

func ExampleRecord() {
	r := small()
	for _, a := range r.Attributions {
		fmt.Println(r.Name(a.Source.Entity), r.Words(&a, a.Cue.Spans), r.Words(&a, a.Content.Spans))
	}
	// Output: Ann Lee said “Sí, we won,”
}

// Offsets in JSON count code points, whatever the letters take in bytes.
func ExampleRecord_MarshalJSON() {
	b, err := json.Marshal(small())
	if err != nil {
		fmt.Println(err)
		return
	}
	var doc struct {
		Attributions []struct {
			Content struct {
				Spans [][2]int
				Text  string
			}
		}
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		fmt.Println(err)
		return
	}
	content := doc.Attributions[0].Content
	fmt.Println(content.Spans, content.Text)
	// Output: [[0 13]] “Sí, we won,”
}

func ExampleRecord_Check() {
	r := small()
	r.Attributions[0].Source.Entity = "e7"
	fmt.Println(r.Check())
	// Output: check record n1: a1: no such id e7
}

func ExampleSchema() {
	var s struct{ Title string }
	if err := json.Unmarshal(record.Schema(), &s); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Title)
	// Output: Hearsay record, version 1
}
