package api

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"mime"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// upload is one or several articles as they are sent.
type upload struct {
	ContentType string `header:"Content-Type" doc:"application/json: an object with text (or html), and title, url, outlet, byline, published, language where known; or with url alone, to have its page fetched. text/plain and text/html: the article itself."`
	RawBody     []byte
}

// uploadTypes are the media types of uploads.
var uploadTypes = []struct {
	media   string
	format  ingest.Format
	about   string
	several bool // it may hold more than one article
}{
	{"application/json", ingest.JSONL, "", false},
	{"text/plain", ingest.Text, "An article as plain text.", false},
	{"text/html", ingest.HTML, "An article as a page.", false},
	{"application/x-ndjson", ingest.JSONL, "An article a line, each an object as application/json has it.", true},
}

// uploaded are the articles that are sent.
func (s *server) uploaded(ctx context.Context, in *upload) (iter.Seq2[*article.Article, error], error) {
	media, _, err := mime.ParseMediaType(cmp.Or(in.ContentType, "application/json"))
	if err != nil {
		return nil, wrong("header.Content-Type", "it can't be read: %v", err)
	}
	body := in.RawBody
	if media == "application/json" {
		var line bytes.Buffer
		if err := json.Compact(&line, body); err != nil {
			return nil, huma.NewError(http.StatusBadRequest, "body: "+badJSON(err))
		}
		body = line.Bytes()
		if url := lone(body); url != "" {
			return s.fetched(ctx, url)
		}
	}
	for _, t := range uploadTypes {
		if rd := s.Readers[t.format]; t.media == media && rd != nil {
			return rd.Read(ctx, &ingest.Source{Name: "body", ContentType: cmp.Or(in.ContentType, media), Body: bytes.NewReader(body)}), nil
		}
	}
	return nil, huma.NewError(http.StatusUnsupportedMediaType, fmt.Sprintf("no article is read from %s; send application/json, text/plain or text/html", media))
}

func badJSON(err error) string {
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Sprintf("it is no JSON: %v at byte %d", e, e.Offset)
	}
	return "it is no JSON: " + err.Error()
}

// lone is the address of an object that has nothing else to be read.
func lone(body []byte) string {
	var in struct {
		URL  string          `json:"url"`
		Text json.RawMessage `json:"text"`
		Body json.RawMessage `json:"body"`
		HTML json.RawMessage `json:"html"`
		Art  json.RawMessage `json:"article"` // of a record
	}
	if json.Unmarshal(body, &in) != nil || in.Text != nil || in.Body != nil || in.HTML != nil || in.Art != nil {
		return ""
	}
	return in.URL
}

// fetched is the article at an address.
func (s *server) fetched(ctx context.Context, url string) (iter.Seq2[*article.Article, error], error) {
	if s.Page == nil {
		return nil, wrong("body.url", "pages are not fetched here; send the text, or the page as text/html")
	}
	return func(yield func(*article.Article, error) bool) { yield(s.Page(ctx, url)) }, nil
}

// analyzed makes a record when its turn has come.
func (s *server) analyzed(ctx context.Context, a *article.Article, err error) (*record.Record, error) {
	done, busy := s.turns.Take(ctx)
	if busy != nil {
		return nil, busy
	}
	defer done()
	return s.Analyze(ctx, a, err)
}

func (s *server) analyze(ctx context.Context, in *upload) (*output[whole], error) {
	articles, err := s.uploaded(ctx, in)
	if err != nil {
		return nil, err
	}
	var r *record.Record
	for a, err := range articles {
		if r != nil {
			return nil, wrong("body", "it holds more than one article; send one at a time")
		}
		if ref := article.Refused(err); ref != nil && ref.Reason == article.Malformed {
			return nil, err
		}
		if r, err = s.analyzed(ctx, a, err); err != nil {
			return nil, unreadable(err)
		}
	}
	if r == nil {
		return nil, wrong("body", "there is no article in it")
	}
	return &output[whole]{whole{r}}, nil
}

// unreadable is for what is no article at all.
func unreadable(err error) error {
	if _, ok := errors.AsType[huma.StatusError](err); ok || article.Refused(err) != nil || errors.Is(err, guard.ErrBusy) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return wrong("body", "%v", err)
}

// Added is what became of an article that was sent.
type Added struct {
	ID      string `json:"id"`
	URL     string `json:"url"`
	Outcome string `json:"outcome" enum:"new,version,replaced,same" doc:"new; another text at a known address; analysed anew; or there already."`
	Refused string `json:"refused,omitempty" doc:"Why nothing was found in it. It is kept all the same."`
}

// Receipt is what became of what was sent.
type Receipt struct {
	Items  []Added  `json:"items"`
	Unread []string `json:"unread" doc:"What could not be read, one complaint each."`
}

// added is the answer to articles that were sent.
type added struct {
	Status   int
	Location string `header:"Location" doc:"Of the article, where one was sent."`
	Body     Receipt
}

func (s *server) addArticles(ctx context.Context, in *upload) (*added, error) {
	articles, err := s.uploaded(ctx, in)
	if err != nil {
		return nil, err
	}
	out := &added{Status: http.StatusOK, Body: Receipt{Items: []Added{}, Unread: []string{}}}
	var last error
	for a, err := range articles {
		if err != nil && (a == nil || a.URL == "") && ctx.Err() == nil { // there is nothing to keep it by
			last = unreadable(err)
			out.Body.Unread = append(out.Body.Unread, err.Error())
			continue
		}
		r, err := s.analyzed(ctx, a, err)
		if err == nil {
			err = s.put(ctx, r, out)
		}
		if err != nil {
			return nil, err
		}
	}
	switch n := len(out.Body.Items); {
	case n == 0 && last != nil:
		return nil, last
	case n == 0:
		return nil, wrong("body", "there is no article in it")
	case n == 1:
		out.Location = prefix + "/articles/" + url.PathEscape(out.Body.Items[0].ID)
	}
	return out, nil
}

// put keeps a record and says what became of it.
func (s *server) put(ctx context.Context, r *record.Record, out *added) error {
	t, err := s.Store.Put(ctx, []*record.Record{r})
	if err != nil {
		return err
	}
	a := Added{ID: r.Article.ID, URL: r.Article.URL, Refused: r.Refused, Outcome: "same"}
	switch {
	case t.New > 0:
		a.Outcome, out.Status = "new", http.StatusCreated
	case t.Versions > 0:
		a.Outcome, out.Status = "version", http.StatusCreated
	case t.Replaced > 0:
		a.Outcome = "replaced"
	}
	if kept, err := s.Store.Get(ctx, r.Article.URL); err == nil && kept.Article.Body == r.Article.Body {
		a.ID = kept.Article.ID // another text may have had its id
	} else if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	out.Body.Items = append(out.Body.Items, a)
	return nil
}
