package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay"
)

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:                   "version",
		Short:                 "Print the version of the program",
		Example:               `  hearsay version`,
		Args:                  atMost(0),
		DisableFlagsInUseLine: true,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(c.OutOrStdout(), "hearsay", hearsay.Version)
			return err
		},
	}
}
