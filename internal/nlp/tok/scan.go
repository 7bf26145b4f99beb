package tok

import (
	"unicode"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/text"
)

// scanner cuts a text into tokens, left to right. At every place it decides by
// what stands there and a bounded stretch behind it, so that any text is read
// in linear time.
type scanner struct {
	text   string
	low    string // the text in small letters, byte for byte where that is possible
	curly  bool   // the text has curly apostrophes
	tokens []nlp.Token
	chunk  int  // end of the stretch without spaces we are in
	linked bool // the stretch holds an address
}

func newScanner(s string) *scanner {
	low, curly := lower(s)
	return &scanner{text: s, low: low, curly: curly, tokens: make([]nlp.Token, 0, len(s)/4+4)}
}

// line appends the tokens of the line [at, end).
func (s *scanner) line(at, end int) {
	s.chunk = at
	for at < end {
		r, n := s.rune(at)
		if unicode.IsSpace(r) {
			at += n
			continue
		}
		if at >= s.chunk {
			s.enter(at, end)
		}
		at = s.token(at, end, r, n)
	}
}

// enter looks over the stretch without spaces that begins at byte at.
func (s *scanner) enter(at, end int) {
	s.linked = false
	for ; at < end; at++ {
		switch c := s.text[at]; {
		case c <= ' ':
			if unicode.IsSpace(rune(c)) {
				s.chunk = at
				return
			}
		case c == '@', c == '/' && s.text[at-min(at, 1)] == '/', c == 'w' && at+3 < end && s.text[at:at+4] == "www.":
			s.linked = true
		}
	}
	s.chunk = end
}

// token appends the token at byte at, or the two or three that a word falls
// into, and returns where the next begins.
func (s *scanner) token(at, end int, r rune, n int) int {
	switch {
	case isWord(r) && r != '_':
		if s.linked {
			if stop := s.address(at); stop > at {
				return s.add(at, stop)
			}
		}
		if isDigit(r) {
			return s.number(at, end)
		}
		return s.word(at, end)
	case (r == '@' || r == '#') && at+1 < end && s.isLetter(at+1):
		return s.add(at, s.run(at+1, end))
	}
	return s.mark(at, end, r, n)
}

// add appends the token [at, stop) and returns stop.
func (s *scanner) add(at, stop int) int {
	w := s.text[at:stop]
	s.tokens = append(s.tokens, nlp.Token{Span: text.Span{Start: at, End: stop}, Low: s.lowOf(at, stop), Shape: nlp.ShapeOf(w), Quote: -1, Name: -1})
	return stop
}

func (s *scanner) rune(at int) (rune, int) {
	if c := s.text[at]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(s.text[at:])
}

// isLetter reports whether a letter stands at byte at.
func (s *scanner) isLetter(at int) bool {
	r, _ := s.rune(at)
	return unicode.IsLetter(r)
}

// wordAt reports whether a letter or digit stands at byte at, before end.
func (s *scanner) wordAt(at, end int) bool {
	if at >= end {
		return false
	}
	r, _ := s.rune(at)
	return isWord(r) && r != '_'
}

// run is the end of the letters, digits and marks upon them at byte at.
func (s *scanner) run(at, end int) int {
	for at < end {
		r, n := s.rune(at)
		if !isWord(r) && !unicode.Is(unicode.Cf, r) {
			break
		}
		at += n
	}
	return at
}

// spaced reports whether white space or the start of the text stands before
// byte at.
func (s *scanner) spaced(at int) bool {
	if at == 0 || s.text[at-1] < utf8.RuneSelf {
		return at == 0 || unicode.IsSpace(rune(s.text[at-1]))
	}
	r, _ := utf8.DecodeLastRuneInString(s.text[:at])
	return unicode.IsSpace(r)
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' || r >= utf8.RuneSelf && unicode.IsDigit(r) }

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}
