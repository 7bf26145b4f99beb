package web

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/html"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/link"
	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/internal/served"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/sqlite/sqlitetest"
	"github.com/hearsay-news/hearsay/internal/store/storetest"
	"github.com/hearsay-news/hearsay/record"
)

// visit is the pages of a collection in a test.
type visit struct {
	*testing.T
	store store.Store
	h     http.Handler
}

func newVisit(t *testing.T, records ...*record.Record) *visit {
	t.Helper()
	s := sqlitetest.Open(t)
	if _, err := s.Put(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	return &visit{t, s, New(t.Context(), options(t, s))}
}

// pasting reads all of a text as one article.
type pasting struct{}

func (pasting) Read(_ context.Context, src *ingest.Source) iter.Seq2[*article.Article, error] {
	return func(yield func(*article.Article, error) bool) {
		body, err := io.ReadAll(src.Body)
		yield(&article.Article{Title: "Pasted", Body: string(body), Language: "en"}, err)
	}
}

func options(t *testing.T, s store.Store) Options {
	return Options{Source: served.Source{
		Store: s, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Analyze: func(_ context.Context, a *article.Article, err error) (*record.Record, error) {
			if err != nil {
				return nil, err
			}
			a.Identify()
			return &record.Record{Analyzer: "1+en.1", Article: a}, nil
		},
		Readers: map[ingest.Format]ingest.Reader{ingest.Text: pasting{}},
		Page: func(_ context.Context, url string) (*article.Article, error) {
			return nil, article.Refuse(article.Unreachable, "nobody answers at "+url)
		}},
		Spool: filepath.Join(t.TempDir(), "spool"),
		File: func(context.Context, string) iter.Seq2[*article.Article, error] {
			return func(yield func(*article.Article, error) bool) {
				for i := range 3 {
					if !yield(&article.Article{ID: fmt.Sprintf("f%d", i), Body: "The pumps run."}, nil) {
						return
					}
				}
				yield(nil, fmt.Errorf("line 4: no article"))
			}
		},
	}
}

func (s *visit) get(path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func (s *visit) post(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	return w
}

// page is what a page shows, checked for what every page keeps.
func (s *visit) page(path string, status int) string {
	s.Helper()
	w := s.get(path)
	if w.Code != status {
		s.Errorf("%s: %d, want %d", path, w.Code, status)
	}
	if got := w.Header().Get("Content-Security-Policy"); got != policy {
		s.Errorf("%s: policy %q", path, got)
	}
	words, problems := inspect(w.Body)
	for _, p := range problems {
		s.Errorf("%s: %s", path, p)
	}
	return words
}

func (s *visit) shows(path string, status int, want ...string) {
	s.Helper()
	words := s.page(path, status)
	for _, x := range want {
		if !strings.Contains(words, x) {
			s.Errorf("%s does not show %q:\n%s", path, x, words)
		}
	}
}

var spaces = regexp.MustCompile(`\s+`)

// inspect is the words of a page, and what is wrong with it: ids that are there
// twice, scripts and styles in it, links to ids that are not there, links that
// take the reader along or say where from.
func inspect(page io.Reader) (words string, problems []string) {
	doc, err := html.Parse(page)
	if err != nil {
		return "", []string{err.Error()}
	}
	ids, hashes := map[string]bool{}, []string{}
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
		if n.Type != html.ElementNode {
			continue
		}
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
				problems = append(problems, "an attribute "+a.Key)
			}
		}
		if id, ok := attr["id"]; ok {
			if ids[id] {
				problems = append(problems, "id "+id+" is there twice")
			}
			ids[id] = true
		}
		href := attr["href"]
		switch {
		case n.Data == "style", n.Data == "script" && attr["src"] == "":
			problems = append(problems, "a "+n.Data+" in the page")
		case n.Data == "a" && strings.HasPrefix(href, "#"):
			hashes = append(hashes, href[1:])
		case n.Data == "a" && strings.Contains(href, "://") && attr["rel"] != "noopener nofollow":
			problems = append(problems, "a bare link to "+href)
		}
	}
	for _, h := range hashes {
		if !ids[h] {
			problems = append(problems, "a link to #"+h+", which is not there")
		}
	}
	return spaces.ReplaceAllString(b.String(), " "), problems
}

