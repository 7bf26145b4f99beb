// Package dep finds how the words of a sentence depend on each other, in
// Universal Dependencies.
//
// [Open] gives the head, which reads the vectors of words. Every word of a
// sentence is scored as the governor of every other one by a biaffine form of
// what the two make of their vectors (Dozat and Manning 2017) and by how far
// apart they stand; the tree is the best one that these scores allow (Chu and
// Liu 1965, Edmonds 1967). A small net then names each relation.
package dep

import (
	"math/rand/v2"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// The size of the net.
const (
	arcs     = 96 // numbers by which words are scored as governors
	names    = 96 // numbers by which relations are named
	farthest = 16 // distance from which all are alike
)

// Head is the parser. It is safe for use by several goroutines at once.
type Head struct {
	child, parent *nn.Linear // what a word is as a dependant and as a governor
	meet          *nn.Linear // biaffine form
	root          *nn.Param  // the root as a governor
	far           *nn.Param  // by distance
	below, above  *nn.Linear // what a word is to the name of the relation
	top           *nn.Param  // the root
	name          *nn.Linear
}

// Open finds the model in a file.
func Open(f *model.File, width int) (*Head, error) {
	h := newHead(width, nil)
	return h, nn.ReadParams(f, h.Params())
}

func newHead(width int, rng *rand.Rand) *Head {
	return &Head{
		child: nn.NewLinear("child", width, arcs, rng), parent: nn.NewLinear("parent", width, arcs, rng),
		meet: nn.NewLinear("meet", arcs, arcs, rng), root: nn.NewParam("root", 1, arcs).Uniform(rng, 0.1),
		far:   nn.NewParam("far", 1, 2*farthest+8),
		below: nn.NewLinear("below", width, names, rng), above: nn.NewLinear("above", width, names, rng),
		top: nn.NewParam("top", 1, names), name: nn.NewLinear("name", names, nn.Up(len(nlp.RelNames), nn.Cols), rng),
	}
}

// Params are the parameters.
func (h *Head) Params() []*nn.Param {
	ps := []*nn.Param{h.root, h.far, h.top}
	for _, l := range []*nn.Linear{h.child, h.parent, h.meet, h.below, h.above, h.name} {
		ps = append(ps, l.Params()...)
	}
	return ps
}

// Twin is the parser with gradients of its own.
func (h *Head) Twin() *Head {
	return &Head{
		child: h.child.Twin(), parent: h.parent.Twin(), meet: h.meet.Twin(), root: h.root.Twin(), far: h.far.Twin(),
		below: h.below.Twin(), above: h.above.Twin(), top: h.top.Twin(), name: h.name.Twin(),
	}
}

// Needs are tokens.
func (*Head) Needs() []nlp.Layer { return []nlp.Layer{nlp.Tokens} }

// Gives are the dependencies.
func (*Head) Gives() []nlp.Layer { return []nlp.Layer{nlp.Deps} }

// Begin has nothing to do.
func (*Head) Begin(*nlp.Doc) {}

// Read parses the sentences of tokens r. Each gets one root.
func (h *Head) Read(a *nn.Arena, d *nlp.Doc, r nlp.Range, v []float32) {
	n := r.Len()
	b := h.both(a, v, n)
	for from := r.From; from < r.To; {
		s := d.Sents[d.Tokens[from].Sent]
		for i, p := range h.heads(a, b, from-r.From, s.Len()) {
			t := &d.Tokens[s.From+i]
			if t.Head = -1; p < s.Len() {
				t.Head = int32(s.From + p)
			}
		}
		from = s.To
	}
	h.nameAll(a, d, r, v, b)
}

// longestSentence is the number of words above which a sentence is not parsed:
// all words depend on the first. The tokenizer makes none; scores are a square.
const longestSentence = 1024

// heads is the governor of each of the n words from the word at from, n for the
// root.
func (h *Head) heads(a *nn.Arena, b *both, from, n int) []int {
	if n > longestSentence {
		flat := make([]int, n)
		flat[0] = n
		return flat
	}
	z, _ := h.scores(a, b, from, n)
	return tree(z, n, nn.Up(n+1, nn.Cols))
}

// nameAll names the relations of tokens r.
func (h *Head) nameAll(a *nn.Arena, d *nlp.Doc, r nlp.Range, v []float32, b *both) {
	n := r.Len()
	place := h.governors(a, d, r, v, b)
	x := a.Rows(n, names)
	for i := range n {
		p := -1
		if t := &d.Tokens[r.From+i]; t.Head >= 0 {
			p = place[int(t.Head)-r.From]
		}
		h.relation(x[i*names:(i+1)*names], b, i, p)
	}
	nn.Leaky(x)
	y := h.name.Forward(a, x, n)
	for i := range n {
		t := &d.Tokens[r.From+i]
		t.Rel = nlp.Root
		if t.Head >= 0 {
			t.Rel = bestName(y[i*h.name.Out:])
		}
	}
}

// governors makes b.above for those of the tokens r that govern others, about
// half. It returns the row of each, counted from 0; -1 where there is none.
func (h *Head) governors(a *nn.Arena, d *nlp.Doc, r nlp.Range, v []float32, b *both) []int {
	n, w := r.Len(), h.above.In
	place := make([]int, n)
	for i := range place {
		place[i] = -1
	}
	x, k := a.Raw(nn.Up(n, nn.Rows)*w), 0
	for i := r.From; i < r.To; i++ {
		p := int(d.Tokens[i].Head) - r.From
		if p < 0 || place[p] >= 0 {
			continue
		}
		place[p] = k
		copy(x[k*w:(k+1)*w], v[p*w:])
		k++
	}
	clear(x[k*w : nn.Up(k, nn.Rows)*w])
	b.above = h.above.Forward(a, x, k)
	return place
}

// bestName is the name with the highest score that is not that of the root.
func bestName(scores []float32) nlp.Rel {
	best := nlp.Root + 1
	top := scores[best]
	for k, v := range scores[:len(nlp.RelNames)] {
		if v > top && k > int(nlp.Root) {
			best, top = nlp.Rel(k), v
		}
	}
	return best
}

// both is what words are as dependants and as governors; above has rows only
// for those that govern.
type both struct{ child, met, parent, below, above []float32 }

func (h *Head) both(a *nn.Arena, v []float32, n int) *both {
	b := &both{child: h.child.Forward(a, v, n), parent: h.parent.Forward(a, v, n)}
	nn.Leaky(b.child)
	nn.Leaky(b.parent)
	b.met = h.meet.Forward(a, b.child, n)
	b.below = h.below.Forward(a, v, n)
	return b
}

// scores is a matrix with a row for each of the n words from the word at from,
// and in it the score of each word as its governor, the root last. Rows are
// padded.
func (h *Head) scores(a *nn.Arena, b *both, from, n int) (z, turned []float32) {
	w := nn.Up(n+1, nn.Cols)
	turned = a.New(arcs * w)
	nn.Transpose(turned, b.parent[from*arcs:(from+n)*arcs], n, arcs, w)
	for k, x := range h.root.W[:arcs] {
		turned[k*w+n] = x
	}
	met := a.Rows(n, arcs)
	copy(met, b.met[from*arcs:(from+n)*arcs])
	z = a.Matrix(n, w)
	nn.MulAdd(n, w, arcs, met, turned, w, z, w)
	for i := range n {
		row := z[i*w : i*w+n]
		for j := range row {
			row[j] += h.far.W[distance(j-i)]
		}
	}
	return z, turned
}

func distance(d int) int { return max(-farthest, min(farthest, d)) + farthest }

// relation writes to x what names the relation of word i to its governor, which
// has row p of b.above; -1 is the root.
func (h *Head) relation(x []float32, b *both, i, p int) {
	copy(x, b.below[i*names:(i+1)*names])
	up := h.top.W
	if p >= 0 {
		up = b.above[p*names : (p+1)*names]
	}
	nn.AddScaled(x, up, 1)
}
