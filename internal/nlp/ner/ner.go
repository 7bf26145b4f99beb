// Package ner finds the names of people, organisations, places and outlets that
// word lists know. What it finds is a part of what the trained components read;
// package names adds what they see beside it.
//
// [New] gives the component. It reads capitals and word lists: a run of words
// with capitals is cut at titles and possessives ("Trump's campaign manager
// Kellyanne Conway" holds two names), joined where organisations join their
// words ("Department of Homeland Security"), and called a person, a place or
// an organisation by the words in it, by the title before it, or by what the
// rest of the text calls it. A capital that says nothing, at the start of a
// sentence or in a headline, needs evidence from elsewhere.
//
//	p, err := nlp.NewPipeline(tok.New(), ner.New())
//	d := p.Run("Gov. Ann Lee met Mr. Cho in Paris.", nil)
//	for _, n := range d.Names {
//		fmt.Println(d.Words(n.Tokens)) // Ann Lee, Cho, Paris
//	}
package ner

import (
	"strings"
	"unicode"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// Component finds names.
type Component struct {
	words map[string]lexicon.NameUse
	verbs map[string]lexicon.VerbForm
}

// New returns the component.
func New() Component { return Component{lexicon.Names(), lexicon.Verbs()} }

// Name is "ner".
func (Component) Name() string { return "ner" }

// Needs is the layer of tokens.
func (Component) Needs() []nlp.Layer { return []nlp.Layer{nlp.Tokens} }

// Gives is the layer of names.
func (Component) Gives() []nlp.Layer { return []nlp.Layer{nlp.Names} }

// Annotate fills in d.Names and the Name of each token. It goes over the
// tokens a fixed number of times.
func (c Component) Annotate(d *nlp.Doc) {
	d.Names = d.Names[:0]
	for i := range d.Tokens {
		d.Tokens[i].Name = -1
	}
	j, part := nlp.Joined(d)
	c.annotate(j)
	for _, n := range j.Names {
		n.Tokens = nlp.Range{From: part[n.Tokens.From].From, To: part[n.Tokens.To-1].To}
		for n.Tokens.Len() > 1 && d.PossessiveMark(n.Tokens.To-1) {
			n.Tokens.To--
		}
		for k := n.Tokens.From; k < n.Tokens.To; k++ {
			d.Tokens[k].Name = int32(len(d.Names))
		}
		d.Names = append(d.Names, n)
	}
}

// annotate finds the names in a text of words as they are written.
func (c Component) annotate(d *nlp.Doc) {
	r := &reader{
		Component: c, d: d,
		use: make([]lexicon.NameUse, len(d.Tokens)), weak: make([]bool, len(d.Tokens)), seen: map[string]*evidence{},
	}
	r.look()
	r.runs()
	r.settle()
	for i, n := range d.Names {
		for k := n.Tokens.From; k < n.Tokens.To; k++ {
			d.Tokens[k].Name = int32(i)
		}
	}
}

// reader is the state of one Annotate.
type reader struct {
	Component
	d    *nlp.Doc
	use  []lexicon.NameUse    // of tokens with a capital
	weak []bool               // the capital of the token says nothing
	seen map[string]*evidence // of words with a capital somewhere
	open []int                // indexes in d.Names of names to be settled
}

// evidence is what the text says about a word.
type evidence struct {
	mid     int  // capitals that say something
	lower   bool // stands in small letters somewhere
	person  bool // last word of a person's name
	full    bool // of one with a given name
	first   bool // first word of a person's name
	given   bool // such a word, and no place and no plain word
	gender  byte // of that person
	mixed   bool // people of both genders bear it
	kind    nlp.NameKind
	known   bool // a name of kind, by itself
	body    bool // last word of an organisation's name
	company bool // first word of one
}

// theirs is the gender of all who bear the name, or 0.
func (e *evidence) theirs() byte {
	if e.mixed {
		return 0
	}
	return e.gender
}

// look fills in the uses of words with capitals and what the text says of them.
func (r *reader) look() {
	for _, p := range r.d.Paras {
		r.markWeak(p)
	}
	for i := range r.d.Tokens {
		t := &r.d.Tokens[i]
		if t.Skip || t.Shape != nlp.Capital && t.Shape != nlp.Upper {
			continue
		}
		low := nlp.Base(t.Low)
		r.use[i] = r.words[low]
		e := r.seen[low]
		if e == nil {
			e = &evidence{}
			r.seen[low] = e
		}
		if !r.weak[i] {
			e.mid++
		}
	}
	for i := range r.d.Tokens {
		if t := &r.d.Tokens[i]; t.Shape == nlp.Lower {
			if e := r.seen[t.Low]; e != nil {
				e.lower = true
			}
		}
	}
}

// markWeak marks the capitals of a paragraph that say nothing: at the start of
// a sentence or quotation, and all of them in a headline.
func (r *reader) markWeak(p nlp.Range) {
	head := r.headline(p)
	start := true
	for i := p.From; i < p.To; i++ {
		t := &r.d.Tokens[i]
		if i > p.From && t.Sent != r.d.Tokens[i-1].Sent {
			start = true
		}
		switch {
		case t.Word():
			r.weak[i] = start || head
			start = false
		case t.Shape == nlp.Mark, t.Low == ":", t.Low == "—", t.Low == "–", t.Low == "--", t.Low == "•", t.Low == "…":
			start = true
		}
	}
}

// headline reports whether a paragraph is written with capitals throughout,
// but for the small words between.
func (r *reader) headline(p nlp.Range) bool {
	capital, lower := 0, 0
	for i := p.From; i < p.To; i++ {
		t := &r.d.Tokens[i]
		switch {
		case !t.Word() || t.Shape == nlp.Number:
		case t.Shape == nlp.Lower:
			if !small[t.Low] {
				lower++
			}
		case t.End-t.Start > 3:
			capital++
		}
	}
	return capital >= 3 && lower*10 <= capital
}

// small are the words that stay small in headlines.
var small = lexicon.Set(`a an the and but or nor for of to in on at by from with as into over per via vs v up off out than after about under against
between through during without within before since until amid among if de la s t`)

// never are words with a capital that no name begins with or is made of.
var never = lexicon.Set(`i i'm i've i'd i'll the a an he she it they we you his her its their our your my me him them us who whom whose which what when
where why how that this these those there here if but and or nor so yet for as at by in on of to from with without about after before since
until while although though because unless despite during under over between among against into onto upon within through across around
is are was were be been being am has have had do does did will would can could shall should may might must not no yes
also then than too very just only even still now again ever never always often once soon perhaps maybe however meanwhile moreover
all both each every either neither some any many most much more few several other others another such same own one two three four five six
seven eight nine ten monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
october november december mon tue tues wed thu thur thurs fri sat jan feb mar apr jun jul aug sept sep oct nov dec
it's he's she's that's there's here's what's who's we're they're you're let's don't didn't doesn't isn't wasn't won't can't
oh ok okay well yeah hello hi please thanks dear ms`)

// monthNames are months and a verb that are given names as well: they may stand
// in a name of two words.
var monthNames = lexicon.Set("april june august may will")

// particles stand in small letters inside names.
var particles = lexicon.Set(`de la le van von der den ter ten bin ibn al el da dos das du del della di y e abu ben af av zu dal st san`)

// nameish reports whether token i may be part of a name by itself.
func (r *reader) nameish(i int) bool {
	t := &r.d.Tokens[i]
	if t.Skip {
		return false
	}
	if t.Shape == nlp.Lower {
		return arabic(t, r.d.Text)
	}
	if t.Shape != nlp.Capital && t.Shape != nlp.Upper || r.d.Text[t.Start] == '#' || r.d.Text[t.Start] == '@' {
		return false
	}
	low := nlp.Base(t.Low)
	if r.upper(i) && r.acronym(i) {
		return true
	}
	if never[low] {
		return monthNames[low] && !r.weak[i] && r.nextCapital(i)
	}
	return !party(low) && !short(low) && !compound(low)
}

// acronym reports whether token i, all capitals, is known as a name though its
// word in small letters is a plain one: "US", "WHO".
func (r *reader) acronym(i int) bool {
	return r.use[i].Any(lexicon.OrgName|lexicon.OutletName|lexicon.PlaceName) && !r.shouting(i)
}

// upper reports whether the word of token i is all capitals, but for a
// possessive 's.
func (r *reader) upper(i int) bool {
	t := &r.d.Tokens[i]
	if t.Shape != nlp.Capital || !nlp.Possessive(t.Low) {
		return t.Shape == nlp.Upper
	}
	w := t.In(r.d.Text)
	w = w[:max(0, strings.LastIndexAny(w, "'’"))] // not by the length of Low, which can differ
	return len(w) > 1 && strings.IndexFunc(w, unicode.IsLower) < 0
}

// mixed reports whether token i holds a number, or capitals in a row among
// small letters, as no person's name does: "PACs", "Future45".
func (r *reader) mixed(i int) bool {
	w, last := r.d.Tokens[i].In(r.d.Text), ' '
	for _, c := range w {
		if unicode.IsDigit(c) || unicode.IsUpper(c) && unicode.IsUpper(last) && r.d.Tokens[i].Shape == nlp.Capital && w[1] != '.' {
			return true
		}
		last = c
	}
	return false
}

// shouting reports whether the words around token i are all capitals too.
func (r *reader) shouting(i int) bool {
	around, upper := 0, 0
	for k := max(0, i-3); k < min(len(r.d.Tokens), i+4); k++ {
		if t := &r.d.Tokens[k]; k != i && t.Word() && t.Shape != nlp.Number {
			around++
			if t.Shape == nlp.Upper {
				upper++
			}
		}
	}
	return around > 0 && upper*2 > around
}

func (r *reader) nextCapital(i int) bool {
	if i+1 >= len(r.d.Tokens) || r.d.Tokens[i+1].Sent != r.d.Tokens[i].Sent {
		return false
	}
	t := &r.d.Tokens[i+1]
	return t.Shape == nlp.Capital && !never[nlp.Base(t.Low)]
}

// arabic reports whether a token is a name with a small article, "al-Sisi".
func arabic(t *nlp.Token, text string) bool {
	if t.End-t.Start < 6 || text[t.Start] > 'z' {
		return false
	}
	for _, p := range []string{"al-", "el-", "ul-", "as-", "ar-", "ad-", "an-"} {
		if strings.HasPrefix(t.Low, p) {
			c := text[t.Start+3]
			return 'A' <= c && c <= 'Z'
		}
	}
	return false
}

// short reports whether low is a pronoun or number that another word is joined
// to: "we've", "twenty-two".
func short(low string) bool {
	i := strings.IndexAny(low, "'-")
	return i > 0 && (never[low[:i]] || strings.HasSuffix(low[:i], "ty") && len(low[:i]) < 8 && low[i] == '-')
}

// compound reports whether low is an adjective made of a name: "Boston-based".
func compound(low string) bool {
	i := strings.LastIndexByte(low, '-')
	return i > 0 && lexicon.MakesAdjective(low[i+1:])
}

// party reports whether low is a party with a place, as in "(D-Va.)".
func party(low string) bool {
	return len(low) > 3 && low[1] == '-' && (low[0] == 'd' || low[0] == 'r' || low[0] == 'i') && len(low) < 10
}

// says reports whether token i is a form of a reporting verb.
func (r *reader) says(i int) bool {
	if i >= len(r.d.Tokens) {
		return false
	}
	_, ok := r.verbs[r.d.Tokens[i].Low]
	return ok
}
