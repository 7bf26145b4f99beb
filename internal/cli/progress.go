package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/hearsay-news/hearsay/internal/export"
)

// redrawn is the least time between two lines that nothing but articles which are
// passed over asks for.
const redrawn = time.Second / 2

// progress is a line on a terminal that tells how far a long command is. Several
// goroutines may tell it. A nil progress shows nothing.
type progress struct {
	out   io.Writer
	left  func() string // how much is left, in words; nil: nobody knows
	began time.Time

	mu                           sync.Mutex
	done, known, refused, passed int
	drawn, ended                 bool
	at                           time.Time // when it was drawn last
}

// newProgress is the progress on out, or nil where that is no terminal.
func newProgress(out io.Writer) *progress {
	if !isTerminal(out) || os.Getenv("TERM") == "dumb" {
		return nil
	}
	return &progress{out: out, began: time.Now()}
}

// tells says how the progress learns how much is left.
func (p *progress) tells(left func() string) {
	if p != nil {
		p.left = left
	}
}

// show draws the line: how many were done, known before, and refused.
func (p *progress) show(done, known, refused int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done, p.known, p.refused = done, known, refused
	p.draw()
}

// pass counts articles that were passed over, beside those that show is told of,
// and draws the line now and then.
func (p *progress) pass(n int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.passed += n; time.Since(p.at) >= redrawn {
		p.draw()
	}
}

func (p *progress) draw() {
	if p.ended {
		return
	}
	line := fmt.Sprintf("%s done, %s known, %s refused, %.0f a second",
		export.Grouped(p.done), export.Grouped(p.known+p.passed), export.Grouped(p.refused), float64(p.done)/time.Since(p.began).Seconds())
	if p.left != nil {
		if left := p.left(); left != "" {
			line += ", " + left
		}
	}
	p.write(line)
}

// linked draws the line: how many articles were linked, and how many are left.
func (p *progress) linked(done, left int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.write(fmt.Sprintf("%s linked, %s left, %.0f a second", export.Grouped(done), export.Grouped(left), float64(done)/time.Since(p.began).Seconds()))
}

func (p *progress) write(line string) {
	p.wipe()
	fmt.Fprint(p.out, line)
	p.drawn, p.at = true, time.Now()
}

// wipe takes the line away, so that something else can be written.
func (p *progress) wipe() {
	if p.drawn {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.drawn = false
	}
}

// end takes the line away for good: what is read of an input may come to its end
// long after a command was stopped, and passes over articles until then.
func (p *progress) end() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wipe()
	p.ended = true
}

// beside is out for what is written while the progress is shown on it too.
func (p *progress) beside(out io.Writer) io.Writer {
	if p == nil {
		return out
	}
	return clearing{p, out}
}

type clearing struct {
	p   *progress
	out io.Writer
}

func (c clearing) Write(b []byte) (int, error) {
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	c.p.wipe()
	return c.out.Write(b)
}
