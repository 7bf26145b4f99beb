package nn

import "golang.org/x/sys/cpu"

// fast says that the kernels in assembly can run here.
var fast = cpu.ARM64.HasASIMD

// orders are those of whole numbers that can be read here, the best last.
var orders = func() []order {
	if fast && cpu.ARM64.HasASIMDDP {
		return []order{doubles, bytes}
	}
	return []order{doubles}
}()

// multiply multiplies a tile.
func (t *tile) multiply(_, _ int) { bytes4x16(t) }

// Who learns has other processors.
func unitBack(s *unitArgs, n int) { unitBackSlow(s, n) }

func adamStep(n int, w, grad, m, v *float32, rate, keep1, keep2, eps float32) {
	adamSlow(slice(w, n), slice(grad, n), slice(m, n), slice(v, n), rate, keep1, keep2, eps)
}

//go:noescape
func unitRun(s *unitArgs, n, steps, du, dx int)

//go:noescape
func wholeRows(m, k int, x *float32, to *byte, scale *float32)

//go:noescape
func bytes4x16(t *tile)
