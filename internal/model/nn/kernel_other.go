//go:build !amd64

package nn

// fast and wide say that there are kernels in assembly: here there are none.
var fast, wide = false, false

var kind = doubles

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
func wholeBytes(int, int, *float32, *byte, *float32)                        { panic("nn: no kernel") }
func wholeWords(int, int, *float32, *byte, *float32)                        { panic("nn: no kernel") }
func bytes8x32(*tile)                                                       { panic("nn: no kernel") }
func bytes4x32(*tile)                                                       { panic("nn: no kernel") }
func bytes4x16(*tile)                                                       { panic("nn: no kernel") }
func words4x16(*tile)                                                       { panic("nn: no kernel") }
