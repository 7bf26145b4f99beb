package nn

import "unsafe"

// panels are the weights of a layer that has learnt, in the order in which the
// kernels read them: [Cols] columns of a matrix, row behind row, then the next
// columns. Read in place, the rows of a matrix lie so far apart that they push
// each other out of the nearest memory.
type panels []float32

// pack makes panels of a matrix of k rows and n columns, a multiple of Cols.
func pack(w []float32, k, n int) panels {
	p := aligned(k * n)
	for j := 0; j < n; j += Cols {
		for i := range k {
			copy(p[j*k+i*Cols:], w[i*n+j:i*n+j+Cols])
		}
	}
	return p
}

// aligned is a buffer of n numbers that begins where a line of memory does.
func aligned(n int) []float32 {
	const line = 64 / 4
	b := make([]float32, n+line-1)
	off := int(-uintptr(unsafe.Pointer(&b[0]))%64) / 4
	return b[off : off+n : off+n]
}

// linear writes x·w + bias to y: x has m rows of k numbers, y and bias have n
// columns. The sums are made as mulAdd makes them.
func (w panels) linear(m, n, k int, x, bias, y []float32) {
	if !wide {
		for i := 0; i < len(y); i += n {
			copy(y[i:i+n], bias)
		}
	}
	m = Up(m, Rows)
	_, _, _, _ = x[m*k-1], w[n*k-1], bias[n-1], y[m*n-1]
	for i0 := 0; i0 < m; i0 += block {
		for j := 0; j < n; {
			cols := Cols
			if wide && j+2*Cols <= n {
				cols = 2 * Cols
			}
			w.column(i0, min(m, i0+block), j, cols, n, k, x, bias, y)
			j += cols
		}
	}
}

// column does the part of linear in some rows and in columns from j.
func (w panels) column(from, to, j, cols, n, k int, x, bias, y []float32) {
	lda, ldc := uintptr(k*4), uintptr(n*4)
	for i := from; i < to; {
		rows := Rows
		if wide && i+2*Rows <= to {
			rows = 2 * Rows
		}
		a, b, c := &x[i*k], &w[j*k], &y[i*n+j]
		switch {
		case !wide:
			tile4x16(k, a, lda, 4, b, Cols*4, c, ldc)
		case rows > Rows && cols > Cols:
			tile8x32(k, a, lda, b, &bias[j], c, ldc)
		case cols > Cols:
			tile4x32(k, a, lda, b, &bias[j], c, ldc)
		case rows > Rows:
			tile8x16(k, a, lda, b, &bias[j], c, ldc)
		default:
			tile4x16From(k, a, lda, b, &bias[j], c, ldc)
		}
		i += rows
	}
}
