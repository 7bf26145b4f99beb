package warc

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

// place is where something stands: at a byte of the file, or of what the part
// of a packed file that begins there holds.
type place struct{ raw, within int64 }

func (p place) String() string {
	if p.within == 0 {
		return fmt.Sprintf("byte %d", p.raw)
	}
	return fmt.Sprintf("byte %d+%d", p.raw, p.within)
}

// damage is the error of a part of a packed file that can't be unpacked.
type damage struct {
	at  int64 // byte of the file at which the part begins
	err error
}

func (d *damage) Error() string {
	if errors.Is(d.err, io.ErrUnexpectedEOF) {
		return errCut.Error()
	}
	return fmt.Sprintf("its packed bytes are damaged (%v); fetch the file again", d.err)
}

// Sizes of buffers, in bytes.
const (
	packedSize   = 256 << 10 // holds the longest block of zstd, so that one can be tried
	unpackedSize = 128 << 10 // holds the longest line of a head
)

// stream is the content of an archive as one row of bytes, whether packed or
// not. What is read of it is out; the rest knows where that stands in the file.
type stream struct {
	file *window       // the file
	in   *bufio.Reader // of file; unused where nothing is packed
	pack packing       // nil: nothing is packed
	out  *bufio.Reader // the content

	part   io.Reader // the gzip member or zstd frame that is open; nil: none
	given  int64     // bytes that out was given
	marks  []mark    // where the parts begin that out holds
	broken *damage   // comes again with each read, until resync
}

// mark is where a part begins: in the file, and in the content.
type mark struct{ raw, content int64 }

func newStream(ctx context.Context, r io.Reader) *stream {
	s := &stream{file: &window{ctx: ctx, r: r}}
	s.in = bufio.NewReaderSize(s.file, packedSize)
	head, _ := s.in.Peek(4)
	s.pack = packingOf(head)
	if s.pack == nil {
		s.file.back(0)
		s.marks = []mark{{}}
	}
	s.out = bufio.NewReaderSize((*content)(s), unpackedSize)
	return s
}

func (s *stream) close() {
	if s.pack != nil {
		s.pack.close()
	}
}

// fault is why the file can't be read any further, or nil.
func (s *stream) fault() error { return s.file.err }

// stuck is why the next byte can't be read, if not for the end of the file.
func (s *stream) stuck() error {
	_, err := s.out.Peek(1)
	if s.broken != nil && err != nil {
		return s.broken
	}
	return s.fault()
}

// here is the place of the next byte of out.
func (s *stream) here() place {
	pos := s.given - int64(s.out.Buffered())
	for len(s.marks) > 1 && s.marks[1].content <= pos {
		s.marks = s.marks[1:]
	}
	if len(s.marks) == 0 {
		return place{}
	}
	m := s.marks[0]
	if s.pack == nil {
		return place{m.raw + pos - m.content, 0}
	}
	return place{m.raw, pos - m.content}
}

// content is what out reads from.
type content stream

