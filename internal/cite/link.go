package cite

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// link puts the citations in order, gives them ids, and joins them to one
// another, to entities and to the attributions that they cover.
func (f *finder) link() {
	f.links()
	slices.SortStableFunc(f.cites, func(a, b citation) int { return text.Compare(a.span, b.span) })
	f.chain()
	f.wrap()
	first, ents := len(f.r.Citations), f.entities()
	for i := range f.cites {
		c := &f.cites[i]
		x := record.Citation{
			ID: f.id(first, i), Outlet: c.outlet.name, Domain: c.domain, Kind: c.credit,
			Own: f.isOwn(c.outlet), URL: c.url, Whole: c.sent < 0,
		}
		if !c.span.Empty() {
			x.Spans = []text.Span{c.span}
		}
		if c.through >= 0 {
			x.Through = f.id(first, c.through)
		}
		x.Entity = ents.of(c)
		f.r.Citations = append(f.r.Citations, x)
	}
	ents.sort()
	f.cover(first)
}

func (f *finder) id(first, i int) string { return "c" + strconv.Itoa(first+i+1) }

// chain finds, for what is cited with "citing" and its like, the citation
// before it in the same sentence that passes it on.
func (f *finder) chain() {
	for i := range f.cites {
		c := &f.cites[i]
		if c.through != pending {
			continue
		}
		c.through = -1
		for k := i - 1; k >= max(0, i-50) && f.cites[k].sent == c.sent && (c.sent >= 0 || f.cites[k].span == c.span); k-- {
			if f.cites[k].credit == record.CreditTo && f.cites[k].outlet.name != c.outlet.name {
				c.through = f.top(k, c)
				break
			}
		}
		if c.through < 0 && c.sent >= 0 && i+1 < len(f.cites) {
			if by := &f.cites[i+1]; by.sent == c.sent && by.credit == record.CreditTo && by.through == -1 && by.outlet.name != c.outlet.name {
				c.through = i + 1 // "Citing Reuters, CNN reported"
			}
		}
	}
}

// wrap finds, for what was said to an outlet or is credited right before, the
// credit that ends the sentence: "told the Chongqing Morning Post, according to
// China Daily".
func (f *finder) wrap() {
	for i := range f.cites {
		c := &f.cites[i]
		if c.through >= 0 || c.sent < 0 || c.credit != record.Venue && c.credit != record.CreditTo {
			continue
		}
		for k := i + 1; k < min(len(f.cites), i+6) && f.cites[k].sent == c.sent; k++ {
			by := &f.cites[k]
			if by.closes && by.through < 0 && by.outlet.name != c.outlet.name && (c.credit == record.Venue || c.span.End+2 >= by.span.Start) {
				c.through = k
				break
			}
		}
	}
}

// top is the citation that c goes through where k stands before it: k itself,
// or what k goes through where both were cited in one breath.
func (f *finder) top(k int, c *citation) int {
	if f.cites[k].through >= 0 && f.cites[k].span.End+6 >= c.span.Start {
		return f.cites[k].through
	}
	return k
}

// links makes a citation of each hyperlink to another outlet, or gives the
// credit to that outlet in its sentence the address.
func (f *finder) links() {
	if f.r.Article == nil {
		return
	}
	type place struct {
		outlet string // its domain, or else its name
		sent   int
	}
	cited := map[place]int{}
	for i := range f.cites {
		c := &f.cites[i]
		sent := c.sent
		if k := f.d.TokenAt(c.span.Start); sent < 0 && !c.span.Empty() && k < len(f.d.Tokens) {
			sent = int(f.d.Tokens[k].Sent) // a line for the whole article
		}
		cited[place{cmp.Or(c.domain, c.outlet.name), sent}] = i
	}
	for _, l := range f.r.Article.Links {
		o, ok := f.set.Domain(hostOf(l.URL))
		if !ok || !l.Span.Within(f.d.Text) || f.isOwn(outlet{o.Name, o.Domain, o.Kind}) {
			continue
		}
		i := f.d.TokenAt(l.Span.Start)
		if i >= len(f.d.Tokens) {
			continue
		}
		sent := int(f.d.Tokens[i].Sent)
		if k, ok := cited[place{o.Domain, sent}]; ok {
			if f.cites[k].url == "" {
				f.cites[k].url = l.URL
			}
			continue
		}
		if f.d.Tokens[i].Skip {
			continue
		}
		cited[place{o.Domain, sent}] = len(f.cites)
		f.cites = append(f.cites, citation{
			outlet: outlet{o.Name, o.Domain, o.Kind}, credit: record.Hyperlink, span: l.Span, sent: sent, through: -1, url: l.URL,
		})
	}
}

