package eval

import (
	"slices"
	"strings"
)

// stretches finds what stands in quotation marks, marks included, in code
// points. It reads one paragraph (line) at a time: double marks of any shape,
// two single ones written for a double one among them, and outside these
// single marks where they can only be quotation marks. An unclosed double mark
// runs to the end of its paragraph.
//
// This is the scorer's own reader, kept apart from the one that the program
// uses: a scorer that reads quotations as the program does can't see its
// mistakes. A change here changes the figures and makes them incomparable
// with the published ones.
func stretches(body []rune) []Span {
	var out []Span
	for from := 0; from <= len(body); {
		to := from
		for to < len(body) && body[to] != '\n' {
			to++
		}
		for _, s := range lineStretches(body[from:to]) {
			out = append(out, Span{from + s.Start, from + s.End})
		}
		from = to + 1
	}
	return out
}

func lineStretches(line []rune) []Span {
	d := doubles{line: line, inside: -1}
	d.read()
	s := singles{line: line, masked: mask(len(line), d.found), possessive: lastCloser(line)}
	s.read()
	all := append(d.found, s.found...)
	slices.SortFunc(all, compareSpans)
	return all
}

func compareSpans(a, b Span) int {
	if a.Start != b.Start {
		return a.Start - b.Start
	}
	return a.End - b.End
}

func mask(n int, spans []Span) []bool {
	m := make([]bool, n)
	for _, s := range spans {
		for k := s.Start; k < s.End; k++ {
			m[k] = true
		}
	}
	return m
}

// charAt is the character at i; beyond the line there is space.
func charAt(line []rune, i int) rune {
	if i < 0 || i >= len(line) {
		return ' '
	}
	return line[i]
}

// doubles reads double marks.
type doubles struct {
	line   []rune
	inside int // where the open mark stands; -1: none is open
	found  []Span
}

func (d *doubles) read() {
	for i := 0; i < len(d.line); i++ {
		switch c := d.line[i]; {
		case d.twinAt(i):
			d.twin(i)
			i++
		case c == '“' || c == '„' || c == '«':
			d.opening(i)
		case (c == '”' || c == '»') && d.inside >= 0:
			d.end(i + 1)
		case c == '"':
			d.straight(i)
		}
	}
	if d.inside >= 0 {
		d.end(len(d.line))
	}
}

// end closes the open stretch before offset at.
func (d *doubles) end(at int) {
	d.found = append(d.found, Span{d.inside, at})
	d.inside = -1
}

// twinAt reports whether two single marks that stand for a double one begin at
// i: of three single marks the last two do.
func (d *doubles) twinAt(i int) bool {
	c := d.line[i]
	return (c == '\'' || c == '`') && charAt(d.line, i+1) == c && (c == '`' || charAt(d.line, i+2) != c)
}

func (d *doubles) twin(i int) {
	prev, next := charAt(d.line, i-1), charAt(d.line, i+2)
	switch {
	case d.inside < 0:
		if (isSpace(prev) || strings.ContainsRune("([—–-", prev)) && !isSpace(next) {
			d.inside = i
		}
	case isSpace(prev) && isAlnum(next):
		d.end(i)
		d.inside = i
	default:
		d.end(i + 2)
	}
}

// opening takes an opening mark; “ inside a stretch may be a closing one that
// stands the wrong way round.
func (d *doubles) opening(i int) {
	switch {
	case d.inside < 0:
		d.inside = i
	case d.line[i] == '“' && !isSpace(d.line[i-1]) && i-d.inside > 1 && !isAlnum(charAt(d.line, i+1)):
		d.end(i + 1)
	}
}

// straight takes ", which opens and closes by its neighbours and else by turns.
func (d *doubles) straight(i int) {
	prev, next := charAt(d.line, i-1), charAt(d.line, i+1)
	switch {
	case d.inside < 0:
		if orphan := isSpace(next) && !isSpace(prev) && i > 0; !orphan {
			d.inside = i
		}
	case isSpace(prev) && (isAlnum(next) || strings.ContainsRune("'‘[(", next)) && i-d.inside > 1:
		d.end(i) // it can only open: the stretch before it was never closed
		d.inside = i
	default:
		d.end(i + 1)
	}
}

// singles reads single marks outside double ones.
type singles struct {
	line       []rune
	masked     []bool
	possessive int // lastCloser of the line
	found      []Span
	// barren says, for an opener, that no mark before this offset closes it,
	// so that a line of openers without closers is read once.
	barren map[rune]int
}

func (s *singles) read() {
	s.barren = map[rune]int{}
	for i := 0; i < len(s.line); {
		end := -1
		if s.opens(i) {
			end = s.closer(i)
		}
		if end < 0 {
			i++
			continue
		}
		s.found = append(s.found, Span{i, end})
		i = end
	}
}

func (s *singles) opens(i int) bool {
	if c := s.line[i]; c != '\'' && c != '‘' || s.masked[i] {
		return false
	}
	prev := charAt(s.line, i-1)
	return (isSpace(prev) || strings.ContainsRune("([—–-:", prev)) && isAlnum(charAt(s.line, i+1)) && !elision(s.line[i+1:])
}

// elision reports whether a word with its head cut off begins the line: '90s,
// 'em, 'til, 'cause, 'n.
func elision(line []rune) bool {
	for _, w := range []string{"em", "til", "cause", "n"} {
		n := len(w)
		if len(line) >= n && string(line[:n]) == w && !isWord(charAt(line, n)) {
			return true
		}
	}
	n := 0
	for n < 2 && isDecimal(charAt(line, n)) {
		n++
	}
	return n > 0 && charAt(line, n) == 's' && !isWord(charAt(line, n+1))
}

// closer is the offset behind the mark that closes the opener at i; -1: none.
func (s *singles) closer(i int) int {
	c, j := s.line[i], i+1
	if i < s.barren[c] {
		return -1
	}
	for ; j < len(s.line) && !s.masked[j]; j++ {
		if s.closes(j) && (c == '‘' || !s.plural(j)) {
			return j + 1
		}
	}
	s.barren[c] = j
	return -1
}

func (s *singles) closes(j int) bool {
	return single(s.line[j]) && !isSpace(s.line[j-1]) && !isAlnum(charAt(s.line, j+1))
}

// plural reports whether the mark at j may be that of a plural (the voters'
// choice), and a later one close the quotation.
func (s *singles) plural(j int) bool {
	return s.line[j-1] == 's' && charAt(s.line, j+1) == ' ' && j+2 < len(s.line) && isLower(s.line[j+2]) && s.possessive > j
}

func single(c rune) bool { return c == '\'' || c == '’' }

// lastCloser is the offset of the last character that a single mark follows
// which may close; -1: none.
func lastCloser(line []rune) int {
	for k := len(line) - 2; k >= 0; k-- {
		if !isSpace(line[k]) && single(line[k+1]) && !isWord(charAt(line, k+2)) {
			return k
		}
	}
	return -1
}
