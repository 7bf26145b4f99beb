package guard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/sqlite"
)

func collection(t *testing.T) store.Store {
	t.Helper()
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "news.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

const password = "correct horse ü"

func account(t *testing.T, st store.Store, name string, role store.Role) {
	t.Helper()
	hash, err := Hash(password)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.AddAccount(t.Context(), store.Account{Name: name, Role: role, Password: hash, Added: time.Now()}); err != nil {
		t.Fatal(err)
	}
}

func token(t *testing.T, st store.Store, name string, role store.Role, expires time.Time) string {
	t.Helper()
	shown, kept := NewToken()
	if err := st.AddToken(t.Context(), store.Token{Name: name, Role: role, Digest: kept, Added: time.Now(), Expires: expires}); err != nil {
		t.Fatal(err)
	}
	return shown
}

// guarded is a server that says who asks; / needs a reader, /edit an editor.
func guarded(t *testing.T, opt Options) *httptest.Server {
	t.Helper()
	g, err := New(opt)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	who := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := From(r.Context())
		fmt.Fprintf(w, "%s %s %s", v.Name, v.Role, store.Actor(r.Context()))
	})
	mux.Handle("/", g.Require(store.Reader)(who))
	mux.Handle("/edit", g.Require(store.Editor)(who))
	mux.HandleFunc("GET /login", g.LoginPage)
	mux.HandleFunc("POST /login", g.Login)
	mux.HandleFunc("POST /logout", g.Logout)
	srv := httptest.NewServer(g.Handler(mux))
	t.Cleanup(srv.Close)
	return srv
}

// ask sends a request, with a Host where head names one.
func ask(t *testing.T, client *http.Client, method, at string, form url.Values, head ...string) (int, string, http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, at, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(head); i += 2 {
		if req.Header.Set(head[i], head[i+1]); head[i] == "Host" {
			req.Host = head[i+1]
		}
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b), res.Header
}

// browser keeps cookies and follows no redirects.
func browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// A server that others can reach refuses to start without accounts, unless that is
// meant.
func TestFor(t *testing.T) {
	st := collection(t)
	type want struct{ open, local, fault bool }
	check := func(address string, insecure bool, w want) {
		t.Helper()
		o, err := For(t.Context(), st, address, insecure)
		if (err != nil) != w.fault || err == nil && (o.Open != w.open || o.Local != w.local) {
			t.Errorf("%s, insecure %v: %+v, %v; want %+v", address, insecure, o, err, w)
		}
		if err != nil && !strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("%s: %v says no way out", address, err)
		}
	}
	for _, at := range []string{"127.0.0.1:8080", "localhost:0", "[::1]:8080", "127.8.8.8:1", "[::ffff:127.0.0.1]:80"} {
		check(at, false, want{open: true, local: true})
	}
	beyond := []string{":8080", "0.0.0.0:8080", "[::]:8080", "192.168.1.5:80", "news.example:80", "localhost.evil.example:80"}
	for _, at := range beyond {
		check(at, false, want{fault: true})
		check(at, true, want{open: true})
	}
	if _, err := For(t.Context(), st, ":8080", false); !errors.Is(err, ErrUnguarded) || !strings.Contains(err.Error(), "hearsay accounts add") {
		t.Errorf("%v", err)
	}
	check("8080", false, want{fault: true})
	token(t, st, "feeds", store.Reader, time.Time{})
	for _, at := range beyond {
		check(at, false, want{})
	}
}

func TestURL(t *testing.T) {
	for at, fine := range map[string]bool{
		"https://news.example": true, "https://news.example/": true, "http://news.example:8080": true, "news.example": false, "https://": false, "ftp://news.example": false,
		"https://news.example/hearsay": false,
	} {
		if _, err := New(Options{URL: at}); (err == nil) != fine {
			t.Errorf("%s: %v", at, err)
		}
	}
}

