package names

import "github.com/hearsay-news/hearsay/internal/nlp"

// Settle is the component that makes one list of the names that word lists see
// (package ner) and those that the net found. The lists, which also look at what
// else the text calls a name, are right more often about news than the net,
// which has learnt from all kinds of texts: on the development set of speakers
// their kinds give 88 % right and those of the net 87 %. So the net adds the
// names that the lists do not see.
type Settle struct{}

// Name is "settle".
func (Settle) Name() string { return "settle" }

// Needs are the names of both.
func (Settle) Needs() []nlp.Layer { return []nlp.Layer{nlp.Names, nlp.Found} }

// Gives is nothing new: there are more names.
func (Settle) Gives() []nlp.Layer { return nil }

// Annotate adds to d.Names those of d.Found that overlap none of them.
func (Settle) Annotate(d *nlp.Doc) {
	listed := d.Names
	out := make([]nlp.Name, 0, len(listed)+len(d.Found))
	for _, f := range d.Found {
		for len(listed) > 0 && listed[0].Tokens.From < f.Tokens.From {
			out = append(out, listed[0])
			listed = listed[1:]
		}
		before := len(out) == 0 || out[len(out)-1].Tokens.To <= f.Tokens.From
		if before && (len(listed) == 0 || f.Tokens.To <= listed[0].Tokens.From) {
			out = append(out, f)
		}
	}
	d.Names = append(out, listed...)
	for k, n := range d.Names {
		for i := n.Tokens.From; i < n.Tokens.To; i++ {
			d.Tokens[i].Name = int32(k)
		}
	}
}
