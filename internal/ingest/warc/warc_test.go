package warc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
)

// fakePage is a reader of pages whose body is what it is given.
type fakePage struct{}

func (fakePage) Read(_ context.Context, src *ingest.Source) iter.Seq2[*article.Article, error] {
	return func(yield func(*article.Article, error) bool) {
		b, err := io.ReadAll(io.LimitReader(src.Body, ingest.MaxInput+1))
		a := &article.Article{URL: src.URL, Title: src.ContentType, Body: string(b)}
		if len(b) > ingest.MaxInput {
			a.Body, err = "", fmt.Errorf("read page %s: %w", src.Name, article.Refuse(article.TooLarge, "too long"))
		}
		yield(a, err)
	}
}

// rec is a record of a page; head is added to that of the answer.
func rec(n int, head, body string) string {
	return raw("response", n, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"+head+"\r\n"+body)
}

func raw(kind string, n int, block string) string {
	media := "application/http; msgtype=" + kind
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: https://a.example/%d\r\nWARC-Date: 2026-03-01T09:00:0%dZ\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		kind, n, n%10, media, len(block), block)
}

// packers make one file of records, and say where each begins.
var packers = map[string]func(...string) (string, []int){
	"plain": func(recs ...string) (string, []int) { return join(recs, func(s string) string { return s }) },
	"gzip":  func(recs ...string) (string, []int) { return join(recs, zipped) },
	"zstd":  func(recs ...string) (string, []int) { return join(recs, zstded) },
}

func join(recs []string, pack func(string) string) (string, []int) {
	var b strings.Builder
	var at []int
	for _, r := range recs {
		at = append(at, b.Len())
		b.WriteString(pack(r))
	}
	return b.String(), at
}

func zipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

func zstded(s string) string {
	z, _ := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	return string(z.EncodeAll([]byte(s), nil))
}

// read gives a line for each thing that the reader yields.
func read(t testing.TB, file string) []string {
	t.Helper()
	var out []string
	for a, err := range New(fakePage{}).Read(t.Context(), &ingest.Source{Name: "a.warc", Body: iotest.HalfReader(strings.NewReader(file))}) {
		switch {
		case err != nil && a != nil:
			out = append(out, a.URL+"!"+err.Error())
		case err != nil:
			out = append(out, "!"+err.Error())
		default:
			out = append(out, strings.TrimPrefix(a.URL, "https://a.example/")+"="+a.Body)
		}
	}
	return out
}

// expect compares with lines; one of the form "!…" need only be contained.
func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	ok := len(got) == len(want)
	for i := 0; ok && i < len(want); i++ {
		w, isErr := strings.CutPrefix(want[i], "!")
		ok = got[i] == want[i] || isErr && strings.Contains(got[i], "!") && strings.Contains(got[i], w)
	}
	if !ok {
		t.Errorf("got\n%.500q\nwant\n%.500q", got, want)
	}
}

func each(t *testing.T, f func(t *testing.T, pack func(...string) (string, []int))) {
	for name, pack := range packers {
		t.Run(name, func(t *testing.T) { f(t, pack) })
	}
}

