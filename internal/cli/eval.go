package cli

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/eval"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/ingest/jsonl"
	"github.com/hearsay-news/hearsay/internal/work"
	"github.com/hearsay-news/hearsay/record"
)

// evalOptions are the flags of eval and of the commands below it.
type evalOptions struct {
	pred, records string
}

func evalCommand() *cobra.Command {
	c := evalAttribution("eval GOLD", "Score records against articles that people have marked")
	c.Long = `Eval scores records against gold: articles in which people have marked who
said what. GOLD is a file of JSON lines, an article each: id, text, and in
annotations[0].attributions the source, cue and content of each statement, as
lists of [start, end) in code points. The articles are read by this program,
or the records are taken from the file that --pred names.

"hearsay eval GOLD" and "hearsay eval attribution GOLD" are the same; the
other commands score the names of speakers, credited outlets and quotations,
confidences, words, parts of speech, dependencies and names of things, and who
had what from whom.`
	c.Example = `  hearsay eval gold.jsonl
  hearsay eval gold.jsonl --write-records records.jsonl
  hearsay eval gold.jsonl --pred records.jsonl
  hearsay eval speakers --docs gold.jsonl speakers.jsonl`
	attribution := evalAttribution("attribution GOLD", "Score who said what; the same as eval alone")
	attribution.Example = "  hearsay eval attribution gold.jsonl"
	c.AddCommand(attribution, evalSpeakers(), evalCitations(), evalQuotes(), evalReliability(), evalTreebank(), evalNames(), evalTrace())
	return c
}

// evalOf is a command that scores; files says how many gold files it takes
// at most, 0: any number.
func evalOf(use, short string, files int, run func(ctx context.Context, o *evalOptions, gold []string, w io.Writer) error) *cobra.Command {
	o := &evalOptions{}
	c := &cobra.Command{Use: use, Short: short, DisableFlagsInUseLine: true}
	c.Flags().StringVar(&o.pred, "pred", "", "`file` of records to score (default: read the articles now)")
	c.Flags().StringVar(&o.records, "write-records", "", "`file` to keep the records in, where they are made now")
	c.Args = func(c *cobra.Command, args []string) error {
		if len(args) < 1 {
			return usage("%s: name a file of gold; see %s --help", c.Name(), c.CommandPath())
		}
		if files == 0 {
			return nil
		}
		return atMost(files)(c, args)
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		return run(c.Context(), o, args, c.OutOrStdout())
	}
	return c
}

func evalAttribution(use, short string) *cobra.Command {
	return evalOf(use, short, 1, func(ctx context.Context, o *evalOptions, gold []string, w io.Writer) error {
		return o.score(ctx, gold[0], gold, w, func(files []io.Reader, found eval.Predictions) (io.WriterTo, error) {
			return eval.Attributions(files[0], found)
		})
	})
}

func evalSpeakers() *cobra.Command {
	var docs string
	c := evalOf("speakers --docs DOCS GOLD...", "Score the names of speakers", 0, func(ctx context.Context, o *evalOptions, gold []string, w io.Writer) error {
		if docs == "" {
			return usage("speakers: name the marked articles with --docs")
		}
		return o.score(ctx, docs, append([]string{docs}, gold...), w, func(files []io.Reader, found eval.Predictions) (io.WriterTo, error) {
			return eval.Speakers(files[0], files[1:], found)
		})
	})
	c.Flags().StringVar(&docs, "docs", "", "`file` of the marked articles whose speakers GOLD names")
	c.Example = "  hearsay eval speakers --docs gold.jsonl speakers.jsonl"
	return c
}

func evalCitations() *cobra.Command {
	var docs string
	c := evalOf("citations GOLD...", "Score the outlets that articles credit", 0, func(ctx context.Context, o *evalOptions, gold []string, w io.Writer) error {
		if docs == "" && o.pred == "" {
			return usage("citations: name the articles with --docs, or their records with --pred")
		}
		return o.score(ctx, docs, gold, w, func(files []io.Reader, found eval.Predictions) (io.WriterTo, error) {
			return eval.Cited(files, found)
		})
	})
	c.Flags().StringVar(&docs, "docs", "", "`file` of the articles that GOLD judges")
	c.Example = "  hearsay eval citations --docs gold.jsonl speakers.jsonl"
	return c
}

