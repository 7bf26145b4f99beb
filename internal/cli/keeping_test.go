package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// noting is a store that notes what is written to it, and fails when it is told to.
type noting struct {
	store.Store
	wrote []string
	fails error
}

func (n *noting) note(what string) error {
	if n.fails == nil {
		n.wrote = append(n.wrote, what)
	}
	return n.fails
}

func (n *noting) Put(_ context.Context, all []*record.Record) (store.Tally, error) {
	err := n.note(fmt.Sprint("put ", len(all)))
	if err != nil {
		return store.Tally{}, err
	}
	return store.Tally{New: len(all)}, nil
}

func (n *noting) Enqueue(_ context.Context, all []queue.Job) (int, error) {
	if err := n.note(fmt.Sprint("enqueue ", len(all))); err != nil {
		return 0, err
	}
	return len(all), nil
}

func (n *noting) MarkSeen(_ context.Context, urls []string, at time.Time) error {
	if len(urls) == 0 {
		return n.fails
	}
	what := "again "
	if !at.IsZero() {
		what = "seen "
	}
	return n.note(what + strings.Join(urls, " "))
}

func recordOf(id string, bytes int) *record.Record {
	return &record.Record{Article: &article.Article{ID: id, Body: strings.Repeat("x", bytes)}}
}

// A link is marked behind what it led to, be that a record or a job that waited in
// the same batch: what is stopped between them is read once more, and never lost.
func TestLinksAreMarkedLast(t *testing.T) {
	s := &noting{}
	k := keeping{store: s}
	ctx, stop := context.WithCancel(t.Context())
	k.batch.links = append(k.batch.links, "a")
	if err := k.keepJob(ctx, queue.Job{Key: "a"}); err != nil {
		t.Fatal(err)
	}
	k.batch.links, k.batch.again = append(k.batch.links, "b"), append(k.batch.again, "c")
	if err := k.keep(ctx, recordOf("b", mostBatchBytes)); err != nil { // the batch is full
		t.Fatal(err)
	}
	k.batch.links = append(k.batch.links, "d")
	if err := k.keep(ctx, recordOf("d", 1)); err != nil {
		t.Fatal(err)
	}
	stop() // what was begun is kept
	if err := k.end(ctx); err != nil {
		t.Fatal(err)
	}
	want := []string{"enqueue 1", "put 1", "seen a b", "again c", "put 1", "seen d"}
	if !slices.Equal(s.wrote, want) {
		t.Errorf("wrote %q, want %q", s.wrote, want)
	}
	if k.tally.New != 2 || k.queued != 1 {
		t.Errorf("%d records, %d jobs", k.tally.New, k.queued)
	}
}

// What the store does not take is told once, with the next batch or in the end, and
// nothing is tried after it.
func TestStoreThatFails(t *testing.T) {
	full := errors.New("disk full")
	s := &noting{fails: full}
	k := keeping{store: s, written: func() { t.Error("a batch that failed was written") }}
	if err := k.keep(t.Context(), recordOf("a", mostBatchBytes)); err != nil {
		t.Fatalf("the fault is that of the batch before: %v", err)
	}
	if err := k.keep(t.Context(), recordOf("b", mostBatchBytes)); !errors.Is(err, full) {
		t.Fatalf("got %v", err)
	}
	s.fails = nil
	if err := k.end(t.Context()); err != nil {
		t.Errorf("told twice: %v", err)
	}
	if len(s.wrote) > 0 {
		t.Errorf("wrote %q after a fault", s.wrote)
	}
	s.fails = full
	k = keeping{store: s}
	if err := k.keep(t.Context(), recordOf("c", 1)); err != nil {
		t.Fatal(err)
	}
	if err := k.end(t.Context()); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

// Whoever stops a command while it waits for a page is told how to go on, whether
// articles are analysed or queued.
func TestStoppedSaysHowToGoOn(t *testing.T) {
	for _, later := range []bool{true, false} {
		ctx, stop := context.WithCancel(t.Context())
		page := input{name: "page", open: func(ctx context.Context) (*ingest.Source, error) { stop(); return nil, ctx.Err() }}
		var out, complaints bytes.Buffer
		ad := &adding{keeping: keeping{store: &noting{}}, stderr: &complaints, ctx: ctx, refused: refusals{}}
		run := func() error { return ad.all(ctx, []input{page}, 1, "news.db", &out) }
		if later {
			run = func() error { return ad.enqueueAll(ctx, []input{page}, "news.db", &out) }
		}
		if err := run(); !errors.Is(err, context.Canceled) || complaints.String() != "hearsay: stopped; the same command goes on from here\n" {
			t.Errorf("later %t: %v, complaints %q", later, err, complaints.String())
		}
	}
}
