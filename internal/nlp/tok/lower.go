package tok

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lower is s in small letters, each at its old place, so that tokens can point
// into it: one copy for a whole text. Letters whose small form has another
// length stay as they are. curly tells whether s has curly apostrophes.
func lower(s string) (low string, curly bool) {
	i := 0
	for i < len(s) && (s[i] < 'A' || s[i] > 'Z') && s[i] < utf8.RuneSelf {
		i++
	}
	if i == len(s) {
		return s, false
	}
	b := []byte(s)
	for i < len(b) {
		c := b[i]
		switch {
		case 'A' <= c && c <= 'Z':
			b[i] = c + 'a' - 'A'
			i++
		case c < utf8.RuneSelf:
			i++
		default:
			n, apostrophe := lowerRune(b[i:])
			i, curly = i+n, curly || apostrophe
		}
	}
	return string(b), curly
}

// lowerRune makes the first letter of b small, and says how long it is and
// whether it is a curly apostrophe.
func lowerRune(b []byte) (n int, curly bool) {
	r, n := utf8.DecodeRune(b)
	if l := unicode.ToLower(r); l != r && utf8.RuneLen(l) == n {
		utf8.EncodeRune(b, l)
	}
	return n, r == '’'
}

// lowOf is the text [at, stop) in small letters, its apostrophes straight.
func (s *scanner) lowOf(at, stop int) string {
	w := s.low[at:stop]
	if s.curly && len(w) > len("’") && strings.Contains(w, "’") && w != "’’" && w != "‘’" {
		return straight(w)
	}
	return w
}

// straight is w with straight apostrophes; the words that have most of them
// cost no memory.
func straight(w string) string {
	switch w {
	case "’s":
		return "'s"
	case "n’t":
		return "n't"
	case "’re":
		return "'re"
	case "’ve":
		return "'ve"
	case "’ll":
		return "'ll"
	case "’m":
		return "'m"
	case "’d":
		return "'d"
	}
	return strings.ReplaceAll(w, "’", "'")
}
