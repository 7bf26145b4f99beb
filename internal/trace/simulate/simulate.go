// Package simulate makes newsrooms whose truth is known: from any set of
// articles it makes a world in which agencies and papers report, others copy,
// trim, rewrite, credit or don't, alter quotations and publish with wrong
// clocks, and it says who had what from whom. Begin with [New]:
//
//	room, err := simulate.New(articles, simulate.Options{Articles: 1000, Seed: 1})
//	// room.Articles is what arrives; room.Edges, Events and Altered are the truth
//
// An event begins with one of the given articles as the first report, by an
// agency (that may be missing from the world), a paper or a family of papers.
// What follows are copies, copies of copies, rewrites, texts of others that
// take over its quotations or only say what it reported, and independent
// reports: other given articles with quotations of the same speaker. Given
// articles that share text or a quotation with one before them are passed over,
// and so are their paragraphs that name an outlet: no truth is known about
// them. [Difficulty] holds the rates of all this.
//
// The truth is what a careful reader could find out from the texts alone. An
// edge leads from the article that another was made from. Where others hold
// all that was taken over, word for word, and no credit of the copy says whose
// it is, they are as right: [Edge.Accept]. A clock is wrong only where
// something else shows the direction. Nothing depends on the order of the given
// articles, and the same seed makes the same world.
package simulate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/text"
)

// Options say what world to make.
type Options struct {
	Articles   int        // how many
	Seed       uint64     // the same makes the same world
	Difficulty Difficulty // zero: Default()
}

// Newsroom is a world of articles and the truth about it.
type Newsroom struct {
	Articles []*article.Article // in the order of their arrival, which says nothing
	Edges    []Edge
	Events   []Event // articles that are not listed are of no event
	Altered  []Altered
	Times    map[string]time.Time // when each was really published
}

// Kind says how an article depends on another.
type Kind string

// The kinds of edge.
const (
	Copy    Kind = "copy"    // its text: of what was taken over, most runs of eight words are the same
	Rewrite Kind = "rewrite" // its quotations and facts, in other words: fewer are
	Quotes  Kind = "quotes"  // quotations in a text of one's own
	Credits Kind = "credits" // what it reported, in a text of one's own
)

// Edge says that To was made from From.
type Edge struct {
	From   string // an id, or of an outlet whose report is not here: see [Outside]
	To     string
	Kind   Kind
	Accept []string // who could have lent the same: as right as From
}

// Outside is what From is where the source is the report of an outlet that is
// not in the world.
func Outside(domain string) string { return "outlet:" + domain }

// Event is what several articles report on.
type Event struct {
	Articles []string
	Origins  []string // the independent ones: ids, and Outside; a family counts once
}

// Altered is a quotation that no longer says what it did.
type Altered struct {
	Article  string
	Span     text.Span // of its words without the marks, in bytes of the body
	Original string    // its wording before; " … " where two quotations were joined
	From     string    // the article that has it: an id, or Outside
	// Doubtful: too few articles hold the original to say which wording it is.
	Doubtful bool
}

// New makes a world of articles. It is an error where the given ones are too
// few: it takes about two for three that are wanted, of 120 words or more.
func New(given []*article.Article, o Options) (*Newsroom, error) {
	if o.Difficulty == (Difficulty{}) {
		o.Difficulty = Default()
	}
	w := &world{
		r:     rand.New(rand.NewPCG(o.Seed, 0x6865617273617931)),
		d:     o.Difficulty,
		shelf: newShelf(given, o.Seed),
		seed:  o.Seed,
		start: time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC),
		room:  &Newsroom{Times: map[string]time.Time{}},
	}
	w.cast = newCast(w.r, &w.d)
	if err := w.fill(o.Articles); err != nil {
		return nil, fmt.Errorf("simulate %d articles: %w of %d given", o.Articles, err, len(given))
	}
	w.r.Shuffle(len(w.room.Articles), func(i, k int) {
		w.room.Articles[i], w.room.Articles[k] = w.room.Articles[k], w.room.Articles[i]
	})
	return w.room, nil
}

// world is a newsroom in the making.
type world struct {
	r      *rand.Rand
	d      Difficulty
	seed   uint64
	shelf  *shelf
	cast   *cast
	start  time.Time
	serial int
	room   *Newsroom
}

// errShort says that the given articles are used up.
type errShort struct{ made, used int }

func (e errShort) Error() string {
	return fmt.Sprintf("made %d and then used up the %d usable articles (different texts of %d words or more)", e.made, e.used, leastWords)
}

func (w *world) fill(n int) error {
	alone := int(float64(n) * w.d.Unrelated)
	for left := n - alone; left > 0; left = n - alone - len(w.room.Articles) {
		if left == 1 {
			alone++
			continue
		}
		size := min(left, 2+int(w.r.ExpFloat64()*(w.d.Size-1)), 40)
		if !w.event(size) {
			return errShort{len(w.room.Articles), w.shelf.taken}
		}
	}
	for range alone {
		if !w.unrelated() {
			return errShort{len(w.room.Articles), w.shelf.taken}
		}
	}
	return nil
}

// unrelated adds an article of no event.
func (w *world) unrelated() bool {
	b := w.shelf.take()
	if b == nil {
		return false
	}
	f := &draft{r: w.r, cast: w.cast, d: &w.d}
	o := f.any()
	if chance(w.r, 0.2) {
		o = f.wire()
	}
	p := w.piece(o, b.title, b.story, w.moment())
	w.dress(p)
	w.release(&event{pieces: []*piece{p}})
	return true
}

// moment is when something happens.
func (w *world) moment() time.Time {
	return w.start.Add(time.Duration(w.r.IntN(30*24*60)) * time.Minute)
}

// piece is an article in the making.
type piece struct {
	id      string
	url     string
	outlet  *outlet
	title   string
	story   *story
	time    time.Time
	claimed article.Moment
	absent  bool // its outlet's report is not in the world
	source  *edge
	lent    []*edge // from it
	written *written
}

// edge is an [Edge] in the making.
type edge struct {
	from, to *piece
	kind     Kind
	named    bool // to says whom it has it from
}

// name is how the truth calls the piece.
func (p *piece) name() string {
	if p.absent {
		return Outside(p.outlet.Domain)
	}
	return p.id
}

func (w *world) piece(o *outlet, title string, s *story, at time.Time) *piece {
	w.serial++
	id := digest(w.seed, w.serial)
	return &piece{
		id: id, url: "https://" + o.Domain + "/news/" + slug(title) + "-" + id[:5],
		outlet: o, title: title, story: s, time: at, claimed: article.At(at),
	}
}

// slug is a title as addresses have it.
func slug(title string) string {
	words := wordsOf(title)
	words = slices.DeleteFunc(words, func(w string) bool { return !isASCII(w) })
	return strings.Join(words[:min(len(words), 8)], "-")
}

// release writes the pieces of an event, and the truth about them.
func (w *world) release(e *event) {
	for _, p := range e.pieces {
		p.written = p.story.write()
		if p.absent {
			continue
		}
		a := &article.Article{
			ID: p.id, URL: p.url, Outlet: p.outlet.Outlet, Title: p.title,
			Published: p.claimed, Body: p.written.body, Links: p.written.links,
		}
		w.room.Articles = append(w.room.Articles, a)
		w.room.Times[p.id] = p.time
	}
	e.truth(w.room)
}
