package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/article"
)

const page = "<!DOCTYPE html><title>Mayor resigns</title><p>“I am done,” the mayor said."

// site is a server on loopback. Paths that begin with "/status/" answer with
// that number.
func site(t *testing.T, robots string) *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		switch robots {
		case "":
			w.WriteHeader(http.StatusNotFound)
		case "broken":
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			io.WriteString(w, robots)
		}
	})
	mux.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, page) })
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/page", http.StatusFound) })
	mux.HandleFunc("/to", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Query().Get("where"), http.StatusMovedPermanently)
	})
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/type", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", r.URL.Query().Get("is"))
		io.WriteString(w, page)
	})
	mux.HandleFunc("/brotli", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "br")
		io.WriteString(w, page)
	})
	mux.HandleFunc("/bomb", bomb)
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/trickle", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			io.WriteString(w, "<p>")
			w.(http.Flusher).Flush()
			time.Sleep(10 * time.Millisecond)
		}
	})
	mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		io.WriteString(w, page)
	})
	mux.HandleFunc("/agent", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s|%s", r.UserAgent(), r.Referer())
	})
	mux.HandleFunc("/status/{code}", func(w http.ResponseWriter, r *http.Request) {
		var code int
		fmt.Sscan(r.PathValue("code"), &code)
		if code == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "120")
		}
		w.WriteHeader(code)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s
}

// bomb sends 33 MiB of zeros as 33 KiB.
func bomb(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	w.Header().Set("Content-Encoding", "gzip")
	z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
	for range 33 {
		z.Write(make([]byte, 1<<20))
	}
	z.Close()
}

func open(t *testing.T, c *Client, address string) (string, error) {
	t.Helper()
	src, err := c.Open(t.Context(), address)
	if err != nil {
		return "", err
	}
	defer src.Body.(io.Closer).Close()
	b, err := io.ReadAll(src.Body)
	return string(b), err
}

func TestOpen(t *testing.T) {
	s := site(t, "")
	c := New(Options{AllowPrivate: true, Pause: time.Microsecond})
	src, err := c.Open(t.Context(), s.URL+"/moved#top")
	if err != nil {
		t.Fatal(err)
	}
	defer src.Body.(io.Closer).Close()
	if src.Name != s.URL+"/moved#top" || src.URL != s.URL+"/page" || src.ContentType != "text/html; charset=utf-8" {
		t.Errorf("Open = %+v", src)
	}
	if b, err := io.ReadAll(src.Body); err != nil || string(b) != page {
		t.Errorf("read %q, %v", b, err)
	}
}

func TestOpenSaysWhoItIs(t *testing.T) {
	s := site(t, "")
	got, err := open(t, New(Options{AllowPrivate: true, Pause: time.Microsecond, Version: "0.1.0", Contact: "desk@news.example"}), s.URL+"/agent")
	if want := "Hearsay/0.1.0 (+https://github.com/hearsay-news/hearsay; desk@news.example)|"; err != nil || got != want {
		t.Errorf("User-Agent|Referer = %q, %v; want %q", got, err, want)
	}
}

func TestOpenRefuses(t *testing.T) {
	s := site(t, "User-agent: *\nDisallow: /private\n")
	host := strings.TrimPrefix(s.URL, "http://")
	refuses := httptest.NewServer(nil)
	refuses.Close()
	for _, c := range []struct {
		path   string
		reason article.Reason
		want   string
	}{
		{"/status/404", article.Unreachable, "the server answers 404 Not Found: there is no such page; check the address"},
		{"/status/410", article.Unreachable, "the server answers 410 Gone: the page was taken down; look for it in a web archive"},
		{"/status/403", article.Unreachable, "the server answers 403 Forbidden: the server does not let programs in; open it in a browser and save the page"},
		{"/status/401", article.Paywall, "the server answers 401 Unauthorized: it asks for a login; open it in a browser and save the page"},
		{"/status/402", article.Paywall, "the server answers 402 Payment Required: it asks for payment; open it in a browser and save the page"},
		{"/status/429", article.Unreachable, "the server answers 429 Too Many Requests: the server was asked too often; try again later (it says after 2m0s)"},
		{"/status/418", article.Unreachable, "the server answers 418 I'm a teapot: the server does not give the page; open it in a browser and save the page"},
		{"/status/500", article.Unreachable, "the server answers 500 Internal Server Error: the server has a problem; try again later"},
		{"/status/503", article.Unreachable, "the server answers 503 Service Unavailable: the server has a problem; try again later"},
		{"/status/204", article.Unreachable, "the server answers 204 No Content: the answer holds no page; open it in a browser and save the page"},
		{"/status/304", article.Unreachable, "the server answers 304 Not Modified: it redirects to nowhere; open it in a browser and save the page"},
		{"/type?is=application/pdf", article.Binary, "it is a PDF, not a page; save its text and read that"},
		{"/type?is=image/png", article.Binary, `it is "image/png", not a page; give the address of the article itself`},
		{"/brotli", article.Binary, `the server packs it as "br", which was not asked for; open it in a browser and save the page`},
		{"/loop", article.Unreachable, "it redirects more than 5 times; open it in a browser and give the address where you end"},
		{"/to?where=ftp://a.example/b", article.Unreachable, `it leads to an address of "ftp", which is not the web; open it in a browser and save the page`},
		{"/to?where=//user:secret@a.example/b", article.Unreachable, "the address holds a user name or password; leave it out"},
		{"/to?where=" + refuses.URL, article.Unreachable, "127.0.0.1 refuses the connection; check the address, or try again later"},
		{"/private/a", article.Disallowed, "robots.txt of " + host + " asks not to fetch this page; open it in a browser and save it"},
		{"/to?where=/private/a", article.Disallowed, "robots.txt of " + host + " asks not to fetch this page; open it in a browser and save it"},
		{"/cut", article.Unreachable, "127.0.0.1 breaks off: unexpected EOF; try again later"},
	} {
		_, err := open(t, New(Options{AllowPrivate: true, Pause: time.Microsecond}), s.URL+c.path)
		if r := article.Refused(err); r == nil || r.Reason != c.reason || r.Detail != c.want {
			t.Errorf("Open(%s) = %v\nwant %s: %s", c.path, err, c.reason, c.want)
		}
	}
}

