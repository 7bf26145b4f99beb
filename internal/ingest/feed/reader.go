package feed

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"iter"
	"regexp"
	"strings"

	dom "golang.org/x/net/html"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
)

type reader struct{ page ingest.Reader }

// New returns a reader of feeds. The text of an item is HTML, of which page
// makes an article.
func New(page ingest.Reader) ingest.Reader { return reader{page} }

// Read yields an article for every item, as [Feed.Article] makes it. What is
// wrong with the feed itself comes last.
func (rd reader) Read(ctx context.Context, src *ingest.Source) iter.Seq2[*article.Article, error] {
	return func(yield func(*article.Article, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(nil, err)
			return
		}
		f, err := Parse(src)
		if f == nil {
			yield(nil, fmt.Errorf("read %s: %w", src.Name, err))
			return
		}
		for i := range f.Items {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			if !yield(rd.article(ctx, src.Name, f, i)) {
				return
			}
		}
		if err != nil {
			yield(nil, fmt.Errorf("read %s: %w", src.Name, err))
		}
	}
}

// article names the feed and the item in what is wrong with it.
func (rd reader) article(ctx context.Context, name string, f *Feed, i int) (*article.Article, error) {
	a, err := f.Article(ctx, i, rd.page)
	if err != nil {
		err = fmt.Errorf("read %s: item %d: %w", name, i+1, err)
	}
	return a, err
}

// Article makes an article of the text that the feed gives of item i, which
// page reads as HTML; what the feed says of it wins over what page sees in the
// text. The GUID of the item is in Extra and not its ID: feeds give one GUID to
// several stories, and keep it when the text changes. The error is a refusal,
// beside what the feed says of the item.
func (f *Feed) Article(ctx context.Context, i int, page ingest.Reader) (*article.Article, error) {
	it := &f.Items[i]
	a := &article.Article{}
	var err error = article.Refuse(article.Empty, "the feed gives no text of it; read the page itself: "+it.URL)
	if it.HTML != "" {
		src := &ingest.Source{Name: it.URL, URL: it.URL, ContentType: "text/html; charset=utf-8", Body: strings.NewReader(it.page())}
		for got, e := range page.Read(ctx, src) {
			if got != nil {
				a = got
			}
			err = e
			break
		}
	}
	a.ID, a.URL, a.Outlet.Name = "", it.URL, f.Title
	if guid, err := json.Marshal(it.GUID); err == nil && it.GUID != "" {
		a.Extra = map[string]json.RawMessage{"guid": guid}
	}
	if it.Title != "" {
		a.Title = it.Title
	}
	a.Published, a.Modified = it.Published, it.Updated
	if err == nil {
		return a, nil
	}
	if r := article.Refused(err); r != nil {
		err = r // without the place that the page reader put in front of it
	}
	return a, err
}

// page is the HTML of an item as a page that says it is an article, so that a
// short one is read too.
func (it *Item) page() string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html><head><meta charset="utf-8"><meta property="og:type" content="article">`)
	fmt.Fprintf(&b, "<meta property=\"og:title\" content=\"%s\">", html.EscapeString(it.Title))
	for name := range strings.SplitSeq(it.Author, ", ") {
		if name != "" {
			fmt.Fprintf(&b, "<meta name=\"author\" content=\"%s\">", html.EscapeString(name))
		}
	}
	b.WriteString("</head><body><article>")
	if strings.Contains(it.HTML, "<") {
		fragment(&b, it.HTML)
	} else {
		b.WriteString("<p>" + blank.ReplaceAllString(it.HTML, "</p><p>") + "</p>")
	}
	b.WriteString("</article></body></html>")
	return b.String()
}

// blank are the blank lines that part paragraphs in a text without tags.
var blank = regexp.MustCompile(`\n[ \t\r]*\n\s*`)

// whole are elements that speak for a page as a whole. In an item they would
// speak for the page that we put around it.
var whole = set("html head body title meta link base article main script style")

// fragment writes HTML without such elements.
func fragment(b *strings.Builder, s string) {
	z := dom.NewTokenizer(strings.NewReader(s))
	mute := ""
	for {
		kind := z.Next()
		raw := string(z.Raw())
		switch kind {
		case dom.ErrorToken:
			return
		case dom.DoctypeToken, dom.CommentToken:
			continue
		case dom.StartTagToken, dom.EndTagToken, dom.SelfClosingTagToken:
			tag, _ := z.TagName()
			name := string(tag)
			silent := name == "script" || name == "style" || name == "title"
			switch {
			case kind == dom.StartTagToken && silent:
				mute = name
			case kind == dom.EndTagToken && name == mute:
				mute = ""
			}
			if whole[name] {
				continue
			}
		}
		if mute == "" {
			b.WriteString(raw)
		}
	}
}
