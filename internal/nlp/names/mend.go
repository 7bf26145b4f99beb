package names

import (
	"strings"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// doubt says which of the names that the lists give are to be read as the net reads
// them. Lists tell people by the shape of their names, so "Hatch Act", "Golden
// State" and "Ohio Democrat" are people to them; the net knows better where a name
// ends and what is none.
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
	if n.Kind == nlp.NameOutlet || n.Kind == nlp.NamePlace {
		return n, true
	}
	if n.Kind != nlp.NameOrg && (q.ofPeople(n.Tokens) || f.Tokens.Len() == 0 && n.Tokens.Len() == 1 && q.first(n.Tokens).Any(lexicon.People) && !q.called(n.Tokens)) {
		return n, false
	}
	if f.Tokens.Len() > 1 && q.d.Tokens[f.Tokens.From].Low == "the" {
		f.Tokens.From++
	}
	switch {
	case f.Tokens.Len() == 0:
		return q.unseen(n), true
	case f.Tokens == n.Tokens:
		n.Kind = q.kind(n, f)
	case nlp.Covers([]nlp.Range{f.Tokens}, n.Tokens.From) && f.Tokens.To >= n.Tokens.To:
		if q.goesOn(n, f) {
			f.Gender = n.Gender
			return f, true
		}
	case f.Tokens.From == n.Tokens.From && n.Kind != nlp.NameOrg && f.Kind != nlp.NamePerson && q.holds(nlp.Range{From: f.Tokens.To, To: n.Tokens.To}):
		return f, true
	}
	return n, true
}

// unseen is n, which the net takes for no name. A person without a title or a given
// name is none either.
func (q *doubt) unseen(n nlp.Name) nlp.Name {
	if n.Kind == nlp.NamePerson && n.Tokens.Len() > 1 && !q.first(n.Tokens).Any(lexicon.Given|lexicon.Title) && !q.called(n.Tokens) {
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
// person elsewhere is one here.
func (q *doubt) kind(n, f nlp.Name) nlp.NameKind {
	switch {
	case n.Kind == nlp.NameOrg || f.Kind == nlp.NamePerson || f.Kind == nlp.NameOther:
	case storms[q.d.Tokens[n.Tokens.From].Low]:
		return nlp.NameOther
	case n.Kind == nlp.NamePerson && q.called(n.Tokens):
	case n.Kind == nlp.NameOther && f.Kind != nlp.NameOrg && !circumstance(q.d, n.Tokens):
	default:
		return f.Kind
	}
	return n.Kind
}

// storms are given names, as people are.
var storms = lexicon.Set("hurricane typhoon cyclone")

// goesOn reports whether n is a part of the name f: "Theresa" of "Theresa May",
// "Department of Housing" of "Department of Housing and Urban Renewal".
func (q *doubt) goesOn(n, f nlp.Name) bool {
	begins := n.Tokens.From == f.Tokens.From
	if !begins && q.first(f.Tokens).Any(lexicon.Title) {
		return false
	}
	switch n.Kind {
	case nlp.NamePerson:
		return f.Kind == nlp.NameOrg || f.Kind == nlp.NamePerson && begins
	case nlp.NameOrg:
		return f.Kind == nlp.NameOrg && begins && joints[q.d.Tokens[n.Tokens.To].Low]
	}
	return f.Kind == nlp.NameOrg
}

// joints are the words with which the names of bodies go on.
var joints = lexicon.Set("and of for against")

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
