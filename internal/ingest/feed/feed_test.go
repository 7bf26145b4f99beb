package feed

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
)

var now = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func parseString(s string) (*Feed, error) {
	return parse(&ingest.Source{Name: "feed.xml", URL: "https://lantern.example/feed/", Body: strings.NewReader(s)}, now)
}

func mustParse(t *testing.T, s string) *Feed {
	t.Helper()
	f, err := parseString(s)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func rssFeed(items string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>The Lantern</title><link>https://lantern.example/</link><description>News from Lowmere</description>
` + items + "\n</channel></rss>\n"
}

func item(n int) string {
	return fmt.Sprintf("<item><title>Story %d</title><link>https://lantern.example/%d</link></item>\n", n, n)
}

// show writes a feed in lines, as the tests expect it.
func show(f *Feed) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", f.Title)
	for _, it := range f.Items {
		fmt.Fprintf(&b, "%s | %s | %s | %s | %s | %s | %s | %v\n", it.URL, it.GUID, it.Title, it.Published, it.Updated, it.Author, it.HTML, it.Full)
	}
	return b.String()
}

var dialects = []struct{ name, feed, want string }{
	{"RSS 2.0", rssFeed(`<image><title>Logo</title><link>/logo</link></image>
<item>
 <title>Mayor &amp; council of Lowmere <![CDATA[<b>resign</b>]]></title>
 <link>https://lantern.example/mayor?a=1&amp;b=2</link>
 <guid isPermaLink="false">tag-1</guid>
 <pubDate>Sun, 01 Mar 2026 09:00:00 +0100</pubDate>
 <dc:creator><![CDATA[Ana Petrov]]></dc:creator>
 <description>Short</description>
 <content:encoded><![CDATA[<p>“I am done,” the mayor said.</p>]]></content:encoded>
 <media:title>A picture</media:title><media:content url="a.jpg"><media:description>of the mayor</media:description></media:content>
</item>
<item><title>Bridge</title><guid>https://lantern.example/bridge</guid><author>desk@lantern.example (Adam Brook)</author><description>&lt;p&gt;It opens in May.&lt;/p&gt;</description></item>`),
		`The Lantern
https://lantern.example/mayor?a=1&b=2 | tag-1 | Mayor & council of Lowmere resign | 2026-03-01T09:00:00+01:00 |  | Ana Petrov | <p>“I am done,” the mayor said.</p> | false
https://lantern.example/bridge | https://lantern.example/bridge | Bridge |  |  | Adam Brook | <p>It opens in May.</p> | false
`},
	{"RSS 0.91", `<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Tide</title><item><title>Ferry late</title><link>/ferry</link><description>By an hour.</description></item></channel></rss>`,
		`Tide
https://lantern.example/ferry |  | Ferry late |  |  |  | By an hour. | false
`},
	{"RDF", `<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://tide.example/"><title>Tide</title><link>https://tide.example/</link><items><rdf:Seq><rdf:li resource="https://tide.example/1"/></rdf:Seq></items></channel>
<item rdf:about="https://tide.example/1"><title>Ferry late</title><link>https://tide.example/1</link><dc:date>2026-03-01T09:00:00Z</dc:date><dc:creator>Ana Petrov</dc:creator><dc:creator>Adam Brook</dc:creator></item></rdf:RDF>`,
		`Tide
https://tide.example/1 |  | Ferry late | 2026-03-01T09:00:00Z |  | Ana Petrov, Adam Brook |  | false
`},
	{"Atom", `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://tide.example/news/">
<title type="html">Tide &amp;amp; Times</title><link rel="self" href="atom.xml"/><link href="https://tide.example/"/>
<entry xml:base="march/"><title>Ferry</title><id>urn:1</id><link rel="enclosure" href="a.mp3"/><link rel="alternate" type="text/html" href="ferry"/>
<published>2026-03-01T09:00:00Z</published><updated>2026-03-01T10:00:00Z</updated><author><name>Ana Petrov</name></author><author><name>Adam Brook</name><email>a@b.example</email></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It was <b>late</b>.</p></div></content><source><title>Other</title><id>x</id></source></entry>
<entry><title>Text</title><id>urn:2</id><link href="/two"/><updated>2026-03-01T10:00:00Z</updated><content type="text">1 &lt; 2</content></entry>
<entry><title>Id</title><id>https://tide.example/three</id><summary>Three.</summary></entry>
</feed>`,
		`Tide & Times
https://tide.example/news/march/ferry | urn:1 | Ferry | 2026-03-01T09:00:00Z | 2026-03-01T10:00:00Z | Ana Petrov, Adam Brook | <p>It was <b>late</b>.</p> | false
https://tide.example/two | urn:2 | Text | 2026-03-01T10:00:00Z | 2026-03-01T10:00:00Z |  | 1 &lt; 2 | false
https://tide.example/three | https://tide.example/three | Id |  |  |  | Three. | false
`},
	{"Atom with a prefix", `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>Tide</a:title><a:entry><a:title>One</a:title><a:link href="/1"/><a:content type="html">&lt;p&gt;One.</a:content></a:entry></a:feed>`,
		`Tide
https://lantern.example/1 |  | One |  |  |  | <p>One. | false
`},
	{"JSON Feed", `{"version": "https://jsonfeed.org/version/1.1", "title": "Tide & <b>Times</b>", "home_page_url": "https://tide.example/", "hubs": [{"x": [1]}], "items": [
{"id": 7, "url": "https://tide.example/7", "title": "Ferry", "content_text": "1 < 2", "date_published": "2026-03-01T09:00:00-05:00", "authors": [{"name": "Ana Petrov"}, {"name": "Adam Brook"}]},
{"id": "https://tide.example/8", "content_html": "<p>Eight.</p>", "date_modified": "2026-03-01T09:00:00Z", "author": {"name": "Ana"}},
{"id": "9", "url": 9}]}`,
		`Tide & <b>Times</b>
https://tide.example/7 | 7 | Ferry | 2026-03-01T09:00:00-05:00 |  | Ana Petrov, Adam Brook | 1 &lt; 2 | false
https://tide.example/8 | https://tide.example/8 |  |  | 2026-03-01T09:00:00Z | Ana | <p>Eight.</p> | false
`},
}

