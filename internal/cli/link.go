package cli

import (
	"context"
	"fmt"
	"io"
	"sync"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay/internal/link"
	"github.com/hearsay-news/hearsay/internal/store"
)

func linkCommand(s Streams) *cobra.Command {
	var o storeFlag
	c := &cobra.Command{
		Use:   "link",
		Short: "Work out which articles of the collection are of one story",
		Long: `Link works out the stories of the articles that are new, have changed or have lost
a neighbour. Add, watch, work, reanalyze and rm do so themselves: it is for what
they have left, because they were stopped or told to. It may be stopped at any
time and goes on from there.

` + exitCodes,
		Example:               "  hearsay link",
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return o.use(c.Context(), false, func(st store.Store, place string) error {
				n, err := linkAll(c.Context(), st, s.Err)
				fmt.Fprintf(s.Out, "%s: %s linked\n", place, count(n, "article"))
				return err
			})
		},
	}
	o.add(c.Flags())
	return c
}

// linkAll links all that is to be linked, and shows on a terminal how far it is.
func linkAll(ctx context.Context, st store.Store, stderr io.Writer) (done int, err error) {
	p := newProgress(stderr)
	defer p.end()
	done, err = link.All(ctx, st, p.linked)
	if ctx.Err() != nil {
		p.clear()
		fmt.Fprintln(stderr, "hearsay: stopped; hearsay link goes on from here")
	}
	return done, err
}

// linkBeside links what comes while something else runs. The function that it
// returns ends that and waits for its end.
func linkBeside(ctx context.Context, st store.Store, fault func(error)) (end func()) {
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { link.Follow(ctx, st, fault) })
	return func() { stop(); running.Wait() }
}
