package dep

import (
	"math/bits"

	"github.com/hearsay-news/hearsay/internal/nlp"
)

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
	names          uint64 // the set of the relations of all
}

var childless = kids{l1: &outside, l2: &outside, r1: &outside, r2: &outside}

func (p *state) kids(i int) kids {
	if i < 0 {
		return childless
	}
	return kids{
		p.word(p.l1[i]), p.word(p.l2[i]), p.word(p.r1[i]), p.word(p.r2[i]),
		p.relOf(p.l1[i]), p.relOf(p.l2[i]), p.relOf(p.r1[i]), p.relOf(p.r2[i]), uint64(p.nl[i]), uint64(p.nr[i]), p.names[i],
	}
}

func (p *state) relOf(i int) uint64 {
	if i < 0 {
		return 0
	}
	return uint64(p.rel[i]) + 1
}

// view is what the next step depends on: the top of the stack (s0) and what
// lies below it, the next word (b0) and what follows, and their children.
type view struct {
	i0, i1, j0                 int // s0, s1 and b0 as numbers
	s0, s1, s2, b0, b1, b2, b3 *word
	k0, k1, kb                 kids // of s0, s1 and b0
}

func (p *state) view() view {
	i0, i1, j0 := p.fromTop(0), p.fromTop(1), p.ahead(0)
	return view{
		i0, i1, j0,
		p.word(i0), p.word(i1), p.word(p.fromTop(2)),
		p.word(j0), p.word(p.ahead(1)), p.word(p.ahead(2)), p.word(p.ahead(3)),
		p.kids(i0), p.kids(i1), p.kids(j0),
	}
}

// stepFeatures fills in what speaks for the next step: those of Zhang and Nivre
// (2011), and what lies between, beside and ahead of the words.
func (p *state) stepFeatures() {
	v := p.view()
	p.features = p.features[:0]
	p.singles(&v)
	p.doubles(&v)
	p.triples(&v)
	p.clusters(&v)
	p.children(&v)
	p.valency(&v)
	p.distances(&v)
	p.neighbours(&v)
	p.between(&v)
	p.lookAhead(&v)
}

// group begins a group of features: their kinds are numbered from first.
func (p *state) group(first uint64) { p.kind = first }

// f adds a feature of the next kind.
func (p *state) f(a, b, c uint64) {
	p.features = append(p.features, mix(p.kind, a, b, c))
	p.kind++
}

func (p *state) singles(v *view) {
	p.group(0)
	for _, w := range [...]*word{v.s0, v.s1, v.b0, v.b1} {
		p.f(w.low, w.xtag, 0)
		p.f(w.low, 0, 0)
		p.f(w.xtag, 0, 0)
	}
	p.f(v.b2.low, 0, 0)
	p.f(v.b2.xtag, 0, 0)
	p.f(v.s2.xtag, v.s2.low, 0)
}

func (p *state) doubles(v *view) {
	p.group(20)
	s0, s1, b0 := v.s0, v.s1, v.b0
	p.f(s0.low, b0.low, 0)
	p.f(s0.low, b0.xtag, s0.xtag)
	p.f(s0.xtag, b0.low, b0.xtag)
	p.f(s0.xtag, b0.xtag, 0)
	p.f(s1.low, s0.low, 0)
	p.f(s1.xtag, s0.low, 0)
	p.f(s1.low, s0.xtag, 0)
	p.f(s1.xtag, s0.xtag, 0)
	p.f(s1.lemma, s0.tag, 0)
	p.f(s0.lemma, b0.tag, 0)
	p.f(s1.low, b0.low, 0)
	p.f(s1.xtag, b0.xtag, 0)
	p.f(b0.xtag, v.b1.xtag, 0)
	p.f(s1.lemma, s0.lemma, 0)
	p.f(s0.lemma, b0.lemma, 0)
	p.f(s1.lemma, b0.lemma, s0.tag)
}

