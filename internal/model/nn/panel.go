package nn

import (
	"encoding/binary"
	"math"
	"unsafe"
)

// A layer that has learnt is multiplied in whole numbers, as Jacob et al. (2018)
// do: each column of its weights and each row that it reads are numbers of −127
// to 127 and a scale, the largest number by 127. Sums of such products are
// exact, so that they are the same on every processor and in any order; and they
// take a quarter of the time where the processor adds up four products of bytes
// at once.

// order is how whole numbers stand in memory.
type order uint8

const (
	doubles order = iota // a float64 of a row, two columns in one float64: plain Go
	words                // two numbers of 16 bits
	bytes                // four of 8 bits
	shifted              // the same, those of rows 128 more than they are
)

// kind is the order that is read fastest here.
var kind = orders[len(orders)-1]

// panels are the weights of such a layer, in the order in which the kernels read
// them: [Cols] columns of a matrix, row behind row, then the next columns. Read
// in place, the rows of a matrix lie so far apart that they push each other out
// of the nearest memory.
type panels struct {
	k, n  int
	data  []byte
	start []int32   // by column: what the sum begins with
	scale []float32 // by column
}

// top is the largest whole number.
const top = 127

// line is the length of a line of memory, in bytes: what [Cols] columns have of
// a group.
const line = 4 * Cols

// high is what the second of two columns in a float64 is multiplied with. A sum
// of maxRows products, 127·127 at most, is below half of it, and both sums
// together are below 2⁵³: whole numbers up to there are exact.
const (
	high    = 1 << 26
	maxRows = high / 2 / (top * top)
)

// group is how many numbers of a row or column stand together.
func (o order) group() int {
	switch o {
	case doubles:
		return 1
	case words:
		return 2
	}
	return 4
}

// size is how many bytes a group of a row takes.
func (o order) size() int {
	if o == doubles {
		return 8
	}
	return 4
}

// pack makes panels of a matrix of k rows and n columns; nil where its size is
// none that the kernels know.
func pack(w []float32, k, n int) *panels {
	if k%Cols != 0 || n%Cols != 0 || k > maxRows {
		return nil
	}
	p := &panels{k, n, aligned(k / kind.group() * n / Cols * line), make([]int32, n), make([]float32, n)}
	by := make([]float32, n)
	for i := range k {
		for j, x := range w[i*n : (i+1)*n] {
			by[j] = max(by[j], x, -x)
		}
	}
	for j, most := range by {
		p.scale[j], by[j] = most/top, wholeBy(most)
	}
	for i := range k {
		for j, x := range w[i*n : (i+1)*n] {
			p.put(i, j, whole(x, by[j]))
		}
	}
	return p
}

// wholeBy is what numbers are multiplied with to make whole ones of them, of
// which the largest is most: 0 where that is so small that they are nothing.
func wholeBy(most float32) float32 {
	if most < 1e-30 {
		return 0
	}
	return top / most
}

// whole is x·by, rounded.
func whole(x, by float32) int32 { return int32(round(float32(x * by))) }

// put sets a weight.
func (w *panels) put(i, j int, q int32) {
	g, at := kind.group(), j%Cols
	of := w.data[(j/Cols*(w.k/g)+i/g)*line:][:line]
	switch kind {
	case doubles:
		of = of[at/2*8:]
		both := math.Float64frombits(binary.NativeEndian.Uint64(of))
		both += float64(q) * float64(1+at%2*(high-1))
		binary.NativeEndian.PutUint64(of, math.Float64bits(both))
	case words:
		binary.LittleEndian.PutUint16(of[4*at+i%g*2:], uint16(q))
	case bytes:
		of[4*at+i%g] = byte(q)
	case shifted:
		of[4*at+i%g] = byte(q)
		w.start[j] -= 128 * q // what 128 more in each byte of a row adds
	}
}

// aligned is a buffer of n bytes that begins where a line of memory does.
func aligned(n int) []byte {
	b := make([]byte, n+line-1)
	off := int(-uintptr(unsafe.Pointer(&b[0])) % line)
	return b[off : off+n : off+n]
}

// wholes are rows of numbers as whole ones.
type wholes struct {
	k     int
	data  []byte
	scale []float32 // by row
}

// toWhole makes whole numbers of m rows of k numbers.
func toWhole(a *Arena, x []float32, m, k int) wholes {
	if m == 0 {
		return wholes{k: k}
	}
	m = Up(m, Rows)
	size := m * k / kind.group() * kind.size()
	buf := a.Raw(size / 4)
	w := wholes{k, unsafe.Slice((*byte)(unsafe.Pointer(&buf[0])), size), a.Raw(m)[:m]}
	_ = x[m*k-1]
	if kind == doubles {
		w.slow(x)
	} else {
		wholeRows(m, k, &x[0], &w.data[0], &w.scale[0])
	}
	return w
}

