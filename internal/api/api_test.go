package api_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/alert"
	"github.com/hearsay-news/hearsay/internal/api"
	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/ingest/html"
	"github.com/hearsay-news/hearsay/internal/ingest/jsonl"
	"github.com/hearsay-news/hearsay/internal/ingest/text"
	"github.com/hearsay-news/hearsay/internal/link"
	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/internal/served"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/sqlite"
	"github.com/hearsay-news/hearsay/internal/store/storetest"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/internal/work"
	"github.com/hearsay-news/hearsay/record"
	spans "github.com/hearsay-news/hearsay/text"
)

var analyzer = sync.OnceValue(hearsay.New)

// site is a server with a collection of its own.
type site struct {
	t     *testing.T
	at    string
	store store.Store
}

// serve starts a server; change, where it is not nil, changes its options.
func serve(t *testing.T, role store.Role, change func(*api.Options)) *site {
	t.Helper()
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "news.db"))
	if err != nil {
		t.Fatal(err)
	}
	page := html.New()
	opt := api.Options{Source: served.Source{
		Store: st, Version: "1",
		Analyze: func(ctx context.Context, a *article.Article, err error) (*record.Record, error) {
			return work.One(ctx, analyzer(), a, err)
		},
		Readers: map[ingest.Format]ingest.Reader{ingest.HTML: page, ingest.Text: text.New(), ingest.JSONL: jsonl.New(page)},
	}}
	if change != nil {
		change(&opt)
	}
	srv := httptest.NewServer(guard.AsVisitor(guard.Visitor{Name: "ana", Role: role}, api.New(opt)))
	t.Cleanup(func() { srv.Close(); st.Close() })
	return &site{t, srv.URL, st}
}

// put keeps some articles.
func (s *site) put(records ...*record.Record) {
	s.t.Helper()
	if _, err := s.store.Put(s.t.Context(), records); err != nil {
		s.t.Fatal(err)
	}
}

// answer is what came back.
type answer struct {
	*http.Response
	body string
}

// ask sends a request; head are pairs.
func (s *site) ask(method, path, body string, head ...string) answer {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.at+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(head); i += 2 {
		req.Header.Set(head[i], head[i+1])
	}
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{res, string(b)}
}

// get asks for what must be there, and reads it into a T.
func get[T any](s *site, path string) (out T) {
	s.t.Helper()
	a := s.ask("GET", path, "")
	if a.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %d %s", path, a.StatusCode, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), &out); err != nil {
		s.t.Fatalf("%s: %v in %s", path, err, a.body)
	}
	return out
}

// refuses checks that a request is refused with a problem that says something.
func (s *site) refuses(method, path, body string, status int, says string, head ...string) {
	s.t.Helper()
	a := s.ask(method, path, body, head...)
	var p struct {
		Status int
		Title  string
		Detail string
		Errors []struct{ Location, Message string }
	}
	err := json.Unmarshal([]byte(a.body), &p)
	if len(a.body) > 2000 {
		s.t.Errorf("%s %s: the problem has %d bytes", method, path, len(a.body))
	}
	whole := fmt.Sprintf("%s %v", p.Detail, p.Errors)
	if a.StatusCode != status || p.Status != status || err != nil || !strings.Contains(whole, says) || a.Header.Get("Content-Type") != "application/problem+json" {
		s.t.Errorf("%s %s: %d %s %s; want %d and %q", method, path, a.StatusCode, a.Header.Get("Content-Type"), a.body, status, says)
	}
}

// page is any list.
type page struct {
	Items []map[string]any
	Next  string
	Total int
}

