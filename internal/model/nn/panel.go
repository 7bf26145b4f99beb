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
// at once (AVX-512 VNNI). Elsewhere it adds up two products of 16 bits.

// panels are the weights of such a layer, in the order in which the kernels read
// them: [Cols] columns of a matrix, row behind row, then the next columns. Read
// in place, the rows of a matrix lie so far apart that they push each other out
// of the nearest memory. Together stand group rows: four bytes of each column.
type panels struct {
	k, n  int
	data  []byte
	start []int32   // by column: what the sum begins with
	scale []float32 // by column
}

// top is the largest whole number.
const top = 127

// line is the length of a line of memory, in bytes: a group of a panel.
const line = 4 * Cols

// group is how many numbers of a row or column stand together, in four bytes.
func group() int {
	if dots {
		return 4
	}
	return 2
}

// pack makes panels of a matrix of k rows and n columns; nil where its size is
// none that the kernels know.
func pack(w []float32, k, n int) *panels {
	if k%Cols != 0 || n%Cols != 0 {
		return nil
	}
	p := &panels{k, n, aligned(k * n * 4 / group()), make([]int32, n), make([]float32, n)}
	for j := range n {
		most := float32(0)
		for i := range k {
			most = max(most, w[i*n+j], -w[i*n+j])
		}
		p.scale[j] = most / top
		for i := range k {
			p.put(i, j, whole(w[i*n+j], most))
		}
	}
	return p
}

// whole is x as a whole number, where most is the largest number beside it.
func whole(x, most float32) int32 {
	if most == 0 {
		return 0
	}
	return int32(math.RoundToEven(float64(x * (top / most))))
}

// put sets a weight. Bytes of rows are read without a sign, 128 more than they
// are: what that adds to the sum of a column is taken from it at the start.
func (w *panels) put(i, j int, q int32) {
	g := group()
	at := (j/Cols*(w.k/g)+i/g)*line + j%Cols*4 + i%g*(4/g)
	if dots {
		w.data[at] = byte(q)
		w.start[j] -= 128 * q
		return
	}
	binary.LittleEndian.PutUint16(w.data[at:], uint16(q))
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
	m = Up(m, Rows)
	buf := a.Raw(m * k / group())
	w := wholes{k, unsafe.Slice((*byte)(unsafe.Pointer(&buf[0])), 4*m*k/group()), a.Raw(m)[:m]}
	_ = x[m*k-1]
	switch {
	case dots:
		wholeBytes(m, k, &x[0], &w.data[0], &w.scale[0])
	case fast:
		wholeWords(m, k, &x[0], &w.data[0], &w.scale[0])
	default:
		w.slow(x)
	}
	return w
}

func (w wholes) slow(x []float32) {
	for i := range w.scale {
		row := x[i*w.k : (i+1)*w.k]
		most := float32(0)
		for _, v := range row {
			most = max(most, v, -v)
		}
		w.scale[i] = most / top
		for j, v := range row {
			binary.LittleEndian.PutUint16(w.data[2*(i*w.k+j):], uint16(whole(v, most)))
		}
	}
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
	groups := w.k / group()
	_, _, _ = x.scale[to-1], w.scale[first+n-1], y[(to-from)*n-1]
	t := tile{groups: groups, rowBytes: uintptr(4 * groups), toBytes: uintptr(4 * n)}
	for i0 := from; i0 < to; i0 += block {
		for j, cols := 0, 0; j < n; j += cols {
			cols = w.columns(n - j)
			t.weights, t.start = &w.data[(first+j)/Cols*groups*line], &w.start[first+j]
			t.colScale, t.bias = &w.scale[first+j], &bias[j]
			for i, rows := i0, 0; i < min(to, i0+block); i += rows {
				rows = Rows
				if cols > Cols && i+2*Rows <= min(to, i0+block) {
					rows = 2 * Rows
				}
				t.rows, t.rowScale, t.to = &x.data[4*i*groups], &x.scale[i], &y[(i-from)*n+j]
				t.multiply(rows, cols)
			}
		}
	}
}

// columns is how many columns are multiplied at once, of so many that are left.
func (w *panels) columns(left int) int {
	if dots && left >= 2*Cols {
		return 2 * Cols
	}
	return Cols
}

// multiply takes a kernel.
func (t *tile) multiply(rows, cols int) {
	switch {
	case rows > Rows:
		bytes8x32(t)
	case cols > Cols:
		bytes4x32(t)
	case dots:
		bytes4x16(t)
	case fast:
		words4x16(t)
	default:
		t.slow()
	}
}

func (t *tile) slow() {
	weights := unsafe.Slice(t.weights, t.groups*line)
	start, scale, bias := unsafe.Slice(t.start, Cols), slice(t.colScale, Cols), slice(t.bias, Cols)
	for i := range Rows {
		row := unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(t.rows), i*int(t.rowBytes))), 4*t.groups)
		to := slice((*float32)(unsafe.Add(unsafe.Pointer(t.to), i*int(t.toBytes))), Cols)
		sums := [Cols]int32(start)
		for g := range t.groups {
			a, b := word(row[4*g:]), word(row[4*g+2:])
			of := weights[g*line:][:line]
			for j := range sums {
				sums[j] += a*word(of[4*j:]) + b*word(of[4*j+2:])
			}
		}
		by := slice(t.rowScale, Rows)[i]
		for j, sum := range sums {
			// Each step is rounded, as in the kernels.
			to[j] = float32(float32(float32(sum)*scale[j])*by) + bias[j]
		}
	}
}

func word(b []byte) int32 { return int32(int16(binary.LittleEndian.Uint16(b))) }
