package warc

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

var (
	gzipMagic = []byte{0x1f, 0x8b, 0x08}
	zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

// packing unpacks a file part by part. A part is what can be unpacked without
// those before it.
type packing interface {
	magic() []byte
	// open gives the content of the part at which in stands, valid until the
	// next call; it reads no byte after the part. The error is io.EOF where
	// there is none any more.
	open(in *bufio.Reader) (io.Reader, error)
	// isRecord reports whether the part that begins with b is one, and whether
	// it holds the beginning of a record.
	isRecord(b []byte) bool
	close()
}

// packingOf tells by the first bytes of a file how it is packed; nil: not.
func packingOf(head []byte) packing {
	switch {
	case bytes.HasPrefix(head, gzipMagic):
		return &gzipPacking{}
	case bytes.HasPrefix(head, zstdMagic), isSkippable(head):
		return newZstd()
	}
	return nil
}

func isRecord(r io.Reader) bool {
	var b [7]byte
	_, err := io.ReadFull(r, b[:])
	return err == nil && string(b[:]) == "WARC/1."
}

type gzipPacking struct {
	z, try gzip.Reader
}

func (g *gzipPacking) magic() []byte { return gzipMagic }

func (g *gzipPacking) open(in *bufio.Reader) (io.Reader, error) {
	if err := g.z.Reset(in); err != nil {
		return nil, early(err)
	}
	g.z.Multistream(false)
	return &g.z, nil
}

func (g *gzipPacking) isRecord(b []byte) bool {
	return len(b) > 3 && b[3]&0xe0 == 0 && g.try.Reset(bytes.NewReader(b)) == nil && isRecord(&g.try)
}

func (g *gzipPacking) close() {}

// early makes the end of a file where a part should go on an error.
func early(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Bounds of zstd, in bytes.
const (
	maxWindow = 128 << 20 // memory that a frame may ask for; zstd itself has the same limit
	maxDict   = 16 << 20
)

// zstdPacking unpacks zstd frame by frame. The frames of an archive may share a
// dictionary, which comes before them in a frame that is to be skipped.
type zstdPacking struct {
	z, try *zstd.Decoder
	frame  frame
}

func newZstd() *zstdPacking {
	p := &zstdPacking{}
	_ = p.use(nil) // without a dictionary nothing can be wrong
	return p
}

// use makes decoders that know a dictionary; nil: none.
func (p *zstdPacking) use(dict []byte) error {
	opt := []zstd.DOption{zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow)}
	if dict != nil {
		opt = append(opt, zstd.WithDecoderDicts(dict))
	}
	z, err := zstd.NewReader(nil, opt...)
	if err != nil {
		return err
	}
	try, err := zstd.NewReader(nil, opt...)
	if err != nil {
		return err
	}
	p.close()
	p.z, p.try = z, try
	return nil
}

func (p *zstdPacking) close() {
	if p.z != nil {
		p.z.Close()
		p.try.Close()
	}
}

func (p *zstdPacking) magic() []byte { return zstdMagic }

func (p *zstdPacking) open(in *bufio.Reader) (io.Reader, error) {
	for {
		head, err := in.Peek(8)
		if len(head) == 0 {
			return nil, err
		}
		if !isSkippable(head) {
			break
		}
		if err := p.skippable(in); err != nil {
			return nil, err
		}
	}
	p.frame = frame{in: in}
	if err := p.frame.begin(); err != nil {
		return nil, err
	}
	if err := p.z.Reset(&p.frame); err != nil {
		return nil, early(err)
	}
	return p.z, nil
}

func isSkippable(b []byte) bool {
	return len(b) >= 4 && b[0]&0xf0 == 0x50 && string(b[1:4]) == "\x2a\x4d\x18"
}

// skippable reads a frame that is to be skipped, and the dictionary if it is
// one.
func (p *zstdPacking) skippable(in *bufio.Reader) error {
	var head [8]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return early(err)
	}
	size := int64(binary.LittleEndian.Uint32(head[4:]))
	if head[0] != 0x5d || size > maxDict {
		_, err := io.CopyN(io.Discard, in, size)
		return early(err)
	}
	dict := make([]byte, size)
	if _, err := io.ReadFull(in, dict); err != nil {
		return early(err)
	}
	if bytes.HasPrefix(dict, zstdMagic) { // it may be packed itself
		z, err := zstd.NewReader(bytes.NewReader(dict), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxDict))
		if err != nil {
			return err
		}
		defer z.Close()
		if dict, err = io.ReadAll(io.LimitReader(z, maxDict)); err != nil {
			return err
		}
	}
	if err := p.use(dict); err != nil {
		return fmt.Errorf("its dictionary: %w", err)
	}
	return nil
}

func (p *zstdPacking) isRecord(b []byte) bool {
	f := frame{in: bufio.NewReader(bytes.NewReader(b))}
	return f.begin() == nil && p.try.Reset(&f) == nil && isRecord(p.try)
}

// frame gives the bytes of one zstd frame and none after it, by what RFC 8878
// says of its form: a head, blocks that say how long they are and which is the
// last, and a sum at the end.
type frame struct {
	in   *bufio.Reader
	left int  // bytes of the piece that is being read
	sum  bool // there is one
	last bool // the last block has begun
	done bool // nothing comes after this piece
}

// begin takes the head apart.
func (f *frame) begin() error {
	p, err := f.in.Peek(5)
	switch {
	case len(p) < 5 && (err == nil || err == io.EOF):
		return io.ErrUnexpectedEOF
	case len(p) < 5:
		return err
	case !bytes.HasPrefix(p, zstdMagic):
		return errors.New("no zstd frame begins here")
	}
	flags := p[4]
	single := flags >> 5 & 1
	f.left = 5 + [4]int{0, 1, 2, 4}[flags&3] + [4]int{int(single), 2, 4, 8}[flags>>6]
	if single == 0 {
		f.left++
	}
	f.sum = flags&4 != 0
	return nil
}

func (f *frame) Read(b []byte) (int, error) {
	for f.left == 0 {
		if f.done {
			return 0, io.EOF
		}
		if err := f.piece(); err != nil {
			return 0, err
		}
	}
	n, err := f.in.Read(b[:min(len(b), f.left)])
	f.left -= n
	if n > 0 {
		err = nil
	}
	return n, early(err)
}

// piece begins the next piece of the frame: a block, or the sum.
func (f *frame) piece() error {
	if f.last {
		f.done = true
		if f.sum {
			f.left = 4
		}
		return nil
	}
	p, err := f.in.Peek(3)
	if len(p) < 3 {
		return early(err)
	}
	size := int(p[0]) | int(p[1])<<8 | int(p[2])<<16
	f.last = size&1 != 0
	f.left = 3 + size>>3
	if size>>1&3 == 1 { // one byte, repeated
		f.left = 4
	}
	return nil
}
