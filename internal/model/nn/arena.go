package nn

// Arena hands out buffers that live until it is reset. After a few texts it has
// all the memory it needs, in one piece, and allocates no more; what was needed
// for a text far larger than others is given back.
type Arena struct {
	chunks [][]float32
	at     int // chunk in use
	used   int // of it
}

// The numbers of a piece of memory and of the largest one that is kept.
const (
	chunk = 1 << 18
	most  = 1 << 25
)

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
func (a *Arena) Reset() {
	a.at, a.used = 0, 0
	if len(a.chunks) < 2 {
		return
	}
	total := 0
	for _, c := range a.chunks {
		total += len(c)
	}
	a.chunks = a.chunks[:0]
	if total <= most {
		a.chunks = append(a.chunks, make([]float32, total))
	}
}
