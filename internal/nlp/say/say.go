// Package say finds what is said in a text: for each word that reports, the
// words that name who says it and the words that are said.
//
// [Open] gives the head, which reads the vectors of words and their
// dependencies. One small net scores each word as the head of a cue; a second,
// recurrent one reads what stands around a cue together with how it hangs on
// the cue in the tree, and a conditional random field labels it as source, cue,
// content or nothing. Quotations outside the cue's own are read as one unit, so
// that the inside of a quotation needs no look, however long it is. The labels
// that are almost as good as the best ones are kept as other readings: package
// attrib weighs them.
package say

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// The size of the nets.
const (
	cueWidth   = 64
	width      = 96
	cueRows    = 1 << 13
	unitRows   = 1 << 14
	unitLayers = 2
)

// Head finds statements. It is safe for use by several goroutines at once.
type Head struct {
	cueIn    *nn.Linear
	cueTable *nn.Param
	cueOut   *nn.Linear

	unit, cue *nn.Linear
	table     *nn.Param
	norm      *nn.Norm
	layers    []*nn.SRU
	out       *nn.Linear
	crf       *nn.CRF

	cueBytes, bytes *nn.Bytes // the tables, where they were read from a file
	pool            sync.Pool
}

// Open finds the model in a file.
func Open(f *model.File, width int) (*Head, error) {
	h := NewLearner(width, nil)
	var err error
	if h.cueBytes, err = nn.OpenBytes(f, h.cueTable.Name, h.cueTable.Cols); err != nil {
		return nil, err
	}
	if h.bytes, err = nn.OpenBytes(f, h.table.Name, h.table.Cols); err != nil {
		return nil, err
	}
	if h.bytes.Rows() != unitRows || h.cueBytes.Rows() != cueRows {
		return nil, fmt.Errorf("open say: %d and %d rows: %w", h.cueBytes.Rows(), h.bytes.Rows(), model.ErrDamaged)
	}
	h.cueTable, h.table = nil, nil
	return h, nn.ReadParams(f, h.dense())
}

// NewLearner is a head that knows nothing.
func NewLearner(vector int, rng *rand.Rand) *Head {
	h := &Head{
		cueIn: nn.NewLinear("cue.in", vector, cueWidth, rng), cueTable: nn.NewParam("cue.table", cueRows, cueWidth),
		cueOut: nn.NewLinear("cue.out", cueWidth, nn.Cols, rng),
		unit:   nn.NewLinear("unit", vector, width, rng), cue: nn.NewLinear("cue", vector, width, rng),
		table: nn.NewParam("table", unitRows, width), norm: nn.NewNorm("norm", width),
		out: nn.NewLinear("out", width, nn.Cols, rng), crf: nn.NewCRF("crf", labels),
	}
	for i := range unitLayers {
		h.layers = append(h.layers, nn.NewSRU("layer"+string(rune('0'+i)), width/2, rng))
	}
	h.cueTable.Sparse, h.table.Sparse = true, true
	return h
}

// Params are the parameters.
func (h *Head) Params() []*nn.Param { return append([]*nn.Param{h.cueTable, h.table}, h.dense()...) }

func (h *Head) dense() (ps []*nn.Param) {
	for _, l := range []*nn.Linear{h.cueIn, h.cueOut, h.unit, h.cue, h.out} {
		ps = append(ps, l.Params()...)
	}
	for _, l := range h.layers {
		ps = append(ps, l.Params()...)
	}
	return append(append(ps, h.norm.Params()...), h.crf.Params()...)
}

// Twin is the head with gradients of its own.
func (h *Head) Twin() *Head {
	t := &Head{
		cueIn: h.cueIn.Twin(), cueTable: h.cueTable.Twin(), cueOut: h.cueOut.Twin(), unit: h.unit.Twin(), cue: h.cue.Twin(),
		table: h.table.Twin(), norm: h.norm.Twin(), out: h.out.Twin(), crf: h.crf.Twin(),
	}
	for _, l := range h.layers {
		t.layers = append(t.layers, l.Twin())
	}
	return t
}

// Write adds the model to a file.
func (h *Head) Write() *model.Builder {
	b := &model.Builder{}
	nn.WriteBytes(b, h.cueTable)
	nn.WriteBytes(b, h.table)
	nn.WriteParams(b, h.dense())
	return b
}

// Needs are quotations, names, tags and dependencies.
func (*Head) Needs() []nlp.Layer { return []nlp.Layer{nlp.Quotes, nlp.Names, nlp.Tags, nlp.Deps} }

// Gives are the statements.
func (*Head) Gives() []nlp.Layer { return []nlp.Layer{nlp.Says} }

// Begin forgets the statements of d.
func (*Head) Begin(d *nlp.Doc) { d.Says = d.Says[:0] }

