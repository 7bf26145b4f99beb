// Package charset turns the bytes of an input into text.
//
// Start with [Decode]: it takes the bytes and what the server or the file said
// of their encoding, and gives valid UTF-8 or an [article.Refusal] that says
// what the bytes look like instead. [Declared] finds what a page says of
// itself; [Mojibake] tells text that somebody decoded wrongly before.
//
//	s, err := charset.Decode(b, "text/html; charset=windows-1251")
//	s, err = charset.Decode(b, charset.Declared(b))
//
// The order of belief: a byte order mark; that the bytes are valid UTF-8 (no
// other encoding is so by accident); the declared encoding; a guess.
package charset

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"github.com/hearsay-news/hearsay/article"
)

// Decode returns b as valid UTF-8, without a byte order mark. The encoding is
// declared as a media type ("text/html; charset=koi8-r"), as a name
// ("koi8-r"), or not at all (""). Bytes that mean nothing in an encoding which
// is right on the whole become U+FFFD. The error is a refusal: Binary for what
// is no text, Encoding for a text in an encoding that can't be told.
func Decode(b []byte, declared string) (string, error) {
	if e, n := byteOrderMark(b); n > 0 {
		return decode(e, b[n:])
	}
	if what := binary(b); what != "" {
		return "", article.Refuse(article.Binary, what)
	}
	label, name := lookup(declared)
	if bytes.IndexByte(b, 0) >= 0 {
		return decodeWide(b, name)
	}
	if validUTF8(b) && !(name == "iso-2022-jp" && bytes.IndexByte(b, 0x1b) >= 0) {
		return checkControls(strings.ToValidUTF8(string(b), "\uFFFD"))
	}
	if label != nil && name != "utf-8" {
		if s, err := decode(label, b); err == nil && !broken(s) {
			return s, nil
		}
	}
	if nearlyUTF8(b) {
		return decode(unicode.UTF8, b)
	}
	if e := guess(b); e != nil {
		return decode(e, b)
	}
	return "", article.Refuse(article.Encoding, "the encoding could not be told; convert it to UTF-8")
}

// byteOrderMark returns the encoding that a mark at the head of b stands for,
// and the length of the mark; 0 without one.
func byteOrderMark(b []byte) (encoding.Encoding, int) {
	// UTF-32 goes before UTF-16, whose little-endian mark begins its own.
	switch {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		return unicode.UTF8, 3
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE, 0, 0}):
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), 4
	case bytes.HasPrefix(b, []byte{0, 0, 0xFE, 0xFF}):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), 4
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 2
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 2
	}
	return nil, 0
}

func decode(e encoding.Encoding, b []byte) (string, error) {
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return "", article.Refuse(article.Encoding, "the bytes could not be decoded; convert them to UTF-8")
	}
	return checkControls(string(out))
}

// checkControls refuses what decodes well but is no text: a NUL, which no
// database keeps, or more than one control character in ten.
func checkControls(s string) (string, error) {
	n := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == 0:
			return "", article.Refuse(article.Binary, "holds NUL bytes, so it is not a text; give the text itself")
		case c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\v', c == 0x7f:
			n++
		}
	}
	if n*10 > len(s) {
		return "", article.Refuse(article.Binary, "is mostly control characters, so it is not a text; give the text itself")
	}
	return s, nil
}

// validUTF8 reports whether b is UTF-8. A last character that is cut off, as
// the head of a longer input has it, does not count against it.
func validUTF8(b []byte) bool {
	if utf8.Valid(b) {
		return true
	}
	for i := len(b) - 1; i >= max(0, len(b)-utf8.UTFMax+1); i-- {
		if utf8.RuneStart(b[i]) {
			return i > 0 && !utf8.FullRune(b[i:]) && utf8.Valid(b[:i]) && !isASCII(b[:i])
		}
	}
	return false
}

// isASCII: the one high byte at the end of an otherwise plain text is far
// rather a Latin-1 letter than a character cut in two.
func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// nearlyUTF8 reports whether b is UTF-8 with a few broken bytes: one for every
// ten good characters outside ASCII at most.
func nearlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case r >= utf8.RuneSelf:
			good++
		}
		b = b[n:]
	}
	return good >= 10*bad
}

// broken reports whether more than one character in a hundred of a decoded
// text stands for bytes that mean nothing, so that the declared encoding was
// wrong.
func broken(s string) bool {
	return strings.Count(s, "\uFFFD")*100 > utf8.RuneCountInString(s)
}

// lookup returns the encoding that a media type or a label names and its
// canonical name, or nil.
func lookup(declared string) (encoding.Encoding, string) {
	label := strings.ToLower(strings.TrimSpace(declared))
	if _, params, err := mime.ParseMediaType(label); err == nil && params["charset"] != "" {
		label = params["charset"]
	} else if i := strings.Index(label, "charset="); i >= 0 {
		// A media type that breaks the grammar: "text/html;; charset='utf-8'".
		label, _, _ = strings.Cut(label[i+len("charset="):], ";")
	}
	e, name := charset.Lookup(strings.Trim(label, `"' `))
	if name == "replacement" {
		return nil, ""
	}
	return e, name
}
