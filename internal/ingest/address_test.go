package ingest

import (
	"net/url"
	"strings"
	"testing"
)

func TestWebAddress(t *testing.T) {
	base, _ := url.Parse("https://lantern.example/news/feed.xml")
	for link, want := range map[string]string{
		" https://tide.example/a?b=c#d\n": "https://tide.example/a?b=c",
		"HTTP://tide.example":             "http://tide.example",
		"a b":                             "https://lantern.example/news/a%20b",
		"/a":                              "https://lantern.example/a",
		"//tide.example/a":                "https://tide.example/a",
		"?p=1":                            "https://lantern.example/news/feed.xml?p=1",
		"":                                "",
		"http://":                         "",
		"https://:80/":                    "",
		"javascript:alert(1)":             "",
		"file:///etc/passwd":              "",
		"mailto:desk@tide.example":        "",
		"https://a:b@tide.example/":       "",
		"https://tide.example/%zz":        "",
		"https://ti\x00de.example/":       "",
		strings.Repeat("ä", MaxURL/4):     "",
	} {
		got := ""
		if u := WebAddress(base, link); u != nil {
			got = u.String()
		}
		if got != want {
			t.Errorf("WebAddress(%.40q) = %.40q, want %q", link, got, want)
		}
	}
	if u := WebAddress(nil, "/a"); u != nil {
		t.Errorf("without a base: %v", u)
	}
}
