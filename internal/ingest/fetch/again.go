package fetch

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/internal/ingest"
)

// ErrNotModified says that a page is as it was when its validators were given
// out: there is nothing to read, and nothing is wrong.
var ErrNotModified = errors.New("the page is as it was; there is nothing new to read")

// Validators are what a server calls one state of a page by. Whoever comes
// again shows them and need not fetch the page while it is the same.
type Validators struct {
	ETag, LastModified string
}

// Answer is what a server says beside a page.
type Answer struct {
	Validators               // to be shown the next time
	Wait       time.Duration // ask no sooner than after this (Retry-After, or max-age of Cache-Control); 0: it does not say
}

const (
	// acceptFeed is what OpenIf asks for: what changes and is asked for again.
	acceptFeed = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, " +
		"text/html;q=0.9, application/xhtml+xml;q=0.9, application/json;q=0.8, text/plain;q=0.5, */*;q=0.1"

	maxValidator = 1 << 10            // bytes; a longer one is not kept
	maxWait      = 7 * 24 * time.Hour // a server that says more is taken for this
)

// OpenIf fetches a page, a feed or a sitemap as Open does, unless it is still
// in the state that was names: then the error is [ErrNotModified]. With zero
// Validators it is always fetched. The Answer holds the new validators, those of
// was where the page is the same, and beside a refusal how long the server asks
// to wait.
func (c *Client) OpenIf(ctx context.Context, address string, was Validators) (*ingest.Source, Answer, error) {
	ask := http.Header{"Accept": {acceptFeed}}
	was = Validators{ETag: sendable(was.ETag), LastModified: sendable(was.LastModified)}
	if was.ETag != "" {
		ask.Set("If-None-Match", was.ETag)
	}
	if was.LastModified != "" {
		ask.Set("If-Modified-Since", was.LastModified)
	}
	src, res, err := c.open(ctx, address, ask)
	if res == nil {
		return nil, Answer{}, err
	}
	a := Answer{Wait: wait(res.Header, time.Now())}
	got := Validators{ETag: sendable(res.Header.Get("ETag")), LastModified: sendable(res.Header.Get("Last-Modified"))}
	switch {
	case res.StatusCode == http.StatusNotModified && was != Validators{}:
		a.Validators, err = was, ErrNotModified
		if got != (Validators{}) {
			a.Validators = got
		}
	case err == nil:
		a.Validators = got
	}
	return src, a, err
}

// sendable is a validator that may stand in a header, or "". Servers are not
// to be shown what they never wrote.
func sendable(v string) string {
	if len(v) > maxValidator || strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return ""
	}
	return v
}

// wait is how long a server asks not to come again.
func wait(h http.Header, now time.Time) time.Duration {
	if s := h.Get("Retry-After"); s != "" {
		if d, ok := seconds(s); ok {
			return d
		}
		if t, err := http.ParseTime(s); err == nil {
			return min(max(t.Sub(now), 0), maxWait)
		}
	}
	var age time.Duration
	for part := range strings.SplitSeq(strings.ToLower(strings.Join(h.Values("Cache-Control"), ",")), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "no-cache", "no-store":
			return 0
		case "max-age":
			age, _ = seconds(strings.Trim(value, `"`))
		}
	}
	return age
}

func seconds(s string) (time.Duration, bool) {
	n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 63)
	if errors.Is(err, strconv.ErrRange) {
		return maxWait, true
	}
	if err != nil {
		return 0, false
	}
	return time.Duration(min(n, uint64(maxWait/time.Second))) * time.Second, true
}
