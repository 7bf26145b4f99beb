package simulate

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/text"
)

// story is a text that can be edited: paragraphs of sentences of runs.
type story struct {
	paras []para
	marks marks
}

type para []sentence

// sentence is a sentence. What it was in the article that this one was made
// from is kept, so that the truth can say who else could have lent it.
type sentence struct {
	runs  []run
	role  role
	lent  string // its key in the parent; empty: not taken from there
	quiet bool   // holds a quotation that an edit may not touch any more
}

// role says what a sentence is for.
type role int

const (
	told      role = iota // the report
	boiler                // the outlet's own lines, the same under every article
	creditOwn             // a line that says where the report is from
)

// run is a stretch of a sentence: plain words, or those of a quotation.
type run struct {
	text   string
	quote  *quote // the words stand in quotation marks
	link   string // the words are a hyperlink
	credit bool   // the words say where the report is from
}

// quote is what is special in a quotation.
type quote struct {
	unclosed bool // it goes on in the next paragraph
	changed  *change
}

// change is how a quotation came to be another.
type change struct {
	original string // its wording before
	from     *piece // the article that had it
}

// marks are the quotation marks that an outlet writes.
type marks struct{ open, close string }

var (
	curly    = marks{"“", "”"}
	straight = marks{`"`, `"`}
	twoOnes  = marks{"''", "''"}
	british  = marks{"‘", "’"}
)

// marksOf are the marks that a text uses most.
func marksOf(body string) marks {
	best, most := curly, strings.Count(body, "“")
	for _, m := range []marks{straight, twoOnes} {
		if n := strings.Count(body, m.open) / 2; n > most {
			best, most = m, n
		}
	}
	if most == 0 && strings.Contains(body, "‘") {
		return british
	}
	return best
}

// readStory takes a text apart. Paragraphs are divided by line ends.
func readStory(body string) *story {
	s := &story{marks: marksOf(body)}
	for line := range strings.Lines(body) {
		line = strings.Join(strings.Fields(line), " ")
		if p := readPara(line, s.marks); len(p) > 0 {
			s.paras = append(s.paras, p)
		}
	}
	return s
}

func readPara(line string, m marks) para {
	var p para
	var cur sentence
	runs := readRuns(line, m)
	flush := func() {
		if cur.trim() {
			p = append(p, cur)
		}
		cur = sentence{}
	}
	for i, r := range runs {
		if r.quote != nil {
			cur.runs = append(cur.runs, r)
			if endsQuoted(r.text, runs[i+1:]) {
				flush()
			}
			continue
		}
		rest := r.text
		for n := sentenceEnd(rest); n > 0; n = sentenceEnd(rest) {
			cur.runs = append(cur.runs, run{text: rest[:n]})
			rest = rest[n:]
			flush()
		}
		if rest != "" {
			cur.runs = append(cur.runs, run{text: rest})
		}
		if i+1 < len(runs) && endsBefore(rest) {
			flush()
		}
	}
	flush()
	return p
}

// readRuns divides a paragraph into what stands in quotation marks and what
// doesn't.
func readRuns(line string, m marks) []run {
	var runs []run
	plain := func(s string) {
		if s != "" {
			runs = append(runs, run{text: s})
		}
	}
	for line != "" {
		i := opening(line, m)
		if i < 0 {
			break
		}
		inner := line[i+len(m.open):]
		n := closing(inner, m)
		if n == 0 {
			break
		}
		plain(line[:i])
		if n < 0 {
			return append(runs, run{text: inner, quote: &quote{unclosed: true}})
		}
		runs = append(runs, run{text: inner[:n], quote: &quote{}})
		line = inner[n+len(m.close):]
	}
	plain(line)
	return runs
}

// opening is where a quotation opens: -1, nowhere.
func opening(s string, m marks) int {
	for at := 0; ; {
		i := strings.Index(s[at:], m.open)
		if i < 0 {
			return -1
		}
		i += at
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+len(m.open):])
		if (i == 0 || m == curly || !unicode.IsLetter(before) && !unicode.IsDigit(before)) && !unicode.IsSpace(after) && after != utf8.RuneError {
			return i
		}
		at = i + len(m.open)
	}
}

