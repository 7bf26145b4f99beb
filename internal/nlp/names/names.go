// Package names finds the names of people, organisations and places.
//
// [Open] gives the head, which reads the vectors of words. A linear layer scores
// for each word whether a name of some kind begins there or goes on, and a
// conditional random field chooses the best row of these labels for each
// sentence. [Settle] makes one list of what it finds and what word lists see
// (package ner).
//
// A head that learns along with the encoder is no more than that, and learns from
// news alone, of which there is so much that no text is read twice. Were it shown
// the texts whose names people have marked, the encoder would learn them by heart:
// on those texts its vectors would all but spell out the labels, and nothing be
// learnt there of how much they are worth elsewhere. So these are for a second
// head, once the encoder is done. A [Learner] teaches it from them and from news. It has
// more to go by: vectors of words from elsewhere, features, and layers of its own.
// In news, a net that is too large to be built in has marked the names.
package names

import (
	"math/rand/v2"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// The labels: outside, and for each kind the first word of a name and the
// others.
const labels = 7

var kinds = [...]nlp.NameKind{nlp.NamePerson, nlp.NameOrg, nlp.NamePlace}

// labelOf is the label of a word in a name of a kind; 0 for kinds without one.
func labelOf(k nlp.NameKind, first bool) uint8 {
	for i, x := range kinds {
		if x == k || k == nlp.NameOutlet && x == nlp.NameOrg {
			if first {
				return uint8(1 + 2*i)
			}
			return uint8(2 + 2*i)
		}
	}
	return 0
}

// may reports whether label y may follow p, -1 being the start of a sentence: a
// name goes on only where it has begun.
func may(p, y int) bool { return y == 0 || y%2 == 1 || p == y || p == y-1 }

// Head finds names. It is safe for use by several goroutines at once.
type Head struct {
	own *own // nil where the scores are read off the encoder's vectors
	out *nn.Linear
	crf *nn.CRF
}

// Open finds the model in a file.
func Open(f *model.File, width int) (*Head, error) {
	o, err := openOwn(f, width)
	if err != nil {
		return nil, err
	}
	if o != nil {
		width = ownWidth
	}
	h := NewHead(width, nil)
	h.own = o
	return h, nn.ReadParams(f, h.Params())
}

// NewHead is a head that knows nothing and learns along with the encoder.
func NewHead(width int, rng *rand.Rand) *Head {
	return &Head{out: nn.NewLinear("out", width, nn.Cols, rng), crf: nn.NewCRF("crf", labels)}
}

// Params are the parameters.
func (h *Head) Params() []*nn.Param { return append(h.out.Params(), h.crf.Params()...) }

// Twin is the head with gradients of its own.
func (h *Head) Twin() *Head { return &Head{out: h.out.Twin(), crf: h.crf.Twin()} }

// Write adds the model to a file.
func (h *Head) Write() *model.Builder {
	b := &model.Builder{}
	nn.WriteParams(b, h.Params())
	return b
}

// dropout is the share of numbers that are left out while learning.
const dropout = 0.25

// Learn adds to the gradients what the tokens r of gold, whose vectors are v,
// teach, and to dv that of the vectors. It returns the loss.
func (h *Head) Learn(a *nn.Arena, gold *nlp.Doc, r nlp.Range, v, dv []float32, weight float32, rng *rand.Rand) float64 {
	n, w := r.Len(), h.out.In
	x, keep := nn.Drop(a, v, n, w, dropout, rng)
	y := h.out.Forward(a, x, n)
	want := Labels(gold, r)
	loss := 0.0
	for from := r.From; from < r.To; {
		s := gold.Sents[gold.Tokens[from].Sent]
		at := from - r.From
		loss += h.crf.Learn(y[at*nn.Cols:], s.Len(), nn.Cols, want[at:at+s.Len()], weight)
		from = s.To
	}
	nn.AddBack(dv, h.out.Backward(a, x, y, n), keep, n*w)
	return loss
}

// Needs are tokens.
func (*Head) Needs() []nlp.Layer { return []nlp.Layer{nlp.Tokens} }

// Gives are the names as the net sees them.
func (*Head) Gives() []nlp.Layer { return []nlp.Layer{nlp.Found} }

// Begin forgets what was found.
func (*Head) Begin(d *nlp.Doc) { d.Found = d.Found[:0] }

// Read appends the names in tokens r to d.Found.
func (h *Head) Read(a *nn.Arena, d *nlp.Doc, r nlp.Range, v []float32) {
	y := make([]uint8, r.Len())
	h.Predict(a, d, r, v, y)
	d.Found = append(d.Found, companies(d, Found(y, r.From))...)
}

// Labels are those of tokens r by the names of d.
func Labels(d *nlp.Doc, r nlp.Range) []uint8 {
	out := make([]uint8, r.Len())
	for i := range out {
		if k := d.Tokens[r.From+i].Name; k >= 0 {
			name := &d.Names[k]
			out[i] = labelOf(name.Kind, name.Tokens.From == r.From+i)
		}
	}
	return out
}

// Predict writes the labels of tokens r, whole sentences with the vectors v, to
// out.
func (h *Head) Predict(a *nn.Arena, d *nlp.Doc, r nlp.Range, v []float32, out []uint8) {
	if h.own != nil {
		v = h.own.read(a, d, r, v)
	}
	y := h.out.Forward(a, v, r.Len())
	for from := r.From; from < r.To; {
		s := d.Sents[d.Tokens[from].Sent]
		at := from - r.From
		h.crf.Best(y[at*nn.Cols:], s.Len(), nn.Cols, may, out[at:at+s.Len()])
		from = s.To
	}
}

// Found are the names that labels from token from on mark.
func Found(labels []uint8, from int) (out []nlp.Name) {
	for i := 0; i < len(labels); {
		y := labels[i]
		if y == 0 {
			i++
			continue
		}
		k := i + 1
		for k < len(labels) && labels[k] != 0 && labels[k] == (y+1)/2*2 {
			k++
		}
		out = append(out, nlp.Name{Tokens: nlp.Range{From: from + i, To: from + k}, Kind: kinds[(y-1)/2]})
		i = k
	}
	return out
}
