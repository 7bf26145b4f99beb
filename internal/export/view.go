package export

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// view is a record put in order for people: statements numbered as one reads
// them, with the names that ids stand for.
type view struct {
	r          *record.Record
	entities   map[string]*record.Entity
	citations  map[string]*record.Citation
	numbers    map[string]int // attribution id to number
	statements []statement
	speakers   []speaker
}

// statement is an attribution ready to be shown.
type statement struct {
	*record.Attribution
	N       int // from 1, in the order of the text, the title first
	Speaker int // index in speakers
	Cue     string
	Words   string
	To      string
	Via     []string // chains of outlets that pass it on: "The Lantern ← Radio Ostria"
}

// speaker is somebody and all that they say.
type speaker struct {
	Name, Role string
	Statements []int // indexes in statements
}

// unnamed stands for a source that the article does not give.
const unnamed = "not named"

func newView(r *record.Record) *view {
	v := &view{r: r, entities: map[string]*record.Entity{}, citations: map[string]*record.Citation{}, numbers: map[string]int{}}
	for i := range r.Entities {
		v.entities[r.Entities[i].ID] = &r.Entities[i]
	}
	for i := range r.Citations {
		v.citations[r.Citations[i].ID] = &r.Citations[i]
	}
	return v
}

// read fills in statements and speakers.
func (v *view) read() *view {
	for i := range v.r.Attributions {
		v.statements = append(v.statements, statement{Attribution: &v.r.Attributions[i]})
	}
	slices.SortStableFunc(v.statements, func(a, b statement) int {
		if x := cmp.Compare(place(a.Attribution), place(b.Attribution)); x != 0 {
			return x
		}
		return text.Compare(text.Cover(a.Content.Spans), text.Cover(b.Content.Spans))
	})
	speakers := map[string]int{}
	for i := range v.statements {
		s := &v.statements[i]
		s.N = i + 1
		s.Cue, s.Words = v.words(s.Attribution, s.Attribution.Cue.Spans), v.words(s.Attribution, s.Content.Spans)
		s.To = v.addressee(s.Attribution)
		s.Speaker = v.speaker(speakers, s.Attribution)
		s.Via = v.passed(s.Attribution, v.speakers[s.Speaker].Name, s.To)
		v.speakers[s.Speaker].Statements = append(v.speakers[s.Speaker].Statements, i)
		v.numbers[s.ID] = s.N
	}
	return v
}

// place orders texts: the title comes before the body.
func place(a *record.Attribution) int {
	if a.In == record.InTitle {
		return 0
	}
	return 1
}

// speaker is the index of who says a, a new one where nobody of that entity or
// those words has spoken yet.
func (v *view) speaker(seen map[string]int, a *record.Attribution) int {
	key, name, role := "", v.words(a, a.Source.Spans), ""
	if e := v.entities[a.Source.Entity]; e != nil {
		key, name, role = "id "+e.ID, e.Name, strings.Join(e.Roles, ", ")
	} else if name != "" {
		key = "words " + strings.ToLower(name)
	} else {
		name = unnamed
	}
	i, ok := seen[key]
	if !ok {
		i = len(v.speakers)
		seen[key] = i
		v.speakers = append(v.speakers, speaker{Name: name, Role: role})
	}
	return i
}

func (v *view) name(id string) string {
	if e := v.entities[id]; e != nil {
		return e.Name
	}
	return ""
}

func (v *view) words(a *record.Attribution, spans []text.Span) string {
	return v.r.Words(a, spans)
}

// addressee is to whom a is said: the name, or else the words.
func (v *view) addressee(a *record.Attribution) string {
	return cmp.Or(v.name(a.Addressee.Entity), v.words(a, a.Addressee.Spans))
}

// via is the outlets on whose word we have a, each once.
func (v *view) via(a *record.Attribution) []string {
	var out []string
	for _, id := range a.Via {
		if c := v.citations[id]; c != nil && !slices.Contains(out, c.Outlet) {
			out = append(out, c.Outlet)
		}
	}
	return out
}

// passed is the chains of outlets through which a reached the article, the
// nearest first, without those that speak or are spoken to themselves.
func (v *view) passed(a *record.Attribution, told ...string) []string {
	p := passing{v: v, done: map[string]passed{}}
	via := map[string]bool{}
	for _, id := range a.Via {
		via[id] = true
	}
	for _, id := range a.Via {
		p.add(id, via, told)
	}
	return p.out
}

type passing struct {
	v    *view
	done map[string]passed // by citation
	out  []string
}

// passed is where a citation stands among the chains.
type passed struct {
	chain int    // index in out; -1: none
	text  string // the chain up to it
}

// add puts a citation behind the one that passes it on. A second one that the
// same outlet passes on begins a chain of its own.
func (p *passing) add(id string, via map[string]bool, told []string) {
	c := p.v.citations[id]
	if _, ok := p.done[id]; c == nil || ok {
		return
	}
	p.done[id] = passed{chain: -1}
	at := passed{chain: -1}
	if c.Through != "" && via[c.Through] {
		p.add(c.Through, via, told)
		at = p.done[c.Through]
	}
	if !slices.Contains(told, c.Outlet) {
		at = p.extend(at, c.Outlet)
	}
	p.done[id] = at
}

// extend is at with an outlet behind it.
func (p *passing) extend(at passed, outlet string) passed {
	whole := outlet
	if at.text != "" {
		whole = at.text + " ← " + outlet
	}
	for i, o := range p.out {
		if o == whole || strings.HasPrefix(o, whole+" ← ") {
			return passed{i, whole} // said already
		}
	}
	if at.chain >= 0 && p.out[at.chain] == at.text {
		p.out[at.chain] = whole
		return passed{at.chain, whole}
	}
	p.out = append(p.out, whole)
	return passed{len(p.out) - 1, whole}
}

// facts is the line under a title: outlet, day, authors.
func facts(a *article.Article) []string {
	var out []string
	for _, s := range []string{cmp.Or(a.Outlet.Name, a.Outlet.Domain), Day(a.Published), strings.Join(a.Byline, ", ")} {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
