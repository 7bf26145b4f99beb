package eval

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/record"
)

// CitationResult says how many credited outlets were found.
type CitationResult struct {
	Count
	Kinds int // of the right ones, with a kind that an annotator gave
}

// WriteTo writes the result, a figure on each line.
func (r CitationResult) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	fmt.Fprintln(&b, Metric{"outlet", r.P(), r.R(), r.F(), r.Count})
	share(&b, "kind_of_matched", r.Kinds, r.TP)
	return write(w, b.String())
}

// Cited scores the outlets that articles credit, by name and once an article,
// against the judgement of one or more annotators. An outlet that any of them
// gave is right; only one that all gave can be missed.
func Cited(gold []io.Reader, found Predictions) (CitationResult, error) {
	var res CitationResult
	all, err := readJudgements(gold)
	if err != nil || len(all) == 0 {
		return res, err
	}
	for _, id := range all[0].ids {
		judges := of(all, id)
		if len(judges) < len(all) {
			return res, fmt.Errorf("score citations: article %s is not in every file", id)
		}
		sets := make([][]Citation, len(judges))
		for i, j := range judges {
			sets[i] = j.Citations
		}
		res.add(sets, found[id].Citations)
	}
	return res, nil
}

// add scores one article.
func (r *CitationResult) add(gold [][]Citation, pred []Citation) {
	names := once(pred)
	for _, c := range names {
		hits := same(c.Outlet, slices.Concat(gold...))
		if len(hits) == 0 {
			r.FP++
			continue
		}
		r.TP++
		if sharesKind(hits, same(c.Outlet, pred)) {
			r.Kinds++
		}
	}
	for _, c := range once(agreed(gold)) {
		if len(same(c.Outlet, names)) == 0 {
			r.FN++
		}
	}
}

// once is citations without those of an outlet named before.
func once(all []Citation) []Citation {
	var out []Citation
	for _, c := range all {
		if len(same(c.Outlet, out)) == 0 {
			out = append(out, c)
		}
	}
	return out
}

// same are the members of all that cite the outlet.
func same(outlet string, all []Citation) []Citation {
	return slices.DeleteFunc(slices.Clone(all), func(c Citation) bool { return !SameOutlet(outlet, c.Outlet) })
}

// agreed are the citations of the first set that all others have as well.
func agreed(sets [][]Citation) []Citation {
	return slices.DeleteFunc(slices.Clone(sets[0]), func(c Citation) bool {
		return slices.ContainsFunc(sets[1:], func(s []Citation) bool { return len(same(c.Outlet, s)) == 0 })
	})
}

func sharesKind(a, b []Citation) bool {
	kinds := map[record.CitationKind]bool{}
	for _, c := range a {
		kinds[c.Kind] = true
	}
	return slices.ContainsFunc(b, func(c Citation) bool { return kinds[c.Kind] })
}
