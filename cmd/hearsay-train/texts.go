package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"

	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/names"
)

var _ = register("texts", printTexts)

// printedText is what scripts/mark-names.py reads of a text.
type printedText struct {
	Set       string            `json:"set"` // file that it is from
	ID        string            `json:"id,omitempty"`
	Sentences []printedSentence `json:"sentences"`
}

type printedSentence struct {
	Words  []string `json:"words"`
	At     [][2]int `json:"at"` // where each begins and ends, in bytes of the text
	Hints  []int32  `json:"hints"`
	Labels []int    `json:"labels,omitempty"` // none in news
}

// printTexts prints the texts whose names people have marked, for learning and for
// measuring, and news whose names a larger net is to mark.
func printTexts(args []string) error {
	o := &options{}
	fs := flag.NewFlagSet("texts", flag.ContinueOnError)
	articles := fs.Int("articles", heldNews.to, "`number` of articles of raw news")
	if err := o.parse(fs, args); err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	e := json.NewEncoder(out)
	if err := printNamed(o, e); err != nil {
		return err
	}
	if err := printNews(o, e, *articles); err != nil {
		return err
	}
	return out.Flush()
}

func printNamed(o *options, e *json.Encoder) error {
	texts, err := namedByPeople(o)
	if err != nil {
		return err
	}
	dev, err := readNames(filepath.Join(o.data, "ner", devNames))
	if err != nil {
		return err
	}
	for _, g := range dev {
		texts = append(texts, byPeople(devNames, g))
	}
	for _, x := range texts {
		if err := e.Encode(printed(x)); err != nil {
			return err
		}
	}
	return nil
}

func printNews(o *options, e *json.Encoder, articles int) error {
	p, err := rawPipeline()
	if err != nil {
		return err
	}
	return readArticles(o.rawNews(), articles, func(some []rawArticle) error {
		for i, d := range annotateAll(p, some) {
			x := printed(namedText{set: newsFile, doc: d})
			x.ID = some[i].ID
			if err := e.Encode(x); err != nil {
				return err
			}
		}
		return nil
	})
}

func printed(x namedText) printedText {
	out := printedText{Set: x.set}
	for _, r := range x.doc.Sents {
		var s printedSentence
		for i := r.From; i < r.To; i++ {
			t := &x.doc.Tokens[i]
			s.Words = append(s.Words, strings.ToValidUTF8(t.In(x.doc.Text), "?"))
			s.At = append(s.At, [2]int{t.Start, t.End})
			s.Hints = append(s.Hints, nlp.Hint(x.doc, i))
		}
		if x.gold != nil {
			for _, y := range names.Labels(x.gold, r) {
				s.Labels = append(s.Labels, int(y))
			}
		}
		out.Sentences = append(out.Sentences, s)
	}
	return out
}
