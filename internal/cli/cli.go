// Package cli is the command line of Hearsay, one file per command.
//
// [Main] runs the program and [Run] the same with streams of the caller's own.
// A command is a function that returns a cobra command ([readCommand] and its
// neighbours); what it does stands in the packages below, and only this one
// knows which formats there are.
//
//	code := cli.Run(ctx, []string{"read", "story.html"}, cli.Streams{In: in, Out: out, Err: errs})
//
// # The voice of the command
//
//   - Results go to standard output, everything else to standard error.
//   - A complaint is one line: "hearsay: input: what is wrong; what to do".
//   - One bad input never stops the others.
//   - Colour is for terminals only, and never where NO_COLOR is set.
//   - Files are written whole or not at all.
//   - Help ends with commands that work as they stand.
//   - The exit code is one of those in [exitCodes].
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/internal/store"
)

// The exit codes.
const (
	exitOK          = 0
	exitIncomplete  = 1
	exitUsage       = 2
	exitInterrupted = 130
)

const exitCodes = `Exit codes:
  0    everything was read
  1    some input could not be read or was refused; the rest was read
  2    the command was used wrongly; nothing was read
  130  interrupted`

// Streams are what a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Main runs the program with the arguments of the process and returns its exit
// code. The first interrupt ends it in good order, the second at once.
func Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(mostGarbage)
	}
	context.AfterFunc(ctx, stop)
	return Run(ctx, os.Args[1:], Streams{os.Stdin, os.Stdout, os.Stderr})
}

// Run runs the program with args and returns its exit code.
func Run(ctx context.Context, args []string, s Streams) int {
	root := rootCommand(s)
	root.SetArgs(args)
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	return exitCode(ctx, root.ExecuteContext(heard(store.As(ctx, actor()), s.Err)), s.Err)
}

// mostGarbage is how much garbage there may be before it is collected, in percent
// of what is in use. Most of that are the weights of the models, which hold no
// pointers and cost the collector nothing, so that half of what is usual saves a
// fifth of the memory for no time that can be measured.
const mostGarbage = 50

// errIncomplete ends a command that has said already what went wrong.
var errIncomplete = errors.New("some input could not be read")

// errSaid ends a command whose mistake was shown already.
var errSaid = errors.New("")

// usageError is for a command that was used wrongly.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// exitCode says what went wrong, where nobody has yet, and maps it to the exit
// code.
func exitCode(ctx context.Context, err error, stderr io.Writer) int {
	_, isUsage := errors.AsType[usageError](err)
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE): // whoever read it has had enough
		return exitOK
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "hearsay: interrupted")
		return exitInterrupted
	case errors.Is(err, errIncomplete):
		return exitIncomplete
	case errors.Is(err, errSaid):
		return exitUsage
	case isUsage:
		fmt.Fprintf(stderr, "hearsay: %s\n", oneLine(err))
		return exitUsage
	case errors.Is(err, syscall.ENOSPC) && !strings.Contains(err.Error(), ";"):
		err = fmt.Errorf("%w; make room there, and run this again", err)
	}
	fmt.Fprintf(stderr, "hearsay: %s\n", oneLine(err))
	return exitIncomplete
}

// oneLine is the message of err without line breaks and other control
// characters, since file names and servers may hold some.
func oneLine(err error) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return ' '
		}
		return r
	}, err.Error())
}

func rootCommand(s Streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "hearsay",
		Short: "Read news articles and record who said what, and on whose word we have it",
		Long: `Hearsay reads news articles and records who said what, to whom, and on whose
word we have it. It never says what is true.

` + exitCodes,
		Example: `  hearsay read examples/talks.html
  hearsay read examples/three.jsonl --to csv
  hearsay schema > record.schema.json
  hearsay completion bash > hearsay.bash`,
		Version:       hearsay.Version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noSuchCommand,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetVersionTemplate("hearsay {{.Version}}\n")
	root.SetHelpTemplate(helpTemplate)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usage("%w; see %s --help", err, c.CommandPath())
	})
	root.AddCommand(readCommand(s), traceCommand(s), addCommand(s), workCommand(s), jobsCommand(s), watchCommand(s), serveCommand(s), feedsCommand(s), entitiesCommand(s), linkCommand(s), storiesCommand(s), searchCommand(s), showCommand(s), exportCommand(s), removeCommand(s), statsCommand(s),
		alertsCommand(s), mcpCommand(s), accountsCommand(s), tokensCommand(s), auditCommand(s), reanalyzeCommand(s), doctorCommand(s), backupCommand(s), schemaCommand(), evalCommand(), versionCommand())
	return root
}

// noSuchCommand refuses what is no command, and says which one may be meant.
func noSuchCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	c.SuggestionsMinimumDistance = 2
	hint := fmt.Sprintf("see %s --help", c.CommandPath())
	if _, err := os.Stat(args[0]); !c.HasParent() && (err == nil || isURL(args[0])) {
		hint = fmt.Sprintf("to read it: hearsay read %s", args[0])
	} else if s := c.SuggestionsFor(args[0]); len(s) > 0 {
		hint = fmt.Sprintf("did you mean %s?", strings.Join(s, " or "))
	}
	return usage("%q is not a command; %s", args[0], hint)
}

// atMost is for commands that take n arguments at most.
func atMost(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > n {
			return usage("%s: %q is one argument too many; see %s --help", c.Name(), args[n], c.CommandPath())
		}
		return nil
	}
}

// helpTemplate ends with commands to try.
const helpTemplate = `{{with or .Long .Short}}{{. | trimTrailingWhitespaces}}

{{end}}Usage:
  {{if .HasParent}}{{.UseLine}}{{end}}
{{- if .HasAvailableSubCommands}}{{if .HasParent}}
  {{end}}{{.CommandPath}} COMMAND{{end}}
{{- if .HasAvailableSubCommands}}

Commands:
{{- range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}}  {{.Short}}{{end}}{{end}}{{end}}
{{- if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}
{{- if .HasExample}}

Examples:
{{.Example}}{{end}}
`
