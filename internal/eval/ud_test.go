package eval

import (
	"errors"
	"io/fs"
	"math"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/corpus"
	"github.com/hearsay-news/hearsay/internal/english"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/tok"
)

// rain is a sentence that was made up.
const rain = `# text = Rain fell today.
1	Rain	rain	NOUN	NN	Number=Sing|Typo=Yes	2	nsubj	_	_
2	fell	fall	VERB	VBD	Mood=Ind	0	root	_	_
3	today	today	NOUN	NN	Number=Sing	2	obl:unmarked	_	_
4	.	.	PUNCT	.	_	2	punct	_	_

`

// wrong makes a Doc of one word less, and all words nouns that hang on the
// second, as obliques.
type wrong struct{}

func (wrong) Name() string       { return "wrong" }
func (wrong) Needs() []nlp.Layer { return nil }
func (wrong) Gives() []nlp.Layer { return nil }
func (wrong) Annotate(d *nlp.Doc) {
	if len(d.Tokens) == 0 {
		tok.New().Annotate(d)
		d.Tokens = d.Tokens[:3]
		d.Sents[0].To = 3
	}
	obl, _ := nlp.RelOf("obl")
	for i := range d.Tokens {
		d.Tokens[i].Tag, d.Tokens[i].Feats, d.Tokens[i].Head, d.Tokens[i].Rel = nlp.NOUN, "Number=Sing", 1, obl
	}
}

func TestTreebank(t *testing.T) {
	var gold []*corpus.Sentence
	for s, err := range corpus.CoNLLU("rain", strings.NewReader(rain)) {
		if err != nil {
			t.Fatal(err)
		}
		gold = append(gold, s)
	}
	got := *Treebank([]corpus.Text{{Sents: gold}}, wrong{}, wrong{})
	want := TreebankResult{Words: Count{3, 0, 1}, Sentences: Count{0, 1, 1}, All: 4, UPOS: 2, Feats: 2, Heads: 3, Labelled: 1}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// treebankFloors are what the embedded models must reach, a little below what
// they do; raise them with the change that earns it. The figures are those of
// hearsay eval treebank ../shared/data/ud/en_ewt-ud-dev.conllu
var treebankFloors = map[string]float64{
	"words": 0.985, "sentences": 0.86, "upos": 0.955, "xpos": 0.949, "feats": 0.922, "lemma": 0.971, "uas": 0.876, "las": 0.848,
}

func TestTreebankFloors(t *testing.T) {
	gold, err := corpus.ReadTexts("../../../shared/data/ud/en_ewt-ud-dev.conllu")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the treebank is not beside the checkout: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	readers, err := english.Readers()
	if err != nil {
		t.Fatal(err)
	}
	r := Treebank(gold, tok.New(), readers...)
	got := map[string]float64{
		"words": r.Words.F(), "sentences": r.Sentences.F(), "upos": ratio(r.UPOS, r.All), "xpos": ratio(r.XPOS, r.All),
		"feats": ratio(r.Feats, r.All), "lemma": ratio(r.Lemmas, r.All), "uas": ratio(r.Heads, r.All), "las": ratio(r.Labelled, r.All),
	}
	for name, least := range treebankFloors {
		if v := got[name]; v < least {
			t.Errorf("%s is %.4f, below its floor of %.3f", name, v, least)
		} else if v > least+0.02 {
			t.Logf("%s is %.4f: its floor of %.3f can rise to %.3f", name, v, least, math.Floor(v*200)/200)
		}
	}
}