// closing is where the quotation that s begins with ends: -1, not in this
// paragraph.
func closing(s string, m marks) int {
	for at := 0; ; {
		i := strings.Index(s[at:], m.close)
		if i < 0 {
			return -1
		}
		i += at
		after, _ := utf8.DecodeRuneInString(s[i+len(m.close):])
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		apostrophe := m == british && (unicode.IsLetter(after) || before == 's')
		if !apostrophe && !unicode.IsSpace(before) {
			return i
		}
		at = i + len(m.close)
	}
}

var (
	abbreviation = regexp.MustCompile(`(?:^|[\s(\p{Pd}])(?:Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Gen|Col|Lt|Sgt|Capt|St|Jr|Sr|Prof|Rev|Hon|No|vs|Inc|Corp|Co|Ltd|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|Ave|Blvd|\p{L}|(?:\p{L}\.)+\p{L})\.$`)
	boundary     = regexp.MustCompile(`[.!?…][)\]’']*\s+`)
	reporting    = regexp.MustCompile(`^\s*(?:\p{Lu}[\w.’'-]*[\s,]+){1,5}(?:said|says|asked|told|added|wrote|replied|tweeted|declared|recalled|continued)\b`)
)

// sentenceEnd is where the first sentence of plain words ends: 0, not before
// the last of them.
func sentenceEnd(s string) int {
	for _, m := range boundary.FindAllStringIndex(s, -1) {
		next, _ := utf8.DecodeRuneInString(s[m[1]:])
		if m[1] < len(s) && begins(next) && !abbreviation.MatchString(s[:m[0]+1]) {
			return m[1]
		}
	}
	return 0
}

// begins reports whether a sentence may begin with r.
func begins(r rune) bool { return unicode.IsUpper(r) || unicode.IsDigit(r) || r == '(' || r == '[' }

// endsBefore reports whether plain words that a quotation follows end a
// sentence.
func endsBefore(s string) bool {
	bare := strings.TrimRight(s, " ")
	if bare == "" || bare == s {
		return false
	}
	return strings.ContainsRune(".!?", rune(bare[len(bare)-1])) && !abbreviation.MatchString(bare)
}

// endsQuoted reports whether a sentence ends with the quotation, other runs
// following.
func endsQuoted(words string, rest []run) bool {
	if words == "" || !strings.ContainsRune(".!?…", lastRune(words)) || len(rest) == 0 {
		return false
	}
	if rest[0].quote != nil {
		return true
	}
	after := rest[0].text
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(after, " "))
	if strings.TrimSpace(after) == "" {
		return true
	}
	return after[0] == ' ' && begins(next) && (lastRune(words) == '.' || !reporting.MatchString(after))
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// trim drops the blanks at both ends and reports whether words are left.
func (s *sentence) trim() bool {
	for len(s.runs) > 0 && s.runs[0].quote == nil {
		r := &s.runs[0]
		if r.text = strings.TrimLeft(r.text, " "); r.text != "" {
			break
		}
		s.runs = s.runs[1:]
	}
	for len(s.runs) > 0 && s.runs[len(s.runs)-1].quote == nil {
		r := &s.runs[len(s.runs)-1]
		if r.text = strings.TrimRight(r.text, " "); r.text != "" {
			break
		}
		s.runs = s.runs[:len(s.runs)-1]
	}
	return len(s.runs) > 0
}

// clone is a copy that shares nothing that edits change.
func (s *story) clone() *story {
	c := &story{marks: s.marks}
	for _, p := range s.paras {
		c.paras = append(c.paras, p.clone())
	}
	return c
}

func (p para) clone() para {
	c := slices.Clone(p)
	for i := range c {
		c[i].runs = slices.Clone(c[i].runs)
		for k := range c[i].runs {
			if q := c[i].runs[k].quote; q != nil {
				twin := *q
				c[i].runs[k].quote = &twin
			}
		}
	}
	return c
}

