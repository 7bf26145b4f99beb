package entity

import (
	"strings"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
)

// reach bounds, in tokens, how far from a name a role is looked for.
const reach = 14

// heads gives the full word for short titles, and one word for words that
// are used of the same people.
var heads = map[string]string{
	"sen": "senator", "sens": "senator", "rep": "representative", "reps": "representative", "congressman": "representative",
	"congresswoman": "representative", "lawmaker": "representative", "gov": "governor", "gen": "general", "lt": "lieutenant", "col": "colonel", "maj": "major",
	"capt": "captain", "cmdr": "commander", "adm": "admiral", "sgt": "sergeant", "cpl": "corporal", "prof": "professor",
	"rev": "reverend", "dr": "doctor", "pm": "minister", "det": "detective", "const": "constable", "insp": "inspector",
	"supt": "superintendent", "candidate": "nominee", "advisor": "adviser", "chairman": "chair", "chairwoman": "chair", "chairperson": "chair",
	"attorney": "lawyer", "counsel": "lawyer", "del": "delegate", "councillor": "councilor", "councilman": "councilor", "councilwoman": "councilor",
	"goaltender": "goalie", "netminder": "goalie", "defenceman": "defender", "defenseman": "defender", "physician": "doctor", "spokesman": "spokesperson",
	"spokeswoman": "spokesperson", "mp": "mp", "ceo": "executive", "mogul": "businessman", "mom": "mother", "dad": "father", "head": "director",
	"neighbor": "neighbour", "president-elect": "president", "republican": "republican", "leader": "leader", "author": "author", "writer": "author",
	"teen-ager": "teenager", "justice": "judge", "magistrate": "judge",
}

// head is the word that stands for low among the heads of roles.
func head(low string) string {
	low = strings.TrimSuffix(nlp.Base(low), ".")
	if h, ok := heads[low]; ok {
		return h
	}
	return low
}

// rolesAll reads the roles beside every person's name.
func (r *resolver) rolesAll(v *view) {
	for i, n := range v.d.Names {
		if c := v.of[i]; c != nil && n.Kind == nlp.NamePerson {
			r.roleBefore(v, n, c)
			r.roleAcross(v, n, c)
			r.roleBehind(v, n, c)
			r.party(v, n, c)
		}
	}
}

// addRole notes that c is what the tokens say, with its head at token h.
func (r *resolver) addRole(v *view, c *cluster, tokens nlp.Range, h int) {
	d := v.d
	if tokens.Len() <= 0 || len(c.roles) >= few {
		return
	}
	ro := role{text: strings.TrimSuffix(plainText(d, clip(d, tokens)), "."), head: head(d.Tokens[h].Low)}
	if d.Tokens[tokens.To-1].Low == "." {
		ro.text += "."
	}
	for i := tokens.From; i < tokens.To && i < tokens.From+reach; i++ {
		if d.Tokens[i].Word() {
			ro.words = append(ro.words, head(d.Tokens[i].Low))
		}
	}
	c.setGender((r.use(d, h) &^ lexicon.Given).Gender())
	for _, old := range c.roles {
		if strings.EqualFold(old.text, ro.text) {
			return
		}
	}
	c.roles = append(c.roles, ro)
	push(r.byHead, ro.head, c)
}

// roleBefore reads the title right before a name: "Finance Minister Ana
// Petrov", "spokesman Josh Ray".
func (r *resolver) roleBefore(v *view, n nlp.Name, c *cluster) {
	d := v.d
	h := n.Tokens.From - 1
	if h > 0 && d.Tokens[h].Low == "." {
		h--
	}
	if h < 0 || d.Tokens[h].Sent != d.Tokens[n.Tokens.From].Sent || d.Tokens[h].Name >= 0 {
		return
	}
	if h > 1 && d.Tokens[h-1].Low == "of" && r.titleOf(v, h-1) {
		r.addRole(v, c, nlp.Range{From: h - 2, To: n.Tokens.From}, h-2)
		return
	}
	use := r.use(d, h)
	c.overrule((use & (lexicon.OfMan | lexicon.OfWoman)).Gender())
	if !use.Any(lexicon.Office|lexicon.Role) || nlp.Possessive(d.Tokens[h].Low) {
		return
	}
	from := h
	for from > 0 && h-from < 6 && d.Tokens[from-1].Sent == d.Tokens[h].Sent && r.partOfRole(d, from-1) {
		from--
	}
	r.addRole(v, c, nlp.Range{From: from, To: n.Tokens.From}, h)
}

