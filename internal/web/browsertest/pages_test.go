package browsertest

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// talks is an article of the examples, and petrov one who speaks in it.
const talks = "/article/ea3754478d6396b3dda897ec"

// pages are all pages that can be read.
func pages(b *tab) []string {
	b.Helper()
	b.visit("/people")
	petrov := eval[string](b, `[...document.querySelectorAll("td a")].find(a => a.textContent == "Ana Petrov").getAttribute("href")`)
	return []string{
		"/", "/search?q=crossing", "/search?q=nobodysays", "/people", "/people?name=petrov&kind=person", petrov, petrov + "?find=hale",
		"/outlet/The%20Lantern", talks, talks + "/versions", talks + "/a4", "/story/ea3754478d6396b3dda897ec", "/stories", "/stories?words=tunnel&sort=independent",
		"/alerts", "/settings", "/login", "/add", "/feeds", "/queue", "/nothing/here",
	}
}

func TestVisit(t *testing.T) {
	b := open(t, serve(t))
	b.visit("/add")
	b.do(chromedp.SendKeys(chromedp.ID("article"), "The ferry will not sail, harbour master Bo Lind said on Monday.\n\n\"Nobody leaves this port before the storm has passed,\" he told the Harbour Times.\n"))
	b.press("Read it")
	b.shows("Nobody leaves this port")
	b.shows("Who said what, to whom")
	b.do(chromedp.ScrollIntoView(chromedp.CSS("a.s.direct")), chromedp.Focus(chromedp.CSS("a.s.direct")))
	b.shows("in quotation marks")
	b.follow("Bo Lind")
	b.shows("2 statements")
	b.visit("/search?q=ferry")
	b.shows("The ferry will not sail")
	b.visit(talks)
	b.follow("its story")
	b.shows("independent origins")
	b.follow("The Lantern 1")
	b.shows("Varland offers to open northern crossing")
}

// A search is saved, an article comes in that it finds, and it is told on the page
// and in the feed.
func TestAlert(t *testing.T) {
	b := open(t, serve(t))
	b.visit("/search?q=ferry+speaker:lind")
	b.do(chromedp.Click(`//summary[.="Save this search"]`), chromedp.SendKeys(chromedp.CSS(`input[name="name"]`), "The ferry"))
	b.press("Save it")
	b.shows("Nothing yet")
	b.visit("/add")
	b.do(chromedp.SendKeys(chromedp.ID("article"), "The ferry will not sail, harbour master Bo Lind said on Monday."))
	b.press("Read it")
	for range 40 {
		b.visit("/alerts")
		if eval[string](b, `document.querySelector("td.num").innerText`) != "0" {
			break
		}
		b.do(chromedp.Sleep(250 * time.Millisecond))
	}
	b.visit("/")
	b.follow("The ferry")
	b.shows("The ferry will not sail")
	b.press("Mark 1 new statement as seen")
	if n := eval[string](b, `document.querySelector("td.num").innerText`); n != "0" {
		t.Errorf("after it was seen %s are new", n)
	}
	if feed := eval[string](b, `fetch(document.querySelector('a[href$="/feed"]').href).then(r => r.text())`, chromedp.EvalAwaitPromise); !strings.Contains(feed, "The ferry will not sail") {
		t.Errorf("the feed: %s", feed)
	}
}

// Stories are put right by hand.
func TestStoryByHand(t *testing.T) {
	b := open(t, serve(t))
	for range 40 {
		b.visit("/stories?words=tunnel")
		if strings.Contains(b.text(), "Lind tunnel") {
			break
		}
		b.do(chromedp.Sleep(250 * time.Millisecond))
	}
	b.follow("Varland shuts Lind tunnel")
	b.shows("7 reports")
	b.do(chromedp.Click(`//summary[.="An article tells something else"]`), chromedp.Click(`//label[contains(., "Ministry knew")]//input`))
	b.press("Take them out")
	b.shows("6 reports")
	b.do(chromedp.Click(`//summary[.="Another story tells the same"]`), chromedp.SendKeys(chromedp.CSS(`input[name="find"]`), "crossing"))
	b.press("Find")
	b.do(chromedp.Click(chromedp.CSS(`input[name="other"]`)))
	b.press("Merge into this one")
	b.shows("10 reports")
}