// entities joins citations to the entities of the record. It keeps them by
// place and by name, so that time stays linear in the number of citations.
type entities struct {
	f       *finder
	at      map[int]int       // start of a mention of a body to the index of its entity, counted from 1
	exact   map[text.Span]int // mention of an entity of any kind to its index, counted from 1
	claimed map[int]string    // entities that are the outlet of a citation, with the key of its name
	named   map[string]int    // name or alias, as nameKey gives it
	grown   map[int]bool      // entities with new mentions
	highest int               // number of the last id
}

func (f *finder) entities() *entities {
	x := &entities{f: f, at: map[int]int{}, exact: map[text.Span]int{}, claimed: map[int]string{}, named: map[string]int{}, grown: map[int]bool{}}
	for i := range f.r.Entities {
		x.add(i)
	}
	return x
}

func (x *entities) add(i int) {
	e := &x.f.r.Entities[i]
	if n, err := strconv.Atoi(strings.TrimPrefix(e.ID, "e")); err == nil {
		x.highest = max(x.highest, n)
	}
	for _, m := range e.Mentions {
		x.exact[m.Span] = i + 1
	}
	if e.Kind != record.Outlet && e.Kind != record.Organisation {
		return
	}
	for _, m := range e.Mentions {
		x.at[m.Span.Start] = i + 1
	}
	x.name(e.Name, i)
	for _, a := range e.Aliases {
		x.name(a, i)
	}
}

func (x *entities) name(name string, i int) {
	keys := []string{nameKey(name)}
	if o, ok := x.f.set.Named(name); ok && !o.Ordinary {
		keys = append(keys, nameKey(o.Name))
	}
	for _, k := range keys {
		if _, ok := x.named[k]; !ok {
			x.named[k] = i
		}
	}
}

func nameKey(name string) string { return strings.TrimPrefix(strings.ToLower(name), "the ") }

// of is the id of the entity that a citation is to: one with the name of its
// outlet, the one mentioned where it is named, or a new one. An entity that is
// one outlet never becomes another.
func (x *entities) of(c *citation) string {
	key := nameKey(c.outlet.name)
	i, ok := x.named[key]
	if !ok || !x.free(i, key) {
		if i, ok = x.byPlace(c); !ok {
			i = x.create(c)
		}
	}
	x.claim(i, c)
	if !c.name.Empty() && x.exact[c.name] != i+1 && x.at[c.name.Start] != i+1 {
		e := &x.f.r.Entities[i]
		e.Mentions = append(e.Mentions, record.Mention{Span: c.name, Form: x.f.form(c)})
		x.at[c.name.Start], x.exact[c.name] = i+1, i+1
		x.grown[i] = true
	}
	return x.f.r.Entities[i].ID
}

// free reports whether entity i is no other outlet than the one with the key.
func (x *entities) free(i int, key string) bool {
	have, ok := x.claimed[i]
	return !ok || have == key
}

// byPlace is the entity of any kind that is mentioned by the name of c and has
// it, or the outlet with a mention that begins inside the name of c.
func (x *entities) byPlace(c *citation) (int, bool) {
	if c.name.Empty() {
		return 0, false
	}
	key := nameKey(c.outlet.name)
	if i := x.exact[c.name] - 1; i >= 0 && nameKey(x.f.r.Entities[i].Name) == key && x.free(i, key) {
		return i, true
	}
	d := x.f.d
	r := d.RangeOf(c.name)
	for k := r.From; k < min(r.To, r.From+longestName); k++ {
		if i := x.at[d.Tokens[k].Start] - 1; i >= 0 && x.f.r.Entities[i].Kind == record.Outlet && x.free(i, key) {
			return i, true
		}
	}
	return 0, false
}

// claim makes entity i the outlet of the citation, by its name; the name that it
// had stays as an alias.
func (x *entities) claim(i int, c *citation) {
	e := &x.f.r.Entities[i]
	x.claimed[i] = nameKey(c.outlet.name)
	e.Kind = record.Outlet
	if old := e.Name; old != c.outlet.name {
		e.Name = c.outlet.name
		e.Aliases = slices.DeleteFunc(e.Aliases, func(a string) bool { return a == e.Name })
		if nameKey(old) != nameKey(e.Name) && !slices.Contains(e.Aliases, old) {
			e.Aliases = append(e.Aliases, old)
		}
	}
	x.named[x.claimed[i]] = i
}

