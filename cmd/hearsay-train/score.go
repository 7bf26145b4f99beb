package main

import (
	"flag"
	"os"
	"path/filepath"

	"github.com/hearsay-news/hearsay/internal/corpus"
	"github.com/hearsay-news/hearsay/internal/english"
	"github.com/hearsay-news/hearsay/internal/eval"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/enc"
	"github.com/hearsay-news/hearsay/internal/nlp/names"
	"github.com/hearsay-news/hearsay/internal/nlp/ner"
	"github.com/hearsay-news/hearsay/internal/nlp/quote"
	"github.com/hearsay-news/hearsay/internal/nlp/tok"
)

var _ = register("score", func(args []string) error {
	o := &options{}
	if err := o.parse(flag.NewFlagSet("score", flag.ContinueOnError), args); err != nil {
		return err
	}
	if err := score(o); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(o.out, "say.model")); err != nil {
		return nil // not learnt yet
	}
	t := saysTraining{options: o}
	return t.scoreSays()
})

// score prints how well the models in the folder written to tag, parse and find
// names in the development sets and in news.
func score(o *options) error {
	gold, err := corpus.ReadTexts(filepath.Join(o.data, "ud", "en_ewt-ud-dev.conllu"))
	if err != nil {
		return err
	}
	named, err := readNames(filepath.Join(o.data, "ner", devNames))
	if err != nil {
		return err
	}
	load := modelsIn(o.out)
	f, err := load("names")
	if err != nil {
		return err
	}
	n, err := names.Open(f, enc.Width)
	if err != nil {
		return err
	}
	e, err := english.Tree(load, n)
	if err != nil {
		return err
	}
	if _, err = eval.Treebank(gold, tok.New(), quote.New(), ner.New(), e).WriteTo(os.Stderr); err != nil {
		return err
	}
	if _, err = eval.Names(named, quote.New(), ner.New(), e).WriteTo(os.Stderr); err != nil {
		return err
	}
	return scoreNews(o, e)
}

// scoreNews prints how well names are found in news, beside those that the larger net
// marked.
func scoreNews(o *options, e *enc.Component) error {
	held, err := readNews(o, heldNews, heldNews.to-heldNews.from)
	if err != nil {
		return err
	}
	var gold []*nlp.Doc
	for i := range held {
		gold = append(gold, held[i].gold)
	}
	logf("names in news, as a larger net marked them:")
	_, err = eval.Names(gold, quote.New(), ner.New(), e).WriteTo(os.Stderr)
	return err
}
