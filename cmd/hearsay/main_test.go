package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/klauspost/compress/zstd"
	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding/htmlindex"

	"github.com/hearsay-news/hearsay/internal/cli"
)

func TestMain(m *testing.M) {
	os.Setenv("GORACE", promptly)
	flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0))) // most tests wait for a child
	testscript.Main(m, map[string]func(){"hearsay": main})
}

// TestScripts runs the command as testdata/*.txtar say. Beside the commands of
// testscript they have those below.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:       "testdata",
		Setup:     settings,
		Condition: condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":     exits,
			"complains": complains,
			"bytes":     writeBytes,
			"grow":      grow,
			"encode":    encode,
			"pack":      pack,
			"zip":       zipFiles,
			"serve":     serve,
		},
	})
}

// testServer names the server for tests; see scripts/testdb.
const testServer = "HEARSAY_TEST_POSTGRES"

// promptly is a setting of the race detector: a program that it is built into
// otherwise sleeps for a second before it ends, and the tests run hundreds.
const promptly = "atexit_sleep_ms=10"

// settings gives the scripts $POSTGRES, the address of a schema of their own,
// where there is a server for tests.
func settings(env *testscript.Env) error {
	env.Setenv("GORACE", promptly)
	if os.Getenv(testServer) == "" {
		return nil
	}
	schema := fmt.Sprintf("script_%d_%s", os.Getpid(), filepath.Base(env.WorkDir))
	at, drop, err := newSchema(schema)
	env.Setenv("POSTGRES", at)
	env.Setenv("SCHEMA", schema)
	if err != nil {
		return err
	}
	env.Defer(drop)
	return nil
}

var schemas atomic.Int64

// postgres is the address of a schema of the test's own.
func postgres(t *testing.T) string {
	if os.Getenv(testServer) == "" {
		t.Skip("no PostgreSQL to test on; start one: export HEARSAY_TEST_POSTGRES=$(make -s testdb)")
	}
	at, drop, err := newSchema(fmt.Sprintf("command_%d_%d", os.Getpid(), schemas.Add(1)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(drop)
	return at
}

// newSchema makes a schema, and returns the address of collections in it.
func newSchema(name string) (at string, drop func(), err error) {
	u, err := url.Parse(os.Getenv(testServer))
	if err != nil {
		return "", nil, err
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String(), func() { _ = onServer(`drop schema if exists "` + name + `" cascade`) }, onServer(`create schema "` + name + `"`)
}

func onServer(sql string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, os.Getenv(testServer))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, sql)
	return err
}

// condition knows [postgres]: there is a server for tests.
func condition(c string) (bool, error) {
	if c == "postgres" {
		return os.Getenv(testServer) != "", nil
	}
	return false, fmt.Errorf("unknown condition %q", c)
}

// exits CODE COMMAND... runs a command that must exit with the code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		ee, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = ee.ExitCode()
	}
	if got != want {
		ts.Fatalf("%s exits with %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

// complains LINE... says the whole of standard error: each line, without
// "hearsay: " at its head. Without lines it says that there is nothing.
func complains(ts *testscript.TestScript, _ bool, args []string) {
	want := ""
	for _, line := range args {
		want += "hearsay: " + line + "\n"
	}
	if got := ts.ReadFile("stderr"); got != want {
		ts.Fatalf("standard error is\n%swant\n%s", got, want)
	}
}

// bytes FILE STRING writes a string in Go's notation, without its quotes.
func writeBytes(ts *testscript.TestScript, _ bool, args []string) {
	s, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(s), 0o644))
}

// grow FILE BYTES HEAD TEXT writes HEAD and repeats TEXT up to the size.
func grow(ts *testscript.TestScript, _ bool, args []string) {
	size, err := strconv.Atoi(args[1])
	ts.Check(err)
	s := args[2] + strings.Repeat(args[3], (size-len(args[2]))/len(args[3])+1)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(s[:size]), 0o644))
}

// encode ENCODING FROM TO writes a UTF-8 file in another encoding.
func encode(ts *testscript.TestScript, _ bool, args []string) {
	e, err := htmlindex.Get(args[0])
	ts.Check(err)
	s, err := e.NewEncoder().String(ts.ReadFile(args[1]))
	ts.Check(err)
	if args[0] == "utf-16le" {
		s = "\xff\xfe" + s
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(s), 0o644))
}

// pack gzip|zstd FROM... TO writes files, each packed for itself, one after
// another.
func pack(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	last := len(args) - 1
	for _, name := range args[1:last] {
		var w io.WriteCloser = gzip.NewWriter(&b)
		if args[0] == "zstd" {
			z, err := zstd.NewWriter(&b)
			ts.Check(err)
			w = z
		}
		_, err := io.WriteString(w, ts.ReadFile(name))
		ts.Check(err)
		ts.Check(w.Close())
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[last]), b.Bytes(), 0o644))
}

