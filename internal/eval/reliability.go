package eval

import (
	"fmt"
	"io"
	"strings"
)

// Reliability says whether confidences are what they say: of the attributions
// that are sure to 0.8, 8 in 10 should be right (DeGroot and Fienberg 1983).
// Right is as in attr.
type Reliability struct {
	bins [10]reliabilityBin
}

// reliabilityBin is the attributions whose confidence lies in one tenth.
type reliabilityBin struct {
	n, right int
	sum      float64 // of confidences
}

// Reliable compares the confidences of what was found with gold (see
// [ReadGold]). Articles of which there is no record are passed over.
func Reliable(gold io.Reader, found Predictions) (*Reliability, error) {
	r := &Reliability{}
	for g, err := range ReadGold(gold) {
		if err != nil {
			return nil, err
		}
		if p, ok := found[g.ID]; ok {
			if err := r.add(&g, &p); err != nil {
				return nil, err
			}
		}
	}
	return r, nil
}

func (r *Reliability) add(gold *Gold, found *Prediction) error {
	d := newDoc(gold.Text)
	g, err := d.prepare(gold.Attributions)
	if err != nil {
		return fmt.Errorf("score article %s: gold: %w", gold.ID, err)
	}
	p, err := d.prepare(found.Attributions)
	if err != nil {
		return fmt.Errorf("score article %s: %w", gold.ID, err)
	}
	right := make([]bool, len(p))
	for _, k := range pairUp(g, p, rightSource) {
		if k >= 0 {
			right[k] = true
		}
	}
	for i := range p {
		c := found.Attributions[p[i].index].Confidence
		b := &r.bins[min(max(int(c*10), 0), 9)]
		b.n++
		b.sum += c
		if right[i] {
			b.right++
		}
	}
	return nil
}

// Error is the expected calibration error: by how much confidence and share
// right differ, in the mean over attributions (Naeini et al. 2015).
func (r *Reliability) Error() float64 {
	sum, n := 0.0, 0
	for _, b := range r.bins {
		sum += max(b.sum-float64(b.right), float64(b.right)-b.sum)
		n += b.n
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// WriteTo writes a table with a line for each tenth that has attributions.
func (r *Reliability) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "%-12s %12s %10s %12s\n", "confidence", "attributions", "mean", "share right")
	for i, x := range r.bins {
		if x.n > 0 {
			n := float64(x.n)
			fmt.Fprintf(&b, "%.1f to %.1f   %12d %10.3f %12.3f\n", float64(i)/10, float64(i+1)/10, x.n, x.sum/n, float64(x.right)/n)
		}
	}
	fmt.Fprintf(&b, "expected calibration error %.3f\n", r.Error())
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}
