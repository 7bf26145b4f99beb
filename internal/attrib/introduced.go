package attrib

import (
	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// introduced is the statement of quotation q where it opens a paragraph and the
// paragraph before ends with a clause that introduces it: Lee went on:
func (x *layouts) introduced(q int) (f finding, ok bool) {
	r := x.d.Quotes[q].Tokens
	p := int(x.d.Tokens[r.From].Para)
	if p == 0 || x.d.Paras[p].From != r.From {
		return f, false
	}
	colon := x.d.Paras[p-1].To - 1
	if x.low(colon) != ":" || x.d.Tokens[colon].Skip || x.d.Tokens[colon].Quote >= 0 {
		return f, false
	}
	s := x.d.Sents[x.d.Tokens[colon].Sent]
	verb, who := x.lastClause(s)
	if who < 0 {
		return f, false
	}
	b := builder{d: x.d}
	f = finding{head: verb, source: b.phrase(who, s), content: r}
	if colon-verb <= longestCue {
		f.cue = nlp.Range{From: verb, To: colon + 1}
	}
	return f, true
}

// longestCue bounds, in words, the clauses that are cues as a whole: "released the
// following statement".
const longestCue = 5

// lastClause is the verb of the last main clause of sentence s and the head of
// its subject; who is -1 where there is none that can speak.
func (x *layouts) lastClause(s nlp.Range) (verb, who int) {
	who = -1
	for verb = s.To - 1; verb >= s.From; verb-- {
		if t := &x.d.Tokens[verb]; t.Tag == nlp.VERB && t.Quote < 0 && (t.Head < 0 || t.Rel == conjunct) {
			break
		}
	}
	const most = 4 // clauses side by side that share a subject
	for v, n := verb, 0; v >= s.From && n < most; n++ {
		if who = x.subjectOf(v, s); who >= 0 {
			break
		}
		v = int(x.d.Tokens[v].Head)
	}
	if who >= 0 && !x.speaks(who, verb) {
		who = -1
	}
	return verb, who
}

// subjectOf is the head of the subject that the verb at token v of sentence s has
// of its own; -1 for none.
func (x *layouts) subjectOf(v int, s nlp.Range) int {
	for i := s.From; i < s.To; i++ {
		if t := &x.d.Tokens[i]; int(t.Head) == v && t.Rel == subject {
			return i
		}
	}
	return -1
}

// speaks reports whether the subject at token i of the verb at token v may be
// who says what follows: a name, a pronoun, or whatever does what sources do.
func (x *layouts) speaks(i, v int) bool {
	t := &x.d.Tokens[i]
	if t.Name >= 0 || t.Tag == nlp.PRON || t.Tag == nlp.PROPN {
		return true
	}
	b := builder{d: x.d, verbs: lexicon.Verbs()}
	return b.verb(v).Verb != nil
}

var subject = nlp.MustRel("nsubj")
