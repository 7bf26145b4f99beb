package nlp

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ShapeOf says what a token is made of.
func ShapeOf(w string) Shape {
	first, n := utf8.DecodeRuneInString(w)
	switch {
	case QuoteMark(w):
		return Mark
	case unicode.IsDigit(first):
		return Number
	case !wordRune(first):
		return shapeOfSign(w, first, n)
	case !unicode.IsUpper(first):
		return Lower
	}
	for _, r := range w[n:] {
		if unicode.IsLower(r) {
			return Capital
		}
	}
	if n == len(w) {
		return Capital
	}
	return Upper
}

// shapeOfSign is the shape of what begins with a sign: "@name", "#tag", "'s",
// "'90s", "$5".
func shapeOfSign(w string, first rune, n int) Shape {
	switch next, _ := utf8.DecodeRuneInString(w[n:]); {
	case n == len(w) || !wordRune(next):
		return Punct
	case first == '\'' || first == '’' || first == '‘' || first == '`':
		return ShapeOf(w[n:])
	case first == '@' || first == '#':
		return Capital
	case first == '$' || first == '£' || first == '€':
		return Number
	}
	return Punct
}

// QuoteMark reports whether w is a quotation mark.
func QuoteMark(w string) bool {
	switch w {
	case `"`, "“", "”", "„", "‟", "«", "»", "''", "``", "'", "‘", "’", "`", "‹", "›", "‚", "’’", "‘’", "‘‘":
		return true
	}
	return false
}

func wordRune(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// Fold is w in small letters with straight apostrophes, as Token.Low has it. It
// allocates only where that changes something.
func Fold(w string) string {
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
	if len(w) > len("’") {
		w = straight.Replace(w)
	}
	return w
}

// straight makes apostrophes straight, those too that were turned the wrong way.
var straight = strings.NewReplacer("’", "'", "‘", "'")

// LetterShape says which letters of a word are capitals, in 64 classes.
func LetterShape(w string) uint32 {
	h, last := uint32(17), byte(0)
	n := 0
	for _, r := range w {
		c := byte('.')
		switch {
		case r < utf8.RuneSelf:
			c = asciiShape[r]
		case unicode.IsUpper(r):
			c = 'X'
		case unicode.IsLetter(r):
			c = 'x'
		case unicode.IsDigit(r):
			c = '0'
		}
		if c == last {
			if n++; n > 1 {
				continue // Xx, Xxx, Xxxx: the same
			}
		} else {
			n = 0
		}
		last = c
		h = (h ^ uint32(c)) * 16777619
	}
	return h >> 13 & 63
}

var asciiShape = func() (t [128]byte) {
	for c := range t {
		r := rune(c)
		switch {
		case 'A' <= r && r <= 'Z':
			t[c] = 'X'
		case 'a' <= r && r <= 'z':
			t[c] = 'x'
		case '0' <= r && r <= '9':
			t[c] = '0'
		default:
			t[c] = byte(r)
		}
	}
	return t
}()
