// Package chain labels sequences with a linear-chain conditional random field
// (Lafferty, McCallum and Pereira 2001): each position has features that speak
// for and against each label, and features that speak for and against a pair of
// labels at it and the position before. A sequence of one position makes it a
// maximum entropy classifier.
//
// Features are 64-bit hashes of what they say; [Hash] makes them. A [Sequence]
// collects them, a [Model] scores it, [Corpus.Train] makes the model.
//
//	s.Reset()
//	s.Node(chain.Hash(1, word)); s.Edge(chain.Hash(2, word)); s.Next()
//	chain.Solve(m, s)
//	labels, logProb := chain.Best(m, s)
package chain

import "math"

// Sequence is the features of one sequence, position by position. It is meant
// to be used again and again: Reset keeps its memory.
type Sequence struct {
	node, edge       []uint64
	nodeEnd, edgeEnd []int32

	scores  []float64 // by position and label
	pairs   []float64 // by position, label before and label
	forward []float64 // sums over all ways
	back    []float64
	total   float64
	front   []float64 // the best way
	rear    []float64
	from    []uint8
	next    []uint8
	labels  []uint8
}

// Reset empties s.
func (s *Sequence) Reset() {
	s.node, s.edge = s.node[:0], s.edge[:0]
	s.nodeEnd, s.edgeEnd = s.nodeEnd[:0], s.edgeEnd[:0]
}

// Len is the number of positions.
func (s *Sequence) Len() int { return len(s.nodeEnd) }

// Nodes adds features of the position.
func (s *Sequence) Nodes(f []uint64) { s.node = append(s.node, f...) }

// Features are those added of positions so far; valid until s is used again.
func (s *Sequence) Features() []uint64 { return s.node }

// Node adds a feature of the position.
func (s *Sequence) Node(f uint64) { s.node = append(s.node, f) }

// Edge adds a feature of the step from the position before to this one.
func (s *Sequence) Edge(f uint64) { s.edge = append(s.edge, f) }

// Next ends the position.
func (s *Sequence) Next() {
	s.nodeEnd = append(s.nodeEnd, int32(len(s.node)))
	s.edgeEnd = append(s.edgeEnd, int32(len(s.edge)))
}

// features are those of position i.
func (s *Sequence) features(i int) (node, edge []uint64) {
	var n, e int32
	if i > 0 {
		n, e = s.nodeEnd[i-1], s.edgeEnd[i-1]
	}
	return s.node[n:s.nodeEnd[i]], s.edge[e:s.edgeEnd[i]]
}

// Hash mixes a number, say of the kind of the feature, with others.
func Hash(parts ...uint64) uint64 {
	h := uint64(0x9E3779B97F4A7C15)
	for _, p := range parts {
		h = (h ^ p) * 0xff51afd7ed558ccd
		h ^= h >> 32
	}
	return h
}

