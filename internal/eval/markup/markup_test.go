package markup

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

func Example() {
	c, err := Parse(`"{c1=direct:It rained}," {s1=Ada Lovelace:she} {q1:said}.`)
	if err != nil {
		fmt.Println(err)
		return
	}
	a := c.Attributions[0]
	fmt.Println(c.Text)
	fmt.Println(a.Content, text.Cut(c.Text, a.Content))
	fmt.Println(a.Form, a.Speaker)
	// Output:
	// "It rained," she said.
	// [{1 10}] It rained
	// direct Ada Lovelace
}

// words shows a case as text, so that a table can hold it.
func words(c *Case) string {
	var b strings.Builder
	for _, a := range c.Attributions {
		fmt.Fprintf(&b, "%d %s", a.Number, a.In)
		for _, p := range []struct {
			name  string
			spans []text.Span
			value string
		}{{"c", a.Content, string(a.Form)}, {"s", a.Source, a.Speaker}, {"q", a.Cue, ""}, {"a", a.Addressee, a.Hearer}} {
			if len(p.spans) > 0 || p.value != "" {
				fmt.Fprintf(&b, " %s(%s)%s", p.name, cutAll(c.Text, p.spans), p.value)
			}
		}
		if a.Anonymous {
			b.WriteString(" anonymous")
		}
		if a.Within > 0 {
			fmt.Fprintf(&b, " within %d", a.Within)
		}
		b.WriteString("; ")
	}
	for _, x := range c.Citations {
		fmt.Fprintf(&b, "x%d %s %s(%s) through %d covers %v; ", x.Number, x.Kind, x.Outlet, cutAll(c.Text, x.Spans), x.Through, x.Covers)
	}
	for _, f := range c.Furniture {
		fmt.Fprintf(&b, "f %s(%s)%s,%s,%s; ", f.Kind, f.Span.In(c.Text), f.Title, f.Credit, f.URL)
	}
	return strings.TrimSuffix(b.String(), "; ")
}

func cutAll(s string, spans []text.Span) string {
	out := make([]string, len(spans))
	for i, x := range spans {
		out[i] = x.In(s)
	}
	return strings.Join(out, "|")
}

var good = []struct{ marked, want string }{
	{`Nothing is said.`, ``},
	{`"{c:It rained}," {s:Ada Lovelace} {q:said}.`, `1 body c(It rained) s(Ada Lovelace) q(said)`},
	{`{c:We}, {s=?:officials} {q:said}, {c:will go}.`, `1 body c(We|will go) s(officials) q(said) anonymous`},
	{`{s=Ana Petrov:She} {q:told} {a=Bo Lee:him} {c=indirect:that {s2:Zoë} {q2:thinks} {c2:it 😀}}.`,
		`1 body c(that Zoë thinks it 😀)indirect s(She)Ana Petrov q(told) a(him)Bo Lee; 2 body c(it 😀) s(Zoë) q(thinks) within 1`},
	{`{s=Ana Petrov:}“{c:Yes.}”`, `1 body c(Yes.) s()Ana Petrov`},
	{`\{c:no\} \\ {c:a\nb}`, "1 body c(a\nb)"},
	{`{c:ab}{c:cd}`, `1 body c(abcd)`},
	{`{c1:{c2:ab}}`, `1 body c(ab); 2 body c(ab) within 1`},
	{`{c7:ab} {c3:cd}`, `3 body c(cd); 7 body c(ab)`},
	{`{s1:The mayor, {s2:who} {q2:says} {c2:so},} {q1:said} {c1:no}`, `1 body c(no) s(The mayor, who says so,) q(said); 2 body c(so) s(who) q(says)`},
	{`{x=wire|Reuters:(Reuters)} – {c:It is}, {x2=credit|The Lantern|x1|1:the Lantern} {q:said}`,
		`1 body c(It is) q(said); x1 wire Reuters((Reuters)) through 0 covers []; x2 credit The Lantern(the Lantern) through 1 covers [1]`},
	{`{f=related|A \| B|CNN|https\://x.example:Read more: {c:it rains}}`,
		`1 furniture c(it rains); f related(Read more: it rains)A | B,CNN,https://x.example`},
}

