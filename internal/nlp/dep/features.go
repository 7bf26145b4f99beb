package dep

import "math/bits"

// word is what features say about a word, hashed once.
type word struct {
	low, lemma, tag, xtag, fine, mid, coarse uint64
}

var outside word // a place without a word

func (p *state) readWords() {
	p.words = zero(p.words, p.n+1)
	for i := range p.n {
		t := &p.d.Tokens[p.sent.From+i]
		p.words[i] = word{
			text(t.Low), text(t.Lemma), uint64(t.Tag) + 1, uint64(t.XTag) + 1,
			uint64(t.Clusters[2]), uint64(t.Clusters[1]), uint64(t.Clusters[0]),
		}
	}
	p.words[p.n] = word{low: 99, lemma: 99, tag: 99, xtag: 99}
}

func (p *state) word(i int) *word {
	if i < 0 || i >= len(p.words) {
		return &outside
	}
	return &p.words[i]
}

// fromTop is the n-th word from the top of the stack, or -1.
func (p *state) fromTop(n int) int {
	if k := len(p.stack) - 1 - n; k >= 0 {
		return p.stack[k]
	}
	return -1
}

// ahead is the n-th word of the buffer, or -1.
func (p *state) ahead(n int) int {
	if p.next+n <= p.n {
		return p.next + n
	}
	return -1
}

// kids are the children of a word so far.
type kids struct {
	l1, l2, r1, r2 *word
	lr, l2r, rr    uint64 // relations of the first three
	r2r            uint64
	nl, nr         uint64
}

var childless = kids{l1: &outside, l2: &outside, r1: &outside, r2: &outside}

func (p *state) kids(i int) kids {
	if i < 0 {
		return childless
	}
	return kids{
		p.word(p.l1[i]), p.word(p.l2[i]), p.word(p.r1[i]), p.word(p.r2[i]),
		p.relOf(p.l1[i]), p.relOf(p.l2[i]), p.relOf(p.r1[i]), p.relOf(p.r2[i]), uint64(p.nl[i]), uint64(p.nr[i]),
	}
}

func (p *state) relOf(i int) uint64 {
	if i < 0 {
		return 0
	}
	return uint64(p.rel[i]) + 1
}

