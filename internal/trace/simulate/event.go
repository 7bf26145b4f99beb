package simulate

import (
	"math"
	"slices"
	"strings"
	"time"
)

// making is an event in the making.
type making struct {
	*world
	*event
	draft *draft
	base  *base // of the first report
}

// event adds one of so many articles; false: the given articles are used up.
func (w *world) event(size int) bool {
	take := w.shelf.take
	if chance(w.r, w.d.Quoted) {
		take = w.shelf.takeQuoted
	}
	b := take()
	if b == nil {
		return false
	}
	m := &making{world: w, event: &event{}, base: b, draft: &draft{r: w.r, cast: w.cast, d: &w.d}}
	root := m.report(size)
	for m.held() < size {
		if !m.follow(root) {
			return false
		}
	}
	w.clocks(m.event)
	w.release(m.event)
	return true
}

// held counts the articles of the event that are in the world.
func (m *making) held() (n int) {
	for _, p := range m.pieces {
		if !p.absent {
			n++
		}
	}
	return n
}

// report adds the first report, and what comes with it: the other papers of a
// family, the first subscribers of an agency that is not in the world.
func (m *making) report(size int) *piece {
	roll := m.r.Float64()
	at := m.moment()
	if roll -= m.d.Family; roll < 0 && size > 2 {
		return m.familyReport(at, size)
	}
	if roll -= m.d.AgencyNotHeld; roll < 0 && size > 2 {
		p := m.add(m.piece(m.draft.wire(), m.base.title, m.base.story, at))
		m.dress(p)
		p.absent = true
		for range 2 {
			m.copyOf(p)
		}
		return p
	}
	o := m.draft.paper()
	if roll -= m.d.Agency; roll < 0 {
		o = m.draft.wire()
	}
	p := m.add(m.piece(o, m.base.title, m.base.story, at))
	m.dress(p)
	return p
}

// familyReport has several papers of an owner carry the same text.
func (m *making) familyReport(at time.Time, size int) *piece {
	papers := slices.Clone(pick(m.r, m.cast.families))
	m.r.Shuffle(len(papers), func(i, k int) { papers[i], papers[k] = papers[k], papers[i] })
	root := m.add(m.piece(m.draft.use(papers[0]), m.base.title, m.base.story, at))
	m.dress(root)
	for _, o := range papers[1:min(len(papers), 2+m.r.IntN(4), size)] {
		s := m.lend(root)
		s.dropCredits()
		at = at.Add(time.Duration(15+m.r.IntN(60)) * time.Minute)
		p := m.add(m.piece(m.draft.use(o), m.newTitle(root.title, s), s, at))
		m.link(root, p, Copy)
		if chance(m.r, 0.3) {
			s.trimEnd(m.r)
		}
		m.dress(p)
	}
	return root
}

func (m *making) add(p *piece) *piece {
	m.pieces = append(m.pieces, p)
	return p
}

func (m *making) link(from, to *piece, k Kind) *edge {
	x := &edge{from: from, to: to, kind: k}
	to.source = x
	from.lent = append(from.lent, x)
	return x
}

// dress gives an article what its outlet gives all: an agency's wire line,
// boilerplate.
func (w *world) dress(p *piece) {
	if p.outlet.agency {
		w.wireLine(p.story, p.outlet, pick(w.r, p.outlet.cities))
	}
	for _, line := range p.outlet.lines {
		p.story.paras = append(p.story.paras, para{{runs: []run{{text: line}}, role: boiler}})
	}
}

// follow adds an article that comes after the first report; false: the given
// articles are used up.
func (m *making) follow(root *piece) bool {
	d := &m.d
	roll := m.r.Float64()
	if roll -= d.Independent; roll < 0 {
		return m.ownText(root, 2, m.independentReport)
	}
	if roll -= d.QuotesOnly; roll < 0 {
		return m.ownText(root, 1, m.quoting)
	}
	if roll -= d.CreditsOnly; roll < 0 {
		return m.ownText(root, 0, m.crediting)
	}
	if roll -= d.Chain; roll < 0 {
		root = m.middle(root)
	} else if roll -= d.Rewrite; roll < 0 {
		m.rewriteOf(root)
		return true
	}
	m.copyOf(root)
	return true
}

