package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/eval"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/internal/trace/simulate"
	"github.com/hearsay-news/hearsay/internal/work"
	"github.com/hearsay-news/hearsay/record"
)

// tracer finds out, from the records of a set of articles, who had what from
// whom.
func tracer(ctx context.Context, records []*record.Record) (eval.Traced, error) {
	t, err := trace.Of(ctx, records, trace.Options{})
	if err != nil {
		return eval.Traced{}, err
	}
	var out eval.Traced
	for _, e := range t.Edges {
		out.Edges = append(out.Edges, eval.TracedEdge{From: tracedNode(t, e.From), To: t.Records[e.To].Article.ID, Kind: string(e.Kind)})
	}
	for _, s := range t.Stories {
		var event eval.TracedEvent
		for _, n := range s.Articles {
			event.Articles = append(event.Articles, t.Records[n].Article.ID)
		}
		for _, o := range s.Origins {
			event.Origins = append(event.Origins, tracedNode(t, o.Node))
		}
		out.Events = append(out.Events, event)
	}
	for _, a := range t.Altered {
		q := &t.Quotes[a.Quotation]
		for _, s := range a.Stretches(q) {
			out.Altered = append(out.Altered, eval.TracedQuote{Article: t.Records[q.Article].Article.ID, Span: s})
		}
	}
	return out, nil
}

// tracedNode is a source as the truth about a newsroom names it.
func tracedNode(t *trace.Trace, n trace.Node) string {
	if i, held := n.Record(); held {
		return t.Records[i].Article.ID
	}
	s := t.Outside[n.Source()]
	return simulate.Outside(cmp.Or(s.Domain, s.Name))
}

// evalTraceOptions are the flags of eval trace.
type evalTraceOptions struct {
	articles   int
	seeds      string
	difficulty string
	write      string
}

func evalTrace() *cobra.Command {
	o := &evalTraceOptions{}
	c := &cobra.Command{
		Use: "trace BASE...", Short: "Score who had what from whom, in newsrooms that are made up",
		DisableFlagsInUseLine: true,
	}
	c.Long = `Trace makes newsrooms of which it is known who copied whom, and scores what this
program finds out about them. BASE is articles, in any format that "hearsay
read" takes; of these the newsrooms are made: agencies and papers report, others
copy, trim, rewrite, credit or don't, alter quotations and publish with wrong
clocks. The same seed makes the same newsroom.

  edge            who had it from whom: both articles and the direction
  pair            the same, whatever the direction
  edge_outside    from an outlet whose report is not among the articles
  altered         altered quotations
  kind_given_edge of the edges that are right, the kind is too
  recall_KIND     edges found, of each kind
  origins_…       independent origins of an event: relative error of their number`
	c.Example = `  hearsay eval trace archive.jsonl --seed 1..5
  hearsay eval trace archive.jsonl --articles 200 --difficulty hard --write newsroom.jsonl`
	f := c.Flags()
	f.IntVar(&o.articles, "articles", 1000, "`number` of articles in a newsroom")
	f.StringVar(&o.seeds, "seed", "1", "`number` that the newsroom is made by, or a range as 1..5: one newsroom each")
	f.StringVar(&o.difficulty, "difficulty", "default", "how well tracks are covered: default, easy, hard")
	f.StringVar(&o.write, "write", "", "`file` to keep the articles in; the truth goes beside it, into FILE.truth.jsonl")
	c.RunE = func(c *cobra.Command, args []string) error { return o.run(c.Context(), args, c.OutOrStdout()) }
	return c
}

