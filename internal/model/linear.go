package model

import "fmt"

// Linear is a linear classifier: a row of weights, one a class, for each
// feature; the class with the highest sum wins.
type Linear struct {
	table  Table // few classes
	sparse Sparse
}

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
	if l.sparse.Width > 0 {
		for _, f := range features {
			row := l.sparse.row(f)
			for i := 0; i+1 < len(row); i += 2 {
				if y := int(row[i]); y < len(scores) {
					scores[y] += int32(int8(row[i+1]))
				}
			}
		}
		return
	}
	for _, f := range features {
		row := l.table.Row(f)
		if len(row) < len(scores) {
			continue
		}
		for y := range scores {
			scores[y] += int32(int8(row[y]))
		}
	}
}

// Scorer gives the classes their scores.
type Scorer interface {
	Classes() int
	Scores(scores []int32, features []uint64)
}
