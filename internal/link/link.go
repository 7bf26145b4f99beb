// Package link keeps the stories of a collection: as articles come, change and go,
// it works out anew which are of one event, and the ladder of each story.
//
//	n, err := link.All(ctx, st, nil)      // what is left to do
//	err = link.Follow(ctx, st, complain)  // and what comes, until ctx ends
//
// The store notes which articles are to be linked. A few of them are taken at a
// time, neighbours in time together, with all that could belong with them: what
// shares text, names or telling words with them ([store.Store.Related],
// [store.Store.Alike]), and of every story that one of these is in all articles.
// Package trace finds the stories among them as if nothing were known, but for what
// a human has said. What is found has an old story's number where it has most of its
// articles.
//
// So the time for an article does not grow with the collection but with the
// number of its relatives; and since how alike two articles are does not depend on
// what else is there, the stories come out as they would of all articles at once,
// whatever the order in which these came, but for three things: articles that tell
// of one event without a passage, a quotation, names or telling words in common do
// not find each other; what an article that moves changes for others is followed
// over mostRounds steps; and a story of more than mostStory articles is not
// rearranged any more, it only grows.
package link

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
)

// How much is linked in one step.
const (
	mostNotes  = 100   // articles that are to be linked
	mostHeld   = 3_000 // articles, with their relatives, from which on no more are taken
	mostRounds = 3
)

// A story of more than mostStory articles is kept together, and some of its
// articles stand for all. By that factor it grows, or shrinks, until its ladder is
// worked out anew. Tests set the first two.
var (
	mostStory = 400
	sample    = 100
)

const growth = 1.25

// many is how many articles are to be linked where it pays to make the indexes
// compact before.
const many = 1_000

// mostTries is how often a step is tried that another program got in the way of.
const mostTries = 20

// All links what is to be linked until nothing is left, the newest first, and
// returns how many articles that were. After each step it tells report, unless that
// is nil, how many are done and how many are left. It may be stopped and run again
// at any time, and several programs may do so at once.
func All(ctx context.Context, st store.Store, report func(done, left int)) (done int, err error) {
	return Some(ctx, st, store.Notes{}, report)
}

// Some is All for some of the notes. A program that links what it has put, and
// leaves the rest to others, asks for [store.Stories.LastTicket] before and after.
func Some(ctx context.Context, st store.Store, notes store.Notes, report func(done, left int)) (done int, err error) {
	left, err := st.CountUnlinked(ctx, notes)
	if err == nil && left >= many {
		err = st.Compact(ctx)
	}
	for left > 0 && err == nil {
		var n int
		if n, err = once(ctx, st, notes); n == 0 || err != nil {
			break
		}
		done += n
		if left, err = st.CountUnlinked(ctx, notes); report != nil && err == nil {
			report(done, left)
		}
	}
	return done, err
}

// Articles links some articles, by id, whether or not they are noted: as many as
// can be linked in one step.
func Articles(ctx context.Context, st store.Store, ids []string) error {
	return again(ctx, func() error {
		_, err := link(ctx, st, ids)
		return err
	})
}

// once links some articles.
func once(ctx context.Context, st store.Store, notes store.Notes) (done int, err error) {
	err = again(ctx, func() error {
		ids, err := st.Unlinked(ctx, notes, mostNotes)
		if err == nil && len(ids) > 0 {
			done, err = link(ctx, st, ids)
		}
		return err
	})
	return done, err
}

// again does something again that another program got in the way of.
func again(ctx context.Context, do func() error) error {
	for try := 1; ; try++ {
		err := do()
		if !errors.Is(err, store.ErrChanged) || ctx.Err() != nil {
			return err
		}
		if try == mostTries {
			return fmt.Errorf("link: %w, and again each time; run it again later", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(try) * 20 * time.Millisecond):
		}
	}
}

// How long Follow waits: between two looks, and after a fault.
const (
	look = 3 * time.Second
	nap  = time.Minute
)

// Follow links articles as they come, until ctx ends or the collection turns out to
// be one that can't be written to. What goes wrong is told, and tried again after a
// while.
func Follow(ctx context.Context, st store.Store, fault func(error)) {
	for {
		pause := look
		if _, err := All(ctx, st, nil); err != nil && ctx.Err() == nil {
			fault(err)
			if errors.Is(err, store.ErrReadOnly) {
				return
			}
			pause = nap
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}
