package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/store"
)

type showOptions struct {
	storeFlag
	formatFlags
	versions bool
	diff     bool
}

func showCommand(s Streams) *cobra.Command {
	var o showOptions
	c := &cobra.Command{
		Use:   "show ID | URL",
		Short: "Show an article of the collection",
		Long: `Show prints the record of an article, as read does. It is named by its id or its
address. Of an article that changed, the address means the newest version and an
id the version that had it.

` + exitCodes,
		Example: `  hearsay show https://www.example.com/story
  hearsay show --versions https://www.example.com/story
  hearsay show --diff https://www.example.com/story`,
		DisableFlagsInUseLine: true,
		Args:                  oneArg,
		RunE:                  func(c *cobra.Command, args []string) error { return o.run(c.Context(), args[0], s.Out) },
	}
	f := c.Flags()
	o.storeFlag.add(f)
	o.formatFlags.add(f, "terminal")
	f.BoolVar(&o.versions, "versions", false, "list the versions of the article")
	f.BoolVar(&o.diff, "diff", false, "show what the newest version changed")
	return c
}

// oneArg is the check of commands that take one argument.
func oneArg(c *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usage("%s takes one argument, and there are %d; see %s --help", c.Name(), len(args), c.CommandPath())
	}
	return nil
}

func (o *showOptions) run(ctx context.Context, ref string, out io.Writer) error {
	if err := o.check(); err != nil {
		return err
	}
	if o.diff && o.versions || (o.diff || o.versions) && o.to != "terminal" {
		return usage("--diff, --versions and --to are for different things; give one of them")
	}
	if o.to == "brat" {
		return usage("--to brat: it writes files; use hearsay export")
	}
	return o.use(ctx, false, func(st store.Store, _ string) error {
		err := o.show(ctx, st, ref, out)
		if err != nil {
			return fmt.Errorf("%s: %w", ref, err)
		}
		return nil
	})
}

func (o *showOptions) show(ctx context.Context, st store.Store, ref string, out io.Writer) error {
	switch {
	case o.versions:
		return listVersions(ctx, st, ref, out)
	case o.diff:
		return showDiff(ctx, st, ref, out)
	}
	r, err := st.Get(ctx, ref)
	if err != nil {
		return err
	}
	sink, err := newStreamSink(o.formatFlags, out)
	if err != nil {
		return err
	}
	if err := sink.Write(ref, r); err != nil {
		return err
	}
	return sink.Close()
}

func listVersions(ctx context.Context, st store.Store, ref string, out io.Writer) error {
	vs, err := st.Versions(ctx, ref)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	for _, v := range vs {
		fmt.Fprintf(w, "%s  %s  %s\n", v.Added.Format(time.RFC3339), export.Clean(v.ID), export.Clean(v.Title))
	}
	return w.Flush()
}

// showDiff prints the lines that differ between the two newest versions.
func showDiff(ctx context.Context, st store.Store, ref string, out io.Writer) error {
	vs, err := st.Versions(ctx, ref)
	if err != nil {
		return err
	}
	if len(vs) < 2 {
		_, err := fmt.Fprintln(out, "There is one version only.")
		return err
	}
	var texts [2][]byte
	for i, v := range vs[len(vs)-2:] {
		r, err := st.Get(ctx, v.ID)
		if err != nil {
			return err
		}
		texts[i] = []byte(export.Lines(r.Article.Title + "\n\n" + r.Article.Body + "\n"))
	}
	old, now := vs[len(vs)-2], vs[len(vs)-1]
	_, err = out.Write(diff.Diff(export.Clean(old.ID), texts[0], export.Clean(now.ID), texts[1]))
	return err
}
