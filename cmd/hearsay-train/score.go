package main

import (
	"os"
	"path/filepath"

	"github.com/hearsay-news/hearsay/internal/corpus"
	"github.com/hearsay-news/hearsay/internal/eval"
	"github.com/hearsay-news/hearsay/internal/nlp/enc"
	"github.com/hearsay-news/hearsay/internal/nlp/ner"
	"github.com/hearsay-news/hearsay/internal/nlp/quote"
	"github.com/hearsay-news/hearsay/internal/nlp/tok"
)

// scoreTrees prints how well the models in a folder tag and parse the
// development set.
func scoreTrees(o *options, folder string) error {
	gold, err := corpus.ReadTexts(filepath.Join(o.data, "ud", "en_ewt-ud-dev.conllu"))
	if err != nil {
		return err
	}
	t, d, files, err := openTree(folder)
	if err != nil {
		return err
	}
	e, err := enc.Open(files, t, d)
	if err != nil {
		return err
	}
	_, err = eval.Treebank(gold, tok.New(), quote.New(), ner.New(), e).WriteTo(os.Stderr)
	return err
}
