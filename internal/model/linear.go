package model

import "fmt"

// Linear is a linear classifier: a row of weights, one a class, for each
// feature; the class with the highest sum wins.
type Linear struct {
	table  Table // few classes
	sparse Sparse
}

// batch is how many features are looked up side by side. Their slots are fetched
// first, then compared: most of the time goes into waiting for memory, and so
// the waits overlap.
const batch = 64

// fewClasses is the largest number of classes whose weights are kept side by
// side.
const fewClasses = 4

// Linear opens a classifier from a section that [Perceptron.Pack] wrote. The
// number of classes must be the one that it was packed with.
func (f *File) Linear(name string, classes int) (*Linear, error) {
	l := &Linear{}
	var err error
	if classes <= fewClasses {
		l.table, err = f.Table(name)
	} else {
		l.sparse, err = f.Sparse(name)
	}
	if err == nil && l.Classes() != classes {
		err = fmt.Errorf("open %s: %d classes, not %d: %w", name, l.Classes(), classes, ErrDamaged)
	}
	return l, err
}

// Classes is the number of classes.
func (l *Linear) Classes() int { return l.table.Width + l.sparse.Width }

// Scores sets scores, one a class, to the sums of the weights of features.
func (l *Linear) Scores(scores []int32, features []uint64) {
	clear(scores)
	for len(features) > 0 {
		n := min(len(features), batch)
		if l.sparse.Width > 0 {
			l.sparse.add(scores, features[:n])
		} else {
			l.table.add(scores, features[:n])
		}
		features = features[n:]
	}
}

// Scorer gives the classes their scores.
type Scorer interface {
	Classes() int
	Scores(scores []int32, features []uint64)
}
