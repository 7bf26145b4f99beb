package cli

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

var update = flag.Bool("update", false, "write doc/cli.md anew")

const docFile = "../../doc/cli.md"

// TestDoc keeps doc/cli.md what the help of the program is.
func TestDoc(t *testing.T) {
	var b strings.Builder
	b.WriteString("# The command line\n\nWritten by `go test ./internal/cli -run Doc -update` from what `hearsay --help` says.\n")
	document(t, &b, rootCommand(Streams{}))
	if *update {
		if err := os.WriteFile(docFile, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(docFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != b.String() {
		t.Errorf("%s is not what the help says; write it anew with go test ./internal/cli -run Doc -update", docFile)
	}
}

// document writes the help of a command and of those below it.
func document(t *testing.T, b *strings.Builder, c *cobra.Command) {
	var help bytes.Buffer
	args := append(strings.Fields(c.CommandPath())[1:], "--help")
	if code := Run(t.Context(), args, Streams{Out: &help, Err: &help}); code != exitOK {
		t.Fatalf("%v exits with %d: %s", args, code, help.String())
	}
	fmt.Fprintf(b, "\n## %s\n\n```\n%s```\n", c.CommandPath(), help.String())
	for _, sub := range c.Commands() {
		document(t, b, sub)
	}
}

// Every command says what it does and gives commands to try, and every flag
// says what it is for.
func TestEveryCommandIsExplained(t *testing.T) {
	var check func(c *cobra.Command)
	check = func(c *cobra.Command) {
		if c.Short == "" || c.Example == "" || strings.HasSuffix(c.Short, ".") {
			t.Errorf("%s: short %q, example %q", c.CommandPath(), c.Short, c.Example)
		}
		for line := range strings.Lines(c.Example) {
			if !strings.HasPrefix(line, "  hearsay ") {
				t.Errorf("%s: example %q is no command", c.CommandPath(), line)
			}
		}
		for _, sub := range c.Commands() {
			check(sub)
		}
	}
	check(rootCommand(Streams{}))
}
