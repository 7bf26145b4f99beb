package tag

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/corpus"
	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp/headtest"
)

// two sentences that were made up.
const two = `# text = The mayors of Lowmere sang quietly.
1	The	the	DET	DT	Definite=Def|PronType=Art	2	det	_	_
2	mayors	mayor	NOUN	NNS	Number=Plur	5	nsubj	_	_
3	of	of	ADP	IN	_	4	case	_	_
4	Lowmere	Lowmere	PROPN	NNP	Number=Sing	2	nmod	_	_
5	sang	sing	VERB	VBD	Tense=Past|VerbForm=Fin	0	root	_	_
6	quietly	quietly	ADV	RB	_	5	advmod	_	_
7	.	.	PUNCT	.	_	5	punct	_	_

# text = She sings and he has laughed.
1	She	she	PRON	PRP	Gender=Fem|Number=Sing	2	nsubj	_	_
2	sings	sing	VERB	VBZ	Tense=Pres|VerbForm=Fin	0	root	_	_
3	and	and	CCONJ	CC	_	6	cc	_	_
4	he	he	PRON	PRP	Gender=Masc|Number=Sing	6	nsubj	_	_
5	has	have	AUX	VBZ	Tense=Pres|VerbForm=Fin	6	aux	_	_
6	laughed	laugh	VERB	VBN	Tense=Past|VerbForm=Part	2	conj	_	_
7	.	.	PUNCT	.	_	2	punct	_	_

`

func sentences(t testing.TB) []*corpus.Sentence {
	t.Helper()
	var out []*corpus.Sentence
	for s, err := range corpus.CoNLLU("two", strings.NewReader(two)) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

func train(t testing.TB) []byte {
	t.Helper()
	s := sentences(t)
	rng := rand.New(rand.NewPCG(1, 1))
	l := NewLearner([]corpus.Text{{Doc: corpus.Doc(s), Sents: s}}, headtest.Width, rng)
	gold := corpus.Doc(s)
	i := 0
	for _, s := range s {
		for _, w := range s.Words {
			gold.Tokens[i].Tag, gold.Tokens[i].XTag = w.Tag, w.XTag
			i++
		}
	}
	v := headtest.Vectors(len(gold.Tokens))
	var a nn.Arena
	headtest.Fit(l.Params(), 100, func() {
		a.Reset()
		l.Learn(&a, gold, headtest.Whole(gold), v, make([]float32, len(v)), 0.1, rng)
	})
	return l.Write().Bytes()
}

// TestTrain: trained on two sentences, the tagger knows them, from the file too.
func TestTrain(t *testing.T) {
	file := train(t)
	if !bytes.Equal(file, train(t)) {
		t.Error("two runs give different files")
	}
	h, sents := headtest.Opened(t, file, Open), sentences(t)
	d := corpus.Doc(sents)
	h.Read(&nn.Arena{}, d, headtest.Whole(d), headtest.Vectors(len(d.Tokens)))
	i := 0
	for _, s := range sents {
		for _, w := range s.Words {
			if got := d.Tokens[i]; got.Tag != w.Tag || got.XTag != w.XTag || got.Feats != w.Feats || got.Lemma != w.Lemma {
				t.Errorf("%s: %s %s %s %s, want %s %s %s %s", w.Form, got.Tag, got.XTag, got.Feats, got.Lemma, w.Tag, w.XTag, w.Feats, w.Lemma)
			}
			i++
		}
	}
}

// TestDamaged: a file without what the tagger needs, or with what it can't
// read, is an error.
func TestDamaged(t *testing.T) {
	for _, sections := range [][2]string{{"", ""}, {"pairs", "NOUN QQ\n"}, {"feats", "a\tb\n"}} {
		var b model.Builder
		for _, name := range []string{"pairs", "lemmas", "feats", "out.w", "out.b"} {
			body := ""
			if name == sections[0] {
				body = sections[1]
			}
			b.Add(name, []byte(body))
		}
		f, err := model.Parse("tag", b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Open(f, headtest.Width); !errors.Is(err, model.ErrDamaged) {
			t.Errorf("%q: error %v", sections, err)
		}
	}
}
