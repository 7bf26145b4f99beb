//go:build !amd64 && !arm64

package nn

// fast says that the kernels in assembly can run here: there are none.
var fast = false

// orders are those of whole numbers that can be read here.
var orders = []order{doubles}

func tile4x16(int, *float32, uintptr, uintptr, *float32, uintptr, *float32, uintptr) {
	panic("nn: no kernel")
}
func unitStep(*unitArgs, int) { panic("nn: no kernel") }
func unitBack(*unitArgs, int) { panic("nn: no kernel") }
func adamStep(int, *float32, *float32, *float32, *float32, float32, float32, float32, float32) {
	panic("nn: no kernel")
}
func addScaled(int, *float32, *float32, float32)                            { panic("nn: no kernel") }
func addBytes(int, *float32, *byte, float32)                                { panic("nn: no kernel") }
func addRows(int, *float32, *int32, *byte, *byte, int)                      { panic("nn: no kernel") }
func fetchRows(int, *int32, *byte, *byte, int)                              { panic("nn: no kernel") }
func sums8(int, *float32, uintptr, *[8]float32, *[8]float32)                { panic("nn: no kernel") }
func normRow(int, *float32, *float32, *float32, *float32, float32, float32) { panic("nn: no kernel") }
func leaky(int, *float32, float32)                                          { panic("nn: no kernel") }
func unitRun(*unitArgs, int, int, int, int)                                 { panic("nn: no kernel") }
func logSum4(*float64, *float64)                                            { panic("nn: no kernel") }
func wholeRows(int, int, *float32, *byte, *float32)                         { panic("nn: no kernel") }
func (t *tile) multiply(int, int)                                           { panic("nn: no kernel") }
