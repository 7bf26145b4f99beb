package trace

import (
	"cmp"
	"fmt"
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/record"
)

// What makes two articles source and copy, before anything is known of the
// direction.
const (
	copyShare       = 0.6 // of the words: a copy; below, a rewrite
	leastOwn        = 20  // words outside quotations that are the same: a passage that nobody writes twice
	moreOwn         = 60
	baseCopy        = 4.0
	baseMore        = 3.0
	baseRewrite     = 1.5
	baseQuotes      = -2.5 // two reporters hear the same words: it takes a credit
	baseCredits     = -2.5
	lineShare       = 0.15 // of the words, that articles of different stories may share
	backgroundShare = 0.3  // of the words, that an outlet may repeat of its own
	decided         = 0.7  // points by which a direction is no chance
	leastFurther    = 25   // words that a further source adds to those before, and
	furtherShare    = 0.1  // of all words
	longestUpdate   = 24 * time.Hour
)

// candidate is an edge that could be.
type candidate struct {
	from, to int
	kind     Kind
	p        *pair // nil: no passages are shared
	evidence []Evidence
	towards  float64 // points of the direction
	score    float64 // of it alone
	fit      float64 // beside the other candidates for the main source of an article
}

// edges finds the edges: the best supported first, each article with one main
// source, no edge against those that stand already. So there is no cycle.
func (t *tracer) edges() {
	t.in = make([][]Edge, len(t.items))
	t.wires()
	t.findCredits()
	all := t.candidates()
	slices.SortFunc(all, func(x, y *candidate) int {
		return cmp.Or(cmp.Compare(y.score+y.fit, x.score+x.fit), cmp.Compare(x.from, y.from), cmp.Compare(x.to, y.to))
	})
	var rest []*candidate
	for _, c := range all {
		switch {
		case c.score <= 0 || c.towards <= -decided:
		case len(t.in[c.to]) > 0:
			rest = append(rest, c)
		case !t.leads(c.to, c.from):
			t.accept(c)
		}
	}
	t.common()
	for _, c := range rest {
		if t.adds(c) && !t.leads(c.to, c.from) && !t.fromSameAgency(c) {
			t.accept(c)
		}
	}
	t.credits()
}

func (t *tracer) accept(c *candidate) {
	e := Edge{From: Held(c.from), To: c.to, Kind: c.kind, Evidence: c.evidence, Undecided: c.towards < decided}
	if c.p != nil {
		e.Passages = c.p.seenFrom(c.from)
		e.Share = share(c.p.same, t.items[c.to])
	}
	slices.SortStableFunc(e.Evidence, func(x, y Evidence) int { return cmp.Compare(y.Points, x.Points) })
	t.in[c.to] = append(t.in[c.to], e)
}

// common puts the agency outside in place of an article that carries its line,
// or whose source does, where nothing but the words says that another has them
// from that article: both have them from the agency.
func (t *tracer) common() {
	for n := range t.items {
		if len(t.in[n]) == 0 {
			continue
		}
		e := &t.in[n][0]
		from, held := e.From.Record()
		if !held {
			continue
		}
		agency, ok := t.beyond(e)
		how := "which carries the line of"
		if !ok {
			var c *record.Citation
			if c, how = t.agencyOf(&candidate{from: from, to: n, kind: e.Kind, p: t.pair(from, n), evidence: e.Evidence}); c != nil {
				agency, ok = t.source(n, c), true
			}
		}
		if ok {
			words := fmt.Sprintf("it has its words in common with %s, %s %s", nodeName(t.items[from].r.Article), how, t.sources[agency.Source()].Name)
			*e = Edge{From: agency, To: n, Kind: e.Kind, Share: e.Share, Evidence: []Evidence{{ByCommon, pointsCommon, words}}, words: e.Passages}
		}
	}
}

// agencyOf is the agency outside that two articles have the words of a rewrite from,
// as far as they say: one of them has text of an agency ("The Associated Press
// contributed to this report"), or both credit the same one, and the one does not
// credit the other for them.
func (t *tracer) agencyOf(e *candidate) (agency *record.Citation, how string) {
	a, b := t.items[e.from], t.items[e.to]
	if e.kind != Rewrite || a.agency || t.sameOutlet(e.from, e.to) || credited(e.evidence) && t.creditsWords(e) {
		return nil, ""
	}
	outside := func(c *record.Citation) bool { return t.agencyOutside(e.from, c) && t.agencyOutside(e.to, c) }
	for i := range b.r.Citations {
		switch c := &b.r.Citations[i]; {
		case !outside(c):
		case a.names(c):
			return c, "and both credit"
		case c.Whole:
			return c, "and says that it has text of"
		}
	}
	for i := range a.r.Citations {
		if c := &a.r.Citations[i]; c.Whole && outside(c) {
			return c, "which has text of"
		}
	}
	return nil, ""
}