// stepFeatures fills in what speaks for the next step, after Zhang and Nivre
// (2011).
func (p *state) stepFeatures() {
	i0, i1, i2, j0 := p.fromTop(0), p.fromTop(1), p.fromTop(2), p.ahead(0)
	s0, s1, s2 := p.word(i0), p.word(i1), p.word(i2)
	b0, b1, b2, b3 := p.word(j0), p.word(p.ahead(1)), p.word(p.ahead(2)), p.word(p.ahead(3))
	k0, k1, kb := p.kids(i0), p.kids(i1), p.kids(j0)
	d0, d1 := apart(i0, j0), apart(i1, i0)
	p.features = p.features[:0]
	n := uint64(0)
	f := func(a, b, c uint64) { n++; p.features = append(p.features, mix(n, a, b, c)) }
	// single words
	f(s0.low, s0.xtag, 0)
	f(s0.low, 0, 0)
	f(s0.xtag, 0, 0)
	f(s1.low, s1.xtag, 0)
	f(s1.xtag, 0, 0)
	f(s1.low, 0, 0)
	f(b0.low, b0.xtag, 0)
	f(b0.low, 0, 0)
	f(b0.xtag, 0, 0)
	f(b1.low, b1.xtag, 0)
	f(b1.xtag, 0, 0)
	f(b1.low, 0, 0)
	f(b2.low, 0, 0)
	f(b2.xtag, 0, 0)
	f(s2.xtag, s2.low, 0)
	f(s0.mid, 0, 0)
	f(s1.mid, 0, 0)
	f(b0.mid, 0, 0)
	f(s0.fine, 0, 0)
	f(b0.fine, 0, 0)
	// pairs
	f(s0.low, b0.low, 0)
	f(s0.low, b0.xtag, s0.xtag)
	f(s0.xtag, b0.low, b0.xtag)
	f(s0.xtag, b0.xtag, 0)
	f(s0.xtag, b0.xtag, b1.xtag)
	f(s0.mid, b0.mid, 0)
	f(s0.mid, b0.xtag, 0)
	f(s0.xtag, b0.mid, 0)
	f(s1.low, s0.low, 0)
	f(s1.xtag, s0.low, 0)
	f(s1.low, s0.xtag, 0)
	f(s1.xtag, s0.xtag, 0)
	f(s1.mid, s0.mid, 0)
	f(s1.mid, s0.xtag, s1.xtag)
	f(s1.xtag, s0.mid, s0.xtag)
	f(s1.lemma, s0.tag, 0)
	f(s0.lemma, b0.tag, 0)
	f(s1.low, b0.low, 0)
	f(s1.xtag, b0.xtag, 0)
	f(b0.xtag, b1.xtag, 0)
	// threes
	f(s1.xtag, s0.xtag, b0.xtag)
	f(s2.xtag, s1.xtag, s0.xtag)
	f(s0.xtag, b0.xtag, b1.xtag<<8|b2.xtag)
	f(b0.xtag, b1.xtag, b2.xtag)
	f(b0.xtag<<8|b1.xtag, b2.xtag, b3.xtag)
	f(s1.xtag<<8|s0.xtag, b0.xtag, b1.xtag)
	f(s1.low, s0.xtag, b0.xtag)
	f(s1.xtag, s0.low, b0.xtag)
	f(s1.xtag, s0.xtag, b0.low)
	f(s1.mid, s0.mid, b0.mid)
	f(s1.coarse<<8|s0.coarse, b0.coarse, s0.xtag)
	// children
	f(s0.xtag, k0.l1.xtag, k0.lr)
	f(s0.xtag, k0.r1.xtag, k0.rr)
	f(s1.xtag, k1.l1.xtag, k1.lr)
	f(s1.xtag, k1.r1.xtag, k1.rr)
	f(b0.xtag, kb.l1.xtag, kb.lr)
	f(k0.l1.low, s0.xtag, 0)
	f(k0.r1.low, s0.xtag, 0)
	f(k1.r1.low, s1.xtag, 0)
	f(kb.l1.low, b0.xtag, 0)
	f(s0.xtag<<8|b0.xtag, k0.l1.xtag, k0.r1.xtag)
	f(s0.xtag<<8|b0.xtag, kb.l1.xtag, kb.lr)
	f(s1.xtag<<8|s0.xtag, k1.l1.xtag, k1.r1.xtag)
	f(s1.xtag<<8|s0.xtag, k0.l1.xtag, k0.r1.xtag)
	f(s0.low, k0.nl, 0)
	f(s0.xtag, k0.nl, k0.nr)
	f(s1.low, k1.nr, 0)
	f(s1.xtag, k1.nr, k1.nl)
	f(b0.xtag, kb.nl, 0)
	f(s0.lemma, k0.lr, k0.rr)
	f(s1.lemma, k1.lr, k1.rr)
	f(s1.tag<<8|s0.tag, k1.rr<<8|k1.r2r, 0)
	f(s0.tag<<8|b0.tag, k0.lr<<8|k0.l2r, k0.rr)
	f(s1.tag<<8|s0.tag, k1.lr<<8|k1.l2r, k1.rr)
	f(b0.tag<<8|s0.tag, kb.lr<<8|kb.l2r, 0)
	// distances
	f(s0.xtag, b0.xtag, d0)
	f(s0.low, d0, 0)
	f(b0.low, d0, 0)
	f(s1.xtag, s0.xtag, d1)
	f(s1.low, d1, 0)
	f(s0.low, d1, 0)
	f(s0.mid, b0.mid, d0)
	f(uint64(min(len(p.stack), 4)), s0.xtag, b0.xtag)
	f(p.commas(i0, j0), s0.tag, b0.tag)
	f(p.commas(i1, i0), s1.tag, s0.tag)
}

