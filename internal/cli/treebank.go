package cli

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay/internal/corpus"
	"github.com/hearsay-news/hearsay/internal/english"
	"github.com/hearsay-news/hearsay/internal/eval"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/tok"
)

func evalTreebank() *cobra.Command {
	c := &cobra.Command{
		Use: "treebank GOLD...", Short: "Score words, sentences, parts of speech and dependencies",
		DisableFlagsInUseLine: true,
	}
	c.Long = `Treebank scores the analysis of language against a treebank: files in CoNLL-U.
Words and sentences are found in the raw text; parts of speech (upos, xpos),
morphology (feats), lemmas and dependencies (uas: heads, las: heads with
relations, subtypes cut off) are those of the words of the treebank.`
	c.Example = "  hearsay eval treebank gold.conllu"
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usage("treebank: name a file in CoNLL-U; see %s --help", c.CommandPath())
		}
		gold, err := treebank(args)
		if err != nil {
			return err
		}
		parts, err := english.Readers()
		if err != nil {
			return err
		}
		_, err = eval.Treebank(gold, tok.New(), parts...).WriteTo(c.OutOrStdout())
		return err
	}
	return c
}

// treebank reads the texts of the files.
func treebank(names []string) ([]corpus.Text, error) {
	gold, err := corpus.ReadTexts(names...)
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		return nil, fmt.Errorf("%s: %w", e.Path, openError(e.Path, err))
	}
	return gold, err
}

func evalNames() *cobra.Command {
	c := &cobra.Command{
		Use: "names GOLD...", Short: "Score the names of people, organisations and places",
		DisableFlagsInUseLine: true,
	}
	c.Long = `Names scores the names that the trained model finds against files of annotated
names in IOB2. A name is right when its words and its kind are.`
	c.Example = "  hearsay eval names gold.iob2"
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usage("names: name a file in IOB2; see %s --help", c.CommandPath())
		}
		var gold []*nlp.Doc
		for _, name := range args {
			docs, err := namedTexts(name)
			if err != nil {
				return err
			}
			gold = append(gold, docs...)
		}
		readers, err := english.Readers()
		if err != nil {
			return err
		}
		_, err = eval.Names(gold, readers...).WriteTo(c.OutOrStdout())
		return err
	}
	return c
}

func namedTexts(name string) ([]*nlp.Doc, error) {
	f, err := openNamed(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return eval.ReadNames(name, f)
}
