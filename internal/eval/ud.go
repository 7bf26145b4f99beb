package eval

import (
	"fmt"
	"io"
	"strings"

	"github.com/hearsay-news/hearsay/internal/corpus"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/text"
)

// TreebankResult is how well words, tags and dependencies are found, as the
// CoNLL 2018 shared task defines it (Zeman et al. 2018): words and sentences are
// found in the raw text; the others are shares of the words that are right where
// words and sentences are given.
type TreebankResult struct {
	Words, Sentences Count
	All              int // words in gold
	UPOS, XPOS       int
	Feats            int // only features that are universal
	Lemmas           int
	Tags             int // UPOS, XPOS, morphology together
	Heads            int // UAS
	Labelled         int // LAS: head and relation, without subtype
}

// Treebank reads the texts of a treebank with components: first the tokenizer
// alone, for words and sentences, then the others over the words of the
// treebank.
func Treebank(gold []corpus.Text, tokenizer nlp.Component, rest ...nlp.Component) *TreebankResult {
	r := &TreebankResult{}
	for _, t := range gold {
		d := corpus.Doc(t.Sents)
		r.segments(d, tokenizer)
		for _, c := range rest {
			c.Annotate(d)
		}
		for k, s := range t.Sents {
			r.sentence(d, d.Sents[k], s)
		}
	}
	return r
}

// segments compares words and sentences.
func (r *TreebankResult) segments(gold *nlp.Doc, tokenizer nlp.Component) {
	d := &nlp.Doc{Text: gold.Text}
	tokenizer.Annotate(d)
	r.Words.addSpans(words(gold), words(d))
	r.Sentences.addSpans(sentences(gold), sentences(d))
}

func words(d *nlp.Doc) []text.Span {
	out := make([]text.Span, len(d.Tokens))
	for i := range d.Tokens {
		out[i] = d.Tokens[i].Span
	}
	return out
}

func sentences(d *nlp.Doc) []text.Span {
	out := make([]text.Span, len(d.Sents))
	for i, s := range d.Sents {
		out[i] = d.SpanOf(s)
	}
	return out
}

// addSpans counts the spans of gold and found, both in order, that are the same.
func (c *Count) addSpans(gold, found []text.Span) {
	same := 0
	for i, k := 0, 0; i < len(gold) && k < len(found); {
		switch g, f := gold[i], found[k]; {
		case g == f:
			same++
			i, k = i+1, k+1
		case g.Start < f.Start || g.Start == f.Start && g.End < f.End:
			i++
		default:
			k++
		}
	}
	c.TP += same
	c.FP += len(found) - same
	c.FN += len(gold) - same
}

func (r *TreebankResult) sentence(d *nlp.Doc, s nlp.Range, gold *corpus.Sentence) {
	r.All += s.Len()
	for i := range gold.Words {
		r.word(&d.Tokens[s.From+i], s.From, &gold.Words[i])
	}
}

// word compares a word; from is the index of the first of its sentence.
func (r *TreebankResult) word(t *nlp.Token, from int, w *corpus.Word) {
	upos, xpos, feats := t.Tag == w.Tag, t.XTag == w.XTag, universal(t.Feats) == universal(w.Feats)
	head := w.Head < 0 && t.Head < 0 || w.Head >= 0 && int(t.Head) == from+w.Head
	r.UPOS += one(upos)
	r.XPOS += one(xpos)
	r.Feats += one(feats)
	r.Tags += one(upos && xpos && feats)
	r.Lemmas += one(t.Lemma == w.Lemma || w.Lemma == "_")
	r.Heads += one(head)
	r.Labelled += one(head && general(t.Rel) == general(w.Rel))
}

// general is the name of a relation without its subtype.
func general(r nlp.Rel) string {
	name, _, _ := strings.Cut(r.String(), ":")
	return name
}

// universalFeats are the features that the shared task compares.
var universalFeats = map[string]bool{
	"PronType": true, "NumType": true, "Poss": true, "Reflex": true, "Foreign": true, "Abbr": true, "Gender": true,
	"Animacy": true, "Number": true, "Case": true, "Definite": true, "Degree": true, "VerbForm": true, "Mood": true,
	"Tense": true, "Aspect": true, "Voice": true, "Evident": true, "Polarity": true, "Person": true, "Polite": true,
}

// universal leaves out of a morphology what is peculiar to a language.
func universal(feats string) string {
	var keep []string
	for f := range strings.SplitSeq(feats, "|") {
		if name, _, _ := strings.Cut(f, "="); universalFeats[name] {
			keep = append(keep, f)
		}
	}
	return strings.Join(keep, "|")
}

// WriteTo writes the result, a figure on each line.
func (r *TreebankResult) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "words %d\n", r.All)
	fmt.Fprintln(&b, newMetric("words", r.Words))
	fmt.Fprintln(&b, newMetric("sentences", r.Sentences))
	for _, m := range []struct {
		name string
		n    int
	}{
		{"upos", r.UPOS}, {"xpos", r.XPOS}, {"feats", r.Feats}, {"alltags", r.Tags}, {"lemma", r.Lemmas},
		{"uas", r.Heads}, {"las", r.Labelled},
	} {
		fmt.Fprintf(&b, "%-30s %.4f\n", m.name, ratio(m.n, r.All))
	}
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}
