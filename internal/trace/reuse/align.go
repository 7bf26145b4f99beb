package reuse

import (
	"cmp"
	"slices"
)

// Passage is a stretch that two texts share, through small edits.
type Passage struct {
	A, B Range // in the first text and in the second
	Same int   // words that are the same in both
}

// Seed is a word of one text and a word of another from which they may be the
// same.
type Seed struct{ A, B int }

const (
	maxGap = 10 // words in a row that may differ inside a passage, in either text
	again  = 3  // words that must be the same behind them
)

// Align extends seeds to passages of at least least words that are the same,
// and joins those that follow each other closely in both texts. No word of
// either text is in two passages: the longest are kept. They come in the order
// of the first text.
func Align(a, b *Text, seeds []Seed, least int) []Passage {
	slices.SortFunc(seeds, func(x, y Seed) int {
		return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	var found []Passage
	for _, s := range seeds {
		if inside(found, s) {
			continue
		}
		if p := extend(a, b, s, a.all(), b.all()); p.Same >= Gram {
			found = append(found, p)
		}
	}
	found = join(apart(a, b, found, seeds))
	return slices.DeleteFunc(found, func(p Passage) bool { return p.Same < least })
}

// recent is how many of the last passages a seed is looked for in: the seeds
// come in the order of the first text, so it lies in none before.
const recent = 8

func inside(found []Passage, s Seed) bool {
	for _, p := range found[max(0, len(found)-recent):] {
		if p.A.From <= s.A && s.A < p.A.To && p.B.From <= s.B && s.B < p.B.To {
			return true
		}
	}
	return false
}

// extend is the passage around a seed, inside ranges of both texts; it has no
// words where there is none.
func extend(a, b *Text, s Seed, inA, inB Range) Passage {
	for k := range Gram {
		if s.A+k >= inA.To || s.B+k >= inB.To || a.words[s.A+k] != b.words[s.B+k] {
			return Passage{} // the hashes alone were the same
		}
	}
	i, j, right := walk(a.words[s.A:inA.To], b.words[s.B:inB.To], 1)
	k, l, left := walk(a.words[inA.From:s.A], b.words[inB.From:s.B], -1)
	return Passage{A: Range{s.A - k, s.A + i}, B: Range{s.B - l, s.B + j}, Same: left + right}
}

// walk goes along two texts, forward from their beginnings or backward from
// their ends, while they are the same but for gaps that are no longer than what
// was the same before them. It gives the words walked in each, up to the last
// that is the same, and how many were the same.
func walk(a, b []uint32, step int) (i, j, same int) {
	at := func(w []uint32, i int) (uint32, bool) {
		if i >= len(w) {
			return 0, false
		}
		if step < 0 {
			i = len(w) - 1 - i
		}
		return w[i], true
	}
	equal := func(i, j int) bool {
		x, ok := at(a, i)
		y, both := at(b, j)
		return ok && both && x == y
	}
	run := again // since the last gap
	for {
		for equal(i, j) {
			i, j, same, run = i+1, j+1, same+1, run+1
		}
		x, y, ok := resume(equal, i, j, min(run, maxGap))
		if !ok {
			return i, j, same
		}
		i, j, run = i+x, j+y, 0
	}
}

// resume is the shortest gap, x words in one text and y in the other, behind
// which they are the same again.
func resume(equal func(i, j int) bool, i, j, longest int) (x, y int, ok bool) {
	for d := 1; d <= 2*longest; d++ {
		for x := max(0, d-longest); x <= min(d, longest); x++ {
			if y := d - x; runs(equal, i+x, j+y) {
				return x, y, true
			}
		}
	}
	return 0, 0, false
}

func runs(equal func(i, j int) bool, i, j int) bool {
	for k := range again {
		if !equal(i+k, j+k) {
			return false
		}
	}
	return true
}

// apart keeps the longest of passages that overlap in either text, and of the
// others what is left between those: where a paragraph is left out, the next one
// often begins with the same words. They come in the order of the first text.
func apart(a, b *Text, found []Passage, seeds []Seed) []Passage {
	if len(found) < 2 {
		return found
	}
	slices.SortStableFunc(found, func(p, q Passage) int { return q.Same - p.Same })
	var inA, inB taken
	kept := make([]Passage, 0, len(found))
	keep := func(p Passage) {
		inA.take(p.A)
		inB.take(p.B)
		kept = append(kept, p)
	}
	for _, p := range found {
		if inA.free(p.A) && inB.free(p.B) {
			keep(p)
		}
	}
	if len(kept) < len(found) {
		for _, s := range seeds {
			if p := extend(a, b, s, inA.around(s.A, a.Len()), inB.around(s.B, b.Len())); p.Same >= Gram {
				keep(p)
			}
		}
	}
	slices.SortFunc(kept, func(p, q Passage) int { return p.A.From - q.A.From })
	return kept
}

// taken are ranges that do not overlap, in order.
type taken []Range

// after is the index of the first that ends behind word i.
func (t taken) after(i int) int {
	n, _ := slices.BinarySearchFunc(t, i, func(r Range, i int) int { return cmp.Compare(r.To, i+1) })
	return n
}

func (t taken) free(r Range) bool {
	n := t.after(r.From)
	return n == len(t) || t[n].From >= r.To
}

// around is the range of a text of n words around word i that is free; it is
// empty and ends at i where that is taken.
func (t taken) around(i, n int) Range {
	r := Range{To: n}
	k := t.after(i)
	if k > 0 {
		r.From = t[k-1].To
	}
	if k < len(t) {
		if r.To = t[k].From; r.To <= i {
			return Range{i, i}
		}
	}
	return r
}

func (t *taken) take(r Range) { *t = slices.Insert(*t, t.after(r.From), r) }

// join makes one of passages that follow each other in both texts with no more
// than a gap between them.
func join(found []Passage) []Passage {
	out := found[:0]
	for _, p := range found {
		if k := len(out) - 1; k >= 0 && follows(out[k], p) {
			out[k].A.To, out[k].B.To = p.A.To, p.B.To
			out[k].Same += p.Same
			continue
		}
		out = append(out, p)
	}
	return out
}

func follows(p, q Passage) bool {
	x, y := q.A.From-p.A.To, q.B.From-p.B.To
	return 0 <= x && x <= maxGap && 0 <= y && y <= maxGap
}

// Matches says which words of two texts are the same in their passages.
type Matches struct {
	A []bool
	B []int32 // the word of the first text; -1: none
}

// Match walks along passages of two texts again and notes which words are the
// same.
func Match(a, b *Text, passages []Passage) Matches {
	m := Matches{make([]bool, a.Len()), make([]int32, b.Len())}
	for j := range m.B {
		m.B[j] = -1
	}
	for _, p := range passages {
		m.along(a.words[:p.A.To], b.words[:p.B.To], p.A.From, p.B.From)
	}
	return m
}

func (m *Matches) along(a, b []uint32, i, j int) {
	equal := func(i, j int) bool { return i < len(a) && j < len(b) && a[i] == b[j] }
	for {
		for equal(i, j) {
			m.A[i], m.B[j] = true, int32(i)
			i, j = i+1, j+1
		}
		x, y, ok := resume(equal, i, j, maxGap)
		if !ok {
			return
		}
		i, j = i+x, j+y
	}
}
