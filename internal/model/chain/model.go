package chain

import (
	"fmt"

	"github.com/hearsay-news/hearsay/internal/model"
)

// Model is weights as a model file holds them, read in place.
type Model struct {
	labels     int
	node, edge model.Table
}

// Labels is the number of labels.
func (m *Model) Labels() int { return m.labels }

// AddNode adds the weights of a feature of a position to the scores.
func (m *Model) AddNode(scores []float64, f uint64) { add(&m.node, scores, f) }

// AddEdge adds the weights of a feature of a step to the scores.
func (m *Model) AddEdge(scores []float64, f uint64) { add(&m.edge, scores, f) }

func add(t *model.Table, scores []float64, f uint64) {
	row := t.Row(f)
	if row == nil {
		return
	}
	for y := range scores {
		scores[y] += float64(int8(row[y])) * t.Scale
	}
}

// Write adds the model to a file, under a name.
func (t *Trained) Write(b *model.Builder, name string) {
	b.Add(name+".node", model.PackTable(t.Nodes, t.Node, t.L))
	b.Add(name+".edge", model.PackTable(t.Edges, t.Edge, t.L*t.L))
}

// Open finds a model in a file by the name that it was written with.
func Open(f *model.File, name string) (*Model, error) {
	m := &Model{}
	var err error
	if m.node, err = f.Table(name + ".node"); err != nil {
		return nil, err
	}
	if m.edge, err = f.Table(name + ".edge"); err != nil {
		return nil, err
	}
	m.labels = m.node.Width
	if m.labels == 0 || m.labels > 15 || m.edge.Width != m.labels*m.labels {
		return nil, fmt.Errorf("open %s: %d labels, %d pairs: %w", name, m.labels, m.edge.Width, model.ErrDamaged)
	}
	return m, nil
}
