package main

import (
	"flag"
	"path/filepath"

	"github.com/hearsay-news/hearsay/internal/corpus"
	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/dep"
	"github.com/hearsay-news/hearsay/internal/nlp/tag"
)

var (
	_ = register("tag", trainTag)
	_ = register("dep", trainDep)
)

// treebanks are what tags and dependencies are learnt from.
var treebanks = []string{"en_ewt-ud-train.conllu", "en_gum-open-train.conllu"}

// folds is how many taggers tag the treebanks for the parser, each the part
// that it has not seen, so that the parser learns from tags as good and as bad
// as it will meet.
const folds = 5

func trainTag(args []string) error {
	o, texts, err := loadUD("tag", args)
	if err != nil {
		return err
	}
	return o.write(tag.Train(texts, tagOptions(o, logf)), "tag")
}

func trainDep(args []string) error {
	o, texts, err := loadUD("dep", args)
	if err != nil {
		return err
	}
	if err := jackknife(o, texts); err != nil {
		return err
	}
	return o.write(dep.Train(texts, dep.Options{Epochs: 6, Often: 6, Least: 10, Seed: o.seed, Log: logf}), "dep")
}

func tagOptions(o *options, log func(string, ...any)) tag.Options {
	return tag.Options{Epochs: 8, Least: 3, Seed: o.seed, Log: log}
}

// loadUD reads the flags and the treebanks.
func loadUD(name string, args []string) (*options, []corpus.Text, error) {
	o := &options{}
	if err := o.parse(flag.NewFlagSet(name, flag.ContinueOnError), args); err != nil {
		return nil, nil, err
	}
	var paths []string
	for _, f := range treebanks {
		paths = append(paths, filepath.Join(o.data, "ud", f))
	}
	texts, err := corpus.ReadTexts(paths...)
	if err != nil {
		return nil, nil, err
	}
	for _, t := range texts {
		addWords(t.Doc)
	}
	return o, texts, nil
}

// addWords adds the word clusters.
func addWords(*nlp.Doc) {}

// jackknife tags each part of the texts with a tagger that learnt from the
// others.
func jackknife(o *options, texts []corpus.Text) error {
	for k := range folds {
		var seen, unseen []corpus.Text
		for i, t := range texts {
			if i%folds == k {
				unseen = append(unseen, t)
			} else {
				seen = append(seen, t)
			}
		}
		opt := tagOptions(o, func(string, ...any) {})
		opt.Epochs = 5
		f, err := model.Parse("tag", tag.Train(seen, opt).Bytes())
		if err != nil {
			return err
		}
		tagger, err := tag.Open(f)
		if err != nil {
			return err
		}
		for _, t := range unseen {
			tagger.Annotate(t.Doc)
		}
		logf("dep: tagged part %d of %d", k+1, folds)
	}
	return nil
}
