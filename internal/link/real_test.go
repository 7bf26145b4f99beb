package link

import (
	"bufio"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/sqlite/sqlitetest"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/record"
)

// newsClusters are articles of many outlets on some events, which are not in the
// repository, as they are analysed.
func newsClusters(t *testing.T) (records []*record.Record, events map[string]int) {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "reuse", "news-clusters.jsonl"))
	if err != nil {
		t.Skipf("the news clusters are not beside the checkout: %v", err)
	}
	defer f.Close()
	events = map[string]int{}
	z := hearsay.New()
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
		r, err := z.Analyze(t.Context(), &article.Article{
			ID: a.URL, URL: a.URL, Outlet: article.Outlet{Domain: a.Domain}, Title: a.Title, Published: when, Body: a.Text, Language: "en",
		})
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	return records, events
}

// bCubed is how well what was found agrees with what is so, of all articles in the
// mean (B³: Bagga and Baldwin 1998).
func bCubed(found, gold map[string]int) (precision, recall float64) {
	for i := range gold {
		both, same, together := 0, 0, 0
		for j := range gold {
			g, f := gold[i] == gold[j], found[i] == found[j]
			if g {
				same++
			}
			if f {
				together++
			}
			if g && f {
				both++
			}
		}
		precision += float64(both) / float64(together) / float64(len(gold))
		recall += float64(both) / float64(same) / float64(len(gold))
	}
	return precision, recall
}

// The stories of real news are those of one trace of all of it, nearly, though it
// comes in some order, a few at a time; and they are as good.
func TestStoriesOfRealNews(t *testing.T) {
	if testing.Short() || raced {
		t.Skip("it analyses 400 articles, and looks for no race; run without -short and -race")
	}
	records, events := newsClusters(t)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
	st := sqlitetest.Open(t)
	for some := range slices.Chunk(records, 20) {
		put(t, st, some...)
		linkAll(t, st)
	}
	stories, err := trace.Stories(t.Context(), records, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	one, kept := map[string]int{}, map[string]int{}
	for k, s := range stories {
		for _, r := range s {
			one[r.Article.ID] = k
		}
	}
	for i, r := range records {
		kept[r.Article.ID] = -i
		if x, err := st.StoryOf(t.Context(), r.Article.ID); err == nil {
			kept[r.Article.ID] = int(x.ID)
		} else if err != store.ErrNotFound {
			t.Fatal(err)
		}
	}
	precision, recall := bCubed(kept, one)
	t.Logf("against one trace: B³ precision %.3f, recall %.3f", precision, recall)
	if precision < 0.97 || recall < 0.97 {
		t.Errorf("against one trace: B³ precision %.3f, recall %.3f", precision, recall)
	}
	precision, recall = bCubed(kept, events)
	t.Logf("against the events: B³ precision %.3f, recall %.3f", precision, recall)
	if precision < 0.95 || recall < 0.70 {
		t.Errorf("against the events: B³ precision %.3f, recall %.3f", precision, recall)
	}
}