// Without accounts a server of this machine alone lets everybody in who comes from
// here and means it; with one it lets nobody in without.
func TestOpen(t *testing.T) {
	st := collection(t)
	srv := guarded(t, Options{Store: st, Open: true, Local: true})
	c := browser(t)
	if status, body, head := ask(t, c, "GET", srv.URL+"/edit", nil); status != 200 || body != "local editor local" || head.Get("X-Content-Type-Options") != "nosniff" || head.Get("X-Frame-Options") != "DENY" || !strings.Contains(head.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("%d %s %v", status, body, head)
	}
	for host, want := range map[string]int{
		"evil.example": 421, "localhost:8080": 200, "127.0.0.1": 200, "[::1]:80": 200, "localhost.evil.example": 421, "127.0.0.1.evil.example:80": 421, "10.0.0.1": 200, "10.0.0.1.evil.example": 421,
	} {
		if status, _, _ := ask(t, c, "GET", srv.URL+"/", nil, "Host", host); status != want {
			t.Errorf("as %s: %d, want %d", host, status, want)
		}
	}
	for _, x := range []struct {
		method string
		head   []string
		want   int
	}{
		{"POST", nil, 200}, {"POST", []string{"Sec-Fetch-Site", "same-origin"}, 200}, {"POST", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"POST", []string{"Sec-Fetch-Site", "same-site"}, 403}, {"POST", []string{"Origin", "https://evil.example"}, 403}, {"POST", []string{"Origin", "null"}, 403},
		{"POST", []string{"Origin", srv.URL}, 200}, {"DELETE", []string{"Sec-Fetch-Site", "cross-site"}, 403}, {"GET", []string{"Sec-Fetch-Site", "cross-site"}, 200},
	} {
		if status, body, _ := ask(t, c, x.method, srv.URL+"/edit", nil, x.head...); status != x.want {
			t.Errorf("%s %v: %d %s, want %d", x.method, x.head, status, body, x.want)
		}
	}
	account(t, st, "ana", store.Editor)
	time.Sleep(looking + 100*time.Millisecond)
	if status, _, _ := ask(t, c, "GET", srv.URL+"/", nil); status != 401 {
		t.Errorf("with an account: %d", status)
	}
}

func TestLogin(t *testing.T) {
	st := collection(t)
	account(t, st, "ana", store.Editor)
	account(t, st, "bo", store.Reader)
	srv := guarded(t, Options{Store: st, Open: true, Local: true})
	c := browser(t)
	status, _, head := ask(t, c, "GET", srv.URL+"/edit?a=b&c", nil, "Accept", "text/html")
	if status != 303 || head.Get("Location") != "/login?next=%2Fedit%3Fa%3Db%26c" {
		t.Fatalf("%d, to %s", status, head.Get("Location"))
	}
	status, page, _ := ask(t, c, "GET", srv.URL+head.Get("Location"), nil)
	if status != 200 || !strings.Contains(page, `value="/edit?a=b&amp;c"`) || !strings.Contains(page, `method="post"`) {
		t.Fatalf("%d %s", status, page)
	}
	form := func(name, pass, next string) url.Values {
		return url.Values{"name": {name}, "password": {pass}, "next": {next}}
	}
	for _, f := range []url.Values{form("ana", "wrong", "/"), form("eve", password, "/"), form("", "", ""), form("ana", strings.Repeat("x", 2000), ""), form(`"><script>`, "x", "/")} {
		status, body, head := ask(t, c, "POST", srv.URL+"/login", f)
		if status != 401 || head.Get("Set-Cookie") != "" || !strings.Contains(body, `role="alert"`) || strings.Contains(body, "<script>") {
			t.Errorf("%v: %d %s", f, status, body)
		}
	}
	status, _, head = ask(t, c, "POST", srv.URL+"/login", form("ana", password, "/edit?a=b"))
	cookie := head.Get("Set-Cookie")
	if status != 303 || head.Get("Location") != "/edit?a=b" || !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") || strings.Contains(cookie, "Secure") {
		t.Fatalf("%d to %s, cookie %s", status, head.Get("Location"), cookie)
	}
	if status, body, _ := ask(t, c, "GET", srv.URL+"/edit", nil); status != 200 || body != "ana editor ana" {
		t.Errorf("%d %s", status, body)
	}
	if _, page, _ := ask(t, c, "GET", srv.URL+"/login", nil); !strings.Contains(page, "logged in as ana") {
		t.Error(page)
	}
	other := browser(t)
	ask(t, other, "POST", srv.URL+"/login", form("bo", password, "https://evil.example"))
	if status, body, _ := ask(t, other, "GET", srv.URL+"/", nil); status != 200 || body != "bo reader bo" {
		t.Errorf("%d %s", status, body)
	}
	if status, _, _ := ask(t, other, "GET", srv.URL+"/edit", nil, "Accept", "text/html"); status != 403 {
		t.Errorf("a reader edits: %d", status)
	}
	if status, _, head := ask(t, c, "POST", srv.URL+"/logout", nil); status != 303 || !strings.Contains(head.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("%d %v", status, head)
	}
	value, _, _ := strings.Cut(strings.TrimPrefix(cookie, "hearsay="), ";")
	if status, _, _ := ask(t, browser(t), "GET", srv.URL+"/", nil, "Cookie", "hearsay="+value); status != 401 {
		t.Errorf("a session that is over: %d", status)
	}
	if status, _, _ := ask(t, browser(t), "POST", srv.URL+"/login", form("ana", password, "/"), "Sec-Fetch-Site", "cross-site"); status != 403 {
		t.Errorf("another site logs in: %d", status)
	}
}

