package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http/httputil"
	"strings"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
)

// page is what the head of an answer says of the page after it.
type page struct {
	media    string // Content-Type
	status   string // three digits
	encoding string // Content-Encoding
	chunked  bool
}

// readHTTP reads the head of an answer; the page is nil if there is none in it.
// Package net/http is not asked: it refuses an answer for one odd line, and
// believes a Content-Length, while crawlers that store pages unpacked leave the
// length that they were sent with. The record knows better how long it is.
func readHTTP(b *block) (*page, error) {
	p := &page{}
	n, err := b.s.head(min(b.left, maxHead), p.take)
	b.left -= n
	switch {
	case errors.Is(err, errLine):
		return nil, nil // no server answers like that
	case err != nil:
		return nil, err
	case p.status != "200" || !isPage(p.media):
		return nil, nil
	}
	return p, nil
}

func (p *page) take(name, value []byte) {
	switch string(name) {
	case "":
		version, rest, _ := strings.Cut(string(value), " ")
		if rest = strings.TrimSpace(rest); strings.HasPrefix(version, "HTTP/") && len(rest) >= 3 {
			p.status = rest[:3]
		}
	case "content-type":
		p.media = string(value)
	case "content-encoding":
		p.encoding = strings.ToLower(string(value))
	case "transfer-encoding":
		p.chunked = strings.Contains(strings.ToLower(string(value)), "chunked")
	}
}

// unpack gives the bytes of the page as the server meant them; the error is a
// refusal. Many archives hold pages unpacked under a head that says they are
// packed, so what does not look packed is taken as it is. A page that is cut is
// read as far as it goes, as browsers do; it is at most one byte over
// ingest.MaxInput, which its reader refuses.
func (p *page) unpack(b []byte) ([]byte, error) {
	if p.chunked && looksChunked(b) {
		whole, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(b)))
		if len(whole) == 0 && err != nil {
			return nil, broken("its chunks", err)
		}
		b = whole
	}
	if p.encoding == "" || p.encoding == "identity" || len(bytes.TrimSpace(b)) == 0 || bytes.TrimSpace(b)[0] == '<' {
		return b, nil
	}
	r, err := decoder(p.encoding, b)
	if err != nil || r == nil {
		return b, err
	}
	defer r.Close()
	b, err = io.ReadAll(io.LimitReader(r, ingest.MaxInput+1))
	if err != nil && (len(b) == 0 || !errors.Is(err, io.ErrUnexpectedEOF)) {
		return nil, broken("its packed page", err)
	}
	return b, nil
}

func broken(what string, err error) error {
	return article.Refuse(article.Malformed, fmt.Sprintf("%s can't be read (%v); fetch the page again", what, err))
}

// decoder opens a packed page. It is nil for one that is not packed, whatever
// its head says.
func decoder(encoding string, b []byte) (io.ReadCloser, error) {
	switch r := bytes.NewReader(b); encoding {
	case "gzip", "x-gzip":
		if !bytes.HasPrefix(b, gzipMagic) {
			return nil, nil
		}
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, broken("its packed page", err)
		}
		return z, nil
	case "deflate": // with or without the head of zlib: servers differ
		if z, err := zlib.NewReader(r); err == nil {
			return z, nil
		}
		return flate.NewReader(bytes.NewReader(b)), nil
	case "zstd":
		if !bytes.HasPrefix(b, zstdMagic) {
			return nil, nil
		}
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWebWindow))
		if err != nil {
			return nil, broken("its packed page", err)
		}
		return z.IOReadCloser(), nil
	}
	return nil, article.Refuse(article.Binary, fmt.Sprintf("the page is packed as %.40q, which is not read; fetch it again", encoding))
}

// maxWebWindow is the most memory, in bytes, that RFC 9659 lets a page packed
// with zstd ask for.
const maxWebWindow = 8 << 20

// looksChunked reports whether b begins with the length of a chunk.
func looksChunked(b []byte) bool {
	line, _, err := bufio.NewReaderSize(bytes.NewReader(b[:min(len(b), 256)]), 256).ReadLine()
	size, _, _ := bytes.Cut(line, []byte{';'})
	size = bytes.TrimSpace(size)
	return err == nil && len(size) > 0 && len(size) <= 16 && len(bytes.Trim(size, "0123456789abcdefABCDEF")) == 0
}
