// Package alert tells of what saved searches find: it looks into the articles that
// come into the collection, keeps what each search finds there, and tells the hooks.
//
//	a, err := alert.Add(ctx, st, alert.New{Name: "dam", Query: `speaker:Petrov dam`, Hook: "https://…"})
//	…
//	err = (&alert.Watch{Store: st, Post: client.Post, Log: log}).Run(ctx) // until ctx ends
//
// Every statement is found once, whoever adds its article and however many such
// watches run. A hook is told of it at least once: it is told again until it answers
// with success. What it gets is signed as Standard Webhooks has it (hook.go); what
// was found is an Atom feed as well (atom.go).
package alert

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/store"
)

// New is a search to be saved.
type New struct {
	Name  string
	Query string
	Hook  string // address that is told of what is found; empty: none
}

// seeded is how many of what a new search finds in the collection it begins with.
const seeded = 20

// The longest name, in characters, and query and address, in bytes.
const (
	longestName  = 100
	longestQuery = 4000
	longestHook  = 2000
)

// Mistake is what is wrong with a search that is to be saved.
type Mistake struct {
	Field string // name, query, hook
	What  string // and what to do
}

func (m *Mistake) Error() string { return m.Field + ": " + m.What }

// Add saves a search, and keeps the newest of what it finds in the collection as
// its first findings. The error is a *Mistake, or store.ErrTaken, or the store's.
func Add(ctx context.Context, st store.Store, n New) (*store.Alert, error) {
	q, err := n.check()
	if err != nil {
		return nil, err
	}
	a := &store.Alert{Name: n.Name, Query: n.Query, Hook: n.Hook, Added: time.Now().UTC().Truncate(time.Second)}
	if n.Hook != "" {
		a.Secret = newSecret()
	}
	if err := st.AddAlert(ctx, *a); err != nil {
		return nil, err
	}
	f, err := st.Search(ctx, q, store.Page{Size: seeded, Uncounted: true})
	if err != nil {
		return nil, err
	}
	slices.Reverse(f.Hits)
	found, err := findings(f.Hits)
	if err != nil {
		return nil, err
	}
	return a, st.Seed(ctx, a.Name, found)
}

func (n *New) check() (*store.Query, error) {
	n.Name, n.Query, n.Hook = strings.TrimSpace(n.Name), strings.TrimSpace(n.Query), strings.TrimSpace(n.Hook)
	switch {
	case n.Name == "", !utf8.ValidString(n.Name), utf8.RuneCountInString(n.Name) > longestName, strings.ContainsFunc(n.Name, unicode.IsControl):
		return nil, &Mistake{"name", fmt.Sprintf("it is of 1 to %d characters", longestName)}
	case len(n.Query) > longestQuery:
		return nil, &Mistake{"query", "it is too long; look for a few words"}
	}
	q, err := store.Parse(n.Query)
	if e, ok := errors.AsType[*store.ParseError](err); ok {
		return nil, &Mistake{"query", fmt.Sprintf("character %d: %s", e.At+1, e.What)}
	}
	if q.Empty() {
		return nil, &Mistake{"query", "it is empty; say what to look for"}
	}
	if u, err := url.Parse(n.Hook); n.Hook != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || len(n.Hook) > longestHook) {
		return nil, &Mistake{"hook", "it is no address of the web; begin it with https://, without a user name"}
	}
	return q, nil
}

// secretHead begins every secret, as Standard Webhooks has it.
const secretHead = "whsec_"

func newSecret() string {
	b := make([]byte, 32)
	rand.Read(b)
	return secretHead + base64.StdEncoding.EncodeToString(b)
}

// findings are statements as they are kept.
func findings(hits []store.Hit) ([]store.Finding, error) {
	var out []store.Finding
	for i := range hits {
		s := export.StatementOf(hits[i].Record, hits[i].Attribution())
		b, err := json.Marshal(s)
		if err != nil {
			return nil, err
		}
		out = append(out, store.Finding{At: time.Now(), Sign: sign(&s), Statement: b})
	}
	return out, nil
}

// sign is what a statement is the same by in all versions of an article.
func sign(s *export.Statement) []byte {
	at := s.URL
	if at == "" {
		at = s.Article
	}
	sum := sha256.Sum256([]byte(at + "\x00" + s.Speaker + "\x00" + strings.Join(strings.Fields(s.Content), " ")))
	return sum[:16]
}

// Found is what an alert has found, as it was then.
type Found struct {
	ID        int64            `json:"id" doc:"The later it was found, the higher."`
	At        string           `json:"at" doc:"When it was found."`
	Statement export.Statement `json:"statement"`
}

