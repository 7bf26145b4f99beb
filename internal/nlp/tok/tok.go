// Package tok finds the words, sentences and paragraphs of a text.
//
// [New] gives the component. Words are cut as in Universal Dependencies
// English, so that every trained component reads what it was trained on: "don't"
// is do n't, "Ana's" is Ana 's, "well-known" is three tokens but "co-founder"
// one, "$5m" is three, "U.S." and "Mr." one with their full stops. Every byte of
// the text that is not white space lies in exactly one token. A paragraph is a
// line. A sentence ends at a full stop, question or exclamation mark (and the
// quotation marks and brackets that close with it), unless the mark belongs to
// an abbreviation or the next word goes on.
//
// The words it knows – abbreviations, prefixes, units – are in words.txt.
package tok

import (
	"strings"
	"unicode"

	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/text"
)

// Component finds tokens, sentences and paragraphs.
type Component struct{}

// New returns the component.
func New() Component { return Component{} }

// Name is "tok".
func (Component) Name() string { return "tok" }

// Needs is nothing.
func (Component) Needs() []nlp.Layer { return nil }

// Gives is the layer of tokens.
func (Component) Gives() []nlp.Layer { return []nlp.Layer{nlp.Tokens} }

// Annotate fills in d.Tokens, d.Paras and d.Sents. It reads the text once.
func (Component) Annotate(d *nlp.Doc) {
	s := newScanner(d.Text)
	skip := d.Skip
	end := paraEnds(d.Text)
	for start := 0; start < len(d.Text); {
		end := start + end(d.Text[start:])
		from := len(s.tokens)
		s.line(start, end)
		skip = markSkipped(s.tokens[from:], skip)
		if to := len(s.tokens); to > from {
			d.Tokens = s.tokens
			d.Paras = append(d.Paras, nlp.Range{From: from, To: to})
			splitSentences(d, from, to)
		}
		start = end + 1
	}
	index(d)
}

// paraEnds is the function that finds the end of the paragraph at the start
// of its argument: the line's, or the next blank line where the text has hard
// line breaks at some column, as mail and press releases do.
func paraEnds(s string) func(string) int {
	if wrapped(s) {
		return blockEnd
	}
	return lineEnd
}

// lineEnd is the offset of the first line break of s, or len(s).
func lineEnd(s string) int {
	if i := strings.IndexAny(s, "\n\r"); i >= 0 {
		return i
	}
	return len(s)
}

// blockEnd is the offset of the first line break of s that a blank line
// follows, or len(s).
func blockEnd(s string) int {
	for at := 0; ; {
		i := strings.IndexByte(s[at:], '\n')
		if i < 0 {
			return len(s)
		}
		at += i + 1
		if blank := strings.TrimLeft(s[at:], " \t\r"); blank == "" || blank[0] == '\n' {
			return at - 1
		}
	}
}

// wrapped reports whether most line breaks of s stand inside sentences: the
// next line begins at once, and with a small letter. It looks at the first
// hundred lines.
func wrapped(s string) bool {
	breaks, inside := 0, 0
	for range 100 {
		i := strings.IndexByte(s, '\n')
		if i < 0 || i+1 >= len(s) {
			break
		}
		long := i > 120
		s = s[i+1:]
		r := rune(s[0])
		if long {
			return false
		}
		if !unicode.IsSpace(r) {
			breaks++
			if unicode.IsLower(r) {
				inside++
			}
		}
	}
	return breaks >= 3 && inside*2 > breaks
}

// markSkipped marks the tokens that lie in furniture and returns the furniture
// that may reach into later lines.
func markSkipped(tokens []nlp.Token, skip []text.Span) []text.Span {
	for i := range tokens {
		for len(skip) > 0 && skip[0].End <= tokens[i].Start {
			skip = skip[1:]
		}
		tokens[i].Skip = len(skip) > 0 && skip[0].Overlaps(tokens[i].Span)
	}
	return skip
}

// index tells every token its paragraph and sentence.
func index(d *nlp.Doc) {
	for i, p := range d.Paras {
		for k := p.From; k < p.To; k++ {
			d.Tokens[k].Para = int32(i)
		}
	}
	for i, s := range d.Sents {
		for k := s.From; k < s.To; k++ {
			d.Tokens[k].Sent = int32(i)
		}
	}
}
