//go:build amd64 || arm64

package nn

// The kernels that amd64 and arm64 both have.

//go:noescape
func tile4x16(k int, a *float32, ars, acs uintptr, b *float32, ldb uintptr, c *float32, ldc uintptr)

//go:noescape
func unitStep(s *unitArgs, n int)

//go:noescape
func addScaled(n int, y, x *float32, s float32)

//go:noescape
func addBytes(n int, y *float32, x *byte, s float32)

//go:noescape
func addRows(n int, y *float32, rows *int32, data, scales *byte, cols int)

//go:noescape
func fetchRows(n int, rows *int32, data, scales *byte, cols int)

//go:noescape
func sums8(n int, x *float32, ldx uintptr, sums, squares *[8]float32)

//go:noescape
func normRow(n int, x, y, gain, bias *float32, mean, s float32)

//go:noescape
func leaky(n int, x *float32, s float32)

//go:noescape
func logSum4(out, t *float64)
