package cli

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/store"
)

// searchFormats are the formats of what search finds.
var searchFormats = []string{"terminal", "json", "jsonl", "csv"}

// mostFound bounds how many statements a search gives that has them all in memory
// at once.
const mostFound = 10_000

// usualFound is how many statements a search shows where no number is given.
const usualFound = 20

// foundAtOnce is how many statements are asked for at once where all are wanted.
const foundAtOnce = 500

// isStreamed reports whether a format has a line a statement, so that any number
// fits: all are given unless told otherwise.
func isStreamed(format string) bool { return format == "csv" || format == "jsonl" }

type searchOptions struct {
	storeFlag
	to    string
	limit int
}

const queryLanguage = `A query is words and "phrases", all of which a statement must have. A word with
a * may go on (after three letters or more; four such words in a query at most),
one with a - before it must not be there, and OR stands between two of which one
will do. Fields narrow the search:

  speaker:"Le Pen"    who says it, by any name that the article has,
                      or by the id of an entity: speaker:e12
  to:Putin            to whom
  outlet:reuters.com  who published it, by name or host
  cites:"The Guardian"  on whose word the article has it; with a = before it, the
                      value of outlet: and cites: is the whole name: outlet:="Daily News"
  act:deny            what is done by saying it: accuse, admit, agree, apologize,
                      ask, claim, confirm, criticize, demand, deny, disagree,
                      praise, predict, promise, propose, refuse, state, think,
                      warn; or negated, of what is said not to have been said
  form:direct         in quotation marks; or indirect, mixed
  after:2026-01-01    published on that day or later
  before:2026-02-01   published before that day`

func searchCommand(s Streams) *cobra.Command {
	var o searchOptions
	c := &cobra.Command{
		Use:   "search QUERY...",
		Short: "Find statements in the collection",
		Long: `Search finds statements, those published last first, and shows who said them,
where they stand and on whose word we have them. To a terminal and as json it gives
the first of them, as csv and jsonl all.

` + queryLanguage + `

Where a query begins with a -, write -- before it.

` + exitCodes,
		Example: `  hearsay search pumps
  hearsay search 'speaker:Petrov "northern crossing"'
  hearsay search --to csv 'act:deny after:2026-01-01' > denials.csv`,
		DisableFlagsInUseLine: true,
		RunE:                  func(c *cobra.Command, args []string) error { return o.run(c, args, s) },
	}
	f := c.Flags()
	o.add(f)
	f.StringVar(&o.to, "to", "terminal", "`format` of the results: "+join(searchFormats))
	f.IntVarP(&o.limit, "limit", "n", 0, fmt.Sprintf("at most so `many` statements (default %d; csv and jsonl: all)", usualFound))
	return c
}

func (o *searchOptions) run(c *cobra.Command, args []string, s Streams) error {
	switch {
	case !slices.Contains(searchFormats, o.to):
		return usage("--to %s: there is no such format; choose from %s", o.to, join(searchFormats))
	case o.limit < 1 && c.Flags().Changed("limit"):
		return usage("--limit %d: give a number from 1", o.limit)
	case o.limit > mostFound && !isStreamed(o.to):
		return usage("--limit %d: give a number from 1 to %d; --to csv and jsonl give any number", o.limit, mostFound)
	}
	q, err := store.Parse(strings.Join(args, " "))
	if err != nil {
		return queryError(s.Err, err)
	}
	return o.use(c.Context(), false, func(st store.Store, _ string) error {
		out := bufio.NewWriter(s.Out)
		err := o.find(c.Context(), st, q, out, display(s.Out))
		return cmp.Or(err, out.Flush()) // what was found before a fault is whole lines
	})
}

// find writes what a query finds.
func (o *searchOptions) find(ctx context.Context, st store.Store, q *store.Query, out io.Writer, d export.Options) error {
	switch o.to {
	case "csv":
		return writeHitTable(out, allHits(ctx, st, q, o.limit))
	case "jsonl":
		return writeHits(out, allHits(ctx, st, q, o.limit))
	}
	f, err := st.Search(ctx, q, store.Page{Size: cmp.Or(o.limit, usualFound)})
	switch {
	case err != nil:
		return err
	case o.to == "json":
		return writeHitList(out, f)
	}
	return showHits(out, q, f, d)
}

// allHits are the statements that a query finds, at most so many; 0: all.
func allHits(ctx context.Context, st store.Store, q *store.Query, most int) iter.Seq2[*store.Hit, error] {
	return func(yield func(*store.Hit, error) bool) {
		p := store.Page{Size: foundAtOnce, Uncounted: true}
		for left := cmp.Or(most, math.MaxInt); left > 0; left -= p.Size {
			p.Size = min(p.Size, left)
			f, err := st.Search(ctx, q, p)
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range f.Hits {
				if !yield(&f.Hits[i], nil) {
					return
				}
			}
			if !f.More || len(f.Hits) == 0 {
				return
			}
			p.After = f.Hits[len(f.Hits)-1].Place
		}
	}
}

// queryError shows where a query can't be read.
func queryError(out io.Writer, err error) error {
	first, rest, _ := strings.Cut(err.Error(), "\n")
	fmt.Fprintf(out, "hearsay: %s\n%s\n", first, rest)
	return usageError{errSaid}
}

