package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/attrib"
	"github.com/hearsay-news/hearsay/internal/corpus"
	"github.com/hearsay-news/hearsay/internal/english"
	"github.com/hearsay-news/hearsay/internal/eval"
	"github.com/hearsay-news/hearsay/internal/furniture"
	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/enc"
	"github.com/hearsay-news/hearsay/internal/nlp/ner"
	"github.com/hearsay-news/hearsay/internal/nlp/quote"
	"github.com/hearsay-news/hearsay/internal/nlp/say"
	"github.com/hearsay-news/hearsay/internal/nlp/tok"
	"github.com/hearsay-news/hearsay/text"
)

var _ = register("says", trainSays)

func trainSays(args []string) error {
	o := &options{}
	fs := flag.NewFlagSet("says", flag.ContinueOnError)
	t := saysTraining{options: o}
	t.flags(fs)
	if err := o.parse(fs, args); err != nil {
		return err
	}
	if err := t.load(); err != nil {
		return err
	}
	l, err := t.learn(-1)
	if err != nil {
		return err
	}
	if err := writeHeads(o, l); err != nil {
		return err
	}
	if err := score(o); err != nil {
		return err
	}
	return t.scoreSays()
}

// scoreSays prints how well the models in the folder written to find the
// statements of the development set, before candidates are weighed.
func (t *saysTraining) scoreSays() error {
	p, err := sayingPipeline(t.out, t.between()...)
	if err != nil {
		return err
	}
	articles, err := readMarked(p, filepath.Join(t.data, "polnear", "dev.jsonl"))
	if err != nil {
		return err
	}
	examples := make([]attrib.Example, len(articles))
	for i := range articles {
		examples[i] = articles[i].example()
	}
	for _, least := range []float64{0.3, 0.4, 0.5} {
		right, found, gold := attrib.Unweighed(examples, least)
		logf("says: from %.1f: P %.4f R %.4f F %.4f", least, float64(right)/float64(found), float64(right)/float64(gold), 2*float64(right)/float64(found+gold))
	}
	return nil
}

// example is the article with what was found in it and its gold.
func (m *marked) example() attrib.Example {
	e := attrib.Example{Doc: m.doc}
	for _, g := range m.says {
		e.Gold = append(e.Gold, attrib.Gold(g))
	}
	return e
}

// saysTraining is what statements are learnt with.
type saysTraining struct {
	*options
	from     string // folder of the models to begin with
	epochs   int
	rate     float64
	without  string // what is left out, to see what it brings
	articles []marked
	others   []*example   // treebanks
	news     [][]*example // with names
	texts    []corpus.Text
}

func (t *saysTraining) flags(fs *flag.FlagSet) {
	fs.IntVar(&t.epochs, "epochs", 6, "`number` of times to read the texts")
	fs.StringVar(&t.from, "from", "build/models", "`folder` of the models to begin with")
	fs.Float64Var(&t.rate, "rate", 0.0015, "learning `rate`")
	fs.StringVar(&t.without, "without", "", "`ingredient` to leave out, to see what it brings: pretraining, trees or treebanks")
}

// between are the heads that read behind the parser.
func (t *saysTraining) between() []enc.Head {
	if t.without == "trees" {
		return []enc.Head{flat{}}
	}
	return nil
}

// load reads the texts.
func (t *saysTraining) load() error {
	p, err := readingPipeline(t.from, t.between()...)
	if err != nil {
		return err
	}
	if t.articles, err = readMarked(p, filepath.Join(t.data, "polnear", "train.jsonl")); err != nil {
		return err
	}
	if t.others, t.texts, err = loadHeads(t.options); err != nil {
		return err
	}
	if t.without == "treebanks" {
		t.others = nil
		return nil
	}
	t.news, err = newsExamples(t.options, saysNews, t.epochs)
	return err
}

// folds is the number of parts of the articles, each of which is read by models
// that learnt from the others, so that candidates are weighed as they will be
// met.
const folds = 3

