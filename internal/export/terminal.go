package export

import (
	"bytes"
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// terminal shows a record in columns of text. Beside a line on which somebody
// begins to speak stands their name; a bar runs down the lines of a statement,
// and its pattern says how the words are given, so that the page reads without
// colour too. Nothing from the article reaches the terminal but what [shown]
// lets through.
type terminal struct {
	bare
	color bool
	width int // of the page
	n     int // records so far
}

// The narrowest page, and the widest: longer lines are hard to read.
const (
	minWidth = 40
	maxWidth = 112
)

func newTerminal(o Options) encoder {
	return &terminal{color: o.Color, width: min(max(cmp.Or(o.Width, 80), minWidth), maxWidth)}
}

// style is a Select Graphic Rendition of the terminal.
type style string

// The styles. Colours are of the first eight, which every theme has made
// readable on its own background.
const (
	plainStyle style = ""
	strong     style = "1"
	quiet      style = "2"
)

// The bar and the colour of each form.
var (
	bars = map[record.QuoteForm]string{record.Direct: "┃", record.Mixed: "╏", record.Indirect: "┊"}
	inks = map[record.QuoteForm]style{record.Direct: "32", record.Mixed: "35", record.Indirect: "36"}
)

// sheet is one record being set.
type sheet struct {
	*terminal
	*view
	b *bytes.Buffer

	names, cues int // columns of the widest name and cue, within bounds
}

func newSheet(t *terminal, v *view, b *bytes.Buffer) *sheet {
	s := &sheet{terminal: t, view: v, b: b}
	widest := func(have *int, words string, most int) {
		if *have < most {
			*have = max(*have, columnsIn(fit(words, most)))
		}
	}
	for _, st := range v.statements {
		widest(&s.names, v.speakers[st.Speaker].Name, min(t.width/5, 20))
		widest(&s.cues, cmp.Or(st.Cue, noCue), 12)
	}
	return s
}

// noCue stands where no word reports.
const noCue = "—"

func (t *terminal) record(b *bytes.Buffer, r *record.Record) error {
	if t.n++; t.n > 1 {
		b.WriteString("\n" + strings.Repeat("─", t.width) + "\n")
	}
	s := newSheet(t, newView(r).read(), b)
	if r.Refused != "" {
		s.refused()
		return nil
	}
	s.heading()
	around := s.body()
	s.table()
	s.credits()
	s.around(around)
	return nil
}

// write adds words in a style. They must be clean.
func (s *sheet) write(st style, words string) {
	if st == plainStyle || !s.color || words == "" {
		s.b.WriteString(words)
		return
	}
	s.b.WriteString("\x1b[" + string(st) + "m" + words + "\x1b[0m")
}

func (s *sheet) spaces(n int) {
	for range n {
		s.b.WriteByte(' ')
	}
}

// margin is how many columns stand left of the text: name, number, bar; where
// nobody speaks a little space.
func (s *sheet) margin() int {
	if len(s.statements) == 0 {
		return 3
	}
	return s.names + s.digits() + 5
}

// digits is the width of the largest number of a statement.
func (s *sheet) digits() int { return len(strconv.Itoa(len(s.statements))) }

func (s *sheet) refused() {
	a := s.r.Article
	what := cmp.Or(a.Title, a.URL, a.ID)
	s.b.WriteString("\n  ")
	s.write(strong, fit(what, s.width-4))
	s.b.WriteByte('\n')
	s.hang("Not analysed: "+clean(s.r.Refused), "")
}

func (s *sheet) heading() {
	title, line := s.r.Article.Title, clean(strings.Join(facts(s.r.Article), " · "))
	if title+line != "" {
		s.b.WriteByte('\n')
	}
	for _, p := range s.paras(title, true) {
		s.para(title, p, strong)
	}
	for _, part := range wrap(line, text.Span{Start: 0, End: len(line)}, s.width-s.margin()) {
		s.spaces(s.margin())
		s.write(quiet, part.In(line))
		s.b.WriteByte('\n')
	}
}

// body sets the story and returns the paragraphs that are none of it.
func (s *sheet) body() (around []para) {
	body := s.r.Article.Body
	for _, p := range s.paras(body, false) {
		if p.furniture >= 0 && len(p.starts) == 0 {
			around = append(around, p)
			continue
		}
		s.b.WriteByte('\n')
		s.para(body, p, plainStyle)
	}
	return around
}

// para sets a paragraph: its lines, the names of those who speak beside them.
// Names that find no line beside them get lines of their own.
func (s *sheet) para(in string, p para, base style) {
	var waiting []mark
	for _, line := range wrap(in, p.Span, s.width-s.margin()) {
		for len(p.starts) > 0 && p.starts[0].Start < line.End {
			waiting = append(waiting, p.starts[0])
			p.starts = p.starts[1:]
		}
		waiting = s.name(waiting)
		for len(p.pieces) > 0 && p.pieces[0].End <= line.Start {
			p.pieces = p.pieces[1:]
		}
		s.line(in, clip(p.pieces, line), base)
	}
	for len(waiting) > 0 {
		waiting = s.name(waiting)
		s.b.WriteByte('\n')
	}
}

// name writes the first of the waiting names into the margin, or leaves it
// empty, and returns those that still wait.
func (s *sheet) name(waiting []mark) []mark {
	if len(waiting) == 0 {
		s.spaces(s.margin() - 3)
		return nil
	}
	st := s.statements[waiting[0].of]
	name := fit(s.speakers[st.Speaker].Name, s.names)
	s.spaces(1 + s.names - columnsIn(name))
	s.write(inks[st.Form], name)
	s.write(quiet, fmt.Sprintf(" %-*d", s.digits(), st.N))
	return waiting[1:]
}

// line writes the bar and a line of text.
func (s *sheet) line(in string, pieces []piece, base style) {
	bar, ink := "  ", plainStyle
	for _, p := range pieces {
		if p.statement >= 0 {
			form := s.statements[p.statement].Form
			bar, ink = cmp.Or(bars[form], "┃")+" ", inks[form]
			break
		}
	}
	s.b.WriteByte(' ')
	s.write(ink, bar)
	for _, p := range pieces {
		st := base
		switch {
		case p.statement >= 0:
			st = join(base, inks[s.statements[p.statement].Form])
		case p.furniture >= 0:
			st = quiet
		}
		s.write(st, clean(p.In(in)))
	}
	s.b.WriteByte('\n')
}

func join(a, b style) style {
	if a == plainStyle || b == plainStyle {
		return a + b
	}
	return a + ";" + b
}

func (s *sheet) section(title, note string) {
	s.b.WriteString("\n  ")
	s.write(strong, title)
	if note != "" {
		s.write(quiet, "   "+note)
	}
	s.b.WriteString("\n\n")
}

// narrow is the width below which a statement takes two lines of the table.
const narrow = 72

func (s *sheet) table() {
	if len(s.statements) == 0 {
		s.section("Nobody is quoted", "")
		return
	}
	s.section("Who said what, to whom", "")
	for _, st := range s.statements {
		if s.width < narrow {
			s.entry(st)
		} else {
			s.row(st)
		}
	}
	s.key()
}

// row is who, cue and words in columns, and behind the words to whom and
// through whom.
func (s *sheet) row(st statement) {
	room := s.width - s.digits() - s.names - s.cues - 8
	s.lead(st)
	s.cell(plainStyle, s.speakers[st.Speaker].Name, s.names)
	s.cell(quiet, cmp.Or(st.Cue, noCue), s.cues)
	behind := behindWords(st, max(room-columnsIn(st.Words), room*3/5))
	s.write(inks[st.Form], fit(st.Words, room-columnsIn(behind)))
	s.write(quiet, behind)
	s.b.WriteByte('\n')
}

// behindWords is to whom and through whom, in so many columns.
func behindWords(st statement, room int) string {
	behind := ""
	if st.To != "" {
		most := room
		if len(st.Via) > 0 {
			most /= 2
		}
		behind = "  → " + fit(st.To, most-4)
	}
	if len(st.Via) > 0 {
		behind += "  (" + fit("via "+strings.Join(st.Via, ", "), room-columnsIn(behind)-4) + ")"
	}
	return behind
}

// endRow ends a line without the spaces of cells that stayed empty.
func (s *sheet) endRow() {
	s.b.Truncate(len(bytes.TrimRight(s.b.Bytes(), " ")))
	s.b.WriteByte('\n')
}

// entry is the same on two lines.
func (s *sheet) entry(st statement) {
	room := s.width - 4 - s.digits()
	s.lead(st)
	name := fit(s.speakers[st.Speaker].Name, room/2)
	s.write(plainStyle, name)
	rest := " — " + cmp.Or(st.Cue, "says")
	if st.To != "" {
		rest += " — to " + st.To
	}
	if len(st.Via) > 0 {
		rest += " (via " + strings.Join(st.Via, ", ") + ")"
	}
	s.write(quiet, " "+fit(rest, room-columnsIn(name)-1))
	s.b.WriteByte('\n')
	s.spaces(4 + s.digits())
	s.write(inks[st.Form], fit(st.Words, room))
	s.b.WriteByte('\n')
}

func (s *sheet) lead(st statement) {
	s.write(quiet, fmt.Sprintf("  %*d  ", s.digits(), st.N))
}

func (s *sheet) cell(st style, words string, width int) {
	words = fit(words, width)
	s.write(st, words)
	s.spaces(width - columnsIn(words) + 2)
}

// key says what the bars and colours mean.
func (s *sheet) key() {
	s.b.WriteString("\n  ")
	used := 0
	for _, f := range []struct {
		form  record.QuoteForm
		means string
	}{{record.Direct, "in quotation marks"}, {record.Mixed, "partly"}, {record.Indirect, "in other words"}} {
		n := 2 + columnsIn(f.means)
		switch {
		case used == 0:
		case 2+used+3+n > s.width:
			s.b.WriteString("\n  ")
			used = 0
		default:
			s.spaces(3)
			used += 3
		}
		s.write(inks[f.form], bars[f.form]+" ")
		s.write(quiet, f.means)
		used += n
	}
	s.b.WriteByte('\n')
}

// credits shows on whose word the article has what it says.
func (s *sheet) credits() {
	rows := s.chains()
	if len(rows) == 0 {
		return
	}
	s.section("On whose word", "")
	for _, c := range rows {
		var b strings.Builder
		b.WriteString("this article")
		if c.Elided {
			b.WriteString(" ← …")
		}
		for _, o := range c.Outlets {
			b.WriteString(" ← " + clean(o))
		}
		note := c.Says()
		switch {
		case c.Whole:
			note += ", for the whole article"
		case len(c.Covers) > 0:
			note += ", for " + numbers(c.Covers)
		}
		s.hang(b.String(), note)
	}
}

// numbers is a list of numbers; "1, 2, 3 and 7 more" where it is long.
func numbers(list []int) string {
	const most = 6
	var out []string
	for _, n := range list[:min(len(list), most)] {
		out = append(out, strconv.Itoa(n))
	}
	all := strings.Join(out, ", ")
	if more := len(list) - most; more > 0 {
		all += fmt.Sprintf(" and %d more", more)
	}
	return all
}

// hang sets clean words and a quiet note behind them as a paragraph with its
// first line out to the left.
func (s *sheet) hang(words, note string) {
	all := words
	if note != "" {
		all += "   " + note
	}
	for i, line := range wrap(all, text.Span{Start: 0, End: len(all)}, s.width-4) {
		s.spaces(2)
		if i > 0 {
			s.spaces(2)
		}
		split := min(max(len(words), line.Start), line.End)
		s.write(plainStyle, all[line.Start:split])
		s.write(quiet, all[split:line.End])
		s.b.WriteByte('\n')
	}
}

// around sets what the body holds beside the story.
func (s *sheet) around(paras []para) {
	if len(paras) == 0 {
		return
	}
	s.section("Beside the story", "")
	for _, p := range paras {
		f := s.r.Article.Furniture[p.furniture]
		s.b.WriteString("  ")
		s.cell(quiet, string(f.Kind), 10)
		s.write(plainStyle, fit(aside(s.r.Article.Body, f, p), s.width-14))
		s.endRow()
		if u := WebURL(f.URL); u != "" && !strings.Contains(p.In(s.r.Article.Body), u) {
			s.spaces(14)
			s.write(quiet, fit(u, s.width-14))
			s.b.WriteByte('\n')
		}
	}
}

// aside is the words of furniture: headline and outlet of a story pointed to,
// where they are known, else what stands in the body.
func aside(body string, f article.Furniture, p para) string {
	switch {
	case f.Title == "":
		return p.In(body)
	case f.Credit == "":
		return f.Title
	}
	return f.Title + " (" + f.Credit + ")"
}
