// Package model holds what training wrote: the format of model files, and the
// files themselves, embedded in the program. Package nn computes with them.
//
// A model file is a row of named sections behind a header with the version of
// the format and a checksum of all that follows. [Load] opens an embedded file;
// its sections are read in place.
//
//	f, err := model.Load("tag")
//	b, err := f.Section("pairs")
package model

import (
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
)

// Format is the version of the format of model files. It changes whenever a
// file written before can't be used any more.
const Format = 1

const magic = "HEARSAY\x00"

// ErrFormat is in the error for a file of another version of the format.
var ErrFormat = errors.New("the model file is of another version; make it anew with `make models`")

// ErrDamaged is in the error for a file that isn't whole.
var ErrDamaged = errors.New("the model file is damaged; restore it or make it anew with `make models`")

//go:embed all:files
var files embed.FS

// File is an open model file.
type File struct {
	name     string
	sections map[string][]byte
}

// Load opens an embedded file by its name, without folder and ending. The error
// names the file and says whether it is missing, of another version or damaged.
func Load(name string) (*File, error) {
	b, err := files.ReadFile("files/" + name + ".model")
	if err != nil {
		return nil, fmt.Errorf("model %s: it is not part of this program; make it with `make models`: %w", name, err)
	}
	return Parse(name, b)
}

// Read opens a model file on disk.
func Read(path string) (*File, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Parse(filepath.Base(path), b)
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Parse opens a model file that is in memory. The sections of the result point
// into b.
func Parse(name string, b []byte) (*File, error) {
	fail := func(err error) (*File, error) { return nil, fmt.Errorf("model %s: %w", name, err) }
	const head = len(magic) + 8
	if len(b) < head || string(b[:len(magic)]) != magic {
		return fail(ErrDamaged)
	}
	if v := binary.LittleEndian.Uint32(b[len(magic):]); v != Format {
		return fail(fmt.Errorf("%w (version %d; this program reads %d)", ErrFormat, v, Format))
	}
	sum := binary.LittleEndian.Uint32(b[len(magic)+4:])
	rest := b[head:]
	if crc32.Checksum(rest, castagnoli) != sum {
		return fail(ErrDamaged)
	}
	f := &File{name, map[string][]byte{}}
	for len(rest) > 0 {
		key, body, tail, ok := section(rest)
		if !ok {
			return fail(ErrDamaged)
		}
		f.sections[key] = body
		rest = tail
	}
	return f, nil
}

// section cuts the first section off b: the length of its name and of its body
// as 32-bit numbers, the name, the body, and zeros up to a multiple of 8.
func section(b []byte) (key string, body, rest []byte, ok bool) {
	if len(b) < 8 {
		return "", nil, nil, false
	}
	n, size := uint64(binary.LittleEndian.Uint32(b)), uint64(binary.LittleEndian.Uint32(b[4:]))
	if 8+n+size > uint64(len(b)) {
		return "", nil, nil, false
	}
	key, body = string(b[8:8+n]), b[8+n:8+n+size]
	end := min((8+n+size+7)&^7, uint64(len(b)))
	return key, body, b[end:], true
}

// Section is the part of the file with a name. It is not to be written to.
func (f *File) Section(name string) ([]byte, error) {
	b, ok := f.sections[name]
	if !ok {
		return nil, fmt.Errorf("model %s: no section %q: %w", f.name, name, ErrFormat)
	}
	return b, nil
}

// Builder puts a model file together.
type Builder struct{ body []byte }

// Add appends a section. Names may not repeat.
func (b *Builder) Add(name string, data []byte) {
	b.body = binary.LittleEndian.AppendUint32(b.body, uint32(len(name)))
	b.body = binary.LittleEndian.AppendUint32(b.body, uint32(len(data)))
	b.body = append(append(b.body, name...), data...)
	for len(b.body)%8 != 0 {
		b.body = append(b.body, 0)
	}
}

// Bytes is the whole file.
func (b *Builder) Bytes() []byte {
	out := append([]byte(nil), magic...)
	out = binary.LittleEndian.AppendUint32(out, Format)
	out = binary.LittleEndian.AppendUint32(out, crc32.Checksum(b.body, castagnoli))
	return append(out, b.body...)
}

// WriteFile writes the file to a path: whole or not at all.
func (b *Builder) WriteFile(path string) error {
	tmp := path + ".part"
	if err := os.WriteFile(tmp, b.Bytes(), 0o644); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}
