package cli

import (
	"bufio"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay/internal/alert"
	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/ingest/fetch"
	"github.com/hearsay-news/hearsay/internal/store"
)

func alertsCommand(s Streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "alerts",
		Short: "Save searches that tell what they find",
		Long: `Alerts keeps saved searches. Each finds the statements that come into the
collection after it was saved. While the collection is served, what it finds is an
Atom feed, and an address that is named with --hook is told of it: as JSON in a
POST, signed with HMAC-SHA256 as Standard Webhooks has it, again until it answers
with success.

` + exitCodes,
		Example: `  hearsay alerts add dam 'speaker:Petrov dam'
  hearsay alerts list`,
		DisableFlagsInUseLine: true,
		Args:                  noSuchCommand,
		RunE:                  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(alertsAddCommand(s), alertsListCommand(s), alertsRemoveCommand(s), alertsTestCommand(s))
	return c
}

func alertsAddCommand(s Streams) *cobra.Command {
	var o storeFlag
	var hook string
	c := &cobra.Command{
		Use:   "add NAME QUERY",
		Short: "Save a search",
		Long: `Add saves a search under a name. With --hook it prints the secret that the hook
checks signatures with, this once.

` + queryLanguage + `

` + exitCodes,
		Example:               "  hearsay alerts add dam 'speaker:Petrov dam'\n  hearsay alerts add denials act:deny --hook https://www.example.com/hook",
		DisableFlagsInUseLine: true,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage("add: name the search and say what to look for, in quotation marks; see %s --help", c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			return o.use(c.Context(), true, func(st store.Store, _ string) error {
				a, err := alert.Add(c.Context(), st, alert.New{Name: args[0], Query: args[1], Hook: hook})
				if m, ok := errors.AsType[*alert.Mistake](err); ok {
					return usage("%w", m)
				}
				if err != nil {
					return taken(args[0], err, "choose another, or take that out with hearsay alerts remove")
				}
				if _, err = fmt.Fprintf(s.Out, "%s: saved\n", export.Clean(a.Name)); err == nil && a.Secret != "" {
					_, err = fmt.Fprintf(s.Out, "secret of its hook: %s\n", a.Secret)
				}
				return err
			})
		},
	}
	o.add(c.Flags())
	c.Flags().StringVar(&hook, "hook", "", "`address` to tell what is found")
	return c
}

func alertsListCommand(s Streams) *cobra.Command {
	var o storeFlag
	c := &cobra.Command{
		Use:                   "list",
		Short:                 "Show the saved searches, and how telling goes",
		Long:                  "List shows the saved searches: how much each has found that nobody has looked at,\nand what went wrong with its hook.\n\n" + exitCodes,
		Example:               "  hearsay alerts list",
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				all, err := st.Alerts(c.Context())
				if err != nil {
					return err
				}
				w := bufio.NewWriter(s.Out)
				for _, a := range all {
					fmt.Fprintf(w, "%s: %s\n", export.Clean(a.Name), export.Clean(a.Query))
					fmt.Fprintf(w, "    %s\n", alertLine(a))
				}
				return w.Flush()
			})
		},
	}
	o.add(c.Flags())
	return c
}

// alertLine is how it goes with a saved search.
func alertLine(a store.Alert) string {
	out := fmt.Sprintf("%s new", grouped(a.New))
	if !a.Last.IsZero() {
		out += ", the last of " + a.Last.Format(time.DateOnly)
	}
	if a.Hook != "" {
		out += "; hook " + export.Clean(a.Hook)
	}
	if a.Failures > 0 {
		out += fmt.Sprintf("; not told after %s: %s", count(a.Failures, "attempt"), oneLine(errors.New(a.Fault)))
	}
	return out
}

func alertsRemoveCommand(s Streams) *cobra.Command {
	return removeNamed(s, "alert", "Take saved searches out", "Remove takes saved searches out, with what they have found.", "hearsay alerts remove dam",
		func(c *cobra.Command, st store.Store, name string) error { return st.RemoveAlert(c.Context(), name) })
}

func alertsTestCommand(s Streams) *cobra.Command {
	var o storeFlag
	var web webFlags
	c := &cobra.Command{
		Use:                   "test NAME",
		Short:                 "Tell the hook of a saved search something made up",
		Long:                  "Test tells the hook of a saved search something made up, of the type alert.test.\n\n" + exitCodes,
		Example:               "  hearsay alerts test dam",
		DisableFlagsInUseLine: true,
		Args:                  oneArg,
		RunE: func(c *cobra.Command, args []string) error {
			if err := web.check(); err != nil {
				return err
			}
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				a, err := alert.Find(c.Context(), st, args[0])
				if err == nil {
					err = (&alert.Watch{Post: fetch.New(web.web).Post}).Test(c.Context(), a)
				}
				if err != nil {
					return fmt.Errorf("%s: %w", args[0], bareRefusal(noSuch("alert", err)))
				}
				_, err = fmt.Fprintf(s.Out, "%s: the hook was told\n", export.Clean(a.Name))
				return err
			})
		},
	}
	o.add(c.Flags())
	web.add(c.Flags())
	return c
}
