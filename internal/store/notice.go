package store

import "context"

type noticeKey struct{}

// WithNotices is a context in which a collection says what keeps it longer than
// whoever waits would think, in a sentence without a full stop.
func WithNotices(ctx context.Context, say func(what string)) context.Context {
	return context.WithValue(ctx, noticeKey{}, say)
}

// Notice says something to whoever has asked for it with [WithNotices].
func Notice(ctx context.Context, what string) {
	if say, ok := ctx.Value(noticeKey{}).(func(string)); ok {
		say(what)
	}
}
