package cli

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/work"
	"github.com/hearsay-news/hearsay/record"
)

func removeCommand(s Streams) *cobra.Command {
	var o storeFlag
	c := &cobra.Command{
		Use:                   "rm ID | URL...",
		Short:                 "Take articles out of the collection",
		Long:                  "Rm takes articles out of the collection, with all their versions.\n\n" + exitCodes,
		Example:               "  hearsay rm https://www.example.com/story",
		DisableFlagsInUseLine: true,
		Args:                  someArgs,
		RunE: func(c *cobra.Command, args []string) error {
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				l, err := newLinking(c.Context(), st, s.Err)
				if err != nil {
					return err
				}
				err = removeAll(args, "article", s, func(ref string) error { return st.Remove(c.Context(), ref) })
				if err == nil || errors.Is(err, errIncomplete) {
					err = cmp.Or(l.end(c.Context()), err)
				}
				return err
			})
		},
	}
	o.add(c.Flags())
	return c
}

// someArgs is the check of commands that take one argument or more.
func someArgs(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usage("%s: it is not said of what; write %s", c.Name(), c.UseLine())
	}
	return nil
}

// removeAll takes out things of a kind, and complains of those that are not
// there.
func removeAll(refs []string, thing string, s Streams, remove func(string) error) error {
	gone, missing := 0, false
	for _, ref := range refs {
		err := remove(ref)
		if errors.Is(err, store.ErrNotFound) {
			missing = true
			fmt.Fprintln(s.Err, complaint(ref, err))
			continue
		}
		if err != nil {
			return err
		}
		gone++
	}
	fmt.Fprintf(s.Out, "%s removed\n", export.Count(gone, thing))
	if missing {
		return errIncomplete
	}
	return nil
}

func statsCommand(s Streams) *cobra.Command {
	var o storeFlag
	var asJSON bool
	c := &cobra.Command{
		Use:                   "stats",
		Short:                 "Count what is in the collection",
		Long:                  "Stats counts the articles, statements and outlets of the collection.\n\n" + exitCodes,
		Example:               "  hearsay stats\n  hearsay stats --json | jq .articles",
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return o.use(c.Context(), false, func(st store.Store, place string) error {
				n, err := st.Stats(c.Context())
				if err != nil {
					return err
				}
				if asJSON {
					return json.NewEncoder(s.Out).Encode(statsLine(n))
				}
				return showStats(s.Out, place, n)
			})
		},
	}
	o.add(c.Flags())
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return c
}

func statsLine(n *store.Stats) any {
	outlets := map[string]int{}
	for _, o := range n.Outlets {
		outlets[o.Name] = o.Articles
	}
	return map[string]any{
		"articles": n.Articles, "older_versions": n.Versions, "refused": n.Refused, "statements": n.Statements, "outlets": outlets,
		"oldest": moment(n.Oldest), "newest": moment(n.Newest), "analyzers": n.Analyzers, "bytes": n.Bytes, "text_bytes": n.TextBytes,
	}
}

func moment(t time.Time) string { return article.At(t).String() }

func showStats(out io.Writer, place string, n *store.Stats) error {
	w := bufio.NewWriter(out)
	line := func(what, value string) { fmt.Fprintf(w, "  %-12s %s\n", what, value) }
	fmt.Fprintln(w, place)
	line("articles", export.Grouped(n.Articles))
	line("statements", export.Grouped(n.Statements))
	if n.Versions > 0 {
		line("versions", export.Grouped(n.Versions)+" older ones")
	}
	if n.Refused > 0 {
		line("refused", export.Grouped(n.Refused))
	}
	if !n.Oldest.IsZero() {
		line("published", n.Oldest.Format(time.DateOnly)+" to "+n.Newest.Format(time.DateOnly))
	}
	if len(n.Outlets) > 0 {
		var names []string
		others := n.Articles
		for _, o := range n.Outlets {
			names = append(names, fmt.Sprintf("%s %s", export.Clean(o.Name), export.Grouped(o.Articles)))
			others -= o.Articles
		}
		if others > 0 && len(n.Outlets) == store.MostOutlets {
			names = append(names, "others "+export.Grouped(others))
		}
		for i, l := range export.Wrap(strings.Join(names, ", "), max(30, display(out).Width-15)) {
			line(map[bool]string{true: "outlets"}[i == 0], l)
		}
	}
	for _, z := range slices.Sorted(maps.Keys(n.Analyzers)) {
		line("analyzed by", fmt.Sprintf("%s: %s", z, export.Grouped(n.Analyzers[z])))
	}
	line("on disk", fmt.Sprintf("%.1f MB for %.1f MB of text", float64(n.Bytes)/1e6, float64(n.TextBytes)/1e6))
	return w.Flush()
}

func doctorCommand(s Streams) *cobra.Command {
	var o storeFlag
	var mend bool
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Look for damage in the collection",
		Long: `Doctor reads the whole collection, says what is wrong with it and what to do
about that. With --mend it makes the index of searches anew from the records.

` + exitCodes,
		Example:               "  hearsay doctor\n  hearsay doctor --mend",
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return o.use(c.Context(), false, func(st store.Store, place string) error { return examine(c.Context(), st, place, mend, s.Out) })
		},
	}
	o.add(c.Flags())
	c.Flags().BoolVar(&mend, "mend", false, "make the index of searches anew")
	return c
}

