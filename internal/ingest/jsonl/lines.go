package jsonl

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/hearsay-news/hearsay/internal/ingest"
)

// errLong stands for a line over ingest.MaxInput, which was skipped.
var errLong = errors.New("line too long")

// keep is how large a buffer, in bytes, is kept from one line to the next.
const keep = 1 << 20

var utf8Mark = []byte{0xEF, 0xBB, 0xBF}

// lines reads an input line by line, whatever their length, and holds one.
type lines struct {
	r      *bufio.Reader
	buf    []byte
	number int // of the line read last, from 1
}

func newLines(r io.Reader) *lines { return &lines{r: bufio.NewReaderSize(r, 1<<16)} }

// next returns the next line without its end, valid until the call after it.
// It is errLong for one over the limit, after which reading goes on, and
// io.EOF after the last.
func (l *lines) next() ([]byte, error) {
	if cap(l.buf) > keep {
		l.buf = nil
	}
	l.buf = l.buf[:0]
	l.number++
	long := false
	for {
		part, err := l.r.ReadSlice('\n')
		if long = long || len(l.buf)+len(part) > ingest.MaxInput; long {
			l.buf = nil
		} else if err == nil && len(l.buf) == 0 {
			return l.trim(part), nil // the whole line lies in the reader's buffer
		} else {
			l.buf = append(l.buf, part...)
		}
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err != nil && err != io.EOF:
			return nil, err
		case long:
			return nil, errLong
		case err == io.EOF && len(l.buf) == 0:
			return nil, io.EOF
		}
		return l.trim(l.buf), nil
	}
}

func (l *lines) trim(line []byte) []byte {
	if l.number == 1 {
		line = bytes.TrimPrefix(line, utf8Mark)
	}
	return bytes.TrimRight(line, "\r\n")
}
