package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/furniture"
	"github.com/hearsay-news/hearsay/internal/link"
	"github.com/hearsay-news/hearsay/internal/served"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/record"
)

// traceOptions are the flags of trace.
type traceOptions struct {
	inputFlags
	storeFlag
	showing
	textOnly bool
}

// showing says what of a trace is shown, and how.
type showing struct {
	to, table, output string
	passage           int
	all               bool
}

// traceGC is how much garbage there may be before it is collected, in percent of
// what is in use.
const traceGC = 20

// The lengths of the shortest passage that may be asked for.
const (
	leastPassage = 6
	usualPassage = 12
	mostPassage  = 1000
)

func traceCommand(s Streams) *cobra.Command {
	var o traceOptions
	c := &cobra.Command{
		Use:   "trace FILE... | ID | URL | QUOTATION",
		Short: "Show where a story comes from: who has it from whom, and how many origins it has",
		Long: `Trace compares articles and finds who copied, rewrote, quoted or credited whom,
which quotations were altered on the way, and how many independent origins stand
behind the reports of a story. Every verdict comes with what speaks for it; it
never says what is true.

What is compared:

  FILE...    all articles in these files, folders and archives, read as hearsay
             read does; - is standard input
  ID or URL  an article of the collection with those of its story, and with
             those of the thirty days before and after that share passages,
             quotations or names with them; where it is in no story, with those
             of the fifteen days in which somebody says something
  QUOTATION  words with a blank between them: the articles of the collection in
             which they are said, with their stories and all wordings

Of a story the terminal shows the ladder from its reports to its origins, the
sources with those below them who have it from there, and the quotations of
which there are several wordings. "Not held" is said of outlets that are credited
and of which there is no article.

The formats:

` + traceFormats() + `
Complaints go to standard error, one line for each input that could not be
read, and the others are traced all the same.

` + exitCodes,
		Example: `  hearsay trace examples/story.jsonl
  hearsay trace --to html --output story.html examples/story.jsonl
  hearsay trace --to csv --table quotations examples/story.jsonl
  hearsay trace https://www.example.com/story
  hearsay trace "angry drivers than dead ones"`,
		DisableFlagsInUseLine: true,
		RunE:                  func(c *cobra.Command, args []string) error { return o.run(c, args, s) },
	}
	f := c.Flags()
	o.inputFlags.add(f)
	o.storeFlag.add(f)
	o.showing.add(f)
	f.BoolVar(&o.textOnly, "text-only", false, "compare the texts of files alone, in any language: who says what and whom they credit is not read; some ten times as fast")
	return c
}

func (o *showing) add(f *pflag.FlagSet) {
	f.StringVar(&o.to, "to", "terminal", "`format` of the output: "+join(export.TraceFormats()))
	f.StringVar(&o.table, "table", "", "`table` that csv and parquet have: "+join(export.TraceTables())+" (default \""+export.TraceTables()[0]+"\")")
	f.StringVarP(&o.output, "output", "o", "", "`file` to write to")
	f.IntVar(&o.passage, "passage", usualPassage, "`words` that two articles share in a row, small changes aside, in what is taken for a passage")
	f.BoolVar(&o.all, "all", false, "no list cut short; the articles that stand alone and the quotations that all give alike too")
}

// traceFormats lists the formats and the tables for the help.
func traceFormats() string {
	var b strings.Builder
	for _, f := range export.TraceFormats() {
		fmt.Fprintf(&b, "  %-10s  %s\n", f, export.DescribeTrace(f))
	}
	b.WriteString("\nThe formats csv and parquet write one of these tables, the first if --table names\nnone:\n\n")
	for _, t := range export.TraceTables() {
		fmt.Fprintf(&b, "  %-10s  %s\n", t, export.DescribeTraceTable(t))
	}
	return b.String()
}

