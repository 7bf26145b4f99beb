// Package guard stands before everything that a server serves: it knows who asks,
// and lets in who may.
//
//	opt, err := guard.For(ctx, st, "127.0.0.1:8080", insecure) // refuses what is not safe
//	g, err := guard.New(opt)
//	mux.HandleFunc("GET /login", g.LoginPage)
//	mux.HandleFunc("POST /login", g.Login)
//	mux.HandleFunc("POST /logout", g.Logout)
//	mux.Handle("/", g.Require(store.Reader)(pages))
//	mux.Handle("/api/", api.New(…)) // checks for itself
//	http.Serve(l, g.Handler(mux))
//
// Browsers log in with the password of an account and keep a cookie, programs send
// a token. What they may do is a [store.Role]; [Check] says whether that is enough,
// and [From] who it is. Passwords are kept as argon2id, tokens and sessions as
// digests.
//
// Where a server listens on its own machine alone and has no accounts, whoever
// comes may do everything. A page of another site must not be able to come: so the
// name in the request has to be the machine's, and nothing is changed for a request
// that a browser sends on behalf of another site.
package guard

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
)

// Options say how a server is guarded. [For] makes them for an address.
type Options struct {
	Store store.Accounts
	Open  bool   // while there are neither accounts nor tokens, whoever comes is an editor
	Local bool   // it listens on its own machine alone
	URL   string // how browsers reach it, where a proxy stands before it; empty: as it listens
	Log   *slog.Logger

	// Page shows the form to log in; nil: a plain one.
	Page func(w http.ResponseWriter, r *http.Request, p LoginForm) error
}

// ErrUnguarded says that a server would let in whoever reaches the machine.
var ErrUnguarded = errors.New("whoever reaches this machine could read and change the collection")

// For returns the options of a server at an address, "HOST:PORT". Beyond its own
// machine it is ErrUnguarded without accounts and tokens, unless insecure is meant.
func For(ctx context.Context, st store.Accounts, address string, insecure bool) (Options, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return Options{}, fmt.Errorf("listen on %q: it is no address; write it as 127.0.0.1:8080", address)
	}
	o := Options{Store: st, Local: loopback(host)}
	o.Open = o.Local || insecure
	if o.Open {
		return o, nil
	}
	some, err := peopled(ctx, st)
	if err == nil && !some {
		err = fmt.Errorf("listen on %s: %w; make an account with hearsay accounts add, listen on 127.0.0.1, or give --insecure if you mean it", address, ErrUnguarded)
	}
	return o, err
}

// peopled reports whether there are accounts or tokens.
func peopled(ctx context.Context, st store.Accounts) (bool, error) {
	accounts, err := st.Accounts(ctx)
	if err != nil || len(accounts) > 0 {
		return len(accounts) > 0, err
	}
	tokens, err := st.Tokens(ctx)
	return len(tokens) > 0, err
}

// loopback reports whether a host is this machine, for nobody but itself.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// Guard stands before a handler. It is safe for use by several goroutines at once.
type Guard struct {
	Options
	host    string // of URL
	secure  bool   // URL is of https
	origins *http.CrossOriginProtection
	logins  *limits // by address and by name
	spends  *limits // by visitor
	hashing chan struct{}

	mu      sync.Mutex
	looked  time.Time // when peopled was found out
	peopled bool
}

// New returns a guard. The error is of a URL that is none.
func New(opt Options) (*Guard, error) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	g := &Guard{Options: opt, origins: http.NewCrossOriginProtection(), logins: newLimits(), spends: newLimits(), hashing: make(chan struct{}, hashedAtOnce)}
	g.origins.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refuse(w, r, http.StatusForbidden, "another site asks for this; open the page of this server itself")
	}))
	if opt.URL == "" {
		return g, nil
	}
	u, err := url.Parse(opt.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.Trim(u.Path, "/") != "" {
		return nil, fmt.Errorf("%q is not how browsers reach a server; write it as https://news.example", opt.URL)
	}
	g.host, g.secure = u.Hostname(), u.Scheme == "https"
	return g, g.origins.AddTrustedOrigin(u.Scheme + "://" + u.Host)
}

// headers are those of every answer. A page that needs more than nothing says so
// itself.
var headers = [][2]string{
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "same-origin"},
	{"X-Frame-Options", "DENY"},
	{"Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
}

// Handler is h behind the guard: requests come with their [Visitor], and some not
// at all.
func (g *Guard) Handler(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, one := range headers {
			w.Header().Set(one[0], one[1])
		}
		if !g.called(r) {
			refuse(w, r, http.StatusMisdirectedRequest, "this server does not go by that name; reach it by its address, or tell whoever runs it to give --url")
			return
		}
		g.origins.Handler(g.known(h)).ServeHTTP(w, r)
	})
}

