package export

import (
	"bytes"

	"github.com/hearsay-news/hearsay/record"
)

// lines is one record per line.
type lines struct{ bare }

func newLines(Options) encoder { return lines{} }

func (lines) record(b *bytes.Buffer, r *record.Record) error {
	j, err := r.MarshalJSON()
	if err != nil {
		return err
	}
	b.Write(j)
	return b.WriteByte('\n')
}

// indented is one record after another, laid out for reading.
type indented struct{ bare }

func newIndented(Options) encoder { return indented{} }

func (indented) record(b *bytes.Buffer, r *record.Record) error {
	j, err := r.MarshalJSON()
	if err != nil {
		return err
	}
	l := layout{in: j, out: b, pairs: pairs(j)}
	l.value(0, 0)
	return b.WriteByte('\n')
}

// lineRoom is how many bytes a list or an object may take to stay on one line.
const lineRoom = 100

// layout indents JSON, and unlike json.Indent keeps on one line what fits on
// one: spans stay readable. It expects compact, valid JSON.
type layout struct {
	in    []byte
	out   *bytes.Buffer
	pairs []pair
	next  int // the pair that the next opening bracket belongs to
}

// pair is an opening bracket: where its closing one stands and how many
// brackets have opened by then.
type pair struct{ end, opened int }

func pairs(in []byte) []pair {
	var out []pair
	var open []int
	quoted := false
	for i := 0; i < len(in); i++ {
		switch c := in[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			open = append(open, len(out))
			out = append(out, pair{})
		case c == '}' || c == ']':
			last := len(open) - 1
			out[open[last]] = pair{i, len(out)}
			open = open[:last]
		}
	}
	return out
}

// value writes the value at i and returns where it ends.
func (l *layout) value(i, depth int) int {
	if c := l.in[i]; c != '{' && c != '[' {
		end := i + scalar(l.in[i:])
		l.out.Write(l.in[i:end])
		return end
	}
	p := l.pairs[l.next]
	if p.end == i+1 || depth > 0 && p.end-i+2*depth < lineRoom {
		l.next = p.opened
		l.line(l.in[i : p.end+1])
		return p.end + 1
	}
	l.next++
	l.members(i, depth+1)
	l.newline(depth)
	l.out.WriteByte(l.in[p.end])
	return p.end + 1
}

// members writes the opening bracket at i and what follows it, a line each.
func (l *layout) members(i, depth int) {
	for l.in[i] == '{' || l.in[i] == '[' || l.in[i] == ',' {
		l.out.WriteByte(l.in[i])
		l.newline(depth)
		i = l.value(i+1, depth)
		if l.in[i] == ':' {
			l.out.WriteString(": ")
			i = l.value(i+1, depth)
		}
	}
}

func (l *layout) newline(depth int) {
	l.out.WriteByte('\n')
	for range depth {
		l.out.WriteString("  ")
	}
}

// line writes JSON with a space after each comma and colon.
func (l *layout) line(in []byte) {
	for i := 0; i < len(in); {
		n := 1
		if in[i] == '"' {
			n = scalar(in[i:])
		}
		l.out.Write(in[i : i+n])
		if in[i] == ',' || in[i] == ':' {
			l.out.WriteByte(' ')
		}
		i += n
	}
}

// scalar is the length of the string, number or word that in begins with.
func scalar(in []byte) int {
	if in[0] != '"' {
		if n := bytes.IndexAny(in, ",:]}"); n >= 0 {
			return n
		}
		return len(in)
	}
	i := 1
	for in[i] != '"' {
		if in[i] == '\\' {
			i++
		}
		i++
	}
	return i + 1
}
