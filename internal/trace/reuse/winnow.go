package reuse

// Two texts that share Gram + window - 1 words in a row share a fingerprint; of
// shorter runs, the share that does falls to nothing below Gram words. Of a
// thousand words about 2/(window+1) are fingerprints: 154.
const (
	Gram   = 6
	window = 12
)

// Fingerprint is a sequence of Gram words of a text, and where it begins.
type Fingerprint struct {
	Hash uint32
	At   int32 // word
}

// Fingerprints are those of the sequences of t with the smallest hash in some
// window, the last such where several are equal, in the order of the text.
func Fingerprints(t *Text) []Fingerprint {
	n := len(t.words) - Gram + 1
	if n <= 0 {
		return nil
	}
	out := make([]Fingerprint, 0, 2*n/(window+1)+2)
	hashes := make([]uint32, n)
	rollAll(t.words, hashes)
	least := -1 // of the window that ends at i
	for i := range hashes {
		switch from := i - window + 1; {
		case least < from || least < 0:
			least = leastOf(hashes, max(from, 0), i)
		case hashes[i] <= hashes[least]:
			least = i
		}
		if i < min(window, n)-1 {
			continue // the first window is not full
		}
		if k := len(out); k == 0 || int(out[k-1].At) != least {
			out = append(out, Fingerprint{Hash: hashes[least], At: int32(least)})
		}
	}
	return out
}

// leastOf is the place of the smallest, the last of equal ones.
func leastOf(hashes []uint32, from, to int) int {
	least := from
	for i := from + 1; i <= to; i++ {
		if hashes[i] <= hashes[least] {
			least = i
		}
	}
	return least
}

// rollAll writes a hash of each sequence of Gram words.
func rollAll(words, hashes []uint32) {
	const base = 0x9e3779b97f4a7c15
	var out uint64 = 1 // base to the power of Gram
	for range Gram {
		out *= base
	}
	var h uint64
	for i, w := range words {
		h = h*base + uint64(w)
		if i >= Gram {
			h -= out * uint64(words[i-Gram])
		}
		if i >= Gram-1 {
			hashes[i-Gram+1] = uint32(mix64(h) >> 32)
		}
	}
}
