package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/hearsay-news/hearsay/internal/alert"
	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/ingest/fetch"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/sqlite"
	"github.com/hearsay-news/hearsay/internal/store/storetest"
	"github.com/hearsay-news/hearsay/record"
)

// servedSite is a server with a collection, as browsers and programs meet it.
type servedSite struct {
	t     *testing.T
	at    string
	store store.Store
	watch *alert.Watch
}

func newServedSite(t *testing.T) *servedSite {
	t.Helper()
	s := servedAt(t, filepath.Join(t.TempDir(), "news.db"))
	var all []*record.Record
	for i := range 5 {
		id := fmt.Sprintf("n%02d", i)
		all = append(all, storetest.Article(id, "https://lantern.example/"+id, fmt.Sprintf("2026-03-%02d", i+1), storetest.Statement{Who: "Ana Petrov", Says: "the dam holds " + id}))
	}
	if _, err := s.store.Put(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	return s
}

// servedAt serves a collection on this machine alone.
func servedAt(t *testing.T, db string) *servedSite {
	t.Helper()
	st, err := sqlite.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	opt, err := guard.For(t.Context(), st, "127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	g, err := guard.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	client := fetch.New(fetch.Options{AllowPrivate: true, Pause: time.Millisecond})
	w := &alert.Watch{Store: st, Post: client.Post, Log: log}
	x := &site{
		Source: sourceOf(st, newWeb(fetch.Options{}), analyzing(), log), web: newWeb(fetch.Options{}), guard: g, alerts: w,
		pages: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "page %s", r.URL.Path) }),
	}
	srv := httptest.NewServer(x.handler())
	t.Cleanup(func() { srv.Close(); st.Close() })
	return &servedSite{t, srv.URL, st, w}
}

