package ingest

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func zipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

func zstded(s string) string {
	z, _ := zstd.NewWriter(nil)
	return string(z.EncodeAll([]byte(s), nil))
}

func TestUnpack(t *testing.T) {
	long := strings.Repeat("The mayor said. ", 5000)
	for _, c := range []struct {
		name, url, in, want string
		format              Format
	}{
		{"a.jsonl.gz", "", zipped("words"), "words", JSONL},
		{"a.JSONL.ZST", "", zstded("words"), "words", JSONL},
		{"a.html", "", zipped("words"), "words", HTML},
		{"-", "", zipped(`{"text": "x"}`), `{"text": "x"}`, JSONL},
		{"-", "", zstded("<p>x"), "<p>x", HTML},
		{"-", "", zipped("one ") + zipped("two"), "one two", Text},
		{"a.txt.gz", "", zipped(long), long, Text},
		{"-", "", "\x50\x2a\x4d\x18\x01\x00\x00\x00x" + zstded(long), long, Text},
		{"x", "https://a.example/b.jsonl.gz?x=y.html", zipped("x"), "x", JSONL},
		{"a.gz", "", "not packed", "not packed", Text},
		{"a.jsonl", "", "", "", JSONL},
		{"a", "", "\x1f\x8b", "\x1f\x8b", Text},
		{"a.warc.gz", "", zipped("x"), zipped("x"), WARC},
		{"a.gz", "", zipped("WARC/1.0\r\n" + long), zipped("WARC/1.0\r\n" + long), WARC},
		{"-", "", zstded("WARC/1.0\r\n" + long), zstded("WARC/1.0\r\n" + long), WARC},
		{"-", "", "WARC/1.1\r\n", "WARC/1.1\r\n", WARC},
	} {
		src := &Source{Name: c.name, URL: c.url, Body: iotest.OneByteReader(strings.NewReader(c.in))}
		Unpack(src)
		format := Detect(src)
		b, err := io.ReadAll(src.Body)
		if format != c.format || string(b) != c.want || err != nil || src.Name != c.name {
			t.Errorf("%s, %.20q: %s, %.60q, %v", c.name, c.in, format, b, err)
		}
	}
}

func TestUnpackBad(t *testing.T) {
	long := zipped(strings.Repeat("The mayor said. ", 5000))
	gone := errors.New("disk gone")
	for _, c := range []struct {
		in   io.Reader
		want string
	}{
		{strings.NewReader(long[:len(long)-5]), "the gzip file ends in the middle; fetch it again"},
		{strings.NewReader(long[:5]), "the gzip file ends in the middle; fetch it again"},
		{strings.NewReader(zstded("The mayor")[:8]), "the zstd file ends in the middle; fetch it again"},
		{strings.NewReader(long[:30] + "\xff\xff\xff\xff" + long[34:]), "the gzip file is damaged ("},
		{strings.NewReader("\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), "the zstd file is damaged ("},
		{io.MultiReader(strings.NewReader(long[:50]), iotest.ErrReader(gone)), "disk gone"},
		{io.MultiReader(strings.NewReader(long[:2]), iotest.ErrReader(gone)), "disk gone"},
	} {
		src := &Source{Name: "x", Body: c.in}
		Unpack(src)
		if _, err := io.ReadAll(src.Body); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}