// FoundOf reads a finding. Of what can't be read, which no version writes, the
// statement is empty.
func FoundOf(f store.Finding) Found {
	out := Found{ID: f.ID, At: f.At.UTC().Format(time.RFC3339)}
	_ = json.Unmarshal(f.Statement, &out.Statement)
	if out.Statement.Spans == nil {
		out.Statement.Spans = [][2]int{}
	}
	if out.Statement.Via == nil {
		out.Statement.Via = []string{}
	}
	return out
}

// Watch looks for news until it is stopped.
type Watch struct {
	Store store.Store
	Post  func(ctx context.Context, url string, head http.Header, body []byte) error // nil: hooks are not told
	Log   *slog.Logger
}

// How often a Watch looks, and at how many articles at once.
const (
	nap   = 5 * time.Second
	batch = 50
)

// Run looks for news until ctx ends, and returns nil then. A fault of the store is
// logged, and what it kept from being done is done later.
func (w *Watch) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		n, err := w.Look(ctx)
		if err == nil {
			err = w.Tell(ctx)
		}
		if err != nil && ctx.Err() == nil {
			w.Log.Error("look for what the alerts find", "error", err)
		}
		if n == batch && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(nap):
		}
	}
	return nil
}

// query is an alert that can be looked for.
type query struct {
	name string
	q    *store.Query
}

// Look looks once into articles that have come, and returns into how many.
func (w *Watch) Look(ctx context.Context) (int, error) {
	numbers, err := w.Store.Arrived(ctx, batch)
	if err != nil || len(numbers) == 0 {
		return 0, err
	}
	alerts, err := w.Store.Alerts(ctx)
	if err != nil {
		return 0, err
	}
	var queries []query
	for _, a := range alerts {
		q, err := store.ParseSaved(a.Query)
		if err != nil {
			w.Log.Error("an alert can't be looked for; take it out and save it anew", "alert", a.Name, "error", err)
			continue
		}
		queries = append(queries, query{a.Name, q})
	}
	for _, number := range numbers {
		if err := w.lookInto(ctx, number, queries); err != nil {
			return 0, err
		}
	}
	return len(numbers), nil
}

func (w *Watch) lookInto(ctx context.Context, number int64, queries []query) error {
	found := map[string][]store.Finding{}
	for _, q := range queries {
		hits, err := w.Store.SearchIn(ctx, q.q, number)
		if errors.Is(err, store.ErrDamaged) { // it keeps no other from being looked into
			w.Log.Error("an article can't be looked into; see what hearsay doctor says", "error", err)
			break
		}
		if err != nil {
			return err
		}
		if len(hits) == 0 {
			continue
		}
		if found[q.name], err = findings(hits); err != nil {
			return err
		}
	}
	_, err := w.Store.SettleArrival(ctx, number, found)
	return err
}

// tellers is how many hooks are told at once.
const tellers = 4

// Tell tells once the hooks that are to be told, and waits until all have
// answered.
func (w *Watch) Tell(ctx context.Context) error {
	if w.Post == nil {
		return nil
	}
	taken, err := w.Store.TakeDeliveries(ctx)
	if err != nil {
		return err
	}
	slots := make(chan struct{}, tellers)
	faults := make([]error, len(taken))
	var all sync.WaitGroup
	for i := range taken {
		slots <- struct{}{}
		all.Go(func() {
			faults[i] = w.tell(ctx, &taken[i])
			<-slots
		})
	}
	all.Wait()
	return errors.Join(faults...)
}

// tell tells one hook, and notes how that went.
func (w *Watch) tell(ctx context.Context, d *store.Delivery) error {
	if len(d.Findings) == 0 {
		return nil
	}
	head, body, err := message(&d.Alert, "alert.found", d.Findings, time.Now())
	if err != nil {
		return err
	}
	err = w.Post(ctx, d.Alert.Hook, head, body)
	if ctx.Err() != nil {
		return nil // stopped: it is told again
	}
	if err == nil {
		return w.Store.EndDelivery(ctx, d.Alert.Name, d.Findings[len(d.Findings)-1].ID, time.Time{}, "")
	}
	w.Log.Warn("a hook was not told", "alert", d.Alert.Name, "error", err)
	return w.Store.EndDelivery(ctx, d.Alert.Name, 0, time.Now().Add(pause(d.Alert.Failures+1)), err.Error())
}

// longestPause is how long a hook waits at most that keeps failing.
const longestPause = time.Hour

// pause is how long a hook waits that has failed so many times in a row.
func pause(failures int) time.Duration {
	return min(10*time.Second<<min(2*max(failures-1, 0), 10), longestPause)
}
