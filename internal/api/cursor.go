package api

import (
	"encoding/base64"
	"encoding/binary"
)

// A cursor is the kind of a list and where its page ends: a few numbers.

// cursor writes one.
func cursor(kind byte, at ...int64) string {
	b := []byte{kind}
	for _, n := range at {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// numbers reads the numbers of a cursor of a kind into at. An empty one leaves them
// as they are.
func numbers(s string, kind byte, at ...*int64) error {
	if s == "" {
		return nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) == 0 || b[0] != kind {
		return noCursor()
	}
	b = b[1:]
	for _, to := range at {
		n, size := binary.Uvarint(b)
		if size <= 0 || n > 1<<62 {
			return noCursor()
		}
		*to, b = int64(n), b[size:]
	}
	if len(b) > 0 {
		return noCursor()
	}
	return nil
}

func noCursor() error {
	return wrong("query.cursor", "it is no cursor of this list; leave it out to begin with the first page")
}
