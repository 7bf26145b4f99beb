package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

var update = flag.Bool("update", false, "write the golden files anew")

// say is an attribution by its words. Parts of a broken content are joined by
// " … "; from is the word at or after which they are looked for.
type say struct {
	in                       record.Where
	from                     string
	form                     record.QuoteForm
	who, entity, cue, words  string
	to, toEntity, via, inner string
}

// build makes a record of an article, its entities ("e1 person Ann Lee, mayor")
// and what is said in it.
func build(t testing.TB, a *article.Article, entities []string, says []say, credits ...record.Citation) *record.Record {
	t.Helper()
	r := &record.Record{Analyzer: "0.1.0", Article: a, Citations: credits}
	for _, e := range entities {
		f := strings.SplitN(e, " ", 3)
		name, role, _ := strings.Cut(f[2], ", ")
		r.Entities = append(r.Entities, record.Entity{ID: f[0], Kind: record.EntityKind(f[1]), Name: name, Roles: strings.Fields(role)})
	}
	for i, s := range says {
		in := a.Body
		if s.in == "" {
			s.in = record.InBody
		}
		if s.in == record.InTitle {
			in = a.Title
		}
		at := record.Attribution{ID: fmt.Sprintf("a%d", i+1), In: s.in, Form: s.form, Act: "state", Within: s.inner, Confidence: 0.75}
		at.Source = record.Source{Part: find(t, in, s.from, s.who), Entity: s.entity}
		at.Cue = record.Cue{Part: find(t, in, s.from, s.cue), Lemma: s.cue}
		at.Content = find(t, in, s.from, s.words)
		at.Addressee = record.Addressee{Part: find(t, in, s.from, s.to), Entity: s.toEntity}
		at.Via = strings.Fields(s.via)
		r.Attributions = append(r.Attributions, at)
	}
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}
	return r
}

func find(t testing.TB, in, from, words string) record.Part {
	t.Helper()
	var p record.Part
	if words == "" {
		return p
	}
	base := strings.Index(in, from)
	for _, w := range strings.Split(words, " … ") {
		i := strings.Index(in[max(base, 0):], w)
		if base < 0 || i < 0 {
			t.Fatalf("%q is not in %q from %q on", w, in, from)
		}
		p.Spans = append(p.Spans, text.Span{Start: base + i, End: base + i + len(w)})
	}
	return p
}

func furniture(t testing.TB, a *article.Article, kind article.Kind, words, title, url, credit string) {
	t.Helper()
	p := find(t, a.Body, "", words)
	a.Furniture = append(a.Furniture, article.Furniture{Kind: kind, Span: p.Spans[0], Title: title, URL: url, Credit: credit})
}

