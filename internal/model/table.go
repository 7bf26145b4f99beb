package model

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"math/bits"
	"slices"
)

// Table is rows of weights by feature, read in place: a hash table with open
// addressing whose slots hold 32 bits of the feature, a 64-bit hash, and its
// row, a byte a weight in units of Scale. A slot without a feature has the key
// 0. A feature that was not packed is found with probability 2⁻³² for each slot
// that is looked at.
type Table struct {
	Width int // weights in a row
	Scale float64
	slots int
	body  []byte
}

const headSize = 16 // width, slots, scale, zero: 32 bits each

// key is what a slot holds of a feature; never 0.
func key(f uint64) uint32 { return uint32(f) | 1 }

// place is the slot where the search for a feature begins.
func place(f uint64, slots int) int {
	hi, _ := bits.Mul64(f, uint64(slots))
	return int(hi)
}

// Row is the weights of a feature as bytes that are signed numbers, or nil.
func (t *Table) Row(f uint64) []byte {
	size := 4 + t.Width
	k := key(f)
	i := place(f, t.slots)
	for range t.slots {
		slot := t.body[i*size:][:size]
		switch got := binary.LittleEndian.Uint32(slot); got {
		case k:
			return slot[4:]
		case 0:
			return nil
		}
		if i++; i == t.slots {
			i = 0
		}
	}
	return nil
}

// add adds the weights of features, at most [batch], to scores.
func (t *Table) add(scores []int32, features []uint64) {
	var heads [batch]uint32
	size := 4 + t.Width
	for i, f := range features {
		heads[i] = binary.LittleEndian.Uint32(t.body[place(f, t.slots)*size:])
	}
	for i, f := range features {
		if heads[i] == 0 {
			continue
		}
		var row []byte
		if heads[i] == key(f) {
			row = t.body[place(f, t.slots)*size+4:][:t.Width]
		} else if row = t.Row(f); row == nil {
			continue
		}
		for y, v := range row[:min(len(row), len(scores))] {
			scores[y] += int32(int8(v))
		}
	}
}

// PackTable writes rows of weights, one of the given width for each feature,
// where ids gives the number of the row. Weights are rounded to 255 steps;
// features whose weights all round to nothing are left out.
func PackTable(ids map[uint64]uint32, w []float32, width int) []byte {
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

// step is the difference between neighbouring weights in the file.
func step(w []float32) float32 {
	m := float32(0)
	for _, v := range w {
		m = max(m, v, -v)
	}
	return max(m/127, 1e-6)
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

// Table opens a section that [PackTable] wrote.
func (f *File) Table(section string) (Table, error) {
	b, err := f.Section(section)
	if err != nil {
		return Table{}, err
	}
	if len(b) < headSize {
		return Table{}, fmt.Errorf("open %s: %w", section, ErrDamaged)
	}
	u := func(i int) uint32 { return binary.LittleEndian.Uint32(b[4*i:]) }
	t := Table{int(u(0)), float64(math.Float32frombits(u(2))), int(u(1)), b[headSize:]}
	if t.slots == 0 || t.slots*(4+t.Width) != len(t.body) {
		return Table{}, fmt.Errorf("open %s: %d slots of %d in %d bytes: %w", section, t.slots, t.Width, len(t.body), ErrDamaged)
	}
	return t, nil
}
