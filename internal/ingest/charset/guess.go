package charset

import (
	"strings"
	"unicode"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// sampleSize is how many bytes outside ASCII a guess looks at.
const sampleSize = 2000

// candidate is an encoding that may be guessed: one byte a letter, ASCII below
// 128.
type candidate struct {
	enc      encoding.Encoding
	high     [128]rune // what the bytes from 128 on mean
	cyrillic bool
}

// candidates are in the order in which they win when they are equal. KOI8-U is
// KOI8-R with Ukrainian letters in place of eight box drawings.
var candidates = []*candidate{
	newCandidate(charmap.Windows1252, false),
	newCandidate(charmap.Windows1251, true),
	newCandidate(charmap.KOI8U, true),
}

func newCandidate(m *charmap.Charmap, cyrillic bool) *candidate {
	c := &candidate{enc: m, cyrillic: cyrillic}
	for i := range c.high {
		c.high[i] = m.DecodeByte(byte(i + 128))
	}
	return c
}

func (c *candidate) rune(b byte) rune {
	if b < 128 {
		return rune(b)
	}
	return c.high[b-128]
}

// guess returns the encoding in which the high bytes of b read most like
// words, or nil where they do in none.
func guess(b []byte) encoding.Encoding {
	var best *candidate
	top := 0.25 // below this the text is rather in none of them
	for _, c := range candidates {
		if s := c.score(b); s > top {
			best, top = c, s
		}
	}
	if best == nil {
		return nil
	}
	return best.enc
}

// score is how plausible the high bytes of b are on average: 1 for letters
// where letters stand in a word, below 0 for nonsense.
func (c *candidate) score(b []byte) float64 {
	sum, n := 0.0, 0
	for i := 0; i < len(b) && n < sampleSize; i++ {
		if b[i] < 128 {
			continue
		}
		prev, next := ' ', ' '
		if i > 0 {
			prev = c.rune(b[i-1])
		}
		if i+1 < len(b) {
			next = c.rune(b[i+1])
		}
		sum += c.plausible(prev, c.rune(b[i]), next)
		n++
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

func (c *candidate) plausible(prev, r, next rune) float64 {
	switch {
	case r == unicode.ReplacementChar || unicode.IsControl(r):
		return -4
	case strings.ContainsRune("“”„‘’‚«»‹›–—…\u00a0€£§°№©®™·•¿¡½²", r):
		return 0.5
	case !unicode.IsLetter(r):
		return -1
	case unicode.IsUpper(r) && unicode.IsLower(prev):
		return -2 // "pRIVET": the case of KOI8 and Windows is the other way round
	case c.cyrillic:
		return cyrillicLetter(prev, r, next)
	}
	return latinLetter(prev, r, next)
}

// Letters of Russian and Ukrainian from the commonest to the rarest.
const cyrillicByFrequency = "оаиентсрвлкмдпуіяыьзбгчйхжїшюцєщфэґъё"

func cyrillicLetter(prev, r, next rune) float64 {
	i := strings.IndexRune(cyrillicByFrequency, unicode.ToLower(r))
	if i < 0 {
		return -1
	}
	for _, x := range []rune{prev, next} {
		if x < 128 && unicode.IsLetter(x) {
			return -1 // a Cyrillic letter in a Latin word
		}
	}
	return 1.4 - 1.2*float64(i)/float64(len(cyrillicByFrequency))
}

// latinLetter takes an accented letter to be plausible beside plain letters
// and implausible among its like.
func latinLetter(prev, r, next rune) float64 {
	near := 0
	for _, x := range []rune{prev, next} {
		switch {
		case x < 128 && unicode.IsLetter(x):
			near++
		case x >= 128 && unicode.IsLetter(x):
			near--
		}
	}
	switch {
	case strings.ContainsRune("þðÞÐýÿŸƒªº", r):
		return 0.1 * float64(near)
	case near > 0:
		return 1
	case near == 0:
		return 0.4 // "à", or "é" at the end of "créée"
	}
	return -1
}
