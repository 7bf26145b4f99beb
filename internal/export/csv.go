package export

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"unicode"

	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// columns is the header of the csv format. Offsets are code points of the text
// that "in" names; start and end are those of the whole content, gaps included.
var columns = []string{
	"article_id", "url", "outlet", "published", "attribution_id", "in", "form", "act",
	"speaker", "speaker_text", "cue", "content", "content_start", "content_end", "content_spans",
	"addressee", "via", "confidence", "negated",
}

// table is one row per attribution. A cell that a spreadsheet would take for a
// formula (it begins with = + - @, a tab or a line end) gets a ' before it, as
// OWASP advises; a program that reads the file may take that off again. Control
// characters other than tabs and line ends turn into their pictures (␛), so that
// the table may be shown on a terminal.
type table struct{}

func newCSV(Options) encoder { return table{} }

func (table) head(b *bytes.Buffer, _ *record.Record) error { return writeRows(b, columns) }
func (table) foot(*bytes.Buffer) error                     { return nil }

func (table) record(b *bytes.Buffer, r *record.Record) error {
	v := newView(r)
	body, title := text.NewIndex(r.Article.Body), text.NewIndex(r.Article.Title)
	rows := make([][]string, len(r.Attributions))
	for i := range r.Attributions {
		a, x := &r.Attributions[i], body
		if a.In == record.InTitle {
			x = title
		}
		rows[i] = v.row(a, x)
	}
	return writeRows(b, rows...)
}

func (v *view) row(a *record.Attribution, x *text.Index) []string {
	cover := x.ToPoints(text.Cover(a.Content.Spans))
	from := v.r.Article
	row := []string{
		from.ID, from.URL, from.Outlet.Name, from.Published.String(), a.ID, string(a.In), string(a.Form), a.Act,
		v.name(a.Source.Entity), v.words(a, a.Source.Spans), v.words(a, a.Cue.Spans), v.words(a, a.Content.Spans),
		strconv.Itoa(cover.Start), strconv.Itoa(cover.End), ranges(x, a.Content.Spans),
		v.addressee(a), strings.Join(v.via(a), "; "), strconv.FormatFloat(a.Confidence, 'g', -1, 64), strconv.FormatBool(a.Negated),
	}
	for i := range row {
		row[i] = harmless(row[i])
	}
	return row
}

// ranges is spans in code points: "17-60 72-90".
func ranges(x *text.Index, spans []text.Span) string {
	var b strings.Builder
	for i, s := range spans {
		if i > 0 {
			b.WriteByte(' ')
		}
		p := x.ToPoints(s)
		b.WriteString(strconv.Itoa(p.Start))
		b.WriteByte('-')
		b.WriteString(strconv.Itoa(p.End))
	}
	return b.String()
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

func writeRows(b *bytes.Buffer, rows ...[]string) error {
	w := csv.NewWriter(b)
	return w.WriteAll(rows)
}
