package metrics

import (
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/sqlite"
	"github.com/hearsay-news/hearsay/internal/store/storetest"
	"github.com/hearsay-news/hearsay/record"
)

func ask(t *testing.T, at string) (int, string) {
	t.Helper()
	res, err := http.Get(at)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// Requests are counted by route and code, whoever stands between; and so is what
// is in the collection.
func TestMetrics(t *testing.T) {
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "news.db"))
	if err != nil {
		t.Fatal(err)
	}
	r := storetest.Article("a", "", "2026-03-01", storetest.Statement{Who: "Ana Petrov", Says: "the dam holds"})
	if _, err := st.Put(t.Context(), []*record.Record{r}); err != nil {
		t.Fatal(err)
	}
	if _, err := st.AddFeed(t.Context(), store.Feed{URL: "https://lantern.example/feed", Added: time.Now(), Failures: 2}); err != nil {
		t.Fatal(err)
	}
	m := New(st, "1.2")
	inner := http.NewServeMux()
	inner.HandleFunc("GET /api/{thing}", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	mux := http.NewServeMux()
	mux.Handle("/api/", inner)
	mux.Handle("GET /metrics", m)
	mux.HandleFunc("GET /healthz", Healthy)
	mux.HandleFunc("GET /readyz", Ready(st))
	mux.HandleFunc("GET /broken", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	between := func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/refused" {
				w.WriteHeader(http.StatusMisdirectedRequest)
				return
			}
			h.ServeHTTP(w, r.WithContext(store.As(r.Context(), "ana")))
		})
	}
	srv := httptest.NewServer(m.Count(between(Name(mux))))
	defer srv.Close()
	for path, want := range map[string]int{"/api/x": 418, "/api/y": 418, "/nowhere": 404, "/refused": 421, "/healthz": 200, "/readyz": 200} {
		if code, body := ask(t, srv.URL+path); code != want {
			t.Errorf("%s: %d %s", path, code, body)
		}
	}
	if res, err := http.Get(srv.URL + "/broken"); err == nil {
		res.Body.Close()
		t.Error("what broke off was answered")
	}
	code, body := ask(t, srv.URL+"/metrics")
	for _, want := range []string{
		`hearsay_http_requests_total{code="418",route="GET /api/{thing}"} 2`, `hearsay_http_requests_total{code="404",route="none"} 1`,
		`hearsay_http_requests_total{code="421",route="none"} 1`, `hearsay_http_request_duration_seconds_count{route="GET /healthz"} 1`,
		`route="GET /broken"`, `hearsay_articles 1`, `hearsay_statements 1`, `hearsay_jobs{state="waiting"} 0`, `hearsay_feeds{state="failing"} 1`,
		`hearsay_build_info{version="1.2"} 1`, `hearsay_up 1`, "go_goroutines",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%d: there is no %s in\n%s", code, want, body)
		}
	}
	st.Close()
	if code, _ := ask(t, srv.URL+"/readyz"); code != http.StatusServiceUnavailable {
		t.Errorf("ready without a collection: %d", code)
	}
	if code, body := ask(t, srv.URL+"/metrics"); code != 200 || !strings.Contains(body, "hearsay_up 0") {
		t.Errorf("without a collection: %d", code)
	}
	if code, _ := ask(t, srv.URL+"/healthz"); code != 200 {
		t.Errorf("alive: %d", code)
	}
}