// mayor is an article with most of what an article can have.
func mayor(t testing.TB) *record.Record {
	t.Helper()
	body := strings.Join([]string{
		"PORT ELDER (Coastal Wire) — Mayor Ana Petrov will not close the harbour, she told Radio Elder on Sunday, ending weeks of doubt.",
		"“We are not closing anything,” Petrov told fishermen at the quay, “and whoever says so has not read the plan. It keeps both piers, the ice house and the night ferry.”",
		"Photo: the harbour at dusk. Jo Ek/Coastal Wire",
		"Council member Li Wei said the mayor had promised him in May that “no pier goes before the vote”. He called that “a first step”.",
		"Two officials, who asked not to be named, said the port had lost a third of its trade, the Elder Post reported, citing figures of the Harbour Bureau.",
		"Read more: Ferry fares to rise in spring — Elder Post",
		"A spokesman for the port declined to comment.",
		"Sign up for our morning letter",
	}, "\n\n")
	a := &article.Article{
		ID: "elder-1", URL: "https://news.example/elder/1", Outlet: article.Outlet{Name: "The Elder Herald", Domain: "news.example"},
		Title: "Petrov: ‘We are not closing anything’", Byline: []string{"Jo Ek", "Sam Oduya"}, Dateline: "PORT ELDER",
		Published: article.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)), Language: "en", Body: body,
	}
	furniture(t, a, article.Dateline, "PORT ELDER (Coastal Wire) —", "", "", "")
	furniture(t, a, article.Caption, "Photo: the harbour at dusk. Jo Ek/Coastal Wire", "", "", "Coastal Wire")
	furniture(t, a, article.Related, "Read more: Ferry fares to rise in spring — Elder Post", "Ferry fares to rise in spring", "https://post.example/fares", "Elder Post")
	furniture(t, a, article.Newsletter, "Sign up for our morning letter", "", "", "")
	spans := func(words string) []text.Span { return find(t, body, "", words).Spans }
	return build(t, a,
		[]string{"e1 person Ana Petrov, mayor", "e2 person Li Wei, councilman", "e3 group fishermen", "e4 outlet Radio Elder", "e5 group two officials"},
		[]say{
			{in: record.InTitle, form: record.Direct, who: "Petrov", entity: "e1", words: "‘We are not closing anything’"},
			{form: record.Indirect, from: "Mayor", who: "she", entity: "e1", cue: "told", words: "Mayor Ana Petrov will not close the harbour", to: "Radio Elder", toEntity: "e4", via: "c2"},
			{form: record.Direct, from: "“We", who: "Petrov", entity: "e1", cue: "told", words: "“We are not closing anything,” … “and whoever says so has not read the plan. It keeps both piers, the ice house and the night ferry.”", to: "fishermen at the quay", toEntity: "e3"},
			{form: record.Mixed, from: "Council", who: "Council member Li Wei", entity: "e2", cue: "said", words: "the mayor had promised him in May that “no pier goes before the vote”"},
			{form: record.Mixed, from: "Council", who: "the mayor", entity: "e1", cue: "had promised", words: "that “no pier goes before the vote”", to: "him", toEntity: "e2", inner: "a4"},
			{form: record.Mixed, from: "He called", who: "He", entity: "e2", cue: "called", words: "“a first step”"},
			{form: record.Indirect, from: "Two", who: "Two officials", entity: "e5", cue: "said", words: "the port had lost a third of its trade", via: "c3 c4"},
			{form: record.Indirect, from: "A spokesman", who: "A spokesman for the port", cue: "declined", words: "to comment"},
		},
		record.Citation{ID: "c1", Outlet: "Coastal Wire", Kind: record.Wire, Whole: true, Spans: spans("(Coastal Wire)")},
		record.Citation{ID: "c2", Outlet: "Radio Elder", Entity: "e4", Kind: record.Venue, Spans: spans("Radio Elder"), Covers: []string{"a2"}},
		record.Citation{ID: "c3", Outlet: "Elder Post", Kind: record.CreditTo, Spans: spans("the Elder Post reported"), Covers: []string{"a7"}},
		record.Citation{ID: "c4", Outlet: "Harbour Bureau", Kind: record.CreditTo, Spans: spans("citing figures of the Harbour Bureau"), Through: "c3", Covers: []string{"a7"}},
	)
}

// tangle has what nests, overlaps and is broken, in scripts of several widths.
func tangle(t testing.TB) *record.Record {
	t.Helper()
	body := "“It was 🙂 Zoë who said ‘no, never’ to 山田太郎 — twice,” Bo said,\r\n“and 東京では雨が降った all day.”\r\n\r\n" +
		"Cy said that Di said that Ed said that e\u0301clairs were cheap."
	a := &article.Article{ID: "tangle/2", Title: "", Body: body, Language: "xx not a tag"}
	r := build(t, a, []string{"e1 person Bo", "e2 person Zoë", "e3 person Cy", "e4 person Di", "e5 person 山田太郎"}, []say{
		{form: record.Direct, who: "Bo", entity: "e1", cue: "said", from: "twice", words: "twice,”"},
		{form: record.Direct, from: "“It", who: "Zoë", entity: "e2", cue: "said", words: "‘no, never’", to: "山田太郎", toEntity: "e5", inner: "a1"},
		{form: record.Indirect, from: "Cy", who: "Cy", entity: "e3", cue: "said", words: "that Di said that Ed said that e\u0301clairs were cheap"},
		{form: record.Indirect, from: "Di", who: "Di", entity: "e4", cue: "said", words: "that Ed said that e\u0301clairs were cheap", inner: "a3"},
		{form: record.Indirect, from: "Ed", who: "Ed", cue: "said", words: "that e\u0301clairs were cheap", inner: "a4"},
		{form: record.Mixed, from: "Di", words: "said that Ed"},
	})
	r.Attributions[0].Content = find(t, body, "", "“It was 🙂 Zoë who said ‘no, never’ to 山田太郎 — twice,” … “and 東京では雨が降った all day.”")
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}
	return r
}

