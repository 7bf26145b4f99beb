package cli

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"time"
)

// progress is a line on a terminal that tells how far a long command is. A nil
// progress shows nothing.
type progress struct {
	out   io.Writer
	began time.Time
	drawn bool
}

// newProgress is the progress on out, or nil where that is no terminal.
func newProgress(out io.Writer) *progress {
	if !isTerminal(out) || os.Getenv("TERM") == "dumb" {
		return nil
	}
	return &progress{out: out, began: time.Now()}
}

// show draws the line: how many were done, known before, and refused.
func (p *progress) show(done, known, refused int) {
	if p == nil {
		return
	}
	p.clear()
	fmt.Fprintf(p.out, "%s done, %s known, %s refused, %.0f a second", grouped(done), grouped(known), grouped(refused), float64(done)/time.Since(p.began).Seconds())
	p.drawn = true
}

// linked draws the line: how many articles were linked, and how many are left.
func (p *progress) linked(done, left int) {
	if p == nil {
		return
	}
	p.clear()
	fmt.Fprintf(p.out, "%s linked, %s left, %.0f a second", grouped(done), grouped(left), float64(done)/time.Since(p.began).Seconds())
	p.drawn = true
}

// clear takes the line away, so that something else can be written.
func (p *progress) clear() {
	if p != nil && p.drawn {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.drawn = false
	}
}

func (p *progress) end() { p.clear() }

// beside is out for what is written while the progress is shown on it too.
func (p *progress) beside(out io.Writer) io.Writer { return clearing{p, out} }

type clearing struct {
	p   *progress
	out io.Writer
}

func (c clearing) Write(b []byte) (int, error) {
	c.p.clear()
	return c.out.Write(b)
}

// grouped is a number with its thousands apart: 1,234,567.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// count is a number of things: "1 article", "2 articles".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return grouped(n) + " " + thing + "s"
}
