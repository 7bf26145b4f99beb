package trace

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/record"
)

// newsClusters are articles of many outlets on some events, which are not in the
// repository.
func newsClusters(t *testing.T) (records []*record.Record, events map[string]int) {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", "reuse", "news-clusters.jsonl")
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("the news clusters are not beside the checkout: %v", err)
	}
	defer f.Close()
	events = map[string]int{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var a struct {
			URL, Domain, Title, Published, Text string
			Event                               int
		}
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		when, _ := article.ParseMoment(a.Published)
		events[a.URL] = a.Event
		records = append(records, &record.Record{Article: &article.Article{
			ID: a.URL, URL: a.URL, Outlet: article.Outlet{Domain: a.Domain}, Title: a.Title, Published: when, Body: a.Text,
		}})
	}
	return records, events
}

// Every pair of articles that shares 0.3 of its eight-word sequences is found,
// and no pair that shares less than 0.02 is called a copy.
func TestPairsOfRealNews(t *testing.T) {
	records, _ := newsClusters(t)
	tr, err := Of(t.Context(), records, Options{})
	if err != nil {
		t.Fatal(err)
	}
	found, copied := map[[2]int]bool{}, map[[2]int]bool{}
	for _, s := range tr.Shared {
		found[[2]int{s.A, s.B}] = true
	}
	for _, e := range tr.Edges {
		if from, held := e.From.Record(); held && e.Kind == Copy {
			copied[[2]int{min(from, e.To), max(from, e.To)}] = true
		}
	}
	grams := make([]map[uint64]bool, len(tr.Records))
	for n, r := range tr.Records {
		grams[n] = map[uint64]bool{}
		for _, g := range reuse.Cut(r.Article.Body, nil).Grams(8) {
			grams[n][g] = true
		}
	}
	pairs, missed := 0, 0
	for b := range grams {
		for a := range b {
			share := containment(grams[a], grams[b])
			if share >= 0.3 {
				pairs++
				if !found[[2]int{a, b}] {
					missed++
					t.Logf("%.2f of %s and %s", share, tr.Records[a].Article.URL, tr.Records[b].Article.URL)
				}
			}
			if share < 0.02 && copied[[2]int{a, b}] {
				t.Errorf("%s is called a copy of %s, %.3f", tr.Records[b].Article.URL, tr.Records[a].Article.URL, share)
			}
		}
	}
	if pairs < 50 || missed*100 > pairs {
		t.Errorf("%d of %d pairs are missed", missed, pairs)
	}
}

func containment(a, b map[uint64]bool) float64 {
	n := 0
	for g := range a {
		if b[g] {
			n++
		}
	}
	return float64(n) / float64(max(1, min(len(a), len(b))))
}

// Articles of one event are put into one story, and others not (B³: Bagga and
// Baldwin 1998).
func TestStoriesOfRealNews(t *testing.T) {
	records, events := newsClusters(t)
	tr, err := Of(t.Context(), records, Options{})
	if err != nil {
		t.Fatal(err)
	}
	story := map[int]int{}
	for k, s := range tr.Stories {
		for _, n := range s.Articles {
			story[n] = k
		}
	}
	var precision, recall float64
	for i, r := range tr.Records {
		both, gold, found := 0, 0, 0
		for j, o := range tr.Records {
			e, s := events[r.Article.URL] == events[o.Article.URL], story[i] == story[j]
			if e {
				gold++
			}
			if s {
				found++
			}
			if e && s {
				both++
			}
		}
		precision += float64(both) / float64(found) / float64(len(tr.Records))
		recall += float64(both) / float64(gold) / float64(len(tr.Records))
	}
	t.Logf("B³ precision %.3f, recall %.3f", precision, recall)
	if precision < 0.95 || recall < 0.70 {
		t.Errorf("B³ precision %.3f, recall %.3f", precision, recall)
	}
}
