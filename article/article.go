// Package article holds what comes in: one [Article], cleaned and ready to be
// analysed, or a [Refusal] that says why there is none.
//
// The body of an article never changes once it is made, since every position
// in a record counts in it. Stretches that are not the story (a "Read more"
// line, a photo credit) stay where they are and are marked as [Furniture].
//
//	a := &article.Article{Title: "Mayor resigns", Body: "“I am done,” the mayor said."}
package article

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/hearsay-news/hearsay/text"
)

// MaxBody is the longest body that is analysed, in bytes.
const MaxBody = 4 << 20

// Article is one news article. Only Body is needed.
type Article struct {
	ID        string   // given by the input; else [Article.Identify] makes one
	URL       string   // canonical address, where known
	Outlet    Outlet   // who published it
	Title     string   // headline
	Byline    []string // authors as written, one each
	Dateline  string   // "MOSCOW", from the head of the body
	Published Moment
	Modified  Moment
	Retrieved Moment
	Language  string // ISO 639-1 code; empty: not yet known
	Body      string // the text; valid UTF-8; never altered
	Furniture []Furniture
	Links     []Link

	// Extra keeps the fields of the input that Hearsay has no name for.
	Extra map[string]json.RawMessage
}

// Outlet is a publisher of news.
type Outlet struct {
	Name   string `json:"name"`
	Domain string `json:"domain"`
}

// Kind says what a stretch of furniture is.
type Kind string

// The kinds of furniture.
const (
	Related    Kind = "related"    // a pointer to another story: "Read more: …"
	Credit     Kind = "credit"     // where the text comes from: "Source: URL", "(Additional reporting by …)"
	Caption    Kind = "caption"    // what a picture shows, and "Photo: …"
	Newsletter Kind = "newsletter" // "Sign up for …"
	Social     Kind = "social"     // "Follow us on …", "Share this"
	Byline     Kind = "byline"     // "By Ana Petrov", "Updated 3 March"
	Dateline   Kind = "dateline"   // "MOSCOW (Reuters) —"
	Notice     Kind = "notice"     // copyright, advertisement, cookie and other notices
)

// Furniture is a stretch of a body that is not the story.
type Furniture struct {
	Kind   Kind
	Span   text.Span // in bytes of Body
	Title  string    // headline of the related story
	URL    string    // where it points
	Credit string    // outlet named by it: "CNN"
}

// Link is a hyperlink in a body.
type Link struct {
	Span text.Span // the words of the link, in bytes of Body
	URL  string
}

// Identify fills in ID, where it is empty, with a digest of URL and body.
func (a *Article) Identify() {
	if a.ID != "" {
		return
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s", a.URL, a.Body)
	a.ID = hex.EncodeToString(h.Sum(nil)[:12])
}

// Moment is a point in time as an article gives it: with its zone, or the day
// alone. The zero Moment is unknown.
type Moment struct {
	Time    time.Time
	DayOnly bool
}

// At is the Moment of t, to the second.
func At(t time.Time) Moment { return Moment{Time: t.Truncate(time.Second)} }

// IsZero reports whether the moment is unknown.
func (m Moment) IsZero() bool { return m.Time.IsZero() }

// String is the moment in RFC 3339, the day alone as 2026-03-01, or "".
func (m Moment) String() string {
	switch {
	case m.IsZero():
		return ""
	case m.DayOnly:
		return m.Time.Format(time.DateOnly)
	}
	return m.Time.Format(time.RFC3339)
}

// layouts are the forms of date that ParseMoment reads, the commonest first. A
// time without a zone is read as UTC.
var layouts = []struct {
	layout string
	day    bool
}{
	{time.RFC3339, false},
	{time.DateOnly, true},
	{"2006-01-02T15:04:05Z0700", false},
	{"2006-01-02T15:04:05.999999999Z0700", false},
	{"2006-01-02T15:04Z07:00", false},
	{"2006-01-02T15:04Z0700", false},
	{"2006-01-02T15:04:05", false},
	{"2006-01-02T15:04", false},
	{"2006-01-02 15:04:05Z07:00", false},
	{"2006-01-02 15:04:05 Z07:00", false},
	{"2006-01-02 15:04:05 -0700", false},
	{"2006-01-02 15:04:05 -0700 MST", false},
	{"2006-01-02 15:04:05", false},
	{"2006-01-02 15:04", false},
	{time.RFC1123Z, false},
	{time.RFC1123, false},
	{"Mon, 2 Jan 2006 15:04:05 -0700", false},
	{"Mon, 2 Jan 2006 15:04:05 MST", false},
	{time.RFC850, false},
	{time.ANSIC, false},
	{"2 January 2006 15:04", false},
	{"January 2, 2006 15:04", false},
	{"January 2, 2006 3:04 PM", false},
	{"January 2, 2006, 3:04 PM", false},
	{"Jan 2, 2006, 3:04 PM", false},
	{"2 January 2006", true},
	{"2 Jan 2006", true},
	{"January 2, 2006", true},
	{"Jan 2, 2006", true},
	{"Jan. 2, 2006", true},
	{"Monday, January 2, 2006", true},
	{"Monday, 2 January 2006", true},
	{"2006/01/02", true},
	{"20060102", true},
	{"02.01.2006", true},
	{"02.01.2006 15:04", false},
}

// zones are the abbreviations of time zones that pages use and that mean one
// thing only in news, in hours from UTC.
var zones = map[string]float64{
	"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
	"WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "IST": 5.5, "JST": 9, "AEST": 10, "AEDT": 11,
}

// inZone gives t the offset of the zone that it only names; Go makes up one of
// zero. It reports false where the zone is not known, so that no more than the
// day is sure.
func inZone(t time.Time) (time.Time, bool) {
	name, offset := t.Zone()
	if offset != 0 || name == "UTC" || name == "GMT" || name == "" || name[0] == '+' || name[0] == '-' {
		return t, true
	}
	hours, ok := zones[name]
	if !ok {
		return t, false
	}
	zone := time.FixedZone(name, int(hours*3600))
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, zone), true
}

// ParseMoment reads a date as feeds, pages and data files write it. An empty
// string is the zero Moment and no error.
func ParseMoment(s string) (Moment, error) {
	if s == "" {
		return Moment{}, nil
	}
	for _, l := range layouts {
		t, err := time.ParseInLocation(l.layout, s, time.UTC)
		if err != nil || t.Year() < 1600 {
			continue
		}
		t, known := inZone(t)
		if !known {
			l.day = true
		}
		return Moment{Time: t.Truncate(time.Second), DayOnly: l.day}, nil
	}
	return Moment{}, fmt.Errorf("read date %q: write it as 2026-03-01 or 2026-03-01T09:00:00Z", s)
}

// MarshalText writes the moment as String does.
func (m Moment) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what ParseMoment reads.
func (m *Moment) UnmarshalText(b []byte) (err error) {
	*m, err = ParseMoment(string(b))
	return err
}

// FurnitureSpans are the stretches of the body that are furniture, in order and
// merged where they touch.
func (a *Article) FurnitureSpans() []text.Span {
	spans := make([]text.Span, len(a.Furniture))
	for i, f := range a.Furniture {
		spans[i] = f.Span
	}
	return text.Merge(spans)
}
