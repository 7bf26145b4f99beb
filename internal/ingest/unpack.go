package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxWindow is the most memory, in bytes, that a zstd file may ask for; the
// program zstd has the same limit.
const maxWindow = 128 << 20

// Unpack puts what a gzip or zstd file holds in the place of src.Body, and lets
// Detect look at the name without its last extension. It goes by the first
// bytes, whatever the name. The content may be of any length, since archives
// are: readers bound what one article may cost. Closing the old Body stays with
// who opened it.
//
// A web archive is left packed, however it is named: its reader names places in
// the file as it is, and finds its way past damaged ones.
func Unpack(src *Source) {
	var head [4]byte
	n, err := io.ReadFull(src.Body, head[:])
	file := again(head[:n], src.Body)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		file = io.MultiReader(bytes.NewReader(head[:n]), failing{err})
	}
	src.Body = file
	kind := packing(head[:n])
	if kind == "" {
		return
	}
	name := src.place()
	if ext := path.Ext(name); strings.EqualFold(ext, ".gz") || strings.EqualFold(ext, ".zst") {
		name = strings.TrimSuffix(name, ext)
	}
	src.inner = name
	if strings.EqualFold(path.Ext(name), ".warc") {
		return
	}
	var read bytes.Buffer // what was read of the file to see how its content begins
	tee := &recorder{r: file, to: &read, most: mostHeld}
	content := &unpacked{kind: kind, file: tee}
	begin := make([]byte, headSize)
	n, err = io.ReadFull(content, begin)
	if bytes.HasPrefix(begin[:n], warcMagic) && tee.to != nil {
		src.inner, src.Body = name+".warc", io.MultiReader(&read, file)
		return
	}
	tee.to = nil
	src.Body = again(begin[:n], content)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		src.Body = io.MultiReader(bytes.NewReader(begin[:n]), failing{err})
	}
}

var warcMagic = []byte("WARC/1.")

func packing(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b, 0x08}):
		return "gzip"
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return "zstd"
	case len(head) == 4 && head[0]&0xf0 == 0x50 && string(head[1:]) == "\x2a\x4d\x18":
		return "zstd" // it begins with a frame that is to be skipped
	}
	return ""
}

func again(head []byte, rest io.Reader) io.Reader {
	return io.MultiReader(bytes.NewReader(head), rest)
}

// failing gives an error for ever.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// mostHeld is how many packed bytes, at most, are kept to see how the content
// begins. A file of more that hold none was made to cost memory.
const mostHeld = 1 << 20

// recorder keeps what is read in to, while that is there and not too much.
type recorder struct {
	r    io.Reader
	to   *bytes.Buffer
	most int   // bytes
	err  error // of r, but for io.EOF
}

func (r *recorder) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if r.to != nil && r.to.Len()+n > r.most {
		r.to = nil
	}
	if r.to != nil {
		r.to.Write(p[:n])
	}
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}

// unpacked is the content of a packed file. It is opened with the first read,
// so that what is wrong with it is an error of reading.
type unpacked struct {
	kind string
	file *recorder
	r    io.Reader
	err  error
}

func (u *unpacked) Read(p []byte) (int, error) {
	if u.r == nil && u.err == nil {
		u.err = u.explain(u.open())
	}
	if u.err != nil {
		return 0, u.err
	}
	n, err := u.r.Read(p)
	u.err = u.explain(err)
	return n, u.err
}

func (u *unpacked) open() (err error) {
	if u.kind == "gzip" {
		u.r, err = gzip.NewReader(u.file)
		return early(err)
	}
	// One decoder at a time has no goroutines that would have to be ended.
	u.r, err = zstd.NewReader(u.file, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	return early(err)
}

func early(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// explain says in plain words why unpacking breaks off.
func (u *unpacked) explain(err error) error {
	switch {
	case err == nil, err == io.EOF:
		return err
	case u.file.err != nil:
		return u.file.err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the %s file ends in the middle; fetch it again", u.kind)
	}
	return fmt.Errorf("the %s file is damaged (%w); fetch it again", u.kind, err)
}
