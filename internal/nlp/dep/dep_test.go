package dep

import (
	"bytes"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/corpus"
	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/headtest"
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
	for k, s := range sents {
		for _, w := range s.Words {
			t := &d.Tokens[i]
			t.Rel, t.Head = w.Rel, -1
			if w.Head >= 0 {
				t.Head = int32(d.Sents[k].From + w.Head)
			}
			i++
		}
	}
	return []corpus.Text{{Doc: d, Sents: sents}}
}

func train(t testing.TB) []byte {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 1))
	h := NewLearner(headtest.Width, rng)
	gold := texts(t)[0].Doc
	v := headtest.Vectors(len(gold.Tokens))
	var a nn.Arena
	headtest.Fit(h.Params(), 100, func() {
		a.Reset()
		h.Learn(&a, gold, headtest.Whole(gold), v, make([]float32, len(v)), 0.1, rng)
	})
	return h.Write().Bytes()
}

// TestTrain: trained on two sentences, the parser knows them, from the file too.
func TestTrain(t *testing.T) {
	file := train(t)
	if !bytes.Equal(file, train(t)) {
		t.Error("two runs give different files")
	}
	c, gold := headtest.Opened(t, file, Open), texts(t)[0]
	c.Read(&nn.Arena{}, gold.Doc, headtest.Whole(gold.Doc), headtest.Vectors(len(gold.Doc.Tokens)))
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

// TestTree: whatever the scores, a sentence is a tree with one root.
func TestTree(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for k := range 400 {
		n := 1 + rng.IntN(40)
		if k%50 == 0 {
			n = longestExact + 1 + rng.IntN(50)
		}
		w := nn.Up(n+1, nn.Cols)
		z := make([]float32, n*w)
		for i := range z {
			z[i] = float32(rng.NormFloat64())
		}
		d := &nlp.Doc{Tokens: make([]nlp.Token, n)}
		for i, p := range tree(z, n, w) {
			d.Tokens[i].Head, d.Tokens[i].Rel = int32(p), 2
			if p == n {
				d.Tokens[i].Head, d.Tokens[i].Rel = -1, nlp.Root
			}
		}
		checkTree(t, d)
	}
}

// TestBestTree: in short sentences no other tree has a higher score.
func TestBestTree(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	for range 200 {
		n := 2 + rng.IntN(4)
		w := nn.Up(n+1, nn.Cols)
		z := make([]float32, n*w)
		for i := range z {
			z[i] = float32(rng.NormFloat64())
		}
		heads := tree(z, n, w)
		root := slices.Index(heads, n)
		got, best := sum(z, heads, w), float32(math.Inf(-1))
		other := make([]int, n)
		for k := range int(math.Pow(float64(n+1), float64(n))) {
			for i := range other {
				other[i] = k % (n + 1)
				k /= n + 1
			}
			if whole(other) && other[root] == n {
				best = max(best, sum(z, other, w))
			}
		}
		if got < best-1e-4 {
			t.Fatalf("%v has %.3f; the best tree with this root has %.3f", heads, got, best)
		}
	}
}

func sum(z []float32, heads []int, w int) (v float32) {
	for i, p := range heads {
		v += z[i*w+p]
	}
	return v
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
	b.Add("root", []byte("none"))
	f, err := model.Parse("dep", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(f, headtest.Width); !errors.Is(err, model.ErrDamaged) {
		t.Errorf("error %v", err)
	}
}
