package alert

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/ingest/feed"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/sqlite/sqlitetest"
	"github.com/hearsay-news/hearsay/internal/store/storetest"
	"github.com/hearsay-news/hearsay/record"
)

func put(t *testing.T, st store.Store, id, says string) {
	t.Helper()
	r := storetest.Article(id, "https://lantern.example/"+strings.TrimRight(id, "'"), "2026-03-01T09:00:00Z", storetest.Statement{Who: "Ana Petrov", Says: says, To: "Bo Lee"})
	if _, err := st.Put(t.Context(), []*record.Record{r}); err != nil {
		t.Fatal(err)
	}
}

// hook is a receiver of what is told.
type hook struct {
	got   []delivery
	heads []http.Header
	fails int // so many times, first
}

func (h *hook) post(_ context.Context, _ string, head http.Header, body []byte) error {
	if h.fails > 0 {
		h.fails--
		return errors.New("the server answers 500 Internal Server Error")
	}
	var d delivery
	if err := json.Unmarshal(body, &d); err != nil {
		return err
	}
	h.got, h.heads = append(h.got, d), append(h.heads, head)
	return nil
}

func watch(st store.Store, h *hook) *Watch {
	return &Watch{Store: st, Post: h.post, Log: slog.New(slog.DiscardHandler)}
}

