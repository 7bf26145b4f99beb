package furniture

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/text"
)

// testCase is one case of testdata/cases.txt.
type testCase struct {
	name, body string
	line       int
	want       []string
}

func readCases(t testing.TB) []testCase {
	t.Helper()
	b, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []testCase
	body := true
	for i, line := range strings.Split(string(b), "\n") {
		name, isName := strings.CutPrefix(line, "== ")
		last := len(out) - 1
		switch {
		case isName:
			out = append(out, testCase{name: name, line: i + 1})
			body = true
		case last < 0 || line == "" && !body:
		case line == "--":
			body = false
			out[last].body = strings.TrimSuffix(out[last].body, "\n")
		case body:
			out[last].body += line + "\n"
		default:
			out[last].want = append(out[last].want, line)
		}
	}
	return out
}

// describe writes furniture in the notation of the cases.
func describe(a *article.Article) []string {
	var out []string
	for _, f := range a.Furniture {
		s := fmt.Sprintf("%s | %s", f.Kind, strings.ReplaceAll(strings.TrimSpace(f.Span.In(a.Body)), "\n", `\n`))
		place := ""
		if f.Kind == article.Dateline {
			place = a.Dateline
		}
		for _, v := range [][2]string{{"title", f.Title}, {"url", f.URL}, {"credit", f.Credit}, {"place", place}} {
			if v[1] != "" {
				s += " | " + v[0] + "=" + v[1]
			}
		}
		out = append(out, s)
	}
	return out
}

func TestCases(t *testing.T) {
	cases := readCases(t)
	negative := 0
	for _, c := range cases {
		a := &article.Article{Body: c.body}
		Mark(a)
		if diff := cmp.Diff(c.want, describe(a)); diff != "" {
			t.Errorf("testdata/cases.txt:%d: %s (-want +got)\n%s", c.line, c.name, diff)
		}
		if a.Body != c.body {
			t.Errorf("testdata/cases.txt:%d: the body was changed", c.line)
		}
		if strings.HasPrefix(c.name, "NOT: ") {
			negative++
		}
	}
	if len(cases) < 60 || negative < 20 {
		t.Errorf("%d cases, %d of them negative: is the file whole?", len(cases), negative)
	}
}

func TestFilesAreRead(t *testing.T) {
	if _, err := parse(patternFile, outletFile); err != nil {
		t.Error(err)
	}
	for in, want := range map[string]string{
		"related | start":             "line 1",
		"# x\nrelated | nowhere | x":  "line 2",
		"story | start | x":           "line 1",
		"related | start | Read More": "line 1",
		"related | inside | Read":     "line 1",
		"related | start | ([":        "line 1",
	} {
		if _, err := parse(in, ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("parse(%q): %v", in, err)
		}
	}
}

func TestLinks(t *testing.T) {
	body := "The bridge is closed.\nRead more: Tolls to double\nFerry firm files for bankruptcy\nIt rains in town.\nNo link at all here"
	link := func(words, url string) article.Link {
		i := strings.Index(body, words)
		return article.Link{Span: text.Span{Start: i, End: i + len(words)}, URL: url}
	}
	a := &article.Article{Body: body, Links: []article.Link{
		link("Ferry firm files for bankruptcy", "https://example.org/2"), link("Tolls to double", "https://example.org/1"),
		link("It rains in town.", "https://example.org/3"),
	}}
	Mark(a)
	want := []string{
		"related | Read more: Tolls to double | title=Tolls to double | url=https://example.org/1",
		"related | Ferry firm files for bankruptcy | title=Ferry firm files for bankruptcy | url=https://example.org/2",
	}
	if diff := cmp.Diff(want, describe(a)); diff != "" {
		t.Error(diff)
	}
}

func TestKnownFurnitureStays(t *testing.T) {
	body := "MOSCOW — The bridge is closed.\nRead more: Tolls to double\nAdvertisement"
	span := func(words string) text.Span {
		i := strings.Index(body, words)
		return text.Span{Start: i, End: i + len(words)}
	}
	a := &article.Article{Body: body, Dateline: "Moscow, Idaho", Furniture: []article.Furniture{
		{Kind: article.Caption, Span: span("more: Tolls")}, {Kind: article.Notice, Span: span("The bridge")},
		{Kind: article.Notice, Span: text.Span{Start: 5, End: 900}},
	}}
	Mark(a)
	want := []string{"dateline | MOSCOW — | place=Moscow, Idaho", "notice | The bridge", "caption | more: Tolls", "notice | Advertisement"}
	if diff := cmp.Diff(want, describe(a)); diff != "" {
		t.Error(diff)
	}
	again := *a
	Mark(&again)
	if diff := cmp.Diff(describe(a), describe(&again)); diff != "" {
		t.Errorf("marked twice:\n%s", diff)
	}
}

// Mark keeps its promises on any text, known furniture or links.
func FuzzMark(f *testing.F) {
	for _, c := range readCases(f) {
		f.Add(c.body, 0, 9, 3)
	}
	f.Add("İ By İ\r\n\u00a0• \xff read more:\xf0\n– AFP", 2, 1, 5)
	f.Fuzz(func(t *testing.T, body string, x, y, z int) {
		body = strings.ToValidUTF8(body, "\uFFFD")
		a := &article.Article{
			Body:      body,
			Furniture: []article.Furniture{{Kind: article.Notice, Span: text.Span{Start: x, End: y}}, {Kind: article.Caption, Span: text.Span{Start: z, End: x}}},
			Links:     []article.Link{{Span: text.Span{Start: y, End: z}, URL: "u"}, {Span: text.Span{Start: x, End: y}, URL: "v"}},
		}
		Mark(a)
		if a.Body != body {
			t.Fatal("the body was changed")
		}
		end := 0
		for _, m := range a.Furniture {
			if !m.Span.Within(body) || m.Span.Start < end {
				t.Fatalf("span %v lies badly in %q", m.Span, body)
			}
			end = m.Span.End
		}
	})
}

func BenchmarkMark(b *testing.B) {
	paragraph := "The council voted on Thursday to close the old harbour bridge: drivers will have to use the tunnel, the mayor said. “It will not be long,” she told reporters (the repairs begin in May), and the ferry – a private one – runs as before.\n\n"
	body := "MOSCOW (Reuters) - " + strings.Repeat(strings.Repeat(paragraph, 4)+"Read more: Tolls to double – CNN\nAdvertisement\n", 5) + "(Reporting by Ana Petrov; Editing by Bo Lind)"
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		a := article.Article{Body: body}
		Mark(&a)
		if len(a.Furniture) != 12 {
			b.Fatal(len(a.Furniture))
		}
	}
}
