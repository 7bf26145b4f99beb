package attrib

import (
	"math"
	"slices"

	"github.com/hearsay-news/hearsay/internal/model/feature"
	"github.com/hearsay-news/hearsay/internal/model/logit"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// weigher says how sure candidates are in the light of the rules.
type weigher struct {
	d       *nlp.Doc
	words   *words
	rulings []Candidate  // of the rules
	at      []int32      // by token: 1 + the ruling whose cue covers it
	best    []*Candidate // by token: the finder's surest candidate with that head
}

// newWeigher looks at what the finder and the rules found in d.
func newWeigher(d *nlp.Doc, found, rulings []Candidate) *weigher {
	w := &weigher{d: d, words: countWords(d), rulings: rulings}
	w.at, w.best = make([]int32, len(d.Tokens)), make([]*Candidate, len(d.Tokens))
	for i := range rulings {
		for _, r := range rulings[i].Cue {
			for t := r.From; t < r.To; t++ {
				w.at[t] = int32(i) + 1
			}
		}
		w.at[rulings[i].Head] = int32(i) + 1
	}
	for i := range found {
		c := &found[i]
		if b := w.best[c.Head]; b == nil || b.Sure < c.Sure {
			w.best[c.Head] = c
		}
	}
	return w
}

// pool is all that was found: the candidates of the finder, and those rulings
// that it did not propose. Each has its features.
func (w *weigher) pool(found []Candidate) []Candidate {
	out := make([]Candidate, 0, len(found)+len(w.rulings))
	proposed := make([]bool, len(w.rulings))
	for i := range found {
		c := found[i]
		k := w.rulingOf(&c)
		how := unruled
		if k >= 0 {
			how = w.compare(&c, &w.rulings[k])
			c.addressee = w.rulings[k].addressee
			if how&likeSource != 0 {
				w.adopt(&c, &w.rulings[k])
			}
			c.ruled, c.layout = how == sameParts, how == sameParts && w.rulings[k].layout
			proposed[k] = proposed[k] || c.ruled
		}
		w.weighFeatures(&c, k, how, false)
		out = append(out, c)
	}
	for k := range w.rulings {
		if proposed[k] {
			continue
		}
		c := w.rulings[k]
		how := unruled
		if b := w.best[c.Head]; b != nil {
			how = w.compare(&c, b)
		}
		w.weighFeatures(&c, k, how, true)
		out = append(out, c)
	}
	return out
}

// rulingOf is the ruling that stands for the same cue as c; -1 where there is
// none.
func (w *weigher) rulingOf(c *Candidate) int {
	if k := w.at[c.Head]; k > 0 {
		return int(k) - 1
	}
	for _, r := range c.Cue {
		for t := r.From; t < r.To; t++ {
			if k := w.at[t]; k > 0 {
				return int(k) - 1
			}
		}
	}
	return -1
}

// closeContent is how much alike the content of a candidate and of the ruling on
// its cue must be for the ruling's to be taken. On PolNeAR train that brings more
// contents to the word and loses no attribution; below it does.
const closeContent = 0.7

// adopt gives c the content and the cue of the ruling r, where the contents are
// nearly the same: the rules know better where they end.
func (w *weigher) adopt(c, r *Candidate) {
	if w.words.alike(c.Content, r.Content) <= closeContent {
		return
	}
	c.Content, c.Cue = r.Content, r.Cue
	c.Source = without(c.Source, union(slices.Concat(c.Content, c.Cue)))
}

// How a candidate stands to the ruling on the same cue: whether the contents
// and the sources are alike.
const (
	unruled      = 0 // the rules find nothing there
	ruled        = 1
	likeContent  = 2
	equalContent = 4
	likeSource   = 8
	equalSource  = 16
	sameParts    = ruled | likeContent | equalContent | likeSource | equalSource
)

func (w *weigher) compare(c, r *Candidate) int {
	how := ruled
	if v := w.words.alike(c.Content, r.Content); v >= 0.5 {
		how |= likeContent
		if v == 1 {
			how |= equalContent
		}
	}
	switch v := w.words.alike(c.Source, r.Source); {
	case len(c.Source)+len(r.Source) == 0 || v == 1:
		how |= likeSource | equalSource
	case v > 0:
		how |= likeSource
	}
	return how
}

// weighFeatures sets in c what speaks for it: how sure the models are, what the
// rules say, and what the parts look like. k is the ruling on the same cue, how
// its relation to c; own says that c is that ruling.
func (w *weigher) weighFeatures(c *Candidate, k, how int, own bool) {
	kind := uint64(0)
	f := func(parts ...uint64) {
		kind++
		c.features = append(c.features, feature.More(feature.Mix(parts...), kind))
	}
	say := c.say
	if own {
		if b := w.best[c.Head]; b != nil {
			say = b.say
		}
	}
	ruling := uint64(0)
	if k >= 0 {
		ruling = uint64(w.rulings[k].Sure * 100)
	}
	var chance, sure, gap, nth uint64
	if say != nil {
		chance, sure = odds(float64(say.Chance)), steps(say.Sure)
		gap, nth = steps(-say.Gap), uint64(say.Nth)
	}
	from, form, rel := feature.Flag(own), w.quoted(c.Content), uint64(how)
	source, order := w.source(c), order3(c)
	head := &w.d.Tokens[c.Head]
	lemma := feature.String(head.Lemma)
	inside := feature.Flag(head.Quote >= 0)
	f(from)
	f(chance, from)
	f(sure, from)
	f(chance, sure, from)
	f(chance, sure, form, from)
	f(gap, nth, from)
	f(gap, source)
	f(chance, rel, from)
	f(sure, rel, from)
	f(rel, from)
	f(rel, ruling, from)
	f(rel, form, from)
	f(chance, ruling, from)
	f(ruling, form, from)
	f(source, rel, from)
	f(inside, rel, from)
	f(inside, chance)
	f(lemma)
	f(lemma, source)
	f(lemma, form)
	f(uint64(head.XTag), source, form)
	f(source, form, order)
	f(order, form)
	f(feature.Bucket(w.words.in(c.Content)), sure)
	f(feature.Bucket(w.words.in(c.Content)), form, from)
	f(feature.Bucket(w.words.in(c.Source)), source)
	f(uint64(len(c.Content)), uint64(len(c.Source)), form)
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

// ruleBonus is added to the log odds of what the rules found. The weights were
// learnt from one kind of news, in which the rules add little to the finder;
// rules hold in other kinds as well, where the finder meets words that it has
// not seen. On PolNeAR train it costs 0.1 points of F, on testdata/articles it
// brings 0.6.
const ruleBonus = 0.5

// weigh sets how sure each of the pool is.
func (w *weigher) weigh(pool []Candidate, m *logit.Model) {
	for i := range pool {
		pool[i].Sure = m.Probability(pool[i].features)
		if pool[i].ruled {
			pool[i].Sure = raise(pool[i].Sure, ruleBonus)
		}
		if pool[i].layout {
			pool[i].Sure = max(pool[i].Sure, sureSet)
		}
	}
}

// raise is the probability p with its logit raised.
func raise(p, by float64) float64 {
	e := p / (1 - p + 1e-9) * math.Exp(by)
	return e / (1 + e)
}
