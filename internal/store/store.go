// Package store is the collection: what was read, kept so that it can be
// searched, shown, exported and analysed anew.
//
// [Store] is what the rest of the program sees of it; the drivers stand one
// folder below and pass one suite of tests, package storetest. A [Query] is
// what a user typed into a search:
//
//	q, err := store.Parse(`speaker:"Le Pen" act:deny after:2026-01-01 meddling`)
//	found, err := s.Search(ctx, q, store.Page{Size: 20})
//	for _, h := range found.Hits {
//		fmt.Println(h.Record.Words(h.Attribution(), h.Attribution().Content.Spans))
//	}
//
// What is searched are statements; a record is kept whole and never taken
// apart, so that a later analysis replaces it in one step.
package store

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/record"
)

// Store keeps records. It is safe for use by several goroutines at once.
//
// References to articles are their id or their address.
type Store interface {
	// Has reports whether this text of an article is kept as analyzer reads it;
	// with an empty analyzer, whether it is kept at all.
	Has(ctx context.Context, a *article.Article, analyzer string) (bool, error)

	// Put keeps records, all of them or, with an error, none. A record that is
	// there already changes nothing; one of the same text by another analyzer
	// replaces what is there; one with the address of a known article and
	// another text becomes its newest version, and only that is searched. A text
	// whose id another has is kept under an id of its own.
	Put(ctx context.Context, records []*record.Record) (Tally, error)

	// Get returns the record of an article, or ErrNotFound. Of an address it is
	// the newest version.
	Get(ctx context.Context, ref string) (*record.Record, error)

	// Versions returns what is known of every version of an article, the
	// oldest first, or ErrNotFound.
	Versions(ctx context.Context, ref string) ([]Version, error)

	// Remove forgets an article with all its versions, or returns ErrNotFound.
	Remove(ctx context.Context, ref string) error

	// Search finds statements, the newest first. Where ctx has a deadline that comes
	// before they are found, the error is ErrSlow.
	Search(ctx context.Context, q *Query, p Page) (*Found, error)

	// Published counts the articles of an outlet.
	Published(ctx context.Context, outlet string) (*Published, error)

	// Articles lists the newest versions, those published last first. More says
	// that there are some behind these.
	Articles(ctx context.Context, p Page) (list []Listed, more bool, err error)

	// Related finds the articles that share text with a record, which need not be
	// kept itself: a passage, or five words of a quotation. Those that share most
	// come first, and then those that were published first; at most so many. Of
	// what very many articles share, the first of them and those around the
	// record in time are found; what is carried anew on many occasions leads
	// nowhere, but for quotations of more than a turn of phrase.
	Related(ctx context.Context, r *record.Record, most int) ([]Relative, error)

	// Alike finds the articles of the days around a record that name several of
	// the people and organisations that it names, or one whom few name, or that
	// several of the same words tell most of. Shared is how many; those that share
	// most come first, at most so many. Without a date a record has none.
	Alike(ctx context.Context, r *record.Record, most int) ([]Relative, error)

	// Records gives the records that have a statement that q finds, in the
	// order of their number; of an empty query, all.
	Records(ctx context.Context, q *Query) iter.Seq2[*record.Record, error]

	// Stale gives the newest versions that another analyzer made.
	Stale(ctx context.Context, analyzer string) iter.Seq2[*record.Record, error]

	// Stats counts what is kept.
	Stats(ctx context.Context) (*Stats, error)

	// Check looks for damage and calls report for each that it finds.
	Check(ctx context.Context, report func(Damage)) error

	// Reindex makes the search index anew from the records.
	Reindex(ctx context.Context) error

	// Compact brings the indexes into the shape in which they are read fastest, after
	// very many articles were put. It changes nothing that is found.
	Compact(ctx context.Context) error

	// Backup writes a copy of the collection, as it stands at one moment, to a
	// new file. Where the engine has a better tool for that, the error is
	// errors.ErrUnsupported and says how to use it.
	Backup(ctx context.Context, path string) error

	Feeds
	Entities
	Stories
	Accounts
	Alerts
	queue.Queue

	Close() error
}

// What goes wrong with a store in ways that the user can do something about.
var (
	ErrNotFound = errors.New("it is not in the collection")
	ErrReadOnly = errors.New("the collection can't be written to")
	ErrBusy     = errors.New("another program is writing to the collection")
	ErrFull     = errors.New("the disk is full")
	ErrDamaged  = errors.New("the file is damaged or no collection")
	ErrNewer    = errors.New("the collection was written by a newer Hearsay")
	ErrNone     = errors.New("there is no collection")
	ErrAway     = errors.New("the database does not answer")
	ErrSlow     = errors.New("this search takes too long; add a word or a day")
)

// Answers reports whether an error is the answer to what was asked, and nothing
// went wrong with the store.
func Answers(err error) bool {
	return errors.Is(err, ErrNotFound) || errors.Is(err, ErrNotMember) || errors.Is(err, ErrNoneLeft) || errors.Is(err, ErrChanged) || errors.Is(err, ErrTaken) || errors.Is(err, ErrSlow)
}