// agencyOutside reports whether a citation is of an agency, of which no article
// shares text with item n.
func (t *tracer) agencyOutside(n int, c *record.Citation) bool {
	return !c.Own && c.Kind != record.Hyperlink && IsAgency(Source{c.Outlet, c.Domain}) && !t.items[n].means(c) && !t.holds(n, c)
}

// fromSameAgency reports whether an article has from an agency already what it
// shares with a further source.
func (t *tracer) fromSameAgency(c *candidate) bool {
	agency, _ := t.agencyOf(c)
	return agency != nil && slices.ContainsFunc(t.in[c.to], func(e Edge) bool {
		if _, held := e.From.Record(); held {
			return false
		}
		s := t.sources[e.From.Source()]
		return s.Domain != "" && s.Domain == agency.Domain || nameKey(s.Name) == nameKey(agency.Outlet)
	})
}

// beyond is the agency outside that the source of an edge has its text from.
func (t *tracer) beyond(e *Edge) (Node, bool) {
	for {
		from, held := e.From.Record()
		switch {
		case !held:
			return e.From, e.Kind == Copy
		case e.Kind != Copy && e.Kind != Rewrite || credited(e.Evidence) || len(t.in[from]) == 0:
			return 0, false
		}
		if e = &t.in[from][0]; e.Kind != Copy {
			return 0, false
		}
	}
}

// seenFrom are the passages with those of the source first.
func (p *pair) seenFrom(from int) []reuse.Passage {
	out := slices.Clone(p.passages)
	if from == p.b {
		for i, s := range out {
			out[i].A, out[i].B = s.B, s.A
		}
		slices.SortFunc(out, func(x, y reuse.Passage) int { return x.A.From - y.A.From })
	}
	return out
}

// leads reports whether item b has something from item a, directly or through
// others.
func (t *tracer) leads(a, b int) bool {
	seen := map[int]bool{}
	var from func(n int) bool
	from = func(n int) bool {
		if n == a {
			return true
		}
		seen[n] = true
		for _, e := range t.in[n] {
			if m, ok := e.From.Record(); ok && !seen[m] && from(m) {
				return true
			}
		}
		return false
	}
	return from(b)
}

// adds reports whether a further source gives an article what those before it
// do not: passages, or what it says itself that it has from there and does not
// merely pass on.
func (t *tracer) adds(c *candidate) bool {
	if credited(c.evidence) && !t.leads(c.from, c.to) && !t.hasOutlet(c.to, c.from) {
		return true
	}
	if c.p == nil || t.fromWire(c.to) {
		return false
	}
	have := append(t.taken(c.to), t.items[c.to].stock...)
	slices.SortFunc(have, func(a, b reuse.Range) int { return a.From - b.From })
	further := 0
	for _, p := range c.p.seenFrom(c.from) {
		further += p.B.Len() - reuse.Covered(have, p.B)
	}
	return further >= max(leastFurther, int(furtherShare*float64(t.items[c.to].words.Len())))
}

// taken is the words of item n that its sources have, in order.
func (t *tracer) taken(n int) []reuse.Range {
	var have []reuse.Range
	for _, e := range t.in[n] {
		for _, p := range slices.Concat(e.Passages, e.words) {
			have = append(have, p.B)
		}
	}
	slices.SortFunc(have, func(a, b reuse.Range) int { return a.From - b.From })
	return have
}

// hasOutlet reports whether item n has something from an article of the same
// outlet as item o.
func (t *tracer) hasOutlet(n, o int) bool {
	return slices.ContainsFunc(t.in[n], func(e Edge) bool {
		from, held := e.From.Record()
		return held && t.sameOutlet(from, o)
	})
}

func credited(evidence []Evidence) bool {
	return slices.ContainsFunc(evidence, func(e Evidence) bool {
		return e.Points >= pointsCredit && (e.Kind == ByCredit || e.Kind == ByWire || e.Kind == ByLink)
	})
}

