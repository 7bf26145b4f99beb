package jsonl

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// page is a reader of pages that knows one element.
type page struct{}

func (page) Read(_ context.Context, src *ingest.Source) iter.Seq2[*article.Article, error] {
	return func(yield func(*article.Article, error) bool) {
		b, err := io.ReadAll(src.Body)
		body := strings.TrimSuffix(strings.TrimPrefix(string(b), "<p>"), "</p>")
		a := &article.Article{URL: "https://page.example/", Title: "Page title", Language: "fr", Byline: []string{"Page"}, Body: body}
		if body == "" {
			err = fmt.Errorf("read %s: %w", src.Name, article.Refuse(article.NoArticle, "no story"))
		}
		yield(a, err)
	}
}

type result struct {
	a   *article.Article
	err error
}

func readAll(t testing.TB, in io.Reader) []result {
	t.Helper()
	var out []result
	for a, err := range New(page{}).Read(t.Context(), &ingest.Source{Name: "in.jsonl", Body: in}) {
		out = append(out, result{a, err})
	}
	return out
}

func moment(t *testing.T, s string) article.Moment {
	t.Helper()
	m, err := article.ParseMoment(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestFields(t *testing.T) {
	in := "\uFEFF" + `{"id":"a1","url":"https://e.example/1","title":"T","byline":["A","B"],"outlet":{"name":"O","domain":"o.example"},` +
		`"published":"2026-03-01T09:00:00Z","modified":"2026-03-02","retrieved":null,"language":"en","text":"Zo\u00eb said \"yes\".\n","x":{"k":[1, 2]},"tags":"q"}` + "\r\n" +
		"\r\n" +
		` { "body" : "Text." , "byline" : "Ana" , "outlet" : "Daily" , "id" : 17 }` + "\n" +
		`{"html":"<p>From a page.</p>","title":"Line title","id":"h"}`
	want := []*article.Article{
		{
			ID: "a1", URL: "https://e.example/1", Title: "T", Byline: []string{"A", "B"},
			Outlet: article.Outlet{Name: "O", Domain: "o.example"}, Published: moment(t, "2026-03-01T09:00:00Z"),
			Modified: moment(t, "2026-03-02"), Language: "en", Body: "Zoë said \"yes\".\n",
			Extra: map[string]json.RawMessage{"x": json.RawMessage(`{"k":[1, 2]}`), "tags": json.RawMessage(`"q"`)},
		},
		{ID: "17", Byline: []string{"Ana"}, Outlet: article.Outlet{Name: "Daily"}, Body: "Text."},
		{ID: "h", URL: "https://page.example/", Title: "Line title", Language: "fr", Byline: []string{"Page"}, Body: "From a page."},
	}
	got := readAll(t, strings.NewReader(in))
	if len(got) != len(want) {
		t.Fatalf("%d articles, want %d", len(got), len(want))
	}
	for i, r := range got {
		if diff := cmp.Diff(want[i], r.a); r.err != nil || diff != "" {
			t.Errorf("article %d: %v\n%s", i, r.err, diff)
		}
	}
}

// What can't be used stays under its name, and the article is kept.
func TestUnusable(t *testing.T) {
	in := `{"text":"T","published":"last week","modified":12,"byline":[{"name":"A"}],"outlet":["O"],"title":{},"id":true,"url":"\ud800x"}`
	r := readAll(t, strings.NewReader(in))[0]
	want := &article.Article{ID: "true", URL: "\uFFFDx", Body: "T", Extra: map[string]json.RawMessage{
		"published": json.RawMessage(`"last week"`), "modified": json.RawMessage(`12`), "byline": json.RawMessage(`[{"name":"A"}]`),
		"outlet": json.RawMessage(`["O"]`), "title": json.RawMessage(`{}`),
	}}
	if diff := cmp.Diff(want, r.a); r.err != nil || diff != "" {
		t.Errorf("%v\n%s", r.err, diff)
	}
}

func TestBadLines(t *testing.T) {
	for _, c := range []struct {
		line, id, err string
		reason        article.Reason
	}{
		{`{"id": nope}`, "in.jsonl:1", "read in.jsonl: malformed: line 1, column 9: invalid character 'o' in literal null (expecting 'u')", article.Malformed},
		{`{"id":`, "in.jsonl:1", "line 1, column 6: unexpected end of JSON input; write each article on one line, for example with jq -c .", article.Malformed},
		{`  "text"`, "in.jsonl:1", "line 1, column 3: not an article", article.Malformed},
		{`17`, "in.jsonl:1", "line 1, column 1: not an article", article.Malformed},
		{`{"text": 5}`, "in.jsonl:1", "read in.jsonl:1: malformed: the text is not a string", article.Malformed},
		{`{"html": 5, "id": "x"}`, "x", "the html is not a string", article.Malformed},
		{`{"id":"x"}`, "x", "neither text nor html", article.Empty},
		{`{"id":"x","text":null}`, "x", "neither text nor html", article.Empty},
		{`{"text":" \n"}`, "in.jsonl:1", "there is no text in it", article.Empty},
		{`{"html":"<p></p>"}`, "in.jsonl:1", "read in.jsonl:1: no-article: no story", article.NoArticle},
		{`{"schema":"hearsay/record/9","article":{}}`, "in.jsonl:1", `format "hearsay/record/9" is not`, article.Malformed},
		{`{"schema":"hearsay/record/1","article":{"id":"r"},"refused":"paywall: pay first"}`, "r", "read in.jsonl:1: paywall: pay first", article.Paywall},
		{`{"text":"` + strings.Repeat("x", article.MaxBody+1) + `"}`, "in.jsonl:1", "4194305 bytes and the limit is 4194304", article.TooLarge},
	} {
		got := readAll(t, strings.NewReader(c.line+"\n"+`{"text":"next"}`))
		if len(got) != 2 || got[1].err != nil || got[1].a.Body != "next" {
			t.Fatalf("%.60s: reading did not go on: %v", c.line, got)
		}
		ref := article.Refused(got[0].err)
		if ref == nil || ref.Reason != c.reason || got[0].a.ID != c.id || !strings.Contains(got[0].err.Error(), c.err) {
			t.Errorf("%.60s: id %q, error %v; want %q, %q", c.line, got[0].a.ID, got[0].err, c.id, c.err)
		}
	}
}

func TestNotJSONLines(t *testing.T) {
	for in, want := range map[string]string{
		" \n[{\"text\":\"a\"}]":        "jq -c '.[]'",
		"\uFEFF[]":                     "jq -c '.[]'",
		"\xff\xfe{\x00\"\x00":          "UTF-16",
		"\x1f\x8b\x08\x00\x00":         "gzip",
		"PAR1\x15\x04\x15\x00\x00\x1c": "Parquet",
	} {
		got := readAll(t, strings.NewReader(in))
		if len(got) != 1 || got[0].a != nil || got[0].err == nil ||
			!strings.HasPrefix(got[0].err.Error(), "read in.jsonl: ") || !strings.Contains(got[0].err.Error(), want) {
			t.Errorf("%q: %v", in, got)
		}
	}
	if got := readAll(t, strings.NewReader("\n\r\n \n")); len(got) != 0 {
		t.Errorf("blank input: %v", got)
	}
}

func TestRecordGivesItsArticleBack(t *testing.T) {
	a := &article.Article{
		ID: "a1", Title: "T", Byline: []string{"B"}, Published: moment(t, "2026-03-01"), Language: "en",
		Body: "“Ünï” she said.\nRead more: X", Extra: map[string]json.RawMessage{"k": json.RawMessage("1")},
	}
	at := strings.Index(a.Body, "Read")
	a.Furniture = []article.Furniture{{Kind: article.Related, Span: text.Span{Start: at, End: len(a.Body)}, Title: "X"}}
	a.Links = []article.Link{{Span: text.Span{Start: 0, End: 3}, URL: "https://lantern.example/x"}}
	line, err := json.Marshal(&record.Record{Analyzer: "x", Article: a})
	if err != nil {
		t.Fatal(err)
	}
	got := readAll(t, bytes.NewReader(line))
	if diff := cmp.Diff(a, got[0].a); got[0].err != nil || diff != "" {
		t.Errorf("%v\n%s", got[0].err, diff)
	}
	// Furniture and links that lie outside the body are dropped.
	got = readAll(t, strings.NewReader(`{"schema":"hearsay/record/1","article":{"body":"x","furniture":[{"kind":"related","start":5,"end":9}],"links":[{"start":5,"end":9,"url":"x"}]}}`))
	if got[0].err != nil || len(got[0].a.Furniture)+len(got[0].a.Links) != 0 {
		t.Errorf("%+v, %v", got[0].a, got[0].err)
	}
}

func TestLongLine(t *testing.T) {
	in := io.MultiReader(
		strings.NewReader(`{"text":"first"}`+"\n"+`{"text":"`),
		io.LimitReader(zeros('x'), ingest.MaxInput+5),
		strings.NewReader("\"}\n"+`{"text":"third"}`+"\n"+`{"text":"`),
		io.LimitReader(zeros('y'), ingest.MaxInput),
	)
	got := readAll(t, in)
	if len(got) != 4 || got[0].a.Body != "first" || got[2].a.Body != "third" {
		t.Fatalf("%d results", len(got))
	}
	for i, line := range map[int]string{1: "2", 3: "4"} {
		r := article.Refused(got[i].err)
		if r == nil || r.Reason != article.TooLarge || got[i].a.ID != "in.jsonl:"+line || !strings.Contains(r.Detail, "line "+line+" is longer than the limit of 33554432 bytes") {
			t.Errorf("line %s: %v", line, got[i].err)
		}
	}
}

// zeros gives one byte for ever.
type zeros byte

func (z zeros) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(z)
	}
	return len(b), nil
}

