package attrib

import "github.com/hearsay-news/hearsay/internal/nlp"

// Candidate is a statement in the making: one reading of the surroundings of
// one cue. Its parts do not overlap; each is in order.
type Candidate struct {
	Head    int         // the token that governs the cue
	Source  []nlp.Range // may be empty
	Cue     []nlp.Range
	Content []nlp.Range
	Sure    float64 // probability that it is right

	layout   bool     // the layout tells it: "LEE: I disagree."
	goesOn   int32    // the last paragraph with a quotation that goes on from it; 0 for none
	say      *nlp.Say // what it was read from; nil for what a layout tells
	features []uint64 // what the weigher goes by
}

// candidates are the readings of d.Says, not yet weighed.
func candidates(d *nlp.Doc) []Candidate {
	out := make([]Candidate, 0, len(d.Says))
	for i := range d.Says {
		s := &d.Says[i]
		c := Candidate{Head: s.Head, Source: s.Source, Cue: s.Cue, Content: s.Content, say: s}
		if len(c.Cue) == 0 {
			c.Cue = []nlp.Range{{From: c.Head, To: c.Head + 1}}
			c.Source, c.Content = without(c.Source, c.Cue), without(c.Content, c.Cue)
		}
		if len(c.Content) == 0 {
			continue
		}
		out = append(out, c)
	}
	return out
}
