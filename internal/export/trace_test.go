package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/record"
)

// story is the trace of examples/story.jsonl, as hearsay read --to jsonl gave it.
func story(t testing.TB) *trace.Trace {
	t.Helper()
	f, err := os.Open("testdata/story.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var records []*record.Record
	for d := json.NewDecoder(f); d.More(); {
		r := &record.Record{}
		if err := d.Decode(r); err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	return traceOf(t, records)
}

func traceOf(t testing.TB, records []*record.Record) *trace.Trace {
	t.Helper()
	out, err := trace.Of(t.Context(), records, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// hostileStory is a story of articles that try to get out of every format.
func hostileStory(t testing.TB) *trace.Trace {
	t.Helper()
	first := hostile(t)
	first.Article.Body += "\n\n" + strings.Repeat("The wall was mended by nine masons in the rain while a band played and the mayor counted bricks. ", 3)
	second := *first
	a := *first.Article
	a.ID, a.Outlet = `"];a->b[label="<x/>]]>&amp;\`, article.Outlet{Name: "=1+1\\\n\"" + first.Article.Outlet.Name}
	second.Article = &a
	second.Attributions = slices.Clone(first.Attributions)
	return traceOf(t, []*record.Record{first, &second, {Article: &article.Article{ID: "\x1b[2J", Body: "Rain."}}})
}

func writeTrace(t testing.TB, format string, o Options, tr *trace.Trace) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteTrace(format, &b, tr, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTraceGolden(t *testing.T) {
	for _, c := range []struct {
		file, format string
		o            Options
	}{
		{"plain60.txt", "terminal", Options{Width: 60}},
		{"plain80.txt", "terminal", Options{}},
		{"all.txt", "terminal", Options{Width: 112, All: true, Alike: true}},
		{"color.txt", "terminal", Options{Color: true}},
		{"story.json", "json", Options{}},
		{"story.html", "html", Options{}},
		{"story.dot", "dot", Options{}},
		{"story.graphml", "graphml", Options{}},
		{"story.prov.json", "prov", Options{}},
		{"edges.csv", "csv", Options{}},
		{"passages.csv", "csv", Options{Table: "passages"}},
		{"quotations.csv", "csv", Options{Table: "quotations"}},
		{"stories.csv", "csv", Options{Table: "stories"}},
	} {
		t.Run(c.file, func(t *testing.T) { golden(t, "trace/"+c.file, writeTrace(t, c.format, c.o, story(t))) })
	}
}

func TestWriteTrace(t *testing.T) {
	err := WriteTrace("xml", io.Discard, story(t), Options{})
	if err == nil || err.Error() != `choose format: "xml" is none of terminal, json, html, dot, graphml, csv, parquet, prov` {
		t.Errorf("error %v", err)
	}
	err = WriteTrace("csv", io.Discard, story(t), Options{Table: "people"})
	if err == nil || err.Error() != `write trace as csv: choose table: "people" is none of edges, passages, quotations, stories` {
		t.Errorf("error %v", err)
	}
	for _, f := range TraceFormats() {
		if DescribeTrace(f) == "" {
			t.Errorf("%s has no description", f)
		}
		if err := WriteTrace(f, failing{}, story(t), Options{}); !errors.Is(err, io.ErrShortWrite) || !strings.Contains(err.Error(), "write trace as "+f+": ") {
			t.Errorf("%s: %v", f, err)
		}
		if err := WriteTrace(f, io.Discard, &trace.Trace{}, Options{}); err != nil {
			t.Errorf("%s: nothing: %v", f, err)
		}
	}
	for _, name := range TraceTables() {
		if DescribeTraceTable(name) == "" {
			t.Errorf("%s has no description", name)
		}
	}
	if DescribeTrace("xml")+DescribeTraceTable("people") != "" {
		t.Error("what there is not is described")
	}
}

func TestTraceTerminalIsSafe(t *testing.T) {
	for _, tr := range []*trace.Trace{story(t), hostileStory(t)} {
		for _, width := range []int{0, 1, 40, 60, 120, 500} {
			o := Options{Width: width, All: true, Alike: true}
			most := min(max(width, minWidth), maxWidth)
			if width == 0 {
				most = 80
			}
			plain := writeTrace(t, "terminal", o, tr)
			o.Color = true
			if diff := cmp.Diff(plain, sgr.ReplaceAllString(writeTrace(t, "terminal", o, tr), "")); diff != "" {
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
				if strings.TrimRight(line, " \n")+"\n" != line && line != "\n" {
					t.Errorf("%d columns: %q ends in spaces", width, line)
				}
			}
		}
	}
}

// The JSON form says the same words as its offsets cut, and its ids resolve.
func TestTraceJSON(t *testing.T) {
	for _, tr := range []*trace.Trace{story(t), hostileStory(t)} {
		var doc traceDoc
		if err := json.Unmarshal([]byte(writeTrace(t, "json", Options{}, tr)), &doc); err != nil {
			t.Fatal(err)
		}
		bodies := map[string][]rune{}
		for _, r := range tr.Records {
			bodies[r.Article.ID] = []rune(r.Article.Body)
		}
		if doc.Schema != "hearsay/trace/1" || len(doc.Articles) != len(tr.Records) || len(doc.Edges) != len(tr.Edges) {
			t.Errorf("schema %q, %d articles, %d edges", doc.Schema, len(doc.Articles), len(doc.Edges))
		}
		cuts := func(id string, w traceWords) {
			if got := string(bodies[id][w.Start:w.End]); got != w.Text || got == "" {
				t.Errorf("%s: offsets cut %q, not %q", id, got, w.Text)
			}
		}
		for _, s := range doc.Shared {
			for _, p := range s.Passages {
				cuts(s.A, p.A)
				cuts(s.B, p.B)
			}
		}
		for _, e := range doc.Edges {
			if bodies[e.To] == nil || e.From.Held != (e.From.Article != "") || e.From.Held && bodies[e.From.Article] == nil || len(e.Evidence) == 0 {
				t.Errorf("edge %+v", e)
			}
			for _, p := range e.Passages {
				cuts(e.From.Article, p.From)
				cuts(e.To, p.To)
			}
		}
		for _, f := range doc.Families {
			for _, v := range f.Variants {
				for _, c := range v.Carried {
					var words []string
					for _, s := range c.Spans {
						words = append(words, string(bodies[c.Article][s[0]:s[1]]))
					}
					if got := strings.Join(words, " "); len(words) == 0 || c.In == record.InBody && v.Wording == "" || got == "" {
						t.Errorf("%s: %q", c.Statement, got)
					}
				}
			}
		}
	}
}

func TestTraceHTML(t *testing.T) {
	for _, tr := range []*trace.Trace{story(t), hostileStory(t), {}} {
		page := writeTrace(t, "html", Options{Alike: true}, tr)
		if _, err := html.Parse(strings.NewReader(page)); err != nil {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		for _, e := range parse(t, page) {
			if slices.Contains([]string{"script", "img", "iframe", "b", "base", "form", "object"}, e.name) {
				t.Errorf("<%s> on the page", e.name)
			}
			for k, v := range e.attr {
				if strings.HasPrefix(k, "on") || k == "src" || k == "style" || strings.Contains(v, "ZgotmplZ") {
					t.Errorf("<%s %s=%q> on the page", e.name, k, v)
				}
			}
			if id, ok := e.attr["id"]; ok {
				if ids[id] || !regexp.MustCompile(`^(main|alone|s\d+-(title|texts|tree|shared|said))$`).MatchString(id) {
					t.Errorf("id %q is there twice or made of the article's words", id)
				}
				ids[id] = true
			}
			if href, ok := e.attr["href"]; ok && href != "#main" && (!strings.HasPrefix(href, "http") || e.attr["rel"] != "noopener nofollow") {
				t.Errorf("link %v", e.attr)
			}
		}
		if strings.ContainsAny(page, "\x00\x07\x1b\u009b\u202e") {
			t.Error("control characters on the page")
		}
	}
}

// dotLine is a line of the language as it is written here: words, braces and
// strings in quotation marks.
var dotLine = regexp.MustCompile(`^ *(digraph trace \{|\}|(subgraph )?\w+ \{|rankdir=LR;|(label|color)=(\w+|"([^"\\]|\\.)*");|\w+( -> \w+)?( \[\w+=(\w+|"([^"\\]|\\.)*")(, \w+=(\w+|"([^"\\]|\\.)*"))*\])?;)$`)

func TestTraceDot(t *testing.T) {
	for _, tr := range []*trace.Trace{story(t), hostileStory(t)} {
		got := writeTrace(t, "dot", Options{}, tr)
		for line := range strings.Lines(got) {
			if l := strings.TrimSuffix(line, "\n"); !dotLine.MatchString(l) {
				t.Errorf("line %q", l)
			}
		}
		if _, err := exec.LookPath("dot"); err != nil {
			continue
		}
		cmd := exec.Command("dot", "-Tsvg")
		cmd.Stdin = strings.NewReader(got)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("dot: %v: %s", err, out)
		}
	}
	if got, want := dotString("a\"b\\N\nc\x1b"), `"a\"b\\N\nc␛"`; got != want {
		t.Errorf("dotString = %s, want %s", got, want)
	}
}

func TestTraceGraphML(t *testing.T) {
	for _, tr := range []*trace.Trace{story(t), hostileStory(t)} {
		var doc graphML
		if err := xml.Unmarshal([]byte(writeTrace(t, "graphml", Options{}, tr)), &doc); err != nil {
			t.Fatal(err)
		}
		nodes := map[string]bool{}
		for _, n := range doc.Graph.Nodes {
			nodes[n.ID] = true
		}
		for _, e := range doc.Graph.Edges {
			if !nodes[e.Source] || !nodes[e.Target] {
				t.Errorf("edge from %s to %s leads nowhere", e.Source, e.Target)
			}
		}
		if len(doc.Graph.Edges) != len(tr.Edges) {
			t.Errorf("%d edges of %d", len(doc.Graph.Edges), len(tr.Edges))
		}
	}
}

// Both formats of a table have the same columns and rows, and no cell begins a
// formula.
func TestTraceTables(t *testing.T) {
	for _, tr := range []*trace.Trace{story(t), hostileStory(t)} {
		for _, name := range TraceTables() {
			rows, err := csv.NewReader(strings.NewReader(writeTrace(t, "csv", Options{Table: name}, tr))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				for i, cell := range row {
					if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
						t.Errorf("%s: %s begins a formula: %q", name, rows[0][i], cell)
					}
				}
			}
			_, names, values := openParquet(t, writeTrace(t, "parquet", Options{Table: name}, tr))
			if diff := cmp.Diff(rows[0], names); diff != "" || len(values) != len(rows)-1 {
				t.Errorf("%s: %d rows, csv has %d; columns:\n%s", name, len(values), len(rows)-1, diff)
			}
		}
	}
}

// Each edge is said once plainly and once with its evidence, and everything that
// is pointed at is there.
func TestTraceProv(t *testing.T) {
	tr := story(t)
	var doc struct {
		Graph []node `json:"@graph"`
	}
	if err := json.Unmarshal([]byte(writeTrace(t, "prov", Options{}, tr)), &doc); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, n := range doc.Graph {
		ids[n.ID] = true
	}
	edges := 0
	for _, n := range doc.Graph {
		for _, h := range slices.Concat(n.Quotations, n.Derivations, n.PrimarySources) {
			edges++
			if !ids[h.Entity.ID] || len(h.Evidence) == 0 {
				t.Errorf("%s has %s without a source or evidence", n.ID, h.Entity.ID)
			}
		}
		if n.AlternateOf != nil && !ids[n.AlternateOf.ID] {
			t.Errorf("%s is an alternate of nothing", n.ID)
		}
	}
	if edges != len(tr.Edges) {
		t.Errorf("%d edges, want %d", edges, len(tr.Edges))
	}
}

// Lists are cut short unless all is asked for.
func TestTraceTerminalIsShort(t *testing.T) {
	body := strings.Repeat("The wall was mended by nine masons in the rain while a band played and the mayor counted bricks. ", 3)
	var records []*record.Record
	for i := range 40 {
		id := "n" + string(rune('a'+i/26)) + string(rune('a'+i%26))
		records = append(records, &record.Record{Article: &article.Article{ID: id, Title: "Nine masons", Outlet: article.Outlet{Name: "Outlet " + id}, Body: body}})
	}
	tr := traceOf(t, records)
	short, long := writeTrace(t, "terminal", Options{}, tr), writeTrace(t, "terminal", Options{All: true}, tr)
	if n := strings.Count(short, "\n"); n > 60 || !strings.Contains(short, "and 28 more") {
		t.Errorf("%d lines:\n%s", n, short)
	}
	if n := strings.Count(long, "no date"); n != 40 || strings.Contains(long, " more") {
		t.Errorf("%d articles:\n%s", n, long)
	}
}
