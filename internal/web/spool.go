package web

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
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

// Beside a file stand its name, when it is whole, and a byte for each time that it
// was tried to read it.
const (
	nameFile  = "name"
	triesFile = "tries"
)

// mostTries is how often it is tried to read a file. One that stops the server is
// not to stop it for ever.
const mostTries = 3

// mostSpooled is how much may wait to be read, in bytes.
const mostSpooled = 20 << 30

// mostName is how much of the name of a file is kept, in bytes.
const mostName = 200

// keep writes what is sent to the spool, with the ending of its name, by which
// formats are told. It is there whole or not at all.
func (im *imports) keep(name string, from io.Reader) (f spooled, err error) {
	if err := os.MkdirAll(im.Spool, 0o700); err != nil {
		return f, err
	}
	if im.waiting() > mostSpooled {
		return f, &fault{http.StatusInsufficientStorage, "Too much waits to be read already; send it again when that is done."}
	}
	dir, err := os.MkdirTemp(im.Spool, "file-")
	if err != nil {
		return f, err
	}
	f = spooled{cut(name, mostName), filepath.Join(dir, "file"+ending(name))}
	if err = writeFile(f.path, from); err == nil {
		err = writeFile(filepath.Join(dir, nameFile), strings.NewReader(f.Name))
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

// writeFile writes a file and waits until it is on the disk.
func writeFile(path string, from io.Reader) error {
	to, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	if err == nil {
		err = to.Sync()
	}
	return errors.Join(err, to.Close())
}

// tried notes that it is tried to read a file, and says how often that was.
func (f spooled) tried() (int, error) {
	to, err := os.OpenFile(filepath.Join(filepath.Dir(f.path), triesFile), os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return 0, err
	}
	_, err = to.WriteString(".")
	info, e := to.Stat()
	if err = errors.Join(err, e, to.Close()); err != nil {
		return 0, err
	}
	return int(info.Size()), nil
}

// untried takes back that it was tried to read a file: it did not stop the server,
// somebody else did.
func (f spooled) untried() { os.Remove(filepath.Join(filepath.Dir(f.path), triesFile)) }

// waiting is how many bytes lie in the spool.
func (im *imports) waiting() (sum int64) {
	_ = filepath.WalkDir(im.Spool, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // it was read and taken away meanwhile
		}
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
			sum += info.Size()
		}
		return nil
	})
	return sum
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
		if f.Name() != nameFile && f.Name() != triesFile {
			return spooled{string(name), filepath.Join(dir, f.Name())}, true
		}
	}
	return spooled{}, false
}

// remove takes a file out of the spool.
func (f spooled) remove() { os.RemoveAll(filepath.Dir(f.path)) }
