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
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// Options say how to train.
type Options struct {
	Epochs int
	Least  int // features that were moved less often are left out of the model
	Seed   uint64
	Log    func(format string, args ...any) // may be nil
}

func (o *Options) log(format string, args ...any) {
	if o.Log != nil {
		o.Log(format, args...)
	}
}

// Train learns a tagger and writes it into a model file.
func Train(texts []corpus.Text, opt Options) *model.Builder {
	pairs := pairsOf(texts)
	class := map[pair]int{}
	for i, p := range pairs {
		class[p] = i
	}
	rng := rand.New(rand.NewPCG(opt.Seed, 1))
	t := &trainer{rng, model.NewPerceptron(len(pairs)), pairs, class, make([]int32, len(pairs))}
	type place struct{ text, sent int }
	var order []place
	for i := range texts {
		for k := range texts[i].Sents {
			order = append(order, place{i, k})
		}
	}
	for e := range opt.Epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		wrong, all := 0, 0
		for _, p := range order {
			wrong += t.sentence(texts[p.text].Doc, p.sent, texts[p.text].Sents[p.sent])
			all += len(texts[p.text].Sents[p.sent].Words)
		}
		opt.log("tag: epoch %d, %.4f wrong", e+1, float64(wrong)/float64(max(1, all)))
	}
	b := &model.Builder{}
	b.Add("weights", t.p.Pack(opt.Least))
	b.Add("pairs", []byte(pairLines(pairs)))
	b.Add("lemmas", []byte(lemmasOf(texts).lines()))
	b.Add("feats", []byte(featsOf(texts)))
	return b
}

type trainer struct {
	rng    *rand.Rand
	p      *model.Perceptron
	pairs  []pair
	class  map[pair]int
	scores []int32
}

// sentence learns from a sentence, reading it with its own tags so far, as the
// tagger will.
func (t *trainer) sentence(d *nlp.Doc, k int, gold *corpus.Sentence) (wrong int) {
	var x extractor
	s := d.Sents[k]
	x.sentence(d, s)
	for i := s.From; i < s.To; i++ {
		x.extract(i)
		x.features = model.Drop(x.features, dropout, t.rng)
		t.p.Scores(t.scores, x.features)
		w := &gold.Words[i-s.From]
		got, want := best(t.scores), t.class[pair{w.Tag, w.XTag}]
		if got != want {
			wrong++
		}
		if rival := rival(t.scores, want); t.scores[want]-t.scores[rival] < margin {
			t.p.Update(x.features, want, 1)
			t.p.Update(x.features, rival, -1)
		}
		t.p.Step()
		x.set(t.pairs[got])
	}
	return wrong
}

// What keeps the tagger from learning its texts by heart: the share of features
// left out of each step, and by how much the right tags must be ahead.
const (
	dropout = 0.2
	margin  = 512
)

// rival is the class with the highest score that is not the right one.
func rival(scores []int32, right int) int {
	b := -1
	for y, v := range scores {
		if y != right && (b < 0 || v > scores[b]) {
			b = y
		}
	}
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
	return mix(uint64(t), uint64(x), hash(5, low), 0)
}

// open reads what stands beside the weights.
func (c *Component) open(f *model.File) error {
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
		c.pairs = append(c.pairs, pair{tag, xtag})
	}
	c.lemmas = parseLemmas(parts[1])
	c.feats = map[uint64]string{}
	for line := range strings.Lines(parts[2]) {
		p := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(p) != 4 {
			return fmt.Errorf("open tagger: morphology %q: %w", line, model.ErrDamaged)
		}
		t, _ := nlp.UPOSOf(p[1])
		x, _ := nlp.XPOSOf(p[2])
		c.feats[featsKey(p[0], t, x)] = p[3]
	}
	return nil
}
