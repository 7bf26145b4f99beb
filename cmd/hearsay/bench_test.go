package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/hearsay-news/hearsay/internal/eval/markup"
)

// BenchmarkRead measures the whole process: start, reading, analysis and
// writing of JSON lines, on all processors. The peak of memory should be the
// same for any number of articles.
//
//	go test -run '^$' -bench Read ./cmd/hearsay
func BenchmarkRead(b *testing.B) {
	program := build(b)
	for _, n := range []int{1, 1000, 4000} {
		b.Run(fmt.Sprintf("articles=%d", n), func(b *testing.B) {
			file := filepath.Join(b.TempDir(), "articles.jsonl")
			size := writeArticles(b, file, n)
			b.SetBytes(size)
			peak := int64(0)
			for b.Loop() {
				cmd := exec.Command(program, "read", file, "--to", "jsonl", "--output", os.DevNull)
				if out, err := cmd.CombinedOutput(); err != nil {
					b.Fatalf("read: %v\n%s", err, out)
				}
				peak = max(peak, peakMemory(cmd.ProcessState))
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "articles/s")
			b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
		})
	}
}

// build builds the program as users have it, whatever the tests are built with.
func build(tb testing.TB) (program string) {
	tb.Helper()
	program = filepath.Join(tb.TempDir(), "hearsay")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		tb.Fatalf("build: %v\n%s", err, out)
	}
	return program
}

// peakMemory is the most memory that a process held, in bytes.
func peakMemory(p *os.ProcessState) int64 {
	use, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return use.Maxrss
	}
	return use.Maxrss << 10
}

// writeArticles writes n articles, those of testdata/articles in turn, and
// returns the size of the file.
func writeArticles(b *testing.B, file string, n int) int64 {
	paths, err := filepath.Glob("../../testdata/articles/*.txt")
	if err != nil || len(paths) == 0 {
		b.Fatalf("no articles to read: %v", err)
	}
	f, err := os.Create(file)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	out := json.NewEncoder(f)
	for i := range n {
		a, err := markup.ParseFile(paths[i%len(paths)])
		if err != nil {
			b.Fatal(err)
		}
		line := map[string]string{"id": fmt.Sprint(i), "title": a.Article.Title, "text": a.Article.Body}
		if err := out.Encode(line); err != nil {
			b.Fatal(err)
		}
	}
	info, err := f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}