// all pages through a list to its end, and returns a member of each item.
func (s *site) all(path, member string, limit int) (out []string) {
	s.t.Helper()
	next := ""
	for range 1000 {
		p := get[page](s, fmt.Sprintf("%s%slimit=%d%s", path, map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")], limit, next))
		for _, item := range p.Items {
			out = append(out, fmt.Sprint(item["article"], item[member]))
		}
		if p.Next == "" {
			return out
		}
		next = "&cursor=" + url.QueryEscape(p.Next)
	}
	s.t.Fatalf("%s does not end", path)
	return nil
}

// story is an article of which the analysis finds something.
const story = "“The pumps were meddled with,” Ana Petrov said on Monday. Bo Lee denied that the dam would break, The Lantern reported."

func shelf(n int) (out []*record.Record) {
	for i := range n {
		id := fmt.Sprintf("n%02d", i)
		r := storetest.Article(id, "https://lantern.example/"+id+"?a=b", fmt.Sprintf("2026-03-%02dT09:00:00Z", i%28+1),
			storetest.Statement{Who: "Ana Petrov", Says: "the dam holds " + id, To: "Bo Lee", Act: "state"},
			storetest.Statement{Who: "Bo Lee", Says: "the pumps run", Act: "deny"}, storetest.Statement{Who: fmt.Sprintf("Cy Roe%c", 'a'+i), Says: "the pumps stop"})
		for c := range i % 4 {
			r.Citations = append(r.Citations, record.Citation{ID: fmt.Sprintf("c%d", c+1), Outlet: "The Guardian", Domain: "theguardian.com", Kind: record.CreditTo, Covers: []string{"a1"}})
		}
		out = append(out, r)
	}
	return out
}

// Events come with who did what in the words of the article.
func TestEvents(t *testing.T) {
	s := serve(t, store.Reader, nil)
	r := storetest.Article("met", "https://lantern.example/met", "2026-03-02", storetest.Statement{Who: "Ana Petrov", Says: "the pumps run", Act: "state"})
	body := r.Article.Body
	for i := range 3 {
		r.Events = append(r.Events, record.Event{ID: fmt.Sprint("v", i+1), Type: "CONSULT", Mode: "meet", Actors: []string{r.Entities[0].ID}, Place: r.Entities[0].ID, Date: "2026-03-01", Spans: []spans.Span{{Start: 0, End: 3}}})
	}
	s.put(r, storetest.Article("none", "https://lantern.example/none", "2026-03-02"))
	got := get[struct{ Items []api.Event }](s, "/api/v1/events?q=pumps").Items
	if len(got) != 3 || got[0].Article != "met" || got[0].Actors[0] != "Ana Petrov" || got[0].Place != "Ana Petrov" || got[0].Text != body[:3] || got[0].Spans[0] != [2]int{0, 3} {
		t.Errorf("%+v", got)
	}
	if got := s.all("/api/v1/events", "event", 2); strings.Join(got, " ") != "metv1 metv2 metv3" {
		t.Errorf("two a page: %q", got)
	}
}

// Pages give everything exactly once, whatever their size.
func TestPages(t *testing.T) {
	s := serve(t, store.Reader, nil)
	refused := storetest.Article("gone", "https://lantern.example/gone", "2026-03-02")
	refused.Refused = "paywall: log in"
	s.put(append(shelf(23), refused)...)
	for _, c := range []struct {
		path, member string
		want         int
	}{
		{"/api/v1/articles", "id", 24}, {"/api/v1/articles?q=pumps", "id", 23}, {"/api/v1/articles?q=speaker:lee", "id", 23}, {"/api/v1/articles?q=nothing", "id", 0},
		{"/api/v1/statements", "statement", 69}, {"/api/v1/statements?q=pumps", "statement", 46}, {"/api/v1/statements?q=act:deny+before:2026-03-10", "statement", 9},
		{"/api/v1/citations", "citation", 33}, {"/api/v1/citations?q=n03", "citation", 3},
		{"/api/v1/entities", "id", 25}, {"/api/v1/entities?name=lee", "id", 1},
	} {
		want := s.all(c.path, c.member, 100)
		seen := map[string]bool{}
		for _, x := range want {
			seen[x] = true
		}
		if len(want) != c.want || len(seen) != c.want {
			t.Errorf("%s: %d items, %d different ones, want %d", c.path, len(want), len(seen), c.want)
		}
		for _, limit := range []int{1, 2, 7} {
			if got := s.all(c.path, c.member, limit); strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("%s by %d: %q, want %q", c.path, limit, got, want)
			}
		}
	}
	id := get[page](s, "/api/v1/entities?name=petrov").Items[0]["id"].(string)
	for path, want := range map[string]int{"/appearances": 23, "/statements": 23, "/statements?q=n07": 1} {
		if got := s.all("/api/v1/entities/"+id+path, "statement", 4); len(got) != want {
			t.Errorf("%s of Ana Petrov: %d", path, len(got))
		}
	}
	if p := get[page](s, "/api/v1/statements?q=pumps&limit=1"); p.Total != 46 {
		t.Errorf("total %d", p.Total)
	}
}

// A record goes out as it is in its public form, by id and by address.
func TestRecord(t *testing.T) {
	s := serve(t, store.Reader, nil)
	r := storetest.Article("n/1 ü", "https://lantern.example/a?b=c&d=%20#e", "2026-03-01", storetest.Statement{Who: "Ana Petrov", Says: "“naïve” <b>pumps</b> & 😀"})
	s.put(r)
	want, err := r.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	for _, ref := range []string{r.Article.ID, r.Article.URL} {
		a := s.ask("GET", "/api/v1/articles/"+url.PathEscape(ref), "")
		if a.StatusCode != 200 || strings.TrimSpace(a.body) != string(want) || a.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d %s\n%s\nwant %s", ref, a.StatusCode, a.Header, a.body, want)
		}
		if vs := get[page](s, "/api/v1/articles/"+url.PathEscape(ref)+"/versions"); len(vs.Items) != 1 || vs.Items[0]["id"] != r.Article.ID {
			t.Errorf("versions: %+v", vs)
		}
	}
}