// String is a hash of s (FNV-1a).
func String(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// Weights are what a model knows: rows of weights by feature. AddNode adds the
// row of a feature of a position to scores, one a label; AddEdge that of a step,
// one a pair of labels, the earlier label first. A feature that isn't known adds
// nothing.
type Weights interface {
	Labels() int
	AddNode(scores []float64, feature uint64)
	AddEdge(scores []float64, feature uint64)
}

// score fills in the scores of s.
func score(m Weights, s *Sequence) {
	n, l := s.Len(), m.Labels()
	s.scores = zeroed(s.scores, n*l)
	s.pairs = zeroed(s.pairs, n*l*l)
	for i := range n {
		node, edge := s.features(i)
		at := s.scores[i*l : (i+1)*l]
		for _, f := range node {
			m.AddNode(at, f)
		}
		if i == 0 {
			continue
		}
		pairs := s.pairs[i*l*l : (i+1)*l*l]
		for _, f := range edge {
			m.AddEdge(pairs, f)
		}
	}
}

func zeroed[T any](b []T, n int) []T {
	if cap(b) < n {
		return make([]T, n, n+n/2)
	}
	b = b[:n]
	clear(b)
	return b
}

// Solve scores s, so that its rows of labels can be asked for.
func Solve(m Weights, s *Sequence) {
	score(m, s)
	n, l := s.Len(), m.Labels()
	s.total = s.alphas(n, l)
	s.ahead(n, l)
	s.behind(n, l)
}

// Through is the most probable row of labels that has the given label at one of
// the positions from..to-1, and the logarithm of its probability. It asks for
// [Solve] first. The labels are valid until s is asked again.
func Through(m Weights, s *Sequence, label uint8, from, to int) (labels []uint8, logProb float64) {
	l := m.Labels()
	at, best := -1, math.Inf(-1)
	for i := from; i < to; i++ {
		if v := s.front[i*l+int(label)] + s.rear[i*l+int(label)]; v > best {
			at, best = i, v
		}
	}
	if at < 0 {
		return nil, best
	}
	return s.trace(l, at, label), best - s.total
}

// Best is the most probable row of labels and the logarithm of its
// probability. It asks for [Solve] first. The labels are valid until s is asked
// again.
func Best(m Weights, s *Sequence) (labels []uint8, logProb float64) {
	n, l := s.Len(), m.Labels()
	if n == 0 {
		return nil, 0
	}
	y, best := 0, math.Inf(-1)
	for k := range l {
		if v := s.front[(n-1)*l+k]; v > best {
			y, best = k, v
		}
	}
	return s.trace(l, n-1, uint8(y)), best - s.total
}

// trace follows the best way from label y at position i to both ends.
func (s *Sequence) trace(l, i int, y uint8) []uint8 {
	n := s.Len()
	if cap(s.labels) < n {
		s.labels = make([]uint8, n, 2*n)
	}
	s.labels = s.labels[:n]
	s.labels[i] = y
	for k := i; k > 0; k-- {
		s.labels[k-1] = s.from[k*l+int(s.labels[k])]
	}
	for k := i; k+1 < n; k++ {
		s.labels[k+1] = s.next[k*l+int(s.labels[k])]
	}
	return s.labels
}

// ahead fills in, for each position and label, the score of the best way there
// (Viterbi 1967).
func (s *Sequence) ahead(n, l int) {
	s.front, s.from = zeroed(s.front, n*l), zeroed(s.from, n*l)
	copy(s.front[:l], s.scores[:l])
	for i := 1; i < n; i++ {
		for y := range l {
			best, from := math.Inf(-1), 0
			for p := range l {
				if v := s.front[(i-1)*l+p] + s.pairs[(i*l+p)*l+y]; v > best {
					best, from = v, p
				}
			}
			s.front[i*l+y] = best + s.scores[i*l+y]
			s.from[i*l+y] = uint8(from)
		}
	}
}

// behind fills in, for each position and label, the score of the best way from
// there to the end.
func (s *Sequence) behind(n, l int) {
	s.rear, s.next = zeroed(s.rear, n*l), zeroed(s.next, n*l)
	for i := n - 2; i >= 0; i-- {
		for p := range l {
			best, next := math.Inf(-1), 0
			for y := range l {
				v := s.pairs[((i+1)*l+p)*l+y] + s.scores[(i+1)*l+y] + s.rear[(i+1)*l+y]
				if v > best {
					best, next = v, y
				}
			}
			s.rear[i*l+p] = best
			s.next[i*l+p] = uint8(next)
		}
	}
}

// alphas fills in the forward scores and returns the logarithm of the sum over
// all rows of labels.
func (s *Sequence) alphas(n, l int) float64 {
	s.forward = zeroed(s.forward, n*l)
	copy(s.forward[:l], s.scores[:l])
	var sum [16]float64
	for i := 1; i < n; i++ {
		for y := range l {
			for p := range l {
				sum[p] = s.forward[(i-1)*l+p] + s.pairs[(i*l+p)*l+y]
			}
			s.forward[i*l+y] = logSum(sum[:l]) + s.scores[i*l+y]
		}
	}
	return logSum(s.forward[(n-1)*l : n*l])
}

// betas fills in the backward scores.
func (s *Sequence) betas(n, l int) {
	s.back = zeroed(s.back, n*l)
	var sum [16]float64
	for i := n - 2; i >= 0; i-- {
		for p := range l {
			for y := range l {
				sum[y] = s.pairs[((i+1)*l+p)*l+y] + s.scores[(i+1)*l+y] + s.back[(i+1)*l+y]
			}
			s.back[i*l+p] = logSum(sum[:l])
		}
	}
}

func logSum(x []float64) float64 {
	m := x[0]
	for _, v := range x[1:] {
		m = max(m, v)
	}
	t := 0.0
	for _, v := range x {
		if d := v - m; d > -30 {
			t += math.Exp(d)
		}
	}
	return m + math.Log(t)
}

// Probability is that of label 1 where the model has two labels and s one
// position.
func Probability(m Weights, s *Sequence) float64 {
	var v [2]float64
	for _, f := range s.node {
		m.AddNode(v[:], f)
	}
	return 1 / (1 + math.Exp(v[0]-v[1]))
}
