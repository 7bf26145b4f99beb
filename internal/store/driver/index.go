package driver

import (
	"context"
	"fmt"

	"github.com/hearsay-news/hearsay/internal/store"
)

// IndexVersion is what an index is that this program makes: it rises whenever the
// words or the facets of the same record become others. A collection with an older
// one has its index made anew when it is opened.
//
//	1  facets; a word for the whole name of an outlet
const IndexVersion = 1

// NoticeIndex says that the index of so many articles is made anew.
func NoticeIndex(ctx context.Context, articles int) {
	if articles > 0 {
		store.Notice(ctx, fmt.Sprintf("open collection: its index is of an older Hearsay, and made anew, once; that takes a while for %d articles", articles))
	}
}

// OldIndex is why the index could not be made anew.
type OldIndex struct{ Err error }

func (e *OldIndex) Error() string {
	return "its index is of an older Hearsay and must be made anew: " + e.Err.Error()
}

func (e *OldIndex) Unwrap() error { return e.Err }
