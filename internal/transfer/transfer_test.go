package transfer

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// get asks without the client unpacking anything.
func get(t *testing.T, at string, head ...string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(head); i += 2 {
		req.Header.Set(head[i], head[i+1])
	}
	res, err := (&http.Client{Transport: &http.Transport{DisableCompression: true}}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return res
}

func site(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	srv := httptest.NewServer(Compress(Tag(h)))
	t.Cleanup(srv.Close)
	return srv.URL
}

// What is sent bit by bit arrives bit by bit, packed or not, and has no tag.
func TestStreams(t *testing.T) {
	for _, media := range []string{"text/event-stream", "application/x-ndjson", "application/vnd.apache.parquet"} {
		next := make(chan bool)
		at := site(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", media)
			for range 2 {
				_, _ = io.WriteString(w, "data: x\n\n")
				w.(http.Flusher).Flush()
				<-next
			}
		})
		res := get(t, at)
		read := make(chan string)
		go func() {
			for {
				b := make([]byte, 100)
				n, err := res.Body.Read(b)
				if n > 0 {
					read <- string(b[:n])
				}
				if err != nil {
					close(read)
					return
				}
			}
		}()
		for range 2 {
			select {
			case got := <-read:
				if got != "data: x\n\n" {
					t.Errorf("%s: %q", media, got)
				}
			case <-time.After(5 * time.Second):
				t.Fatalf("%s is held back", media)
			}
			next <- true
		}
		if _, more := <-read; more || res.Header.Get("ETag") != "" {
			t.Errorf("%s: more %v, tag %s", media, more, res.Header.Get("ETag"))
		}
	}
}

func TestTag(t *testing.T) {
	long := strings.Repeat("long ", 2_000_000)
	for _, c := range []struct {
		name string
		h    http.HandlerFunc
		tag  bool
		code int
		size int
	}{
		{"usual", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "x") }, true, 200, 1},
		{"empty", func(http.ResponseWriter, *http.Request) {}, true, 200, 0},
		{"fault", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "x", 500) }, false, 500, 2},
		{"redirect", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(204) }, false, 204, 0},
		{"very long", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, long[:5])
			_, _ = io.WriteString(w, long)
		}, false, 200, len(long) + 5},
		{"its own tag", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("ETag", `"own"`)
			w.WriteHeader(200)
			_, _ = io.WriteString(w, "x")
		}, true, 200, 1},
	} {
		res := get(t, site(t, c.h))
		b, err := io.ReadAll(res.Body)
		if res.StatusCode != c.code || len(b) != c.size || (res.Header.Get("ETag") != "") != c.tag || err != nil {
			t.Errorf("%s: %d, %d bytes, %v, %v", c.name, res.StatusCode, len(b), res.Header, err)
		}
	}
}

func TestPackable(t *testing.T) {
	for media, want := range map[string]bool{
		"text/html; charset=utf-8": true, "application/json": true, "application/problem+json": true, "application/atom+xml": true, "application/x-ndjson": true, "text/javascript": true,
		"image/svg+xml": true, "text/event-stream": false, "application/zip": false, "application/vnd.apache.parquet": false, "image/png": false, "": false, ";": false,
	} {
		if got := packable(media); got != want {
			t.Errorf("%q: %v", media, got)
		}
	}
}