func (w wholes) slow(x []float32) {
	to := unsafe.Slice((*float64)(unsafe.Pointer(&w.data[0])), len(w.data)/8)
	for i := range w.scale {
		row, to := x[i*w.k:(i+1)*w.k], to[i*w.k:(i+1)*w.k]
		most := largest(row)
		w.scale[i] = most / top
		by := wholeBy(most)
		for j, v := range row {
			to[j] = float64(round(float32(v * by)))
		}
	}
}

// largest is the largest of numbers without their signs.
func largest(x []float32) float32 {
	most := uint32(0) // bits of numbers without signs are in the same order
	for _, v := range x {
		most = max(most, math.Float32bits(v)&^(1<<31))
	}
	return math.Float32frombits(most)
}

// tile is what a kernel multiplies: groups of some rows and columns.
type tile struct {
	groups             int
	rows               *byte
	rowBytes           uintptr
	weights            *byte
	start              *int32
	colScale, rowScale *float32
	bias               *float32
	to                 *float32
	toBytes            uintptr
}

// linear writes x·w + bias to y, for the rows of x from one up to another, a
// multiple of [Rows], and as many columns from the first as bias has.
func (w *panels) linear(x wholes, from, to, first int, bias, y []float32) {
	n := len(bias)
	groups := w.k / kind.group()
	length := groups * kind.size()
	_, _, _ = x.scale[to-1], w.scale[first+n-1], y[(to-from)*n-1]
	t := tile{groups: groups, rowBytes: uintptr(length), toBytes: uintptr(4 * n)}
	for i0 := from; i0 < to; i0 += block {
		for j, cols := 0, 0; j < n; j += cols {
			cols = columns(n - j)
			t.weights, t.start = &w.data[(first+j)/Cols*groups*line], &w.start[first+j]
			t.colScale, t.bias = &w.scale[first+j], &bias[j]
			for i, rows := i0, 0; i < min(to, i0+block); i += rows {
				rows = Rows
				if cols > Cols && i+2*Rows <= min(to, i0+block) {
					rows = 2 * Rows
				}
				t.rows, t.rowScale, t.to = &x.data[i*length], &x.scale[i], &y[(i-from)*n+j]
				if kind == doubles {
					t.slow()
				} else {
					t.multiply(rows, cols)
				}
			}
		}
	}
}

// columns is how many columns are multiplied at once, of so many that are left.
func columns(left int) int {
	if kind == shifted && left >= 2*Cols {
		return 2 * Cols
	}
	return Cols
}

// slow multiplies in plain Go: two rows and four columns at a time, whose sums
// stay in registers.
func (t *tile) slow() {
	weights := unsafe.Slice((*[Cols / 2]float64)(unsafe.Pointer(t.weights)), t.groups)
	for i := 0; i < Rows; i += 2 {
		x0, x1 := t.row(i), t.row(i+1)
		for j := 0; j < Cols; j += 4 {
			a, b, c, d := sums2x4(weights, x0, x1, j/2)
			t.write(i, j, a)
			t.write(i, j+2, b)
			t.write(i+1, j, c)
			t.write(i+1, j+2, d)
		}
	}
}

// row is a row of float64.
func (t *tile) row(i int) []float64 {
	return unsafe.Slice((*float64)(unsafe.Add(unsafe.Pointer(t.rows), i*int(t.rowBytes))), t.groups)
}

// sums2x4 multiplies two rows with the columns of two float64 from the one at j.
// Between the loops around it, it would not have all registers.
//
//go:noinline
func sums2x4(weights [][Cols / 2]float64, x0, x1 []float64, j int) (a, b, c, d float64) {
	weights, x1 = weights[:len(x0)], x1[:len(x0)]
	j &= Cols/2 - 2
	for i, x := range x0 {
		y, w := x1[i], &weights[i]
		v, w2 := w[j], w[j+1]
		a += x * v
		c += y * v
		b += x * w2
		d += y * w2
	}
	return a, b, c, d
}

// write writes two numbers of row i, of columns j and j+1, whose sums are in one.
func (t *tile) write(i, j int, both float64) {
	sum := int64(both)
	low := (sum+high/2)&(high-1) - high/2
	scale, bias := slice(t.colScale, Cols)[j:][:2], slice(t.bias, Cols)[j:][:2]
	to := slice((*float32)(unsafe.Add(unsafe.Pointer(t.to), i*int(t.toBytes))), Cols)[j:][:2]
	by := slice(t.rowScale, Rows)[i]
	// Each step is rounded, as in the kernels.
	to[0] = float32(float32(float32(low)*scale[0])*by) + bias[0]
	to[1] = float32(float32(float32((sum-low)/high)*scale[1])*by) + bias[1]
}