// partOfRole reports whether token i may stand before the head of a role:
// another title, a party, "vice", "campaign", "finance".
func (r *resolver) partOfRole(d *nlp.Doc, i int) bool {
	t := &d.Tokens[i]
	if t.Low == "." {
		return i > 0 && d.Tokens[i-1].End == t.Start && r.use(d, i-1).Any(lexicon.Office)
	}
	if t.Name >= 0 || !t.Word() || t.Shape == nlp.Number || nlp.Possessive(t.Low) || stops[t.Low] {
		return false
	}
	use := r.use(d, i)
	if use.Any(lexicon.Office | lexicon.Role | lexicon.People | lexicon.OrgEnd | lexicon.OrgNoun) {
		return true
	}
	return roleWords[t.Low] || strings.HasSuffix(t.Low, "al") && t.Shape == nlp.Lower
}

// roleWords stand before the heads of roles.
var roleWords = lexicon.Set(`former retired acting deputy vice senior junior chief assistant associate co executive press campaign finance foreign defense
defence interior health energy trade economy education labor labour prime first lead longtime veteran top state police high-ranking majority minority
running democratic republican team house senate white house communications policy security party public media legislative literary political
science research head interim outgoing incoming managing general attorney star rookie`)

// stops end a description that goes on to the left.
var stops = lexicon.Set(`the a an this that these those his her their its our my your and or but of for to at from in on by with as said says told when while if
was is were are be been who which`)

// roleAcross reads the description before a name and a comma: "a lawyer for
// the outlets, David Schulz,".
func (r *resolver) roleAcross(v *view, n nlp.Name, c *cluster) {
	d := v.d
	comma := n.Tokens.From - 1
	if comma < 1 || d.Tokens[comma].Low != "," || d.Tokens[comma].Sent != d.Tokens[n.Tokens.From].Sent {
		return
	}
	if k := n.Tokens.To; k < len(d.Tokens) && d.Tokens[k].Word() && d.Tokens[k].Sent == d.Tokens[comma].Sent && d.Tokens[k].Low != "who" {
		return // the name goes on: it begins a clause, "In May, Ann Lee said"
	}
	for i := comma - 1; i >= 0 && comma-i < reach && d.Tokens[i].Sent == d.Tokens[comma].Sent; i-- {
		t := &d.Tokens[i]
		if !t.Word() {
			return
		}
		if determiners[t.Low] || nlp.Possessive(t.Low) {
			if np := r.description(d, i+1, comma); np.head >= 0 {
				r.addRole(v, c, np.tokens, np.head)
				return
			}
		}
	}
}

var determiners = lexicon.Set("the a an this that his her their its our my another one")

// described is a description of a person: its tokens and the head of it.
type described struct {
	tokens nlp.Range
	head   int // -1: none
}

// description reads a description in the tokens [from, to): words up to a head
// that is a title, and what it is of.
func (r *resolver) description(d *nlp.Doc, from, to int) described {
	none := described{head: -1}
	h := -1
	for i := from; i < to; i++ {
		t := &d.Tokens[i]
		if !t.Word() && t.Low != "." || t.Word() && preps[t.Low] {
			break
		}
		if t.Name < 0 && r.use(d, i).Any(lexicon.Office|lexicon.Role|lexicon.PersonNoun) && !nlp.Possessive(t.Low) {
			h = i
		} else if h >= 0 && t.Shape == nlp.Lower && !adverbs[t.Low] {
			// a plain word behind a title takes its place: "the police dog"
			if r.use(d, i).Any(lexicon.CommonWord) {
				h = -1
			}
			break
		}
	}
	if h < 0 {
		return none
	}
	end := h + 1
	if end < to && (d.Tokens[end].Low == "of" || d.Tokens[end].Low == "for" || d.Tokens[end].Low == "to" || d.Tokens[end].Low == "at") {
		for end < to && end-h < 9 && (d.Tokens[end].Word() || d.Tokens[end].Low == ".") && d.Tokens[end].Low != "who" && d.Tokens[end].Low != "and" {
			end++
		}
	}
	return described{nlp.Range{From: from, To: end}, h}
}

