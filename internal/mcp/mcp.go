// Package mcp lets an assistant read the collection, over the Model Context
// Protocol: search it, look up what a person has said, open an article, trace it,
// and have a text analysed. What it gets are the words as they stand, with where
// they stand and the addresses that lead there, so that it can cite them.
//
//	s := mcp.New(mcp.Options{Store: st, Analyze: analyze, Readers: readers})
//	err := s.Serve(ctx, os.Stdin, os.Stdout) // hearsay mcp
//	mux.Handle("/mcp", s.Handler())          // hearsay serve, behind package guard
//
// Nothing can be changed this way.
package mcp

import (
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/guard"
	"github.com/hearsay-news/hearsay/internal/served"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/transfer"
)

// Options are what an assistant may use.
type Options struct {
	served.Source

	// Link is the page that shows a statement of an article; nil: there are none.
	Link func(article, statement string) string
}

// Server answers assistants. It is safe for use by several at once.
type Server struct {
	Options
	server *sdk.Server
	turns  guard.Turns
}

// instructions tell an assistant how to use the tools.
const instructions = `Hearsay keeps a record of news articles: who said what, to whom, and on whose word the article has it. It never says what is true.

Cite statements with their speaker, outlet and date, in the exact words of "content", and give the address in "url" (or "link", which shows the words in their place). Say on whose word it is where "via" names an outlet. "spans" are offsets of the words in the text of the article, in Unicode code points.

Searches take words and "phrases", all of which a statement must have; -word for what it must not have; OR between two words; word* for words that go on; and speaker: to: outlet: cites: act: form: after: before: (outlet:="Daily News" is the outlet of that whole name), such as speaker:"Ana Petrov" act:deny after:2026-01-01.`

// New returns a server.
func New(opt Options) *Server {
	opt.Source = opt.Ready()
	s := &Server{Options: opt, turns: guard.NewTurns(runtime.GOMAXPROCS(0))}
	s.server = sdk.NewServer(&sdk.Implementation{Name: "hearsay", Title: "Hearsay", Version: opt.Version},
		&sdk.ServerOptions{Instructions: instructions, Logger: opt.Log, Capabilities: &sdk.ServerCapabilities{Tools: &sdk.ToolCapabilities{}}})
	add(s, "search", "Search statements", "Finds statements in the collection, those published last first.", s.search)
	add(s, "statements_of", "What somebody has said", "Finds what a person, an organisation or an outlet has said, under whichever name articles give it, those published last first. Where several go by the name, they are listed, to be asked for by id.", s.statementsOf)
	add(s, "article", "Open an article", "Gives an article with its text, what was said in it, and whom it credits.", s.article)
	add(s, "analyze", "Analyse an article", "Reads one article that is not in the collection, as text, page or address, and says who says what in it and on whose word. Nothing is kept.", s.analyze)
	if opt.Trace != nil {
		add(s, "trace", "Trace a story", "Says where the story of an article of the collection, or a quotation, comes from (of a story of more than 1,000 articles, of those published first): which articles have it from which, on what evidence, how many independent origins there are, and how wordings differ.", s.trace)
	}
	return s
}

// longest is how long a tool takes, whatever it waits for.
const longest = 2 * time.Minute

// add adds a tool. Every one only reads, from the collection alone.
func add[In, Out any](s *Server, name, title, about string, do func(context.Context, In) (Out, error)) {
	open := name == "analyze"
	t := &sdk.Tool{Name: name, Title: title, Description: about, Annotations: &sdk.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: &open}}
	sdk.AddTool(s.server, t, func(ctx context.Context, _ *sdk.CallToolRequest, in In) (*sdk.CallToolResult, Out, error) {
		ctx, cancel := context.WithTimeout(ctx, longest)
		defer cancel()
		out, err := do(ctx, in)
		return nil, out, s.plain(err)
	})
}

// told are the faults of a collection that an assistant may hear of.
var told = []error{store.ErrNotFound, store.ErrBusy, store.ErrAway, store.ErrSlow, guard.ErrBusy}

// mistake is an error that says to the assistant what to do.
type mistake struct{ what string }

func (m *mistake) Error() string { return m.what }

// plain is an error without what the server keeps to itself, such as paths.
func (s *Server) plain(err error) error {
	if err == nil || article.Refused(err) != nil {
		return err
	}
	if _, ok := errors.AsType[*mistake](err); ok {
		return err
	}
	if _, ok := errors.AsType[*store.ParseError](err); ok {
		return err
	}
	for _, e := range told {
		if errors.Is(err, e) {
			return e
		}
	}
	s.Log.Error("a tool failed", "error", err)
	return errors.New("something went wrong here, and the log of the server says what")
}

// Serve answers one assistant until in or ctx ends.
func (s *Server) Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	return s.Over(ctx, &sdk.IOTransport{Reader: io.NopCloser(in), Writer: unclosed{out}})
}

// Over answers one assistant over a transport until that or ctx ends.
func (s *Server) Over(ctx context.Context, t sdk.Transport) error {
	err := s.server.Run(ctx, t)
	if errors.Is(err, io.EOF) || ctx.Err() != nil {
		return nil
	}
	return err
}

// unclosed is an output that stays open.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }

// mostSent bounds what is sent over HTTP at once, in bytes.
const mostSent = 8 << 20

// Handler answers assistants over HTTP: those who may read. It keeps nothing
// between two requests. Package guard, which must stand before it, looks after
// names and origins.
func (s *Server) Handler() http.Handler {
	h := sdk.NewStreamableHTTPHandler(func(*http.Request) *sdk.Server { return s.server },
		&sdk.StreamableHTTPOptions{Stateless: true, JSONResponse: true, Logger: s.Log, DisableLocalhostProtection: true, MaxRequestBodyBytes: mostSent, PropagateRequestCancellation: true})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := guard.Check(r.Context(), store.Reader); err != nil {
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		if !guard.Spend(r.Context()) {
			w.Header().Set("Retry-After", "10")
			http.Error(w, "you have asked for much in a short time; try again in 10s", http.StatusTooManyRequests)
			return
		}
		r.Body = transfer.SteadyBody(w, r.Body)
		h.ServeHTTP(w, r)
	})
}
