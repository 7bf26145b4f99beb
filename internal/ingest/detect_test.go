package ingest

import (
	"io"
	"strings"
	"testing"
)

func TestDetect(t *testing.T) {
	for _, c := range []struct {
		name, url, media, body string
		want                   Format
	}{
		{"a.html", "", "", "plain words", HTML},
		{"A.HTM", "", "", "", HTML},
		{"a.txt", "", "", "<p>not a page</p>", Text},
		{"a.jsonl", "", "", "", JSONL},
		{"a", "", "", "<!DOCTYPE html>", HTML},
		{"a", "", "", "\ufeff  \n<html>", HTML},
		{"a", "", "", "\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00", HTML},
		{"a", "", "", "<3 is not a tag", Text},
		{"-", "", "", `{"text": "words"}`, JSONL},
		{"-", "", "", "{ \"text\": 1}\n{}", JSONL},
		{"-", "", "", "{Editor's note} The mayor said", Text},
		{"-", "", "", "", Text},
		{"-", "", "", "The mayor said.", Text},
		{"https://a.example/x", "https://a.example/x", "text/html; charset=utf-8", "{", HTML},
		{"https://a.example/x.html", "https://a.example/x.html", "text/plain", "{", Text},
		{"https://a.example/x.html?y=a.txt", "https://a.example/x.html?y=a.txt", "", "", HTML},
		{"https://a.example/x", "https://a.example/x", "application/octet-stream", "<html>", HTML},
		{"https://a.example/x", "https://a.example/x", "application/x-ndjson", "", JSONL},
		{"https://a.example/x", "https://a.example/x", "application/rss+xml; charset=utf-8", "", Feed},
		{"https://a.example/x", "https://a.example/x", "text/xml", "<rss version='2.0'>", Feed},
		{"a.atom", "", "", "", Feed},
		{"a.xml", "", "", "<?xml version=\"1.0\"?>\n<!-- <html> -->\n<?xml-stylesheet href='a'?><!DOCTYPE rss><rss>", Feed},
		{"a.xml", "", "", "\ufeff<feed xmlns='http://www.w3.org/2005/Atom'>", Feed},
		{"a.xml", "", "", "<rdf:RDF", Feed},
		{"a.xml", "", "", "<?xml version=\"1.0\"?><html>", HTML},
		{"a.xml", "", "", "<?xml version=\"1.0\"", HTML},
		{"a.xml", "", "", "<feedback>", HTML},
		{"map.txt", "", "", "\ufeffhttps://a.example/1\r\n\r\nhttp://a.example/2\n", Sitemap},
		{"-", "", "", "https://a.example/1", Sitemap},
		{"map.txt", "", "", strings.Repeat("https://a.example/1\n", 100), Sitemap},
		{"https://a.example/map.txt", "https://a.example/map.txt", "text/plain", "https://a.example/1\nhttps://a.example/2\n", Sitemap},
		{"a.txt", "", "", "https://a.example/1\nThe mayor said.", Text},
		{"a.txt", "", "", "https://a.example/1 is where the mayor said it.\n", Text},
		{"a.txt", "", "", "https://" + strings.Repeat("a", 2*headSize), Text},
		{"-", "", "", `{"version": "https://jsonfeed.org/version/1.1", "items": []}`, Feed},
	} {
		src := &Source{Name: c.name, URL: c.url, ContentType: c.media, Body: strings.NewReader(c.body)}
		if got := Detect(src); got != c.want {
			t.Errorf("Detect(%s, %q, %q) = %s, want %s", c.name, c.media, c.body, got, c.want)
		}
		if b, err := io.ReadAll(src.Body); err != nil || string(b) != c.body {
			t.Errorf("after Detect the body is %q, %v; want %q", b, err, c.body)
		}
	}
}

func TestDetectLongHead(t *testing.T) {
	long := "<p>" + strings.Repeat("x", 10*headSize)
	src := &Source{Name: "-", Body: strings.NewReader(long)}
	if got := Detect(src); got != HTML {
		t.Errorf("Detect = %s, want %s", got, HTML)
	}
	if b, _ := io.ReadAll(src.Body); string(b) != long {
		t.Errorf("the body lost bytes: %d of %d", len(b), len(long))
	}
}
