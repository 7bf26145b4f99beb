package cli

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/store/sqlite"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// on is a record of an article that was published so many days after the first
// of March, and in which somebody says something.
func on(id string, days int) *record.Record {
	a := &article.Article{ID: id, Body: "“Rain,” " + id + " said.", Published: article.At(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, days))}
	return &record.Record{Analyzer: "test", Article: a, Attributions: []record.Attribution{{
		ID: "a1", In: record.InBody, Form: record.Direct, Act: "state", Content: record.Part{Spans: []text.Span{{Start: 0, End: len("“Rain,”")}}},
	}}}
}

func undated(id string) *record.Record {
	r := on(id, 0)
	r.Article.Published = article.Moment{}
	return r
}

func TestSpans(t *testing.T) {
	day := 24 * time.Hour
	var got []string
	for _, q := range spans([]*record.Record{on("c", 40), on("a", 0), on("b", 8)}, 5*day) {
		got = append(got, q.After.Format("2 Jan")+"-"+q.Before.Format("2 Jan"))
	}
	if s := strings.Join(got, " "); s != "24 Feb-14 Mar 5 Apr-15 Apr" {
		t.Errorf("spans %s", s)
	}
	if qs := spans([]*record.Record{on("a", 0), undated("b")}, day); len(qs) != 1 || !qs[0].Empty() {
		t.Errorf("without a date: %v", qs)
	}
}

// The neighbourhood is that of some days, or where there is too much in these,
// what the index finds.
func TestNeighbourhood(t *testing.T) {
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "news.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	all := []*record.Record{on("a", 0), on("b", 3), on("c", 10), on("d", 100), undated("e")}
	if _, err := st.Put(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		of    *record.Record
		most  int
		want  string
		notes int // how often it is said that not all are compared
	}{
		{all[0], 100, "a b c", 0},
		{all[0], 2, "a b", 1},
		{all[4], 100, "e a b c d", 0},
		{all[4], 3, "e", 1},
	} {
		var stderr bytes.Buffer
		tr := &tracing{ctx: t.Context(), stderr: &stderr, most: c.most}
		records, err := tr.neighbourhood(st, "x", []*record.Record{c.of})
		var ids []string
		for _, r := range records {
			ids = append(ids, r.Article.ID)
		}
		if got := strings.Join(ids, " "); got != c.want || err != nil {
			t.Errorf("%s, at most %d: %v, %v, want %s", c.of.Article.ID, c.most, ids, err, c.want)
		}
		if n := strings.Count(stderr.String(), "those that share text or names are compared\n"); n != c.notes {
			t.Errorf("%s, at most %d: %q", c.of.Article.ID, c.most, stderr.String())
		}
	}
}
