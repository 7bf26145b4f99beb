package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/link"
	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/work"
)

type workOptions struct {
	storeFlag
	workFlags
	drain, noLink bool
}

func workCommand(s Streams) *cobra.Command {
	var o workOptions
	c := &cobra.Command{
		Use:   "work",
		Short: "Analyse the articles that wait in the queue",
		Long: `Work analyses the articles that hearsay add --later has queued, until it is
interrupted. Any number of them may work on one collection at once. An article
is there once, however often a worker ends over it; one that can't be analysed is
tried again, and parked after some attempts: hearsay jobs list shows why.
As articles come, it is worked out which are of one story: hearsay stories. With
--no-link hearsay link does so later.

` + exitCodes,
		Example:               "  hearsay work\n  hearsay work --drain",
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE:                  func(c *cobra.Command, _ []string) error { return o.run(c.Context(), s) },
	}
	f := c.Flags()
	o.storeFlag.add(f)
	o.workFlags.add(f)
	f.BoolVar(&o.drain, "drain", false, "end when nothing is left to do now")
	f.BoolVar(&o.noLink, "no-link", false, "leave it to hearsay link which articles are of one story")
	return c
}

func (o *workOptions) run(ctx context.Context, s Streams) error {
	if err := o.check(); err != nil {
		return err
	}
	return o.use(ctx, false, func(st store.Store, place string) error {
		if o.quiet {
			s.Err = io.Discard
		}
		p := newProgress(s.Err)
		wo := &working{stderr: p.beside(s.Err), progress: p, refused: refusals{}}
		wo.progress.tells(wo.waiting(ctx, st))
		end := func() {}
		if !o.noLink {
			end = linkBeside(ctx, st, func(err error) { wo.complain(place, err) })
		}
		err := st.Work(ctx, queue.Options{Workers: o.jobs, Drain: o.drain, Report: wo.report}, work.Jobs(hearsay.New()))
		end()
		wo.progress.end()
		if err == nil && ctx.Err() == nil && !o.noLink {
			_, err = link.All(ctx, st, wo.progress.linked)
			wo.progress.end()
			err = stopped(ctx, err, wo.stderr)
		}
		fmt.Fprintf(s.Out, "%s: %s\n", place, wo.sum())
		if err == nil && wo.refused.sum()+wo.failed > 0 {
			err = errIncomplete
		}
		return err
	})
}

// working is one run of work.
type working struct {
	stderr   io.Writer
	progress *progress

	done, failed int
	refused      refusals
}

// counted is how often the queue is counted for the progress.
const counted = 5 * time.Second

// waiting says how many jobs are left, here and for other workers.
func (wo *working) waiting(ctx context.Context, st store.Store) func() string {
	var at time.Time
	left := ""
	return func() string {
		if time.Since(at) < counted {
			return left
		}
		at = time.Now()
		n, err := st.CountJobs(ctx)
		if left = export.Grouped(n[queue.Waiting]+n[queue.Running]) + " left"; err != nil {
			left = "" // a fault of the store shows where it matters
		}
		return left
	}
}

func (wo *working) report(e queue.Event) {
	for _, r := range e.Result.Records {
		if r.Refused != "" {
			wo.refused.add(r.Refused)
			wo.complain(r.Article.ID, origin{}.refusal(r))
		}
	}
	if e.Fault != nil {
		wo.failed++
		what := "it is tried again"
		if e.Job.State == queue.Parked {
			what = "it is parked; see hearsay jobs list"
		}
		wo.complain(fmt.Sprintf("job %d (%s)", e.Job.ID, e.Job.Key), fmt.Errorf("%w; %s", e.Fault, what))
		return
	}
	wo.done++
	wo.progress.show(wo.done, 0, wo.refused.sum()+wo.failed)
}

func (wo *working) complain(where string, err error) {
	fmt.Fprintln(wo.stderr, complaint(where, err))
}

func (wo *working) sum() string {
	s := export.Count(wo.done, "job") + " done" + wo.refused.behind()
	if wo.failed > 0 {
		s += ", " + export.Grouped(wo.failed) + " failed"
	}
	return s
}

