// Package hearsay reads a news article and says who said what, to whom, and on
// whose word we have it.
//
//	a := &article.Article{Body: "“We will win,” Ann Lee said."}
//	r, err := hearsay.New().Analyze(ctx, a)
//
// The [record.Record] that comes back points at the words it was read from; it
// never says what is true.
package hearsay

import (
	"context"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
)

// Version is the version of the program.
const Version = "0.1.0"

// Analyzer turns articles into records. It is safe for use by several
// goroutines at once.
type Analyzer struct{}

// New returns an analyzer.
func New() *Analyzer { return &Analyzer{} }

// Analyze reads one article and returns its record. An article that can't be
// analysed gives a record whose Refused says why, and no error; the error is
// for a cancelled context. Analyze fills in the id, the language and the
// furniture of a where they are not known; the body stays as it is.
func (z *Analyzer) Analyze(ctx context.Context, a *article.Article) (*record.Record, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	a.Identify()
	return &record.Record{Analyzer: Version, Article: a}, nil
}
