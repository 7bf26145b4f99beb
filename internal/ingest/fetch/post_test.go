package fetch

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/article"
)

// What is posted arrives as it is, and nothing is followed.
func TestPost(t *testing.T) {
	var got []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got = append(got, r.Method+" "+r.URL.Path+" "+r.Header.Get("X-Mark")+" "+string(b))
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/hook", http.StatusTemporaryRedirect)
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/slow":
			<-r.Context().Done()
		}
	}))
	defer s.Close()
	c := New(Options{AllowPrivate: true, Pause: time.Millisecond, Timeout: 200 * time.Millisecond})
	for path, want := range map[string]string{"/hook": "", "/moved": "307 Temporary Redirect", "/gone": "410 Gone", "/slow": "time"} {
		err := c.Post(t.Context(), s.URL+path, http.Header{"X-Mark": {"m"}}, []byte("body"))
		if (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), want) || article.Refused(err) == nil) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
		if len(got) != 1 || got[0] != "POST "+path+" m body" {
			t.Errorf("%s: arrived %q", path, got)
		}
		got = nil
	}
}

// Hooks lead to public addresses alone.
func TestPostIsCareful(t *testing.T) {
	reached := false
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer s.Close()
	c := New(Options{Pause: time.Millisecond})
	for _, at := range []string{s.URL, "http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest", "http://localhost/", "ftp://a.example/", "http://u:p@a.example/", "", "http://"} {
		if err := c.Post(t.Context(), at, nil, nil); article.Refused(err) == nil {
			t.Errorf("%s: %v", at, err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := New(Options{AllowPrivate: true}).Post(ctx, s.URL, nil, nil); err == nil || reached {
		t.Errorf("%v, reached %v", err, reached)
	}
}
