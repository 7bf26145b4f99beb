package web

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/trace"
)

// graph is the picture of who has a story from whom: a row for each article,
// time from left to right, agencies first. A line goes down from a source and
// then to the right, to each that has it from there.
type graph struct {
	Width, Height int
	Nodes         []node
	Lines         []line
	Ticks         []tick
	Lane          int          // height of the lane of the agencies; 0: there is none
	Hidden        int          // articles that are but counted
	Kinds         []trace.Kind // of the lines
	rows          map[*export.SourceTree]int
	at            func(export.ToldArticle) int
}

// node is an article, an outlet that is not held, or several articles that are
// but counted.
type node struct {
	X, Y    int
	Label   string
	Title   string
	Path    string // "": it leads nowhere
	Held    bool
	Counted bool
}

// LabelX is where the label begins.
func (n node) LabelX() int { return n.X + 9 }

// TextY is the line that the letters of the label stand on.
func (n node) TextY() int { return n.Y + 4 }

// line leads from a source to who has it from there.
type line struct {
	D         string // the way, in the language of SVG
	Kind      trace.Kind
	Undecided bool
	Title     string
	Path      string // of the evidence
}

// tick is a day on the axis.
type tick struct {
	X     int
	Label string
}

// The measures of the graph, in units of the picture.
const (
	graphWidth = 960
	graphLeft  = 110 // room for outlets that are not held
	graphRight = 190 // room for the label of the last
	graphTop   = 26
	rowHeight  = 22
	mostRows   = 90
	mostCopies = 8 // copies of one source that have a row each
)

// draw lays out the sources of a story; nil where there is nothing to draw.
func draw(t *export.Told) *graph {
	if len(t.Trees) == 0 {
		return nil
	}
	g := &graph{Width: graphWidth, rows: map[*export.SourceTree]int{}}
	g.scale(t)
	trees := slices.Clone(t.Trees)
	slices.SortStableFunc(trees, func(a, b *export.SourceTree) int { return cmp.Compare(rank(a), rank(b)) })
	y := graphTop + rowHeight/2
	for _, b := range trees {
		y = g.tree(b, nil, y)
		if b.Article.Agency {
			g.Lane = y - graphTop
		}
	}
	for _, a := range t.Apart {
		if len(g.Nodes) >= mostRows {
			g.Hidden++
			continue
		}
		y = g.node(a, y)
	}
	g.Height = y + rowHeight/2
	return g
}

// rank puts agencies first.
func rank(b *export.SourceTree) int {
	if b.Article.Agency {
		return 0
	}
	return 1
}

// tree draws a source and what is below it, from y on, and returns the y behind.
func (g *graph) tree(b *export.SourceTree, from *node, y int) int {
	if len(g.Nodes) >= mostRows {
		g.Hidden += 1 + size(b)
		return y
	}
	next := g.node(b.Article, y)
	me := g.Nodes[len(g.Nodes)-1]
	if from != nil {
		g.line(*from, me, b)
	}
	shown := 0
	for i, c := range b.Branches {
		if shown >= mostCopies && len(c.Branches) == 0 && c.From.Kind == trace.Copy && i < len(b.Branches) {
			g.Hidden++
			continue
		}
		if c.From.Kind == trace.Copy {
			shown++
		}
		next = g.tree(c, &me, next)
	}
	return next
}

func size(b *export.SourceTree) int {
	n := len(b.Branches)
	for _, c := range b.Branches {
		n += size(c)
	}
	return n
}

func (g *graph) node(a export.ToldArticle, y int) int {
	n := node{X: g.at(a), Y: y, Label: a.Name(), Held: a.Held}
	if a.Held {
		n.Path, n.Title = articlePath(a.ID), a.Name()+", "+a.When+": "+a.Title
	} else {
		n.Title = a.Name() + ", which is credited; no article of it is held"
	}
	g.Nodes = append(g.Nodes, n)
	return y + rowHeight
}

func (g *graph) line(from, to node, b *export.SourceTree) {
	e := b.From
	g.Lines = append(g.Lines, line{
		D:    fmt.Sprintf("M%d %dV%dH%d", from.X, from.Y, to.Y, to.X),
		Kind: e.Kind, Undecided: e.Undecided, Title: to.Label + ": " + e.Says() + " (" + from.Label + ")", Path: "#from-" + fmt.Sprint(b.Article.N),
	})
	if !slices.Contains(g.Kinds, e.Kind) {
		g.Kinds = append(g.Kinds, e.Kind)
		slices.Sort(g.Kinds)
	}
}

// scale sets how times become places. Reports crowd in the first hours, so half
// of the way is by time and half by the order.
func (g *graph) scale(t *export.Told) {
	var times []time.Time
	var walk func(b *export.SourceTree)
	note := func(a export.ToldArticle) {
		if a.Held && !a.Published.IsZero() {
			times = append(times, a.Published.Time)
		}
	}
	walk = func(b *export.SourceTree) {
		note(b.Article)
		for _, c := range b.Branches {
			walk(c)
		}
	}
	for _, b := range t.Trees {
		walk(b)
	}
	for _, a := range t.Apart {
		note(a)
	}
	slices.SortFunc(times, time.Time.Compare)
	times = slices.CompactFunc(times, time.Time.Equal)
	x := func(at time.Time) int {
		if len(times) < 2 {
			return graphLeft
		}
		k, _ := slices.BinarySearchFunc(times, at, time.Time.Compare)
		whole := times[len(times)-1].Sub(times[0])
		part := 0.5*float64(k)/float64(len(times)-1) + 0.5*float64(at.Sub(times[0]))/float64(whole)
		return graphLeft + int(part*float64(graphWidth-graphLeft-graphRight))
	}
	g.at = func(a export.ToldArticle) int {
		if !a.Held || a.Published.IsZero() {
			return 12
		}
		return x(a.Published.Time)
	}
	g.tick(times, x)
}

// leastGap is what two labels of the axis keep between them.
const leastGap = 80

// tick labels the axis with the days on which articles came.
func (g *graph) tick(times []time.Time, x func(time.Time) int) {
	last := ""
	for _, at := range times {
		day := at.UTC().Format("2 Jan")
		here := x(at)
		if n := len(g.Ticks); day == last || n > 0 && here-g.Ticks[n-1].X < leastGap || here > graphWidth-40 {
			continue
		}
		last = day
		g.Ticks = append(g.Ticks, tick{here, day})
	}
}

// Foot is the y of the lower end.
func (g *graph) Foot() int { return g.Height }