func TestOpenRefusesAddress(t *testing.T) {
	for address, want := range map[string]string{
		"ftp://a.example/b":                   `"ftp" is not an address of the web; give one that begins with http:// or https://`,
		"http:///b":                           "the address names no host; check it",
		"http://a b/":                         `invalid character " " in host name; check the address`,
		"http://a.example/%zz":                `invalid URL escape "%zz"; check the address`,
		"http://a.example:22/":                "port 22 is neither 80 nor 443; give --allow-private if you mean it",
		"http://user@a.example/":              "the address holds a user name or password; leave it out",
		"http://127.0.0.1/":                   "127.0.0.1 is a private address; give --allow-private if you mean it",
		"http://[::ffff:7f00:1]/":             "::ffff:7f00:1: 127.0.0.1 is a private address; give --allow-private if you mean it",
		"http://169.254.169.254/latest":       "169.254.169.254 is a private address; give --allow-private if you mean it",
		"http://a.example/" + long(maxURL+10): "the address is longer than 8192 bytes; check it",
	} {
		_, err := New(Options{}).Open(t.Context(), address)
		if r := article.Refused(err); r == nil || r.Reason != article.Unreachable || r.Detail != want {
			t.Errorf("Open(%.40s) = %v\nwant %s", address, err, want)
		}
	}
}

func long(n int) string { return strings.Repeat("a", n) }

// A name is checked by the address to which it resolves, when it is dialled.
func TestOpenChecksWhatNamesResolveTo(t *testing.T) {
	for _, address := range []string{"http://localhost/", "https://localhost/"} {
		_, err := New(Options{Timeout: 5 * time.Second}).Open(t.Context(), address)
		r := article.Refused(err)
		if r == nil || !strings.HasPrefix(r.Detail, "localhost: ") || !strings.HasSuffix(r.Detail, "is a private address; give --allow-private if you mean it") {
			t.Errorf("Open(%s) = %v", address, err)
		}
	}
}

// A public page that redirects to a private address: the first hop is served
// over a dialer that leads to loopback, the second meets the true check.
func TestOpenChecksRedirects(t *testing.T) {
	s := site(t, "")
	c := New(Options{Pause: time.Microsecond})
	real := c.pages.Transport.(*polite).next.(*http.Transport)
	dial := real.DialContext
	real.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if addr == "public.example:80" {
			return net.Dial("tcp", s.Listener.Addr().String())
		}
		return dial(ctx, network, addr)
	}
	for where, want := range map[string]string{
		"http://127.0.0.1/":          "127.0.0.1 is a private address",
		"http://localhost/":          "localhost: ",
		"http://169.254.169.254/":    "169.254.169.254 is a private address",
		"http://[::1]/":              "::1 is a private address",
		s.URL + "/page":              "port ",
		"http://public.example:8080": "port 8080 is neither 80 nor 443",
	} {
		_, err := open(t, c, "http://public.example/to?where="+where)
		if r := article.Refused(err); r == nil || !strings.HasPrefix(r.Detail, want) || !strings.HasSuffix(r.Detail, "--allow-private if you mean it") {
			t.Errorf("redirect to %s: %v, want %s", where, err, want)
		}
	}
	if got, err := open(t, c, "http://public.example/moved"); err != nil || got != page {
		t.Errorf("an honest redirect: %q, %v", got, err)
	}
}

