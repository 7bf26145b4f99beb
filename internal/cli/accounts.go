package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/store"
)

// actor is whom the audit log names for what a command does: who runs it.
func actor() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username + " (command)"
	}
	return "command"
}

func accountsCommand(s Streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "accounts",
		Short: "Say who may log in to the pages of the collection",
		Long: `Accounts keeps who may log in, with a name and a password, where the collection is
served. A reader may look, search, export and have articles analysed that are not
kept; an editor may add, take away, merge, split and rename, too.

While there are neither accounts nor tokens, whoever is on this machine may do
everything, and nobody else gets in.

` + exitCodes,
		Example: `  hearsay accounts add ana --role editor
  hearsay accounts list`,
		DisableFlagsInUseLine: true,
		Args:                  noSuchCommand,
		RunE:                  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(accountsAddCommand(s), accountsListCommand(s), accountsPasswordCommand(s), accountsRemoveCommand(s))
	return c
}

// roleFlag is the flag of commands that let somebody in.
type roleFlag struct{ role string }

func (o *roleFlag) add(c *cobra.Command) {
	c.Flags().StringVar(&o.role, "role", string(store.Reader), "what it `may` do: "+join(store.Roles))
}

func (o *roleFlag) check() error {
	if !slices.Contains(store.Roles, store.Role(o.role)) {
		return usage("--role %s: choose from %s", o.role, join(store.Roles))
	}
	return nil
}

const howPasswords = `The password is asked for; where the input is no terminal, its first line is the
password.`

func accountsAddCommand(s Streams) *cobra.Command {
	var o storeFlag
	var role roleFlag
	c := &cobra.Command{
		Use:                   "add NAME",
		Short:                 "Let somebody log in",
		Long:                  "Add makes an account. " + howPasswords + "\n\n" + exitCodes,
		Example:               "  hearsay accounts add ana --role editor",
		DisableFlagsInUseLine: true,
		Args:                  oneArg,
		RunE: func(c *cobra.Command, args []string) error {
			if err := role.check(); err != nil {
				return err
			}
			if err := guard.CheckName(args[0]); err != nil {
				return usage("%w", err)
			}
			hash, err := askPassword(s)
			if err != nil {
				return err
			}
			return o.use(c.Context(), true, func(st store.Store, _ string) error {
				a := store.Account{Name: args[0], Role: store.Role(role.role), Password: hash, Added: time.Now().UTC()}
				if err := st.AddAccount(c.Context(), a); err != nil {
					return taken(args[0], err, "hearsay accounts passwd gives it another password")
				}
				_, err := fmt.Fprintf(s.Out, "%s: may log in, as %s\n", a.Name, a.Role)
				return err
			})
		},
	}
	o.add(c.Flags())
	role.add(c)
	return c
}

// taken says of what an error is and, where the name is taken, what to do.
func taken(name string, err error, then string) error {
	if errors.Is(err, store.ErrTaken) {
		return fmt.Errorf("%s: %w; %s", name, err, then)
	}
	return fmt.Errorf("%s: %w", name, err)
}

// askPassword asks for a password, twice on a terminal, and returns what is kept
// of it.
func askPassword(s Streams) (string, error) {
	password, err := readPassword(s)
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	hash, err := guard.Hash(password)
	if err != nil {
		return "", usage("%w", err)
	}
	return hash, nil
}

// longestLine bounds what is read for a password, in bytes.
const longestLine = 4 << 10

func readPassword(s Streams) (string, error) {
	in, ok := s.In.(*os.File)
	if !ok || !isTerminal(in) {
		line, err := bufio.NewReader(io.LimitReader(s.In, longestLine)).ReadString('\n')
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return strings.TrimRight(line, "\r\n"), err
	}
	var typed [2]string
	for i, ask := range []string{"Password: ", "The same again: "} {
		fmt.Fprint(s.Err, ask)
		b, err := term.ReadPassword(int(in.Fd()))
		fmt.Fprintln(s.Err)
		if err != nil {
			return "", err
		}
		typed[i] = string(b)
	}
	if typed[0] != typed[1] {
		return "", errors.New("the two are not the same; run this again")
	}
	return typed[0], nil
}

func accountsListCommand(s Streams) *cobra.Command {
	var o storeFlag
	c := &cobra.Command{
		Use:                   "list",
		Short:                 "Show who may log in",
		Long:                  "List shows the accounts, with their roles.\n\n" + exitCodes,
		Example:               "  hearsay accounts list",
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				all, err := st.Accounts(c.Context())
				if err != nil {
					return err
				}
				w := bufio.NewWriter(s.Out)
				for _, a := range all {
					fmt.Fprintf(w, "%-8s %s  since %s\n", a.Role, export.Clean(a.Name), a.Added.Format(time.DateOnly))
				}
				return w.Flush()
			})
		},
	}
	o.add(c.Flags())
	return c
}

func accountsPasswordCommand(s Streams) *cobra.Command {
	var o storeFlag
	c := &cobra.Command{
		Use:                   "passwd NAME",
		Short:                 "Give an account another password",
		Long:                  "Passwd changes the password of an account, and logs it out everywhere.\n" + howPasswords + "\n\n" + exitCodes,
		Example:               "  hearsay accounts passwd ana",
		DisableFlagsInUseLine: true,
		Args:                  oneArg,
		RunE: func(c *cobra.Command, args []string) error {
			hash, err := askPassword(s)
			if err != nil {
				return err
			}
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				if err := st.SetPassword(c.Context(), args[0], hash); err != nil {
					return fmt.Errorf("%s: %w", args[0], noSuch("account", err))
				}
				_, err := fmt.Fprintf(s.Out, "%s: has another password\n", args[0])
				return err
			})
		},
	}
	o.add(c.Flags())
	return c
}

// absent is store.ErrNotFound, said of what has a list of its own.
type absent struct{ thing string }

func (e *absent) Error() string {
	return fmt.Sprintf("there is no such %s; see hearsay %ss list", e.thing, e.thing)
}

func (e *absent) Unwrap() error { return store.ErrNotFound }

// noSuch says of what is not there which list has what is.
func noSuch(thing string, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return &absent{thing}
	}
	return err
}

func accountsRemoveCommand(s Streams) *cobra.Command {
	return removeNamed(s, "account", "Let somebody log in no longer", "Remove takes accounts out, and logs them out everywhere.", "hearsay accounts remove ana",
		func(c *cobra.Command, st store.Store, name string) error { return st.RemoveAccount(c.Context(), name) })
}

// removeNamed is the command that takes out things of a kind by their names.
func removeNamed(s Streams, thing, short, long, example string, remove func(*cobra.Command, store.Store, string) error) *cobra.Command {
	var o storeFlag
	c := &cobra.Command{
		Use: "remove NAME...", Short: short, Long: long + "\n\n" + exitCodes, Example: "  " + example,
		DisableFlagsInUseLine: true,
		Args:                  someArgs,
		RunE: func(c *cobra.Command, args []string) error {
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				return removeAll(args, thing, s, func(name string) error {
					err := remove(c, st, name)
					return noSuch(thing, err)
				})
			})
		},
	}
	o.add(c.Flags())
	return c
}
