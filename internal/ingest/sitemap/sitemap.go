// Package sitemap reads sitemaps: the lists in which sites name their pages to
// search engines. Those for news give titles and days; an index names further
// sitemaps. When a page was changed, which they give as well, says nothing of the
// story on it, and is left out.
//
//	pages, more, err := sitemap.Read(src.Body)
//
// Both kinds, and plain lists of addresses, one a line, are read as a stream: a
// sitemap may be 50 MB long. What was read before
// a mistake is returned beside it.
package sitemap

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
)

// Limits of one sitemap; the first two are those of the protocol.
const (
	MaxSize    = 50 << 20 // bytes, unpacked
	MaxEntries = 50000

	maxDepth = 20
	maxToken = 1 << 20 // bytes of one tag or text
	maxTitle = 1000    // bytes
)

// Page is one page that a sitemap names.
type Page struct {
	URL       string // absolute, http or https
	Title     string // of a story; empty unless the sitemap is one for news
	Published article.Moment
}

// Read reads a sitemap: its pages, and the sitemaps that an index names, each
// address once. An error names the line.
func Read(r io.Reader) (pages []Page, more []string, err error) {
	in := bufio.NewReader(&tame{r: bufio.NewReader(r), left: MaxSize})
	s := &sitemap{seen: map[string]bool{}}
	read := s.readLines
	if isXML(in) {
		read = s.readXML
	}
	line, err := read(in)
	if err != nil {
		err = fmt.Errorf("read sitemap: line %d: %w", line, err)
	}
	return s.pages, s.more, err
}

// isXML looks at the first sign behind blanks and a byte order mark. An empty
// input counts as XML.
func isXML(in *bufio.Reader) bool {
	if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\ufeff")) {
		_, _ = in.Discard(3)
	}
	b, _ := in.Peek(512)
	b = bytes.TrimSpace(b)
	return len(b) == 0 || b[0] == '<'
}

// tame drops the control characters that XML forbids, and ends with an error
// where an input is too long, or a single tag or text of it.
type tame struct {
	r     *bufio.Reader
	left  int
	token int // bytes since the last < or >
}

func (t *tame) Read(p []byte) (int, error) {
	for {
		n, err := t.r.Read(p)
		if t.left -= n; t.left < 0 {
			return 0, fmt.Errorf("it is longer than %d MiB; the protocol has sites split it", MaxSize>>20)
		}
		kept := 0
		for _, c := range p[:n] {
			if t.token++; c == '<' || c == '>' {
				t.token = 0
			}
			if c >= ' ' || c == '\n' || c == '\r' || c == '\t' {
				p[kept] = c
				kept++
			}
		}
		switch {
		case t.token > maxToken:
			return 0, fmt.Errorf("a tag or text is longer than %d MiB; this is no sitemap", maxToken>>20)
		case kept > 0 || err != nil:
			return kept, err
		}
	}
}

// sitemap is what has been read, and the entry that is being read.
type sitemap struct {
	pages []Page
	more  []string
	seen  map[string]bool

	stack []string // names of what is open, in small letters
	entry entry
}

// entry holds the texts of an entry as they are written.
type entry struct{ loc, title, published []byte }

func (s *sitemap) readXML(in *bufio.Reader) (line int, err error) {
	d := xml.NewDecoder(in)
	d.Strict = false // addresses with a bare & are common
	d.CharsetReader = charset.NewReaderLabel
	for begun := false; err == nil; {
		var t xml.Token
		if t, err = d.RawToken(); err != nil {
			err = explain(err, begun)
			break
		}
		switch t := t.(type) {
		case xml.StartElement:
			if !begun {
				err = checkRoot(t.Name.Local)
			}
			begun = true
			if s.stack = append(s.stack, strings.ToLower(t.Name.Local)); len(s.stack) > maxDepth {
				err = fmt.Errorf("elements stand more than %d deep in each other; this is no sitemap", maxDepth)
			}
		case xml.EndElement:
			err = s.end(strings.ToLower(t.Name.Local))
			if len(s.stack) == 0 && begun && err == nil {
				return 0, nil
			}
		case xml.CharData:
			s.text(t)
		}
	}
	line, _ = d.InputPos()
	return line, err
}

