// Hearsay reads news articles and records who said what, to whom, and on whose
// word we have it. "hearsay --help" says how.
package main

import (
	"os"

	"github.com/hearsay-news/hearsay/internal/cli"
)

func main() {
	os.Exit(cli.Main())
}
