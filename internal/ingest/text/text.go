// Package text reads one article from plain text.
//
// The body of the article is the text as it was given, so that positions in a
// record are positions in the caller's own text. Only its encoding changes, to
// UTF-8, and a byte order mark goes, being part of the encoding. There is no
// title: a reader can't tell a headline from a first line.
//
// Start with [New].
//
//	for a, err := range text.New().Read(ctx, &ingest.Source{Name: "story.txt", Body: f}) {
//		…
//	}
package text

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/ingest/charset"
)

// maxBytes is the most that is read: a body in UTF-32, the widest encoding,
// may take four bytes for each of its own.
const maxBytes = 4 * article.MaxBody

type reader struct{}

// New returns a reader that makes one article of each source.
func New() ingest.Reader { return reader{} }

// Read yields one article, or one with its address alone and a refusal.
func (reader) Read(ctx context.Context, src *ingest.Source) iter.Seq2[*article.Article, error] {
	return func(yield func(*article.Article, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(nil, err)
			return
		}
		b, err := io.ReadAll(io.LimitReader(src.Body, maxBytes+1))
		if err != nil {
			yield(nil, fmt.Errorf("read %s: %w", src.Name, err))
			return
		}
		a := &article.Article{URL: src.URL}
		if a.Body, err = body(b, src.ContentType); err != nil {
			err = fmt.Errorf("read %s: %w", src.Name, err)
		}
		yield(a, err)
	}
}

// body is the text that b holds; the error is a refusal.
func body(b []byte, contentType string) (string, error) {
	if len(b) > maxBytes {
		return "", tooLarge(fmt.Sprintf("over %d bytes", maxBytes))
	}
	s, err := charset.Decode(b, contentType)
	switch {
	case err != nil:
		return "", err
	case len(s) > article.MaxBody:
		return "", tooLarge(fmt.Sprintf("%d bytes", len(s)))
	case strings.TrimSpace(s) == "":
		return "", article.Refuse(article.Empty, "there is no text in it")
	}
	return s, nil
}

func tooLarge(size string) error {
	return article.Refuse(article.TooLarge,
		fmt.Sprintf("the text has %s and the limit for one article is %d; give its articles one by one", size, article.MaxBody))
}
