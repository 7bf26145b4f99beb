package store

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"
)

// Story is what several articles of a collection tell about one event, with the
// ladder from its reports to its origins: package trace says what the steps mean.
// An article is in one story at most. What one article alone tells is none.
//
// Which articles are of one story is worked out as they come, by package link, and
// put right by hand; a hand's word holds for what comes in later too.
type Story struct {
	ID          int64     // it stays when articles come in; that of a story which became part of another leads there
	Title       string    // the headline of its first origin
	Terms       []string  // names that most of its articles have in common
	First, Last time.Time // publication of its first and its last article; zero: none has a date
	Linked      time.Time // when it was worked out

	Reports int // articles
	Traced  int // articles that there were when the steps below were worked out
	Texts   int // distinct texts
	Own     int // of these, the ones with material of their own
	Origins int // independent origins
}

// StorySort is an order of stories.
type StorySort string

// The orders of stories. Where two are alike, the newest comes first.
const (
	Newest      StorySort = "newest"      // by their last article
	Largest     StorySort = "largest"     // by their reports
	Independent StorySort = "independent" // by their independent origins
)

// StorySorts are all orders, the usual one first.
var StorySorts = []StorySort{Newest, Largest, Independent}

// StoryQuery says which stories to list. The zero StoryQuery lists the newest.
type StoryQuery struct {
	Words  string    // that its title or its terms have; empty: any
	After  time.Time // with articles of that time or later; zero: of any
	Before time.Time // with articles before that; zero: of any
	Sort   StorySort // empty: Newest
	Behind int64     // those behind the story with this ID; 0: from the first
	Size   int       // at most so many; 0: 20
}

// ErrNotMember says that an article is not in a story.
var ErrNotMember = errors.New("it is not in this story")

// ErrNoneLeft says that a story would be left without articles.
var ErrNoneLeft = errors.New("no article would be left in this story")

// ErrChanged says that stories changed while others were worked out from them.
var ErrChanged = errors.New("the stories have changed meanwhile")

// Stories keeps the stories of a collection.
type Stories interface {
	// Stories lists stories.
	Stories(ctx context.Context, q StoryQuery) ([]Story, error)

	// Story returns a story, or ErrNotFound.
	Story(ctx context.Context, id int64) (*Story, error)

	// StoryOf returns the story that an article is in, by its id or address, or
	// ErrNotFound: an article that shares its event with no other is in none, and
	// so may be one that is not linked yet.
	StoryOf(ctx context.Context, ref string) (*Story, error)

	// Members are the ids of the articles of a story, in the order of their
	// publication. Of a story that there is not there are none.
	Members(ctx context.Context, id int64) ([]string, error)

	// JoinStories makes one story, by somebody's word, of those that articles are in,
	// and of the articles that are in none. They are named by id or address; the
	// story of the first that is in one keeps its number. If an article is not there,
	// nothing is changed and the error is ErrNotFound.
	JoinStories(ctx context.Context, articles []string) error

	// PartStory takes articles out of a story by somebody's word, and keeps them
	// together. They are named by id or address. If one is not in the story, nothing
	// is changed and the error is ErrNotMember, or ErrNotFound; where none would be
	// left, it is ErrNoneLeft.
	PartStory(ctx context.Context, id int64, articles []string) error

	// Unlinked are the ids of articles that came, changed or lost a neighbour and
	// whose stories are to be worked out, those published last first. An article is
	// noted in the transaction in which that happens to it, so that none is
	// forgotten.
	Unlinked(ctx context.Context, n Notes, most int) ([]string, error)

	// LastTicket is that of the last note that was made; 0: none ever was.
	LastTicket(ctx context.Context) (int64, error)

	// CountUnlinked counts them.
	CountUnlinked(ctx context.Context, n Notes) (int, error)

	// Bonds says of articles, by id, what binds each to others. Ids that no newest
	// version has are left out.
	Bonds(ctx context.Context, ids []string) (map[string]Bond, error)

	// Bound are the ids of the articles of a group.
	Bound(ctx context.Context, group int64) ([]string, error)

	// Link keeps stories, all or none. The error is ErrChanged where an article is
	// no longer where it was, or a story has others.
	Link(ctx context.Context, l *Linking) error
}

// Notes are the notes that articles are to be linked. The zero Notes are all.
type Notes struct {
	After int64 // with tickets behind this one
	UpTo  int64 // and none behind this one; 0: any
}

// Bond is what binds an article to others.
type Bond struct {
	Story  int64 // that it is in; 0: none
	Group  int64 // articles that somebody said are of one story, and of none that another group is of; 0: none
	Ticket int64 // of the note that it is to be linked; 0: there is none
}

// Linking replaces the stories of some articles.
type Linking struct {
	Done    []int64          // tickets of the notes that are done with it
	Were    map[string]int64 // every article that is looked at, with the story that it was in; all of those stories
	Stories []Linked         // in which they are now; those that are in none of them are in no story
	Grown   []Grown          // or which they join, with articles that are not looked at
	Became  map[int64]int64  // old stories that are not among these, and which they became part of; others are gone
}

// Linked is a story with its articles, by id. Its ID is 0 where it is new.
type Linked struct {
	Story
	Members []string
}

// Grown is articles that join a story, by id, and when they were published.
type Grown struct {
	ID          int64
	Members     []string
	First, Last time.Time // zero: none has a date
}

// ParseStoryID reads the ID of a story as users write it: "s12".
func ParseStoryID(s string) (id int64, ok bool) { return parseID("s", s) }

// parseID reads a number behind a letter that says of what it is.
func parseID(letter, s string) (id int64, ok bool) {
	digits, ok := strings.CutPrefix(s, letter)
	if !ok {
		return 0, false
	}
	id, err := strconv.ParseInt(digits, 10, 64)
	return id, err == nil && id > 0
}
