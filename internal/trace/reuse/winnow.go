package reuse

// Gram and Window are those of the fingerprints that a [Set] compares: of a
// thousand words 2/(Window+1), 154.
const (
	Gram   = 6
	Window = 12
)

// Fingerprint is a sequence of words of a text, and where it begins.
type Fingerprint struct {
	Hash uint32
	At   int32 // word
}

// Fingerprints are those of the sequences of gram words of t with the smallest
// hash among window that begin at words in a row, the last such where several are
// equal, in the order of the text: 2/(window+1) of them.
//
// Two texts that share gram + window - 1 words in a row share a fingerprint; of
// shorter runs, the share that does falls to nothing below gram words.
func Fingerprints(t *Text, gram, window int) []Fingerprint {
	n := len(t.words) - gram + 1
	if n <= 0 {
		return nil
	}
	out := make([]Fingerprint, 0, 2*n/(window+1)+2)
	hashes := make([]uint32, n)
	rollAll(t.words, hashes, gram)
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

// rollAll writes a hash of each sequence of gram words.
func rollAll(words, hashes []uint32, gram int) {
	const base = 0x9e3779b97f4a7c15
	var out uint64 = 1 // base to the power of gram
	for range gram {
		out *= base
	}
	var h uint64
	for i, w := range words {
		h = h*base + uint64(w)
		if i >= gram {
			h -= out * uint64(words[i-gram])
		}
		if i >= gram-1 {
			hashes[i-gram+1] = uint32(mix64(h) >> 32)
		}
	}
}