// check finds what is wrong with the flags; out is where the trace goes without a
// file.
func (o *showing) check(out io.Writer) error {
	switch {
	case !slices.Contains(export.TraceFormats(), o.to):
		return usage("--to %s: there is no such format; choose from %s", o.to, join(export.TraceFormats()))
	case o.table != "" && !slices.Contains(export.TraceTables(), o.table):
		return usage("--table %s: there is no such table; choose from %s", o.table, join(export.TraceTables()))
	case o.table != "" && !export.HasTables(o.to):
		return usage("--table %s: the format %s has no tables; choose --to csv or --to parquet", o.table, o.to)
	case o.passage < leastPassage || o.passage > mostPassage:
		return usage("--passage %d: give a number from %d to %d", o.passage, leastPassage, mostPassage)
	case o.to == "parquet" && o.output == "" && isTerminal(out):
		return usage("a terminal can't show the format parquet; name a file with --output, or send it on with > or |")
	}
	return nil
}

// write writes a trace. Alike says that quotations are shown of which there is one
// wording.
func (o *showing) write(out io.Writer, t *trace.Trace, alike bool) error {
	d := display(out)
	d.Table, d.All, d.Alike = o.table, o.all, alike || o.all
	return export.WriteTrace(o.to, out, t, d)
}

func (o *traceOptions) run(c *cobra.Command, args []string, s Streams) error {
	if err := o.showing.check(s.Out); err != nil {
		return err
	}
	if err := o.inputFlags.check(); err != nil {
		return err
	}
	if len(args) == 0 {
		if isTerminal(s.In) {
			return c.Help()
		}
		args = []string{"-"}
	}
	if o.quiet {
		s.Err = io.Discard
	}
	defer debug.SetGCPercent(debug.SetGCPercent(traceGC)) // very many texts are held at once
	tr := &tracing{traceOptions: o, ctx: c.Context(), progress: newProgress(s.Err), most: mostTraced}
	tr.stderr = tr.progress.beside(s.Err)
	if len(args) > 1 || isInput(args[0]) {
		return tr.files(args, s)
	}
	if tr.textOnly {
		return usage("--text-only: it is for files; what is in the collection has been read")
	}
	return tr.collection(args[0], s)
}

// textOnly makes records of articles as they stand, with their furniture marked
// and nothing else read in them.
type textOnly struct{}

// Analyze makes a record without findings.
func (textOnly) Analyze(ctx context.Context, a *article.Article) (*record.Record, error) {
	a.Identify()
	furniture.Mark(a)
	return &record.Record{Article: a}, ctx.Err()
}

// isInput reports whether an argument that stands alone names files.
func isInput(arg string) bool {
	if arg == "-" {
		return true
	}
	if _, err := os.Stat(arg); err == nil {
		return true
	}
	found, _ := filepath.Glob(arg)
	return isPattern(arg) && len(found) > 0
}

// tracing is one run of trace.
type tracing struct {
	*traceOptions
	ctx      context.Context
	stderr   io.Writer
	progress *progress
	alike    bool // quotations are shown of which there is one wording
	most     int  // articles of the collection that are traced at once
}

// files traces the articles of files and addresses.
func (tr *tracing) files(args []string, s Streams) error {
	w := newWeb(tr.web)
	in := inputs(walk(args), s.In, w.client)
	out, finish, err := openOutput(tr.output, s.Out, paths(in))
	if err != nil {
		return err
	}
	got := &collected{tracing: tr, known: map[string]*record.Record{}}
	rd := &reading{
		readOptions: &readOptions{inputFlags: tr.inputFlags, formatFlags: formatFlags{to: tr.to}},
		gathering:   gathering{from: tr.from, readers: readers(), web: w}, out: got, stderr: tr.stderr, textOnly: tr.textOnly,
	}
	err = rd.all(tr.ctx, in)
	tr.progress.end()
	incomplete := errors.Is(err, errIncomplete) || got.bad > 0
	if incomplete {
		err = nil
	}
	if err == nil && len(got.records) > 0 {
		err = tr.write(out, got.records, nil, func(t *trace.Trace) *trace.Trace { return t })
	} else if incomplete {
		err = errIncomplete // nothing to trace
	}
	if err := finish(err); err != nil {
		return err
	}
	if incomplete {
		return errIncomplete
	}
	return nil
}

