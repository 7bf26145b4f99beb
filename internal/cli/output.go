package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/record"
)

// formatFlags say how records are written.
type formatFlags struct {
	to, table string
	analyzed  time.Time // when the records are made; zero: some time before
}

func (o *formatFlags) add(f *pflag.FlagSet, usual string) {
	f.StringVar(&o.to, "to", usual, "`format` of the output: "+join(export.Formats()))
	f.StringVar(&o.table, "table", "", "`table` that csv and parquet have: "+join(export.Tables())+" (default \""+export.Tables()[0]+"\")")
}

func (o *formatFlags) check() error {
	switch {
	case !slices.Contains(export.Formats(), o.to):
		return usage("--to %s: there is no such format; choose from %s", o.to, join(export.Formats()))
	case o.table == "":
		return nil
	case !slices.Contains(export.Tables(), o.table):
		return usage("--table %s: there is no such table; choose from %s", o.table, join(export.Tables()))
	case !export.HasTables(o.to):
		return usage("--table %s: the format %s has no tables; choose --to csv or --to parquet", o.table, o.to)
	}
	return nil
}

// outputFormats lists the formats and the tables for the help.
func outputFormats() string {
	var b strings.Builder
	for _, f := range export.Formats() {
		fmt.Fprintf(&b, "  %-11s  %s\n", f, export.Describe(f))
	}
	b.WriteString("\nThe formats csv and parquet write one of these tables, the first if --table names\nnone:\n\n")
	for _, t := range export.Tables() {
		fmt.Fprintf(&b, "  %-11s  %s\n", t, export.DescribeTable(t))
	}
	return b.String()
}

// sink is where records go. Close keeps what was written, Discard throws away
// what is not yet complete.
type sink interface {
	Write(input string, r *record.Record) error
	Close() error
	Discard()
}

// overwrites is the error of an output that is one of the inputs as well, or
// nil: an article must never be replaced by its record.
func overwrites(name string, reads []string) error {
	out, err := os.Stat(name)
	if err != nil {
		return nil
	}
	for _, path := range reads {
		if in, err := os.Stat(path); err == nil && os.SameFile(in, out) {
			return fmt.Errorf("%s: it is an input too and would be overwritten; choose another place with --output", name)
		}
	}
	return nil
}

// newSink opens the output that path names: standard output where it is empty,
// a file for each input where it is a folder or ends like one, else one file. It
// never writes to a file that is among those it reads.
func newSink(o formatFlags, name string, stdout io.Writer, reads []string) (sink, error) {
	info, err := os.Stat(name)
	isDir := err == nil && info.IsDir() || strings.HasSuffix(name, "/") || strings.HasSuffix(name, string(filepath.Separator))
	switch {
	case o.to == "brat":
		return newBratSink(name)
	case name == "":
		return newStreamSink(o, stdout)
	case isDir:
		return newFolderSink(o, name, reads)
	case isDevice(info, err):
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		return newStreamSink(o, f)
	}
	return newFileSink(o, name, reads)
}

// isDevice reports whether an output is there and can only be written to as it
// is: a pipe or a device.
func isDevice(info os.FileInfo, err error) bool {
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

// streamSink writes to what is open already, and each record at once.
type streamSink struct {
	w   export.Writer
	buf *bufio.Writer
}

func newStreamSink(o formatFlags, out io.Writer) (*streamSink, error) {
	if o.to == "parquet" && isTerminal(out) {
		return nil, usage("a terminal can't show the format parquet; name a file with --output, or send it on with > or |")
	}
	buf := bufio.NewWriterSize(out, 64<<10)
	d := display(out)
	d.Table, d.Analyzed = o.table, o.analyzed
	w, err := export.New(o.to, buf, d)
	return &streamSink{w, buf}, err
}

func (s *streamSink) Write(_ string, r *record.Record) error {
	if err := s.w.Write(r); err != nil {
		return err
	}
	return s.buf.Flush()
}

func (s *streamSink) Close() error {
	return errors.Join(s.w.Close(), s.buf.Flush())
}

func (s *streamSink) Discard() { s.buf.Flush() }

// display is what the output can show: colour and the width of a terminal.
func display(out io.Writer) export.Options {
	o := export.Options{Width: 80}
	if f, ok := out.(*os.File); ok && isTerminal(f) {
		o.Color = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			o.Width = w
		}
	}
	if w, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && w > 0 {
		o.Width = w
	}
	return o
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// fileSink writes to a file that stands in its place only when everything is
// written.
type fileSink struct {
	streamSink
	f *freshFile
}

func newFileSink(o formatFlags, name string, reads []string) (*fileSink, error) {
	f, err := newFreshFile(name, reads)
	if err != nil {
		return nil, err
	}
	s, err := newStreamSink(o, f)
	if err != nil {
		f.discard()
		return nil, err
	}
	return &fileSink{*s, f}, nil
}

func (s *fileSink) Write(_ string, r *record.Record) error { return unwritten(s.f.name, s.w.Write(r)) }

func (s *fileSink) Close() error { return s.f.keep(s.streamSink.Close()) }

func (s *fileSink) Discard() { s.f.discard() }

// freshFile is a file beside the one that is meant, which it replaces when it is
// whole.
type freshFile struct {
	*os.File
	name string // of the one that is meant
}

// newFreshFile refuses to replace one of the files that are read.
func newFreshFile(name string, reads []string) (*freshFile, error) {
	if err := overwrites(name, reads); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return nil, unwritten(name, err)
	}
	return &freshFile{f, name}, nil
}