func (x *entities) create(c *citation) int {
	x.highest++
	e := record.Entity{ID: "e" + strconv.Itoa(x.highest), Kind: record.Outlet, Name: c.outlet.name}
	if !c.name.Empty() && !c.unnamed && x.f.form(c) == record.ByName {
		if alias := c.name.In(x.f.d.Text); nameKey(alias) != nameKey(e.Name) {
			e.Aliases = []string{alias}
		}
	}
	x.f.r.Entities = append(x.f.r.Entities, e)
	i := len(x.f.r.Entities) - 1
	x.named[nameKey(e.Name)] = i // what had the name is another outlet
	return i
}

// sort puts the mentions of the entities that have new ones in order.
func (x *entities) sort() {
	for i := range x.grown {
		slices.SortFunc(x.f.r.Entities[i].Mentions, func(a, b record.Mention) int { return text.Compare(a.Span, b.Span) })
	}
}

// form is how the words of the citation name its outlet.
func (f *finder) form(c *citation) record.Form {
	i := f.d.TokenAt(c.name.Start)
	if c.unnamed || i < len(f.d.Tokens) && f.is(i, describes) && !f.capital(i) {
		return record.ByNominal
	}
	return record.ByName
}

// longestRun bounds how many statements of one source a citation carries on
// to behind its own sentence.
const longestRun = 50

// cover joins citations and the attributions that they carry.
func (f *finder) cover(first int) {
	in := f.bySentence()
	last := f.lastCited(in)
	for i := range f.cites {
		c := &f.cites[i]
		if c.sent < 0 {
			continue
		}
		id := f.id(first, i)
		for _, k := range f.covered(c, in, last) {
			a := &f.r.Attributions[k]
			f.r.Citations[first+i].Covers = append(f.r.Citations[first+i].Covers, a.ID)
			a.Via = append(a.Via, id)
		}
	}
}

// touches reports whether some of the words of a link are of a statement.
func touches(a *record.Attribution, link text.Span) bool {
	for _, s := range slices.Concat(a.Source.Spans, a.Cue.Spans, a.Content.Spans) {
		if s.Overlaps(link) {
			return true
		}
	}
	return false
}

// bySentence is the attributions of the body by the sentences they touch.
func (f *finder) bySentence() map[int][]int {
	in := map[int][]int{}
	for k := range f.r.Attributions {
		a := &f.r.Attributions[k]
		if a.In != record.InBody {
			continue
		}
		r := f.d.RangeOf(text.Cover(slices.Concat(a.Source.Spans, a.Cue.Spans, a.Content.Spans)))
		if r.Len() == 0 {
			continue
		}
		from, to := int(f.d.Tokens[r.From].Sent), int(f.d.Tokens[r.To-1].Sent)
		for s := from; s <= min(to, from+20); s++ {
			in[s] = append(in[s], k)
		}
	}
	return in
}

// lastCited is, for each attribution, the last of its sentences that credits
// an outlet of its own.
func (f *finder) lastCited(in map[int][]int) map[int]int {
	last, seen := map[int]int{}, map[int]bool{}
	for i := range f.cites {
		s := f.cites[i].sent
		if s < 0 || seen[s] {
			continue
		}
		seen[s] = true
		for _, k := range in[s] {
			last[k] = max(last[k], s)
		}
	}
	return last
}

// covered are the attributions that a citation carries: those of its sentence,
// or of the next where it has none, and those behind them in which the same
// source goes on; of a link, those whose words it underlines.
func (f *finder) covered(c *citation, in map[int][]int, last map[int]int) []int {
	at := in[c.sent]
	if len(at) == 0 && c.credit != record.Hyperlink {
		at = in[c.sent+1]
	}
	if c.credit == record.Hyperlink {
		return slices.DeleteFunc(slices.Clone(at), func(k int) bool { return !touches(&f.r.Attributions[k], c.span) })
	}
	if len(at) == 0 {
		return nil
	}
	at = slices.Clone(at[:min(len(at), longestRun)])
	end := at[len(at)-1]
	who := f.r.Attributions[end].Source.Entity
	for k := end + 1; who != "" && k < min(len(f.r.Attributions), end+longestRun); k++ {
		a := &f.r.Attributions[k]
		if a.In != record.InBody || a.Source.Entity != who || last[k] > c.sent {
			break
		}
		at = append(at, k)
	}
	return at
}
