package html

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// read reads one page and checks what holds for every page.
func read(t testing.TB, src *ingest.Source) (*article.Article, error) {
	t.Helper()
	var got *article.Article
	var err error
	n := 0
	for a, e := range New().Read(context.Background(), src) {
		got, err = a, e
		n++
	}
	if n != 1 || got == nil {
		t.Fatalf("%d articles, the last %v (%v)", n, got, err)
	}
	if err != nil && article.Refused(err) == nil {
		t.Fatalf("not a refusal: %v", err)
	}
	if got.ID != "" || !utf8.ValidString(got.Body) || !utf8.ValidString(got.Title) {
		t.Fatalf("id %q, or body or title not UTF-8", got.ID)
	}
	for _, l := range got.Links {
		if !l.Span.Within(got.Body) || !strings.HasPrefix(l.URL, "http") {
			t.Fatalf("link %v %q does not lie in the body", l.Span, l.URL)
		}
	}
	return got, err
}

func readString(t testing.TB, page string) (*article.Article, error) {
	t.Helper()
	return read(t, &ingest.Source{Name: "page.html", URL: "https://www.daily.example/a/story?id=1", Body: strings.NewReader(page)})
}

// addresses are where the pages in testdata were read from; those not named
// here were saved to a file.
var addresses = map[string]string{
	"broadsheet": "https://www.morningledger.example/politics/2026/mar/01/velgrad-mayor-harbour?ref=home",
	"microdata":  "http://www.elincourier.example/news/fair-2026.html",
	"syndicated": "https://plainstoday.example/2026/01/09/hikers-lake",
	"tables":     "http://www.isleweekly.example/2026/aske.htm",
}

func TestPages(t *testing.T) {
	files, err := filepath.Glob("testdata/*.html")
	if err != nil || len(files) < 6 {
		t.Fatalf("%d pages in testdata (%v)", len(files), err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".html")
		t.Run(name, func(t *testing.T) {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			a, err := read(t, &ingest.Source{Name: f, URL: addresses[name], Body: bytes.NewReader(b)})
			got := golden(a, err)
			path := strings.TrimSuffix(f, ".html") + ".golden"
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), got); d != "" {
				t.Errorf("run with -update if this is right (-want +got):\n%s", d)
			}
		})
	}
}

// golden is an article as the golden files show it.
func golden(a *article.Article, err error) string {
	var b strings.Builder
	fmt.Fprintf(&b, "url: %s\noutlet: %s (%s)\ntitle: %s\nbyline: %s\npublished: %s\nmodified: %s\nlanguage: %s\n",
		a.URL, a.Outlet.Name, a.Outlet.Domain, a.Title, strings.Join(a.Byline, " / "), a.Published, a.Modified, a.Language)
	for k, v := range a.Extra {
		fmt.Fprintf(&b, "%s: %s\n", k, v)
	}
	for _, l := range a.Links {
		fmt.Fprintf(&b, "link: %q %s\n", l.Span.In(a.Body), l.URL)
	}
	if err != nil {
		fmt.Fprintf(&b, "refused: %v\n", article.Refused(err))
	}
	return b.String() + "\n" + a.Body + "\n"
}

// paras are paragraphs of some length that say nothing, no two the same.
func paras(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "<p>The council of Velgrad met on Monday to speak of the harbour, and its %d members agreed that something would have to be done.</p>\n", i)
	}
	return b.String()
}

func page(head, body string) string {
	return "<!doctype html><html><head>" + head + "</head><body>" + body + "</body></html>"
}

