package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/hearsay-news/hearsay/internal/corpus"
	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/dep"
	"github.com/hearsay-news/hearsay/internal/nlp/enc"
	"github.com/hearsay-news/hearsay/internal/nlp/names"
	"github.com/hearsay-news/hearsay/internal/nlp/say"
	"github.com/hearsay-news/hearsay/internal/nlp/tag"
)

var _ = register("heads", trainHeads)

// example is a stretch of a text and what is known about it.
type example struct {
	doc, gold *nlp.Doc // the tokens are the same
	r         nlp.Range
	tree      bool // gold has tags and dependencies
	named     bool // gold has names
	said      bool // says are known
	says      []say.Gold
}

// learner is the net with its heads while they learn.
type learner struct {
	net   *enc.Net
	words enc.Words
	tag   *tag.Learner
	dep   *dep.Head
	names *names.Head
	say   *say.Head // may be nil
	arena nn.Arena
	rng   *rand.Rand
	loss  [4]float64
	seen  [4]int
}

func (l *learner) params() []*nn.Param {
	ps := append(l.net.Params(), l.tag.Params()...)
	ps = append(append(ps, l.dep.Params()...), l.names.Params()...)
	if l.say != nil {
		ps = append(ps, l.say.Params()...)
	}
	return ps
}

func (l *learner) twin() *learner {
	t := &learner{net: l.net.Twin(), words: l.words, tag: l.tag.Twin(), dep: l.dep.Twin(), names: l.names.Twin()}
	if l.say != nil {
		t.say = l.say.Twin()
	}
	return t
}

// step learns from a batch, there and back.
func (l *learner) step(batch []*example, weight float32) {
	a := &l.arena
	a.Reset()
	var in enc.Input
	var ends []int
	for _, e := range batch {
		in.Add(l.words, e.doc, e.r)
		ends = append(ends, in.Len())
	}
	l.dropWords(&in)
	v, st := l.net.Learn(a, &in, ends, 0.2, l.rng)
	dv := a.Matrix(in.Len(), enc.Width)
	from := 0
	for i, e := range batch {
		n := e.r.Len()
		x, dx := v[from*enc.Width:], dv[from*enc.Width:ends[i]*enc.Width]
		if e.tree {
			l.note(0, n, l.tag.Learn(a, e.gold, e.r, x, dx, weight, l.rng))
			l.note(1, n, l.dep.Learn(a, e.gold, e.r, x, dx, weight, l.rng))
		}
		if e.named {
			l.note(2, n, l.names.Learn(a, e.gold, e.r, x, dx, weight, l.rng))
		}
		if e.said {
			l.note(3, n, l.say.Learn(a, e.doc, e.r, e.says, x, dx, weight, l.rng))
		}
		from = ends[i]
	}
	l.net.Back(a, st, dv)
}

func (l *learner) note(k, n int, loss float64) {
	l.loss[k] += loss
	l.seen[k] += n
}

// dropWords leaves out the row of a word now and then, so that its parts and
// its surroundings learn too.
func (l *learner) dropWords(in *enc.Input) {
	rows, ends := in.Rows, in.Ends
	out := make([]int32, 0, len(rows))
	from := int32(0)
	for i, end := range ends {
		r := rows[from:end]
		drop := l.rng.Float64() < 0.08
		for _, row := range r {
			if drop && enc.IsWord(row) {
				continue
			}
			out = append(out, row)
		}
		from = end
		ends[i] = int32(len(out))
	}
	in.Rows = out
}

func trainHeads(args []string) error {
	o := &options{}
	fs := flag.NewFlagSet("heads", flag.ContinueOnError)
	epochs := fs.Int("epochs", 10, "`number` of times to read the texts")
	from := fs.String("from", "build/words.model", "`file` to begin with")
	rate := fs.Float64("rate", 0.002, "learning `rate`")
	if err := o.parse(fs, args); err != nil {
		return err
	}
	examples, texts, err := loadHeads(o)
	if err != nil {
		return err
	}
	l, err := newLearner(o, texts, *from)
	if err != nil {
		return err
	}
	news, err := newsExamples(o, headsNews, *epochs)
	if err != nil {
		return err
	}
	train(l, examples, news, *epochs, *rate, o.seed)
	if err := writeHeads(o, l); err != nil {
		return err
	}
	return score(o)
}

func newLearner(o *options, texts []corpus.Text, from string) (*learner, error) {
	rng := rand.New(rand.NewPCG(o.seed, 31))
	l := &learner{rng: rng, dep: dep.NewLearner(enc.Width, rng), tag: tag.NewLearner(texts, enc.Width, rng), names: names.NewHead(enc.Width, rng)}
	if from == "" {
		return nil, fmt.Errorf("heads: no file to begin with")
	}
	f, err := model.Read(from)
	if err != nil {
		return nil, err
	}
	l.net, l.words, err = enc.Read(f)
	return l, err
}

