package nn

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/hearsay-news/hearsay/internal/model"
)

// WriteParams adds parameters to a model file, each as a section of its name.
func WriteParams(b *model.Builder, ps []*Param) {
	for _, p := range ps {
		buf := make([]byte, 0, 4*len(p.W))
		for _, w := range p.W {
			buf = binary.LittleEndian.AppendUint32(buf, math.Float32bits(w))
		}
		b.Add(p.Name, buf)
	}
}

// ReadParams reads the weights of parameters. It is an error if the file has
// not as many.
func ReadParams(f *model.File, ps []*Param) error {
	for _, p := range ps {
		b, err := f.Section(p.Name)
		if err != nil {
			return err
		}
		if len(b) != 4*len(p.W) {
			return fmt.Errorf("read %s: %d bytes for %d weights: %w", p.Name, len(b), len(p.W), model.ErrDamaged)
		}
		for i := range p.W {
			p.W[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		}
		p.ready()
	}
	return nil
}

// Bytes is a matrix of numbers kept in a byte each, with a scale a row.
type Bytes struct {
	Cols   int
	scales []byte // float32 by row
	data   []byte
}

// WriteBytes adds a parameter to a model file as [Bytes].
func WriteBytes(b *model.Builder, p *Param) {
	var scales, data []byte
	for i := range p.Rows {
		row := p.Row(i)
		top := float32(0)
		for _, w := range row {
			top = max(top, w, -w)
		}
		s := top / 127
		scales = binary.LittleEndian.AppendUint32(scales, math.Float32bits(s))
		for _, w := range row {
			q := int8(0)
			if s > 0 {
				q = int8(math.Round(float64(w / s)))
			}
			data = append(data, byte(q))
		}
	}
	b.Add(p.Name+".scales", scales)
	b.Add(p.Name, data)
}

// OpenBytes finds a matrix in a file, to be read in place.
func OpenBytes(f *model.File, name string, cols int) (*Bytes, error) {
	data, err := f.Section(name)
	if err != nil {
		return nil, err
	}
	scales, err := f.Section(name + ".scales")
	if err != nil {
		return nil, err
	}
	if cols%8 != 0 || len(data) != len(scales)/4*cols {
		return nil, fmt.Errorf("open %s: %d bytes for %d rows: %w", name, len(data), len(scales)/4, model.ErrDamaged)
	}
	return &Bytes{cols, scales, data}, nil
}

// Rows is the number of rows.
func (m *Bytes) Rows() int { return len(m.scales) / 4 }

// AddRow adds row i to y.
func (m *Bytes) AddRow(y []float32, i int) {
	s := math.Float32frombits(binary.LittleEndian.Uint32(m.scales[4*i:]))
	addRow(y, m.data[i*m.Cols:(i+1)*m.Cols], s)
}

// AddRows adds rows to y, in their order. next are rows that will be asked for
// soon: they are brought nearer meanwhile.
func (m *Bytes) AddRows(y []float32, rows, next []int32) {
	if !fast || m.Cols%32 != 0 || len(rows) == 0 {
		for _, r := range rows {
			m.AddRow(y, int(r))
		}
		return
	}
	m.check(rows)
	_ = y[m.Cols-1]
	if len(next) > 0 {
		fetchRows(len(next), &next[0], &m.data[0], &m.scales[0], m.Cols)
	}
	addRows(len(rows), &y[0], &rows[0], &m.data[0], &m.scales[0], m.Cols)
}

// check panics where there is no such row, as a slice does.
func (m *Bytes) check(rows []int32) {
	n := m.Rows()
	for _, r := range rows {
		if uint(r) >= uint(n) {
			panic(fmt.Sprintf("nn: row %d of %d", r, n))
		}
	}
}

// ReadBytes reads a parameter that was written as Bytes.
func ReadBytes(f *model.File, p *Param) error {
	m, err := OpenBytes(f, p.Name, p.Cols)
	if err != nil {
		return err
	}
	if m.Rows() != p.Rows {
		return fmt.Errorf("read %s: %d rows, not %d: %w", p.Name, m.Rows(), p.Rows, model.ErrDamaged)
	}
	clear(p.W)
	for i := range p.Rows {
		m.AddRow(p.Row(i), i)
	}
	return nil
}
