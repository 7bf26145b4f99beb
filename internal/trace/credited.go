package trace

import (
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// creditsWords reports whether a credit that the article of a candidate gives to
// the outlet of its source stands for words that the two have in common: for the
// whole article, for a statement in which they are, or in the same paragraph or one
// that introduces them; or for anything, where it quotes the other's own prose. A
// credit for something else says nothing of them: what a minister told one paper
// yesterday does not make that paper the source of what all heard today.
func (t *tracer) creditsWords(c *candidate) bool {
	from, to := t.items[c.from], t.items[c.to]
	if to.linksTo(from) {
		return true
	}
	var words []text.Span  // of the body that are shared, once needed
	var prose, quoted bool // some are prose of the other, as it is here or between quotation marks
	for i := range to.r.Citations {
		x := &to.r.Citations[i]
		if x.Own || credit(x).Points < pointsCredit || !from.means(x) {
			continue
		}
		if x.Whole || x.Kind == record.Wire || x.Kind == record.Republication || len(x.Spans)+len(x.Covers) == 0 {
			return true
		}
		if words == nil {
			words = t.wordsOfBoth(c)
			prose = c.p != nil && c.p.own >= leastOwn
			quoted = c.p != nil && proseQuoted(from, to, c.p.seenFrom(c.from)) >= leastQuoted
		}
		if quoted && x.Kind != record.Venue || to.standsIn(x, words, prose) {
			return true
		}
	}
	return false
}

// wordsOfBoth are the places in the body of a candidate's article of the passages
// and quotations that it shares with the source.
func (t *tracer) wordsOfBoth(c *candidate) []text.Span {
	out := []text.Span{}
	if c.p != nil {
		for _, p := range c.p.seenFrom(c.from) {
			out = append(out, t.items[c.to].words.Span(p.B))
		}
	}
	for _, l := range t.shared(c.from, c.to) {
		q := l.A
		if t.quotes[q].Article != c.to {
			q = l.B
		}
		if t.inBody(q) {
			out = append(out, t.quotes[q].Spans...)
		}
	}
	return out
}

// standsIn reports whether a citation covers a statement in which some of the
// words are, or stands in the same paragraph, or in one that introduces them: with a
// colon at its end, or whatever its end where prose of the other is set out behind it.
func (it *item) standsIn(c *record.Citation, words []text.Span, prose bool) bool {
	meets := func(s text.Span) bool {
		return slices.ContainsFunc(words, func(w text.Span) bool { return w.Start < s.End && s.Start < w.End })
	}
	for i := range it.r.Attributions {
		a := &it.r.Attributions[i]
		if a.In == record.InBody && slices.Contains(c.Covers, a.ID) && slices.ContainsFunc(a.Content.Spans, meets) {
			return true
		}
	}
	body := it.r.Article.Body
	return slices.ContainsFunc(c.Spans, func(s text.Span) bool {
		paragraph := around(body, s)
		if prose || strings.HasSuffix(strings.TrimSpace(paragraph.In(body)), ":") {
			paragraph.End = next(body, paragraph.End)
		}
		return meets(paragraph)
	})
}

// next is the end of the paragraph behind one that ends at a place of a body.
func next(body string, end int) int {
	at := end + len(body[end:]) - len(strings.TrimLeft(body[end:], " \n"))
	if n := strings.IndexByte(body[at:], '\n'); n >= 0 {
		return at + n
	}
	return len(body)
}
