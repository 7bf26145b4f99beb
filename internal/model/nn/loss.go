package nn

import "math"

// CrossEntropy is the loss of choosing by the scores x, of which gold is right:
// -log softmax(x)[gold]. x is replaced by the gradient times weight.
func CrossEntropy(x []float32, gold int, weight float32) float64 {
	top := x[0]
	for _, v := range x {
		top = max(top, v)
	}
	at := x[gold] - top
	var sum float32
	for i, v := range x {
		e := float32(math.Exp(float64(v - top)))
		x[i] = e
		sum += e
	}
	for i := range x {
		x[i] *= weight / sum
	}
	x[gold] -= weight
	return math.Log(float64(sum)) - float64(at)
}

// leak is how much of what is below zero passes a Leaky.
const leak = 0.1

// Leaky replaces x by its leaky rectification (Maas, Hannun and Ng 2013).
func Leaky(x []float32) {
	if fast && len(x) > 0 && len(x)%8 == 0 {
		leaky(len(x), &x[0], leak)
		return
	}
	for i, v := range x {
		x[i] = max(v, leak*v)
	}
}

// LeakyBack multiplies dy by the slope of Leaky where it gave y.
func LeakyBack(dy, y []float32) {
	for i, v := range y {
		if v < 0 {
			dy[i] *= leak
		}
	}
}

// MulAdd adds a·b to c, where a has m rows of k numbers, b k rows of n, c m
// rows of n; ldb and ldc are the steps from row to row. c has room for m rounded
// up to a multiple of Rows, so has a; n is a multiple of Cols.
func MulAdd(m, n, k int, a, b []float32, ldb int, c []float32, ldc int) {
	mulAdd(m, n, k, matrix{a, k, 1}, b, ldb, c, ldc)
}

// MulAddTurned is MulAdd with a transposed: k rows in steps of lda, of which the
// first m numbers count.
func MulAddTurned(m, n, k int, a []float32, lda int, b []float32, ldb int, c []float32, ldc int) {
	mulAdd(m, n, k, matrix{a, 1, lda}, b, ldb, c, ldc)
}
