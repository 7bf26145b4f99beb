package mcp_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/ingest/html"
	ingesttext "github.com/hearsay-news/hearsay/internal/ingest/text"
	"github.com/hearsay-news/hearsay/internal/mcp"
	"github.com/hearsay-news/hearsay/internal/served"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/sqlite/sqlitetest"
	"github.com/hearsay-news/hearsay/internal/store/storetest"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/internal/work"
	"github.com/hearsay-news/hearsay/record"
)

var analyzer = sync.OnceValue(hearsay.New)

// desk is a collection that an assistant may ask.
func desk(t *testing.T) (*mcp.Server, store.Store) {
	t.Helper()
	st := sqlitetest.Open(t)
	var all []*record.Record
	for i := range 12 {
		id := fmt.Sprintf("n%02d", i)
		all = append(all, storetest.Article(id, "https://lantern.example/"+id, fmt.Sprintf("2026-03-%02d", i+1),
			storetest.Statement{Who: "Ana Petrov", Says: "the dam holds “naïvely” " + id, To: "Bo Lee"}, storetest.Statement{Who: "Bo Petrov", Says: "the pumps run"}))
	}
	if _, err := st.Put(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	return mcp.New(mcp.Options{Source: served.Source{
		Store: st, Version: "1",
		Analyze: func(ctx context.Context, a *article.Article, err error) (*record.Record, error) {
			return work.One(ctx, analyzer(), a, err)
		},
		Readers: map[ingest.Format]ingest.Reader{ingest.HTML: html.New(), ingest.Text: ingesttext.New()},
		Trace: func(ctx context.Context, r *record.Record) (*trace.Trace, error) {
			return trace.Of(ctx, []*record.Record{r, all[0]}, trace.Options{})
		}},
		Link: func(article, statement string) string {
			return strings.TrimSuffix("https://news.example/article/"+article+"/"+statement, "/")
		},
	}), st
}

// assistant asks a server over a transport.
func assistant(t *testing.T, to sdk.Transport) *sdk.ClientSession {
	t.Helper()
	c, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), to, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// connected is an assistant that sits beside the server.
func connected(t *testing.T, s *mcp.Server) *sdk.ClientSession {
	t.Helper()
	near, far := sdk.NewInMemoryTransports()
	go func() { _ = s.Over(t.Context(), near) }()
	return assistant(t, far)
}

// call calls a tool; bad is what went wrong.
func call[T any](t *testing.T, c *sdk.ClientSession, tool string, args map[string]any) (out T, bad string) {
	t.Helper()
	res, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: args})
	if err != nil {
		return out, err.Error()
	}
	text := res.Content[0].(*sdk.TextContent).Text
	if res.IsError {
		return out, text
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%s: %v in %s", tool, err, text)
	}
	return out, ""
}

// found is one page of statements.
type found struct {
	Who        *struct{ ID, Name string }
	Others     []struct{ ID, Name string }
	Statements []struct {
		Article, URL, Link, Statement, Speaker, Content, Outlet, Published string
		Spans                                                              [][2]int
	}
	Total int
	Next  string
}

func TestTools(t *testing.T) {
	s, _ := desk(t)
	c := connected(t, s)
	list, err := c.ListTools(t.Context(), nil)
	if err != nil || len(list.Tools) != 5 {
		t.Fatalf("%d tools, %v", len(list.Tools), err)
	}
	for _, tool := range list.Tools {
		if !tool.Annotations.ReadOnlyHint || tool.Description == "" || tool.InputSchema == nil {
			t.Errorf("%+v", tool)
		}
	}
	if in := c.InitializeResult(); in.ServerInfo.Name != "hearsay" || !strings.Contains(in.Instructions, "never says what is true") {
		t.Errorf("%+v", in)
	}
}

