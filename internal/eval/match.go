package eval

import (
	"cmp"
	"slices"
)

// pair is a gold item and a predicted one that may be matched.
type pair struct {
	gold, pred int
	liking     float64
}

// candidates lists, for each of golds, the preds that share half its words and
// that ok allows, the best liked first.
func candidates(golds, preds [][]int, ok func(g, p int) bool, liking func(g, p int, jaccard float64) float64) [][]int {
	holders := map[int][]int{}
	for p, set := range preds {
		for _, t := range set {
			holders[t] = append(holders[t], p)
		}
	}
	out := make([][]int, len(golds))
	seen := make([]int, len(preds)) // the gold item that last looked at it, from 1
	for g, set := range golds {
		var pairs []pair
		for _, t := range set {
			for _, p := range holders[t] {
				if seen[p] == g+1 {
					continue
				}
				seen[p] = g + 1
				if j := jaccard(set, preds[p]); j >= 0.5 && ok(g, p) {
					pairs = append(pairs, pair{g, p, liking(g, p, j)})
				}
			}
		}
		out[g] = ranked(pairs)
	}
	return out
}

// ranked are the predictions of pairs, the best liked first, equals in order.
func ranked(pairs []pair) []int {
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.liking, a.liking), cmp.Compare(a.pred, b.pred))
	})
	out := make([]int, len(pairs))
	for i, p := range pairs {
		out[i] = p.pred
	}
	return out
}

// match finds a largest one-to-one matching (Kuhn's augmenting paths) and
// returns, for each gold item, its prediction or -1. Gold items go in order
// and try their candidates in order, so that equal inputs give equal matches.
func match(candidates [][]int, preds int) []int {
	m := matcher{candidates: candidates, owner: filled(preds, -1), seen: filled(preds, -1)}
	for g := range candidates {
		m.round = g
		m.augment(g)
	}
	out := filled(len(candidates), -1)
	for p, g := range m.owner {
		if g >= 0 {
			out[g] = p
		}
	}
	return out
}

type matcher struct {
	candidates [][]int
	owner      []int // gold item that has a prediction; -1: none
	seen       []int // the round that last tried a prediction
	round      int
}

// augment finds a prediction for g, moving others to their next best.
func (m *matcher) augment(g int) bool {
	for _, p := range m.candidates[g] {
		if m.seen[p] == m.round {
			continue
		}
		m.seen[p] = m.round
		if m.owner[p] < 0 || m.augment(m.owner[p]) {
			m.owner[p] = g
			return true
		}
	}
	return false
}

func filled(n, value int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = value
	}
	return out
}

// matched counts the matched members of a matching.
func matched(m []int) (n int) {
	for _, p := range m {
		if p >= 0 {
			n++
		}
	}
	return n
}
