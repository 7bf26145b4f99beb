package reuse

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/text"
)

// prose is n words that hardly repeat, the same for the same seed.
func prose(seed uint64, n int) []string {
	rnd := rand.New(rand.NewPCG(seed, 1))
	words := make([]string, n)
	for i := range words {
		words[i] = fmt.Sprintf("w%d", rnd.IntN(5000))
	}
	return words
}

func cut(words ...string) *Text { return Cut(strings.Join(words, " "), nil) }

func TestCut(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{"“Don't,” she said.", "Don't|she|said"},
		{"It’s a well-known U.S. café; 3,000 people", "It’s|a|well|known|U|S|café|3|000|people"},
		{"'' rock 'n' roll ''", "rock|n|roll"},
		{"", ""},
		{"…—", ""},
		{"naïve\xff word", "naïve|word"},
	} {
		var got []string
		tx := Cut(c.body, nil)
		for i := range tx.Len() {
			got = append(got, tx.Word(i).In(c.body))
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%q is cut into %s, want %s", c.body, s, c.want)
		}
	}
	if a, b := Cut("“DON’T GO”", nil), Cut("don't go", nil); a.Digest() != b.Digest() {
		t.Error("marks and capitals make a difference")
	}
	if tx := Cut("one two three four", []text.Span{{Start: 4, End: 13}}); tx.Len() != 2 {
		t.Errorf("%d words are left of those that are not skipped", tx.Len())
	}
	body := "one two\nthree four\nfive six"
	tx := Cut(body, []text.Span{{Start: 4, End: 7}, {Start: 8, End: 18}})
	if tx.Len() != 3 || tx.Word(1).In(body) != "five" || tx.Within(text.Span{Start: 8, End: 23}) != (Range{1, 2}) {
		t.Errorf("of %q, with two lines to skip in a row, %d words are left", body, tx.Len())
	}
}

// Two texts that share a run of Gram+Window-1 words share a fingerprint,
// wherever the run stands.
func TestWinnowingGuarantee(t *testing.T) {
	run := prose(1, Gram+Window-1)
	for seed := range uint64(200) {
		a := cut(slices.Concat(prose(seed+10, int(seed%37)), run, prose(seed+300, 20))...)
		b := cut(slices.Concat(prose(seed+600, int(seed%23)), run, prose(seed+900, 9))...)
		if !slices.ContainsFunc(Fingerprints(a, Gram, Window), func(f Fingerprint) bool {
			return slices.ContainsFunc(Fingerprints(b, Gram, Window), func(g Fingerprint) bool { return f.Hash == g.Hash })
		}) {
			t.Fatalf("seed %d: none is shared", seed)
		}
	}
	n := len(Fingerprints(cut(prose(7, 10_000)...), Gram, Window))
	if share := float64(n) / 10_000; share < 0.14 || share > 0.17 {
		t.Errorf("%.3f of the words are fingerprints", share)
	}
}

func TestAlign(t *testing.T) {
	a := prose(1, 120)
	edited := slices.Clone(a[20:100])
	edited[10] = "changed"
	edited = slices.Delete(edited, 30, 33)
	edited = slices.Insert(edited, 50, "two", "more")
	ta, tb := cut(a...), cut(slices.Concat(prose(2, 15), edited, prose(3, 15))...)
	got := Align(ta, tb, []Seed{{A: 60, B: 52}}, 12)
	want := Passage{A: Range{20, 100}, B: Range{15, 94}, Same: 76}
	if len(got) != 1 || got[0] != want {
		t.Errorf("aligned %+v, want %+v", got, want)
	}
	if got := Align(ta, tb, []Seed{{A: 0, B: 0}}, 12); got != nil {
		t.Errorf("a seed that is none gives %+v", got)
	}
}

// Where a paragraph is left out, and the next begins with the same words, the
// passages meet; none is lost.
func TestAlignWhatMeets(t *testing.T) {
	head, out, tail := prose(1, 60), prose(2, 40), prose(3, 50)
	copy(tail, out[:2])
	a, b := cut(slices.Concat(head, out, tail)...), cut(slices.Concat(head, tail)...)
	got := Align(a, b, []Seed{{A: 10, B: 10}, {A: 120, B: 80}}, 12)
	want := []Passage{{Range{0, 62}, Range{0, 62}, 62}, {Range{102, 150}, Range{62, 110}, 48}}
	if !slices.Equal(got, want) {
		t.Errorf("aligned %+v, want %+v", got, want)
	}
	m := Match(a, b, got)
	if m.B[0] != 0 || m.B[109] != 149 || slices.Contains(m.B, -1) || m.A[80] {
		t.Errorf("matches %v", m)
	}
}