// An article is analysed however it is sent, and nothing of it is kept.
func TestAnalyze(t *testing.T) {
	s := serve(t, store.Reader, nil)
	object, err := json.MarshalIndent(map[string]any{"id": "mine", "url": "https://lantern.example/a", "title": "The dam", "text": story}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	for media, body := range map[string]string{
		"application/json": string(object), "": string(object), "text/plain; charset=utf-8": story,
		"text/html": "<html><head><title>The dam</title></head><body><article><h1>The dam</h1><p>" + strings.Repeat(story+" "+strings.Repeat("The council met again in the old hall by the river, and the talk went on until the evening. ", 4)+"</p><p>", 5) + "</p></article></body></html>",
	} {
		a := s.ask("POST", "/api/v1/analyze", body, "Content-Type", media)
		r := &record.Record{}
		if err := json.Unmarshal([]byte(a.body), r); a.StatusCode != 200 || err != nil {
			t.Errorf("%s: %d %v %s", media, a.StatusCode, err, a.body)
			continue
		}
		if err := r.Check(); err != nil || len(r.Attributions) < 2 || r.Name(r.Attributions[0].Source.Entity) != "Ana Petrov" {
			t.Errorf("%s: %v, %s", media, err, a.body)
		}
	}
	if st, err := s.store.Stats(t.Context()); err != nil || st.Articles != 0 {
		t.Errorf("%+v, %v: something was kept", st, err)
	}
	if a := s.ask("POST", "/api/v1/analyze", "Der Deich hält, sagte die Ministerin am Montag in der Stadt, und die Pumpen laufen wieder.", "Content-Type", "text/plain"); a.StatusCode != 200 || !strings.Contains(a.body, `"refused":"language`) {
		t.Errorf("another language: %d %s", a.StatusCode, a.body)
	}
}

// What can't be read is refused with its place and the way out.
func TestProblems(t *testing.T) {
	s := serve(t, store.Editor, nil)
	s.put(shelf(2)...)
	const v = "/api/v1"
	for _, c := range []struct {
		method, path, body string
		status             int
		says               string
		head               []string
	}{
		{"GET", v + "/statements?q=speaker:", "", 422, "query.q", nil},
		{"GET", v + "/statements?q=%22pumps", "", 422, "character 1: this quotation mark has no second one", nil},
		{"GET", v + "/statements?limit=0", "", 422, "query.limit", nil},
		{"GET", v + "/statements?limit=101", "", 422, "query.limit", nil},
		{"GET", v + "/statements?limit=many", "", 422, "query.limit", nil},
		{"GET", v + "/statements?cursor=x", "", 422, "leave it out", nil},
		{"GET", v + "/statements?cursor=YQE", "", 422, "no cursor of this list", nil},
		{"GET", v + "/statements?cursor=" + strings.Repeat("A", 101), "", 422, "query.cursor", nil},
		{"GET", v + "/statements?query=pumps", "", 422, "query.query", nil},
		{"GET", v + "/statements?q=" + strings.Repeat("a", 5000), "", 422, "query.q", nil},
		{"GET", v + "/articles/none", "", 404, "not in the collection", nil},
		{"GET", v + "/articles/..%2F..%2Fetc%2Fpasswd", "", 404, "not in the collection", nil},
		{"DELETE", v + "/articles/none", "", 404, "not in the collection", nil},
		{"GET", v + "/entities/12", "", 422, "path.entity", nil},
		{"GET", v + "/entities/e0", "", 404, "", nil},
		{"GET", v + "/entities/e99999999999999999999", "", 422, "path.entity", nil},
		{"GET", v + "/entities?kind=place", "", 422, "query.kind", nil},
		{"GET", v + "/export?format=doc", "", 422, "choose from terminal", nil},
		{"GET", v + "/export?format=csv&table=people", "", 422, "query.table", nil},
		{"GET", v + "/export?format=jsonl&table=articles", "", 422, "has no tables", nil},
		{"GET", v + "/nothing", "", 404, "see /api", nil},
		{"GET", "/api/v2/articles", "", 404, "see /api", nil},
		{"PUT", v + "/statements", "", 405, "GET", nil},
		{"POST", v + "/analyze", "", 400, "body", nil},
		{"POST", v + "/analyze", "{", 400, "byte", nil},
		{"POST", v + "/analyze", `[]`, 422, "", nil},
		{"POST", v + "/analyze", `{"url": "https://lantern.example/a"}`, 422, "not fetched here", nil},
		{"POST", v + "/analyze", "x", 415, "text/plain", []string{"Content-Type", "application/pdf"}},
		{"POST", v + "/analyze", "x", 422, "header.Content-Type", []string{"Content-Type", "a/b/c;;"}},
		{"POST", v + "/articles", "not json\n", 422, "line 1", []string{"Content-Type", "application/x-ndjson"}},
		{"POST", v + "/entities/e1/merge", `{"others": ["Bo Lee"]}`, 422, "e12", nil},
		{"POST", v + "/entities/e1/merge", `{"others": []}`, 422, "body.others", nil},
		{"POST", v + "/entities/e1/merge", `{"others": ["e2"], "more": 1}`, 422, "body.more", nil},
		{"POST", v + "/entities/e1/split", `{"name": "Bo"}`, 422, "go together", nil},
		{"POST", v + "/entities/e1/split", `{}`, 404, "", nil},
		{"POST", v + "/entities/e1/split", `{"articles": ["n01"], "name": " "}`, 422, "go together", nil},
		{"PATCH", v + "/entities/e1", `{"name": "  "}`, 422, "body.name", nil},
		{"PATCH", v + "/entities/e1", `{"name": "` + strings.Repeat("a", 100_000) + `"}`, 413, "", nil},
		{"POST", v + "/feeds", `{"url": "https://lantern.example/feed"}`, 422, "hearsay feeds add", nil},
		{"POST", v + "/feeds", `{"url": ` + strings.Repeat("x", 5000), 400, "body: invalid character", nil},
		{"DELETE", v + "/feeds?url=", "", 422, "query.url", nil},
		{"DELETE", v + "/feeds?url=https://none.example", "", 404, "", nil},
		{"GET", v + "/jobs?state=lost", "", 422, "query.state", nil},
	} {
		s.refuses(c.method, c.path, c.body, c.status, c.says, c.head...)
	}
}

// An answer has a tag, and is not sent again to whoever shows it.
func TestTags(t *testing.T) {
	s := serve(t, store.Editor, nil)
	s.put(shelf(3)...)
	for _, path := range []string{"/api/v1/articles", "/api/v1/articles/n01", "/api/v1/statements?q=pumps", "/api/v1/openapi.json", "/api"} {
		first := s.ask("GET", path, "")
		tag := first.Header.Get("ETag")
		if !strings.HasPrefix(tag, `W/"`) || first.StatusCode != 200 {
			t.Fatalf("%s: %d, tag %q", path, first.StatusCode, tag)
		}
		for _, shown := range []string{tag, `"x", ` + tag, "*", strings.TrimPrefix(tag, "W/")} {
			if a := s.ask("GET", path, "", "If-None-Match", shown); a.StatusCode != http.StatusNotModified || a.body != "" || a.Header.Get("ETag") != tag {
				t.Errorf("%s, shown %s: %d %q", path, shown, a.StatusCode, a.body)
			}
		}
		if a := s.ask("GET", path, "", "If-None-Match", `W/"other"`); a.StatusCode != 200 || a.body != first.body {
			t.Errorf("%s, shown another: %d", path, a.StatusCode)
		}
	}
	before := s.ask("GET", "/api/v1/entities", "").Header.Get("ETag")
	if a := s.ask("PATCH", "/api/v1/entities/e1", `{"name": "Ana P."}`); a.StatusCode != 200 {
		t.Fatal(a.body)
	}
	if a := s.ask("GET", "/api/v1/entities", "", "If-None-Match", before); a.StatusCode != 200 || !strings.Contains(a.body, "Ana P.") {
		t.Errorf("after a change: %d %s", a.StatusCode, a.body)
	}
}

// Answers are packed for those who take it, exports too.
func TestGzip(t *testing.T) {
	s := serve(t, store.Reader, nil)
	s.put(shelf(25)...)
	for _, path := range []string{"/api/v1/statements?limit=100", "/api/v1/export", "/api/v1/export?format=csv", "/api"} {
		plain := s.ask("GET", path, "")
		packed := s.ask("GET", path, "", "Accept-Encoding", "gzip")
		if plain.Header.Get("Content-Encoding") != "" || packed.Header.Get("Content-Encoding") != "gzip" || len(packed.body) >= len(plain.body) {
			t.Errorf("%s: %d bytes of %q, %d of %q", path, len(plain.body), plain.Header.Get("Content-Encoding"), len(packed.body), packed.Header.Get("Content-Encoding"))
			continue
		}
		r, err := gzip.NewReader(strings.NewReader(packed.body))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != plain.body {
			t.Errorf("%s: %v, %d bytes, want %d", path, err, len(got), len(plain.body))
		}
	}
	if a := s.ask("GET", "/api/v1/export?format=parquet", "", "Accept-Encoding", "gzip"); a.Header.Get("Content-Encoding") != "" || !strings.HasPrefix(a.body, "PAR1") {
		t.Errorf("parquet: %v", a.Header)
	}
}

// What is added is there, and known when it comes again.
func TestAdd(t *testing.T) {
	s := serve(t, store.Editor, func(o *api.Options) {
		o.Page = func(_ context.Context, url string) (*article.Article, error) {
			if url != "https://lantern.example/b" {
				return &article.Article{URL: url}, article.Refuse(article.Unreachable, "there is no such page; check the address")
			}
			return &article.Article{URL: url, Title: "Fetched", Body: story}, nil
		}
	})
	for _, c := range []struct {
		body, media, outcome string
		status               int
	}{
		{`{"id": "a", "url": "https://lantern.example/a", "text": "` + story + `"}`, "application/json", "new", 201},
		{`{"id": "a", "url": "https://lantern.example/a", "text": "` + story + `"}`, "application/json", "same", 200},
		{`{"url": "https://lantern.example/a", "text": "` + story + ` More words."}`, "application/json", "version", 201},
		{`{"url": "https://lantern.example/b"}`, "application/json", "new", 201},
		{`{"url": "https://lantern.example/c"}`, "application/json", "new", 201},
		{story + " Plain.", "text/plain", "new", 201},
	} {
		a := s.ask("POST", "/api/v1/articles", c.body, "Content-Type", c.media)
		var got struct {
			Items []struct{ ID, Outcome, Refused string }
		}
		if err := json.Unmarshal([]byte(a.body), &got); err != nil || a.StatusCode != c.status || len(got.Items) != 1 || got.Items[0].Outcome != c.outcome {
			t.Errorf("%s: %d %s %v, want %d %s", c.body, a.StatusCode, a.body, err, c.status, c.outcome)
			continue
		}
		if there := s.ask("GET", a.Header.Get("Location"), ""); there.StatusCode != 200 || !strings.Contains(there.body, got.Items[0].ID) {
			t.Errorf("%s: at %s there is %d", c.body, a.Header.Get("Location"), there.StatusCode)
		}
	}
	a := s.ask("POST", "/api/v1/articles", `{"id": "m1", "text": "`+story+` One."}`+"\n{\n"+`{"id": "m2", "text": "`+story+` Two."}`+"\n", "Content-Type", "application/x-ndjson")
	var got struct {
		Items  []struct{ ID string }
		Unread []string
	}
	if err := json.Unmarshal([]byte(a.body), &got); err != nil || len(got.Items)+len(got.Unread) != 3 {
		t.Errorf("several: %d %s", a.StatusCode, a.body)
	}
	if a := s.ask("DELETE", "/api/v1/articles/"+url.PathEscape("https://lantern.example/a"), ""); a.StatusCode != http.StatusNoContent || a.body != "" {
		t.Errorf("delete: %d %s", a.StatusCode, a.body)
	}
	s.refuses("GET", "/api/v1/articles/a", "", 404, "")
	big := `{"text": "` + strings.Repeat("a ", 17<<20) + `"}`
	s.refuses("POST", "/api/v1/articles", big, 413, "too large")
}

// Every format of export is sent, whole.
func TestExport(t *testing.T) {
	s := serve(t, store.Reader, nil)
	s.put(shelf(5)...)
	for format, want := range map[string]string{
		"": `"schema":"hearsay/record/1"`, "terminal": "Ana Petrov", "json": `"n04"`, "csv": "article_id", "parquet": "PAR1", "annotations": "Annotation",
		"prov": "prov", "html": "<!doctype html>", "brat": "n04.ann",
	} {
		a := s.ask("GET", "/api/v1/export?q=pumps&format="+format, "")
		if format == "" {
			a = s.ask("GET", "/api/v1/export?q=pumps", "")
		}
		if a.StatusCode != 200 || !strings.Contains(strings.ToLower(a.body), strings.ToLower(want)) || !strings.Contains(a.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %d %v %.200s", format, a.StatusCode, a.Header, a.body)
		}
	}
	if a := s.ask("GET", "/api/v1/export?q=n03", ""); strings.Count(a.body, "\n") != 1 {
		t.Errorf("of one: %s", a.body)
	}
	if a := s.ask("GET", "/api/v1/export?format=csv&table=entities", ""); strings.Count(a.body, "\n") < 10 {
		t.Errorf("entities: %s", a.body)
	}
}

// A human's word about entities is kept.
func TestEntities(t *testing.T) {
	s := serve(t, store.Editor, nil)
	s.put(shelf(2)...)
	id := func(name string) string {
		return get[page](s, "/api/v1/entities?name="+url.QueryEscape(name)).Items[0]["id"].(string)
	}
	ana, bo := id("Petrov"), id("Lee")
	change := func(method, path, body, want string) {
		t.Helper()
		if a := s.ask(method, path, body); a.StatusCode != 200 || !strings.Contains(a.body, want) {
			t.Errorf("%s %s: %d %s, want %s", method, path, a.StatusCode, a.body, want)
		}
	}
	change("POST", "/api/v1/entities/"+ana+"/merge", `{"others": ["`+bo+`"]}`, `"statements":4`)
	change("GET", "/api/v1/entities/"+bo, "", `"id":"`+ana+`"`)
	change("POST", "/api/v1/entities/"+bo+"/split", `{}`, `"name":"Bo Lee"`)
	change("POST", "/api/v1/entities/"+ana+"/split", `{"articles": ["n01"], "name": "Ana Petrov (bishop)"}`, `"name":"Ana Petrov (bishop)"`)
	change("PATCH", "/api/v1/entities/"+ana, `{"name": "Ana P."}`, `"name":"Ana P."`)
	s.refuses("POST", "/api/v1/entities/"+ana+"/split", `{"articles": ["n01"], "name": "x"}`, 422, "does not name")
}

// A reader changes nothing, and who is not known sees nothing.
func TestRoles(t *testing.T) {
	s := serve(t, store.Reader, nil)
	s.put(shelf(1)...)
	for _, c := range [][3]string{
		{"POST", "/articles", story}, {"DELETE", "/articles/n00", ""}, {"PATCH", "/entities/e1", `{"name": "x"}`}, {"POST", "/entities/e1/merge", `{"others": ["e2"]}`},
		{"POST", "/entities/e1/split", `{}`}, {"POST", "/stories/s1/merge", `{}`}, {"POST", "/stories/s1/split", `{}`}, {"POST", "/alerts", `{}`}, {"DELETE", "/alerts/x", ""}, {"POST", "/feeds", `{"url": "x"}`}, {"DELETE", "/feeds?url=x", ""}, {"POST", "/jobs/retry", `{}`}, {"POST", "/jobs/drop", `{}`},
	} {
		s.refuses(c[0], "/api/v1"+c[1], c[2], 403, "role editor")
	}
	nobody := httptest.NewServer(api.New(api.Options{Source: served.Source{Store: s.store}}))
	defer nobody.Close()
	s.at = nobody.URL
	for _, path := range []string{"/articles", "/articles/n00", "/statements", "/entities", "/export", "/stats", "/jobs"} {
		s.refuses("GET", "/api/v1"+path, "", 401, "log in")
	}
	s.refuses("POST", "/api/v1/analyze", "{", 401, "log in") // before the body is looked at
}

// An analysis that breaks off is a problem, and the next one is fine.
func TestBrokenOff(t *testing.T) {
	s := serve(t, store.Reader, func(o *api.Options) {
		analyze := o.Analyze
		o.Analyze = func(ctx context.Context, a *article.Article, err error) (*record.Record, error) {
			if strings.Contains(a.Body, "break") {
				panic("broken /secret/path")
			}
			return analyze(ctx, a, err)
		}
		o.Analyses = 1
	})
	for range 3 {
		s.refuses("POST", "/api/v1/analyze", "this breaks", 500, "log of the server", "Content-Type", "text/plain")
	}
	if a := s.ask("POST", "/api/v1/analyze", strings.ReplaceAll(story, "break", "hold"), "Content-Type", "text/plain"); a.StatusCode != 200 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
}

// A collection that can't be read says so, and not where it lies.
func TestFaults(t *testing.T) {
	s := serve(t, store.Reader, nil)
	s.store.Close()
	s.refuses("GET", "/api/v1/articles", "", 500, "log of the server")
	if a := s.ask("GET", "/api/v1/articles", ""); strings.Contains(a.body, "news.db") {
		t.Errorf("it tells where it lies: %s", a.body)
	}
}

func TestJobsAndFeeds(t *testing.T) {
	s := serve(t, store.Editor, func(o *api.Options) {
		o.Feed = func(_ context.Context, url string) (store.Feed, error) {
			if !strings.HasPrefix(url, "https://") {
				return store.Feed{}, article.Refuse(article.Unreachable, "it is no address of the web")
			}
			return store.Feed{URL: url, Title: "The Lantern"}, nil
		}
	})
	for _, want := range []int{201, 200} {
		if a := s.ask("POST", "/api/v1/feeds", `{"url": "https://lantern.example/feed"}`); a.StatusCode != want || !strings.Contains(a.body, "The Lantern") {
			t.Errorf("feed: %d %s", a.StatusCode, a.body)
		}
	}
	s.refuses("POST", "/api/v1/feeds", `{"url": "file:///etc/passwd"}`, 422, "no address")
	if p := get[page](s, "/api/v1/feeds"); len(p.Items) != 1 {
		t.Errorf("%+v", p)
	}
	if a := s.ask("DELETE", "/api/v1/feeds?url="+url.QueryEscape("https://lantern.example/feed"), ""); a.StatusCode != 204 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	j, err := work.Later(&article.Article{Body: story})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.store.Enqueue(t.Context(), []queue.Job{j}); err != nil {
		t.Fatal(err)
	}
	got := get[struct {
		Counts map[string]int
		Items  []map[string]any
	}](s, "/api/v1/jobs?state=waiting")
	if got.Counts["waiting"] != 1 || len(got.Items) != 1 {
		t.Errorf("%+v", got)
	}
	for _, path := range []string{"/api/v1/jobs/retry", "/api/v1/jobs/drop"} {
		if a := s.ask("POST", path, `{"ids": [1]}`); a.StatusCode != 200 || !strings.Contains(a.body, `"count":0`) {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.body)
		}
	}
	if st := get[map[string]any](s, "/api/v1/stats"); st["articles"] != 0.0 {
		t.Errorf("%v", st)
	}
}

