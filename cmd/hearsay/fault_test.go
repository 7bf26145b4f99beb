package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// towns writes articles from, …, to-1 as JSON lines.
func towns(t *testing.T, path string, from, to int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := from; i < to; i++ {
		body := strings.Repeat(fmt.Sprintf("The mayor of town %d, Ana Petrov, said the pumps would run all night. ", i), 4)
		if err := json.NewEncoder(f).Encode(map[string]string{"id": fmt.Sprintf("n%d", i), "text": body, "published": "2026-03-01"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// using is the program with a collection.
func using(db string) func(args ...string) *exec.Cmd {
	return func(args ...string) *exec.Cmd { return exec.Command("hearsay", append(args, "--store", db)...) }
}

// fails runs a command that must fail with code 1, and one line that has each
// part.
func fails(t *testing.T, cmd *exec.Cmd, parts ...string) {
	t.Helper()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	err := cmd.Run()
	if code := cmd.ProcessState.ExitCode(); code != 1 || strings.Count(stderr.String(), "\n") != 1 {
		t.Errorf("%v: %v, %q; want exit code 1 and one line", cmd.Args, err, stderr.String())
	}
	for _, p := range parts {
		if !strings.Contains(stderr.String(), p) {
			t.Errorf("%v: %q does not say %q", cmd.Args, stderr.String(), p)
		}
	}
}

// Two programs add to one collection at once, from its beginning on: everything
// is there once, and neither fails.
func TestTwoAddAtOnce(t *testing.T) {
	t.Parallel()
	const each = 300
	dir := t.TempDir()
	hearsay := using(filepath.Join(dir, "news.db"))
	var running []*exec.Cmd
	var said [2]bytes.Buffer
	for i := range said {
		input := filepath.Join(dir, fmt.Sprintf("%d.jsonl", i))
		towns(t, input, i*each-i*50, (i+1)*each-i*50) // fifty are in both
		cmd := hearsay("add", "--no-link", input)
		cmd.Stdout, cmd.Stderr = &said[i], &said[i]
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		running = append(running, cmd)
	}
	for i, cmd := range running {
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v: %v, %s", cmd.Args, err, &said[i])
		}
	}
	expect(t, hearsay, []step{
		{[]string{"stats", "--json"}, fmt.Sprintf(`"articles":%d,"bytes"`, 2*each-50)},
		{[]string{"stats", "--json"}, `"older_versions":0`},
		{[]string{"search", "--limit", "1", "pumps"}, fmt.Sprintf("1 of %s statements", "2,200")},
		{[]string{"doctor"}, "nothing is wrong"},
	})
}

// Copies that are made while articles come in are sound collections, each with
// no less than the one before.
func TestBackupWhileAdding(t *testing.T) {
	t.Parallel()
	const articles = 600
	dir := t.TempDir()
	input := filepath.Join(dir, "in.jsonl")
	towns(t, input, 0, 1)
	hearsay := using(filepath.Join(dir, "news.db"))
	expect(t, hearsay, []step{{[]string{"add", input}, "1 article added"}})
	towns(t, input, 0, articles)
	adding := hearsay("add", "--no-link", input)
	var said bytes.Buffer
	adding.Stdout, adding.Stderr = &said, &said
	if err := adding.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- adding.Wait() }()
	last := 0
	for n, over := 0, false; !over; n++ {
		select {
		case err := <-done:
			if over = true; err != nil {
				t.Errorf("add: %v, %s", err, &said)
			}
		default:
		}
		copied := filepath.Join(dir, fmt.Sprintf("copy%d.db", n))
		expect(t, hearsay, []step{{[]string{"backup", copied}, "copied to"}})
		expect(t, using(copied), []step{{[]string{"doctor"}, "nothing is wrong"}})
		now := count(t, using(copied))
		if now < last {
			t.Errorf("copy %d has %d articles, the one before %d", n, now, last)
		}
		last = now
		os.Remove(copied)
	}
	if last != articles {
		t.Errorf("the last copy has %d articles, want %d", last, articles)
	}
}

// count is how many articles a collection has.
func count(t *testing.T, hearsay func(...string) *exec.Cmd) int {
	t.Helper()
	out, err := hearsay("stats", "--json").Output()
	var s struct{ Articles int }
	if err == nil {
		err = json.Unmarshal(out, &s)
	}
	if err != nil {
		t.Fatalf("stats: %v, %s", err, out)
	}
	return s.Articles
}

// What is small when packed and huge when unpacked is refused, at the cost of
// what one article may have.
func TestPackedBombs(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it packs some gigabytes; run without -short")
	}
	const huge = 512 << 20
	program, dir := build(t), t.TempDir()
	const page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
	warc := fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n", huge+len(page))
	for name, c := range map[string]struct{ head, repeat, want string }{
		"story.txt.gz":  {"", "The mayor said so. ", "; give its articles one by one"},
		"line.txt.gz":   {"", "x", "; give its articles one by one"},
		"page.html.gz":  {"<!DOCTYPE html><html><body><article><p>", "The mayor said so. ", "; give"},
		"tags.html.gz":  {"<!DOCTYPE html><html><body>", "<div>", "; give"},
		"row.jsonl.gz":  {`{"id": "x", "text": "`, "and on ", "; give"},
		"feed.xml.gz":   {`<rss version="2.0"><channel><title>A</title><item><link>https://a.example/</link><description>`, "and on ", "; fetch it again"},
		"map.xml.gz":    {`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://a.example/`, "x", ";"},
		"pages.warc.gz": {warc + page, "<p>He said.</p>\n", "; give its text"},
		"story.zip":     {"", "The mayor said so. ", "; give its articles one by one"},
	} {
		path := filepath.Join(dir, name)
		bomb(t, path, c.head, c.repeat, huge)
		cmd := exec.Command(program, "add", "--no-link", path, "--store", filepath.Join(dir, name+".db"))
		fails(t, cmd, path, c.want)
		if peak := peakMemory(cmd.ProcessState); peak > huge {
			t.Errorf("%s takes %d bytes of memory", name, peak)
		}
		os.Remove(path)
	}
}

// bomb writes a packed file with head and what is repeated up to a size.
func bomb(t *testing.T, path, head, repeat string, size int) {
	t.Helper()
	block := strings.Repeat(repeat, 1<<20/len(repeat))
	packed, sum, size := deflated(t, head, block, size/len(block))
	var file bytes.Buffer
	if filepath.Ext(path) == ".zip" {
		z := zip.NewWriter(&file)
		w, err := z.CreateRaw(&zip.FileHeader{Name: "story.txt", Method: zip.Deflate, CRC32: sum,
			CompressedSize64: uint64(len(packed)), UncompressedSize64: uint64(size)})
		if err != nil {
			t.Fatal(err)
		}
		w.Write(packed)
		z.Close()
	} else {
		file.WriteString("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff")
		file.Write(packed)
		file.Write(binary.LittleEndian.AppendUint32(nil, sum))
		file.Write(binary.LittleEndian.AppendUint32(nil, uint32(size)))
	}
	if err := os.WriteFile(path, file.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// deflated is head and many times block, packed; beside it, the sum and size of
// what is in it. A block is packed once, behind its like, and the outcome
// repeated: to pack them all takes the race detector minutes.
func deflated(t *testing.T, head, block string, times int) (packed []byte, sum uint32, size int) {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, head+block)
	w.Flush()
	from := b.Len()
	io.WriteString(w, block)
	w.Flush()
	b.Write(bytes.Repeat(b.Bytes()[from:], times-2))
	w.Close()
	sum = crc32.ChecksumIEEE([]byte(head))
	for range times {
		sum = crc32.Update(sum, crc32.IEEETable, []byte(block))
	}
	return b.Bytes(), sum, len(head) + times*len(block)
}
