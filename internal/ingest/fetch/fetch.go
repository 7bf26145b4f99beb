// Package fetch opens pages on the web, and nothing but the web.
//
// An address comes from a user, a feed or a page, so it may be hostile: a
// [Client] connects to public addresses only, to the two ports of the web,
// follows a handful of redirects, and reads no more and no longer than it is
// told. It says who it is and asks robots.txt first. What can't be fetched is
// an [article.Refusal] that says what to do.
//
//	c := fetch.New(fetch.Options{})
//	src, err := c.Open(ctx, "https://news.example/story.html")
//	if err != nil {
//		return err
//	}
//	defer src.Body.(io.Closer).Close()
//
// Proxies named by the environment are not used: the check of the address
// would see that of the proxy.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
)

// Agent is the product token that the rules of a robots.txt name.
const Agent = "Hearsay"

// Limits of one fetch.
const (
	defaultTimeout = 30 * time.Second
	connectTime    = 10 * time.Second // to connect, and as long again for TLS
	headerTime     = 20 * time.Second // from the question to the head of the answer
	maxRedirects   = 5
	maxHeader      = 256 << 10 // bytes
	maxURL         = 8 << 10   // bytes
)

// Options are what may be asked of a Client. The zero value is good.
type Options struct {
	Version      string        // of the program: "0.1.0"
	Contact      string        // mail address or page, added to the User-Agent; may be empty
	Timeout      time.Duration // for one page as a whole, its robots.txt included; 0: 30 s
	MaxBytes     int64         // longest page, decompressed; 0: ingest.MaxInput
	AllowPrivate bool          // private addresses and other ports may be fetched
	Pause        time.Duration // between two requests to one host; 0: 1 s
}

// Client fetches pages. It is safe for use by several goroutines at once.
type Client struct {
	opt    Options
	agent  string
	pages  *http.Client
	posts  *http.Client
	robots *robotsCache
	turns  *turns
}

// New returns a client.
func New(opt Options) *Client {
	if opt.Timeout <= 0 {
		opt.Timeout = defaultTimeout
	}
	if opt.MaxBytes <= 0 {
		opt.MaxBytes = ingest.MaxInput
	}
	c := &Client{opt: opt, agent: userAgent(opt)}
	c.turns = newTurns(opt.Pause)
	t := &polite{next: transport(opt), turns: c.turns}
	c.robots = newRobotsCache(&http.Client{Transport: t, CheckRedirect: c.checkRobotsRedirect}, c.agent, c.turns)
	c.pages = &http.Client{Transport: t, CheckRedirect: c.checkRedirect}
	c.posts = &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return c
}

func userAgent(opt Options) string {
	s := Agent
	if opt.Version != "" {
		s += "/" + opt.Version
	}
	about := "+https://github.com/hearsay-news/hearsay"
	if opt.Contact != "" {
		about += "; " + opt.Contact
	}
	return s + " (" + about + ")"
}

func transport(opt Options) *http.Transport {
	dialer := &net.Dialer{Timeout: min(connectTime, opt.Timeout)}
	if !opt.AllowPrivate {
		dialer.ControlContext = checkAddress
	}
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    min(connectTime, opt.Timeout),
		ResponseHeaderTimeout:  min(headerTime, opt.Timeout),
		IdleConnTimeout:        30 * time.Second,
		MaxIdleConns:           16,
		MaxIdleConnsPerHost:    2,
		MaxResponseHeaderBytes: maxHeader,
	}
}

// acceptPage is what Open asks for.
const acceptPage = "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.1"

// Open fetches a page. The Body of the source is an [io.ReadCloser] that must
// be closed; it ends with an error when the page is longer or slower than the
// client allows. The URL of the source is the address after redirects. Errors
// hold an [article.Refusal].
func (c *Client) Open(ctx context.Context, address string) (*ingest.Source, error) {
	src, _, err := c.open(ctx, address, http.Header{"Accept": {acceptPage}})
	return src, err
}

// open fetches what answers to a header and may be read. The answer comes back beside an error too, where there was one; its body is not
// to be read.
func (c *Client) open(ctx context.Context, address string, ask http.Header) (*ingest.Source, *http.Response, error) {
	u, err := parse(address)
	if err != nil {
		return nil, nil, err
	}
	if err := c.checkURL(u); err != nil {
		return nil, nil, c.explain(u, err)
	}
	ctx, stop := withClock(ctx, c.opt.Timeout)
	res, err := c.get(ctx, u, ask)
	if err != nil {
		defer stop()
		return nil, nil, c.explain(u, cause(ctx, err))
	}
	if err := checkResponse(res); err != nil {
		res.Body.Close()
		stop()
		return nil, res, err
	}
	return &ingest.Source{
		Name: address, URL: res.Request.URL.String(), ContentType: res.Header.Get("Content-Type"),
		Body: &body{c: c, ctx: ctx, stop: stop, res: res, left: c.opt.MaxBytes},
	}, res, nil
}

