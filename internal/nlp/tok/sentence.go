package tok

import (
	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// longest is the number of tokens after which a sentence ends whatever its
// marks, so that what looks back within a sentence stays cheap.
const longest = 600

// closing is the number of tokens that may close a sentence of that length: a
// text of marks alone is not one sentence, for which the parser would need
// memory by the square of its length.
const closing = 40

// splitter finds the sentences of one line, the tokens [from, to).
type splitter struct {
	d      *nlp.Doc
	start  int  // first token of the sentence we are in
	to     int  // end of the line
	quoted bool // an odd number of straight double marks stands in the sentence
}

// splitSentences appends the sentences of the tokens [from, to) of one line.
func splitSentences(d *nlp.Doc, from, to int) {
	s := splitter{d: d, start: from, to: to}
	for i := from; i < to; i++ {
		s.see(i)
		if !s.ends(i) && i-s.start < longest {
			continue
		}
		for i+1 < to && i-s.start < longest+closing && s.closes(i) {
			i++
			s.see(i)
		}
		if i+1 == to || i-s.start >= longest || !s.continues(i+1) {
			s.cut(i + 1)
		}
	}
	if s.start < to {
		s.cut(to)
	}
}

// see takes note of token i.
func (s *splitter) see(i int) {
	if s.d.Tokens[i].Low == `"` {
		s.quoted = !s.quoted
	}
}

// cut ends the sentence before token i.
func (s *splitter) cut(i int) {
	s.d.Sents = append(s.d.Sents, nlp.Range{From: s.start, To: i})
	s.start, s.quoted = i, false
}

// stops reports whether a token is a full stop, question or exclamation mark,
// or a row of them.
func stops(t *nlp.Token) bool {
	if t.Shape != nlp.Punct {
		return false
	}
	switch t.Low[0] {
	case '.', '!', '?':
		return true
	}
	return t.Low == "…"
}

// ends reports whether token i may end the sentence.
func (s *splitter) ends(i int) bool {
	t := &s.d.Tokens[i]
	switch {
	case stops(t):
		return t.Low != "." || !s.counts(i)
	case i+1 >= s.to:
		return false
	case t.Shape == nlp.Punct && len(t.Low) > 1 && emoticon(t.Low) == len(t.Low):
		return s.capital(i + 1)
	case t.Low == ",":
		return i == s.start+1 && farewells[s.d.Tokens[i-1].Low] && s.capital(i+1)
	case isAddress(t.Low):
		next := &s.d.Tokens[i+1]
		return next.Start > t.End && (s.capital(i+1) || isAddress(next.Low))
	}
	return t.Low[len(t.Low)-1] == '.' && t.Word() && s.starts(i+1)
}

// counts reports whether the full stop at token i belongs to the number of an
// item: "1. First of all".
func (s *splitter) counts(i int) bool {
	if i < 1 || i+1 >= s.to || i > s.start+2 {
		return false
	}
	t := &s.d.Tokens[i-1]
	return t.Shape == nlp.Number && len(t.Low) <= 2 && t.End == s.d.Tokens[i].Start && (i == s.start+1 || s.d.Tokens[s.start].Low == "*")
}

var farewells = lexicon.Set("thanks regards sincerely cheers best love respectfully")

func isAddress(low string) bool {
	for i := 1; i+2 < len(low); i++ {
		if low[i] == '@' || low[i] == ':' && low[i+1] == '/' && low[i+2] == '/' {
			return true
		}
	}
	return len(low) > 4 && low[:4] == "www."
}

func (s *splitter) capital(i int) bool {
	t := &s.d.Tokens[i]
	return t.Shape == nlp.Capital || t.Shape == nlp.Upper
}

// starts reports whether token i is a word that opens sentences far oftener
// than it follows an abbreviation within one.
func (s *splitter) starts(i int) bool {
	t := &s.d.Tokens[i]
	switch t.Shape {
	case nlp.Capital:
		return classOf(t.Low)&opener != 0
	case nlp.Mark:
		return t.Low == "“" || t.Low == "``" || t.Low == `"` && s.attached(i+1) && !s.attached(i)
	}
	return false
}

// attached reports whether token i follows the one before it without a space.
func (s *splitter) attached(i int) bool {
	return i > 0 && i < s.to && s.d.Tokens[i-1].End == s.d.Tokens[i].Start
}

// closes reports whether token i+1 belongs to the end that token i makes: more
// end marks, and quotation marks and brackets that close.
func (s *splitter) closes(i int) bool {
	next := &s.d.Tokens[i+1]
	switch next.Low {
	case "”", "»":
		return true
	case ")", "]", "’", "’’", "''", "'", `"`, "*":
		// A mark between spaces closes at the end of a line, or where one is open.
		return s.attached(i+1) || !s.attached(i+2) && (i+2 == s.to || next.Low != `"` || s.quoted)
	}
	if emoticon(next.Low) == len(next.Low) {
		return true
	}
	return stops(next)
}

// continues reports whether token i goes on with the sentence before it
// although an end mark came: small letters after a closed quotation ("“Why?”
// he asked"), or a mark that no sentence begins with.
func (s *splitter) continues(i int) bool {
	t, last := &s.d.Tokens[i], &s.d.Tokens[i-1]
	switch t.Shape {
	case nlp.Lower:
		return s.attached(i) || last.Low == ")" || last.Low == "]" || last.Shape == nlp.Mark && s.d.Tokens[i-2].Low != "." || s.ellipsis(i-1)
	case nlp.Punct:
		switch t.Low {
		case ",", ";", ":":
			return true
		case "-", "–", "—", "--":
			return last.Low != "."
		}
	case nlp.Capital:
		return s.saysAfter(i)
	}
	return false
}

// ellipsis reports whether dots that leave something out end with token i: "…",
// "..." or ". . .".
func (s *splitter) ellipsis(i int) bool {
	low := s.d.Tokens[i].Low
	return low == "…" || low[0] == '.' && (len(low) > 1 || i > 0 && s.d.Tokens[i-1].Low == ".")
}

// saysAfter reports whether a closed quotation before token i is followed by
// its speaker and a verb of saying, as in "“Why?” Ann Lee asked."
func (s *splitter) saysAfter(i int) bool {
	tokens := s.d.Tokens
	if tokens[i-1].Shape != nlp.Mark || i > 1 && tokens[i-2].Low == "." {
		return false
	}
	for k := i; k < min(s.to, i+7); k++ {
		switch tokens[k].Low {
		case "said", "says", "asked", "asks", "added", "told", "wrote", "tweeted", "shouted", "replied", "continued", "exclaimed",
			"recalled", "tells", "wondered", "quipped", "joked", "declared", "yelled", "remarked", "demanded", "responded":
			return true
		case ".", "!", "?", ",":
			return false
		}
	}
	return false
}
