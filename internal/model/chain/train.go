package chain

import (
	"math"
	"math/rand/v2"
)

// Options say how to train.
type Options struct {
	Labels  int
	Epochs  int
	Rate    float64 // learning rate of AdaGrad (Duchi, Hazan and Singer 2011)
	Calm    float64 // what AdaGrad's sum of squares begins with: the larger, the smaller the first steps
	Dropout float64 // share of features left out of each step, against overfitting
	Least   int     // features seen less often are left out
	Seed    uint64
	Log     func(epoch int, loss float64) // may be nil
}

// Corpus is sequences to train on, in little memory. Fill it twice with the
// same sequences: first with Count, then, after Choose, with Add.
type Corpus struct {
	opt    Options
	counts []uint8 // by a part of the hash: features that share one are counted together
	nodes  map[uint64]uint32
	edges  map[uint64]uint32
	rows   []row
	feats  []uint32
	ends   []int32
}

// row is a sequence: where its features and gold labels stand.
type row struct {
	ends, feats int // first of each in Corpus.ends, Corpus.feats
	gold        []uint8
}

const countBits = 26

// NewCorpus returns an empty corpus.
func NewCorpus(opt Options) *Corpus {
	return &Corpus{opt: opt, counts: make([]uint8, 1<<countBits), nodes: map[uint64]uint32{}, edges: map[uint64]uint32{}}
}

// Count notes how often each feature occurs.
func (c *Corpus) Count(s *Sequence) {
	for _, f := range s.node {
		c.count(f)
	}
	for _, f := range s.edge {
		c.count(f)
	}
}

func (c *Corpus) count(f uint64) {
	if p := &c.counts[f>>(64-countBits)]; *p < 255 {
		*p++
	}
}

// Add takes in a sequence with its labels. The features that were counted
// often enough get weights.
func (c *Corpus) Add(s *Sequence, gold []uint8) {
	r := row{len(c.ends), len(c.feats), append([]uint8(nil), gold...)}
	for i := range s.Len() {
		node, edge := s.features(i)
		c.put(c.nodes, node)
		c.put(c.edges, edge)
	}
	c.rows = append(c.rows, r)
}

func (c *Corpus) put(ids map[uint64]uint32, features []uint64) {
	for _, f := range features {
		if int(c.counts[f>>(64-countBits)]) < c.opt.Least {
			continue
		}
		id, ok := ids[f]
		if !ok {
			id = uint32(len(ids))
			ids[f] = id
		}
		c.feats = append(c.feats, id)
	}
	c.ends = append(c.ends, int32(len(c.feats)))
}

// Trained is a model as training leaves it.
type Trained struct {
	L            int
	Nodes, Edges map[uint64]uint32 // row numbers by feature
	Node, Edge   []float32
}

// Labels is the number of labels.
func (t *Trained) Labels() int { return t.L }

// AddNode adds the weights of a feature of a position to the scores.
func (t *Trained) AddNode(scores []float64, f uint64) { addRow(scores, t.Nodes, t.Node, f) }

// AddEdge adds the weights of a feature of a step to the scores.
func (t *Trained) AddEdge(scores []float64, f uint64) { addRow(scores, t.Edges, t.Edge, f) }

func addRow(scores []float64, ids map[uint64]uint32, w []float32, f uint64) {
	id, ok := ids[f]
	if !ok {
		return
	}
	for y, v := range w[int(id)*len(scores) : (int(id)+1)*len(scores)] {
		scores[y] += float64(v)
	}
}

// trainer holds the weights and, for AdaGrad, the sums of squared gradients.
type trainer struct {
	*Trained
	c          *Corpus
	gNode, gEd []float32
	seq        Sequence
	rng        *rand.Rand
	kept       []uint32
	ends       []int32
	rate       float64
}

