package cli

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/store"
)

// Where there are more outlets than are named, the articles of the others are
// counted, too.
func TestStatsCountsOtherOutlets(t *testing.T) {
	shown := func(outlets int) string {
		n := &store.Stats{Articles: 25}
		for i := range outlets {
			n.Outlets = append(n.Outlets, store.OutletCount{Name: fmt.Sprint("Paper", i), Articles: 2})
		}
		var b bytes.Buffer
		if err := showStats(&b, "news.db", n); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	if got := shown(store.MostOutlets); !strings.Contains(got, "Paper9 2, others 5\n") {
		t.Errorf("%s", got)
	}
	if got := shown(2); strings.Contains(got, "others") {
		t.Errorf("%s", got)
	}
}
