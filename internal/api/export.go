package api

import (
	"archive/zip"
	"bufio"
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/transfer"
	"github.com/hearsay-news/hearsay/record"
)

// media are the types of exports, and what their files end in. The format json is
// one document after another, which is not application/json.
var media = map[string][2]string{
	"terminal": {"text/plain; charset=utf-8", ".txt"}, "json": {"text/plain; charset=utf-8", ".json"}, "jsonl": {"application/x-ndjson", ".jsonl"},
	"csv": {"text/csv; charset=utf-8", ".csv"}, "parquet": {"application/vnd.apache.parquet", ".parquet"},
	"annotations": {"application/x-ndjson", ".jsonl"}, "prov": {"application/x-ndjson", ".jsonl"}, "html": {"text/html; charset=utf-8", ".html"},
	"brat": {"application/zip", ".zip"},
}

// exportPolicy lets an exported page do nothing but be read.
const exportPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

func (s *server) exportRecords(ctx context.Context, in *struct {
	Searched
	Format string `query:"format" default:"jsonl" doc:"The format: those of hearsay export; brat comes as a ZIP archive."`
	Table  string `query:"table" doc:"The table that csv and parquet have: statements where left out, citations, entities, events or articles."`
}) (*huma.StreamResponse, error) {
	q, err := store.Parse(in.Q)
	if err != nil {
		return nil, err
	}
	if err := oneOf("query.format", in.Format, export.Formats()); err != nil {
		return nil, err
	}
	if in.Table != "" {
		if err := oneOf("query.table", in.Table, export.Tables()); err != nil {
			return nil, err
		}
		if !export.HasTables(in.Format) {
			return nil, wrong("query.table", "the format %s has no tables; choose csv or parquet, or leave it out", in.Format)
		}
	}
	records, err := begun(s.Store.Records(ctx, q))
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", media[in.Format][0])
		c.SetHeader("Content-Disposition", `attachment; filename="hearsay`+media[in.Format][1]+`"`)
		c.SetHeader("Content-Security-Policy", exportPolicy)
		c.SetStatus(http.StatusOK)
		if err := writeRecords(steady(c.BodyWriter()), records, in.Format, in.Table); err != nil {
			s.Log.Error("an export broke off", "error", err)
			panic(http.ErrAbortHandler) // so that whoever reads it sees that it is not whole
		}
	}}, nil
}

// steady is the writer of an answer that may take any time.
func steady(w io.Writer) io.Writer {
	if to, ok := w.(http.ResponseWriter); ok {
		return transfer.Steady(to)
	}
	return w
}

// begun is records of which the first is there, so that what goes wrong before that
// is an answer of its own.
func begun(records iter.Seq2[*record.Record, error]) (iter.Seq2[*record.Record, error], error) {
	next, stop := iter.Pull2(records)
	first, err, some := next()
	if err != nil {
		stop()
		return nil, err
	}
	return func(yield func(*record.Record, error) bool) {
		defer stop()
		for r, err := first, error(nil); some && yield(r, err); {
			r, err, some = next()
		}
	}, nil
}

// writeRecords writes records in a format.
func writeRecords(to io.Writer, records iter.Seq2[*record.Record, error], format, table string) error {
	if f, ok := to.(http.Flusher); ok {
		f.Flush() // the head: from here on bytes are sent as they come
	}
	if format == "brat" {
		return writeFiles(to, records)
	}
	buf := bufio.NewWriterSize(to, 64<<10)
	w, err := export.New(format, buf, export.Options{Width: 80, Table: table})
	if err != nil {
		return err
	}
	for r, err := range records {
		if err == nil {
			err = w.Write(r)
		}
		if err != nil {
			return err
		}
	}
	return errors.Join(w.Close(), buf.Flush())
}

// writeFiles writes the format that makes files as an archive of them. Each file
// is on disk only until it is in the archive.
func writeFiles(to io.Writer, records iter.Seq2[*record.Record, error]) error {
	dir, err := os.MkdirTemp("", "hearsay-export-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	w, err := export.New("brat", io.Discard, export.Options{Dir: dir})
	if err != nil {
		return err
	}
	archive := zip.NewWriter(to)
	for r, err := range records {
		if err == nil {
			err = w.Write(r)
		}
		if err == nil {
			err = archiveAll(archive, dir)
		}
		if err != nil {
			return err
		}
	}
	return errors.Join(w.Close(), archiveAll(archive, dir), archive.Close())
}

// archiveAll moves the files of a folder into an archive.
func archiveAll(to *zip.Writer, dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	slices.SortFunc(files, func(a, b os.DirEntry) int { return len(a.Name()) - len(b.Name()) })
	for _, f := range files {
		path := filepath.Join(dir, f.Name())
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		w, err := to.Create(f.Name())
		if err == nil {
			_, err = w.Write(content)
		}
		if err := errors.Join(err, os.Remove(path)); err != nil {
			return err
		}
	}
	return nil
}
