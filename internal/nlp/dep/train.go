package dep

import (
	"math/rand/v2"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// NewLearner is a parser that knows nothing.
func NewLearner(width int, rng *rand.Rand) *Head { return newHead(width, rng) }

// dropout is the share of numbers that are left out while learning.
const dropout = 0.25

// Learn adds to the gradients what the tokens r of gold, whose vectors are v,
// teach, and to dv that of the vectors. r are whole sentences. It returns the
// loss.
func (h *Head) Learn(a *nn.Arena, gold *nlp.Doc, r nlp.Range, v, dv []float32, weight float32, rng *rand.Rand) float64 {
	n := r.Len()
	w := h.child.In
	x, keep := nn.Drop(a, v, n, w, dropout, rng)
	dx := a.Matrix(n, w)
	loss := h.learnArcs(a, gold, r, x, dx, weight, rng)
	loss += h.learnNames(a, gold, r, x, dx, weight)
	nn.AddBack(dv, dx, keep, n*w)
	return loss
}

func (h *Head) learnArcs(a *nn.Arena, gold *nlp.Doc, r nlp.Range, x, dx []float32, weight float32, rng *rand.Rand) float64 {
	n := r.Len()
	child, parent := h.child.Forward(a, x, n), h.parent.Forward(a, x, n)
	nn.Leaky(child)
	nn.Leaky(parent)
	lower, keepLower := nn.Drop(a, child, n, arcs, dropout, rng)
	upper, keepUpper := nn.Drop(a, parent, n, arcs, dropout, rng)
	b := &both{child: lower, parent: upper, met: h.meet.Forward(a, lower, n)}
	dmet, dparent := a.Matrix(n, arcs), a.Matrix(n, arcs)
	loss := 0.0
	for from := r.From; from < r.To; {
		s := gold.Sents[gold.Tokens[from].Sent]
		loss += h.learnSentence(a, gold, s, from-r.From, b, dmet, dparent, weight)
		from = s.To
	}
	dlower := h.meet.Backward(a, lower, dmet, n)
	nn.DropBack(dlower, keepLower)
	nn.DropBack(dparent, keepUpper)
	nn.LeakyBack(dlower, child[:n*arcs])
	nn.LeakyBack(dparent, parent[:n*arcs])
	nn.AddScaled(dx, h.child.Backward(a, x, dlower, n), 1)
	nn.AddScaled(dx, h.parent.Backward(a, x, dparent, n), 1)
	return loss
}

func (h *Head) learnSentence(a *nn.Arena, gold *nlp.Doc, s nlp.Range, from int, b *both, dmet, dparent []float32, weight float32) float64 {
	n := s.Len()
	w := nn.Up(n+1, nn.Cols)
	z, turned := h.scores(a, b, from, n)
	loss := 0.0
	for i := range n {
		row := z[i*w : (i+1)*w]
		p := n
		if g := gold.Tokens[s.From+i].Head; g >= 0 {
			p = int(g) - s.From
		}
		loss += nn.CrossEntropy(row[:n+1], p, weight)
		clear(row[n+1:])
		for j, g := range row[:n] {
			h.far.G[distance(j-i)] += g
		}
	}
	// z is the gradient now: dmet = z·parents, dparents = zᵀ·met.
	rows := a.Matrix(w, arcs)
	nn.Transpose(rows, turned, arcs, w, arcs)
	mine := a.Matrix(n, arcs)
	nn.MulAdd(n, arcs, n+1, padded(a, z, n, w, n+1), rows, arcs, mine, arcs)
	copy(dmet[from*arcs:(from+n)*arcs], mine)
	met := a.Matrix(n, arcs)
	copy(met, b.met[from*arcs:(from+n)*arcs])
	up := a.Matrix(w, arcs)
	nn.MulAddTurned(w, arcs, n, z, w, met, arcs, up, arcs)
	copy(dparent[from*arcs:(from+n)*arcs], up)
	nn.AddScaled(h.root.G, up[n*arcs:(n+1)*arcs], 1)
	return loss
}

// padded is the first k numbers of n rows of width w.
func padded(a *nn.Arena, z []float32, n, w, k int) []float32 {
	out := a.Matrix(n, k)
	for i := range n {
		copy(out[i*k:(i+1)*k], z[i*w:i*w+k])
	}
	return out
}

func (h *Head) learnNames(a *nn.Arena, gold *nlp.Doc, r nlp.Range, x, dx []float32, weight float32) float64 {
	n := r.Len()
	b := &both{below: h.below.Forward(a, x, n), above: h.above.Forward(a, x, n)}
	m := a.Matrix(n, names)
	parent := func(i int) int {
		if g := gold.Tokens[r.From+i].Head; g >= 0 {
			return int(g) - r.From
		}
		return -1
	}
	for i := range n {
		h.relation(m[i*names:(i+1)*names], b, i, parent(i))
	}
	nn.Leaky(m)
	y := h.name.Forward(a, m, n)
	loss := 0.0
	for i := range n {
		row := y[i*h.name.Out : (i+1)*h.name.Out]
		loss += nn.CrossEntropy(row[:len(nlp.RelNames)], int(gold.Tokens[r.From+i].Rel), weight)
		clear(row[len(nlp.RelNames):])
	}
	dm := h.name.Backward(a, m, y, n)
	nn.LeakyBack(dm, m[:n*names])
	above := a.Matrix(n, names)
	for i := range n {
		up := h.top.G
		if p := parent(i); p >= 0 {
			up = above[p*names : (p+1)*names]
		}
		nn.AddScaled(up, dm[i*names:(i+1)*names], 1)
	}
	nn.AddScaled(dx, h.below.Backward(a, x, dm, n), 1)
	nn.AddScaled(dx, h.above.Backward(a, x, above, n), 1)
	return loss
}

// Write adds the model to a file.
func (h *Head) Write() *model.Builder {
	b := &model.Builder{}
	nn.WriteParams(b, h.Params())
	return b
}
