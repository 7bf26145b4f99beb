// Package ingest is the door: it turns bytes into articles.
//
// A [Source] is one opened input, a [Reader] makes articles of it, one at a
// time. What can't be read is an error beside its article, and reading goes
// on. The readers stand one folder below, one for each format.
package ingest

import (
	"context"
	"io"
	"iter"
	"net/url"

	"github.com/hearsay-news/hearsay/article"
)

// Source is one opened input.
type Source struct {
	Name        string // as the user named it: a path, a URL, "-"; errors begin with it
	URL         string // address the bytes came from; empty for files
	ContentType string // media type as the server gave it, with its charset; empty for files
	Body        io.Reader

	inner string // name of what a packed file holds, for Detect; empty: not packed
}

// place is the name by whose extension the source is known.
func (src *Source) place() string {
	if src.inner != "" {
		return src.inner
	}
	if u, err := url.Parse(src.URL); err == nil && src.URL != "" {
		return u.Path
	}
	return src.Name
}

// Reader makes articles of a source.
//
// Each step of the iterator is one of three: an article and no error; an
// article with what is known of it (an id at least) and an error that holds an
// [article.Refusal]; or no article and an error that says what could not be
// read and where. Only an unreadable source or a cancelled context ends the
// iterator early.
type Reader interface {
	Read(ctx context.Context, src *Source) iter.Seq2[*article.Article, error]
}

// Limits bound what one article may cost. Sizes are in bytes.
const (
	// MaxInput is the most that is read of an input that holds one article.
	MaxInput = 32 << 20
)
