// Package export writes records for people and for other programs.
//
// Every format is a [Writer]: it is given one record after another and keeps
// none, so that memory stays flat over any number of articles. [New] makes one,
// [Formats] lists what it can make.
//
//	w, err := export.New("csv", os.Stdout, export.Options{})
//	for r := range records {
//		err = w.Write(r)
//	}
//	err = w.Close()
//
// Nothing in a record is trusted: a name that looks like a spreadsheet formula,
// an id that looks like a path, a title with escape sequences in it are written
// so that they stay words.
package export

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/record"
)

// Writer writes records in one format.
type Writer interface {
	// Write writes one record.
	Write(r *record.Record) error
	// Close writes what ends the output. It does not close the file below.
	Close() error
}

// Options are what a format may ask of the place it is written to.
type Options struct {
	Color bool   // escape sequences for colour are understood
	Width int    // columns; 0: 80
	Dir   string // folder for formats that write files (brat)
	Table string // of those in [Tables], for formats that have them; empty: the first

	Analyzed time.Time // when the records are made; zero: not known (prov)
	All      bool      // of a trace, what stands alone too, and no list cut short (terminal)
	Alike    bool      // of a trace, quotations too of which there is one wording (terminal, html)
}

// formats is every format, in the order in which help lists them. Those without
// an encoder have a Writer of their own.
var formats = []struct {
	name, about string
	encoder     func(o Options) encoder
}{
	{"terminal", "the article with its statements marked, and a table of who said what to whom", newTerminal},
	{"json", "one indented record per article, as record/schema.json describes it", newIndented},
	{"jsonl", "the same, one record per line", newLines},
	{"csv", "a table, for spreadsheets", newCSV},
	{"parquet", "the same with typed columns, for data frames and databases", nil},
	{"annotations", "one W3C Web Annotation per statement, as lines of JSON-LD", newAnnotations},
	{"prov", "who and what the words of an article come from in W3C PROV-O, as lines of JSON-LD", newProvenance},
	{"html", "one page without scripts, for a browser or to print", newHTML},
	{"brat", "a text and a standoff file per article, for the brat annotation tool", nil},
}

// Formats are the names that New knows, in the order in which to list them.
func Formats() []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

// Describe says in one line what a format is; "" for one that New does not know.
func Describe(format string) string {
	for _, f := range formats {
		if f.name == format {
			return f.about
		}
	}
	return ""
}

// New returns a writer of the format to w. Brat writes to Options.Dir and
// leaves w alone. The error of an unknown format or table lists the known ones.
func New(format string, w io.Writer, o Options) (Writer, error) {
	t, err := tableOf(tables, o.Table)
	switch {
	case err != nil:
		return nil, err
	case format == "brat":
		return newBrat(o.Dir)
	case format == "parquet":
		return parquetRecords{newParquet(w, t.table, record.Format), t.rows}, nil
	}
	for _, f := range formats {
		if f.name == format {
			return &stream{format: format, enc: f.encoder(o), w: w}, nil
		}
	}
	return nil, fmt.Errorf("choose format: %q is none of %s", format, strings.Join(Formats(), ", "))
}

// encoder appends a format's bytes to a buffer.
type encoder interface {
	head(b *bytes.Buffer, first *record.Record) error // first is nil where no record came
	record(b *bytes.Buffer, r *record.Record) error
	foot(b *bytes.Buffer) error
}

// bare is the head and foot of formats that have neither.
type bare struct{}

func (bare) head(*bytes.Buffer, *record.Record) error { return nil }
func (bare) foot(*bytes.Buffer) error                 { return nil }

// stream writes each record with one call of w.Write: whole, at once, or, where
// it can't be encoded, not at all.
type stream struct {
	format string
	enc    encoder
	w      io.Writer
	buf    bytes.Buffer
	begun  bool
}

// keepBuffer is the largest buffer in bytes that is kept for the next record.
const keepBuffer = 1 << 20

var errNoArticle = errors.New("record without an article")

func (s *stream) Write(r *record.Record) error {
	if r.Article == nil {
		return fmt.Errorf("write %s: %w", s.format, errNoArticle)
	}
	return s.send(r.Article.ID, r, func() error { return s.enc.record(&s.buf, r) })
}

func (s *stream) Close() error {
	return s.send("the end", nil, func() error { return s.enc.foot(&s.buf) })
}

// send writes what body appends, after the head where that is still to come.
func (s *stream) send(what string, first *record.Record, body func() error) error {
	s.buf.Reset()
	if s.buf.Cap() > keepBuffer {
		s.buf = bytes.Buffer{}
	}
	if !s.begun {
		if err := s.enc.head(&s.buf, first); err != nil {
			return fmt.Errorf("write %s: %w", s.format, err)
		}
	}
	if err := body(); err != nil {
		return fmt.Errorf("write %s: %s: %w", s.format, what, err)
	}
	if s.buf.Len() > 0 {
		if _, err := s.w.Write(s.buf.Bytes()); err != nil {
			return fmt.Errorf("write %s: %s: %w", s.format, what, err)
		}
	}
	s.begun = true
	return nil
}
