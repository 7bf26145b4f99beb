// Package feature makes numbers of what features say, the same for all models
// that learn from such numbers.
//
//	f := feature.Mix(1, feature.String("said"), feature.Bucket(distance))
package feature

import "math/bits"

// Mix makes one number of several, the first of which says which feature it is.
func Mix(parts ...uint64) uint64 {
	h := uint64(0x9E3779B97F4A7C15)
	for _, p := range parts {
		h = More(h, p)
	}
	return h
}

// More is the Mix of what h is the Mix of and one number more.
func More(h, part uint64) uint64 {
	h = (h ^ part) * 0xff51afd7ed558ccd
	return h ^ h>>32
}

// String is a hash of s (FNV-1a).
func String(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// Bucket is a number on a coarse scale: up to 3 as it is, then by its length in
// bits.
func Bucket(n int) uint64 {
	if n < 4 {
		return uint64(max(n, 0))
	}
	return uint64(bits.Len(uint(n))) + 1
}

// Flag is 1 for true.
func Flag(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}
