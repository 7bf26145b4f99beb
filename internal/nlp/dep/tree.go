package dep

import "math"

// longestExact is the length of the longest sentence whose best tree is found
// for sure. It keeps time linear in texts that are one sentence.
const longestExact = 160

// tree is the governor of each of n words, n for the root, by the scores z in
// rows of width w. One word depends on the root.
func tree(z []float32, n, w int) []int {
	heads := make([]int, n)
	for i := range n {
		heads[i] = best(z[i*w:i*w+n+1], i)
	}
	if whole(heads) {
		return heads
	}
	root, gain := 0, float32(math.Inf(-1))
	for i := range n {
		row := z[i*w : i*w+n+1]
		other := float32(-1e9)
		if n > 1 {
			other = row[best(row[:n], i)]
		}
		if g := row[n] - other; g > gain {
			root, gain = i, g
		}
	}
	if n > longestExact {
		return mend(z, n, w, root)
	}
	return edmonds(z, n, w, root)
}

// best is the index of the highest score but that at not.
func best[T float32 | float64](row []T, not int) int {
	b := 0
	if not == 0 {
		b = 1
	}
	if b >= len(row) {
		return -1
	}
	top := row[b]
	for j, v := range row {
		if v > top && j != not {
			b, top = j, v
		}
	}
	return b
}

// whole reports whether heads are a tree with one root.
func whole(heads []int) bool {
	n := len(heads)
	roots := 0
	mark := make([]int, n+1)
	for i := range heads {
		if heads[i] == n {
			roots++
		}
		k := i
		for k < n && mark[k] == 0 {
			mark[k] = i + 1
			k = heads[k]
		}
		if k < n && mark[k] == i+1 {
			return false
		}
	}
	return roots == 1
}

// mend is a tree made word by word: words are hung up in the order of how sure
// they are, each on the best word that doesn't hang on it.
func mend(z []float32, n, w, root int) []int {
	heads := make([]int, n)
	for i := range heads {
		heads[i] = -1
	}
	heads[root] = n
	for i := range n {
		if i != root {
			heads[i] = best(z[i*w:i*w+n], i)
		}
	}
	// What runs in a circle is cut at its weakest word, which then hangs on the
	// root word: one pass, since nothing else changes.
	mark := make([]int, n+1)
	for i := range n {
		k := i
		for k != n && mark[k] == 0 {
			mark[k] = i + 1
			k = heads[k]
		}
		if k == n || mark[k] != i+1 {
			continue
		}
		weak, worst := k, float32(math.Inf(1))
		for j := heads[k]; ; j = heads[j] {
			if loss := z[j*w+heads[j]] - z[j*w+root]; loss < worst {
				weak, worst = j, loss
			}
			if j == k {
				break
			}
		}
		heads[weak] = root
	}
	return heads
}

// edmonds is the best tree in which the root takes one word, root.
func edmonds(z []float32, n, w, root int) []int {
	score := square{n, make([]float64, n*n)}
	for i := range n {
		for j, v := range z[i*w : i*w+n] {
			score.x[i*n+j] = float64(v)
		}
	}
	heads := contract(score, root)
	heads[root] = n
	return heads
}

// square is a matrix of n rows and columns: the score of j as the governor of i,
// among words without the root.
type square struct {
	n int
	x []float64
}

func (s square) row(i int) []float64 { return s.x[i*s.n : (i+1)*s.n] }

// contract finds the best tree below root (Chu and Liu 1965; Edmonds 1967): each
// word takes the governor that it likes best, and where that makes a circle, the
// circle becomes one word and the rest is solved.
func contract(score square, root int) []int {
	heads := make([]int, score.n)
	for i := range heads {
		heads[i] = -1
		if i != root {
			heads[i] = best(score.row(i), i)
		}
	}
	circle := findCircle(heads, root)
	if circle == nil {
		return heads
	}
	c := shrink(score, heads, circle)
	newRoot := 0
	for a, i := range c.out {
		if i == root {
			newRoot = a
		}
	}
	c.unfold(contract(c.small, newRoot), heads)
	return heads
}

// contraction is a matrix of scores in which a circle is one word, the last.
type contraction struct {
	small square
	out   []int // by word outside the circle: its number before
	leave []int // by word outside: the word of the circle that would govern it
	enter []int // by word outside: the word of the circle that it would govern
}

// shrink makes one word of a circle of heads.
func shrink(score square, heads, circle []int) *contraction {
	in := make([]bool, score.n)
	sum := 0.0
	for _, k := range circle {
		in[k] = true
		sum += score.row(k)[heads[k]]
	}
	c := &contraction{}
	for i := range score.n {
		if !in[i] {
			c.out = append(c.out, i)
		}
	}
	m := len(c.out)
	c.small = square{m + 1, make([]float64, (m+1)*(m+1))}
	c.enter, c.leave = make([]int, m), make([]int, m)
	last := c.small.row(m)
	for a, i := range c.out {
		from, to := score.row(i), c.small.row(a)
		for b, j := range c.out {
			to[b] = from[j]
		}
		to[m], last[a] = math.Inf(-1), math.Inf(-1)
		for _, k := range circle {
			if v := from[k]; v > to[m] {
				to[m], c.leave[a] = v, k
			}
			// The arc from i to k takes the place of that within the circle.
			if own := score.row(k); sum-own[heads[k]]+own[i] > last[a] {
				last[a], c.enter[a] = sum-own[heads[k]]+own[i], k
			}
		}
	}
	return c
}

// unfold writes to heads, which has the circle's own, what the solution above of
// the smaller matrix says.
func (c *contraction) unfold(above, heads []int) {
	m := len(c.out)
	for a, i := range c.out {
		switch p := above[a]; {
		case p < 0: // the root
		case p == m:
			heads[i] = c.leave[a]
		default:
			heads[i] = c.out[p]
		}
	}
	heads[c.enter[above[m]]] = c.out[above[m]]
}

// findCircle is a circle of heads that doesn't reach root; nil where there is
// none.
func findCircle(heads []int, root int) []int {
	mark := make([]int, len(heads))
	for i := range heads {
		k := i
		for k >= 0 && k != root && mark[k] == 0 {
			mark[k] = i + 1
			k = heads[k]
		}
		if k < 0 || k == root || mark[k] != i+1 {
			continue
		}
		circle := []int{k}
		for j := heads[k]; j != k; j = heads[j] {
			circle = append(circle, j)
		}
		return circle
	}
	return nil
}
