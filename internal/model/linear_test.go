package model

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
)

// learn trains a perceptron to tell numbers apart by their remainders.
func learn(classes int) *Perceptron {
	p := NewPerceptron(classes)
	scores := make([]int32, classes)
	for n := range 200 * classes {
		f := features(n)
		p.Scores(scores, f)
		if got, want := highest(scores), n%classes; got != want {
			p.Update(f, want, 1)
			p.Update(f, got, -1)
		}
		p.Step()
	}
	return p
}

// features of a number: what it leaves by each number up to 12, mixed.
func features(n int) []uint64 {
	var f []uint64
	for k := 2; k <= 12; k++ {
		f = append(f, uint64(k*1000+n%k+1)*0x9E3779B97F4A7C15)
	}
	return f
}

func highest(scores []int32) int {
	best := 0
	for y, v := range scores {
		if v > scores[best] {
			best = y
		}
	}
	return best
}

// TestLinear trains, writes and opens: the same answers come back.
func TestLinear(t *testing.T) {
	for _, classes := range []int{3, 11} {
		p := learn(classes)
		var b Builder
		b.Add("weights", p.Pack(1))
		f, err := Parse("test", b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		l, err := f.Linear("weights", classes)
		if err != nil {
			t.Fatal(err)
		}
		scores := make([]int32, classes)
		for n := range 100 {
			if l.Scores(scores, features(n)); highest(scores) != n%classes {
				t.Errorf("%d classes: %d is taken for %d: %v", classes, n, highest(scores), scores)
			}
		}
		if l.Scores(scores, []uint64{1, 2, 3}); highest(scores) != 0 || scores[0] != 0 {
			t.Errorf("unknown features score %v", scores)
		}
		if !bytes.Equal(p.Pack(1), learn(classes).Pack(1)) {
			t.Error("two runs give different files")
		}
	}
}

func TestLinearDamaged(t *testing.T) {
	for _, classes := range []int{3, 11} {
		whole := learn(classes).Pack(1)
		for _, bad := range [][]byte{nil, whole[:10], whole[:headSize], wide(whole), slots(whole)} {
			var b Builder
			b.Add("weights", bad)
			f, err := Parse("test", b.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Linear("weights", classes); !errors.Is(err, ErrDamaged) {
				t.Errorf("%d bytes of %d: error %v", len(bad), len(whole), err)
			}
		}
	}
}

// wide is a section that claims another number of classes.
func wide(b []byte) []byte {
	b = bytes.Clone(b)
	b[0]++
	return b
}

// slots is a section that claims more slots than it has.
func slots(b []byte) []byte {
	b = bytes.Clone(b)
	binary.LittleEndian.PutUint32(b[4:], 1<<31)
	return b
}

// FuzzSparse: whatever the bytes, scoring neither panics nor hangs.
func FuzzSparse(f *testing.F) {
	f.Add(learn(11).Pack(1), uint64(5))
	f.Fuzz(func(_ *testing.T, section []byte, feature uint64) {
		var b Builder
		b.Add("weights", section)
		file, err := Parse("test", b.Bytes())
		if err != nil {
			return
		}
		if l, err := file.Linear("weights", 11); err == nil {
			l.Scores(make([]int32, 11), []uint64{feature, feature * 3})
		}
	})
}

func BenchmarkLinear(b *testing.B) {
	for _, classes := range []int{3, 11} {
		b.Run(fmt.Sprint(classes), func(b *testing.B) {
			var m Builder
			m.Add("weights", learn(classes).Pack(1))
			f, err := Parse("test", m.Bytes())
			if err != nil {
				b.Fatal(err)
			}
			l, err := f.Linear("weights", classes)
			if err != nil {
				b.Fatal(err)
			}
			scores := make([]int32, classes)
			for b.Loop() {
				l.Scores(scores, features(7))
			}
		})
	}
}

// TestSoftmax: what the logistic regression learns comes back from the file, and
// its scores are logarithms of odds.
func TestSoftmax(t *testing.T) {
	const classes = 11
	train := func() *Softmax {
		s := NewSoftmax(classes, 1, 1)
		scores := make([]int32, classes)
		for n := range 100 * classes {
			f := features(n)
			s.Scores(scores, f)
			s.Learn(f, scores, n%classes)
		}
		return s
	}
	s := train()
	var b Builder
	b.Add("weights", s.Pack(1))
	f, err := Parse("test", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	l, err := f.Linear("weights", classes)
	if err != nil {
		t.Fatal(err)
	}
	scores := make([]int32, classes)
	for n := range 100 {
		if l.Scores(scores, features(n)); highest(scores) != n%classes {
			t.Errorf("%d is taken for %d: %v", n, highest(scores), scores)
		}
	}
	if !bytes.Equal(s.Pack(1), train().Pack(1)) {
		t.Error("two runs give different files")
	}
}

func TestChances(t *testing.T) {
	s := NewSoftmax(3, 1, 1)
	s.setChances([]int32{10, Impossible, 10})
	if s.chances[0] != 0.5 || s.chances[1] != 0 {
		t.Errorf("chances %v", s.chances)
	}
}

func TestDrop(t *testing.T) {
	f := make([]uint64, 1000)
	if got := len(Drop(f, 0.3, rand.New(rand.NewPCG(1, 1)))); got < 600 || got > 800 {
		t.Errorf("%d of 1000 features stay", got)
	}
	if got := len(Drop(f, 0, rand.New(rand.NewPCG(1, 1)))); got != 1000 {
		t.Errorf("%d of 1000 features stay", got)
	}
}