func TestOpenRobotsUnreachable(t *testing.T) {
	s := site(t, "broken")
	_, err := open(t, New(Options{AllowPrivate: true, Pause: time.Microsecond}), s.URL+"/page")
	if r := article.Refused(err); r == nil || !strings.Contains(r.Detail, "could not be read (the server answers 503)") {
		t.Errorf("Open = %v", err)
	}
}

func TestOpenAsksRobotsOnce(t *testing.T) {
	var asked atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			asked.Add(1)
			http.Redirect(w, r, "/robots.txt", http.StatusFound) // for ever: as if there were none
			return
		}
		io.WriteString(w, page)
	}))
	defer s.Close()
	c := New(Options{AllowPrivate: true, Pause: time.Microsecond})
	for range 3 {
		if _, err := open(t, c, s.URL+"/a"); err != nil {
			t.Fatal(err)
		}
	}
	if n := asked.Load(); n != 1+maxRedirects {
		t.Errorf("robots.txt asked for %d times, want once and its %d redirects", n, maxRedirects)
	}
}

func TestOpenTooLarge(t *testing.T) {
	s := site(t, "")
	for limit, want := range map[int64]string{0: "it is longer than 32 MiB; save the article alone", 1000: "it is longer than 1000 bytes; save the article alone"} {
		got, err := open(t, New(Options{AllowPrivate: true, Pause: time.Microsecond, MaxBytes: limit}), s.URL+"/bomb")
		if r := article.Refused(err); r == nil || r.Reason != article.TooLarge || r.Detail != want {
			t.Errorf("limit %d: %v, want %s", limit, err, want)
		}
		if limit > 0 && int64(len(got)) != limit {
			t.Errorf("limit %d: %d bytes read", limit, len(got))
		}
	}
	exact := int64(len(page))
	if got, err := open(t, New(Options{AllowPrivate: true, Pause: time.Microsecond, MaxBytes: exact}), s.URL+"/page"); err != nil || got != page {
		t.Errorf("a page as long as the limit: %q, %v", got, err)
	}
}

func TestOpenSlow(t *testing.T) {
	s := site(t, "")
	for path, want := range map[string]string{"/slow": "time", "/trickle": "no whole answer within 150ms"} {
		_, err := open(t, New(Options{AllowPrivate: true, Pause: time.Microsecond, Timeout: 150 * time.Millisecond}), s.URL+path)
		if r := article.Refused(err); r == nil || !strings.Contains(r.Detail, want) || !strings.HasSuffix(r.Detail, "try again later, or give more time with --timeout") {
			t.Errorf("Open(%s) = %v, want %s", path, err, want)
		}
	}
}

func TestOpenCancelled(t *testing.T) {
	s := site(t, "")
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(50*time.Millisecond, func() { cancel(errors.New("a signal")) })
	_, err := New(Options{AllowPrivate: true, Pause: time.Microsecond}).Open(ctx, s.URL+"/slow")
	if !errors.Is(err, context.Canceled) || article.Refused(err) != nil {
		t.Errorf("Open = %v, want %v", err, context.Canceled)
	}
}

func TestOpenTLS(t *testing.T) {
	s := httptest.NewUnstartedServer(nil)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	plain := site(t, "")
	for address, want := range map[string]string{
		s.URL: "the connection to 127.0.0.1 is not safe: its certificate is signed by nobody known; open it in a browser and save the page",
		strings.Replace(plain.URL, "http:", "https:", 1): "the connection to 127.0.0.1 is not safe: it does not speak TLS; open it in a browser and save the page",
	} {
		_, err := open(t, New(Options{AllowPrivate: true, Pause: time.Microsecond}), address)
		if r := article.Refused(err); r == nil || r.Detail != want {
			t.Errorf("Open(%s) = %v\nwant %s", address, err, want)
		}
	}
}

func TestNetworkDNS(t *testing.T) {
	for want, err := range map[string]error{
		"there is no host no.example; check the address":                                        &net.DNSError{IsNotFound: true},
		"the name no.example could not be looked up; check your connection":                     &net.DNSError{IsTemporary: true},
		"no.example breaks off: http: server gave garbage; try again later":                     fmt.Errorf("get: %w", errors.New("http: server gave garbage")),
		"no.example does not answer in time; try again later, or give more time with --timeout": context.DeadlineExceeded,
	} {
		if got := network("no.example", err); got != want {
			t.Errorf("network(%v) = %s\nwant %s", err, got, want)
		}
	}
}

func TestGzipIsRead(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		io.WriteString(z, page)
		z.Close()
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(b.Bytes())
	}))
	defer s.Close()
	if got, err := open(t, New(Options{AllowPrivate: true, Pause: time.Microsecond}), s.URL); err != nil || got != page {
		t.Errorf("read %q, %v", got, err)
	}
}
