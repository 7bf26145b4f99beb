package fetch

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

const (
	defaultPause = time.Second
	maxPause     = time.Minute // longest Crawl-delay that is kept to
	turnHosts    = 1024        // hosts that are remembered, but for those being asked
)

// polite lets requests through one by one for each host. It stands below the
// client, so that redirects and robots.txt wait for their turn as well.
type polite struct {
	next  http.RoundTripper
	turns *turns
}

// RoundTrip waits for its turn, which lasts until the answer is read, closed,
// or given up.
func (p *polite) RoundTrip(req *http.Request) (*http.Response, error) {
	done, err := p.turns.take(req.Context(), hostOf(req.URL))
	if err != nil {
		return nil, err
	}
	res, err := p.next.RoundTrip(req)
	if err != nil || res.StatusCode >= 300 && res.StatusCode < 400 {
		// After a redirect comes robots.txt of where it leads, often the same
		// host, while this body is still open.
		done()
		return res, err
	}
	context.AfterFunc(req.Context(), done) // should nobody close it
	res.Body = &turnBody{res.Body, done}
	return res, nil
}

// turnBody ends a turn when it is read to its end, or closed.
type turnBody struct {
	io.ReadCloser
	done func()
}

func (b *turnBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.done()
	}
	return n, err
}

func (b *turnBody) Close() error {
	defer b.done()
	return b.ReadCloser.Close()
}

// hostOf is the host as one thing, whether it is asked by http or https.
func hostOf(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	if p := u.Port(); p != "" && p != "80" && p != "443" {
		host += ":" + p
	}
	return host
}

// turns are the queues before all hosts.
type turns struct {
	pause time.Duration

	mu    sync.Mutex
	hosts map[string]*turn
}

// turn is the queue before one host.
type turn struct {
	busy  chan struct{} // holds one token while a request is under way
	users int           // requests in the queue or under way; guarded by turns.mu

	free  time.Time     // when the next request may go; guarded by turns.mu
	pause time.Duration // of this host; guarded by turns.mu
}

func newTurns(pause time.Duration) *turns {
	if pause <= 0 {
		pause = defaultPause
	}
	return &turns{pause: pause, hosts: map[string]*turn{}}
}

// slow notes that a host asks for a longer pause.
func (t *turns) slow(u *url.URL, pause time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	host := t.host(hostOf(u))
	pause = max(t.pause, min(pause, maxPause))
	if !host.free.IsZero() { // the pause has begun with robots.txt
		host.free = host.free.Add(pause - host.pause)
	}
	host.pause = pause
}

// host is the queue before one host; t.mu is held. When there are too many,
// those are forgotten that hold nobody up.
func (t *turns) host(name string) *turn {
	if t.hosts[name] == nil {
		if now := time.Now(); len(t.hosts) >= turnHosts {
			for k, h := range t.hosts {
				if h.users == 0 && now.After(h.free) {
					delete(t.hosts, k)
				}
			}
		}
		t.hosts[name] = &turn{busy: make(chan struct{}, 1), pause: t.pause}
	}
	return t.hosts[name]
}

// take waits for the turn of a request; done ends it, however often it is
// called. The clock of the page stands still meanwhile.
func (t *turns) take(ctx context.Context, name string) (done func(), err error) {
	clk, _ := ctx.Value(clockKey{}).(*clock)
	clk.halt()
	defer clk.run()
	t.mu.Lock()
	h := t.host(name)
	h.users++
	t.mu.Unlock()
	select {
	case h.busy <- struct{}{}:
	case <-ctx.Done():
		t.leave(h, false)
		return nil, ctx.Err()
	}
	if err := sleep(ctx, t.until(h)); err != nil {
		t.leave(h, true)
		return nil, err
	}
	return sync.OnceFunc(func() {
		t.mu.Lock()
		h.free = time.Now().Add(h.pause)
		t.mu.Unlock()
		t.leave(h, true)
	}), nil
}

func (t *turns) until(h *turn) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return time.Until(h.free)
}

func (t *turns) leave(h *turn, busy bool) {
	if busy {
		<-h.busy
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	h.users--
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// clock ends a context when a page takes too long. Unlike a deadline it can be
// halted: a page is not slow because many were asked for before it.
type clock struct {
	end func() // the context, as slow

	mu    sync.Mutex
	left  time.Duration
	since time.Time
	timer *time.Timer
	halts int
}

type clockKey struct{}

// withClock is a context that ends with the cause slow after limit.
func withClock(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	c := &clock{left: limit, since: time.Now(), end: func() { cancel(&slow{limit}) }}
	c.timer = time.AfterFunc(limit, c.end)
	return context.WithValue(ctx, clockKey{}, c), func() {
		c.halt()
		cancel(context.Canceled)
	}
}

func (c *clock) halt() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.halts++; c.halts == 1 {
		c.timer.Stop()
		c.left -= time.Since(c.since)
	}
}

func (c *clock) run() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.halts--; c.halts == 0 {
		c.since = time.Now()
		c.timer = time.AfterFunc(max(c.left, 0), c.end)
	}
}
