package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/internal/ingest/charset"
	"github.com/hearsay-news/hearsay/internal/work"
	"github.com/hearsay-news/hearsay/record"
)

// readOptions are the flags of read.
type readOptions struct {
	inputFlags
	formatFlags
	output string
}

func readCommand(s Streams) *cobra.Command {
	var o readOptions
	c := &cobra.Command{
		Use:   "read [FILE | URL | -]...",
		Short: "Read articles and print who said what, and on whose word we have it",
		Long: `Read reads articles and prints a record of each. An input is a file, a
pattern of files, an address of the web, or - for standard input, which is
also read where no input is named. The format of an input is told by what the
server says of it, by its extension or by its first bytes:

  html   a page; the story is taken out of it
  text   an article as plain text; positions in the record count in this text
  jsonl  an article a line, as a JSON object with a text or html field
  feed   RSS, Atom or JSON Feed; an article an item, of its page where the feed
         is on the web and gives no more than the beginning
  sitemap  the list of pages of a site, or any list of addresses, one a line; each
           of them is fetched
  warc   a web archive; the pages in it are read

Files packed with gzip or zstd are unpacked, and of a ZIP archive each file in
it is read, as ARCHIVE/NAME. Nothing is written to disk for that.

The records are written in one of these formats:

` + outputFormats() + `
Pages are fetched from public addresses only, and as robots.txt lets us.

Complaints go to standard error, one line for each input that could not be
read, and the others are read all the same. What was refused (another
language, a page without an article) is a record with the reason in "refused".

` + exitCodes,
		Example: `  hearsay read examples/talks.html
  hearsay read https://www.example.com/ --to json
  hearsay read 'examples/*' --to jsonl --output records.jsonl
  hearsay read --to html < examples/dam.txt > dam.html`,
		DisableFlagsInUseLine: true,
		RunE:                  func(c *cobra.Command, args []string) error { return o.run(c, args, s) },
	}
	f := c.Flags()
	o.inputFlags.add(f)
	o.formatFlags.add(f, "terminal")
	f.StringVarP(&o.output, "output", "o", "", "`file` to write to, or a folder for a file per input")
	return c
}

func join[S ~string](l []S) string {
	var b strings.Builder
	for i, s := range l {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(s))
	}
	return b.String()
}

func (o *readOptions) run(c *cobra.Command, args []string, s Streams) error {
	if err := cmp.Or(o.formatFlags.check(), o.inputFlags.check()); err != nil {
		return err
	}
	if len(args) == 0 {
		if isTerminal(s.In) {
			return c.Help()
		}
		args = []string{"-"}
	}
	o.analyzed = time.Now()
	w := newWeb(o.web)
	in := inputs(args, s.In, w.client)
	out, err := newSink(o.formatFlags, o.output, s.Out, paths(in))
	if err != nil {
		return err
	}
	rd := &reading{readOptions: o, gathering: gathering{from: o.from, readers: readers(), web: w}, out: out, stderr: s.Err}
	if o.quiet {
		rd.stderr = io.Discard
	}
	return rd.all(c.Context(), in)
}

// reading is one run of read.
type reading struct {
	*readOptions
	gathering
	out      sink
	stderr   io.Writer
	bad      int  // inputs and articles that were complained about
	textOnly bool // nobody asks who says what
}

func (rd *reading) all(ctx context.Context, in []input) error {
	var z work.Analyzer = hearsay.New()
	if rd.textOnly {
		z = textOnly{}
	}
	err := work.All(ctx, z, rd.articles(ctx, in), rd.jobs, rd.emit)
	if err != nil {
		rd.out.Discard()
		return err
	}
	if err := rd.out.Close(); err != nil {
		return err
	}
	if rd.bad > 0 {
		return errIncomplete
	}
	return nil
}

// emit writes a record, and a complaint where there is something to complain
// about.
func (rd *reading) emit(r *record.Record, err error) error {
	o := rd.noted()
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return err
		}
		rd.complain(o.input, err)
		return nil
	}
	if r.Refused != "" {
		rd.complain(o.where(r), o.refusal(r))
		if rd.to == "terminal" {
			return nil // the complaint says it all
		}
	}
	if o.warning != nil {
		fmt.Fprintln(rd.stderr, complaint(o.where(r), o.warning))
	}
	if r.Refused == "" && charset.Mojibake(r.Article.Body) {
		fmt.Fprintln(rd.stderr, complaint(o.where(r), errMojibake))
	}
	return rd.out.Write(o.input, r)
}

// errMojibake is a warning: the article was read as it stands.
var errMojibake = errors.New(`the text looks as if it had been decoded wrongly before ("â€™" for "’"); it was read as it is: give the original to have it right`)

func (rd *reading) complain(where string, err error) {
	rd.bad++
	fmt.Fprintln(rd.stderr, complaint(where, err))
}
