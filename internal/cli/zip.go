package cli

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/ingest"
)

// Bounds of a ZIP archive. Sizes are in bytes.
const (
	maxEntries   = 1_000_000
	maxDirectory = 128 << 20 // read of the archive for its directory
	maxEntry     = 64 << 30  // unpacked; what one article may have is bounded by its reader
)

// isZIP reports whether a file begins as a ZIP archive does, be it an empty one.
func isZIP(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
}

// entries are the inputs that an input stands for: the files in a ZIP archive,
// or the input itself. The archive is open while they are read. Their names are
// nothing but names: no file is ever written.
func (in input) entries() iter.Seq[input] {
	return func(yield func(input) bool) {
		f := in.archive()
		if f == nil {
			yield(in)
			return
		}
		defer f.Close()
		files, err := directory(f)
		if err != nil {
			yield(broken(in.name, err))
			return
		}
		if isDocument(files) {
			yield(in)
			return
		}
		for _, e := range files {
			if isStory(e) && !yield(entry(in.name, e)) {
				return
			}
		}
	}
}

// archive opens an input if it is a file that begins as a ZIP archive does;
// else it is nil.
func (in input) archive() *os.File {
	if in.path == "" {
		return nil
	}
	if info, err := os.Stat(in.path); err != nil || !info.Mode().IsRegular() {
		return nil // a pipe would lose what is read of it here
	}
	f, err := os.Open(in.path)
	if err != nil {
		return nil
	}
	var head [4]byte
	if _, err := f.ReadAt(head[:], 0); err != nil || !isZIP(head[:]) {
		f.Close()
		return nil
	}
	return f
}

// broken is an input that can't be opened.
func broken(name string, err error) input {
	return input{name: name, open: func(context.Context) (*ingest.Source, error) { return nil, err }}
}

// directory is the list of what is in an archive.
func directory(f *os.File) ([]*zip.File, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("it can't be read: %w", bare(err))
	}
	r := &scanned{f: f, left: maxDirectory}
	z, err := zip.NewReader(r, info.Size())
	tooMany := fmt.Errorf("the ZIP archive has over %s files, or a directory of over %d bytes; make several of it", export.Grouped(maxEntries), maxDirectory)
	switch {
	case errors.Is(err, errScanned):
		return nil, tooMany
	case errors.Is(err, zip.ErrFormat), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, errors.New("the ZIP archive is cut or damaged: the directory at its end is missing; fetch it again")
	case err != nil && !errors.Is(err, zip.ErrInsecurePath):
		return nil, fmt.Errorf("the ZIP archive can't be read: %w; fetch it again", err)
	case len(z.File) > maxEntries:
		return nil, tooMany
	}
	r.left = -1 // the entries have bounds of their own
	return z.File, nil
}

// scanned is a file of which only so much can be read, since a directory is
// held in memory as a whole; -1: all.
type scanned struct {
	f    *os.File
	left int
}

var errScanned = errors.New("the directory is too long")

func (s *scanned) ReadAt(p []byte, at int64) (int, error) {
	if s.left < 0 {
		return s.f.ReadAt(p, at)
	}
	if len(p) > s.left {
		return 0, errScanned
	}
	s.left -= len(p)
	return s.f.ReadAt(p, at)
}

// isDocument reports whether the archive is a document of an office program or
// a book, which are ZIP archives too.
func isDocument(files []*zip.File) bool {
	return slices.ContainsFunc(files[:min(len(files), 64)], func(e *zip.File) bool {
		return e.Name == "[Content_Types].xml" || e.Name == "mimetype"
	})
}

// isStory reports whether an entry is a file, and none that a system has put
// there for itself.
func isStory(e *zip.File) bool {
	name := path.Base(e.Name)
	hidden := strings.HasPrefix(name, ".") && name != ".." || strings.HasPrefix(e.Name, "__MACOSX/")
	return e.Mode().IsRegular() && !hidden
}

// entry is one file in an archive as an input.
func entry(archive string, e *zip.File) input {
	name := archive + "/" + e.Name
	each := float64(e.CompressedSize64) / float64(max(e.UncompressedSize64, 1))
	return input{name: name, each: each, open: func(context.Context) (*ingest.Source, error) {
		switch {
		case e.Flags&1 != 0:
			return nil, errors.New("it is encrypted; unpack the archive with its password and read the files")
		case strings.EqualFold(path.Ext(e.Name), ".zip"):
			return nil, errors.New("it is a ZIP archive in a ZIP archive, which is not opened; unpack it and read it by itself")
		}
		r, err := e.Open()
		if errors.Is(err, zip.ErrAlgorithm) {
			return nil, fmt.Errorf("it is packed by method %d, which is not read; unpack the archive and read the files", e.Method)
		}
		if err != nil {
			return nil, damaged(err)
		}
		return &ingest.Source{Name: name, Body: &entryBody{r, maxEntry}}, nil
	}}
}

func damaged(err error) error {
	return fmt.Errorf("it is damaged in the ZIP archive (%w); fetch the archive again", err)
}

// entryBody reads an entry and says in plain words why that breaks off.
type entryBody struct {
	io.ReadCloser
	left int64
}

func (b *entryBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fmt.Errorf("it has over %d GiB; unpack the archive and read the file by itself", maxEntry>>30)
	}
	if err != nil && err != io.EOF {
		err = damaged(err)
	}
	return n, err
}

// refuseZIP refuses an archive that is no file: its directory is at its end.
func refuseZIP(src *ingest.Source) error {
	r := bufio.NewReader(src.Body)
	head, _ := r.Peek(4) // an error comes again with the next read
	src.Body = struct{ io.Reader }{r}
	if isZIP(head) {
		return article.Refuse(article.Binary, "it is a ZIP archive or an Office document; save it to a file first, and give that")
	}
	return nil
}