func TestRecords(t *testing.T) {
	resource := strings.Replace(raw("resource", 5, "plain words"), "application/http; msgtype=resource", "text/plain", 1)
	each(t, func(t *testing.T, pack func(...string) (string, []int)) {
		file, _ := pack(
			raw("warcinfo", 0, "software: x\r\n"), raw("request", 1, "GET / HTTP/1.1\r\n\r\n"), rec(1, "", "<p>one"),
			raw("revisit", 2, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"), raw("metadata", 2, "x: y"), raw("conversion", 2, "text"),
			raw("response", 3, "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\ngone"),
			raw("response", 3, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"), raw("response", 3, ""), raw("response", 3, "no answer"),
			rec(4, "Transfer-Encoding: chunked\r\n", "5\r\n<p>fo\r\n2;x=y\r\nur\r\n0\r\n\r\n"), resource,
			strings.Replace(resource, "https://a.example/5", "metadata://gnu.org/software/wget/warc/wget.log", 1),
			strings.Replace(rec(6, "", "rules"), "example/6", "example/robots.txt", 1),
			strings.Replace(rec(7, "", "<p>seven"), "https://a.example/7", "<https://a.example/7>", 1),
		)
		expect(t, read(t, file), "1=<p>one", "4=<p>four", "5=plain words", "7=<p>seven")
	})
	for a, err := range New(fakePage{}).Read(t.Context(), &ingest.Source{Name: "x", Body: strings.NewReader(rec(1, "", "x"))}) {
		if err != nil || a.Retrieved.String() != "2026-03-01T09:00:01Z" || a.Title != "text/html; charset=utf-8" {
			t.Errorf("%+v, %v", a, err)
		}
	}
	expect(t, read(t, ""))
	expect(t, read(t, "\r\n\r\n"))
}

func TestEncodings(t *testing.T) {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	io.WriteString(w, "<p>deflate")
	w.Close()
	bomb := zipped(strings.Repeat("x", ingest.MaxInput+2))
	file, at := packers["plain"](
		rec(1, "Content-Encoding: gzip\r\n", zipped("<p>gzip")), rec(2, "Content-Encoding: deflate\r\n", z.String()),
		rec(3, "Content-Encoding: zstd\r\n", zstded("<p>zstd")), rec(4, "Content-Encoding: br\r\n", "\x1b\x03"),
		rec(5, "Content-Encoding: br\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n", "<p>unpacked already"),
		rec(6, "Content-Encoding: gzip\r\n", bomb), rec(7, "Content-Encoding: gzip\r\n", zipped("<p>gzip")[:12]+"\xff\xff\xff"),
		rec(8, "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(zipped("<p>both")), zipped("<p>both"))),
		rec(9, "Content-Encoding: gzip\r\n", "words"),
	)
	expect(t, read(t, file), "1=<p>gzip", "2=<p>deflate", "3=<p>zstd",
		fmt.Sprintf(`https://a.example/4!read a.warc, record at byte %d: binary: the page is packed as "br", which is not read; fetch it again`, at[3]),
		"5=<p>unpacked already", fmt.Sprintf("!read page a.warc, record at byte %d: too-large", at[5]), "!malformed: its packed page can't be read", "8=<p>both", "9=words")
}

// A file that is cut gives what came before, and an error.
func TestCut(t *testing.T) {
	each(t, func(t *testing.T, pack func(...string) (string, []int)) {
		file, at := pack(rec(1, "", "<p>one"), rec(2, "", strings.Repeat("<p>two", 500)))
		for _, end := range []int{at[1] + 6, at[1] + 20, len(file) - 10} {
			expect(t, read(t, file[:end]), "1=<p>one", fmt.Sprintf("!read a.warc: record at byte %d: the file ends in the middle of it; fetch the file again", at[1]))
		}
	})
}

func TestWrongLength(t *testing.T) {
	two := rec(2, "", "<p>two")
	for name, length := range map[string]string{"short": "60", "long": "300", "longer": "9999", "absurd": "99999999999999999", "negative": "-5", "no number": "x", "too long": strings.Repeat("9", 99)} {
		each(t, func(t *testing.T, pack func(...string) (string, []int)) {
			bad := two[:strings.Index(two, "Content-Length:")] + "Content-Length: " + length + two[strings.Index(two, "\r\n\r\n"):]
			file, at := pack(rec(1, "", "<p>one"), bad, rec(3, "", "<p>three"), rec(4, "", "<p>four"))
			got := read(t, file)
			expect(t, got, "1=<p>one", fmt.Sprintf("!read a.warc: record at byte %d: ", at[1]), "3=<p>three", "4=<p>four")
			if t.Failed() {
				t.Fatal(name)
			}
		})
	}
}

// A damaged part is an error, and the next is read.
func TestDamage(t *testing.T) {
	text := make([]byte, 3000)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range text {
		text[i] = 'a' + byte(random.IntN(26))
	}
	for _, kind := range []string{"gzip", "zstd"} {
		file, at := packers[kind](rec(1, "", "<p>one"), rec(2, "", string(text)), rec(3, "", "<p>three"), rec(4, "", "<p>four"))
		want := fmt.Sprintf("!read a.warc: record at byte %d: ", at[1])
		for i := at[1]; i < at[2]; i += 7 {
			b := []byte(file)
			b[i] ^= 0x55
			got := read(t, string(b))
			// A head of gzip has bytes that tell nothing; zstd may go without a sum.
			if len(got) == 4 && strings.HasPrefix(got[1], "2=") && (kind == "zstd" || i < at[1]+10) {
				continue
			}
			if len(got) != 4 || got[0] != "1=<p>one" || !strings.HasPrefix(got[1], want) || got[2] != "3=<p>three" || got[3] != "4=<p>four" {
				t.Fatalf("%s, byte %d of %v: %.300q", kind, i, at, got)
			}
		}
		for _, cut := range []int{at[1] + 1, at[1] + 15, at[1] + 500} { // bytes that were lost
			got := read(t, file[:cut]+file[cut+9:])
			if len(got) != 4 || !strings.HasPrefix(got[1], want) || got[2] != "3=<p>three" {
				t.Fatalf("%s, cut at %d: %.300q", kind, cut, got)
			}
		}
		expect(t, read(t, file[:at[1]]+"rubbish between"+file[at[2]:]), "1=<p>one", want, "3=<p>three", "4=<p>four")
		expect(t, read(t, file+"rubbish at the end"), "1=<p>one", "2="+string(text), "3=<p>three", "4=<p>four", "!")
	}
}

// Several records may be packed together, and one in several parts.
func TestOneMember(t *testing.T) {
	file := zipped(rec(1, "", "<p>one") + "rubbish\r\n" + rec(2, "", "<p>two"))
	expect(t, read(t, file), "!byte 0: its Content-Length", "2=<p>two")
	one := rec(1, "", "<p>one")
	file = zipped(one+strings.Replace(rec(2, "", "<p>two"), "WARC-Type", "Type", 1)) + zipped(rec(3, "", "<p>three"))
	expect(t, read(t, file), "1=<p>one", fmt.Sprintf("!byte 0+%d: its head has no WARC-Type", len(one)), "3=<p>three")
	all := one + rec(2, "", "<p>two") + rec(3, "", "<p>three")
	file, _ = join([]string{all[:50], all[50:51], "", all[51:400], all[400:]}, zipped)
	expect(t, read(t, file), "1=<p>one", "2=<p>two", "3=<p>three")
}

func TestDictionary(t *testing.T) {
	var samples [][]byte
	for i := range 300 {
		samples = append(samples, []byte(rec(i, "X-Some: header\r\n", fmt.Sprintf("<html><body><p>story %d of many</p></body></html>", i*i))))
	}
	dict, err := zstd.BuildDict(zstd.BuildDictOptions{ID: 7, Contents: samples, History: bytes.Join(samples[:20], nil), Offsets: [3]int{1, 4, 8}})
	if err != nil {
		t.Fatal(err)
	}
	z, err := zstd.NewWriter(nil, zstd.WithEncoderDict(dict))
	if err != nil {
		t.Fatal(err)
	}
	one := string(z.EncodeAll([]byte(rec(1, "", "<p>one")), nil)) + string(z.EncodeAll([]byte(rec(2, "", "<p>two")), nil))
	for _, d := range []string{string(dict), zstded(string(dict))} {
		n := len(d)
		skip := "\x5d\x2a\x4d\x18" + string([]byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)}) + d
		expect(t, read(t, skip+one), "1=<p>one", "2=<p>two")
	}
	expect(t, read(t, "\x50\x2a\x4d\x18\x03\x00\x00\x00abc"+zstded(rec(1, "", "<p>one"))+"\x51\x2a\x4d\x18\x01\x00\x00\x00a"), "1=<p>one")
	expect(t, read(t, one), "!record at byte 0: its packed bytes are damaged")
}

func TestHostileHeads(t *testing.T) {
	long := strings.Repeat("x", maxLine)
	for name, head := range map[string]string{
		"no end":      "WARC/1.0\r\nWARC-Type: response\r\nX: " + long + long,
		"long line":   "WARC/1.0\r\n" + long + ": y\r\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n",
		"long head":   "WARC/1.0\r\n" + strings.Repeat("X: "+long[:1000]+"\r\n", 300) + "\r\n\r\n",
		"nothing":     "WARC/1.0\r\n\r\n",
		"no type":     "WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
		"no length":   "WARC/1.0\r\nWARC-Type: response\r\n\r\n\r\n\r\n",
		"rubbish":     "\x00\x01rubbish",
		"no sense":    "WARC/9 \xff\r\n:::\r\n: x\r\ny:\r\n\r\n",
		"twice a sum": "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\nContent-Length: -1\r\n\r\n",
	} {
		got := read(t, rec(1, "", "<p>one")+head+"\r\n"+rec(2, "", "<p>two"))
		if n := len(got); n != 2 && n != 3 || got[n-1] != "2=<p>two" || !strings.HasPrefix(got[n-2], "!read a.warc: record at byte ") {
			t.Errorf("%s: %.300q", name, got)
		}
	}
	odd := strings.NewReplacer("WARC-Type:", "no colon here\r\n folded: line\r\nwarc-TYPE  : ", "HTTP/1.1", "HTTP/1.1").Replace(rec(1, "no colon\r\n folded\r\n"+": empty\r\n", "<p>odd"))
	expect(t, read(t, odd), "1=<p>odd")
	expect(t, read(t, strings.ReplaceAll(rec(1, "", "<p>one"), "WARC-Target-URI: https://a.example/1\r\n", "")), "=<p>one")
	expect(t, read(t, raw("response", 1, "HTTP/1.1 200 OK\r\nX: "+long+"\r\n\r\n")+rec(2, "", "<p>two")), "2=<p>two")
}

// repeat gives a string again and again, up to a number of bytes.
func repeat(s string, n int64) io.Reader {
	return io.LimitReader(readerFunc(func(p []byte) (int, error) { return copy(p, s), nil }), n)
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestHuge(t *testing.T) {
	head := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
	record := func(media string) io.Reader {
		n := int64(ingest.MaxInput + 1)
		h := strings.Replace(head, "text/html", media, 1)
		w := fmt.Sprintf("WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/1\r\nContent-Length: %d\r\n\r\n%s", n+int64(len(h)), h)
		return io.MultiReader(strings.NewReader(w), repeat(strings.Repeat("x", 1000), n), strings.NewReader("\r\n\r\n"))
	}
	in := io.MultiReader(record("video/mp4"), record("text/html"), strings.NewReader(rec(2, "", "<p>two")))
	n := 0
	for a, err := range New(fakePage{}).Read(t.Context(), &ingest.Source{Name: "a.warc", Body: in}) {
		switch n++; n {
		case 1:
			if r := article.Refused(err); r == nil || r.Reason != article.TooLarge || a.URL != "https://a.example/1" {
				t.Errorf("%v, %v", a, err)
			}
		case 2:
			if err != nil || a.Body != "<p>two" {
				t.Errorf("%v, %v", a, err)
			}
		}
	}
	if n != 2 {
		t.Errorf("%d results", n)
	}
}

// An archive made to be read again and again takes time in proportion to its
// size, and memory that does not grow with it.
func TestHostileLengths(t *testing.T) {
	fake := "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 4000000\r\n\r\n"
	in := repeat(strings.Repeat(fake, 100), 24<<20)
	count := 0
	for range New(fakePage{}).Read(t.Context(), &ingest.Source{Name: "a.warc", Body: in}) {
		count++
	}
	if count == 0 {
		t.Error("no errors")
	}
	tiny := zipped("x")
	in = repeat(strings.Repeat(tiny, 1000), 16<<20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range New(fakePage{}).Read(t.Context(), &ingest.Source{Name: "a.warc", Body: in}) {
		count++
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 256<<20 {
		t.Errorf("%d bytes allocated", n)
	}
}

func TestUnreadable(t *testing.T) {
	gone := errors.New("disk gone")
	file := rec(1, "", "<p>one")
	n := 0
	for a, err := range New(fakePage{}).Read(t.Context(), &ingest.Source{Name: "a.warc", Body: io.MultiReader(strings.NewReader(file+file[:100]), iotest.ErrReader(gone))}) {
		if n++; n == 2 && (a != nil || err.Error() != fmt.Sprintf("read a.warc: record at byte %d: disk gone", len(file))) {
			t.Error(a, err)
		}
	}
	if n != 2 {
		t.Errorf("%d results", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n = 0
	endless := io.MultiReader(strings.NewReader(file), repeat(strings.Repeat(file, 100), 1<<40))
	for a, err := range New(fakePage{}).Read(ctx, &ingest.Source{Body: endless}) {
		if n++; err != nil && (a != nil || !errors.Is(err, context.Canceled)) || n > 10000 {
			t.Fatalf("after cancelling: %v, %v", a, err)
		}
		cancel()
	}
}

func FuzzRead(f *testing.F) {
	for _, pack := range packers {
		file, at := pack(raw("warcinfo", 0, "x"), rec(1, "Transfer-Encoding: chunked\r\n", "3\r\n<p>\r\n0\r\n\r\n"), rec(2, "Content-Encoding: gzip\r\n", zipped("<p>x")))
		f.Add([]byte(file))
		f.Add([]byte(file[:at[1]] + "rubbish" + file[at[1]:at[2]] + file[at[2]+5:]))
		f.Add([]byte(file[:len(file)-5]))
	}
	f.Add([]byte("WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\nContent-Length: 99999999\r\n\r\nx"))
	f.Add([]byte("\x5d\x2a\x4d\x18\x03\x00\x00\x00abc\x28\xb5\x2f\xfd\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for a, err := range New(fakePage{}).Read(t.Context(), &ingest.Source{Name: "a", Body: bytes.NewReader(b)}) {
			if a == nil && err == nil || a != nil && err != nil && a.ID+a.URL == "" {
				t.Fatalf("%v, %v", a, err)
			}
		}
	})
}

// BenchmarkPass passes over records that hold no article.
func BenchmarkPass(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields(`<p> </p> <div class="story"> the mayor council said on that Lowmere of and in a "it" was href= world news`)
	var recs []string
	size := 0
	for i := range 400 {
		var s strings.Builder
		for s.Len() < 30000 { // pages are menus more than words
			fmt.Fprintf(&s, "<li class=\"menu-item menu-item-%d\"><a href=\"https://post.example/section/%d\">News</a></li>\n", random.IntN(1000), random.IntN(1000))
		}
		for s.Len() < 50000 {
			s.WriteString(words[random.IntN(len(words))])
			fmt.Fprintf(&s, " %d", random.IntN(1000))
		}
		recs = append(recs, raw("response", i, "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n"+s.String()))
		size += len(recs[i])
	}
	for _, kind := range []string{"plain", "gzip", "zstd"} {
		file, _ := packers[kind](recs...)
		b.Run(kind, func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for a, err := range New(fakePage{}).Read(b.Context(), &ingest.Source{Body: strings.NewReader(file)}) {
					b.Fatal(a, err)
				}
			}
			b.ReportMetric(float64(size)/float64(len(file)), "ratio")
		})
	}
}