// called reports whether a request names this server. A page of another site can
// have its own name lead here, and would then be let in as if it came from here.
func (g *Guard) called(r *http.Request) bool {
	if !g.Local && g.host == "" {
		return true
	}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if _, err := netip.ParseAddr(host); err == nil {
		return true // an address is nobody else's name
	}
	return loopback(host) || g.host != "" && strings.EqualFold(host, g.host)
}

// known finds out who asks.
func (g *Guard) known(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := g.visitor(r)
		switch {
		case errors.Is(err, errToken):
			if !g.logins.allow("token "+g.from(r), loginRate, loginBurst) {
				tooOften(w, r, loginPause)
				return
			}
			w.Header().Set("WWW-Authenticate", "Bearer")
			refuse(w, r, http.StatusUnauthorized, err.Error())
			return
		case err != nil:
			g.Log.Error("find out who asks", "error", err)
			refuse(w, r, http.StatusServiceUnavailable, "the collection does not answer; try again in a moment")
			return
		case v != nil:
			r = r.WithContext(with(r.Context(), v))
		}
		h.ServeHTTP(w, r)
	})
}

var errToken = errors.New("this token is not known here, or is over; make another with hearsay tokens add")

// visitor is who asks; nil: nobody knows.
func (g *Guard) visitor(r *http.Request) (*Visitor, error) {
	token, sent := tokenOf(r)
	if sent {
		t, err := g.Store.Token(r.Context(), digest(token))
		if errors.Is(err, store.ErrNotFound) {
			return nil, errToken
		}
		if err != nil {
			return nil, err
		}
		return &Visitor{Name: t.Name, Role: t.Role, spends: g.spends}, nil
	}
	if c, err := r.Cookie(g.cookie(r)); err == nil {
		a, err := g.Store.Session(r.Context(), digest(c.Value))
		if err == nil {
			return &Visitor{Name: a.Name, Role: a.Role, Account: true, spends: g.spends}, nil
		}
		if !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
	}
	open, err := g.open(r.Context())
	if !open || err != nil {
		return nil, err
	}
	return &Visitor{Name: "local", Role: store.Editor}, nil
}

// tokenOf is the token of a request. Readers of feeds know passwords alone: there
// it stands in the place of one.
func tokenOf(r *http.Request) (token string, sent bool) {
	head := r.Header.Get("Authorization")
	if kind, rest, _ := strings.Cut(head, " "); strings.EqualFold(kind, "Bearer") {
		return strings.TrimSpace(rest), true
	}
	_, token, sent = r.BasicAuth()
	return token, sent
}

func digest(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// looking is how long it may take until an account that was made while the server
// runs closes it to all others.
const looking = 2 * time.Second

// open reports whether whoever comes is let in.
func (g *Guard) open(ctx context.Context) (bool, error) {
	if !g.Open {
		return false, nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if time.Since(g.looked) > looking {
		some, err := peopled(ctx, g.Store)
		if err != nil {
			return false, err
		}
		g.peopled, g.looked = some, time.Now()
	}
	return !g.peopled, nil
}

// from is the address that a request comes from: what a proxy on this machine says
// of it, where there is one.
func (g *Guard) from(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if list := r.Header.Values("X-Forwarded-For"); g.host != "" && loopback(host) && len(list) > 0 {
		all := strings.Split(list[len(list)-1], ",")
		return strings.TrimSpace(all[len(all)-1])
	}
	return host
}

// Require lets in those who have a role. Browsers that nobody knows are sent to
// the login.
func (g *Guard) Require(need store.Role) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch err := Check(r.Context(), need); {
			case err == nil:
				h.ServeHTTP(w, r)
			case errors.Is(err, ErrRole):
				refuse(w, r, http.StatusForbidden, err.Error())
			case r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/html"):
				http.Redirect(w, r, "/login?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
			default:
				w.Header().Set("WWW-Authenticate", "Bearer")
				refuse(w, r, http.StatusUnauthorized, err.Error())
			}
		})
	}
}

// Pages lets readers look at pages, and editors send their forms.
func (g *Guard) Pages(h http.Handler) http.Handler {
	read, edit := g.Require(store.Reader)(h), g.Require(store.Editor)(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			read.ServeHTTP(w, r)
			return
		}
		edit.ServeHTTP(w, r)
	})
}

// refuse answers in one sentence: for programs as a problem of RFC 9457.
func refuse(w http.ResponseWriter, r *http.Request, status int, why string) {
	if !strings.HasPrefix(r.URL.Path, "/api/") {
		http.Error(w, why, status)
		return
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"title": http.StatusText(status), "status": status, "detail": why})
}