// Pages give everything once, and every statement can be cited: with its exact
// words, where they stand, and the way there.
func TestSearch(t *testing.T) {
	s, st := desk(t)
	c := connected(t, s)
	seen := map[string]bool{}
	args := map[string]any{"query": "dam", "limit": 5}
	for range 10 {
		f, bad := call[found](t, c, "search", args)
		if bad != "" || f.Total != 12 {
			t.Fatalf("%s %+v", bad, f)
		}
		for _, x := range f.Statements {
			seen[x.Article] = true
			r, err := st.Get(t.Context(), x.Article)
			if err != nil {
				t.Fatal(err)
			}
			body := []rune(r.Article.Body)
			if words := string(body[x.Spans[0][0]:x.Spans[0][1]]); words != x.Content || x.URL != r.Article.URL || x.Link != "https://news.example/article/"+x.Article+"/a1" || x.Speaker != "Ana Petrov" {
				t.Errorf("%q is cited as %+v", words, x)
			}
		}
		if f.Next == "" {
			break
		}
		args["cursor"] = f.Next
	}
	if len(seen) != 12 {
		t.Errorf("%d of 12 found", len(seen))
	}
}

func TestStatementsOf(t *testing.T) {
	s, _ := desk(t)
	c := connected(t, s)
	f, bad := call[found](t, c, "statements_of", map[string]any{"person": "petrov", "limit": 3})
	if bad != "" || f.Who == nil || len(f.Others) != 1 || len(f.Statements) != 3 || f.Total != 12 {
		t.Fatalf("%s %+v", bad, f)
	}
	for _, person := range []string{"bo petrov", f.Others[0].ID} {
		if got, bad := call[found](t, c, "statements_of", map[string]any{"person": person, "query": "pumps"}); bad != "" || got.Who.Name != "Bo Petrov" || got.Total != 12 || len(got.Others) != 0 {
			t.Errorf("%s: %s %+v", person, bad, got)
		}
	}
}

const story = "“The pumps were meddled with,” Ana Petrov said on Monday. Bo Lee denied that the dam would break, The Lantern reported."

// opened is an article.
type opened struct {
	ID, URL, Link, Title, Text, Refused string
	From, Next                          int
	Statements                          []struct{ Statement, Speaker, Link string }
	Citations                           []struct{ Outlet string }
}

func TestArticle(t *testing.T) {
	s, st := desk(t)
	c := connected(t, s)
	for _, ref := range []string{"n03", "https://lantern.example/n03"} {
		a, bad := call[opened](t, c, "article", map[string]any{"article": ref})
		if bad != "" || a.ID != "n03" || !strings.Contains(a.Text, "naïvely") || len(a.Statements) != 2 || a.Link != "https://news.example/article/n03" || a.Next != 0 {
			t.Errorf("%s: %s %+v", ref, bad, a)
		}
	}
	long := storetest.Article("long", "", "2026-03-01", storetest.Statement{Who: "Ana Petrov", Says: strings.Repeat("ü ", 25_000)}, storetest.Statement{Who: "Bo Lee", Says: "the end"})
	if _, err := st.Put(t.Context(), []*record.Record{long}); err != nil {
		t.Fatal(err)
	}
	whole, said := "", 0
	for from, n := 0, 0; n < 9; n++ {
		a, bad := call[opened](t, c, "article", map[string]any{"article": "long", "from": from})
		if bad != "" {
			t.Fatal(bad)
		}
		whole, said = whole+a.Text, said+len(a.Statements)
		if from = a.Next; from == 0 {
			break
		}
	}
	if whole != long.Article.Body || said != 2 {
		t.Errorf("in parts: %d bytes of %d, %d statements", len(whole), len(long.Article.Body), said)
	}
}

func TestAnalyze(t *testing.T) {
	s, st := desk(t)
	c := connected(t, s)
	a, bad := call[opened](t, c, "analyze", map[string]any{"text": story, "title": "The dam", "url": "https://lantern.example/mine"})
	if bad != "" || len(a.Statements) < 2 || a.Statements[0].Speaker != "Ana Petrov" || a.Link != "" || a.Statements[0].Link != "" || a.Title != "The dam" || a.URL != "https://lantern.example/mine" {
		t.Errorf("%s %+v", bad, a)
	}
	if n, err := st.Stats(t.Context()); err != nil || n.Articles != 12 {
		t.Errorf("%+v, %v: it was kept", n, err)
	}
	if a, bad := call[opened](t, c, "analyze", map[string]any{"text": "Der Deich hält, sagte die Ministerin am Montag in der Stadt, und die Pumpen laufen wieder."}); bad != "" || !strings.HasPrefix(a.Refused, "language: ") {
		t.Errorf("another language: %s %+v", bad, a)
	}
}

