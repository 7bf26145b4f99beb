package say

import (
	"math/rand/v2"

	"github.com/hearsay-news/hearsay/internal/model/feature"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// Gold is a statement as an annotator marked it.
type Gold struct{ Source, Cue, Content []nlp.Range }

// CueHead is the token that stands for a cue: the one that governs the others,
// before all a verb; -1 where the cue has no token.
func CueHead(d *nlp.Doc, cue []nlp.Range) int {
	best, score := -1, -1
	for _, r := range cue {
		for i := r.From; i < r.To; i++ {
			if v := headScore(d, i, cue); v > score {
				best, score = i, v
			}
		}
	}
	return best
}

func headScore(d *nlp.Doc, i int, cue []nlp.Range) int {
	t := &d.Tokens[i]
	v := 0
	if !nlp.Covers(cue, int(t.Head)) {
		v += 4
	}
	switch t.Tag {
	case nlp.VERB:
		v += 10
	case nlp.NOUN, nlp.ADJ:
		v += 5
	case nlp.ADV, nlp.SCONJ, nlp.PROPN:
		v += 3
	case nlp.AUX, nlp.ADP, nlp.PART:
		v += 2
	}
	if t.Low == "according" {
		v += 8
	}
	if !t.Word() && t.Low != ":" {
		v = 0
	}
	return v
}

// goldLabels are the labels of the units of the window for a statement.
func (x *reader) goldLabels(g *Gold) []uint8 {
	out := make([]uint8, len(x.w.units))
	for k, u := range x.w.units {
		var n [labels]int
		for i := u.From; i < u.To; i++ {
			switch {
			case nlp.Covers(g.Cue, i):
				n[cueLabel]++
			case nlp.Covers(g.Content, i):
				n[contentLabel]++
			case nlp.Covers(g.Source, i):
				n[sourceLabel]++
			default:
				n[outside]++
			}
		}
		for y, c := range n {
			if c > n[out[k]] {
				out[k] = uint8(y)
			}
		}
	}
	return out
}

// What keeps the head from learning its texts by heart: shares of numbers and
// of features that are left out.
const (
	dropout     = 0.3
	dropFeature = 0.15
)

// Learn adds to the gradients what the statements of tokens r of d, whose
// vectors are v, teach, and to dv that of the vectors. It returns the loss.
func (h *Head) Learn(a *nn.Arena, d *nlp.Doc, r nlp.Range, gold []Gold, v, dv []float32, weight float32, rng *rand.Rand) float64 {
	x := &reader{}
	x.start(d, r)
	n := r.Len()
	in, keep := nn.Drop(a, v, n, h.cue.In, dropout, rng)
	dx := a.Matrix(n, h.cue.In)
	var heads []int
	var mine []*Gold
	for k := range gold {
		if i := CueHead(d, gold[k].Cue); i >= 0 && r.Contains(i) {
			heads, mine = append(heads, i), append(mine, &gold[k])
		}
	}
	loss := h.learnCues(a, x, heads, in, dx, weight, rng)
	if len(heads) > 0 {
		loss += h.learnLabels(a, x, heads, mine, in, dx, weight, rng)
	}
	nn.AddBack(dv, dx, keep, n*h.cue.In)
	return loss
}

func (h *Head) learnCues(a *nn.Arena, x *reader, heads []int, in, dx []float32, weight float32, rng *rand.Rand) float64 {
	n := x.r.Len()
	z := h.cueIn.Forward(a, in, n)
	packed := a.Matrix(n, cueWidth)
	var may []int
	var rows [][]int32
	for i := x.r.From; i < x.r.To; i++ {
		if !x.mayCue(i) {
			continue
		}
		to := packed[len(may)*cueWidth : (len(may)+1)*cueWidth]
		copy(to, z[(i-x.r.From)*cueWidth:])
		x.clear()
		x.cueFeatures(i)
		f := thin(x.of(0), rng)
		h.addCue(to, f, nil)
		may, rows = append(may, i), append(rows, f)
	}
	if len(may) == 0 {
		return 0
	}
	m := len(may)
	nn.Leaky(packed[:m*cueWidth])
	y := h.cueOut.Forward(a, packed, m)
	is := map[int]bool{}
	for _, i := range heads {
		is[i] = true
	}
	loss := 0.0
	for k, i := range may {
		row := y[k*nn.Cols : (k+1)*nn.Cols]
		loss += nn.CrossEntropy(row[:2], int(feature.Flag(is[i])), weight)
		clear(row[2:])
	}
	dz := h.cueOut.Backward(a, packed, y, m)
	nn.LeakyBack(dz, packed[:m*cueWidth])
	back := a.Matrix(n, cueWidth)
	for k, i := range may {
		g := dz[k*cueWidth : (k+1)*cueWidth]
		copy(back[(i-x.r.From)*cueWidth:], g)
		for _, r := range rows[k] {
			nn.AddScaled(h.cueTable.GradRow(int(r)), g, 1)
		}
	}
	nn.AddScaled(dx, h.cueIn.Backward(a, in, back, n), 1)
	return loss
}

// thin is rows without some of them.
func thin(rows []int32, rng *rand.Rand) []int32 {
	out := make([]int32, 0, len(rows))
	for _, r := range rows {
		if rng.Float32() >= dropFeature {
			out = append(out, r)
		}
	}
	return out
}

func (h *Head) learnLabels(a *nn.Arena, x *reader, heads []int, gold []*Gold, in, dx []float32, weight float32, rng *rand.Rand) float64 {
	n := x.r.Len()
	units := h.unit.Forward(a, in, n)
	x.row = zeroed(x.row, n)
	for i := range x.row {
		x.row[i] = int32(i)
	}
	vectors := h.gather(a, x, heads, in)
	cues := h.cue.Forward(a, vectors, len(heads))
	var rows [][]int32
	z, ends := h.windows(a, x, heads, units, cues, func(r []int32) { rows = append(rows, append([]int32(nil), r...)) })
	total := ends[len(ends)-1]
	y, spread := h.norm.Forward(a, z, total)
	var states []nn.SRUState
	var keeps [][]float32
	for _, l := range h.layers {
		masked, keep := nn.Drop(a, y, total, width, dropout, rng)
		out, st := l.Forward(a, y, masked, ends)
		states, keeps = append(states, st), append(keeps, keep)
		y = out
	}
	last, keepLast := nn.Drop(a, y, total, width, dropout, rng)
	scores := h.out.Forward(a, last, total)
	loss := 0.0
	from := 0
	for k, i := range heads {
		x.w.fill(x.d, x.r, i)
		size := ends[k] - from
		loss += h.crf.Learn(scores[from*nn.Cols:], size, nn.Cols, x.goldLabels(gold[k]), weight)
		from = ends[k]
	}
	dy := h.out.Backward(a, last, scores, total)
	nn.DropBack(dy, keepLast)
	for i := len(h.layers) - 1; i >= 0; i-- {
		d, masked := h.layers[i].Backward(a, states[i], dy, ends)
		nn.DropBack(masked, keeps[i])
		nn.AddScaled(d, masked[:len(d)], 1)
		dy = d
	}
	dz := h.norm.Backward(a, z, spread, dy, total)
	h.backWindows(a, x, heads, rows, dz, vectors, in, dx)
	return loss
}

// backWindows goes back through windows.
func (h *Head) backWindows(a *nn.Arena, x *reader, heads []int, rows [][]int32, dz, vectors, in, dx []float32) {
	n := x.r.Len()
	dunits, dcues := a.Matrix(n, width), a.Matrix(len(heads), width)
	at := 0
	for k, i := range heads {
		x.w.fill(x.d, x.r, i)
		for u := range x.w.units {
			g := dz[at*width : (at+1)*width]
			nn.AddScaled(dcues[k*width:(k+1)*width], g, 1)
			x.spread(u, func(token int, share float32) {
				nn.AddScaled(dunits[token*width:(token+1)*width], g, share)
			})
			for _, r := range rows[at] {
				nn.AddScaled(h.table.GradRow(int(r)), g, 1)
			}
			at++
		}
	}
	nn.AddScaled(dx, h.unit.Backward(a, in, dunits, n), 1)
	dv := h.cue.Backward(a, vectors, dcues, len(heads))
	w := h.cue.In
	for k, i := range heads {
		nn.AddScaled(dx[(i-x.r.From)*w:(i-x.r.From+1)*w], dv[k*w:(k+1)*w], 1)
	}
}
