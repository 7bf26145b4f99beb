package chain

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"math/bits"
	"slices"

	"github.com/hearsay-news/hearsay/internal/model"
)

// Model is weights as a model file holds them, read in place.
type Model struct {
	labels     int
	node, edge table
}

// table is a hash table with open addressing whose slots hold 32 bits of the
// feature and a row of weights, a byte each, in units of scale. A slot without
// a feature has the key 0.
type table struct {
	width, slots int
	scale        float64
	body         []byte
}

const headSize = 16 // width, slots, scale, zero: 32 bits each

// key is what a slot holds of a feature; never 0.
func key(f uint64) uint32 { return uint32(f) | 1 }

// place is the slot where the search for a feature begins.
func place(f uint64, slots int) int {
	hi, _ := bits.Mul64(f, uint64(slots))
	return int(hi)
}

// Labels is the number of labels.
func (m *Model) Labels() int { return m.labels }

// AddNode adds the weights of a feature of a position to the scores.
func (m *Model) AddNode(scores []float64, f uint64) { m.node.add(scores, f) }

// AddEdge adds the weights of a feature of a step to the scores.
func (m *Model) AddEdge(scores []float64, f uint64) { m.edge.add(scores, f) }

func (t *table) add(scores []float64, f uint64) {
	row := t.row(f)
	if row == nil {
		return
	}
	for y := range scores {
		scores[y] += float64(int8(row[y])) * t.scale
	}
}

// row is the weights of a feature, or nil.
func (t *table) row(f uint64) []byte {
	size := 4 + t.width
	k := key(f)
	for i := place(f, t.slots); ; i++ {
		if i == t.slots {
			i = 0
		}
		slot := t.body[i*size:][:size]
		switch got := binary.LittleEndian.Uint32(slot); got {
		case k:
			return slot[4:]
		case 0:
			return nil
		}
	}
}

// Write adds the model to a file, under a name. Weights are rounded to 255
// steps; features whose weights all round to nothing are left out.
func (t *Trained) Write(b *model.Builder, name string) {
	b.Add(name+".node", pack(t.Nodes, t.Node, t.L))
	b.Add(name+".edge", pack(t.Edges, t.Edge, t.L*t.L))
}

func pack(ids map[uint64]uint32, w []float32, width int) []byte {
	scale := step(w)
	rows := map[uint64][]byte{}
	for f, id := range ids {
		if row := round(w[int(id)*width:int(id+1)*width], scale); row != nil {
			rows[f] = row
		}
	}
	slots := len(rows)*4/3 + 1
	size := 4 + width
	out := make([]byte, headSize+slots*size)
	for i, v := range []uint32{uint32(width), uint32(slots), math.Float32bits(scale)} {
		binary.LittleEndian.PutUint32(out[4*i:], v)
	}
	for _, f := range slices.Sorted(maps.Keys(rows)) { // in order, so that two runs give the same file
		i := place(f, slots)
		for binary.LittleEndian.Uint32(out[headSize+i*size:]) != 0 {
			i = (i + 1) % slots
		}
		binary.LittleEndian.PutUint32(out[headSize+i*size:], key(f))
		copy(out[headSize+i*size+4:], rows[f])
	}
	return out
}

// step is the difference between neighbouring weights in the file: it lets all
// but the rarest, largest weights be told apart.
func step(w []float32) float32 {
	m := float32(0)
	for _, v := range w {
		m = max(m, v, -v)
	}
	return max(min(m, 4)/127, 1e-6)
}

func round(w []float32, scale float32) []byte {
	row := make([]byte, len(w))
	zero := true
	for y, v := range w {
		q := int8(max(-127, min(127, math.Round(float64(v/scale)))))
		row[y] = byte(q)
		zero = zero && q == 0
	}
	if zero {
		return nil
	}
	return row
}

// Open finds a model in a file by the name that it was written with.
func Open(f *model.File, name string) (*Model, error) {
	m := &Model{}
	var err error
	if m.node, err = openTable(f, name+".node"); err != nil {
		return nil, err
	}
	if m.edge, err = openTable(f, name+".edge"); err != nil {
		return nil, err
	}
	m.labels = m.node.width
	if m.labels == 0 || m.labels > 15 || m.edge.width != m.labels*m.labels {
		return nil, fmt.Errorf("open %s: %d labels, %d pairs: %w", name, m.labels, m.edge.width, model.ErrDamaged)
	}
	return m, nil
}

func openTable(f *model.File, section string) (table, error) {
	b, err := f.Section(section)
	if err != nil {
		return table{}, err
	}
	if len(b) < headSize {
		return table{}, fmt.Errorf("open %s: %w", section, model.ErrDamaged)
	}
	u := func(i int) uint32 { return binary.LittleEndian.Uint32(b[4*i:]) }
	t := table{int(u(0)), int(u(1)), float64(math.Float32frombits(u(2))), b[headSize:]}
	if t.slots == 0 || t.slots*(4+t.width) != len(t.body) {
		return table{}, fmt.Errorf("open %s: %d slots of %d in %d bytes: %w", section, t.slots, t.width, len(t.body), model.ErrDamaged)
	}
	return t, nil
}