// plain is the sentence as it reads in curly marks, without words of credit.
func (s *sentence) plain() string {
	var b strings.Builder
	for _, r := range s.runs {
		if !r.credit {
			writeRun(&b, r, curly)
		}
	}
	return b.String()
}

// key is what two sentences share that say the same: letters and digits, the
// words of credit aside.
func (s *sentence) key() string {
	var b strings.Builder
	for _, r := range s.runs {
		if !r.credit {
			b.WriteString(r.text)
			b.WriteByte(' ')
		}
	}
	return strings.Join(wordsOf(b.String()), " ")
}

func (s *sentence) quoted() bool {
	return slices.ContainsFunc(s.runs, func(r run) bool { return r.quote != nil })
}

func (s *sentence) words() (n int) {
	for _, r := range s.runs {
		n += len(strings.Fields(r.text))
	}
	return n
}

func (p para) words() (n int) {
	for i := range p {
		n += p[i].words()
	}
	return n
}

func (s *story) words() (n int) {
	for _, p := range s.paras {
		n += p.words()
	}
	return n
}

// sentences calls f with every sentence of the story.
func (s *story) sentences(f func(*sentence)) {
	for _, p := range s.paras {
		for i := range p {
			f(&p[i])
		}
	}
}

// tidy drops what has no words left.
func (s *story) tidy() {
	for i, p := range s.paras {
		s.paras[i] = slices.DeleteFunc(p, func(s sentence) bool { return len(s.runs) == 0 })
	}
	s.paras = slices.DeleteFunc(s.paras, func(p para) bool { return len(p) == 0 })
}

// written is a story as its article carries it.
type written struct {
	body    string
	links   []article.Link
	changes []changed
}

// changed is where a changed quotation stands.
type changed struct {
	span text.Span
	*change
}

// write puts the story together in its marks.
func (s *story) write() *written {
	w := &written{}
	var b strings.Builder
	for i, p := range s.paras {
		if i > 0 {
			b.WriteString("\n\n")
		}
		for k := range p {
			if k > 0 {
				b.WriteByte(' ')
			}
			w.sentence(&b, &p[k], s.marks)
		}
	}
	w.body = b.String()
	return w
}

func (w *written) sentence(b *strings.Builder, s *sentence, m marks) {
	for _, r := range s.runs {
		at := writeRun(b, r, m)
		if r.link != "" {
			w.links = append(w.links, article.Link{Span: at, URL: r.link})
		}
		if r.quote != nil && r.quote.changed != nil {
			w.changes = append(w.changes, changed{at, r.quote.changed})
		}
	}
}

// writeRun writes a run and says where its words are.
func writeRun(b *strings.Builder, r run, m marks) text.Span {
	words := r.text
	if r.quote != nil {
		words = inMarks(words, m)
		b.WriteString(m.open)
	}
	at := text.Span{Start: b.Len(), End: b.Len() + len(words)}
	b.WriteString(words)
	if r.quote != nil && !r.quote.unclosed {
		b.WriteString(m.close)
	}
	return at
}

var (
	toStraight  = strings.NewReplacer("‘", "'", "“", "'", "”", "'", `"`, "'")
	toSingle    = strings.NewReplacer("“", "‘", "”", "’")
	apostrophes = strings.NewReplacer("’", "", "'", "", "‘", "")
	innerSingle = regexp.MustCompile(`(^|[\s(])[‘'](\p{L}[^‘’“”"']*[\p{L}.,!?])[’']`)
)

// inMarks sets quotations within a quotation in the other kind of marks.
func inMarks(words string, m marks) string {
	switch m {
	case british:
		return innerSingle.ReplaceAllString(words, "$1“$2”")
	case straight, twoOnes:
		return toStraight.Replace(words)
	}
	return toSingle.Replace(words)
}

// wordsOf are the words of s in small letters, apostrophes dropped.
func wordsOf(s string) []string {
	s = apostrophes.Replace(strings.ToLower(s))
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