// commas says whether a comma or another mark stands between two words.
func (p *state) commas(a, b int) uint64 {
	if a < 0 || b < 0 {
		return 9
	}
	n := uint64(0)
	for i := a + 1; i < b && i < a+12; i++ {
		if p.words[i].tag == punctTag {
			n++
		}
	}
	return min(n, 3)
}

const punctTag = 14 // nlp.PUNCT + 1

// nameFeatures fills in what speaks for the name of a dependency.
func (p *state) nameFeatures(child, parent int) {
	c, h := p.word(child), p.word(parent)
	kc, kh := p.kids(child), p.kids(parent)
	dir := uint64(1)
	if child > parent {
		dir = 2
	}
	dist := apart(min(child, parent), max(child, parent))<<2 | dir
	before, after := p.word(child-1), p.word(child+1)
	hb, ha := p.word(parent-1), p.word(parent+1)
	p.features = p.features[:0]
	n := uint64(100)
	f := func(a, b, c uint64) { n++; p.features = append(p.features, mix(n, a, b, c)) }
	f(dir, 0, 0)
	f(c.low, dir, 0)
	f(c.lemma, dir, 0)
	f(c.xtag, dir, 0)
	f(h.low, dir, 0)
	f(h.lemma, dir, 0)
	f(h.xtag, dir, 0)
	f(c.xtag, h.xtag, dist)
	f(c.xtag, h.xtag, dir)
	f(c.low, h.low, dir)
	f(c.low, h.xtag, dir)
	f(c.xtag, h.low, dir)
	f(c.lemma, h.tag, dir)
	f(c.tag, h.lemma, dir)
	f(c.mid, h.mid, dir)
	f(c.mid, h.xtag, dir)
	f(c.xtag, h.mid, dir)
	f(c.fine, h.tag, dir)
	f(c.tag, h.fine, dir)
	f(c.coarse, h.coarse, dir)
	f(before.xtag, c.xtag, h.xtag<<2|dir)
	f(after.xtag, c.xtag, h.xtag<<2|dir)
	f(hb.xtag, h.xtag, c.xtag<<2|dir)
	f(ha.xtag, h.xtag, c.xtag<<2|dir)
	f(before.low, c.xtag, h.tag<<2|dir)
	f(after.low, c.xtag, h.tag<<2|dir)
	f(kc.lr, c.xtag, h.xtag<<2|dir)
	f(kc.rr, c.xtag, h.xtag<<2|dir)
	f(kc.l1.low, c.xtag, h.xtag<<2|dir)
	f(kc.l1.low, h.lemma, dir)
	f(kc.l1.low, kc.lr, dir)
	f(kc.l2.low, kc.l2r, c.tag<<2|dir)
	f(kc.r1.low, kc.rr, c.tag<<2|dir)
	f(kc.lr<<8|kc.l2r, c.tag, h.tag<<2|dir)
	f(kh.lr, kh.rr, c.xtag<<2|dir)
	f(kh.lr<<8|kh.l2r, h.tag, c.tag<<2|dir)
	f(kh.rr<<8|kh.r2r, h.tag, c.tag<<2|dir)
	f(kc.nl, kc.nr, c.xtag<<2|dir)
	f(kc.lr, h.lemma, c.tag<<2|dir)
	f(c.mid, kc.l1.low, h.tag<<2|dir)
	f(p.commas(min(child, parent), max(child, parent)), c.tag, h.tag<<2|dir)
}

// apart is how far two words stand apart, on a coarse scale.
func apart(a, b int) uint64 {
	if a < 0 || b < 0 {
		return 0
	}
	n := b - a
	if n <= 4 {
		return uint64(max(n, 0)) + 1
	}
	return uint64(bits.Len(uint(n))) + 3
}

func text(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

func mix(kind, a, b, c uint64) uint64 {
	h := kind * 0x9E3779B97F4A7C15
	for _, v := range [3]uint64{a, b, c} {
		h = (h ^ v) * 0xff51afd7ed558ccd
		h ^= h >> 32
	}
	return h
}