func (s *servedSite) ask(c *http.Client, method, path, body string, head ...string) (int, string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.at+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(head); i += 2 {
		req.Header.Set(head[i], head[i+1])
	}
	res, err := c.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// is checks what a request is answered.
func (s *servedSite) is(c *http.Client, method, path, body string, status int, says string, head ...string) {
	s.t.Helper()
	if code, got := s.ask(c, method, path, body, head...); code != status || !strings.Contains(got, says) {
		s.t.Errorf("%s %s %v: %d %s; want %d and %q", method, path, head, code, got, status, says)
	}
}

// On its own machine, without accounts, everything works for whoever is there, and
// for no page of another site.
func TestServedOpen(t *testing.T) {
	s, c := newServedSite(t), http.DefaultClient
	s.is(c, "GET", "/", "", 200, "page /")
	s.is(c, "GET", "/api", "", 200, "Search statements")
	s.is(c, "GET", "/api/v1/statements?q=dam", "", 200, `"total":5`)
	s.is(c, "GET", "/api/v1/articles/n01/trace", "", 200, "hearsay/trace/1")
	s.is(c, "GET", "/api/v1/trace?words=dam+holds", "", 200, "hearsay/trace/1")
	s.is(c, "GET", "/api/v1/trace?words=no+such+words", "", 404, "not in the collection")
	s.is(c, "GET", "/metrics", "", 200, "hearsay_articles 5")
	s.is(c, "GET", "/healthz", "", 200, "ok")
	s.is(c, "GET", "/readyz", "", 200, "ok")
	s.is(c, "PATCH", "/api/v1/entities/e1", `{"name": "Ana P."}`, 200, "Ana P.")
	s.is(c, "PATCH", "/api/v1/entities/e1", `{"name": "Eve"}`, 403, "another site", "Sec-Fetch-Site", "cross-site")
	s.is(c, "DELETE", "/api/v1/articles/n01", "", 403, "another site", "Origin", "https://evil.example")
	s.is(c, "POST", "/mcp", `{}`, 403, "another site", "Origin", "https://evil.example")
	s.is(c, "POST", "/api/v1/articles", `{"url": "http://169.254.169.254/latest"}`, 201, "unreachable: ")
	s.is(c, "POST", "/api/v1/feeds", `{"url": "http://127.0.0.1:1/feed"}`, 422, "neither 80 nor 443")
	if list, err := s.store.Audit(t.Context(), 0, 9); err != nil || len(list) != 1 || list[0].Who != "local" || list[0].What != "rename" {
		t.Errorf("%+v, %v", list, err)
	}
}

// With accounts and tokens each may do what its role says, and what it does is
// noted with its name.
func TestServedRoles(t *testing.T) {
	s := newServedSite(t)
	st := s.store
	hash, err := guard.Hash("correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	for name, role := range map[string]store.Role{"ana": store.Editor, "bo": store.Reader} {
		if err := st.AddAccount(t.Context(), store.Account{Name: name, Role: role, Password: hash, Added: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	tokens := map[store.Role]string{}
	for _, role := range store.Roles {
		shown, kept := guard.NewToken()
		if err := st.AddToken(t.Context(), store.Token{Name: "program-" + string(role), Role: role, Digest: kept, Added: time.Now()}); err != nil {
			t.Fatal(err)
		}
		tokens[role] = shown
	}
	nobody := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for path, want := range map[string]int{"/": 401, "/api/v1/articles": 401, "/api": 200, "/api/v1/openapi.json": 200, "/metrics": 401, "/healthz": 200, "/static/x.css": 200, "/login": 200} {
		s.is(nobody, "GET", path, "", want, "")
	}
	s.is(nobody, "POST", "/mcp", `{}`, 401, "log in")
	s.is(nobody, "GET", "/people", "", 303, "", "Accept", "text/html")

	log := func(name string) *http.Client {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		c := &http.Client{Jar: jar}
		form := url.Values{"name": {name}, "password": {"correct horse battery"}, "next": {"/people"}}.Encode()
		s.is(c, "POST", "/login", form, 200, "page /people", "Content-Type", "application/x-www-form-urlencoded")
		return c
	}
	ana, bo := log("ana"), log("bo")
	s.is(bo, "GET", "/api/v1/statements", "", 200, `"total":5`)
	s.is(bo, "POST", "/add", "", 403, "role editor")
	s.is(bo, "DELETE", "/api/v1/articles/n01", "", 403, "role editor")
	s.is(ana, "POST", "/add", "", 200, "page /add")
	s.is(ana, "DELETE", "/api/v1/articles/n01", "", 403, "another site", "Sec-Fetch-Site", "cross-site")
	s.is(ana, "DELETE", "/api/v1/articles/n01", "", 204, "", "Sec-Fetch-Site", "same-origin")

	plain := &http.Client{}
	s.is(plain, "GET", "/metrics", "", 200, "hearsay_up 1", "Authorization", "Bearer "+tokens[store.Reader])
	s.is(plain, "DELETE", "/api/v1/articles/n02", "", 403, "role editor", "Authorization", "Bearer "+tokens[store.Reader])
	s.is(plain, "DELETE", "/api/v1/articles/n02", "", 204, "", "Authorization", "Bearer "+tokens[store.Editor])
	s.is(plain, "GET", "/api/v1/articles", "", 401, "not known", "Authorization", "Bearer x")

	list, err := st.Audit(t.Context(), 0, 2)
	if err != nil || list[0].Who != "program-editor" || list[1].Who != "ana" || list[0].Of != "n02" || list[1].What != "remove article" {
		t.Errorf("%+v, %v", list, err)
	}
	c, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &sdk.StreamableClientTransport{
		Endpoint: s.at + "/mcp", HTTPClient: &http.Client{Transport: bearer(tokens[store.Reader])}, DisableStandaloneSSE: true,
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	res, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: "search", Arguments: map[string]any{"query": "dam"}})
	if err != nil || res.IsError || !strings.Contains(res.Content[0].(*sdk.TextContent).Text, `"total":3`) {
		t.Errorf("%v, %+v", err, res)
	}
}

// bearer sends a token with every request.
type bearer string

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+string(b))
	return http.DefaultTransport.RoundTrip(r)
}

// A search is saved over the API, an article comes in, and the hook and the feed
// have what it says.
func TestServedAlert(t *testing.T) {
	s, c := newServedSite(t), http.DefaultClient
	told := make(chan string, 1)
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		told <- r.Header.Get("webhook-signature") + " " + string(b)
	}))
	defer hook.Close()
	s.is(c, "POST", "/api/v1/alerts", fmt.Sprintf(`{"name": "pumps", "query": "pumps", "hook": %q}`, hook.URL), 201, "whsec_")
	s.is(c, "POST", "/api/v1/articles", `{"id": "new", "text": "The minister, Ana Petrov, said the pumps would run all night. Nobody at the harbour would say why."}`, 201, `"outcome":"new"`)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- s.watch.Run(ctx) }()
	select {
	case got := <-told:
		sign, body, _ := strings.Cut(got, " ")
		var m struct {
			Type       string
			Statements []struct {
				Statement struct{ Speaker, Content string }
			}
		}
		if err := json.Unmarshal([]byte(body), &m); err != nil || !strings.HasPrefix(sign, "v1,") || m.Type != "alert.found" || len(m.Statements) != 1 || m.Statements[0].Statement.Speaker != "Ana Petrov" {
			t.Errorf("told %s, %v", got, err)
		}
	case <-time.After(20 * time.Second):
		t.Error("the hook is not told")
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	s.is(c, "GET", "/api/v1/alerts", "", 200, `"new":1`)
	s.is(c, "GET", "/api/v1/alerts/pumps/feed", "", 200, "the pumps would run all night")
}
