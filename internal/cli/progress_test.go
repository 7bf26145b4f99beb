package cli

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The line says what was done and how much is left, and gives way to what else is
// written.
func TestProgress(t *testing.T) {
	var out bytes.Buffer
	p := &progress{out: &out, began: time.Now().Add(-10 * time.Second)}
	p.tells(func() string { return "41% read" })
	p.pass(3)
	p.show(20, 1, 2)
	p.pass(5) // the line is new
	io.WriteString(p.beside(&out), "hearsay: a.txt: there is no such file\n")
	p.end()
	p.at = time.Time{}
	p.pass(7) // of a reader that has not seen yet that all is over
	want := "0 done, 3 known, 0 refused, 0 a second, 41% read\r\x1b[K20 done, 4 known, 2 refused, 2 a second, 41% read\r\x1b[Khearsay: a.txt: there is no such file\n"
	if out.String() != want {
		t.Errorf("%q\nwant %q", out.String(), want)
	}
	var none *progress
	none.tells(nil)
	none.pass(1)
	none.show(1, 2, 3)
	none.linked(1, 2)
	none.end()
	if w := none.beside(&out); w != &out {
		t.Error("no progress stands between")
	}
}

// How much is left is told of files alone, whatever is in them and wherever reading
// them ends.
func TestMeter(t *testing.T) {
	dir := t.TempDir()
	var in []input
	for _, name := range []string{"a", "b"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, bytes.Repeat([]byte("x"), 1000), 0o600); err != nil {
			t.Fatal(err)
		}
		in = append(in, file(path))
	}
	if newMeter(append(in, input{name: "-"})) != nil || newMeter([]input{file(dir)}) != nil {
		t.Error("a meter of what has no length")
	}
	m := newMeter(append(in, file(filepath.Join(dir, "none"))))
	now := time.Now()
	says := func(want string) {
		t.Helper()
		if got := m.left(now); got != want {
			t.Errorf("left = %q, want %q", got, want)
		}
		now = now.Add(10 * time.Second)
	}
	says("0% read")
	src, err := in[0].open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer src.Body.(io.Closer).Close()
	io.CopyN(io.Discard, m.metered(src.Body, 1), 500)
	says("25% read, 30 s left")
	m.done(in[0]) // cut short
	says("50% read, 20 s left")
	io.Copy(io.Discard, m.metered(strings.NewReader(strings.Repeat("y", 8000)), 0.1)) // of an archive
	says("90% read, 3 s left")
	for range 8 { // nothing comes any more
		m.left(now)
		now = now.Add(10 * time.Second)
	}
	says("90% read")
	m.done(in[1])
	says("100% read")
	if (*meter)(nil).metered(src.Body, 1) != io.Reader(src.Body) {
		t.Error("no meter stands between")
	}
	(*meter)(nil).done(in[0])
}

func TestRoughly(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Millisecond: "1 s", 59 * time.Second: "59 s", 90 * time.Second: "2 min", 59*time.Minute + 40*time.Second: "1 h 00 min", 200 * time.Minute: "3 h 20 min",
	} {
		if got := roughly(d); got != want {
			t.Errorf("roughly(%v) = %q, want %q", d, got, want)
		}
	}
}
