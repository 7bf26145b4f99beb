package export

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"

	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/internal/trace/quotes"
	"github.com/hearsay-news/hearsay/text"
)

// The styles of what happened to words. Marks say the same without colour.
const (
	droppedStyle style = "31;9"
	addedStyle   style = "32"
	warnStyle    style = "33"
)

// What a list shows unless everything is asked for.
const (
	mostRungs    = 24 // texts, and origins
	mostNames    = 12 // articles of one text or wording
	mostBranches = 12 // articles that have it from one source
	mostPairs    = 6
)

// storySheet is a trace being set.
type storySheet struct {
	sheet
	all bool
}

func traceTerminal(b *bytes.Buffer, t *traced, o Options) error {
	s := storySheet{sheet{terminal: &terminal{color: o.Color, width: min(max(cmp.Or(o.Width, 80), minWidth), maxWidth)}, b: b}, o.All}
	stories := t.stories(o)
	for i, one := range stories {
		if i > 0 {
			b.WriteString("\n" + strings.Repeat("─", s.width) + "\n")
		}
		s.story(one)
	}
	s.alone(t, len(stories))
	return nil
}

// styled is words in a style.
type styled struct {
	words string
	style style
}

// flow sets words, cleaned, as one paragraph behind a prefix, of which the first
// line has one of its own.
func (s *sheet) flow(first, next string, parts ...styled) {
	s.flowFrom(styled{first, quiet}, next, parts...)
}

func (s *sheet) flowFrom(first styled, next string, parts ...styled) {
	var all strings.Builder
	var marks []mark
	for i, p := range parts {
		at := all.Len()
		all.WriteString(clean(p.words))
		marks = append(marks, mark{text.Span{Start: at, End: all.Len()}, i})
	}
	in := all.String()
	for i, line := range wrap(in, text.Span{Start: 0, End: len(in)}, max(s.width-columnsIn(next), minWidth/2)) {
		if i == 0 {
			s.write(first.style, first.words)
		} else {
			s.write(quiet, next)
		}
		for _, m := range marks {
			if from, to := max(m.Start, line.Start), min(m.End, line.End); from < to {
				s.write(parts[m.of].style, in[from:to])
			}
		}
		s.b.WriteByte('\n')
	}
}

func (s *storySheet) story(t told) {
	s.b.WriteByte('\n')
	s.flow("  ", "  ", styled{t.Title, strong})
	s.flow("  ", "  ", styled{strings.Join(t.Facts, " · "), quiet})
	s.ladder(t)
	s.trees(t)
	s.pairs(t)
	s.said(t)
}

func (s *storySheet) ladder(t told) {
	s.b.WriteByte('\n')
	s.flow("  ", "    ", styled{rungs(t), strong})
	s.b.WriteByte('\n')
	lead := func(what string, n int) string { return fmt.Sprintf("  %-10s", fmt.Sprintf("%s %d", what, n)) }
	const margin = "            "
	for _, x := range t.Texts[:s.most(len(t.Texts), mostRungs)] {
		s.flow(lead("text", x.N), margin, styled{s.names(x.Articles), plainStyle}, styled{textNote(x), quiet})
	}
	s.more(margin, len(t.Texts), mostRungs)
	for _, o := range t.Origins[:s.most(len(t.Origins), mostRungs)] {
		s.flow(lead("origin", o.N), margin, styled{o.Article.Name(), plainStyle}, styled{held(o.Article) + "   " + many("text", o.Texts), quiet})
	}
	s.more(margin, len(t.Origins), mostRungs)
}

// most is how many of a list are shown.
func (s *storySheet) most(n, bound int) int {
	if s.all {
		return n
	}
	return min(n, bound)
}

// more says how many of a list are not.
func (s *storySheet) more(prefix string, n, bound int) {
	if more := n - s.most(n, bound); more > 0 {
		s.flow(prefix, prefix, styled{fmt.Sprintf("… and %d more; --all lists them", more), quiet})
	}
}

// rungs is the ladder in one line.
func rungs(t told) string {
	return fmt.Sprintf("%s → %s → %d with own material → %s",
		counted(t.Reports, "report"), counted(len(t.Texts), "distinct text"), t.Own, counted(len(t.Origins), "independent origin"))
}

func textNote(x toldText) string {
	var notes []string
	if x.Own {
		notes = append(notes, "own material")
	}
	if len(x.Origins) > 0 {
		notes = append(notes, many("origin", x.Origins))
	}
	if len(notes) == 0 {
		return ""
	}
	return "   " + strings.Join(notes, ", ")
}

// many names things by their numbers: "text 1", "texts 1, 3".
func many(thing string, list []int) string {
	if len(list) != 1 {
		thing += "s"
	}
	return thing + " " + numbers(list)
}

