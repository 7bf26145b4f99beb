package charset

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Mojibake reports whether s reads as if its UTF-8 bytes had once been taken
// for windows-1252, Latin-1 or windows-1251 ("itâ€™s", "cafÃ©", "РџСЂРё").
// Nothing is mended, since a body is never altered: it is for a warning.
func Mojibake(s string) bool {
	sure, likely := 0, 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch r {
		case 'â', 'Â', 'Ã', 'Ä', 'Å', 'Ð', 'Ñ':
			if size := misread(s[i:], charmap.Windows1252); size == 3 && r == 'â' {
				sure++
			} else if size == 2 {
				likely++
			}
		case 'Р', 'С':
			// One such pair may be Ukrainian or Serbian; three in a row are not.
			if k := misreadRun(s[i:]); k >= 3 {
				sure++
			}
		}
		if sure > 0 || likely >= 2 {
			return true
		}
		i += n
	}
	return false
}

// misreadRun counts the misread characters, up to three, that s begins with.
func misreadRun(s string) int {
	for k := range 3 {
		if misread(s, charmap.Windows1251) != 2 {
			return k
		}
		for range 2 {
			_, n := utf8.DecodeRuneInString(s)
			s = s[n:]
		}
	}
	return 3
}

// misread returns how many bytes the character has that the head of s makes
// when it is written in m and the bytes are read as UTF-8; 0 where they aren't
// UTF-8.
func misread(s string, m *charmap.Charmap) int {
	var b [utf8.UTFMax]byte
	n := 0
	for _, r := range s {
		if n == len(b) {
			break
		}
		c, ok := m.EncodeRune(r)
		if !ok && r >= 0x80 && r < 0xa0 {
			c, ok = byte(r), true // Latin-1 keeps what windows-1252 has no sign for
		}
		if !ok || c < utf8.RuneSelf {
			break
		}
		b[n] = c
		n++
	}
	if r, size := utf8.DecodeRune(b[:n]); r != utf8.RuneError {
		return size
	}
	return 0
}
