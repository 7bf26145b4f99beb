package store

import (
	"context"
	"time"
)

// Alert is a saved search: it finds what comes into the collection after it was
// saved, and tells.
type Alert struct {
	Name   string
	Query  string
	Hook   string // address that is told of what is found; empty: none
	Secret string // what is told is signed with
	Added  time.Time

	Seen     int64 // the last finding that somebody has looked at
	New      int   // findings behind that
	Last     time.Time
	Told     int64     // the last finding that the hook was told of
	Due      time.Time // when the hook is to be told next; zero: at once
	Failures int       // of the hook, in a row
	Fault    string    // why it failed last
}

// Finding is a statement that an alert has found, as it was then.
type Finding struct {
	ID        int64 // the later, the higher
	At        time.Time
	Sign      []byte // what it is the same by, so that no correction of an article gives it again
	Statement []byte // JSON, of package export
}

// MostFindings is how many findings of an alert are kept: the last ones.
const MostFindings = 1000

// Delivery is what a hook is to be told.
type Delivery struct {
	Alert    Alert
	Findings []Finding // the first first; more may follow in the next one
}

// MostDelivered is how many findings go into one delivery.
const MostDelivered = 50

// HookLease is how long whoever has taken a delivery may take to end it.
const HookLease = 2 * time.Minute

// Alerts keeps the saved searches, and what they find. An article that comes
// while there are alerts is noted with it, and waits until what the alerts find in
// it is kept.
type Alerts interface {
	// Alerts returns all alerts, by name.
	Alerts(ctx context.Context) ([]Alert, error)

	// AddAlert keeps an alert, or returns ErrTaken.
	AddAlert(ctx context.Context, a Alert) error

	// Seed gives an alert what it finds in the collection already, the oldest
	// first. It counts as seen and told.
	Seed(ctx context.Context, alert string, found []Finding) error

	// RemoveAlert takes an alert out, with what it has found, or returns
	// ErrNotFound.
	RemoveAlert(ctx context.Context, name string) error

	// See notes that the findings of an alert up to one were looked at, or returns
	// ErrNotFound.
	See(ctx context.Context, alert string, upTo int64) error

	// Findings lists what an alert has found, the last first: those before an ID,
	// all where that is 0, at most so many.
	Findings(ctx context.Context, alert string, before int64, most int) ([]Finding, error)

	// Arrived gives the numbers of articles that wait for the alerts, the first
	// first, at most so many.
	Arrived(ctx context.Context, most int) ([]int64, error)

	// SearchIn finds the statements of one article, by its number. Of one that is
	// there no more it finds none.
	SearchIn(ctx context.Context, q *Query, number int64) ([]Hit, error)

	// SettleArrival ends the waiting of an article, with what each alert has found in it.
	// Where another was faster, or the alert has it already, nothing is kept. It
	// returns how many findings are new.
	SettleArrival(ctx context.Context, number int64, found map[string][]Finding) (fresh int, err error)

	// TakeDeliveries takes what hooks are to be told now. Nobody else gets them
	// within HookLease.
	TakeDeliveries(ctx context.Context) ([]Delivery, error)

	// EndDelivery notes how telling a hook went: up to which finding it was told,
	// when it is to be told again, and what went wrong; of an alert that was taken
	// out meanwhile, nothing.
	EndDelivery(ctx context.Context, alert string, told int64, due time.Time, fault string) error
}
