package browsertest

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

var update = flag.Bool("update", false, "take the pictures of the documentation anew")

// TestPictures takes the pictures of the documentation, from the articles of the
// project. Browsers draw letters each in their way, so they are compared by eye.
func TestPictures(t *testing.T) {
	if !*update {
		t.Skip("the pictures are taken with -update")
	}
	b := open(t, serve(t))
	people := pages(b)
	for _, p := range []struct {
		file, path, scheme string
		height             int64
	}{
		{"story.png", "/story/tunnel-1", "light", 900},
		{"article.png", talks, "light", 900},
		{"person.png", people[5], "dark", 700},
	} {
		b.do(chromedp.EmulateViewport(1280, p.height), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: p.scheme}}})
			return err
		}))
		b.visit(p.path)
		if p.path == talks {
			b.do(chromedp.Focus(chromedp.CSS("a.s.direct")))
			b.shows("named by")
			b.do(chromedp.Evaluate[chromedp.Void](`scrollTo(0, 0)`))
		}
		picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join("../../../doc/web", p.file), picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
