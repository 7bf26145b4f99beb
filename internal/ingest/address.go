package ingest

import (
	"net/url"
	"strings"
)

// MaxURL is the longest address that is taken from an input, in bytes.
const MaxURL = 8 << 10

// WebAddress is where a link leads that stands in a page, a feed or a list: an
// absolute address of http or https, or nil. base is the address that the link
// is relative to, nil where there is none. The fragment, a place in a page, is
// left out. Addresses that hold a user name are
// none: they are a way to make one host look like another.
func WebAddress(base *url.URL, link string) *url.URL {
	link = strings.TrimSpace(link)
	if link == "" || len(link) > MaxURL {
		return nil
	}
	u, err := url.Parse(strings.ReplaceAll(link, " ", "%20"))
	if err != nil {
		return nil
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || len(u.String()) > MaxURL {
		return nil
	}
	u.Fragment, u.RawFragment = "", ""
	return u
}
