package cli

import (
	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay/record"
)

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of a record",
		Long: `Schema prints the JSON Schema (draft 2020-12) of a record: of each line of
"hearsay read --to jsonl".`,
		Example: `  hearsay schema
  hearsay schema > record.schema.json`,
		Args:                  atMost(0),
		DisableFlagsInUseLine: true,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := c.OutOrStdout().Write(record.Schema())
			return err
		},
	}
}
