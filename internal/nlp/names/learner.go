package names

import (
	"math/rand/v2"
	"slices"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// The shares that are left out while learning: of the numbers that layers read,
// of the numbers that those are made of, and of the vectors of words, so that
// the net learns to do without.
const (
	ownDropout = 0.3
	inDropout  = 0.1
	wordless   = 0.1
)

// Learner is a head with layers of its own while it learns.
type Learner struct {
	vectors *Vectors
	table   *nn.Param  // the rows of features
	word    *nn.Linear // of the vectors of words
	*layers
	head *Head
	rows *inputReader // of what examples are made of
}

// NewLearner is one that knows nothing. width is that of the encoder's vectors.
func NewLearner(v *Vectors, width int, rng *rand.Rand) *Learner {
	l := &Learner{
		vectors: v, table: nn.NewParam("table", firstWord, ownWidth).Uniform(rng, 0.1),
		word: nn.NewLinear("word", vectorSize, ownWidth, rng), layers: newLayers(width, rng), head: NewHead(ownWidth, rng),
		rows: newInputReader(func(string) (int32, bool) { return 0, false }), // words have vectors
	}
	l.table.Sparse = true
	return l
}

// Params are the parameters.
func (l *Learner) Params() []*nn.Param {
	ps := append([]*nn.Param{l.table}, l.word.Params()...)
	return append(append(ps, l.params()...), l.head.Params()...)
}

// Twin is the learner with gradients of its own.
func (l *Learner) Twin() *Learner {
	return &Learner{l.vectors, l.table.Twin(), l.word.Twin(), l.twin(), l.head.Twin(), nil}
}

// Example is a sentence to learn from.
type Example struct {
	in      input
	words   []int32   // by token: which vector, -1 for none
	encoded []float32 // the encoder's vectors
	labels  []uint8
}

// Len is the number of tokens.
func (e *Example) Len() int { return len(e.words) }

// Example makes one of the sentence r of d; only one goroutine at a time may ask
// for it. encoded are the encoder's vectors.
func (l *Learner) Example(d *nlp.Doc, r nlp.Range, encoded []float32, labels []uint8) *Example {
	l.rows.reset()
	l.rows.add(d, r)
	e := &Example{input{slices.Clone(l.rows.rows), slices.Clone(l.rows.ends)}, nil, encoded, labels}
	for i := r.From; i < r.To; i++ {
		k, ok := l.vectors.index[d.Tokens[i].Low]
		if !ok {
			k = -1
		}
		e.words = append(e.words, k)
	}
	return e
}

// inputs are what the layers read of a batch.
type inputs struct {
	ends                []int
	word, vector        []float32
	x, keep             []float32
	keepWord, keepOfVec []float32
}

// inputs adds up what is known of each word of a batch.
func (l *Learner) inputs(a *nn.Arena, batch []*Example, rng *rand.Rand) *inputs {
	n := 0
	in := &inputs{}
	for _, e := range batch {
		n += e.Len()
		in.ends = append(in.ends, n)
	}
	width := l.vector.In
	in.word, in.vector, in.x = a.Matrix(n, vectorSize), a.Matrix(n, width), a.Matrix(n, ownWidth)
	at := 0
	for _, e := range batch {
		copy(in.vector[at*width:], e.encoded)
		for i, k := range e.words {
			if k >= 0 && (rng == nil || rng.Float64() >= wordless) {
				copy(in.word[at*vectorSize:], l.vectors.data[int(k)*vectorSize:][:vectorSize])
			}
			for _, r := range e.in.of(i) {
				nn.AddScaled(in.x[at*ownWidth:(at+1)*ownWidth], l.table.Row(int(r)), 1)
			}
			at++
		}
	}
	in.word, in.keepWord = nn.Drop(a, in.word, n, vectorSize, inDropout, rng)
	in.vector, in.keepOfVec = nn.Drop(a, in.vector, n, width, inDropout, rng)
	nn.AddScaled(in.x, l.word.Forward(a, in.word, n), 1)
	nn.AddScaled(in.x, l.vector.Forward(a, in.vector, n), 1)
	in.x, in.keep = nn.Drop(a, in.x, n, ownWidth, inDropout, rng)
	return in
}

// Learn adds to the gradients what a batch teaches and returns the loss.
func (l *Learner) Learn(a *nn.Arena, batch []*Example, weight float32, rng *rand.Rand) float64 {
	in := l.inputs(a, batch, rng)
	v, w := l.there(a, in.x, in.ends, rng)
	x, keep := nn.Drop(a, v, w.n, ownWidth, ownDropout, rng)
	y := l.head.out.Forward(a, x, w.n)
	loss, from := 0.0, 0
	for i, e := range batch {
		loss += l.head.crf.Learn(y[from*nn.Cols:], e.Len(), nn.Cols, e.labels, weight)
		from = in.ends[i]
	}
	clear(y[from*nn.Cols:])
	dv := l.head.out.Backward(a, x, y, w.n)
	nn.DropBack(dv, keep)
	dx := l.back(a, w, dv)
	nn.DropBack(dx, in.keep)
	l.word.Backward(a, in.word, dx, w.n)
	l.vector.Backward(a, in.vector, dx, w.n)
	at := 0
	for _, e := range batch {
		for i := range e.words {
			for _, r := range e.in.of(i) {
				nn.AddScaled(l.table.GradRow(int(r)), dx[at*ownWidth:(at+1)*ownWidth], 1)
			}
			at++
		}
	}
	return loss
}

// Write adds the model to a file. Each word has a row that is the share of its
// vector, so that the vectors themselves are not needed to read.
func (l *Learner) Write() *model.Builder {
	rows := l.wordRows()
	table := nn.NewParam("table", firstWord+len(rows), ownWidth)
	copy(table.W, l.table.W)
	var words hashes
	for i, r := range rows {
		words = words.append(r.hash)
		copy(table.Row(firstWord+i), r.x)
	}
	// The layer for words adds its bias to every word, known or not.
	own := *l.layers
	own.vector = nn.NewLinear("vector", l.vector.In, ownWidth, nil)
	copy(own.vector.W.W, l.vector.W.W)
	copy(own.vector.B.W, l.vector.B.W)
	nn.AddScaled(own.vector.B.W, l.word.B.W, 1)
	b := &model.Builder{}
	b.Add("words", words)
	nn.WriteBytes(b, table)
	nn.WriteParams(b, append(own.params(), l.head.Params()...))
	return b
}

// wordRow is a word to be written.
type wordRow struct {
	hash uint32
	x    []float32
}

// wordRows are the words by their hash: of two that share one, the commoner.
func (l *Learner) wordRows() []wordRow {
	n := len(l.vectors.words)
	a := &nn.Arena{}
	x := a.Matrix(n, vectorSize)
	copy(x, l.vectors.data)
	y := l.word.Forward(a, x, n)
	var out []wordRow
	for i, w := range l.vectors.words {
		row := slices.Clone(y[i*ownWidth : (i+1)*ownWidth])
		nn.AddScaled(row, l.word.B.W, -1)
		out = append(out, wordRow{hashOf(w), row})
	}
	slices.SortStableFunc(out, func(a, b wordRow) int { return int(int64(a.hash) - int64(b.hash)) })
	return slices.CompactFunc(out, func(a, b wordRow) bool { return a.hash == b.hash })
}
