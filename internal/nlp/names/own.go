package names

import (
	"encoding/binary"
	"fmt"
	"sort"
	"sync"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// own is the part of a [Head] that it does not share with the other heads. It is
// read in place.
type own struct {
	words hashes
	table *nn.Bytes
	*layers
	pool sync.Pool // of *inputReader
}

// openOwn finds it in a file; it is nil where the file has none.
func openOwn(f *model.File, width int) (*own, error) {
	b, err := f.Section("words")
	if err != nil {
		return nil, nil
	}
	o := &own{words: hashes(b), layers: newLayers(width, nil)}
	if o.table, err = nn.OpenBytes(f, "table", ownWidth); err != nil {
		return nil, err
	}
	if n := o.words.len(); o.table.Rows() != firstWord+n || len(b)%4 != 0 {
		return nil, fmt.Errorf("open names: %d rows for %d words: %w", o.table.Rows(), n, model.ErrDamaged)
	}
	return o, nn.ReadParams(f, o.params())
}

// read makes of the vectors v of the tokens r, whole sentences, those that the
// scores are read off.
func (o *own) read(a *nn.Arena, d *nlp.Doc, r nlp.Range, v []float32) []float32 {
	in, _ := o.pool.Get().(*inputReader)
	if in == nil {
		in = newInputReader(o.words.row)
	}
	defer o.pool.Put(in)
	in.reset()
	var ends []int
	for from := r.From; from < r.To; {
		s := d.Sents[d.Tokens[from].Sent]
		in.add(d, s)
		from = s.To
		ends = append(ends, from-r.From)
	}
	x := o.vector.Forward(a, v, r.Len())
	for i := range r.Len() {
		var next []int32
		if i+1 < r.Len() {
			next = in.of(i + 1)
		}
		o.table.AddRows(x[i*ownWidth:(i+1)*ownWidth], in.of(i), next)
	}
	x, _ = o.there(a, x, ends, nil)
	return x
}

// hashes are the words that have a row, in the order of their rows: only the
// hash of each is kept, 32 bits, little end first, in rising order. Of unknown
// words one in 70,000 is taken for a known one, which does no harm.
type hashes []byte

// hashOf is FNV-1a.
func hashOf(low string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(low); i++ {
		h = (h ^ uint32(low[i])) * 16777619
	}
	return h
}

func (h hashes) append(x uint32) hashes { return binary.LittleEndian.AppendUint32(h, x) }

func (h hashes) len() int        { return len(h) / 4 }
func (h hashes) at(i int) uint32 { return binary.LittleEndian.Uint32(h[4*i:]) }

// row is that of a word.
func (h hashes) row(low string) (int32, bool) {
	key := hashOf(low)
	i := sort.Search(h.len(), func(i int) bool { return h.at(i) >= key })
	return firstWord + int32(i), i < h.len() && h.at(i) == key
}
