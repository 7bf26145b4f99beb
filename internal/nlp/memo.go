package nlp

// Memo remembers what has been worked out for words, so that it is worked out
// once for a common word and not for each token. It has a fixed size: a word
// takes the place of another. It holds no part of a text, and is not safe for
// use by several goroutines at once.
type Memo[V any] struct {
	slots [memoSlots]memoSlot[V]
	long  V // of the last word that is too long to be remembered
}

const (
	memoSlots = 1 << 13
	memoWord  = 20 // length of the longest word that is remembered, in bytes
)

type memoSlot[V any] struct {
	word  [memoWord]byte
	n     uint8 // length of the word
	used  bool
	kind  uint16
	value V
}

// Of is the place of what is known of a word of some kind, a number of the
// caller's own, and whether it is known: if not, the caller fills it in. It is
// valid until the next call.
func (m *Memo[V]) Of(word string, kind uint16) (v *V, known bool) {
	if len(word) > memoWord {
		var none V
		m.long = none
		return &m.long, false
	}
	h := uint32(kind) * 2654435761
	for i := 0; i < len(word); i++ {
		h = (h ^ uint32(word[i])) * 16777619
	}
	s := &m.slots[(h^h>>15)%memoSlots]
	if s.used && s.kind == kind && string(s.word[:s.n]) == word {
		return &s.value, true
	}
	*s = memoSlot[V]{used: true, kind: kind, n: uint8(len(word))}
	copy(s.word[:], word)
	return &s.value, false
}
