package attrib

import (
	"github.com/hearsay-news/hearsay/internal/model/chain"
)

// The labels of the units around a cue.
const (
	outside uint8 = iota
	sourceLabel
	cueLabel
	contentLabel
	labels
)

// relation is how a unit hangs together with the cue in the tree.
type relation struct {
	child int    // the token below the meeting point, on the unit's side; -1: the unit's token is that point itself or in another sentence
	steps int    // from the cue up to the meeting point
	path  uint64 // hash of the relations on the way
	top   uint64 // relation of child and, where the meeting point lies above the cue, of the way down to the cue
	far   bool   // in another tree
}

const maxClimb = 40

// relate fills in r.rel for the units of the window.
func (r *reader) relate() {
	d, cue := r.d, r.w.cue
	if len(r.up) < len(d.Tokens) {
		r.up = make([]int32, len(d.Tokens))
	}
	steps := int32(1)
	var way [maxClimb + 2]uint64 // by steps: the relations from the cue up
	last := cue
	for i := cue; i >= 0 && steps <= maxClimb; i = int(d.Tokens[i].Head) {
		r.up[i] = steps
		way[steps+0] = chain.Hash(way[steps-1], uint64(d.Tokens[i].Rel))
		last = i
		steps++
		if int(d.Tokens[i].Head) == i {
			break
		}
	}
	r.rel = r.rel[:0]
	for k := range r.w.units {
		r.rel = append(r.rel, r.climb(r.w.units[k].head, way[:]))
	}
	for i := cue; ; i = int(d.Tokens[i].Head) {
		r.up[i] = 0
		if i == last {
			break
		}
	}
}

// climb goes up from token i to the first token that is the cue or above it.
func (r *reader) climb(i int, way []uint64) relation {
	d := r.d
	v := relation{child: -1}
	for n := 0; n <= maxClimb; n++ {
		if up := r.up[i]; up > 0 {
			v.steps = int(up) - 1
			v.path = chain.Hash(v.path, way[v.steps])
			if v.child >= 0 {
				v.top = uint64(d.Tokens[v.child].Rel)
			}
			v.top |= uint64(min(v.steps, 3))<<8 | way[min(v.steps, 2)]<<16
			return v
		}
		v.child = i
		if n < 4 {
			v.path = chain.Hash(v.path, uint64(d.Tokens[i].Rel))
		}
		h := int(d.Tokens[i].Head)
		if h < 0 || h == i {
			break
		}
		i = h
	}
	return relation{child: -1, far: true, path: 1, top: 1}
}

// labelFeatures puts into r.seq what speaks for the label of each unit of the
// window.
func (r *reader) labelFeatures() {
	r.relate()
	s := &r.seq
	s.Reset()
	c := r.context()
	for k := range r.w.units {
		r.nodeFeatures(k, &c)
		if k > 0 {
			r.edgeFeatures(k, &c)
		}
		s.Next()
	}
}

// context is what holds for a whole window.
type context struct {
	cue     *hashes
	config  uint64 // what hangs on the cue and how quotations lie around it
	quotes  []int  // indexes of the units that are quotations
	before  int    // how many of them stand before the cue
	sent    int32
	commas  []int // by unit: how many commas stand before it
	verbs   []int // by unit: how many reporting verbs stand before it
	inQuote uint64
}

func (r *reader) context() context {
	c := context{cue: r.at(r.w.cue), sent: r.d.Tokens[r.w.cue].Sent}
	c.inQuote = flag(r.d.Tokens[r.w.cue].Quote >= 0)
	commas, verbs := 0, 0
	for k, u := range r.w.units {
		c.commas, c.verbs = append(c.commas, commas), append(c.verbs, verbs)
		if u.quote {
			c.quotes = append(c.quotes, k)
			if k < r.w.at {
				c.before++
			}
			continue
		}
		if r.h[u.From].low == comma {
			commas++
		}
		if r.h[u.From].verb != 0 && k != r.w.at {
			verbs++
		}
	}
	n := len(c.quotes)
	c.config = c.cue.config<<8 | bucket(c.before)<<4 | bucket(n-c.before) | r.quotesNear(r.w.cue)<<32
	return c
}

var comma = chain.String(",")

