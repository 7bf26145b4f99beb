package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/ingest/charset"
	"github.com/hearsay-news/hearsay/internal/ingest/fetch"
	"github.com/hearsay-news/hearsay/internal/ingest/html"
	"github.com/hearsay-news/hearsay/internal/ingest/jsonl"
	"github.com/hearsay-news/hearsay/internal/ingest/text"
	"github.com/hearsay-news/hearsay/internal/work"
	"github.com/hearsay-news/hearsay/record"
)

// auto is the format of input that is told by what the input is.
const auto = "auto"

// readers makes articles of each format of input.
func readers() map[ingest.Format]ingest.Reader {
	page := html.New()
	return map[ingest.Format]ingest.Reader{ingest.HTML: page, ingest.Text: text.New(), ingest.JSONL: jsonl.New(page)}
}

// readOptions are the flags of read.
type readOptions struct {
	from, to, output string
	jobs             int
	quiet            bool
	web              fetch.Options
}

func readCommand(s Streams) *cobra.Command {
	o := readOptions{web: fetch.Options{Version: hearsay.Version}}
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
	f.StringVar(&o.from, "from", auto, "`format` of the input: auto, "+join(ingest.Formats))
	f.StringVar(&o.to, "to", "terminal", "`format` of the output: "+join(export.Formats()))
	f.StringVarP(&o.output, "output", "o", "", "`file` to write to, or a folder for a file per input")
	f.IntVarP(&o.jobs, "jobs", "j", 0, "`number` of articles analysed at once (default: one per processor)")
	f.BoolVar(&o.web.AllowPrivate, "allow-private", false, "fetch from private addresses and other ports too")
	f.DurationVar(&o.web.Timeout, "timeout", 30*time.Second, "longest `time` that an address may take")
	f.StringVar(&o.web.Contact, "contact", "", "your mail `address`, told to the servers that are asked for pages")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "no complaints; the exit code tells")
	return c
}

func outputFormats() string {
	var b strings.Builder
	for _, f := range export.Formats() {
		fmt.Fprintf(&b, "  %-8s  %s\n", f, export.Describe(f))
	}
	return b.String()
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

// check refuses what the flags can't mean.
func (o *readOptions) check() error {
	switch {
	case o.from != auto && !slices.Contains(ingest.Formats, ingest.Format(o.from)):
		return usage("--from %s: there is no such format; choose from auto, %s", o.from, join(ingest.Formats))
	case !slices.Contains(export.Formats(), o.to):
		return usage("--to %s: there is no such format; choose from %s", o.to, join(export.Formats()))
	case o.jobs < 0:
		return usage("--jobs %d: give 1 or more", o.jobs)
	case strings.ContainsFunc(o.web.Contact, unicode.IsControl):
		return usage("--contact %q: give one mail address", o.web.Contact)
	case o.web.Timeout <= 0:
		return usage("--timeout %v: give a time such as 30s", o.web.Timeout)
	}
	if o.jobs == 0 {
		o.jobs = runtime.GOMAXPROCS(0)
	}
	return nil
}

func (o *readOptions) run(c *cobra.Command, args []string, s Streams) error {
	if err := o.check(); err != nil {
		return err
	}
	if len(args) == 0 {
		if f, ok := s.In.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
			return c.Help()
		}
		args = []string{"-"}
	}
	in := inputs(args, s.In, fetch.New(o.web))
	out, err := newSink(o.to, o.output, s.Out, paths(in))
	if err != nil {
		return err
	}
	rd := &reading{readOptions: o, readers: readers(), out: out, stderr: s.Err}
	if o.quiet {
		rd.stderr = io.Discard
	}
	return rd.all(c.Context(), in)
}

// reading is one run of read.
type reading struct {
	*readOptions
	readers map[ingest.Format]ingest.Reader
	out     sink
	stderr  io.Writer
	bad     int // inputs and articles that were complained about

	mu      sync.Mutex
	origins []origin // of the articles under way, in order
}

// origin is where an article comes from, and what was wrong with it there.
type origin struct {
	input string
	err   error
	many  bool // the input holds several articles
}

func (rd *reading) all(ctx context.Context, in []input) error {
	err := work.All(ctx, hearsay.New(), rd.articles(ctx, in), rd.jobs, rd.emit)
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

// articles are the articles of all inputs. Of each it notes where it comes
// from, for emit, which sees them in the same order.
func (rd *reading) articles(ctx context.Context, in []input) iter.Seq2[*article.Article, error] {
	return func(yield func(*article.Article, error) bool) {
		for _, one := range in {
			many := false
			for a, err := range rd.articlesOf(ctx, one, &many) {
				rd.note(origin{one.name, err, many})
				if !yield(a, err) {
					return
				}
			}
		}
	}
}

func (rd *reading) note(o origin) {
	rd.mu.Lock()
	defer rd.mu.Unlock()
	rd.origins = append(rd.origins, o)
}

func (rd *reading) noted() origin {
	rd.mu.Lock()
	defer rd.mu.Unlock()
	o := rd.origins[0]
	rd.origins = rd.origins[1:]
	return o
}

// articlesOf opens and reads one input.
func (rd *reading) articlesOf(ctx context.Context, in input, many *bool) iter.Seq2[*article.Article, error] {
	return func(yield func(*article.Article, error) bool) {
		src, err := in.open(ctx)
		if err != nil {
			yield(unread(in, err), err)
			return
		}
		if c, ok := src.Body.(io.Closer); ok {
			defer c.Close()
		}
		format := ingest.Format(rd.from)
		if rd.from == auto {
			format = ingest.Detect(src)
		}
		*many = format == ingest.JSONL
		for a, err := range sound(rd.readers[format].Read(ctx, src)) {
			if a == nil {
				a = unread(in, err)
			} else {
				complete(a, in)
			}
			if !yield(a, err) {
				return
			}
		}
	}
}

// unread is the article of an input that was refused before it gave one, so
// that there is a record of that; nil for other errors.
func unread(in input, err error) *article.Article {
	if article.Refused(err) == nil {
		return nil
	}
	a := &article.Article{URL: in.url}
	complete(a, in)
	return a
}

// complete adds what the reader can't know: when a page was fetched, and the
// name of an input that has nothing else to be known by.
func complete(a *article.Article, in input) {
	if in.url != "" && a.Retrieved.IsZero() {
		a.Retrieved = article.At(time.Now().UTC())
	}
	if a.ID == "" && a.URL == "" && a.Body == "" {
		a.ID = in.name
	}
}

// sound makes a reader that breaks off an error of its input alone.
func sound(articles iter.Seq2[*article.Article, error]) iter.Seq2[*article.Article, error] {
	return func(yield func(*article.Article, error) bool) {
		inside := false // yield is running: what breaks off then is not the reader
		defer func() {
			if inside {
				return
			}
			if p := recover(); p != nil {
				yield(nil, fmt.Errorf("reading breaks off: %v; this is a mistake in Hearsay, please report it", p))
			}
		}()
		for a, err := range articles {
			inside = true
			more := yield(a, err)
			inside = false
			if !more {
				return
			}
		}
	}
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

// where names the input, and the article in it where it holds several.
func (o origin) where(r *record.Record) string {
	if o.many && o.err == nil {
		return fmt.Sprintf("%s: article %s", o.input, r.Article.ID)
	}
	return o.input
}

// refusal is why there are no findings: what the reader said, else what the
// analysis did.
func (o origin) refusal(r *record.Record) error {
	if o.err != nil {
		return o.err
	}
	reason, detail, _ := strings.Cut(r.Refused, ": ")
	return article.Refuse(article.Reason(reason), detail)
}
