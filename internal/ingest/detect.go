package ingest

import (
	"bufio"
	"bytes"
	"io"
	"mime"
	"path"
	"strings"
)

// Format is a kind of input, named as the command line names it.
type Format string

// The formats of input.
const (
	HTML  Format = "html"  // a page
	Text  Format = "text"  // an article as plain text
	JSONL Format = "jsonl" // an article a line, as a JSON object
	Feed  Format = "feed"  // RSS, Atom or JSON Feed
	WARC  Format = "warc"  // a web archive

	Sitemap Format = "sitemap" // a list of pages
)

// Formats are all formats of input.
var Formats = []Format{HTML, Text, JSONL, Feed, Sitemap, WARC}

// headSize is how many bytes of an input Detect looks at.
const headSize = 1024

var (
	byType = map[string]Format{
		"text/html": HTML, "application/xhtml+xml": HTML,
		"application/json": JSONL, "application/jsonl": JSONL, "application/x-jsonlines": JSONL,
		"application/ndjson": JSONL, "application/x-ndjson": JSONL, "text/plain": Text,
		"application/rss+xml": Feed, "application/atom+xml": Feed, "application/feed+json": Feed, "application/rdf+xml": Feed,
		"application/warc": WARC,
	}
	byExtension = map[string]Format{
		".html": HTML, ".htm": HTML, ".xhtml": HTML, ".shtml": HTML,
		".jsonl": JSONL, ".ndjson": JSONL, ".json": JSONL,
		".txt": Text, ".text": Text, ".md": Text,
		".rss": Feed, ".atom": Feed,
		".warc": WARC,
	}
)

// Detect says in which format src is written: by the media type that the
// server gave, else by the extension of its name, else by its first bytes.
// Feeds and sitemaps come under the type of pages and of XML, so that their
// first element counts before those, and so does a text that is nothing but
// addresses, one a line, which is a sitemap as well. It puts the bytes that it read back in
// front of src.Body.
func Detect(src *Source) Format {
	r := bufio.NewReaderSize(src.Body, headSize)
	head, _ := r.Peek(headSize) // an error comes again with the next read
	src.Body = io.Reader(r)
	if f := byRoot(trim(head)); f != "" {
		return f
	}
	if isList(head) {
		return Sitemap
	}
	if media, _, err := mime.ParseMediaType(src.ContentType); err == nil && byType[media] != "" {
		return byType[media]
	}
	if f := byExtension[extension(src)]; f != "" {
		return f
	}
	return byHead(head)
}

func extension(src *Source) string { return strings.ToLower(path.Ext(src.place())) }

// byHead tells by how an input begins: a record, a tag, an object, or words.
func byHead(head []byte) Format {
	if bytes.HasPrefix(head, warcMagic) {
		return WARC
	}
	head = trim(head)
	if len(head) < 2 {
		return Text
	}
	switch next := bytes.TrimSpace(head[1:]); {
	case head[0] == '{' && isJSONFeed(head):
		return Feed
	case head[0] == '<' && (isLetter(head[1]) || head[1] == '!' || head[1] == '?'):
		return HTML
	case head[0] == '{' && len(next) > 0 && (next[0] == '"' || next[0] == '}'):
		return JSONL
	}
	return Text
}

// trim is a head without what stands before its first sign. Zero bytes are left
// out, so that UTF-16 is read well enough for that.
func trim(head []byte) []byte {
	for _, mark := range []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"} {
		head = bytes.TrimPrefix(head, []byte(mark))
	}
	return bytes.TrimSpace(bytes.ReplaceAll(head, []byte{0}, nil))
}

// isJSONFeed reports whether a head has the version that a JSON Feed begins
// with.
func isJSONFeed(head []byte) bool {
	return bytes.Contains(head, []byte(`"https://jsonfeed.org/version/`)) || bytes.Contains(head, []byte(`"https:\/\/jsonfeed.org\/version\/`))
}

// roots are the first elements of what lists articles.
var roots = []struct {
	tag    string
	format Format
}{
	{"<rss", Feed}, {"<feed", Feed}, {"<rdf:RDF", Feed}, {"<atom:feed", Feed}, {"<urlset", Sitemap}, {"<sitemapindex", Sitemap},
}

// byRoot tells by the first element, behind the declaration and comments; it is
// empty for others.
func byRoot(head []byte) Format {
	for {
		end := ">"
		switch {
		case bytes.HasPrefix(head, []byte("<!--")):
			end = "-->"
		case bytes.HasPrefix(head, []byte("<?")):
			end = "?>"
		case !bytes.HasPrefix(head, []byte("<!")):
			for _, root := range roots {
				if rest, ok := bytes.CutPrefix(head, []byte(root.tag)); ok && (len(rest) == 0 || !isLetter(rest[0])) {
					return root.format
				}
			}
			return ""
		}
		_, rest, found := bytes.Cut(head, []byte(end))
		if !found {
			return ""
		}
		head = bytes.TrimSpace(rest)
	}
}

// isList reports whether each line of a head is an address of the web. The last
// may be cut.
func isList(head []byte) bool {
	lines := bytes.Split(trim(head), []byte("\n"))
	if len(head) == headSize {
		lines = lines[:len(lines)-1]
	}
	for _, line := range lines {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && (!isWebAddress(line) || bytes.ContainsAny(line, " \t")) {
			return false
		}
	}
	return len(lines) > 0 && isWebAddress(lines[0])
}

func isWebAddress(line []byte) bool {
	return bytes.HasPrefix(line, []byte("https://")) || bytes.HasPrefix(line, []byte("http://"))
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
