// Package queue is work that waits: jobs, and what runs them.
//
// A job is queued in the transaction that makes it necessary and ends in the
// transaction that keeps what came of it. It is run at least once, and what it
// keeps is the same however often it runs, so that its effect is there exactly
// once.
//
//	_, err := q.Enqueue(ctx, []queue.Job{{Kind: queue.Analyze, Key: a.ID, Load: load}})
//	…
//	err = q.Work(ctx, queue.Options{Workers: 4}, func(ctx context.Context, j queue.Job) (queue.Result, error) { … })
//
// A job that fails is tried again after longer and longer pauses, and parked
// when it has failed [MostAttempts] times or its worker has died over it as
// often: it waits then for a human.
//
// The engines are in the drivers of package store, since they share its
// transactions; package storetest tests them.
package queue

import (
	"context"
	"errors"
	"time"

	"github.com/hearsay-news/hearsay/record"
)

// Kind says what is to be done.
type Kind string

// Analyze makes the record of an article. The load is a record without
// findings, as JSON.
const Analyze Kind = "analyze"

// State says how it stands with a job. Jobs that are done are gone.
type State string

// The states of a job.
const (
	Waiting State = "waiting" // for its time, or for a worker
	Running State = "running"
	Parked  State = "parked" // failed too often
)

// States are all states.
var States = []State{Waiting, Running, Parked}

// MostAttempts is how often a job is tried.
const MostAttempts = 4

// Lease is how long a worker may be silent about a job before another takes it.
const Lease = 30 * time.Second

// Job is one piece of work.
type Job struct {
	ID       int64
	Kind     Kind
	Key      string // of what is done: there is one job of a kind and key at a time
	Load     []byte // what it is done to; nil where the store has lost it
	State    State
	Attempts int       // so far
	Queued   time.Time // in UTC, as all times here
	Due      time.Time // not to be run before
	Fault    string    // why it failed last; empty: it has not
}

// Pause is how long a job waits that has failed so many times.
func Pause(attempts int) time.Duration {
	return 10 * time.Second << min(2*max(attempts-1, 0), 10)
}

// Result is what a job leaves behind.
type Result struct {
	Records []*record.Record // to be kept
	Follow  []Job            // to be queued
}

// Event is the end of a run of a job.
type Event struct {
	Job    Job // as it stands afterwards
	Result Result
	Fault  error // why it failed; nil: it is done
}

// Do runs a job. It may be called for several at once, and more than once for
// the same. After ctx ends, what it returns counts only without an error.
type Do func(ctx context.Context, j Job) (Result, error)

// Options say how to work.
type Options struct {
	Workers int         // jobs that run at once; 0: 1
	Drain   bool        // end when no job is left that is due or runs, here or elsewhere
	Report  func(Event) // one call at a time; nil: nobody wants to know
}

// never is the error of a job that is not to be tried again.
type never struct{ error }

func (e never) Unwrap() error { return e.error }

// Never makes of the error of a job one that parks it at once: trying again
// would not help.
func Never(err error) error { return never{err} }

// Ends reports whether a job is parked that has failed with err in its last
// attempt.
func (j *Job) Ends(err error) bool {
	_, ok := errors.AsType[never](err)
	return ok || j.Attempts >= MostAttempts
}

// Queue keeps jobs and runs them.
type Queue interface {
	// Enqueue queues jobs, all or none, and returns how many are new: of a kind
	// and key that no job has yet.
	Enqueue(ctx context.Context, jobs []Job) (fresh int, err error)

	// Work runs jobs until ctx ends, and returns nil then, or the first fault of
	// the store. Jobs that run when ctx ends are brought to their end, those
	// that were taken and not begun are given back.
	Work(ctx context.Context, opt Options, do Do) error

	// Jobs lists jobs of a state, the oldest first.
	Jobs(ctx context.Context, state State, most int) ([]Job, error)

	// CountJobs counts the jobs of each state.
	CountJobs(ctx context.Context) (map[State]int, error)

	// Retry has parked jobs run again, all without ids, and returns how many.
	Retry(ctx context.Context, ids ...int64) (int, error)

	// Drop forgets parked jobs, all without ids, and returns how many.
	Drop(ctx context.Context, ids ...int64) (int, error)
}