func (p *state) triples(v *view) {
	p.group(40)
	s0, s1, s2, b0, b1 := v.s0, v.s1, v.s2, v.b0, v.b1
	s3 := p.word(p.fromTop(3))
	p.f(s0.xtag, b0.xtag, b1.xtag)
	p.f(s1.xtag, s0.xtag, b0.xtag)
	p.f(s2.xtag, s1.xtag, s0.xtag)
	p.f(s0.xtag, b0.xtag, b1.xtag<<8|v.b2.xtag)
	p.f(b0.xtag, b1.xtag, v.b2.xtag)
	p.f(b0.xtag<<8|b1.xtag, v.b2.xtag, v.b3.xtag)
	p.f(s1.xtag<<8|s0.xtag, b0.xtag, b1.xtag)
	p.f(s1.low, s0.xtag, b0.xtag)
	p.f(s1.xtag, s0.low, b0.xtag)
	p.f(s1.xtag, s0.xtag, b0.low)
	p.f(s3.tag<<8|s2.tag, s1.tag<<8|s0.tag, b0.tag)
	p.f(s2.lemma, s0.tag, s1.tag)
	p.f(s2.tag<<8|s1.tag, s0.lemma, b0.tag)
}

// clusters adds the features of word clusters, where there are any.
func (p *state) clusters(v *view) {
	p.group(60)
	s0, s1, b0 := v.s0, v.s1, v.b0
	if s0.mid == 0 && s1.mid == 0 && b0.mid == 0 {
		return
	}
	p.f(s0.mid, 0, 0)
	p.f(s1.mid, 0, 0)
	p.f(b0.mid, 0, 0)
	p.f(s0.fine, 0, 0)
	p.f(b0.fine, 0, 0)
	p.f(s0.mid, b0.mid, 0)
	p.f(s0.mid, b0.xtag, 0)
	p.f(s0.xtag, b0.mid, 0)
	p.f(s1.mid, s0.mid, 0)
	p.f(s1.mid, s0.xtag, s1.xtag)
	p.f(s1.xtag, s0.mid, s0.xtag)
	p.f(s1.mid, s0.mid, b0.mid)
	p.f(s1.coarse<<16|s0.coarse, b0.coarse, s0.xtag)
	p.f(s0.mid, b0.mid, apart(v.i0, v.j0))
}

func (p *state) children(v *view) {
	p.group(80)
	s0, s1, b0, k0, k1, kb := v.s0, v.s1, v.b0, &v.k0, &v.k1, &v.kb
	p.f(s0.xtag, k0.l1.xtag, k0.lr)
	p.f(s0.xtag, k0.r1.xtag, k0.rr)
	p.f(s1.xtag, k1.l1.xtag, k1.lr)
	p.f(s1.xtag, k1.r1.xtag, k1.rr)
	p.f(b0.xtag, kb.l1.xtag, kb.lr)
	p.f(k0.l1.low, s0.xtag, 0)
	p.f(k0.r1.low, s0.xtag, 0)
	p.f(k1.r1.low, s1.xtag, 0)
	p.f(kb.l1.low, b0.xtag, 0)
	p.f(s0.xtag<<8|b0.xtag, k0.l1.xtag, k0.r1.xtag)
	p.f(s0.xtag<<8|b0.xtag, kb.l1.xtag, kb.lr)
	p.f(s1.xtag<<8|s0.xtag, k1.l1.xtag, k1.r1.xtag)
	p.f(s1.xtag<<8|s0.xtag, k0.l1.xtag, k0.r1.xtag)
	p.f(s1.lemma, s0.low, k0.l1.low)
	p.f(s1.tag, k0.l1.low, s0.tag)
	p.f(v.s2.lemma, k0.l1.low, s0.tag)
}

// valency adds what children the words have: how many, under which names.
func (p *state) valency(v *view) {
	p.group(100)
	s0, s1, b0, k0, k1, kb := v.s0, v.s1, v.b0, &v.k0, &v.k1, &v.kb
	p.f(s0.low, k0.nl, 0)
	p.f(s0.xtag, k0.nl, k0.nr)
	p.f(s1.low, k1.nr, 0)
	p.f(s1.xtag, k1.nr, k1.nl)
	p.f(b0.xtag, kb.nl, 0)
	p.f(s0.lemma, k0.lr, k0.rr)
	p.f(s1.lemma, k1.lr, k1.rr)
	p.f(s1.tag<<8|s0.tag, k1.rr<<8|k1.r2r, 0)
	p.f(s0.tag<<8|b0.tag, k0.lr<<8|k0.l2r, k0.rr)
	p.f(s1.tag<<8|s0.tag, k1.lr<<8|k1.l2r, k1.rr)
	p.f(b0.tag<<8|s0.tag, kb.lr<<8|kb.l2r, 0)
	p.f(s1.tag, k1.names, s0.tag)
	p.f(s0.tag, k0.names, b0.tag)
	p.f(s0.lemma, k0.names, 0)
	p.f(s1.lemma, k1.names, 0)
	p.f(s1.lemma, k1.names, s0.tag)
	p.f(s0.lemma, k0.names, b0.tag)
	p.f(s1.tag<<8|s0.tag, k1.names, k0.names)
	p.f(b0.tag<<8|s0.tag, kb.names, k0.names)
}