func talk(id, day string, who ...string) *record.Record {
	var said []storetest.Statement
	for i, w := range who {
		said = append(said, storetest.Statement{Who: w, Says: fmt.Sprintf("the pumps run %d", i), Act: "state"})
	}
	return storetest.Article(id, "https://lantern.example/"+url.PathEscape(id), day, said...)
}

func TestPages(t *testing.T) {
	s := newVisit(t, talk("a", "2026-03-01", "Ana Petrov", "Bo Lee"), talk("b/c d", "2026-03-04", "Ana Petrov"))
	s.shows("/", 200, "Newest statements", "About b/c d", "Ana Petrov", "The Lantern")
	s.shows("/search?q=pumps", 200, "3 statements", "About a", "Bo Lee")
	s.shows("/search?q=nobody", 200, "0 statements", "Nobody says so here")
	s.shows("/search?q=speaker:", 400, "can't be read")
	s.shows("/search?q=pumps&after=x", 422, "no place in a list")
	s.shows("/article/a", 200, "About a", "Ana Petrov", "the pumps run 1", "Who said what, to whom")
	s.shows("/article/b%2Fc%20d", 200, "About b/c d")
	s.shows("/article/b%2Fc%20d/versions", 200, "Versions")
	s.shows("/article/a/a2", 200, "Bo Lee", "in other words")
	s.shows("/article/a/a9", 404, "nothing")
	s.shows("/article/none", 404, "nothing")
	s.shows("/outlet/The%20Lantern", 200, "3 statements")
	s.shows("/outlet/Nobody", 404, "nothing")
	s.shows("/outlet/Lantern", 404, "nothing") // the whole name is meant
	s.shows("/outlet/%E2%98%85%E2%98%85", 404, "nothing")
	s.shows("/outlet/"+strings.Repeat("long", 500), 404, "nothing")
	s.shows("/people", 200, "Ana Petrov", "Bo Lee")
	s.shows("/people?name=lee", 200, "Bo Lee")
	s.shows("/people?kind=ghost", 422, "no kind")
	s.shows("/story/a", 404, "nothing")
	s.shows("/stories", 200, "Stories", "2 articles still to be sorted")
	s.shows("/entity/x", 404, "nothing")
	s.shows("/entity/e99", 404, "nothing")
	s.shows("/add", 200, "Add articles")
	s.shows("/feeds", 200, "No feed is followed yet")
	s.shows("/queue", 200, "0 waiting", "Nothing has failed")
	s.shows("/no/such/page", 404, "nothing")
}

func TestEmpty(t *testing.T) {
	newVisit(t).shows("/", 200, "The collection is empty", "Add an article")
}

