// Package html reads one article from a web page.
//
// A page is a story among menus, boxes and links. [New] gives a reader that
// finds the story, keeps its paragraphs apart by a blank line, and takes
// headline, authors, dates, language and address from what the page says of
// itself. Lines within the story that are not of it ("Read more: …",
// "Reporting by …") stay in the body; another component marks them.
//
//	src := &ingest.Source{Name: "story.html", URL: "https://daily.example/1", Body: f}
//	for a, err := range html.New().Read(ctx, src) {
//		…
//	}
//
// A page is read in a straight line: bytes to text (package charset), text to
// a tree that no hostile page can make deep (parse), what the page says of
// itself (readMeta), the story (findStory), and last the question whether that
// is an article at all (refuse).
package html

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/ingest/charset"
)

// pageTime is the longest that one page may take. A page of ordinary size
// takes some ten milliseconds.
const pageTime = 20 * time.Second

type reader struct{ limit time.Duration }

// New returns a reader that makes one article of each page.
func New() ingest.Reader { return reader{pageTime} }

// Read yields one article, or one with what is known of it and a refusal. Its
// ID is left empty.
func (rd reader) Read(ctx context.Context, src *ingest.Source) iter.Seq2[*article.Article, error] {
	return func(yield func(*article.Article, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(nil, err)
			return
		}
		b, err := io.ReadAll(io.LimitReader(src.Body, ingest.MaxInput+1))
		if err != nil {
			yield(nil, fmt.Errorf("read page %s: %w", src.Name, err))
			return
		}
		a, err := readWithin(ctx, rd.limit, b, src)
		if err != nil {
			err = fmt.Errorf("read page %s: %w", src.Name, err)
		}
		yield(a, err)
	}
}

// readWithin reads a page and gives up when its time is over. The work that is
// given up ends soon after by itself, since depth and number of elements are
// bounded.
func readWithin(ctx context.Context, limit time.Duration, b []byte, src *ingest.Source) (*article.Article, error) {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	type result struct {
		a   *article.Article
		err error
	}
	done := make(chan result, 1)
	address, contentType := src.URL, src.ContentType // src is the caller's again once we give up
	go func() {
		var r result
		defer func() {
			// The tree goes through code that is not ours and was written for
			// pages that mean well.
			if p := recover(); p != nil {
				r.err = article.Refuse(article.Malformed, "the page can't be taken apart; save it again from a browser, or give the text")
				r.a = &article.Article{URL: address}
			}
			done <- r
		}()
		r.a, r.err = readPage(limited, b, address, contentType)
	}()
	select {
	case r := <-done:
		if errors.Is(r.err, context.DeadlineExceeded) && ctx.Err() == nil {
			return r.a, slow()
		}
		return r.a, r.err
	case <-limited.Done():
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return &article.Article{URL: address}, slow()
	}
}

func slow() error {
	return article.Refuse(article.TooLarge, fmt.Sprintf("taking the page apart needs more than %s; give the text", pageTime))
}

// readPage makes an article of the bytes of a page. The error is a refusal or
// that of ctx.
func readPage(ctx context.Context, b []byte, address, contentType string) (*article.Article, error) {
	a := &article.Article{URL: address}
	if len(b) > ingest.MaxInput {
		return a, article.Refuse(article.TooLarge, fmt.Sprintf("the page has over %d bytes, the limit for one page; give the text", ingest.MaxInput))
	}
	s, err := charset.Decode(b, declared(b, contentType))
	if err != nil {
		return a, err
	}
	if strings.TrimSpace(s) == "" {
		return a, article.Refuse(article.Empty, "there is nothing on the page; save it again from a browser, or give the text")
	}
	doc, err := parse(s)
	if err != nil {
		return a, err
	}
	m := readMeta(doc, address)
	m.fill(a)
	if err := ctx.Err(); err != nil {
		return a, err
	}
	st := findStory(doc, m)
	if len(a.Byline) == 0 {
		a.Byline = splitAuthors(withoutDate(st.byline))
	}
	if err := refuse(m, st); err != nil {
		return a, err
	}
	a.Body, a.Links = join(st.blocks)
	if len(a.Body) > article.MaxBody {
		size := len(a.Body)
		a.Body, a.Links = "", nil
		return a, article.Refuse(article.TooLarge, fmt.Sprintf("the story has %d bytes and the limit for one article is %d; give its parts one by one", size, article.MaxBody))
	}
	return a, nil
}

// declared is the encoding that the server named, else the one that the page
// names.
func declared(b []byte, contentType string) string {
	if _, params, err := mime.ParseMediaType(contentType); err == nil && params["charset"] != "" {
		return contentType
	}
	return charset.Declared(b)
}
