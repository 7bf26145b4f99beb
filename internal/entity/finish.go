package entity

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// nested settles sources in the first person: "I" inside a quotation is its
// speaker.
func (r *resolver) nested() {
	order := r.byPosition()
	var open []int // attributions whose content holds the place, outermost first
	for _, k := range order {
		a := &r.atts[k]
		at := place(a)
		open = slices.DeleteFunc(open, func(o int) bool { return text.Cover(r.atts[o].Content.Spans).End <= at.Start })
		if r.found[k].source == nil && len(a.Source.Spans) > 0 && r.firstPerson(a) {
			for i := len(open) - 1; i >= 0; i-- {
				if c := r.found[open[i]].source; c != nil && holds(&r.atts[open[i]], a.Source.Spans[0]) {
					r.found[k].source = c
					break
				}
			}
		}
		if len(open) < few {
			open = append(open, k)
		}
	}
	r.firstPersons()
}

// place is where an attribution begins.
func place(a *record.Attribution) text.Span {
	c := text.Cover(a.Content.Spans)
	if len(a.Source.Spans) > 0 && (c.Empty() || a.Source.Spans[0].Start < c.Start) {
		return a.Source.Spans[0]
	}
	return c
}

// byPosition are the attributions of the body in the order of their contents,
// longer ones first where two begin together.
func (r *resolver) byPosition() []int {
	var order []int
	for k := range r.atts {
		if r.atts[k].In == record.InBody && len(r.atts[k].Content.Spans) > 0 {
			order = append(order, k)
		}
	}
	slices.SortStableFunc(order, func(x, y int) int {
		a, b := text.Cover(r.atts[x].Content.Spans), text.Cover(r.atts[y].Content.Spans)
		return cmp.Or(a.Start-b.Start, b.End-a.End)
	})
	return order
}

func holds(a *record.Attribution, s text.Span) bool {
	return slices.ContainsFunc(a.Content.Spans, func(c text.Span) bool { return c.Contains(s) })
}

func (r *resolver) firstPerson(a *record.Attribution) bool {
	p := r.phrase(r.body, a.Source.Spans)
	return len(p.tok) == 1 && pronouns[r.body.d.Tokens[p.tok[0]].Low] == '1'
}

// singularFirst are the pronouns of the first person that mean one.
var singularFirst = lexicon.Set("i me my mine myself i'm i've i'd i'll")

// firstPersons records "I" and "my" inside quoted contents as mentions of their
// speakers. Inner contents come later, so that they have the last word.
func (r *resolver) firstPersons() {
	d := r.body.d
	means := map[int]*cluster{}
	budget := 8 * len(d.Tokens)
	for _, k := range r.byPosition() {
		c := r.found[k].source
		if c == nil || c.kind != record.Person {
			continue
		}
		for _, s := range r.atts[k].Content.Spans {
			for i := d.TokenAt(s.Start); i < len(d.Tokens) && d.Tokens[i].Start < s.End && budget > 0; i++ {
				budget--
				if t := &d.Tokens[i]; t.Quote >= 0 && singularFirst[t.Low] && t.Name < 0 {
					means[i] = c
				}
			}
		}
	}
	for i, c := range means {
		c.mention(d.Tokens[i].Span, record.ByPronoun, i)
	}
}

// standalone gives quotations without a source the last speaker that fits: of
// the same paragraph, or of one just before.
func (r *resolver) standalone() {
	order := r.byPosition()
	for n, k := range order {
		a := &r.atts[k]
		switch f := &r.found[k]; {
		case len(a.Source.Spans) > 0 || f.source != nil:
		case len(a.Cue.Spans) > 0 && f.subject != nil:
			f.source = f.subject
		case a.Form != record.Indirect && f.before != nil && len(a.Cue.Spans) == 0:
			f.source = f.before
		case a.Form != record.Indirect:
			f.source = r.lastSpeaker(order, n)
		}
	}
}

// nearby bounds, in paragraphs, how far back the speaker of a quotation that
// stands alone is looked for.
const nearby = 3

func (r *resolver) lastSpeaker(order []int, n int) *cluster {
	here := r.paragraph(order[n])
	for i := n - 1; i >= max(0, n-few); i-- {
		c := r.found[order[i]].source
		if c == nil || nestedIn(&r.atts[order[i]], r.atts, order[:i]) {
			continue
		}
		if here-r.paragraph(order[i]) > nearby {
			break
		}
		return c
	}
	for i := n + 1; i < min(len(order), n+3); i++ {
		if c := r.found[order[i]].source; c != nil && r.paragraph(order[i]) == here {
			return c
		}
	}
	return nil
}