// collected is a sink that keeps the records which have findings.
type collected struct {
	*tracing
	records []*record.Record
	known   map[string]*record.Record
	bad     int
}

func (c *collected) Write(input string, r *record.Record) error {
	if r.Refused != "" {
		return nil // it was complained about
	}
	if k := c.known[r.Article.ID]; k != nil && apart(k.Article, r.Article) {
		r.Article.ID = otherID(r.Article) // the same text in another paper: just what is looked for
	}
	switch k := c.known[r.Article.ID]; {
	case k == nil:
		c.known[r.Article.ID] = r
		c.records = append(c.records, r)
	case k.Article.Body != r.Article.Body:
		c.bad++
		fmt.Fprintln(c.stderr, complaint(input, fmt.Errorf("article %s: another one has this id already; give each its own", r.Article.ID)))
	}
	c.progress.show(len(c.records), 0, c.bad)
	return nil
}

// apart reports whether two articles without an address, of the same text and so
// of the same id, are of different outlets or days.
func apart(a, b *article.Article) bool {
	return a.URL == "" && b.URL == "" && a.Body == b.Body && (a.Outlet != b.Outlet || a.Published.String() != b.Published.String())
}

// otherID is an id for an article whose id another of the same text has.
func otherID(a *article.Article) string {
	sum := sha256.Sum256([]byte(a.ID + "\n" + a.Outlet.Name + "\n" + a.Outlet.Domain + "\n" + a.Published.String()))
	return a.ID + "~" + hex.EncodeToString(sum[:4])
}

func (c *collected) Close() error { return nil }
func (c *collected) Discard()     {}

// write traces records and writes what show takes of that. Group is that of
// trace.Options.
func (tr *tracing) write(out io.Writer, records []*record.Record, group func(*record.Record) int64, show func(*trace.Trace) *trace.Trace) error {
	t, err := trace.Of(tr.ctx, records, trace.Options{Passage: tr.passage, Group: group})
	if err != nil {
		return err
	}
	return tr.showing.write(out, show(t), tr.alike)
}

// collection traces what an argument names in the collection.
func (tr *tracing) collection(arg string, s Streams) error {
	place, err := tr.place()
	if err != nil {
		return err
	}
	out, finish, err := openOutput(tr.output, s.Out, []string{place})
	if err != nil {
		return err
	}
	if strings.ContainsAny(strings.TrimSpace(arg), " \t\n") {
		return finish(tr.use(tr.ctx, false, func(st store.Store, _ string) error { return tr.quotation(st, arg, out, s.Err) }))
	}
	err = tr.use(tr.ctx, false, func(st store.Store, _ string) error { return tr.article(st, arg, out) })
	missing := errors.Is(err, store.ErrNotFound)
	switch {
	case missing && isURL(arg):
		err = fmt.Errorf("%s: %w; add it with hearsay add %s", arg, store.ErrNotFound, arg)
	case missing, errors.Is(err, store.ErrNone) && !isURL(arg):
		err = fmt.Errorf("%s: there is no such file, and no article with this id in the collection; check it, or add articles with hearsay add", arg)
	}
	return finish(err)
}

// article shows the story of one article.
func (tr *tracing) article(st store.Store, ref string, out io.Writer) error {
	r, err := st.Get(tr.ctx, ref)
	if err != nil {
		return err
	}
	records, err := tr.around(st, ref, r)
	if err != nil {
		return err
	}
	group, err := link.Groups(tr.ctx, st, records)
	if err != nil {
		return err
	}
	return tr.write(out, records, group, func(t *trace.Trace) *trace.Trace { return t.Pick(storiesOf(t, []*record.Record{r})) })
}

// around is the records that may belong with one: those of its story and what they
// share text with or, where it is in none, all of its days.
func (tr *tracing) around(st store.Store, ref string, r *record.Record) ([]*record.Record, error) {
	x, err := st.StoryOf(tr.ctx, r.Article.ID)
	if errors.Is(err, store.ErrNotFound) {
		return tr.neighbourhood(st, ref, []*record.Record{r})
	}
	if err != nil {
		return nil, err
	}
	members, err := link.Members(tr.ctx, st, x.ID, 0)
	if err != nil {
		return nil, err
	}
	first := members[:min(len(members), mostAsked)]
	relatives, err := store.Neighbourhood(tr.ctx, st, first, store.Limits{Articles: len(first) + mostRelatives, Hops: 1})
	if err != nil {
		return nil, err
	}
	return distinct(slices.Concat(members, relatives)), nil
}

