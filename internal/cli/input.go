package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
)

// input is one thing to read, as the user named it.
type input struct {
	name string
	open func(context.Context) (*ingest.Source, error) // the Body may be an io.Closer
	url  string                                        // of an address; empty for files
	path string                                        // of a file, which may be a ZIP archive; empty for others
	each float64                                       // bytes in the archive for each byte of it; 0: 1
}

// opener is what opens addresses.
type opener interface {
	Open(ctx context.Context, url string) (*ingest.Source, error)
}

// inputs makes inputs of arguments: addresses, "-" for stdin, files, and
// patterns of files where the shell has not expanded them. An argument that
// stands for nothing is an input that can't be opened, so that it is complained
// about in its turn.
func inputs(args []string, stdin io.Reader, web opener) []input {
	var out []input
	for _, arg := range args {
		switch {
		case arg == "-":
			out = append(out, input{name: arg, open: func(context.Context) (*ingest.Source, error) {
				return &ingest.Source{Name: arg, Body: struct{ io.Reader }{stdin}}, nil // not to be closed
			}})
		case isURL(arg):
			out = append(out, address(arg, web))
		default:
			for _, path := range expand(arg) {
				out = append(out, file(path))
			}
		}
	}
	return out
}

// address is a page on the web.
func address(url string, web opener) input {
	return input{name: url, url: url, open: func(ctx context.Context) (*ingest.Source, error) { return web.Open(ctx, url) }}
}

// paths are the files among inputs.
func paths(in []input) []string {
	var out []string
	for _, one := range in {
		if one.path != "" {
			out = append(out, one.path)
		}
	}
	return out
}

func isURL(s string) bool {
	scheme, _, found := strings.Cut(s, "://")
	return found && scheme != "" && strings.IndexFunc(scheme, func(r rune) bool { return r|0x20 < 'a' || r|0x20 > 'z' }) < 0
}

// expand is the files that a pattern stands for, sorted; what is a file itself
// or no pattern stands for itself.
func expand(arg string) []string {
	if _, err := os.Lstat(arg); err == nil || !isPattern(arg) {
		return []string{arg}
	}
	paths, _ := filepath.Glob(arg) // a bad pattern is complained about by file
	if len(paths) == 0 {
		return []string{arg}
	}
	return paths
}

func isPattern(s string) bool { return strings.ContainsAny(s, "*?[") }

func file(path string) input {
	return input{name: path, path: path, open: func(context.Context) (*ingest.Source, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, openError(path, err)
		}
		if info, err := f.Stat(); err == nil && info.IsDir() {
			f.Close()
			return nil, fmt.Errorf("it is a folder; name its files: hearsay read '%s'", filepath.Join(path, "*"))
		}
		return &ingest.Source{Name: path, Body: f}, nil
	}}
}

// openError says in plain words why a file can't be opened.
func openError(path string, err error) error {
	switch {
	case path == "":
		return errors.New("an empty argument names no file; check the variable it comes from")
	case errors.Is(err, fs.ErrNotExist) && isPattern(path):
		return errors.New("no file matches this pattern; check it")
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such file; check its name")
	case errors.Is(err, fs.ErrPermission):
		return errors.New("you may not read this file; check its permissions")
	}
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		err = pe.Err
	}
	return fmt.Errorf("it can't be opened: %w", err)
}

// complaint is the line about an input that could not be read or an article
// that was refused: where, what is wrong, what to do.
func complaint(name string, err error) string {
	where, what := "", err.Error()
	if r := article.Refused(err); r != nil {
		where, what = strings.TrimSuffix(what, r.Error()), r.Detail
		if !strings.Contains(what, ";") && advice[r.Reason] != "" {
			what += "; " + advice[r.Reason]
		}
	}
	// "read page story.html: line 3: malformed" names the input itself, and
	// may go on with the place in it.
	if i := strings.Index(where, name); i >= 0 {
		where = strings.TrimSuffix(where[i:], ": ")
	} else {
		where = name
	}
	what = strings.TrimPrefix(what, "read "+name+": ")
	return oneLine(fmt.Errorf("hearsay: %s: %s", where, what))
}

// advice is what to do about a refusal that does not say so itself.
var advice = map[article.Reason]string{
	article.Empty:     "give a file that holds an article",
	article.Binary:    "give its text, or the page it was made of",
	article.Encoding:  "save it as UTF-8",
	article.Language:  "only English is analysed yet",
	article.NoArticle: "give the address of one article, or its text",
	article.Paywall:   "save the page from a browser in which you are logged in",
	article.TooLarge:  "give its articles one by one",
	article.Malformed: "mend it and read it again",
}

// walk puts in the place of each folder the files in it and below, sorted, but
// for those that begin with a dot.
func walk(args []string) []string {
	var out []string
	for _, arg := range args {
		if i, err := os.Stat(arg); isURL(arg) || err != nil || !i.IsDir() {
			out = append(out, arg)
			continue
		}
		err := filepath.WalkDir(arg, func(path string, e fs.DirEntry, err error) error {
			switch {
			case err != nil:
				out = append(out, path) // opening it says what is wrong
				if e != nil && e.IsDir() {
					return fs.SkipDir
				}
			case path != arg && strings.HasPrefix(e.Name(), "."):
				if e.IsDir() {
					return fs.SkipDir
				}
			case e.Type().IsRegular():
				out = append(out, path)
			}
			return nil
		})
		if err != nil {
			out = append(out, arg)
		}
	}
	return out
}