func TestEntityByHand(t *testing.T) {
	b := open(t, serve(t))
	b.visit("/people?name=petrov")
	b.follow("Ana Petrov")
	b.do(chromedp.Click(`//summary[.="Merge or rename"]`), chromedp.SendKeys(chromedp.CSS(`input[name="find"]`), "brann"))
	b.press("Find")
	b.shows("Edith Brann")
	b.do(chromedp.Click(chromedp.CSS(`input[name="other"]`)))
	b.press("Merge into Ana Petrov")
	b.shows("Edith Brann")
	b.press("Split off")
	if strings.Contains(eval[string](b, `document.querySelector("#names").parentElement.innerText`), "Edith Brann") {
		t.Errorf("a name that was split off is still there: %s", b.text())
	}
}

func TestFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "two.jsonl")
	lines := ""
	for i := range 2 {
		lines += fmt.Sprintf(`{"id":"p%d","title":"Pumps %d","text":"The pumps run, Bo Lee said on day %d of the flood."}`+"\n", i, i, i)
	}
	if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	b := open(t, serve(t))
	b.visit("/add")
	b.do(chromedp.SetUploadFiles(chromedp.ID("files"), []string{path}))
	b.press("Add them")
	b.shows("all analysed")
	b.shows("2 articles read")
	b.visit("/article/p1")
	b.shows("Bo Lee")
}

func TestKeys(t *testing.T) {
	b := open(t, serve(t))
	b.visit("/")
	b.do(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Enter))
	if at := eval[string](b, `document.activeElement.id`); at != "main" {
		t.Errorf("the first key leads to %q, not to the content", at)
	}
	b.do(chromedp.KeyEvent("/"), chromedp.KeyEvent("crossing"))
	if _, err := chromedp.RunResponse(b.ctx, chromedp.KeyEvent(kb.Enter)); err != nil {
		t.Fatal(err)
	}
	b.shows("Varland ready to reopen")
	b.visit(talks)
	for range 40 {
		b.do(chromedp.KeyEvent(kb.Tab))
		if eval[bool](b, `document.activeElement.matches("a.s")`) {
			break
		}
	}
	b.shows("named by") // the panel of a statement that has the focus
}

func TestSmallScreen(t *testing.T) {
	b := open(t, serve(t))
	b.do(chromedp.EmulateViewport(360, 640, chromedp.EmulateMobile))
	for _, path := range pages(b) {
		b.visit(path)
		if wide := eval[int](b, `document.scrollingElement.scrollWidth`); wide > 360 {
			t.Errorf("%s is %d wide on a screen of 360", path, wide)
		}
	}
}

func TestWithoutScripts(t *testing.T) {
	b := open(t, serve(t))
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
	b.visit("/add")
	b.do(chromedp.SendKeys(chromedp.ID("article"), "The dam holds, engineer Ana Roe said on Monday."))
	b.press("Read it")
	if at := b.at(); !strings.HasPrefix(at, "/article/") {
		t.Errorf("after adding at %s", at)
	}
	b.follow("Ana Roe")
	if at := b.at(); !strings.HasPrefix(at, "/entity/") {
		t.Errorf("the speaker leads to %s", at)
	}
}

