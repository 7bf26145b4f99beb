package export

import (
	"container/heap"
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// mark is a span that means the thing with an index.
type mark struct {
	text.Span
	of int
}

// segment is a stretch of text over which nothing changes.
type segment struct {
	text.Span
	of int // index of what lies on top; -1: nothing
}

// flatten cuts the first n bytes of a text into segments: where marks nest or
// overlap, the one that starts last (of those, the shortest) lies on top. There
// are at most two segments a mark and one more.
func flatten(n int, marks []mark) []segment {
	marks = slices.Clone(marks)
	slices.SortStableFunc(marks, func(a, b mark) int { return a.Start - b.Start })
	var out []segment
	var open stack
	for at := 0; at < n; {
		for len(marks) > 0 && marks[0].Start <= at {
			heap.Push(&open, marks[0])
			marks = marks[1:]
		}
		for len(open) > 0 && open[0].End <= at {
			heap.Pop(&open)
		}
		s := segment{text.Span{Start: at, End: n}, -1}
		if len(open) > 0 {
			s.of, s.End = open[0].of, min(n, open[0].End)
		}
		if len(marks) > 0 {
			s.End = min(s.End, marks[0].Start)
		}
		out = append(out, s)
		at = s.End
	}
	return out
}

// stack is a heap of marks with the topmost first.
type stack []mark

func (s stack) Len() int      { return len(s) }
func (s stack) Swap(i, j int) { s[i], s[j] = s[j], s[i] }
func (s *stack) Push(x any)   { *s = append(*s, x.(mark)) }

func (s stack) Less(i, j int) bool {
	if s[i].Start != s[j].Start {
		return s[i].Start > s[j].Start
	}
	return s[i].End < s[j].End
}

func (s *stack) Pop() any {
	last := len(*s) - 1
	m := (*s)[last]
	*s = (*s)[:last]
	return m
}

// piece is a stretch of text with what is known of it.
type piece struct {
	text.Span
	statement int // index of the innermost statement; -1: none
	furniture int // index in the article's furniture; -1: none
}

// pieces cuts a text at the edges of statements and furniture.
func (v *view) pieces(in string, title bool) []piece {
	var said, around []mark
	for i, s := range v.statements {
		if (s.In == record.InTitle) == title {
			said = append(said, marksOf(in, s.Content.Spans, i)...)
		}
	}
	if !title {
		for i, f := range v.r.Article.Furniture {
			around = append(around, marksOf(in, []text.Span{f.Span}, i)...)
		}
	}
	a, b := flatten(len(in), said), flatten(len(in), around)
	var out []piece
	for len(a) > 0 && len(b) > 0 {
		p := piece{text.Span{Start: max(a[0].Start, b[0].Start), End: min(a[0].End, b[0].End)}, a[0].of, b[0].of}
		out = append(out, p)
		if a[0].End == p.End {
			a = a[1:]
		}
		if b[0].End == p.End {
			b = b[1:]
		}
	}
	return out
}

func marksOf(in string, spans []text.Span, of int) []mark {
	var out []mark
	for _, s := range spans {
		if s.Within(in) {
			out = append(out, mark{s, of})
		}
	}
	return out
}

// para is a line of a text with its pieces.
type para struct {
	text.Span
	pieces    []piece
	starts    []mark // statements that start here, in order
	furniture int    // index of the furniture that covers all of it; -1: none
}

// paras cuts a text into its lines. Lines without a word are left out.
func (v *view) paras(in string, title bool) []para {
	pieces, starts := v.pieces(in, title), v.starts(in, title)
	var out []para
	for at := 0; at < len(in); {
		end := len(in)
		if n := strings.IndexAny(in[at:], "\n\r"); n >= 0 {
			end = at + n
		}
		p := para{Span: text.Trim(in, text.Span{Start: at, End: end})}
		for len(pieces) > 0 && pieces[0].End <= p.Start {
			pieces = pieces[1:]
		}
		if !p.Empty() {
			for len(starts) > 0 && starts[0].Start < p.End {
				p.starts = append(p.starts, starts[0])
				starts = starts[1:]
			}
			p.pieces = clip(pieces, p.Span)
			p.furniture = covering(in, p.pieces)
			out = append(out, p)
		}
		at = end + 1
	}
	return out
}

// starts is where each statement begins, in order.
func (v *view) starts(in string, title bool) []mark {
	var out []mark
	for i, s := range v.statements {
		if (s.In == record.InTitle) == title && len(s.Content.Spans) > 0 && s.Content.Spans[0].Within(in) {
			out = append(out, mark{s.Content.Spans[0], i})
		}
	}
	slices.SortStableFunc(out, func(a, b mark) int { return a.Start - b.Start })
	return out
}

// clip is the pieces that reach into a span, cut to it.
func clip(pieces []piece, in text.Span) []piece {
	var out []piece
	for _, p := range pieces {
		if p.Start >= in.End {
			break
		}
		p.Start, p.End = max(p.Start, in.Start), min(p.End, in.End)
		if !p.Empty() {
			out = append(out, p)
		}
	}
	return out
}

// covering is the furniture that all pieces with a word lie in, or -1.
func covering(in string, pieces []piece) int {
	found := -1
	for _, p := range pieces {
		switch {
		case p.furniture >= 0 && found < 0:
			found = p.furniture
		case p.furniture < 0 && strings.TrimSpace(p.In(in)) != "":
			return -1
		}
	}
	return found
}
