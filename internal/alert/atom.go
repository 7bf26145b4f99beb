package alert

import (
	"cmp"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/store"
)

// The elements of RFC 4287, as far as they are used here.
type (
	atomFeed struct {
		XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		ID       string      `xml:"id"`
		Title    string      `xml:"title"`
		Subtitle string      `xml:"subtitle"`
		Updated  string      `xml:"updated"`
		Author   atomAuthor  `xml:"author"`
		Links    []atomLink  `xml:"link"`
		Entries  []atomEntry `xml:"entry"`
	}
	atomEntry struct {
		ID        string       `xml:"id"`
		Title     string       `xml:"title"`
		Updated   string       `xml:"updated"`
		Published string       `xml:"published,omitempty"`
		Authors   []atomAuthor `xml:"author"`
		Links     []atomLink   `xml:"link"`
		Content   atomText     `xml:"content"`
	}
	atomAuthor struct {
		Name string `xml:"name"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr,omitempty"`
		Href string `xml:"href,attr"`
	}
	atomText struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	}
)

// FeedSize is how many findings a feed has.
const FeedSize = 50

// WriteFeed writes what an alert has found, the last first, as an Atom feed. Self is
// the address of the feed, empty where it is not known.
func WriteFeed(w io.Writer, a *store.Alert, found []store.Finding, self string) error {
	f := atomFeed{
		ID: identity(a.Name, a.Added.UTC().Format(time.RFC3339)), Title: "Hearsay: " + a.Name, Subtitle: a.Query,
		Updated: a.Added.UTC().Format(time.RFC3339), Author: atomAuthor{"Hearsay"},
	}
	if self != "" {
		f.Links = append(f.Links, atomLink{"self", "application/atom+xml", self})
	}
	for i, one := range found {
		if i == 0 {
			f.Updated = one.At.UTC().Format(time.RFC3339)
		}
		f.Entries = append(f.Entries, entryOf(a, one))
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(&f); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func entryOf(a *store.Alert, f store.Finding) atomEntry {
	found := FoundOf(f)
	s := &found.Statement
	e := atomEntry{
		ID: identity(a.Name, string(f.Sign)), Title: head(cmp.Or(s.Speaker, "Nobody named") + ": " + s.Content), Updated: found.At,
		Content: atomText{"text", said(s)},
	}
	if t, err := time.Parse(time.RFC3339, s.Published); err == nil {
		e.Published = t.UTC().Format(time.RFC3339)
	}
	if s.Outlet != "" {
		e.Authors = []atomAuthor{{s.Outlet}}
	}
	if u, err := url.Parse(s.URL); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" {
		e.Links = []atomLink{{"alternate", "text/html", u.String()}}
	}
	return e
}

// said is a statement in words.
func said(s *export.Statement) string {
	out := "“" + s.Content + "”\n\n" + cmp.Or(s.Speaker, "Nobody named")
	if s.Addressee != "" {
		out += " → " + s.Addressee
	}
	if s.Cue != "" {
		out += " (" + s.Cue + ")"
	}
	for _, part := range []string{s.Outlet, s.Title, s.Published} {
		if part != "" {
			out += " · " + part
		}
	}
	if len(s.Via) > 0 {
		out += " · via " + strings.Join(s.Via, ", ")
	}
	return out
}

// longestTitle is how much of a statement stands in a title, in characters.
const longestTitle = 120

// head is the beginning of a text in one line.
func head(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= longestTitle {
		return s
	}
	return strings.TrimRight(string([]rune(s)[:longestTitle-1]), " ,;:") + "…"
}

// identity is an id that stays the same: a UUID made of names (RFC 9562, version
// 8).
func identity(parts ...string) string {
	u := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:16])
}
