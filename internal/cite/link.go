package cite

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// link puts the citations in order, gives them ids, and joins them to one
// another, to entities and to the attributions that they cover.
func (f *finder) link() {
	f.links()
	slices.SortStableFunc(f.cites, func(a, b citation) int {
		if a.sent < 0 && b.sent < 0 || a.sent >= 0 && b.sent >= 0 || !a.span.Empty() && !b.span.Empty() {
			return text.Compare(a.span, b.span)
		}
		return a.span.Start - b.span.Start
	})
	f.chain()
	first := len(f.r.Citations)
	for i := range f.cites {
		c := &f.cites[i]
		x := record.Citation{ID: f.id(first, i), Outlet: c.outlet.name, Domain: c.domain, Kind: c.credit}
		if !c.span.Empty() {
			x.Spans = []text.Span{c.span}
		}
		if c.through >= 0 {
			x.Through = f.id(first, c.through)
		}
		x.Entity = f.entity(c)
		f.r.Citations = append(f.r.Citations, x)
	}
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
		for k := i - 1; k >= 0 && f.cites[k].sent == c.sent && c.sent >= 0; k-- {
			if f.cites[k].credit == record.CreditTo && f.cites[k].outlet.name != c.outlet.name {
				c.through = f.top(k, c)
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

// links makes a citation of each hyperlink to another outlet whose words no
// citation holds.
func (f *finder) links() {
	if f.r.Article == nil {
		return
	}
	for _, l := range f.r.Article.Links {
		o, ok := f.set.Domain(hostOf(l.URL))
		if !ok || !l.Span.Within(f.d.Text) || o.Name == f.own.name || o.Domain == f.own.domain || f.marked(l.Span) {
			continue
		}
		i := f.d.TokenAt(l.Span.Start)
		if i >= len(f.d.Tokens) {
			continue
		}
		sent := int(f.d.Tokens[i].Sent)
		if f.citedIn(o.Name, sent) {
			continue
		}
		f.cites = append(f.cites, citation{
			outlet: outlet{o.Name, o.Domain, o.Kind}, credit: record.Hyperlink, span: l.Span, sent: sent, through: -1,
		})
	}
}

func (f *finder) citedIn(name string, sent int) bool {
	return slices.ContainsFunc(f.cites, func(c citation) bool { return c.outlet.name == name && c.sent == sent })
}

// marked reports whether the span lies in furniture: a pointer to another
// story is no credit.
func (f *finder) marked(s text.Span) bool {
	return slices.ContainsFunc(f.r.Article.Furniture, func(x article.Furniture) bool { return x.Span.Overlaps(s) })
}

// entity is the id of the entity that the citation is to: the one mentioned at
// its name, one with its name, or a new one. Empty where nothing in the body
// names it.
func (f *finder) entity(c *citation) string {
	if c.name.Empty() && c.span.Empty() {
		return f.byName(c)
	}
	if e := f.byPlace(c); e != "" {
		return e
	}
	if id := f.byName(c); id != "" {
		if e := f.r.Entity(id); !c.name.Empty() && !mentioned(e, c.name) {
			e.Mentions = append(e.Mentions, record.Mention{Span: c.name, Form: f.form(c)})
			slices.SortFunc(e.Mentions, func(a, b record.Mention) int { return text.Compare(a.Span, b.Span) })
		}
		return id
	}
	e := record.Entity{ID: f.nextEntity(), Kind: record.Outlet, Name: c.outlet.name}
	if !c.name.Empty() {
		e.Mentions = []record.Mention{{Span: c.name, Form: f.form(c)}}
		if alias := c.name.In(f.d.Text); c.outlet.name != alias && !c.unnamed && f.form(c) == record.ByName {
			e.Aliases = []string{strings.TrimSuffix(strings.TrimSuffix(alias, "’s"), "'s")}
		}
	}
	f.r.Entities = append(f.r.Entities, e)
	return e.ID
}

// form is how the words of the citation name its outlet.
func (f *finder) form(c *citation) record.Form {
	i := f.d.TokenAt(c.name.Start)
	if c.unnamed || i < len(f.d.Tokens) && f.is(i, describes) && !f.capital(i) {
		return record.ByNominal
	}
	return record.ByName
}

func mentioned(e *record.Entity, s text.Span) bool {
	return slices.ContainsFunc(e.Mentions, func(m record.Mention) bool { return m.Span.Overlaps(s) })
}

func (f *finder) byPlace(c *citation) string {
	for i := range f.r.Entities {
		e := &f.r.Entities[i]
		if e.Kind != record.Person && e.Kind != record.Place && !c.name.Empty() && mentioned(e, c.name) && (e.Kind == record.Outlet || sameName(e.Name, c.outlet.name)) {
			return e.ID
		}
	}
	return ""
}

func (f *finder) byName(c *citation) string {
	for i := range f.r.Entities {
		e := &f.r.Entities[i]
		if e.Kind != record.Outlet && e.Kind != record.Organisation {
			continue
		}
		if sameName(e.Name, c.outlet.name) || slices.ContainsFunc(e.Aliases, func(a string) bool { return sameName(a, c.outlet.name) }) || f.sameOutlet(e.Name, c.outlet.name) {
			return e.ID
		}
	}
	return ""
}

// sameOutlet reports whether the list knows the first name as one of the
// second.
func (f *finder) sameOutlet(name, want string) bool {
	o, ok := f.set.Named(name)
	return ok && !o.Ordinary && o.Name == want
}

func sameName(a, b string) bool {
	return strings.EqualFold(strings.TrimPrefix(strings.TrimPrefix(a, "The "), "the "), strings.TrimPrefix(b, "The "))
}

func (f *finder) nextEntity() string {
	most := 0
	for i := range f.r.Entities {
		if n, err := strconv.Atoi(strings.TrimPrefix(f.r.Entities[i].ID, "e")); err == nil {
			most = max(most, n)
		}
	}
	return "e" + strconv.Itoa(most+1)
}

// cover joins citations and the attributions that they carry.
func (f *finder) cover(first int) {
	inSent := f.bySentence()
	for i := range f.cites {
		c := &f.cites[i]
		if c.sent < 0 {
			continue
		}
		id := f.id(first, i)
		for _, k := range f.covered(c, inSent) {
			a := &f.r.Attributions[k]
			f.r.Citations[first+i].Covers = append(f.r.Citations[first+i].Covers, a.ID)
			a.Via = append(a.Via, id)
		}
	}
}

// bySentence is the attributions of the body by the sentences they touch.
func (f *finder) bySentence() map[int][]int {
	in := map[int][]int{}
	for k := range f.r.Attributions {
		a := &f.r.Attributions[k]
		if a.In != record.InBody {
			continue
		}
		whole := text.Cover(slices.Concat(a.Source.Spans, a.Cue.Spans, a.Content.Spans))
		if whole.Empty() {
			continue
		}
		r := f.d.RangeOf(whole)
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

// covered are the attributions that a citation carries: those of its sentence,
// or of the next where it has none, and those behind them in which the same
// source goes on.
func (f *finder) covered(c *citation, inSent map[int][]int) []int {
	at := inSent[c.sent]
	if len(at) == 0 && c.credit != record.Hyperlink {
		at = inSent[c.sent+1]
	}
	if len(at) == 0 {
		return nil
	}
	out := slices.Clone(at)
	who := f.r.Attributions[at[len(at)-1]].Source.Entity
	for k := at[len(at)-1] + 1; who != "" && k < len(f.r.Attributions) && c.credit != record.Hyperlink; k++ {
		a := &f.r.Attributions[k]
		if a.In != record.InBody || a.Source.Entity != who {
			break
		}
		if f.citedElsewhere(k, c, inSent) {
			break
		}
		out = append(out, k)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// citedElsewhere reports whether a later sentence of attribution k credits an
// outlet of its own.
func (f *finder) citedElsewhere(k int, c *citation, inSent map[int][]int) bool {
	for i := range f.cites {
		if o := &f.cites[i]; o.sent > c.sent && slices.Contains(inSent[o.sent], k) {
			return true
		}
	}
	return false
}