// nestedIn reports whether the content of a lies inside one of the few contents
// before it.
func nestedIn(a *record.Attribution, all []record.Attribution, before []int) bool {
	s := text.Cover(a.Content.Spans)
	for i := len(before) - 1; i >= max(0, len(before)-4); i-- {
		if o := text.Cover(all[before[i]].Content.Spans); o.Contains(s) && o != s {
			return true
		}
	}
	return false
}

func (r *resolver) paragraph(k int) int {
	d := r.body.d
	i := d.TokenAt(r.atts[k].Content.Spans[0].Start)
	if i >= len(d.Tokens) {
		return len(d.Paras)
	}
	return int(d.Tokens[i].Para)
}

// entities writes the clusters that are mentioned, or are a source, as
// entities, and their ids into the attributions.
func (r *resolver) entities() []record.Entity {
	r.orphans()
	used := map[*cluster]bool{}
	for _, f := range r.found {
		used[f.source], used[f.addressee] = true, true
	}
	list := slices.DeleteFunc(slices.Clone(r.all), func(c *cluster) bool { return len(c.mentions) == 0 && !used[c] })
	slices.SortStableFunc(list, func(a, b *cluster) int {
		if (a.first < 0) != (b.first < 0) {
			return b.first - a.first
		}
		return a.first - b.first
	})
	out := make([]record.Entity, 0, len(list))
	for i, c := range list {
		c.id = "e" + strconv.Itoa(i+1)
		out = append(out, record.Entity{
			ID: c.id, Kind: c.kind, Name: c.display(), Aliases: c.aliases, Roles: c.roleTexts(), Mentions: disjoint(c.mentions),
		})
	}
	r.write()
	return out
}

// orphans gives sources that nothing is known of an entity of their own, pronouns none.
func (r *resolver) orphans() {
	for k := range r.atts {
		a := &r.atts[k]
		if r.found[k].source != nil || len(a.Source.Spans) == 0 {
			continue
		}
		v := r.body
		if a.In == record.InTitle && r.title != nil {
			v = r.title
		}
		p := r.phrase(v, a.Source.Spans)
		if len(p.tok) == 1 && meansAnyone(&v.d.Tokens[p.tok[0]]) {
			continue
		}
		if len(p.tok) > 0 && a.In != record.InFurniture {
			r.found[k].source = r.described(p, p.tok[:p.core])
		} else if s := text.Cut(v.d.Text, a.Source.Spans); s != "" {
			r.found[k].source = r.ofText(s)
		}
	}
}

// meansAnyone reports whether t is such a pronoun, and not the WHO.
func meansAnyone(t *nlp.Token) bool {
	return anyone[t.Low] && (t.Shape != nlp.Upper || t.Len() == 1)
}

// anyone are pronouns that mean the reader, the writer or nobody known. They make no
// entity: "you" would be one and the same in all articles.
var anyone = lexicon.Set(`i i'm i've i'd i'll we we're we've we'd we'll us you you're you've you'd you'll who who's who've which that this it it's it'll it'd they he she`)

// ofText finds or makes the entity of words that hold no name, such as those in
// furniture.
func (r *resolver) ofText(s string) *cluster {
	c := r.byText[s]
	if c == nil {
		c = r.newCluster(record.Other)
		c.name, c.unnamed = s, true
		r.byText[s] = c
	}
	return c
}

func (r *resolver) write() {
	for k := range r.atts {
		a := &r.atts[k]
		if c := r.found[k].source; c != nil {
			a.Source.Entity, a.Source.Anonymous = c.id, c.anonymous
		}
		if c := r.found[k].addressee; c != nil {
			a.Addressee.Entity = c.id
		}
	}
}

// disjoint sorts mentions and drops those that overlap one before them.
func disjoint(list []record.Mention) []record.Mention {
	slices.SortFunc(list, func(a, b record.Mention) int { return text.Compare(a.Span, b.Span) })
	out := list[:0]
	for _, m := range list {
		if n := len(out); n > 0 && out[n-1].Span.Overlaps(m.Span) {
			if m.Form == record.ByName && out[n-1].Form != record.ByName {
				out[n-1] = m
			}
			continue
		}
		out = append(out, m)
	}
	return out
}
