package cli

import (
	"context"
	"fmt"
	"io"
	"sync"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/link"
	"github.com/hearsay-news/hearsay/internal/queue"
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
				progress := newProgress(s.Err)
				n, err := link.All(c.Context(), st, progress.linked)
				progress.end()
				fmt.Fprintf(s.Out, "%s: %s linked\n", place, export.Count(n, "article"))
				return stopped(c.Context(), err, s.Err)
			})
		},
	}
	o.add(c.Flags())
	return c
}

// stopped says that a command was stopped while it linked.
func stopped(ctx context.Context, err error, stderr io.Writer) error {
	if err != nil && ctx.Err() != nil {
		fmt.Fprintln(stderr, "hearsay: stopped; hearsay link goes on from here")
	}
	return err
}

// linking links in the end what a command has put.
type linking struct {
	store  store.Store
	since  int64     // the last ticket before
	stderr io.Writer // the stream itself: only on that a progress is shown
}

// newLinking is for a command that is about to put something.
func newLinking(ctx context.Context, st store.Store, stderr io.Writer) (*linking, error) {
	since, err := st.LastTicket(ctx)
	return &linking{st, since, stderr}, err
}

// end links what the command has put and, unless hearsay work is at it, what others
// have left.
func (l *linking) end(ctx context.Context) error {
	p := newProgress(l.stderr)
	last, err := l.store.LastTicket(ctx)
	if err == nil && last > l.since {
		_, err = link.Some(ctx, l.store, store.Notes{After: l.since, UpTo: last}, p.linked)
	}
	var jobs map[queue.State]int
	if err == nil {
		jobs, err = l.store.CountJobs(ctx)
	}
	if err == nil && jobs[queue.Waiting]+jobs[queue.Running] == 0 {
		_, err = link.All(ctx, l.store, p.linked)
	}
	p.end()
	return stopped(ctx, err, l.stderr)
}

// linkBeside links what comes while something else runs. The function that it
// returns ends that and waits for its end.
func linkBeside(ctx context.Context, st store.Store, fault func(error)) (end func()) {
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { link.Follow(ctx, st, fault) })
	return func() { stop(); running.Wait() }
}
