package attrib

import (
	"slices"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// addressee is to whom c is said: what depends on the head of the cue as the one
// told ("told reporters that", "said to Lee", "spoke with them").
func (b *builder) addressee(c *Candidate) []nlp.Range {
	taken := union(slices.Concat(c.Content, c.Cue, c.Source))
	s := b.d.Sents[b.d.Tokens[c.Head].Sent]
	for i := max(s.From, c.Head-farthestTold); i < min(s.To, c.Head+farthestTold); i++ {
		if int(b.d.Tokens[i].Head) == c.Head && b.told(i, c.Head) && !nlp.Covers(taken, i) {
			if r := b.phrase(i, s); nlp.Covers([]nlp.Range{r}, i) {
				return without([]nlp.Range{r}, taken)
			}
		}
	}
	return nil
}

// spokenTo takes from the source and the content of c who is told, not telling: "the
// parents were told by the school". Who does tell, if that is said, is the source then.
func (b *builder) spokenTo(c *Candidate) (told []nlp.Range) {
	if v := b.verb(c.Head); v.Verb == nil || !v.Takes(lexicon.Addressed) {
		return nil
	}
	if told = b.subject(c, c.Source); told != nil {
		c.Source = b.agent(c)
		return told
	}
	if told = b.subject(c, c.Content); told != nil && len(c.Content) > 1 {
		c.Content = without(c.Content, told)
		return told
	}
	return nil
}

// subject is the one of some ranges that has the subject of a cue in the passive.
func (b *builder) subject(c *Candidate, ranges []nlp.Range) []nlp.Range {
	for _, r := range ranges {
		for i := r.From; i < r.To; i++ {
			if t := &b.d.Tokens[i]; int(t.Head) == c.Head && t.Rel == passiveSubject {
				return []nlp.Range{r}
			}
		}
	}
	return nil
}

// agent is by whom something is said, of a cue in the passive.
func (b *builder) agent(c *Candidate) []nlp.Range {
	s := b.d.Sents[b.d.Tokens[c.Head].Sent]
	for i := c.Head + 1; i < min(s.To, c.Head+farthestTold); i++ {
		if t := &b.d.Tokens[i]; int(t.Head) == c.Head && (t.Rel == oblique || t.Rel == obliqueAgent) && b.preposition(i) == "by" && !nlp.Covers(c.Content, i) {
			return []nlp.Range{b.phrase(i, s)}
		}
	}
	return nil
}

// farthestTold bounds the way from a cue to the one who is told, in tokens.
const farthestTold = 40

var (
	indirectObject = nlp.MustRel("iobj")
	object         = nlp.MustRel("obj")
	oblique        = nlp.MustRel("obl")
	obliqueAgent   = nlp.MustRel("obl:agent")
	caseMark       = nlp.MustRel("case")
	relative       = nlp.MustRel("acl:relcl")
	aside          = nlp.MustRel("parataxis")
	conjunct       = nlp.MustRel("conj")
	passiveSubject = nlp.MustRel("nsubj:pass")
)

// told reports whether token i depends on the cue with the head v as the one
// spoken to.
func (b *builder) told(i, v int) bool {
	t := &b.d.Tokens[i]
	if t.Tag != nlp.NOUN && t.Tag != nlp.PROPN && t.Tag != nlp.PRON {
		return false
	}
	verb := b.verb(v)
	switch t.Rel {
	case indirectObject:
		return true
	case object:
		return verb.Verb != nil && verb.Takes(lexicon.Addressed)
	case oblique:
		p := b.preposition(i)
		return (p == "to" || p == "with") && !(verb.Verb != nil && verb.TakesPrep(p))
	}
	return false
}

// preposition is the one that token i depends on its governor with.
func (b *builder) preposition(i int) string {
	for k := i - 1; k >= max(0, i-8); k-- {
		if t := &b.d.Tokens[k]; int(t.Head) == i && t.Rel == caseMark {
			return t.Low
		}
	}
	return ""
}

// phrase is the noun phrase round token i in sentence s: what depends on it
// side by side, without its preposition, relative clauses and asides.
func (b *builder) phrase(i int, s nlp.Range) nlp.Range {
	r := nlp.Range{From: i, To: i + 1}
	for r.From > s.From && b.under(r.From-1, i) {
		r.From--
	}
	for r.To < s.To && b.under(r.To, i) {
		r.To++
	}
	for r.To > i+1 && !b.d.Tokens[r.To-1].Word() {
		r.To--
	}
	return r
}

// under reports whether token k belongs to the noun phrase of token i.
func (b *builder) under(k, i int) bool {
	const deep = 12
	for range deep {
		t := &b.d.Tokens[k]
		if t.Rel == relative || t.Rel == aside || t.Rel == caseMark && int(t.Head) == i {
			return false
		}
		if int(t.Head) == i {
			return true
		}
		if t.Head < 0 {
			return false
		}
		k = int(t.Head)
	}
	return false
}
