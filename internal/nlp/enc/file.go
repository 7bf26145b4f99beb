package enc

import (
	"fmt"
	"strings"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
)

// Write adds the net and its words to a model file. The table is kept in a byte
// a number.
func (n *Net) Write(b *model.Builder, w Words) {
	b.Add("words", []byte(strings.Join(w.List(), "\n")))
	nn.WriteBytes(b, n.Table)
	nn.WriteParams(b, n.Params()[1:])
}

// readWords reads the words of a model file.
func readWords(f *model.File) (Words, error) {
	b, err := f.Section("words")
	if err != nil {
		return nil, err
	}
	list := strings.Split(string(b), "\n")
	w := make(Words, len(list))
	for i, s := range list {
		w[s] = firstWord + int32(i)
	}
	if len(w) != len(list) {
		return nil, fmt.Errorf("read words: %d words, %d of them different: %w", len(list), len(w), model.ErrDamaged)
	}
	return w, nil
}

// Read reads a net to learn on with: the table as numbers again.
func Read(f *model.File) (*Net, Words, error) {
	w, err := readWords(f)
	if err != nil {
		return nil, nil, err
	}
	n := NewNet(len(w), nil)
	if err := nn.ReadBytes(f, n.Table); err != nil {
		return nil, nil, err
	}
	return n, w, nn.ReadParams(f, n.Params()[1:])
}