func TestEncodings(t *testing.T) {
	const russian = "Мэр Велграда подал в отставку, сообщили в городском совете в понедельник. «Я устал», — сказал он журналистам."
	body := strings.Repeat("<p>"+russian+"</p><p>Выборы пройдут в июне, сказал его заместитель, и город к ним готов.</p>", 2)
	utf16 := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	for name, c := range map[string]struct {
		enc         encoding.Encoding
		contentType string
		meta        string
	}{
		"declared by the server":     {charmap.Windows1251, "text/html; charset=windows-1251", ""},
		"declared by the page":       {charmap.Windows1251, "text/html", `<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">`},
		"Mac Cyrillic":               {charmap.MacintoshCyrillic, "", `<meta charset="x-mac-cyrillic">`},
		"not declared":               {charmap.Windows1251, "", ""},
		"said to be UTF-8 and not":   {charmap.Windows1251, "text/html; charset=utf-8", `<meta charset="utf-8">`},
		"UTF-8 said to be Latin-1":   {encoding.Nop, "text/html; charset=iso-8859-1", ""},
		"UTF-16 with a mark":         {utf16, "", ""},
		"UTF-16, another in the tag": {utf16, "text/html", `<meta charset="utf-8">`},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := c.enc.NewEncoder().Bytes([]byte(page(c.meta+"<title>Мэр уходит</title>", "<article>"+body+"</article>")))
			if err != nil {
				t.Fatal(err)
			}
			a, err := read(t, &ingest.Source{Name: "page", ContentType: c.contentType, Body: bytes.NewReader(b)})
			if err != nil || a.Title != "Мэр уходит" || !strings.Contains(a.Body, russian) {
				t.Errorf("title %q, body %.60q, %v", a.Title, a.Body, err)
			}
		})
	}
}

