package web

import (
	"regexp"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
)

// dates are the terms of a query that say when.
var dates = regexp.MustCompile(`\s*\b(after|before):"?[0-9-]+"?`)

// chart is a row of bars over time.
type chart struct {
	Bars        []bar
	Width       int
	Unit        string // what a bar is: day, week, month or year
	From, Until string // the days at its ends
	Most        int
}

// The measures of a chart, in units of its picture.
const (
	chartHeight = 56
	barRoom     = 10 // a bar with the gap behind it
	barWidth    = 8
	mostBars    = 60
	leastBars   = 20 // room for so many, however few there are
)

// bar is one span of time.
type bar struct {
	X, Y, Height int
	Label        string
	Statements   int
	Path         string
}

// scales are the spans that a bar may stand for, the shortest first.
var scales = []struct {
	unit   string
	begin  func(time.Time) time.Time
	next   func(time.Time) time.Time
	layout string
}{
	{"day", func(t time.Time) time.Time { return t }, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }, "2 Jan 2006"},
	{"week", func(t time.Time) time.Time { return t.AddDate(0, 0, -(int(t.Weekday())+6)%7) }, func(t time.Time) time.Time { return t.AddDate(0, 0, 7) }, "week of 2 Jan 2006"},
	{"month", func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC) }, func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }, "January 2006"},
	{"year", func(t time.Time) time.Time { return time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC) }, func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }, "2006"},
	{"decade", func(t time.Time) time.Time { return time.Date(t.Year()/10*10, 1, 1, 0, 0, 0, 0, time.UTC) }, func(t time.Time) time.Time { return t.AddDate(10, 0, 0) }, "2006s"},
}

// timeline draws numbers of statements by day, in bars that are as short as fit.
// path is where a bar leads, by its first day and the one behind its last. Of a
// single day there is nothing to draw: nil.
func timeline(days []store.DayCount, path func(from, to string) string) *chart {
	if len(days) < 2 {
		return nil
	}
	first, last := days[0].Day, days[len(days)-1].Day
	for i, s := range scales {
		c := &chart{Unit: s.unit, From: first.Format("2 January 2006"), Until: last.Format("2 January 2006")}
		n := 0
		for at := s.begin(first); !at.After(last) && len(c.Bars) <= mostBars; at = s.next(at) {
			end := s.next(at)
			b := bar{X: len(c.Bars) * barRoom, Label: at.Format(s.layout), Path: path(at.Format(time.DateOnly), end.Format(time.DateOnly))}
			for ; n < len(days) && days[n].Day.Before(end); n++ {
				b.Statements += days[n].Statements
			}
			c.Most = max(c.Most, b.Statements)
			c.Bars = append(c.Bars, b)
		}
		if len(c.Bars) > mostBars && i < len(scales)-1 {
			continue
		}
		c.draw()
		return c
	}
	return nil
}

func (c *chart) draw() {
	c.Width = max(leastBars, len(c.Bars)) * barRoom
	for i := range c.Bars {
		b := &c.Bars[i]
		if b.Statements > 0 {
			b.Height = max(2, b.Statements*chartHeight/c.Most)
		}
		b.Y = chartHeight - b.Height
	}
}

// Height is that of the picture.
func (c *chart) Height() int { return chartHeight }

// BarWidth is that of a bar.
func (c *chart) BarWidth() int { return barWidth }
