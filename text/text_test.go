package text

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMergeAndSubtract(t *testing.T) {
	got := Merge([]Span{{5, 9}, {0, 2}, {2, 4}, {7, 12}, {3, 3}})
	want := []Span{{0, 4}, {5, 12}}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("Merge = %v, want %v", got, want)
	}
	got = Subtract(Span{0, 20}, []Span{{8, 10}, {0, 2}, {18, 30}})
	if len(got) != 2 || got[0] != (Span{2, 8}) || got[1] != (Span{10, 18}) {
		t.Errorf("Subtract = %v", got)
	}
}

func TestTrimAndCut(t *testing.T) {
	body := "  “Zoë” said\u00a0"
	s := Trim(body, Span{0, len(body)})
	if s.In(body) != "“Zoë” said" {
		t.Errorf("Trim = %q", s.In(body))
	}
	if got := Cut(body, []Span{{2, 12}, {13, 17}, {90, 99}}); got != "“Zoë” said" {
		t.Errorf("Cut = %q", got)
	}
}

func TestWithin(t *testing.T) {
	body := "Zoë"
	for s, want := range map[Span]bool{{0, 4}: true, {0, 3}: false, {3, 4}: false, {0, 5}: false, {-1, 2}: false, {1, 1}: false} {
		if got := s.Within(body); got != want {
			t.Errorf("%v.Within = %v", s, got)
		}
	}
}

func FuzzIndex(f *testing.F) {
	for _, s := range []string{"", "plain", "Zoë said: “Yes.” 😀", strings.Repeat("é", 200), strings.Repeat("a😀", 100) + "\xff\xfe", "\x80\x80" + strings.Repeat("\xf0\x9f", 99)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		x := NewIndex(s)
		if x.Points() != utf8.RuneCountInString(s) {
			t.Fatalf("Points = %d, want %d", x.Points(), utf8.RuneCountInString(s))
		}
		n := 0
		for i := range s {
			if got := x.Point(i); got != n {
				t.Fatalf("Point(%d) = %d, want %d in %q", i, got, n, s)
			}
			if got := x.Byte(n); got != i {
				t.Fatalf("Byte(%d) = %d, want %d in %q", n, got, i, s)
			}
			n++
		}
		if x.Byte(n) != len(s) || x.Point(len(s)) != n {
			t.Fatalf("the end does not map to the end")
		}
	})
}
