package export

import (
	"strings"

	"github.com/hearsay-news/hearsay/text"
)

// Clean is a text of a record as one line that a terminal may be sent: nothing
// in it acts on the terminal or on the order of its letters.
func Clean(s string) string { return clean(s) }

// Lines is the same with its line ends.
func Lines(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, l := range lines {
		lines[i] = clean(l)
	}
	return strings.Join(lines, "\n")
}

// Wrap cuts a clean text into lines of at most so many columns.
func Wrap(s string, columns int) []string {
	var out []string
	for _, l := range wrap(s, text.Span{Start: 0, End: len(s)}, columns) {
		out = append(out, l.In(s))
	}
	return out
}

// Cell is a text as the cell of a table that a spreadsheet opens: no formula,
// whatever it begins with.
func Cell(s string) string { return harmless(s) }