func evalQuotes() *cobra.Command {
	var runs bool
	c := evalOf("quotes GOLD", "Score quotations and their speakers", 1, func(ctx context.Context, o *evalOptions, gold []string, w io.Writer) error {
		return o.score(ctx, gold[0], gold, w, func(files []io.Reader, found eval.Predictions) (io.WriterTo, error) {
			if runs {
				found = found.Runs()
			}
			return eval.Quotes(files[0], found)
		})
	})
	c.Flags().BoolVar(&runs, "runs", false, "count each unbroken run of words of a statement, where the gold divides statements so")
	c.Example = "  hearsay eval quotes quotes.jsonl"
	return c
}

func evalReliability() *cobra.Command {
	c := evalOf("reliability GOLD", "Score confidences: how many are right of those that are so sure", 1, func(ctx context.Context, o *evalOptions, gold []string, w io.Writer) error {
		return o.score(ctx, gold[0], gold, w, func(files []io.Reader, found eval.Predictions) (io.WriterTo, error) {
			return eval.Reliable(files[0], found)
		})
	})
	c.Example = "  hearsay eval reliability gold.jsonl"
	return c
}

// score opens the gold files, finds or makes the records of the articles in
// docs, and prints what metrics makes of both.
func (o *evalOptions) score(ctx context.Context, docs string, gold []string, w io.Writer, metrics func([]io.Reader, eval.Predictions) (io.WriterTo, error)) error {
	var files []io.Reader
	for _, name := range gold {
		f, err := openNamed(name)
		if err != nil {
			return err
		}
		defer f.Close()
		files = append(files, f)
	}
	found, err := o.predictions(ctx, docs)
	if err != nil {
		return err
	}
	res, err := metrics(files, found)
	if err != nil {
		return fmt.Errorf("%s: %w; give annotated articles as JSON lines: see hearsay eval --help", strings.Join(gold, ", "), err)
	}
	_, err = res.WriteTo(w)
	return err
}

func openNamed(name string) (*os.File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, openError(name, err))
	}
	return f, nil
}

// predictions are the records of --pred, or those of docs as this program
// makes them.
func (o *evalOptions) predictions(ctx context.Context, docs string) (eval.Predictions, error) {
	if o.pred == "" {
		return o.analyze(ctx, docs)
	}
	if o.records != "" {
		return nil, usage("give --pred or --write-records, not both")
	}
	f, err := openNamed(o.pred)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	found, err := eval.ReadRecords(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.pred, err)
	}
	return found, nil
}

// analyze reads the articles of docs and keeps what is scored of their records,
// and the records themselves where --write-records asks for them.
func (o *evalOptions) analyze(ctx context.Context, docs string) (eval.Predictions, error) {
	f, err := openNamed(docs)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var keep sink = nowhere{}
	if o.records != "" {
		if keep, err = newSink(formatFlags{to: "jsonl"}, o.records, nil, nil); err != nil {
			return nil, err
		}
	}
	found := eval.Predictions{}
	articles := unmarked(jsonl.New(nil).Read(ctx, &ingest.Source{Name: docs, Body: f}))
	err = work.All(ctx, hearsay.New(), articles, runtime.GOMAXPROCS(0), func(r *record.Record, err error) error {
		if err != nil {
			return err
		}
		if err := keep.Write(docs, r); err != nil {
			return err
		}
		return found.Add(eval.FromRecord(r))
	})
	if err != nil {
		keep.Discard()
		return nil, err
	}
	return found, keep.Close()
}

// unmarked leaves the annotations out of articles: a record need not repeat
// them.
func unmarked(articles iter.Seq2[*article.Article, error]) iter.Seq2[*article.Article, error] {
	return func(yield func(*article.Article, error) bool) {
		for a, err := range articles {
			if a != nil {
				a.Extra = nil
			}
			if !yield(a, err) {
				return
			}
		}
	}
}

// nowhere is a sink that keeps nothing.
type nowhere struct{}

func (nowhere) Write(string, *record.Record) error { return nil }
func (nowhere) Close() error                       { return nil }
func (nowhere) Discard()                           {}
