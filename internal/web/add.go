package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/internal/work"
	"github.com/hearsay-news/hearsay/record"
)

// Limits of what is sent to be added, in bytes.
const (
	mostForm = article.MaxBody + 64<<10 // an article pasted
	mostFile = 2 << 30
)

func (s *server) addPage(*http.Request) (*view, error) {
	return &view{page: "add", title: "Add articles", active: "add", data: s.imports.list()}, nil
}

// add reads the article at an address, or the one that was pasted, and shows its
// record at once.
func (s *server) add(r *http.Request) (*view, error) {
	if !guard.Spend(r.Context()) {
		return nil, &fault{http.StatusTooManyRequests, "This was asked for too often; try again in a minute."}
	}
	r.Body = http.MaxBytesReader(nil, r.Body, mostForm)
	if err := r.ParseForm(); err != nil {
		return nil, tooLong(err)
	}
	a, err := s.pasted(r)
	rec, err := s.Analyze(r.Context(), a, err)
	if err != nil {
		return nil, err
	}
	if rec.Refused != "" {
		reason, detail, _ := strings.Cut(rec.Refused, ": ")
		return nil, article.Refuse(article.Reason(reason), detail)
	}
	if _, err := s.Store.Put(r.Context(), []*record.Record{rec}); err != nil {
		return nil, err
	}
	return &view{to: articlePath(rec.Article.ID)}, nil
}

func tooLong(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &fault{http.StatusRequestEntityTooLarge, "This is longer than an article may be; send it as a file."}
	}
	return bad("the form can't be read: %v", err)
}

// pasted is the article of the form: of the address in it, or the text.
func (s *server) pasted(r *http.Request) (*article.Article, error) {
	words := strings.TrimSpace(r.PostForm.Get("article"))
	switch {
	case words == "":
		return nil, bad("nothing was written; paste the address of an article, or its text")
	case isAddress(words):
		return s.Page(r.Context(), words)
	}
	a, err := s.Text(r.Context(), words)
	if a == nil {
		return nil, err
	}
	if title := strings.TrimSpace(r.PostForm.Get("title")); title != "" {
		a.Title = title
	}
	if outlet := strings.TrimSpace(r.PostForm.Get("outlet")); outlet != "" {
		a.Outlet.Name = outlet
	}
	if day := r.PostForm.Get("published"); day != "" {
		var e error
		if a.Published, e = article.ParseMoment(day); e != nil {
			return nil, bad("%v", e)
		}
	}
	return a, err
}

// isAddress reports whether all of what was pasted is an address on the web.
func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") && !strings.ContainsAny(s, " \n\t")
}

// imports are the files that are being added, and those that were.
type imports struct {
	ctx context.Context
	mu  sync.Mutex
	all []*importing
}

// mostImports is how many are remembered.
const mostImports = 50

func newImports(ctx context.Context) *imports { return &imports{ctx: ctx} }

// importing is one file on its way into the queue.
type importing struct {
	N     int
	Name  string
	Begun time.Time

	mu    sync.Mutex
	state importState
}

// importState is how far an import is.
type importState struct {
	Read    int // articles
	Queued  int // of these, those that were not known
	Faults  []string
	Failed  int
	Done    bool
	Waiting int // jobs in the queue
}

// mostFaults is how many complaints of an import are shown.
const mostFaults = 20

func (im *imports) list() []*importing {
	im.mu.Lock()
	defer im.mu.Unlock()
	out := make([]*importing, len(im.all))
	for i, one := range im.all {
		out[len(out)-1-i] = one
	}
	return out
}

func (im *imports) begin(name string) *importing {
	im.mu.Lock()
	defer im.mu.Unlock()
	one := &importing{N: 1, Name: name, Begun: time.Now()}
	if n := len(im.all); n > 0 {
		one.N = im.all[n-1].N + 1
	}
	if im.all = append(im.all, one); len(im.all) > mostImports {
		im.all = im.all[1:]
	}
	return one
}

func (im *imports) get(n string) *importing {
	for _, one := range im.list() {
		if fmt.Sprint(one.N) == n {
			return one
		}
	}
	return nil
}

// State is how far it is now.
func (one *importing) State() importState {
	one.mu.Lock()
	defer one.mu.Unlock()
	return one.state
}

func (one *importing) change(do func(*importState)) {
	one.mu.Lock()
	defer one.mu.Unlock()
	do(&one.state)
}