// addCue and addUnit add the embeddings of features to x; next are those that
// will be added then.
func (h *Head) addCue(x []float32, rows, next []int32)  { add(h.cueBytes, h.cueTable, x, rows, next) }
func (h *Head) addUnit(x []float32, rows, next []int32) { add(h.bytes, h.table, x, rows, next) }

func add(bytes *nn.Bytes, table *nn.Param, x []float32, rows, next []int32) {
	if bytes != nil {
		bytes.AddRows(x, rows, next)
		return
	}
	for _, r := range rows {
		nn.AddScaled(x, table.Row(int(r)), 1)
	}
}

// leastCue is the probability from which a word is looked at as the head of a
// cue. It is low: the weigher decides.
const leastCue = 0.1

// leastWay is the logarithm of the least probability of a reading that is kept.
const leastWay = -6

// Read appends the statements of tokens r to d.Says, the readings of one cue
// side by side.
func (h *Head) Read(a *nn.Arena, d *nlp.Doc, r nlp.Range, v []float32) {
	x, _ := h.pool.Get().(*reader)
	if x == nil {
		x = &reader{}
	}
	defer func() {
		x.d = nil // the pool keeps no text
		h.pool.Put(x)
	}()
	x.start(d, r)
	heads, chances := h.cues(a, x, v)
	if len(heads) == 0 {
		return
	}
	y, ends := h.label(a, x, heads, v)
	from := 0
	for k, i := range heads {
		x.w.fill(d, r, i)
		h.readings(x, i, chances[k], y[from*nn.Cols:ends[k]*nn.Cols])
		from = ends[k]
	}
}

// cues are the tokens that may be heads of cues, with their probabilities.
func (h *Head) cues(a *nn.Arena, x *reader, v []float32) (heads []int, chances []float32) {
	n := x.r.Len()
	z := h.cueIn.Forward(a, v, n)
	x.may = x.may[:0]
	x.clear()
	for i := x.r.From; i < x.r.To; i++ {
		if x.mayCue(i) {
			x.may = append(x.may, i)
			x.cueFeatures(i)
		}
	}
	may := x.may
	if len(may) == 0 {
		return nil, nil
	}
	packed := a.Rows(len(may), cueWidth)
	for k, i := range may {
		to := packed[k*cueWidth : (k+1)*cueWidth]
		copy(to, z[(i-x.r.From)*cueWidth:])
		h.addCue(to, x.of(k), x.of(k+1))
	}
	nn.Leaky(packed[:len(may)*cueWidth])
	y := h.cueOut.Forward(a, packed, len(may))
	for k, i := range may {
		p := float32(1 / (1 + math.Exp(float64(y[k*nn.Cols]-y[k*nn.Cols+1]))))
		if p >= leastCue {
			heads, chances = append(heads, i), append(chances, p)
		}
	}
	return x.fewest(heads, chances)
}

// fewest leaves only the likeliest heads of a sentence where there are more than
// any sentence has: time stays linear, with a small factor, where every word
// reports.
func (x *reader) fewest(heads []int, chances []float32) ([]int, []float32) {
	kept := 0
	for from := 0; from < len(heads); {
		s := x.d.Sents[x.d.Tokens[heads[from]].Sent]
		to := from
		for to < len(heads) && heads[to] < s.To {
			to++
		}
		least, most := float32(0), 4+s.Len()/6
		if to-from > most {
			sorted := slices.Clone(chances[from:to])
			slices.Sort(sorted)
			least = sorted[len(sorted)-most]
		}
		for i, n := from, 0; i < to; i++ {
			if chances[i] >= least && n < most {
				heads[kept], chances[kept] = heads[i], chances[i]
				kept++
				n++
			}
		}
		from = to
	}
	return heads[:kept], chances[:kept]
}

// label scores the labels of the units around each head, one window behind the
// other.
func (h *Head) label(a *nn.Arena, x *reader, heads []int, v []float32) (y []float32, ends []int) {
	x.needed(heads)
	units := h.unit.Forward(a, h.gather(a, x, x.need, v), len(x.need))
	cues := h.cue.Forward(a, h.gather(a, x, heads, v), len(heads))
	z, ends := h.windows(a, x, heads, units, cues, nil)
	n := ends[len(ends)-1]
	z, _ = h.norm.Forward(a, z, n)
	for _, l := range h.layers {
		z, _ = l.Forward(a, z, nil, ends)
	}
	return h.out.Forward(a, z, n), ends
}

// needed notes the tokens that stand for units of the windows around heads in
// x.need, and the place of each there in x.row.
func (x *reader) needed(heads []int) {
	x.need = x.need[:0]
	x.row = zeroed(x.row, x.r.Len())
	for _, i := range heads {
		x.w.fill(x.d, x.r, i)
		for u := range x.w.units {
			x.spread(u, func(token int, _ float32) {
				if x.row[token] == 0 {
					x.need = append(x.need, x.r.From+token)
					x.row[token] = int32(len(x.need))
				}
			})
		}
	}
	for i := range x.row {
		x.row[i]--
	}
}