func parse(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, unreachable("%v; check the address", errors.Unwrap(err))
	case len(address) > maxURL:
		return nil, unreachable("the address is longer than %d bytes; check it", maxURL)
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, unreachable("%q is not an address of the web; give one that begins with http:// or https://", u.Scheme)
	case u.Hostname() == "":
		return nil, unreachable("the address names no host; check it")
	}
	u.Fragment = ""
	return u, nil
}

// get asks robots.txt, then fetches.
func (c *Client) get(ctx context.Context, u *url.URL, ask http.Header) (*http.Response, error) {
	if err := c.robots.check(ctx, u); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	maps.Copy(req.Header, ask)
	req.Header.Set("User-Agent", c.agent)
	return c.pages.Do(req)
}

// checkURL says of a hop what can be said before its name is resolved.
func (c *Client) checkURL(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return unreachable("it leads to an address of %q, which is not the web; open it in a browser and save the page", u.Scheme)
	case u.User != nil:
		return unreachable("the address holds a user name or password; leave it out")
	case !c.opt.AllowPrivate && u.Port() != "" && u.Port() != "80" && u.Port() != "443":
		return &port{u.Port()}
	}
	return nil
}

func (c *Client) checkRedirect(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return unreachable("it redirects more than %d times; open it in a browser and give the address where you end", maxRedirects)
	}
	if err := c.checkURL(req.URL); err != nil {
		return err
	}
	return c.robots.check(req.Context(), req.URL)
}

// checkRobotsRedirect takes a robots.txt that redirects for ever for one that
// is not there, as RFC 9309 lets it.
func (c *Client) checkRobotsRedirect(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return http.ErrUseLastResponse
	}
	return c.checkURL(req.URL)
}

// readable are the media types that hold an article, or may: packed files too.
var readable = []string{
	"text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/json", "application/jsonl",
	"application/x-jsonlines", "application/ndjson", "application/x-ndjson", "application/octet-stream", "",
	"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/xml", "text/xml",
	"application/gzip", "application/x-gzip", "application/zstd", "application/warc",
}

func checkResponse(res *http.Response) error {
	if res.StatusCode != http.StatusOK {
		return refuseStatus(res)
	}
	if e := res.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return article.Refuse(article.Binary, fmt.Sprintf("the server packs it as %q, which was not asked for; open it in a browser and save the page", e))
	}
	given := res.Header.Get("Content-Type")
	media, _, err := mime.ParseMediaType(given)
	if err != nil {
		media, _, _ = strings.Cut(given, ";")
		media = strings.ToLower(strings.TrimSpace(media))
	}
	if slices.Contains(readable, media) {
		return nil
	}
	if media == "application/pdf" {
		return article.Refuse(article.Binary, "it is a PDF, not a page; save its text and read that")
	}
	if media == "application/zip" || media == "application/x-zip-compressed" {
		return article.Refuse(article.Binary, "it is a ZIP archive; save it to a file first, and give that")
	}
	return article.Refuse(article.Binary, fmt.Sprintf("it is %q, not a page; give the address of the article itself", media))
}

// body counts what is read and says in plain words why it breaks off.
type body struct {
	c    *Client
	ctx  context.Context
	stop context.CancelFunc
	res  *http.Response
	left int64 // bytes; -1: over the limit
}

// Read reads at most one byte over the limit, and that byte is an error.
func (b *body) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, b.tooLarge()
	}
	n, err := b.res.Body.Read(p[:min(int64(len(p)), b.left+1)])
	if b.left -= int64(n); b.left < 0 {
		return n - 1, b.tooLarge()
	}
	if err != nil && err != io.EOF {
		err = b.c.explain(b.res.Request.URL, cause(b.ctx, err))
	}
	return n, err
}

func (b *body) tooLarge() error {
	return article.Refuse(article.TooLarge, fmt.Sprintf("it is longer than %s; save the article alone", size(b.c.opt.MaxBytes)))
}

func (b *body) Close() error {
	b.stop()
	return b.res.Body.Close()
}

func size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}