func TestBody(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"white space":          {"<p>One \n\t two&nbsp; three\u200b.</p>", "One two three."},
		"line break":           {"<p>One. <br> Two.</p>", "One.\nTwo."},
		"two line breaks":      {"<p>One.<br>\n<br>Two.<br></p>", "One.\n\nTwo."},
		"list":                 {"<ul><li>One.</li><li><p>Two.</p></li></ul>", "One.\n\nTwo."},
		"quotation":            {"<blockquote>One.<p>Two.</p></blockquote>", "One.\n\nTwo."},
		"row of a table":       {"<table><tr><th>Year</th><td>2026</td></tr><tr><td>Votes</td><td>7</td></tr></table>", "Year 2026\n\nVotes 7"},
		"cells of paragraphs":  {"<table><tr><td><p>One.</p></td><td>Two.</td></tr></table>", "One.\n\nTwo."},
		"no words":             {"<p>* * *</p><p>One.</p><p>—</p>", "One."},
		"text without element": {"One.<p>Two.</p>Three.", "One.\n\nTwo.\n\nThree."},
		"preformatted":         {"<pre>One\ntwo.\n\nThree.</pre>", "One two.\n\nThree."},
		"entities":             {"<p>Calder &amp; Roy &#8212; &ldquo;yes&rdquo;&#x00;</p>", "Calder & Roy — “yes”\uFFFD"},
		"words in tags":        {"<p><b>O</b>ne <i>two</i><sup>3</sup>.</p>", "One two3."},
		"left out":             {"<p>One.</p><figure>F</figure><aside>A</aside><form>X</form><nav>N</nav><button>B</button>", "One."},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := parse(page("", c.in))
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := join(readBlocks(doc, nil)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestLinks(t *testing.T) {
	doc, err := parse(`<p>See <a href="/x#y"> the <b>report</b> </a>and <a href="//o.example/é">that</a>, not
		<a href="javascript:x()">this</a>, <a href=" mailto:a@b">mail</a>, <a href="#n">a note</a> or <a name=q>a place</a>.</p>
		<a href="http://b.example"><p>Two</p><p>parts</p></a>`)
	if err != nil {
		t.Fatal(err)
	}
	body, links := join(readBlocks(doc, web(nil, "https://daily.example/a/")))
	var got []string
	for _, l := range links {
		got = append(got, l.Span.In(body)+" "+l.URL)
	}
	want := []string{"the report https://daily.example/x#y", "that https://o.example/%C3%A9", "Two http://b.example", "parts http://b.example"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestShortStories(t *testing.T) {
	for _, body := range []string{
		"<article><h1>Tunnel shut</h1><p>A fire has closed the tunnel, the police said.</p><p>“It is out,” an officer said.</p><p>Trains run as usual.</p></article>",
		"<div><div><p>A fire has closed the tunnel, the police said.</p></div><div><p>“It is out,” an officer said.</p></div><div><p>Trains run as usual.</p></div></div>",
	} {
		menu := `<nav><a href="/a">News</a></nav><div class="side"><ul>` + strings.Repeat(`<li><a href="/x">Another story of the day</a></li>`, 12) + "</ul></div>"
		a, err := readString(t, page(`<meta property="og:type" content="article"><title>Tunnel shut</title>`, menu+body+menu))
		want := "A fire has closed the tunnel, the police said.\n\n“It is out,” an officer said.\n\nTrains run as usual."
		if err != nil || a.Body != want {
			t.Errorf("body %q, %v", a.Body, err)
		}
	}
}

// A page that draws its story with a script may give it in its metadata.
func TestStoryInData(t *testing.T) {
	text := strings.ReplaceAll(strings.ReplaceAll(stripTags(paras(4)), "\n", `\n\n`), "\t", " ")
	a, err := readString(t, page(`<script type="application/ld+json">{"@type":"NewsArticle","headline":"Harbour","articleBody":"`+text+`"}</script>`,
		`<div id="root"></div><noscript>Please enable JavaScript.</noscript>`))
	if err != nil || strings.Count(a.Body, "\n\n") != 3 || !strings.HasPrefix(a.Body, "The council") {
		t.Errorf("body %q, %v", a.Body, err)
	}
}

func TestRefusals(t *testing.T) {
	links := strings.Repeat(`<li><a href="/s">Council meets to talk about the harbour again</a></li>`, 30)
	teasers := strings.Repeat(`<article><h2><a href="/s">Council meets on harbour once again</a></h2><p>The council met to speak of the harbour, and there was much to say of it on all sides.</p></article>`, 12)
	for name, c := range map[string]struct {
		page string
		want article.Reason
	}{
		"nothing":       {"", article.Empty},
		"white space":   {" \n\t ", article.Empty},
		"no words":      {page("<title>Story</title>", `<div id="root"></div><script src="app.js"></script>`), article.Empty},
		"list of links": {page("<title>News</title>", "<ul>"+links+"</ul>"), article.NoArticle},
		"front page":    {page(`<title>Daily</title><meta property="og:type" content="website">`, teasers), article.NoArticle},
		"error":         {page("<title>404 Not Found</title>", "<h1>Page not found</h1>"+strings.Repeat("<p>We are sorry, but the page that you asked for is not here, or is not here any more, or never was.</p>", 3)), article.NoArticle},
		"search":        {page("<title>Search results for harbour</title>", paras(4)), article.NoArticle},
		"too little":    {page("<title>Hello</title>", "<p>This is my page.</p>"), article.NoArticle},
		"said to be paid for": {page(`<title>Story</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"Story","isAccessibleForFree":"False"}</script>`,
			"<article>"+paras(2)+"</article>"), article.Paywall},
		"asks for a subscription": {page(`<title>Story</title><meta property="og:type" content="article">`,
			"<article>"+paras(2)+`<div class="gate"><h3>Subscribe to continue reading</h3><p>Already a subscriber? <a href="/in">Log in</a></p></div></article>`), article.Paywall},
		"asks for a login": {page("<title>Story</title>", "<article>"+paras(1)+"</article><div class=wall><p>Please log in to read this story.</p></div>"), article.Paywall},
		"PDF":              {"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", article.Binary},
		"picture":          {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", article.Binary},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := readString(t, c.page)
			r := article.Refused(err)
			if r == nil || r.Reason != c.want {
				t.Fatalf("got %v, want %s; body %q", err, c.want, a.Body)
			}
			if !strings.Contains(err.Error(), "page.html") || !strings.ContainsAny(r.Detail, ";") {
				t.Errorf("%v: does not name the page, or says not what to do", err)
			}
			if a.URL == "" || c.want == article.Paywall && a.Title != "Story" {
				t.Errorf("lost what is known: %+v", a)
			}
		})
	}
}

// A story that is free, however it is built, is not refused.
func TestNoFalseRefusals(t *testing.T) {
	long := "<article>" + paras(20) + "</article>"
	for name, p := range map[string]string{
		"paid for, but all there":    page(`<script type="application/ld+json">{"@type":"NewsArticle","headline":"S","isAccessibleForFree":false}</script>`, long),
		"a box asks for subscribers": page("<title>S</title>", long+"<div><p>Subscribe to continue reading.</p></div>"),
		"a login in the menu":        page(`<meta property="og:type" content="article">`, "<nav>Already a subscriber? Log in to read</nav><article>"+paras(3)+"</article>"),
		"teasers below":              page("<title>S</title>", long+strings.Repeat(`<article><a href="/x">Another story of this day</a></article>`, 20)),
		"asks to scroll":             page(`<meta property="og:type" content="article">`, "<article>"+paras(2)+"<p>Scroll down to continue reading</p><p>The mayor did not speak, her office said.</p><p>She will speak on Tuesday, it said, at the harbour.</p></article>"),
		"about an error":             page("<title>Error 404: how a missing page made a career</title>", long),
	} {
		if a, err := readString(t, p); err != nil || len(a.Body) < 300 {
			t.Errorf("%s: %d bytes, %v", name, len(a.Body), err)
		}
	}
}

func TestHostilePages(t *testing.T) {
	story := "<article>" + paras(5) + "</article>"
	var fonts, manyLinks strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&fonts, "<font color=%d><b id=%d>", i, i)
		fmt.Fprintf(&manyLinks, "<a href=/%d>", i)
	}
	for name, p := range map[string]string{
		"deep divs":               page("", strings.Repeat("<div>", 5000)+story+strings.Repeat("</div>", 5000)),
		"deep divs never closed":  page("", strings.Repeat("<div class=a>", 50_000)+story),
		"deep and named share":    page("", strings.Repeat("<div class=share>", 99)+strings.Repeat("<span>word, and <a href=/x>more</a></span> ", 5000)+story),
		"deep tables":             page("", strings.Repeat("<table><tr><td>", 3000)+story),
		"deep lists":              page("", strings.Repeat("<ul><li>", 20_000)+story),
		"fonts never closed":      page("", fonts.String()+strings.Repeat("<p>x", 20_000)+story),
		"links never closed":      page("", manyLinks.String()+story),
		"nothing closed":          "<html><head><title>T</title><body><div><article><p>" + strings.ReplaceAll(paras(8), "</p>", ""),
		"title of a megabyte":     page("<title>"+strings.Repeat("harbour ", 1<<17)+"</title>", "<h1>"+strings.Repeat("harbour ", 1<<17)+"</h1>"+strings.Repeat("<h2>a</h2>", 5000)+story),
		"words between the cells": page("", "<table>"+strings.Repeat("<tr>word "+strings.Repeat("x", 50), 20_000)+"</table>"+story),
		"tags that mean nothing":  page("", strings.Repeat("a</li>b<td>c<body>d</a>e</body>f", 20_000)+story),
		"many breaks":             page("", strings.Repeat("x<br><br>", 20_000)+story),
		"many attributes":         page("", "<div "+strings.Repeat("a=1 b ", 20_000)+">"+story+"</div>"),
		"script in the data":      page(`<script type="application/ld+json">{"@type":"NewsArticle","headline":"<script>alert(1)<\/script>Harbour"}</script>`, story),
		"data nested deeply":      page(`<script type="application/ld+json">`+strings.Repeat("[", 100_000)+"</script>", story),
		"data of commas":          page(`<script type="application/ld+json">{`+strings.Repeat(", \n", 300_000)+"}</script>", story),
		"drawing never closed":    page("", "<svg><title><path d='M0'/>"+story),
		"choice never closed":     page("", "<select><option>a<option>b"+story),
		"one long line":           page("", "<p>"+strings.Repeat("a b <i>c</i> ", 50_000)+"</p>"+story),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, err := readString(t, p)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(a.Body, "council") || len(a.Title) > maxTitle {
				t.Errorf("title of %d bytes, body %.80q", len(a.Title), a.Body)
			}
		})
	}
}

