package charset

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"github.com/hearsay-news/hearsay/article"
)

// decodeWide decodes bytes with NULs among them, which are text only in UTF-16
// or UTF-32. The pattern of the NULs is believed before the declared name,
// since servers are vague about which end comes first.
func decodeWide(b []byte, declared string) (string, error) {
	e := widePattern(b)
	if e == nil {
		switch declared {
		case "utf-16le":
			e = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
		case "utf-16be":
			e = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
		default:
			return "", article.Refuse(article.Binary, "holds NUL bytes, so it is not a text; give the text itself")
		}
	}
	s, err := decode(e, b)
	if err == nil && broken(s) {
		return "", article.Refuse(article.Binary, "holds NUL bytes, so it is not a text; give the text itself")
	}
	return s, err
}

// widePattern tells UTF-16 and UTF-32 by where the zero bytes stand. Spaces
// and line ends have one even in scripts whose letters don't, so a twentieth
// of the characters suffices, provided that the other place holds none to
// speak of.
func widePattern(b []byte) encoding.Encoding {
	b = b[:min(len(b), 1<<16)]
	var zero [4]int
	for i, c := range b {
		if c == 0 {
			zero[i%4]++
		}
	}
	n := len(b) / 4
	switch {
	case n > 0 && zero[3] >= n && zero[2] >= n*9/10 && zero[0] == 0:
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	case n > 0 && zero[0] >= n && zero[1] >= n*9/10 && zero[3] == 0:
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	}
	even, odd, units := zero[0]+zero[2], zero[1]+zero[3], len(b)/2
	switch {
	case odd*20 >= units && even*100 <= odd:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case even*20 >= units && odd*100 <= even:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}