// Train fits a model to the corpus: it raises the probability of the gold
// labels, a sequence at a time. Two runs on the same corpus give the same
// weights.
func (c *Corpus) Train() *Trained {
	l := c.opt.Labels
	t := &trainer{c: c, rng: rand.New(rand.NewPCG(c.opt.Seed, 7)), Trained: &Trained{L: l, Nodes: c.nodes, Edges: c.edges}}
	t.Node, t.gNode = make([]float32, len(c.nodes)*l), make([]float32, len(c.nodes)*l)
	t.Edge, t.gEd = make([]float32, len(c.edges)*l*l), make([]float32, len(c.edges)*l*l)
	order := make([]int, len(c.rows))
	for i := range order {
		order[i] = i
	}
	for e := range c.opt.Epochs {
		t.rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		t.rate = c.opt.Rate * (1 - float64(e)/float64(c.opt.Epochs+1))
		loss := 0.0
		for _, i := range order {
			loss += t.step(&c.rows[i])
		}
		if c.opt.Log != nil {
			c.opt.Log(e, loss/float64(max(1, len(order))))
		}
	}
	t.scale(float32(1 - c.opt.Dropout))
	return t.Trained
}

// scale multiplies all weights: where a share of the features was left out of
// each step, those that stayed spoke for them.
func (t *Trained) scale(by float32) {
	for i := range t.Node {
		t.Node[i] *= by
	}
	for i := range t.Edge {
		t.Edge[i] *= by
	}
}

// step learns from one sequence and returns its loss.
func (t *trainer) step(r *row) float64 {
	n, l := len(r.gold), t.L
	t.drop(r)
	t.score(n)
	s := &t.seq
	z := s.alphas(n, l)
	s.betas(n, l)
	gold := 0.0
	for i, y := range r.gold {
		gold += s.scores[i*l+int(y)]
		if i > 0 {
			gold += s.pairs[(i*l+int(r.gold[i-1]))*l+int(y)]
		}
	}
	t.learn(r, z)
	return z - gold
}

// drop copies the features of r, but for those dropped in this step.
func (t *trainer) drop(r *row) {
	t.kept, t.ends = t.kept[:0], t.ends[:0]
	at := r.feats
	limit := uint32(t.c.opt.Dropout * (1 << 32))
	for _, end := range t.c.ends[r.ends : r.ends+2*len(r.gold)] {
		for ; at < int(end); at++ {
			if limit == 0 || t.rng.Uint32() >= limit {
				t.kept = append(t.kept, t.c.feats[at])
			}
		}
		t.ends = append(t.ends, int32(len(t.kept)))
	}
}

// part are the kept features of step k: those of position k/2 where k is
// even, those of the step to it where k is odd.
func (t *trainer) part(k int) []uint32 {
	from := int32(0)
	if k > 0 {
		from = t.ends[k-1]
	}
	return t.kept[from:t.ends[k]]
}

func (t *trainer) score(n int) {
	l, s := t.L, &t.seq
	s.scores, s.pairs = zeroed(s.scores, n*l), zeroed(s.pairs, n*l*l)
	for i := range n {
		sum(s.scores[i*l:(i+1)*l], t.Node, t.part(2*i))
		if i > 0 {
			sum(s.pairs[i*l*l:(i+1)*l*l], t.Edge, t.part(2*i+1))
		}
	}
}

func sum(out []float64, w []float32, ids []uint32) {
	for _, id := range ids {
		row := w[int(id)*len(out):][:len(out)]
		for y, v := range row {
			out[y] += float64(v)
		}
	}
}

// learn moves the weights by the difference between what the gold says and
// what the model expects.
func (t *trainer) learn(r *row, z float64) {
	l, s := t.L, &t.seq
	var g [256]float64
	for i, y := range r.gold {
		for k := range l {
			g[k] = -math.Exp(s.forward[i*l+k] + s.back[i*l+k] - z)
		}
		g[y]++
		t.move(t.Node, t.gNode, t.part(2*i), g[:l])
		if i == 0 {
			continue
		}
		for p := range l {
			for k := range l {
				g[p*l+k] = -math.Exp(s.forward[(i-1)*l+p] + s.pairs[(i*l+p)*l+k] + s.scores[i*l+k] + s.back[i*l+k] - z)
			}
		}
		g[int(r.gold[i-1])*l+int(y)]++
		t.move(t.Edge, t.gEd, t.part(2*i+1), g[:l*l])
	}
}

func (t *trainer) move(w, sq []float32, ids []uint32, g []float64) {
	for k, v := range g {
		if v > -1e-4 && v < 1e-4 {
			continue
		}
		v32, vv := float32(v*t.rate), float32(v*v)
		for _, id := range ids {
			at := int(id)*len(g) + k
			sq[at] += vv
			w[at] += v32 / float32(math.Sqrt(float64(sq[at])+t.c.opt.Calm))
		}
	}
}
