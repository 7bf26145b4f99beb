package dep

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/corpus"
	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// two sentences that were made up.
const two = `# text = The mayors of Lowmere sang quietly.
1	The	the	DET	DT	_	2	det	_	_
2	mayors	mayor	NOUN	NNS	_	5	nsubj	_	_
3	of	of	ADP	IN	_	4	case	_	_
4	Lowmere	Lowmere	PROPN	NNP	_	2	nmod	_	_
5	sang	sing	VERB	VBD	_	0	root	_	_
6	quietly	quietly	ADV	RB	_	5	advmod	_	_
7	.	.	PUNCT	.	_	5	punct	_	_

# text = She sings and he has laughed.
1	She	she	PRON	PRP	_	2	nsubj	_	_
2	sings	sing	VERB	VBZ	_	0	root	_	_
3	and	and	CCONJ	CC	_	6	cc	_	_
4	he	he	PRON	PRP	_	6	nsubj	_	_
5	has	have	AUX	VBZ	_	6	aux	_	_
6	laughed	laugh	VERB	VBN	_	2	conj	_	_
7	.	.	PUNCT	.	_	2	punct	_	_

`

// texts are the sentences with the tags that they should have.
func texts(t testing.TB) []corpus.Text {
	t.Helper()
	var sents []*corpus.Sentence
	for s, err := range corpus.CoNLLU("two", strings.NewReader(two)) {
		if err != nil {
			t.Fatal(err)
		}
		sents = append(sents, s)
	}
	d := corpus.Doc(sents)
	i := 0
	for _, s := range sents {
		for _, w := range s.Words {
			tok := &d.Tokens[i]
			tok.Tag, tok.XTag, tok.Lemma = w.Tag, w.XTag, w.Lemma
			i++
		}
	}
	return []corpus.Text{{Doc: d, Sents: sents}}
}

func train(t testing.TB) []byte {
	t.Helper()
	return Train(texts(t), Options{Epochs: 30, Least: 1, Seed: 1}).Bytes()
}

func open(t testing.TB, file []byte) *Component {
	t.Helper()
	f, err := model.Parse("dep", file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Open(f)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestTrain: trained on two sentences, the parser knows them, from the file too.
func TestTrain(t *testing.T) {
	file := train(t)
	if !bytes.Equal(file, train(t)) {
		t.Error("two runs give different files")
	}
	c, gold := open(t, file), texts(t)[0]
	c.Annotate(gold.Doc)
	for k, s := range gold.Sents {
		from := gold.Doc.Sents[k].From
		for i, w := range s.Words {
			got := gold.Doc.Tokens[from+i]
			if head := headIn(gold.Doc, from+i); head != w.Head || got.Rel != w.Rel {
				t.Errorf("%s: %d %s, want %d %s", w.Form, head, got.Rel, w.Head, w.Rel)
			}
		}
	}
}

// headIn is the governor of token i by its place in the sentence.
func headIn(d *nlp.Doc, i int) int {
	if t := &d.Tokens[i]; t.Head >= 0 {
		return int(t.Head) - d.Sents[t.Sent].From
	}
	return -1
}

// TestTree: whatever the words and the tags, a sentence is a tree with one root.
func TestTree(t *testing.T) {
	c := open(t, train(t))
	rng := rand.New(rand.NewPCG(1, 1))
	for n := range 200 {
		d := &nlp.Doc{Tokens: make([]nlp.Token, n%40+rng.IntN(3))}
		for i := range d.Tokens {
			tok := &d.Tokens[i]
			tok.Tag, tok.XTag = nlp.UPOS(rng.IntN(len(nlp.UPOSNames))), nlp.XPOS(rng.IntN(len(nlp.XPOSNames)))
			tok.Low = string(rune('a' + rng.IntN(26)))
		}
		d.Sents = []nlp.Range{{From: 0, To: len(d.Tokens)}}
		c.Annotate(d)
		checkTree(t, d)
	}
}

func checkTree(t *testing.T, d *nlp.Doc) {
	t.Helper()
	roots := 0
	for i := range d.Tokens {
		if d.Tokens[i].Head < 0 {
			roots++
		}
		if (d.Tokens[i].Head < 0) != (d.Tokens[i].Rel == nlp.Root) || d.Tokens[i].Rel == nlp.NoRel {
			t.Errorf("token %d: governor %d, relation %s", i, d.Tokens[i].Head, d.Tokens[i].Rel)
		}
		at, steps := int32(i), 0
		for ; at >= 0 && steps <= len(d.Tokens); steps++ {
			at = d.Tokens[at].Head
		}
		if at >= 0 {
			t.Fatalf("token %d lies on a circle", i)
		}
	}
	if len(d.Tokens) > 0 && roots != 1 {
		t.Errorf("%d roots in %d tokens", roots, len(d.Tokens))
	}
}

func TestDamaged(t *testing.T) {
	var b model.Builder
	b.Add("steps", []byte("none"))
	f, err := model.Parse("dep", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(f); !errors.Is(err, model.ErrDamaged) {
		t.Errorf("error %v", err)
	}
}

func BenchmarkAnnotate(b *testing.B) {
	c, err := New()
	if err != nil {
		b.Skip(err)
	}
	d := texts(b)[0].Doc
	b.ReportAllocs()
	for b.Loop() {
		c.Annotate(d)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(d.Tokens)), "ns/token")
}
