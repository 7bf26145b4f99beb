package store

import (
	"context"
	"time"
)

// Feed is a feed that the collection follows, and how following it goes.
type Feed struct {
	URL          string
	Title        string
	ETag         string // validators of the last answer, for a conditional request
	LastModified string
	Added        time.Time
	Checked      time.Time // when it was last looked at; zero: never
	Next         time.Time // when it is to be looked at again; zero: at once
	Every        time.Duration
	Failures     int    // in a row
	Fault        string // what went wrong last, where Failures says that it did
	Articles     int    // that came from it so far
}

// Feeds keeps the feeds of a collection.
type Feeds interface {
	// Feeds returns all feeds, by their address.
	Feeds(ctx context.Context) ([]Feed, error)

	// AddFeed keeps a feed that is not there, and reports whether it was new.
	AddFeed(ctx context.Context, f Feed) (bool, error)

	// UpdateFeed changes a feed that is there, or returns ErrNotFound: it may
	// have been taken out while it was looked at.
	UpdateFeed(ctx context.Context, f Feed) error

	// RemoveFeed takes a feed out, or returns ErrNotFound. What came from it
	// stays.
	RemoveFeed(ctx context.Context, url string) error

	// Seen says of those among addresses that feeds and sitemaps name when what
	// they lead to was read last, as MarkSeen has noted; of others that are the
	// own address of an article, when that was added, unless its page could not
	// be reached. What is to be read again is left out.
	Seen(ctx context.Context, urls []string) (map[string]time.Time, error)

	// MarkSeen notes that what addresses lead to was read at a time; at the zero
	// time, that it is to be read again.
	MarkSeen(ctx context.Context, urls []string, at time.Time) error
}
