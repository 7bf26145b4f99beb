package web

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// spooled is a file that was sent, in a folder of its own below the spool.
type spooled struct {
	Name string // as whoever sent it calls it
	path string
}

// nameFile holds the name of a file that is whole.
const nameFile = "name"

// mostName is how much of the name of a file is kept, in bytes.
const mostName = 200

// keep writes what is sent to the spool, with the ending of its name, by which
// formats are told. It is there whole or not at all.
func (im *imports) keep(name string, from io.Reader) (f spooled, err error) {
	if err := os.MkdirAll(im.Spool, 0o700); err != nil {
		return f, err
	}
	dir, err := os.MkdirTemp(im.Spool, "file-")
	if err != nil {
		return f, err
	}
	f = spooled{cut(name, mostName), filepath.Join(dir, "file"+ending(name))}
	if err = writeFile(f.path, from); err == nil {
		err = os.WriteFile(filepath.Join(dir, nameFile), []byte(f.Name), 0o600)
	}
	if err != nil {
		os.RemoveAll(dir)
	}
	return f, err
}

// ending is that of the name of a file, where it is one.
func ending(name string) string {
	e := filepath.Ext(filepath.Base(filepath.Clean(name)))
	plain := strings.IndexFunc(strings.TrimPrefix(e, "."), func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) < 0
	if !plain || len(e) > 10 {
		return ""
	}
	return e
}

func writeFile(path string, from io.Reader) error {
	to, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Close())
}

// longestSent is how long a file may be on its way. What is older and not whole
// was left by a program that was killed.
const longestSent = 24 * time.Hour

// left are the files in the spool, from an earlier run.
func (im *imports) left() []spooled {
	folders, _ := os.ReadDir(im.Spool) // none: nothing was ever sent
	var out []spooled
	for _, folder := range folders {
		dir := filepath.Join(im.Spool, folder.Name())
		if f, ok := whole(dir); ok {
			out = append(out, f)
			continue
		}
		if at, err := folder.Info(); err == nil && time.Since(at.ModTime()) > longestSent {
			os.RemoveAll(dir)
		}
	}
	return out
}

// whole is the file in a folder, if all of it came.
func whole(dir string) (spooled, bool) {
	name, err := os.ReadFile(filepath.Join(dir, nameFile))
	if err != nil {
		return spooled{}, false
	}
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		if f.Name() != nameFile {
			return spooled{string(name), filepath.Join(dir, f.Name())}, true
		}
	}
	return spooled{}, false
}

// remove takes a file out of the spool.
func (f spooled) remove() { os.RemoveAll(filepath.Dir(f.path)) }
