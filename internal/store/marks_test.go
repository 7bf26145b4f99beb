package store

import (
	"slices"
	"testing"
)

func TestMarker(t *testing.T) {
	for _, c := range []struct {
		query, text string
		want        []string
	}{
		{"pumps", "The Pumps, and pump.", []string{"Pumps"}},
		{`"élysée palace" medd*`, "Meddling with the Elysee", []string{"Meddling", "Elysee"}},
		{"speaker:pen -ferry act:deny", "Le Pen and the ferry deny", nil},
		{"late", "", nil},
	} {
		q, err := Parse(c.query)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range q.Marker().Spans(c.text) {
			got = append(got, s.In(c.text))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s in %q: %q; want %q", c.query, c.text, got, c.want)
		}
	}
}