// A search is saved, finds what comes, tells its hook and is a feed.
func TestAlerts(t *testing.T) {
	told := 0
	s := serve(t, store.Editor, func(o *api.Options) {
		o.URL = "https://news.example"
		o.Alerts = &alert.Watch{Store: o.Store, Log: slog.New(slog.DiscardHandler), Post: func(context.Context, string, http.Header, []byte) error { told++; return nil }}
	})
	s.put(shelf(3)...)
	a := s.ask("POST", "/api/v1/alerts", `{"name": "dam / n", "query": "dam", "hook": "https://hook.example/x"}`)
	if a.StatusCode != 201 || !strings.Contains(a.body, `"secret":"whsec_`) {
		t.Fatal(a.StatusCode, a.body)
	}
	const at = "/api/v1/alerts/dam%20%2F%20n"
	w := &alert.Watch{Store: s.store, Log: slog.New(slog.DiscardHandler)}
	s.put(shelf(9)...)
	if _, err := w.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	if l := get[page](s, "/api/v1/alerts"); len(l.Items) != 1 || l.Items[0]["new"] != 6.0 || l.Items[0]["hook"] != "https://hook.example/x" || l.Items[0]["secret"] != nil {
		t.Errorf("%v", l)
	}
	if got := s.all(at+"/findings", "id", 4); len(got) != 9 {
		t.Errorf("%q", got)
	}
	last := get[page](s, at+"/findings").Items[0]["id"]
	if a := s.ask("POST", at+"/seen", fmt.Sprintf(`{"up_to": %v}`, last)); a.StatusCode != 204 || get[page](s, "/api/v1/alerts").Items[0]["new"] != 0.0 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if a := s.ask("POST", at+"/test", ""); a.StatusCode != 204 || told != 1 {
		t.Errorf("%d %s, told %d times", a.StatusCode, a.body, told)
	}
	f := s.ask("GET", at+"/feed", "")
	if f.StatusCode != 200 || f.Header.Get("Content-Type") != "application/atom+xml; charset=utf-8" || strings.Count(f.body, "<entry>") != 9 || !strings.Contains(f.body, "https://news.example"+at+"/feed") {
		t.Errorf("%d %v %s", f.StatusCode, f.Header, f.body)
	}
	if a := s.ask("GET", at+"/feed", "", "If-None-Match", f.Header.Get("ETag")); a.StatusCode != 304 {
		t.Errorf("the feed again: %d", a.StatusCode)
	}
	s.refuses("POST", "/api/v1/alerts", `{"name": "dam / n", "query": "dam"}`, 409, "another name")
	s.refuses("POST", "/api/v1/alerts", `{"name": "x", "query": "speaker:"}`, 422, "body.query")
	s.refuses("POST", "/api/v1/alerts", `{"name": "x", "query": "dam", "hook": "file:///etc"}`, 422, "body.hook")
	for _, path := range []string{"/findings", "/feed"} {
		s.refuses("GET", "/api/v1/alerts/none"+path, "", 404, "")
	}
	if a := s.ask("DELETE", at, ""); a.StatusCode != 204 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	s.refuses("DELETE", at, "", 404, "")
}

