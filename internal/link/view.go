package link

import (
	"context"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/record"
)

// Trace traces the articles of a story, by themselves: the ladder of its one story
// is the one that is kept. Passage is that of [trace.Options]. The error is
// store.ErrNotFound where there is no such story.
func Trace(ctx context.Context, st store.Store, id int64, passage int) (*trace.Trace, error) {
	records, err := Members(ctx, st, id)
	if err != nil {
		return nil, err
	}
	return trace.Of(ctx, records, trace.Options{Passage: passage, Group: trace.Whole})
}

// Members are the records of the articles of a story, or store.ErrNotFound.
func Members(ctx context.Context, st store.Store, id int64) ([]*record.Record, error) {
	ids, err := st.Members(ctx, id)
	if err != nil {
		return nil, err
	}
	s := newStep(ctx, st)
	if _, err := s.read(ids); err != nil {
		return nil, err
	}
	var out []*record.Record
	for _, id := range ids {
		if r := s.records[id]; r != nil {
			out = append(out, r)
		}
	}
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
