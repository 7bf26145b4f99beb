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
func best(row []float32, not int) int {
	b := -1
	for j, v := range row {
		if j != not && (b < 0 || v > row[b]) {
			b = j
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
	// score[i][j]: of j as the governor of i, among the words without root's.
	score := make([][]float64, n)
	for i := range score {
		score[i] = make([]float64, n)
		for j := range n {
			score[i][j] = float64(z[i*w+j])
		}
	}
	heads := contract(score, root)
	heads[root] = n
	return heads
}

// contract finds the best tree below root (Chu and Liu 1965; Edmonds 1967).
// score[i][j] is that of j as the governor of i.
func contract(score [][]float64, root int) []int {
	n := len(score)
	heads := make([]int, n)
	for i := range n {
		heads[i] = -1
		if i == root {
			continue
		}
		for j := range n {
			if j != i && (heads[i] < 0 || score[i][j] > score[i][heads[i]]) {
				heads[i] = j
			}
		}
	}
	circle := findCircle(heads, root)
	if circle == nil {
		return heads
	}
	in := make([]bool, n)
	sum := 0.0
	for _, k := range circle {
		in[k] = true
		sum += score[k][heads[k]]
	}
	// The words outside, then one for the circle.
	var out []int
	for i := range n {
		if !in[i] {
			out = append(out, i)
		}
	}
	m := len(out)
	small := make([][]float64, m+1)
	enter, leave := make([]int, m), make([]int, m) // where an arc from the circle to out[a] leaves, where one to it enters
	for a := range small {
		small[a] = make([]float64, m+1)
	}
	newRoot := 0
	for a, i := range out {
		if i == root {
			newRoot = a
		}
		for b, j := range out {
			small[a][b] = score[i][j]
		}
		small[a][m], small[m][a] = math.Inf(-1), math.Inf(-1)
		for _, k := range circle {
			if v := score[i][k]; v > small[a][m] {
				small[a][m], leave[a] = v, k
			}
			if v := sum - score[k][heads[k]] + score[k][i]; v > small[m][a] {
				small[m][a], enter[a] = v, k
			}
		}
	}
	above := contract(small, newRoot)
	res := make([]int, n)
	copy(res, heads)
	for a, i := range out {
		switch p := above[a]; {
		case i == root:
			res[i] = -1
		case p == m:
			res[i] = leave[a]
		default:
			res[i] = out[p]
		}
	}
	res[enter[above[m]]] = out[above[m]]
	return res
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