func writeHeads(o *options, l *learner) error {
	b := &model.Builder{}
	l.net.Write(b, l.words)
	if err := o.write(b, "enc"); err != nil {
		return err
	}
	if err := o.write(l.tag.Write(), "tag"); err != nil {
		return err
	}
	if err := o.write(l.names.Write(), "names"); err != nil {
		return err
	}
	if l.say != nil {
		if err := o.write(l.say.Write(), "say"); err != nil {
			return err
		}
	}
	return o.write(l.dep.Write(), "dep")
}

// batchTokens is the number of tokens of a step and worker.
const batchTokens = 300

// train learns from examples, some times each, and from news, which is dealt out
// to the times, so that each is read once, on two processors.
func train(l *learner, examples []*example, news [][]*example, epochs int, rate float64, seed uint64) {
	ps := l.params()
	for _, p := range ps {
		p.Learn()
	}
	workers := []*learner{l, l.twin()}
	for i, w := range workers {
		w.rng = rand.New(rand.NewPCG(seed, uint64(40+i)))
	}
	twins := [][]*nn.Param{workers[1].params()}
	adam := &nn.Adam{Beta1: 0.9, Beta2: 0.98, Eps: 1e-8, Clip: 2}
	total := tokens(examples)*epochs + tokens(slices.Concat(news...))
	seen, step := 0, 0
	for epoch := range epochs {
		order := append(slices.Clone(examples), deal(news, epoch, epochs)...)
		l.rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for len(order) > 0 {
			var wg sync.WaitGroup
			for _, w := range workers {
				var batch []*example
				for n := 0; n < batchTokens && len(order) > 0; order = order[1:] {
					batch = append(batch, order[0])
					n += order[0].r.Len()
					seen += order[0].r.Len()
				}
				if len(batch) == 0 {
					continue
				}
				wg.Add(1)
				go func() {
					defer wg.Done()
					w.step(batch, 1.0/(2*batchTokens))
				}()
			}
			wg.Wait()
			step++
			adam.Step(ps, twins, rate*min(1, float64(step)/200)*max(0.01, 1-float64(seen)/float64(total)))
		}
		l.report(epoch+1, workers)
	}
}

// tokens are how many examples have together.
func tokens(examples []*example) (n int) {
	for _, e := range examples {
		n += e.r.Len()
	}
	return n
}

// deal is the share of news that an epoch reads.
func deal(news [][]*example, epoch, epochs int) (out []*example) {
	for k := epoch; k < len(news); k += epochs {
		out = append(out, news[k]...)
	}
	return out
}

func (l *learner) report(epoch int, workers []*learner) {
	var b strings.Builder
	for k, name := range []string{"tag", "dep", "names", "says"} {
		loss, seen := 0.0, 0
		for _, w := range workers {
			loss, seen = loss+w.loss[k], seen+w.seen[k]
			w.loss[k], w.seen[k] = 0, 0
		}
		if seen > 0 {
			fmt.Fprintf(&b, ", %s %.4f", name, loss/float64(seen))
		}
	}
	logf("heads: epoch %d, loss a word%s", epoch, b.String())
}

// treebanks are what tags and dependencies are learnt from.
var treebanks = []string{"en_ewt-ud-train.conllu", "en_gum-open-train.conllu"}

// loadHeads reads the treebanks.
func loadHeads(o *options) ([]*example, []corpus.Text, error) {
	var texts []corpus.Text
	for _, f := range treebanks {
		t, err := corpus.ReadTexts(filepath.Join(o.data, "ud", f))
		if err != nil {
			return nil, nil, err
		}
		texts = append(texts, t...)
	}
	var out []*example
	for _, t := range texts {
		gold := treeGold(t)
		hint(t.Doc)
		out = append(out, stretches(example{doc: t.Doc, gold: gold, tree: true})...)
	}
	return out, texts, nil
}

// newsAnEpoch is the number of articles of raw news whose names are read at a time.
const newsAnEpoch = 200

// newsExamples are the examples of articles of raw news, by article, with the names
// that are marked in them. Only of these are names learnt along with the encoder. Of
// the texts that people have marked it would learn by heart what is a name, and
// [trainNames] is to find there that its vectors say as much as of new texts.
func newsExamples(o *options, s share, epochs int) (out [][]*example, err error) {
	texts, err := readNews(o, s, epochs*newsAnEpoch)
	for _, x := range texts {
		out = append(out, stretches(example{doc: x.doc, gold: x.gold, named: true}))
	}
	return out, err
}

// stretches are an example for each stretch of a text, which whole is.
func stretches(whole example) (out []*example) {
	for _, r := range enc.Stretches(whole.doc) {
		e := whole
		e.r = r
		out = append(out, &e)
	}
	return out
}

// treeGold is the tags and dependencies of a text of a treebank.
func treeGold(t corpus.Text) *nlp.Doc {
	g := *t.Doc
	g.Tokens = slices.Clone(t.Doc.Tokens)
	for k, s := range t.Sents {
		r := g.Sents[k]
		for i := range s.Words {
			w, to := &s.Words[i], &g.Tokens[r.From+i]
			to.Tag, to.XTag, to.Lemma, to.Rel, to.Head = w.Tag, w.XTag, w.Lemma, w.Rel, -1
			if w.Head >= 0 {
				to.Head = int32(r.From + w.Head)
			}
		}
	}
	return &g
}
