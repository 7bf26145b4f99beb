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
	WARC  Format = "warc"  // a web archive
)

// Formats are all formats of input.
var Formats = []Format{HTML, Text, JSONL, WARC}

// headSize is how many bytes of an input Detect looks at.
const headSize = 1024

var (
	byType = map[string]Format{
		"text/html": HTML, "application/xhtml+xml": HTML,
		"application/json": JSONL, "application/jsonl": JSONL, "application/x-jsonlines": JSONL,
		"application/ndjson": JSONL, "application/x-ndjson": JSONL, "text/plain": Text,
		"application/warc": WARC,
	}
	byExtension = map[string]Format{
		".html": HTML, ".htm": HTML, ".xhtml": HTML, ".shtml": HTML,
		".jsonl": JSONL, ".ndjson": JSONL, ".json": JSONL,
		".txt": Text, ".text": Text, ".md": Text,
		".warc": WARC,
	}
)

// Detect says in which format src is written: by the media type that the
// server gave, else by the extension of its name, else by its first bytes. It
// puts the bytes that it read back in front of src.Body.
func Detect(src *Source) Format {
	if media, _, err := mime.ParseMediaType(src.ContentType); err == nil && byType[media] != "" {
		return byType[media]
	}
	if f := byExtension[extension(src)]; f != "" {
		return f
	}
	r := bufio.NewReaderSize(src.Body, headSize)
	head, _ := r.Peek(headSize) // an error comes again with the next read
	src.Body = io.Reader(r)
	return byHead(head)
}

func extension(src *Source) string { return strings.ToLower(path.Ext(src.place())) }

// byHead tells by how an input begins: a record, a tag, an object, or words. Zero bytes
// are left out, so that UTF-16 is read well enough for that.
func byHead(head []byte) Format {
	if bytes.HasPrefix(head, warcMagic) {
		return WARC
	}
	for _, mark := range []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"} {
		head = bytes.TrimPrefix(head, []byte(mark))
	}
	head = bytes.TrimSpace(bytes.ReplaceAll(head, []byte{0}, nil))
	if len(head) < 2 {
		return Text
	}
	switch next := bytes.TrimSpace(head[1:]); {
	case head[0] == '<' && (isLetter(head[1]) || head[1] == '!' || head[1] == '?'):
		return HTML
	case head[0] == '{' && len(next) > 0 && (next[0] == '"' || next[0] == '}'):
		return JSONL
	}
	return Text
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
