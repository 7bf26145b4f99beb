package nn

// Arena hands out buffers that live until it is reset. After a few sentences it
// has all the memory it needs and allocates no more.
type Arena struct {
	chunks [][]float32
	at     int // chunk in use
	used   int // of it
}

const chunk = 1 << 18

// New is a buffer of n zeros.
func (a *Arena) New(n int) []float32 {
	b := a.Raw(n)
	clear(b)
	return b
}

// Raw is a buffer of n numbers, whatever they are.
func (a *Arena) Raw(n int) []float32 {
	n = Up(n, 8)
	for {
		if a.at == len(a.chunks) {
			a.chunks = append(a.chunks, make([]float32, max(n, chunk)))
		}
		if c := a.chunks[a.at]; a.used+n <= len(c) {
			b := c[a.used : a.used+n : a.used+n]
			a.used += n
			return b
		}
		a.at, a.used = a.at+1, 0
	}
}

// Matrix is a matrix of n rows of width w, with room for the rows that round n
// up, all zero.
func (a *Arena) Matrix(n, w int) []float32 { return a.New(Up(n, Rows) * w) }

// Rows is a Matrix of which only the rows that round n up are zero.
func (a *Arena) Rows(n, w int) []float32 {
	b := a.Raw(Up(n, Rows) * w)
	clear(b[n*w:])
	return b
}

// Reset takes all buffers back.
func (a *Arena) Reset() { a.at, a.used = 0, 0 }
