// Hearsay-train learns the models that are built into hearsay and writes them
// where the build finds them:
//
//	go run ./cmd/hearsay-train words   guess hidden words of raw news
//	go run ./cmd/hearsay-train heads   learn tags, dependencies and names
//	go run ./cmd/hearsay-train says    learn statements, and all the others on
//	go run ./cmd/hearsay-train attrib  learn to weigh candidates
//	go run ./cmd/hearsay-train names   learn names once more, with the encoder as it is
//
// and, for internal/lexicon, how common words are, and for scripts/mark-names.py, which
// marks the names in raw news, the texts:
//
//	go run ./cmd/hearsay-train counts
//	go run ./cmd/hearsay-train texts
//
// Each of the first five begins with what the one before wrote; `make models` runs them all. Each
// has a file here that registers it. The same data and the same seed give the
// same files, byte by byte, on machines with the same kernels. "score" prints
// how good the models in a folder are, "says -without INGREDIENT" shows what an
// ingredient brings, and "attrib -keep FOLDER" keeps the models of its parts.
package main

import (
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/hearsay-news/hearsay/internal/model"
)

// commands are the things to train, by name.
var commands = map[string]func(args []string) error{}

// register adds a command. It returns something so that a variable can be set
// to it: var _ = register("heads", trainHeads).
func register(name string, train func(args []string) error) bool {
	commands[name] = train
	return true
}

// options are the flags that every command has.
type options struct {
	data string // folder of the annotated texts
	out  string // folder of the model files
	seed uint64
}

// parse reads the flags of a command. More may be added to the set before.
func (o *options) parse(fs *flag.FlagSet, args []string) error {
	fs.StringVar(&o.data, "data", "../shared/data", "`folder` of the annotated texts")
	fs.StringVar(&o.out, "out", "internal/model/files", "`folder` to write the model to")
	fs.Uint64Var(&o.seed, "seed", 1, "`number` that chance begins with")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("%s: unexpected %q; see hearsay-train %[1]s -help", fs.Name(), fs.Arg(0))
	}
	return nil
}

// newsFile is the file of raw news.
const newsFile = "us-politics-news.jsonl.gz"

func (o *options) rawNews() string { return filepath.Join(o.data, "text", newsFile) }

// write writes a model file and says how large it is.
func (o *options) write(b *model.Builder, name string) error {
	path := filepath.Join(o.out, name+".model")
	if err := b.WriteFile(path); err != nil {
		return err
	}
	logf("%s: %d bytes", path, len(b.Bytes()))
	return nil
}

func logf(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		usage(os.Stderr)
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		logf("hearsay-train: %v", err)
		os.Exit(1)
	}
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "usage: hearsay-train COMMAND [-data folder] [-out folder] [-seed number]")
	fmt.Fprintln(w, "\ncommands:")
	for _, name := range slices.Sorted(maps.Keys(commands)) {
		fmt.Fprintln(w, "  "+name)
	}
	fmt.Fprintln(w, "\nexample:\n  go run ./cmd/hearsay-train score")
}