// keep puts the file in its place, unless it could not be written.
func (f *freshFile) keep(err error) error {
	mode := os.FileMode(0o644)
	if info, err := os.Stat(f.name); err == nil {
		mode = info.Mode().Perm() // a private file stays so
	}
	if err := errors.Join(err, f.Chmod(mode), f.Close()); err != nil {
		os.Remove(f.Name())
		return unwritten(f.name, err)
	}
	return os.Rename(f.Name(), f.name)
}

func (f *freshFile) discard() {
	f.Close()
	os.Remove(f.Name())
}

// openOutput opens the output that name means: standard output where it is
// empty, else a file. Finish ends it, with the error of what was written to it.
func openOutput(name string, stdout io.Writer, reads []string) (out io.Writer, finish func(error) error, err error) {
	info, err := os.Stat(name)
	switch {
	case name == "":
		return stdout, func(err error) error { return err }, nil
	case err == nil && info.IsDir():
		return nil, nil, usage("--output %s: it is a folder; name a file in it", name)
	case isDevice(info, err):
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return nil, nil, unwritten(name, err)
		}
		return f, func(err error) error { return errors.Join(err, f.Close()) }, nil
	}
	f, err := newFreshFile(name, reads)
	if err != nil {
		return nil, nil, err
	}
	return f.File, f.keep, nil
}

// unwritten says that an output can't be written, by the name that the user
// gave it, where err is that of a file.
func unwritten(name string, err error) error {
	if _, ok := errors.AsType[*os.PathError](err); !ok {
		return err
	}
	return fmt.Errorf("%s: it can't be written: %w; choose another place with --output", name, bare(err))
}

// bare is the error below the name of a file, which the user did not give.
func bare(err error) error {
	if pe, ok := errors.AsType[*os.PathError](err); ok {
		return pe.Err
	}
	return err
}

// extensions are the names of files that hold a format.
var extensions = map[string]string{"terminal": ".txt", "annotations": ".jsonl", "prov": ".jsonl"}

// folderSink writes one file for each input, named after it.
type folderSink struct {
	formatFlags
	dir   string
	input string
	open  *fileSink // of input; nil: none
	taken map[string]bool
	reads []string
}

func newFolderSink(o formatFlags, dir string, reads []string) (*folderSink, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("%s: the folder can't be made: %w; choose another with --output", dir, bare(err))
	}
	return &folderSink{formatFlags: o, dir: dir, taken: map[string]bool{}, reads: reads}, nil
}

func (s *folderSink) Write(input string, r *record.Record) error {
	if s.open == nil || s.input != input {
		if err := s.Close(); err != nil {
			return err
		}
		f, err := newFileSink(s.formatFlags, filepath.Join(s.dir, s.fileName(input)), s.reads)
		if err != nil {
			return err
		}
		s.open, s.input = f, input
	}
	return s.open.Write(input, r)
}

// fileName is the name of an input with the extension of the format, and a
// number where another input has the same.
func (s *folderSink) fileName(input string) string {
	ext := extensions[s.to]
	if ext == "" {
		ext = "." + s.to
	}
	stem := stem(input)
	name := stem + ext
	for n := 2; s.taken[name]; n++ {
		name = fmt.Sprintf("%s-%d%s", stem, n, ext)
	}
	s.taken[name] = true
	return name
}

func stem(input string) string {
	if input == "-" {
		return "stdin"
	}
	base := filepath.Base(input)
	if u, err := url.Parse(input); err == nil && isURL(input) {
		if base = path.Base(u.Path); base == "." || base == "/" {
			return u.Hostname()
		}
	}
	if s := strings.TrimSuffix(base, filepath.Ext(base)); s != "" {
		base = s
	}
	base = strings.ToValidUTF8(base[:min(len(base), maxStem)], "") // a name in a ZIP archive may be of any length
	return strings.TrimLeft(strings.Map(fileSafe, base), ".")
}

// maxStem is the longest name of a file in bytes, less than any file system
// takes by room for a number and an extension.
const maxStem = 200

// fileSafe keeps what every file system takes in a name.
func fileSafe(r rune) rune {
	if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
		return '_'
	}
	return r
}

func (s *folderSink) Close() error {
	if s.open == nil {
		return nil
	}
	open := s.open
	s.open = nil
	return open.Close()
}

func (s *folderSink) Discard() {
	if s.open != nil {
		s.open.Discard()
	}
}

// bratSink writes two files for each article, which the format names itself.
type bratSink struct{ w export.Writer }

func newBratSink(dir string) (*bratSink, error) {
	if dir == "" {
		return nil, usage("the format brat writes files; name a folder with --output")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("%s: the folder can't be made: %w; choose another with --output", dir, bare(err))
	}
	w, err := export.New("brat", io.Discard, export.Options{Dir: dir})
	return &bratSink{w}, err
}

func (s *bratSink) Write(_ string, r *record.Record) error { return s.w.Write(r) }
func (s *bratSink) Close() error                           { return s.w.Close() }
func (s *bratSink) Discard()                               { s.w.Close() }