func examine(ctx context.Context, st store.Store, place string, mend bool, out io.Writer) error {
	if mend {
		if err := st.Reindex(ctx); err != nil {
			return err
		}
	}
	found := 0
	err := st.Check(ctx, func(d store.Damage) {
		found++
		fmt.Fprintf(out, "%s: %s; %s\n", place, oneLine(errors.New(d.What)), d.Mend)
	})
	switch {
	case err != nil:
		return err
	case found > 0:
		return errIncomplete
	}
	_, err = fmt.Fprintf(out, "%s: nothing is wrong\n", place)
	return err
}

func backupCommand(s Streams) *cobra.Command {
	var o storeFlag
	c := &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the collection",
		Long: `Backup writes a copy of the collection to a new file, as the collection stands at
one moment; others may go on writing to it. The copy is a collection like any
other: to bring it back, put it in the place of the damaged one. Of a collection
in PostgreSQL it says how to copy it with pg_dump.

` + exitCodes,
		Example:               "  hearsay backup hearsay-monday.db",
		DisableFlagsInUseLine: true,
		Args:                  oneArg,
		RunE: func(c *cobra.Command, args []string) error {
			return o.use(c.Context(), false, func(st store.Store, place string) error {
				if err := st.Backup(c.Context(), args[0]); err != nil {
					return err
				}
				_, err := fmt.Fprintf(s.Out, "%s: copied to %s\n", place, args[0])
				return err
			})
		},
	}
	o.add(c.Flags())
	return c
}

func reanalyzeCommand(s Streams) *cobra.Command {
	var o storeFlag
	c := &cobra.Command{
		Use:   "reanalyze",
		Short: "Read articles of the collection again, with this version of Hearsay",
		Long: `Reanalyze reads the articles again that an older version of Hearsay has read, and
puts the new records in the place of the old. It may be stopped at any time and
goes on from there.

` + exitCodes,
		Example:               "  hearsay reanalyze",
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return o.use(c.Context(), false, func(st store.Store, place string) error { return reanalyze(c.Context(), st, place, s) })
		},
	}
	o.add(c.Flags())
	return c
}

func reanalyze(ctx context.Context, st store.Store, place string, s Streams) error {
	l, err := newLinking(ctx, st, s.Err)
	if err != nil {
		return err
	}
	now := hearsay.Version + "+" + hearsay.Model
	ad := &adding{stderr: s.Err, progress: newProgress(s.Err), analyzer: hearsay.New(), ctx: ctx, refused: refusals{}}
	ad.keeping = keeping{store: st, written: ad.show}
	if ad.progress != nil {
		n, err := st.Stats(ctx)
		if err != nil {
			return err
		}
		ad.progress.tells(func() string {
			return export.Grouped(max(0, n.Articles-n.Analyzers[now]-ad.tally.Replaced)) + " left"
		})
	}
	emit := func(r *record.Record, err error) error {
		if err != nil {
			return err
		}
		ad.refused.add(r.Refused)
		return ad.keep(ctx, r)
	}
	err = work.All(ctx, ad.analyzer, plain(st.Stale(ctx, now)), runtime.GOMAXPROCS(0), emit)
	err = errors.Join(err, ad.end(ctx))
	ad.progress.end()
	fmt.Fprintf(s.Out, "%s: %s analysed anew%s\n", place, export.Count(ad.tally.Replaced, "article"), ad.refused.behind())
	if err == nil {
		err = l.end(ctx)
	}
	return err
}

// plain are the articles of records, without what was found in them.
func plain(records iter.Seq2[*record.Record, error]) iter.Seq2[*article.Article, error] {
	return func(yield func(*article.Article, error) bool) {
		for r, err := range records {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(r.Article, nil) {
				return
			}
		}
	}
}

func exportCommand(s Streams) *cobra.Command {
	var o storeFlag
	var format formatFlags
	var output string
	c := &cobra.Command{
		Use:   "export [QUERY]...",
		Short: "Write the records of the collection",
		Long: `Export writes the records of the collection, all or those with a statement that a
query finds, one after another, so that any number fits; hearsay search --to csv
gives the statements alone that it finds. It writes one of these formats:

` + outputFormats() + `
` + queryLanguage + `

` + exitCodes,
		Example: `  hearsay export --output all.jsonl
  hearsay export --to parquet --output statements.parquet
  hearsay export --to parquet --table articles --output articles.parquet
  hearsay export --to csv --table citations outlet:lantern.example after:2026-01-01`,
		DisableFlagsInUseLine: true,
		RunE: func(c *cobra.Command, args []string) error {
			if err := format.check(); err != nil {
				return err
			}
			q, err := store.Parse(strings.Join(args, " "))
			if err != nil {
				return queryError(s.Err, err)
			}
			return o.use(c.Context(), false, func(st store.Store, place string) error {
				out, err := newSink(format, output, s.Out, []string{place})
				if err != nil {
					return err
				}
				for r, err := range st.Records(c.Context(), q) {
					if err == nil {
						err = out.Write(r.Article.ID, r)
					}
					if err != nil {
						out.Discard()
						return err
					}
				}
				return out.Close()
			})
		},
	}
	o.add(c.Flags())
	format.add(c.Flags(), "jsonl")
	c.Flags().StringVarP(&output, "output", "o", "", "`file` to write to")
	return c
}