func TestNoScripts(t *testing.T) {
	a, err := readString(t, page(`<script type="application/ld+json">{"@type":"NewsArticle","headline":"<b>Harbour</b> <script>alert(1)<\/script>opens"}</script>`,
		"<article>"+paras(3)+"<script>alert('x')</script><p>See <a href=' javascript:alert(1)'>this</a> and <a href='data:text/html,x'>that</a>, the mayor said.</p></article>"))
	if err != nil || a.Title != "Harbour alert(1)opens" || len(a.Links) != 0 || strings.Contains(a.Body, "alert") {
		t.Errorf("title %q, links %v, body %q, %v", a.Title, a.Links, a.Body, err)
	}
}

func TestLimits(t *testing.T) {
	zeros := strings.NewReader("<p>" + strings.Repeat("a ", ingest.MaxInput/2))
	_, err := read(t, &ingest.Source{Name: "big", Body: zeros})
	if r := article.Refused(err); r == nil || r.Reason != article.TooLarge || !strings.Contains(r.Detail, fmt.Sprint(ingest.MaxInput)) {
		t.Errorf("over the limit of input: %v", err)
	}
	_, err = readString(t, page("", "<article>"+paras(article.MaxBody/100)+"</article>"))
	if r := article.Refused(err); r == nil || r.Reason != article.TooLarge {
		t.Errorf("over the limit of a body: %v", err)
	}
	_, err = readString(t, page("", strings.Repeat("<br><i>", maxTags)))
	if r := article.Refused(err); r == nil || r.Reason != article.TooLarge {
		t.Errorf("over the limit of elements: %v", err)
	}
}

