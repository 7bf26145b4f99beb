package entity

import (
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// longest bounds the tokens of a source that are read.
const longest = 80

// beginning is the tokens of a span, the first longest of them.
func beginning(d *nlp.Doc, s text.Span) nlp.Range {
	r := nlp.Range{From: d.TokenAt(s.Start)}
	for r.To = r.From; r.To < len(d.Tokens) && d.Tokens[r.To].Start < s.End && r.Len() < longest; r.To++ {
	}
	return r
}

// meetSource settles the source and the addressee of attribution k. It returns
// the token behind the words that it used up.
func (r *resolver) meetSource(k, i int) int {
	a := &r.atts[k]
	if i >= len(r.body.d.Tokens) {
		return 0
	}
	if len(a.Source.Spans) == 0 {
		r.found[k].subject, r.found[k].before = r.leftOut(a), r.spokenBefore(i)
		return 0
	}
	c, end := r.whom(r.body, a.Source.Spans, r.speechOf(a))
	r.found[k].source = c
	if len(a.Addressee.Spans) > 0 {
		r.found[k].addressee, _ = r.whom(r.body, a.Addressee.Spans, speech{})
	}
	if c != nil {
		part := subject
		if r.body.d.Tokens[i].Quote >= 0 {
			part = aside
		}
		r.think(thought{c: c, token: i, rank: part, speaker: true}, headOf(r.body.d, beginning(r.body.d, a.Source.Spans[0])))
	}
	return end
}

// leftOut is the speaker of a cue without a source: the subject of the clause
// that the cue's hangs on ("Lee stepped down, saying …"), the noun that its
// clause describes ("a report that said …") or the owner of a cue that is a noun
// ("Lee's hope that …"). A passive has none.
func (r *resolver) leftOut(a *record.Attribution) *cluster {
	d := r.body.d
	if len(a.Cue.Spans) == 0 {
		return nil
	}
	cue := beginning(d, a.Cue.Spans[0])
	if cue.Len() == 0 {
		return nil
	}
	v := headOf(d, cue)
	for n := 0; n < climbs && v >= 0; n++ {
		if t := r.focus.partOf(d, v); t != nil {
			if n == 0 && passive[d.Tokens[t.top].Rel] {
				return nil
			}
			return t.c
		}
		if up := int(d.Tokens[v].Head); up >= 0 && clauses[d.Tokens[v].Rel] {
			return r.focus.headedBy(up)
		}
		v = int(d.Tokens[v].Head)
	}
	return nil
}

// partOf is the latest mention that is the subject or the owner of token v.
func (f *focus) partOf(d *nlp.Doc, v int) *thought {
	list := f.recent()
	for k := len(list) - 1; k >= 0; k-- {
		if t := &d.Tokens[list[k].top]; int(t.Head) == v && (subjects[t.Rel] || owners[t.Rel]) {
			return &list[k]
		}
	}
	return nil
}

// headedBy is who is meant by the noun phrase with the noun at token h, where
// that is in mind.
func (f *focus) headedBy(h int) *cluster {
	list := f.recent()
	for k := len(list) - 1; k >= 0; k-- {
		if list[k].top == h {
			return list[k].c
		}
	}
	return nil
}

// spokenBefore is the person whom the sentence before token i, in the same
// paragraph and no speech itself, is about: "Lee was glad. “…”"
func (r *resolver) spokenBefore(i int) *cluster {
	d := r.body.d
	t := &d.Tokens[i]
	s := int(t.Sent) - 1
	if s < 0 || d.Sents[s+1].From != i || d.Tokens[d.Sents[s].From].Para != t.Para || d.Tokens[d.Sents[s].From].Quote >= 0 || d.Tokens[i-1].Quote >= 0 {
		return nil
	}
	for _, t := range r.focus.recent() {
		if int(t.sent) == s && t.rank == subject && t.c.kind == record.Person {
			return t.c
		}
	}
	return nil
}

// speech is what is known of a statement before it is known who makes it.
type speech struct {
	of    []*cluster // people whom its content names: speakers hardly ever do themselves
	first bool       // the content stands before the source: "“…,” she said"
}

func (r *resolver) speechOf(a *record.Attribution) speech {
	d := r.body.d
	var out speech
	for _, s := range a.Content.Spans {
		out.first = out.first || s.Start < a.Source.Spans[0].Start
		for i := d.TokenAt(s.Start); i < len(d.Tokens) && d.Tokens[i].Start < s.End && r.spare > 0 && len(out.of) < few; i++ {
			r.spare--
			if n := nameAt(d, i); n >= 0 && d.Names[n].Kind == nlp.NamePerson && r.body.of[n] != nil {
				out.of = append(out.of, r.body.of[n])
			}
		}
	}
	return out
}

// titleSources settles the sources that stand in the title.
func (r *resolver) titleSources() {
	for k := range r.atts {
		a := &r.atts[k]
		if a.In != record.InTitle {
			continue
		}
		r.found[k].source, _ = r.whom(r.title, a.Source.Spans, speech{})
		if len(a.Addressee.Spans) > 0 {
			r.found[k].addressee, _ = r.whom(r.title, a.Addressee.Spans, speech{})
		}
	}
}

// phrase is a noun phrase that stands for a source.
type phrase struct {
	v    *view
	tok  []int // its tokens, marks at the edges left out
	core int   // tokens before its first preposition, comma or bracket
}

// whom is the entity that a source or addressee means; nil for none. The
// second result is the token behind the words used up. what is what it says.
func (r *resolver) whom(v *view, spans []text.Span, what speech) (*cluster, int) {
	p := r.phrase(v, spans)
	if len(p.tok) == 0 {
		return nil, 0
	}
	first := p.tok[0]
	if len(p.tok) == 1 {
		if c, ok := r.oneWord(v, first, what); ok {
			return c, first + 1
		}
	}
	if c := r.named(p); c != nil {
		return c, p.tok[p.core-1] + 1
	}
	return r.nominal(p), p.tok[p.core-1] + 1
}

// phrase reads the tokens of a source, of its main part where it has several.
func (r *resolver) phrase(v *view, spans []text.Span) phrase {
	p := phrase{v: v}
	for r, i := mainPart(v.d, spans), 0; i < r.Len(); i++ {
		p.tok = append(p.tok, r.From+i)
	}
	mark := func(i int) bool { return !v.d.Tokens[i].Word() }
	for len(p.tok) > 0 && mark(p.tok[0]) {
		p.tok = p.tok[1:]
	}
	for n := len(p.tok) - 1; n >= 0 && mark(p.tok[n]) && v.d.Tokens[p.tok[n]].Name < 0; n-- {
		p.tok = p.tok[:n]
	}
	for n := len(p.tok) - 1; n > 0 && reflexive[v.d.Tokens[p.tok[n]].Low]; n-- { // "Lee himself"
		p.tok = p.tok[:n]
	}
	p.core = r.coreEnd(p)
	return p
}

var reflexive = lexicon.Set("himself herself itself themselves myself")

// mainPart is the one of the parts of a source that names it: the highest in its
// sentence; of those, one with a name, or the first.
func mainPart(d *nlp.Doc, parts []text.Span) nlp.Range {
	var best nlp.Range
	bestRank := -1
	for _, s := range parts {
		r := beginning(d, s)
		if !s.Within(d.Text) || r.Len() == 0 {
			continue
		}
		h := headOf(d, r)
		n := 2 * int(rankOf(d, topOf(d, h)))
		if nameAt(d, h) >= 0 {
			n++
		}
		if n > bestRank {
			best, bestRank = r, n
		}
	}
	return best
}

// coreEnd is how many tokens the core of the phrase has.
func (r *resolver) coreEnd(p phrase) int {
	d := p.v.d
	for n := 1; n < len(p.tok); n++ {
		t := &d.Tokens[p.tok[n]]
		if t.Name >= 0 && d.Names[t.Name].Tokens.From < p.tok[n] {
			continue // inside a name
		}
		switch {
		case t.Low == "and" || t.Low == "&" || t.Low == "or":
			if r.joinsNames(p, n) {
				return n
			}
		case t.Low == "of" && r.titleOf(p.v, p.tok[n]):
		case t.Low == "," && n == 2 && r.betweenAdjectives(p):
		case t.Low == "than" && compared[d.Tokens[p.tok[n-1]].Low]: // "more than 70 members"
		case n > 1 && t.Name < 0 && t.Tag == nlp.VERB && participle[t.Rel]: // "a source briefed on it"
			return n
		case strings.HasPrefix(t.Low, "who'"):
			return n
		case t.Name < 0 && (t.Shape == nlp.Lower && preps[t.Low] || t.Shape == nlp.Punct && t.Low != "." && t.Low != "-"):
			return n
		case t.Name < 0 && (t.Low == "is" || t.Low == "was" || t.Low == "said"):
			return n
		}
	}
	return len(p.tok)
}

// compared stand before "than" and a number.
var compared = lexicon.Set("more fewer less other")

// titleOf reports whether the "of" at token i is part of a title that a name
// follows: "Secretary of State Ann Lee", "Director of Public Health Ann Lee".
func (r *resolver) titleOf(v *view, i int) bool {
	d := v.d
	if i == 0 || !r.use(d, i-1).Any(lexicon.Office|lexicon.Role) {
		return false
	}
	for k := i + 2; k < min(len(d.Tokens), i+6) && d.Tokens[k].Word() && !preps[d.Tokens[k].Low]; k++ {
		if n := nameAt(d, k); n >= 0 && v.of[n] != nil && v.of[n].kind == record.Person {
			before := &d.Tokens[k-1]
			return before.Name < 0 && (before.Shape == nlp.Capital || k == i+2) && !r.use(d, k-1).Any(lexicon.Title)
		}
	}
	return false
}

// betweenAdjectives reports whether the comma at p.tok[2] stands between two
// words for one noun: "the tall, quiet professor".
func (r *resolver) betweenAdjectives(p phrase) bool {
	d := p.v.d
	return len(p.tok) > 4 && determiners[d.Tokens[p.tok[0]].Low] && d.Tokens[p.tok[1]].Shape == nlp.Lower && d.Tokens[p.tok[3]].Shape == nlp.Lower &&
		!r.use(d, p.tok[1]).Any(lexicon.Noun) && !preps[d.Tokens[p.tok[3]].Low] && !determiners[d.Tokens[p.tok[3]].Low]
}

// joinsNames reports whether the "and" at p.tok[n] stands behind a name.
func (r *resolver) joinsNames(p phrase, n int) bool {
	return p.v.d.Tokens[p.tok[n-1]].Name >= 0
}

// nameAt is the index of the name that token i is part of, or -1.
func nameAt(d *nlp.Doc, i int) int { return int(d.Tokens[i].Name) }

// oneWord settles a source of one word that is a pronoun; ok is false where it
// is none.
func (r *resolver) oneWord(v *view, i int, what speech) (c *cluster, ok bool) {
	low := v.d.Tokens[i].Low
	g := pronouns[low]
	switch {
	case v.d.Tokens[i].Name >= 0:
		return nil, false
	case low == "who" || low == "which" || low == "that" || low == "whose":
		return r.antecedent(v, i), true
	case g == 0:
		return nil, meansAnyone(&v.d.Tokens[i])
	case g == '1':
		return nil, true // see nested
	case v.in != record.InBody:
		return r.mainPerson(g, what.of), true
	}
	switch g {
	case 'M', 'F':
		c = r.bestPerson(i, g, what)
		if c == nil {
			c = r.mainPerson(g, what.of)
		}
	default:
		c = r.bestBody(i, g == 'P')
	}
	if c == nil {
		return nil, true
	}
	r.takePronoun(c, i, g, true)
	return c, true
}

// mainPerson is the person of the gender with most mentions, of those not in not.
func (r *resolver) mainPerson(g byte, not []*cluster) *cluster {
	var best *cluster
	for _, c := range r.all {
		if c.kind == record.Person && c.agrees(g) && (best == nil || c.count > best.count) && !slices.Contains(not, c) {
			best = c
		}
	}
	return best
}

// antecedent is whom "who" or "which" at token i goes back to: the name right
// before it, a person with a description in between, or what the noun stands for
// that its clause describes.
func (r *resolver) antecedent(v *view, i int) *cluster {
	d := v.d
	k, comma := wordBefore(d, i)
	if k < 0 || d.Tokens[k].Sent != d.Tokens[i].Sent {
		return nil
	}
	who := d.Tokens[i].Low == "who"
	if n := nameAt(d, k); n >= 0 && (v.of[n] == nil || !who || v.of[n].kind == record.Person) {
		return v.of[n]
	}
	if who {
		if c := r.personBefore(v, k, comma); c != nil {
			return c
		}
	}
	if h := modified(d, i); h >= 0 && h < i {
		k = h
	}
	if n := nameAt(d, k); n >= 0 && v.of[n] != nil {
		return v.of[n]
	}
	if low := d.Tokens[k].Low; stops[low] || preps[low] || r.verb(low) {
		return nil
	}
	return r.headed(v, k)
}

// wordBefore is the word before token i, what stands in brackets left out, or
// -1; comma tells whether one stands in between.
func wordBefore(d *nlp.Doc, i int) (k int, comma bool) {
	for k = i - 1; k >= 0 && d.Tokens[k].Sent == d.Tokens[i].Sent && !d.Tokens[k].Word(); k-- {
		comma = comma || d.Tokens[k].Low == ","
		if d.Tokens[k].Low == ")" {
			for k > 0 && d.Tokens[k].Low != "(" && i-k < longest {
				k--
			}
		}
	}
	return k, comma
}

// headed is whom the noun phrase that ends at token k means.
func (r *resolver) headed(v *view, k int) *cluster {
	d, from := v.d, k
	for from > 0 && k-from < 5 && d.Tokens[from-1].Sent == d.Tokens[k].Sent && d.Tokens[from-1].Word() && !preps[d.Tokens[from-1].Low] && !r.verb(d.Tokens[from-1].Low) && !clausal(&d.Tokens[from-1]) {
		from--
		if determiners[d.Tokens[from].Low] {
			break
		}
	}
	if from > 1 && determiners[d.Tokens[from].Low] && d.Tokens[from-1].Low == "," {
		if n := nameAt(d, from-2); n >= 0 && v.of[n] != nil {
			return v.of[n] // "Acme, a company that"
		}
	}
	p := phrase{v: v}
	for ; from <= k; from++ {
		p.tok = append(p.tok, from)
	}
	p.core = len(p.tok)
	if c := r.named(p); c != nil {
		return c
	}
	return r.nominal(p)
}

// clausal reports whether t is the verb of a clause rather than a word beside a noun:
// "are groups" but "elected officials".
func clausal(t *nlp.Token) bool { return t.Tag == nlp.AUX || t.Tag == nlp.VERB && t.Rel != modifies }

// personBefore is the person named in the sentence before token k, where a
// description of one stands between: "Ann Lee, a nurse, who".
func (r *resolver) personBefore(v *view, k int, comma bool) *cluster {
	d := v.d
	if !comma && !r.use(d, k).Any(lexicon.Office|lexicon.Role) {
		return nil
	}
	for i := k; i >= 0 && k-i < 30 && d.Tokens[i].Sent == d.Tokens[k].Sent; i-- {
		n := nameAt(d, i)
		if n < 0 || v.of[n] == nil || v.of[n].kind != record.Person || nlp.Possessive(d.Tokens[d.Names[n].Tokens.To-1].Low) {
			continue
		}
		if e := d.Names[n].Tokens.To; e < len(d.Tokens) && (d.Tokens[e].Low == "," || d.Tokens[e].Low == "(") {
			return v.of[n]
		}
	}
	return nil
}

// named is the entity of a source whose head is a name, or that a person's
// name stands beside.
func (r *resolver) named(p phrase) *cluster {
	d := p.v.d
	end := p.core - 1
	for end > 0 && !d.Tokens[p.tok[end]].Word() && d.Tokens[p.tok[end]].Name < 0 {
		end--
	}
	if n := nameAt(d, p.tok[end]); n >= 0 {
		if c := p.v.of[n]; c != nil {
			return c
		}
	}
	return r.beside(p)
}

// beside is the person whose name stands beside a description in the phrase: "a
// lawyer for the outlets, David Schulz". Whichever of its nouns the name is put
// to, it is the whole that it names.
func (r *resolver) beside(p phrase) *cluster {
	d := p.v.d
	for _, i := range p.tok {
		if examples[d.Tokens[i].Low] {
			return nil
		}
		n := nameAt(d, i)
		if n < 0 || i == 0 || p.v.of[n] == nil || p.v.of[n].kind != record.Person || nlp.Possessive(d.Tokens[d.Names[n].Tokens.To-1].Low) {
			continue
		}
		h := &d.Tokens[headOf(d, d.Names[n].Tokens)]
		up := int(h.Head)
		if inside[h.Rel] && p.tok[0] <= up && up < i && outermost(d, up, p.tok[0]) && !r.another(p, up) {
			return p.v.of[n]
		}
		if subjects[h.Rel] && d.Tokens[r.titleBefore(d, i)-1].Low == "," && up > p.tok[len(p.tok)-1] {
			return p.v.of[n] // put to the verb itself, as a second subject
		}
		if d.Names[n].Tokens.From == i && d.Names[n].Tokens.To > p.tok[len(p.tok)-1] && r.holder(p, i) {
			return p.v.of[n]
		}
	}
	return nil
}

// another reports whether the noun at token up, which a name is put to, stands for
// somebody else than the phrase: "a spokesman for the secretary, Ann Lee".
func (r *resolver) another(p phrase, up int) bool {
	d, h := p.v.d, p.tok[p.core-1]
	return up > h && r.use(d, up).Any(lexicon.Office) && !r.pluralNoun(d, up) && r.use(d, h).Any(lexicon.WithheldNoun)
}

// holder reports whether the name at token i, the last of a phrase, is that of who holds
// the office that the phrase begins with: "Ambassador to Ostria Ann Lee".
func (r *resolver) holder(p phrase, i int) bool {
	d, h := p.v.d, p.tok[p.core-1]
	n := nameAt(d, i-1)
	return h < i && n >= 0 && d.Names[n].Kind != nlp.NamePerson && !nlp.Possessive(d.Tokens[i-1].Low) && r.use(d, h).Any(lexicon.Office) && !r.pluralNoun(d, h)
}

// examples stand before some of those that a description means: "three ministers,
// including Lee".
var examples = lexicon.Set("including such like except unlike")

// titleBefore is where the title before the name at token i begins; i, which is
// above 0, where there is none. It is above 0 as well.
func (r *resolver) titleBefore(d *nlp.Doc, i int) int {
	for i > 1 && (r.use(d, i-1).Any(lexicon.Title) || d.Tokens[i-1].Low == "." && r.use(d, i-2).Any(lexicon.Title)) {
		i--
	}
	return i
}

// nominal is the entity of a source without a name at its head: one that is
// known where the description says who, else one of its own.
func (r *resolver) nominal(p phrase) *cluster {
	d := p.v.d
	core := p.tok[:p.core]
	for len(core) > 1 && !d.Tokens[core[len(core)-1]].Word() {
		core = core[:len(core)-1]
	}
	h := core[len(core)-1]
	first := d.Tokens[core[0]].Low
	if c := r.bearer(p.v, core); c != nil {
		return c
	}
	if c := r.outletBefore(p.v, core); c != nil {
		r.noteNominal(p.v, c, core)
		return c
	}
	if c := r.owned(p, core); c != nil {
		return c
	}
	definite := first == "the" || first == "this" || first == "that" || len(core) == 1 && r.use(d, h).Any(lexicon.Office) && d.Tokens[h].Shape == nlp.Capital
	if definite {
		if c := r.definite(p, core, h); c != nil {
			r.noteNominal(p.v, c, core)
			return c
		}
	}
	return r.described(p, core)
}

// outletBefore is the outlet whose name stands before a noun for outlets at the end of
// a core: "the Velmar Courier newspaper", "the country's VNA news agency".
func (r *resolver) outletBefore(v *view, core []int) *cluster {
	d, k := v.d, len(core)-1
	low := nlp.Base(d.Tokens[core[k]].Low)
	if k > 1 && d.Tokens[core[k-1]].Low == "news" {
		k--
	} else if !printed[low] {
		return nil
	}
	if k < 1 || !r.use(d, core[len(core)-1]).Any(lexicon.OutletNoun|lexicon.OrgNoun) {
		return nil
	}
	n := nameAt(d, core[k-1])
	if n < 0 || v.of[n] == nil || nlp.Possessive(d.Tokens[core[k-1]].Low) || !r.prints(v, n) {
		return nil
	}
	return v.of[n]
}

// printed are nouns that only outlets are called by.
var printed = lexicon.Set("newspaper magazine broadcaster tabloid newswire daily weekly")

// bearer is the person whose surname the last word of a core is, where nothing
// else tells that the word is a name ("Petrov: …" in a headline, "Riga coach
// Petrov"); nil where nobody or more than one bears it.
func (r *resolver) bearer(v *view, core []int) *cluster {
	t := &v.d.Tokens[core[len(core)-1]]
	if t.Shape == nlp.Lower || t.Tag != nlp.PROPN && len(core) > 1 {
		return nil
	}
	if bearers := r.bySurname[nlp.Base(t.Low)]; len(bearers) == 1 {
		return bearers[0]
	}
	return nil
}

// noteNominal records the core of a source as a mention of c.
func (r *resolver) noteNominal(v *view, c *cluster, core []int) {
	if v.in == record.InBody {
		c.mention(clip(v.d, nlp.Range{From: core[0], To: core[len(core)-1] + 1}), record.ByNominal, core[0])
	}
}

// definite is whom "the senator", "the campaign" or "the woman" means, or nil.
func (r *resolver) definite(p phrase, core []int, h int) *cluster {
	d := p.v.d
	use := r.use(d, h)
	low := nlp.Base(d.Tokens[h].Low)
	np := nlp.Range{From: core[0], To: h + 1}
	if np.Len() > 1 {
		np.From++
	}
	if anyNameless(d, core) {
		return nil
	}
	if use.Any(lexicon.Office|lexicon.Role|lexicon.People) && !use.Any(lexicon.PeopleNoun) {
		if c := r.byRole(p.v, core[0], np); c != nil {
			return c
		}
	}
	if c := r.describedBefore(p, core, low); c != nil {
		return c
	}
	if use.Any(lexicon.OrgNoun|lexicon.OrgEnd|lexicon.OutletNoun|lexicon.DocumentNoun) && !use.Any(lexicon.PeopleNoun) {
		if use.Any(lexicon.DocumentNoun) && ownedByNoun(d, core) {
			return nil
		}
		return r.bodyCalled(p, core, low)
	}
	if p.v.in != record.InBody || len(p.tok) > p.core || use.Any(lexicon.WithheldNoun|lexicon.PeopleNoun) {
		return nil
	}
	if use.Any(lexicon.PersonNoun|lexicon.Role) && !use.Any(lexicon.Office) || r.aged(d, core) {
		return r.bestPerson(core[0], (use &^ lexicon.Given).Gender(), speech{})
	}
	return nil
}

// nameless say that an article does not tell who is meant.
var nameless = lexicon.Set("anonymous unnamed unidentified")

// anyNameless reports whether one of some tokens says so.
func anyNameless(d *nlp.Doc, tokens []int) bool {
	return slices.ContainsFunc(tokens, func(i int) bool { return nameless[d.Tokens[i].Low] })
}

// ownedByNoun reports whether a noun that is no name owns what a core is about: "the
// centre's website" is not that of a paper which was in mind.
func ownedByNoun(d *nlp.Doc, core []int) bool {
	return slices.ContainsFunc(core[:len(core)-1], func(i int) bool { return nlp.Possessive(d.Tokens[i].Low) && d.Tokens[i].Name < 0 })
}

// describedBefore is who is in mind by a description with the noun low, where
// the noun alone is said again: "a judge in Hull … the judge".
func (r *resolver) describedBefore(p phrase, core []int, low string) *cluster {
	if p.v.in != record.InBody || len(core) != 2 || len(p.tok) > p.core {
		return nil
	}
	list := r.focus.recent()
	for k := len(list) - 1; k >= 0; k-- {
		if c := list[k].c; c.unnamed && c.owner == nil && (c.kind == record.Group || c.kind == record.Document) && c.words[len(c.words)-1] == low {
			return c
		}
	}
	return nil
}

// aged reports whether a description gives an age: "the 26-year-old".
func (r *resolver) aged(d *nlp.Doc, core []int) bool {
	for _, i := range core {
		if strings.Contains(d.Tokens[i].Low, "year-old") {
			return true
		}
	}
	return false
}

// bodyCalled is the body that "the ministry" means: one whose name, or
// description met before, has the noun low in it and shares other words with the
// description; else the nearest that may be called so.
func (r *resolver) bodyCalled(p phrase, core []int, low string) *cluster {
	best, shared := r.bodyNamed(p, core, low)
	if shared || len(p.tok) > p.core || p.v.in != record.InBody {
		return best
	}
	if c := r.bodyInMind(core[0], low); c != nil {
		return c
	}
	return best
}

// bodyNamed is the body with low in its name or description that shares most
// words with the core, the latest of those; shared tells whether it does share
// one.
func (r *resolver) bodyNamed(p phrase, core []int, low string) (best *cluster, shared bool) {
	bestScore := -1
	for _, c := range r.byLast[low] {
		if c.kind == record.Person || c.plural {
			continue
		}
		score := c.shares(p.v.d, core[:len(core)-1])
		if c.first >= 0 && c.first < core[0] {
			score += 2
		}
		if score >= 0 && (best == nil || score > bestScore || score == bestScore && c.last > best.last) {
			best, bestScore = c, score
		}
	}
	return best, bestScore >= 4
}

// shares says how well the name of c goes with the words of a description.
func (c *cluster) shares(d *nlp.Doc, words []int) int {
	score := 0
	for _, k := range words {
		if slices.Contains(c.words, nlp.Base(d.Tokens[k].Low)) {
			score += 4
		} else if d.Tokens[k].Name >= 0 {
			score -= 6
		}
	}
	return score
}

// bodyInMind is the body in mind at token i that may be called low.
func (r *resolver) bodyInMind(i int, low string) *cluster {
	now := r.clock[r.body.d.Tokens[i].Sent]
	var best *cluster
	bestScore := 0
	for _, t := range r.focus.recent() {
		if !t.c.is(low) && !(t.obscure() && bodies[low]) && !slices.Contains(r.byLast[low], t.c) {
			continue
		}
		if score := t.weight(now) + 2*min(t.c.count, 8); score >= bestScore {
			best, bestScore = t.c, score
		}
	}
	return best
}

// bodies and outlets are the nouns that nearly every organisation, and every
// outlet, may be called.
var (
	bodies = lexicon.Set(`union company firm agency organization organisation group association charity department team club nonprofit council board
party bureau commission committee`)
	outlets = lexicon.Set("newspaper paper magazine outlet broadcaster channel network website site publication")
)

// is reports whether a body may be called low though its name does not say it.
func (c *cluster) is(low string) bool {
	return c.kind == record.Outlet && outlets[low] || c.kind == record.Organisation && !c.unnamed && bodies[low]
}

// owned is the entity of what somebody owns: "the Clinton campaign", "Clinton's
// campaign" and "her campaign" are one. nil where the core has no owner.
func (r *resolver) owned(p phrase, core []int) *cluster {
	d := p.v.d
	if len(core) < 2 {
		return nil
	}
	owner, at := r.owner(p.v, core)
	if owner == nil {
		return nil
	}
	h := core[len(core)-1]
	use, low := r.use(d, h), nlp.Base(d.Tokens[h].Low)
	if at == len(core)-1 {
		return nil
	}
	pron := owning[d.Tokens[core[at]].Low]
	if use.Any(lexicon.Role|lexicon.Office) && !use.Any(lexicon.PeopleNoun) && (pron || nlp.Possessive(d.Tokens[core[at]].Low)) {
		// "his ex-wife": a person whose role is known to be that
		if c := r.byRole(p.v, core[0], nlp.Range{From: core[at+1], To: h + 1}); c != nil && c != owner {
			r.noteNominal(p.v, c, core)
			return c
		}
	}
	if at+1 != len(core)-1 || !use.Any(lexicon.OrgNoun|lexicon.OrgEnd) || use.Any(lexicon.PeopleNoun) && !use.Any(lexicon.OrgNoun) {
		if !pron {
			return nil
		}
	}
	name := owner.display() + "'s"
	if owner.plural && strings.HasSuffix(owner.display(), "s") {
		name = owner.display() + "'"
	}
	if !pron {
		name = plainText(d, d.SpanOf(nlp.Range{From: core[at] - r.back(d, core[at]), To: core[at] + 1}))
	}
	for _, i := range core[at+1:] {
		name += " " + d.Tokens[i].In(d.Text)
	}
	c := r.owns(owner, low, p, core, name)
	r.noteNominal(p.v, c, core)
	r.anonymity(c, p, h)
	return c
}

// back is how many tokens of a name stand before its token i.
func (r *resolver) back(d *nlp.Doc, i int) int {
	if n := nameAt(d, i); n >= 0 {
		return i - d.Names[n].Tokens.From
	}
	return 0
}

// owner finds the owner at the head of a core, and the place in core of its
// last token: a possessive pronoun, a possessive name, or a name before a noun.
func (r *resolver) owner(v *view, core []int) (*cluster, int) {
	d := v.d
	if owning[d.Tokens[core[0]].Low] {
		c, _ := r.oneWord(v, core[0], speech{})
		return c, 0
	}
	for n := len(core) - 2; n >= 0; n-- {
		if k := nameAt(d, core[n]); k >= 0 {
			if v.of[k] == nil || v.of[k].kind == record.Place {
				return nil, 0
			}
			return v.of[k], n
		}
	}
	return nil, 0
}

// owns finds or makes what owner has under the noun low.
func (r *resolver) owns(owner *cluster, low string, p phrase, core []int, name string) *cluster {
	key := strings.Join(owner.words, " ") + "'s " + low
	if c := r.byText[key]; c != nil {
		c.alias(name)
		return c
	}
	c := r.newCluster(r.nominalKind(p, core))
	c.owner, c.unnamed, c.name = owner, true, name
	c.words = []string{low}
	if c.kind == record.Organisation {
		c.unnamed = false
		push(r.byLast, low, c)
	}
	c.plural = c.kind == record.Group && r.pluralNoun(p.v.d, core[len(core)-1])
	r.byText[key] = c
	return c
}

func (c *cluster) display() string {
	if c.name != "" {
		return c.name
	}
	return strings.Join(c.words, " ")
}

// nominalKind is the kind of a description, by its head.
func (r *resolver) nominalKind(p phrase, core []int) record.EntityKind {
	d := p.v.d
	h := core[len(core)-1]
	use := r.use(d, h)
	if use == 0 || !use.Any(lexicon.Noun) {
		use |= r.words[singular(nlp.Base(d.Tokens[h].Low))]
	}
	switch {
	case use.Any(lexicon.WithheldNoun | lexicon.PeopleNoun | lexicon.PersonNoun):
		return record.Group
	case use.Any(lexicon.DocumentNoun):
		return record.Document
	case use.Any(lexicon.Office | lexicon.Role | lexicon.People):
		return record.Group
	case use.Any(lexicon.OutletNoun):
		return record.Outlet
	case use.Any(lexicon.OrgNoun | lexicon.OrgEnd):
		return record.Organisation
	}
	if r.pluralNoun(d, h) {
		return record.Group
	}
	return record.Other
}

func singular(low string) string {
	if strings.HasSuffix(low, "ies") {
		return low[:len(low)-3] + "y"
	}
	return strings.TrimSuffix(low, "s")
}

func (r *resolver) pluralNoun(d *nlp.Doc, i int) bool {
	low := nlp.Base(d.Tokens[i].Low)
	if r.words[low].Any(lexicon.PeopleNoun) {
		return true
	}
	return len(low) > 3 && strings.HasSuffix(low, "s") && !strings.HasSuffix(low, "ss")
}

// described finds or makes the entity of a description that names nobody.
func (r *resolver) described(p phrase, core []int) *cluster {
	name := r.descriptionText(p)
	key := strings.ToLower(name)
	c := r.byText[key]
	if c == nil {
		c = r.newCluster(r.nominalKind(p, core))
		c.unnamed, c.name = true, name
		h := core[len(core)-1]
		c.words = []string{nlp.Base(p.v.d.Tokens[h].Low)}
		c.plural = c.kind == record.Group && r.pluralNoun(p.v.d, h)
		if c.kind == record.Group && !c.plural {
			c.setGender((r.use(p.v.d, h) &^ lexicon.Given).Gender())
		}
		if c.kind == record.Organisation || c.kind == record.Document {
			push(r.byLast, c.words[0], c)
		}
		r.byText[key] = c
		r.anonymity(c, p, h)
	}
	r.noteNominal(p.v, c, core)
	return c
}

// descriptionText is a description as written without its determiner, up to
// the first comma, bracket or relative clause behind its core.
func (r *resolver) descriptionText(p phrase) string {
	d := p.v.d
	from, to := 0, p.core
	for from+1 < p.core && leading[d.Tokens[p.tok[from]].Low] {
		from++
	}
	for to < len(p.tok) && to < p.core+12 {
		t := &d.Tokens[p.tok[to]]
		if t.Shape == nlp.Punct && t.Low != "." && t.Low != "-" || t.Low == "who" || t.Low == "which" || t.Low == "that" {
			break
		}
		to++
	}
	var parts []string
	for _, i := range p.tok[from:to] {
		t := &d.Tokens[i]
		if len(parts) > 0 && i > 0 && d.Tokens[i-1].End == t.Start {
			parts[len(parts)-1] += t.In(d.Text)
			continue
		}
		parts = append(parts, t.In(d.Text))
	}
	s := strings.Join(parts, " ")
	if n := len(s); to == p.core && nlp.Possessive(strings.ToLower(strings.ReplaceAll(s, "’", "'"))) {
		s = strings.TrimRight(s[:n-1], "'’")
	}
	return s
}

// leading are the words left off at the start of a description.
var leading = lexicon.Set("the a an this that these those")

// anonymity marks c as withheld by the article where its head is a word for
// such people, or the source says that they kept their names back.
func (r *resolver) anonymity(c *cluster, p phrase, h int) {
	d := p.v.d
	if r.use(d, h).Any(lexicon.WithheldNoun) {
		c.anonymous = true
	}
	for _, i := range p.tok[p.core:] {
		switch d.Tokens[i].Low {
		case "anonymity", "anonymous", "familiar", "briefed", "unnamed", "close":
			c.anonymous = true
		}
	}
	if anyNameless(d, p.tok[:p.core]) {
		c.anonymous = true
	}
	if p.core == len(p.tok) {
		return
	}
	last := p.tok[len(p.tok)-1]
	if low := d.Tokens[h].Low; d.Tokens[p.tok[0]].Low == "those" || (low == "one" || low == "two" || low == "some") && r.use(d, last).Any(lexicon.WithheldNoun) {
		c.anonymous = true
	}
}
