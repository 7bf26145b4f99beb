package eval

import "unicode"

// The classes of characters below are those of Python's str and re, in which
// the published scores were made. They differ from Go's unicode package in
// small things: the separators U+001C to U+001F are space, and combining marks
// are no part of a word.

// isAlnum is str.isalnum: letters and numbers of every kind.
func isAlnum(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// isWord is \w.
func isWord(r rune) bool { return r == '_' || isAlnum(r) }

// isDecimal is \d.
func isDecimal(r rune) bool { return unicode.IsDigit(r) }

// isSpace is str.isspace and \s.
func isSpace(r rune) bool { return unicode.IsSpace(r) || 0x1c <= r && r <= 0x1f }

// isLower is str.islower of one character.
func isLower(r rune) bool { return unicode.IsLower(r) || unicode.Is(unicode.Other_Lowercase, r) }