// A trace is sent in every format; where none is made, that is said.
func TestTrace(t *testing.T) {
	s := serve(t, store.Reader, func(o *api.Options) {
		o.Trace = func(ctx context.Context, r *record.Record) (*trace.Trace, error) {
			return trace.Of(ctx, append(shelf(3), r), trace.Options{})
		}
		o.Quotation = func(_ context.Context, words string) (*trace.Trace, error) { return nil, store.ErrNotFound }
	})
	s.put(shelf(6)...)
	for format, want := range map[string]string{
		"json": `"schema": "hearsay/trace/1"`, "terminal": "4 articles", "html": "<!doctype html>", "dot": "digraph", "graphml": "<graphml", "csv": "from", "parquet": "PAR1", "prov": "@context",
	} {
		a := s.ask("GET", "/api/v1/articles/n05/trace?format="+format, "")
		if a.StatusCode != 200 || !strings.Contains(strings.ToLower(a.body), strings.ToLower(want)) || a.Header.Get("Content-Type") == "" || !strings.Contains(a.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %d %v %.300s", format, a.StatusCode, a.Header, a.body)
		}
	}
	s.refuses("GET", "/api/v1/articles/n05/trace?format=doc", "", 422, "choose from terminal")
	s.refuses("GET", "/api/v1/articles/n05/trace?format=csv&table=x", "", 422, "query.table")
	s.refuses("GET", "/api/v1/articles/n05/trace?format=json&table=x", "", 422, "no tables")
	s.refuses("GET", "/api/v1/articles/none/trace", "", 404, "")
	s.refuses("GET", "/api/v1/trace?words=dam", "", 404, "")
	s.refuses("GET", "/api/v1/trace?words=", "", 422, "query.words")
	none := serve(t, store.Reader, nil)
	none.refuses("GET", "/api/v1/articles/n05/trace", "", 501, "hearsay trace")
}

