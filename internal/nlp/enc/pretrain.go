package enc

import (
	"cmp"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// Raw is unmarked text as numbers: what is left of it for learning to guess
// hidden words.
type Raw struct {
	types  map[string]int32
	low    []string  // by type
	count  []int     // by type
	rows   [][]int32 // by type: rows of parts and word
	tokens []rawToken
	ends   []int // of stretches
}

// rawToken is a token: its type, and its rows of place, shape, verb and name.
type rawToken struct {
	kind                     int32
	place, shape, verb, name uint8
}

// NewRaw is no text yet.
func NewRaw() *Raw { return &Raw{types: map[string]int32{}} }

// Add appends a text with tokens, quotations and names.
func (r *Raw) Add(d *nlp.Doc) {
	var in Input
	for _, s := range Stretches(d) {
		if s.Len() < 4 {
			continue
		}
		for i := s.From; i < s.To; i++ {
			r.add(d, i, &in)
		}
		r.ends = append(r.ends, len(r.tokens))
	}
}

func (r *Raw) add(d *nlp.Doc, i int, in *Input) {
	in.Reset()
	b := in.normal(d.Tokens[i].Low)
	k, ok := r.types[string(b)]
	if !ok {
		k = int32(len(r.low))
		s := string(b)
		r.types[s], r.low, r.count = k, append(r.low, s), append(r.count, 0)
	}
	r.count[k]++
	in.place(d, i)
	in.word(nil, d, i)
	r.tokens = append(r.tokens, rawToken{k, uint8(in.Rows[0] - placeRow), uint8(in.Rows[1] - shapeRow), uint8(in.Rows[2] - verbRow), uint8(in.Rows[3] - nameRow)})
}

// Len is the number of tokens.
func (r *Raw) Len() int { return len(r.tokens) }

// Words chooses the words that get a row: those seen least times or more and,
// of many, the commonest. Equal ones go by the alphabet.
func (r *Raw) Words(least, most int) Words {
	var order []int32
	for k, n := range r.count {
		if n >= least {
			order = append(order, int32(k))
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(r.count[b], r.count[a]), strings.Compare(r.low[a], r.low[b]))
	})
	w := Words{}
	for i, k := range order[:min(len(order), most)] {
		w[r.low[k]] = firstWord + int32(i)
	}
	r.rows = make([][]int32, len(r.low))
	for k, s := range r.low {
		var rows wordRows
		if row, ok := w[s]; ok {
			rows.add(row)
		}
		rows.parts([]byte(s))
		r.rows[k] = slices.Clone(rows.rows[:rows.n])
	}
	return w
}

// List is the words in the order of their rows.
func (w Words) List() []string {
	return slices.SortedFunc(maps.Keys(w), func(a, b string) int { return cmp.Compare(w[a], w[b]) })
}

// PretrainOptions say how to learn to guess hidden words.
type PretrainOptions struct {
	Epochs  float64
	Batch   int // tokens of a step and worker
	Workers int
	Rate    float64
	Seed    uint64
	Log     func(format string, args ...any)
}

// The shares of words that are guessed, and of these, of those hidden.
const (
	guessed = 0.2
	hidden  = 0.9
)

// negatives is the number of other words that a word has to be told from.
const negatives = 2048

// guesser is the net with what guesses words by its vectors: a masked language
// model (Devlin et al. 2019) that learns by sampled softmax (Jean et al. 2015).
type guesser struct {
	net   *Net
	turn  *nn.Linear
	norm  *nn.Norm
	out   *nn.Param // by word
	bias  *nn.Param
	arena nn.Arena
	rng   *rand.Rand
}

func (g *guesser) params() []*nn.Param {
	ps := append(g.net.Params(), g.turn.Params()...)
	return append(append(ps, g.norm.Params()...), g.out, g.bias)
}

// newGuesser makes one with random weights.
func newGuesser(words int, rng *rand.Rand) *guesser {
	g := &guesser{
		net: NewNet(words, rng), turn: nn.NewLinear("turn", Width, Width, rng), norm: nn.NewNorm("norm", Width),
		out: nn.NewParam("out", words, Width).Uniform(rng, 0.05), bias: nn.NewParam("bias", words, 8),
	}
	g.out.Sparse, g.bias.Sparse = true, true
	for _, p := range g.params() {
		p.Learn()
	}
	return g
}

// twin is the guesser with gradients of its own.
func (g *guesser) twin() *guesser {
	return &guesser{net: g.net.Twin(), turn: g.turn.Twin(), norm: g.norm.Twin(), out: g.out.Twin(), bias: g.bias.Twin()}
}