var adverbs = lexicon.Set("emeritus general elect designate")

// preps end the core of a noun phrase.
var preps = lexicon.Set(`unlike of for to at from in on by with about who whom which that whose under against near including as after before over inside
outside behind during between among through like than when where while because into without within upon onto amid against familiar close`)

// roleBehind reads the description between commas behind a name: "Ana Petrov,
// 41, the finance minister,".
func (r *resolver) roleBehind(v *view, n nlp.Name, c *cluster) {
	d := v.d
	sent := d.Tokens[n.Tokens.From].Sent
	if nlp.Possessive(d.Tokens[n.Tokens.To-1].Low) {
		return
	}
	i := r.skipBrackets(d, n.Tokens.To)
	for tries := 0; tries < 3 && i+1 < len(d.Tokens) && d.Tokens[i].Sent == sent && d.Tokens[i].Low == ","; tries++ {
		end := i + 1
		for end < len(d.Tokens) && end-i < 3*reach && d.Tokens[end].Sent == sent && d.Tokens[end].Low != "," && d.Tokens[end].Low != ";" {
			end++
		}
		from := i + 1
		switch low := d.Tokens[from].Low; {
		case d.Tokens[from].Shape == nlp.Number || low == "of" || low == "from" || low == "formerly" || low == "now":
			if low == "now" || low == "formerly" {
				i = from
				from++
			} else {
				i = end
				continue
			}
		}
		if from < end && determiners[d.Tokens[from].Low] {
			from++
		}
		if np := r.description(d, from, end); np.head >= 0 && !r.anotherPerson(v, np) {
			r.addRole(v, c, np.tokens, np.head)
		}
		return
	}
}

// anotherPerson reports whether a person's name stands right behind the head
// of a description, which is then that person's.
func (r *resolver) anotherPerson(v *view, np described) bool {
	k := np.head + 1
	if k < len(v.d.Tokens) && v.d.Tokens[k].Low == "." {
		k++
	}
	last := np.tokens.To - 1
	if n := nameAt(v.d, last); n >= 0 && v.d.Names[n].Kind == nlp.NamePerson && last > np.head && !preps[v.d.Tokens[v.d.Names[n].Tokens.From-1].Low] {
		return true // "Secretary of State Ann Lee"
	}
	if k >= len(v.d.Tokens) || v.d.Tokens[k].Name < 0 {
		return false
	}
	return v.d.Names[v.d.Tokens[k].Name].Kind == nlp.NamePerson
}

// skipBrackets is the token behind "(D-Va.)" where that stands at token i,
// else i.
func (r *resolver) skipBrackets(d *nlp.Doc, i int) int {
	if i >= len(d.Tokens) || d.Tokens[i].Low != "(" {
		return i
	}
	for k := i + 1; k < min(len(d.Tokens), i+10); k++ {
		if d.Tokens[k].Low == ")" {
			return k + 1
		}
	}
	return i
}

// party reads the party in brackets behind a name.
func (r *resolver) party(v *view, n nlp.Name, c *cluster) {
	d, i := v.d, n.Tokens.To
	if i+1 >= len(d.Tokens) || d.Tokens[i].Low != "(" {
		return
	}
	low := d.Tokens[i+1].Low
	if len(low) > 1 && low[1] != '-' && low[1] != '.' {
		return
	}
	switch low[0] {
	case 'd':
		push(r.byHead, "democrat", c)
	case 'r':
		push(r.byHead, "republican", c)
	}
}