// addFiles keeps what was sent in files of their own and begins to read them.
func (s *server) addFiles(r *http.Request) (*view, error) {
	r.Body = http.MaxBytesReader(nil, r.Body, mostFile)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, bad("no file was sent; choose some first")
	}
	var first *importing
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, tooLong(err)
		}
		if part.FileName() == "" {
			continue
		}
		path, err := spool(part)
		if err != nil {
			return nil, err
		}
		one := s.imports.begin(part.FileName())
		go s.queueFile(one, path)
		if first == nil {
			first = one
		}
	}
	if first == nil {
		return nil, bad("no file was sent; choose some first")
	}
	return &view{to: fmt.Sprintf("/add/%d", first.N)}, nil
}

// spool writes what is sent to a file in a folder of its own, with the ending of
// its name, by which formats are told.
func spool(part *multipart.Part) (path string, err error) {
	dir, err := os.MkdirTemp("", "hearsay-import-")
	if err != nil {
		return "", err
	}
	path = filepath.Join(dir, "file"+filepath.Ext(filepath.Base(filepath.Clean(part.FileName()))))
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err == nil {
		_, err = io.Copy(f, part)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		os.RemoveAll(dir)
		return "", tooLong(err)
	}
	return path, nil
}

// batch is how many articles are queued at once.
const batch = 200

// queueFile reads a file and queues its articles, so that they are analysed
// whatever becomes of this program.
func (s *server) queueFile(one *importing, path string) {
	defer os.RemoveAll(filepath.Dir(path))
	var jobs []queue.Job
	flush := func() bool {
		fresh, err := s.Store.Enqueue(s.imports.ctx, jobs)
		jobs = jobs[:0]
		one.change(func(st *importState) {
			st.Queued += fresh
			if err != nil {
				st.fault(err)
			}
		})
		return err == nil
	}
	for a, err := range s.File(s.imports.ctx, path) {
		if err != nil {
			one.change(func(st *importState) { st.fault(err) })
			continue
		}
		job, err := s.job(a)
		one.change(func(st *importState) {
			st.Read++
			if err != nil {
				st.fault(err)
			}
		})
		if err == nil && job != nil {
			jobs = append(jobs, *job)
		}
		if len(jobs) >= batch && !flush() {
			break
		}
	}
	flush()
	one.change(func(st *importState) { st.Done = true })
}

func (st *importState) fault(err error) {
	st.Failed++
	if len(st.Faults) < mostFaults {
		st.Faults = append(st.Faults, err.Error())
	}
}

// job is what analyses an article; nil where it is known.
func (s *server) job(a *article.Article) (*queue.Job, error) {
	known, err := s.Store.Has(s.imports.ctx, a, "")
	if known || err != nil {
		return nil, err
	}
	j, err := work.Later(a)
	return &j, err
}

func (s *server) importPage(r *http.Request) (*view, error) {
	one := s.imports.get(r.PathValue("import"))
	if one == nil {
		return nil, &fault{http.StatusNotFound, "This import is not remembered; what it brought is in the collection or in the queue."}
	}
	d, err := s.progress(r.Context(), one)
	return &view{page: "import", title: "Adding " + one.Name, active: "add", data: d}, err
}

// importProgress is what the page of an import shows.
type importProgress struct {
	*importing
	importState
}

func (s *server) progress(ctx context.Context, one *importing) (*importProgress, error) {
	d := &importProgress{one, one.State()}
	counts, err := s.Store.CountJobs(ctx)
	d.Waiting = counts[queue.Waiting] + counts[queue.Running]
	return d, err
}

// look is how often the queue is asked while a page waits for it.
const look = time.Second

// importEvents sends the progress of an import as server-sent events, for as
// long as there is any (HTML Living Standard, section 9.2).
func (s *server) importEvents(w http.ResponseWriter, r *http.Request) {
	one := s.imports.get(r.PathValue("import"))
	if one == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)
	for {
		d, err := s.progress(r.Context(), one)
		if err != nil {
			return
		}
		event := "progress"
		if d.Done && d.Waiting == 0 {
			event = "end"
		}
		if err := s.send(w, event, d); err != nil || out.Flush() != nil || event == "end" {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-s.imports.ctx.Done():
			return
		case <-time.After(look):
		}
	}
}
