// Package opml reads and writes lists of feeds as OPML, in which programs that
// read news hand their lists to each other.
//
//	list, err := opml.Read(f)
//	…
//	err = opml.Write(w, "My papers", list)
//
// An OPML file is a tree of outlines, of which those with the attribute xmlUrl
// are feeds and the others folders. Hearsay has no folders: the list is flat.
package opml

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/ingest/charset"
)

// Limits of one list.
const (
	MaxSize  = 8 << 20 // bytes
	MaxFeeds = 10000

	maxDepth = 50
	maxTitle = 1000 // bytes
)

// Outline is one feed of a list.
type Outline struct {
	Title string // as the list calls it; may be empty
	URL   string // of the feed; absolute, http or https
}

// Read reads the feeds of a list, in its order and each address once. An error
// names the line; the feeds before it are returned beside it.
func Read(r io.Reader) ([]Outline, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("read OPML: %w", err)
	}
	if len(b) > MaxSize {
		return nil, fmt.Errorf("read OPML: it is longer than %d MiB; split the list", MaxSize>>20)
	}
	s, err := charset.Decode(b, charset.Declared(b))
	if err != nil {
		return nil, fmt.Errorf("read OPML: %w", err)
	}
	d := xml.NewDecoder(strings.NewReader(s))
	d.Strict = false // addresses with a bare & are common
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	l := list{seen: map[string]bool{}}
	if err := l.read(d); err != nil {
		line, _ := d.InputPos()
		return l.feeds, fmt.Errorf("read OPML: line %d: %w", line, err)
	}
	return l.feeds, nil
}

// list is what has been read.
type list struct {
	feeds []Outline
	seen  map[string]bool
	depth int
}

func (l *list) read(d *xml.Decoder) error {
	for begun := false; ; {
		t, err := d.RawToken()
		switch {
		case err == io.EOF && !begun:
			return errors.New("it is empty; give a list of feeds as OPML")
		case err == io.EOF:
			return errors.New("it breaks off before </opml>; export the list again")
		case err != nil:
			return explain(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if !begun && !strings.EqualFold(t.Name.Local, "opml") {
				return fmt.Errorf("it begins with <%s>, not with <opml>; give a list of feeds as OPML", short(t.Name.Local, 40))
			}
			begun = true
			if err := l.start(t); err != nil {
				return err
			}
		case xml.EndElement:
			if l.depth--; strings.EqualFold(t.Name.Local, "opml") {
				return nil
			}
		case xml.CharData:
			if !begun && strings.TrimSpace(string(t)) != "" {
				return errors.New("it begins with words, not with <opml>; give a list of feeds as OPML")
			}
		}
	}
}

// explain leaves out the line, which is said anyway.
func explain(err error) error {
	if e, ok := errors.AsType[*xml.SyntaxError](err); ok {
		err = errors.New(e.Msg)
	}
	return fmt.Errorf("%w; export the list again, or mend the line", err)
}

func (l *list) start(t xml.StartElement) error {
	if l.depth++; l.depth > maxDepth {
		return fmt.Errorf("folders stand more than %d deep in each other; make the list flat", maxDepth)
	}
	if !strings.EqualFold(t.Name.Local, "outline") {
		return nil
	}
	u := ingest.WebAddress(nil, unfeed(attr(t, "xmlurl")))
	if u == nil || l.seen[u.String()] {
		return nil
	}
	if len(l.feeds) == MaxFeeds {
		return fmt.Errorf("the list has more than %d feeds; split it", MaxFeeds)
	}
	title := attr(t, "title")
	if strings.TrimSpace(title) == "" {
		title = attr(t, "text")
	}
	l.seen[u.String()] = true
	l.feeds = append(l.feeds, Outline{Title: short(title, maxTitle), URL: u.String()})
	return nil
}

// unfeed undoes the schemes that open a program for feeds: feed://a.example/b
// and feed:https://a.example/b.
func unfeed(address string) string {
	rest, ok := strings.CutPrefix(strings.TrimSpace(address), "feed:")
	switch {
	case !ok:
		return address
	case strings.HasPrefix(rest, "//"):
		return "https:" + rest
	}
	return rest
}

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if strings.ToLower(a.Name.Local) == name {
			return a.Value
		}
	}
	return ""
}

// short is s on one line, of limit bytes at most.
func short(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return strings.TrimSpace(s[:limit])
}

// document is an OPML file as it is written.
type document struct {
	XMLName xml.Name  `xml:"opml"`
	Version string    `xml:"version,attr"`
	Title   string    `xml:"head>title"`
	Feeds   []outline `xml:"body>outline"`
}

type outline struct {
	Type  string `xml:"type,attr"`
	Text  string `xml:"text,attr"`
	Title string `xml:"title,attr"`
	URL   string `xml:"xmlUrl,attr"`
}

// Write writes a list as OPML 2.0. A feed without a title is called by its
// address, since OPML wants a text for everything.
func Write(w io.Writer, title string, list []Outline) error {
	doc := document{Version: "2.0", Title: title}
	for _, o := range list {
		name := o.Title
		if name == "" {
			name = o.URL
		}
		doc.Feeds = append(doc.Feeds, outline{Type: "rss", Text: name, Title: name, URL: o.URL})
	}
	b, err := xml.MarshalIndent(doc, "", "  ")
	if err != nil {
		return fmt.Errorf("write OPML: %w", err)
	}
	if _, err := io.WriteString(w, xml.Header+string(b)+"\n"); err != nil {
		return fmt.Errorf("write OPML: %w", err)
	}
	return nil
}
