package link

import (
	"context"
	"errors"
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
// more than most (0: all), or store.ErrNotFound.
func Members(ctx context.Context, st store.Store, id int64, most int) ([]*record.Record, error) {
	ids, err := st.Members(ctx, id)
	if err != nil {
		return nil, err
	}
	if most > 0 {
		ids = ids[:min(len(ids), most)]
	}
	out := make([]*record.Record, len(ids))
	err = each(len(ids), func(i int) (err error) {
		if out[i], err = st.Get(ctx, ids[i]); errors.Is(err, store.ErrNotFound) {
			err = nil // taken away meanwhile
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	out = slices.DeleteFunc(out, func(r *record.Record) bool { return r == nil })
	if len(out) == 0 {
		return nil, store.ErrNotFound
	}
	return out, nil
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
