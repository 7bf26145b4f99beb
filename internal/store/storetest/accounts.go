package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hearsay-news/hearsay/internal/store"
)

func testAccounts(t *testing.T, s store.Store) {
	ctx := store.As(t.Context(), "root")
	at := time.Now().UTC().Truncate(time.Second)
	ana := store.Account{Name: "ana", Role: store.Editor, Password: "$argon2id$x", Added: at}
	bo := store.Account{Name: "Bo ü", Role: store.Reader, Password: "$argon2id$y", Added: at}
	for _, a := range []store.Account{ana, bo} {
		if err := s.AddAccount(ctx, a); err != nil {
			t.Fatal(err)
		}
		if err := s.AddAccount(ctx, a); !errors.Is(err, store.ErrTaken) {
			t.Errorf("AddAccount again: %v", err)
		}
	}
	got, err := s.Accounts(ctx)
	if diff := cmp.Diff([]store.Account{bo, ana}, got); diff != "" || err != nil {
		t.Errorf("%v (- want, + got)\n%s", err, diff)
	}
	begin := func(digest string, who string, expires time.Time) {
		t.Helper()
		if err := s.BeginSession(ctx, store.Session{Digest: []byte(digest), Account: who, Expires: expires}); err != nil {
			t.Fatal(err)
		}
	}
	// logged checks whose a session is; "" where it is nobody's.
	logged := func(digest, want string) {
		t.Helper()
		a, err := s.Session(ctx, []byte(digest))
		if want == "" && errors.Is(err, store.ErrNotFound) {
			return
		}
		if err != nil || a.Name != want {
			t.Errorf("session %s: %+v, %v, want %q", digest, a, err, want)
		}
	}
	begin("one", "ana", at.Add(time.Hour))
	begin("two", "ana", at.Add(time.Hour))
	begin("three", bo.Name, at.Add(time.Hour))
	begin("over", bo.Name, at.Add(-time.Second))
	logged("one", "ana")
	logged("three", bo.Name)
	logged("over", "")
	logged("none", "")
	if err := s.EndSession(ctx, []byte("one")); err != nil {
		t.Error(err)
	}
	logged("one", "")
	logged("two", "ana")
	if err := s.SetPassword(ctx, "ana", "$argon2id$z"); err != nil {
		t.Error(err)
	}
	logged("two", "")
	logged("three", bo.Name)
	if err := s.RemoveAccount(ctx, bo.Name); err != nil {
		t.Error(err)
	}
	logged("three", "")
	for _, err := range []error{s.SetPassword(ctx, bo.Name, "x"), s.RemoveAccount(ctx, bo.Name)} {
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("of an account that is gone: %v", err)
		}
	}
	audited(t, s, "root remove account Bo ü", "root change password ana", "root add account Bo ü (reader)", "root add account ana (editor)")
}

// audited checks the audit log: "who what of", the last first.
func audited(t *testing.T, s store.Store, want ...string) {
	t.Helper()
	var got []string
	for before, more := int64(0), true; more; { // by twos
		list, err := s.Audit(t.Context(), before, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			if time.Since(e.At).Abs() > time.Hour {
				t.Errorf("%+v is of another time", e)
			}
			got, before = append(got, e.Who+" "+e.What+" "+e.Of), e.ID
		}
		more = len(list) == 2
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("audit log (- want, + got)\n%s", diff)
	}
}

func testTokens(t *testing.T, s store.Store) {
	ctx := store.As(t.Context(), "ana")
	at := time.Now().UTC().Truncate(time.Second)
	for _, x := range []store.Token{
		{Name: "feeds", Role: store.Editor, Digest: []byte("d1"), Added: at},
		{Name: "archive", Role: store.Reader, Digest: []byte("d2"), Added: at, Expires: at.Add(time.Hour)},
		{Name: "over", Role: store.Reader, Digest: []byte("d3"), Added: at, Expires: at.Add(-time.Second)},
	} {
		if err := s.AddToken(ctx, x); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.AddToken(ctx, store.Token{Name: "feeds", Role: store.Reader, Digest: []byte("d4"), Added: at}); !errors.Is(err, store.ErrTaken) {
		t.Errorf("AddToken again: %v", err)
	}
	for digest, want := range map[string]string{"d1": "feeds", "d2": "archive", "d3": "", "d4": "", "": ""} {
		for range 2 {
			x, err := s.Token(ctx, []byte(digest))
			if want == "" && !errors.Is(err, store.ErrNotFound) || want != "" && (err != nil || x.Name != want) {
				t.Errorf("token %s: %+v, %v, want %q", digest, x, err, want)
			}
		}
	}
	all, err := s.Tokens(ctx)
	if err != nil || len(all) != 3 || all[0].Name != "archive" || all[0].Used.IsZero() || !all[2].Used.IsZero() || !all[0].Expires.Equal(at.Add(time.Hour)) || !all[1].Expires.IsZero() {
		t.Errorf("%+v, %v", all, err)
	}
	if err := s.RemoveToken(ctx, "feeds"); err != nil {
		t.Error(err)
	}
	if err := s.RemoveToken(ctx, "feeds"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("RemoveToken again: %v", err)
	}
	if _, err := s.Token(ctx, []byte("d1")); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a token that was taken out: %v", err)
	}
	audited(t, s, "ana remove token feeds", "ana add token over (reader)", "ana add token archive (reader)", "ana add token feeds (editor)")
}

// What a human says of entities and articles is noted, and what failed is not.
func testAudit(t *testing.T, s store.Store) {
	put(t, s, Article("a", "https://lantern.example/a", "2026-03-01", people("Ana Petrov", "Bo Lee", "Cy 100%s")...))
	ctx := store.As(t.Context(), "ana")
	ana, bo, cy := idOf(t, s, "Ana Petrov"), idOf(t, s, "Bo Lee"), idOf(t, s, "Cy 100%s")
	for _, err := range []error{s.Merge(ctx, ana, []int64{bo, cy}), s.SplitName(ctx, bo), s.Rename(ctx, bo, "Bo %d"), s.Remove(ctx, "a")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, err := range []error{s.Merge(ctx, ana, []int64{999}), s.SplitName(ctx, bo), s.Rename(ctx, 999, "x"), s.Remove(ctx, "a")} {
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%v", err)
		}
	}
	put(t, s, Article("b", "https://lantern.example/b", "2026-03-01", people("Ana Petrov")...))
	other, err := s.SplitArticles(t.Context(), ana, []string{"b"}, "Ana Petrov (bishop)")
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("ü", 3000)
	if err := s.Rename(ctx, ana, long); err != nil {
		t.Fatal(err)
	}
	audited(t, s,
		"ana rename "+strings.ToValidUTF8((fmt.Sprintf("e%d (Ana Petrov): ", ana) + long)[:2000], "")+"…",
		fmt.Sprintf(" split e%d (Ana Petrov (bishop)) off e%d (Ana Petrov): b", other, ana),
		"ana remove article a", fmt.Sprintf("ana rename e%d (Bo Lee): Bo %%d", bo), fmt.Sprintf("ana split e%d (Bo Lee)", bo),
		fmt.Sprintf("ana merge e%d (Cy 100%%s) into e%d (Ana Petrov)", cy, ana), fmt.Sprintf("ana merge e%d (Bo Lee) into e%d (Ana Petrov)", bo, ana))
}
