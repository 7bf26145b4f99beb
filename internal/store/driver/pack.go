package driver

import (
	"crypto/sha256"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// mostRecord bounds what a record may grow to when it is unpacked, in bytes: a
// body of 4 MiB and what was found in it.
const mostRecord = 256 << 20

// window is how far back repetitions are looked for when a record is packed, in
// bytes: most records fit into it.
const window = 256 << 10

// Packer packs records: JSON of the public format, compressed with zstd. It is
// safe for use by several goroutines at once.
type Packer struct {
	zip   *zstd.Encoder
	unzip *zstd.Decoder
}

// NewPacker makes a packer. Close lets its memory go.
func NewPacker() (*Packer, error) {
	zip, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(window))
	if err != nil {
		return nil, err
	}
	unzip, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(mostRecord))
	return &Packer{zip, unzip}, err
}

// Close ends the packer; a nil one is closed already.
func (p *Packer) Close() {
	if p != nil {
		p.zip.Close()
		p.unzip.Close()
	}
}

// Pack is a record as it is kept.
func (p *Packer) Pack(r *record.Record) ([]byte, error) {
	b, err := r.MarshalJSON() // json.Marshal reads it all once more behind it
	if err != nil {
		return nil, err
	}
	return p.Squeeze(b), nil
}

// Squeeze is any bytes, compressed.
func (p *Packer) Squeeze(b []byte) []byte { return p.zip.EncodeAll(b, make([]byte, 0, len(b)/3)) }

// Restore is the bytes that were squeezed. The error is store.ErrDamaged.
func (p *Packer) Restore(packed []byte) ([]byte, error) {
	b, err := p.unzip.DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: unpack: %v", store.ErrDamaged, err) // an end too soon is not that of a connection
	}
	return b, nil
}

// Unpack is the record that was packed. The error is store.ErrDamaged.
func (p *Packer) Unpack(packed []byte) (*record.Record, error) {
	b, err := p.Restore(packed)
	if err != nil {
		return nil, err
	}
	r := &record.Record{}
	if err := r.UnmarshalJSON(b); err != nil { // json.Unmarshal reads it all once more before
		return nil, fmt.Errorf("%w: %v", store.ErrDamaged, err)
	}
	return r, nil
}

// Digest tells articles apart that have the same id: of address, title and body.
func Digest(a *article.Article) []byte {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%s", a.URL, a.Title, a.Body)
	return h.Sum(nil)[:16]
}

// OtherID is the id of an article whose own id another one has: two files may
// count from 1, and a text may change under its id.
func OtherID(a *article.Article) string { return fmt.Sprintf("%s~%x", a.ID, Digest(a)[:4]) }

// Renamed is a record whose article has that id.
func Renamed(r *record.Record) *record.Record {
	other, a := *r, *r.Article
	a.ID = OtherID(r.Article)
	other.Article = &a
	return &other
}