// learn learns from all articles but those of a part.
func (t *saysTraining) learn(without int) (*learner, error) {
	l, err := newLearner(t.options, t.texts, filepath.Join(t.from, "enc.model"))
	if err != nil {
		return nil, err
	}
	if t.without == "pretraining" {
		l.net = enc.NewNet(len(l.words), l.rng)
	} else if err := l.readHeads(t.from); err != nil {
		return nil, err
	}
	l.say = say.NewLearner(enc.Width, rand.New(rand.NewPCG(t.seed, 51)))
	var said []*example
	for i := range t.articles {
		if i%folds != without {
			said = append(said, t.articles[i].examples()...)
		}
	}
	train(l, append(said, t.others...), t.news, t.epochs, t.rate, t.seed)
	return l, nil
}

// examples are the stretches of an article.
func (m *marked) examples() (out []*example) {
	for _, r := range enc.Stretches(m.doc) {
		e := &example{doc: m.doc, r: r, said: true}
		for _, g := range m.says {
			if h := say.CueHead(m.doc, g.Cue); r.Contains(h) {
				e.says = append(e.says, g)
			}
		}
		out = append(out, e)
	}
	return out
}

// readHeads begins with heads that have learnt already.
func (l *learner) readHeads(folder string) error {
	for _, x := range []struct {
		name string
		ps   []*nn.Param
	}{{"tag", l.tag.Params()}, {"dep", l.dep.Params()}, {"names", l.names.Params()}} {
		f, err := modelsIn(folder)(x.name)
		if err != nil {
			return err
		}
		if err := nn.ReadParams(f, x.ps); err != nil {
			return err
		}
	}
	return nil
}

// readingPipeline is what texts are read with before statements are learnt,
// with models from a folder. between are heads that read behind the parser.
func readingPipeline(folder string, between ...enc.Head) (*nlp.Pipeline, error) {
	e, err := english.Tree(modelsIn(folder), between...)
	if err != nil {
		return nil, err
	}
	return nlp.NewPipeline(tok.New(), quote.New(), ner.New(), e)
}

// sayingPipeline is the whole row with models from a folder. between are heads
// that read behind the parser.
func sayingPipeline(folder string, between ...enc.Head) (*nlp.Pipeline, error) {
	e, err := english.Encoder(modelsIn(folder), between...)
	if err != nil {
		return nil, err
	}
	return english.With(e)
}

// modelsIn reads the model files of a folder by their names.
func modelsIn(folder string) func(name string) (*model.File, error) {
	return func(name string) (*model.File, error) { return model.Read(filepath.Join(folder, name+".model")) }
}

// flat is a head that forgets trees: with it one sees what they bring.
type flat struct{}

func (flat) Needs() []nlp.Layer { return []nlp.Layer{nlp.Deps} }
func (flat) Gives() []nlp.Layer { return nil }
func (flat) Begin(*nlp.Doc)     {}
func (flat) Read(_ *nn.Arena, d *nlp.Doc, r nlp.Range, _ []float32) {
	for i := r.From; i < r.To; i++ {
		d.Tokens[i].Head, d.Tokens[i].Rel = -1, nlp.NoRel
	}
}

// marked is an article with its statements.
type marked struct {
	gold *eval.Gold
	doc  *nlp.Doc
	says []say.Gold
}

// readMarked reads marked articles as an analysis would.
func readMarked(p *nlp.Pipeline, path string) ([]marked, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var golds []eval.Gold
	for g, err := range eval.ReadGold(f) {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		golds = append(golds, g)
	}
	out := make([]marked, len(golds))
	both(len(golds), func(i int) { out[i] = mark(p, &golds[i]) })
	return out, nil
}

func mark(p *nlp.Pipeline, g *eval.Gold) marked {
	a := &article.Article{Body: g.Text}
	furniture.Mark(a)
	m := marked{gold: g, doc: p.Run(g.Text, a.FurnitureSpans())}
	x := text.NewIndex(g.Text)
	ranges := func(spans []eval.Span) (out []nlp.Range) {
		for _, s := range spans {
			if r := m.doc.RangeOf(x.ToBytes(text.Span(s))); r.Len() > 0 {
				out = append(out, r)
			}
		}
		return out
	}
	for _, a := range g.Attributions {
		m.says = append(m.says, say.Gold{Source: ranges(a.Source), Cue: ranges(a.Cue), Content: ranges(a.Content)})
	}
	return m
}