// explain says why reading ends. The line is said anyway.
func explain(err error, begun bool) error {
	if e, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return fmt.Errorf("%s; fetch it again, or tell its publisher", e.Msg)
	}
	switch {
	case err == io.EOF && !begun:
		return errors.New("it is empty; check the address")
	case err == io.EOF, errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it breaks off; fetch it again")
	}
	return err
}

func checkRoot(name string) error {
	switch strings.ToLower(name) {
	case "urlset", "sitemapindex":
		return nil
	case "rss", "feed", "rdf":
		return errors.New("it is a feed, not a sitemap; read it as one")
	}
	return fmt.Errorf("it begins with <%s>, not with <urlset> or <sitemapindex>; check the address", short(name, 40))
}

// text keeps a text that is wanted.
func (s *sitemap) text(t []byte) {
	if len(s.stack) < 3 {
		return
	}
	to, limit := (*[]byte)(nil), ingest.MaxURL
	switch where := s.stack[2:]; {
	case len(where) == 1 && where[0] == "loc":
		to = &s.entry.loc
	case len(where) == 2 && where[0] == "news" && where[1] == "title":
		to, limit = &s.entry.title, 2*maxTitle
	case len(where) == 2 && where[0] == "news" && where[1] == "publication_date":
		to, limit = &s.entry.published, 100
	}
	// A text that is too long is kept longer than it may be, so that it is
	// seen to be.
	if to != nil {
		*to = append(*to, t[:min(len(t), max(limit+1-len(*to), 0))]...)
	}
}

// end closes the last element of a name; where none is open, it means nothing.
func (s *sitemap) end(name string) error {
	for i := len(s.stack) - 1; i >= 0; i-- {
		if s.stack[i] != name {
			continue
		}
		inEntry := len(s.stack) >= 2 && i <= 1
		kind := ""
		if inEntry {
			kind = s.stack[1]
		}
		s.stack = s.stack[:i]
		if inEntry {
			e := s.entry
			s.entry = entry{}
			return s.add(kind, e)
		}
		break
	}
	return nil
}

func (s *sitemap) add(kind string, e entry) error {
	u := ingest.WebAddress(nil, string(e.loc))
	if u == nil || kind != "url" && kind != "sitemap" || s.seen[u.String()] {
		return nil
	}
	if len(s.seen) == MaxEntries {
		return fmt.Errorf("it has more than %d entries; the rest is left out", MaxEntries)
	}
	s.seen[u.String()] = true
	if kind == "sitemap" {
		s.more = append(s.more, u.String())
		return nil
	}
	s.pages = append(s.pages, Page{URL: u.String(), Title: short(string(e.title), maxTitle), Published: moment(e.published)})
	return nil
}

// moment is zero where a date can't be read.
func moment(b []byte) article.Moment {
	m, _ := article.ParseMoment(strings.TrimSpace(string(b)))
	return m
}

// readLines reads a plain list of addresses.
func (s *sitemap) readLines(in *bufio.Reader) (line int, err error) {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 2*ingest.MaxURL)
	for lines.Scan() {
		line++
		text := strings.TrimSpace(lines.Text())
		if text != "" && len(s.pages) == 0 && ingest.WebAddress(nil, text) == nil {
			return line, errors.New("it is neither XML nor a list of addresses; check the address")
		}
		if err := s.add("url", entry{loc: []byte(text)}); err != nil {
			return line, err
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return line + 1, fmt.Errorf("the line is longer than %d bytes; this is no list of addresses", 2*ingest.MaxURL)
	}
	return line + 1, lines.Err()
}

// short is s on one line, of limit bytes at most.
func short(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return strings.TrimSpace(s[:limit])
}