// distinct are the records of different articles.
func distinct(records []*record.Record) (out []*record.Record) {
	known := map[string]bool{}
	for _, r := range records {
		if !known[r.Article.ID] {
			known[r.Article.ID] = true
			out = append(out, r)
		}
	}
	return out
}

// storiesOf are the numbers of the stories of some records, in their order.
func storiesOf(t *trace.Trace, of []*record.Record) []int {
	ids := map[string]bool{}
	for _, r := range of {
		ids[r.Article.ID] = true
	}
	var out []int
	for n, s := range t.Stories {
		if slices.ContainsFunc(s.Articles, func(a int) bool { return ids[t.Records[a].Article.ID] }) {
			out = append(out, n)
		}
	}
	return out
}

// mostSaid is how many statements with the words of a quotation are looked at.
const mostSaid = 1000

// errUnsaid says that nobody says some words.
var errUnsaid = errors.New("nobody in the collection says these words in a row; look for some of them with hearsay search")

// quotation shows the wordings of some words, and the stories of the articles
// that have them.
func (tr *tracing) quotation(st store.Store, words string, out, stderr io.Writer) error {
	said, err := saying(tr.ctx, st, words)
	if _, ok := errors.AsType[*store.ParseError](err); ok {
		return queryError(stderr, err)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", words, err)
	}
	records, err := tr.neighbourhood(st, words, said.records)
	if err != nil {
		return err
	}
	group, err := link.Groups(tr.ctx, st, records)
	if err != nil {
		return err
	}
	tr.alike = true
	return tr.write(out, records, group, said.show)
}

// saying finds the statements with some words, or returns errUnsaid.
func saying(ctx context.Context, st store.Store, words string) (*said, error) {
	q, err := store.Parse(`"` + strings.Map(noMark, words) + `"`)
	if err != nil {
		return nil, err
	}
	found, err := st.Search(ctx, q, store.Page{Size: mostSaid, Uncounted: true})
	if err == nil && len(found.Hits) == 0 {
		err = errUnsaid
	}
	if err != nil {
		return nil, err
	}
	return newSaid(found.Hits), nil
}

// mostServed is how many articles a server compares for one answer.
const mostServed = 500

// servedTrace traces something for a server, which shows it itself.
func servedTrace(ctx context.Context, st store.Store, of []*record.Record, show func(*trace.Trace) *trace.Trace) (*trace.Trace, error) {
	tr := &tracing{traceOptions: &traceOptions{}, ctx: ctx, stderr: io.Discard, progress: newProgress(io.Discard), most: mostServed}
	records, err := tr.neighbourhood(st, "", of)
	if err != nil {
		return nil, err
	}
	t, err := trace.Of(ctx, records, trace.Options{})
	if err != nil {
		return nil, err
	}
	return show(t), nil
}

// servedStory traces the story of an article of the collection for a server: the one
// that is kept, or else what may belong with it.
func servedStory(ctx context.Context, st store.Store, traces *served.Tracer, r *record.Record) (*trace.Trace, error) {
	kept, err := st.StoryOf(ctx, r.Article.ID)
	if err == nil {
		return traces.Story(ctx, kept.ID)
	}
	if !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	of := []*record.Record{r}
	return traces.Do(ctx, func(ctx context.Context) (*trace.Trace, error) {
		return servedTrace(ctx, st, of, func(t *trace.Trace) *trace.Trace { return t.Pick(storiesOf(t, of)) })
	})
}

