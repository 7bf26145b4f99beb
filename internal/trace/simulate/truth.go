package simulate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/article"
)

// digest is an id that says nothing about when it was given.
func digest(seed uint64, serial int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "simulate %d %d", seed, serial))
	return hex.EncodeToString(sum[:8])
}

// event is what happened, and the reports of it; the first is the first.
type event struct {
	pieces      []*piece
	independent []*piece
}

// truth adds what is true of the event to the room's.
func (e *event) truth(room *Newsroom) {
	holds := map[*piece]map[string]bool{}
	for _, p := range e.pieces {
		holds[p] = p.story.keys()
	}
	for _, p := range e.pieces {
		if x := p.source; x != nil {
			room.Edges = append(room.Edges, Edge{From: x.from.name(), To: p.id, Kind: x.measured(), Accept: e.accept(x, holds)})
		}
		if !p.absent {
			room.Altered = append(room.Altered, e.altered(p)...)
		}
	}
	if len(e.pieces) > 1 {
		room.Events = append(room.Events, e.members())
	}
}

// measured is the kind of the edge as the texts show it: what was meant to be a
// rewrite may have changed little.
func (x *edge) measured() Kind {
	if x.kind != Copy && x.kind != Rewrite {
		return x.kind
	}
	held := hashes(x.from.story.allWords(false), gram)
	same, all := 0, 0
	for h := range hashes(x.to.story.allWords(true), gram) {
		if all++; held[h] {
			same++
		}
	}
	if same*10 >= all*mostlySame {
		return Copy
	}
	return Rewrite
}

// mostlySame is how many tenths of the runs of words are the same in a copy.
const mostlySame = 6

// allWords are those of a story, or of what it has from another.
func (s *story) allWords(lent bool) (words []string) {
	s.sentences(func(x *sentence) {
		if x.role == told && (!lent || x.lent != "") {
			words = append(words, strings.Fields(x.key())...)
		}
	})
	return words
}

func (e *event) members() Event {
	out := Event{Origins: []string{e.pieces[0].name()}}
	for _, p := range e.pieces {
		if !p.absent {
			out.Articles = append(out.Articles, p.id)
		}
	}
	for _, p := range e.independent {
		out.Origins = append(out.Origins, p.id)
	}
	return out
}

// keys are those of the sentences.
func (s *story) keys() map[string]bool {
	out := map[string]bool{}
	s.sentences(func(x *sentence) { out[x.key()] = true })
	return out
}

// accept lists who else holds all that x.to has of x.from, word for word.
func (e *event) accept(x *edge, holds map[*piece]map[string]bool) []string {
	var lent []string
	x.to.story.sentences(func(s *sentence) {
		if s.lent != "" {
			lent = append(lent, s.lent)
		}
	})
	if x.named || len(lent) == 0 {
		return nil
	}
	var out []string
	for _, p := range e.pieces {
		missing := func(key string) bool { return !holds[p][key] }
		if p != x.from && p.time.Before(x.to.time) && !slices.ContainsFunc(lent, missing) {
			out = append(out, p.name())
		}
	}
	return out
}

// altered lists the altered quotations of an article.
func (e *event) altered(p *piece) []Altered {
	var out []Altered
	for _, c := range p.written.changes {
		if within(c.span.In(p.written.body), c.original) && !strings.Contains(c.original, gap) {
			continue
		}
		out = append(out, Altered{
			Article: p.id, Span: c.span, Original: c.original, From: c.from.name(),
			Doubtful: c.from.absent && e.holders(c.original) < 2,
		})
	}
	return out
}

// holders counts the articles that have a quotation word for word.
func (e *event) holders(original string) (n int) {
	for _, p := range e.pieces {
		if !p.absent && within(original, p.written.body) {
			n++
		}
	}
	return n
}

// within reports whether a text has words in it, one behind the other.
func within(words, body string) bool {
	return strings.Contains(" "+strings.Join(wordsOf(body), " ")+" ", " "+strings.Join(wordsOf(words), " ")+" ")
}

// clocks spoils those of articles whose edges can be seen without one.
func (w *world) clocks(e *event) {
	for _, p := range e.pieces {
		evident := !slices.ContainsFunc(p.lent, func(x *edge) bool { return !x.evident() })
		if !evident || p.source != nil && !p.source.evident() {
			continue
		}
		switch roll := w.r.Float64(); {
		case roll < w.d.ClockAbsent:
			p.claimed = article.Moment{}
		case roll < w.d.ClockAbsent+w.d.ClockDay:
			p.claimed = article.Moment{Time: p.time.Truncate(24 * time.Hour), DayOnly: true}
		case roll < w.d.ClockAbsent+w.d.ClockDay+w.d.ClockWrong && p.source != nil:
			early := time.Duration(10+w.r.IntN(600)) * time.Minute
			p.claimed = article.At(p.source.from.time.Add(-early))
		}
	}
}

// evident reports whether the texts show the direction: the copy says whom it
// has it from, its source is an agency, or it has part of the other's text and
// nothing else.
func (x *edge) evident() bool {
	if x.named || x.from.outlet.agency {
		return true
	}
	lent, own := 0, 0
	x.to.story.sentences(func(s *sentence) {
		switch {
		case s.lent != "":
			lent += s.words()
		case s.role == told:
			own += s.words()
		}
	})
	return own == 0 && lent*10 < x.from.story.words()*7
}