func (o *evalTraceOptions) run(ctx context.Context, args []string, w io.Writer) error {
	first, last, err := seedRange(o.seeds)
	if err != nil {
		return err
	}
	difficulty, ok := map[string]simulate.Difficulty{"default": simulate.Default(), "easy": simulate.Easy(), "hard": simulate.Hard()}[o.difficulty]
	switch {
	case !ok:
		return usage("--difficulty %s: choose from default, easy, hard", o.difficulty)
	case o.articles < 1:
		return usage("--articles %d: give 1 or more", o.articles)
	case len(args) == 0:
		return usage("trace: name a file of articles; see hearsay eval trace --help")
	}
	var in []input
	for _, arg := range args {
		for _, path := range expand(arg) {
			in = append(in, file(path))
		}
	}
	base, err := baseArticles(ctx, in)
	if err != nil {
		return err
	}
	var rooms []*simulate.Newsroom
	for seed := first; seed <= last; seed++ {
		room, err := simulate.New(base, simulate.Options{Articles: o.articles, Seed: seed, Difficulty: difficulty})
		if err != nil {
			return fmt.Errorf("%w; name more files, or ask for fewer with --articles", err)
		}
		rooms = append(rooms, room)
	}
	if err := o.keep(rooms, paths(in)); err != nil {
		return err
	}
	return scoreRooms(ctx, rooms, first, w)
}

// seedRange reads "3" and "1..5".
func seedRange(s string) (first, last uint64, err error) {
	a, b, isRange := strings.Cut(s, "..")
	if !isRange {
		b = a
	}
	first, err1 := strconv.ParseUint(a, 10, 32)
	last, err2 := strconv.ParseUint(b, 10, 32)
	if errors.Join(err1, err2) != nil || last < first || last-first >= 1000 {
		return 0, 0, usage("--seed %s: give a number or a range such as 1..5", s)
	}
	return first, last, nil
}

// baseArticles are the articles of the inputs, without those that are refused.
func baseArticles(ctx context.Context, in []input) ([]*article.Article, error) {
	g := &gathering{from: auto, readers: readers()}
	var out []*article.Article
	for a, err := range g.articles(ctx, in) {
		switch o := g.noted(); {
		case err == nil:
			out = append(out, a)
		case article.Refused(err) == nil:
			return nil, fmt.Errorf("%s: %w", o.input, err)
		}
	}
	return out, nil
}

// keep writes the newsrooms and the truth about them, where --write says so.
func (o *evalTraceOptions) keep(rooms []*simulate.Newsroom, reads []string) error {
	if o.write == "" {
		return nil
	}
	articles, err := newSink(formatFlags{to: "jsonl"}, o.write, nil, reads)
	if err != nil {
		return err
	}
	for _, room := range rooms {
		for _, a := range room.Articles {
			if err := articles.Write(o.write, &record.Record{Article: a}); err != nil {
				articles.Discard()
				return err
			}
		}
	}
	if err := articles.Close(); err != nil {
		return err
	}
	return writeTruth(o.write+".truth.jsonl", rooms)
}

func writeTruth(name string, rooms []*simulate.Newsroom) error {
	f, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("%s: %w", name, openError(name, err))
	}
	defer f.Close()
	buf := bufio.NewWriter(f)
	for _, room := range rooms {
		if err := room.WriteTruth(buf); err != nil {
			return unwritten(name, err)
		}
	}
	return unwritten(name, errors.Join(buf.Flush(), f.Close()))
}

// scoreRooms analyses and traces each newsroom and prints how well that went.
func scoreRooms(ctx context.Context, rooms []*simulate.Newsroom, seed uint64, w io.Writer) error {
	all := &eval.TraceSeeds{}
	for i, room := range rooms {
		records, err := recordsOf(ctx, room.Articles)
		if err != nil {
			return err
		}
		found, err := tracer(ctx, records)
		if err != nil {
			return err
		}
		all.Add(seed+uint64(i), eval.Trace(room, found))
	}
	var out io.WriterTo = all
	if len(rooms) == 1 {
		out = &all.Results[0]
	}
	_, err := out.WriteTo(w)
	return err
}

// recordsOf are the records of articles, as this program makes them.
func recordsOf(ctx context.Context, articles []*article.Article) ([]*record.Record, error) {
	var out []*record.Record
	err := work.All(ctx, hearsay.New(), listed(articles), runtime.GOMAXPROCS(0), func(r *record.Record, err error) error {
		out = append(out, r)
		return err
	})
	return out, err
}

func listed(articles []*article.Article) iter.Seq2[*article.Article, error] {
	return func(yield func(*article.Article, error) bool) {
		for _, a := range articles {
			if !yield(a, nil) {
				return
			}
		}
	}
}
