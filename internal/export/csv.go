package export

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
)

// spreadsheet is a table with a header. A cell that a spreadsheet would take for a
// formula (it begins with = + - @, a tab or a line end) gets a ' before it, as
// OWASP advises; a program that reads the file may take that off again, and
// finds the words as they are in parquet. Control characters other than tabs
// and line ends turn into their pictures (␛), so that the table may be shown on
// a terminal.
type spreadsheet struct {
	tableFrom[*view]
	cols []column
}

func newCSV(o Options) encoder {
	t, _ := tableOf(tables, o.Table) // New refuses what is none
	return spreadsheet{t, t.columns()}
}

func (s spreadsheet) head(b *bytes.Buffer, _ *record.Record) error {
	return csv.NewWriter(b).WriteAll([][]string{header(s.cols)})
}

func (s spreadsheet) foot(*bytes.Buffer) error { return nil }

func (s spreadsheet) record(b *bytes.Buffer, r *record.Record) error {
	var rows [][]string
	s.rows(newView(r), func(row any) { rows = append(rows, cells(s.cols, row)) })
	return csv.NewWriter(b).WriteAll(rows)
}

func header(cols []column) []string {
	names := make([]string, len(cols))
	for i, c := range cols {
		names[i] = c.name
	}
	return names
}

func cells(cols []column, row any) []string {
	out := make([]string, len(cols))
	for i, c := range cols {
		out[i] = harmless(c.cell(row))
	}
	return out
}

// cell is what a row has in the column, as text.
func (c column) cell(row any) string {
	switch x := c.of(row).(type) {
	case string:
		return x
	case []string:
		return strings.Join(x, c.between)
	case article.Moment:
		return x.String()
	case float64:
		return strconv.FormatFloat(x, 'g', -1, 64)
	default:
		return fmt.Sprint(x)
	}
}

func harmless(cell string) string {
	cell = strings.Map(func(r rune) rune {
		if r != '\n' && r != '\r' && r != '\t' && unicode.Is(unicode.Cc, r) {
			return shown(r)
		}
		return r
	}, cell)
	if cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(cell[:min(len(cell), 4)])[0]) {
		return "'" + cell
	}
	return cell
}
