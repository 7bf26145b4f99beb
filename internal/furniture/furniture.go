// Package furniture marks the stretches of a body that are not the story:
// pointers to other stories, credit lines, captions, newsletter boxes, bylines
// and datelines.
//
// [Mark] is the name to start with. It changes no byte of the body; what it
// finds stands in Article.Furniture, and the place of the dateline in
// Article.Dateline as well.
//
//	furniture.Mark(a)
//	for _, f := range a.Furniture {
//		fmt.Println(f.Kind, f.Span.In(a.Body))
//	}
//
// A line is furniture by the words that begin it, end it or fill it. They
// stand in patterns.txt, one pattern a line; package lexicon and outlets.txt
// name the outlets that a headline may be followed by. All can be mended
// without programming, and so can the cases in testdata/cases.txt that they are
// tested on.
package furniture

import (
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/text"
)

// Mark marks the furniture of a, beside what is marked already, in order and
// without overlaps; where two overlap, the one that was there stays. Its time
// is linear in the length of the body.
func Mark(a *article.Article) {
	m := marker{a: a, t: patterns(), links: inOrder(a.Links)}
	for at := 0; at < len(a.Body); {
		end := len(a.Body)
		if i := strings.IndexByte(a.Body[at:], '\n'); i >= 0 {
			end = at + i
		}
		if s := text.Trim(a.Body, text.Span{Start: at, End: end}); !s.Empty() {
			m.line(s)
		}
		at = end + 1
	}
	m.finish()
	a.Furniture = merge(a.Body, a.Furniture, m.found)
}

// inOrder is links by where they start.
func inOrder(links []article.Link) []article.Link {
	byStart := func(x, y article.Link) int { return text.Compare(x.Span, y.Span) }
	if slices.IsSortedFunc(links, byStart) {
		return links
	}
	links = slices.Clone(links)
	slices.SortStableFunc(links, byStart)
	return links
}

// merge puts known and found furniture in order. What overlaps a known piece,
// or lies outside the body, is dropped.
func merge(body string, known, found []article.Furniture) []article.Furniture {
	byStart := func(x, y article.Furniture) int { return text.Compare(x.Span, y.Span) }
	known = slices.Clone(known)
	slices.SortStableFunc(known, byStart)
	slices.SortStableFunc(found, byStart)
	var kept, out []article.Furniture
	end := 0
	for _, f := range known {
		if f.Span.Within(body) && f.Span.Start >= end {
			kept = append(kept, f)
			end = f.Span.End
		}
	}
	end = 0
	for len(kept)+len(found) > 0 {
		switch {
		case len(found) == 0 || len(kept) > 0 && kept[0].Span.Start < found[0].Span.End:
			if len(found) > 0 && kept[0].Span.Overlaps(found[0].Span) {
				found = found[1:]
				continue
			}
			out, kept = append(out, kept[0]), kept[1:]
		default:
			if found[0].Span.Start >= end {
				out = append(out, found[0])
			}
			found = found[1:]
		}
		if n := len(out); n > 0 {
			end = out[n-1].Span.End
		}
	}
	return out
}

// The lines of an article at which bylines and dates stand.
const (
	headLines = 6
	tailLines = 5
)

// storyLine is the number of bytes from which on a line is a paragraph of the
// story, before which datelines and bylines stand.
const storyLine = 80

// listLines is how many headlines may stand below one "Related stories".
const listLines = 8

// marker goes through a body, line by line.
type marker struct {
	a      *article.Article
	t      *tables
	links  []article.Link // those that end behind the line read last
	found  []article.Furniture
	lower  []byte // the line in small letters
	lines  int    // lines seen, empty ones not counted
	story  bool   // a paragraph of the story has been seen
	listed int    // how many headlines may follow as related stories
	late   []late // what counts only at the end of the body
	last   text.Span
}

// late is furniture that stands at the end or not at all.
type late struct {
	line int
	f    article.Furniture
}

// line looks at one line, trimmed and not empty.
func (m *marker) line(s text.Span) {
	m.lines++
	m.last = s
	words := s.In(m.a.Body)
	listed := m.listed
	m.listed = 0
	if h, ok := m.match(words); ok {
		m.hit(s, words, h)
		return
	}
	switch {
	case m.headline(s, words), m.linked(s, words), m.readMore(s, words):
		return
	case listed > 0 && isHeadline(words):
		m.pointer(s, words)
		m.listed = listed - 1
		return
	case m.byline(s, words):
		return
	case !m.story && m.dateline(s, words):
		m.story = true
	}
	m.story = m.story || len(words) >= storyLine
	m.inside(s, words)
}

// hit marks a line that matches a pattern.
func (m *marker) hit(s text.Span, words string, h hit) {
	f := article.Furniture{Kind: h.kind, Span: s}
	switch {
	case h.kind == article.Related:
		m.pointer(s, words[h.after:])
		if strings.Trim(words[h.after:], ": ") == "" {
			m.listed = listLines
		}
		return
	case h.kind == article.Credit:
		f.Credit = m.t.credit(words, h)
	}
	f.URL = m.url(s)
	if h.late && m.lines > headLines {
		m.late = append(m.late, late{m.lines, f})
		return
	}
	m.found = append(m.found, f)
}

// finish marks what stands at the end of the body: bylines, dates, and the
// mark of the agency.
func (m *marker) finish() {
	for _, l := range m.late {
		if l.line > m.lines-tailLines {
			m.found = append(m.found, l.f)
		}
	}
	if m.lines < 2 {
		return
	}
	words := m.last.In(m.a.Body)
	for _, dash := range []string{"– ", "— ", "-- ", "- ", "–", "—"} {
		name, ok := strings.CutPrefix(words, dash)
		if ok && m.t.isOutlet(strings.Trim(name, " .")) {
			m.found = append(m.found, article.Furniture{Kind: article.Credit, Span: m.last, Credit: strings.Trim(name, " .")})
			return
		}
	}
}
