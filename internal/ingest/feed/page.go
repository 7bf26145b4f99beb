package feed

import (
	"fmt"
	"slices"
	"strings"

	dom "golang.org/x/net/html"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
)

// NotFeed says that a source is no feed. It is an [article.Refusal] too.
type NotFeed struct {
	Page      bool     // it is a web page
	Announced []string // addresses of the feeds that the page names
}

func (n *NotFeed) Error() string { return n.Unwrap().Error() }

// Unwrap is the refusal.
func (n *NotFeed) Unwrap() error {
	switch {
	case !n.Page:
		return article.Refuse(article.Malformed, "it is no feed: neither RSS nor Atom nor JSON Feed; check the address")
	case len(n.Announced) == 0:
		return article.Refuse(article.Malformed, "it is a web page, not a feed, and it names none; look for the address of the feed")
	}
	return article.Refuse(article.Malformed, fmt.Sprintf("it is a web page, not a feed; give the address of a feed that it names: %s", strings.Join(n.Announced, ", ")))
}

const (
	pageHead     = 512 << 10 // bytes of a page in which feeds may be announced
	maxAnnounced = 20
)

var feedTypes = map[string]bool{"application/rss+xml": true, "application/atom+xml": true, "application/feed+json": true}

// notFeed says what s is instead. address is where it is from.
func notFeed(s, address string) *NotFeed {
	n := &NotFeed{}
	base := ingest.WebAddress(nil, address)
	z := dom.NewTokenizer(strings.NewReader(s[:min(len(s), pageHead)]))
	for {
		switch z.Next() {
		case dom.ErrorToken:
			return n
		case dom.DoctypeToken:
			n.Page = n.Page || strings.HasPrefix(strings.ToLower(string(z.Text())), "html")
		case dom.StartTagToken, dom.SelfClosingTagToken:
			t := z.Token()
			switch t.Data {
			case "html", "head", "body", "title", "meta":
				n.Page = true
			case "base":
				if u := ingest.WebAddress(base, attr(t, "href")); u != nil {
					base = u
				}
			case "link":
				rel := strings.Fields(strings.ToLower(attr(t, "rel")))
				media, _, _ := strings.Cut(strings.ToLower(attr(t, "type")), ";")
				if !slices.Contains(rel, "alternate") || !feedTypes[strings.TrimSpace(media)] || len(n.Announced) == maxAnnounced {
					continue
				}
				if u := ingest.WebAddress(base, attr(t, "href")); u != nil && !slices.Contains(n.Announced, u.String()) {
					n.Announced = append(n.Announced, u.String())
				}
			}
		}
	}
}

func attr(t dom.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
