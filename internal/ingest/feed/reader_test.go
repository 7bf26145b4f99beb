package feed

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/ingest/html"
)

func read(ctx context.Context, s string) (out []*article.Article, errs []error) {
	src := &ingest.Source{Name: "feed.xml", Body: strings.NewReader(s)}
	for a, err := range New(html.New()).Read(ctx, src) {
		out, errs = append(out, a), append(errs, err)
	}
	return out, errs
}

func TestRead(t *testing.T) {
	const first = "<p>“I am done with this office,” the mayor said on Monday in the town hall.</p>"
	for name, c := range map[string]struct{ html, want string }{
		"paragraphs": {first + "<p>She had led the town<br>for eleven years.</p>", "“I am done with this office,” the mayor said on Monday in the town hall.\n\nShe had led the town\nfor eleven years."},
		"no tags":    {"The mayor of Lowmere said on Monday that she\nwas done with this office.\n\n\n“I am,” she said. Fish &amp; chips.", "The mayor of Lowmere said on Monday that she was done with this office.\n\n“I am,” she said. Fish & chips."},
		"hostile": {`</article></body><base href="http://evil.example/"><title>Evil</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"Evil","articleBody":"` + strings.Repeat("evil ", 200) + `"}</script>` +
			`<link rel="canonical" href="http://evil.example/"><meta property="og:title" content="Evil"><!-- ` + first + `<style>` + first + "<p>Evil</p></style></p>", "“I am done with this office,” the mayor said on Monday in the town hall."},
		"links": {strings.Replace(first, "mayor", `<a href="/mayor">mayor</a>`, 1), "“I am done with this office,” the mayor said on Monday in the town hall."},
	} {
		if name == "hostile" {
			c.html = strings.Replace(c.html, "<!-- ", "<!-- evil --> ", 1)
		}
		all, errs := read(t.Context(), rssFeed(`<item><title>Mayor of Lowmere resigns</title><link>https://lantern.example/a</link><guid>tag:lantern.example,2026:1</guid>
<pubDate>Sun, 01 Mar 2026 09:00:00 GMT</pubDate><dc:creator>Ana Petrov and Adam Brook</dc:creator><description><![CDATA[`+c.html+`]]></description></item>`))
		if len(all) != 1 || errs[0] != nil {
			t.Errorf("%s: %d articles, %v", name, len(all), errs)
			continue
		}
		a := all[0]
		if diff := cmp.Diff(c.want, a.Body); diff != "" {
			t.Errorf("%s: body, -want +got:\n%s", name, diff)
		}
		got := []string{a.ID, string(a.Extra["guid"]), a.URL, a.Title, a.Published.String(), strings.Join(a.Byline, "|"), a.Outlet.Name, a.Outlet.Domain}
		want := []string{"", `"tag:lantern.example,2026:1"`, "https://lantern.example/a", "Mayor of Lowmere resigns", "2026-03-01T09:00:00Z", "Ana Petrov|Adam Brook", "The Lantern", "lantern.example"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
		if name == "links" && (len(a.Links) != 1 || a.Links[0].URL != "https://lantern.example/mayor") {
			t.Errorf("links %v", a.Links)
		}
	}
}

// What can't be read stands beside what is known, and reading goes on.
func TestReadRefuses(t *testing.T) {
	text := "<description>The mayor of Lowmere said on Monday that she was done with this office, and left.</description>"
	whole := rssFeed(item(1) + "<item><link>https://lantern.example/2</link><description>Short.</description></item><item><link>https://lantern.example/3</link><guid>3</guid>" + text + "</item><item>")
	all, errs := read(t.Context(), whole[:strings.Index(whole, "<item>\n</channel>")])
	if len(all) != 4 {
		t.Fatalf("%d steps: %v", len(all), errs)
	}
	for i, want := range []string{
		"read feed.xml: item 1: empty: the feed gives no text of it; read the page itself: https://lantern.example/1",
		"read feed.xml: item 2: no-article: there is too little text for a story; give the address of the story itself, or its text",
		"",
		"read feed.xml: the feed is not whole: it breaks off in the middle; fetch it again",
	} {
		if got := errs[i]; got == nil && want != "" || got != nil && got.Error() != want {
			t.Errorf("step %d: %v, want %s", i, got, want)
		}
	}
	if all[0].URL != "https://lantern.example/1" || all[0].Title != "Story 1" || all[2].URL != "https://lantern.example/3" || all[3] != nil {
		t.Errorf("%+v, %+v", all[0], all[3])
	}
}

func TestReadNothing(t *testing.T) {
	all, errs := read(t.Context(), "<html><p>A page")
	if len(all) != 1 || all[0] != nil || article.Refused(errs[0]) == nil || !strings.HasPrefix(errs[0].Error(), "read feed.xml: malformed: it is a web page") {
		t.Errorf("%v, %v", all, errs)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, errs := read(ctx, rssFeed(item(1))); len(errs) != 1 || !errors.Is(errs[0], context.Canceled) {
		t.Errorf("cancelled: %v", errs)
	}
	for range New(html.New()).Read(t.Context(), &ingest.Source{Body: strings.NewReader(rssFeed(item(1) + item(2)))}) {
		break
	}
}
