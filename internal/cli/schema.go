package cli

import (
	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/record"
)

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema [record | trace]",
		Short: "Print the JSON Schema of a record or a trace",
		Long: `Schema prints the JSON Schema (draft 2020-12) of a record, which is each line of
"hearsay read --to jsonl", or of a trace: "hearsay trace --to json".`,
		Example: `  hearsay schema
  hearsay schema trace > trace.schema.json`,
		Args:                  atMost(1),
		DisableFlagsInUseLine: true,
		RunE: func(c *cobra.Command, args []string) error {
			schema := record.Schema
			switch {
			case len(args) == 0 || args[0] == "record":
			case args[0] == "trace":
				schema = export.TraceSchema
			default:
				return usage("schema %s: choose from record, trace", args[0])
			}
			_, err := c.OutOrStdout().Write(schema())
			return err
		},
	}
}
