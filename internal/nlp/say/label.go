package say

import (
	"github.com/hearsay-news/hearsay/internal/model/feature"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// The labels of the units around a cue.
const (
	outside = iota
	sourceLabel
	cueLabel
	contentLabel
	labels
)

// relation is how a unit hangs together with the cue in the tree.
type relation struct {
	child int    // the token below the meeting point, on the unit's side; -1: the unit's token is that point itself or in another sentence
	path  uint64 // hash of the relations on the way
	top   uint64 // relation of child and, where the meeting point lies above the cue, of the way down to the cue
}

const maxClimb = 40

// relate fills in x.rel for the units of the window.
func (x *reader) relate() {
	d, cue := x.d, x.w.cue
	steps := int32(1)
	var way [maxClimb + 2]uint64 // by steps: the relations from the cue up
	last := cue
	for i := cue; x.r.Contains(i) && steps <= maxClimb; i = int(d.Tokens[i].Head) {
		x.up[i-x.r.From] = steps
		way[steps] = feature.Mix(way[steps-1], uint64(d.Tokens[i].Rel))
		last = i
		steps++
	}
	x.rel = x.rel[:0]
	for k := range x.w.units {
		x.rel = append(x.rel, x.climb(x.w.units[k].head, way[:]))
	}
	for i := cue; ; i = int(d.Tokens[i].Head) {
		x.up[i-x.r.From] = 0
		if i == last {
			break
		}
	}
}

// climb goes up from token i to the first token that is the cue or above it.
func (x *reader) climb(i int, way []uint64) relation {
	d := x.d
	v := relation{child: -1}
	for n := 0; n <= maxClimb; n++ {
		if up := x.up[i-x.r.From]; up > 0 {
			steps := int(up) - 1
			v.path = feature.Mix(v.path, way[steps])
			if v.child >= 0 {
				v.top = uint64(d.Tokens[v.child].Rel)
			}
			v.top |= uint64(min(steps, 3))<<8 | way[min(steps, 2)]<<16
			return v
		}
		v.child = i
		if n < 4 {
			v.path = feature.Mix(v.path, uint64(d.Tokens[i].Rel))
		}
		h := int(d.Tokens[i].Head)
		if !x.r.Contains(h) {
			break
		}
		i = h
	}
	return relation{child: -1, path: 1, top: 1}
}

// context is what holds for a whole window.
type context struct {
	cue     *facts
	config  uint64 // what hangs on the cue and how quotations lie around it
	before  int    // how many quotations stand before the cue
	quotes  int
	nth     []int // by unit: how many quotations stand before it
	commas  []int // by unit: how many commas stand before it
	verbs   []int // by unit: how many reporting verbs stand before it
	inQuote uint64
	sent    int32
}

// prepare works out what holds for the window.
func (x *reader) prepare() {
	x.relate()
	c := &x.c
	c.cue, c.sent = x.at(x.w.cue), x.d.Tokens[x.w.cue].Sent
	c.inQuote = feature.Flag(x.d.Tokens[x.w.cue].Quote >= 0)
	c.before, c.quotes = 0, 0
	c.nth, c.commas, c.verbs = c.nth[:0], c.commas[:0], c.verbs[:0]
	commas, verbs := 0, 0
	for k, u := range x.w.units {
		c.nth, c.commas, c.verbs = append(c.nth, c.quotes), append(c.commas, commas), append(c.verbs, verbs)
		switch {
		case u.quote:
			c.quotes++
			if k < x.w.at {
				c.before++
			}
		case x.d.Tokens[u.From].Low == ",":
			commas++
		case x.at(u.From).verb != 0 && k != x.w.at:
			verbs++
		}
	}
	c.config = c.cue.config<<8 | feature.Bucket(c.before)<<4 | feature.Bucket(c.quotes-c.before) | x.quotesNear(x.w.cue)<<32
}

// unitFeatures notes what, beside vectors, speaks for the label of unit k.
func (x *reader) unitFeatures(k int) {
	x.n = 100
	u, c, rel := x.w.units[k], &x.c, &x.rel[k]
	t := &x.d.Tokens[u.head]
	f := x.at(u.head)
	side, dist := uint64(1), k-x.w.at
	switch {
	case dist < 0:
		side, dist = 0, -dist
	case dist == 0:
		side = 2
	}
	where := side | uint64(t.Sent-c.sent)&7<<2 | c.inQuote<<5 | feature.Flag(u.quote)<<6
	verbs, commas := c.verbs[k]-c.verbs[x.w.at], c.commas[k]-c.commas[x.w.at]
	between := feature.Bucket(max(verbs, -verbs)) | feature.Bucket(max(commas, -commas))<<8
	child, childSide := &nothing, uint64(2)
	if rel.child >= 0 {
		child, childSide = x.at(rel.child), feature.Flag(rel.child > x.w.cue)
	}
	prev := relation{child: -2}
	if k > 0 {
		prev = x.rel[k-1]
	}
	const some = hasSubject | hasClause | hasThat | hasOpen | hasPassive | hasObject | hasParataxis
	x.feature(unitRows, where, feature.Bucket(dist))
	x.feature(unitRows, rel.top, where, between)
	x.feature(unitRows, rel.path, side)
	x.feature(unitRows, rel.top, c.cue.lemma)
	x.feature(unitRows, rel.top, child.mark, childSide)
	x.feature(unitRows, where, c.config)
	x.feature(unitRows, rel.top, prev.top, feature.Flag(rel.child == prev.child))
	x.feature(unitRows, f.xtag, c.cue.xtag, where)
	x.feature(unitRows, c.cue.lemma, where)
	x.feature(unitRows, rel.top, child.config&(hasSubject|hasMark|hasCase|hasThat), childSide)
	x.feature(unitRows, rel.path, c.cue.config&some)
	x.feature(unitRows, nameKind(x.d, t), f.verb&1, where, rel.top)
	if u.quote {
		x.quoteFeatures(k, where, dist)
	} else {
		x.feature(unitRows, f.lemma, rel.top)
	}
	x.ends = append(x.ends, len(x.rows))
}

func nameKind(d *nlp.Doc, t *nlp.Token) uint64 {
	if t.Name < 0 {
		return 0
	}
	return uint64(d.Names[t.Name].Kind) + 1
}

// quoteFeatures are those of a unit that is a quotation.
func (x *reader) quoteFeatures(k int, where uint64, dist int) {
	d, c := x.d, &x.c
	u := x.w.units[k]
	x.n = 200
	sent := d.Sents[d.Tokens[u.From].Sent]
	size := feature.Bucket(u.Len() / 2)
	first := &d.Tokens[min(u.From+1, u.To-1)]
	last := &d.Tokens[max(u.To-2, u.From)]
	looks := uint64(first.Shape) | feature.Flag(last.Word())<<3 | feature.Flag(last.Low == ",")<<4 | feature.Flag(last.Low == ".")<<5 |
		feature.Flag(sent.From == u.From)<<6 | feature.Flag(d.Sents[d.Tokens[u.To-1].Sent].To <= u.To+1)<<7
	nth := feature.Bucket(c.nth[k])<<8 | feature.Bucket(c.quotes-c.nth[k]) | feature.Bucket(c.before)<<16
	x.feature(unitRows, looks, size, where)
	x.feature(unitRows, looks, feature.Bucket(dist), where)
	x.feature(unitRows, nth, where, looks)
	x.feature(unitRows, c.cue.lemma, where, looks)
	x.feature(unitRows, x.at(u.From-1).lemma, size)
	x.feature(unitRows, c.config, where, looks)
}
