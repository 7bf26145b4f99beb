package text

import (
	"sort"
	"unicode/utf8"
)

// block is the distance in bytes between two counts that an Index keeps.
const block = 128

// Index converts positions in one text between bytes and Unicode code points.
// Building it reads the text once; a conversion reads at most 128 bytes. Bytes
// that are not UTF-8 count as one code point each, as a range loop and
// encoding/json count them.
type Index struct {
	text  string
	ascii bool
	marks []mark // marks[i]: the first code point that starts at or after byte i*block
	total int
}

// mark says how many code points start before a byte that starts one.
type mark struct{ at, points int }

// NewIndex returns the index of s.
func NewIndex(s string) *Index {
	x := &Index{text: s}
	for i := range s {
		for len(x.marks)*block <= i {
			x.marks = append(x.marks, mark{i, x.total})
		}
		x.total++
	}
	x.ascii = x.total == len(s)
	return x
}

// Points is the length of the text in code points.
func (x *Index) Points() int { return x.total }

// Point returns how many code points start before byte offset b. Offsets
// outside the text count as its nearest end.
func (x *Index) Point(b int) int {
	b = min(max(b, 0), len(x.text))
	if x.ascii || b == 0 {
		return b
	}
	i := min(b/block, len(x.marks)-1)
	if x.marks[i].at > b {
		i--
	}
	m := x.marks[i]
	for m.at < b {
		_, size := utf8.DecodeRuneInString(x.text[m.at:])
		m = mark{m.at + size, m.points + 1}
	}
	return m.points
}

// Byte returns the byte at which code point n starts. Numbers outside the text
// count as its nearest end.
func (x *Index) Byte(n int) int {
	n = min(max(n, 0), x.total)
	if x.ascii {
		return n
	}
	if n == x.total {
		return len(x.text)
	}
	i := sort.Search(len(x.marks), func(i int) bool { return x.marks[i].points > n }) - 1
	m := x.marks[i]
	for m.points < n {
		_, size := utf8.DecodeRuneInString(x.text[m.at:])
		m = mark{m.at + size, m.points + 1}
	}
	return m.at
}

// ToPoints converts a span of bytes to one of code points.
func (x *Index) ToPoints(s Span) Span { return Span{x.Point(s.Start), x.Point(s.End)} }

// Pairs are spans of bytes as begins and ends in code points, as JSON has them.
func (x *Index) Pairs(spans []Span) [][2]int {
	out := make([][2]int, len(spans))
	for i, s := range spans {
		p := x.ToPoints(s)
		out[i] = [2]int{p.Start, p.End}
	}
	return out
}

// ToBytes converts a span of code points to one of bytes.
func (x *Index) ToBytes(s Span) Span { return Span{x.Byte(s.Start), x.Byte(s.End)} }
