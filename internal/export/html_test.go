package export

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/hearsay-news/hearsay/record"
)

// element is an element of a page, in the order in which they open.
type element struct {
	name string
	attr map[string]string
	text string // of it and all inside
}

var void = []string{"meta", "br", "link"}

// parse reads a page with a stack, which a browser would not need: every element
// must be closed, by its own tag, in its turn.
func parse(t *testing.T, page string) []*element {
	t.Helper()
	var out, open []*element
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("%s is not closed", open[len(open)-1].name)
			}
			return out
		case html.TextToken:
			words := string(z.Text())
			words = html.UnescapeString(words)
			for _, e := range open {
				e.text += words
			}
		case html.StartTagToken:
			tok := z.Token()
			e := &element{name: tok.Data, attr: map[string]string{}}
			for _, a := range tok.Attr {
				e.attr[a.Key] = a.Val
			}
			out = append(out, e)
			if !slices.Contains(void, e.name) {
				open = append(open, e)
			}
		case html.EndTagToken:
			name := z.Token().Data
			if len(open) == 0 || open[len(open)-1].name != name {
				t.Fatalf("</%s> closes nothing", name)
			}
			open = open[:len(open)-1]
		case html.SelfClosingTagToken, html.CommentToken:
			t.Errorf("%s on the page", z.Raw())
		}
	}
}

func TestHTMLWellFormed(t *testing.T) {
	page := export(t, "html", Options{}, all(t)...)
	if _, err := html.Parse(strings.NewReader(page)); err != nil {
		t.Fatal(err)
	}
	ids, links := map[string]bool{}, 0
	elements := parse(t, page)
	for _, e := range elements {
		if id, ok := e.attr["id"]; ok {
			if ids[id] || !regexp.MustCompile(`^(main|r\d+-([as]\d+|title|said|word))$`).MatchString(id) {
				t.Errorf("id %q is there twice or made of the article's words", id)
			}
			ids[id] = true
		}
	}
	for _, e := range elements {
		href, ok := e.attr["href"]
		switch {
		case !ok:
		case strings.HasPrefix(href, "#"):
			links++
			if !ids[href[1:]] {
				t.Errorf("link to %s leads nowhere", href)
			}
		case !strings.HasPrefix(href, "http") || e.attr["rel"] != "noopener nofollow":
			t.Errorf("link %v", e.attr)
		}
	}
	if links < 50 {
		t.Errorf("only %d links on the page", links)
	}
}

// What the article says never becomes a part of the page's structure.
func TestHTMLHostile(t *testing.T) {
	page := export(t, "html", Options{}, hostile(t))
	for _, e := range parse(t, page) {
		if slices.Contains([]string{"script", "img", "iframe", "b", "base", "form", "object"}, e.name) {
			t.Errorf("<%s> on the page", e.name)
		}
		for k, v := range e.attr {
			if strings.HasPrefix(k, "on") || k == "src" || k == "style" || strings.Contains(v, "ZgotmplZ") {
				t.Errorf("<%s %s=%q> on the page", e.name, k, v)
			}
		}
	}
	if strings.ContainsAny(page, "\x00\x07\x1b\u009b\u202e") {
		t.Error("control characters on the page")
	}
	for _, bad := range []string{"http-equiv=\"refresh", "href=\"javascript", "href=\"data"} {
		if strings.Contains(page, bad) {
			t.Errorf("%s on the page", bad)
		}
	}
	if !strings.Contains(page, `content="default-src &#39;none&#39;`) && !strings.Contains(page, `content="default-src 'none'; style-src 'unsafe-inline'"`) {
		t.Error("no content security policy")
	}
}

// All words of the body stand on the page, in order, once.
func TestHTMLKeepsTheText(t *testing.T) {
	for _, r := range []*record.Record{mayor(t), tangle(t)} {
		var got []string
		for _, e := range parse(t, export(t, "html", Options{}, r)) {
			if e.name == "p" && e.attr["dir"] == "auto" {
				got = append(got, e.text)
			}
		}
		var want []string
		for _, l := range strings.FieldsFunc(r.Article.Body, func(r rune) bool { return r == '\n' || r == '\r' }) {
			want = append(want, strings.TrimSpace(l))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestHTMLShowsRefusal(t *testing.T) {
	page := export(t, "html", Options{}, refusedRecord())
	if !strings.Contains(page, "German is not analysed yet") || strings.Contains(page, "sagte er") {
		t.Error("the reason is missing, or the text is there")
	}
	if page := export(t, "html", Options{}); !strings.Contains(page, "No article") {
		t.Error("a page of nothing does not say so")
	}
}

// Words on every ground they stand on have a contrast of 4.5 to 1 (WCAG AA), the
// underlines 3 to 1.
func TestHTMLContrast(t *testing.T) {
	schemes := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(pageStyle, -1)
	if len(schemes) != 3 {
		t.Fatalf("%d colour schemes", len(schemes))
	}
	for i, s := range schemes[:2] {
		color := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6})`).FindAllStringSubmatch(s[1], -1) {
			color[m[1]] = luminance(t, m[2])
		}
		for _, pair := range []string{
			"ink paper 4.5", "quiet paper 4.5", "link paper 4.5", "warn paper 4.5", "ink here 4.5",
			"ink direct-tint 4.5", "ink mixed-tint 4.5", "ink indirect-tint 4.5",
			"quiet direct-tint 4.5", "quiet mixed-tint 4.5", "quiet indirect-tint 4.5",
			"direct paper 4.5", "mixed paper 3", "indirect paper 3",
		} {
			var a, b string
			var least float64
			if _, err := fmt.Sscan(pair, &a, &b, &least); err != nil {
				t.Fatal(err)
			}
			hi, lo := math.Max(color[a], color[b]), math.Min(color[a], color[b])
			if got := (hi + 0.05) / (lo + 0.05); got < least || color[a] == color[b] {
				t.Errorf("scheme %d: %s on %s has a contrast of %.1f, want %v", i, a, b, got, least)
			}
		}
	}
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	var l float64
	for i, weight := range []float64{0.0722, 0.7152, 0.2126} {
		c := float64(n>>(8*i)&0xff) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		l += weight * c
	}
	return l
}

func TestWebURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://a.example/x?y=1": "https://a.example/x?y=1", "http://a.example": "http://a.example", "HTTPS://a.example": "https://a.example",
		"javascript:alert(1)": "", "data:text/html,x": "", "//a.example/x": "", "/x": "", "": "", "https:": "", "http://a b": "", "ftp://a.example": "",
	} {
		if got := WebURL(in); got != want {
			t.Errorf("WebURL(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestShorten(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"short", 10, "short"}, {"two  \n words", 10, "two words"}, {"a longer row of words", 12, "a longer…"},
		{"éééééééééé", 4, "ééé…"}, {"", 4, ""},
	} {
		if got := shorten(c.in, c.n); got != c.want {
			t.Errorf("shorten(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
	if got := lang("en-GB") + lang("x y") + lang(""); got != "en-GB" {
		t.Errorf("lang = %q", got)
	}
}
