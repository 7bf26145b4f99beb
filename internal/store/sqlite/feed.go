package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
)

const feedColumns = `url, title, etag, last_modified, added, checked, next, every, failures, fault, articles`

// Feeds implements [store.Feeds].
func (s *Store) Feeds(ctx context.Context) ([]store.Feed, error) {
	rows, err := s.read.QueryContext(ctx, `select `+feedColumns+` from feed order by url`)
	if err != nil {
		return nil, s.fault("read", err)
	}
	defer rows.Close()
	var out []store.Feed
	for rows.Next() {
		var f store.Feed
		var added, checked, next, every int64
		if err := rows.Scan(&f.URL, &f.Title, &f.ETag, &f.LastModified, &added, &checked, &next, &every, &f.Failures, &f.Fault, &f.Articles); err != nil {
			return nil, s.fault("read", err)
		}
		f.Added, f.Checked, f.Next, f.Every = moment(added), moment(checked), moment(next), time.Duration(every)*time.Second
		out = append(out, f)
	}
	return out, s.fault("read", rows.Err())
}

func moment(seconds int64) time.Time {
	if seconds == 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func feedValues(f store.Feed) []any {
	return []any{f.URL, f.Title, f.ETag, f.LastModified, seconds(f.Added), seconds(f.Checked), seconds(f.Next), int64(f.Every / time.Second),
		f.Failures, f.Fault, f.Articles}
}

// AddFeed implements [store.Feeds].
func (s *Store) AddFeed(ctx context.Context, f store.Feed) (fresh bool, err error) {
	err = s.change(ctx, func(tx *sql.Tx) error {
		res, err := tx.Exec(`insert into feed (`+feedColumns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`, feedValues(f)...)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		fresh = n > 0
		return err
	})
	return fresh, s.fault("write", err)
}

// UpdateFeed implements [store.Feeds].
func (s *Store) UpdateFeed(ctx context.Context, f store.Feed) error {
	return s.fault("write", s.change(ctx, func(tx *sql.Tx) error {
		res, err := tx.Exec(`update feed set (`+feedColumns+`) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) where url = ?`, append(feedValues(f), f.URL)...)
		return some(res, err)
	}))
}

// RemoveFeed implements [store.Feeds].
func (s *Store) RemoveFeed(ctx context.Context, url string) error {
	return s.fault("write", s.change(ctx, func(tx *sql.Tx) error {
		res, err := tx.Exec(`delete from feed where url = ?`, url)
		return some(res, err)
	}))
}

// some is ErrNotFound where nothing was changed.
func some(res sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		return store.ErrNotFound
	}
	return err
}

// Seen implements [store.Feeds].
func (s *Store) Seen(ctx context.Context, urls []string) (map[string]time.Time, error) {
	list, err := json.Marshal(urls)
	if err != nil {
		return nil, err
	}
	rows, err := s.read.QueryContext(ctx, `
		select url, seen from link where seen > 0 and url in (select value from json_each(?1))
		union all
		select url, added from article where url <> '' and current = 1 and refused not like 'unreachable%' and url in (select value from json_each(?1))
		  and not exists (select 1 from link where link.url = article.url)`, string(list))
	if err != nil {
		return nil, s.fault("read", err)
	}
	defer rows.Close()
	out := map[string]time.Time{}
	for rows.Next() {
		var url string
		var seen int64
		if err := rows.Scan(&url, &seen); err != nil {
			return nil, s.fault("read", err)
		}
		out[url] = moment(seen)
	}
	return out, s.fault("read", rows.Err())
}

// MarkSeen implements [store.Feeds].
func (s *Store) MarkSeen(ctx context.Context, urls []string, at time.Time) error {
	if len(urls) == 0 {
		return nil
	}
	list, err := json.Marshal(urls)
	if err != nil {
		return err
	}
	return s.fault("write", s.change(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(`insert into link select value, ? from json_each(?) where true on conflict do update set seen = excluded.seen`, seconds(at), string(list))
		return err
	}))
}
