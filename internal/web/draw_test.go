package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/trace"
)

func days(from string, counts map[int]int) []store.DayCount {
	first, _ := time.Parse(time.DateOnly, from)
	var out []store.DayCount
	for d := range 20_000 {
		if n := counts[d]; n > 0 {
			out = append(out, store.DayCount{Day: first.AddDate(0, 0, d), Statements: n})
		}
	}
	return out
}

func TestTimeline(t *testing.T) {
	for _, c := range []struct {
		counts map[int]int
		unit   string
		bars   string // label and number of those that have any
	}{
		{map[int]int{0: 5}, "", ""},
		{map[int]int{0: 4, 2: 1}, "day", "31 Dec 2025 4, 2 Jan 2026 1"},
		{map[int]int{0: 1, 80: 2}, "week", "week of 29 Dec 2025 1, week of 16 Mar 2026 2"},
		{map[int]int{0: 1, 1: 3, 700: 2}, "month", "December 2025 1, January 2026 3, December 2027 2"},
		{map[int]int{0: 1, 5000: 2}, "year", "2025 1, 2039 2"},
		{map[int]int{0: 1, 1: 1, 19_000: 2}, "year", "2025 1, 2026 1, 2078 2"},
	} {
		got := timeline(days("2025-12-31", c.counts), func(from, to string) string { return from + ".." + to })
		if got == nil {
			if c.unit != "" {
				t.Errorf("%v: nothing is drawn", c.counts)
			}
			continue
		}
		var bars []string
		sum := 0
		for _, b := range got.Bars {
			if sum += b.Statements; b.Statements > 0 {
				bars = append(bars, fmt.Sprint(b.Label, " ", b.Statements))
			}
			if b.Height > chartHeight || b.Y+b.Height != chartHeight {
				t.Errorf("%v: bar %+v", c.counts, b)
			}
		}
		if s := strings.Join(bars, ", "); s != c.bars || got.Unit != c.unit {
			t.Errorf("%v: by %s: %s; want by %s: %s", c.counts, got.Unit, s, c.unit, c.bars)
		}
	}
}

func TestStripDates(t *testing.T) {
	if got := stripDates(`pumps after:2026-01-01 speaker:lee before:"2026-02-01" thereafter:2`); got != `pumps speaker:lee thereafter:2` {
		t.Errorf("%q", got)
	}
}

// tree is a source that so many others copy, minutes later.
func copied(outlet string, copies int) *export.SourceTree {
	at := func(n int) export.ToldArticle {
		m := article.At(time.Date(2026, 3, 1, 9, n, 0, 0, time.UTC))
		return export.ToldArticle{N: n + 1, ID: fmt.Sprint(outlet, n), Outlet: outlet, Published: m, Held: true}
	}
	b := &export.SourceTree{Article: at(0)}
	for i := range copies {
		b.Branches = append(b.Branches, &export.SourceTree{Article: at(i + 1), From: &export.ToldEdge{Kind: trace.Copy}})
	}
	return b
}

func TestGraph(t *testing.T) {
	if draw(&export.Told{Apart: []export.ToldArticle{{N: 1}}}) != nil {
		t.Error("a story without sources is drawn")
	}
	agency := copied("Agency", 1)
	agency.Article.Agency, agency.Article.Held = true, false
	g := draw(&export.Told{Trees: []*export.SourceTree{copied("Lantern", 20), agency}})
	if g.Nodes[0].Label != "Agency 1" || g.Nodes[0].Held || g.Lane == 0 {
		t.Errorf("the agency does not come first: %+v", g.Nodes[0])
	}
	if len(g.Nodes)+g.Hidden != 23 || g.Hidden != 20-mostCopies {
		t.Errorf("%d rows and %d counted of 23", len(g.Nodes), g.Hidden)
	}
	last := map[int]bool{}
	for _, n := range g.Nodes {
		if n.X < 0 || n.X > graphWidth-graphRight || n.Y > g.Height || last[n.Y] {
			t.Errorf("node %+v", n)
		}
		last[n.Y] = true
	}
	for _, l := range g.Lines {
		var x, y, down, right int
		if _, err := fmt.Sscanf(l.D, "M%d %dV%dH%d", &x, &y, &down, &right); err != nil || down <= y || right < x {
			t.Errorf("line %+v", l)
		}
	}
}

func TestGraphOfVeryMany(t *testing.T) {
	told := &export.Told{}
	for i := range 400 {
		told.Trees = append(told.Trees, copied(fmt.Sprint("O", i), 1))
	}
	g := draw(told)
	if len(g.Nodes) > mostRows+1 || len(g.Nodes)+g.Hidden != 800 {
		t.Errorf("%d rows and %d counted of 800", len(g.Nodes), g.Hidden)
	}
}
