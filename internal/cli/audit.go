package cli

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/store"
)

func auditCommand(s Streams) *cobra.Command {
	var o storeFlag
	var limit int
	var asJSON bool
	c := &cobra.Command{
		Use:   "audit",
		Short: "Show who changed what in the collection",
		Long: `Audit shows what was merged, split, renamed and taken away, and what was done to
accounts, tokens and saved searches: when, by whom, the last first.

` + exitCodes,
		Example:               "  hearsay audit\n  hearsay audit --json --limit 1000",
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if limit < 1 || limit > mostFound {
				return usage("--limit %d: give a number from 1 to %d", limit, mostFound)
			}
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				list, err := st.Audit(c.Context(), 0, limit)
				if err != nil {
					return err
				}
				w := bufio.NewWriter(s.Out)
				enc := json.NewEncoder(w)
				enc.SetEscapeHTML(false)
				for _, e := range list {
					at := e.At.Format(time.RFC3339)
					if !asJSON {
						fmt.Fprintf(w, "%s  %s  %s  %s\n", at, export.Clean(cmp.Or(e.Who, "-")), e.What, export.Clean(e.Of))
					} else if err := enc.Encode(map[string]any{"id": e.ID, "at": at, "who": e.Who, "what": e.What, "of": e.Of}); err != nil {
						return err
					}
				}
				return w.Flush()
			})
		},
	}
	o.add(c.Flags())
	c.Flags().IntVarP(&limit, "limit", "n", 50, "at most so `many`")
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON, one on each line")
	return c
}
