package model

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"
)

// Sparse is rows of weights by feature, as [Table], for many classes of which
// most have no weight: a slot holds 32 bits of the feature and the place of its
// row, a row the number of its weights and, for each, the class and the weight,
// a byte each.
type Sparse struct {
	Width int // classes
	slots int
	index []byte
	rows  []byte
}

// find is the place of the row of a feature.
func (t *Sparse) find(f uint64) (at uint32, ok bool) {
	k := key(f)
	i := place(f, t.slots)
	for range t.slots {
		slot := t.index[i*8:][:8]
		switch got := binary.LittleEndian.Uint32(slot); got {
		case k:
			return binary.LittleEndian.Uint32(slot[4:]), true
		case 0:
			return 0, false
		}
		if i++; i == t.slots {
			i = 0
		}
	}
	return 0, false
}

// add adds the weights of features, at most [batch], to scores.
func (t *Sparse) add(scores []int32, features []uint64) {
	var heads [batch]uint64
	for i, f := range features {
		heads[i] = binary.LittleEndian.Uint64(t.index[place(f, t.slots)*8:])
	}
	var rows [batch]uint32 // places of rows
	n := 0
	for i, f := range features {
		at, ok := uint32(heads[i]>>32), uint32(heads[i]) == key(f)
		if !ok && uint32(heads[i]) != 0 {
			at, ok = t.find(f)
		}
		if ok && int64(at) < int64(len(t.rows)) {
			rows[n] = at
			n++
		}
	}
	for _, at := range rows[:n] {
		row := t.at(at)
		for i := 0; i+1 < len(row); i += 2 {
			if y := int(row[i]); y < len(scores) {
				scores[y] += int32(int8(row[i+1]))
			}
		}
	}
}

// at is the row at a place, cut short where a damaged file lets it run out.
func (t *Sparse) at(place uint32) []byte {
	row := t.rows[place+1:]
	return row[:min(2*int(t.rows[place]), len(row))]
}

// PackSparse writes rows of weights, one of the given width (at most 255) for
// each feature, where ids gives the number of the row. Weights are rounded to
// 255 steps; those that round to nothing are left out.
func PackSparse(ids map[uint64]uint32, w []float32, width int) []byte {
	scale := step(w)
	rows := map[uint64][]byte{}
	for f, id := range ids {
		if row := pairs(w[int(id)*width:int(id+1)*width], scale); len(row) > 0 {
			rows[f] = row
		}
	}
	slots := len(rows)*4/3 + 1
	out := make([]byte, headSize+slots*8)
	for i, v := range []uint32{uint32(width), uint32(slots), math.Float32bits(scale)} {
		binary.LittleEndian.PutUint32(out[4*i:], v)
	}
	var body []byte
	for _, f := range slices.Sorted(maps.Keys(rows)) { // in order, so that two runs give the same file
		i := place(f, slots)
		for binary.LittleEndian.Uint32(out[headSize+i*8:]) != 0 {
			i = (i + 1) % slots
		}
		binary.LittleEndian.PutUint32(out[headSize+i*8:], key(f))
		binary.LittleEndian.PutUint32(out[headSize+i*8+4:], uint32(len(body)))
		body = append(append(body, byte(len(rows[f])/2)), rows[f]...)
	}
	return append(out, body...)
}

func pairs(w []float32, scale float32) []byte {
	var row []byte
	for y, v := range w {
		if q := int8(max(-127, min(127, math.Round(float64(v/scale))))); q != 0 {
			row = append(row, byte(y), byte(q))
		}
	}
	return row
}

// Sparse opens a section that [PackSparse] wrote.
func (f *File) Sparse(section string) (Sparse, error) {
	b, err := f.Section(section)
	if err != nil {
		return Sparse{}, err
	}
	fail := func() (Sparse, error) { return Sparse{}, fmt.Errorf("open %s: %w", section, ErrDamaged) }
	if len(b) < headSize {
		return fail()
	}
	t := Sparse{Width: int(binary.LittleEndian.Uint32(b)), slots: int(binary.LittleEndian.Uint32(b[4:]))}
	end := headSize + t.slots*8
	if t.slots == 0 || t.Width > 255 || end > len(b) {
		return fail()
	}
	t.index, t.rows = b[headSize:end], b[end:]
	return t, nil
}