func TestPaging(t *testing.T) {
	var records []*record.Record
	for i := range 30 {
		records = append(records, talk(fmt.Sprint("n", i), "2026-03-01", "Ana Petrov", "Bo Lee"))
	}
	s := newVisit(t, records...)
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`)
	for _, begin := range []string{"/search?q=pumps", "/entity/e1", "/outlet/The%20Lantern"} {
		seen := map[string]int{}
		pages := 0
		for path := begin; path != ""; pages++ {
			body := s.get(path).Body.String()
			for _, m := range regexp.MustCompile(`href="/article/(n\d+#a\d+)"`).FindAllStringSubmatch(body, -1) {
				seen[m[1]]++
			}
			path = ""
			if m := next.FindStringSubmatch(body); m != nil {
				path = html.UnescapeString(m[1])
			}
		}
		want := 60
		if strings.HasPrefix(begin, "/entity") {
			want = 30
		}
		for at, n := range seen {
			if n != 1 {
				t.Errorf("%s: %s is there %d times", begin, at, n)
			}
		}
		if len(seen) != want || pages != (want+19)/20 {
			t.Errorf("%s: %d statements on %d pages", begin, len(seen), pages)
		}
	}
}

func TestByHand(t *testing.T) {
	s := newVisit(t, talk("a", "2026-03-01", "Ana Petrov", "A. Petrov", "Bo Lee"))
	list, err := s.store.Entities(t.Context(), store.EntityQuery{})
	if err != nil || len(list) != 3 {
		t.Fatal(list, err)
	}
	at := func(name string) string {
		i := slices.IndexFunc(list, func(e store.Entity) bool { return e.Name == name })
		return fmt.Sprintf("e%d", list[i].ID)
	}
	ana, short := at("Ana Petrov"), at("A. Petrov")
	s.shows("/entity/"+ana+"?find=petrov", 200, "A. Petrov", "Which of these mean the same?")
	for _, c := range []struct {
		path   string
		form   url.Values
		status int
	}{
		{"/entity/" + ana + "/merge", url.Values{"other": {short}}, 303},
		{"/entity/" + ana + "/merge", url.Values{}, 422},
		{"/entity/" + ana + "/merge", url.Values{"other": {"x"}}, 422},
		{"/entity/" + ana + "/name", url.Values{"name": {" "}}, 422},
		{"/entity/" + ana + "/name", url.Values{"name": {"Anna Petrov"}}, 303},
		{"/entity/x/name", url.Values{"name": {"Anna"}}, 404},
	} {
		if w := s.post(c.path, c.form); w.Code != c.status {
			t.Errorf("%s %v: %d, want %d", c.path, c.form, w.Code, c.status)
		}
	}
	s.shows("/entity/"+ana, 200, "Anna Petrov", "A. Petrov", "2 statements", "Split off")
	if w := s.get("/entity/" + short); w.Code != 303 || w.Header().Get("Location") != "/entity/"+ana {
		t.Errorf("a name that was merged leads to %d %s", w.Code, w.Header().Get("Location"))
	}
	s.post("/entity/"+ana+"/split", url.Values{"name": {short}})
	s.shows("/entity/"+short, 200, "A. Petrov", "1 statement")
}

func TestAdd(t *testing.T) {
	s := newVisit(t)
	w := s.post("/add", url.Values{"article": {"The dam holds."}, "title": {"Dam"}, "outlet": {"The Tide"}, "published": {"2026-03-01"}})
	if w.Code != 303 || !strings.HasPrefix(w.Header().Get("Location"), "/article/") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	s.shows(w.Header().Get("Location"), 200, "Dam", "The Tide", "1 March 2026", "The dam holds.")
	for _, c := range []struct {
		form   url.Values
		status int
		want   string
	}{
		{url.Values{}, 422, "paste the address"},
		{url.Values{"article": {"https://nobody.example/x"}}, 422, "nobody answers at https://nobody.example/x"},
		{url.Values{"article": {"text"}, "published": {"yesterday"}}, 422, "2026-03-01"},
		{url.Values{"article": {strings.Repeat("x", mostForm)}}, 413, "longer than the 4 MB"},
	} {
		if w := s.post("/add", c.form); w.Code != c.status || !strings.Contains(html.UnescapeString(w.Body.String()), c.want) {
			t.Errorf("%.40s: %d %s", c.form, w.Code, w.Body)
		}
	}
	if w := s.post(w.Header().Get("Location")+"/remove", nil); w.Code != 303 {
		t.Errorf("remove: %d", w.Code)
	}
	s.shows(w.Header().Get("Location"), 404)
}

func TestAddFiles(t *testing.T) {
	s := newVisit(t)
	body := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../news.jsonl\"\r\n\r\nsome lines\r\n--x--\r\n"
	r := httptest.NewRequest(http.MethodPost, "/add/files", strings.NewReader(body))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	if w.Code != 303 || w.Header().Get("Location") != "/add/1" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	ctx, stop := context.WithCancel(t.Context())
	go s.store.Work(ctx, queue.Options{}, func(context.Context, queue.Job) (queue.Result, error) { return queue.Result{}, nil })
	defer stop()
	events := s.get("/add/1/events").Body.String() // until it is done
	if !strings.Contains(events, "event: end\n") || !strings.Contains(events, "nothing waits in the queue") {
		t.Errorf("events: %s", events)
	}
	s.shows("/add/1", 200, "3 articles read", "3 new", "1 not read", "line 4: no article")
	s.shows("/add/2", 404, "not remembered")
	r = httptest.NewRequest(http.MethodPost, "/add/files", strings.NewReader("x"))
	w = httptest.NewRecorder()
	if s.h.ServeHTTP(w, r); w.Code != 422 {
		t.Errorf("no file: %d", w.Code)
	}
}

// sent sends files under one name.
func (s *visit) sent(name string, files int, end string) *httptest.ResponseRecorder {
	var b strings.Builder
	for range files {
		fmt.Fprintf(&b, "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=%q\r\n\r\nsome lines\r\n", name)
	}
	r := httptest.NewRequest(http.MethodPost, "/add/files", strings.NewReader(b.String()+end))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	return w
}

// Many files lead to the list of them, of which none that is still to be read is
// forgotten; one that breaks off says which ones are there.
func TestManyFiles(t *testing.T) {
	s := newVisit(t)
	if w := s.sent("news.jsonl", 60, "--x--\r\n"); w.Code != 303 || w.Header().Get("Location") != "/add#files-added" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	s.shows("/add", 200, "news.jsonl")
	s.shows("/add/60", 200, "news.jsonl")
	w := s.sent("last.jsonl", 2, "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"cut.jsonl\"\r\n\r\nsome")
	if w.Code != 422 || !strings.Contains(w.Body.String(), "broke off") || !strings.Contains(w.Body.String(), "2 files, up to last.jsonl, came whole") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := s.sent("many.jsonl", mostFiles+1, "--x--\r\n"); w.Code != 413 || !strings.Contains(w.Body.String(), "at once") {
		t.Errorf("too many: %d", w.Code)
	}
}

// A file that was sent is read to its end, though the server is stopped meanwhile,
// and then nothing of it is left.
func TestImportGoesOn(t *testing.T) {
	st := sqlitetest.Open(t)
	o := options(t, st)
	read, whole := make(chan bool), o.File
	o.File = func(ctx context.Context, path string) iter.Seq2[*article.Article, error] {
		return func(yield func(*article.Article, error) bool) {
			yield(&article.Article{ID: "first", Body: "The pumps run."}, nil)
			close(read)
			<-ctx.Done()
			yield(nil, ctx.Err())
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	s := &visit{t, st, New(ctx, o)}
	if w := s.sent("news.jsonl", 1, "--x--\r\n"); w.Code != 303 {
		t.Fatal(w.Code)
	}
	<-read
	stop()

	o.File = whole
	s.h = New(t.Context(), o)
	ctx, stop = context.WithCancel(t.Context())
	defer stop()
	go st.Work(ctx, queue.Options{}, func(context.Context, queue.Job) (queue.Result, error) { return queue.Result{}, nil })
	s.get("/add/1/events") // until it is done
	s.shows("/add/1", 200, "Adding news.jsonl", "3 articles read", "3 new")
	for {
		if left, err := os.ReadDir(o.Spool); err != nil || len(left) == 0 {
			break // taken away right behind the last event
		}
		time.Sleep(time.Millisecond)
	}
}

// What comes in parts is never kept for a form that is none of files, and a form
// can't be of any length.
func TestForms(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := newVisit(t)
	part := "--x\r\nContent-Disposition: form-data; name=\"url\"; filename=\"a\"\r\n\r\n" + strings.Repeat("x", 40<<20) + "\r\n--x--\r\n"
	for _, c := range []struct{ method, path string }{{"GET", "/search?q=pumps"}, {"GET", "/people"}, {"POST", "/feeds"}, {"POST", "/alerts"}, {"POST", "/add"}} {
		r := httptest.NewRequest(c.method, c.path, strings.NewReader(part))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		s.h.ServeHTTP(httptest.NewRecorder(), r)
		if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
			t.Errorf("%s %s leaves %v, %v", c.method, c.path, left, err)
		}
	}
	if w := s.post("/feeds", url.Values{"url": {strings.Repeat("x", mostFields)}}); w.Code != 413 {
		t.Errorf("a long form: %d", w.Code)
	}
}

// A large story of the front page is traced before anybody looks at it.
func TestForesee(t *testing.T) {
	var records []*record.Record
	var ids []string
	for i := range largest {
		ids = append(ids, fmt.Sprint("n", i))
		records = append(records, talk(ids[i], "2026-03-01", "Ana Petrov"))
	}
	st := sqlitetest.Open(t)
	if _, err := st.Put(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	if err := st.JoinStories(t.Context(), ids); err != nil {
		t.Fatal(err)
	}
	if err := link.Articles(t.Context(), st, ids); err != nil {
		t.Fatal(err)
	}
	s := &server{Options: options(t, st), traces: newTraces(served.NewTracer(st))}
	if _, err := s.start(httptest.NewRequest(http.MethodGet, "/", nil)); err != nil {
		t.Fatal(err)
	}
	s.traces.ahead.Lock() // when that is done
	defer s.traces.ahead.Unlock()
	if len(s.traces.kept) != 1 || s.traces.kept[0].reports != largest {
		t.Errorf("%d traces are kept", len(s.traces.kept))
	}
}

// unending is a collection in which no search comes to its end.
type unending struct{ store.Store }

func (unending) Search(context.Context, *store.Query, store.Page) (*store.Found, error) {
	return nil, fmt.Errorf("search: %w", store.ErrSlow)
}

func TestSlowSearch(t *testing.T) {
	st := unending{sqlitetest.Open(t)}
	s := &visit{t, st, New(t.Context(), options(t, st))}
	s.shows("/search?q=pumps", 503, "takes too long", "Narrow it")
}

// onDisk is an error of the machine, not of a file.
var onDisk = &fs.PathError{Op: "open", Path: "news.jsonl", Err: syscall.EMFILE}

// A file that can't be read now waits for the next start; one that was tried too
// often, without an end, is set aside and stays.
func TestFileThatCantBeRead(t *testing.T) {
	st := sqlitetest.Open(t)
	o := options(t, st)
	o.File = func(context.Context, string) iter.Seq2[*article.Article, error] {
		return func(yield func(*article.Article, error) bool) { yield(nil, onDisk) }
	}
	s := &visit{t, st, New(t.Context(), o)}
	if w := s.sent("news.jsonl", 1, "--x--\r\n"); w.Code != 303 {
		t.Fatal(w.Code)
	}
	s.get("/add/1/events")
	s.shows("/add/1", 200, "read again when the server starts")
	for range mostTries {
		s.h = New(t.Context(), o)
		s.get("/add/1/events")
	}
	s.shows("/add/1", 200, "tried 3 times", "set aside")
	if left, err := os.ReadDir(o.Spool); err != nil || len(left) != 1 {
		t.Errorf("the spool has %v, %v", left, err)
	}
}

// absent is a collection that is away the first times that it is written to.
type absent struct {
	store.Store
	times int
}

func (a *absent) Enqueue(ctx context.Context, jobs []queue.Job) (int, error) {
	if a.times--; a.times >= 0 {
		return 0, store.ErrAway
	}
	return a.Store.Enqueue(ctx, jobs)
}

// An import waits for a collection that is away.
func TestImportWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := &absent{sqlitetest.Open(t), 8}
		s := &visit{t, st, New(t.Context(), options(t, st))}
		s.sent("news.jsonl", 1, "--x--\r\n")
		synctest.Wait()
		s.shows("/add/1", 200, "does not answer")
		time.Sleep(5 * time.Minute)
		s.shows("/add/1", 200, "3 articles read", "3 new")
	})
}

func TestFeedsAndQueue(t *testing.T) {
	s := newVisit(t)
	for at, status := range map[string]int{"https://lantern.example/feed.xml": 303, "javascript:alert(1)": 422, "": 422, "ftp://x.example/": 422} {
		if w := s.post("/feeds", url.Values{"url": {at}}); w.Code != status {
			t.Errorf("follow %q: %d", at, w.Code)
		}
	}
	s.shows("/feeds", 200, "https://lantern.example/feed.xml", "at once")
	if _, err := s.store.Put(t.Context(), []*record.Record{talk("a", "2026-03-01", "Bo Lee")}); err != nil {
		t.Fatal(err)
	}
	s.shows("/outlet/The%20Lantern", 200, "https://lantern.example/feed.xml")
	s.post("/feeds/remove", url.Values{"url": {"https://lantern.example/feed.xml"}})
	s.shows("/feeds", 200, "No feed is followed yet")

	if _, err := s.store.Enqueue(t.Context(), []queue.Job{{Kind: queue.Analyze, Key: "k", Load: []byte("x")}}); err != nil {
		t.Fatal(err)
	}
	fail := func(context.Context, queue.Job) (queue.Result, error) {
		return queue.Result{}, queue.Never(fmt.Errorf("the pumps are off"))
	}
	if err := s.store.Work(t.Context(), queue.Options{Drain: true}, fail); err != nil {
		t.Fatal(err)
	}
	s.shows("/queue", 200, "1 parked", "the pumps are off")
	if w := s.post("/queue/retry", nil); w.Code != 422 {
		t.Errorf("retry of none: %d", w.Code)
	}
	if w := s.post("/queue/drop", url.Values{"job": {"1"}}); w.Code != 303 {
		t.Errorf("drop: %d", w.Code)
	}
	s.shows("/queue", 200, "0 parked", "Nothing has failed")
}

func TestAlerts(t *testing.T) {
	s := newVisit(t, talk("a", "2026-03-01", "Ana Petrov"))
	s.shows("/alerts", 200, "No search is saved yet")
	for _, c := range []struct {
		form   url.Values
		status int
		want   string
	}{
		{url.Values{"name": {"pumps / all"}, "q": {"pumps"}}, 303, ""},
		{url.Values{"name": {"pumps / all"}, "q": {"pumps"}}, 422, "of this name already"},
		{url.Values{"name": {"x"}, "q": {"speaker:"}}, 422, "query"},
		{url.Values{"name": {"x"}, "q": {"pumps"}, "hook": {"javascript:x"}}, 422, "hook"},
		{url.Values{"name": {"told"}, "q": {"pumps"}, "hook": {"https://tide.example/hook"}}, 200, "whsec_"},
	} {
		if w := s.post("/alerts", c.form); w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%v: %d %s", c.form, w.Code, w.Body)
		}
	}
	s.shows("/alerts", 200, "pumps / all", "told", "Atom")
	s.shows("/alerts/pumps%20%2F%20all", 200, "pumps / all", "the pumps run 0", "Ana Petrov")
	s.shows("/alerts/none", 404, "nothing")
	if w := s.post("/alerts/told/remove", nil); w.Code != 303 {
		t.Errorf("remove: %d", w.Code)
	}
	if strings.Contains(s.page("/alerts", 200), "told") {
		t.Error("a search that was forgotten is still there")
	}
}

// Readers see no forms, and who is logged in can log out.
func TestReaders(t *testing.T) {
	s := newVisit(t, talk("a", "2026-03-01", "Ana Petrov"))
	all := s.h
	s.h = guard.AsVisitor(guard.Visitor{Name: "bo", Role: store.Reader, Account: true}, all)
	s.shows("/", 200, "bo", "Log out")
	if body := s.get("/feeds").Body.String(); !strings.Contains(body, `<body class="reads">`) {
		t.Error("the page of a reader does not say so")
	}
	s.shows("/settings", 403, "for editors")
	s.h = all
	s.shows("/settings", 403, "for editors")
	s.h = guard.AsVisitor(guard.Visitor{Name: "ana", Role: store.Editor, Account: true}, all)
	s.shows("/settings", 200, "Accounts", "Nothing yet")
	if body := s.get("/feeds").Body.String(); strings.Contains(body, `class="reads"`) {
		t.Error("an editor sees the page of a reader")
	}
}

func TestVersions(t *testing.T) {
	a, b := talk("a", "2026-03-01", "Ana Petrov"), talk("a2", "2026-03-01", "Bo Lee")
	b.Article.URL = a.Article.URL
	s := newVisit(t, a)
	if _, err := s.store.Put(t.Context(), []*record.Record{b}); err != nil {
		t.Fatal(err)
	}
	s.shows("/article/a2", 200, "2 versions")
	s.shows("/article/a", 200, "An older version")
	s.shows("/article/a/versions", 200, "Ana Petrov said", "Bo Lee said")
}

func TestStatic(t *testing.T) {
	s := newVisit(t)
	for _, name := range []string{"style.css", "htmx.min.js", "sse.min.js", "hearsay.js"} {
		w := s.get(asset(name))
		if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Body.Len() == 0 {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
	}
	if w := s.get("/static/older/style.css"); w.Code != 200 || strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("a file of another version: %d %v", w.Code, w.Header())
	}
	if w := s.get("/static/x/../web.go"); w.Code == 200 {
		t.Error("what is no static file is served")
	}
}