// held is what stands behind the name of a source.
func held(a toldArticle) string {
	if a.Held {
		return ""
	}
	return ", not held"
}

// names is a list of articles, cut short where it is long.
func (s *storySheet) names(list []toldArticle) string {
	most := s.most(len(list), mostNames)
	var out []string
	for _, a := range list[:most] {
		out = append(out, a.Name())
	}
	all := strings.Join(out, ", ")
	if more := len(list) - most; more > 0 {
		all += fmt.Sprintf(" and %d more", more)
	}
	return all
}

func (s *storySheet) trees(t told) {
	if len(t.Trees) > 0 {
		s.section("Who has it from whom", "")
	}
	for _, b := range t.Trees {
		s.source("  ", b)
		s.branches("  ", b)
	}
	if len(t.Apart) > 0 {
		s.b.WriteByte('\n')
		s.flow("  ", "    ", styled{"Not from each other, nor from anybody named: ", quiet}, styled{s.names(t.Apart), plainStyle})
	}
}

// source is the line of an article or of a source outside.
func (s *storySheet) source(prefix string, b *sourceTree) {
	s.write(quiet, prefix)
	name := fit(b.Article.Name(), s.width-columnsIn(prefix))
	s.write(strong, name)
	if room := s.width - columnsIn(prefix) - columnsIn(name) - 3; room > 0 {
		s.write(quiet, sep+fit(strings.Join(b.facts(), sep), room))
	}
	s.b.WriteByte('\n')
}

// sep stands between facts on one line.
const sep = " · "

// facts is what stands behind a name in the tree.
func (b *sourceTree) facts() []string {
	a := b.Article
	if !a.Held {
		return []string{"not held"}
	}
	out := []string{a.When}
	if a.N == 0 {
		out = append(out, "of another story")
	}
	if a.Title != "" {
		out = append(out, a.Title)
	}
	return out
}

// deepest is how deep the tree is drawn; what is deeper stands there.
const deepest = 8

func (s *storySheet) branches(prefix string, b *sourceTree) {
	list := b.Branches[:s.most(len(b.Branches), mostBranches)]
	more := len(b.Branches) - len(list)
	for i, c := range list {
		first, next := "├ ", "│ "
		if i == len(list)-1 && more == 0 {
			first, next = "└ ", "  "
		}
		below := prefix + next
		if columnsIn(below) > 2*deepest {
			below = prefix
		}
		s.source(prefix+first, c)
		s.edge(below+"    ", c.From)
		s.others(below+"    ", c.Others)
		s.branches(below, c)
	}
	s.more(prefix+"└ ", len(b.Branches), mostBranches)
}

// edge says what is had from above, and why that is thought.
func (s *storySheet) edge(prefix string, e *toldEdge) {
	parts := []styled{{kindWords(e), plainStyle}}
	if e.Apart != "" {
		parts = append(parts, styled{", " + e.Apart, plainStyle})
	}
	if e.Undecided {
		parts = append(parts, styled{", undecided which was first", warnStyle})
	}
	evidence := e.Evidence
	if !s.all && len(evidence) > 1 {
		evidence = evidence[:1]
	}
	if len(evidence) > 0 {
		parts = append(parts, styled{": " + strings.Join(evidence, "; "), quiet})
	}
	s.flow(prefix, prefix, parts...)
}

// others are the sources beside the main one.
func (s *storySheet) others(prefix string, list []further) {
	if len(list) > 0 {
		s.flow(prefix, prefix, styled{"also " + alsoFrom(list), quiet})
	}
}

// alsoFrom lists further sources, those together that are but credited.
func alsoFrom(list []further) string {
	var out, credited, outside []string
	for _, f := range list {
		name := f.Article.Name()
		switch {
		case f.From.Kind == trace.Credits && f.Article.Held:
			credited = append(credited, name)
		case f.From.Kind == trace.Credits:
			outside = append(outside, name)
		default:
			out = append(out, fmt.Sprintf("%s from %s%s", f.From.Short(), name, held(f.Article)))
		}
	}
	if len(credited) > 0 {
		out = append(out, "credits "+strings.Join(credited, ", "))
	}
	if len(outside) > 0 {
		out = append(out, "credits "+strings.Join(outside, ", ")+" (not held)")
	}
	return strings.Join(out, "; ")
}

// Says is in words how an article has something from another.
func (e *toldEdge) Says() string { return kindWords(e) }

// AlsoFrom lists the further sources of a branch in words.
func (b *sourceTree) AlsoFrom() string { return alsoFrom(b.Others) }

