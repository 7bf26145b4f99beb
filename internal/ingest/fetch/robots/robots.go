// Package robots reads robots.txt as RFC 9309 says: what a site asks programs
// not to fetch.
//
// [Parse] makes [Rules] of a file for one program, [Rules.Allowed] answers for
// one address. Nothing in a file is an error: a line that is not understood is
// left out.
//
//	rules := robots.Parse(body, "Hearsay")
//	rules.Allowed("/private/list?page=2")
package robots

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// MaxSize is how many bytes of a file are read; what follows is ignored.
const MaxSize = 500 << 10

// maxDelay is the longest Crawl-delay that is believed. A site that asks for
// more hardly means it for a visitor of a few pages.
const maxDelay = 24 * time.Hour

// Rules are what one site asks of one program. The zero Rules allow
// everything.
type Rules struct {
	Delay time.Duration // between two requests, as a Crawl-delay asks for; 0: none, or none that makes sense
	rules []rule
}

type rule struct {
	allow   bool
	pattern string // normal form; * stands for any bytes
	anchor  bool   // the pattern ends where the address ends
}

// None disallows everything. It stands for a robots.txt that exists and can't
// be read.
var None = Rules{rules: []rule{{pattern: "/"}}}

// Parse reads the rules for the program with the product token agent. The
// groups that name it are taken together; where none does, those for "*" are.
func Parse(body []byte, agent string) Rules {
	p := parser{agent: strings.ToLower(agent)}
	body = body[:min(len(body), MaxSize)]
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	for line := range bytes.FieldsFuncSeq(body, func(r rune) bool { return r == '\n' || r == '\r' }) {
		p.line(string(line))
	}
	if p.named {
		return p.mine
	}
	return p.any
}

// parser gathers rules. A group is one or more User-agent lines and the rules
// below them.
type parser struct {
	agent         string
	mine, any     Rules
	named         bool // a group names the agent
	head          bool // the last line of a group was a User-agent line
	isMine, isAny bool // the group at hand is for the agent, for "*"
}

func (p *parser) line(line string) {
	line, _, _ = strings.Cut(line, "#")
	key, value, found := strings.Cut(line, ":")
	if !found {
		return
	}
	value = strings.TrimSpace(value)
	switch strings.ToLower(strings.TrimSpace(key)) {
	case "user-agent", "useragent", "user agent":
		p.userAgent(value)
	case "allow":
		p.rule(true, value)
	case "disallow":
		p.rule(false, value)
	case "crawl-delay":
		p.delay(value)
	}
}

// delay reads a Crawl-delay: seconds, perhaps with a fraction. RFC 9309 does
// not know it; many sites write it all the same.
func (p *parser) delay(value string) {
	p.head = false
	s, err := strconv.ParseFloat(value, 64)
	if err != nil || !(s > 0 && s <= maxDelay.Seconds()) {
		return
	}
	d := time.Duration(s * float64(time.Second))
	if p.isMine {
		p.mine.Delay = max(p.mine.Delay, d)
	}
	if p.isAny {
		p.any.Delay = max(p.any.Delay, d)
	}
}

func (p *parser) userAgent(value string) {
	if !p.head {
		p.head, p.isMine, p.isAny = true, false, false
	}
	if value == "*" || strings.HasPrefix(value, "* ") {
		p.isAny = true
		return
	}
	if strings.ToLower(token(value)) == p.agent {
		p.isMine, p.named = true, true
	}
}

// token is the product token at the head of s: "Hearsay" of "Hearsay/1.0".
func token(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool {
		return (r|0x20 < 'a' || r|0x20 > 'z') && r != '_' && r != '-'
	})
	if end < 0 {
		return s
	}
	return s[:end]
}

func (p *parser) rule(allow bool, value string) {
	p.head = false
	if value == "" { // "Disallow:" asks for nothing
		return
	}
	r := rule{allow: allow}
	r.pattern, r.anchor = strings.CutSuffix(value, "$")
	r.pattern = squeeze(normal(r.pattern))
	if p.isMine {
		p.mine.rules = append(p.mine.rules, r)
	}
	if p.isAny {
		p.any.rules = append(p.any.rules, r)
	}
}

// squeeze makes one star of several in a row.
func squeeze(s string) string {
	for strings.Contains(s, "**") {
		s = strings.ReplaceAll(s, "**", "*")
	}
	return s
}

// Allowed reports whether the address may be fetched. target is its path with
// the query, as it is sent: "/a?b=c". Of the rules that match, the longest
// decides; of two as long, the one that allows.
func (rs Rules) Allowed(target string) bool {
	if target == "" {
		target = "/"
	}
	if target == "/robots.txt" {
		return true
	}
	target = normal(target)
	allowed, longest := true, -1
	for _, r := range rs.rules {
		n := len(r.pattern)
		if r.anchor {
			n++
		}
		if n < longest || n == longest && !r.allow || !r.matches(target) {
			continue
		}
		allowed, longest = r.allow, n
	}
	return allowed
}

// matches tries the pattern in time linear in the target, but for the pieces
// between stars: each is looked for where the last one ended.
func (r rule) matches(target string) bool {
	pieces := strings.Split(r.pattern, "*")
	rest, ok := strings.CutPrefix(target, pieces[0])
	if !ok {
		return false
	}
	last := len(pieces) - 1
	if last == 0 {
		return !r.anchor || rest == ""
	}
	for _, piece := range pieces[1:last] {
		i := strings.Index(rest, piece)
		if i < 0 {
			return false
		}
		rest = rest[i+len(piece):]
	}
	if r.anchor {
		return strings.HasSuffix(rest, pieces[last])
	}
	return strings.Contains(rest, pieces[last])
}

const hex = "0123456789ABCDEF"

// normal writes an address in one way: what may stand as it is stands so, all
// else is percent-encoded with capital digits. A sign that is encoded although
// it has a meaning (%2F, %2A) stays encoded.
func normal(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) {
			if hi, lo := digit(s[i+1]), digit(s[i+2]); hi >= 0 && lo >= 0 {
				c, i = byte(hi<<4|lo), i+2
				if plain(c) {
					b.WriteByte(c)
				} else {
					b.Write([]byte{'%', hex[hi], hex[lo]})
				}
				continue
			}
		}
		if c <= ' ' || c >= 0x7f {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// plain reports whether c means the same encoded and not (RFC 3986,
// unreserved).
func plain(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

func digit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
