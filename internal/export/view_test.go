package export

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Each letter of the pattern is the mark that lies on top there.
func TestFlatten(t *testing.T) {
	for _, c := range []struct {
		marks string // "a0-4 b2-3": the mark a from 0 to 4
		want  string
	}{
		{"", "......"},
		{"a0-6", "aaaaaa"},
		{"a1-3", ".aa..."},
		{"a0-6 b2-4", "aabbaa"},
		{"a0-4 b2-6", "aabbbb"},
		{"a0-6 b0-2", "bbaaaa"},
		{"b0-2 a0-6", "bbaaaa"},
		{"a0-2 a4-6 b1-5", "abbbaa"},
		{"a0-6 b1-5 c2-4", "abccba"},
		{"a0-3 b3-6", "aaabbb"},
		{"a0-9", "aaaaaa"},
	} {
		var marks []mark
		for _, f := range strings.Fields(c.marks) {
			marks = append(marks, mark{text.Span{Start: int(f[1] - '0'), End: int(f[3] - '0')}, int(f[0] - 'a')})
		}
		got := ""
		last := 0
		for _, s := range flatten(6, marks) {
			if s.Start != last || s.Empty() {
				t.Errorf("%s: segment %v after %d", c.marks, s, last)
			}
			letter := "."
			if s.of >= 0 {
				letter = string(rune('a' + s.of))
			}
			got += strings.Repeat(letter, s.Len())
			last = s.End
		}
		if got != c.want {
			t.Errorf("%s gives %s, want %s", c.marks, got, c.want)
		}
	}
}

// FuzzFlatten compares with painting letter by letter.
func FuzzFlatten(f *testing.F) {
	f.Add([]byte{0, 6, 2, 4, 1, 9})
	f.Fuzz(func(t *testing.T, b []byte) {
		const n = 64
		var marks []mark
		for i := 0; i+1 < len(b); i += 2 {
			from, to := int(b[i]%n), int(b[i+1]%n)
			if from < to {
				marks = append(marks, mark{text.Span{Start: from, End: to}, len(marks)})
			}
		}
		segments := flatten(n, marks)
		if len(segments) > 2*len(marks)+1 {
			t.Fatalf("%d segments of %d marks", len(segments), len(marks))
		}
		last := 0
		for _, s := range segments {
			if s.Start != last {
				t.Fatalf("segment %v after %d", s, last)
			}
			last = s.End
			for at := s.Start; at < s.End; at++ {
				best := mark{of: -1}
				for _, m := range marks {
					if m.Start <= at && at < m.End && (best.of < 0 || m.Start > best.Start || m.Start == best.Start && m.End < best.End) {
						best = m
					}
				}
				if s.of != best.of && (s.of < 0 || best.of < 0 || marks[s.of].Span != best.Span) {
					t.Fatalf("at %d lies %d, want %d", at, s.of, best.of)
				}
			}
		}
		if last != n {
			t.Fatalf("segments end at %d", last)
		}
	})
}

func TestChains(t *testing.T) {
	credits := func(lines ...string) *record.Record { // "c2 Post c1 a1,a2": c2 to Post, which c1 cites
		r := &record.Record{Article: &article.Article{ID: "n", Body: "abc"}}
		for i := range 3 {
			r.Attributions = append(r.Attributions, record.Attribution{
				ID: "a" + itoa(i+1), In: record.InBody, Content: record.Part{Spans: []text.Span{{Start: i, End: i + 1}}}})
		}
		for _, l := range lines {
			f := append(strings.Fields(l), "", "")
			c := record.Citation{ID: f[0], Outlet: f[1], Kind: record.CreditTo, Through: strings.Trim(f[2], "-")}
			if c.Whole = f[3] == ""; !c.Whole {
				c.Covers = strings.Split(f[3], ",")
			}
			r.Citations = append(r.Citations, c)
		}
		return r
	}
	for _, c := range []struct {
		name string
		r    *record.Record
		want []string
	}{
		{"one", credits("c1 A"), []string{"A []"}},
		{"chain in any order", credits("c3 C c2 a1", "c1 A - a1", "c2 B c1 a1"), []string{"A<B<C [1]"}},
		{"branches", credits("c1 A", "c2 B c1 a1", "c3 C c1 a2", "c4 D c2", "c5 E c2"), []string{"A<B<D []", "A<C [2]", "…<B<E []"}},
		{"same twice", credits("c1 A - a1", "c2 A - a3", "c3 A - a1"), []string{"A [1 3]"}},
		{"same for all", credits("c1 A - a1", "c2 A"), []string{"A []"}},
		{"ring", credits("c1 A c2", "c2 B c1"), []string{"A<B []"}},
		{"of itself", credits("c1 A c1"), []string{"A []"}},
		{"unknown", credits("c1 A c9 a9"), []string{"A []"}},
	} {
		var got []string
		for _, x := range newView(c.r).read().chains() {
			row := strings.Join(x.Outlets, "<") + " "
			if x.Elided {
				row = "…<" + row
			}
			row += "[" + strings.Trim(strings.ReplaceAll(numbers(x.Covers), ",", ""), " ") + "]"
			got = append(got, row)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	for _, k := range []record.CitationKind{record.Wire, record.CreditTo, record.Venue, record.HatTip, record.Poll, record.Republication, record.Hyperlink} {
		if s := (Chain{Kind: k}).Says(); s == "" || s == string(k) && k != "poll" {
			t.Errorf("%s has no words", k)
		}
	}
}

func TestNumbers(t *testing.T) {
	if got := numbers([]int{1, 2, 3, 4, 5, 6, 7, 8}); got != "1, 2, 3, 4, 5, 6 and 2 more" {
		t.Errorf("numbers = %q", got)
	}
}

// The chains beside a statement leave out who speaks and who is spoken to, and
// put the nearest outlet first, whatever their order in the record.
func TestPassed(t *testing.T) {
	r := &record.Record{Article: &article.Article{Body: "abc"}, Citations: []record.Citation{
		{ID: "c1", Outlet: "CNN", Through: "c2"}, {ID: "c2", Outlet: "Post"}, {ID: "c3", Outlet: "Wire", Through: "c2"}, {ID: "c4", Outlet: "Post"},
	}}
	for _, c := range []struct {
		via  string
		told []string
		want string
	}{
		{"c1 c2", nil, "Post ← CNN"},
		{"c1 c2", []string{"Ana", "CNN"}, "Post"},
		{"c1", nil, "CNN"},
		{"c2 c3 c4", nil, "Post ← Wire"},
		{"c2", []string{"Post"}, ""},
		{"c2 c3", []string{"Post"}, "Wire"},
		{"c9", nil, ""},
	} {
		a := &record.Attribution{Via: strings.Fields(c.via)}
		if got := strings.Join(newView(r).passed(a, c.told...), ", "); got != c.want {
			t.Errorf("via %s, told %v: %q, want %q", c.via, c.told, got, c.want)
		}
	}
}
