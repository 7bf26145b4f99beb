package names

import (
	"strings"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// Settle is the component that makes one list of the names that word lists see
// (package ner) and those that the net found. The net is right more often; lists know
// outlets, offices and peoples, and look at what else the text calls a name. So the
// net says where a name is and what, and lists add what it does not see, see [doubt]:
// on news, F .90 beside the names that a larger net marked, where lists alone that the
// net adds to had .87. Words for
// peoples ("German", "South Africans") name nobody by themselves, though the net
// takes some for people.
type Settle struct{ words map[string]lexicon.NameUse }

// NewSettle returns the component.
func NewSettle() Settle { return Settle{lexicon.Names()} }

// Name is "settle".
func (Settle) Name() string { return "settle" }

// Needs are the names of both, tags and dependencies.
func (Settle) Needs() []nlp.Layer { return []nlp.Layer{nlp.Names, nlp.Found, nlp.Tags, nlp.Deps} }

// Gives is nothing new: the names are better.
func (Settle) Gives() []nlp.Layer { return nil }

// Annotate adds to d.Names those of d.Found that overlap none of them.
func (s Settle) Annotate(d *nlp.Doc) {
	listed := s.settled(d)
	out := make([]nlp.Name, 0, len(listed)+len(d.Found))
	for _, f := range d.Found {
		if s.people(d, f) || compound(d, f) {
			continue
		}
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

// people reports whether n is a word for a people, and no body of that name.
func (s Settle) people(d *nlp.Doc, n nlp.Name) bool {
	if n.Kind == nlp.NameOrg || n.Kind == nlp.NameOutlet {
		return false
	}
	var low []string
	for _, t := range d.Tokens[n.Tokens.From:n.Tokens.To] {
		low = append(low, t.Low)
	}
	use := s.words[strings.Join(low, " ")]
	return use.Any(lexicon.People) && !use.Any(lexicon.PlaceName)
}

// compound reports whether the name of a person, or of nobody knows what, is the
// first part of an adjective: "Lindqvist-era", "Okafor-backed". Given names have a
// hyphen as well: "Seo-yeon".
func compound(d *nlp.Doc, n nlp.Name) bool {
	i := n.Tokens.To
	if n.Kind != nlp.NamePerson && n.Kind != nlp.NameOther || i+1 >= len(d.Tokens) {
		return false
	}
	hyphen, end := &d.Tokens[i], &d.Tokens[i+1]
	if hyphen.Low != "-" || hyphen.Start != d.Tokens[i-1].End || end.Start != hyphen.End || d.Text[end.Start] != end.Low[0] {
		return false
	}
	return lexicon.MakesAdjective(end.Low)
}

// settled are the names of the lists, without adjectives ("Ostrian") and as the
// net reads them where that knows better.
func (s Settle) settled(d *nlp.Doc) []nlp.Name {
	q := newDoubt(d, s.words)
	out, found := make([]nlp.Name, 0, len(d.Names)), d.Found
	for _, n := range d.Names {
		for i := n.Tokens.From; i < n.Tokens.To; i++ {
			d.Tokens[i].Name = -1
		}
		for len(found) > 0 && found[0].Tokens.To <= n.Tokens.From {
			found = found[1:]
		}
		var f nlp.Name
		if len(found) > 0 && found[0].Tokens.From < n.Tokens.To {
			f = found[0]
		}
		if compound(d, n) || f.Tokens.Len() == 0 && n.Kind == nlp.NameOther && adjective(d, n.Tokens) {
			continue
		}
		n, ok := q.mend(n, f)
		if k := len(out) - 1; k >= 0 && ok && n.Tokens.From < out[k].Tokens.To {
			continue // of the longer name before
		}
		if ok {
			out = append(out, n)
		}
	}
	return out
}

// adjective reports whether r is an adjective of what follows.
func adjective(d *nlp.Doc, r nlp.Range) bool {
	for i := r.From; i < r.To; i++ {
		if d.Tokens[i].Tag != nlp.ADJ || d.Tokens[i].Rel != modifier {
			return false
		}
	}
	return true
}

var modifier = nlp.MustRel("amod")
