package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/hearsay-news/hearsay/internal/store"
)

const feedColumns = `key, url, title, etag, last_modified, added, checked, next, every, failures, fault, articles`

// Feeds implements [store.Feeds].
func (s *Store) Feeds(ctx context.Context) ([]store.Feed, error) {
	feeds, err := query(ctx, s, func(row pgx.CollectableRow) (f store.Feed, err error) {
		var key []byte
		var added, checked, next *time.Time
		var every int64
		err = row.Scan(&key, &f.URL, &f.Title, &f.ETag, &f.LastModified, &added, &checked, &next, &every, &f.Failures, &f.Fault, &f.Articles)
		f.Added, f.Checked, f.Next, f.Every = moment(added), moment(checked), moment(next), time.Duration(every)*time.Second
		return f, err
	}, `select `+feedColumns+` from feed order by url collate "C"`)
	return feeds, s.fault("read", err)
}

func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// known is a time for the database: nil for never, and else in whole seconds.
func known(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Truncate(time.Second)
}

func feedValues(f store.Feed) []any {
	return []any{digest(f.URL), clean(f.URL), clean(f.Title), clean(f.ETag), clean(f.LastModified), known(f.Added), known(f.Checked), known(f.Next),
		int64(f.Every / time.Second), f.Failures, clean(f.Fault), f.Articles}
}

// AddFeed implements [store.Feeds].
func (s *Store) AddFeed(ctx context.Context, f store.Feed) (fresh bool, err error) {
	n, err := s.exec(ctx, `insert into feed (`+feedColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing`, feedValues(f)...)
	return n > 0, s.fault("write", err)
}

// UpdateFeed implements [store.Feeds].
func (s *Store) UpdateFeed(ctx context.Context, f store.Feed) error {
	n, err := s.exec(ctx, `update feed set (`+feedColumns+`) = ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) where key = $1`, feedValues(f)...)
	return s.fault("write", some(n, err))
}

// RemoveFeed implements [store.Feeds].
func (s *Store) RemoveFeed(ctx context.Context, url string) error {
	n, err := s.exec(ctx, `delete from feed where key = $1`, digest(url))
	return s.fault("write", some(n, err))
}

// exec changes rows and returns how many.
func (s *Store) exec(ctx context.Context, sql string, args ...any) (n int64, err error) {
	err = s.retry(ctx, func(ctx context.Context) error {
		tag, err := s.pool.Exec(ctx, sql, args...)
		n = tag.RowsAffected()
		return err
	})
	return n, err
}

// some is ErrNotFound where nothing was changed.
func some(n int64, err error) error {
	if err == nil && n == 0 {
		return store.ErrNotFound
	}
	return err
}

// keys are the digests of addresses, and the addresses by them.
func keys(urls []string) (keys [][]byte, byKey map[string]string) {
	byKey = map[string]string{}
	for _, url := range urls {
		if k := digest(url); url != "" && byKey[string(k)] == "" {
			keys, byKey[string(k)] = append(keys, k), url
		}
	}
	return keys, byKey
}

// seen is when what an address leads to was read.
type seen struct {
	Key []byte
	At  time.Time
}

// Seen implements [store.Feeds].
func (s *Store) Seen(ctx context.Context, urls []string) (map[string]time.Time, error) {
	keys, byKey := keys(urls)
	rows, err := query(ctx, s, pgx.RowToStructByPos[seen], `
		select key, seen from link where key = any($1) and seen is not null
		union all
		select address, added from article where address = any($1) and current and refused not like 'unreachable%'
		  and not exists (select 1 from link where key = address)`, keys)
	out := map[string]time.Time{}
	for _, row := range rows {
		out[byKey[string(row.Key)]] = row.At.UTC()
	}
	return out, s.fault("read", err)
}

// MarkSeen implements [store.Feeds]. The rows are written in the order of their
// keys, so that two that mark the same wait for each other only once.
func (s *Store) MarkSeen(ctx context.Context, urls []string, at time.Time) error {
	keys, byKey := keys(urls)
	named := make([]string, len(keys))
	for i, k := range keys {
		named[i] = clean(byKey[string(k)])
	}
	_, err := s.exec(ctx, `insert into link select k, u, $3 from unnest($1::bytea[], $2::text[]) x (k, u) order by k on conflict (key) do update set seen = excluded.seen`,
		keys, named, known(at))
	return s.fault("write", err)
}
