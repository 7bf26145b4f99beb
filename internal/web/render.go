package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/store"
)

// policy is what a page may load and do.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

//go:embed page/*.html
var pages embed.FS

//go:embed static/*
var statics embed.FS

// view is what a handler answers: a page, or the address of another.
type view struct {
	page   string // template
	title  string
	active string // the part of the site that it belongs to
	query  string // what stands in the field of search
	status int    // 0: 200
	data   any
	part   bool           // the template alone, to be put into a page that is there
	to     string         // where to go instead
	who    *guard.Visitor // nil: anybody
}

// handler makes the view for a request.
type handler func(*http.Request) (*view, error)

// frame is what the template around every page is given.
type frame struct {
	Title, Active, Query string
	Data                 any
	Style, Htmx, SSE     string // addresses
	Script               string
	Who                  string // the account that is logged in; "": none
	Reads                bool   // whoever asks may change nothing
}

// page answers with what h makes.
func (s *server) page(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := h(r)
		s.answer(w, r, v, err)
	})
}

// answer sends a page, or leads to another, or says what went wrong.
func (s *server) answer(w http.ResponseWriter, r *http.Request, v *view, err error) {
	if err != nil {
		v = s.failed(r, err)
	}
	if v.to != "" {
		http.Redirect(w, r, v.to, http.StatusSeeOther)
		return
	}
	s.write(w, r, v)
}

// write sends a page, whole or not at all.
func (s *server) write(w http.ResponseWriter, r *http.Request, v *view) {
	v.who = guard.From(r.Context())
	if err := send(w, v); err != nil {
		s.Log.Error("make page", "page", v.page, "path", r.URL.Path, "error", err)
		http.Error(w, "This page can't be made; the log says why.", http.StatusInternalServerError)
	}
}

func send(w http.ResponseWriter, v *view) error {
	var b bytes.Buffer
	if err := render(&b, v); err != nil {
		return err
	}
	head := w.Header()
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Set("Content-Security-Policy", policy)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Add("Vary", "HX-Request")
	if head.Get("Cache-Control") == "" {
		head.Set("Cache-Control", "no-cache")
	}
	if v.status != 0 {
		w.WriteHeader(v.status)
	}
	_, _ = w.Write(bytes.Map(export.Printed, b.Bytes())) // a fault: whoever asked has gone
	return nil
}

func render(b *bytes.Buffer, v *view) error {
	t := templates()[v.page]
	if t == nil {
		return fmt.Errorf("there is no page %q", v.page)
	}
	if v.part {
		return t.ExecuteTemplate(b, "main", v.data)
	}
	f := frame{
		Title: cut(v.title, mostTitle), Active: v.active, Query: v.query, Data: v.data,
		Style: asset("style.css"), Htmx: asset("htmx.min.js"), SSE: asset("sse.min.js"), Script: asset("hearsay.js"),
	}
	if v.who != nil {
		f.Reads = !v.who.Role.May(store.Editor)
		if v.who.Account {
			f.Who = v.who.Name
		}
	}
	return t.ExecuteTemplate(b, "frame", f)
}

// templates are the pages by name, each with the frame and the parts that
// several have.
var templates = sync.OnceValue(func() map[string]*template.Template {
	shared := template.Must(template.New("").Funcs(functions).ParseFS(pages, "page/frame.html", "page/parts.html"))
	out := map[string]*template.Template{}
	files, _ := fs.Glob(pages, "page/*.html")
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if name == "frame" || name == "parts" {
			continue
		}
		out[name] = template.Must(template.Must(shared.Clone()).ParseFS(pages, file))
	}
	return out
})

// fault is an error that is the user's to know: what is wrong, and what to do.
type fault struct {
	status int
	what   string
}

func (f *fault) Error() string { return f.what }

// bad is a fault of what the user sent.
func bad(format string, args ...any) error {
	return &fault{http.StatusUnprocessableEntity, fmt.Sprintf(format, args...)}
}

// problem is what the page about an error says.
type problem struct{ Title, What string }

// failed is the page about an error.
func (s *server) failed(r *http.Request, err error) *view {
	known, _ := errors.AsType[*fault](err)
	refused := article.Refused(err)
	parse, _ := errors.AsType[*store.ParseError](err)
	status, p := http.StatusServiceUnavailable, problem{}
	switch {
	case known != nil:
		status, p = known.status, problem{"This can't be done", firstUpper(known.what)}
	case parse != nil:
		status, p = http.StatusBadRequest, problem{"The search can't be read", parse.Error()}
	case refused != nil:
		status, p = http.StatusUnprocessableEntity, problem{"No article could be read", refused.Detail}
	case errors.Is(err, store.ErrNotFound):
		status, p = http.StatusNotFound, problem{"There is nothing here", "The collection has nothing at this address. It may have been taken out; search for it by its words."}
	case errors.Is(err, store.ErrBusy):
		p = problem{"The collection is busy", "Another program is writing to it. Try again in a moment."}
	case errors.Is(err, store.ErrAway):
		p = problem{"The collection does not answer", "Its database is away. Try again in a moment."}
	case errors.Is(err, store.ErrSlow):
		p = problem{"This search takes too long", "Narrow it with a rarer word, with days (after:2026-01-01) or with an outlet."}
	case errors.Is(err, guard.ErrBusy):
		p = problem{"The server is busy", "Many ask for something at once. Try again in a moment."}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		p = problem{"This took too long", "The answer was not there in time. Try again in a moment, or ask for less."}
	default:
		s.Log.Error("answer", "path", r.URL.Path, "error", err)
		status, p = http.StatusInternalServerError, problem{"Something went wrong", "The log of the server says what. Nothing was lost; try again."}
	}
	return &view{page: "error", title: p.Title, status: status, data: p}
}

// firstUpper is a message as it stands on a page.
func firstUpper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// assets are the static files, and digests those by which browsers may keep them.
var assets = sync.OnceValue(func() map[string][]byte {
	out := map[string][]byte{}
	files, _ := fs.ReadDir(statics, "static")
	for _, f := range files {
		out[f.Name()], _ = statics.ReadFile("static/" + f.Name())
	}
	out["style.css"] = append([]byte(export.PageStyle()), out["style.css"]...)
	return out
})

var digests = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for name, b := range assets() {
		sum := sha256.Sum256(b)
		out[name] = hex.EncodeToString(sum[:6])
	}
	return out
})

// asset is the address of a static file.
func asset(name string) string { return "/static/" + digests()[name] + "/" + name }

func static(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	b, ok := assets()[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if r.PathValue("version") == digests()[name] {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		w.Header().Set("Cache-Control", "no-cache") // of another version of the program
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(b))
}

// send writes the progress of an import as an event, whose data may have no line
// breaks but those between its lines.
func (s *server) send(w io.Writer, event string, d *importProgress) error {
	var b bytes.Buffer
	if err := templates()["import"].ExecuteTemplate(&b, "progress", d); err != nil {
		return err
	}
	fmt.Fprintf(w, "event: %s\n", event)
	for line := range strings.Lines(string(bytes.Map(export.Printed, b.Bytes()))) {
		fmt.Fprintf(w, "data: %s\n", strings.TrimRight(line, "\r\n"))
	}
	_, err := io.WriteString(w, "\n")
	return err
}