// zip TO [NAME=]FILE... writes a ZIP archive. A name that begins with "locked"
// says that it is encrypted, and the bytes of one that begins with "damaged" are
// not those that were packed.
func zipFiles(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, arg := range args[1:] {
		name, file, ok := strings.Cut(arg, "=")
		if !ok {
			file = name
		}
		text := []byte(ts.ReadFile(file))
		h := &zip.FileHeader{Name: name, CRC32: crc32.ChecksumIEEE(text), CompressedSize64: uint64(len(text)), UncompressedSize64: uint64(len(text))}
		switch {
		case strings.HasPrefix(name, "locked"):
			h.Flags |= 1
		case strings.HasPrefix(name, "damaged"):
			text[0]++
		}
		w, err := z.CreateRaw(h)
		ts.Check(err)
		_, err = w.Write(text)
		ts.Check(err)
	}
	ts.Check(z.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o644))
}

// serve FILE starts a web server on loopback and sets $URL. It has the file at
// /page, mishaps beside it, and at /at/ the folder of the script as it is then.
func serve(ts *testscript.TestScript, _ bool, args []string) {
	page, dir := ts.ReadFile(args[0]), ts.MkAbs(".")
	s := httptest.NewUnstartedServer(nil)
	mux := site(page)
	mux.HandleFunc("/at/", func(w http.ResponseWriter, r *http.Request) { serveFile(w, r, dir, s.URL) })
	s.Config.Handler = mux
	s.Start()
	ts.Defer(func() { s.CloseClientConnections(); s.Close() })
	ts.Setenv("URL", s.URL)
	ts.Setenv("HOST", strings.TrimPrefix(s.URL, "http://"))
}

// serveFile gives a file, in which URL stands for the address of the server, to
// whoever has not got it yet.
func serveFile(w http.ResponseWriter, r *http.Request, dir, url string) {
	b, err := os.ReadFile(filepath.Join(dir, filepath.Base(r.URL.Path)))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	b = bytes.ReplaceAll(b, []byte("URL"), []byte(url))
	tag := fmt.Sprintf(`"%x"`, sha256.Sum256(b))
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Write(b)
}

func site(page string) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "User-agent: *\nDisallow: /archive/\n")
	})
	mux.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, page) })
	mux.HandleFunc("/archive/page", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, page) })
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/page", http.StatusFound) })
	mux.HandleFunc("/round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round", http.StatusFound) })
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/500", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	mux.HandleFunc("/pdf", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/pdf")
		io.WriteString(w, "%PDF-1.7\n")
	})
	mux.HandleFunc("/zip", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/zip")
		io.WriteString(w, "PK\x03\x04")
	})
	mux.HandleFunc("/long", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		for range 33 {
			w.Write(bytes.Repeat([]byte("<p>more</p>\n"), 1<<20/12+1))
		}
	})
	return mux
}

// An interrupt ends the command with its own code, and leaves no half a file.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there are no signals to send on Windows")
	}
	asked := make(chan bool, 2)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		asked <- true
		<-r.Context().Done()
	}))
	defer s.Close()
	for _, args := range [][]string{
		{"read", "--to", "jsonl", s.URL + "/page"},
		{"trace", "--to", "json", s.URL + "/page", s.URL + "/other"},
	} {
		dir := t.TempDir()
		var stderr bytes.Buffer
		cmd := exec.Command("hearsay", append(args, "--allow-private", "--output", dir+"/out")...)
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		kill := time.AfterFunc(20*time.Second, func() { cmd.Process.Kill() })
		<-asked
		cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); cmd.ProcessState.ExitCode() != 130 || stderr.String() != "hearsay: interrupted\n" {
			t.Errorf("%s interrupted: %v, %q; want exit code 130", args[0], err, stderr.String())
		}
		kill.Stop()
		if left, _ := os.ReadDir(dir); len(left) != 0 {
			t.Errorf("%s left behind: %v", args[0], left)
		}
	}
}

// The help of the program names every exit code that the tests above meet.
func TestHelpNamesExitCodes(t *testing.T) {
	var out bytes.Buffer
	if code := cli.Run(t.Context(), []string{"read", "--help"}, cli.Streams{In: strings.NewReader(""), Out: &out, Err: io.Discard}); code != 0 {
		t.Fatalf("read --help exits with %d", code)
	}
	for _, code := range []int{0, 1, 2, 130} {
		if !strings.Contains(out.String(), fmt.Sprintf("\n  %-3d  ", code)) {
			t.Errorf("help does not name exit code %d", code)
		}
	}
}
