package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/article"
)

// desk notes when requests come and how many are under way at once.
type desk struct {
	*httptest.Server
	mu         sync.Mutex
	came       []time.Time
	busy, most int
}

func newDesk(t *testing.T, robots string, takes time.Duration) *desk {
	d := &desk{}
	d.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		d.came = append(d.came, time.Now())
		d.busy++
		d.most = max(d.most, d.busy)
		d.mu.Unlock()
		defer func() {
			d.mu.Lock()
			d.busy--
			d.mu.Unlock()
		}()
		switch r.URL.Path {
		case "/robots.txt":
			io.WriteString(w, robots)
		case "/moved":
			http.Redirect(w, r, "/page", http.StatusFound)
		default:
			time.Sleep(takes)
			io.WriteString(w, page)
		}
	}))
	t.Cleanup(d.Close)
	return d
}

func (d *desk) shortest() time.Duration {
	least := time.Hour
	for i := 1; i < len(d.came); i++ {
		least = min(least, d.came[i].Sub(d.came[i-1]))
	}
	return least
}

// Many pages of one host come one by one, and none is late because it waited:
// the time of a page is shorter than that of all.
func TestPolite(t *testing.T) {
	const pause = 40 * time.Millisecond
	d := newDesk(t, "", 20*time.Millisecond)
	c := New(Options{AllowPrivate: true, Pause: pause, Timeout: 250 * time.Millisecond})
	var all sync.WaitGroup
	errs := make(chan error, 8)
	for range 4 {
		for _, path := range []string{"/page", "/moved"} {
			all.Go(func() {
				_, err := open(t, c, d.URL+path)
				errs <- err
			})
		}
	}
	all.Wait()
	for range 8 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if len(d.came) != 13 || d.most != 1 || d.shortest() < pause {
		t.Errorf("%d requests, %d at once, %v apart; want 13, 1, %v", len(d.came), d.most, d.shortest(), pause)
	}
}

func TestPoliteCrawlDelay(t *testing.T) {
	d := newDesk(t, "User-agent: *\nCrawl-delay: 0.15\n", 0)
	c := New(Options{AllowPrivate: true, Pause: time.Millisecond})
	for range 2 {
		if _, err := open(t, c, d.URL); err != nil {
			t.Fatal(err)
		}
	}
	if got := d.shortest(); got < 145*time.Millisecond {
		t.Errorf("requests are %v apart", got)
	}
	long := newTurns(0)
	u := &url.URL{Host: "a.example"}
	long.slow(u, time.Hour)
	if got := long.host("a.example").pause; got != maxPause {
		t.Errorf("a Crawl-delay of an hour makes a pause of %v", got)
	}
}

// A page that nobody closes holds the next one up no longer than its time.
func TestPoliteForgotten(t *testing.T) {
	d := newDesk(t, "", 0)
	c := New(Options{AllowPrivate: true, Pause: time.Millisecond, Timeout: 100 * time.Millisecond})
	if _, err := c.Open(t.Context(), d.URL+"/page"); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, c, d.URL+"/page"); err != nil {
		t.Error(err)
	}
}

func TestPoliteCancelled(t *testing.T) {
	d := newDesk(t, "", 0)
	c := New(Options{AllowPrivate: true, Pause: time.Hour})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := c.Open(ctx, d.URL) // robots.txt was its turn
	if r := article.Refused(err); r == nil || !strings.Contains(r.Detail, "does not answer in time") {
		t.Errorf("Open = %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, stop)
	if _, err := c.Open(ctx, d.URL); !errors.Is(err, context.Canceled) {
		t.Errorf("Open = %v", err)
	}
	for name, h := range c.turns.hosts {
		if h.users != 0 || len(h.busy) != 0 {
			t.Errorf("%s is left with %d users, %d busy", name, h.users, len(h.busy))
		}
	}
}

func TestTurnsForget(t *testing.T) {
	all := newTurns(time.Nanosecond)
	for i := range 3 * turnHosts {
		done, err := all.take(t.Context(), fmt.Sprint(i))
		if err != nil {
			t.Fatal(err)
		}
		done()
		done()
	}
	if n := len(all.hosts); n > turnHosts+1 {
		t.Errorf("%d hosts are remembered", n)
	}
}

func TestHostOf(t *testing.T) {
	for address, want := range map[string]string{
		"https://News.example/a": "news.example", "http://news.example:80/": "news.example",
		"https://news.example:443": "news.example", "http://127.0.0.1:8080/": "127.0.0.1:8080",
	} {
		u, _ := url.Parse(address)
		if got := hostOf(u); got != want {
			t.Errorf("hostOf(%s) = %s, want %s", address, got, want)
		}
	}
}
