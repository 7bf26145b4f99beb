package attrib

import "github.com/hearsay-news/hearsay/internal/nlp"

// Finder proposes statements. [Models] is one.
type Finder interface {
	// Find returns the statements that d may make, those with the same head
	// side by side. Several may be readings of one statement: the extractor
	// chooses.
	Find(d *nlp.Doc) []Candidate
}

// Candidate is a statement in the making: one reading of the surroundings of
// one cue. Its parts do not overlap; each is in order.
type Candidate struct {
	Head    int         // the token that governs the cue
	Source  []nlp.Range // may be empty
	Cue     []nlp.Range
	Content []nlp.Range
	Sure    float64 // probability that it is right

	addressee []nlp.Range // as the rules read it
	ruled     bool        // the rules found the same
	layout    bool        // and they did by the layout: "LEE: I disagree."
	features  []uint64    // what the judge or the weigher goes by; for training
}
