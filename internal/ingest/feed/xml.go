package feed

import (
	"fmt"
	"html"
	"strings"

	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/rss"

	"github.com/hearsay-news/hearsay/internal/ingest"
)

// readXML reads RSS, RDF and Atom; nil where s is none of them.
func readXML(s string) (*rawFeed, Damaged) {
	f := &rawFeed{}
	var sp *splitter
	broken := 0
	sp = newSplitter(s, func(p *piece) bool {
		if len(f.items) == MaxItems {
			sp.bad.More = true
			return false
		}
		one, err := dialect(sp.root, p.xml)
		if err != nil || len(one.items) == 0 {
			broken++
			return broken < maxBroken
		}
		one.items[0].base = p.base
		f.items = append(f.items, one.items[0])
		return true
	})
	sp.run()
	if sp.root == "" {
		return nil, Damaged{}
	}
	sp.bad.Broken += broken
	sp.readHead(f)
	return f, sp.bad
}

// readHead reads what the feed says of itself.
func (sp *splitter) readHead(f *rawFeed) {
	open := sp.holder
	i := strings.Index(open, "</")
	if i < 0 {
		return
	}
	if head, err := dialect(sp.root, open[:i]+string(sp.head)+open[i:]); err == nil {
		f.title, f.home = head.title, head.home
	}
}

// dialect reads a small feed of the kind that its root says.
func dialect(root, s string) (f *rawFeed, err error) {
	defer func() {
		if p := recover(); p != nil { // the code is not ours
			err = fmt.Errorf("read item: %v", p)
		}
	}()
	if root == "feed" {
		got, err := (&atom.Parser{}).Parse(strings.NewReader(s))
		if err != nil {
			return nil, err
		}
		return fromAtom(got), nil
	}
	got, err := (&rss.Parser{}).Parse(strings.NewReader(s))
	if err != nil {
		return nil, err
	}
	return fromRSS(got), nil
}

func fromRSS(got *rss.Feed) *rawFeed {
	f := &rawFeed{title: got.Title}
	for _, link := range append(got.Links, got.Link) {
		if f.home == "" && ingest.WebAddress(nil, link) != nil {
			f.home = link
		}
	}
	for _, it := range got.Items {
		r := rawItem{links: append(it.Links, it.Link), title: it.Title, content: it.Content, summary: it.Description}
		if it.GUID != nil {
			r.guid = it.GUID.Value
		}
		for _, e := range it.Extensions["feedburner"]["origLink"] {
			r.links = append([]string{e.Value}, r.links...) // the others count clicks
		}
		r.published = []date{{it.PubDate, it.PubDateParsed}}
		r.authors = []string{it.Author}
		if dc := it.DublinCoreExt; dc != nil {
			r.title = first(append([]string{r.title}, dc.Title...)...)
			for _, d := range dc.Date {
				r.published = append(r.published, date{text: d})
			}
			if len(dc.Creator) > 0 {
				r.authors = dc.Creator
			}
		}
		for _, space := range []string{"atom", "dcterms"} {
			for _, name := range []string{"updated", "modified"} {
				for _, e := range it.Extensions[space][name] {
					r.updated = append(r.updated, date{text: e.Value})
				}
			}
		}
		f.items = append(f.items, r)
	}
	return f
}

func fromAtom(got *atom.Feed) *rawFeed {
	f := &rawFeed{title: got.Title}
	for _, rel := range []string{"alternate", "self", ""} {
		f.home = first(f.home, linkOf(got.Links, rel))
	}
	for _, e := range got.Entries {
		r := rawItem{guid: e.ID, title: e.Title, summary: e.Summary}
		for _, rel := range []string{"alternate", "", "via"} {
			r.links = append(r.links, linkOf(e.Links, rel))
		}
		if c := e.Content; c != nil {
			r.content = atomHTML(c)
			r.links = append(r.links, c.Src)
		}
		r.published = []date{{e.Published, e.PublishedParsed}, {e.Updated, e.UpdatedParsed}}
		r.updated = []date{{e.Updated, e.UpdatedParsed}}
		for _, a := range e.Authors {
			r.authors = append(r.authors, a.Name)
		}
		f.items = append(f.items, r)
	}
	return f
}

// atomHTML is a content as HTML; "" where it is a picture or the like.
func atomHTML(c *atom.Content) string {
	switch kind, _, _ := strings.Cut(strings.ToLower(c.Type), "/"); {
	case kind == "image", kind == "audio", kind == "video", kind == "application" && !strings.Contains(c.Type, "xml"):
		return ""
	case c.Type == "text", c.Type == "text/plain":
		return html.EscapeString(c.Value)
	}
	return c.Value
}

// linkOf is the first link of a kind, that to a page before others.
func linkOf(links []*atom.Link, rel string) string {
	found := ""
	for _, l := range links {
		if l.Rel != rel {
			continue
		}
		if l.Type == "" || strings.Contains(l.Type, "html") {
			return l.Href
		}
		found = first(found, l.Href)
	}
	return found
}

func first(values ...string) string {
	for _, v := range values {
		if strings.TrimSpace(v) != "" {
			return v
		}
	}
	return ""
}
