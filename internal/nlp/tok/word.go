package tok

import (
	"strings"
	"unicode/utf8"
)

// word appends the word at byte at: letters and digits, and the marks within it
// that part no words ("O'Neil", "co-founder", "U.S.", "AT&T", "w/o"). What it
// is joined with falls off as tokens of its own: "do" and "n't".
func (s *scanner) word(at, end int) int {
	stop := s.run(at, end)
	for stop < end {
		next := s.on(at, stop, end)
		if next == stop {
			break
		}
		stop = next
	}
	if tail := s.negation(at, stop, end); tail > 0 {
		s.add(at, stop-1)
		return s.add(stop-1, tail)
	}
	if k := s.cut(at, stop); k > 0 {
		s.add(at, at+k)
		return s.add(at+k, stop)
	}
	return s.add(at, stop)
}

// on is how far the word [at, stop) goes on with the mark at its end; stop
// where it doesn't.
func (s *scanner) on(at, stop, end int) int {
	switch c := s.text[stop]; c {
	case '.':
		return s.dot(at, stop, end)
	case '-':
		return s.hyphen(at, stop, end)
	case '&', '/':
		return s.pair(at, stop, end)
	case '$':
		if w := s.text[at:stop]; w == "US" || w == "C" || w == "A" || w == "NZ" || w == "HK" {
			return stop + 1
		}
	case '\'', '`', "’"[0]:
		return s.inner(at, stop, end)
	}
	return stop
}

// apostrophe is the length of the apostrophe that w begins with, 0 where there
// is none.
func apostrophe(w string) int {
	switch {
	case w == "":
		return 0
	case w[0] == '\'' || w[0] == '`':
		return 1
	case strings.HasPrefix(w, "’") || strings.HasPrefix(w, "‘"):
		return len("’")
	}
	return 0
}

// inner joins an apostrophe within a word ("O'Neil", "o'clock", "the 60's")
// with it, but not one that another word begins with.
func (s *scanner) inner(at, stop, end int) int {
	n := apostrophe(s.text[stop:end])
	if n == 0 || !s.wordAt(stop+n, end) {
		return stop
	}
	tail := s.run(stop+n, end)
	if classOf(s.low[stop+n:tail])&clitic != 0 || s.negation(at, stop, end) > 0 {
		return stop
	}
	return tail
}

// negation is the end of the n't that the word [at, stop) and what follows end
// with; 0 where they don't.
func (s *scanner) negation(at, stop, end int) int {
	if stop-1 <= at || s.low[stop-1] != 'n' || stop >= end {
		return 0
	}
	t := stop + apostrophe(s.text[stop:end])
	if t == stop || t >= end || s.low[t] != 't' || s.run(t, end) != t+1 {
		return 0
	}
	return t + 1
}

// cut is the length of the first of two words written as one; 0 where [at,
// stop) is no such word.
func (s *scanner) cut(at, stop int) int {
	n := stop - at
	if n < 2 || n > 8 || n == 2 && s.text[at+1] == 'M' {
		return 0
	}
	return cuts[s.low[at:stop]]
}

// hyphen joins a prefix with its word: "co-founder".
func (s *scanner) hyphen(at, stop, end int) int {
	if classOf(s.low[at:stop])&prefix == 0 || !s.wordAt(stop+1, end) {
		return stop
	}
	return s.run(stop+1, end)
}

// pair joins what an ampersand or a slash makes one: capitals ("AT&T", "Q&A"),
// and single letters ("w/o", "I/C").
func (s *scanner) pair(at, stop, end int) int {
	if !s.wordAt(stop+1, end) {
		return stop
	}
	tail := s.run(stop+1, end)
	if s.text[stop] == '/' {
		if stop-at == 1 && (tail-stop == 2 || s.low[at] == 'w') {
			return tail
		}
		return stop
	}
	if stop-at <= 4 && tail-stop <= 4 && capitals(s.text[at:stop]) && capitals(s.text[stop+1:tail]) || stop-at == 1 && tail-stop == 2 {
		return tail
	}
	return stop
}

func capitals(w string) bool {
	for i := 0; i < len(w); i++ {
		if w[i] < 'A' || w[i] > 'Z' {
			return false
		}
	}
	return true
}