func TestParse(t *testing.T) {
	for _, tt := range good {
		c, err := Parse(tt.marked)
		if err != nil {
			t.Errorf("Parse(%s): %v", tt.marked, err)
			continue
		}
		if got := words(c); got != tt.want {
			t.Errorf("Parse(%s)\n got %s\nwant %s", tt.marked, got, tt.want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for marked, want := range map[string]string{
		"a\n\nZoë {c:x":                        "line 3, column 5: c1 is never closed",
		"ab } c":                               "line 1, column 4: } closes nothing",
		"{d:x}":                                "line 1, column 1: a part begins with one of",
		"{":                                    "line 1, column 1: a part begins with one of",
		"{c x}":                                "line 1, column 1: a part is written {c1:words}",
		"{c0:x}":                               "line 1, column 3: number 0",
		"{c:}":                                 "line 1, column 1: c1 has no words",
		"{s:Ada} {q:smiled}.":                  "line 1, column 1: attribution 1 has no content",
		"{c:x {s:Ada} y}":                      "line 1, column 6: s1 stands inside c1",
		"{c:x {c:y}}":                          "line 1, column 6: c1 stands inside c1",
		"{c=loud:x}":                           `line 1, column 1: c1: form "loud"`,
		"{c=direct:x} {c=mixed:y}":             `line 1, column 14: c1: value "mixed", where another fragment has "direct"`,
		"{c:x} {s=A:a} {s=?:b}":                "without a name",
		"{c:x} {q=say:said}":                   "a cue has no value",
		"{c:x} {s=A|B:a}":                      "2 fields",
		"{f:x}":                                "furniture of kind",
		"{x=wire:AP}":                          "x1: no kind or no outlet",
		"{x=gossip|AP:AP}":                     "citation of kind",
		"{x=wire|AP|x2:AP}":                    "no other citation x2",
		"{x=wire|AP|x1:AP}":                    "no other citation x1",
		"{x=wire|AP|2:AP}":                     `through "2"`,
		"{x=wire|AP||4:AP}":                    "no attribution 4",
		"{x=wire|AP||b:AP}":                    `covers "b"`,
		`a\b`:                                  "line 1, column 2: a backslash",
		`a\`:                                   "line 1, column 2: a backslash",
		"\xff":                                 "not UTF-8",
		strings.Repeat("{f=social:", 65) + "a": "more than 64 parts",
	} {
		c, err := Parse(marked)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q) = %v, %v; want an error with %q", marked, c, err, want)
		}
	}
}

func TestString(t *testing.T) {
	for _, s := range []string{
		`Nothing is said.`,
		`"{c=direct:It rained}," {s=Ada Lovelace:she} {q:said}.`,
		`\#\{c:no\} \\ {c:a\nb}`,
		`{s=Ana Petrov:}{c:Yes.}`,
		`{c1:a {s2:b} {q2:c} {c2:d}}, {s1:e}`,
		`{f=related|A \| B|CNN|https\://x.example:Read more: {c:it rains}}`,
		`{x1=wire|Reuters:(Reuters)} {c:It is}, {x2=credit|The Lantern|x1|1:the Lantern} {q:said}`,
	} {
		c, err := Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		want := strings.TrimPrefix(s, `\#`) // only a sign at the head of a line needs its backslash
		if strings.HasPrefix(s, `\#`) {
			want = s
		}
		if got := c.String(); got != want {
			t.Errorf("String = %s, want %s", got, want)
		}
	}
}

const file = `title: Mayor {q:says} {c:roads will close}
url: https://lantern.example/roads
outlet: The Lantern <lantern.example>
published: 2026-03-01
byline: Ana Petrov; Bo Lee
note: a title with a cue of its own
---
{c1:The roads will close}, {s1=Ida Brandt:the mayor} {q1:said}.

{f=social:Follow us}
`

func TestParseArticle(t *testing.T) {
	a, err := ParseArticle([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	if want := "The roads will close, the mayor said.\n\nFollow us"; a.Article.Body != want || a.Article.Title != "Mayor says roads will close" {
		t.Errorf("article %q, %q", a.Article.Title, a.Article.Body)
	}
	if a.Article.URL != "https://lantern.example/roads" || a.Article.Outlet != (article.Outlet{Name: "The Lantern", Domain: "lantern.example"}) ||
		a.Article.Published.String() != "2026-03-01" || len(a.Article.Byline) != 2 || a.Note == "" || a.Article.Furniture != nil || len(a.Body.Furniture) != 1 {
		t.Errorf("article %+v", a.Article)
	}
	all := a.Attributions()
	if len(all) != 2 || all[0].In != record.InTitle || all[1].Speaker != "Ida Brandt" || a.Body.Line != 8 {
		t.Errorf("attributions %+v, body at line %d", all, a.Body.Line)
	}
	if got := strings.ReplaceAll(a.String(), "c:The", "c1:The"); got == file || !strings.Contains(got, "---\n{c1:The roads") {
		t.Errorf("String =\n%s", got)
	}
	again, err := ParseArticle([]byte(a.String()))
	if err != nil {
		t.Fatal(err)
	}
	if again.String() != a.String() {
		t.Errorf("read again:\n%s\nwant\n%s", again, a)
	}
}

func TestParseArticleErrors(t *testing.T) {
	for in, want := range map[string]string{
		"titel: x\n---\n":             `line 1, column 1: no header is called "titel"`,
		"note: y\ntitle:  {c:\n---\n": "line 2, column 9: c1 is never closed",
		"title: x\n---\na\n{q:b}":     "line 4, column 1: attribution 1 has no content",
		"title: {f=social:x}\n---\n":  "stands in a title",
		"published: soon\n---\n":      "line 1, column 1: read date",
	} {
		if _, err := ParseArticle([]byte(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseArticle(%q): %v, want %q", in, err, want)
		}
	}
}

func TestParseFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(path, []byte("no header {c:here}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := ParseFile(path)
	if err != nil || a.Article.Body != "no header here" {
		t.Errorf("ParseFile = %+v, %v", a, err)
	}
	if _, err := ParseFile(path + ".none"); err == nil {
		t.Error("a missing file is no error")
	}
}

func TestParseCatalogue(t *testing.T) {
	cases, err := ParseCatalogue("said.txt", strings.NewReader("# words\n\n{c:a} {q:b}\r\n\\# {c:c}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) != 2 || cases[0].Line != 3 || cases[0].Text != "a b" || cases[1].Line != 4 || cases[1].Text != "# c" {
		t.Errorf("cases %+v", cases)
	}
	_, err = ParseCatalogue("said.txt", strings.NewReader("ok\nno }\n"))
	if want := "read cases said.txt: line 2, column 4: "; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("error %v, want %q", err, want)
	}
}

func TestFormat(t *testing.T) {
	body := "“We will {win},” she said, and Bo Lee agreed."
	at := func(s string) record.Part {
		i := strings.Index(body, s)
		return record.Part{Spans: []text.Span{{Start: i, End: i + len(s)}}}
	}
	r := &record.Record{
		Article:  &article.Article{Body: body},
		Entities: []record.Entity{{ID: "e1", Name: "Ann Lee"}, {ID: "e2", Name: "Bo Lee"}},
		Attributions: []record.Attribution{
			{ID: "a1", In: record.InBody, Form: record.Direct, Content: at("We will {win},"),
				Source: record.Source{Part: at("she"), Entity: "e1"}, Cue: record.Cue{Part: at("said")}},
			{ID: "a2", In: record.InBody, Content: at("will {win},” she said"),
				Source: record.Source{Part: at("Bo Lee"), Entity: "e2"}, Cue: record.Cue{Part: record.Part{Spans: []text.Span{{Start: 3, End: 999}}}}},
		},
		Citations: []record.Citation{{ID: "c1", Kind: record.Wire, Outlet: "AP", Covers: []string{"a2"}}},
	}
	want := `{x=wire|AP||2:}“{c1=direct:We }{c2:{c1=direct:will \{win\},}” {s1=Ann Lee:she} {q1:said}}, and {s2:Bo Lee} agreed.`
	got := Format(r)
	if got != want {
		t.Fatalf("Format =\n%s\nwant\n%s", got, want)
	}
	a, err := ParseArticle([]byte(got))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(FromRecord(r).Body, a.Body, cmp.FilterPath(func(p cmp.Path) bool {
		return p.Last().String() == ".Marked" || p.Last().String() == ".Line"
	}, cmp.Ignore())); diff != "" {
		t.Errorf("read back: %s", diff)
	}
	r.Article.Title = "Ann Lee on winning"
	if got := Format(r); got != "title: Ann Lee on winning\n---\n"+want {
		t.Errorf("Format with a title =\n%s", got)
	}
}

// TestFormatKeepsABodyThatLooksLikeAHeader: such a body gets an empty header.
func TestFormatKeepsABodyThatLooksLikeAHeader(t *testing.T) {
	body := "title: x\n---\ny\n"
	a, err := ParseArticle([]byte(Format(&record.Record{Article: &article.Article{Body: body}})))
	if err != nil || a.Article.Body != body || a.Article.Title != "" {
		t.Errorf("read back %+v, %v", a, err)
	}
}

// FuzzParse: what is read is written, read and written again the same.
func FuzzParse(f *testing.F) {
	for _, tt := range good {
		f.Add(tt.marked)
	}
	f.Add(file)
	f.Add(`{x1=wire|AP:a {f=social:b}} {c:{f=social:c}d{f=caption:{f=byline:e}}}`)
	f.Add(`{c1:{c2:a}}{c2:{c1:b}}{s=?:}{a3=A:}{c3:c}`)
	f.Fuzz(func(t *testing.T, s string) {
		c, err := Parse(s)
		if err != nil {
			return
		}
		again, err := Parse(c.String())
		if err != nil {
			t.Fatalf("%q is written %q: %v", s, c, err)
		}
		again.Marked = c.Marked
		if diff := cmp.Diff(c, again); diff != "" {
			t.Fatalf("%q is written %q: %s", s, again, diff)
		}
	})
}
