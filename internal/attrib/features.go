package attrib

import (
	"math/bits"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/model/chain"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// hashes is what features say about a token, hashed once for each text.
type hashes struct {
	low, lemma uint64
	tag, xtag  uint64
	rel        uint64
	fine, mid  uint64 // word clusters
	kind       uint64 // shape, kind of name
	verb       uint64 // what the list of reporting verbs says of it
	config     uint64 // what hangs on it: subject, clause, object, …
	mark       uint64 // its first marker or preposition
}

// reader reads one text.
type reader struct {
	d   *nlp.Doc
	h   []hashes
	w   window
	seq chain.Sequence
	up  []int32 // by token: how many steps above the cue; scratch

	rel []relation // by unit of the window
}

var nothing hashes // a place outside the text

func newReader(d *nlp.Doc) *reader {
	r := &reader{d: d, h: make([]hashes, len(d.Tokens))}
	verbs := lexicon.Verbs()
	for i := range d.Tokens {
		t := &d.Tokens[i]
		h := &r.h[i]
		h.low, h.lemma = chain.String(t.Low), chain.String(t.Lemma)
		h.tag, h.xtag, h.rel = uint64(t.Tag), uint64(t.XTag), uint64(t.Rel)
		h.fine, h.mid = uint64(t.Clusters[2]), uint64(t.Clusters[1])
		h.kind = uint64(t.Shape) << 4
		if t.Name >= 0 {
			h.kind |= uint64(d.Names[t.Name].Kind) + 1
		}
		if v := verbs[t.Low]; v.Verb != nil {
			h.verb = 1 + uint64(v.Frames)<<1
		}
	}
	r.configure()
	return r
}

// The bits of hashes.config.
const (
	hasSubject = 1 << iota
	hasPassive
	hasClause // ccomp
	hasOpen   // xcomp
	hasObject
	hasOblique
	hasParataxis
	hasAdvcl
	hasMark
	hasThat
	hasCase
	hasColon
)

var configBits = func() []uint64 {
	m := make([]uint64, len(nlp.RelNames))
	for name, bit := range map[string]uint64{
		"nsubj": hasSubject, "nsubj:pass": hasSubject | hasPassive, "aux:pass": hasPassive, "ccomp": hasClause, "xcomp": hasOpen,
		"obj": hasObject, "iobj": hasObject, "obl": hasOblique, "obl:agent": hasOblique, "parataxis": hasParataxis,
		"advcl": hasAdvcl, "mark": hasMark, "case": hasCase, "acl": hasAdvcl,
	} {
		m[relOf(name)] = bit
	}
	return m
}()

// configure notes at each token what hangs on it.
func (r *reader) configure() {
	for i := range r.d.Tokens {
		t := &r.d.Tokens[i]
		if t.Head < 0 || int(t.Head) >= len(r.h) {
			continue
		}
		h := &r.h[t.Head]
		h.config |= configBits[t.Rel]
		if t.Low == ":" {
			h.config |= hasColon
		}
		if bit := configBits[t.Rel]; bit&(hasMark|hasCase) != 0 && h.mark == 0 {
			h.mark = r.h[i].low
		}
		if t.Rel == clausal && r.marked(i) {
			h.config |= hasThat
		}
	}
}

var clausal = relOf("ccomp")

// marked reports whether the clause of token i begins with "that".
func (r *reader) marked(i int) bool {
	for k := i - 1; k >= 0 && k > i-20; k-- {
		if int(r.d.Tokens[k].Head) == i && r.d.Tokens[k].Low == "that" {
			return true
		}
	}
	return false
}

func (r *reader) at(i int) *hashes {
	if i < 0 || i >= len(r.h) {
		return &nothing
	}
	return &r.h[i]
}

// bucket is a number on a coarse scale.
func bucket(n int) uint64 {
	if n < 4 {
		return uint64(max(n, 0))
	}
	return uint64(bits.Len(uint(n))) + 1
}

func flag(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}
