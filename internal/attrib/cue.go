package attrib

import (
	"github.com/hearsay-news/hearsay/internal/model/chain"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// mayCue reports whether token i can be the head of a cue at all.
func (r *reader) mayCue(i int) bool {
	t := &r.d.Tokens[i]
	if t.Skip {
		return false
	}
	return t.Shape != nlp.Punct && t.Shape != nlp.Mark && t.Shape != nlp.Number || t.Low == ":"
}

// cueFeatures puts into r.seq what speaks for token i being the head of a cue.
func (r *reader) cueFeatures(i int) {
	s := &r.seq
	s.Reset()
	h := r.at(i)
	t := &r.d.Tokens[i]
	head := r.at(int(t.Head))
	p1, p2, p3, n1, n2, n3 := r.at(i-1), r.at(i-2), r.at(i-3), r.at(i+1), r.at(i+2), r.at(i+3)
	kind := uint64(0)
	f := func(parts ...uint64) {
		kind++
		s.Node(chain.Hash(append(parts, kind)...))
	}
	in := flag(t.Quote >= 0)
	f()
	f(h.low)
	f(h.low, h.xtag)
	f(h.lemma, h.tag)
	f(h.xtag)
	f(h.fine)
	f(h.mid, h.tag)
	f(h.verb, h.tag)
	f(h.kind, in)
	f(h.lemma, in)
	f(p1.low)
	f(n1.low)
	f(h.lemma, p1.low)
	f(h.lemma, n1.low)
	f(h.tag, n1.low)
	f(h.tag, p1.low)
	f(p2.low, p1.low)
	f(n1.low, n2.low)
	f(h.lemma, n1.low, n2.low)
	f(h.lemma, p2.low, p1.low)
	f(p1.xtag, h.xtag)
	f(h.xtag, n1.xtag)
	f(p1.xtag, h.xtag, n1.xtag)
	f(p2.xtag, p1.xtag, h.xtag)
	f(h.xtag, n1.xtag, n2.xtag)
	f(h.lemma, n1.xtag, n2.xtag)
	f(h.lemma, p1.xtag, p2.xtag)
	f(p1.kind, h.lemma)
	f(n1.kind, h.lemma)
	f(p1.mid, h.lemma)
	f(n1.mid, h.lemma)
	f(h.mid, n1.low)
	f(h.mid, p1.tag, n1.tag)
	f(h.fine, n1.xtag)
	f(h.rel, h.xtag)
	f(h.rel, h.lemma)
	f(h.config, h.tag)
	f(h.config, h.lemma)
	f(h.config, h.mid)
	f(h.config, h.verb)
	f(h.rel, head.lemma)
	f(h.rel, head.tag, h.lemma)
	f(head.mid, h.lemma)
	f(h.mark, h.lemma)
	f(h.config&(hasSubject|hasClause|hasThat|hasOpen|hasPassive), h.lemma)
	f(h.config&(hasClause|hasThat|hasOpen), h.tag)
	f(p3.xtag, p2.xtag, p1.xtag, h.tag)
	f(n3.xtag, n2.xtag, n1.xtag, h.tag)
	quotes := r.quotesNear(i)
	f(quotes, h.lemma)
	f(quotes, h.tag, h.verb)
	f(quotes, h.mid)
	sent := r.d.Sents[t.Sent]
	f(bucket(i-sent.From), h.tag)
	f(bucket(sent.To-i), h.lemma)
	f(flag(i == sent.From), h.low)
	for c := 0; c < len(t.Low) && c < 4; c++ {
		if n := len(t.Low) - c - 1; n > 0 {
			f(chain.String(t.Low[n:]), uint64(c))
		}
	}
	r.subjectFeatures(i, f)
	s.Next()
}

// subjectFeatures tell what the subject and the object of token i are.
func (r *reader) subjectFeatures(i int, f func(...uint64)) {
	sent := r.d.Sents[r.d.Tokens[i].Sent]
	lo, hi := max(sent.From, i-25), min(sent.To, i+25)
	h := r.at(i)
	n := 0
	for k := lo; k < hi && n < 6; k++ {
		t := &r.d.Tokens[k]
		if int(t.Head) != i || configBits[t.Rel] == 0 {
			continue
		}
		n++
		c := r.at(k)
		side := flag(k > i)
		s := &r.seq
		s.Node(chain.Hash(1001, c.rel, c.lemma, side))
		s.Node(chain.Hash(1002, c.rel, c.mid, h.lemma))
		s.Node(chain.Hash(1003, c.rel, c.kind, h.tag, side))
		s.Node(chain.Hash(1004, c.rel, c.tag, h.lemma, side))
		s.Node(chain.Hash(1005, c.rel, c.lemma, h.lemma))
		s.Node(chain.Hash(1006, c.rel, c.mark, h.lemma))
	}
}

// quotesNear says how quotations stand to token i: right before and after it,
// elsewhere in its sentence, or around it.
func (r *reader) quotesNear(i int) uint64 {
	d := r.d
	if d.Tokens[i].Quote >= 0 {
		return 64
	}
	var v uint64
	sent := d.Sents[d.Tokens[i].Sent]
	para := d.Paras[d.Tokens[i].Para]
	for k := i + 1; k < min(para.To, i+6); k++ {
		if d.Tokens[k].Quote >= 0 {
			v |= 1
			break
		}
	}
	for k := i - 1; k >= max(para.From, i-8); k-- {
		if d.Tokens[k].Quote >= 0 {
			v |= 2
			break
		}
	}
	if d.Tokens[sent.From].Quote >= 0 {
		v |= 4
	}
	if sent.To < para.To && d.Tokens[sent.To].Quote >= 0 {
		v |= 8
	}
	if d.Tokens[sent.To-1].Quote >= 0 {
		v |= 16
	}
	return v
}
