package store

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/record"
)

// Entity is a person, an organisation or an outlet across the articles of a
// collection.
//
// The collection takes two articles to mean the same one where they give the
// same full name to the same kind of thing ([Key]), and nothing else: whoever
// has two names, or shares one, is put right by hand, and a hand's word holds
// for what comes in later too.
type Entity struct {
	ID       int64
	Kind     record.EntityKind
	Name     string
	Names    []EntityName // the name above first; more than one where they were merged by hand
	Articles int          // in which it is named
	Said     int          // statements that it makes
}

// EntityName is one name of an entity: an entity of its own, unless it was
// merged into another.
type EntityName struct {
	ID       int64
	Name     string
	Articles int
	Said     int
	Merged   time.Time // when it was merged by hand; zero: it was not
	Split    time.Time // when its articles were split off from those of the same name; zero: they were not
}

// Appearance is an entity in one article.
type Appearance struct {
	Place  int64 // where the article stands among all
	Record *record.Record
	Local  *record.Entity // what the article says of it
}

// EntityQuery says which entities to list.
type EntityQuery struct {
	Name string            // words that one of its names has; empty: any
	Kind record.EntityKind // empty: any
	Size int               // at most so many; 0: 20
	Skip int               // of the first, so many are left out
}

// Entities is the registry of who is named in a collection.
type Entities interface {
	// Entities lists entities, those with most statements first.
	Entities(ctx context.Context, q EntityQuery) ([]Entity, error)

	// Entity returns an entity by its ID or by that of one of its names, or
	// ErrNotFound.
	Entity(ctx context.Context, id int64) (*Entity, error)

	// Appearances gives the articles that name an entity, those published last
	// first: those behind a place, all where that is 0.
	Appearances(ctx context.Context, id, after int64) iter.Seq2[Appearance, error]

	// Named returns the entities that an article names, by the ids that its record
	// gives them. What has no name of its own is left out.
	Named(ctx context.Context, ref string) (map[string]int64, error)

	// Merge makes others names of the entity into, with the names that they have
	// themselves. Each can be taken out again alone.
	Merge(ctx context.Context, into int64, others []int64) error

	// SplitName makes a name that was merged into an entity one of its own
	// again. Of a name that was not it is ErrNotFound.
	SplitName(ctx context.Context, name int64) error

	// SplitArticles makes an entity of its own, called name, of whom articles
	// mean by the name of the entity id, and returns it. The articles are named
	// by id or address. If one does not name it, nothing is changed and the
	// error is ErrNotNamed; if one is not there, ErrNotFound.
	SplitArticles(ctx context.Context, id int64, articles []string, name string) (int64, error)

	// Rename calls an entity by another name.
	Rename(ctx context.Context, id int64, name string) error
}

// ParseID reads the ID of an entity as users write it: "e12".
func ParseID(s string) (id int64, ok bool) { return parseID("e", s) }

// ErrNotNamed says that an article does not name an entity.
var ErrNotNamed = errors.New("it does not name this entity")

// titles stand before names and are no part of them.
var titles = []string{"mr", "mrs", "ms", "miss", "dr", "sir", "dame", "lord", "lady", "prof", "professor", "sen", "senator", "rep", "gov", "president", "the"}

// Key is by what two articles are taken to mean the same entity: its kind and
// its name without titles, case, accents and punctuation. It is empty for what
// has no name of its own: groups, places, documents.
func Key(e *record.Entity) string {
	switch e.Kind {
	case record.Person, record.Organisation, record.Outlet:
	default:
		return ""
	}
	words := strings.FieldsFunc(Fold(strings.TrimSuffix(strings.TrimSuffix(e.Name, "’s"), "'s")), func(r rune) bool { return !IsWord(r) })
	for len(words) > 1 && slices.Contains(titles, words[0]) {
		words = words[1:]
	}
	name := strings.Join(words, " ")
	if utf8.RuneCountInString(name) < 2 || len(name) > longestName {
		return ""
	}
	return string(e.Kind) + ":" + name
}

// NamesAnyone reports whether a record names an entity that a collection knows
// across articles.
func NamesAnyone(r *record.Record) bool {
	return slices.ContainsFunc(r.Entities, func(e record.Entity) bool { return Key(&e) != "" })
}

// longestName is how long a name may be, in bytes. What is longer is a mistake.
const longestName = 200
