package sitemap

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/hearsay-news/hearsay/internal/ingest"
)

const news = `<?xml version="1.0" encoding="ISO-8859-1"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://lantern.example/mayor?a=1&amp;b=2
</loc><lastmod>2026-03-02</lastmod><priority>0.5</priority>
<image:image><image:loc>https://lantern.example/a.jpg</image:loc><image:title>A picture</image:title></image:image>
<news:news><news:publication><news:name>The Lantern</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-03-01T09:00:00+01:00</news:publication_date>
<news:title>Mayor of ` + "L\xf6wmere" + ` <![CDATA[& council]]>
 resign</news:title></news:news></url>
<url><loc>https://lantern.example/bridge?a=1&b=2</loc></url>
<url><loc>https://lantern.example/bridge?a=1&amp;b=2</loc></url>
<url><loc>/relative</loc></url><url><loc>ftp://lantern.example/</loc></url><url/>
</urlset>`

func show(pages []Page, more []string) string {
	var b strings.Builder
	for _, p := range pages {
		fmt.Fprintf(&b, "%s | %s | %s\n", p.URL, p.Title, p.Published)
	}
	return b.String() + strings.Join(more, "\n")
}

const newsPages = "https://lantern.example/mayor?a=1&b=2 | Mayor of Löwmere & council resign | 2026-03-01T09:00:00+01:00\n" +
	"https://lantern.example/bridge?a=1&b=2 |  | \n"

func TestRead(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"news": {news, newsPages},
		"index": {`<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://lantern.example/1.xml.gz</loc><lastmod>2026-03-01</lastmod></sitemap>
			<sitemap><loc>https://lantern.example/2.xml</loc></sitemap></sitemapindex>`, "https://lantern.example/1.xml.gz\nhttps://lantern.example/2.xml"},
		"plain":       {"\n<urlset><url><loc>https://a.example/</loc><lastmod>yesterday</lastmod></url></urlset>", "https://a.example/ |  | \n"},
		"prefixes":    {"<s:urlset><s:url><s:loc>https://a.example/</s:loc></s:url></s:urlset>", "https://a.example/ |  | \n"},
		"controls":    {"<urlset><url><loc>https://a.example/\x0b\x00</loc></url></urlset>", "https://a.example/ |  | \n"},
		"nothing":     {"<urlset></urlset>", ""},
		"a list":      {"\ufeffhttps://a.example/\r\n\r\nhttps://b.example/\nno address\n", "https://a.example/ |  | \nhttps://b.example/ |  | \n"},
		"wrong ends":  {"<urlset><url><loc>https://a.example/</b></loc></url></x><url><loc>https://b.example/</url></urlset>", "https://a.example/ |  | \nhttps://b.example/ |  | \n"},
		"trailing":    {"<urlset></urlset><<<", ""},
		"many pieces": {"<urlset><url><loc>https://a.example/" + strings.Repeat("<![CDATA[a]]>", 100) + "</loc></url></urlset>", "https://a.example/" + strings.Repeat("a", 100) + " |  | \n"},
		"too long":    {"<urlset><url><loc>https://a.example/" + strings.Repeat("a", ingest.MaxURL) + "</loc></url></urlset>", ""},
	} {
		pages, more, err := Read(strings.NewReader(c.in))
		if diff := cmp.Diff(c.want, show(pages, more)); err != nil || diff != "" {
			t.Errorf("%s: %v, -want +got:\n%s", name, err, diff)
		}
	}
}

// endless repeats itself for ever.
type endless struct{ s string }

func (e endless) Read(p []byte) (int, error) {
	n := 0
	for n+len(e.s) <= len(p) {
		n += copy(p[n:], e.s)
	}
	return n, nil
}

func TestReadRefuses(t *testing.T) {
	open := "<urlset>\n<url><loc>https://a.example/</loc></url>\n"
	var many strings.Builder
	for i := range MaxEntries + 1 {
		fmt.Fprintf(&many, "<url><loc>https://a.example/%d</loc></url>", i)
	}
	for name, c := range map[string]struct {
		in    io.Reader
		want  string
		pages int
	}{
		"empty":       {strings.NewReader(" \n"), "read sitemap: line 2: it is empty; check the address", 0},
		"a page":      {strings.NewReader("<!DOCTYPE html>\n<html>"), "read sitemap: line 2: it begins with <html>, not with <urlset> or <sitemapindex>; check the address", 0},
		"a feed":      {strings.NewReader("<rss>"), "read sitemap: line 1: it is a feed, not a sitemap; read it as one", 0},
		"words":       {strings.NewReader("Not found"), "read sitemap: line 1: it is neither XML nor a list of addresses; check the address", 0},
		"cut":         {strings.NewReader(open + "<url><loc>https://b"), "read sitemap: line 3: it breaks off; fetch it again", 1},
		"cut in tag":  {strings.NewReader(open + "<url><lo"), "read sitemap: line 3: unexpected EOF; fetch it again, or tell its publisher", 1},
		"a slip":      {strings.NewReader(open + "< "), "read sitemap: line 3: expected element name after <; fetch it again, or tell its publisher", 1},
		"many":        {strings.NewReader(open + many.String()), "read sitemap: line 3: it has more than 50000 entries; the rest is left out", MaxEntries},
		"deep":        {io.MultiReader(strings.NewReader(open), endless{"<a>"}), "read sitemap: line 3: elements stand more than 20 deep in each other; this is no sitemap", 1},
		"endless":     {io.MultiReader(strings.NewReader(open), endless{"<a/>" + strings.Repeat(" ", 4000)}), "read sitemap: line 3: it is longer than 50 MiB; the protocol has sites split it", 1},
		"a long tag":  {io.MultiReader(strings.NewReader(open+"<url "), endless{"a='' "}), "read sitemap: line 3: a tag or text is longer than 1 MiB; this is no sitemap", 1},
		"a long text": {io.MultiReader(strings.NewReader(open+"<url><loc>"), endless{"a"}), "read sitemap: line 3: a tag or text is longer than 1 MiB; this is no sitemap", 1},
		"a long line": {io.MultiReader(strings.NewReader("https://a.example/\n"), endless{"a"}), "read sitemap: line 2: the line is longer than ", 1},
		"a bomb":      {endless{" "}, "read sitemap: line 1: a tag or text is longer than 1 MiB; this is no sitemap", 0},
		"dead":        {io.MultiReader(strings.NewReader(open), iotest.ErrReader(errors.New("the line is dead"))), "read sitemap: line 3: the line is dead", 1},
		"an encoding": {strings.NewReader(`<?xml version="1.0" encoding="x-lowmere"?><urlset>`), "read sitemap: line 1: ", 0},
	} {
		pages, _, err := Read(c.in)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || len(pages) != c.pages {
			t.Errorf("%s: %d pages, %v; want %d, %s", name, len(pages), err, c.pages, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(news)
	f.Add("https://a.example/\nhttps://b.example/")
	f.Fuzz(func(t *testing.T, s string) {
		pages, more, err := Read(strings.NewReader(s))
		if err != nil && !strings.HasPrefix(err.Error(), "read sitemap: ") {
			t.Fatal(err)
		}
		for _, p := range pages {
			more = append(more, p.URL)
			if len(p.Title) > maxTitle {
				t.Fatalf("%+v", p)
			}
		}
		for _, u := range more {
			if ingest.WebAddress(nil, u) == nil {
				t.Fatal(u)
			}
		}
	})
}
