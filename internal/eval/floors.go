package eval

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Floors are the least figures that a change may leave behind on the corpus
// that they were measured on. Raising one is part of the change that earned
// it; lowering one is a deliberate act, done by hand or with -lower and
// explained in the commit.
type Floors struct {
	Digest string             // of the corpus
	Least  map[string]float64 // F, by the name of the metric
}

// margin is how far below a measured figure its floor is set.
const margin = 0.01

// ReadFloors reads a file of floors: a line "articles DIGEST", then a line
// "METRIC LEAST" for each. Blank lines and lines that begin with # are passed over.
func ReadFloors(r io.Reader) (Floors, error) {
	f := Floors{Least: map[string]float64{}}
	in := bufio.NewScanner(r)
	for number := 1; in.Scan(); number++ {
		line := strings.TrimSpace(in.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		if err := f.line(line); err != nil {
			return Floors{}, fmt.Errorf("read floors, line %d: %w", number, err)
		}
	}
	if err := in.Err(); err != nil {
		return Floors{}, fmt.Errorf("read floors: %w", err)
	}
	return f, nil
}

func (f *Floors) line(s string) error {
	name, value, _ := strings.Cut(s, " ")
	value = strings.TrimSpace(value)
	if name == "articles" {
		f.Digest = value
		return nil
	}
	least, err := strconv.ParseFloat(value, 64)
	switch {
	case err != nil || !(0 <= least && least <= 1):
		return fmt.Errorf("floor of %s is %q: write a number from 0 to 1", name, value)
	case !slices.Contains(order, name):
		return fmt.Errorf("there is no metric %q", name)
	}
	f.Least[name] = least
	return nil
}

const floorsHead = `# The least F of each metric on the marked articles in testdata/articles, held
# by the tests of internal/eval. After a change that makes the program better:
#
#	go test ./internal/eval -run Floors -update
#
# which sets each floor 0.01 below what was measured, and only upwards. With
# -lower it sets them downwards as well: say in the commit why that is right.
# articles is a digest of the articles: where it changes, measure again.
`

// WriteTo writes the floors as ReadFloors reads them.
func (f Floors) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	b.WriteString(floorsHead)
	fmt.Fprintf(&b, "articles %s\n", f.Digest)
	for _, name := range order {
		if least, ok := f.Least[name]; ok {
			fmt.Fprintf(&b, "%-30s %.3f\n", name, least)
		}
	}
	return write(w, b.String())
}

// held are the metrics that get a floor: what a reader would notice. The others
// move against one another, and a floor under each would forbid every change.
var held = []string{
	"attr", "attr_direct", "attr_mixed", "attr_indirect", "chunk_source", "chunk_cue", "chunk_content",
	"stretch_speaker", "title", "speaker", "furniture", "citation",
}

// Raise returns the floors that a result earns on the corpus with the digest:
// each a little below what was measured, for the main metrics and those that
// have a floor already. A floor goes down only if lower is set.
func (f Floors) Raise(r Result, digest string, lower bool) Floors {
	out := Floors{Digest: digest, Least: maps.Clone(f.Least)}
	if out.Least == nil {
		out.Least = map[string]float64{}
	}
	for _, m := range r.Metrics {
		if _, has := f.Least[m.Name]; !has && !slices.Contains(held, m.Name) {
			continue
		}
		least := max(0, math.Floor((m.F-margin)*1000)/1000)
		if lower || least > f.Least[m.Name] {
			out.Least[m.Name] = least
		}
	}
	return out
}

// CheckFloors says which metrics of a result are below their floors, each with
// both numbers.
func CheckFloors(r Result, f Floors) error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(f.Least)) {
		least := f.Least[name]
		switch m, ok := r.Metric(name); {
		case !ok:
			errs = append(errs, fmt.Errorf("check floors: %s was not measured; its floor is %.3f", name, least))
		case m.F < least:
			errs = append(errs, fmt.Errorf("check floors: F of %s is %.3f, below its floor of %.3f", name, m.F, least))
		}
	}
	return errors.Join(errs...)
}
