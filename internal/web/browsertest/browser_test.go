package browsertest

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/hearsay-news/hearsay/internal/cli"
)

// patience is how long a test may take, the start of the browser included.
const patience = 90 * time.Second

var allocator = sync.OnceValues(func() (context.Context, error) {
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		return nil, exec.ErrNotFound
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-dev-shm-usage", true))
	ctx, _ := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, _ = chromedp.NewContext(ctx)
	return ctx, chromedp.Do(ctx) // starts it; tests open tabs in it
})

// TestMain ends the browser.
func TestMain(m *testing.M) {
	code := m.Run()
	if ctx, err := allocator(); err == nil {
		chromedp.Cancel(ctx)
	}
	os.Exit(code)
}

// tab is a page of the browser.
type tab struct {
	*testing.T
	ctx  context.Context
	base string
}

func open(t *testing.T, base string) *tab {
	t.Helper()
	if testing.Short() {
		t.Skip("short: a browser takes its time")
	}
	browser, err := allocator()
	if err != nil {
		t.Skipf("there is no Chromium to look at pages with: %v", err)
	}
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, patience)
	t.Cleanup(stop)
	b := &tab{t, ctx, base}
	b.do(chromedp.EmulateViewport(1280, 900))
	return b
}

// do takes steps, one after another.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	for i, s := range steps {
		if err := chromedp.Do(b.ctx, s); err != nil {
			b.Fatalf("step %d: %v\nat %s\n%s", i+1, err, b.at(), b.text())
		}
	}
}

// visit opens a page of the server.
func (b *tab) visit(path string) {
	b.Helper()
	b.do(chromedp.Navigate(b.base + path))
}

// at is the address of the page without that of the server.
func (b *tab) at() string {
	at, _ := chromedp.Run(b.ctx, chromedp.Location())
	return strings.TrimPrefix(at, b.base)
}

// text is what the page shows.
func (b *tab) text() string {
	words, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.body.innerText`))
	return words
}

// shows waits until the page shows some words.
func (b *tab) shows(words string) {
	b.Helper()
	ctx, stop := context.WithTimeout(b.ctx, 15*time.Second)
	defer stop()
	for {
		if strings.Contains(strings.Join(strings.Fields(b.text()), " "), words) {
			return
		}
		select {
		case <-ctx.Done():
			b.Fatalf("%s never shows %q:\n%s", b.at(), words, b.text())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// follow clicks on the link with some words and waits for its page.
func (b *tab) follow(words string) {
	b.Helper()
	link := `//a[contains(normalize-space(.), "` + words + `")]`
	if _, err := chromedp.RunResponse(b.ctx, chromedp.Click(link)); err != nil {
		b.Fatalf("follow %q at %s: %v\n%s", words, b.at(), err, b.text())
	}
}

// press clicks on the button with some words and waits for the page that it
// leads to.
func (b *tab) press(words string) {
	b.Helper()
	if _, err := chromedp.RunResponse(b.ctx, chromedp.Click(`//button[normalize-space(.)="`+words+`"]`)); err != nil {
		b.Fatalf("press %q at %s: %v\n%s", words, b.at(), err, b.text())
	}
}

// eval is the value of an expression on the page.
func eval[T any](b *tab, expression string, opts ...chromedp.EvaluateOption) T {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, opts...))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return v
}

// serve runs hearsay serve over a collection that the articles of the project
// are in, and some more, and returns its address.
func serve(t *testing.T, more ...string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("short: a browser takes its time")
	}
	if _, err := allocator(); err != nil {
		t.Skipf("there is no Chromium to look at pages with: %v", err)
	}
	place := filepath.Join(t.TempDir(), "news.db")
	args := append([]string{"add", "-q", "--store", place, "../../../examples"}, more...)
	if code := cli.Run(t.Context(), args, cli.Streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard}); code > 1 {
		t.Fatalf("add: exit %d", code)
	}
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		cli.Run(ctx, []string{"serve", "--store", place, "--listen", "127.0.0.1:0"}, cli.Streams{In: strings.NewReader(""), Out: in, Err: io.Discard})
		in.Close()
	}()
	t.Cleanup(func() {
		stop()
		<-done
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, out)
	_, base, ok := strings.Cut(strings.TrimSpace(line), ": ")
	if !ok {
		t.Fatalf("serve says %q", line)
	}
	return base
}
