package tag

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/internal/corpus"
	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/feature"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// Learner is the tagger while it learns.
type Learner struct {
	Head
	class map[pair]int
	texts []corpus.Text
}

// NewLearner is a tagger that knows the tags, the morphology and the lemmas of
// texts, and nothing of when which is right.
func NewLearner(texts []corpus.Text, width int, rng *rand.Rand) *Learner {
	l := &Learner{Head: Head{pairs: pairsOf(texts)}, class: map[pair]int{}, texts: texts}
	for i, p := range l.pairs {
		l.class[p] = i
	}
	l.out = nn.NewLinear("out", width, nn.Up(len(l.pairs), nn.Cols), rng)
	l.lemmas = lemmasOf(texts)
	l.feats = parseFeats(featsOf(texts))
	return l
}

// Params are the parameters.
func (l *Learner) Params() []*nn.Param { return l.out.Params() }

// Twin is the learner with gradients of its own.
func (l *Learner) Twin() *Learner {
	return &Learner{Head: Head{out: l.out.Twin(), pairs: l.pairs, lemmas: l.lemmas, feats: l.feats}, class: l.class, texts: l.texts}
}

// Learn adds to the gradients what the tokens r of gold, whose vectors are v,
// teach, and to dv that of the vectors. It returns the loss.
func (l *Learner) Learn(a *nn.Arena, gold *nlp.Doc, r nlp.Range, v, dv []float32, weight float32, rng *rand.Rand) float64 {
	n, w := r.Len(), l.out.In
	x, keep := nn.Drop(a, v, n, w, dropout, rng)
	y := l.out.Forward(a, x, n)
	loss := 0.0
	for i := range n {
		t := &gold.Tokens[r.From+i]
		row := y[i*l.out.Out : (i+1)*l.out.Out]
		k, ok := l.class[pair{t.Tag, t.XTag}]
		if !ok {
			clear(row)
			continue
		}
		loss += nn.CrossEntropy(row[:len(l.pairs)], k, weight)
		clear(row[len(l.pairs):])
	}
	nn.AddBack(dv, l.out.Backward(a, x, y, n), keep, n*w)
	return loss
}

// dropout is the share of the numbers of vectors that are left out.
const dropout = 0.25

// Write adds the model to a file.
func (l *Learner) Write() *model.Builder {
	b := &model.Builder{}
	nn.WriteParams(b, l.out.Params())
	b.Add("pairs", []byte(pairLines(l.pairs)))
	b.Add("lemmas", []byte(l.lemmas.lines()))
	b.Add("feats", []byte(featsOf(l.texts)))
	return b
}

// pairsOf are the pairs of tags of the texts, the commonest first; at most 127.
func pairsOf(texts []corpus.Text) []pair {
	n := map[pair]int{}
	for _, t := range texts {
		for _, s := range t.Sents {
			for i := range s.Words {
				n[pair{s.Words[i].Tag, s.Words[i].XTag}]++
			}
		}
	}
	pairs := slices.SortedFunc(maps.Keys(n), func(a, b pair) int {
		return cmp.Or(cmp.Compare(n[b], n[a]), cmp.Compare(a.tag, b.tag), cmp.Compare(a.xtag, b.xtag))
	})
	return pairs[:min(len(pairs), 127)]
}

func pairLines(pairs []pair) string {
	var b strings.Builder
	for _, p := range pairs {
		fmt.Fprintf(&b, "%s %s\n", p.tag, p.xtag)
	}
	return b.String()
}

func lemmasOf(texts []corpus.Text) *lemmatizer {
	c := lemmaCounts{}
	each(texts, func(w *corpus.Word) { c.add(w.Form, nlp.Fold(w.Form), w.Lemma, w.XTag, w.Tag) })
	return c.learn()
}

func each(texts []corpus.Text, f func(w *corpus.Word)) {
	for _, t := range texts {
		for _, s := range t.Sents {
			for i := range s.Words {
				f(&s.Words[i])
			}
		}
	}
}

// featsOf writes the commonest morphology of each pair of tags, and of each
// word with its tags where that differs.
func featsOf(texts []corpus.Text) string {
	type key struct {
		low string
		pair
	}
	counts := map[key]map[string]int{}
	each(texts, func(w *corpus.Word) {
		for _, low := range []string{"", nlp.Fold(w.Form)} {
			k := key{low, pair{w.Tag, w.XTag}}
			if counts[k] == nil {
				counts[k] = map[string]int{}
			}
			counts[k][w.Feats]++
		}
	})
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b key) int {
		return cmp.Or(cmp.Compare(a.low, b.low), cmp.Compare(a.tag, b.tag), cmp.Compare(a.xtag, b.xtag))
	})
	var b strings.Builder
	for _, k := range keys {
		v := commonest(counts[k])
		if k.low == "" || v != commonest(counts[key{"", k.pair}]) {
			fmt.Fprintf(&b, "%s\t%s\t%s\t%s\n", k.low, k.tag, k.xtag, v)
		}
	}
	return b.String()
}

func featsKey(low string, t nlp.UPOS, x nlp.XPOS) uint64 {
	return feature.Mix(feature.String(low), uint64(t), uint64(x))
}

// open reads what stands beside the weights.
func (h *Head) open(f *model.File) error {
	var parts [3]string
	for i, name := range []string{"pairs", "lemmas", "feats"} {
		b, err := f.Section(name)
		if err != nil {
			return err
		}
		parts[i] = string(b)
	}
	for line := range strings.Lines(parts[0]) {
		t, x, _ := strings.Cut(strings.TrimSpace(line), " ")
		tag, ok1 := nlp.UPOSOf(t)
		xtag, ok2 := nlp.XPOSOf(x)
		if !ok1 || !ok2 {
			return fmt.Errorf("open tagger: tags %q: %w", line, model.ErrDamaged)
		}
		h.pairs = append(h.pairs, pair{tag, xtag})
	}
	h.lemmas = parseLemmas(parts[1])
	if h.feats = parseFeats(parts[2]); h.feats == nil {
		return fmt.Errorf("open tagger: morphology: %w", model.ErrDamaged)
	}
	return nil
}

// parseFeats reads what featsOf wrote; nil where it can't.
func parseFeats(s string) map[uint64]string {
	m := map[uint64]string{}
	for line := range strings.Lines(s) {
		p := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(p) != 4 {
			return nil
		}
		t, _ := nlp.UPOSOf(p[1])
		x, _ := nlp.XPOSOf(p[2])
		m[featsKey(p[0], t, x)] = p[3]
	}
	return m
}