var axe = sync.OnceValues(func() (string, error) {
	f, err := os.Open("testdata/axe.min.js.gz")
	if err != nil {
		return "", err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(z)
	return string(b), err
})

// violation is what axe-core finds wrong.
type violation struct {
	ID, Help string
	Nodes    []struct{ HTML, FailureSummary string }
}

func TestAccessible(t *testing.T) {
	script, err := axe()
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, serve(t))
	for _, scheme := range []string{"light", "dark"} {
		b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
			return err
		}))
		for _, path := range pages(b) {
			b.visit(path)
			eval[chromedp.Void](b, script)
			raw := eval[string](b, `axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r => JSON.stringify(r.violations))`, chromedp.EvalAwaitPromise)
			var found []violation
			if err := json.Unmarshal([]byte(raw), &found); err != nil {
				t.Fatal(err)
			}
			for _, v := range found {
				t.Errorf("%s, %s: %s: %s\n  %s\n  %s", path, scheme, v.ID, v.Help, v.Nodes[0].HTML, v.Nodes[0].FailureSummary)
			}
		}
	}
}

func TestHostile(t *testing.T) {
	evil := strings.NewReplacer("\n", " ").Replace(`<script>window.hit=1</script><img src=x onerror="window.hit=1"><svg onload="window.hit=1"></svg>`)
	rec := map[string]any{
		"id": `"><script>window.hit=1</script>`, "title": evil + strings.Repeat(" the ferry", 100_000) + "\u202egnp.exe",
		"url": "javascript:window.hit=1", "outlet": evil, "authors": evil, "published": "2026-03-01",
		"text": `"` + evil + `," harbour master Bo ` + evil + ` Lind said. </title></script><style>body{display:none}</style>` + "\n\nThe port is closed, Bo Lind said on Monday.\n",
	}
	line, err := json.Marshal(rec)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "evil.jsonl")
	if err := os.WriteFile(path, append(line, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	b := open(t, serve(t, path))
	b.visit("/search?q=port")
	article := eval[string](b, `document.querySelector(".found h3 a").getAttribute("href")`)
	outlet := eval[string](b, `document.querySelector(".found .facts a").getAttribute("href")`)
	for _, at := range append(pages(b), article, article+"/versions", outlet, "/search?q=%22%3E%3Cscript%3Ewindow.hit%3D1%3C/script%3E", "/people?name=%22%3E%3Cscript%3E") {
		b.visit(at)
		if eval[bool](b, `window.hit === 1 || !!document.querySelector("main script, main img, main style, main svg[onload]") || [...document.querySelectorAll("a[href]")].some(a => /^(javascript|data):/.test(a.href))`) {
			t.Errorf("%s runs or loads what an article holds", at)
		}
		if eval[bool](b, `getComputedStyle(document.body).display == "none" || /[\u202a-\u202e]/.test(document.documentElement.outerHTML)`) {
			t.Errorf("%s is changed by what an article holds", at)
		}
	}
}

// Weights of pages, compressed, with their styles and scripts.
const mostWeight = 60 << 10

func TestWeight(t *testing.T) {
	b := open(t, serve(t))
	for _, path := range pages(b) {
		b.visit(path)
		parts := eval[[]string](b, `[...document.querySelectorAll("link[rel=stylesheet], script[src]")].map(x => x.href || x.src)`)
		sum := 0
		for _, at := range append(parts, b.base+path) {
			sum += weigh(t, at)
		}
		if sum > mostWeight {
			t.Errorf("%s weighs %d bytes", path, sum)
		}
	}
}

// weigh is the length of a file as it is sent.
func weigh(t *testing.T, at string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip")
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	n, err := io.Copy(io.Discard, resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

// TestSteady looks for things that move while a page is loaded: the sum of all
// shifts (Layout Instability API).
func TestSteady(t *testing.T) {
	b := open(t, serve(t))
	for _, path := range pages(b) {
		b.visit(path)
		shift := eval[float64](b, `new Promise(done => {
			let sum = 0;
			new PerformanceObserver(l => { for (const e of l.getEntries()) sum += e.value }).observe({type: "layout-shift", buffered: true});
			setTimeout(() => done(sum), 150);
		})`, chromedp.EvalAwaitPromise)
		if shift > 0.01 {
			t.Errorf("%s shifts by %.3f while it is loaded", path, shift)
		}
	}
}