func TestTrace(t *testing.T) {
	s, _ := desk(t)
	c := connected(t, s)
	short, bad := call[mcp.Trace](t, c, "trace", map[string]any{"article": "n05"})
	if bad != "" || len(short.Articles) != 2 || short.Articles[0].URL == "" || short.Articles[0].Link == "" || !strings.Contains(short.Summary, "2 articles") {
		t.Errorf("%s %+v", bad, short)
	}
	full, bad := call[struct {
		Schema   string
		Articles []struct{ ID string }
	}](t, c, "trace", map[string]any{"article": "n05", "full": true})
	if bad != "" || full.Schema != "hearsay/trace/1" || len(full.Articles) != 2 {
		t.Errorf("%s %+v", bad, full)
	}
}

// What is asked wrongly is said with the way out, and nothing of the server's own.
func TestMistakes(t *testing.T) {
	s, st := desk(t)
	c := connected(t, s)
	for _, x := range []struct {
		tool string
		args map[string]any
		want string
	}{
		{"search", map[string]any{"query": `"dam`}, "character 1"},
		{"search", map[string]any{"query": "dam", "limit": 51}, "from 1 to 50"},
		{"search", map[string]any{"query": "dam", "limit": -1}, "from 1 to 50"},
		{"search", map[string]any{"query": "dam", "cursor": "!"}, "leave it out"},
		{"search", map[string]any{}, "query"},
		{"search", map[string]any{"query": "dam", "more": 1}, "more"},
		{"search", map[string]any{"query": 7}, "query"},
		{"statements_of", map[string]any{"person": "Nobody"}, "try a part of the name"},
		{"statements_of", map[string]any{"person": "!"}, "try a part of the name"},
		{"statements_of", map[string]any{"person": "e999"}, "not in the collection"},
		{"article", map[string]any{"article": "none"}, "not in the collection"},
		{"article", map[string]any{"article": "n01", "from": 1_000_000}, "code points"},
		{"article", map[string]any{"article": "n01", "from": -1}, "code points"},
		{"analyze", map[string]any{}, "give the text"},
		{"analyze", map[string]any{"text": "a", "html": "b"}, "not both"},
		{"analyze", map[string]any{"url": "https://lantern.example/x"}, "not fetched here"},
		{"trace", map[string]any{}, "one of them"},
		{"trace", map[string]any{"quotation": "the dam"}, "not traced here"},
		{"trace", map[string]any{"story": "12"}, "write it as s12"},
		{"trace", map[string]any{"story": "s999"}, "not in the collection"},
		{"trace", map[string]any{"story": "s1", "article": "n01"}, "one of them"},
		{"trace", map[string]any{"article": "none"}, "not in the collection"},
		{"delete", map[string]any{}, "unknown tool"},
	} {
		if _, bad := call[map[string]any](t, c, x.tool, x.args); !strings.Contains(bad, x.want) {
			t.Errorf("%s %v: %q, want %q", x.tool, x.args, bad, x.want)
		}
	}
	st.Close()
	if _, bad := call[map[string]any](t, c, "search", map[string]any{"query": "dam"}); bad == "" || strings.Contains(bad, "news.db") {
		t.Errorf("a fault: %q", bad)
	}
}

// Over HTTP it is the same, for those who may read.
func TestHTTP(t *testing.T) {
	s, _ := desk(t)
	srv := httptest.NewServer(guard.AsVisitor(guard.Visitor{Name: "bo", Role: store.Reader}, s.Handler()))
	defer srv.Close()
	c := assistant(t, &sdk.StreamableClientTransport{Endpoint: srv.URL})
	if f, bad := call[found](t, c, "search", map[string]any{"query": "dam"}); bad != "" || f.Total != 12 {
		t.Errorf("%s %+v", bad, f)
	}
	nobody := httptest.NewServer(s.Handler())
	defer nobody.Close()
	_, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &sdk.StreamableClientTransport{Endpoint: nobody.URL}, nil)
	if err == nil || !strings.Contains(err.Error(), "Unauthorized") {
		t.Errorf("nobody: %v", err)
	}
}
