package nn

import "golang.org/x/sys/cpu"

// fast says that the kernels in assembly can run here.
var fast = cpu.X86.HasAVX2 && cpu.X86.HasFMA

// wide says that the kernels with AVX-512 can run here, too.
var wide = fast && cpu.X86.HasAVX512F

// orders are those of whole numbers that can be read here, the best last.
var orders = func() []order {
	if wide && cpu.X86.HasAVX512VNNI {
		return []order{doubles, words, shifted}
	}
	return []order{doubles, words}
}()

// wholeRows makes whole numbers of m rows of k numbers.
func wholeRows(m, k int, x *float32, to *byte, scale *float32) {
	switch {
	case kind == shifted:
		wholeBytes(m, k, x, to, scale)
	case fast:
		wholeWords(m, k, x, to, scale)
	default:
		wholePairs(m, k, x, to, scale)
	}
}

// multiply multiplies a tile.
func (t *tile) multiply(rows, cols int) {
	switch {
	case rows > Rows:
		bytes8x32(t)
	case cols > Cols:
		bytes4x32(t)
	case kind == shifted:
		bytes4x16(t)
	case fast:
		words4x16(t)
	default:
		pairs4x8(t, 0)
		pairs4x8(t, 8)
	}
}

// unitRun is a number of steps of n units, du bytes apart in what the gates read
// and dx in x and y.
func unitRun(u *unitArgs, n, steps, du, dx int) {
	if wide && n%16 == 0 {
		wideRun(u, n, steps, du, dx)
	} else {
		runSteps(unitStep, u, n, steps, du, dx)
	}
}

//go:noescape
func unitBack(s *unitArgs, n int)

//go:noescape
func adamStep(n int, w, grad, m, v *float32, rate, keep1, keep2, eps float32)

//go:noescape
func wideRun(s *unitArgs, n, steps, du, dx int)

//go:noescape
func wholeBytes(m, k int, x *float32, to *byte, scale *float32)

//go:noescape
func wholeWords(m, k int, x *float32, to *byte, scale *float32)

//go:noescape
func bytes8x32(t *tile)

//go:noescape
func bytes4x32(t *tile)

//go:noescape
func bytes4x16(t *tile)

//go:noescape
func words4x16(t *tile)

//go:noescape
func wholePairs(m, k int, x *float32, to *byte, scale *float32)

//go:noescape
func pairs4x8(t *tile, column int)
