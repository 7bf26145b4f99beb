package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/pflag"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/postgres"
	"github.com/hearsay-news/hearsay/internal/store/sqlite"
)

// storeEnv names the collection where no flag does.
const storeEnv = "HEARSAY_STORE"

// storeFlag is the flag of the commands that use the collection.
type storeFlag struct{ at string }

func (o *storeFlag) add(f *pflag.FlagSet) {
	f.StringVar(&o.at, "store", "", "`place` of the collection: a file or postgres://HOST/DATABASE (default: $"+storeEnv+", else hearsay.db in your data folder)")
}

// place is the file of the collection, or the address of its database.
func (o *storeFlag) place() (string, error) {
	at := o.at
	if at == "" {
		at = os.Getenv(storeEnv)
	}
	if at == "" {
		dir, err := dataFolder()
		return filepath.Join(dir, "hearsay.db"), err
	}
	if path, ok := strings.CutPrefix(at, "sqlite:"); ok {
		path = strings.TrimPrefix(path, "//") // as in the address of a database
		if path == "" {
			return "", usage("--store %s: it names no file; write one behind it, such as sqlite:news.db", at)
		}
		return path, nil
	}
	if isURL(at) && !postgres.Is(at) {
		scheme, _, _ := strings.Cut(at, ":") // what follows may hold a password
		return "", usage("--store %s: only files and PostgreSQL can be used, such as sqlite:news.db or postgres://HOST/DATABASE", scheme)
	}
	return at, nil
}

// spool is the folder in which files wait that are to be read into a collection:
// beside its file, or in the user's data folder for a database. Place is what messages
// call that: it has no password in it.
func spool(place string) (string, error) {
	if !postgres.Is(place) {
		return place + ".spool", nil
	}
	dir, err := dataFolder()
	sum := sha256.Sum256([]byte(place))
	return filepath.Join(dir, "spool-"+hex.EncodeToString(sum[:6])), err
}

// dataFolder is where programs keep what is the user's.
func dataFolder() (string, error) {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "hearsay"), nil
	}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		dir, err := os.UserConfigDir()
		return filepath.Join(dir, "Hearsay"), err
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find a place for the collection: %w; name one with --store", err)
	}
	return filepath.Join(home, ".local", "share", "hearsay"), nil
}

// heard says on stderr what keeps a collection.
func heard(ctx context.Context, stderr io.Writer) context.Context {
	return store.WithNotices(ctx, func(what string) { fmt.Fprintf(stderr, "hearsay: %s\n", what) })
}

// use opens the collection for do. Where there is none yet it is made only if
// fresh allows it: a search in a file that was misspelt finds nothing and
// leaves nothing behind.
func (o *storeFlag) use(ctx context.Context, fresh bool, do func(s store.Store, place string) error) error {
	at, err := o.place()
	if err != nil {
		return err
	}
	s, place, err := openStore(ctx, at, fresh)
	if err != nil {
		return advised(err)
	}
	err = do(s, place)
	return advised(errors.Join(err, s.Close()))
}

// openStore opens the collection at a place, and says how messages call that.
func openStore(ctx context.Context, at string, fresh bool) (s store.Store, place string, err error) {
	if postgres.Is(at) {
		s, err := postgres.Open(ctx, at, fresh)
		if err != nil {
			return nil, "", err
		}
		return s, s.Name(), nil
	}
	if _, err := os.Stat(at); errors.Is(err, os.ErrNotExist) && !fresh {
		return nil, "", fmt.Errorf("%w at %s", store.ErrNone, at)
	}
	s, err = sqlite.Open(ctx, at)
	return s, at, err
}

// remedies are what to do about the faults of a collection.
var remedies = []struct {
	fault error
	then  string
}{
	{store.ErrNone, "begin one with hearsay add, or name another with --store"},
	{store.ErrAway, "check that it runs and can be reached from here, then run this again: it goes on from there"},
	{store.ErrReadOnly, "check who may write there, or name another place with --store"},
	{store.ErrBusy, "wait until it has finished, and run this again"},
	{store.ErrFull, "make room; what was kept before is safe, and running this again goes on from there"},
	{store.ErrDamaged, "see what hearsay doctor says, or bring back a backup"},
}

func advised(err error) error {
	for _, a := range remedies {
		if errors.Is(err, a.fault) {
			return fmt.Errorf("%w; %s", err, a.then)
		}
	}
	return err
}
