package export

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/hearsay-news/hearsay/internal/trace"
)

// TraceFormat is the version of the JSON form of traces. History: 1, the first.
const TraceFormat = "hearsay/trace/1"

// traceFormats is every format of traces, in the order in which help lists them.
var traceFormats = []struct {
	name, about string
	write       func(b *bytes.Buffer, t *traced, o Options) error
}{
	{"terminal", "each story: its origins, who has it from whom, and altered quotations", traceTerminal},
	{"json", "all of it in one document, as doc/format.md describes it", traceJSON},
	{"html", "the same as on the terminal, on one page without scripts", traceHTML},
	{"dot", "the graph of sources, for Graphviz", traceDot},
	{"graphml", "the graph of sources, for Gephi, yEd, NetworkX and others", traceGraphML},
	{"csv", "a table, for spreadsheets", traceCSV},
	{"parquet", "the same with typed columns, for data frames and databases", traceParquet},
	{"prov", "which article derives from which in W3C PROV-O, as JSON-LD", traceProv},
}

// TraceFormats are the names that WriteTrace knows, in the order in which to
// list them.
func TraceFormats() []string {
	var names []string
	for _, f := range traceFormats {
		names = append(names, f.name)
	}
	return names
}

// DescribeTrace says in one line what a format of traces is; "" for one that
// WriteTrace does not know.
func DescribeTrace(format string) string {
	for _, f := range traceFormats {
		if f.name == format {
			return f.about
		}
	}
	return ""
}

// WriteTrace writes a trace in a format. A trace is a whole, so that it is
// written at once, and nothing of it where that fails. The error of an unknown
// format or table lists the known ones.
func WriteTrace(format string, w io.Writer, t *trace.Trace, o Options) error {
	for _, f := range traceFormats {
		if f.name != format {
			continue
		}
		var b bytes.Buffer
		err := f.write(&b, newTraced(t), o)
		if err == nil {
			_, err = w.Write(b.Bytes())
		}
		if err != nil {
			return fmt.Errorf("write trace as %s: %w", format, err)
		}
		return nil
	}
	return fmt.Errorf("choose format: %q is none of %s", format, strings.Join(TraceFormats(), ", "))
}

func traceCSV(b *bytes.Buffer, t *traced, o Options) error {
	table, err := tableOf(traceTables, o.Table)
	if err != nil {
		return err
	}
	cols := table.columns()
	rows := [][]string{header(cols)}
	table.rows(t, func(row any) { rows = append(rows, cells(cols, row)) })
	return csv.NewWriter(b).WriteAll(rows)
}

func traceParquet(b *bytes.Buffer, t *traced, o Options) error {
	table, err := tableOf(traceTables, o.Table)
	if err != nil {
		return err
	}
	p := newParquet(b, table.table, TraceFormat)
	table.rows(t, func(row any) {
		if err == nil {
			err = p.add(row)
		}
	})
	if err != nil {
		return err
	}
	return p.Close()
}
