package link

import (
	"context"
	"errors"
	"math"
	"slices"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/record"
)

// Trace traces the articles of a story, by themselves: the ladder of its one story
// is the one that is kept. Passage is that of [trace.Options]. Of a story of more
// than most articles those that were published first are traced; 0: all are. The
// error is store.ErrNotFound where there is no such story.
func Trace(ctx context.Context, st store.Store, id int64, passage, most int) (*trace.Trace, error) {
	records, err := Members(ctx, st, id, most)
	if err != nil {
		return nil, err
	}
	return trace.Of(ctx, records, trace.Options{Passage: passage, Group: trace.Whole})
}

// Members are the records of the articles of a story, the first ones where there are
// more than most (0: all) or their texts are far longer than those of so many
// articles, or store.ErrNotFound.
func Members(ctx context.Context, st store.Store, id int64, most int) ([]*record.Record, error) {
	ids, err := st.Members(ctx, id)
	if err != nil {
		return nil, err
	}
	room := math.MaxInt
	if most > 0 {
		ids, room = ids[:min(len(ids), most)], most*fairBody
	}
	var out []*record.Record
	for some := range slices.Chunk(ids, readAhead) {
		read, err := records(ctx, st, some)
		if err != nil {
			return nil, err
		}
		for _, r := range read {
			if room -= len(r.Article.Body); room >= 0 || len(out) == 0 {
				out = append(out, r)
			}
		}
		if room < 0 {
			break
		}
	}
	if len(out) == 0 {
		return nil, store.ErrNotFound
	}
	return out, nil
}

// Bounds of what is read of a story of which most articles alone are wanted: so
// many bytes of text for each, and so many articles before that is looked at again.
const (
	fairBody  = 32 << 10
	readAhead = 64
)

// records are those of articles that are still there and can be read.
func records(ctx context.Context, st store.Store, ids []string) ([]*record.Record, error) {
	out := make([]*record.Record, len(ids))
	err := each(len(ids), func(i int) (err error) {
		if out[i], err = st.Get(ctx, ids[i]); errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrDamaged) {
			out[i], err = nil, nil // taken away meanwhile, or for doctor to tell of
		}
		return err
	})
	return slices.DeleteFunc(out, func(r *record.Record) bool { return r == nil }), err
}

// Groups are the groups of some records by which a trace finds the stories that
// are kept: for [trace.Options].
func Groups(ctx context.Context, st store.Store, records []*record.Record) (func(*record.Record) int64, error) {
	ids := make([]string, len(records))
	for i, r := range records {
		ids[i] = r.Article.ID
	}
	bonds, err := st.Bonds(ctx, ids)
	return func(r *record.Record) int64 { return bonds[r.Article.ID].Story }, err
}
