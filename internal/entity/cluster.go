package entity

import (
	"slices"
	"strings"
	"unicode"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// few bounds the candidates looked at for one name, so that time stays linear
// in a text full of people of one name.
const few = 16

// cluster is an entity in the making.
type cluster struct {
	id        string
	kind      record.EntityKind
	name      string
	words     []string // of name, in small letters, without suffix
	aliases   []string
	roles     []role
	mentions  []record.Mention
	gender    byte // 'M', 'F' or 0
	leaning   int  // pronouns taken to mean it: men's above 0, women's below
	firm      bool // gender comes from a name or title, not from a pronoun
	first     int  // token of the first mention; -1: none in the body
	last      int  // token of the latest mention met
	count     int
	total     int  // mentions by full name or form of address, in the whole text
	plural    bool // several people
	unnamed   bool // known by a description only
	junior    bool // "Lee Jr."
	anonymous bool
	owner     *cluster // "the Clinton campaign": Clinton
}

// role is what a person is, as written, and its head: "minister".
type role struct {
	text, head string
	words      []string
}

// clip is the span of the tokens r without a possessive 's at its end.
func clip(d *nlp.Doc, r nlp.Range) text.Span {
	s := d.SpanOf(r)
	last := &d.Tokens[r.To-1]
	if !nlp.Possessive(last.Low) {
		return s
	}
	w := last.In(d.Text)
	cut := strings.LastIndexAny(w, "'’‘")
	if cut > 0 {
		s.End = last.Start + cut
	}
	return s
}

// plainText is a span with runs of white space as single spaces.
func plainText(d *nlp.Doc, s text.Span) string {
	return strings.Join(strings.Fields(s.In(d.Text)), " ")
}

// suffixes end names and are no part of a last name.
var suffixes = lexicon.Set("jr sr ii iii iv jr. sr.")

// isJunior reports whether the name r is that of a son who is called as his father:
// "Lee Jr."
func isJunior(d *nlp.Doc, r nlp.Range) bool {
	end := r.To
	if end+1 < len(d.Tokens) && d.Tokens[end].Low == "," {
		end += 2 // "Lee, Jr."
	}
	for i := r.From + 1; i < end; i++ {
		if low := nlp.Base(d.Tokens[i].Low); low == "jr" || low == "jr." {
			return true
		}
	}
	return false
}

// ofAge are those of list whom a bare surname can mean: with "Jr." the juniors, without
// it all but those who came after their fathers. All where that is nobody.
func ofAge(list []*cluster, junior bool) []*cluster {
	var out []*cluster
	for _, c := range list {
		if c.junior == junior || !junior && !afterFather(list, c) {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return list
	}
	return out
}

// afterFather reports whether the text named somebody of list before the junior c who
// is called the same. A junior who comes first is mostly called by the surname alone.
func afterFather(list []*cluster, c *cluster) bool {
	return slices.ContainsFunc(list, func(o *cluster) bool {
		return !o.junior && o.first >= 0 && (c.first < 0 || o.first < c.first) && sameFull(o.words, c.words)
	})
}

// nameWords are the words of a name in small letters, without marks, suffixes
// and possessive 's.
func nameWords(d *nlp.Doc, r nlp.Range) []string {
	var out []string
	for i := r.From; i < r.To; i++ {
		t := &d.Tokens[i]
		if !t.Word() || i > r.From && suffixes[nlp.Base(t.Low)] {
			continue
		}
		if w := nlp.Base(visible(t.Low)); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// visible is a word without characters that have no width, which pages leave in
// names.
func visible(low string) string {
	return strings.Map(func(c rune) rune {
		if unicode.Is(unicode.Cf, c) {
			return -1
		}
		return c
	}, low)
}

// nameAll gives each name of v its cluster: people with a full name first, so
// that a surname in a headline finds the name that the text gives later.
func (r *resolver) nameAll(v *view) {
	words := make([][]string, len(v.d.Names))
	for i, n := range v.d.Names {
		words[i] = nameWords(v.d, n.Tokens)
		switch {
		case len(words[i]) < 2:
		case n.Kind == nlp.NamePerson:
			v.of[i] = r.fullPerson(n, words[i], isJunior(v.d, n.Tokens))
			v.of[i].total++
		default:
			v.of[i] = r.thing(v.d, n, words[i])
		}
	}
	r.strangers(v, words)
	for i, n := range v.d.Names {
		switch {
		case len(words[i]) == 0:
			continue
		case v.of[i] != nil:
		case n.Kind == nlp.NamePerson:
			v.of[i] = r.shortPerson(v.d, n, words[i])
		default:
			v.of[i] = r.thing(v.d, n, words[i])
		}
		v.of[i].see(v, n)
	}
}

// strangers counts the people called "Mr. Lee" in the whole text, and makes one
// where all the Lees with a full name are women.
func (r *resolver) strangers(v *view, words [][]string) {
	for i, n := range v.d.Names {
		if n.Kind != nlp.NamePerson || len(words[i]) != 1 {
			continue
		}
		g := r.formGender(v.d, n.Tokens.From)
		if g == 0 {
			continue
		}
		v.of[i] = r.shortPerson(v.d, n, words[i])
		v.of[i].total++
	}
}

// see records a mention by name.
func (c *cluster) see(v *view, n nlp.Name) {
	s := clip(v.d, n.Tokens)
	if v.in == record.InBody {
		c.mention(s, record.ByName, n.Tokens.From)
	}
	c.alias(plainText(v.d, s))
}

// mention records a mention in the body that begins at token i.
func (c *cluster) mention(s text.Span, form record.Form, i int) {
	if s.Empty() {
		return
	}
	c.mentions = append(c.mentions, record.Mention{Span: s, Form: form})
	if c.first < 0 || i < c.first {
		c.first = i
	}
	c.last = i
	c.count++
}

// alias records a way the name is written, and makes it the name where it is
// fuller: more words, and not all in capitals where the name is not.
func (c *cluster) alias(s string) {
	if s == "" || s == c.name {
		return
	}
	if fuller(s, c.name) {
		s, c.name = c.name, s
	}
	if s != "" && len(c.aliases) < few && !slices.Contains(c.aliases, s) {
		c.aliases = append(c.aliases, s)
	}
}

func fuller(a, b string) bool {
	if b == "" {
		return true
	}
	if shoutA, shoutB := strings.ToUpper(a) == a, strings.ToUpper(b) == b; shoutA != shoutB {
		return shoutB
	}
	if x, y := strings.Count(a, " "), strings.Count(b, " "); x != y {
		return x > y
	}
	return strings.Contains(b, ". ") && !strings.Contains(a, ". ") // "J. Lee"
}

func (r *resolver) newCluster(kind record.EntityKind) *cluster {
	c := &cluster{kind: kind, first: -1, last: -1}
	r.all = append(r.all, c)
	return c
}

// fullPerson finds or makes the person of a name with a given name.
func (r *resolver) fullPerson(n nlp.Name, w []string, junior bool) *cluster {
	surname := w[len(w)-1]
	for _, c := range r.bySurname[surname] {
		if c.junior == junior && samePerson(c, w, n.Gender) {
			if len(w) > len(c.words) {
				c.words = w
			}
			c.setGender(n.Gender)
			return c
		}
	}
	c := r.newCluster(record.Person)
	c.words, c.junior = w, junior
	c.setGender(n.Gender)
	push(r.bySurname, surname, c)
	push(r.byGiven, w[0], c)
	push(r.byLetter, surname[:1], c)
	if len(w) > 2 {
		push(r.byGiven, w[1], c) // "Marcia “Cia” Lee", "Suu Kyi"
	}
	return c
}

// push adds c to the clusters under key unless there are too many.
func push(m map[string][]*cluster, key string, c *cluster) {
	if list := m[key]; len(list) < few && !slices.Contains(list, c) {
		m[key] = append(list, c)
	}
}

// setGender notes the gender that a name or title gives.
func (c *cluster) setGender(g byte) {
	if g != 0 && c.gender == 0 {
		c.gender, c.firm = g, true
	}
}

// overrule notes the gender that a title gives, which is surer than that of a
// given name.
func (c *cluster) overrule(g byte) {
	if g != 0 {
		c.gender, c.firm = g, true
	}
}

// samePerson reports whether the full name w, of a gender or none, can be that of c.
func samePerson(c *cluster, w []string, gender byte) bool {
	switch {
	case sameFull(c.words, w):
		return gender == 0 || c.gender == 0 || gender == c.gender || c.words[0] == w[0]
	case gender != 0 && gender == c.gender:
		return shortened(c.words[0], w[0], 1)
	case gender != 0 || c.gender != 0: // Chris can be anybody, Christopher a man
		return (gender == 0 || c.gender == 0) && shortened(c.words[0], w[0], 2)
	}
	return false
}

// shortened reports whether one of two given names begins the other, which is longer
// by some letters at least: Vince is Vincent, but one letter makes Alia of Ali and
// Zhang of Zhan.
func shortened(a, b string, by int) bool {
	const least = 3
	if len(a) > len(b) {
		a, b = b, a
	}
	return len(a) >= least && len(b)-len(a) >= by && strings.HasPrefix(b, a)
}

// sameFull reports whether two full names with one last name can be one
// person's: given names are equal, or one is the initial of the other, or all
// words of one are in the other.
func sameFull(a, b []string) bool {
	if len(a) == 1 || len(b) == 1 {
		return true
	}
	if a[0] == b[0] || initial(a[0], b[0]) || initial(b[0], a[0]) {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	for _, w := range a {
		if !slices.Contains(b, w) {
			return false
		}
	}
	return true
}

// initial reports whether a given name is the initial of another: "J.".
func initial(short, long string) bool {
	return len(short) == 2 && short[1] == '.' && strings.HasPrefix(long, short[:1])
}

// shortPerson finds the person of a surname, or of a given name alone.
func (r *resolver) shortPerson(d *nlp.Doc, n nlp.Name, w []string) *cluster {
	key := w[len(w)-1]
	gender := r.formGender(d, n.Tokens.From)
	c, first := choose(ofAge(r.bySurname[key], isJunior(d, n.Tokens)), gender, n.Tokens.From), choose(r.byGiven[key], gender, n.Tokens.From)
	if c == nil || first != nil && c.first < 0 && first.first >= 0 {
		c = first // "Kim" for Kim Min-seo, though a Jack Kim comes later
	} else {
		c.setGender(gender)
	}
	if c != nil {
		return c
	}
	if c := misspelt(r.byLetter[key[:1]], key); c != nil {
		push(r.bySurname, key, c)
		return c
	}
	c = r.newCluster(record.Person)
	c.words = w
	if gender == 0 {
		gender = n.Gender
	}
	c.setGender(gender)
	push(r.bySurname, key, c)
	return c
}

// shortest is the least length, in bytes, of a surname in which a slip is
// forgiven.
const shortest = 5

// misspelt is the one person of a list whose surname a name that nobody bears
// is a slip for, one letter away from it; nil where there is none, or more.
func misspelt(list []*cluster, name string) *cluster {
	var found *cluster
	for _, c := range list {
		if s := c.words[len(c.words)-1]; len(s) < shortest || len(name) < shortest || !oneSlip(s, name) {
			continue
		}
		if found != nil {
			return nil
		}
		found = c
	}
	return found
}

// oneSlip reports whether a letter added, left out or changed makes b of a.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		return i < len(a) && a[i+1:] == b[i+1:]
	case 1:
		return a[i:] == b[i+1:]
	}
	return false
}

// formGender is the gender of "Mr." or "Mrs." before token i, or 0.
func (r *resolver) formGender(d *nlp.Doc, i int) byte {
	k := i - 1
	if k > 0 && d.Tokens[k].Low == "." {
		k--
	}
	if k < 0 || !r.use(d, k).Any(lexicon.AddressForm) {
		return 0
	}
	return (r.use(d, k) &^ lexicon.Given).Gender()
}

// choose picks the person meant by a bare name at token i: of those whose
// gender fits, one named before rather than later, spoken of much rather than
// little, named just now rather than long ago.
func choose(list []*cluster, gender byte, i int) *cluster {
	var best *cluster
	bestScore := -1
	head := headOfFamily(list)
	for _, c := range list {
		if gender != 0 && c.gender != 0 && c.gender != gender {
			continue
		}
		score := min(c.total, 20)*3 + min(c.count, 20)*3
		if c.first >= 0 && c.first < i {
			score += 100
		}
		if c == head && gender == 0 {
			score += 25 // the others are called by their full names or as "Mrs. Lee"
		}
		if c.last >= 0 && i-c.last < 80 {
			score += 30 - (i-c.last)/3
		}
		if score > bestScore {
			best, bestScore = c, score
		}
	}
	return best
}

// headOfFamily is the one of list who was met first, where others differ by gender, as
// couples do, or one is a junior and another is not; else nil.
func headOfFamily(list []*cluster) *cluster {
	var out *cluster
	for _, c := range list {
		if c.first >= 0 && (out == nil || c.first < out.first) {
			out = c
		}
	}
	for _, c := range list {
		if out != nil && (c.junior != out.junior || c.gender != 0 && out.gender != 0 && c.gender != out.gender) {
			return out
		}
	}
	return nil
}

var kinds = map[nlp.NameKind]record.EntityKind{
	nlp.NamePerson: record.Person, nlp.NameOrg: record.Organisation, nlp.NamePlace: record.Place,
	nlp.NameOutlet: record.Outlet, nlp.NameOther: record.Other,
}

// thing finds or makes the body, place or thing of a name.
func (r *resolver) thing(d *nlp.Doc, n nlp.Name, w []string) *cluster {
	key := strings.Join(w, " ")
	if c := r.byName[key]; c != nil {
		return c
	}
	c := r.longer(d, n, w)
	if c == nil {
		c = r.newCluster(kinds[n.Kind])
		c.words = w
		if n.Kind != nlp.NamePlace {
			r.index(d, n, w, c)
		}
	}
	r.byName[key] = c
	return c
}

// index notes the words that a body may be called by: the last of its name,
// the one before "of", and the first.
func (r *resolver) index(d *nlp.Doc, n nlp.Name, w []string, c *cluster) {
	push(r.byLast, w[len(w)-1], c)
	for i := 1; i+1 < len(w); i++ {
		if w[i] == "of" || w[i] == "for" {
			push(r.byLast, w[i-1], c)
			break
		}
	}
	if len(w) > 1 && n.Kind != nlp.NameOther {
		push(r.byFirst, w[0], c)
	}
	r.initials(d, n, w, c)
}

// initials notes the short forms of a name of several words: its initials, and
// what stands in brackets behind it.
func (r *resolver) initials(d *nlp.Doc, n nlp.Name, w []string, c *cluster) {
	if len(w) < 2 {
		return
	}
	var short strings.Builder
	for _, x := range w {
		if x != "of" && x != "and" && x != "for" && x != "the" && x != "on" {
			short.WriteByte(x[0])
		}
	}
	if s := short.String(); len(s) > 1 && r.byInitials[s] == nil {
		r.byInitials[s] = c
	}
	if k := n.Tokens.To; k+2 < len(d.Tokens) && d.Tokens[k].Low == "(" && d.Tokens[k+2].Low == ")" && d.Tokens[k+1].Shape == nlp.Upper {
		r.byInitials[strings.ReplaceAll(d.Tokens[k+1].Low, ".", "")] = c
	}
}

// longer finds the body of a shortened name: initials, or the last words of a
// longer name ("the Post", "Supreme Court").
func (r *resolver) longer(d *nlp.Doc, n nlp.Name, w []string) *cluster {
	if n.Kind == nlp.NamePlace {
		return nil
	}
	if len(w) == 1 && d.Tokens[n.Tokens.From].Shape != nlp.Lower {
		if c := r.byInitials[strings.ReplaceAll(w[0], ".", "")]; c != nil && d.Tokens[n.Tokens.From].Shape == nlp.Upper {
			return c
		}
		if n.Tokens.From == 0 || d.Tokens[n.Tokens.From-1].Low != "the" {
			return r.firstWord(w[0])
		}
	}
	list := r.byLast[w[len(w)-1]]
	for i := len(list) - 1; i >= 0; i-- {
		c := list[i]
		if len(c.words) > len(w) && slices.Equal(c.words[len(c.words)-len(w):], w) || len(c.words) < len(w) && len(c.words) > 1 && slices.Equal(w[len(w)-len(c.words):], c.words) {
			return c
		}
	}
	if first := r.byFirst[w[0]]; len(w) == 1 && len(first) == 1 && first[0].kind == record.Outlet {
		return first[0] // "the Globe"
	}
	return nil
}

// firstWord is the one body whose name begins with w, "Acme" for "Acme Steel
// Corp.", where w is no word that others share; a word that is a name by itself
// shortens the names of companies only.
func (r *resolver) firstWord(w string) *cluster {
	list := r.byFirst[w]
	if len(list) != 1 || list[0].kind == record.Person || r.words[w].Any(lexicon.PlaceName|lexicon.People|lexicon.CommonWord) {
		return nil
	}
	c := list[0]
	if r.words[w].Any(lexicon.OrgName|lexicon.OutletName) && !companyEnds[c.words[len(c.words)-1]] {
		return nil
	}
	return c
}

var companyEnds = lexicon.Set("inc corp corporation co company ltd plc llc group electronics motors holdings")
