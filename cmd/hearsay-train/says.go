package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/eval"
	"github.com/hearsay-news/hearsay/internal/furniture"
	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/dep"
	"github.com/hearsay-news/hearsay/internal/nlp/enc"
	"github.com/hearsay-news/hearsay/internal/nlp/ner"
	"github.com/hearsay-news/hearsay/internal/nlp/quote"
	"github.com/hearsay-news/hearsay/internal/nlp/say"
	"github.com/hearsay-news/hearsay/internal/nlp/tag"
	"github.com/hearsay-news/hearsay/internal/nlp/tok"
	"github.com/hearsay-news/hearsay/text"
)

var _ = register("says", trainSays)

func trainSays(args []string) error {
	o := &options{}
	fs := flag.NewFlagSet("says", flag.ContinueOnError)
	epochs := fs.Int("epochs", 8, "`number` of times to read the texts")
	from := fs.String("from", "/tmp/heads", "`folder` of the models to begin with")
	rate := fs.Float64("rate", 0.001, "learning `rate`")
	hold := fs.Int("hold", 0, "leave out every n-th article")
	dump := fs.String("dump", "", "`file` to write what is found in the development set to")
	if err := o.parse(fs, args); err != nil {
		return err
	}
	p, err := readingPipeline(*from)
	if err != nil {
		return err
	}
	said, err := saidExamples(p, filepath.Join(o.data, "polnear", "train.jsonl"), *hold)
	if err != nil {
		return err
	}
	examples, texts, err := loadHeads(o)
	if err != nil {
		return err
	}
	l, err := newLearner(o, texts, filepath.Join(*from, "enc.model"))
	if err != nil {
		return err
	}
	if err := l.readHeads(*from); err != nil {
		return err
	}
	l.say = say.NewLearner(enc.Width, rand.New(rand.NewPCG(o.seed, 51)))
	train(l, append(said, examples...), *epochs, *rate, o.seed)
	if err := writeHeads(o, l); err != nil {
		return err
	}
	if *dump != "" {
		if err := dumpSays(*dump, o); err != nil {
			return err
		}
	}
	if err := scoreTrees(o, o.out); err != nil {
		return err
	}
	return scoreNames(o, l)
}

// readHeads begins with heads that have learnt already.
func (l *learner) readHeads(folder string) error {
	for _, x := range []struct {
		name string
		ps   []*nn.Param
	}{{"tag", l.tag.Params()}, {"dep", l.dep.Params()}, {"names", l.names.Params()}} {
		f, err := model.Read(filepath.Join(folder, x.name+".model"))
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
// with models from a folder. more are heads that read behind the parser.
func readingPipeline(folder string, more ...enc.Head) (*nlp.Pipeline, error) {
	t, d, f, err := openTree(folder)
	if err != nil {
		return nil, err
	}
	e, err := enc.Open(f, append([]enc.Head{t, d}, more...)...)
	if err != nil {
		return nil, err
	}
	return nlp.NewPipeline(tok.New(), quote.New(), ner.New(), e)
}

// openTree opens the tagger, the parser and the file of the net in a folder.
func openTree(folder string) (*tag.Head, *dep.Head, *model.File, error) {
	var files [3]*model.File
	for i, name := range []string{"enc", "tag", "dep"} {
		var err error
		if files[i], err = model.Read(filepath.Join(folder, name+".model")); err != nil {
			return nil, nil, nil, err
		}
	}
	t, err := tag.Open(files[1], enc.Width)
	if err != nil {
		return nil, nil, nil, err
	}
	d, err := dep.Open(files[2], enc.Width)
	return t, d, files[0], err
}

// marked is an article with its statements.
type marked struct {
	id   string
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
	var skip []text.Span
	for _, f := range a.Furniture {
		skip = append(skip, f.Span)
	}
	m := marked{id: g.ID, doc: p.Run(g.Text, text.Merge(skip))}
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

// saidExamples are the stretches of marked articles, without every hold-th.
func saidExamples(p *nlp.Pipeline, path string, hold int) ([]*example, error) {
	articles, err := readMarked(p, path)
	if err != nil {
		return nil, err
	}
	var out []*example
	for i, m := range articles {
		if hold > 0 && i%hold == 0 {
			continue
		}
		for _, r := range enc.Stretches(m.doc) {
			e := &example{doc: m.doc, r: r, said: true}
			for _, g := range m.says {
				if h := say.CueHead(m.doc, g.Cue); r.Contains(h) {
					e.says = append(e.says, g)
				}
			}
			out = append(out, e)
		}
	}
	return out, nil
}

// dumpSays writes the best reading of each cue as records.
func dumpSays(path string, o *options) error {
	f, err := model.Read(filepath.Join(o.out, "say.model"))
	if err != nil {
		return err
	}
	h, err := say.Open(f, enc.Width)
	if err != nil {
		return err
	}
	p, err := readingPipeline(o.out, h)
	if err != nil {
		return err
	}
	articles, err := readMarked(p, filepath.Join(o.data, "polnear", "dev.jsonl"))
	if err != nil {
		return err
	}
	w, err := os.Create(path)
	if err != nil {
		return err
	}
	defer w.Close()
	for _, m := range articles {
		x := text.NewIndex(m.doc.Text)
		part := func(rs []nlp.Range) map[string]any {
			spans := [][2]int{}
			for _, r := range rs {
				s := x.ToPoints(m.doc.SpanOf(r))
				spans = append(spans, [2]int{s.Start, s.End})
			}
			return map[string]any{"spans": spans}
		}
		var as []any
		for _, s := range m.doc.Says {
			if s.Nth == 0 {
				as = append(as, map[string]any{"in": "body", "source": part(s.Source), "cue": part(s.Cue), "content": part(s.Content), "p": float64(s.Chance), "s": math.Exp(float64(s.Sure))})
			}
		}
		b, _ := json.Marshal(map[string]any{"article": map[string]any{"id": m.id}, "attributions": as})
		fmt.Fprintf(w, "%s\n", b)
	}
	return nil
}
