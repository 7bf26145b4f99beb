package reuse

import (
	"reflect"
	"slices"
	"testing"
)

// A line that stands under articles every few days is never silent; that the
// articles have nothing else in common gives it away, and its words are told.
func TestLinesOfStrangers(t *testing.T) {
	line := prose(9, 20)
	s := NewSet(Options{})
	var last int
	for i := range 12 {
		last = s.Add(cut(slices.Concat(prose(uint64(20+i), 200), line)...), int32(2*i))
	}
	if got := pairs(t, s); len(got) != 0 {
		t.Errorf("the line leads to %d pairs", len(got))
	}
	if got, want := s.Stock(last), []Range{{200, 220}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%v recurs in the last, want %v", got, want)
	}
}

// What copies of one text have in common recurs nowhere, for however long they
// come; a line under two of them is told apart.
func TestCopiesAreNoStrangers(t *testing.T) {
	story, line := prose(1, 200), prose(9, 20)
	s := NewSet(Options{})
	for i := range 6 {
		s.Add(cut(slices.Concat(prose(uint64(20+i), 150), line)...), int32(3*i))
	}
	for i := range 6 {
		s.Add(cut(slices.Concat(story, prose(uint64(40+i), 3), line)...), int32(18+3*i))
	}
	got := pairs(t, s)
	if len(got) != 15 {
		t.Fatalf("%d pairs, want those of six copies", len(got))
	}
	for _, p := range got {
		if p.Telling != 200 {
			t.Errorf("%d and %d: %d words of %d don't recur", p.A, p.B, p.Telling, p.Same)
		}
	}
}