func (r *reader) nodeFeatures(k int, c *context) {
	s := &r.seq
	u := r.w.units[k]
	h := r.at(u.head)
	p1, n1 := r.at(u.From-1), r.at(u.To)
	rel := &r.rel[k]
	side := uint64(1)
	dist := k - r.w.at
	switch {
	case dist < 0:
		side, dist = 0, -dist
	case dist == 0:
		side = 2
	}
	sent := uint64(r.d.Tokens[u.head].Sent-c.sent) & 7
	where := side | sent<<2 | c.inQuote<<5
	kind := uint64(0)
	f := func(parts ...uint64) {
		kind++
		s.Node(chain.Hash(append(parts, kind|2000)...))
	}
	f(where)
	f(where, bucket(dist))
	f(where, c.cue.lemma)
	f(where, c.cue.lemma, bucket(dist))
	f(where, c.config)
	verbs := c.verbs[k] - c.verbs[r.w.at]
	commas := c.commas[k] - c.commas[r.w.at]
	between := bucket(max(verbs, -verbs)) | bucket(max(commas, -commas))<<8
	f(where, between)
	if u.quote {
		r.quoteFeatures(k, c, where, dist)
		kind = 1000
	} else {
		f(h.low)
		f(h.low, side)
		f(h.lemma, h.tag, rel.top)
		f(h.xtag, side)
		f(h.xtag, where, bucket(dist))
		f(p1.low, side)
		f(n1.low, side)
		f(p1.low, h.low)
		f(h.low, n1.low)
		f(h.fine, side)
		f(h.mid, rel.top)
		f(h.kind, side)
		f(h.kind, rel.top)
		f(p1.xtag, h.xtag, n1.xtag)
		f(p1.xtag, h.xtag, side)
		f(h.low, c.cue.lemma, side)
		f(h.low, c.cue.lemma, bucket(dist), side)
		f(h.xtag, c.cue.lemma, side)
	}
	f(rel.top)
	f(rel.top, side)
	f(rel.top, where, between)
	f(rel.path)
	f(rel.path, side)
	f(rel.path, c.cue.lemma)
	f(rel.top, c.cue.lemma)
	f(rel.top, c.cue.mid)
	f(rel.top, c.cue.xtag)
	f(rel.top, c.cue.rel)
	f(rel.top, h.tag)
	f(rel.top, side, c.config)
	f(rel.top, c.cue.config&(hasSubject|hasClause|hasThat|hasOpen|hasPassive|hasObject|hasParataxis), side)
	f(rel.path, c.cue.config&(hasSubject|hasClause|hasThat|hasOpen|hasPassive|hasObject|hasParataxis))
	if rel.child >= 0 {
		ch := r.at(rel.child)
		cs := flag(rel.child > r.w.cue)
		f(rel.top, ch.mark, cs)
		f(rel.top, ch.mark, c.cue.lemma)
		f(rel.top, ch.tag, cs)
		f(rel.top, ch.lemma)
		f(rel.top, ch.kind, cs)
		f(rel.top, ch.config&(hasSubject|hasMark|hasCase|hasThat), cs)
		f(rel.top, cs, flag(u.head == rel.child), h.tag)
		f(rel.top, ch.mid, side)
		f(rel.top, ch.lemma, c.cue.lemma)
	}
}

// quoteFeatures are those of a unit that is a quotation.
func (r *reader) quoteFeatures(k int, c *context, where uint64, dist int) {
	s := &r.seq
	d := r.d
	u := r.w.units[k]
	sent := d.Sents[d.Tokens[u.From].Sent]
	size := bucket(u.Len() / 2)
	first := &d.Tokens[min(u.From+1, u.To-1)]
	last := &d.Tokens[max(u.To-2, u.From)]
	looks := uint64(first.Shape) | flag(last.Word())<<3 | flag(last.Low == ",")<<4 | flag(last.Low == ".")<<5 |
		flag(sent.From == u.From)<<6 | flag(d.Sents[d.Tokens[u.To-1].Sent].To <= u.To+1)<<7
	p1, n1 := r.at(u.From-1), r.at(u.To)
	kind := uint64(5000)
	f := func(parts ...uint64) {
		kind++
		s.Node(chain.Hash(append(parts, kind)...))
	}
	nth := uint64(0)
	for i, q := range c.quotes {
		if q == k {
			nth = bucket(i)<<8 | bucket(len(c.quotes)-i) | bucket(c.before)<<16
		}
	}
	others := r.between(k, r.w.at)
	f(size, where)
	f(looks, where)
	f(looks, size, where)
	f(size, bucket(dist), where)
	f(looks, bucket(dist), where)
	f(looks, where, others)
	f(where, others, size)
	f(p1.low, where)
	f(n1.low, where)
	f(p1.low, looks)
	f(p1.low, size)
	f(nth, where)
	f(nth, where, looks)
	f(c.cue.lemma, where, size)
	f(c.cue.lemma, where, looks)
	f(c.cue.mid, where, looks)
	f(c.config, where, looks)
	f(where, p1.xtag, n1.xtag)
	f(c.cue.verb, where, looks)
}

// between says what stands between units a and b: other quotations, reporting
// verbs, the end of a sentence.
func (r *reader) between(a, b int) uint64 {
	if a > b {
		a, b = b, a
	}
	quotes, verbs := 0, 0
	for k := a + 1; k < b; k++ {
		u := r.w.units[k]
		if u.quote {
			quotes++
		} else if r.h[u.From].verb != 0 {
			verbs++
		}
	}
	return bucket(quotes) | bucket(verbs)<<4
}

func (r *reader) edgeFeatures(k int, c *context) {
	s := &r.seq
	u, v := r.w.units[k-1], r.w.units[k]
	h, p := r.at(v.head), r.at(u.head)
	rh, rp := &r.rel[k], &r.rel[k-1]
	side := flag(k > r.w.at) | flag(k == r.w.at)<<1
	same := flag(rh.child == rp.child)
	quote := flag(u.quote)<<1 | flag(v.quote)
	low, before := h.low, p.low
	if v.quote {
		low = 7
	}
	if u.quote {
		before = 7
	}
	kind := uint64(0)
	f := func(parts ...uint64) {
		kind++
		s.Edge(chain.Hash(append(parts, kind|3000)...))
	}
	f()
	f(side)
	f(low, side)
	f(before, side)
	f(before, low)
	f(p.xtag, h.xtag, quote)
	f(same, side, quote)
	f(same, rh.top, rp.top)
	f(same, rh.top, low)
	f(same, rp.top, before)
	f(rh.top, side, same)
	f(quote, low, before, side)
	f(flag(r.d.Tokens[u.head].Sent != r.d.Tokens[v.head].Sent), quote)
	f(low, c.cue.lemma, side)
	f(h.xtag, same, side)
	f(flag(v.head == rh.child), rh.top, same)
}