// Pretrain learns to guess hidden words of r by the words around them, and
// returns the net.
func Pretrain(r *Raw, words Words, opt PretrainOptions) *Net {
	rng := rand.New(rand.NewPCG(opt.Seed, 11))
	g := newGuesser(len(words), rng)
	workers := []*guesser{g}
	var twins [][]*nn.Param
	for range opt.Workers - 1 {
		t := g.twin()
		workers, twins = append(workers, t), append(twins, t.params())
	}
	for i, w := range workers {
		w.rng = rand.New(rand.NewPCG(opt.Seed, uint64(20+i)))
	}
	ps, noise := g.params(), newNoise(r, words)
	adam := &nn.Adam{Beta1: 0.9, Beta2: 0.98, Eps: 1e-8, Clip: 1}
	total := int(opt.Epochs * float64(len(r.tokens)))
	batches := r.batches(rng, opt.Batch)
	losses := make([]float64, len(workers))
	seen, sum, n := 0, 0.0, 0
	for step := 1; seen < total; step++ {
		var wg sync.WaitGroup
		for i, w := range workers {
			b := batches()
			for _, s := range b {
				seen += s.Len()
			}
			wg.Go(func() { losses[i] = w.step(r, b, words, noise, float32(1/float64(len(workers)))) })
		}
		wg.Wait()
		adam.Step(ps, twins, rate(opt.Rate, step, seen, total))
		for _, l := range losses {
			sum, n = sum+l, n+1
		}
		if step%500 == 0 {
			opt.Log("words: %d of %d tokens, loss %.4f", seen, total, sum/float64(n))
			sum, n = 0, 0
		}
	}
	return g.net
}

// rate rises for the first steps and falls to nothing at the end.
func rate(top float64, step, seen, total int) float64 {
	return top * min(1, float64(step)/400) * max(0.02, 1-float64(seen)/float64(total))
}

// batches gives stretches of text in random order, so many tokens a time.
func (r *Raw) batches(rng *rand.Rand, size int) func() []nlp.Range {
	order := rng.Perm(len(r.ends))
	at := 0
	return func() (out []nlp.Range) {
		for n := 0; n < size; {
			if at == len(order) {
				order, at = rng.Perm(len(r.ends)), 0
			}
			k := order[at]
			at++
			s := nlp.Range{To: r.ends[k]}
			if k > 0 {
				s.From = r.ends[k-1]
			}
			out = append(out, s)
			n += s.Len()
		}
		return out
	}
}

// noise draws words by the power 0.75 of how often they are seen.
type noise struct {
	sums []float64 // by word
	logs []float32 // logarithm of how often a word is among the drawn
}

func newNoise(r *Raw, words Words) *noise {
	n := &noise{make([]float64, len(words)), make([]float32, len(words))}
	for k, s := range r.low {
		if row, ok := words[s]; ok {
			n.sums[row-firstWord] = math.Pow(float64(r.count[k]), 0.75)
		}
	}
	total := 0.0
	for i, v := range n.sums {
		total += v
		n.sums[i] = total
		n.logs[i] = float32(math.Log(v))
	}
	for i := range n.logs {
		n.logs[i] += float32(math.Log(negatives / total))
	}
	return n
}

func (n *noise) draw(rng *rand.Rand) int {
	return min(sort.SearchFloat64s(n.sums, rng.Float64()*n.sums[len(n.sums)-1]), len(n.sums)-1)
}

// exam is stretches of text with hidden words.
type exam struct {
	in     Input
	ends   []int // of stretches
	places []int // of the words to be guessed
	wanted []int // by place: the word, as a row of what guesses
}

// exam hides words of stretches.
func (g *guesser) exam(r *Raw, batch []nlp.Range, words Words) *exam {
	e := &exam{}
	for _, s := range batch {
		for i := s.From; i < s.To; i++ {
			t := &r.tokens[i]
			e.in.Rows = append(e.in.Rows, placeRow+int32(t.place))
			guess, hide := g.rng.Float64() < guessed, g.rng.Float64() < hidden
			row, known := words[r.low[t.kind]]
			if guess && known {
				e.places, e.wanted = append(e.places, e.in.Len()), append(e.wanted, int(row-firstWord))
			}
			if guess && known && hide {
				e.in.Rows = append(e.in.Rows, maskRow)
			} else {
				e.in.Rows = append(e.in.Rows, shapeRow+int32(t.shape), verbRow+int32(t.verb), nameRow+int32(t.name))
				e.in.Rows = append(e.in.Rows, g.thin(r.rows[t.kind])...)
			}
			e.in.Ends = append(e.in.Ends, int32(len(e.in.Rows)))
		}
		e.ends = append(e.ends, e.in.Len())
	}
	return e
}

