// Package tok finds the words, sentences and paragraphs of a text.
//
// [New] gives the component. A token is a word, a number, a quotation mark or
// one other mark; every byte of the text that is not white space lies in
// exactly one token. A paragraph is a line. A sentence ends at a full stop,
// question or exclamation mark (and the quotation marks and brackets that
// close with it), unless the mark belongs to an abbreviation, an initial or a
// number, or the next word goes on in small letters.
package tok

import (
	"strings"
	"unicode"
	"unicode/utf8"

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
	d.Tokens = make([]nlp.Token, 0, len(d.Text)/5+4)
	skip := d.Skip
	end := paraEnds(d.Text)
	for start := 0; start < len(d.Text); {
		end := start + end(d.Text[start:])
		from := len(d.Tokens)
		scanLine(d, start, end)
		skip = markSkipped(d.Tokens[from:], skip)
		if to := len(d.Tokens); to > from {
			d.Paras = append(d.Paras, nlp.Range{From: from, To: to})
			splitSentences(d, from, to)
		}
		start = end + 1
	}
	number(d)
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
		short := i > 120
		s = s[i+1:]
		r := rune(s[0])
		if short {
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

func number(d *nlp.Doc) {
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

// scanLine appends the tokens of the line [at, end).
func scanLine(d *nlp.Doc, at, end int) {
	line := d.Text[:end]
	for at < end {
		r, n := utf8.DecodeRuneInString(line[at:])
		if unicode.IsSpace(r) {
			at += n
			continue
		}
		stop := at + n
		switch {
		case isWord(r):
			stop = wordEnd(line, at)
		case r == '@' || r == '#' || r == '$' || r == '£' || r == '€':
			if stop < end && isWord(peek(line, stop)) {
				stop = wordEnd(line, stop)
			}
		default:
			stop = markEnd(line, at, r, n)
		}
		d.Tokens = append(d.Tokens, token(line, at, stop, r))
		at = stop
	}
}

func token(line string, at, stop int, first rune) nlp.Token {
	w := line[at:stop]
	return nlp.Token{Span: text.Span{Start: at, End: stop}, Low: fold(w), Shape: shape(w, first), Quote: -1, Name: -1}
}

// fold is w in small letters with straight apostrophes. It allocates only
// where that changes something.
func fold(w string) string {
	plain := true
	for i := 0; i < len(w); i++ {
		if c := w[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			plain = false
			break
		}
	}
	if plain {
		return w
	}
	w = strings.ToLower(w)
	if len(w) > len("’") && strings.Contains(w, "’") {
		w = strings.ReplaceAll(w, "’", "'")
	}
	return w
}

func shape(w string, first rune) nlp.Shape {
	switch {
	case isQuoteMark(w):
		return nlp.Mark
	case unicode.IsDigit(first):
		return nlp.Number
	case !isWord(first):
		if first == '@' || first == '#' || first == '$' || first == '£' || first == '€' {
			if len(w) > utf8.RuneLen(first) {
				return shapeOfTagged(w, first)
			}
		}
		return nlp.Punct
	case !unicode.IsUpper(first):
		return nlp.Lower
	}
	for _, r := range w[utf8.RuneLen(first):] {
		if unicode.IsLower(r) {
			return nlp.Capital
		}
	}
	if utf8.RuneCountInString(w) == 1 {
		return nlp.Capital
	}
	return nlp.Upper
}

// shapeOfTagged is the shape of "@name", "#tag" and "$5".
func shapeOfTagged(w string, first rune) nlp.Shape {
	if first == '@' || first == '#' {
		return nlp.Capital
	}
	return nlp.Number
}

func isQuoteMark(w string) bool {
	switch w {
	case `"`, "“", "”", "„", "‟", "«", "»", "''", "``", "'", "‘", "’", "`", "‹", "›", "‚":
		return true
	}
	return false
}

func isWord(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

func peek(s string, at int) rune {
	r, _ := utf8.DecodeRuneInString(s[at:])
	return r
}

// wordEnd is the end of the word that starts at byte at: letters and digits,
// joined by single apostrophes, hyphens, full stops ("U.S.", "9.30", "CNN.com")
// and the commas of a number.
func wordEnd(line string, at int) int {
	start := at
	for at < len(line) {
		r, n := utf8.DecodeRuneInString(line[at:])
		if isWord(r) {
			at += n
			continue
		}
		if at+n >= len(line) || !joins(line, start, at, r, peek(line, at+n)) {
			break
		}
		at += n
	}
	if at < len(line) && line[at] == '.' && dotted(line[start:at]) {
		at++
	}
	return at
}

// joins reports whether the mark r at byte at goes on with the word that
// starts at start, when next follows.
func joins(line string, start, at int, r, next rune) bool {
	if !isWord(next) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(line[start:at])
	switch r {
	case '\'', '’', '-', '‐', '‑', '&', '@', '/':
		return r != '/' || unicode.IsDigit(last) && unicode.IsDigit(next)
	case ',', ':':
		return unicode.IsDigit(last) && unicode.IsDigit(next)
	case '.':
		if unicode.IsUpper(next) && unicode.IsLower(last) {
			return false // "end.Next": a missing space
		}
		return true
	}
	return false
}

// dotted reports whether w is an abbreviation with full stops inside ("U.S",
// "a.m") or a single capital letter, so that a full stop after it is its own.
func dotted(w string) bool {
	if len(w) == 1 {
		return 'A' <= w[0] && w[0] <= 'Z' && w != "I"
	}
	for i := 0; i < len(w); i++ {
		if (i%2 == 1) != (w[i] == '.') {
			return false
		}
	}
	return len(w)%2 == 1
}

// markEnd is the end of the mark r at byte at: runs of the same dash or dot,
// and the double marks ” and “ written with two single ones, are one token.
func markEnd(line string, at int, r rune, n int) int {
	rest := line[at:]
	switch {
	case strings.HasPrefix(rest, "''") || strings.HasPrefix(rest, "``"):
		return at + 2
	case r == '.' || r == '-' || r == '–' || r == '—' || r == '*' || r == '_' || r == '=':
		for stop := at + n; ; stop += n {
			if next, _ := utf8.DecodeRuneInString(line[stop:]); next != r || stop >= len(line) {
				return stop
			}
		}
	}
	return at + n
}
