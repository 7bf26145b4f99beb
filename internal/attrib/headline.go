package attrib

import (
	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// headlineSpeaker finds the speakers that only headlines put so: “We will
// go”: mayor; Three ships leave, - CNN; Ready to talk, – Petrov.
func (x *rules) headlineSpeaker(s nlp.Range) bool {
	if !x.headline {
		return false
	}
	for i := s.From + 2; i+1 < s.To; i++ {
		t := &x.d.Tokens[i]
		switch {
		case t.Low == ":" && x.d.Tokens[i-1].Quote >= 0 && x.d.Tokens[i+1].Quote < 0:
			return x.nameBehind(i, i+1, s, x.d.Quotes[x.d.Tokens[i-1].Quote].Tokens)
		case dash(t.Low) && x.low(i-1) == "," && s.To-i <= 5:
			return x.nameBehind(i, i+1, s, nlp.Range{From: s.From, To: i - 1})
		}
	}
	return false
}

func dash(w string) bool { return w == "-" || w == "–" || w == "—" || w == "--" }

// nameBehind makes a statement of what stands before the mark at token cue,
// by the noun phrase behind it.
func (x *rules) nameBehind(cue, from int, s, content nlp.Range) bool {
	source, ok := x.phraseAfter(from, s.To)
	if !ok {
		return false
	}
	x.take(content)
	x.out = append(x.out, finding{
		head: cue, lemma: x.low(cue), source: source,
		cue: []nlp.Range{{From: cue, To: cue + 1}}, content: []nlp.Range{content}, order: contentBefore, sure: sureSet, layout: true,
	})
	return true
}

// closesHeadline reports whether the verb at token v ends a headline whose
// claim stands before the comma: Bees sleep badly, study finds.
func (x *rules) closesHeadline(v int, s nlp.Range) bool {
	return x.headline && v+1 == s.To && (x.verb[v].Form == lexicon.Third || x.verb[v].Form == lexicon.Plain)
}
