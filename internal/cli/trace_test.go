package cli

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/store/sqlite"
	"github.com/hearsay-news/hearsay/record"
)

// Where there are too many relatives, the nearest are compared, and that is said.
func TestNeighbourhood(t *testing.T) {
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "news.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	body := strings.Repeat("It rained in Elder, and nobody had a boat that was dry enough to sell. ", 3)
	var all []*record.Record
	for i := range 5 {
		all = append(all, &record.Record{Analyzer: "test", Article: &article.Article{ID: fmt.Sprint(i), Body: body}})
	}
	if _, err := st.Put(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	for most, want := range map[int]int{100: 5, 2: 3} {
		var stderr bytes.Buffer
		tr := &tracing{ctx: t.Context(), stderr: &stderr, most: most}
		records, err := tr.neighbourhood(st, "x", all[:1])
		if err != nil || len(records) != want || (stderr.Len() > 0) != (most == 2) {
			t.Errorf("at most %d: %d records, %v, %q", most, len(records), err, stderr.String())
		}
	}
}