func TestTimeLimit(t *testing.T) {
	src := &ingest.Source{Name: "x.html", URL: "https://daily.example/x", Body: strings.NewReader(page("", paras(5000)))}
	for a, err := range (reader{time.Nanosecond}).Read(context.Background(), src) {
		if r := article.Refused(err); r == nil || r.Reason != article.TooLarge || a == nil || a.URL != src.URL {
			t.Errorf("%v, %v", a, err)
		}
	}
}

type badReader struct{}

func (badReader) Read([]byte) (int, error) { return 0, errors.New("the line is dead") }

func TestUnreadable(t *testing.T) {
	for a, err := range New().Read(context.Background(), &ingest.Source{Name: "x.html", Body: badReader{}}) {
		if a != nil || err == nil || !strings.Contains(err.Error(), "x.html") || article.Refused(err) != nil {
			t.Errorf("%v, %v", a, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for a, err := range New().Read(ctx, &ingest.Source{Name: "x.html", Body: strings.NewReader(page("", paras(1)))}) {
		if a != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("%v, %v", a, err)
		}
	}
}

// Run with: go test -run ^$ -fuzz Read -fuzzminimizetime 20x ./internal/ingest/html
// (without the last flag, Go spends its time on making finds smaller).
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.html")
	if err != nil || len(files) < 6 {
		f.Fatalf("%d seeds in testdata (%v)", len(files), err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("<table><svg><title>x<p><a href=//x>" + paras(1) + "<select><td>" + paras(1)))
	f.Add([]byte(page(`<script type="application/ld+json">[{"@type":"Article","author":[{"name":["a",1]}],}]</script>`, paras(2))))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := read(t, &ingest.Source{Name: "fuzz", URL: "https://daily.example/x", Body: bytes.NewReader(b)})
		if err == nil && a.Body == "" {
			t.Error("neither a body nor a refusal")
		}
	})
}

// Run with: go test -run ^$ -bench Read ./internal/ingest/html
func BenchmarkRead(b *testing.B) {
	var pages [][]byte
	size := 0
	files, _ := filepath.Glob("testdata/*.html")
	for _, f := range files {
		p, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		// A page of today is of 100 kB and more, most of it scripts and lists of links.
		pad := strings.Repeat("<script>var a={b:'"+strings.Repeat("x", 400)+"'};</script><div class='t'><a href='/s'>Another story</a></div>", 200)
		p = bytes.Replace(p, []byte("</body>"), []byte(pad+"</body>"), 1)
		pages = append(pages, p)
		size += len(p)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		for _, p := range pages {
			for _, err := range New().Read(context.Background(), &ingest.Source{Name: "p", Body: bytes.NewReader(p)}) {
				if err != nil {
					b.Fatal(err)
				}
				n++
			}
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "pages/s")
}
