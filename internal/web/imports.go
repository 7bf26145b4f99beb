package web

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"sync"
	"syscall"
	"time"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/transfer"
	"github.com/hearsay-news/hearsay/internal/work"
)

// imports are the files that are being added, and those that were.
type imports struct {
	Options
	ctx   context.Context
	turns chan struct{}
	mu    sync.Mutex
	last  int
	all   []*importing
}

const (
	mostImports = 50 // that are remembered when they are done
	readAtOnce  = 2  // files; more would only wait for one another
)

// newImports goes on with the files that wait in the spool.
func newImports(ctx context.Context, o Options) *imports {
	im := &imports{Options: o, ctx: ctx, turns: make(chan struct{}, readAtOnce)}
	for _, f := range im.left() {
		im.begin(f)
	}
	return im
}

// importing is one file on its way into the queue.
type importing struct {
	spooled
	N     int
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
	Away    bool // the collection does not answer
	Waiting int  // jobs in the queue
}

// How many complaints of an import are shown, and how much of one, in bytes.
const (
	mostFaults = 20
	mostFault  = 500
)

// list is all imports, the newest first.
func (im *imports) list() []*importing {
	im.mu.Lock()
	defer im.mu.Unlock()
	out := make([]*importing, len(im.all))
	for i, one := range im.all {
		out[len(out)-1-i] = one
	}
	return out
}

// begin has a file read when it is its turn.
func (im *imports) begin(f spooled) *importing {
	im.mu.Lock()
	defer im.mu.Unlock()
	im.last++
	one := &importing{spooled: f, N: im.last, Begun: time.Now()}
	im.all = append(im.all, one)
	im.forget()
	go im.read(one)
	return one
}

// forget forgets the oldest of those that are done, where they are many.
func (im *imports) forget() {
	for i := 0; i < len(im.all) && len(im.all) > mostImports; {
		if !im.all[i].State().Done {
			i++
			continue
		}
		im.all = append(im.all[:i:i], im.all[i+1:]...)
	}
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

// batch is how many articles are queued at once.
const batch = 200

// read queues the articles of a file when it is its turn, so that they are
// analysed whatever becomes of this program. A file that it does not come to the end
// of is read again when the program starts; what is queued by then is known.
func (im *imports) read(one *importing) {
	select {
	case im.turns <- struct{}{}:
		defer func() { <-im.turns }()
	case <-im.ctx.Done():
		return
	}
	err := im.try(one)
	if im.ctx.Err() != nil {
		one.untried()
		return
	}
	one.change(func(st *importState) {
		if st.Done = true; err != nil {
			st.fault(err)
		}
	})
	if err == nil {
		one.remove()
	}
}

// try queues the articles of a file, unless that was tried too often.
func (im *imports) try(one *importing) error {
	if n, err := one.tried(); err != nil || n > mostTries {
		im.Log.Error("a file that was sent is set aside", "name", one.Name, "path", one.path, "tries", n-1, "error", err)
		return fmt.Errorf("it was tried %s, and the server stopped over it or could not read it: it is set aside, and the log says where", export.Count(n-1, "time"))
	}
	if err := im.queue(one); err != nil {
		im.Log.Error("a file that was sent can't be read now", "name", one.Name, "path", one.path, "error", err)
		return errors.New("the server can't read it now, and its log says why; it is read again when the server starts")
	}
	return nil
}

// lost reports whether an error is of the machine that the file lies on, not of what
// is in it.
func lost(err error) bool {
	_, path := errors.AsType[*fs.PathError](err)
	_, number := errors.AsType[syscall.Errno](err)
	return path || number
}

// queue queues the articles of a file. The error is of the collection or of the
// disk; what is wrong with an article is noted.
func (im *imports) queue(one *importing) error {
	var jobs []queue.Job
	for a, err := range im.File(im.ctx, one.path) {
		if lost(err) {
			return err
		}
		if err != nil {
			one.change(func(st *importState) { st.fault(err) })
			continue
		}
		known := false
		if err := im.patiently(one, func() (err error) { known, err = im.Store.Has(im.ctx, a, ""); return err }); err != nil {
			return err
		}
		job, err := work.Later(a)
		one.change(func(st *importState) {
			if st.Read++; err != nil {
				st.fault(err)
			}
		})
		if err == nil && !known {
			jobs = append(jobs, job)
		}
		if len(jobs) >= batch {
			if err := im.enqueue(one, jobs); err != nil {
				return err
			}
			jobs = jobs[:0]
		}
	}
	return im.enqueue(one, jobs)
}

func (im *imports) enqueue(one *importing, jobs []queue.Job) error {
	return im.patiently(one, func() error {
		fresh, err := im.Store.Enqueue(im.ctx, jobs)
		one.change(func(st *importState) { st.Queued += fresh })
		return err
	})
}

// longestPause is how long an import waits, at most, before it tries a collection
// again that is away or busy.
const longestPause = 30 * time.Second

// patiently does something with the collection, again until that is there.
func (im *imports) patiently(one *importing, do func() error) error {
	for pause := time.Second; ; pause = min(2*pause, longestPause) {
		err := do()
		away := errors.Is(err, store.ErrBusy) || errors.Is(err, store.ErrAway)
		one.change(func(st *importState) { st.Away = away })
		if !away {
			return err
		}
		select {
		case <-im.ctx.Done():
			return im.ctx.Err()
		case <-time.After(pause):
		}
	}
}

func (st *importState) fault(err error) {
	st.Failed++
	if len(st.Faults) < mostFaults {
		st.Faults = append(st.Faults, cut(err.Error(), mostFault))
	}
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
	to, out := transfer.Steady(w), http.NewResponseController(w)
	for {
		d, err := s.progress(r.Context(), one)
		if err != nil {
			return
		}
		event := "progress"
		if d.Done && d.Waiting == 0 {
			event = "end"
		}
		if err := s.send(to, event, d); err != nil || out.Flush() != nil || event == "end" {
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