// candidates are all edges between items that have something in common.
func (t *tracer) candidates() []*candidate {
	var all []*candidate
	both := func(a, b int, p *pair) {
		all = append(all, t.candidate(a, b, p), t.candidate(b, a, p))
	}
	for _, p := range t.found {
		if !p.stock {
			both(p.a, p.b, p)
		}
	}
	for key := range t.links {
		if t.of[key] == nil {
			both(key[0], key[1], nil)
		}
	}
	for key := range t.credit {
		if pair := [2]int{min(key[0], key[1]), max(key[0], key[1])}; t.of[pair] == nil && len(t.links[pair]) == 0 {
			all = append(all, t.candidate(key[0], key[1], nil))
		}
	}
	all = slices.DeleteFunc(all, func(c *candidate) bool { return c == nil })
	for to, rivals := range byCopy(all) {
		t.choose(to, rivals)
	}
	return all
}

func (t *tracer) candidate(from, to int, p *pair) *candidate {
	c := &candidate{from: from, to: to, p: p, evidence: t.direction(p, from, to)}
	c.towards = sum(c.evidence)
	if t.fromWire(to) && !credited(c.evidence) {
		return nil // it says whose text it is
	}
	base := c.weigh(t)
	if t.idle(c) {
		return nil
	}
	c.score = base + c.towards
	return c
}

// idle reports whether what an edge would say is nothing that a reader wants to
// know: that two heard the same words, that an outlet says again what it said
// before, or that articles on different things have a line in common.
func (t *tracer) idle(c *candidate) bool {
	switch c.kind {
	case Quotes, Credits:
		return !credited(c.evidence) || t.tooLate(c.from, c.to) || !t.creditStands(c)
	}
	part, together := share(c.p.same, t.items[c.to]), t.story[c.from] == t.story[c.to]
	switch {
	case t.sameOutlet(c.from, c.to):
		return part < copyShare && !(together && part >= backgroundShare)
	case !together:
		return part < lineShare
	}
	return part < lineShare/2 && c.p.own < moreOwn && !credited(c.evidence)
}

// creditStands reports whether a credit for the outlet of a source is one for the
// source itself: because it is the report that is meant, or for what both have. That
// an outlet names its own programmes is no credit; and what is older than news takes
// a passage, since a few words are said again.
func (t *tracer) creditStands(c *candidate) bool {
	switch {
	case t.sameOutlet(c.from, c.to):
		return false
	case c.p == nil && t.apart(c.from, c.to):
		return t.items[c.to].linksTo(t.items[c.from])
	}
	return t.credit[[2]int{c.from, c.to}] || t.manyWords(c) || t.creditsWords(c)
}

// manyWords reports whether so much is shared that two articles which have nothing to
// do with each other would not: then a credit for anything will do.
func (t *tracer) manyWords(c *candidate) bool {
	return c.p != nil && share(c.p.same, t.items[c.to]) >= lineShare
}

// tooLate reports whether a source came so long after an article that a later version
// can't have credited it.
func (t *tracer) tooLate(from, to int) bool {
	return t.items[to].when.before(t.items[from].when) > longestUpdate
}

func (t *tracer) sameOutlet(a, b int) bool {
	return slices.ContainsFunc(t.items[a].self, func(k string) bool { return slices.Contains(t.items[b].self, k) })
}

// weigh finds what kind of edge it would be, and how likely that is before the
// direction is looked at.
func (c *candidate) weigh(t *tracer) float64 {
	switch {
	case c.p == nil && len(t.shared(c.from, c.to)) == 0:
		c.kind = Credits
		return baseCredits
	case c.p == nil || c.p.own < leastOwn && (c.p.own < leastOwn/2 || c.p.same < moreOwn || share(c.p.same, t.items[c.to]) < copyShare):
		c.kind = Quotes
		return baseQuotes
	case share(c.p.same, t.items[c.to]) < lineShare && credited(c.evidence):
		c.kind = Credits
		return baseCredits
	case share(c.p.same, t.items[c.to]) >= copyShare:
		c.kind = Copy
		return baseCopy
	case c.p.own >= moreOwn:
		c.kind = Rewrite
		return baseMore
	}
	c.kind = Rewrite
	return baseRewrite
}

