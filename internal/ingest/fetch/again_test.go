package fetch

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/article"
)

// paper is a server whose feed has the ETag "a1", and says how long to wait.
func paper(t *testing.T, header map[string]string) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for k, v := range header {
			w.Header().Set(k, v)
		}
		switch {
		case r.URL.Path == "/robots.txt":
			w.WriteHeader(http.StatusNotFound)
		case r.URL.Path == "/busy":
			w.WriteHeader(http.StatusTooManyRequests)
		case r.URL.Path == "/moved":
			http.Redirect(w, r, "/feed", http.StatusFound)
		case r.URL.Path == "/never" || r.Header.Get("If-None-Match") == `"a1"` || r.Header.Get("If-Modified-Since") == day:
			w.WriteHeader(http.StatusNotModified)
		default:
			w.Header().Set("Content-Type", "application/rss+xml")
			fmt.Fprintf(w, "%s|%s", r.Header.Get("If-None-Match"), r.Header.Get("Accept"))
		}
	}))
	t.Cleanup(s.Close)
	return s
}

const day = "Sun, 01 Mar 2026 09:00:00 GMT"

func TestOpenIf(t *testing.T) {
	s := paper(t, map[string]string{"ETag": `"a1"`, "Last-Modified": day, "Cache-Control": "public, max-age=600"})
	c := New(Options{AllowPrivate: true, Pause: time.Microsecond})
	src, got, err := c.OpenIf(t.Context(), s.URL+"/moved", Validators{})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Body.(io.Closer).Close()
	want := Answer{Validators{`"a1"`, day}, 10 * time.Minute}
	if b, _ := io.ReadAll(src.Body); string(b) != "|"+acceptFeed || src.URL != s.URL+"/feed" || got != want {
		t.Errorf("OpenIf = %+v, %+v, %q", src, got, b)
	}
	for _, was := range []Validators{{ETag: `"a1"`}, {LastModified: day}, got.Validators} {
		_, got, err := c.OpenIf(t.Context(), s.URL+"/moved", was)
		if !errors.Is(err, ErrNotModified) || got != want {
			t.Errorf("OpenIf(%+v) = %+v, %v", was, got, err)
		}
	}
}

// A server that gives no new validators with its 304 means the old ones.
func TestOpenIfKeepsValidators(t *testing.T) {
	s := paper(t, nil)
	was := Validators{ETag: `W/"b2"`}
	_, got, err := New(Options{AllowPrivate: true, Pause: time.Microsecond}).OpenIf(t.Context(), s.URL+"/never", was)
	if !errors.Is(err, ErrNotModified) || got.Validators != was {
		t.Errorf("OpenIf = %+v, %v", got, err)
	}
}

func TestOpenIfRefuses(t *testing.T) {
	s := paper(t, map[string]string{"Retry-After": "120", "ETag": strings.Repeat("x", maxValidator+1)})
	c := New(Options{AllowPrivate: true, Pause: time.Microsecond})
	_, got, err := c.OpenIf(t.Context(), s.URL+"/busy", Validators{ETag: "a"})
	if r := article.Refused(err); r == nil || !strings.HasPrefix(r.Detail, "the server answers 429") || got.Wait != 2*time.Minute {
		t.Errorf("OpenIf = %+v, %v", got, err)
	}
	_, _, err = c.OpenIf(t.Context(), s.URL+"/never", Validators{})
	if r := article.Refused(err); r == nil || !strings.HasPrefix(r.Detail, "the server answers 304") {
		t.Errorf("a 304 that nobody asked for: %v", err)
	}
	src, got, err := c.OpenIf(t.Context(), s.URL+"/feed", Validators{ETag: "a\r\nHost: b"})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Body.(io.Closer).Close()
	if b, _ := io.ReadAll(src.Body); !strings.HasPrefix(string(b), "|") || got.ETag != "" {
		t.Errorf("OpenIf sent or kept a bad validator: %q, %+v", b, got)
	}
	if _, _, err := New(Options{}).OpenIf(t.Context(), s.URL, Validators{}); article.Refused(err) == nil {
		t.Errorf("OpenIf of a private address: %v", err)
	}
}

func TestWait(t *testing.T) {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		retry, cache string
		want         time.Duration
	}{
		{"", "", 0},
		{"", "max-age=60", time.Minute},
		{"", "Public , Max-Age=60, must-revalidate", time.Minute},
		{"", `max-age="60"`, time.Minute},
		{"", "max-age=60, no-cache", 0},
		{"", "no-store", 0},
		{"", "max-age=-5", 0},
		{"", "max-age=99999999999999999999999", maxWait},
		{"", "max-age=soon", 0},
		{"30", "max-age=60", 30 * time.Second},
		{day, "", time.Hour},
		{"Sun, 01 Mar 2020 09:00:00 GMT", "", 0},
		{"Sun, 01 Mar 2099 09:00:00 GMT", "", maxWait},
		{"later", "max-age=60", time.Minute},
	} {
		h := http.Header{"Retry-After": {c.retry}, "Cache-Control": {c.cache}}
		if got := wait(h, now); got != c.want {
			t.Errorf("wait(%q, %q) = %v, want %v", c.retry, c.cache, got, c.want)
		}
	}
}