// gather is the vectors of some tokens, row by row.
func (h *Head) gather(a *nn.Arena, x *reader, tokens []int, v []float32) []float32 {
	w := h.cue.In
	out := a.Rows(len(tokens), w)
	for k, i := range tokens {
		copy(out[k*w:(k+1)*w], v[(i-x.r.From)*w:(i-x.r.From+1)*w])
	}
	return out
}

// windows is what the recurrent net reads: a row a unit, of the unit, the cue
// and the features. units has the rows that x.row says. note, if not nil, is
// told of the features of each row.
func (h *Head) windows(a *nn.Arena, x *reader, heads []int, units, cues []float32, note func(rows []int32)) (z []float32, ends []int) {
	total := 0
	for _, i := range heads {
		x.w.fill(x.d, x.r, i)
		total += len(x.w.units)
		ends = append(ends, total)
	}
	z = a.Rows(total, width)
	at := 0
	for k, i := range heads {
		x.w.fill(x.d, x.r, i)
		x.prepare()
		x.clear()
		for u := range x.w.units {
			x.unitFeatures(u)
		}
		for u := range x.w.units {
			row := z[at*width : (at+1)*width]
			copy(row, cues[k*width:(k+1)*width])
			x.spread(u, func(token int, share float32) {
				from := int(x.row[token]) * width
				nn.AddScaled(row, units[from:from+width], share)
			})
			h.addUnit(row, x.of(u), x.of(u+1))
			if note != nil {
				note(x.of(u))
			}
			at++
		}
	}
	return z, ends
}

// spread tells which tokens, counted from the first that is read, stand for a
// unit, and how much of each.
func (x *reader) spread(u int, f func(token int, share float32)) {
	g := x.w.units[u]
	if !g.quote || g.Len() == 1 {
		f(g.From-x.r.From, 1)
		return
	}
	f(g.From-x.r.From, 0.5)
	f(g.To-1-x.r.From, 0.5)
}

// way is a row of labels with the logarithm of its probability.
type way struct {
	labels []uint8
	sure   float64
}

// readings appends the best readings of a window with the scores y.
func (h *Head) readings(x *reader, head int, chance float32, y []float32) {
	n := len(x.w.units)
	sums := &x.sums
	h.crf.SumTo(sums, y, n, nn.Cols)
	var ways []way
	try := func(force func(i int) (label int, ok bool)) {
		x.scores = append(x.scores[:0], y...)
		z := x.scores
		for i := range n {
			if label, ok := force(i); ok {
				for k := range labels {
					if k != label {
						z[i*nn.Cols+k] = -1e4
					}
				}
			}
		}
		l := make([]uint8, n)
		h.crf.Best(z, n, nn.Cols, nil, l)
		sure := h.crf.Score(y, n, nn.Cols, l) - sums.Total
		if sure > leastWay && !slices.ContainsFunc(ways, func(w way) bool { return slices.Equal(w.labels, l) }) {
			ways = append(ways, way{l, sure})
		}
	}
	try(func(int) (int, bool) { return 0, false })
	if len(ways) == 0 {
		return
	}
	for _, other := range []struct{ label, from, to int }{{sourceLabel, 0, n}, {contentLabel, 0, x.w.at}, {contentLabel, x.w.at + 1, n}} {
		if slices.Contains(ways[0].labels[other.from:other.to], uint8(other.label)) {
			continue
		}
		at, best := -1, 0.02
		for i := other.from; i < other.to; i++ {
			if p := sums.At(i, other.label); p > best {
				at, best = i, p
			}
		}
		if at >= 0 {
			try(func(i int) (int, bool) { return other.label, i == at })
		}
	}
	for k, w := range ways {
		s := x.statement(head, w.labels)
		s.Chance, s.Sure, s.Gap, s.Nth = chance, float32(w.sure), float32(ways[0].sure-w.sure), uint8(k)
		if len(s.Content) > 0 {
			x.d.Says = append(x.d.Says, s)
		}
	}
}

// statement is what labels make of the window.
func (x *reader) statement(head int, y []uint8) nlp.Say {
	s := nlp.Say{Head: head}
	for k, u := range x.w.units {
		run := []*[]nlp.Range{nil, &s.Source, &s.Cue, &s.Content}[y[k]]
		switch {
		case run == nil:
		case len(*run) > 0 && y[k-1] == y[k]:
			(*run)[len(*run)-1].To = u.To
		default:
			*run = append(*run, u.Range)
		}
	}
	return s
}