// Behind a proxy that speaks https the cookie is for that alone.
func TestSecureCookie(t *testing.T) {
	st := collection(t)
	account(t, st, "ana", store.Editor)
	srv := guarded(t, Options{Store: st, Open: true, Local: true, URL: "https://news.example"})
	c := &http.Client{CheckRedirect: browser(t).CheckRedirect}
	status, _, head := ask(t, c, "POST", srv.URL+"/login", url.Values{"name": {"ana"}, "password": {password}}, "Host", "news.example", "Origin", "https://news.example")
	cookie := head.Get("Set-Cookie")
	if status != 303 || !strings.HasPrefix(cookie, "__Host-hearsay=") || !strings.Contains(cookie, "Secure") {
		t.Errorf("%d %s", status, cookie)
	}
	if status, _, _ := ask(t, c, "GET", srv.URL+"/", nil, "Host", "other.example"); status != 421 {
		t.Errorf("by another name: %d", status)
	}
}

func TestTokens(t *testing.T) {
	st := collection(t)
	editor := token(t, st, "feeds", store.Editor, time.Time{})
	reader := token(t, st, "archive", store.Reader, time.Now().Add(time.Hour))
	over := token(t, st, "over", store.Editor, time.Now().Add(-time.Hour))
	srv := guarded(t, Options{Store: st})
	for _, x := range []struct {
		path string
		head []string
		want int
		body string
	}{
		{"/edit", []string{"Authorization", "Bearer " + editor}, 200, "feeds editor feeds"},
		{"/edit", []string{"Authorization", "bearer  " + editor}, 200, "feeds editor feeds"},
		{"/", []string{"Authorization", "Bearer " + reader}, 200, "archive reader archive"},
		{"/edit", []string{"Authorization", "Bearer " + reader}, 403, "role editor"},
		{"/", []string{"Authorization", "Bearer " + over}, 401, "not known"},
		{"/", []string{"Authorization", "Bearer "}, 401, "not known"},
		{"/", []string{"Authorization", "Bearer " + editor + "x"}, 401, "not known"},
		{"/login", []string{"Authorization", "Bearer x"}, 401, "not known"},
		{"/", nil, 401, "log in"},
		{"/", []string{"Cookie", "hearsay=" + editor}, 401, "log in"},
	} {
		if status, body, _ := ask(t, browser(t), "GET", srv.URL+x.path, nil, x.head...); status != x.want || !strings.Contains(body, x.body) {
			t.Errorf("%s %v: %d %s, want %d %s", x.path, x.head, status, body, x.want, x.body)
		}
	}
	req, err := http.NewRequestWithContext(t.Context(), "GET", srv.URL+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth("anybody", reader) // as readers of feeds do
	res, err := http.DefaultClient.Do(req)
	if err != nil || res.StatusCode != 200 {
		t.Errorf("%v %v", res, err)
	}
	res.Body.Close()
}

// Whoever guesses passwords has to wait, and others need not.
func TestLoginLimit(t *testing.T) {
	st := collection(t)
	account(t, st, "ana", store.Editor)
	srv := guarded(t, Options{Store: st, URL: "https://news.example"})
	try := func(from string, form url.Values) int {
		status, _, _ := ask(t, browser(t), "POST", srv.URL+"/login", form, "X-Forwarded-For", "9.9.9.9, "+from)
		return status
	}
	for i := range loginBurst + 3 {
		want := 401
		if i >= loginBurst {
			want = 429
		}
		if status := try("192.0.2.7", url.Values{"name": {fmt.Sprint("n", i)}, "password": {"x"}}); status != want {
			t.Errorf("try %d: %d, want %d", i, status, want)
		}
	}
	if status := try("192.0.2.8", url.Values{"name": {"ana"}, "password": {password}}); status != 303 {
		t.Errorf("from elsewhere: %d", status)
	}
}

func TestLimits(t *testing.T) {
	l := newLimits()
	for i := range 2*mostLimits + 1 {
		if !l.allow(fmt.Sprint(i), 1, 1) {
			t.Fatal(i)
		}
	}
	if len(l.all) > mostLimits {
		t.Errorf("%d are remembered", len(l.all))
	}
	v := &Visitor{Name: "bo", Role: store.Reader, spends: l}
	n := 0
	for ctx := with(t.Context(), v); Spend(ctx) && n < 1000; n++ {
	}
	if n != spending[store.Reader].burst {
		t.Errorf("a reader spends %d times", n)
	}
	if !Spend(context.Background()) || !Spend(with(t.Context(), &Visitor{Name: "local"})) {
		t.Error("who need not say who it is must wait")
	}
}

func TestHash(t *testing.T) {
	hash, err := Hash(password)
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatal(hash, err)
	}
	if other, _ := Hash(password); other == hash {
		t.Error("two hashes are the same")
	}
	for pass, want := range map[string]bool{password: true, "correct horse u": false, "": false} {
		if got, err := matches(hash, pass); got != want || err != nil {
			t.Errorf("%q: %v, %v", pass, got, err)
		}
	}
	if ok, err := matches(nobody, "x"); ok || err != nil {
		t.Errorf("nobody: %v, %v", ok, err)
	}
	for _, bad := range []string{"", "x", "$argon2i$v=19$m=19456,t=2,p=1$AAAA$AAAA", "$argon2id$v=19$m=99999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "$argon2id$v=19$m=19456,t=2,p=1$!$!"} {
		if ok, err := matches(bad, password); ok || err == nil {
			t.Errorf("%q: %v, %v", bad, ok, err)
		}
	}
	for pass, want := range map[string]string{"short": "at least 10", strings.Repeat("x", 2000): "at most 1024"} {
		if _, err := Hash(pass); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.10s: %v", pass, err)
		}
	}
}

func TestNames(t *testing.T) {
	for name, fine := range map[string]bool{"ana": true, "Ána.P-1@news+x_": true, "": false, "a b": false, "a\n": false, "a/b": false, "\xff": false, strings.Repeat("a", 65): false} {
		if err := CheckName(name); (err == nil) != fine {
			t.Errorf("%q: %v", name, err)
		}
	}
	for next, want := range map[string]string{
		"/a?b=c": "/a?b=c", "": "/", "//evil.example": "/", "https://evil.example": "/", "/\\evil.example": "/", "a": "/", "javascript:alert(1)": "/", "/a\r\nX: y": "/", "/\t/evil.example": "/",
	} {
		if got := within(next); got != want {
			t.Errorf("within(%q) = %q, want %q", next, got, want)
		}
	}
}
