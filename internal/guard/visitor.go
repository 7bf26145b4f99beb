package guard

import (
	"context"
	"errors"
	"net/http"

	"github.com/hearsay-news/hearsay/internal/store"
)

// Visitor is who asks.
type Visitor struct {
	Name    string // of the account or the token; "local" where nobody need say
	Role    store.Role
	Account bool // it has logged in with a password, so that it can log out

	spends *limits // nil: it may spend at will
}

type visitorKey struct{}

// with is a context in which somebody asks.
func with(ctx context.Context, v *Visitor) context.Context {
	return store.As(context.WithValue(ctx, visitorKey{}, v), v.Name)
}

// From is who asks in a context; nil: nobody knows.
func From(ctx context.Context) *Visitor {
	v, _ := ctx.Value(visitorKey{}).(*Visitor)
	return v
}

// Why somebody is not let in.
var (
	ErrUnknown = errors.New("nobody knows you here; log in, or send a token: Authorization: Bearer TOKEN")
	ErrRole    = errors.New("you may read here and change nothing; ask for the role editor")
)

// Check says whether whoever asks may do what needs a role: nil, ErrUnknown or
// ErrRole.
func Check(ctx context.Context, need store.Role) error {
	switch v := From(ctx); {
	case v == nil:
		return ErrUnknown
	case !v.Role.May(need):
		return ErrRole
	}
	return nil
}

// AsVisitor has all requests of a handler made by one visitor: for tests, and
// where another program has asked who comes.
func AsVisitor(v Visitor, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(with(r.Context(), &v)))
	})
}