// middle is a copy or rewrite of which another copy is made.
func (m *making) middle(root *piece) *piece {
	var all []*piece
	for _, p := range m.pieces {
		if p.source != nil && (p.source.kind == Copy || p.source.kind == Rewrite) {
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		return root
	}
	return pick(m.r, all)
}

// later is some time after a report: minutes to two days, mostly hours.
func (m *making) later(p *piece) time.Time {
	minutes := math.Exp(math.Log(8) + m.r.Float64()*(math.Log(2880)-math.Log(8)))
	return p.time.Add(time.Duration(minutes) * time.Minute)
}

// lend is the story of a piece for another to edit: without boilerplate,
// mostly, and with or without the credits in it.
func (m *making) lend(p *piece) *story {
	s := p.story.clone()
	keepLines := chance(m.r, 0.1)
	s.sentences(func(x *sentence) {
		x.quiet = false
		x.lent = x.key()
		if x.role == boiler && !keepLines {
			x.runs = nil
		}
	})
	s.tidy()
	return s
}

// outlet is the publisher of the next article; when all have published, one
// that had nothing to do with the event before is founded.
func (m *making) outlet() *outlet {
	if o := m.draft.any(); o != nil {
		return o
	}
	return m.draft.from(m.cast.wires)
}

// copyOf adds a copy.
func (m *making) copyOf(from *piece) {
	s := m.lend(from)
	if !chance(m.r, m.d.KeepCredit) {
		s.dropCredits()
	}
	d := &m.d
	if chance(m.r, d.TrimEnd) {
		s.trimEnd(m.r)
	}
	if chance(m.r, d.LeaveOut) {
		s.leaveOut(m.r)
	}
	if chance(m.r, d.CopyEdit) {
		m.copyEdit(s)
	}
	m.finish(from, s, Copy, 1)
}

// copyEdit changes a few words.
func (m *making) copyEdit(s *story) {
	rest := 2 + m.r.IntN(6)
	s.sentences(func(x *sentence) {
		if x.role == told {
			x.reword(m.r, spellings, 0.8, 3)
			if chance(m.r, 0.4) {
				rest -= x.reword(m.r, synonyms, 0.8, min(rest, 1))
			}
		}
	})
}

// finish does what copies and rewrites have in common, and adds the article.
func (m *making) finish(from *piece, s *story, k Kind, own int) {
	d := &m.d
	o := m.outlet()
	title := from.title
	if chance(m.r, d.Headline) {
		title = m.newTitle(title, s)
	}
	if chance(m.r, d.Recut) {
		s.recut(m.r)
	}
	if chance(m.r, d.Alter) {
		s.alter(m.r, from)
	}
	if chance(m.r, d.Typo) {
		s.slip(m.r)
	}
	if chance(m.r, d.Marks) {
		s.marks = o.marks
	}
	if chance(m.r, d.OwnText) || k == Rewrite {
		m.mix(s, own+m.r.IntN(2))
	}
	p := m.add(m.piece(o, title, s, m.later(from)))
	x := m.link(from, p, k)
	if chance(m.r, d.Credit) || from.absent && m.held() == 1 {
		x.named = m.credit(p, from)
	}
	m.dress(p)
}

// mix sets paragraphs of others between those of the story.
func (m *making) mix(s *story, n int) {
	for range n {
		p := m.shelf.paragraph()
		ends := s.ends()
		if p == nil || len(ends) == 0 {
			return
		}
		s.insert(pick(m.r, ends), p)
	}
}

// newTitle is another headline for a story.
func (m *making) newTitle(old string, s *story) string {
	if t := headline(s, m.r.IntN(3)); t != "" && t != old && chance(m.r, 0.7) {
		return t
	}
	x := sentence{runs: []run{{text: old}}}
	x.reword(m.r, synonyms, 0.9, 3)
	return x.runs[0].text
}

// rewriteOf adds a rewrite, or a copy where too little would be left to know
// it by.
func (m *making) rewriteOf(from *piece) {
	s := m.lend(from)
	if !chance(m.r, m.d.KeepCredit) {
		s.dropCredits()
	}
	kept := 0
	s.sentences(func(x *sentence) {
		keep := m.d.Keep
		if x.quoted() {
			keep = 0.8
		}
		changed := x.rephrase(m.r, m.d.Reword)
		if x.role == told && (!chance(m.r, keep) || !changed && !x.quoted() && !chance(m.r, m.d.Verbatim)) {
			x.runs = nil
			return
		}
		kept += x.words()
	})
	if s.tidy(); kept < 60 || len(s.paras) < 2 {
		m.copyOf(from)
		return
	}
	s.reorder(m)
	m.finish(from, s, Rewrite, 1)
}

// reorder lets neighbouring paragraphs behind the first change places, where
// the second doesn't lean on the first.
func (s *story) reorder(m *making) {
	for i := 1; i+1 < len(s.paras); i++ {
		if chance(m.r, 0.4) && stands(s.paras[i]) && stands(s.paras[i+1]) {
			s.paras[i], s.paras[i+1] = s.paras[i+1], s.paras[i]
			i++
		}
	}
}

// stands reports whether a paragraph can be read without the one before it.
func stands(p para) bool {
	first := p[0].plain()
	w, _, _ := strings.Cut(first, " ")
	leans := []string{"he", "she", "it", "they", "but", "and", "that", "this", "those", "these", "his", "her", "their", "still", "also", "instead", "however"}
	for _, x := range p {
		for _, r := range x.runs {
			if r.quote != nil && r.quote.unclosed {
				return false
			}
		}
	}
	return p[0].role == told && !slices.Contains(leans, strings.ToLower(strings.Trim(w, ",“"))) && !strings.HasPrefix(first, "“")
}
