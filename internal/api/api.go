// Package api is the collection over HTTP, for programs: JSON under /api/v1,
// described by an OpenAPI document, and by a page for people under /api.
//
//	h := api.New(api.Options{Store: s, Analyze: analyze, Readers: readers, Log: log})
//	mux.Handle("/api/", h)
//	mux.Handle("/api", h)
//
// All paths stand in one list, [server.routes]. Who may do what is said there, and
// checked by package guard, which must stand before the handler.
//
// Lists come in pages: "next" is the cursor of the page behind, and missing on the
// last. What goes wrong is a problem of RFC 9457 that names the place and says
// what to do (problem.go).
package api

import (
	"context"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/hearsay-news/hearsay/internal/alert"
	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/served"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/transfer"
)

// Options are what the API is made of.
type Options struct {
	served.Source

	// Feed looks at the feed at an address; nil: no feeds can be added.
	Feed func(ctx context.Context, url string) (store.Feed, error)

	Alerts *alert.Watch // tells hooks that are to be tested; nil: they can't be
	URL    string       // how the server is reached, such as https://news.example, without a slash at its end; empty: not known

	Analyses int // articles analysed at once; 0: one for each processor
}

// The limits of one request.
const (
	mostListed   = 100              // items of a page
	mostUpload   = 32 << 20         // bytes that are sent to be read
	mostBody     = 64 << 10         // bytes of any other request
	longest      = 30 * time.Second // that an answer takes, but for exports and analyses
	longestTrace = 2 * time.Minute  // that a trace takes
	longestRead  = 5 * time.Minute  // that the articles of one upload take
)

// prefix is where the API stands.
const prefix = "/api/v1"

// server is the state of the API.
type server struct {
	Options
	huma.API
	turns guard.Turns // of analyses
}

// New returns the handler of /api and of all below.
func New(opt Options) http.Handler {
	opt.Source = opt.Ready()
	if opt.Analyses <= 0 {
		opt.Analyses = runtime.GOMAXPROCS(0)
	}
	mux := http.NewServeMux()
	s := &server{Options: opt, API: humago.NewWithPrefix(mux, prefix, config(opt.Version)), turns: guard.NewTurns(opt.Analyses)}
	s.routes()
	s.document(mux)
	return transfer.Compress(transfer.Tag(s.guarded(mux)))
}

func config(version string) huma.Config {
	c := huma.DefaultConfig("Hearsay", version)
	c.OpenAPIPath, c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", "", nil
	c.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	c.RejectUnknownQueryParameters = true
	c.Transformers = []huma.Transformer{short}
	return c
}

// Lists are never null in this API.
func init() { huma.DefaultArrayNullable = false }

// guarded answers with a problem where there is no such path, and where something
// breaks off.
func (s *server) guarded(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "private, no-cache")
		defer func() {
			p := recover()
			if p == http.ErrAbortHandler {
				panic(p)
			}
			if p != nil {
				s.Log.Error("the API broke off", "path", r.URL.Path, "panic", p, "stack", string(debug.Stack()))
				writeProblem(w, http.StatusInternalServerError, brokenOff)
			}
		}()
		h, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		answer := &statusOnly{header: http.Header{}}
		h.ServeHTTP(answer, r)
		if allow := answer.header.Get("Allow"); allow != "" {
			w.Header().Set("Allow", allow)
			writeProblem(w, http.StatusMethodNotAllowed, "this path knows "+allow+" alone; see /api")
			return
		}
		writeProblem(w, http.StatusNotFound, "there is no such path; see /api")
	})
}

// statusOnly takes the head of an answer and nothing else.
type statusOnly struct{ header http.Header }

func (a *statusOnly) Header() http.Header         { return a.header }
func (a *statusOnly) WriteHeader(int)             {}
func (a *statusOnly) Write(b []byte) (int, error) { return len(b), nil }

// route is an operation as the list of routes has it.
type route struct {
	method, path, id string
	need             store.Role
	summary          string
	about            string
	longest          time.Duration // 0: longest; negative: any time
	upload           bool          // an article is sent
	status           int           // of success; 0: 200
}

// handle adds an operation.
func handle[I, O any](s *server, r route, do func(context.Context, *I) (*O, error)) {
	op := huma.Operation{
		Method: r.method, Path: r.path, OperationID: r.id, Summary: r.summary, Description: r.about, DefaultStatus: r.status,
		Tags: []string{tagOf(r.path)}, Security: []map[string][]string{{"token": {}}, {"session": {}}},
		MaxBodyBytes: mostBody, BodyReadTimeout: longest, Middlewares: huma.Middlewares{s.allowed(r.need), clocked(r.longest)},
	}
	if r.upload {
		op.MaxBodyBytes, op.BodyReadTimeout = mostUpload, longestRead
		op.Middlewares = append(op.Middlewares, s.afforded)
	}
	if r.need == store.Editor {
		op.Description = strings.TrimSpace(op.Description + "\n\nNeeds the role editor.")
	}
	huma.Register(s.API, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := do(ctx, in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	})
	described := &op
	if item := s.OpenAPI().Paths[r.path]; item != nil {
		described = operationOf(item, r.method)
	}
	finish(described, r)
}

// tagOf is the part of the API that a path belongs to.
func tagOf(path string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return name
}

// allowed lets those in who have a role.
func (s *server) allowed(need store.Role) func(huma.Context, func(huma.Context)) {
	return func(c huma.Context, next func(huma.Context)) {
		switch err := guard.Check(c.Context(), need); err {
		case nil:
			next(c)
		case guard.ErrUnknown:
			c.SetHeader("WWW-Authenticate", "Bearer")
			_ = huma.WriteErr(s.API, c, http.StatusUnauthorized, err.Error())
		default:
			_ = huma.WriteErr(s.API, c, http.StatusForbidden, err.Error())
		}
	}
}

// afforded asks those to come again later who have had much analysed.
func (s *server) afforded(c huma.Context, next func(huma.Context)) {
	if guard.Spend(c.Context()) {
		next(c)
		return
	}
	c.SetHeader("Retry-After", "10")
	_ = huma.WriteErr(s.API, c, http.StatusTooManyRequests, "you have had many articles analysed in a short time; try again in 10s")
}

// clocked bounds how long an operation may take.
func clocked(most time.Duration) func(huma.Context, func(huma.Context)) {
	if most == 0 {
		most = longest
	}
	return func(c huma.Context, next func(huma.Context)) {
		if most < 0 {
			next(c)
			return
		}
		ctx, cancel := context.WithTimeout(c.Context(), most)
		defer cancel()
		next(huma.WithContext(c, ctx))
	}
}

// output is the body of an answer.
type output[T any] struct{ Body T }

// none is of operations that are sent nothing, or answer nothing.
type none struct{}

// list is one page of a list.
type list[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Cursor of the page behind; missing on the last."`
}

// Paged is what operations take that list things.
type Paged struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"At most so many."`
	Cursor string `query:"cursor" maxLength:"100" doc:"Where to go on: next of the page before."`
}