// findCredits notes which articles credit the outlet of which, and may mean
// them: source first.
func (t *tracer) findCredits() {
	t.credit = map[[2]int]bool{}
	for n, it := range t.items {
		for i := range it.r.Citations {
			c := &it.r.Citations[i]
			if c.Own || credit(c).Points < pointsCredit {
				continue
			}
			for _, m := range t.meant(n, c) {
				t.credit[[2]int{m, n}] = true
			}
		}
	}
}

// fromWire reports whether an item was found to be the text of an agency whose
// own article is not held.
func (t *tracer) fromWire(n int) bool {
	for _, e := range t.in[n] {
		if _, held := e.From.Record(); !held && e.Kind == Copy {
			return true
		}
	}
	return false
}

// wires gives edges from agencies that are not held to the articles that carry
// their line.
func (t *tracer) wires() {
	for n, it := range t.items {
		for i := range it.r.Citations {
			c := &it.r.Citations[i]
			if c.Own || c.Kind != record.Wire || it.means(c) || t.holds(n, c) {
				continue
			}
			t.in[n] = append(t.in[n], Edge{From: t.source(n, c), To: n, Kind: Copy, Evidence: []Evidence{credit(c)}})
			break
		}
	}
}

// holds reports whether an article of the outlet that a citation of item n
// names is among those that share text with it.
func (t *tracer) holds(n int, c *record.Citation) bool {
	return slices.ContainsFunc(t.near[n], func(m int) bool { return t.items[m].means(c) })
}

// has reports whether item n was found to have something from an article of the
// outlet that a citation names.
func (t *tracer) has(n int, c *record.Citation) bool {
	return slices.ContainsFunc(t.in[n], func(e Edge) bool {
		from, held := e.From.Record()
		return held && t.items[from].means(c)
	})
}

// credits gives edges from outlets that are credited and of which no article is
// held.
func (t *tracer) credits() {
	for n, it := range t.items {
		for i := range it.r.Citations {
			c := &it.r.Citations[i]
			switch c.Kind {
			case record.CreditTo, record.Republication, record.HatTip, record.Venue:
			default:
				continue
			}
			if c.Own || it.means(c) || t.has(n, c) || t.inStory(n, c) || t.hasFrom(n, t.source(n, c)) {
				continue
			}
			t.in[n] = append(t.in[n], Edge{From: t.source(n, c), To: n, Kind: Credits, Evidence: []Evidence{credit(c)}})
		}
	}
}

func (t *tracer) hasFrom(n int, from Node) bool {
	return slices.ContainsFunc(t.in[n], func(e Edge) bool { return e.From == from })
}

// inStory reports whether the story of item n has an article of the outlet that a
// citation names. Which report is meant nobody can tell then, and "not held" would
// be wrong of the outlet.
func (t *tracer) inStory(n int, c *record.Citation) bool {
	beside := func(m int) bool { return m != n && t.story[m] == t.story[n] }
	return slices.ContainsFunc(t.outlets[nameKey(c.Outlet)], beside) || c.Domain != "" && slices.ContainsFunc(t.outlets[c.Domain], beside)
}

// source is the node of an outlet outside, that item n credits: by its domain, or by
// its name where one of the two has no domain. What has no name ("local media") is
// another one in each story.
func (t *tracer) source(n int, c *record.Citation) Node {
	name := nameKey(c.Outlet)
	if first, _ := utf8.DecodeRuneInString(c.Outlet); c.Domain == "" && unicode.IsLower(first) {
		name += fmt.Sprintf(" of story %d", t.story[n])
	}
	at, ok := t.outside[c.Domain]
	if !ok {
		at, ok = t.outside[name]
		ok = ok && (c.Domain == "" || t.sources[at].Domain == "")
	}
	if !ok {
		at = len(t.sources)
		t.outside[name] = at
		t.sources = append(t.sources, Source{Name: c.Outlet})
	}
	if c.Domain != "" {
		t.sources[at].Domain, t.outside[c.Domain] = c.Domain, at
	}
	return Outside(at)
}

// Name is how a node is called.
func (t *Trace) Name(n Node) string {
	if i, ok := n.Record(); ok {
		return nodeName(t.Records[i].Article)
	}
	s := t.Outside[n.Source()]
	return fmt.Sprintf("%s, not held", cmp.Or(s.Name, s.Domain))
}

func nodeName(a *article.Article) string { return cmp.Or(a.Outlet.Name, a.Outlet.Domain, a.ID) }
