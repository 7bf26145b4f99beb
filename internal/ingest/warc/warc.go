// Package warc reads articles from web archives: WARC files, as crawlers and
// libraries keep pages.
//
// A WARC file is a row of records. Each has a head, which says what the record
// is, when it was made and how many bytes follow, and then these bytes:
//
//	WARC/1.0
//	WARC-Type: response
//	WARC-Target-URI: https://daily.example/1
//	WARC-Date: 2026-03-01T09:00:00Z
//	Content-Type: application/http; msgtype=response
//	Content-Length: 4711
//
//	HTTP/1.1 200 OK
//	Content-Type: text/html; charset=utf-8
//
//	<!DOCTYPE html>…
//
// Articles are in two kinds of record: what a server answered (response) and
// what was kept without its HTTP (resource). Other kinds, other answers than
// 200 and what is no page are passed over: an archive is mostly that.
//
// Files are packed as a rule, each record for itself: as a member of a gzip
// file or a frame of a zstd file. A package stream makes one row of bytes of
// them, and still knows where each record stands in the file. Errors name that
// place: "record at byte 123", and "record at byte 123+45" where several
// records are packed together, 45 being counted in the unpacked bytes.
//
// Archives are large, and bad places in them are usual. A bad record is an
// error and reading goes on at the next one: that of the next gzip member or
// zstd frame, or the next line that begins with "WARC/1.". For that the last
// [keep] bytes of the file are at hand; a record that pretends to be much
// longer than it is, in a file that is not packed, hides those after it that
// lie further back.
//
// Start with [New].
//
//	for a, err := range warc.New(html.New()).Read(ctx, src) {
//		…
//	}
package warc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
)

type reader struct{ page ingest.Reader }

// New returns a reader of web archives. The pages in them, and texts, are read
// by page, which is told their media type.
func New(page ingest.Reader) ingest.Reader { return reader{page} }

// Read yields an article, or a refusal, for each page in the archive, and an
// error for each record that can't be read.
func (rd reader) Read(ctx context.Context, src *ingest.Source) iter.Seq2[*article.Article, error] {
	return func(yield func(*article.Article, error) bool) {
		in := newStream(ctx, src.Body)
		defer in.close()
		ar := &archive{page: rd.page, name: src.Name, in: in}
		for {
			at, more, err := ar.record(ctx, yield)
			switch {
			case !more || err == io.EOF:
				return
			case err == nil:
				continue
			case ctx.Err() != nil:
				yield(nil, ctx.Err())
				return
			}
			if !yield(nil, fmt.Errorf("read %s: record at %v: %w", src.Name, at, err)) || in.fault() != nil {
				return
			}
			if err := in.resync(at, err); err != nil {
				ar.last(err, yield)
				return
			}
		}
	}
}

// archive is one archive that is being read.
type archive struct {
	page ingest.Reader
	name string
	in   *stream
	buf  bytes.Buffer // of a record; memory is kept from one to the next
}

// last says why reading can't go on, where that is not the end of the file.
func (ar *archive) last(err error, yield func(*article.Article, error) bool) {
	switch {
	case err == io.EOF:
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		yield(nil, err)
	default:
		yield(nil, fmt.Errorf("read %s: %w", ar.name, err))
	}
}

// record reads one record and yields its article, if it has one. It reports
// where the record stands and whether more articles are wanted; the error is
// io.EOF after the last record.
func (ar *archive) record(ctx context.Context, yield func(*article.Article, error) bool) (place, bool, error) {
	rec, err := ar.in.next()
	if err != nil {
		return rec.at, true, err
	}
	body := &block{ar.in, rec.length}
	page, err := rec.page(body)
	if err != nil {
		return rec.at, true, err
	}
	if page == nil || body.left > ingest.MaxInput {
		if err := body.skip(); err != nil {
			return rec.at, true, err
		}
		if err := ar.in.end(rec); err != nil || page == nil {
			return rec.at, true, err
		}
		refusal := article.Refuse(article.TooLarge, fmt.Sprintf("the record has %d bytes and the limit for one page is %d; give its text", rec.length, ingest.MaxInput))
		return rec.at, ar.give(rec, nil, refusal, yield), nil
	}
	payload, err := ar.payload(body)
	if err != nil {
		return rec.at, true, err
	}
	if err := ar.in.end(rec); err != nil {
		return rec.at, true, err
	}
	payload, err = page.unpack(payload)
	if err != nil {
		return rec.at, ar.give(rec, nil, err, yield), nil
	}
	src := &ingest.Source{Name: ar.where(rec), URL: rec.uri, ContentType: page.media, Body: bytes.NewReader(payload)}
	for a, err := range ar.page.Read(ctx, src) {
		if !ar.give(rec, a, err, yield) {
			return rec.at, false, nil
		}
	}
	return rec.at, true, nil
}

// keepBuf is how large a buffer, in bytes, is kept from one page to the next.
const keepBuf = 1 << 20

// payload is what is left of a record, at most ingest.MaxInput bytes, valid
// until the next call.
func (ar *archive) payload(b *block) ([]byte, error) {
	if ar.buf.Cap() > keepBuf {
		ar.buf = bytes.Buffer{}
	}
	ar.buf.Reset()
	_, err := ar.buf.ReadFrom(b)
	return ar.buf.Bytes(), err
}

func (ar *archive) where(rec *record) string { return fmt.Sprintf("%s, record at %v", ar.name, rec.at) }

// give yields an article with what the record knows of it.
func (ar *archive) give(rec *record, a *article.Article, err error, yield func(*article.Article, error) bool) bool {
	if r := article.Refused(err); a == nil && r != nil {
		a = &article.Article{URL: rec.uri}
		err = fmt.Errorf("read %s: %w", ar.where(rec), r)
	}
	if a != nil && a.Retrieved.IsZero() {
		a.Retrieved, _ = article.ParseMoment(rec.date) // a date that can't be read is none
	}
	if a != nil && err != nil && a.ID == "" && a.URL == "" {
		a.ID = ar.where(rec)
	}
	return yield(a, err)
}

// isPage reports whether a media type is that of something that may hold an
// article.
func isPage(media string) bool {
	switch mediaType(media) {
	case "text/html", "application/xhtml+xml", "text/plain":
		return true
	}
	return false
}

// mediaType is the type without its parameters, which need not be well formed.
func mediaType(s string) string {
	s, _, _ = strings.Cut(s, ";")
	return strings.ToLower(strings.TrimSpace(s))
}
