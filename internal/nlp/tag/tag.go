// Package tag gives each word its part of speech, its morphology and its
// lemma, in the conventions of Universal Dependencies for English.
//
// [Open] gives the head, which reads the vectors of words: a linear layer chooses
// the universal and the Penn tag of each word at once. Lemmas come from rules on
// the ends of words and a list of exceptions, morphology from the tags and the
// word; both are read off the training texts.
package tag

import (
	"fmt"
	"sync"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// Head is the tagger. It is safe for use by several goroutines at once.
type Head struct {
	out    *nn.Linear
	pairs  []pair // by class
	lemmas *lemmatizer
	feats  map[uint64]string
	pool   sync.Pool // of *memory
}

// memory is what is known of common words.
type memory struct {
	lemmas nlp.Memo[script] // by word and Penn tag
	feats  nlp.Memo[string] // by word and both tags
}

// pair is the two tags of a word.
type pair struct {
	tag  nlp.UPOS
	xtag nlp.XPOS
}

// Open finds the model in a file.
func Open(f *model.File, width int) (*Head, error) {
	h := &Head{}
	if err := h.open(f); err != nil {
		return nil, err
	}
	if len(h.pairs) == 0 {
		return nil, fmt.Errorf("open tagger: no tags: %w", model.ErrDamaged)
	}
	h.out = nn.NewLinear("out", width, nn.Up(len(h.pairs), nn.Cols), nil)
	return h, nn.ReadParams(f, h.out.Params())
}

// Needs are tokens.
func (*Head) Needs() []nlp.Layer { return []nlp.Layer{nlp.Tokens} }

// Gives are the tags.
func (*Head) Gives() []nlp.Layer { return []nlp.Layer{nlp.Tags} }

// Begin has nothing to do.
func (*Head) Begin(*nlp.Doc) {}

// Read tags the tokens r.
func (h *Head) Read(a *nn.Arena, d *nlp.Doc, r nlp.Range, v []float32) {
	y := h.out.Forward(a, v, r.Len())
	m, _ := h.pool.Get().(*memory)
	if m == nil {
		m = &memory{}
	}
	defer h.pool.Put(m)
	for i := range r.Len() {
		t := &d.Tokens[r.From+i]
		p := h.pairs[best(y[i*h.out.Out:][:len(h.pairs)])]
		t.Tag, t.XTag = p.tag, p.xtag
		h.finish(m, d, t)
	}
}

// finish fills in what follows from the tags.
func (h *Head) finish(m *memory, d *nlp.Doc, t *nlp.Token) {
	word := lemmaForm(t.In(d.Text), t.Low, t.Tag)
	rule, known := m.lemmas.Of(word, uint16(t.XTag))
	if !known {
		*rule = h.lemmas.find(word, t.XTag)
	}
	t.Lemma = rule.apply(word)
	feats, known := m.feats.Of(t.Low, uint16(t.Tag)<<8|uint16(t.XTag))
	if !known {
		*feats = h.featsOf(t)
	}
	t.Feats = *feats
}

// featsOf is the morphology of a word by its tags, else that of its tags.
func (h *Head) featsOf(t *nlp.Token) string {
	if v, ok := h.feats[featsKey(t.Low, t.Tag, t.XTag)]; ok {
		return v
	}
	return h.feats[featsKey("", t.Tag, t.XTag)]
}

func best(scores []float32) int {
	b, top := 0, scores[0]
	for y, v := range scores {
		if v > top {
			b, top = y, v
		}
	}
	return b
}