func TestDialects(t *testing.T) {
	for _, c := range dialects {
		f, err := parseString(c.feed)
		if f == nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if diff := cmp.Diff(c.want, show(f)); diff != "" {
			t.Errorf("%s, -want +got:\n%s", c.name, diff)
		}
		if _, broken := errors.AsType[*Damaged](err); broken != (c.name == "JSON Feed") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// What publishers get wrong, and readers are used to.
func TestSloppy(t *testing.T) {
	for name, c := range map[string]struct{ feed, want string }{
		"leading blanks":      {"\n\n  " + rssFeed(item(1)), "Story 1"},
		"a mark":              {"\ufeff" + rssFeed(item(1)), "Story 1"},
		"bare &":              {rssFeed(`<item><title>Fish & chips &nbsp; AT&T</title><link>/a?b=c&d=e</link></item>`), "Fish & chips AT&T"},
		"entities":            {rssFeed(`<item><title>Caf&eacute; &#8212; &amp;quot;open&amp;quot; &unknown;</title><link>/a</link></item>`), `Café — "open" &unknown;`},
		"control characters":  {rssFeed("<item><title>The \x0bmayor\x1f &#11;&#x1F;said</title><link>/a</link></item>"), "The mayor said"},
		"a wrong declaration": {strings.Replace(rssFeed(`<item><title>Café</title><link>/a</link></item>`), "UTF-8", "ISO-8859-1", 1), "Café"},
		"markup in the open":  {rssFeed(`<item><title>A</title><description><p>One<br>two</p><img src=x></description><link>/a</link></item>`), "A"},
		"no end of an item":   {rssFeed(`<item><title>A</title><link>/a</link>` + item(2)), "A|Story 2"},
		"wrong ends":          {rssFeed(`<item><title>A</b></title></p><link>/a</link></item></div>` + item(2)), "A|Story 2"},
		"items at the root":   {`<rss><channel><title>The Lantern</title></channel>` + item(1) + `</rss>`, "Story 1"},
		"twice":               {rssFeed(item(1) + item(2) + item(1)), "Story 1|Story 2"},
		"no address":          {rssFeed(`<item><title>A</title><guid>7</guid></item><item><title>B</title><link>javascript:alert(1)</link></item>` + item(1)), "Story 1"},
		"a secret":            {rssFeed(`<item><title>A</title><link>https://a:b@lantern.example/</link></item>` + item(1)), "Story 1"},
		"no namespaces":       {`<rss><channel><item><title>A</title><link>/a</link><content:encoded>x</content:encoded><dc:creator>y</dc:creator></item></channel></rss>`, "A"},
		"after the end":       {rssFeed(item(1)) + "<!-- cached --><script>alert(1)", "Story 1"},
		"clicks":              {`<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item><title>A</title><link>http://count.example/1</link><feedburner:origLink>https://lantern.example/a</feedburner:origLink></item></channel></rss>`, "A"},
		"script in a title":   {rssFeed(`<item><title>A&lt;script&gt;alert(1)&lt;/script&gt;B</title><link>/a</link></item>`), "A B"},
	} {
		f, err := parseString(c.feed)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var titles []string
		for _, it := range f.Items {
			titles = append(titles, it.Title)
			if !strings.HasPrefix(it.URL, "https://lantern.example/") {
				t.Errorf("%s: address %s", name, it.URL)
			}
		}
		if got := strings.Join(titles, "|"); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestEncodings(t *testing.T) {
	feed := strings.Replace(rssFeed(`<item><title>Gr`+"ö"+`ße: naïve café</title><link>/a</link></item>`), "UTF-8", "ISO-8859-1", 1)
	latin, err := charmap.ISO8859_1.NewEncoder().String(feed)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.Replace(feed, "ISO-8859-1", "utf-16", 1))
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]string{"latin-1": latin, "UTF-16": wide} {
		if f := mustParse(t, s); len(f.Items) != 1 || f.Items[0].Title != "Größe: naïve café" {
			t.Errorf("%s: %s", name, show(f))
		}
	}
}

func TestDates(t *testing.T) {
	for written, want := range map[string]string{
		"Sun, 01 Mar 2026 09:00:00 GMT":     "2026-03-01T09:00:00Z",
		"Sun, 1 Mar 2026 09:00:00 EST":      "2026-03-01T09:00:00-05:00",
		"\n 2026-03-01T09:00:00+01:00 ":     "2026-03-01T09:00:00+01:00",
		"2026-03-01":                        "2026-03-01",
		"Sunday, March 1, 2026":             "2026-03-01",
		"Tue, 03 Mar 2026 11:59:00 GMT":     "2026-03-03T11:59:00Z",
		"Tue, 03 Mar 2026 12:01:00 GMT":     "",
		"Thu, 01 Jan 1970 00:00:00 GMT":     "",
		"Sun, 31 Dec 1989 23:59:59 GMT":     "",
		"yesterday":                         "",
		strings.Repeat("2026-03-01 ", 1000): "",
	} {
		f := mustParse(t, rssFeed(`<item><link>/a</link><pubDate>`+written+`</pubDate></item>`))
		if got := f.Items[0].Published.String(); got != want {
			t.Errorf("%.40q is %q, want %q", written, got, want)
		}
	}
}

func TestFull(t *testing.T) {
	story := strings.Repeat("<p>The council of Lowmere met on Monday, and said nothing.</p>", 25)
	for html, want := range map[string]bool{
		story:                                 true,
		"<p>Short.</p>":                       false,
		"<!--" + story + "-->":                false,
		story + "<p>The mayor […]</p>":        false,
		story + "<p>The mayor [&hellip;]</p>": false,
		story + `<a href="/a">Continue reading<span> “Mayor”</span></a>`: false,
		story + `<a href="/a"><b>Read</b> more</a>`:                      false,
		story + "<p>The mayor…":                                          false,
		"<p>Read more</p>" + story:                                       true,
	} {
		f := mustParse(t, rssFeed("<item><link>/a</link><description><![CDATA["+html+"]]></description></item>"))
		if f.Items[0].Full != want {
			t.Errorf("Full of …%.60q is %v", html[max(0, len(html)-60):], !want)
		}
	}
}

// A feed that breaks off, or has a mistake in it, gives all that is whole.
func TestDamaged(t *testing.T) {
	whole := rssFeed(item(1) + item(2) + item(3))
	atom := `<feed><title>Tide</title><entry><title>Story 1</title><link href="/1"/></entry><entry><title>Story 2</title><link href="/2"/></entry></feed>`
	json := `{"version": "https://jsonfeed.org/version/1", "title": "T", "items": [{"url": "/1", "title": "Story 1"}, {"url": "/2", "title": "Story 2"}]}`
	for name, c := range map[string]struct {
		feed string
		want string
		bad  Damaged
	}{
		"in a title":    {whole[:strings.Index(whole, "tory 3")], "Story 1|Story 2", Damaged{Cut: true}},
		"in a tag":      {whole[:strings.Index(whole, "Story 3")-3], "Story 1|Story 2", Damaged{Cut: true}},
		"after an item": {whole[:strings.Index(whole, "</channel>")], "Story 1|Story 2|Story 3", Damaged{Cut: true}},
		"at the start":  {whole[:strings.Index(whole, "Lowmere")], "", Damaged{Cut: true}},
		"in CDATA":      {whole[:strings.Index(whole, "Story 3")] + "<![CDATA[Story", "Story 1|Story 2", Damaged{Cut: true}},
		"Atom":          {atom[:len(atom)-20], "Story 1", Damaged{Cut: true}},
		"JSON":          {json[:len(json)-8], "Story 1", Damaged{Cut: true}},
		"JSON, later":   {json[:len(json)-1], "Story 1|Story 2", Damaged{Cut: true}},
		"a bad end":     {rssFeed(item(1) + `<item><title>1 < 2</title><link>/a</link></item>`), "Story 1", Damaged{Broken: 1}},
		"a bare <":      {rssFeed(item(1) + `<item><title>1 < 2</title><link>/a</link></item>` + item(2)), "Story 1|Story 2", Damaged{Broken: 1}},
		"open CDATA":    {rssFeed(item(1) + `<item><title><![CDATA[A</title><link>/a</link></item>` + item(2)), "Story 1|Story 2", Damaged{Broken: 1}},
		"open comment":  {rssFeed(item(1) + `<item><!-- <title>A</title><link>/a</link></item>` + item(2)), "Story 1|Story 2", Damaged{Broken: 1}},
		"too deep":      {rssFeed(item(1) + `<item><x>` + strings.Repeat("<y>", 200) + `</x><link>/a</link></item>` + item(2)), "Story 1|Story 2", Damaged{Broken: 1}},
		"many names":    {rssFeed(item(1) + `<item` + strings.Repeat(` a="b"`, 100) + `><link>/a</link></item>` + item(2)), "Story 1|Story 2", Damaged{Broken: 1}},
	} {
		f, err := parseString(c.feed)
		bad, ok := errors.AsType[*Damaged](err)
		if !ok || f == nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var titles []string
		for _, it := range f.Items {
			titles = append(titles, it.Title)
		}
		if got := strings.Join(titles, "|"); got != c.want || *bad != c.bad {
			t.Errorf("%s: %q, %+v, want %q, %+v", name, got, *bad, c.want, c.bad)
		}
	}
}

// Wherever a feed is cut, what comes back is the beginning of the whole.
func TestCutAnywhere(t *testing.T) {
	for _, c := range dialects {
		whole, _ := parseString(c.feed)
		for i := range c.feed {
			f, err := parseString(c.feed[:i])
			if err == nil && strings.TrimSpace(c.feed[i:]) != "" && i < len(c.feed)-1 {
				t.Fatalf("%s cut at %d: no error", c.name, i)
			}
			if f == nil {
				continue
			}
			for j, it := range f.Items {
				if j >= len(whole.Items) || cmp.Diff(whole.Items[j], it) != "" {
					t.Fatalf("%s cut at %d: item %d is %+v", c.name, i, j, it)
				}
			}
		}
	}
}

func TestLimits(t *testing.T) {
	var many strings.Builder
	for i := range 2 * MaxItems {
		many.WriteString(item(i))
	}
	f, err := parseString(rssFeed(many.String()))
	if bad, ok := errors.AsType[*Damaged](err); !ok || *bad != (Damaged{More: true}) || len(f.Items) != MaxItems {
		t.Errorf("10,000 items: %d, %v", len(f.Items), err)
	}
	long := strings.Repeat("ä", maxShort)
	f = mustParse(t, rssFeed(`<item><title>`+long+`</title><link>/a</link><guid>`+long[:5000]+`</guid></item><item><title>`+long[:5000]+`</title><link>/b</link></item>`))
	if f.Items[0].Title != "" || len(f.Items[0].GUID) != maxGUID || len(f.Items[1].Title) != maxTitle {
		t.Errorf("strings of %d, %d, %d bytes", len(f.Items[0].Title), len(f.Items[0].GUID), len(f.Items[1].Title))
	}
	f, err = parse(&ingest.Source{Body: io.MultiReader(strings.NewReader(strings.TrimSuffix(rssFeed(item(1)), "</channel></rss>\n")+"<item><title>"), endless{})}, now)
	if bad, ok := errors.AsType[*Damaged](err); !ok || *bad != (Damaged{Cut: true}) || len(f.Items) != 1 {
		t.Errorf("an endless title: %v", err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

const (
	hostileSize   = 2 << 20 // bytes
	mostAllocated = 100     // bytes for each that is read
)

// Feeds that are made to cost time or memory cost little of either: a step that
// is taken again and again would show in what is allocated.
func TestHostile(t *testing.T) {
	bomb := `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">`
	for i := range 9 {
		bomb += fmt.Sprintf(`<!ENTITY lol%d "%s">`, i+1, strings.Repeat(fmt.Sprintf("&lol%d;", i), 10))
	}
	fill := func(open, unit, end string) string {
		return open + strings.Repeat(unit, (hostileSize-len(open)-len(end)-1000)/len(unit)) + end
	}
	open, end := strings.TrimSuffix(rssFeed("<item><link>/a</link>"), "\n</channel></rss>\n"), "</item></channel></rss>"
	for name, s := range map[string]string{
		"billion laughs":    bomb + `]><rss><channel><title>&lol9;</title><item><link>/a</link><title>&lol9;</title></item></channel></rss>`,
		"outer entity":      `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><link>/a</link><title>&x;</title></item></channel></rss>`,
		"deep":              fill(open, "<a>", end),
		"deep extension":    fill(open+"<dc:creator>", "<a>", end),
		"deep text":         fill(open+"<description>", "<b>", "</description>"+end),
		"tags":              fill(open+"<description>", "<p/>", "</description>"+end),
		"pieces":            fill(open+"<dc:encoded>", "<![CDATA[a]]>", "</dc:encoded>"+end),
		"pieces, 1 MB":      open + "<dc:encoded>" + strings.Repeat("a<b/>", 200000) + "</dc:encoded>" + end,
		"comments":          fill(open+"<dc:creator>", "a<!---->", "</dc:creator>"+end),
		"unknown":           fill(open, "<a/>", end),
		"known":             fill(open, "<dc:date/>", end),
		"attributes":        fill(open+"<title ", "a='' ", "></title>"+end),
		"open CDATA":        fill("<rss><channel>", "<item><![CDATA[", ""),
		"open items":        fill("<rss><channel>", "<item>", ""),
		"empty items":       fill("<rss><channel>", "<item/>", ""),
		"ends":              fill(open, "</a>", end),
		"ampersands":        fill(open+"<title>", "&", "</title>"+end),
		"<":                 fill(open+"<title>", "<", "</title>"+end),
		"xhtml":             fill(`<feed><entry><link href="/a"/><content type="xhtml">`, "<b><i>", "</content></entry></feed>"),
		"xhtml, 1 MB":       `<feed><entry><link href="/a"/><content type="xhtml">` + strings.Repeat("<b/><a>", 90) + strings.Repeat("<p>a</p><br/>", 80000) + "</content></entry></feed>",
		"a title of tags":   fill(open+"<description><![CDATA[", "<b>", "]]></description>"+end),
		"JSON":              fill(`{"version": "https://jsonfeed.org/version/1", "items": [`, `{},`, `{}]}`),
		"deep JSON":         fill(`{"version": "https://jsonfeed.org/version/1", "items": `, `[`, ``),
		"authors":           fill(`{"version": "https://jsonfeed.org/version/1", "items": [{"authors": [`, `{},`, `{}]}]}`),
		"a page of nothing": fill("<html>", "<a>", ""),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f, err := parseString(s)
		runtime.ReadMemStats(&after)
		if f != nil {
			for _, it := range f.Items {
				if strings.Contains(it.Title, "lollol") || strings.Contains(it.Title, "root:") {
					t.Errorf("%s: title %.100q", name, it.Title)
				}
			}
		}
		t.Logf("%-18s %v", name, err)
		if got := after.TotalAlloc - before.TotalAlloc; got > mostAllocated*hostileSize {
			t.Errorf("%s: %d MiB allocated for %d MiB", name, got>>20, hostileSize>>20)
		}
	}
}

func TestNotFeed(t *testing.T) {
	head := `<!DOCTYPE html><html><head><title>Lowmere</title>
<link rel="alternate" type="application/rss+xml" title="News" href="/news.rss"><link rel=alternate type="application/atom+xml" href=sport.atom>
<LINK TYPE="application/feed+json; charset=utf-8" REL="Alternate home" HREF="https://tide.example/feed.json"><link rel="alternate" hreflang="fr" href="/fr"><link rel="alternate" type="application/rss+xml" href="javascript:a()">`
	for _, c := range []struct {
		in, want  string
		announced []string
	}{
		{head, "malformed: it is a web page, not a feed; give the address of a feed that it names: https://lantern.example/news.rss, https://lantern.example/feed/sport.atom, https://tide.example/feed.json",
			[]string{"https://lantern.example/news.rss", "https://lantern.example/feed/sport.atom", "https://tide.example/feed.json"}},
		{"<html><p>Not here", "malformed: it is a web page, not a feed, and it names none; look for the address of the feed", nil},
		{"Not found", "malformed: it is no feed: neither RSS nor Atom nor JSON Feed; check the address", nil},
		{`{"error": 404}`, "malformed: it is no feed: neither RSS nor Atom nor JSON Feed; check the address", nil},
		{`<?xml version="1.0"?><opml/>`, "malformed: it is no feed: neither RSS nor Atom nor JSON Feed; check the address", nil},
	} {
		f, err := parseString(c.in)
		n, ok := errors.AsType[*NotFeed](err)
		if !ok || f != nil || err.Error() != c.want || article.Refused(err) == nil {
			t.Errorf("%.20s: %v, want %s", c.in, err, c.want)
			continue
		}
		if diff := cmp.Diff(c.announced, n.Announced); diff != "" {
			t.Errorf("%.20s: announced, -want +got:\n%s", c.in, diff)
		}
	}
	for in, reason := range map[string]article.Reason{"": article.Empty, " \n": article.Empty, "%PDF-1.7\n\x00\x01": article.Binary} {
		if _, err := parseString(in); article.Refused(err) == nil || article.Refused(err).Reason != reason {
			t.Errorf("%q: %v", in, err)
		}
	}
	dead := errors.New("the line is dead")
	if _, err := Parse(&ingest.Source{Body: iotest.ErrReader(dead)}); !errors.Is(err, dead) {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range dialects {
		f.Add(c.feed)
	}
	f.Add(rssFeed(item(1) + "<item><title>1 < 2 <![CDATA[ ]]></item>" + item(2)))
	f.Add("<html><link rel=alternate type=application/rss+xml href=/a>")
	f.Fuzz(func(t *testing.T, s string) {
		got, err := parseString(s)
		if _, ok := errors.AsType[*Damaged](err); err != nil && !ok {
			if article.Refused(err) == nil || got != nil {
				t.Fatalf("%v beside %v", err, got)
			}
			return
		}
		seen := map[string]bool{}
		for _, it := range got.Items {
			if ingest.WebAddress(nil, it.URL) == nil || seen[it.URL] || len(it.Title) > maxTitle || len(it.GUID) > maxGUID || len(it.Author) > maxAuthor {
				t.Fatalf("item %+v", it)
			}
			seen[it.URL] = true
		}
	})
}