func (c *content) Read(p []byte) (int, error) {
	s := (*stream)(c)
	if s.pack == nil {
		n, err := s.file.Read(p)
		s.given += int64(n)
		return n, err
	}
	for {
		if s.broken != nil {
			return 0, s.broken
		}
		if s.part == nil {
			if err := s.open(); err != nil {
				return 0, err
			}
		}
		n, err := s.part.Read(p)
		s.given += int64(n)
		if err == io.EOF {
			s.part, err = nil, nil
		}
		if err != nil {
			err = s.breaks(s.marks[len(s.marks)-1].raw, err)
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// packedPos is the place in the file of the next byte of in.
func (s *stream) packedPos() int64 { return s.file.pos() - int64(s.in.Buffered()) }

// open opens the next part of a packed file; the error is io.EOF after the
// last.
func (s *stream) open() error {
	at := s.packedPos()
	if _, err := s.in.Peek(1); err != nil {
		return err
	}
	part, err := s.pack.open(s.in)
	if err == io.EOF { // nothing but what stands between parts
		return err
	}
	s.mark(at)
	if err != nil {
		return s.breaks(at, err)
	}
	s.part = part
	return nil
}

// mark notes that a part begins. It forgets those that were read, so that the
// number of marks is bounded by the size of the buffer.
func (s *stream) mark(raw int64) {
	s.here()
	if n := len(s.marks); n > 0 && s.marks[n-1].content == s.given {
		s.marks = s.marks[:n-1]
	}
	s.marks = append(s.marks, mark{raw, s.given})
}

// breaks notes that a part can't be read, which is not so where the file itself
// can't.
func (s *stream) breaks(at int64, err error) error {
	s.part = nil
	if s.file.err != nil {
		return s.file.err
	}
	s.broken = &damage{at, err}
	return s.broken
}

// resync goes on after a bad record, which stands at from and gave err: it
// finds the next one. The error is io.EOF if there is none.
func (s *stream) resync(from place, err error) error {
	for {
		d, damaged := errors.AsType[*damage](err)
		switch {
		case damaged:
			err = s.seekPart(d.at + 1)
		case s.pack == nil:
			if err = s.restart(from.raw + 1); err == nil {
				err = s.seekLine()
			}
		case s.here().raw != from.raw: // the record swallowed others
			err = s.seekPart(from.raw + 1)
		default:
			err = s.seekLine()
		}
		if _, damaged = errors.AsType[*damage](err); !damaged {
			return err
		}
	}
}

// restart reads on from a place in the file, or as near after it as the window
// lets it.
func (s *stream) restart(raw int64) error {
	s.part, s.broken, s.marks = nil, nil, s.marks[:0]
	s.out.Reset((*content)(s))
	if s.pack == nil {
		s.marks = append(s.marks, mark{s.file.back(raw), s.given})
		return nil
	}
	now := s.packedPos()
	if raw > now {
		_, err := s.in.Discard(int(raw - now))
		return err
	}
	if s.file.back(raw) < now {
		s.in.Reset(s.file)
	}
	return nil
}

// seekLine reads on to the next line that begins as a record does.
func (s *stream) seekLine() error {
	for {
		_, err := s.out.ReadSlice('\n')
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil {
			return err
		}
		if p, _ := s.out.Peek(len("WARC/1.")); string(p) == "WARC/1." {
			return nil
		}
	}
}

// seekPart finds the next part of a packed file at or after raw that holds the
// beginning of a record.
func (s *stream) seekPart(raw int64) error {
	if err := s.restart(raw); err != nil {
		return err
	}
	magic := s.pack.magic()
	for {
		p, err := s.in.Peek(packedSize)
		i := bytes.Index(p, magic)
		switch {
		case i == 0 && s.pack.isRecord(p):
			return nil
		case i == 0:
			i = 1
		case i < 0 && len(p) < len(magic):
			if err == nil || err == bufio.ErrBufferFull {
				err = io.EOF
			}
			return err
		case i < 0:
			i = len(p) - len(magic) + 1
		}
		if _, err := s.in.Discard(i); err != nil {
			return err
		}
	}
}

// keep is how many of the last bytes of a file can be read again.
const keep = 4 << 20

// window reads a file and can go back a little. It stops when ctx is over.
type window struct {
	ctx   context.Context
	r     io.Reader
	kept  []byte // the last bytes that were read
	next  int    // index in kept of the next byte
	end   int64  // place in the file of the end of kept
	again int64  // bytes that were given again
	err   error  // but for io.EOF
}

func (w *window) Read(p []byte) (int, error) {
	if w.next < len(w.kept) {
		n := copy(p, w.kept[w.next:])
		w.next += n
		return n, nil
	}
	if w.err == nil {
		w.err = w.ctx.Err()
	}
	if w.err != nil {
		return 0, w.err
	}
	if len(w.kept) >= 2*keep {
		w.kept = append(w.kept[:0], w.kept[len(w.kept)-keep:]...)
	}
	n, err := w.r.Read(p)
	w.kept = append(w.kept, p[:n]...)
	w.next = len(w.kept)
	w.end += int64(n)
	if err != nil && err != io.EOF {
		w.err = err
	}
	return n, err
}

// pos is the place in the file of the next byte.
func (w *window) pos() int64 { return w.end - int64(len(w.kept)-w.next) }

// back goes back to a place, or to the first after it that is kept, and says
// which. An archive made to be read again and again is not: what is given again
// may be as much as was read, and a little more.
func (w *window) back(to int64) int64 {
	first := w.end - int64(len(w.kept))
	to = max(to, first)
	n := w.pos() - to
	if n <= 0 || w.again+n > w.end+16*keep {
		return w.pos()
	}
	w.again += n
	w.next = int(to - first)
	return to
}
