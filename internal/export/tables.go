package export

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// rowsOf is a table with a header and some rows for each record.
type rowsOf struct {
	columns []string
	rows    func(v *view, x *text.Index) [][]string // x is of the body
}

func (t rowsOf) head(b *bytes.Buffer, _ *record.Record) error { return writeRows(b, t.columns) }
func (t rowsOf) foot(*bytes.Buffer) error                     { return nil }

func (t rowsOf) record(b *bytes.Buffer, r *record.Record) error {
	v := newView(r)
	rows := t.rows(v, text.NewIndex(r.Article.Body))
	for i, row := range rows {
		a := r.Article
		row = append([]string{a.ID, a.URL, a.Outlet.Name, a.Published.String()}, row...)
		for k := range row {
			row[k] = harmless(row[k])
		}
		rows[i] = row
	}
	return writeRows(b, rows...)
}

// newCitations is one row per credit. "own" says that the outlet published the
// article itself, "whole" that the whole article rests on it; the statements
// that do are in "covers".
func newCitations(Options) encoder {
	return rowsOf{
		[]string{"article_id", "url", "outlet", "published", "citation_id", "kind", "credited", "domain", "own", "text", "spans", "address", "through", "whole", "covers"},
		func(v *view, x *text.Index) (rows [][]string) {
			for i := range v.r.Citations {
				c := &v.r.Citations[i]
				through := ""
				if by := v.citations[c.Through]; by != nil {
					through = by.Outlet
				}
				rows = append(rows, []string{
					c.ID, string(c.Kind), c.Outlet, c.Domain, strconv.FormatBool(c.Own), text.Cut(v.r.Article.Body, c.Spans), ranges(x, c.Spans),
					c.URL, through, strconv.FormatBool(c.Whole), strings.Join(c.Covers, " "),
				})
			}
			return rows
		},
	}
}

// newEntities is one row per person, body, place or other that an article
// speaks of.
func newEntities(Options) encoder {
	return rowsOf{
		[]string{"article_id", "url", "outlet", "published", "entity_id", "kind", "name", "aliases", "roles", "mentions", "statements"},
		func(v *view, _ *text.Index) (rows [][]string) {
			said := map[string]int{}
			for i := range v.r.Attributions {
				said[v.r.Attributions[i].Source.Entity]++
			}
			for i := range v.r.Entities {
				e := &v.r.Entities[i]
				rows = append(rows, []string{
					e.ID, string(e.Kind), e.Name, strings.Join(e.Aliases, "; "), strings.Join(e.Roles, "; "), strconv.Itoa(len(e.Mentions)), strconv.Itoa(said[e.ID]),
				})
			}
			return rows
		},
	}
}
