package names

import (
	"strings"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// doubt says how a name that the lists give is to be read, beside what the net sees
// there. Lists tell people by the shape of their names, so "Hatch Act", "Golden
// State" and "Ohio Democrat" are people to them; the net knows better where a name
// begins and ends and what it is. Lists know outlets, titles and nicknames.
type doubt struct {
	words map[string]lexicon.NameUse
	d     *nlp.Doc
	votes map[string]votes // by last word
	borne map[string]bool  // first and last words of full names of people
}

// votes are how often the net found a word as the last one of a person's name and
// of another.
type votes struct{ person, other int }

func (v votes) forPerson() bool { return v.person > 0 && v.person >= v.other }

func newDoubt(d *nlp.Doc, words map[string]lexicon.NameUse) *doubt {
	q := &doubt{words: words, d: d, votes: map[string]votes{}, borne: map[string]bool{}}
	for _, f := range d.Found {
		v := q.votes[q.last(f.Tokens)]
		if f.Kind == nlp.NamePerson {
			v.person++
		} else {
			v.other++
		}
		q.votes[q.last(f.Tokens)] = v
		if f.Kind == nlp.NamePerson && f.Tokens.Len() > 1 {
			q.bear(f.Tokens)
		}
	}
	for _, n := range d.Names {
		if n.Kind == nlp.NamePerson && q.given(n.Tokens) {
			q.bear(n.Tokens)
		}
	}
	return q
}

// bear notes that the full name r is a person's.
func (q *doubt) bear(r nlp.Range) {
	q.borne[q.last(r)], q.borne[q.d.Tokens[r.From].Low] = true, true
}

func (q *doubt) last(r nlp.Range) string { return q.d.Tokens[r.To-1].Low }

func (q *doubt) first(r nlp.Range) lexicon.NameUse { return q.words[q.d.Tokens[r.From].Low] }

// given reports whether r begins with a given name that is no place as well.
func (q *doubt) given(r nlp.Range) bool {
	use := q.first(r)
	return r.Len() > 1 && (use.Any(lexicon.Given) && !use.Any(lexicon.PlaceName|lexicon.People) || initial(q.d.Tokens[r.From].Low))
}

// mend is the name n of the lists as it is read best; f is what the net found
// there, with no tokens where that is nothing. ok is false where n names nobody.
func (q *doubt) mend(n, f nlp.Name) (mended nlp.Name, ok bool) {
	seen := f.Tokens.Len() > 0
	switch {
	case n.Kind == nlp.NameOutlet && seen && f.Kind == nlp.NamePerson && (q.titled(f.Tokens) || q.borne[q.last(f.Tokens)]): // "Bloomberg", who ran
		return f, true
	case n.Kind == nlp.NameOutlet, n.Kind == nlp.NamePlace && !seen:
		return n, true
	case n.Kind != nlp.NameOrg && (q.ofPeople(n.Tokens) || !seen && n.Tokens.Len() == 1 && q.first(n.Tokens).Any(lexicon.People) && !q.called(n.Tokens)):
		return n, false
	case !seen:
		return q.unseen(n), true
	}
	if f.Tokens.Len() > 1 && q.d.Tokens[f.Tokens.From].Low == "the" {
		f.Tokens.From++
	}
	if f.Tokens != n.Tokens && q.better(n, f) {
		return n, true
	}
	switch {
	case f.Tokens == n.Tokens:
		f.Kind = q.kind(n, f)
	case f.Kind == nlp.NamePlace && n.Kind == nlp.NamePerson && f.Tokens.To == n.Tokens.To && q.called(n.Tokens):
		f.Kind = nlp.NamePerson // "De la Torre", of whom the text has the given name
	}
	f.Gender = n.Gender
	return f, true
}

// better reports whether n has the better bounds: it is a person and has a nickname
// more, "Ann “Annie” Lee", or a title less, or begins with a place and is none:
// "Paris Agreement".
func (q *doubt) better(n, f nlp.Name) bool {
	covers := n.Tokens.From <= f.Tokens.From && f.Tokens.To <= n.Tokens.To
	switch {
	case n.Kind == nlp.NamePerson && f.Kind == nlp.NamePerson:
		return covers && q.given(n.Tokens) || f.Tokens.From < n.Tokens.From && f.Tokens.To == n.Tokens.To && q.first(f.Tokens).Any(lexicon.Title)
	case n.Kind == nlp.NameOther && f.Kind == nlp.NamePlace:
		return covers && f.Tokens.From == n.Tokens.From && !q.holds(nlp.Range{From: f.Tokens.To, To: n.Tokens.To})
	}
	return false
}

// unseen is n, which the net takes for no name. A person whom nothing calls one is
// none either, nor is a word a body that is none of those that are known: "DVT".
func (q *doubt) unseen(n nlp.Name) nlp.Name {
	switch {
	case n.Kind == nlp.NamePerson && !q.called(n.Tokens),
		n.Kind == nlp.NameOrg && n.Tokens.Len() == 1 && !q.words[q.last(n.Tokens)].Any(lexicon.OrgName):
		n.Kind = nlp.NameOther
	}
	return n
}

// called reports whether the text calls r a person: by a title, a given name or
// elsewhere.
func (q *doubt) called(r nlp.Range) bool {
	return q.given(r) || q.titled(r) || q.borne[q.last(r)] && r.Len() == 1 || q.votes[q.last(r)].forPerson()
}

// initial reports whether low is the first letter of a given name.
func initial(low string) bool { return len(low) == 2 && low[1] == '.' }

// titled reports whether a title stands before r: "Mr. Okafor".
func (q *doubt) titled(r nlp.Range) bool {
	i := r.From - 1
	if i > 0 && q.d.Tokens[i].Low == "." {
		i--
	}
	return i >= 0 && q.words[strings.TrimSuffix(q.d.Tokens[i].Low, ".")].Any(lexicon.Title)
}

// kind is the kind of a name in which both see the same words. Who is called a
// person elsewhere is one here, a body that is known stays one where the net
// sees the place, "the White House", and "the North" is a place.
func (q *doubt) kind(n, f nlp.Name) nlp.NameKind {
	switch {
	case storms[q.d.Tokens[n.Tokens.From].Low]:
		return nlp.NameOther
	case n.Kind == nlp.NamePerson && q.called(n.Tokens), n.Kind == nlp.NameOrg && f.Kind == nlp.NamePlace:
		return n.Kind
	case points[q.last(n.Tokens)]:
		return nlp.NamePlace
	case legalForm(q.last(n.Tokens)):
		return nlp.NameOrg
	}
	return f.Kind
}

// storms are given names, as people are.
var storms = lexicon.Set("hurricane typhoon cyclone")

// holds reports whether the words r, behind what the net takes for the whole name,
// are those of an office or of a party: "Acme | CEO".
func (q *doubt) holds(r nlp.Range) bool {
	for i := r.From; i < r.To; i++ {
		if low := q.d.Tokens[i].Low; !q.words[low].Any(lexicon.Office|lexicon.People) && low != "ceo" && low != "cfo" && low != "inspector" {
			return false
		}
	}
	return r.Len() > 0
}

// ofPeople reports whether r means members of a people, a party or a place and
// names nobody: "Korean", "North African", "Ostrians".
func (q *doubt) ofPeople(r nlp.Range) bool {
	last := q.last(r)
	use := q.words[last]
	if !use.Any(lexicon.People) || use.Any(lexicon.PlaceName|lexicon.Given|lexicon.OrgEnd) {
		return r.Len() == 1 && len(last) > 6 && strings.HasSuffix(last, "ians") && !q.votes[last].forPerson()
	}
	for i := r.From; i < r.To-1; i++ {
		if !points[q.d.Tokens[i].Low] {
			return false
		}
	}
	return true
}

// points are the words that stand before words for peoples: "South Korean".
var points = lexicon.Set("north south east west central northern southern eastern western latin")
