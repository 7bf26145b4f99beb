package tok

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mark appends the token at byte at that begins with the mark r.
func (s *scanner) mark(at, end int, r rune, n int) int {
	rest := s.text[at:end]
	if k := apostrophe(rest); k > 0 {
		return s.add(at, s.quoteEnd(at, end, k))
	}
	if k := emoticon(rest); k > 0 && (s.spaced(at) || rest[0] == ':' || rest[0] == ';') {
		return s.add(at, at+k)
	}
	switch r {
	case '.':
		return s.add(at, at+dots(rest))
	case '!', '?':
		return s.add(at, at+1+span(rest[1:], "!?"))
	case '-', '–', '—', '*', '_', '=', '~', '#', '+', '<', '>', '$', '…', '•':
		return s.add(at, at+same(rest, r, n))
	}
	if n > 2 && unicode.Is(unicode.So, r) {
		return s.add(at, at+emoji(rest, n))
	}
	return s.add(at, at+n)
}

// quoteEnd is the end of the token that begins with an apostrophe of length k:
// a word joined with the one before it ('s), one with letters left out ('em,
// '90s), or a quotation mark.
func (s *scanner) quoteEnd(at, end, k int) int {
	next := at + k
	if again := apostrophe(s.text[next:end]); again == k && s.text[at] == s.text[next] && double(s.text[at:next+k]) {
		return next + k
	}
	if !s.wordAt(next, end) {
		return next
	}
	tail := s.run(next, end)
	c := classOf(s.low[next:tail])
	switch spaced := s.spaced(at); {
	case c&clitic != 0 && !spaced && s.ends(at):
		return tail
	case c&elided != 0 && spaced, spaced && year(s.text[next:tail]):
		return tail
	}
	return next
}

// ends reports whether something that can take a clitic ends at byte at: not a
// bracket or mark that opens.
func (s *scanner) ends(at int) bool {
	i := len(s.tokens) - 1
	return i >= 0 && s.tokens[i].End == at && (s.tokens[i].Word() || strings.Contains(`")]%”»`, s.tokens[i].Low))
}

// year reports whether w is a year or decade without its century: "72", "90s".
func year(w string) bool {
	return (len(w) == 2 || len(w) == 3 && w[2] == 's') && isDigit(rune(w[0])) && isDigit(rune(w[1]))
}

// double reports whether two marks make one quotation mark.
func double(w string) bool {
	switch w {
	case "''", "``", "’’", "‘’", "‘‘":
		return true
	}
	return false
}

// dots is the length of the token at the start of w, which begins with a full
// stop: several in a row are one, and so is one with what follows in "end.?".
func dots(w string) int {
	n := same(w, '.', 1)
	if n == 1 {
		n += span(w[1:], "!?")
	}
	return n
}

// span is the length of the part of w that has bytes of set only.
func span(w, set string) int {
	n := 0
	for n < len(w) && strings.IndexByte(set, w[n]) >= 0 {
		n++
	}
	return n
}

// same is how far w, which begins with r of length n, repeats it.
func same(w string, r rune, n int) int {
	stop := n
	for strings.HasPrefix(w[stop:], w[:n]) {
		stop += n
	}
	return stop
}

var emoticons = []string{":-)", ":-(", ";-)", ":)", ":(", ";)", ":D", ":P", "=)", "=(", "(:", "^_^", ":-D", ":-P", "-_-", ":'("}

// emoticon is the length of the emoticon that w begins with; 0 where there is
// none.
func emoticon(w string) int {
	if len(w) < 2 || strings.IndexByte(":;=(^-", w[0]) < 0 {
		return 0
	}
	for _, e := range emoticons {
		if strings.HasPrefix(w, e) {
			if r, _ := utf8.DecodeRuneInString(w[len(e):]); isWord(r) {
				return 0
			}
			return len(e)
		}
	}
	return 0
}

// emoji is the length of the picture that w begins with, n bytes long, with the
// signs that change its colour or join it with others.
func emoji(w string, n int) int {
	for n < len(w) {
		r, k := utf8.DecodeRuneInString(w[n:])
		switch {
		case r == 0xFE0F, 0x1F3FB <= r && r <= 0x1F3FF:
		case r == 0x200D:
			_, next := utf8.DecodeRuneInString(w[n+k:])
			k += next
		default:
			return n
		}
		n += k
	}
	return n
}