// hostile tries to get out of every format.
func hostile(t testing.TB) *record.Record {
	t.Helper()
	evil := "\x1b]0;owned\x07\x1b[2J<script>alert(1)</script>\u202etxt.exe\u202c\u009b31m"
	body := evil + " said =cmd|' /C calc'!A0 & “</a><img src=x onerror=alert(2)>” to\ta\x00b.\n\nRead more: " + evil
	a := &article.Article{
		ID: "../../etc/passwd", URL: "javascript:alert(3)", Title: "+1\" onmouseover=\"alert(4)" + evil, Language: `en" onload="x`,
		Outlet: article.Outlet{Name: "@sum(A1)" + evil}, Byline: []string{"-2+3", evil}, Body: body,
	}
	furniture(t, a, article.Related, "Read more: "+evil, evil, "data:text/html,<script>", evil)
	r := build(t, a, []string{"e1 person =HYPERLINK(\"http://x\") " + evil}, []say{
		{form: record.Direct, entity: "e1", who: evil, cue: "said", words: "=cmd|' /C calc'!A0 & “</a><img src=x onerror=alert(2)>”", to: "a\x00b", via: "c1"},
	}, record.Citation{ID: "c1", Outlet: "=1+1\"><b>" + evil, Kind: record.CreditTo, Whole: true})
	r.Attributions[0].Act = "\t=1"
	return r
}

func refusedRecord() *record.Record {
	return &record.Record{Analyzer: "0.1.0", Refused: "language: German is not analysed yet; give an article in English", Article: &article.Article{
		ID: "ref-1", URL: "https://blatt.example/1", Title: "Guten Tag", Body: "Guten Tag, sagte er.", Language: "de",
		Outlet: article.Outlet{Name: "Das Blatt"}, Published: article.Moment{Time: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), DayOnly: true},
	}}
}

func all(t testing.TB) []*record.Record {
	return []*record.Record{mayor(t), tangle(t), refusedRecord(), hostile(t)}
}

func export(t testing.TB, format string, o Options, records ...*record.Record) string {
	t.Helper()
	var b bytes.Buffer
	w, err := New(format, &b, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v; run go test -update", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; run go test -update if it is meant):\n%s", name, diff)
	}
}

func TestGolden(t *testing.T) {
	for _, c := range []struct {
		file, format string
		o            Options
	}{
		{"all.json", "json", Options{}},
		{"all.jsonl", "jsonl", Options{}},
		{"all.csv", "csv", Options{}},
		{"citations.csv", "csv", Options{Table: "citations"}},
		{"entities.csv", "csv", Options{Table: "entities"}},
		{"articles.csv", "csv", Options{Table: "articles"}},
		{"annotations.jsonl", "annotations", Options{}},
		{"prov.jsonl", "prov", Options{Analyzed: time.Date(2026, 3, 2, 8, 30, 0, 0, time.UTC)}},
		{"all.html", "html", Options{}},
		{"plain60.txt", "terminal", Options{Width: 60}},
		{"plain80.txt", "terminal", Options{}},
		{"plain120.txt", "terminal", Options{Width: 120}},
		{"color80.txt", "terminal", Options{Width: 80, Color: true}},
	} {
		t.Run(c.file, func(t *testing.T) { golden(t, c.file, export(t, c.format, c.o, all(t)...)) })
	}
}