// servedQuotation traces words that are said for a server; store.ErrNotFound where
// nobody says them.
func servedQuotation(ctx context.Context, st store.Store, traces *served.Tracer, words string) (*trace.Trace, error) {
	said, err := saying(ctx, st, words)
	if errors.Is(err, errUnsaid) {
		return nil, store.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return traces.Do(ctx, func(ctx context.Context) (*trace.Trace, error) { return servedTrace(ctx, st, said.records, said.show) })
}

// noMark leaves out what would end a phrase in a query.
func noMark(r rune) rune {
	if strings.ContainsRune("\"“”„«»", r) {
		return ' '
	}
	return r
}

// said is the statements in which words were found.
type said struct {
	records []*record.Record
	in      map[string]bool // by article and statement
}

func newSaid(hits []store.Hit) *said {
	s := &said{in: map[string]bool{}}
	seen := map[string]bool{}
	for i := range hits {
		r := hits[i].Record
		s.in[r.Article.ID+"\x00"+hits[i].Attribution().ID] = true
		if !seen[r.Article.ID] {
			seen[r.Article.ID] = true
			s.records = append(s.records, r)
		}
	}
	return s
}

// show takes of a trace the stories of the articles, and the families that have
// the words.
func (s *said) show(t *trace.Trace) *trace.Trace {
	out := t.Pick(storiesOf(t, s.records))
	out.Families = slices.DeleteFunc(out.Families, func(f trace.Family) bool {
		for q := range f.Quotations() {
			if r, a := out.Attribution(&out.Quotes[q]); s.in[r.Article.ID+"\x00"+a.ID] {
				return false
			}
		}
		return true
	})
	return out
}

// Articles that share no text belong together too, by their credits and what they
// tell, and only reading them shows that: so all of the days around an article
// are compared with it, where they are no more than mostTraced. Otherwise those
// that share text or names with it are, which an index finds.
const (
	mostTraced    = 5_000
	mostRelatives = 500
	mostAsked     = 50 // articles of a story that are asked for theirs
	aroundDays    = 15
)

// neighbourhood is the records of the collection that may belong with some, these
// first. Name is what the user called them.
func (tr *tracing) neighbourhood(st store.Store, name string, of []*record.Record) ([]*record.Record, error) {
	relatives, err := store.Neighbourhood(tr.ctx, st, of, store.Limits{Articles: len(of) + mostRelatives})
	if err != nil {
		return nil, err
	}
	records, err := tr.between(st, relatives, spans(of, aroundDays*24*time.Hour))
	if len(records) <= tr.most || err != nil {
		return records, err
	}
	fmt.Fprintln(tr.stderr, complaint(name, fmt.Errorf("there are more than %s articles in the %d days before and after it; those that share text or names are compared", export.Grouped(tr.most), aroundDays)))
	return relatives, nil
}

// between reads the records of some spans of time, and adds those that are
// looked for. It stops where there are too many.
func (tr *tracing) between(st store.Store, of []*record.Record, times []*store.Query) ([]*record.Record, error) {
	out, known := slices.Clone(of), map[string]bool{}
	for _, r := range of {
		known[r.Article.ID] = true
	}
	defer tr.progress.end()
	for _, q := range times {
		for r, err := range st.Records(tr.ctx, q) {
			if err != nil {
				return nil, err
			}
			if r.Refused != "" || known[r.Article.ID] {
				continue
			}
			known[r.Article.ID] = true
			if out = append(out, r); len(out) > tr.most {
				return out, nil
			}
			tr.progress.show(len(out), 0, 0)
		}
	}
	return out, nil
}

// spans are the queries for what was published so long before and after some
// records, joined where they overlap.
func spans(of []*record.Record, around time.Duration) []*store.Query {
	var out []*store.Query
	of = slices.Clone(of)
	slices.SortFunc(of, func(a, b *record.Record) int {
		return a.Article.Published.Time.Compare(b.Article.Published.Time)
	})
	for _, r := range of {
		at := r.Article.Published
		if at.IsZero() {
			return []*store.Query{{}} // it may be of any day
		}
		q := &store.Query{After: at.Time.Add(-around), Before: at.Time.Add(around)}
		if n := len(out); n > 0 && !q.After.After(out[n-1].Before) {
			out[n-1].Before = q.Before
			continue
		}
		out = append(out, q)
	}
	return out
}
