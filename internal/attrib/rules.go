package attrib

import (
	"slices"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// finding is a statement that the rules found, in joined words.
type finding struct {
	source    nlp.Range
	cue       []nlp.Range
	head      int // the token that the statement was found by
	lemma     string
	content   []nlp.Range
	addressee nlp.Range
	order     order
	sure      float64 // confidence
	layout    bool    // the layout says it: "LEE: I disagree."
}

// order is where the content of a statement stands.
type order uint8

const (
	contentAfter  order = iota // she said it rained
	contentBefore              // it rained, she said
	participle                 // …, saying it rained
)

// rules finds statements by rules over words as they are written, without a
// parser. It holds what is known about each word while it does.
type rules struct {
	d     *nlp.Doc    // joined
	of    *nlp.Doc    // what it was joined from
	part  []nlp.Range // by word: the tokens of of that it is made of
	word  []int       // by token of of: the first word made of it
	class []lexicon.Class
	verb  []lexicon.VerbForm // Verb is nil where the token is no reporting verb
	out   []finding
	taken []bool // by quotation: a statement holds it

	headline bool
}

func newRules(of *nlp.Doc, headline bool) *rules {
	d, part := nlp.Joined(of)
	x := &rules{
		d: d, of: of, part: part, word: make([]int, len(of.Tokens)), headline: headline,
		class: make([]lexicon.Class, len(d.Tokens)), verb: make([]lexicon.VerbForm, len(d.Tokens)),
		taken: make([]bool, len(d.Quotes)),
	}
	for w := len(part) - 1; w >= 0; w-- {
		for i := part[w].From; i < part[w].To; i++ {
			x.word[i] = w
		}
	}
	classes, verbs := lexicon.Classes(), lexicon.Verbs()
	for i := range d.Tokens {
		t := &d.Tokens[i]
		if !t.Word() {
			continue
		}
		x.class[i] = classOf(classes, t)
		if t.Name >= 0 && t.Shape == nlp.Capital {
			x.class[i] &^= lexicon.Finite | lexicon.Subordinator | lexicon.Complement // "Will Estrada"
		}
		if t.Quote < 0 && !t.Skip {
			x.verb[i] = verbs[t.Low]
		}
	}
	return x
}

// find returns the statements that the rules find, in tokens of the Doc.
func (x *rules) find() []Candidate {
	for i := range x.d.Sents {
		x.sentence(i)
	}
	var out []Candidate
	for i := range x.out {
		if c := x.candidate(&x.out[i]); len(c.Content) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// candidate is a finding in tokens of the Doc.
func (x *rules) candidate(f *finding) Candidate {
	c := Candidate{Head: x.part[f.head].From, Sure: f.sure, ruled: true, layout: f.layout, Content: x.tokens(f.content)}
	c.Cue = without(x.tokens(f.cue), c.Content)
	c.Source = without(without(x.tokens([]nlp.Range{f.source}), c.Content), c.Cue)
	c.addressee = without(x.tokens([]nlp.Range{f.addressee}), c.Content)
	return c
}

// tokens are the tokens of the Doc that make up ranges of words, in order.
func (x *rules) tokens(ranges []nlp.Range) []nlp.Range {
	var out []nlp.Range
	for _, r := range ranges {
		if r.Len() > 0 {
			out = append(out, nlp.Range{From: x.part[r.From].From, To: x.part[r.To-1].To})
		}
	}
	return union(out)
}

// words are the words that hold ranges of tokens of the Doc.
func (x *rules) words(ranges []nlp.Range) []nlp.Range {
	var out []nlp.Range
	for _, r := range ranges {
		out = append(out, nlp.Range{From: x.word[r.From], To: x.word[r.To-1] + 1})
	}
	return out
}

// loose joins the quotations that no candidate holds to the candidate before
// them, or makes candidates of their own. A quotation in a paragraph of its own
// is a statement of its own by the same source. Candidates are in the order of
// their heads.
func (x *rules) loose(kept []Candidate) []Candidate {
	x.out = x.out[:0]
	clear(x.taken)
	for i := range kept {
		f := finding{head: x.word[kept[i].Head], content: x.words(kept[i].Content)}
		for _, r := range f.content {
			x.take(r)
		}
		x.out = append(x.out, f)
	}
	x.looseQuotes()
	var own []Candidate
	for i := range kept {
		for _, r := range x.out[i].content[len(kept[i].Content):] {
			more := without(x.tokens([]nlp.Range{r}), slices.Concat(kept[i].Cue, kept[i].Source))
			if len(more) > 0 && x.apart(&kept[i], more[0].From) {
				own = append(own, Candidate{Head: more[0].From, Source: kept[i].Source, Content: more, Sure: sureLoose})
			} else {
				kept[i].Content = union(slices.Concat(kept[i].Content, more))
			}
		}
	}
	for i := len(kept); i < len(x.out); i++ {
		own = append(own, x.candidate(&x.out[i]))
	}
	return append(kept, own...)
}

// apart reports whether token i stands in a paragraph with no part of c, to
// which the quotation before doesn't run on.
func (x *rules) apart(c *Candidate, i int) bool {
	tokens := x.of.Tokens
	if tokens[c.Head].Para == tokens[i].Para {
		return false
	}
	last := c.Content[len(c.Content)-1].To - 1
	if tokens[last].Para == tokens[i].Para {
		return false
	}
	q := tokens[i].Quote
	return q < 1 || !x.of.Quotes[q-1].Continues
}

// classOf is the closed class of a token. A word with a capital inside a
// sentence is a name before it is a month or an occasion; "he'd" is a subject.
func classOf(classes map[string]lexicon.Class, t *nlp.Token) lexicon.Class {
	c := classes[t.Low]
	if c != 0 {
		if t.Shape == nlp.Upper && len(t.Low) <= 3 && t.Low != "i" {
			return c &^ (lexicon.Finite | lexicon.Object | lexicon.Preposition) // "IT", "US"
		}
		return c
	}
	for i := 1; i < len(t.Low); i++ {
		if t.Low[i] == '\'' {
			return classes[t.Low[:i]] & lexicon.Subject
		}
	}
	if n := len(t.Low); n > 5 && t.Low[n-2:] == "ly" && t.Shape == nlp.Lower {
		return lexicon.Adverb
	}
	return 0
}

// low is the word at token i in small letters; "" outside the text.
func (x *rules) low(i int) string {
	if i < 0 || i >= len(x.d.Tokens) {
		return ""
	}
	return x.d.Tokens[i].Low
}

// is reports whether token i is of one of the classes.
func (x *rules) is(i int, c lexicon.Class) bool {
	return i >= 0 && i < len(x.class) && x.class[i]&c != 0
}