func TestUnreadable(t *testing.T) {
	gone := errors.New("disk gone")
	in := io.MultiReader(strings.NewReader(strings.Repeat("{\"text\":\"one\"}\n", 1000)), iotest.ErrReader(gone))
	got := readAll(t, in)
	last := got[len(got)-1]
	if len(got) != 1001 || last.a != nil || !errors.Is(last.err, gone) || last.err.Error() != "read in.jsonl: line 1001: disk gone" {
		t.Errorf("%d results, last %v", len(got), last.err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	for a, err := range New(nil).Read(ctx, &ingest.Source{Body: strings.NewReader("{\"text\":\"one\"}\n{\"text\":\"two\"}\n")}) {
		if n++; n == 2 && (a != nil || !errors.Is(err, context.Canceled)) {
			t.Errorf("after cancelling: %v, %v", a, err)
		}
		cancel()
	}
	if n != 2 {
		t.Errorf("%d results after cancelling", n)
	}
}

func TestInvalidUTF8(t *testing.T) {
	got := readAll(t, strings.NewReader("{\"text\":\"caf\xe9 \\udc00 \xf0\x9f\"}\n"))
	if got[0].err != nil || got[0].a.Body != "caf\uFFFD \uFFFD \uFFFD\uFFFD" {
		t.Errorf("%q, %v", got[0].a.Body, got[0].err)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		`{"id":"a","text":"b","byline":["c"],"outlet":{"name":"d"},"x":[{"y":"\\\""}]}`, `{"text":"a"`, "{\"te\\u0078t\":\"k\"}\r\n\n[", `{"schema":"hearsay/record/1","article":{"body":"b","furniture":[{"kind":"x","start":0,"end":1}]}}`,
		`{}`, `{"a":{"b":[1,2,{"c":"}"}]} , "text" : "x" }`, "\xef\xbb\xbf{\"text\":\"\xff\"}", `{"html":"<p>x</p>","id":1e9}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		lines := bytes.Count(b, []byte{'\n'}) + 1
		got := readAll(t, bytes.NewReader(b))
		if len(got) > lines {
			t.Fatalf("%d results of %d lines", len(got), lines)
		}
		for _, r := range got {
			if r.err == nil && (strings.TrimSpace(r.a.Body) == "" || !utf8.ValidString(r.a.Body) || !utf8.ValidString(r.a.Title)) {
				t.Fatalf("article without a text: %+v", r.a)
			}
			if r.err != nil && r.a != nil && (article.Refused(r.err) == nil || r.a.ID == "") {
				t.Fatalf("refused article without id or reason: %+v, %v", r.a, r.err)
			}
		}
	})
}

// The fields that scan finds are those that encoding/json finds.
func FuzzScan(f *testing.F) {
	for _, s := range []string{`{"a":1,"b":"x\\","c":[{}],"d":{"e":"\"}"}}`, ` { } `, `{"":null,"\u0041" :true , "x": -1.5e3}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var want map[string]json.RawMessage
		var got fields
		if err := json.Unmarshal(b, &want); err != nil || want == nil {
			if err = got.scan(b); err == nil {
				t.Fatalf("taken: %q", b)
			}
			return
		}
		if err := got.scan(b); err != nil {
			t.Fatal(err)
		}
		for k, v := range want {
			if got.slot(k) == nil && string(got.extra[k]) != string(v) {
				t.Fatalf("%q is %q, want %q", k, got.extra[k], v)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	line := `{"id":"a1","url":"https://e.example/1","title":"A title","byline":["A"],"outlet":"O","published":"2026-03-01T09:00:00Z","text":"` +
		strings.Repeat(`A sentence of the story, “with a quotation”, as stories have.\n`, 60) + "\"}\n"
	in := strings.Repeat(line, 200)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, err := range New(nil).Read(b.Context(), &ingest.Source{Body: strings.NewReader(in)}) {
			if n++; err != nil {
				b.Fatal(err)
			}
		}
		if n != 200 {
			b.Fatal(n)
		}
	}
}
