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
