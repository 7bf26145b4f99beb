package quotes

import (
	"cmp"
	"slices"

	"github.com/hearsay-news/hearsay/internal/trace/sets"
)

// Family is the quotations of one utterance, and which of them are alike.
type Family struct {
	Members []int // indexes of the quotations, in their order
	Links   []Link
}

// Link is two quotations of one utterance.
type Link struct{ A, B int } // indexes; A comes first

// Two quotations are of one utterance where they share so much of the shorter
// one; more where these are so few words that two people may well say them.
const (
	share    = 0.6
	few      = 8
	fewShare = 0.8
)

// gram is the number of words in a row that lead from a quotation to others.
const gram = 4

// A sequence that very many quotations have leads to the first of them and to
// those right before alone.
const (
	firsts = 16
	lasts  = 16
)

// Families brings together quotations of the same utterance. The order of the
// quotations should be that of publication.
func Families(all []Quotation) []Family {
	set := sets.New(len(all))
	index := map[uint64][]int{}
	sorted := make([][]uint32, len(all))
	var links []Link
	for n := range all {
		sorted[n] = slices.Sorted(slices.Values(all[n].Text.Hashes()))
		grams := all[n].Text.Grams(gram)
		for _, o := range candidates(index, grams) {
			if all[o].Article != all[n].Article && enough(atMost(sorted[o], sorted[n]), &all[o], &all[n]) && enough(inCommon(&all[o], &all[n]), &all[o], &all[n]) {
				links = append(links, Link{o, n})
				set.Join(o, n)
			}
		}
		for _, g := range grams {
			if list := index[g]; len(list) == 0 || list[len(list)-1] != n {
				index[g] = append(list, n)
			}
		}
	}
	return families(set, links)
}

func candidates(index map[uint64][]int, grams []uint64) []int {
	var out []int
	for _, g := range grams {
		list := index[g]
		if len(list) > firsts+lasts {
			out = append(out, list[:firsts]...)
			list = list[len(list)-lasts:]
		}
		out = append(out, list...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// atMost is how many words two quotations can have in common, by their words in a
// fixed order: it tells most of those apart that are not alike, sooner than an
// alignment does.
func atMost(a, b []uint32) (n int) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case b[0] < a[0]:
			b = b[1:]
		default:
			a, b = a[1:], b[1:]
			n++
		}
	}
	return n
}

// enough reports whether two quotations are of one utterance that have so many words
// in common.
func enough(same int, a, b *Quotation) bool {
	shorter := float64(min(a.Text.Len(), b.Text.Len()))
	if same < few {
		return same >= Least && float64(same) >= fewShare*shorter
	}
	return float64(same) >= share*shorter
}

func families(set sets.Sets, links []Link) []Family {
	at := map[int]int{}
	var out []Family
	for _, l := range links {
		root := set.Root(l.A)
		k, ok := at[root]
		if !ok {
			k = len(out)
			at[root] = k
			out = append(out, Family{})
		}
		out[k].Links = append(out[k].Links, l)
		out[k].Members = append(out[k].Members, l.A, l.B)
	}
	for k := range out {
		slices.Sort(out[k].Members)
		out[k].Members = slices.Compact(out[k].Members)
	}
	slices.SortFunc(out, func(f, g Family) int { return cmp.Compare(f.Members[0], g.Members[0]) })
	return out
}
