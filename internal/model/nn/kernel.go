package nn

import "math"

// Matrices are rows of float32, one row behind the other. The kernels take four
// rows and sixteen columns at a time: buffers hold a multiple of [Rows] rows,
// and widths are multiples of [Cols].
const (
	Rows = 4
	Cols = 16
)

// block is how many rows are multiplied before the next columns are taken, so
// that they stay in the nearest memory.
const block = 64

// Up is n rounded up to a multiple of to.
func Up(n, to int) int { return (n + to - 1) / to * to }

// matrix is a matrix in memory: element (i, k) is data[i*row + k*col], so that
// a matrix can be read as its own transpose.
type matrix struct {
	data     []float32
	row, col int
}

// mulAdd adds a·b to c, where a has m rows and k columns and b, c have n
// columns in rows of ldb and ldc. The sum over k is made in order for each
// element, so that a row is the same whatever rows are beside it.
func mulAdd(m, n, k int, a matrix, b []float32, ldb int, c []float32, ldc int) {
	if k == 0 || m == 0 {
		return
	}
	m = Up(m, Rows)
	if !fast {
		mulAddSlow(m, n, k, a, b, ldb, c, ldc)
		return
	}
	_, _, _ = a.data[(m-1)*a.row+(k-1)*a.col], b[(k-1)*ldb+n-1], c[(m-1)*ldc+n-1]
	for i0 := 0; i0 < m; i0 += block {
		for j := 0; j < n; j += Cols {
			for i := i0; i < min(m, i0+block); i += Rows {
				tile4x16(k, &a.data[i*a.row], uintptr(a.row*4), uintptr(a.col*4), &b[j], uintptr(ldb*4), &c[i*ldc+j], uintptr(ldc*4))
			}
		}
	}
}

func mulAddSlow(m, n, k int, a matrix, b []float32, ldb int, c []float32, ldc int) {
	for i := range m {
		to := c[i*ldc : i*ldc+n]
		for p := range k {
			s := a.data[i*a.row+p*a.col]
			if s == 0 {
				continue
			}
			addScaledSlow(to, b[p*ldb:p*ldb+n], s)
		}
	}
}

// unitArgs are the places that one step of a recurrent unit reads and writes.
type unitArgs struct {
	z, f, r        *float32
	vf, vr, before *float32
	c, x, y        *float32
	carry, dx      *float32
	dvf, dvr       *float32
}

// round is the nearest whole number, the even one of two; x is below 2²² without
// its sign.
func round(x float32) float32 {
	const big = 3 << 22 // has no room for a fraction
	return float32(x+big) - big
}

// fma is a·b + c, rounded once as the kernels do it: but for one of some hundred
// millions, since it is rounded to 53 bits before.
func fma(a, b, c float32) float32 { return float32(float64(a)*float64(b) + float64(c)) }

// sigmoid is 1/(1+exp(-x)), step by step as in the kernels: 2ⁿ, where n is a
// whole number, times a series of 2^f, where f is from -½ to ½.
func sigmoid(x float32) float32 {
	f := float32(x * (-1 / math.Ln2))
	if !(f < 60) {
		f = 60
	} else if f < -60 {
		f = -60
	}
	n := round(f)
	f -= n
	e := fma(0.0013333558, f, 0.009618129)
	e = fma(e, f, 0.05550411)
	e = fma(e, f, 0.2402265)
	e = fma(e, f, 0.6931472)
	e = fma(e, f, 1)
	e = math.Float32frombits(math.Float32bits(e) + uint32(int32(n))<<23)
	return 1 / (1 + e)
}

// AddScaled adds s·x to y. The length is a multiple of 8.
func AddScaled(y, x []float32, s float32) {
	if fast && len(x) > 0 {
		_ = y[len(x)-1]
		addScaled(len(x), &y[0], &x[0], s)
		return
	}
	addScaledSlow(y, x, s)
}

func addScaledSlow(y, x []float32, s float32) {
	y, by := y[:len(x)], float64(s)
	for i, v := range x {
		y[i] = float32(by*float64(v) + float64(y[i])) // see fma
	}
}

// addRow adds s·x, bytes with a sign, to y. The length is a multiple of 8.
func addRow(y []float32, x []byte, s float32) {
	if fast && len(x) > 0 {
		_ = y[len(x)-1]
		addBytes(len(x), &y[0], &x[0], s)
		return
	}
	y, by := y[:len(x)], float64(s)
	for i, v := range x {
		y[i] = float32(by*float64(int8(v)) + float64(y[i])) // see fma
	}
}
