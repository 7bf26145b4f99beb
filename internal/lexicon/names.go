package lexicon

import (
	_ "embed"
	"strings"
	"sync"
)

// NameUse is what a word or phrase may be in the names of people, places and
// organisations, or beside them: a set, since "Chelsea" is a given name and a
// place, and "House" a surname, a chamber and a building.
type NameUse uint32

// The uses of words in and around names.
const (
	GivenMale    NameUse = 1 << iota // given name of men
	GivenFemale                      // given name of women
	GivenEither                      // given name of both
	AddressForm                      // "Mr.", "Dr."
	Office                           // "President", "Sgt."
	Role                             // "lawyer", "goalie"
	OfMan                            // title or noun for a man
	OfWoman                          // title or noun for a woman
	OrgEnd                           // a name that ends with it is an organisation
	OrgOf                            // a name may go on behind it with "of", "for", "on"
	OrgAnd                           // ends a name of an organisation joined with "and"
	OrgName                          // whole name of an organisation
	OutletEnd                        // a name that ends with it is a news outlet
	OutletName                       // whole name of an outlet
	NoName                           // capitals that are no name: "TV"
	PlaceName                        // whole name of a place
	People                           // "Russian", "Democrats"
	CommonWord                       // written small far oftener than not
	PersonNoun                       // "person", "woman"
	WithheldNoun                     // "officials", "a source"
	PeopleNoun                       // "residents"
	OrgNoun                          // "the ministry"
	DocumentNoun                     // "a report"
	OutletNoun                       // "the newspaper"
	Opens                            // first word of a phrase in this table
)

// Given is any given name, Title any word that stands before a name, Noun any
// noun that stands for a speaker.
const (
	Given = GivenMale | GivenFemale | GivenEither
	Title = AddressForm | Office | Role
	Noun  = Office | Role | PersonNoun | WithheldNoun | PeopleNoun | OrgNoun | DocumentNoun | OutletNoun
)

// Any reports whether u has one of the uses in x.
func (u NameUse) Any(x NameUse) bool { return u&x != 0 }

// Gender is 'M', 'F' or 0, for a given name, a title or a noun.
func (u NameUse) Gender() byte {
	switch m, f := u.Any(GivenMale|OfMan), u.Any(GivenFemale|OfWoman); {
	case m && !f:
		return 'M'
	case f && !m:
		return 'F'
	}
	return 0
}

// The lists that [Names] is read from.
var (
	//go:embed given-names.txt
	givenFile string
	//go:embed titles.txt
	titleFile string
	//go:embed organisations.txt
	orgFile string
	//go:embed places.txt
	placeFile string
	//go:embed peoples.txt
	peopleFile string
	//go:embed nouns.txt
	nounFile string
	//go:embed common-words.txt
	commonFile string
)

var (
	givenClasses  = map[string]NameUse{"M": GivenMale, "F": GivenFemale, "U": GivenEither}
	genderClasses = map[string]NameUse{"M": OfMan, "F": OfWoman, "-": 0}
	titleClasses  = map[string]NameUse{"form": AddressForm, "office": Office, "role": Role}
	orgClasses    = map[string]NameUse{
		"word": OrgEnd, "before": OrgOf, "after": OrgAnd, "name": OrgName,
		"outlet": OutletEnd, "press": OutletName, "other": NoName,
	}
	nounClasses = map[string]NameUse{
		"man": PersonNoun | OfMan, "woman": PersonNoun | OfWoman, "person": PersonNoun, "withheld": WithheldNoun,
		"people": PeopleNoun, "organisation": OrgNoun, "document": DocumentNoun, "outlet": OutletNoun,
	}
)

// Names returns what is known about words and phrases as parts of names, by
// the word in small letters, or the words of a phrase with single spaces. The
// first word of every phrase is there too, with [Opens].
var Names = sync.OnceValue(func() map[string]NameUse {
	t := nameTable{}
	for line := range Lines(givenFile) {
		name, class, _ := strings.Cut(line, " ")
		t.add(name, givenClasses[class])
	}
	for line := range Lines(titleFile) {
		gender, rest, _ := strings.Cut(line, " ")
		class, list, _ := strings.Cut(rest, " ")
		t.list(list, genderClasses[gender]|titleClasses[class])
	}
	t.classes(orgFile, orgClasses)
	t.classes(nounFile, nounClasses)
	t.each(placeFile, PlaceName)
	t.each(peopleFile, People)
	t.each(commonFile, CommonWord)
	return t
})

type nameTable map[string]NameUse

func (t nameTable) add(phrase string, use NameUse) {
	t[phrase] |= use
	if first, _, more := strings.Cut(phrase, " "); more {
		t[first] |= Opens
	}
}

func (t nameTable) list(phrases string, use NameUse) {
	for p := range strings.SplitSeq(phrases, ",") {
		t.add(strings.TrimSpace(p), use)
	}
}

func (t nameTable) classes(file string, classes map[string]NameUse) {
	for line := range Lines(file) {
		class, list, _ := strings.Cut(line, " ")
		t.list(list, classes[class])
	}
}

func (t nameTable) each(file string, use NameUse) {
	for line := range Lines(file) {
		t.add(line, use)
	}
}
