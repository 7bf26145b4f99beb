package eval

import (
	"fmt"
	"io"
	"strings"
)

// Count is how many things were found rightly, found wrongly and missed.
type Count struct{ TP, FP, FN int }

// P is the precision: the share of the found things that are right; 0 where
// nothing was found.
func (c Count) P() float64 { return ratio(c.TP, c.TP+c.FP) }

// R is the recall: the share of the right things that were found; 0 where
// there are none.
func (c Count) R() float64 { return ratio(c.TP, c.TP+c.FN) }

// F is the harmonic mean of precision and recall.
func (c Count) F() float64 { return harmonic(c.P(), c.R()) }

func ratio(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

func harmonic(p, r float64) float64 {
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

// Metric is a figure with its name.
type Metric struct {
	Name    string
	P, R, F float64
	Count
}

// newMetric gives a count its figures. Nothing to find and nothing found is
// perfect, but for chunks, where it counts as 0.
func newMetric(name string, c Count) Metric {
	m := Metric{name, c.P(), c.R(), c.F(), c}
	if c == (Count{}) && !strings.HasPrefix(name, "chunk_") {
		m.P, m.R, m.F = 1, 1, 1
	}
	return m
}

// String is the metric on a line.
func (m Metric) String() string {
	return fmt.Sprintf("%-30s P %.3f R %.3f F %.3f   tp %d fp %d fn %d", m.Name, m.P, m.R, m.F, m.TP, m.FP, m.FN)
}

// Result is the scores of a set of articles.
type Result struct {
	Articles int
	Missing  int // articles without a record
	Metrics  []Metric
}

// order is that of the printed metrics. The last four count in marked articles
// alone: see [Scorer.AddArticle].
var order = []string{
	"exact_source", "exact_cue", "exact_content",
	"overlap_source", "overlap_cue", "overlap_content",
	"token_source", "token_cue", "token_content",
	"attr", "attr_direct", "attr_mixed", "attr_indirect",
	"content", "content_direct", "content_mixed", "content_indirect",
	"attr_srcJ", "attr_cue", "speaker_given_content", "speaker_given_content_direct",
	"stretch", "stretch_speaker", "stretch5", "stretch5_speaker",
	"chunk_source", "chunk_cue", "chunk_content",
	"title", "speaker", "furniture", "citation",
}

// Result is the scores so far.
func (s *Scorer) Result() Result {
	res := Result{Articles: s.articles, Missing: s.missing}
	for _, name := range order {
		c, counted := s.counts[name]
		if counted || strings.HasPrefix(name, "chunk_") {
			res.Metrics = append(res.Metrics, newMetric(name, c))
		}
	}
	return res
}

// Metric returns the metric with the name; false where it was not counted.
func (r Result) Metric(name string) (Metric, bool) {
	for _, m := range r.Metrics {
		if m.Name == name {
			return m, true
		}
	}
	return Metric{}, false
}

// WriteTo writes the result, a metric on each line.
func (r Result) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "articles %d, without a record %d\n", r.Articles, r.Missing)
	for _, m := range r.Metrics {
		fmt.Fprintln(&b, m)
	}
	return write(w, b.String())
}

func write(w io.Writer, s string) (int64, error) {
	n, err := io.WriteString(w, s)
	return int64(n), err
}

// share writes a figure that is a share alone.
func share(b *strings.Builder, name string, part, whole int) {
	fmt.Fprintf(b, "%-30s %.3f\n", name, ratio(part, whole))
}
