package driver

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
)

func TestTokens(t *testing.T) {
	for text, want := range map[string]string{
		"The Élysée's e-mail: 3.5 %": "the elysee s e mail 3 5",
		"x² ½ №5 snake_case":         "x² ½ 5 snake case",
		"İstanbul STRASSE ﬁre":       "istanbul strasse ﬁre",
		" … — '":                     "",
		"日本 Москва":                  "日本 москва",
	} {
		if got := strings.Join(slices.Collect(Tokens(text)), " "); got != want {
			t.Errorf("%q has the words %q, want %q", text, got, want)
		}
	}
}

// Rows stand in the order of publication, then of arrival; of an article, the
// first statement is the last row.
func TestPlacesAreInOrder(t *testing.T) {
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	rows := []int64{
		Row(Place(time.Time{}, 9), 0), Row(Place(time.Unix(-5, 0), 10), 0),
		Row(Place(day, 7), 3), Row(Place(day, 7), 0), Row(Place(day, 8), MostIndexed-1), Row(Place(day, 8), 0), Row(Place(day.Add(time.Minute), 1), 0),
		Row(Place(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), MostArticles-1), 0),
	}
	if !slices.IsSorted(rows) || rows[0] < 0 {
		t.Errorf("%v are not in order", rows)
	}
	if number, n := NumberOf(rows[2]); number != 7 || n != 3 {
		t.Errorf("row %d is statement %d of article %d", rows[2], n, number)
	}
	from, to := Range(&store.Query{After: day, Before: day.Add(time.Minute)}, 0)
	for i, row := range rows {
		if in := row >= from && row < to; in != (i >= 2 && i <= 5) {
			t.Errorf("row %d is within the minute: %v", i, in)
		}
	}
	from, _ = Range(&store.Query{After: time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC)}, 0)
	if rows[0] >= from || rows[1] < from {
		t.Errorf("after 1960 are the rows from %d on, and not what has no date", from)
	}
}
