// Package text says what a position in a text is.
//
// Hearsay never copies words out of an article: everything it finds is a
// [Span], two byte positions in a body that never changes. People and other
// programs count in Unicode code points, so an [Index] converts at the edge,
// where JSON is written or read, and nowhere else.
//
//	body := "Zoë said: “Yes.”"
//	s := text.Span{Start: 0, End: 4}
//	s.In(body)                          // "Zoë"
//	text.NewIndex(body).ToPoints(s)     // {0 3}
package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Span is a half-open range of bytes [Start, End) in a text.
type Span struct {
	Start, End int
}

// Len is the length of the span in bytes.
func (s Span) Len() int { return s.End - s.Start }

// Empty reports whether the span covers nothing.
func (s Span) Empty() bool { return s.End <= s.Start }

// In returns the words of body that the span covers. It panics where the span
// does not lie inside body, as slicing does; [Span.Within] asks first.
func (s Span) In(body string) string { return body[s.Start:s.End] }

// Within reports whether the span is not empty, lies inside body and cuts no
// code point in two.
func (s Span) Within(body string) bool {
	return 0 <= s.Start && s.Start < s.End && s.End <= len(body) &&
		utf8.RuneStart(body[s.Start]) && (s.End == len(body) || utf8.RuneStart(body[s.End]))
}

// Contains reports whether o lies inside s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Overlaps reports whether s and o share at least one byte.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Compare orders spans by their start, then by their end.
func Compare(a, b Span) int {
	if a.Start != b.Start {
		return a.Start - b.Start
	}
	return a.End - b.End
}

// Trim returns s without the white space at its edges.
func Trim(body string, s Span) Span {
	return TrimFunc(body, s, unicode.IsSpace)
}

// TrimFunc returns s without the code points at its edges that satisfy drop.
// What is left may be empty.
func TrimFunc(body string, s Span, drop func(rune) bool) Span {
	for s.Start < s.End {
		r, n := utf8.DecodeRuneInString(body[s.Start:s.End])
		if !drop(r) {
			break
		}
		s.Start += n
	}
	for s.Start < s.End {
		r, n := utf8.DecodeLastRuneInString(body[s.Start:s.End])
		if !drop(r) {
			break
		}
		s.End -= n
	}
	return s
}

// Merge sorts spans and joins those that overlap or touch. Empty ones are
// dropped. The argument is not changed.
func Merge(spans []Span) []Span {
	sorted := slices.Clone(spans)
	slices.SortFunc(sorted, Compare)
	out := sorted[:0]
	for _, s := range sorted {
		switch last := len(out) - 1; {
		case s.Empty():
		case last >= 0 && s.Start <= out[last].End:
			out[last].End = max(out[last].End, s.End)
		default:
			out = append(out, s)
		}
	}
	return out
}

// Subtract returns the parts of s that none of holes covers, in order.
func Subtract(s Span, holes []Span) []Span {
	var out []Span
	for _, h := range Merge(holes) {
		if h.End <= s.Start || h.Start >= s.End {
			continue
		}
		if h.Start > s.Start {
			out = append(out, Span{s.Start, h.Start})
		}
		s.Start = h.End
	}
	if !s.Empty() {
		out = append(out, s)
	}
	return out
}

// Cover is the smallest span that holds all of spans; empty for none.
func Cover(spans []Span) Span {
	if len(spans) == 0 {
		return Span{}
	}
	c := spans[0]
	for _, s := range spans[1:] {
		c.Start, c.End = min(c.Start, s.Start), max(c.End, s.End)
	}
	return c
}

// Cut returns the words that spans cover, fragments joined by one space. Spans
// that do not lie inside body are left out.
func Cut(body string, spans []Span) string {
	if len(spans) == 1 && spans[0].Within(body) {
		return spans[0].In(body)
	}
	var b strings.Builder
	for _, s := range spans {
		if !s.Within(body) {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(s.In(body))
	}
	return b.String()
}
