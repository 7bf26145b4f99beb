package cite

import (
	"testing"

	"github.com/hearsay-news/hearsay/article"
)

func TestPublisher(t *testing.T) {
	for _, c := range []struct {
		name string
		in   article.Article
		want article.Outlet
	}{
		{"nothing", article.Article{}, article.Outlet{}},
		{"what it came with", article.Article{Outlet: article.Outlet{Name: "The Lantern", Domain: "lantern.example"}}, article.Outlet{Name: "The Lantern", Domain: "lantern.example"}},
		{"a listed name", article.Article{Outlet: article.Outlet{Name: "Reuters"}}, article.Outlet{Name: "Reuters", Domain: "reuters.com"}},
		{"address", article.Article{URL: "https://edition.cnn.com/2026/03/01/x"}, article.Outlet{Name: "CNN", Domain: "edition.cnn.com"}},
		{"address of a site in the long list", article.Article{URL: "https://www.pittnews.com/x"}, article.Outlet{Name: "Pitt News", Domain: "pittnews.com"}},
		{"address that no list has", article.Article{URL: "https://www.lantern.example/x"}, article.Outlet{Domain: "lantern.example"}},
		{"headline", article.Article{Title: "Flood kills two - BBC News"}, article.Outlet{Name: "BBC", Domain: "bbc.co.uk"}},
		{"headline, The", article.Article{Title: "Flood kills two | The Guardian"}, article.Outlet{Name: "The Guardian", Domain: "theguardian.com"}},
		{"headline, an ordinary word", article.Article{Title: "The race - Time"}, article.Outlet{}},
		{"headline, no name", article.Article{Title: "The race - a post mortem"}, article.Outlet{}},
		{"address before headline", article.Article{URL: "https://lantern.example/x", Title: "Flood - BBC News"}, article.Outlet{Domain: "lantern.example"}},
		{"broken address", article.Article{URL: "http://[::1"}, article.Outlet{}},
	} {
		if got := Publisher(&c.in); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}
