package work

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// fake analyses by what the body says.
type fake struct {
	running, most atomic.Int32
}

func (z *fake) Analyze(ctx context.Context, a *article.Article) (*record.Record, error) {
	n := z.running.Add(1)
	defer z.running.Add(-1)
	for m := z.most.Load(); n > m && !z.most.CompareAndSwap(m, n); m = z.most.Load() {
	}
	switch word, _, _ := strings.Cut(a.Body, " "); word {
	case "panic":
		var none []int
		_ = none[len(a.Body)]
	case "unsound":
		return &record.Record{Article: a, Citations: []record.Citation{{ID: "c1", Kind: record.Wire, Spans: []text.Span{{Start: 0, End: 99}}}}}, nil
	case "greek":
		return nil, article.Refuse(article.Language, "it is written in Greek")
	case "slow":
		time.Sleep(time.Second)
	case "hang":
		<-ctx.Done()
	}
	return &record.Record{Article: a}, ctx.Err()
}

func bodies(s ...string) iter.Seq2[*article.Article, error] {
	return func(yield func(*article.Article, error) bool) {
		for i, body := range s {
			if !yield(&article.Article{ID: fmt.Sprint("n", i), Body: body}, nil) {
				return
			}
		}
	}
}

func TestOne(t *testing.T) {
	lost := errors.New("line 3: not JSON")
	for _, c := range []struct {
		name    string
		a       *article.Article
		err     error
		refused string // how the record's Refused begins
		want    error
	}{
		{"good", &article.Article{ID: "x", Body: "good"}, nil, "", nil},
		{"refused at the door", &article.Article{ID: "x"}, article.Refuse(article.Empty, "nothing in it"), "empty: nothing in it", nil},
		{"refused by the analysis", &article.Article{ID: "x", Body: "greek"}, nil, "language: it is", nil},
		{"breaks off", &article.Article{ID: "x", Body: "panic"}, nil, "fault: analyse article x: runtime error: index out of range", nil},
		{"unsound", &article.Article{ID: "x", Body: "unsound"}, nil, "fault: analyse article x: check record x: c1: span", nil},
		{"no article", nil, lost, "", lost},
		{"no article, refused", nil, article.Refuse(article.Unreachable, "no such host"), "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := One(t.Context(), &fake{}, c.a, c.err)
			if c.a == nil {
				if r != nil || err != c.err {
					t.Fatalf("One = %v, %v; want no record and %v", r, err, c.err)
				}
				return
			}
			if err != nil || r.Article != c.a || !strings.HasPrefix(r.Refused, c.refused) || (r.Refused == "") != (c.refused == "") {
				t.Errorf("One = %+v, %v; want Refused %q", r, err, c.refused)
			}
		})
	}
}

func TestOnePanicNamesPlace(t *testing.T) {
	r, err := One(t.Context(), &fake{}, &article.Article{ID: "x", Body: "panic"}, nil)
	if err != nil || !strings.Contains(r.Refused, "work.(*fake).Analyze:") {
		t.Errorf("One = %q, %v; want the place of the panic", r.Refused, err)
	}
}

func TestAllKeepsOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var in []string
		for i := range 50 {
			in = append(in, []string{"slow", "fast", "panic"}[i%3])
		}
		z, n := &fake{}, 0
		err := All(t.Context(), z, bodies(in...), 4, func(r *record.Record, err error) error {
			if want := fmt.Sprint("n", n); err != nil || r.Article.ID != want {
				t.Errorf("record %d is %v, %v", n, r, err)
			}
			n++
			return nil
		})
		if err != nil || n != len(in) {
			t.Errorf("All = %v after %d records, want all %d", err, n, len(in))
		}
		if m := z.most.Load(); m < 2 || m > 4 {
			t.Errorf("%d analyses at once, want 2 to 4", m)
		}
	})
}

func TestAllHoldsFewArticles(t *testing.T) {
	var given, emitted, most int32
	articles := func(yield func(*article.Article, error) bool) {
		for range 200 {
			most = max(most, atomic.AddInt32(&given, 1)-atomic.LoadInt32(&emitted))
			if !yield(&article.Article{Body: "good"}, nil) {
				return
			}
		}
	}
	err := All(t.Context(), &fake{}, articles, 2, func(*record.Record, error) error {
		time.Sleep(100 * time.Microsecond)
		atomic.AddInt32(&emitted, 1)
		return nil
	})
	if err != nil || emitted != 200 {
		t.Fatalf("All = %v after %d", err, emitted)
	}
	if most > 3*2+2 { // the window, the one at emit, the one that is being made
		t.Errorf("%d articles held at once", most)
	}
}

func TestAllPassesErrorsOn(t *testing.T) {
	lost := errors.New("line 1: not JSON")
	articles := func(yield func(*article.Article, error) bool) {
		_ = yield(nil, lost) && yield(&article.Article{ID: "b", Body: "good"}, nil)
	}
	var got []string
	err := All(t.Context(), &fake{}, articles, 2, func(r *record.Record, err error) error {
		if r != nil {
			got = append(got, r.Article.ID)
		} else {
			got = append(got, err.Error())
		}
		return nil
	})
	if err != nil || len(got) != 2 || got[0] != lost.Error() || got[1] != "b" {
		t.Errorf("All = %v, %v", got, err)
	}
}

func TestAllStopsOnEmitError(t *testing.T) {
	full, n := errors.New("disk full"), 0
	endless := func(yield func(*article.Article, error) bool) {
		for yield(&article.Article{Body: "good"}, nil) {
		}
	}
	err := All(t.Context(), &fake{}, endless, 3, func(*record.Record, error) error {
		if n++; n == 5 {
			return full
		}
		return nil
	})
	if err != full || n != 5 {
		t.Errorf("All = %v after %d records, want %v after 5", err, n, full)
	}
}

func TestAllStopsOnCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		n := 0
		err := All(ctx, &fake{}, bodies("good", "good", "hang", "good"), 2, func(*record.Record, error) error {
			n++
			return nil
		})
		if !errors.Is(err, context.DeadlineExceeded) || n != 2 {
			t.Errorf("All = %v after %d records, want the deadline after 2", err, n)
		}
	})
}

func TestAllDoesNotWaitForAReadThatHangs(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	defer close(release)
	articles := func(yield func(*article.Article, error) bool) {
		cancel()
		<-release // as a terminal on which nobody types
	}
	err := All(ctx, &fake{}, articles, 1, func(*record.Record, error) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("All = %v, want %v", err, context.Canceled)
	}
}
