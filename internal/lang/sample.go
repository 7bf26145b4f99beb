package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A sample is taken at several places of a text, a stretch of words at each.
const (
	places        = 5
	placeLetters  = 60  // letters taken at one place
	placeBytes    = 800 // bytes read for them at most
	onePlaceBytes = 500 // a text up to this long is read whole
)

// sample is words of one text, all in the script that most of its letters are
// in.
type sample struct {
	words   string
	script  script
	letters int
	ascii   bool // no letter outside ASCII
}

// script is a set of letters.
type script uint8

const (
	otherScript script = iota
	latin
	cyrillic
	arabic
	hebrew
	greek
	devanagari
	cjk // Chinese characters and kana
	hangul
	scripts // how many there are
)

func scriptOf(r rune) script {
	switch {
	case r < 0x250, 0x1e00 <= r && r < 0x1f00:
		return latin
	case 0x370 <= r && r < 0x400, 0x1f00 <= r && r < 0x2000:
		return greek
	case 0x400 <= r && r < 0x530:
		return cyrillic
	case 0x590 <= r && r < 0x600:
		return hebrew
	case 0x600 <= r && r < 0x780, 0xfb50 <= r && r < 0xfe00, 0xfe70 <= r && r < 0xff00:
		return arabic
	case 0x900 <= r && r < 0x980:
		return devanagari
	case 0x3040 <= r && r < 0x3100, 0x3400 <= r && r < 0xa000, 0x20000 <= r && r < 0x32000:
		return cjk
	case 0xac00 <= r && r < 0xd7b0, 0x1100 <= r && r < 0x1200:
		return hangul
	}
	return otherScript
}

// sampler collects words, one heap for each script.
type sampler struct {
	words   [scripts][]byte
	letters [scripts]int
	accents bool // a letter outside ASCII was seen in a Latin word
}

func takeSample(text string) sample {
	var p sampler
	if len(text) <= onePlaceBytes {
		p.take(text, onePlaceBytes)
	} else {
		for i := range places {
			at := (len(text) - placeBytes) / (places - 1) * i
			p.take(window(text, max(at, 0)), placeLetters)
		}
	}
	best := script(0)
	for s := range p.letters {
		if p.letters[s] > p.letters[best] {
			best = script(s)
		}
	}
	return sample{string(p.words[best]), best, p.letters[best], best == latin && !p.accents}
}

// window is the stretch of text from byte at on, without the word that it would
// begin inside and the characters that it would cut.
func window(text string, at int) string {
	w := text[at:min(at+placeBytes, len(text))]
	if at > 0 {
		// A script without spaces loses a character, not a word.
		if i := strings.IndexByte(w[:min(len(w), 64)], ' '); i >= 0 {
			w = w[i:]
		}
	}
	return strings.ToValidUTF8(w, "")
}

// take adds words of w until they have as many letters as wanted. Addresses,
// handles and numbers are no words of any language.
func (p *sampler) take(w string, letters int) {
	for word := range strings.FieldsSeq(w) {
		if letters <= 0 {
			return
		}
		if strings.ContainsAny(word, "/@#_0123456789") {
			continue
		}
		letters -= p.add(word, letters)
	}
}

// add adds one word to the heap of the script of its first letter and returns
// how many letters it has. A word that is longer than wanted, as a paragraph
// of Chinese is, is cut.
func (p *sampler) add(word string, wanted int) int {
	s, n := otherScript, 0
	for i, r := range word {
		if n == wanted {
			word = word[:i]
			break
		}
		if !unicode.IsLetter(r) {
			continue
		}
		if n == 0 {
			s = scriptOf(r)
		}
		p.accents = p.accents || s == latin && r >= utf8.RuneSelf
		n++
	}
	if n > 0 {
		p.words[s] = append(append(p.words[s], word...), ' ')
		p.letters[s] += n
	}
	return n
}
