package eval

import (
	"cmp"
	"fmt"
	"io"
	"strings"
)

// thresholds are the shares of a quotation, and of what was found, that must
// lie in the other.
var thresholds = [2]float64{0.3, 0.8}

// QuoteResult says how many gold quotations were found, at each threshold.
type QuoteResult [len(thresholds)]struct {
	Count
	Speakers int // of the found ones, with the right speaker
}

// WriteTo writes the result, a figure on each line.
func (r QuoteResult) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	for i, at := range r {
		name := fmt.Sprintf("quotes@%.1f", thresholds[i])
		fmt.Fprintln(&b, Metric{name, at.P(), at.R(), at.F(), at.Count})
		share(&b, "  speaker_right_of_found", at.Speakers, at.TP)
	}
	return write(w, b.String())
}

// quoteLine is a line of a file of gold quotations.
type quoteLine struct {
	ID, Text string
	Quotes   []struct {
		Content            spans
		Reference, Speaker string
	}
}

// Quotes scores what was found against gold quotations, one article a line:
// id, text, and quotes[] with content, reference (the full name) or speaker.
func Quotes(gold io.Reader, found Predictions) (QuoteResult, error) {
	var res QuoteResult
	for l, err := range lines[quoteLine]("quotations", gold) {
		if err == nil {
			err = res.add(&l, found[l.ID].Attributions)
		}
		if err != nil {
			return res, err
		}
	}
	return res, nil
}

// Runs are predictions with each unbroken run of a content as an attribution of its
// own: “It rained,” she said. “It is over.” is one statement, but some data count
// two quotations.
func (ps Predictions) Runs() Predictions {
	out := make(Predictions, len(ps))
	for id, p := range ps {
		var runs []Attribution
		for _, whole := range p.Attributions {
			for _, s := range whole.Content {
				run := whole
				run.Content = []Span{s}
				runs = append(runs, run)
			}
		}
		p.Attributions = runs
		out[id] = p
	}
	return out
}

// add scores one article.
func (r *QuoteResult) add(l *quoteLine, pred []Attribution) error {
	d := newDoc(l.Text)
	sets := make([][]int, len(pred))
	for i := range pred {
		if err := within(pred[i].Content, len(d.text)); err != nil {
			return fmt.Errorf("score article %s: attribution %d: %w", l.ID, i, err)
		}
		sets[i] = d.tokens(pred[i].Content)
	}
	for i, least := range thresholds {
		used := make([]bool, len(pred))
		for k, q := range l.Quotes {
			if err := within(q.Content.list(), len(d.text)); err != nil {
				return fmt.Errorf("score article %s: gold quotation %d: %w", l.ID, k, err)
			}
			j := nearest(d.tokens(q.Content.list()), sets, used, least)
			if j < 0 {
				r[i].FN++
				continue
			}
			used[j] = true
			r[i].TP++
			if SameName(pred[j].Speaker, cmp.Or(q.Reference, q.Speaker)) {
				r[i].Speakers++
			}
		}
		for _, u := range used {
			r[i].FP += one(!u)
		}
	}
	return nil
}

// nearest is the unused set that shares most with the quotation, if the share
// is at least least of both; else -1.
func nearest(quotation []int, sets [][]int, used []bool, least float64) int {
	best, at := 0.0, -1
	for j, set := range sets {
		if used[j] {
			continue
		}
		if n := shared(quotation, set); n > 0 {
			if v := float64(n) / float64(max(len(quotation), len(set))); v > best {
				best, at = v, j
			}
		}
	}
	if best < least {
		return -1
	}
	return at
}