// look looks until nothing has come any more, and tells.
func look(t *testing.T, w *Watch) {
	t.Helper()
	for n := 1; n > 0; {
		var err error
		if n, err = w.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Tell(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func contents(d []delivery) (out []string) {
	for _, one := range d {
		for _, s := range one.Statements {
			out = append(out, s.Statement.Content)
		}
	}
	return out
}

// What comes after a search was saved is found once, kept, and told.
func TestWatch(t *testing.T) {
	st, h := sqlitetest.Open(t), &hook{}
	put(t, st, "old", "the dam stood")
	a, err := Add(t.Context(), st, New{Name: " dam ", Query: "dam", Hook: "https://hook.example/x"})
	if err != nil || a.Name != "dam" || !strings.HasPrefix(a.Secret, "whsec_") {
		t.Fatal(a, err)
	}
	w := watch(st, h)
	look(t, w)
	if len(h.got) != 0 {
		t.Errorf("told of what was there: %v", h.got)
	}
	put(t, st, "one", "the dam holds")
	put(t, st, "ferry", "the ferry is late")
	put(t, st, "one'", "the dam holds") // corrected elsewhere: another version
	look(t, w)
	look(t, w)
	if got := strings.Join(contents(h.got), "; "); got != "the dam holds" {
		t.Errorf("told of %q", got)
	}
	if all, err := st.Alerts(t.Context()); err != nil || all[0].New != 1 || all[0].Failures != 0 {
		t.Errorf("%+v, %v", all, err)
	}
	found, err := st.Findings(t.Context(), "dam", 0, 10)
	if err != nil || len(found) != 2 {
		t.Fatalf("%d findings, %v", len(found), err)
	}
	if f := FoundOf(found[0]); f.Statement.Speaker != "Ana Petrov" || f.Statement.URL != "https://lantern.example/one" || len(f.Statement.Spans) != 1 {
		t.Errorf("%+v", f)
	}
}

// A hook that fails is told again, after a pause.
func TestHookFails(t *testing.T) {
	st, h := sqlitetest.Open(t), &hook{fails: 1}
	if _, err := Add(t.Context(), st, New{Name: "dam", Query: "dam", Hook: "https://hook.example/x"}); err != nil {
		t.Fatal(err)
	}
	w := watch(st, h)
	put(t, st, "one", "the dam holds")
	look(t, w)
	a, err := Find(t.Context(), st, "dam")
	if err != nil || a.Failures != 1 || !strings.Contains(a.Fault, "500") || a.Due.Before(time.Now()) {
		t.Errorf("%+v, %v", a, err)
	}
	look(t, w)
	if len(h.got) != 0 {
		t.Error("it is told again at once")
	}
	if err := st.EndDelivery(t.Context(), "dam", 0, time.Now().Add(-time.Second), "x"); err != nil {
		t.Fatal(err)
	}
	put(t, st, "two", "the dam breaks")
	look(t, w)
	if got := strings.Join(contents(h.got), "; "); got != "the dam holds; the dam breaks" {
		t.Errorf("told of %q", got)
	}
	for n, want := range map[int]time.Duration{1: 10 * time.Second, 2: 40 * time.Second, 5: 2560 * time.Second, 6: time.Hour, 100: time.Hour} {
		if got := pause(n); got != want {
			t.Errorf("pause(%d) = %v, want %v", n, got, want)
		}
	}
}

// What a hook is told is signed, so that the receiver knows whom it is from.
func TestSignature(t *testing.T) {
	a := &store.Alert{Name: "dam", Query: "dam", Secret: newSecret()}
	head, body, err := message(a, "alert.found", nil, time.Unix(1_772_000_000, 0))
	if err != nil {
		t.Fatal(err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(a.Secret, "whsec_"))
	if err != nil || len(key) != 32 {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(head.Get("webhook-id") + "." + head.Get("webhook-timestamp") + "." + string(body)))
	if got, want := head.Get("webhook-signature"), "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)); got != want || head.Get("webhook-timestamp") != "1772000000" {
		t.Errorf("%s, want %s", got, want)
	}
	if again, _, _ := message(a, "alert.found", nil, time.Unix(1_772_000_099, 0)); again.Get("webhook-id") != head.Get("webhook-id") {
		t.Error("the same message has another id")
	}
	// The example of the specification.
	if got, err := signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`)); got != "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" || err != nil {
		t.Errorf("%s, %v", got, err)
	}
}

func TestTest(t *testing.T) {
	h := &hook{}
	w := watch(nil, h)
	if err := w.Test(t.Context(), &store.Alert{Name: "dam", Hook: "https://hook.example/x", Secret: newSecret()}); err != nil || len(h.got) != 1 || h.got[0].Type != "alert.test" {
		t.Errorf("%v, %+v", err, h.got)
	}
	if err := w.Test(t.Context(), &store.Alert{Name: "dam"}); !errors.Is(err, ErrNoHook) {
		t.Errorf("without a hook: %v", err)
	}
}

func TestAddRefuses(t *testing.T) {
	st := sqlitetest.Open(t)
	for _, c := range []struct {
		n    New
		want string
	}{
		{New{Name: "", Query: "dam"}, "name: "}, {New{Name: strings.Repeat("x", 101), Query: "dam"}, "name: "}, {New{Name: "a\nb", Query: "dam"}, "name: "}, {New{Name: "\xff", Query: "dam"}, "name: "},
		{New{Name: "a", Query: ""}, "query: it is empty"}, {New{Name: "a", Query: `"dam`}, "query: character 1: "}, {New{Name: "a", Query: strings.Repeat("dam ", 2000)}, "query: it is too long"},
		{New{Name: "a", Query: "dam", Hook: "ftp://x.example"}, "hook: "}, {New{Name: "a", Query: "dam", Hook: "https://u:p@x.example"}, "hook: "}, {New{Name: "a", Query: "dam", Hook: "x"}, "hook: "},
	} {
		_, err := Add(t.Context(), st, c.n)
		if _, ok := errors.AsType[*Mistake](err); !ok || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %s", c.n, err, c.want)
		}
	}
	for _, want := range []error{nil, store.ErrTaken} {
		if _, err := Add(t.Context(), st, New{Name: "a", Query: "dam"}); !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
}

// A feed is valid XML whatever articles hold, and readers of feeds read it.
func TestFeed(t *testing.T) {
	st := sqlitetest.Open(t)
	if _, err := Add(t.Context(), st, New{Name: "dam & <co>", Query: `dam -"x"`}); err != nil {
		t.Fatal(err)
	}
	w := watch(st, &hook{})
	put(t, st, "one", "the dam <script>alert(1)</script> & \x00\x1b ]]> “holds” "+strings.Repeat("long ", 100))
	put(t, st, "two", "the dam breaks")
	look(t, w)
	a, err := Find(t.Context(), st, "dam & <co>")
	if err != nil {
		t.Fatal(err)
	}
	found, err := st.Findings(t.Context(), a.Name, 0, FeedSize)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteFeed(&b, a, found, "https://news.example/feed"); err != nil {
		t.Fatal(err)
	}
	var back atomFeed
	if err := xml.Unmarshal(b.Bytes(), &back); err != nil || strings.Contains(b.String(), "<script>") {
		t.Fatalf("%v\n%s", err, b.String())
	}
	ids := map[string]bool{back.ID: true}
	for _, e := range back.Entries {
		ids[e.ID] = true
		if e.Title == "" || e.Updated == "" || len(e.Links) != 1 || len([]rune(e.Title)) > longestTitle {
			t.Errorf("%+v", e)
		}
	}
	if len(ids) != 3 || back.Title != "Hearsay: dam & <co>" || back.Updated == "" || !strings.HasPrefix(back.ID, "urn:uuid:") {
		t.Errorf("%d ids, %+v", len(ids), back)
	}
	read, err := feed.Parse(&ingest.Source{Name: "feed", Body: &b})
	if err != nil || len(read.Items) != 2 || read.Items[0].URL != "https://lantern.example/two" {
		t.Errorf("%+v, %v", read, err)
	}
	b.Reset()
	if err := WriteFeed(&b, a, nil, ""); err != nil || xml.Unmarshal(b.Bytes(), &back) != nil {
		t.Errorf("empty: %v %s", err, b.String())
	}
}

// A watch ends with its context, and goes on after a fault.
func TestRun(t *testing.T) {
	st := sqlitetest.Open(t)
	var log bytes.Buffer
	w := &Watch{Store: st, Log: slog.New(slog.NewTextHandler(&log, nil))}
	st.Close()
	ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer stop()
	if err := w.Run(ctx); err != nil || !strings.Contains(log.String(), "alerts") {
		t.Errorf("%v, log %s", err, log.String())
	}
}

// A search that was saved when a query could have more words with a * goes on.
func TestLookForManyPrefixes(t *testing.T) {
	st := sqlitetest.Open(t)
	const query = "ferr* OR tide* OR pump* OR lant* OR brea*"
	if _, err := store.Parse(query); err == nil {
		t.Fatal("this is no query that is refused today")
	}
	if err := st.AddAlert(t.Context(), store.Alert{Name: "old", Query: query, Added: time.Now()}); err != nil {
		t.Fatal(err)
	}
	put(t, st, "a", "the dam breaks")
	look(t, watch(st, &hook{}))
	if found, err := st.Findings(t.Context(), "old", 0, 10); err != nil || len(found) != 1 {
		t.Errorf("%+v, %v; want one finding", found, err)
	}
}

// spoilt is a store in which the record of one article can't be read.
type spoilt struct {
	store.Store
	number int64
}

func (s spoilt) SearchIn(ctx context.Context, q *store.Query, number int64) ([]store.Hit, error) {
	if number == s.number {
		return nil, fmt.Errorf("article a: %w: unpack", store.ErrDamaged)
	}
	return s.Store.SearchIn(ctx, q, number)
}

// An article whose record is damaged is told of, and keeps no other from being found.
func TestDamagedArticle(t *testing.T) {
	st := sqlitetest.Open(t)
	if err := st.AddAlert(t.Context(), store.Alert{Name: "dams", Query: "dam", Added: time.Now()}); err != nil {
		t.Fatal(err)
	}
	put(t, st, "a", "the dam breaks")
	put(t, st, "b", "the dam holds")
	come, err := st.Arrived(t.Context(), 9)
	if err != nil || len(come) != 2 {
		t.Fatalf("%v, %v", come, err)
	}
	var log bytes.Buffer
	w := watch(spoilt{st, come[0]}, &hook{})
	w.Log = slog.New(slog.NewTextHandler(&log, nil))
	look(t, w)
	if found, err := st.Findings(t.Context(), "dams", 0, 9); err != nil || len(found) != 1 || !strings.Contains(log.String(), "article a") {
		t.Errorf("%+v, %v, log %s", found, err, log.String())
	}
}
