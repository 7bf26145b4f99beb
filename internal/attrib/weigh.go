package attrib

import (
	"math"

	"github.com/hearsay-news/hearsay/internal/model/feature"
	"github.com/hearsay-news/hearsay/internal/model/logit"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// weigher says how sure candidates are.
type weigher struct {
	d     *nlp.Doc
	words *words
}

func newWeigher(d *nlp.Doc) *weigher { return &weigher{d, countWords(d)} }

// weigh sets how sure each candidate is.
func (w *weigher) weigh(found []Candidate, m *logit.Model) {
	for i := range found {
		w.look(&found[i])
		found[i].Sure = m.Probability(found[i].features)
	}
}

// look sets in c what speaks for it: how sure the models are, and what the parts
// look like.
func (w *weigher) look(c *Candidate) {
	kind := uint64(0)
	c.features = make([]uint64, 0, 32)
	f := func(parts ...uint64) {
		kind++
		c.features = append(c.features, feature.More(feature.Mix(parts...), kind))
	}
	chance, sure := odds(float64(c.say.Chance)), steps(c.say.Sure)
	gap, nth := steps(-c.say.Gap), uint64(c.say.Nth)
	form, source, order := w.quoted(c.Content), w.source(c), order3(c)
	head := &w.d.Tokens[c.Head]
	lemma, inside := feature.String(head.Lemma), feature.Flag(head.Quote >= 0)
	length := feature.Bucket(w.words.in(c.Content))
	f()
	f(chance)
	f(sure)
	f(chance, sure)
	f(chance, sure, form)
	f(gap, nth)
	f(gap, source)
	f(inside, chance)
	f(lemma)
	f(lemma, source)
	f(lemma, form)
	f(uint64(head.XTag), source, form)
	f(source, form, order)
	f(order, form)
	f(length, sure)
	f(length, form)
	f(feature.Bucket(w.words.in(c.Source)), source)
	f(uint64(len(c.Content)), uint64(len(c.Source)), form)
	w.lookAtTree(c, f, form, lemma)
}

// odds is the logarithm of the odds of p, on a scale of halves.
func odds(p float64) uint64 {
	const eps = 1e-4
	p = min(max(p, eps), 1-eps)
	return uint64(int64(math.Round(2 * math.Log(p/(1-p)))))
}

// steps is a logarithm of a probability on a scale of halves.
func steps(v float32) uint64 { return uint64(int64(math.Round(2 * float64(max(v, -10))))) }

// source says what the source of c is: nothing, a pronoun, a name, another
// noun, something else.
func (w *weigher) source(c *Candidate) uint64 {
	if len(c.Source) == 0 {
		return 0
	}
	kind := uint64(4)
	for _, r := range c.Source {
		for i := r.From; i < r.To; i++ {
			switch t := &w.d.Tokens[i]; {
			case t.Name >= 0 || t.Tag == nlp.PROPN:
				return 1
			case t.Tag == nlp.NOUN:
				kind = 2
			case t.Tag == nlp.PRON && kind > 2:
				kind = 3
			}
		}
	}
	return kind
}

// order3 says how the parts of c stand to each other.
func order3(c *Candidate) uint64 {
	v := feature.Flag(c.Content[0].From < c.Head) | feature.Flag(c.Content[len(c.Content)-1].From > c.Head)<<1
	if len(c.Source) > 0 {
		v |= feature.Flag(c.Source[0].From < c.Head)<<2 | feature.Flag(c.Source[0].From < c.Content[0].From)<<3
	}
	return v
}

// quoted says how many of the words of ranges stand in quotation marks: 0 none,
// 1 some, 2 all.
func (w *weigher) quoted(ranges []nlp.Range) uint64 {
	in, out := quotedWords(w.d, ranges)
	return feature.Flag(in > 0) + feature.Flag(in > 0 && out == 0)
}

// quotedWords counts the words of ranges inside and outside quotation marks.
func quotedWords(d *nlp.Doc, ranges []nlp.Range) (in, out int) {
	for _, r := range ranges {
		for i := r.From; i < r.To; i++ {
			switch t := &d.Tokens[i]; {
			case !t.Word():
			case t.Quote >= 0:
				in++
			default:
				out++
			}
		}
	}
	return in, out
}
