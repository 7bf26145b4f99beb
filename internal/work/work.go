// Package work is the one path of an article: from the door, through the
// analysis and its check, to whoever wants the record. The command line and
// everything else that reads articles comes through here.
//
// [One] takes one article, [All] any number of them on several processors,
// and hands the records over in the order in which the articles came.
//
//	err := work.All(ctx, hearsay.New(), reader.Read(ctx, src), 4,
//		func(r *record.Record, err error) error {
//			if err != nil {
//				return err // an input that gave no article
//			}
//			return w.Write(r)
//		})
package work

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"strings"
	"sync"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
)

// Fault is the reason of a refusal that is our own mistake: the analysis broke
// off, or its record does not keep the promises of its format.
const Fault article.Reason = "fault"

// Analyzer makes records. It is used by several goroutines at once.
type Analyzer interface {
	Analyze(ctx context.Context, a *article.Article) (*record.Record, error)
}

// One makes the record of one article, as an [ingest.Reader] gives it: with
// the error that stands beside it, or nil. What is refused, here or at the
// door, is a record whose Refused says why, and so is an article on which the
// analysis breaks off. The error is for an input that gave no article, and for
// a cancelled context.
func One(ctx context.Context, z Analyzer, a *article.Article, err error) (*record.Record, error) {
	if err == nil {
		var r *record.Record
		if r, err = analyze(ctx, z, a); err == nil {
			return r, nil
		}
	}
	if ref := article.Refused(err); ref != nil && a != nil && ctx.Err() == nil {
		return refused(a, ref), nil
	}
	return nil, err
}

// analyze turns a panic and a record that is not sound into a refusal, so that
// one article never costs the others.
func analyze(ctx context.Context, z Analyzer, a *article.Article) (r *record.Record, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault(a, fmt.Sprint(p, " at ", where()))
		}
	}()
	if r, err = z.Analyze(ctx, a); err != nil {
		return nil, err
	}
	if err := r.Check(); err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return nil, fault(a, first)
	}
	return r, nil
}

func fault(a *article.Article, what string) error {
	a.Identify()
	return article.Refuse(Fault, fmt.Sprintf("analyse article %s: %s; this is a mistake in Hearsay, please report it", a.ID, what))
}

// where is the place of the panic that is being recovered: the first caller
// that is not the runtime's.
func where() string {
	pcs := make([]uintptr, 16)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(4, pcs)])
	for {
		f, more := frames.Next()
		if !more || !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", f.Function, f.Line)
		}
	}
}

// refused is the record of an article without findings.
func refused(a *article.Article, ref *article.Refusal) *record.Record {
	a.Identify()
	return &record.Record{Analyzer: hearsay.Version + "+" + hearsay.Model, Article: a, Refused: ref.Error()}
}

// result is what One gives.
type result struct {
	r   *record.Record
	err error
}

// All passes every article through [One], on as many goroutines as workers
// says (one at least), and gives the results to emit in the order of the
// articles, one at a time. At most three articles a worker are held at once,
// so memory stays flat over any number of them.
//
// All ends with the articles, with the first error from emit, or with ctx, and
// returns the error of the latter two. It does not wait for an article that is
// being read then: a read may hang as long as its source.
func All(ctx context.Context, z Analyzer, articles iter.Seq2[*article.Article, error], workers int, emit func(*record.Record, error) error) error {
	workers = max(workers, 1)
	inner, stop := context.WithCancel(ctx)
	defer stop()
	window := make(chan chan result, 2*workers) // in the order of the articles
	go func() {
		defer close(window)
		distribute(inner, z, articles, workers, window)
	}()
	for {
		res, ok := next(inner, window)
		if !ok || ctx.Err() != nil {
			return ctx.Err()
		}
		if err := emit(res.r, res.err); err != nil {
			return err
		}
	}
}

// distribute starts the analysis of one article after another and puts the
// place where its result will be in the window. It returns when the articles
// or ctx end.
func distribute(ctx context.Context, z Analyzer, articles iter.Seq2[*article.Article, error], workers int, window chan<- chan result) {
	var running sync.WaitGroup
	defer running.Wait()
	slots := make(chan struct{}, workers)
	for a, err := range articles {
		done := make(chan result, 1)
		select {
		case window <- done:
		case <-ctx.Done():
			return
		}
		slots <- struct{}{} // an analysis ends, so this does
		running.Go(func() {
			r, err := One(ctx, z, a, err)
			done <- result{r, err}
			<-slots
		})
	}
}

// next is the next result in order; false at the end and when ctx is done.
func next(ctx context.Context, window <-chan chan result) (res result, ok bool) {
	select {
	case done, open := <-window:
		if !open {
			return res, false
		}
		select {
		case res = <-done:
			return res, true
		case <-ctx.Done():
		}
	case <-ctx.Done():
	}
	return res, false
}