// dot joins a full stop with the word before it where it belongs to an
// abbreviation, and goes on behind it where it parts the letters of one ("U.S",
// "p.m"), a number ("v2.0") or the name of a site or a file ("cnn.com").
func (s *scanner) dot(at, stop, end int) int {
	if !s.wordAt(stop+1, end) {
		return s.ownDot(at, stop, end)
	}
	tail := s.run(stop+1, end)
	switch {
	case s.lone(at, stop) && tail == stop+2,
		isDigit(rune(s.text[stop-1])) && isDigit(rune(s.text[stop+1])),
		classes[s.join(at, tail)] != 0,
		s.isDomain(at, stop, tail):
		return tail
	}
	return s.ownDot(at, stop, end)
}

// join is the text [at, stop) in small letters where it is short enough to
// stand in a list.
func (s *scanner) join(at, stop int) string {
	if stop-at > longestWord {
		return ""
	}
	return s.low[at:stop]
}

// lone reports whether a letter stands alone before byte stop, as in "U" or
// "U.S".
func (s *scanner) lone(at, stop int) bool {
	return (stop-at == 1 || stop-at > 2 && s.text[stop-2] == '.') && !isDigit(rune(s.text[stop-1])) && s.text[stop-1] < utf8.RuneSelf
}

// isDomain reports whether [stop+1, tail) is the last part of the name of a
// site or a file, as "com" is. "It ends.De Niro" has a capital there and is
// none.
func (s *scanner) isDomain(at, stop, tail int) bool {
	if stop-at < 2 || classOf(s.low[stop+1:tail])&domain == 0 && s.low[stop+1:tail] != "co" {
		return false
	}
	return s.text[stop+1] >= 'a' || s.text[stop-1] < 'a'
}

// ownDot is stop+1 where the full stop at byte stop belongs to the word before
// it, else stop.
func (s *scanner) ownDot(at, stop, end int) int {
	if stop+1 < end && s.text[stop+1] == '.' || !s.abbreviated(at, stop, end) {
		return stop
	}
	return stop + 1
}

func (s *scanner) abbreviated(at, stop, end int) bool {
	if stop-at > longestWord {
		return false
	}
	if s.lone(at, stop) {
		return stop-at > 1 || s.initial(at, end)
	}
	c, upper := classOf(s.low[at:stop]), 'A' <= s.text[at] && s.text[at] <= 'Z'
	switch {
	case c&ender != 0 && s.endsLine(stop+1, end):
		return false
	case c&small != 0, c&(title|ender|capital) != 0 && upper:
		return true
	case c&number != 0:
		return s.digitAfter(stop+1, end)
	}
	return false
}

// initial reports whether the letter at byte at and the full stop behind it
// abbreviate a name, as in "J. Smith", or a word ("v.", "c. 1900").
func (s *scanner) initial(at, end int) bool {
	switch c := s.text[at]; {
	case c == 'v':
		return true
	case c < 'A' || c > 'Z':
		return classOf(s.low[at:at+1])&number != 0 && s.digitAfter(at+2, end)
	}
	next := s.nextWord(at+2, end)
	return next != "" && classOf(next)&opener == 0 || next == "a"
}

// endsLine reports whether the word before byte at, an abbreviation, ends its
// sentence: with the line, or because a word follows that opens another. The
// full stop is then the sentence's.
func (s *scanner) endsLine(at, end int) bool {
	next := s.nextWord(at, end)
	return next == "" || classOf(next)&opener != 0
}

// digitAfter reports whether a digit is next after white space from byte at.
func (s *scanner) digitAfter(at, end int) bool {
	for at < end && s.text[at] == ' ' {
		at++
	}
	return at < end && isDigit(rune(s.text[at]))
}

// nextWord is the word behind byte at, in small letters where it begins with a
// capital; "" at the end of the line, where marks only follow.
func (s *scanner) nextWord(at, end int) string {
	for at < end && !s.wordAt(at, end) {
		_, n := s.rune(at)
		at += n
	}
	stop := s.run(at, end)
	if stop > at && s.text[at] >= 'a' {
		return "-"
	}
	return s.low[at:stop]
}