// kindWords says how an article has something from another.
func kindWords(e *toldEdge) string {
	switch {
	case e.Kind == trace.Copy && e.Share == "":
		return "carries its text"
	case e.Kind == trace.Copy:
		return "copy, " + e.Share + " of its words"
	case e.Kind == trace.Rewrite && e.Share == "":
		return "rewrite"
	case e.Kind == trace.Rewrite:
		return "rewrite, " + e.Share + " of its words"
	case e.Kind == trace.Quotes:
		return "has quotations from it"
	}
	return "credits it"
}

// Short is the same for an aside: "copy 41%".
func (e *toldEdge) Short() string {
	words := string(e.Kind)
	if e.Share != "" {
		words += " " + e.Share
	}
	if e.Undecided {
		words += ", undecided"
	}
	return words
}

func (s *storySheet) pairs(t told) {
	if len(t.Shared) == 0 {
		return
	}
	s.section("Shared words of unknown origin", "")
	for _, p := range t.Shared[:s.most(len(t.Shared), mostPairs)] {
		s.flow("  ", "    ", styled{p.A.Name() + " and " + p.B.Name(), plainStyle}, styled{"   " + counted(p.Words, "word"), quiet})
	}
	s.more("  ", len(t.Shared), mostPairs)
}

func (s *storySheet) said(t told) {
	if len(t.Said) == 0 {
		return
	}
	s.section("Quotations", "")
	marked := false
	for i, f := range t.Said {
		if i > 0 {
			s.b.WriteByte('\n')
		}
		s.flow("  ", "    ", styled{f.Speaker, strong})
		for k, w := range f.Wordings {
			s.wording(k == 0 && f.Usual(), k, w)
			marked = marked || w.Grade == quotes.Altered || w.Grade == quotes.Differs
		}
	}
	if marked {
		s.b.WriteByte('\n')
		s.flow("  ", "  ", styled{"[-words-]", droppedStyle}, styled{" dropped   ", quiet}, styled{"{+words+}", addedStyle}, styled{" put in", quiet})
	}
}

func (s *storySheet) wording(usual bool, n int, w wording) {
	grade, ink := string(w.Grade), quiet
	switch {
	case usual:
		grade = "usual"
	case n == 0:
		grade = "first"
	case w.Grade == quotes.Altered:
		ink = warnStyle
	}
	const margin = "             "
	var parts []styled
	for i, r := range w.Runs {
		if i > 0 {
			parts = append(parts, styled{" ", plainStyle})
		}
		parts = append(parts, runStyle(r))
	}
	s.flowFrom(styled{fmt.Sprintf("    %-*s", len(margin)-4, grade), ink}, margin, parts...)
	notes := s.carriers(w.Carriers)
	if b := w.Beside(); b != "" {
		notes += "; " + b
	}
	s.flow(margin, margin, styled{notes, quiet})
}

func runStyle(r wordRun) styled {
	switch r.Op {
	case quotes.Dropped:
		return styled{"[-" + r.Text + "-]", droppedStyle}
	case quotes.Added:
		return styled{"{+" + r.Text + "+}", addedStyle}
	case quotes.Cut:
		return styled{r.Text, quiet}
	}
	return styled{r.Text, plainStyle}
}

// carriers is who has a wording, and whom they lay it to where that is somebody
// else.
func (s *storySheet) carriers(list []carrier) string {
	most := s.most(len(list), mostNames)
	var out []string
	for _, c := range list[:most] {
		words := c.Article.Name() + ", " + c.Article.When
		if note := c.Note(); note != "" {
			words += " (" + note + ")"
		}
		out = append(out, words)
	}
	all := strings.Join(out, "; ")
	if more := len(list) - most; more > 0 {
		all += fmt.Sprintf(" and %d more", more)
	}
	return all
}

// alone tells of the articles that are in no story of several, where there is
// more than one story.
func (s *storySheet) alone(t *traced, stories int) {
	list, words := t.standAlone(), ""
	switch {
	case len(t.Records) == 0:
		words = "No article."
	case len(list) == 0, len(t.Stories) == 1:
		return
	case stories == 0:
		words = fmt.Sprintf("No two of the %d articles are of one story.", len(list))
	case len(list) == 1:
		words = "1 article stands alone."
	default:
		words = fmt.Sprintf("%d articles stand alone.", len(list))
	}
	s.b.WriteByte('\n')
	s.flow("  ", "  ", styled{words, plainStyle})
	if s.all {
		s.list(list)
	}
}

// list is the articles that stand alone, a line each.
func (s *storySheet) list(articles []toldArticle) {
	for _, a := range articles {
		s.b.WriteString("    ")
		s.write(plainStyle, fit(strings.Join([]string{a.Outlet, a.When, a.Title}, "  "), s.width-4))
		s.endRow()
	}
}
