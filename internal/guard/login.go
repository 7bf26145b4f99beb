package guard

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
)

// LoginForm is what the form to log in shows.
type LoginForm struct {
	Name  string // as it was typed before
	Next  string // the page to go on to
	Fault string // what was wrong with the last try; empty: there was none
	Who   string // who is logged in already; empty: nobody
}

// form is plain: whoever serves pages gives a better one.
var form = template.Must(template.New("login").Parse(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Log in · Hearsay</title></head>
<body>
<main>
<h1>Log in</h1>
{{with .Who}}<p>You are logged in as {{.}}.</p>{{end}}
{{with .Fault}}<p role="alert">{{.}}</p>{{end}}
<form method="post" action="/login">
<p><label>Name <input name="name" value="{{.Name}}" autocomplete="username" required autofocus></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>
<input type="hidden" name="next" value="{{.Next}}">
<p><button>Log in</button></p>
</form>
</main>
</body>
</html>
`))

// sessionTime is how long a browser stays logged in.
const sessionTime = 30 * 24 * time.Hour

// cookie is the name of the cookie of sessions. Where the connection is safe the
// browser itself makes sure that no other host has set it.
func (g *Guard) cookie(r *http.Request) string {
	if g.safe(r) {
		return "__Host-hearsay"
	}
	return "hearsay"
}

// safe reports whether the browser sees https.
func (g *Guard) safe(r *http.Request) bool { return r.TLS != nil || g.secure }

// LoginPage shows the form to log in.
func (g *Guard) LoginPage(w http.ResponseWriter, r *http.Request) {
	f := LoginForm{Next: within(r.URL.Query().Get("next"))}
	if v := From(r.Context()); v != nil && v.Account {
		f.Who = v.Name
	}
	g.show(w, r, f, http.StatusOK)
}

func (g *Guard) show(w http.ResponseWriter, r *http.Request, f LoginForm, status int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	page := g.Page
	if page == nil {
		page = func(w http.ResponseWriter, _ *http.Request, f LoginForm) error { return form.Execute(w, f) }
	}
	w.WriteHeader(status)
	if err := page(w, r, f); err != nil {
		g.Log.Error("show the login", "error", err)
	}
}

// longestForm bounds what a form sends, in bytes.
const longestForm = 16 << 10

// Login logs a browser in.
func (g *Guard) Login(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, longestForm)
	if err := r.ParseForm(); err != nil {
		refuse(w, r, http.StatusBadRequest, "the form can't be read; open /login and try again")
		return
	}
	f := LoginForm{Name: r.PostForm.Get("name"), Next: within(r.PostForm.Get("next"))}
	if !g.logins.allow("login "+g.from(r), loginRate, loginBurst) || !g.logins.allow("name "+f.Name, loginRate, nameBurst) {
		g.Log.Warn("too many logins", "from", g.from(r), "name", f.Name)
		tooOften(w, r, loginPause)
		return
	}
	ok, err := g.passes(r.Context(), f.Name, r.PostForm.Get("password"))
	if err != nil {
		g.Log.Error("log in", "error", err)
		refuse(w, r, http.StatusServiceUnavailable, "the collection does not answer; try again in a moment")
		return
	}
	if !ok {
		g.Log.Warn("a login failed", "from", g.from(r), "name", f.Name)
		f.Fault = "This name and password do not go together. Try again, or ask whoever runs this server."
		g.show(w, r, f, http.StatusUnauthorized)
		return
	}
	if err := g.begin(w, r, f.Name); err != nil {
		g.Log.Error("log in", "error", err)
		refuse(w, r, http.StatusServiceUnavailable, "the collection can't be written to; try again in a moment")
		return
	}
	http.Redirect(w, r, f.Next, http.StatusSeeOther)
}

// passes reports whether a password is that of an account.
func (g *Guard) passes(ctx context.Context, name, password string) (bool, error) {
	all, err := g.Store.Accounts(ctx)
	if err != nil {
		return false, err
	}
	hash := nobody
	for _, a := range all {
		if a.Name == name {
			hash = a.Password
		}
	}
	select {
	case g.hashing <- struct{}{}:
		defer func() { <-g.hashing }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if len(password) > longestPassword {
		return false, nil
	}
	ok, err := matches(hash, password)
	return ok && hash != nobody, err
}

// begin gives a browser a session, and ends the one that it had.
func (g *Guard) begin(w http.ResponseWriter, r *http.Request, name string) error {
	if c, err := r.Cookie(g.cookie(r)); err == nil {
		if err := g.Store.EndSession(r.Context(), digest(c.Value)); err != nil {
			return err
		}
	}
	shown := secret()
	expires := time.Now().Add(sessionTime)
	if err := g.Store.BeginSession(r.Context(), store.Session{Digest: digest(shown), Account: name, Expires: expires}); err != nil {
		return err
	}
	g.set(w, r, shown, int(sessionTime/time.Second))
	return nil
}

func (g *Guard) set(w http.ResponseWriter, r *http.Request, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{
		Name: g.cookie(r), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: g.safe(r), SameSite: http.SameSiteLaxMode,
	})
}

// Logout ends the session of a browser.
func (g *Guard) Logout(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(g.cookie(r)); err == nil {
		if err := g.Store.EndSession(r.Context(), digest(c.Value)); err != nil && !errors.Is(err, store.ErrNotFound) {
			g.Log.Error("log out", "error", err)
			refuse(w, r, http.StatusServiceUnavailable, "the collection can't be written to; try again in a moment")
			return
		}
	}
	g.set(w, r, "", -1)
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

// within is a page of this server, the first where it is none: nobody is to be led
// away from here.
func within(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}