// statementOf is a statement that was found.
func statementOf(h *store.Hit) export.Statement { return export.StatementOf(h.Record, h.Attribution()) }

// writeHitList writes one document: the statements, and how many there are.
func writeHitList(out io.Writer, f *store.Found) error {
	list := struct {
		Total int                `json:"total"` // up to store.MostCounted
		Hits  []export.Statement `json:"hits"`
	}{f.Total, []export.Statement{}}
	for i := range f.Hits {
		list.Hits = append(list.Hits, statementOf(&f.Hits[i]))
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(list)
}

func writeHits(out io.Writer, hits iter.Seq2[*store.Hit, error]) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for h, err := range hits {
		if err != nil {
			return err
		}
		if err := enc.Encode(statementOf(h)); err != nil {
			return err
		}
	}
	return nil
}

var hitColumns = []string{"article", "url", "title", "outlet", "published", "statement", "speaker", "addressee", "cue", "content", "in", "content_spans", "form", "act", "negated", "via", "confidence"}

func writeHitTable(out io.Writer, hits iter.Seq2[*store.Hit, error]) error {
	w := csv.NewWriter(out)
	if err := w.Write(hitColumns); err != nil {
		return err
	}
	defer w.Flush()
	for h, err := range hits {
		if err != nil {
			return err
		}
		l := statementOf(h)
		row := []string{
			l.Article, l.URL, l.Title, l.Outlet, l.Published, l.ID, l.Speaker, l.Addressee, l.Cue, l.Content, l.In, spansCell(l.Spans), l.Form, l.Act,
			fmt.Sprint(l.Negated), strings.Join(l.Via, "; "), fmt.Sprint(l.Confidence),
		}
		for i := range row {
			row[i] = export.Cell(row[i])
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// spansCell is spans as tables have them: "17-60 72-90".
func spansCell(spans [][2]int) string {
	var out []string
	for _, s := range spans {
		out = append(out, fmt.Sprintf("%d-%d", s[0], s[1]))
	}
	return strings.Join(out, " ")
}

// showHits is for people: each article once, and below it who said what, the
// words that were looked for marked.
func showHits(out io.Writer, q *store.Query, f *store.Found, d export.Options) error {
	if len(f.Hits) == 0 {
		_, err := fmt.Fprintln(out, "Nobody says so here.")
		return err
	}
	marks, last := q.Marker(), ""
	for i := range f.Hits {
		l := statementOf(&f.Hits[i])
		if i == 0 || l.Article != last {
			showPlace(out, l, d)
		}
		last = l.Article
		showHit(out, l, marks, d)
	}
	_, err := fmt.Fprintln(out, tally(f))
	return err
}

// showPlace is the article of the statements that follow.
func showPlace(out io.Writer, l export.Statement, d export.Options) {
	title := cmp.Or(l.Title, l.Article)
	for _, line := range export.Wrap(export.Clean(title), max(20, d.Width)) {
		fmt.Fprintln(out, bold(line, d.Color))
	}
	var place []string
	for _, s := range []string{l.Outlet, day(l.Published), cmp.Or(l.URL, l.Article)} {
		if s != "" {
			place = append(place, export.Clean(s))
		}
	}
	fmt.Fprintf(out, "%s\n\n", quiet(strings.Join(place, " · "), d.Color))
}

func showHit(out io.Writer, l export.Statement, marks *store.Marker, d export.Options) {
	who := cmp.Or(l.Speaker, "Nobody named")
	if l.Addressee != "" {
		who += " → " + l.Addressee
	}
	via := slices.DeleteFunc(l.Via, func(o string) bool { return o == l.Speaker || o == l.Addressee })
	said := cmp.Or(l.Cue, ":")
	if len(via) > 0 {
		said += " (via " + strings.Join(via, ", ") + ")"
	}
	fmt.Fprintf(out, "  %-4s %s  %s\n", l.ID, export.Clean(who), quiet(export.Clean(said), d.Color))
	for _, line := range export.Wrap(export.Clean(l.Content), max(20, d.Width-7)) {
		fmt.Fprintf(out, "       %s\n", emphasise(line, marks, d.Color))
	}
	fmt.Fprintln(out)
}

// tally says how many there are.
func tally(f *store.Found) string {
	switch {
	case f.Total >= store.MostCounted:
		return fmt.Sprintf("%s of more than %s statements; --limit shows more, --to csv or jsonl all", export.Grouped(len(f.Hits)), export.Grouped(store.MostCounted-1))
	case f.More:
		return fmt.Sprintf("%s of %s; --limit shows more", export.Grouped(len(f.Hits)), export.Count(f.Total, "statement"))
	}
	return export.Count(f.Total, "statement")
}

// day is the day of a moment in RFC 3339.
func day(moment string) string {
	d, _, _ := strings.Cut(moment, "T")
	return d
}

func bold(s string, color bool) string  { return styled(s, "1", color) }
func quiet(s string, color bool) string { return styled(s, "2", color) }

func styled(s, code string, color bool) string {
	if !color || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// emphasise puts the words of a line that were looked for in colour.
func emphasise(line string, m *store.Marker, color bool) string {
	if !color {
		return line
	}
	var b strings.Builder
	at := 0
	for _, s := range m.Spans(line) {
		b.WriteString(line[at:s.Start])
		b.WriteString(styled(s.In(line), "1;33", true))
		at = s.End
	}
	return b.String() + line[at:]
}
