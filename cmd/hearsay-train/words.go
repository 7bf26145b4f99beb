package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
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
	raw, err := readRaw(filepath.Join(o.data, "text", "us-politics-news.jsonl.gz"), *articles)
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
	err = readArticles(path, most, func(texts []string) {
		for _, d := range annotateAll(p, texts) {
			raw.Add(d)
		}
	})
	return raw, err
}

// readArticles reads articles from lines of JSON, compressed, and hands over the
// texts of some at a time.
func readArticles(path string, most int, use func(texts []string)) error {
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
		var texts []string
		for len(texts) < group && n < most {
			var a struct{ Title, Text string }
			if err := in.Decode(&a); err == io.EOF {
				most = n
				break
			} else if err != nil {
				return fmt.Errorf("read %s, article %d: %w", path, n+1, err)
			}
			texts = append(texts, a.Title+"\n\n"+a.Text)
			n++
		}
		use(texts)
	}
	return nil
}

// rawPipeline gives what the rows of tokens need.
func rawPipeline() (*nlp.Pipeline, error) { return nlp.NewPipeline(tok.New(), quote.New(), ner.New()) }

// annotateAll runs texts through a pipeline.
func annotateAll(p *nlp.Pipeline, texts []string) []*nlp.Doc {
	out := make([]*nlp.Doc, len(texts))
	both(len(texts), func(i int) { out[i] = p.Run(texts[i], nil) })
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
