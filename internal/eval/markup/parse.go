package markup

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

const (
	roles    = "csqafx"
	depth    = 64 // parts that may stand inside one another
	escapes  = `{}\:|#`
	inTitle  = record.InTitle
	wordless = "sax" // roles that may have no words
)

// Parse reads one marked text. Errors name line and column, both from 1,
// columns in code points.
func Parse(s string) (*Case, error) {
	p := &parser{src: s, line: 1, column: 1, in: record.InBody}
	return p.parse()
}

// Error is a mistake in a marked text.
type Error struct {
	Line, Column int // from 1; columns in code points
	Problem      string
}

// Error is "line 3, column 14: problem".
func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Problem)
}

// part is a piece of marked text.
type part struct {
	role   byte
	number int
	value  []string // fields of the value
	at     int      // where its brace stands in the source
	span   text.Span
}

// name is how an error calls the part: "c2".
func (m *part) name() string { return fmt.Sprintf("%c%d", m.role, m.number) }

// field is the i-th field of the value, or "".
func (m *part) field(i int) string {
	if i < len(m.value) {
		return m.value[i]
	}
	return ""
}

type parser struct {
	src          string
	line, column int // of the first sign of src
	in           record.Where
	pos          int
	out          strings.Builder
	open         []part // innermost last
	parts        []part // in the order in which they end
}

func (p *parser) parse() (*Case, error) {
	if !utf8.ValidString(p.src) {
		return nil, &Error{p.line, p.column, "the text is not UTF-8"}
	}
	for p.pos < len(p.src) {
		if err := p.step(); err != nil {
			return nil, err
		}
	}
	if n := len(p.open); n > 0 {
		m := &p.open[n-1]
		return nil, p.errorf(m.at, "%s is never closed: write } after its words", m.name())
	}
	return p.build()
}

// step reads plain text, an escape, or the beginning or end of a part.
func (p *parser) step() error {
	switch p.src[p.pos] {
	case '{':
		return p.begin()
	case '}':
		return p.end()
	case '\\':
		sign, err := p.escape()
		p.out.WriteByte(sign)
		return err
	}
	n := strings.IndexAny(p.src[p.pos:], `{}\`)
	if n < 0 {
		n = len(p.src) - p.pos
	}
	p.out.WriteString(p.src[p.pos : p.pos+n])
	p.pos += n
	return nil
}

// escape reads a backslash and the sign after it.
func (p *parser) escape() (byte, error) {
	at := p.pos
	p.pos += 2
	if p.pos <= len(p.src) {
		switch c := p.src[at+1]; {
		case c == 'n':
			return '\n', nil
		case strings.IndexByte(escapes, c) >= 0:
			return c, nil
		}
	}
	return 0, p.errorf(at, `a backslash stands before one of %s or n: write \\ for a plain one`, escapes)
}

// begin reads the head of a part, up to its colon.
func (p *parser) begin() error {
	m := part{at: p.pos, number: 1}
	p.pos++
	if p.pos == len(p.src) || strings.IndexByte(roles, p.src[p.pos]) < 0 {
		return p.errorf(m.at, `a part begins with one of c, s, q, a, f, x: write \{ for a plain brace`)
	}
	m.role = p.src[p.pos]
	p.pos++
	if err := p.number(&m); err != nil {
		return err
	}
	if err := p.value(&m); err != nil {
		return err
	}
	if err := p.mayOpen(&m); err != nil {
		return err
	}
	m.span.Start = p.out.Len()
	p.open = append(p.open, m)
	return nil
}

func (p *parser) number(m *part) error {
	from := p.pos
	for p.pos < len(p.src) && '0' <= p.src[p.pos] && p.src[p.pos] <= '9' {
		p.pos++
	}
	if from == p.pos {
		return nil
	}
	n, err := strconv.Atoi(p.src[from:p.pos])
	if err != nil || n < 1 || n > 99999 {
		return p.errorf(from, "number %s is not between 1 and 99999", p.src[from:p.pos])
	}
	m.number = n
	return nil
}

// value reads "=VALUE:" or ":".
func (p *parser) value(m *part) error {
	if strings.HasPrefix(p.src[p.pos:], "=") {
		p.pos++
		if err := p.fields(m); err != nil {
			return err
		}
	}
	if !strings.HasPrefix(p.src[p.pos:], ":") {
		return p.errorf(m.at, `a part is written {%s:words}: write \{ for a plain brace`, m.name())
	}
	p.pos++
	return nil
}

// fields reads a value up to its colon, fields divided by a bar.
func (p *parser) fields(m *part) error {
	var field strings.Builder
	for p.pos < len(p.src) && !strings.ContainsRune(":{}\n", rune(p.src[p.pos])) {
		c := p.src[p.pos]
		switch c {
		case '\\':
			sign, err := p.escape()
			if err != nil {
				return err
			}
			field.WriteByte(sign)
			continue
		case '|':
			m.value = append(m.value, field.String())
			field.Reset()
		default:
			field.WriteByte(c)
		}
		p.pos++
	}
	m.value = append(m.value, field.String())
	return nil
}

// mayOpen refuses a part inside itself, or inside the content that it belongs
// to.
func (p *parser) mayOpen(m *part) error {
	if len(p.open) >= depth {
		return p.errorf(m.at, "more than %d parts inside one another", depth)
	}
	if p.in == inTitle && (m.role == 'f' || m.role == 'x') {
		return p.errorf(m.at, "%s stands in a title: furniture and citations are parts of a body", m.name())
	}
	for i := range p.open {
		if o := &p.open[i]; clash(o, m) {
			return p.errorf(m.at, "%s stands inside %s: close that before it and go on with another {%s:…} after it", m.name(), o.name(), o.name())
		}
	}
	return nil
}

// clash reports whether m may not stand inside o.
func clash(o, m *part) bool {
	switch {
	case o.number != m.number || o.role == 'f' || m.role == 'f':
		return false
	case o.role == 'x' || m.role == 'x':
		return o.role == m.role
	}
	return o.role == m.role || o.role == 'c' || m.role == 'c'
}

func (p *parser) end() error {
	last := len(p.open) - 1
	if last < 0 {
		return p.errorf(p.pos, `} closes nothing: write \} for a plain brace`)
	}
	m := p.open[last]
	p.open = p.open[:last]
	p.pos++
	m.span.End = p.out.Len()
	if m.span.Empty() && strings.IndexByte(wordless, m.role) < 0 {
		return p.errorf(m.at, "%s has no words", m.name())
	}
	p.parts = append(p.parts, m)
	return nil
}

// errorf is an error at byte at of the source.
func (p *parser) errorf(at int, format string, args ...any) error {
	before := p.src[:min(at, len(p.src))]
	e := &Error{p.line, p.column, fmt.Sprintf(format, args...)}
	if n := strings.LastIndexByte(before, '\n'); n >= 0 {
		e.Line += strings.Count(before, "\n")
		e.Column = 1
		before = before[n+1:]
	}
	e.Column += utf8.RuneCountInString(before)
	return e
}

// build puts the parts together, in the order in which they begin.
func (p *parser) build() (*Case, error) {
	slices.SortStableFunc(p.parts, func(a, b part) int { return a.at - b.at })
	b := newBuilder(p)
	for i := range p.parts {
		if err := b.add(&p.parts[i]); err != nil {
			return nil, p.errorf(p.parts[i].at, "%s: %v", p.parts[i].name(), err)
		}
	}
	if err := b.finish(); err != nil {
		return nil, err
	}
	return b.c, nil
}
