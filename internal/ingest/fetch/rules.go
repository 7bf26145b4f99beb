package fetch

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest/fetch/robots"
)

const (
	robotsFor   = 24 * time.Hour   // how long a robots.txt is believed, as RFC 9309 says
	noRobotsFor = 10 * time.Minute // how long one that could not be read is not asked for again
	robotsHosts = 1024             // hosts that are remembered
)

// robotsCache asks each host once what it asks of us.
type robotsCache struct {
	client *http.Client
	agent  string
	turns  *turns // is told how often a host lets us come

	mu    sync.Mutex
	hosts map[string]*robotsEntry
}

// robotsEntry is the answer of one host. Its lock is held while the host is
// asked, so that several pages of a host ask once.
type robotsEntry struct {
	mu     sync.Mutex
	until  time.Time // zero: not yet asked
	rules  robots.Rules
	status int // of the answer; 0: could not be reached
}

func newRobotsCache(client *http.Client, agent string, turns *turns) *robotsCache {
	return &robotsCache{client: client, agent: agent, turns: turns, hosts: map[string]*robotsEntry{}}
}

// check is nil where the host lets the page be fetched. A host that can't be
// reached gives the error of the network.
func (c *robotsCache) check(ctx context.Context, u *url.URL) error {
	e := c.entry(u.Scheme + "://" + u.Host)
	e.mu.Lock()
	defer e.mu.Unlock()
	if !time.Now().Before(e.until) {
		if err := c.ask(ctx, u, e); err != nil {
			return err
		}
	}
	c.turns.slow(u, e.rules.Delay)
	if e.rules.Allowed(u.RequestURI()) {
		return nil
	}
	if e.status >= 500 {
		return unreachable("robots.txt of %s could not be read (the server answers %d), so the page was not asked for; try again later", u.Host, e.status)
	}
	return article.Refuse(article.Disallowed, fmt.Sprintf("robots.txt of %s asks not to fetch this page; open it in a browser and save it", u.Host))
}

// entry forgets everything when it is full: simple, and rare.
func (c *robotsCache) entry(host string) *robotsEntry {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.hosts) >= robotsHosts {
		clear(c.hosts)
	}
	if c.hosts[host] == nil {
		c.hosts[host] = &robotsEntry{}
	}
	return c.hosts[host]
}

// ask fetches the file. A 4xx allows everything, a 5xx nothing.
func (c *robotsCache) ask(ctx context.Context, page *url.URL, e *robotsEntry) error {
	u := url.URL{Scheme: page.Scheme, Host: page.Host, Path: "/robots.txt"}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return err
	}
	req.Header.Set("User-Agent", c.agent)
	res, err := c.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	e.status, e.until = res.StatusCode, time.Now().Add(robotsFor)
	switch {
	case res.StatusCode >= 500:
		e.rules, e.until = robots.None, time.Now().Add(noRobotsFor)
	case res.StatusCode != http.StatusOK:
		e.rules = robots.Rules{}
	default:
		b, err := io.ReadAll(io.LimitReader(res.Body, robots.MaxSize))
		if err != nil {
			e.until = time.Time{}
			return err
		}
		e.rules = robots.Parse(b, Agent)
	}
	return nil
}
