package export

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

var sgr = regexp.MustCompile("\x1b\\[[0-9;]+m")

// Whatever stands in an article, a terminal gets line ends, letters and the
// program's own colours; and no line is wider than asked for.
func TestTerminalIsSafe(t *testing.T) {
	for _, width := range []int{0, 1, 40, 60, 80, 120, 500} {
		most := min(max(width, minWidth), maxWidth)
		if width == 0 {
			most = 80
		}
		plain := export(t, "terminal", Options{Width: width}, all(t)...)
		color := export(t, "terminal", Options{Width: width, Color: true}, all(t)...)
		if diff := cmp.Diff(plain, sgr.ReplaceAllString(color, "")); diff != "" {
			t.Errorf("%d columns: colour changes more than colour:\n%s", width, diff)
		}
		for _, r := range plain {
			if r != '\n' && (unicode.IsControl(r) || r >= '\u2028' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069') {
				t.Fatalf("%d columns: %U reaches the terminal", width, r)
			}
		}
		for line := range strings.Lines(plain) {
			if n := columnsIn(strings.TrimSuffix(line, "\n")); n > most {
				t.Errorf("%d columns: %d in %q", width, n, line)
			}
		}
	}
}

// Every style that is begun ends on its line, so that a pager may cut anywhere.
func TestTerminalColoursEndWithTheLine(t *testing.T) {
	for line := range strings.Lines(export(t, "terminal", Options{Color: true}, all(t)...)) {
		on := false
		for _, m := range sgr.FindAllString(line, -1) {
			on = m != "\x1b[0m"
		}
		if on {
			t.Errorf("%q ends in colour", line)
		}
	}
}

func TestTerminalRefused(t *testing.T) {
	got := export(t, "terminal", Options{}, refusedRecord())
	want := "\n  Guten Tag\n  Not analysed: language: German is not analysed yet; give an article in\n    English\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTerminalNobody(t *testing.T) {
	got := export(t, "terminal", Options{}, &record.Record{Article: &article.Article{ID: "n", Title: "Rain", Body: "It rained."}})
	if want := "\n   Rain\n\n   It rained.\n\n  Nobody is quoted\n\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestShown(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "plain", "a\tb\nc": "a b c", "\x1b[2J": "␛[2J", "\x00\x7f\u009b": "␀␡\ufffd", "a\u202eb\u2066c\u200fd\u00ade": "abcde",
		"👩\u200d🚀": "👩\u200d🚀", "e\u0301": "e\u0301", "\ue000": "\ufffd", "\xff": "\ufffd", "\u2028": " ",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]int{"abc": 3, "é": 1, "e\u0301": 1, "山田": 4, "🙂": 2, "ｱ": 1, "Ａ": 2, "\u202e\u200d": 0, "—“”": 3, "\t": 1} {
		if got := columnsIn(in); got != want {
			t.Errorf("columnsIn(%q) = %d, want %d", in, got, want)
		}
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"short", 5, "short"}, {"longer", 5, "long…"}, {"山田太郎", 5, "山田…"}, {"a  b\nc", 9, "a b c"}, {"one, two", 5, "one…"}, {"", 3, ""},
		{"e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"}, {strings.Repeat("é", 9999), 3, "éé…"},
	} {
		if got := fit(c.in, c.n); got != c.want {
			t.Errorf("fit(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string // lines, joined by |
	}{
		{"the cat sat on the mat", 7, "the cat|sat on|the mat"},
		{"  the   cat  ", 9, "the   cat"},
		{"the   cat", 8, "the|cat"},
		{"incomprehensible", 6, "incomp|rehens|ible"},
		{"a incomprehensible", 6, "a|incomp|rehens|ible"},
		{"山田太郎さん", 5, "山田|太郎|さん"},
		{"ab山田", 5, "ab山|田"},
		{"山　田", 2, "山|田"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301|e\u0301"},
		{"10\u00a0000 people", 8, "10\u00a0000|people"},
		{"", 5, ""}, {" \n ", 5, ""},
	} {
		var got []string
		for _, s := range wrap(c.in, text.Span{Start: 0, End: len(c.in)}, c.n) {
			got = append(got, s.In(c.in))
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("wrap(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
}

// FuzzWrap: lines are no wider than asked, in order, and lose nothing but space.
func FuzzWrap(f *testing.F) {
	for _, s := range []string{"the cat sat", "山田 e\u0301 🙂 x", "a\u200db\xff\xfe", strings.Repeat("x", 50), "\u3000\u3000山"} {
		f.Add(s, 7)
	}
	f.Fuzz(func(t *testing.T, s string, n int) {
		n = max(2, n%100)
		last := 0
		var left strings.Builder
		for _, l := range wrap(s, text.Span{Start: 0, End: len(s)}, n) {
			if l.Start < last || l.Empty() {
				t.Fatalf("line %v after %d", l, last)
			}
			if c := columnsIn(l.In(s)); c > n {
				t.Fatalf("%q has %d columns, want %d", l.In(s), c, n)
			}
			left.WriteString(s[last:l.Start])
			last = l.End
		}
		left.WriteString(s[last:])
		for _, r := range left.String() {
			if !breaks(r) {
				t.Fatalf("%q lost %q", s, r)
			}
		}
		if utf8.ValidString(s) && n > 2 && columnsIn(fit(s, n)) > n {
			t.Fatalf("fit(%q, %d) is too wide", s, n)
		}
	})
}

// Time grows in proportion to the text, also for texts made to prevent it.
func TestLinear(t *testing.T) {
	const n = 5_000
	body := strings.Repeat("a ", n)
	r := &record.Record{Article: &article.Article{ID: "n", Body: body, Title: strings.Repeat("x", n)}}
	for i := range n {
		// Words inside words: all statements nest.
		span := text.Span{Start: i, End: 2*n - i - 1}
		a := record.Attribution{ID: "a" + itoa(i), In: record.InBody, Form: record.Direct, Content: record.Part{Spans: []text.Span{{Start: span.Start, End: span.Start + 1}, {Start: span.End - 1, End: span.End}}}}
		if i%100 == 0 {
			a.Content.Spans = []text.Span{span}
		}
		r.Attributions = append(r.Attributions, a)
		r.Entities = append(r.Entities, record.Entity{ID: "e" + itoa(i), Kind: record.Person, Name: "x"})
		r.Citations = append(r.Citations,
			record.Citation{ID: "c" + itoa(i+1), Outlet: "o" + itoa(i+1), Through: "c" + itoa(i)},
			record.Citation{ID: "c" + itoa(n+i+1), Outlet: "p", Through: "c" + itoa(i), Covers: []string{a.ID}})
		r.Article.Furniture = append(r.Article.Furniture, article.Furniture{Kind: article.Notice, Span: text.Span{Start: i, End: 2*n - i}})
	}
	for _, f := range Formats() {
		w, err := New(f, new(strings.Builder), Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
}
