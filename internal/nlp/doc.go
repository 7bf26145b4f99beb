// Package nlp holds what is known about the language of one text.
//
// A [Doc] is made of a text and filled in turn by components, each of which
// says what it needs and what it gives; a [Pipeline] checks that when it is
// built. Every token, sentence and quotation points into the text. A Doc lives
// for one analysis and is never stored.
//
//	p, err := nlp.NewPipeline(tok.New(), quote.New())
//	d := p.Run(body)
//	for _, s := range d.Sents {
//		fmt.Println(d.SpanOf(s).In(d.Text))
//	}
package nlp

import (
	"fmt"
	"sort"

	"github.com/hearsay-news/hearsay/text"
)

// Doc is a text and the layers of analysis over it.
type Doc struct {
	Text   string
	Skip   []text.Span // furniture: stretches that are not the story; in order
	Tokens []Token
	Sents  []Range // sentences; together they cover all tokens
	Paras  []Range // paragraphs (lines); together they cover all tokens
	Quotes []Quote // outermost quotations, in order
	Names  []Name  // in order, not overlapping
	Found  []Name  // names as the trained model sees them, before they are settled with those of Names
	Says   []Say   // what may be statements, the readings of one cue side by side
}

// Shape says what a token is made of.
type Shape uint8

// The shapes of a token.
const (
	Lower   Shape = iota // word that begins with a small letter (or has no case)
	Capital              // Word
	Upper                // WORD, two letters or more
	Number               // begins with a digit
	Mark                 // quotation mark
	Punct                // other punctuation or symbol
)

// Token is a word, a number or a mark.
type Token struct {
	text.Span
	Low   string // the word in small letters, curly apostrophes straight; for marks as written
	Shape Shape
	Sent  int32 // index in Doc.Sents
	Para  int32 // index in Doc.Paras
	Quote int32 // index in Doc.Quotes of the quotation that holds it, its marks included; -1: none
	Name  int32 // index in Doc.Names; -1: none
	Skip  bool  // lies in furniture

	Tag   UPOS
	XTag  XPOS
	Feats string // morphology as UD writes it: "Number=Sing|Person=3"; "" where there is none
	Lemma string // in small letters but for proper nouns

	Head int32 // index in Doc.Tokens of the governor; -1: the root of its sentence
	Rel  Rel   // relation to the governor, subtype and all
}

// Word reports whether the token is a word or number, not a mark.
func (t *Token) Word() bool { return t.Shape < Mark }

// Range is a half-open range of token indexes.
type Range struct{ From, To int }

// Len is the number of tokens.
func (r Range) Len() int { return r.To - r.From }

// Contains reports whether token i lies in the range.
func (r Range) Contains(i int) bool { return r.From <= i && i < r.To }

// Covers reports whether token i lies in one of ranges.
func Covers(ranges []Range, i int) bool {
	for _, r := range ranges {
		if r.Contains(i) {
			return true
		}
	}
	return false
}

// Quote is a stretch between quotation marks, marks included. A quotation that
// runs over paragraphs, its mark repeated at the start of each, is several
// Quotes, each with Continues set but the last.
type Quote struct {
	text.Span
	Tokens    Range
	Open      bool // no closing mark: it ends with its paragraph
	Continues bool // the next Quote goes on with it
	Single    bool // 'single' marks
}

// NameKind says what a name stands for.
type NameKind uint8

// The kinds of name.
const (
	NamePerson NameKind = iota
	NameOrg
	NamePlace
	NameOutlet
	NameOther
)

// Name is a proper name in the text.
type Name struct {
	Tokens Range
	Kind   NameKind
	Gender byte // 'M', 'F' or 0, from the given name or a title before it
}

// Say is what may be a statement: one reading of what stands around a word that
// reports. Its parts don't overlap; each is in order.
type Say struct {
	Head    int     // the token that governs the cue
	Source  []Range // may be empty
	Cue     []Range
	Content []Range
	Chance  float32 // probability that Head is the head of a cue
	Sure    float32 // logarithm of the probability of the parts, given that it is
	Gap     float32 // by how much the best reading of the same cue is surer
	Nth     uint8   // 0 for the best reading
}

// Layer is a kind of annotation.
type Layer string

// The layers of a Doc.
const (
	Tokens Layer = "tokens" // Tokens, Sents, Paras
	Quotes Layer = "quotes"
	Names  Layer = "names"
	Tags   Layer = "tags" // Token.Tag, XTag, Feats, Lemma
	Deps   Layer = "deps" // Token.Head, Rel
	Found  Layer = "found"
	Says   Layer = "says"
)

// Component adds layers to a Doc.
type Component interface {
	Name() string
	Needs() []Layer
	Gives() []Layer
	Annotate(d *Doc)
}

// Pipeline is a row of components.
type Pipeline struct{ parts []Component }

// NewPipeline puts components in a row. It is an error if one needs a layer
// that none before it gives.
func NewPipeline(parts ...Component) (*Pipeline, error) {
	have := map[Layer]bool{}
	for _, c := range parts {
		for _, l := range c.Needs() {
			if !have[l] {
				return nil, fmt.Errorf("build pipeline: component %s needs %s, which no component before it gives", c.Name(), l)
			}
		}
		for _, l := range c.Gives() {
			have[l] = true
		}
	}
	return &Pipeline{parts}, nil
}

// Run annotates a text. Tokens inside skip, the furniture of the text, are
// marked so.
func (p *Pipeline) Run(body string, skip []text.Span) *Doc {
	d := &Doc{Text: body, Skip: skip}
	for _, c := range p.parts {
		c.Annotate(d)
	}
	return d
}

// SpanOf is the stretch of text from the first to the last token of r; empty
// for an empty range.
func (d *Doc) SpanOf(r Range) text.Span {
	if r.Len() <= 0 {
		return text.Span{}
	}
	return text.Span{Start: d.Tokens[r.From].Start, End: d.Tokens[r.To-1].End}
}

// TokenAt is the index of the first token that ends after byte offset b;
// len(d.Tokens) where there is none.
func (d *Doc) TokenAt(b int) int {
	return sort.Search(len(d.Tokens), func(i int) bool { return d.Tokens[i].End > b })
}

// RangeOf is the range of the tokens that a span touches.
func (d *Doc) RangeOf(s text.Span) Range {
	from := d.TokenAt(s.Start)
	to := from
	for to < len(d.Tokens) && d.Tokens[to].Start < s.End {
		to++
	}
	return Range{from, to}
}

// Words is the text of a range of tokens as written.
func (d *Doc) Words(r Range) string { return d.SpanOf(r).In(d.Text) }

// PossessiveMark reports whether token i is the 's of a possessive, or stands
// for one. ("He's" has the same; who must tell looks at the tag.)
func (d *Doc) PossessiveMark(i int) bool {
	return i >= 0 && i < len(d.Tokens) && d.Tokens[i].Low == "'s"
}

// Owns reports whether token i is in the possessive: its mark stands behind it.
func (d *Doc) Owns(i int) bool {
	return d.PossessiveMark(i+1) && d.Tokens[i].End == d.Tokens[i+1].Start
}

// Base is a word in small letters, as Token.Low has it, without a possessive
// 's.
func Base(low string) string {
	if n := len(low) - 2; n > 0 && low[n] == '\'' && low[n+1] == 's' {
		return low[:n]
	}
	return low
}

// Possessive reports whether a word in small letters ends with a possessive 's.
func Possessive(low string) bool { return len(Base(low)) < len(low) }
