package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/hearsay-news/hearsay/internal/corpus"
	"github.com/hearsay-news/hearsay/internal/eval"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/ner"
	"github.com/hearsay-news/hearsay/internal/nlp/quote"
)

// namedText is a text, with the hints of word lists, and with its names.
type namedText struct {
	set       string // file that it is from
	doc, gold *nlp.Doc
}

// byPeople is gold, whose names people have marked, from a file.
func byPeople(set string, gold *nlp.Doc) namedText {
	d := eval.Unnamed(gold)
	hint(d)
	return namedText{set, d, gold}
}

// namedByPeople reads the texts whose names people have marked. Those of the
// English Web Treebank are marked on the words of the treebank itself.
func namedByPeople(o *options) (out []namedText, err error) {
	marked, err := namedSentences(filepath.Join(o.data, "ner", "uner-ewt-train.iob2"))
	if err != nil {
		return nil, err
	}
	for _, f := range treebanks {
		texts, err := corpus.ReadTexts(filepath.Join(o.data, "ud", f))
		if err != nil {
			return nil, err
		}
		for _, text := range texts {
			if g := treeGold(text); addNames(text, g, marked) {
				out = append(out, byPeople(f, g))
			}
		}
	}
	for _, f := range nameFiles {
		docs, err := readNames(filepath.Join(o.data, "ner", f))
		if err != nil {
			return nil, err
		}
		for _, g := range docs {
			out = append(out, byPeople(f, g))
		}
	}
	return out, nil
}

// The texts whose names are marked, beside the treebanks.
var nameFiles = []string{"wikigold.conll.txt", "crossner-politics/train.txt", "crossner-politics/dev.txt"}

// devNames is what names are measured with.
const devNames = "uner-ewt-dev.iob2"

// hint gives a text what the rows of its tokens need.
func hint(d *nlp.Doc) {
	quote.New().Annotate(d)
	ner.New().Annotate(d)
}

// namedSentences are the names of sentences, by their words.
func namedSentences(path string) (map[string][]corpus.Mention, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	out := map[string][]corpus.Mention{}
	for s, err := range corpus.IOB2(path, f) {
		if err != nil {
			return nil, err
		}
		out[strings.Join(s.Forms, " ")] = s.Names
	}
	return out, nil
}

// addNames adds the names of the sentences of t to gold, and reports whether
// most sentences have been marked.
func addNames(t corpus.Text, gold *nlp.Doc, marked map[string][]corpus.Mention) bool {
	missing := 0
	for k, s := range t.Sents {
		var forms []string
		for i := range s.Words {
			forms = append(forms, s.Words[i].Form)
		}
		names, ok := marked[strings.Join(forms, " ")]
		if !ok {
			names, ok = s.Names()
		}
		if !ok {
			missing++
		}
		corpus.AddNames(gold, gold.Sents[k].From, names, eval.NameKindOf)
	}
	return missing*3 <= len(t.Sents)
}

// readNames reads texts with names as gold.
func readNames(path string) ([]*nlp.Doc, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return eval.ReadNames(path, f)
}
