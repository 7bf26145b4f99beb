package attrib

import (
	"math"

	"github.com/hearsay-news/hearsay/internal/model/chain"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// judgeFeatures puts into r.seq what speaks for a candidate being right as a
// whole: how sure the finding of its cue was (p, a probability), how sure
// the labels w are against the best ones (a logarithm), and what they make of
// it.
func (r *reader) judgeFeatures(w way, p, best float64, nth int) {
	c := r.context()
	y, lp := w.labels, w.sure
	s := &r.seq
	s.Reset()
	d := r.d
	var units, tokens, runs [labels]int
	first := [labels]int{-1, -1, -1, -1}
	quotes, words := 0, 0
	for k, u := range r.w.units {
		l := y[k]
		units[l]++
		tokens[l] += u.Len()
		if k == 0 || y[k-1] != l {
			runs[l]++
		}
		if first[l] < 0 {
			first[l] = k
		}
		if l == contentLabel {
			if u.quote {
				quotes++
			} else if d.Tokens[u.From].Word() {
				words++
			}
		}
	}
	logit := uint64(int64(math.Round(2 * math.Log(p/(1-p+1e-9)))))
	sure := uint64(int64(math.Round(2 * max(lp, -12))))
	src, subject := r.sourceKind(y, first[sourceLabel])
	form := bucket(quotes) | bucket(words/2)<<4
	order := uint64(0)
	for i, a := range first {
		for _, b := range first[i+1:] {
			order = order<<1 | flag(a < b)
		}
	}
	shape := bucket(runs[contentLabel]) | bucket(runs[sourceLabel])<<4 | bucket(runs[cueLabel])<<8
	edge := flag(y[0] != outside) | flag(y[len(y)-1] != outside)<<1
	head := r.contentHead(y, first[contentLabel])
	kind := uint64(4000)
	f := func(parts ...uint64) {
		kind++
		s.Node(chain.Hash(append(parts, kind)...))
	}
	f()
	f(logit)
	f(sure)
	f(logit, sure)
	gap := uint64(int64(math.Round(2 * max(best-lp, -12))))
	f(gap, uint64(nth))
	f(gap, src)
	f(gap, sure)
	f(logit, src)
	f(sure, src)
	f(c.cue.lemma)
	f(c.cue.lemma, src)
	f(c.cue.lemma, form)
	f(c.cue.tag, c.inQuote)
	f(c.cue.tag, src, form)
	f(src, form)
	f(src, subject)
	f(order, src)
	f(order, form)
	f(shape, src)
	f(bucket(tokens[contentLabel]), sure)
	f(bucket(units[sourceLabel]), sure)
	f(c.config, form)
	f(c.cue.config, c.cue.mid)
	f(c.cue.mid, src)
	f(c.cue.rel, src)
	f(head, c.cue.mid)
	f(head, src)
	f(edge, form)
	f(c.inQuote, src)
	f(c.inQuote, logit)
	f(bucket(len(r.w.units)/4), sure)
	s.Next()
}

// sourceKind says what a source is: none, a pronoun, a name, another noun; and
// its word, where it is a pronoun, or its cluster.
func (r *reader) sourceKind(y []uint8, first int) (kind, word uint64) {
	if first < 0 {
		return 0, 0
	}
	best := r.w.units[first].head
	for k := first; k < len(y) && y[k] == sourceLabel; k++ {
		t := &r.d.Tokens[r.w.units[k].head]
		if t.Name >= 0 || t.Tag == nlp.PROPN {
			return 4 + uint64(t.Shape)<<4, r.at(r.w.units[k].head).mid
		}
		if t.Tag == nlp.NOUN {
			best = r.w.units[k].head
		}
	}
	t := &r.d.Tokens[best]
	if t.Tag == nlp.PRON {
		return 1, r.at(best).low
	}
	return 2 + flag(t.Tag == nlp.NOUN), r.at(best).mid
}

// contentHead says what the content begins with.
func (r *reader) contentHead(y []uint8, first int) uint64 {
	if first < 0 {
		return 0
	}
	u := r.w.units[first]
	if u.quote {
		return 1
	}
	h := r.at(u.From)
	return chain.Hash(h.xtag, r.rel[first].top, flag(first > r.w.at))
}