func (p *state) distances(v *view) {
	p.group(120)
	s0, s1, b0 := v.s0, v.s1, v.b0
	d0, d1 := apart(v.i0, v.j0), apart(v.i1, v.i0)
	p.f(s0.xtag, b0.xtag, d0)
	p.f(s0.low, d0, 0)
	p.f(b0.low, d0, 0)
	p.f(s1.xtag, s0.xtag, d1)
	p.f(s1.low, d1, 0)
	p.f(s0.low, d1, 0)
	p.f(uint64(min(len(p.stack), 4)), s0.xtag, b0.xtag)
	p.f(p.marks(v.i0, v.j0), s0.tag, b0.tag)
	p.f(p.marks(v.i1, v.i0), s1.tag, s0.tag)
}

// neighbours adds the words beside s0, s1 and b0 as they stand in the sentence.
func (p *state) neighbours(v *view) {
	p.group(140)
	s0, s1, b0 := v.s0, v.s1, v.b0
	before0, after0, before1, after1 := p.beside(v.i0, -1), p.beside(v.i0, 1), p.beside(v.i1, -1), p.beside(v.i1, 1)
	beforeB := p.beside(v.j0, -1)
	p.f(before0, s0.xtag, b0.xtag)
	p.f(after0, s0.xtag, b0.xtag)
	p.f(beforeB, s0.xtag, b0.xtag)
	p.f(after0<<8|beforeB, s0.xtag, b0.xtag)
	p.f(before1, s1.xtag, s0.xtag)
	p.f(after1, s1.xtag, s0.xtag)
	p.f(before0, s1.xtag, s0.xtag)
	p.f(after1<<8|before0, s1.xtag, s0.xtag)
}

// beside is the tag of the word that stands so many places behind word i.
func (p *state) beside(i, by int) uint64 {
	if i < 0 {
		return 0
	}
	return p.word(i + by).xtag
}

// between adds which tags stand between the words, and the mark at the end.
func (p *state) between(v *view) {
	p.group(160)
	s0, s1, b0 := v.s0, v.s1, v.b0
	last := p.words[p.n-1].low
	p.f(s0.tag, b0.tag, p.tagsBetween(v.i0, v.j0))
	p.f(s1.tag, s0.tag, p.tagsBetween(v.i1, v.i0))
	p.f(last, s0.tag, b0.tag)
	p.f(last, s1.tag, s0.tag)
}

// tagsBetween is the set of the tags between two words, of the first few.
func (p *state) tagsBetween(a, b int) uint64 {
	if a < 0 || b < 0 {
		return 1 << 60
	}
	set := uint64(0)
	for i := a + 1; i < b && i < a+20; i++ {
		set |= 1 << p.words[i].tag
	}
	return set
}

// lookAhead adds the next verb behind b0: it may be what s0 waits for.
func (p *state) lookAhead(v *view) {
	p.group(180)
	verb, away, marks := p.nextVerb()
	p.f(verb, away, v.s0.tag<<8|v.b0.tag)
	p.f(verb, marks, v.s0.tag<<8|v.b0.tag)
	p.f(verb, marks, v.s1.tag<<8|v.s0.tag)
	p.f(v.s0.lemma, verb, marks)
	p.f(v.b0.lemma, verb, marks)
}

