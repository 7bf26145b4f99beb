package cli

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/store"
)

func tokensCommand(s Streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "tokens",
		Short: "Say which programs may use the collection over the network",
		Long: `Tokens keeps the tokens with which programs come to the API of a collection that
is served: Authorization: Bearer TOKEN. Readers of feeds that know passwords alone
send the token in the place of one, with any name.

` + exitCodes,
		Example: `  hearsay tokens add newsroom --expires 90d
  hearsay tokens list`,
		DisableFlagsInUseLine: true,
		Args:                  noSuchCommand,
		RunE:                  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(tokensAddCommand(s), tokensListCommand(s), tokensRemoveCommand(s))
	return c
}

func tokensAddCommand(s Streams) *cobra.Command {
	var o storeFlag
	var role roleFlag
	var expires string
	c := &cobra.Command{
		Use:   "add NAME",
		Short: "Make a token",
		Long: `Add makes a token and prints it, this once: what is kept can't be turned back
into it.

` + exitCodes,
		Example:               "  hearsay tokens add newsroom --role editor --expires 90d",
		DisableFlagsInUseLine: true,
		Args:                  oneArg,
		RunE: func(c *cobra.Command, args []string) error {
			if err := role.check(); err != nil {
				return err
			}
			if err := guard.CheckName(args[0]); err != nil {
				return usage("%w", err)
			}
			lasts, err := lasting(expires)
			if err != nil {
				return err
			}
			return o.use(c.Context(), true, func(st store.Store, _ string) error {
				shown, kept := guard.NewToken()
				t := store.Token{Name: args[0], Role: store.Role(role.role), Digest: kept, Added: time.Now().UTC()}
				if lasts > 0 {
					t.Expires = t.Added.Add(lasts)
				}
				if err := st.AddToken(c.Context(), t); err != nil {
					return taken(args[0], err, "choose another, or take that out with hearsay tokens remove")
				}
				_, err := fmt.Fprintln(s.Out, shown)
				return err
			})
		},
	}
	o.add(c.Flags())
	role.add(c)
	c.Flags().StringVar(&expires, "expires", "", "`time` after which it is over, such as 90d or 12h (default: never)")
	return c
}

// lasting reads a time in days, or as Go writes it; 0 for none.
func lasting(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n > 0 && n <= 36_500 {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	}
	if d, err := time.ParseDuration(s); err == nil && d > 0 {
		return d, nil
	}
	return 0, usage("--expires %s: give a time such as 90d or 12h", s)
}

func tokensListCommand(s Streams) *cobra.Command {
	var o storeFlag
	c := &cobra.Command{
		Use:                   "list",
		Short:                 "Show the tokens, but not what they are",
		Long:                  "List shows the names of the tokens, what each may do, and when it was used last,\nwithin an hour.\n\n" + exitCodes,
		Example:               "  hearsay tokens list",
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				all, err := st.Tokens(c.Context())
				if err != nil {
					return err
				}
				w := bufio.NewWriter(s.Out)
				for _, t := range all {
					fmt.Fprintf(w, "%-8s %s  %s\n", t.Role, export.Clean(t.Name), tokenLine(t, time.Now()))
				}
				return w.Flush()
			})
		},
	}
	o.add(c.Flags())
	return c
}

// tokenLine is what is to be known of a token.
func tokenLine(t store.Token, now time.Time) string {
	out := "since " + t.Added.Format(time.DateOnly)
	switch {
	case t.Expires.IsZero():
	case t.Expires.Before(now):
		out += ", over since " + t.Expires.Format(time.DateOnly)
	default:
		out += ", until " + t.Expires.Format(time.DateOnly)
	}
	if t.Used.IsZero() {
		return out + ", never used"
	}
	return out + ", used " + t.Used.Format(time.DateOnly)
}

func tokensRemoveCommand(s Streams) *cobra.Command {
	return removeNamed(s, "token", "Take tokens out", "Remove takes tokens out. Programs that come with them are let in no longer.", "hearsay tokens remove newsroom",
		func(c *cobra.Command, st store.Store, name string) error { return st.RemoveToken(c.Context(), name) })
}
