package article

import "errors"

// Reason is why an article is refused, in one word.
type Reason string

// The reasons for a refusal.
const (
	Empty       Reason = "empty"       // nothing to read
	Binary      Reason = "binary"      // not a text
	Encoding    Reason = "encoding"    // a text in an encoding that could not be told
	Language    Reason = "language"    // a language that is not analysed
	NoArticle   Reason = "no-article"  // a page without a story on it
	Paywall     Reason = "paywall"     // the story stands behind a login or a payment
	TooLarge    Reason = "too-large"   // over the limit for one article
	Unreachable Reason = "unreachable" // the address could not be fetched
	Disallowed  Reason = "disallowed"  // robots.txt asks programs not to fetch the address
	Malformed   Reason = "malformed"   // a line that is not what its format promises
)

// Refusal is the error that stands for an article which could not be read or
// will not be analysed. A record carries it in place of findings.
type Refusal struct {
	Reason Reason
	Detail string // what is wrong and what to do, for people; names no input
}

// Refuse is a Refusal as an error.
func Refuse(why Reason, detail string) error { return &Refusal{why, detail} }

// Error is "reason: detail".
func (r *Refusal) Error() string { return string(r.Reason) + ": " + r.Detail }

// Refused returns the refusal in err's chain, or nil.
func Refused(err error) *Refusal {
	if r, ok := errors.AsType[*Refusal](err); ok {
		return r
	}
	return nil
}
