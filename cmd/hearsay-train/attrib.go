package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/attrib"
	"github.com/hearsay-news/hearsay/internal/eval"
	"github.com/hearsay-news/hearsay/internal/furniture"
	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/dep"
	"github.com/hearsay-news/hearsay/internal/nlp/ner"
	"github.com/hearsay-news/hearsay/internal/nlp/quote"
	"github.com/hearsay-news/hearsay/internal/nlp/tag"
	"github.com/hearsay-news/hearsay/internal/nlp/tok"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

var _ = register("attrib", trainAttrib)

// leasts are the probabilities from which statements could be taken.
var leasts = []float64{0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5}

func trainAttrib(args []string) error {
	o := &options{}
	fs := flag.NewFlagSet("attrib", flag.ContinueOnError)
	parts := fs.String("folds", "", "`folder` for the models learnt without a part of the articles, for experiments on that part")
	if err := o.parse(fs, args); err != nil {
		return err
	}
	articles, err := readAttributions(filepath.Join(o.data, "polnear", "train.jsonl"))
	if err != nil {
		return err
	}
	scores := make([]*eval.Scorer, len(leasts))
	for i := range scores {
		scores[i] = eval.NewScorer()
	}
	t := attrib.Training{Seed: o.seed, Log: logf, Fold: func(k int, b *model.Builder) error {
		attrib.WriteLeast(b, leasts[0])
		if *parts != "" {
			if err := b.WriteFile(filepath.Join(*parts, fmt.Sprintf("attrib-%d.model", k))); err != nil {
				return err
			}
		}
		return scoreFold(articles, k, b, scores)
	}}
	b, err := t.Train(examples(articles))
	if err != nil {
		return err
	}
	attrib.WriteLeast(b, bestLeast(scores))
	return o.write(b, "attrib")
}

// scoreFold adds to the scores what models that were learnt without fold k find
// in it, by the least probability.
func scoreFold(articles []marked, k int, b *model.Builder, scores []*eval.Scorer) error {
	f, err := model.Parse("attrib", b.Bytes())
	if err != nil {
		return err
	}
	x, err := attrib.Open(f)
	if err != nil {
		return err
	}
	for i, m := range articles {
		if attrib.Part(i) != k {
			continue
		}
		for j, found := range x.Sweep(m.example.Doc, record.InBody, leasts) {
			r := &record.Record{Article: &article.Article{Body: m.gold.Text}, Attributions: found}
			if err := scores[j].Add(m.gold.ID, m.gold.Text, m.gold.Attributions, eval.FromRecord(r).Attributions); err != nil {
				return err
			}
		}
	}
	return nil
}

// bestLeast is the least probability with the best F of whole attributions.
func bestLeast(scores []*eval.Scorer) float64 {
	best, f := leasts[0], 0.0
	for i, s := range scores {
		m, _ := s.Result().Metric("attr")
		logf("attrib: from %.2f on: P %.3f R %.3f F %.4f", leasts[i], m.P, m.R, m.F)
		if m.F > f {
			best, f = leasts[i], m.F
		}
	}
	return best
}

// marked is an article with its attributions.
type marked struct {
	gold    eval.Gold
	example attrib.Example
}

func examples(articles []marked) []attrib.Example {
	out := make([]attrib.Example, len(articles))
	for i := range articles {
		out[i] = articles[i].example
	}
	return out
}

// readAttributions reads marked articles and annotates them as an analysis
// would.
func readAttributions(path string) ([]marked, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	p, err := readingPipeline()
	if err != nil {
		return nil, err
	}
	var out []marked
	for g, err := range eval.ReadGold(f) {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		out = append(out, marked{g, example(p, &g)})
	}
	return out, nil
}

func readingPipeline() (*nlp.Pipeline, error) {
	t, err := tag.New()
	if err != nil {
		return nil, err
	}
	d, err := dep.New()
	if err != nil {
		return nil, err
	}
	return nlp.NewPipeline(tok.New(), quote.New(), ner.New(), nlp.Empty(nlp.Words), t, d)
}

func example(p *nlp.Pipeline, g *eval.Gold) attrib.Example {
	a := &article.Article{Body: g.Text}
	furniture.Mark(a)
	var skip []text.Span
	for _, f := range a.Furniture {
		skip = append(skip, f.Span)
	}
	e := attrib.Example{Doc: p.Run(g.Text, text.Merge(skip))}
	x := text.NewIndex(g.Text)
	bytes := func(spans []eval.Span) []text.Span {
		var out []text.Span
		for _, s := range spans {
			out = append(out, x.ToBytes(text.Span(s)))
		}
		return out
	}
	for _, a := range g.Attributions {
		e.Gold = append(e.Gold, attrib.Gold{Source: bytes(a.Source), Cue: bytes(a.Cue), Content: bytes(a.Content)})
	}
	return e
}