// nextVerb is the tag of the next verb or auxiliary behind b0, how far away it
// stands, and how many marks come before it.
func (p *state) nextVerb() (verb, away, marks uint64) {
	for i := p.next + 1; i < p.n && i < p.next+12; i++ {
		switch w := &p.words[i]; w.tag {
		case uint64(nlp.VERB) + 1, uint64(nlp.AUX) + 1:
			return w.xtag, min(uint64(i-p.next), 6), marks
		case punctTag:
			marks = min(marks+1, 2)
		}
	}
	return 0, 0, marks
}

// marks is how many marks stand between two words.
func (p *state) marks(a, b int) uint64 {
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

const punctTag = uint64(nlp.PUNCT) + 1

// nameFeatures fills in what speaks for the name of a dependency.
func (p *state) nameFeatures(child, parent int) {
	dir := uint64(1)
	if child > parent {
		dir = 2
	}
	p.features = p.features[:0]
	p.ends(child, parent, dir)
	p.surroundings(child, parent, dir)
	p.family(child, parent, dir)
}

// ends adds the features of the two words.
func (p *state) ends(child, parent int, dir uint64) {
	p.group(200)
	c, h := p.word(child), p.word(parent)
	from, to := min(child, parent), max(child, parent)
	p.f(dir, 0, 0)
	p.f(c.low, dir, 0)
	p.f(c.lemma, dir, 0)
	p.f(c.xtag, dir, 0)
	p.f(h.low, dir, 0)
	p.f(h.lemma, dir, 0)
	p.f(h.xtag, dir, 0)
	p.f(c.xtag, h.xtag, apart(from, to)<<2|dir)
	p.f(c.xtag, h.xtag, dir)
	p.f(c.low, h.low, dir)
	p.f(c.low, h.xtag, dir)
	p.f(c.xtag, h.low, dir)
	p.f(c.lemma, h.tag, dir)
	p.f(c.tag, h.lemma, dir)
	p.f(p.marks(from, to), c.tag, h.tag<<2|dir)
	if c.mid != 0 || h.mid != 0 {
		p.f(c.mid, h.mid, dir)
		p.f(c.mid, h.xtag, dir)
		p.f(c.xtag, h.mid, dir)
		p.f(c.fine, h.tag, dir)
		p.f(c.tag, h.fine, dir)
		p.f(c.coarse, h.coarse, dir)
	}
}

// surroundings adds the words beside the two.
func (p *state) surroundings(child, parent int, dir uint64) {
	p.group(230)
	c, h := p.word(child), p.word(parent)
	before, after := p.word(child-1), p.word(child+1)
	p.f(before.xtag, c.xtag, h.xtag<<2|dir)
	p.f(after.xtag, c.xtag, h.xtag<<2|dir)
	p.f(p.beside(parent, -1), h.xtag, c.xtag<<2|dir)
	p.f(p.beside(parent, 1), h.xtag, c.xtag<<2|dir)
	p.f(before.low, c.xtag, h.tag<<2|dir)
	p.f(after.low, c.xtag, h.tag<<2|dir)
}

// family adds the children of the two words.
func (p *state) family(child, parent int, dir uint64) {
	p.group(240)
	c, h := p.word(child), p.word(parent)
	kc, kh := p.kids(child), p.kids(parent)
	p.f(kc.lr, c.xtag, h.xtag<<2|dir)
	p.f(kc.rr, c.xtag, h.xtag<<2|dir)
	p.f(kc.l1.low, c.xtag, h.xtag<<2|dir)
	p.f(kc.l1.low, h.lemma, dir)
	p.f(kc.l1.low, kc.lr, dir)
	p.f(kc.l2.low, kc.l2r, c.tag<<2|dir)
	p.f(kc.r1.low, kc.rr, c.tag<<2|dir)
	p.f(kc.lr<<8|kc.l2r, c.tag, h.tag<<2|dir)
	p.f(kh.lr, kh.rr, c.xtag<<2|dir)
	p.f(kh.lr<<8|kh.l2r, h.tag, c.tag<<2|dir)
	p.f(kh.rr<<8|kh.r2r, h.tag, c.tag<<2|dir)
	p.f(kh.names, h.tag, c.tag<<2|dir)
	p.f(kc.nl, kc.nr, c.xtag<<2|dir)
	p.f(kc.lr, h.lemma, c.tag<<2|dir)
	if c.mid != 0 {
		p.f(c.mid, kc.l1.low, h.tag<<2|dir)
	}
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