func jobsCommand(s Streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "jobs",
		Short: "Show what waits in the queue",
		Long: `Jobs shows what hearsay work has to do, and what it could not do and has parked.

` + exitCodes,
		Example:               "  hearsay jobs list\n  hearsay jobs retry",
		DisableFlagsInUseLine: true,
		Args:                  noSuchCommand,
		RunE:                  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(jobsListCommand(s), jobsRetryCommand(s), jobsDropCommand(s))
	return c
}

func jobsListCommand(s Streams) *cobra.Command {
	var o storeFlag
	var state string
	var limit int
	c := &cobra.Command{
		Use:   "list",
		Short: "Count the jobs, and show those that are parked",
		Long: `List counts the jobs of each state and shows those that are parked, with the
reason; --state shows others.

` + exitCodes,
		Example:               "  hearsay jobs list\n  hearsay jobs list --state waiting",
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			switch {
			case !slices.Contains(queue.States, queue.State(state)):
				return usage("--state %s: choose from %s", state, join(queue.States))
			case limit < 1 || limit > mostFound:
				return usage("--limit %d: give a number from 1 to %d", limit, mostFound)
			}
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				return listJobs(c.Context(), st, queue.State(state), limit, s.Out)
			})
		},
	}
	o.add(c.Flags())
	c.Flags().StringVar(&state, "state", string(queue.Parked), "show the jobs of this `state`: "+join(queue.States))
	c.Flags().IntVarP(&limit, "limit", "n", 20, "at most so `many`")
	return c
}

func listJobs(ctx context.Context, st store.Store, state queue.State, limit int, out io.Writer) error {
	counts, err := st.CountJobs(ctx)
	if err != nil {
		return err
	}
	jobs, err := st.Jobs(ctx, state, limit)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	var parts []string
	for _, s := range queue.States {
		parts = append(parts, fmt.Sprintf("%s %s", export.Grouped(counts[s]), s))
	}
	fmt.Fprintln(w, strings.Join(parts, ", "))
	for _, j := range jobs {
		fmt.Fprintf(w, "%d  %s  %s  %s, since %s\n", j.ID, j.Kind, export.Clean(j.Key), export.Count(j.Attempts, "attempt"), j.Queued.Format(time.RFC3339))
		if j.Fault != "" {
			fmt.Fprintf(w, "    %s\n", oneLine(errors.New(j.Fault)))
		}
	}
	return w.Flush()
}

func jobsRetryCommand(s Streams) *cobra.Command {
	return parkedCommand(s, "retry", "Have parked jobs run again", "are to run again",
		func(ctx context.Context, st store.Store, ids []int64) (int, error) { return st.Retry(ctx, ids...) })
}

func jobsDropCommand(s Streams) *cobra.Command {
	return parkedCommand(s, "drop", "Forget parked jobs", "dropped",
		func(ctx context.Context, st store.Store, ids []int64) (int, error) { return st.Drop(ctx, ids...) })
}

// parkedCommand is a command for parked jobs.
func parkedCommand(s Streams, name, short, done string, do func(context.Context, store.Store, []int64) (int, error)) *cobra.Command {
	var o storeFlag
	c := &cobra.Command{
		Use:                   name + " [NUMBER]...",
		Short:                 short,
		Long:                  short + ": those with the numbers that hearsay jobs list shows, or all.\n\n" + exitCodes,
		Example:               "  hearsay jobs " + name + "\n  hearsay jobs " + name + " 17",
		DisableFlagsInUseLine: true,
		RunE: func(c *cobra.Command, args []string) error {
			var ids []int64
			for _, arg := range args {
				id, err := strconv.ParseInt(arg, 10, 64)
				if err != nil {
					return usage("%s: it is no number of a job; hearsay jobs list shows them", arg)
				}
				ids = append(ids, id)
			}
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				n, err := do(c.Context(), st, ids)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(s.Out, "%s %s\n", export.Count(n, "job"), done)
				return err
			})
		},
	}
	o.add(c.Flags())
	return c
}