// called notes the nouns that bodies are called by beside their names, so that
// "the retailer" finds its body: "the retailer Acme", "Acme, a retailer,", "Acme
// is a retailer".
func (r *resolver) called(v *view) {
	d := v.d
	for i := range d.Tokens {
		h := int(d.Tokens[i].Head)
		if n := nameAt(d, i); n >= 0 && v.of[n] != nil && printedBehind(d, i) {
			r.prints(v, n) // "the Courier daily"
		}
		if i > 0 && besides(d, i) {
			h = i - 1
		} else if h < 0 || !equates(d, i, h) {
			continue
		}
		name, noun := nameAt(d, i), h
		if name < 0 {
			name, noun = nameAt(d, h), i
		}
		if name >= 0 && nameAt(d, noun) < 0 && d.Tokens[noun].Tag == nlp.NOUN && v.of[name] != nil {
			r.callBody(v.of[name], nlp.Base(d.Tokens[noun].Low))
		}
	}
}

// printedBehind reports whether a noun for outlets follows token i, in its name or behind
// it: "Velmar Daily News", "the Courier daily", but not "the White House daily briefing".
func printedBehind(d *nlp.Doc, i int) bool {
	if i+1 >= len(d.Tokens) || !printed[d.Tokens[i+1].Low] {
		return false
	}
	if low := d.Tokens[i+1].Low; i+2 >= len(d.Tokens) || low != "daily" && low != "weekly" || nameAt(d, i) == nameAt(d, i+1) {
		return true
	}
	t := &d.Tokens[i+2]
	return t.Name < 0 && t.Tag != nlp.NOUN && t.Tag != nlp.ADJ
}

// prints makes an outlet of the bearer of name n, which a noun for outlets only stands
// behind, and reports whether it is one. A party, a ministry or an army owns one.
func (r *resolver) prints(v *view, n int) bool {
	c, use := v.of[n], r.use(v.d, v.d.Names[n].Tokens.To-1)
	owns := use.Any(lexicon.OrgNoun) && !use.Any(lexicon.OutletNoun)
	if !owns && (c.kind == record.Other || c.kind == record.Organisation) {
		c.kind = record.Outlet
	}
	return c.kind == record.Outlet
}

// besides reports whether token i and the one before it play the same part, as a
// noun and a name do where the tree misses that they are one thing.
func besides(d *nlp.Doc, i int) bool {
	a, b := &d.Tokens[i-1], &d.Tokens[i]
	return a.Head >= 0 && a.Head == b.Head && a.Rel == b.Rel && subjects[a.Rel]
}

// equates reports whether tokens i and h, its governor, stand for one thing.
func equates(d *nlp.Doc, i, h int) bool {
	t := &d.Tokens[i]
	switch {
	case inside[t.Rel]:
		return true
	case compounds[t.Rel]:
		return h == i+1 && nameAt(d, h) >= 0
	case subjects[t.Rel]:
		return d.Tokens[h].Tag == nlp.NOUN && !passive[t.Rel]
	}
	return false
}

// callBody notes that the body c is called by a noun.
func (r *resolver) callBody(c *cluster, noun string) {
	use := r.words[noun]
	switch {
	case c.kind == record.Person || c.kind == record.Place || use.Any(lexicon.PeopleNoun) || !use.Any(lexicon.OrgNoun|lexicon.OutletNoun|lexicon.OrgEnd):
		return
	case c.kind == record.Other && use.Any(lexicon.OutletNoun):
		c.kind = record.Outlet
	case c.kind == record.Other:
		c.kind = record.Organisation
	}
	push(r.byLast, noun, c)
}

// roleTexts are the roles of c as written.
func (c *cluster) roleTexts() []string {
	var out []string
	for _, ro := range c.roles {
		out = append(out, ro.text)
	}
	return out
}

// fits is how many words of a description the roles of c share with it, where
// one of them has the head h; -1 where none has.
func (c *cluster) fits(h string, words []string) int {
	best := -1
	for _, ro := range c.roles {
		if ro.head != h {
			continue
		}
		n := 0
		for _, w := range words {
			for _, x := range ro.words {
				if w == x || w == "gop" && x == "republican" || w == "republican" && x == "gop" {
					n++
				}
			}
		}
		best = max(best, n)
	}
	return best
}
