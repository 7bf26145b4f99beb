// Package feed reads the feeds of news sites: RSS 0.9 to 2.0, RDF, Atom and
// JSON Feed.
//
// [Parse] makes a [Feed] of a source: its title and its items, each with an
// address. [New] gives a reader that makes an article of each item from the
// text that the feed itself gives.
//
//	f, err := feed.Parse(src)
//	var n *feed.NotFeed
//	if errors.As(err, &n) {
//		// a page; n.Announced are the feeds that it names
//	}
//	for _, it := range f.Items { … } // also beside a *feed.Damaged
//
// Feeds are broken more often than pages, and one wrong sign makes an XML
// parser give up on all of a feed. So a feed is read in three steps: bytes to
// text (package charset); text to items, of which those are kept that are whole
// (splitter); and each item alone, as a feed of one, by gofeed, which knows the
// dialects. What reaches gofeed is flat, short and well-formed, whatever came
// in.
package feed

import (
	"fmt"
	"io"
	"mime"
	"net/url"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/ingest/charset"
)

// Limits of one feed.
const (
	MaxSize  = 16 << 20 // bytes that are read
	MaxItems = 5000

	maxTitle  = 1000    // bytes
	maxAuthor = 500     // bytes
	maxGUID   = 2 << 10 // bytes
)

// Feed is what a feed says. The zero values of all fields are unknown.
type Feed struct {
	Title string // as a rule the name of the outlet
	Items []Item // in the order of the feed, each address once
}

// Item is one story that a feed announces.
type Item struct {
	URL       string // absolute, http or https; never empty
	GUID      string // by what the feed knows it; may be no address
	Title     string // without markup
	Published article.Moment
	Updated   article.Moment
	Author    string // names as written, ", " between those of several
	HTML      string // of the story, or of its beginning, as the feed gives it
	Full      bool   // HTML looks like the whole story
}

// Damaged says that not all of a feed could be read. The items beside it are
// whole.
type Damaged struct {
	Cut    bool // the feed breaks off, or is longer than MaxSize
	Broken int  // items with mistakes that could not be mended
	More   bool // there are more than MaxItems
}

func (d *Damaged) Error() string {
	var what []string
	if d.Cut {
		what = append(what, "it breaks off in the middle; fetch it again")
	}
	if d.Broken > 0 {
		what = append(what, fmt.Sprintf("%d of its items can't be read; tell its publisher", d.Broken))
	}
	if d.More {
		what = append(what, fmt.Sprintf("it has more than %d items; the rest is left out", MaxItems))
	}
	return "the feed is not whole: " + strings.Join(what, "; ")
}

// Parse reads a feed. The error is a [*Damaged] beside what could be read, a
// [*NotFeed], another [article.Refusal], or that of the source; only with the
// first is there a feed.
func Parse(src *ingest.Source) (*Feed, error) { return parse(src, time.Now()) }

func parse(src *ingest.Source, now time.Time) (*Feed, error) {
	b, err := io.ReadAll(io.LimitReader(src.Body, MaxSize+1))
	if err != nil {
		return nil, err
	}
	long := len(b) > MaxSize
	s, err := charset.Decode(b[:min(len(b), MaxSize)], declared(b, src.ContentType))
	if err != nil {
		return nil, err
	}
	s = strings.TrimSpace(legal(s))
	if s == "" {
		return nil, article.Refuse(article.Empty, "there is nothing in the feed; fetch it again")
	}
	read := readXML
	if s[0] == '{' {
		read = readJSON
	}
	raw, broken := read(s)
	if raw == nil {
		return nil, notFeed(s, src.URL)
	}
	f := raw.clean(src.URL, now)
	broken.Cut = broken.Cut || long
	if broken != (Damaged{}) {
		return f, &broken
	}
	return f, nil
}

// declared is the encoding that the server named, else the one that the feed
// names.
func declared(b []byte, contentType string) string {
	if _, params, err := mime.ParseMediaType(contentType); err == nil && params["charset"] != "" {
		return contentType
	}
	return charset.Declared(b)
}

// rawFeed is a feed as it is written.
type rawFeed struct {
	title, home string
	items       []rawItem
}

// rawItem is an item as it is written. Of each thing the first that makes sense
// is believed.
type rawItem struct {
	base               *url.URL // of its links, where the feed says so; may be relative
	links              []string
	guid, title        string
	published, updated []date
	authors            []string
	content, summary   string // HTML
}

// date is a date as it is written, and as gofeed understands it.
type date struct {
	text   string
	parsed *time.Time
}

// clean makes items of what is written. address is where the feed is from.
func (r *rawFeed) clean(address string, now time.Time) *Feed {
	base := ingest.WebAddress(nil, address)
	if base == nil {
		base = ingest.WebAddress(nil, r.home) // a file: better than nothing
	}
	f := &Feed{Title: plain(r.title, maxTitle)}
	seen := map[string]bool{}
	for i := range r.items {
		it := r.items[i].clean(base, now)
		if it.URL == "" || seen[it.URL] {
			continue
		}
		seen[it.URL] = true
		f.Items = append(f.Items, it)
	}
	return f
}

func (r *rawItem) clean(base *url.URL, now time.Time) Item {
	if r.base != nil && base != nil {
		base = base.ResolveReference(r.base)
	} else if r.base != nil && r.base.IsAbs() {
		base = r.base
	}
	it := Item{GUID: bounded(r.guid, maxGUID), Title: plain(r.title, maxTitle), HTML: strings.TrimSpace(r.content)}
	for _, link := range r.links {
		if u := ingest.WebAddress(base, link); u != nil {
			it.URL = u.String()
			break
		}
	}
	if it.URL == "" {
		if u := ingest.WebAddress(nil, r.guid); u != nil {
			it.URL = u.String()
		}
	}
	if plain(it.HTML, 40) == "" { // nothing, or a picture
		it.HTML = strings.TrimSpace(r.summary)
	}
	if len(it.HTML) > article.MaxBody {
		it.HTML = ""
	}
	it.Full = isFull(it.HTML)
	it.Published, it.Updated = moment(now, r.published), moment(now, r.updated)
	it.Author = author(r.authors)
	return it
}

// moment is the first date that does not lie: stories come neither from the
// future, clocks apart, nor from before the web.
func moment(now time.Time, dates []date) article.Moment {
	for _, d := range dates {
		m, err := article.ParseMoment(strings.Join(strings.Fields(bounded(d.text, 100)), " "))
		if (err != nil || m.IsZero()) && d.parsed != nil {
			m = article.At(*d.parsed)
		}
		if !m.IsZero() && m.Time.Year() >= 1990 && m.Time.Before(now.Add(24*time.Hour)) {
			return m
		}
	}
	return article.Moment{}
}

// author joins names. RSS wants a mail address with the name in brackets:
// "desk@lantern.example (Ana Petrov)"; others write the name first.
func author(names []string) string {
	var out []string
	for _, n := range names {
		n = plain(n, maxAuthor)
		if before, in, ok := strings.Cut(n, "("); ok && strings.Contains(before, "@") {
			n, _, _ = strings.Cut(in, ")")
		} else if ok && strings.Contains(in, "@") {
			n = before
		}
		if n = strings.TrimSpace(n); n != "" && !strings.Contains(n, "@") {
			out = append(out, n)
		}
	}
	return bounded(strings.Join(out, ", "), maxAuthor)
}
