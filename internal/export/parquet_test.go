package export

import (
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hearsay-news/hearsay/record"
	"github.com/parquet-go/parquet-go"
)

// openParquet reads a file back as its columns' names and rows of values, a
// column a value.
func openParquet(t testing.TB, b string) (*parquet.File, []string, [][][]parquet.Value) {
	t.Helper()
	f, err := parquet.OpenFile(strings.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range f.Schema().Fields() {
		names = append(names, c.Name())
	}
	var all [][][]parquet.Value
	rows := parquet.NewReader(f)
	defer rows.Close()
	buf := make([]parquet.Row, 10)
	for {
		n, err := rows.ReadRows(buf)
		for _, row := range buf[:n] {
			var cells [][]parquet.Value
			row.Clone().Range(func(_ int, values []parquet.Value) bool {
				cells = append(cells, values)
				return true
			})
			all = append(all, cells)
		}
		if errors.Is(err, io.EOF) {
			return f, names, all
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Both formats of a table have the same columns, rows and values.
func TestParquetIsTheTable(t *testing.T) {
	for _, name := range Tables() {
		table, err := tableOf(tables, name)
		if err != nil {
			t.Fatal(err)
		}
		want, err := csv.NewReader(strings.NewReader(export(t, "csv", Options{Table: name}, all(t)...))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		_, names, rows := openParquet(t, export(t, "parquet", Options{Table: name}, all(t)...))
		if diff := cmp.Diff(want[0], names); diff != "" {
			t.Errorf("%s: columns:\n%s", name, diff)
		}
		if len(rows) != len(want)-1 {
			t.Fatalf("%s: %d rows, csv has %d", name, len(rows), len(want)-1)
		}
		for i, row := range rows {
			for k, c := range table.columns() {
				if got, want := strings.ReplaceAll(harmless(asText(c, row[k])), "\r\n", "\n"), onlyUTC(want[i+1][k]); got != want {
					t.Errorf("%s: row %d, %s: %q, csv has %q", name, i, c.name, got, want)
				}
			}
		}
	}
}

// asText is what the csv format writes of the values of a column.
func asText(c column, values []parquet.Value) string {
	var out []string
	for _, v := range values {
		switch {
		case v.IsNull():
		case c.node().Leaf() && v.Kind() == parquet.Int64:
			out = append(out, time.UnixMilli(v.Int64()).UTC().Format(time.RFC3339))
		case v.Kind() == parquet.Double:
			out = append(out, strconv.FormatFloat(v.Double(), 'g', -1, 64))
		case v.Kind() == parquet.ByteArray:
			out = append(out, string(v.ByteArray()))
		default:
			out = append(out, fmt.Sprint(v))
		}
	}
	return strings.Join(out, c.between)
}

// onlyUTC is a cell as parquet has it: of a day, its first moment.
func onlyUTC(cell string) string {
	if _, err := time.Parse(time.DateOnly, cell); err == nil {
		return cell + "T00:00:00Z"
	}
	return cell
}

// doc/format.md names every column.
func TestColumnsAreDescribed(t *testing.T) {
	b, err := os.ReadFile("../../doc/format.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		for _, c := range table.columns() {
			if !strings.Contains(string(b), "`"+c.name+"`") {
				t.Errorf("%s: %s is not in doc/format.md", table.name, c.name)
			}
		}
	}
}

// Columns have types, and a file without rows has its columns.
func TestParquetTypes(t *testing.T) {
	f, _, rows := openParquet(t, export(t, "parquet", Options{}))
	if len(rows) != 0 {
		t.Errorf("%d rows", len(rows))
	}
	golden(t, "statements.schema", f.Schema().String()+"\n")
}

// A row group is written when it has enough bytes, and not at the end.
func TestParquetRowGroups(t *testing.T) {
	table, err := tableOf(tables, "articles")
	if err != nil {
		t.Fatal(err)
	}
	long := refusedRecord()
	noise := make([]byte, 1<<15) // what can't be packed
	rand.NewChaCha8([32]byte{}).Read(noise)
	long.Article.Body = hex.EncodeToString(noise)
	var b bytes.Buffer
	w := parquetRecords{newParquet(&b, table.table, record.Format), table.rows}
	w.most = 8 * len(long.Article.Body)
	for i := range 20 {
		long.Article.ID = strconv.Itoa(i)
		if err := w.Write(long); err != nil {
			t.Fatal(err)
		}
	}
	if b.Len() < len(noise) {
		t.Errorf("%d bytes written before the end; want two row groups", b.Len())
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, _, rows := openParquet(t, b.String())
	if n := len(f.RowGroups()); n != 3 || len(rows) != 20 {
		t.Errorf("%d rows in %d row groups", len(rows), n)
	}
}

func TestParquetErrors(t *testing.T) {
	w, err := New("parquet", failing{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(mayor(t)); err != nil {
		t.Errorf("the row group is not full: %v", err)
	}
	if err := w.Close(); !errors.Is(err, io.ErrShortWrite) || !strings.HasPrefix(err.Error(), "write parquet: the end: ") {
		t.Errorf("%v", err)
	}
}

// BenchmarkParquet counts the rows, unlike BenchmarkWrite.
//
//	go test -run '^$' -bench Parquet ./internal/export
func BenchmarkParquet(b *testing.B) {
	r := mayor(b)
	w, err := New("parquet", io.Discard, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := w.Write(r); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N*len(r.Attributions))/b.Elapsed().Seconds(), "rows/s")
}
