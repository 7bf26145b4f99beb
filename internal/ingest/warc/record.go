package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/hearsay-news/hearsay/internal/ingest"
)

// Bounds of a record. Sizes are in bytes.
const (
	maxLine   = 64 << 10  // of a line of a head
	maxHead   = 256 << 10 // of a head as a whole
	maxLength = 1 << 40   // a Content-Length above is not believed
)

// record is the head of a record.
type record struct {
	at     place
	kind   string // response, resource, …
	media  string
	uri    string
	notes  bool // it is the crawler's own: its log, its orders
	date   string
	length int64 // of the block after the head; -1: unknown
}

// next reads the head of the next record. The record is never nil, so that its
// place is known; the error is io.EOF after the last.
func (s *stream) next() (*record, error) {
	rec := &record{length: -1}
	err := s.skipBlank()
	rec.at = s.here()
	if err != nil {
		return rec, err
	}
	if !s.atRecord() {
		return rec, orFault(s, errors.New("there is no record where one should begin; reading goes on at the next that is found"))
	}
	if _, err := s.head(maxHead, rec.take); err != nil {
		return rec, err
	}
	switch {
	case rec.kind == "":
		return rec, errors.New("its head has no WARC-Type; fetch the file again")
	case rec.length < 0 || rec.length > maxLength:
		return rec, errors.New("its head has no Content-Length that can be true; fetch the file again")
	}
	return rec, nil
}

// take notes one field of a head. Of fields that come twice the last counts.
func (rec *record) take(name, value []byte) {
	switch string(name) {
	case "warc-type":
		rec.kind = strings.ToLower(string(value))
	case "warc-target-uri":
		at := strings.TrimSuffix(strings.TrimPrefix(string(value), "<"), ">") // some old writers put it in brackets
		rec.uri, rec.notes = "", strings.HasPrefix(at, "metadata:")           // as Wget calls what it adds
		if u := ingest.WebAddress(nil, at); u != nil {                        // what is no address of the web is none of an article
			rec.uri = u.String()
		}
	case "warc-date":
		rec.date = string(value)
	case "content-type":
		rec.media = string(value)
	case "content-length":
		n, err := strconv.ParseUint(string(value), 10, 63)
		if rec.length = int64(n); err != nil {
			rec.length = -1
		}
	}
}

// page reads as much of the block as tells whether a page is in it, which is
// nil if not.
func (rec *record) page(b *block) (*page, error) {
	if rec.notes || rec.isRules() {
		return nil, nil
	}
	switch rec.kind {
	case "resource":
		if isPage(rec.media) {
			return &page{media: rec.media}, nil
		}
	case "response":
		if m := mediaType(rec.media); m == "application/http" || m == "" {
			return readHTTP(b)
		}
	}
	return nil, nil
}

// isRules reports whether a record is what crawlers ask each server for and
// nobody reads.
func (rec *record) isRules() bool {
	if !strings.Contains(rec.uri, "/robots.txt") {
		return false
	}
	u, err := url.Parse(rec.uri)
	return err == nil && u.Path == "/robots.txt"
}

// end checks that a record ends where it says: at another record or at the end
// of the file. Blank lines between records are not counted.
func (s *stream) end(rec *record) error {
	err := s.skipBlank()
	d, damaged := errors.AsType[*damage](err)
	switch {
	case err == io.EOF, damaged && d.at != rec.at.raw: // what is damaged is the next
		return nil
	case err != nil:
		return err
	case s.atRecord(), s.pack != nil && s.here().within == 0: // what should begin there is no matter of rec
		return nil
	}
	return orFault(s, fmt.Errorf("its Content-Length of %d is wrong, since no record begins after it; reading goes on at the next that is found", rec.length))
}

// orFault is the fault of the stream, which explains err, or err.
func orFault(s *stream, err error) error {
	if f := s.stuck(); f != nil {
		return f
	}
	return err
}

func (s *stream) atRecord() bool {
	p, _ := s.out.Peek(len("WARC/"))
	return string(p) == "WARC/"
}

// skipBlank skips the blank lines between records.
func (s *stream) skipBlank() error {
	for {
		c, err := s.out.ReadByte()
		if err != nil {
			return err
		}
		if c != '\r' && c != '\n' {
			return s.out.UnreadByte()
		}
	}
}

// head reads lines up to a blank one: the first, which take gets as a field
// without a name, and "name: value", the name in small letters. Lines without a
// colon and those that go on with the line before are passed over. It reads no
// more than most bytes and says how many.
func (s *stream) head(most int64, take func(name, value []byte)) (int64, error) {
	n := int64(0)
	for {
		line, err := s.line(most - n)
		if err != nil {
			return n, err
		}
		first := n == 0
		n += int64(len(line))
		text := bytes.TrimRight(line, "\r\n")
		name, value, found := bytes.Cut(text, []byte{':'})
		switch {
		case len(text) == 0:
			return n, nil
		case first:
			take(nil, text)
		case found && text[0] != ' ' && text[0] != '\t':
			take(lower(bytes.TrimSpace(name)), bytes.TrimSpace(value))
		}
	}
}

// lower makes the letters of a name small, in its place.
func lower(b []byte) []byte {
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c | 0x20
		}
	}
	return b
}

var (
	errLine = fmt.Errorf("its head has a line of over %d bytes or no end; reading goes on at the next that is found", maxLine)
	errCut  = errors.New("the file ends in the middle of it; fetch the file again")
)

// line reads one line with its end, of at most most bytes; it is valid until
// the next read.
func (s *stream) line(most int64) ([]byte, error) {
	size := int(min(most, maxLine))
	p, err := s.out.Peek(min(size, s.out.Buffered()))
	i := bytes.IndexByte(p, '\n')
	if i < 0 {
		p, err = s.out.Peek(size)
		i = bytes.IndexByte(p, '\n')
	}
	switch {
	case i >= 0:
		_, _ = s.out.Discard(i + 1) // it lies in the buffer
		return p[:i+1], nil
	case err == io.EOF:
		return nil, errCut
	case err != nil:
		return nil, err
	}
	return nil, errLine
}

// block is what follows the head of a record.
type block struct {
	s    *stream
	left int64
}

// Read is cut at the end of the block; a file that ends before is an error.
func (b *block) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, io.EOF
	}
	n, err := b.s.out.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	if err == io.EOF {
		err = errCut
	}
	return n, err
}

// skip reads on to the end of the block.
func (b *block) skip() error {
	for b.left > 0 {
		n, err := b.s.out.Discard(int(min(b.left, 1<<30)))
		b.left -= int64(n)
		if err == io.EOF {
			return errCut
		}
		if err != nil {
			return err
		}
	}
	return nil
}
