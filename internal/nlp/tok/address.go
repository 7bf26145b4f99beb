package tok

import "strings"

// Parts of an address of mail are not longer; a bound keeps the search linear.
const (
	longestLocal = 64
	longestHost  = 255
)

// address is the end of the address of a site or a mailbox at byte at, within
// the stretch without spaces that holds it; at where there is none.
func (s *scanner) address(at int) int {
	if stop := s.url(at); stop > at {
		return stop
	}
	return s.mailbox(at)
}

func (s *scanner) url(at int) int {
	w := s.low[at:s.chunk]
	if !strings.HasPrefix(w, "www.") {
		scheme := strings.Index(w[:min(len(w), 12)], "://")
		if scheme < 2 || span(w, letters) != scheme {
			return at
		}
	}
	if i := strings.IndexAny(w, "<>\"|“”"); i >= 0 {
		w = w[:i]
	}
	w = strings.TrimRight(w, ".,;:!?'’]*")
	if strings.HasSuffix(w, ")") && !strings.Contains(w, "(") {
		w = strings.TrimRight(w, ").,;:!?'’]*")
	}
	return at + len(w)
}

const (
	letters = "abcdefghijklmnopqrstuvwxyz"
	local   = letters + "0123456789._%+-"
	host    = letters + "0123456789.-_"
)

func (s *scanner) mailbox(at int) int {
	w := s.low[at:s.chunk]
	n := span(w[:min(len(w), longestLocal)], local)
	if n == len(w) || w[n] != '@' {
		return at
	}
	tail := w[n+1:]
	k := span(tail[:min(len(tail), longestHost)], host)
	k = len(strings.TrimRight(tail[:k], ".-"))
	if k == 0 {
		return at
	}
	return at + n + 1 + k
}
