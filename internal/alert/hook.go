package alert

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/store"
)

// delivery is what a hook is sent.
type delivery struct {
	Type       string  `json:"type"` // alert.found, alert.test
	Alert      string  `json:"alert"`
	Query      string  `json:"query"`
	Statements []Found `json:"statements"`
}

// message is what a hook is sent: the body, and the headers of Standard Webhooks.
// A receiver checks that webhook-signature is "v1," and the HMAC-SHA256, in base64,
// of "ID.TIMESTAMP.BODY", made with the bytes that stand in base64 behind "whsec_"
// in the secret. One that was told before has the same webhook-id.
func message(a *store.Alert, kind string, found []store.Finding, now time.Time) (http.Header, []byte, error) {
	d := delivery{Type: kind, Alert: a.Name, Query: a.Query, Statements: []Found{}}
	for _, f := range found {
		d.Statements = append(d.Statements, FoundOf(f))
	}
	body, err := json.Marshal(&d)
	if err != nil {
		return nil, nil, err
	}
	id := sha256.Sum256(body)
	head := http.Header{"Content-Type": {"application/json"}}
	head.Set("webhook-id", "msg_"+base64.RawURLEncoding.EncodeToString(id[:16]))
	head.Set("webhook-timestamp", strconv.FormatInt(now.Unix(), 10))
	mac, err := signature(a.Secret, head.Get("webhook-id"), head.Get("webhook-timestamp"), body)
	head.Set("webhook-signature", "v1,"+mac)
	return head, body, err
}

func signature(secret, id, at string, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretHead))
	if err != nil {
		return "", fmt.Errorf("sign what a hook is told: %w", err)
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", id, at, body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// ErrNoHook says that an alert has no hook.
var ErrNoHook = errors.New("it has no hook to be told; take it out and save it anew with one")

// Test tells the hook of an alert something made up, of the type alert.test.
func (w *Watch) Test(ctx context.Context, a *store.Alert) error {
	if a.Hook == "" || w.Post == nil {
		return ErrNoHook
	}
	b, err := json.Marshal(export.Statement{
		Article: "test", Title: "A test", Outlet: "Hearsay", ID: "a1", Speaker: "Nobody", Cue: "said", Content: "this is a test",
		In: "body", Spans: [][2]int{{0, 14}}, Form: "indirect", Act: "state", Via: []string{}, Confidence: 1,
	})
	if err != nil {
		return err
	}
	head, body, err := message(a, "alert.test", []store.Finding{{At: time.Now(), Statement: b}}, time.Now())
	if err != nil {
		return err
	}
	return w.Post(ctx, a.Hook, head, body)
}

// Find is the alert with a name, or store.ErrNotFound.
func Find(ctx context.Context, st store.Alerts, name string) (*store.Alert, error) {
	all, err := st.Alerts(ctx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Name == name {
			return &all[i], nil
		}
	}
	return nil, store.ErrNotFound
}
