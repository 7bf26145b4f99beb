package web

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/transfer"
)

// Limits of what is sent, in bytes.
const (
	mostFields = 64 << 10                 // a form
	mostForm   = article.MaxBody + 64<<10 // a form with an article
	mostFile   = 2 << 30                  // files
)

// longestForm is how long it takes until a form is there.
const longestForm = 30 * time.Second

// param is what an address says of something: /search?q=… .
func param(r *http.Request, name string) string { return r.URL.Query().Get(name) }

// field is what a form says of something.
func field(r *http.Request, name string) string { return r.PostForm.Get(name) }

// place is where in a list an address goes on; 0: at the beginning.
func place(r *http.Request, name string) (int64, error) {
	at := param(r, name)
	n, err := strconv.ParseInt("0"+at, 10, 64)
	if err != nil {
		return 0, bad("%s=%s is no place in a list; go back to the first page", name, cut(at, mostShown))
	}
	return n, nil
}

// form answers a form of so many bytes at most. What comes in parts, as files do,
// is not read.
func (s *server) form(most int64, h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, most)
		c := http.NewResponseController(w)
		_ = c.SetReadDeadline(time.Now().Add(longestForm)) // where there are none, as in tests, it may take longer
		err := r.ParseForm()
		_ = c.SetReadDeadline(time.Time{})
		if err != nil {
			s.answer(w, r, nil, unreadable(err))
			return
		}
		s.page(h).ServeHTTP(w, r)
	})
}

// files answers what is sent in parts, of so many bytes at most.
func (s *server) files(most int64, h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = transfer.SteadyBody(w, http.MaxBytesReader(w, r.Body, most))
		s.page(h).ServeHTTP(w, r)
	})
}

// unreadable is a fault of what was sent.
func unreadable(err error) error {
	if e, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &fault{http.StatusRequestEntityTooLarge, "This is longer than the " + megabytes(e.Limit) + " that may be sent here. Send an article as a file, and a large file with hearsay add."}
	}
	return bad("what was sent broke off or can't be read; send it again")
}

func megabytes(n int64) string {
	if n < 1<<20 {
		return strconv.FormatInt(n>>10, 10) + " kB"
	}
	return strconv.FormatInt(n>>20, 10) + " MB"
}

// seldom is a handler of what is expensive: nobody may have it done too often.
func seldom(h handler) handler {
	return func(r *http.Request) (*view, error) {
		if !guard.Spend(r.Context()) {
			return nil, &fault{http.StatusTooManyRequests, "This was asked for too often; try again in a minute."}
		}
		return h(r)
	}
}

// mostShown is how much of what was sent a message repeats, in bytes.
const mostShown = 100
