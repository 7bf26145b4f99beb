package nn

import "math"

// CRF is a linear-chain conditional random field (Lafferty, McCallum and
// Pereira 2001) over rows of scores, of which the first Labels count.
type CRF struct {
	Steps  *Param // by label before and label
	Labels int
}

// maxLabels is the largest number of labels.
const maxLabels = 16

// NewCRF makes one where all steps are alike.
func NewCRF(name string, labels int) *CRF {
	return &CRF{NewParam(name+".steps", 1, maxLabels*maxLabels), labels}
}

// Params are the parameters of the layer.
func (c *CRF) Params() []*Param { return []*Param{c.Steps} }

// Twin is the layer with gradients of its own.
func (c *CRF) Twin() *CRF { return &CRF{c.Steps.Twin(), c.Labels} }

func (c *CRF) step(p, y int) float64 { return float64(c.Steps.W[p*maxLabels+y]) }

// Sums are the forward and backward sums of a row.
type Sums struct {
	fwd, back [][maxLabels]float64
	Total     float64 // logarithm of the sum over all rows of labels
}

// Sum adds up the scores x of n positions in rows of width w over all rows of
// labels.
func (c *CRF) Sum(x []float32, n, w int) (s Sums) {
	c.SumTo(&s, x, n, w)
	return s
}

// SumTo is Sum with buffers that are used again.
func (c *CRF) SumTo(s *Sums, x []float32, n, w int) {
	if cap(s.fwd) < n {
		s.fwd, s.back = make([][maxLabels]float64, n), make([][maxLabels]float64, n)
	}
	s.fwd, s.back = s.fwd[:n], s.back[:n]
	s.back[n-1] = [maxLabels]float64{}
	if c.Labels == 4 && fast {
		c.sum4(s, x, n, w)
		return
	}
	l := c.Labels
	for y := range l {
		s.fwd[0][y] = float64(x[y])
	}
	var t [maxLabels]float64
	for i := 1; i < n; i++ {
		for y := range l {
			for p := range l {
				t[p] = s.fwd[i-1][p] + c.step(p, y)
			}
			s.fwd[i][y] = logSum(t[:l]) + float64(x[i*w+y])
		}
	}
	for i := n - 2; i >= 0; i-- {
		for p := range l {
			for y := range l {
				t[y] = c.step(p, y) + float64(x[(i+1)*w+y]) + s.back[i+1][y]
			}
			s.back[i][p] = logSum(t[:l])
		}
	}
	s.Total = logSum(s.fwd[n-1][:l])
}

// sum4 is SumTo for four labels, which a kernel takes side by side.
func (c *CRF) sum4(s *Sums, x []float32, n, w int) {
	var steps, turned [4][4]float64
	for p := range 4 {
		for y := range 4 {
			steps[p][y] = c.step(p, y)
			turned[y][p] = steps[p][y]
		}
	}
	var t [4][4]float64 // by the label that is summed over, then by the other
	for y := range 4 {
		s.fwd[0][y] = float64(x[y])
	}
	for i := 1; i < n; i++ {
		last, to, row := &s.fwd[i-1], &s.fwd[i], x[i*w:i*w+4]
		for p := range 4 {
			for y := range 4 {
				t[p][y] = last[p] + steps[p][y]
			}
		}
		logSum4(&to[0], &t[0][0])
		for y := range 4 {
			to[y] += float64(row[y])
		}
	}
	for i := n - 2; i >= 0; i-- {
		next, row := &s.back[i+1], x[(i+1)*w:(i+1)*w+4]
		for y := range 4 {
			for p := range 4 {
				t[y][p] = turned[y][p] + float64(row[y]) + next[y]
			}
		}
		logSum4(&s.back[i][0], &t[0][0])
	}
	s.Total = logSum(s.fwd[n-1][:4])
}

// At is the probability of label y at position i.
func (s *Sums) At(i, y int) float64 { return math.Exp(s.fwd[i][y] + s.back[i][y] - s.Total) }

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

// Learn is the loss of labelling the scores x with gold. x is replaced by its
// gradient times weight; the gradient of the steps is added.
func (c *CRF) Learn(x []float32, n, w int, gold []uint8, weight float32) float64 {
	s := c.Sum(x, n, w)
	l := c.Labels
	loss := s.Total - c.Score(x, n, w, gold)
	for i := 1; i < n; i++ {
		for p := range l {
			for y := range l {
				e := math.Exp(s.fwd[i-1][p] + c.step(p, y) + float64(x[i*w+y]) + s.back[i][y] - s.Total)
				c.Steps.G[p*maxLabels+y] += float32(e) * weight
			}
		}
		c.Steps.G[int(gold[i-1])*maxLabels+int(gold[i])] -= weight
	}
	for i := range n {
		row := x[i*w : (i+1)*w]
		clear(row[l:])
		for y := range l {
			row[y] = float32(s.At(i, y)) * weight
		}
		row[gold[i]] -= weight
	}
	return loss
}

// Score is that of a row of labels.
func (c *CRF) Score(x []float32, n, w int, labels []uint8) float64 {
	v := 0.0
	for i := range n {
		v += float64(x[i*w+int(labels[i])])
		if i > 0 {
			v += c.step(int(labels[i-1]), int(labels[i]))
		}
	}
	return v
}

// Best writes the row of labels with the highest score (Viterbi 1967) to out.
// may, if not nil, says which labels may follow which.
func (c *CRF) Best(x []float32, n, w int, may func(p, y int) bool, out []uint8) {
	l := c.Labels
	var few [128][maxLabels]uint8
	back := few[:]
	if n > len(few) {
		back = make([][maxLabels]uint8, n)
	}
	var at, next [maxLabels]float64
	for y := range l {
		at[y] = float64(x[y])
		if may != nil && !may(-1, y) {
			at[y] = math.Inf(-1)
		}
	}
	for i := 1; i < n; i++ {
		for y := range l {
			best, from := math.Inf(-1), 0
			for p := range l {
				if v := at[p] + c.step(p, y); v > best && (may == nil || may(p, y)) {
					best, from = v, p
				}
			}
			next[y] = best + float64(x[i*w+y])
			back[i][y] = uint8(from)
		}
		at = next
	}
	y := 0
	for k := 1; k < l; k++ {
		if at[k] > at[y] {
			y = k
		}
	}
	for i := n - 1; i >= 0; i-- {
		out[i] = uint8(y)
		y = int(back[i][y])
	}
}