// Stories are listed, opened and put right by hand, and that is noted.
func TestStories(t *testing.T) {
	s := serve(t, store.Editor, nil)
	s.put(shelf(4)...)
	if err := s.store.JoinStories(t.Context(), []string{"n00", "n01"}); err != nil {
		t.Fatal(err)
	}
	if err := link.Articles(t.Context(), s.store, []string{"n00", "n01", "n02", "n03"}); err != nil {
		t.Fatal(err)
	}
	type story struct {
		ID       string
		Reports  int
		Articles []string
	}
	first := get[story](s, "/api/v1/articles/n00/story")
	if first.ID == "" || first.Reports < 2 || len(first.Articles) != first.Reports {
		t.Fatalf("%+v", first)
	}
	at := "/api/v1/stories/" + first.ID
	if got := get[story](s, at); got.ID != first.ID || len(got.Articles) != len(first.Articles) {
		t.Errorf("%+v, want %+v", got, first)
	}
	if a := s.ask("GET", at+"/trace", ""); a.StatusCode != 200 || !strings.Contains(a.body, "hearsay/trace/1") {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	a := s.ask("POST", at+"/merge", `{"articles": ["n02", "n03"]}`)
	var whole story
	if err := json.Unmarshal([]byte(a.body), &whole); err != nil || a.StatusCode != 200 || len(whole.Articles) != 4 {
		t.Errorf("merged: %d %s", a.StatusCode, a.body)
	}
	var other story
	a = s.ask("POST", "/api/v1/stories/"+whole.ID+"/split", `{"articles": ["n02", "n03"]}`)
	if err := json.Unmarshal([]byte(a.body), &other); err != nil || a.StatusCode != 200 || len(other.Articles) != 2 || other.ID == "" || other.ID == whole.ID {
		t.Errorf("split: %d %s", a.StatusCode, a.body)
	}
	if got := s.all("/api/v1/stories", "id", 1); len(got) != 2 {
		t.Errorf("%q", got)
	}
	for query, want := range map[string]int{"?after=2026-03-03": 1, "?before=2026-03-03": 1, "?words=nothing": 0, "?sort=independent": 2} {
		if got := s.all("/api/v1/stories"+query, "id", 5); len(got) != want {
			t.Errorf("%s: %q, want %d", query, got, want)
		}
	}
	if a = s.ask("POST", "/api/v1/stories/"+whole.ID+"/merge", `{"stories": ["`+other.ID+`"]}`); a.StatusCode != 200 || !strings.Contains(a.body, `"n03"`) {
		t.Errorf("merged again: %d %s", a.StatusCode, a.body)
	}
	list, err := s.store.Audit(t.Context(), 0, 3)
	if err != nil || list[0].What != "merge stories" || list[0].Who != "ana" || list[1].What != "split story" || list[1].Of != whole.ID+": n02, n03" {
		t.Errorf("%+v, %v", list, err)
	}
	s.refuses("GET", "/api/v1/stories/12", "", 422, "path.story")
	s.refuses("GET", "/api/v1/stories/s999", "", 404, "")
	s.refuses("GET", "/api/v1/stories/s999/trace", "", 404, "")
	s.refuses("GET", "/api/v1/stories?after=spring", "", 422, "query.after")
	s.refuses("GET", "/api/v1/articles/none/story", "", 404, "")
	s.refuses("POST", at+"/merge", `{}`, 422, "that join this one")
	s.refuses("POST", at+"/merge", `{"stories": ["x"]}`, 422, "body.stories[0]")
	s.refuses("POST", at+"/split", `{"articles": []}`, 422, "body.articles")
	s.refuses("POST", at+"/split", `{"articles": ["n00", "n01", "n02", "n03"]}`, 422, "not all")
}

// The page and the document are whole, and load nothing from elsewhere.
func TestDocument(t *testing.T) {
	s := serve(t, store.Reader, nil)
	page := s.ask("GET", "/api", "")
	for _, want := range []string{"Search statements", "/api/v1/articles/{article}", "code points", "Record", `lang="en"`} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page says nothing of %q", want)
		}
	}
	for _, bad := range []string{"<script", "http://", "src=", "<no value>", "ZgotmplZ"} {
		if strings.Contains(page.body, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if p := page.Header.Get("Content-Security-Policy"); !strings.Contains(p, "default-src 'none'") {
		t.Errorf("policy %q", p)
	}
	doc := s.ask("GET", "/api/v1/openapi.json", "").body
	for _, bad := range []string{`"$schema"`, "#/$defs", `"prefixItems"`} {
		if strings.Contains(doc, bad) {
			t.Errorf("the document has %s", bad)
		}
	}
	if y := s.ask("GET", "/api/v1/openapi.yaml", "").body; !strings.Contains(y, "openapi: 3.1.0") || !bytes.Contains([]byte(y), []byte("/statements")) {
		t.Errorf("%.300s", y)
	}
}