// Whatever is aligned, passages lie in their texts, don't overlap, and have no
// more words that are the same than words.
func FuzzAlign(f *testing.F) {
	f.Add("one two three four five six seven eight", "six seven eight one two three four five six", uint8(4))
	f.Add(strings.Repeat("ha ", 90), strings.Repeat("ha ", 70), uint8(12))
	f.Fuzz(func(t *testing.T, a, b string, least uint8) {
		ta, tb := Cut(a, nil), Cut(b, nil)
		var seeds []Seed
		for i := 0; i < min(ta.Len(), 100); i++ {
			for j := 0; j < min(tb.Len(), 100); j += 3 {
				seeds = append(seeds, Seed{i, j})
			}
		}
		found := Align(ta, tb, seeds, int(least))
		for i, p := range found {
			if p.A.From < 0 || p.A.To > ta.Len() || p.B.From < 0 || p.B.To > tb.Len() || p.Same > min(p.A.Len(), p.B.Len()) || p.Same < int(least) {
				t.Fatalf("%+v in %d and %d words", p, ta.Len(), tb.Len())
			}
			for _, q := range found[:i] {
				if (p.A.From < q.A.To && q.A.From < p.A.To) || (p.B.From < q.B.To && q.B.From < p.B.To) {
					t.Fatalf("%+v and %+v overlap", p, q)
				}
			}
		}
	})
}

func pairs(t *testing.T, s *Set) (out []Pair) {
	t.Helper()
	for p := range s.Pairs(t.Context()) {
		out = append(out, p)
	}
	return out
}

// What is carried on three occasions is furniture; a story that is carried by
// as many in one week is not.
func TestWhatRecursLeadsNowhere(t *testing.T) {
	bio := prose(9, 30)
	for _, c := range []struct {
		days [3]int32
		want int
	}{{[3]int32{1, 2, 4}, 3}, {[3]int32{1, 30, 60}, 0}, {[3]int32{1, 30, 33}, 3}} {
		s := NewSet(Options{})
		for i, d := range c.days {
			s.Add(cut(slices.Concat(prose(uint64(20+i), 200), bio)...), d)
		}
		if got := pairs(t, s); len(got) != c.want {
			t.Errorf("days %v: %d pairs, want %d", c.days, len(got), c.want)
		}
	}
}

func TestTwins(t *testing.T) {
	s := NewSet(Options{})
	for range 10_000 {
		s.Add(cut(prose(1, 300)...), 1)
	}
	s.Add(cut(prose(1, 200)...), 2)
	if got := pairs(t, s); len(got) != 1 || got[0].A != 0 || got[0].B != 10_000 || s.Twin(9_999) != 0 {
		t.Errorf("%d pairs, %d is the twin of the last", len(got), s.Twin(9_999))
	}
}

// Very many texts that differ in a word each are compared with a few each.
func TestManyNearCopies(t *testing.T) {
	const n = 1500
	s := NewSet(Options{})
	for i := range n {
		words := prose(1, 200)
		words[i%200] = fmt.Sprint("slip", i)
		s.Add(cut(words...), 1)
	}
	got := pairs(t, s)
	seen := map[int]bool{}
	for _, p := range got {
		seen[p.B] = true
	}
	if most := n * (firsts + lasts) * 2; len(got) > most || len(seen) != n-1 {
		t.Errorf("%d pairs, %d texts have one", len(got), len(seen))
	}
}

func BenchmarkPairs(b *testing.B) {
	const n = 2000
	texts := make([]*Text, n)
	for i := range texts {
		words := prose(uint64(i), 1000)
		if i%10 > 0 {
			copy(words, prose(uint64(i-i%10), 1000)[:300])
		}
		texts[i] = cut(words...)
	}
	for b.Loop() {
		s := NewSet(Options{})
		for i, t := range texts {
			s.Add(t, int32(i))
		}
		for range s.Pairs(b.Context()) {
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "texts/s")
}
