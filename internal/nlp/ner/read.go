package ner

import (
	"slices"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// known are the uses that make a word or phrase a name by itself.
const known = lexicon.OrgName | lexicon.OutletName | lexicon.PlaceName

// read finds the names in a run of capitals.
func (r *reader) read(run nlp.Range) {
	run = r.trim(run)
	if run.Len() <= 0 {
		return
	}
	if r.beforeState(run) || r.dateline(run) {
		r.add(run, nlp.NamePlace, 0)
		return
	}
	if title, name, ok := r.titled(run); ok {
		r.aside(nlp.Range{From: run.From, To: title.From})
		r.person(name, r.titleGender(title))
		return
	}
	r.untitled(run)
}

// states are the short forms of states and provinces behind towns.
var states = lexicon.Set(`ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ore pa tenn tex va vt
wash wis wyo n.c. s.c. n.y. n.j. n.h. n.m. n.d. s.d. w.va d.c. r.i. ont que alta sask man b.c. n.s. n.b. p.e.i.`)

// beforeState reports whether a run is a town with its state behind it, or the
// state: "Springfield, Va.", "Springfield Va.", "Va."
func (r *reader) beforeState(run nlp.Range) bool {
	tokens := r.d.Tokens
	last := tokens[run.To-1].Low
	if last == "." && run.Len() > 1 {
		last = tokens[run.To-2].Low
	}
	if states[last] && (last[len(last)-1] == '.' || run.To < len(tokens) && tokens[run.To].Low == "." || tokens[run.To-1].Low == ".") {
		return run.Len() <= 3
	}
	if run.Len() > 3 || run.To+1 >= len(tokens) || tokens[run.To].Low != "," {
		return false
	}
	next := &tokens[run.To+1]
	return states[next.Low] && next.Shape == nlp.Capital && (next.Low[len(next.Low)-1] == '.' || run.To+2 < len(tokens) && tokens[run.To+2].Low == ".")
}

// dateline reports whether a run is the place that a report begins with:
// "MOSCOW (AP) —".
func (r *reader) dateline(run nlp.Range) bool {
	tokens := r.d.Tokens
	if run.From != r.d.Paras[tokens[run.From].Para].From || run.To >= len(tokens) || r.use[run.From].Any(known&^lexicon.PlaceName|lexicon.NoName) {
		return false
	}
	for i := run.From; i < run.To; i++ {
		if tokens[i].Shape != nlp.Upper {
			return false
		}
	}
	switch next := &tokens[run.To]; next.Low {
	case "(", "—", "–", "-", "--":
		return next.Start > tokens[run.To-1].End
	}
	return false
}

// trim drops words that no name begins or ends with.
func (r *reader) trim(run nlp.Range) nlp.Range {
	for run.From < run.To {
		switch low := r.d.Tokens[run.From].Low; {
		case low == ".", modifiers[low]:
			run.From++
			continue
		}
		break
	}
	for run.From < run.To && never[nlp.Base(r.d.Tokens[run.To-1].Low)] && !monthNames[nlp.Base(r.d.Tokens[run.To-1].Low)] {
		run.To--
	}
	return run
}

// modifiers stand before titles and names and belong to neither.
var modifiers = lexicon.Set(`former retired acting then-president ex-president late deputy then incumbent disgraced longtime fellow rookie veteran
senior assistant associate first lead chief-designate interim outgoing incoming self-styled newly then-candidate`)

// titled splits a run into a title and the name of a person behind it:
// "Retired | Lt. Gen. | Michael Flynn".
func (r *reader) titled(run nlp.Range) (title, name nlp.Range, ok bool) {
	for i := run.To - 2; i >= run.From; i-- {
		n := 1
		if !r.use[i].Any(lexicon.Title) || r.d.Tokens[i].Low == "." {
			if n = r.phrase(i); n < 2 || !r.phraseUse(i, n).Any(lexicon.Title) {
				continue
			}
		}
		at := i + n
		if at < run.To && r.d.Tokens[at].Low == "." {
			at++
		}
		name = nlp.Range{From: at, To: run.To}
		if r.d.Tokens[i].Low == "secretary" || r.officeOf(i+1) {
			name.From = r.behindOf(i, name)
		}
		if !r.personal(name) || r.givenNotTitle(i, name, run) {
			continue
		}
		return nlp.Range{From: r.titleStart(i, run.From), To: name.From}, name, true
	}
	return title, name, false
}

// behindOf is where the name begins in "Secretary of Homeland Security Ann
// Lee": at the first given name, or at the last two words.
func (r *reader) behindOf(i int, name nlp.Range) int {
	if name.From >= name.To || r.d.Tokens[name.From].Low != "of" {
		return name.From
	}
	for k := name.From + 1; k+1 < name.To; k++ {
		if r.use[k].Any(lexicon.Given) && !r.use[k].Any(lexicon.CommonWord|lexicon.OrgEnd) {
			return k
		}
	}
	if name.Len() >= 4 && !(r.use[name.To-2] | r.use[name.To-1]).Any(lexicon.CommonWord|lexicon.OrgEnd|lexicon.OrgAnd) {
		return name.To - 2
	}
	return name.To
}

// titleStart goes back from token i over words of the same title.
func (r *reader) titleStart(i, from int) int {
	for i > from && (r.use[i-1].Any(lexicon.Title) || r.d.Tokens[i-1].Low == "." && i-1 > from && r.use[i-2].Any(lexicon.Title) ||
		modifiers[r.d.Tokens[i-1].Low] || r.phrase(i-1) > 1 && r.phraseUse(i-1, r.phrase(i-1)).Any(lexicon.Title)) {
		i--
	}
	return i
}

// givenNotTitle reports whether the title at token i is meant as a given name,
// as in "Dean Smith" and "Hunter Lee".
func (r *reader) givenNotTitle(i int, name, run nlp.Range) bool {
	if !r.use[i].Any(lexicon.Given) || r.d.Tokens[i+1].Low == "." {
		return r.use[i].Any(lexicon.Role) && !r.use[i].Any(lexicon.Office) && i > run.From && r.use[i-1].Any(lexicon.Given) && !r.use[i-1].Any(lexicon.Title)
	}
	return name.Len() == 1 || !r.use[name.From].Any(lexicon.Given)
}

// personal reports whether the words behind a title can be a person's name.
func (r *reader) personal(name nlp.Range) bool {
	if name.Len() <= 0 || name.Len() > 7 {
		return false
	}
	first, last := r.use[name.From], r.use[r.surname(name)]
	if suffixes[r.d.Tokens[name.From].Low] || r.d.Tokens[name.From].Low == "&" {
		return false
	}
	for i := name.From; i < name.To; i++ {
		switch t := &r.d.Tokens[i]; {
		case t.Shape == nlp.Lower && (t.Low == "of" || t.Low == "for" || t.Low == "and" || t.Low == "on" || t.Low == "to"):
			return false
		}
	}
	switch {
	case first.Any(lexicon.Title) && !first.Any(lexicon.Given) && name.Len() == 1 && !r.abbreviation(name.From-1):
		return false // "Attorney General", but "Rep. King"
	case name.Len() == 1 && first.Any(known|lexicon.People|lexicon.OrgEnd|lexicon.OutletEnd):
		return first.Any(lexicon.Given) || first.Any(surnameToo) && r.seen[nlp.Base(r.d.Tokens[name.From].Low)].person
	case name.Len() == 1 && first.Any(lexicon.CommonWord) && r.weak[name.From]:
		return false
	case name.Len() > 1 && last.Any(lexicon.OrgEnd|lexicon.OutletEnd) && !first.Any(lexicon.Given):
		return false
	case name.Len() > 1 && last.Any(lexicon.OrgEnd|lexicon.OrgOf) && !r.mayBeSurname(name):
		return false
	case r.phrase(name.From) > 1 && r.phraseUse(name.From, r.phrase(name.From)).Any(known):
		return false
	}
	return true
}

// abbreviation reports whether the title that ends at token i calls for a name:
// "Rep.", "Mr".
func (r *reader) abbreviation(i int) bool {
	return i >= 0 && (r.d.Tokens[i].Low == "." || r.use[i].Any(lexicon.AddressForm))
}

// surnameToo are uses of words that are surnames as well: House, Street.
const surnameToo = lexicon.OrgEnd | lexicon.OutletEnd | lexicon.OrgOf | lexicon.PlaceName

// surname is the token of the last name in a person's name.
func (r *reader) surname(name nlp.Range) int {
	i := name.To - 1
	for i > name.From && (r.d.Tokens[i].Low == "." || suffixes[nlp.Base(r.d.Tokens[i].Low)]) {
		i--
	}
	return i
}

// titleGender is the gender that a title tells.
func (r *reader) titleGender(title nlp.Range) byte {
	for i := title.From; i < title.To; i++ {
		if g := (r.use[i] &^ lexicon.Given).Gender(); g != 0 {
			return g
		}
	}
	return 0
}

// aside finds the names among words before a title: "Tulsa Police | Chief".
func (r *reader) aside(run nlp.Range) {
	run = r.trim(run)
	if run.Len() <= 0 {
		return
	}
	if last := r.use[run.To-1]; run.Len() > 1 && last.Any(lexicon.OrgEnd) && !r.use[run.From].Any(lexicon.Title) {
		r.add(run, nlp.NameOrg, 0)
		return
	}
	for i := run.From; i < run.To; {
		i += r.asideAt(i, run.To)
	}
}

// asideAt adds the name at token i, if there is one, and returns its length.
func (r *reader) asideAt(i, to int) int {
	if n := r.phrase(i); n > 1 && i+n <= to {
		switch use := r.phraseUse(i, n); {
		case use.Any(known):
			r.add(nlp.Range{From: i, To: i + n}, kindOf(use), 0)
			return n
		case use.Any(lexicon.People):
			return n
		}
	}
	one := nlp.Range{From: i, To: i + 1}
	switch use := r.use[i]; {
	case use.Any(known) && !use.Any(lexicon.CommonWord):
		r.add(one, kindOf(use), 0)
	case r.d.Tokens[i].Word() && r.d.Tokens[i].Shape != nlp.Lower && !use.Any(lexicon.Title|lexicon.CommonWord|lexicon.People|lexicon.OrgEnd|lexicon.NoName):
		r.pending(one)
	}
	return 1
}

func kindOf(use lexicon.NameUse) nlp.NameKind {
	switch {
	case use.Any(lexicon.OutletName):
		return nlp.NameOutlet
	case use.Any(lexicon.OrgName):
		return nlp.NameOrg
	}
	return nlp.NamePlace
}

// untitled finds the names in a run without a title before a person.
func (r *reader) untitled(run nlp.Range) {
	n := r.phrase(run.From)
	if run.Len() == 1 {
		r.single(run.From)
		return
	}
	first, last := r.use[run.From], r.use[r.surname(run)]
	use := r.phraseUse(run.From, n)
	if n >= run.Len() && use.Any(known|lexicon.Title|lexicon.People) {
		if use.Any(known) {
			r.add(run, kindOf(use), 0)
		}
		return
	}
	switch {
	case first.Any(lexicon.Office) && !first.Any(lexicon.OrgOf) && r.d.Tokens[run.From+1].Low == "of":
		// "the Minister of Justice" names nobody
	case r.organisation(run) || r.team(run):
		r.add(run, nlp.NameOrg, 0)
	case last.Any(lexicon.OutletEnd) && !r.mayBeSurname(run):
		r.add(run, nlp.NameOutlet, 0)
	case placeWords[nlp.Base(r.d.Tokens[run.To-1].Low)]:
		r.add(run, nlp.NamePlace, 0)
	case n > 1 && use.Any(known):
		r.add(nlp.Range{From: run.From, To: run.From + n}, kindOf(use), 0)
		r.read(nlp.Range{From: run.From + n, To: run.To})
	case n > 1 && use.Any(lexicon.People):
		r.read(nlp.Range{From: run.From + n, To: run.To})
	case first.Any(lexicon.People) && !first.Any(lexicon.Given):
		r.read(nlp.Range{From: run.From + 1, To: run.To})
	case first.Any(lexicon.Title) && !first.Any(lexicon.Given):
		r.read(nlp.Range{From: run.From + 1, To: run.To})
	case r.splits(run):
	case first.Any(lexicon.Given) && !r.mixed(run.To-1) || r.personShaped(run):
		r.person(run, 0)
	default:
		r.pending(run)
	}
}

var placeWords = lexicon.Set(`county island islands lake river mountain mountains hills valley street avenue road square park beach bay creek
tower airport bridge highway canyon desert forest peninsula strait sea ocean city village township falls heights springs plaza harbor harbour port`)

// organisation reports whether a run of two words or more names one.
func (r *reader) organisation(run nlp.Range) bool {
	for i := run.From + 1; i < run.To-1; i++ {
		switch t := &r.d.Tokens[i]; {
		case t.Low == "&":
			return true
		case t.Shape == nlp.Lower && (t.Low == "of" || t.Low == "for" || t.Low == "on" || t.Low == "and" || t.Low == "to"):
			return true
		case t.Shape == nlp.Number:
			return true
		}
	}
	last := r.surname(run)
	if r.d.Tokens[last].Shape == nlp.Number {
		return true
	}
	return r.use[last].Any(lexicon.OrgEnd) && !r.mayBeSurname(run)
}

// mayBeSurname reports whether a name of a given name and a word such as House
// or Post is likelier a person's: the word is no sure sign, and it stands by
// itself elsewhere as people's surnames do, or no "the" comes before.
func (r *reader) mayBeSurname(run nlp.Range) bool {
	last := nlp.Base(r.d.Tokens[r.surname(run)].Low)
	if !surnames[last] || !r.use[run.From].Any(lexicon.Given) || run.Len() > 3 {
		return false
	}
	return run.From == 0 || r.d.Tokens[run.From-1].Low != "the"
}

// surnames are words of organisations and outlets that are surnames as well.
var surnames = lexicon.Set(`house church bank park guard post page temple chambers court school fields hall moore banks west front club young mission
reserve service exchange trust press sun star mercury mirror mail standard bee wire report citizen journal register
foods records games league love price case land local power power energy conference parliament duma staff unit garden marines rangers hospital college mccabe
bishop abbey booth center fund commons ledger express day daily weekly sentinel argus`)

// personShaped reports whether a run looks like a person's name though its
// given name is not in the lexicon: "Xi J. Lee", "Ursula von der Leyen".
func (r *reader) personShaped(run nlp.Range) bool {
	if run.Len() > 6 {
		return false
	}
	for i := run.From; i < run.To; i++ {
		t := &r.d.Tokens[i]
		if i > run.From && particles[t.Low] && t.Shape == nlp.Lower {
			return true
		}
		if n := len(t.Low); n <= 4 && n%2 == 0 && n > 0 && t.Low[n-1] == '.' && i < run.To-1 && !r.use[i].Any(known|lexicon.Title) {
			return true
		}
	}
	return false
}

// splits adds the two names of a run in which a person's name follows another
// name, as in "Fox Ann Lee", and reports whether it did.
func (r *reader) splits(run nlp.Range) bool {
	for k := run.From + 1; k < run.To-1; k++ {
		if !r.use[k].Any(lexicon.Given) || r.use[k].Any(lexicon.CommonWord) || !r.d.Tokens[k+1].Word() {
			continue
		}
		if r.use[run.From].Any(lexicon.Given) || k == run.From+1 && !r.use[run.From].Any(known|lexicon.CommonWord|lexicon.NoName) {
			return false
		}
		r.aside(nlp.Range{From: run.From, To: k})
		r.person(nlp.Range{From: k, To: run.To}, 0)
		return true
	}
	return false
}

// single reads a run of one word.
func (r *reader) single(i int) {
	use, run := r.use[i], nlp.Range{From: i, To: i + 1}
	t := &r.d.Tokens[i]
	upper := r.upper(i) && !r.shouting(i)
	switch {
	case r.d.Text[t.Start] == '@':
		r.add(run, nlp.NameOther, 0)
	case use.Any(known) && (upper || !use.Any(lexicon.CommonWord) && !shortForm(t.Low)):
		if use.Any(lexicon.PlaceName) && use.Any(lexicon.Given) {
			r.pending(run)
			return
		}
		r.add(run, kindOf(use), 0)
	case use.Any(lexicon.NoName), use.Any(lexicon.People) && !use.Any(lexicon.Given), use.Any(lexicon.AddressForm):
	default:
		r.pending(run)
	}
}

// shortForm reports whether a known name is one only in capitals: "who", "sec".
func shortForm(low string) bool { return len(nlp.Base(low)) <= 3 && low != "bbc" && low != "fbi" }

// add adds a name of a kind that is known.
func (r *reader) add(run nlp.Range, kind nlp.NameKind, gender byte) {
	if run.Len() <= 0 {
		return
	}
	r.d.Names = append(r.d.Names, nlp.Name{Tokens: run, Kind: kind, Gender: gender})
	e := r.seen[nlp.Base(r.d.Tokens[r.surname(run)].Low)]
	switch {
	case e == nil || kind == nlp.NamePerson:
	case run.Len() == 1:
		e.kind, e.known = kind, true
	case kind == nlp.NameOrg:
		e.body = true
		if first := r.seen[r.d.Tokens[run.From].Low]; first != nil {
			first.company = true
		}
	}
}

// person adds a person's name and remembers the surname.
func (r *reader) person(run nlp.Range, gender byte) {
	if gender == 0 && run.Len() > 1 {
		gender = (r.use[run.From] & lexicon.Given).Gender()
	}
	r.add(run, nlp.NamePerson, gender)
	e := r.seen[nlp.Base(r.d.Tokens[r.surname(run)].Low)]
	if e == nil {
		return
	}
	e.person, e.full = true, e.full || run.Len() > 1
	if first := r.seen[r.d.Tokens[run.From].Low]; first != nil && run.Len() > 1 {
		first.first = true
		first.given = first.given || !r.use[run.From].Any(known|lexicon.CommonWord)
	}
	switch {
	case gender != 0 && e.gender == 0:
		e.gender = gender
	case gender != 0 && e.gender != gender:
		e.mixed = true
	}
}

// pending adds a name whose kind is settled when the whole text is read.
func (r *reader) pending(run nlp.Range) {
	r.open = append(r.open, len(r.d.Names))
	r.d.Names = append(r.d.Names, nlp.Name{Tokens: run, Kind: nlp.NameOther})
}

// settle gives pending names their kind, drops those that are none, and finds
// surnames at the start of sentences that were passed over before they were
// known.
func (r *reader) settle() {
	for _, i := range r.open {
		if n := &r.d.Names[i]; n.Tokens.Len() > 1 {
			r.settleLong(n)
		}
	}
	for _, i := range r.open {
		if n := &r.d.Names[i]; n.Tokens.Len() == 1 && !r.settleShort(n) {
			n.Tokens.To = n.Tokens.From
		}
	}
	r.d.Names = slices.DeleteFunc(r.d.Names, func(n nlp.Name) bool { return n.Tokens.Len() == 0 })
	r.late()
}

// settleLong settles a name of several unknown words: a person unless one of
// them is a plain word.
func (r *reader) settleLong(n *nlp.Name) {
	if first := r.seen[r.d.Tokens[n.Tokens.From].Low]; first != nil && first.person && !first.given {
		r.cutHeadline(n)
	}
	last := r.seen[nlp.Base(r.d.Tokens[r.surname(n.Tokens)].Low)]
	if last == nil || n.Tokens.Len() > 4 {
		return
	}
	if first := r.seen[nlp.Base(r.d.Tokens[n.Tokens.From].Low)]; first != nil && first.person && !first.full && n.Tokens.Len() == 2 {
		n.Kind, last.person = nlp.NamePerson, true // "Mr. Ban" and "Ban Ki-moon"
		return
	}
	if k := n.Tokens.From + 1; n.Tokens.Len() > 2 && !r.use[k-1].Any(lexicon.CommonWord|known) {
		if e := r.seen[r.d.Tokens[k].Low]; e != nil && e.person && r.use[k+1].Any(lexicon.CommonWord) {
			n.Tokens.To, n.Kind = k+1, nlp.NamePerson // "Zuri Obel Day"
			return
		}
	}
	plain := 0
	for i := n.Tokens.From; i < n.Tokens.To; i++ {
		if r.use[i].Any(lexicon.CommonWord|known|lexicon.NoName|lexicon.OrgOf) || r.mixed(i) || r.upper(i) && !r.shouting(i) {
			plain++
		}
	}
	if plain == 0 || last.person && !r.use[n.Tokens.From].Any(known) {
		n.Kind = nlp.NamePerson
		last.person = true
		if first := r.seen[r.d.Tokens[n.Tokens.From].Low]; first != nil && r.use[n.Tokens.From] == 0 {
			first.given = true
		}
	}
}

// cutHeadline drops from the end of a name in a headline the words that have a
// capital nowhere else: "Lee Mulls" where the text speaks of Lee.
func (r *reader) cutHeadline(n *nlp.Name) {
	for n.Tokens.Len() > 1 {
		i := n.Tokens.To - 1
		if e := r.seen[nlp.Base(r.d.Tokens[i].Low)]; !r.weak[i] || r.use[i] != 0 || e == nil || e.mid > 0 {
			return
		}
		n.Tokens.To--
	}
}

// team reports whether a run is a place and a plural, "Boston Bears".
func (r *reader) team(run nlp.Range) bool {
	last := r.use[run.To-1]
	return run.Len() == 2 && r.use[run.From].Any(lexicon.PlaceName) && r.plural(run.To-1) && !last.Any(lexicon.Given) &&
		!nlp.Possessive(r.d.Tokens[run.To-1].Low) && !r.seen[r.d.Tokens[run.To-1].Low].person
}

func (r *reader) plural(i int) bool {
	low := nlp.Base(r.d.Tokens[i].Low)
	return len(low) > 3 && low[len(low)-1] == 's'
}

// thing reports whether a word at token i that may be a given name is called a thing
// by the word before it: "the Star of the East", "the American Dream". That and her
// call nothing so: more often a sentence begins behind them, "He said that Grace left".
func (r *reader) thing(i int) bool {
	if i == 0 || r.d.Tokens[i-1].Sent != r.d.Tokens[i].Sent {
		return false
	}
	return articles[r.d.Tokens[i-1].Low] || r.use[i-1].Any(lexicon.People)
}

var articles = lexicon.Set("the a an this these those my your his its our their")

// settleShort settles a name of one word and reports whether it is one.
func (r *reader) settleShort(n *nlp.Name) bool {
	i := n.Tokens.From
	t, use := &r.d.Tokens[i], r.use[i]
	e := r.seen[nlp.Base(t.Low)]
	switch {
	case e == nil:
		n.Kind = nlp.NamePerson
	case e.person:
		n.Kind = nlp.NamePerson
		if n.Gender = e.theirs(); n.Gender == 0 && !e.full {
			n.Gender = (use & lexicon.Given).Gender()
		}
	case e.body && !r.weak[i] && i > 0 && r.d.Tokens[i-1].Low == "the":
		n.Kind = nlp.NameOrg // "the Foxes", "the Ministry"
	case use.Any(lexicon.CommonWord):
		return r.plainName(n, i)
	case e.known:
		n.Kind = e.kind
	case r.upper(i) && !r.shouting(i):
		n.Kind = nlp.NameOrg
	case use.Any(lexicon.Title) && !use.Any(lexicon.Given):
		return false
	case use.Any(lexicon.PlaceName) && (!use.Any(lexicon.Given) || !r.acts(i) || powers[nlp.Base(t.Low)] && !e.first):
		n.Kind = nlp.NamePlace
	case use.Any(lexicon.People) && !e.first:
		return false // "the German firm": German is a given name as well
	case use.Any(lexicon.Given):
		n.Kind, n.Gender = nlp.NamePerson, use.Gender()
		return !r.thing(i)
	case e.given:
		n.Kind = nlp.NamePerson
	case e.company && use == 0:
		n.Kind = nlp.NameOrg // "Acme" of "Acme Steel Corp."
	default:
		n.Kind = r.byContext(i)
		return !r.weak[i] || e.mid > 0 || n.Kind == nlp.NamePerson || nlp.Possessive(t.Low)
	}
	return true
}

// powers are countries, states and capitals that are given names as well. What one
// of them says its government says: "China denied that".
var powers = lexicon.Set(`arizona berlin cairo chad china egypt florida france georgia holland india indiana israel italy jamaica jordan kenya london malaysia
missouri montana nevada paris rome vienna virginia washington`)

// plainName decides on a plain word with a capital that says something.
func (r *reader) plainName(n *nlp.Name, i int) bool {
	of := i+1 < len(r.d.Tokens) && r.d.Tokens[i+1].Low == "of"
	if r.weak[i] || !r.use[i].Any(lexicon.Given) || r.use[i].Any(lexicon.Title|lexicon.OrgEnd) || of || r.thing(i) {
		return false
	}
	n.Kind, n.Gender = nlp.NamePerson, r.use[i].Gender()
	return true
}

// acts reports whether a verb of saying or "'s" stands by token i.
func (r *reader) acts(i int) bool {
	return r.says(i+1) || i > 0 && r.says(i-1) && (i+1 >= len(r.d.Tokens) || !r.d.Tokens[i+1].Word())
}

// byContext is the kind of an unknown name of one word, by the words beside it.
func (r *reader) byContext(i int) nlp.NameKind {
	before := ""
	if i > 0 && r.d.Tokens[i-1].Sent == r.d.Tokens[i].Sent {
		before = r.d.Tokens[i-1].Low
	}
	switch before {
	case "in", "at", "near", "across", "throughout", "outside", "from":
		return nlp.NamePlace
	case "the", "a", "an", "of":
		return nlp.NameOther
	}
	if r.mixed(i) {
		return nlp.NameOrg
	}
	if r.acts(i) || r.introduced(i+1) {
		return nlp.NamePerson
	}
	return nlp.NameOther
}

// introduced reports whether a description between commas begins at token i:
// ", a farmer", ", 42, of".
func (r *reader) introduced(i int) bool {
	if i+2 >= len(r.d.Tokens) || r.d.Tokens[i].Low != "," {
		return false
	}
	switch t := &r.d.Tokens[i+1]; t.Low {
	case "a", "an", "who":
		return true
	default:
		return t.Shape == nlp.Number && t.End-t.Start == 2 && r.d.Tokens[i+2].Low == ","
	}
}

// late adds the surnames of people where they begin a sentence and were passed
// over as plain words: "House said …" after "Ann House".
func (r *reader) late() {
	names, k := r.d.Names, 0
	var more []nlp.Name
	for i := range r.d.Tokens {
		for k < len(names) && names[k].Tokens.To <= i {
			k++
		}
		t := &r.d.Tokens[i]
		if k < len(names) && names[k].Tokens.Contains(i) || t.Skip || t.Shape != nlp.Capital && t.Shape != nlp.Upper || never[nlp.Base(t.Low)] {
			continue
		}
		e := r.seen[nlp.Base(t.Low)]
		if e == nil || !e.person || r.use[i].Any(lexicon.Title) {
			continue
		}
		if r.use[i].Any(lexicon.CommonWord) && !r.acts(i) && !nlp.Possessive(t.Low) {
			continue
		}
		more = append(more, nlp.Name{Tokens: nlp.Range{From: i, To: i + 1}, Kind: nlp.NamePerson, Gender: e.theirs()})
	}
	if len(more) == 0 {
		return
	}
	r.d.Names = append(names, more...)
	slices.SortFunc(r.d.Names, func(a, b nlp.Name) int { return a.Tokens.From - b.Tokens.From })
}