// Events come with who did what to whom by name.
func TestEvents(t *testing.T) {
	r := mayor(t)
	if len(r.Entities) < 2 {
		t.Fatalf("%d entities", len(r.Entities))
	}
	a, b := &r.Entities[0], &r.Entities[1]
	r.Events = []record.Event{
		{ID: "v1", Type: "CONSULT", Mode: "meet", Actors: []string{a.ID, b.ID}, Recipients: []string{b.ID}, Place: b.ID, Date: "2026-03-01", AssertedBy: "a1", Spans: []text.Span{{Start: 0, End: 3}}},
		{ID: "v2", Type: "REJECT"},
	}
	got := export(t, "csv", Options{Table: "events"}, r)
	rows, err := csv.NewReader(strings.NewReader(got)).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%v\n%s", err, got)
	}
	want := [][]string{
		{"v1", "CONSULT", "meet", a.Name + "; " + b.Name, b.Name, b.Name, "2026-03-01", "a1", r.Article.Body[:3], "0-3"},
		{"v2", "REJECT", "", "", "", "", "", "", "", ""},
	}
	for i, row := range rows[1:] {
		if diff := cmp.Diff(want[i], row[4:]); diff != "" {
			t.Errorf("row %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestNew(t *testing.T) {
	_, err := New("xml", io.Discard, Options{})
	if err == nil || err.Error() != `choose format: "xml" is none of terminal, json, jsonl, csv, parquet, annotations, prov, html, brat` {
		t.Errorf("error %v", err)
	}
	if _, err = New("csv", io.Discard, Options{Table: "people"}); err == nil || err.Error() != `choose table: "people" is none of statements, citations, entities, events, articles` {
		t.Errorf("error %v", err)
	}
	for _, f := range Formats() {
		if Describe(f) == "" {
			t.Errorf("%s has no description", f)
		}
		w, err := New(f, io.Discard, Options{Dir: t.TempDir()})
		if err != nil {
			t.Errorf("%s: %v", f, err)
			continue
		}
		if err := w.Write(&record.Record{}); !errors.Is(err, errNoArticle) {
			t.Errorf("%s: a record without article: %v", f, err)
		}
		if err := w.Close(); err != nil {
			t.Errorf("%s: close: %v", f, err)
		}
	}
	if Describe("xml") != "" {
		t.Error("xml is described")
	}
}

// A format must stand a record that Check would refuse.
func TestBrokenRecords(t *testing.T) {
	far := []text.Span{{Start: -3, End: 1 << 20}, {Start: 5, End: 2}}
	for _, f := range Formats() {
		r := mayor(t)
		for i := range r.Attributions {
			a := &r.Attributions[i]
			a.Content.Spans, a.Source.Entity, a.Form, a.Via = far, "e99", "free", []string{"c99"}
		}
		r.Article.Furniture[0].Span = far[0]
		r.Citations[2].Through, r.Citations[1].Through = "c4", "c2"
		w, err := New(f, io.Discard, Options{Dir: t.TempDir(), Width: 1})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.Write(r), w.Close()); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}

func TestWriteErrors(t *testing.T) {
	for _, f := range []string{"json", "jsonl", "csv", "annotations", "prov", "html", "terminal"} {
		w, err := New(f, failing{}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(mayor(t)); !errors.Is(err, io.ErrShortWrite) || !strings.Contains(err.Error(), "write "+f+": elder-1: ") {
			t.Errorf("%s: %v", f, err)
		}
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestJSONIsTheRecord(t *testing.T) {
	for _, f := range []string{"json", "jsonl"} {
		d := json.NewDecoder(strings.NewReader(export(t, f, Options{}, all(t)...)))
		for i, want := range all(t) {
			var got json.RawMessage
			if err := d.Decode(&got); err != nil {
				t.Fatalf("%s: record %d: %v", f, i, err)
			}
			var flat bytes.Buffer
			if err := json.Compact(&flat, got); err != nil {
				t.Fatal(err)
			}
			b, err := want.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(b), flat.String()); diff != "" {
				t.Errorf("%s: record %d:\n%s", f, i, diff)
			}
		}
	}
}

// FuzzLayout: laying out JSON changes nothing but white space.
func FuzzLayout(f *testing.F) {
	for _, s := range []string{`{}`, `[]`, `1`, `"a\"b\\"`, `{"a":[1,2,{"b":"}]\"{"}],"c":null}`, `[` + strings.Repeat(`[[1,2],"xxxxxxxxxxxxxxxx"],`, 20) + `{}]`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var in, back bytes.Buffer
		if !json.Valid([]byte(s)) || json.Compact(&in, []byte(s)) != nil {
			t.Skip()
		}
		var out bytes.Buffer
		l := layout{in: in.Bytes(), out: &out, pairs: pairs(in.Bytes())}
		l.value(0, 0)
		if err := json.Compact(&back, out.Bytes()); err != nil || back.String() != in.String() {
			t.Fatalf("%s became %s (%v)", in.String(), out.String(), err)
		}
	})
}

func TestCSV(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(export(t, "csv", Options{}, all(t)...))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+8+6+1 { // the refused record has none
		t.Errorf("%d rows", len(rows))
	}
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
				t.Errorf("%s begins a formula: %q", rows[0][i], cell)
			}
		}
	}
	want := []string{"elder-1", "https://news.example/elder/1", "The Elder Herald", "2026-03-01T09:00:00Z", "a7", "body", "indirect", "state",
		"two officials", "Two officials", "said", "the port had lost a third of its trade", "", "", "", "", "Elder Post; Harbour Bureau", "0.75", "false"}
	got := rows[7]
	offsets := got[12:15]
	if fmt.Sprintf("%s-%s", offsets[0], offsets[1]) != offsets[2] {
		t.Errorf("offsets %q", offsets)
	}
	var start, end int
	if _, err := fmt.Sscanf(offsets[2], "%d-%d", &start, &end); err != nil || string([]rune(mayor(t).Article.Body)[start:end]) != want[11] {
		t.Errorf("offsets %q do not cut the words", offsets)
	}
	copy(want[12:15], offsets)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := export(t, "csv", Options{}); got != strings.Join(rows[0], ",")+"\n" {
		t.Errorf("no records give %q, want the header", got)
	}
}