// Tally counts what Put did with the records.
type Tally struct {
	New      int // articles that were not known
	Versions int // new versions of known articles
	Replaced int // analysed anew
	Same     int // there already
}

// Add adds o to t.
func (t *Tally) Add(o Tally) {
	t.New += o.New
	t.Versions += o.Versions
	t.Replaced += o.Replaced
	t.Same += o.Same
}

// Version is one state of an article.
type Version struct {
	ID    string // of the article as it was then
	Added time.Time
	Title string
}

// Page says which part of the results to give.
type Page struct {
	Size  int   // at most so many; 0: 20
	After int64 // behind the one with this place; 0: from the first

	// Of a search:
	Facets    bool // count what is found by outlet, form, speaker and day, too
	Uncounted bool // Total is not wanted, nor Facets: most searches end sooner then
}

// Listed is an article of a list.
type Listed struct {
	Place  int64 // where it stands among all articles, for Page.After
	Record *record.Record
}

// Found is what a search gives.
type Found struct {
	Hits   []Hit
	Total  int  // of all that match, up to MostCounted
	More   bool // there are hits behind these
	Facets *Facets
}

// MostCounted is the number up to which results are counted: beyond it, nobody
// reads them all, and counting would cost more than finding.
const MostCounted = 10_000

// Hit is one statement that was found.
type Hit struct {
	Place  int64 // where it stands among all statements, for Page.After
	Record *record.Record
	N      int // index of the statement in the record's attributions
}

// Attribution is the statement.
func (h *Hit) Attribution() *record.Attribution { return &h.Record.Attributions[h.N] }

// Facets are how many of the statements that a search finds there are of each kind.
// Of more than MostCounted, the newest MostCounted are counted.
type Facets struct {
	Outlets  []FacetCount
	Forms    []FacetCount
	Speakers []FacetCount // that are in the registry
	Days     []DayCount   // in order; those without any are left out, and so are statements without a date
}

// FacetCount is a number of statements.
type FacetCount struct {
	Name       string
	Statements int
	Entity     int64 // of a speaker
}

// MostFrequent are the most frequent of some names, the first of them first, at most
// so many. What has no name or does not occur is left out.
func MostFrequent(counts map[string]int, most int) []FacetCount {
	var out []FacetCount
	for name, n := range counts {
		if name != "" && n > 0 {
			out = append(out, FacetCount{Name: name, Statements: n})
		}
	}
	slices.SortFunc(out, func(a, b FacetCount) int { return cmp.Or(b.Statements-a.Statements, cmp.Compare(a.Name, b.Name)) })
	return out[:min(len(out), most)]
}

// DayCount is a number of statements published on a day, in UTC.
type DayCount struct {
	Day        time.Time
	Statements int
}

// MostFacets is how many outlets, and how many speakers, are told apart.
const MostFacets = 12

// Origin is whose an article is, by what it says itself.
type Origin int

// The origins of an article.
const (
	Own       Origin = iota // it credits no other outlet
	Crediting               // it credits another for some of what it says
	Wire                    // the whole text is an agency's
)

// OriginOf is whose the article of a record is, and Credited are the other outlets
// that it credits, each once.
func OriginOf(r *record.Record) (o Origin, credited []string) {
	for i := range r.Citations {
		c := &r.Citations[i]
		if c.Own || c.Outlet == "" || strings.EqualFold(c.Outlet, r.Article.Outlet.Name) {
			continue
		}
		o = max(o, Crediting)
		if c.Kind == record.Wire && c.Whole {
			o = Wire
		}
		if !slices.Contains(credited, c.Outlet) {
			credited = append(credited, c.Outlet)
		}
	}
	return o, credited
}

// Published is the articles of an outlet that were read, not refused: the newest
// MostCounted, if there are more.
type Published struct {
	Articles  int
	Wire      int // agency text as a whole
	Crediting int // others that credit another outlet
	Own       int // that credit nobody
	Alone     int // of these, the ones that are linked, and in no story: nobody else in the collection tells the same
}

// MostOutlets is how many outlets Stats names.
const MostOutlets = 10

// Stats counts what is kept.
type Stats struct {
	Articles   int // newest versions
	Versions   int // older ones
	Refused    int // articles without findings
	Statements int
	Outlets    []OutletCount // those with most articles, at most MostOutlets
	Oldest     time.Time     // of the articles with a date
	Newest     time.Time
	Analyzers  map[string]int // articles by analyzer
	Bytes      int64          // on disk
	TextBytes  int64          // of the bodies
}

// OutletCount is a number of articles of an outlet.
type OutletCount struct {
	Name     string
	Articles int
}

// Damage is something wrong with a collection.
type Damage struct {
	What string // in one line
	Mend string // what to do about it: a command
}
