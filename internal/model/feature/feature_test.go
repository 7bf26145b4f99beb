package feature

import "testing"

func TestMix(t *testing.T) {
	seen := map[uint64]bool{}
	for _, v := range []uint64{Mix(), Mix(0), Mix(0, 0), Mix(1), Mix(1, 2), Mix(2, 1), String(""), String("a"), String("b")} {
		if seen[v] {
			t.Errorf("%d is made twice", v)
		}
		seen[v] = true
	}
}

func TestBucket(t *testing.T) {
	last := uint64(0)
	for n := -3; n < 5000; n++ {
		v := Bucket(n)
		if v < last || v > last+1 {
			t.Errorf("bucket %d after %d at %d", v, last, n)
		}
		last = v
	}
	if Flag(true) != 1 || Flag(false) != 0 {
		t.Error("flags")
	}
}
