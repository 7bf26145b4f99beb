package attrib

import (
	"slices"

	"github.com/hearsay-news/hearsay/internal/nlp"
)

// union is ranges in order, merged where they touch.
func union(ranges []nlp.Range) []nlp.Range {
	slices.SortFunc(ranges, func(a, b nlp.Range) int { return a.From - b.From })
	var out []nlp.Range
	for _, r := range ranges {
		switch n := len(out) - 1; {
		case r.Len() <= 0:
		case n >= 0 && r.From <= out[n].To:
			out[n].To = max(out[n].To, r.To)
		default:
			out = append(out, r)
		}
	}
	return out
}

// without are the tokens of ranges that no hole covers.
func without(ranges, holes []nlp.Range) []nlp.Range {
	for _, h := range holes {
		var out []nlp.Range
		for _, r := range ranges {
			if left := (nlp.Range{From: r.From, To: min(r.To, h.From)}); left.Len() > 0 {
				out = append(out, left)
			}
			if right := (nlp.Range{From: max(r.From, h.To), To: r.To}); right.Len() > 0 {
				out = append(out, right)
			}
		}
		ranges = out
	}
	return ranges
}

// words counts the words of a text.
type words struct {
	d      *nlp.Doc
	before []int32 // by token: how many words stand before it
}

func countWords(d *nlp.Doc) *words {
	w := &words{d, make([]int32, len(d.Tokens)+1)}
	for i := range d.Tokens {
		w.before[i+1] = w.before[i]
		if d.Tokens[i].Word() {
			w.before[i+1]++
		}
	}
	return w
}

// in is the number of words in ranges.
func (w *words) in(ranges []nlp.Range) int {
	n := 0
	for _, r := range ranges {
		n += int(w.before[r.To] - w.before[r.From])
	}
	return n
}

// both is the number of words in a and in b, each in order.
func (w *words) both(a, b []nlp.Range) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		if from, to := max(a[0].From, b[0].From), min(a[0].To, b[0].To); from < to {
			n += int(w.before[to] - w.before[from])
		}
		if a[0].To < b[0].To {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return n
}

// alike is the share of the words of a and b that are in both (Jaccard).
func (w *words) alike(a, b []nlp.Range) float64 {
	both := w.both(a, b)
	return float64(both) / float64(max(1, w.in(a)+w.in(b)-both))
}