// step goes there and back with some stretches, and returns the loss.
func (g *guesser) step(r *Raw, batch []nlp.Range, words Words, ns *noise, weight float32) float64 {
	a := &g.arena
	a.Reset()
	e := g.exam(r, batch, words)
	m := len(e.places)
	if m == 0 {
		return 0
	}
	v, st := g.net.Learn(a, &e.in, e.ends, 0.05, g.rng)
	x := a.Matrix(m, Width)
	for i, p := range e.places {
		copy(x[i*Width:(i+1)*Width], v[p*Width:(p+1)*Width])
	}
	h := g.turn.Forward(a, x, m)
	nn.Leaky(h)
	normal := a.Matrix(m, Width)
	copy(normal, h[:m*Width])
	y, spread := g.norm.Forward(a, normal, m)
	loss, dy := g.guess(y, e.wanted, ns, weight)
	dh := g.norm.Backward(a, normal, spread, dy, m)
	nn.LeakyBack(dh, h)
	dx := g.turn.Backward(a, x, dh, m)
	dv := a.Matrix(e.in.Len(), Width)
	for i, p := range e.places {
		copy(dv[p*Width:(p+1)*Width], dx[i*Width:(i+1)*Width])
	}
	g.net.Back(a, st, dv)
	return loss
}

// thin leaves out the word itself now and then, so that its parts learn too.
func (g *guesser) thin(rows []int32) []int32 {
	if rows[0] >= firstWord && g.rng.Float64() < 0.05 {
		return rows[1:]
	}
	return rows
}

// guess compares vectors with the words wanted and with others, and returns the
// mean loss and the gradient of the vectors.
func (g *guesser) guess(y []float32, wanted []int, ns *noise, weight float32) (float64, []float32) {
	a := &g.arena
	m := len(wanted)
	var drawn [negatives]int
	others, turned := a.Raw(negatives*Width), a.Raw(negatives*Width)
	for k := range drawn {
		drawn[k] = ns.draw(g.rng)
		copy(others[k*Width:(k+1)*Width], g.out.Row(drawn[k]))
	}
	nn.Transpose(turned, others, negatives, Width, negatives)
	const row = negatives + 8 // the first is the word wanted
	z := a.Matrix(m, negatives)
	nn.MulAdd(m, negatives, Width, y, turned, negatives, z, negatives)
	one := make([]float32, row)
	dy := a.Matrix(m, Width)
	loss := 0.0
	scale := weight / float32(m)
	for i, w := range wanted {
		yi, zi := y[i*Width:(i+1)*Width], z[i*negatives:(i+1)*negatives]
		one[0] = dot(yi, g.out.Row(w)) + g.bias.Row(w)[0] - ns.logs[w]
		for k, d := range drawn {
			one[k+1] = zi[k] + g.bias.Row(d)[0] - ns.logs[d]
			if d == w {
				one[k+1] = -1e9
			}
		}
		loss += nn.CrossEntropy(one[:negatives+1], 0, scale)
		nn.AddScaled(dy[i*Width:(i+1)*Width], g.out.Row(w), one[0])
		nn.AddScaled(g.out.GradRow(w), yi, one[0])
		g.bias.GradRow(w)[0] += one[0]
		copy(zi, one[1:])
	}
	nn.MulAdd(m, Width, negatives, z, others, Width, dy, Width)
	dothers := a.Matrix(negatives, Width)
	nn.MulAddTurned(negatives, Width, m, z, negatives, y, Width, dothers, Width)
	for k, d := range drawn {
		nn.AddScaled(g.out.GradRow(d), dothers[k*Width:(k+1)*Width], 1)
		sum := float32(0)
		for i := range m {
			sum += z[i*negatives+k]
		}
		g.bias.GradRow(d)[0] += sum
	}
	return loss / float64(m), dy
}

func dot(a, b []float32) float32 {
	var s [4]float32
	for i := 0; i+3 < len(a); i += 4 {
		s[0] += a[i] * b[i]
		s[1] += a[i+1] * b[i+1]
		s[2] += a[i+2] * b[i+2]
		s[3] += a[i+3] * b[i+3]
	}
	return s[0] + s[1] + s[2] + s[3]
}
