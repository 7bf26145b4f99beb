package cli

import (
	"context"
	"errors"
	"time"

	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// A batch is written when it has so many records or jobs, or bytes of text, or is
// so old. Larger batches cost less an article: 45 in one cost half as much again as
// 200, which is what two cores analyse in the time that a batch may be old.
const (
	mostBatch      = 256
	mostBatchBytes = 8 << 20
	oldestBatch    = 2 * time.Second
)

// batch is what goes into the collection in one go: records of articles, or jobs
// for those that are analysed later.
type batch struct {
	records []*record.Record
	jobs    []queue.Job
	links   []string // by which feeds and sitemaps name what is in the batch
	again   []string // the same, of what is to be read again
	bytes   int
	since   time.Time // the first of it came
}

func (b *batch) size() int { return len(b.records) + len(b.jobs) }

// has notes that something of so many bytes has come into the batch.
func (b *batch) has(bytes int) {
	if b.size() == 1 {
		b.since = time.Now()
	}
	b.bytes += bytes
}

func (b *batch) full() bool {
	return b.size() >= mostBatch || b.bytes >= mostBatchBytes || time.Since(b.since) >= oldestBatch
}

// keeping gathers what goes into the collection and writes it in batches, each
// beside what is done meanwhile: a batch waits for the one before it.
type keeping struct {
	store   store.Store
	written func() // after each batch; nil: nothing

	batch   batch
	under   chan outcome // of the batch that is being written; nil: none is
	tally   store.Tally
	queued  int
	waiting int   // jobs that were in the queue before
	fault   error // of the store: what failed once fails again
}

// outcome is what has become of a batch.
type outcome struct {
	tally   store.Tally
	queued  int
	waiting int
	err     error
}

// keep puts a record into the batch. The error may be that of the batch before.
func (k *keeping) keep(ctx context.Context, r *record.Record) error {
	k.batch.records = append(k.batch.records, r)
	k.batch.has(len(r.Article.Body))
	return k.onward(ctx)
}

// keepJob puts a job into the batch. The error may be that of the batch before.
func (k *keeping) keepJob(ctx context.Context, j queue.Job) error {
	k.batch.jobs = append(k.batch.jobs, j)
	k.batch.has(len(j.Load))
	return k.onward(ctx)
}

// onward writes the batch when it is full.
func (k *keeping) onward(ctx context.Context) error {
	if !k.batch.full() {
		return nil
	}
	return k.begin(ctx)
}

// begin begins to write the batch. What is begun is brought to its end, even if
// ctx ends.
func (k *keeping) begin(ctx context.Context) error {
	if err := k.wait(); err != nil || k.batch.size() == 0 {
		return err
	}
	b, under := k.batch, make(chan outcome, 1)
	k.batch, k.under = batch{}, under
	go func() { under <- b.write(context.WithoutCancel(ctx), k.store) }()
	return nil
}

// write writes the batch. The links that led to what is in it are marked last, so
// that nothing is taken for known which is not there.
func (b *batch) write(ctx context.Context, s store.Store) (out outcome) {
	if len(b.jobs) > 0 {
		if out.queued, out.err = s.Enqueue(ctx, b.jobs); out.err == nil {
			out.waiting = len(b.jobs) - out.queued
		}
	}
	if out.err == nil && len(b.records) > 0 {
		out.tally, out.err = s.Put(ctx, b.records)
	}
	if out.err == nil {
		out.err = errors.Join(s.MarkSeen(ctx, b.links, time.Now()), s.MarkSeen(ctx, b.again, time.Time{}))
	}
	return out
}

// wait waits for the batch that is being written.
func (k *keeping) wait() error {
	if k.fault != nil || k.under == nil {
		return k.fault
	}
	out := <-k.under
	k.under = nil
	k.tally.Add(out.tally)
	k.queued += out.queued
	k.waiting += out.waiting
	if k.fault = out.err; k.fault == nil && k.written != nil {
		k.written()
	}
	return k.fault
}

// end writes what is left and waits for it. It gives an error once that was not
// given before.
func (k *keeping) end(ctx context.Context) error {
	if k.fault != nil {
		return nil
	}
	if err := k.begin(ctx); err != nil {
		return err
	}
	return k.wait()
}
