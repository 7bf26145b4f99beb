// Package jsonl reads articles from JSON lines: one JSON object on each line.
//
// A line has text (or body, or html) and what else is known:
//
//	{"id": "a1", "url": "https://…", "title": "…", "byline": ["Ana Petrov"],
//	 "outlet": {"name": "…", "domain": "…"}, "published": "2026-03-01T09:00:00Z",
//	 "language": "en", "text": "…"}
//
// The byline and the outlet may be plain strings, an id a number. Fields that
// Hearsay has no name for are kept as they are in [article.Article.Extra], and
// so is a date that can't be read. A whole record, as "hearsay read --to jsonl"
// writes it, gives its article back.
//
// Start with [New]. A bad line is one refused article, named by its line, and
// reading goes on; memory stays flat over any number of lines.
//
//	for a, err := range jsonl.New(html.New()).Read(ctx, src) {
//		…
//	}
package jsonl

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/ingest/charset"
)

type reader struct{ page ingest.Reader }

// New returns a reader of JSON lines. The field html of a line is read by page;
// without one (nil), lines that have nothing but html are refused.
func New(page ingest.Reader) ingest.Reader { return reader{page} }

// Read yields an article, or a refusal, for every line that is not blank.
func (rd reader) Read(ctx context.Context, src *ingest.Source) iter.Seq2[*article.Article, error] {
	return func(yield func(*article.Article, error) bool) {
		in := newLines(src.Body)
		if err := in.check(); err != nil {
			yield(nil, fmt.Errorf("read %s: %w", src.Name, err))
			return
		}
		for {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			line, err := in.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil && !errors.Is(err, errLong) {
				yield(nil, fmt.Errorf("read %s: line %d: %w", src.Name, in.number, err))
				return
			}
			if err == nil && len(bytes.TrimSpace(line)) == 0 {
				continue
			}
			if !yield(rd.article(ctx, place{src.Name, in.number}, line, err)) {
				return
			}
		}
	}
}

// place is where a line stands.
type place struct {
	name string
	line int
}

func (p place) String() string { return fmt.Sprintf("%s:%d", p.name, p.line) }

// article makes an article of one line. One that is refused has an id in any
// case: its own or that of its place, "NAME:LINE".
func (rd reader) article(ctx context.Context, at place, line []byte, err error) (*article.Article, error) {
	a := &article.Article{}
	var f fields
	switch {
	case errors.Is(err, errLong):
		err = article.Refuse(article.TooLarge,
			fmt.Sprintf("line %d is longer than the limit of %d bytes", at.line, ingest.MaxInput))
	default:
		if err = f.scan(line); err == nil {
			a, err = rd.build(ctx, at, &f, line)
		}
	}
	if err == nil {
		return a, nil
	}
	if a.ID == "" {
		a.ID = at.String()
	}
	var bad *syntaxError
	if errors.As(err, &bad) {
		detail := fmt.Sprintf("line %d, column %d: %s", at.line, bad.column, bad.what)
		return a, fmt.Errorf("read %s: %w", at.name, article.Refuse(article.Malformed, detail))
	}
	return a, fmt.Errorf("read %v: %w", at, err)
}

// check looks at the head of the input for what is not JSON lines at all.
func (in *lines) check() error {
	head, err := in.r.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return article.Refuse(article.Encoding, "looks like UTF-16; convert it to UTF-8")
	case bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(head, utf8Mark)), []byte{'['}):
		return article.Refuse(article.Malformed,
			"the input is a JSON array; write one article per line, for example with jq -c '.[]'")
	}
	if _, err := charset.Decode(head, ""); article.Refused(err) != nil && article.Refused(err).Reason == article.Binary {
		return err
	}
	return nil
}

// syntaxError is what is wrong with a line, and at which byte, counted from 1.
type syntaxError struct {
	column int
	what   string
}

func (e *syntaxError) Error() string { return fmt.Sprintf("column %d: %s", e.column, e.what) }

// invalid says what is wrong with a line that is not valid JSON.
func invalid(line []byte) error {
	err := json.Unmarshal(line, new(json.RawMessage))
	bad := &syntaxError{column: 1, what: "not valid JSON"}
	if se, ok := errors.AsType[*json.SyntaxError](err); ok {
		bad.column, bad.what = max(int(se.Offset), 1), se.Error()
		if bad.column >= len(line) && bytes.HasPrefix(line, []byte{'{'}) {
			bad.what += "; write each article on one line, for example with jq -c ."
		}
	}
	return bad
}
