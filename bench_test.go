package hearsay_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"testing"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/tok"
)

// rawNews are the first n articles of the raw news beside the checkout.
func rawNews(b *testing.B, n int) []*article.Article {
	f, err := os.Open("../shared/data/text/us-politics-news.jsonl.gz")
	if errors.Is(err, fs.ErrNotExist) {
		b.Skipf("the raw news is not beside the checkout: %v", err)
	}
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	in := json.NewDecoder(bufio.NewReader(z))
	out := make([]*article.Article, n)
	for i := range out {
		var a struct{ Title, Text string }
		if err := in.Decode(&a); err != nil {
			b.Fatal(err)
		}
		out[i] = &article.Article{Title: a.Title, Body: a.Text}
	}
	return out
}

func countTokens(s string) int {
	d := &nlp.Doc{Text: s}
	tok.New().Annotate(d)
	return len(d.Tokens)
}

// BenchmarkNews measures the whole analysis of raw news, the models being open
// already. A profile says what share each part has:
//
//	GOMAXPROCS=1 go test -run '^$' -bench News -cpuprofile cpu.prof . && go tool pprof -top -cum cpu.prof
func BenchmarkNews(b *testing.B) {
	articles, tokens := rawNews(b, 200), 0
	for _, a := range articles {
		tokens += countTokens(a.Body) + countTokens(a.Title)
	}
	z := hearsay.New()
	b.ReportAllocs()
	for b.Loop() {
		for _, a := range articles {
			if _, err := z.Analyze(context.Background(), &article.Article{Title: a.Title, Body: a.Body}); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(tokens*b.N)/b.Elapsed().Seconds(), "tokens/s")
	b.ReportMetric(float64(len(articles)*b.N)/b.Elapsed().Seconds(), "articles/s")
}
