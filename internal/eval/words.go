package eval

import (
	"slices"
	"strconv"
	"strings"
)

// doc is a text cut into words.
type doc struct {
	text      []rune
	words     []Span
	wordAt    []int   // index of the word that holds a character; -1: none
	stretches [][]int // words of each quoted stretch
	quoted    []bool  // by word
}

func newDoc(body string) *doc {
	d := &doc{text: []rune(body)}
	d.cut()
	d.quoted = make([]bool, len(d.words))
	for _, s := range stretches(d.text) {
		t := d.tokens([]Span{s})
		if len(t) == 0 || t[0] < 0 {
			continue
		}
		d.stretches = append(d.stretches, t)
		for _, i := range t {
			d.quoted[i] = true
		}
	}
	return d
}

// cut finds the words.
func (d *doc) cut() {
	d.wordAt = make([]int, len(d.text))
	for i, r := range d.text {
		if !isWord(r) {
			d.wordAt[i] = -1
			continue
		}
		if i == 0 || d.wordAt[i-1] < 0 {
			d.words = append(d.words, Span{i, i})
		}
		last := len(d.words) - 1
		d.words[last].End = i + 1
		d.wordAt[i] = last
	}
}

// tokens is the set of words that spans touch, in order. Spans without any (a
// colon as cue) have a pseudo-word for each of their characters that is not
// space, numbered downwards from -1.
func (d *doc) tokens(spans []Span) []int {
	spans = union(spans)
	var set []int
	for _, s := range spans {
		for k := s.Start; k < s.End; {
			w := d.wordAt[k]
			if w < 0 {
				k++
				continue
			}
			if n := len(set); n == 0 || set[n-1] != w {
				set = append(set, w)
			}
			k = d.words[w].End
		}
	}
	if len(set) > 0 {
		return set
	}
	d.each(spans, func(k int) {
		if !isSpace(d.text[k]) {
			set = append(set, -k-1)
		}
	})
	slices.Reverse(set)
	return set
}

// each calls f with every offset in spans.
func (d *doc) each(spans []Span, f func(k int)) {
	for _, s := range spans {
		for k := s.Start; k < s.End; k++ {
			f(k)
		}
	}
}

// canonical names the letters and digits that spans cover; without any, their
// characters that are not space. Spans that differ in marks, space and the
// cuts between fragments alone have one name. Nothing has the name "".
func (d *doc) canonical(spans []Span) string {
	spans = union(spans)
	in := d.runs(spans, func(k int) bool { return d.wordAt[k] >= 0 })
	if len(in) == 0 {
		in = d.runs(spans, func(k int) bool { return !isSpace(d.text[k]) })
	}
	var b strings.Builder
	for _, s := range in {
		b.WriteString(strconv.Itoa(s.Start) + "-" + strconv.Itoa(s.End) + " ")
	}
	return b.String()
}

// runs are the longest stretches of offsets in spans that keep likes.
func (d *doc) runs(spans []Span, keep func(k int) bool) []Span {
	var out []Span
	d.each(spans, func(k int) {
		if !keep(k) {
			return
		}
		if n := len(out); n > 0 && out[n-1].End == k {
			out[n-1].End++
			return
		}
		out = append(out, Span{k, k + 1})
	})
	return out
}

// class says how a content is quoted: direct, mixed or indirect.
func (d *doc) class(spans []Span) string {
	tokens := d.tokens(spans)
	quoted := 0
	for _, t := range tokens {
		if t >= 0 && d.quoted[t] {
			quoted++
		}
	}
	switch {
	case quoted == 0:
		return "indirect"
	case 2*quoted > len(tokens) || d.wrapped(spans):
		return "direct"
	}
	return "mixed"
}

const (
	quoteMarks = "\"“”„‟«»'‘’`"
	endMarks   = " \t\n\r.,;:!?-–—"
)

// wrapped reports whether a content begins and ends with a quotation mark.
func (d *doc) wrapped(spans []Span) bool {
	sorted := slices.Clone(spans)
	slices.SortFunc(sorted, compareSpans)
	first, last := sorted[0], sorted[len(sorted)-1]
	for first.Start < first.End && isSpace(d.text[first.Start]) {
		first.Start++
	}
	for last.Start < last.End && strings.ContainsRune(endMarks, d.text[last.End-1]) {
		last.End--
	}
	return first.Start < first.End && last.Start < last.End &&
		strings.ContainsRune(quoteMarks, d.text[first.Start]) && strings.ContainsRune(quoteMarks, d.text[last.End-1])
}

// shared is the number of members that two ordered sets have in common.
func shared(a, b []int) (n int) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			n++
			a, b = a[1:], b[1:]
		}
	}
	return n
}

// jaccard is the share of members of a or b that are in both; 0 where one is
// empty.
func jaccard(a, b []int) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	n := shared(a, b)
	return float64(n) / float64(len(a)+len(b)-n)
}
