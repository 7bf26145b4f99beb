package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/storetest"
)

// numbered is a collection in which every search finds so many statements, and
// breaks off at the one with the place broken.
type numbered struct {
	store.Store
	most, broken int64
	asked        int
}

func (n *numbered) Search(_ context.Context, _ *store.Query, p store.Page) (*store.Found, error) {
	n.asked++
	f := &store.Found{}
	at := n.most
	if p.After != 0 {
		at = p.After - 1
	}
	for ; at > 0 && len(f.Hits) < p.Size; at-- {
		if at == n.broken {
			return nil, errors.New("the disk is slow")
		}
		f.Hits = append(f.Hits, store.Hit{Place: at})
	}
	f.More = at > 0
	return f, nil
}

// All that a search finds comes once, in its order, page by page.
func TestAllHits(t *testing.T) {
	for _, c := range []struct {
		most               int64
		limit, want, asked int
		broken             int64
		fault              bool
	}{
		{most: 0, want: 0, asked: 1},
		{most: 1300, want: 1300, asked: 3},
		{most: 1000, want: 1000, asked: 2},
		{most: 1300, limit: 20, want: 20, asked: 1},
		{most: 1300, limit: 501, want: 501, asked: 2},
		{most: 600, limit: 9999, want: 600, asked: 2},
		{most: 1300, broken: 100, want: 1000, asked: 3, fault: true},
	} {
		n := &numbered{most: c.most, broken: c.broken}
		got, fault := 0, error(nil)
		for h, err := range allHits(t.Context(), n, &store.Query{}, c.limit) {
			if err != nil {
				fault = err
				break
			}
			if h.Place != c.most-int64(got) {
				t.Fatalf("%+v: statement %d has place %d", c, got, h.Place)
			}
			got++
		}
		if got != c.want || n.asked != c.asked || (fault != nil) != c.fault {
			t.Errorf("%+v: %d statements in %d pages, %v", c, got, n.asked, fault)
		}
	}
}

// What was found before a fault is written, to the end of its line.
func TestHitsBeforeAFault(t *testing.T) {
	r := storetest.Article("dam", "https://lantern.example/dam", "2026-03-01", storetest.Statement{Who: "Ana Petrov", Says: "the pumps run"})
	slow := errors.New("the disk is slow")
	hits := func(yield func(*store.Hit, error) bool) {
		if yield(&store.Hit{Record: r}, nil) {
			yield(nil, slow)
		}
	}
	for format, write := range map[string]func(io.Writer, iter.Seq2[*store.Hit, error]) error{"csv": writeHitTable, "jsonl": writeHits} {
		var out bytes.Buffer
		err := write(&out, hits)
		if got := out.String(); !errors.Is(err, slow) || !strings.Contains(got, "the pumps run") || !strings.HasSuffix(got, "\n") {
			t.Errorf("%s: %v, %q", format, err, got)
		}
	}
}
