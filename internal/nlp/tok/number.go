package tok

import "strings"

// longestNumber bounds how far a number is looked at, in bytes.
const longestNumber = 40

// number appends the number at byte at: digits with the marks within them
// ("1,250.50", "10:30", "9/11", "555-0199"), and the letters behind them that
// are no unit ("23rd", "1990s"). Ranges ("1969-70") and fractions fall apart.
func (s *scanner) number(at, end int) int {
	stop := s.digits(at, min(end, at+longestNumber))
	if stop == at+longestNumber {
		return s.add(at, stop)
	}
	stop = at + figures(s.text[at:stop])
	if !s.wordAt(stop, end) {
		return s.add(at, s.decade(at, stop, end))
	}
	tail := s.run(stop, end)
	if classOf(s.low[stop:tail])&unit != 0 || s.dottedUnit(stop, end) {
		return s.add(at, stop)
	}
	return s.word(at, end)
}

// digits is the end of the digits at byte at and of the marks between them.
func (s *scanner) digits(at, end int) int {
	for at < end {
		switch c := s.text[at]; {
		case '0' <= c && c <= '9':
		case strings.IndexByte(".,:/-", c) >= 0 && at+1 < end && '0' <= s.text[at+1] && s.text[at+1] <= '9':
		default:
			return at
		}
		at++
	}
	return at
}

// figures is the length of the first token of w, digits with marks between
// them.
func figures(w string) int {
	switch {
	case strings.IndexByte(w, '-') >= 0:
		if telephone(w) {
			return len(w)
		}
		w = w[:strings.IndexByte(w, '-')]
	}
	if i := strings.IndexByte(w, '/'); i >= 0 && !date(w) {
		w = w[:i]
	}
	for at := 0; ; {
		i := strings.IndexByte(w[at:], ',')
		if i < 0 {
			return len(w)
		}
		at += i + 1
		if !threeDigits(w[at:]) {
			return at - 1
		}
	}
}

// threeDigits reports whether w begins with three digits and no fourth.
func threeDigits(w string) bool {
	n := 0
	for n < len(w) && w[n] >= '0' && w[n] <= '9' {
		n++
	}
	return n == 3
}

// telephone reports whether the hyphens of w part the digits of one number, as
// in "555-0199", "800-555-0199" and "2001-09-11", and no range.
func telephone(w string) bool {
	if strings.ContainsAny(w, ".,:/") {
		return false
	}
	first, rest, _ := strings.Cut(w, "-")
	return strings.Contains(rest, "-") || len(first) == 3 && len(rest) == 4
}

// date reports whether w is a date with slashes, as in "3/15/2001" and "9/11",
// and no fraction.
func date(w string) bool {
	month, day, _ := strings.Cut(w, "/")
	if strings.Contains(day, "/") {
		return strings.Count(day, "/") == 1
	}
	return (len(month) == 1 || month >= "01" && month <= "12") && len(month) <= 2 && len(day) == 2 && day >= "10" && day <= "31"
}

// decade is the end of the 's of "the 60's" behind the digits [at, stop).
func (s *scanner) decade(at, stop, end int) int {
	n := apostrophe(s.text[stop:end])
	if n == 0 || s.text[stop-1] != '0' || stop-at != 2 && stop-at != 4 || stop+n >= end || s.low[stop+n] != 's' || s.run(stop+n, end) != stop+n+1 {
		return stop
	}
	return stop + n + 1
}

// dottedUnit reports whether "a.m" or "p.m" stands at byte at.
func (s *scanner) dottedUnit(at, end int) bool {
	w := s.low[at:min(end, at+3)]
	return w == "a.m" || w == "p.m"
}