func Example() {
	body := "“We won,” Ann Lee said."
	r := &record.Record{
		Article:  &article.Article{ID: "n1", Body: body},
		Entities: []record.Entity{{ID: "e1", Kind: record.Person, Name: "Ann Lee"}},
		Attributions: []record.Attribution{{
			ID: "a1", In: record.InBody, Form: record.Direct,
			Source:  record.Source{Part: record.Part{Spans: []text.Span{{Start: 14, End: 21}}}, Entity: "e1"},
			Cue:     record.Cue{Part: record.Part{Spans: []text.Span{{Start: 22, End: 26}}}, Lemma: "say"},
			Content: record.Part{Spans: []text.Span{{Start: 0, End: 13}}},
		}},
	}
	w, err := New("terminal", os.Stdout, Options{Width: 72})
	if err == nil {
		err = errors.Join(w.Write(r), w.Close())
	}
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// Ann Lee 1 ┃ “We won,” Ann Lee said.
	//
	//   Who said what, to whom
	//
	//   1  Ann Lee  said  “We won,”
	//
	//   ┃ in quotation marks   ╏ partly   ┊ in other words
}

func BenchmarkWrite(b *testing.B) {
	r := mayor(b)
	for _, f := range Formats() {
		b.Run(f, func(b *testing.B) {
			w, err := New(f, io.Discard, Options{Dir: b.TempDir(), Color: true})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := w.Write(r); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}
