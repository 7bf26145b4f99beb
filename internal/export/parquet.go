package export

import (
	"fmt"
	"io"
	"reflect"

	"github.com/parquet-go/parquet-go"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
)

// A row group is written when it has so many rows or bytes of values: it is
// what a reader takes at once, and what the writer keeps in memory, packed.
const (
	groupRows  = 1 << 17
	groupBytes = 64 << 20
)

// mostDictionary bounds the dictionary of a column, in bytes: beyond it values
// are too different to gain by one.
const mostDictionary = 1 << 20

// parquetFile is a table as an Apache Parquet file: the columns of the csv
// format with types. Times are milliseconds in UTC, a day alone its first one;
// an unknown time is null, an absent text "", an absent list empty. Texts are as
// they stand in the record, formulas and control characters included, since no
// program acts on them here.
//
// The file can be read only when Close has written its end.
type parquetFile struct {
	table
	cols []column
	w    *parquet.GenericWriter[any]
	row  parquet.Row
	size int // bytes of values in the row group
	most int // bytes at which it is written
}

// newParquet begins a file with a table of what is in the schema.
func newParquet(out io.Writer, t table, schema string) *parquetFile {
	p := &parquetFile{table: t, cols: t.columns(), most: groupBytes}
	options := []parquet.WriterOption{
		p.schema(), parquet.Compression(&parquet.Zstd), parquet.MaxRowsPerRowGroup(groupRows), parquet.DictionaryMaxBytes(mostDictionary),
		parquet.DataPageStatistics(false), // the index of columns has them, shortened; here each page would carry whole texts four times
		parquet.KeyValueMetadata("hearsay.schema", schema), parquet.KeyValueMetadata("hearsay.table", t.name),
	}
	for _, c := range p.cols {
		if c.long { // the least and the greatest of long texts would make the end of the file as long
			options = append(options, parquet.SkipPageBounds(c.name))
		}
	}
	p.w = parquet.NewGenericWriter[any](out, options...)
	return p
}

// parquetRecords is a table of records.
type parquetRecords struct {
	*parquetFile
	rows func(v *view, add func(row any))
}

// Write implements [Writer].
func (p parquetRecords) Write(r *record.Record) (err error) {
	if r.Article == nil {
		return fmt.Errorf("write parquet: %w", errNoArticle)
	}
	p.rows(newView(r), func(row any) {
		if err == nil {
			err = p.add(row)
		}
	})
	if err != nil {
		return fmt.Errorf("write parquet: %s: %w", r.Article.ID, err)
	}
	return nil
}

// Close implements [Writer].
func (p *parquetFile) Close() error {
	if err := p.w.Close(); err != nil {
		return fmt.Errorf("write parquet: the end: %w", err)
	}
	return nil
}

func (p *parquetFile) add(row any) error {
	p.row = p.row[:0]
	for i, c := range p.cols {
		p.row = c.values(p.row, i, c.of(row))
	}
	for _, v := range p.row {
		p.size += 8 + len(v.Bytes())
	}
	if _, err := p.w.WriteRows([]parquet.Row{p.row}); err != nil || p.size < p.most {
		return err
	}
	p.size = 0
	return p.w.Flush()
}

// values appends what a row has in column i. Levels are those of the nodes
// below: of a list, a first value begins a row and others repeat it, and no
// value stands for a list that is empty.
func (c column) values(row parquet.Row, i int, x any) parquet.Row {
	list, ok := x.([]string)
	switch {
	case !ok:
		v := value(x)
		return append(row, v.Level(0, defined(c, v), i))
	case len(list) == 0:
		return append(row, parquet.NullValue().Level(0, 0, i))
	}
	for n, s := range list {
		row = append(row, parquet.ByteArrayValue([]byte(s)).Level(min(n, 1), 1, i))
	}
	return row
}

// defined is the definition level of a value that is no list: 1 for one that is
// there though it need not be.
func defined(c column, v parquet.Value) int {
	if c.is == reflect.TypeFor[article.Moment]() && !v.IsNull() {
		return 1
	}
	return 0
}

func value(x any) parquet.Value {
	switch x := x.(type) {
	case string:
		return parquet.ByteArrayValue([]byte(x))
	case int:
		return parquet.Int32Value(int32(x))
	case float64:
		return parquet.DoubleValue(x)
	case bool:
		return parquet.BooleanValue(x)
	case article.Moment:
		if !x.IsZero() {
			return parquet.Int64Value(x.Time.UnixMilli())
		}
	}
	return parquet.NullValue()
}

func (p *parquetFile) schema() *parquet.Schema {
	g := ordered{Group: parquet.Group{}}
	for _, c := range p.cols {
		g.Group[c.name] = c.node()
		g.names = append(g.names, c.name)
	}
	return parquet.NewSchema(p.name, g)
}

func (c column) node() parquet.Node {
	switch c.is.Kind() {
	case reflect.Int:
		return parquet.Int(32)
	case reflect.Float64:
		return parquet.Leaf(parquet.DoubleType)
	case reflect.Bool:
		return parquet.Leaf(parquet.BooleanType)
	case reflect.Slice:
		return parquet.List(parquet.Encoded(parquet.String(), &parquet.RLEDictionary))
	case reflect.String:
		if c.long {
			return parquet.String()
		}
		return parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
	default:
		return parquet.Optional(parquet.Timestamp(parquet.Millisecond))
	}
}

// ordered is a group whose fields stand in the order of the table; the library
// puts them in that of their names.
type ordered struct {
	parquet.Group
	names []string
}

// Fields implements [parquet.Node].
func (g ordered) Fields() []parquet.Field {
	byName := map[string]parquet.Field{}
	for _, f := range g.Group.Fields() {
		byName[f.Name()] = f
	}
	out := make([]parquet.Field, len(g.names))
	for i, name := range g.names {
		out[i] = byName[name]
	}
	return out
}
