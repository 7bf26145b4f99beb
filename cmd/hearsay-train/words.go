package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/enc"
	"github.com/hearsay-news/hearsay/internal/nlp/ner"
	"github.com/hearsay-news/hearsay/internal/nlp/quote"
	"github.com/hearsay-news/hearsay/internal/nlp/tok"
)

var _ = register("words", trainWords)

// trainWords learns to guess hidden words of raw news, which is where the other
// models begin. What it writes is not part of the program.
func trainWords(args []string) error {
	o := &options{}
	fs := flag.NewFlagSet("words", flag.ContinueOnError)
	epochs := fs.Float64("epochs", 1, "`number` of times to read the text")
	articles := fs.Int("articles", 1<<30, "`number` of articles to read at most")
	to := fs.String("to", "build/words.model", "`file` to write")
	if err := o.parse(fs, args); err != nil {
		return err
	}
	raw, err := readRaw(o.rawNews(), *articles)
	if err != nil {
		return err
	}
	words := raw.Words(12, 50000)
	logf("words: %d tokens, %d words", raw.Len(), len(words))
	net := enc.Pretrain(raw, words, enc.PretrainOptions{Epochs: *epochs, Batch: 1500, Workers: 2, Rate: 0.002, Seed: o.seed, Log: logf})
	b := &model.Builder{}
	net.Write(b, words)
	return b.WriteFile(*to)
}

// readRaw reads articles into what words are guessed in.
func readRaw(path string, most int) (*enc.Raw, error) {
	raw := enc.NewRaw()
	p, err := rawPipeline()
	if err != nil {
		return nil, err
	}
	err = readArticles(path, most, func(some []rawArticle) error {
		for _, d := range annotateAll(p, some) {
			raw.Add(d)
		}
		return nil
	})
	return raw, err
}

// rawArticle is an article of raw news.
type rawArticle struct{ ID, Title, Text string }

// text is what is read of it.
func (a *rawArticle) text() string { return a.Title + "\n\n" + a.Text }

// readArticles reads articles from lines of JSON, compressed, and hands over some
// at a time.
func readArticles(path string, most int, use func(some []rawArticle) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	in := json.NewDecoder(bufio.NewReaderSize(z, 1<<20))
	const group = 256
	for n := 0; n < most; {
		var some []rawArticle
		for len(some) < group && n < most {
			var a rawArticle
			if err := in.Decode(&a); err == io.EOF {
				most = n
				break
			} else if err != nil {
				return fmt.Errorf("read %s, article %d: %w", path, n+1, err)
			}
			some = append(some, a)
			n++
		}
		if err := use(some); err != nil {
			return fmt.Errorf("read %s: %w", path, err)
		}
	}
	return nil
}

// rawPipeline gives what the rows of tokens need.
func rawPipeline() (*nlp.Pipeline, error) { return nlp.NewPipeline(tok.New(), quote.New(), ner.New()) }

// annotateAll runs articles through a pipeline.
func annotateAll(p *nlp.Pipeline, some []rawArticle) []*nlp.Doc {
	out := make([]*nlp.Doc, len(some))
	both(len(some), func(i int) { out[i] = p.Run(some[i].text(), nil) })
	return out
}

// both calls f for 0 to n-1, on two processors.
func both(n int, f func(i int)) {
	var wg sync.WaitGroup
	for w := range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := w; i < n; i += 2 {
				f(i)
			}
		}()
	}
	wg.Wait()
}
