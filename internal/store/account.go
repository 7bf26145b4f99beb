package store

import (
	"context"
	"errors"
	"time"
)

// Role is what somebody may do with a collection.
type Role string

// The roles. An editor may do all that a reader may.
const (
	Reader Role = "reader" // look, search, export, have articles analysed that are not kept
	Editor Role = "editor" // add, take away, merge, split, rename
)

// Roles are all roles.
var Roles = []Role{Reader, Editor}

// May reports whether whoever has role r may do what need asks for.
func (r Role) May(need Role) bool { return r == Editor || r == need && r == Reader }

// Account is somebody who logs in with a password.
type Account struct {
	Name     string
	Role     Role
	Password string // argon2id, in PHC string format: never the password itself
	Added    time.Time
}

// Token lets a program in. The token itself is known to its owner alone.
type Token struct {
	Name    string
	Role    Role
	Digest  []byte // of the token
	Added   time.Time
	Expires time.Time // zero: never
	Used    time.Time // last, within an hour; zero: never
}

// Session is an account that has logged in.
type Session struct {
	Digest  []byte // of what the browser shows
	Account string
	Expires time.Time
}

// Entry is a line of the audit log.
type Entry struct {
	ID   int64
	At   time.Time
	Who  string // see [As]
	What string // "merge", "remove article", …
	Of   string // what it was done to
}

// Accounts keeps who may use a collection over the network, and what was done by
// whom. Times are in whole seconds.
type Accounts interface {
	// Accounts returns all accounts, by name.
	Accounts(ctx context.Context) ([]Account, error)

	// AddAccount keeps an account, or returns ErrTaken.
	AddAccount(ctx context.Context, a Account) error

	// SetPassword changes the password of an account and ends its sessions, or
	// returns ErrNotFound.
	SetPassword(ctx context.Context, name, password string) error

	// RemoveAccount takes an account out and ends its sessions, or returns
	// ErrNotFound.
	RemoveAccount(ctx context.Context, name string) error

	// BeginSession keeps a session, and forgets those that are over.
	BeginSession(ctx context.Context, s Session) error

	// Session returns the account of a session that is not over, or ErrNotFound.
	Session(ctx context.Context, digest []byte) (*Account, error)

	// EndSession forgets a session, if it is there.
	EndSession(ctx context.Context, digest []byte) error

	// Tokens returns all tokens, by name.
	Tokens(ctx context.Context) ([]Token, error)

	// AddToken keeps a token, or returns ErrTaken.
	AddToken(ctx context.Context, t Token) error

	// Token returns the token with a digest that has not expired, and notes that it
	// was used; or ErrNotFound.
	Token(ctx context.Context, digest []byte) (*Token, error)

	// RemoveToken takes a token out, or returns ErrNotFound.
	RemoveToken(ctx context.Context, name string) error

	// Audit lists what was done to accounts and tokens, what was merged, split,
	// renamed and taken away: the last first, those before an ID, all where that
	// is 0, at most so many. Each is written with the change itself.
	Audit(ctx context.Context, before int64, most int) ([]Entry, error)
}

// ErrTaken says that there is one of this name already.
var ErrTaken = errors.New("there is one of this name already")

// actor is the key of who acts in a context.
type actor struct{}

// As is a context in which somebody acts: the audit log has the name.
func As(ctx context.Context, who string) context.Context {
	return context.WithValue(ctx, actor{}, who)
}

// Actor is who acts in a context; "" where [As] does not say.
func Actor(ctx context.Context) string {
	who, _ := ctx.Value(actor{}).(string)
	return who
}
