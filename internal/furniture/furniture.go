// Package furniture marks the stretches of a body that are not the story:
// pointers to other stories, credit lines, captions, newsletter boxes, bylines
// and datelines.
//
// [Mark] is the name to start with. It changes no byte of the body; what it
// finds stands in Article.Furniture, and the dateline in Article.Dateline as
// well.
//
//	furniture.Mark(a)
//	for _, f := range a.Furniture {
//		fmt.Println(f.Kind, f.Span.In(a.Body))
//	}
//
// A line is furniture by the words that begin it, end it or fill it
// (patterns.txt); a byline or a headline with its outlet is so by its form.
package furniture

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/text"
)

//go:embed patterns.txt
var patternFile string

// pattern is a line of patterns.txt.
type pattern struct {
	kind  article.Kind
	where string
	words string
}

// tables are the patterns by where they stand; those of starts by first byte.
type tables struct {
	start            [256][]pattern
	whole            map[string]article.Kind
	end, holds       []pattern
	longest, longEnd int
}

var patterns = sync.OnceValue(func() *tables {
	t := &tables{whole: map[string]article.Kind{}}
	for line := range strings.Lines(patternFile) {
		f := strings.SplitN(strings.TrimSpace(line), " | ", 3)
		if len(f) < 3 || line[0] == '#' {
			continue
		}
		t.add(pattern{article.Kind(f[0]), f[1], f[2]})
	}
	return t
})

func (t *tables) add(p pattern) {
	switch p.where {
	case "start":
		t.start[p.words[0]] = append(t.start[p.words[0]], p)
	case "whole":
		t.whole[p.words] = p.kind
	case "end":
		t.end = append(t.end, p)
	case "holds":
		t.holds = append(t.holds, p)
	}
	t.longest = max(t.longest, len(p.words))
}

// longLine is the number of bytes above which a line is a paragraph of the
// story, whatever it begins with.
const longLine = 400

// Mark marks the furniture of a, beside what is marked already, in order and
// without overlaps. Its time is linear in the length of the body.
func Mark(a *article.Article) {
	m := marker{a: a, t: patterns(), links: a.Links}
	m.known = slices.Clone(a.Furniture)
	for at := 0; at < len(a.Body); {
		end := len(a.Body)
		if i := strings.IndexByte(a.Body[at:], '\n'); i >= 0 {
			end = at + i
		}
		m.line(text.Trim(a.Body, text.Span{Start: at, End: end}))
		at = end + 1
	}
	m.tail()
	a.Furniture = merge(m.known, m.found)
}

// merge puts known and found furniture in order; where they overlap, the known
// stays.
func merge(known, found []article.Furniture) []article.Furniture {
	byStart := func(x, y article.Furniture) int { return text.Compare(x.Span, y.Span) }
	all := slices.Concat(known, found)
	slices.SortStableFunc(all, byStart)
	var out []article.Furniture
	for _, f := range all {
		if n := len(out); n > 0 && out[n-1].Span.Overlaps(f.Span) {
			if slices.Contains(known, f) && !slices.Contains(known, out[n-1]) {
				out[n-1] = f
			}
			continue
		}
		out = append(out, f)
	}
	return out
}

type marker struct {
	a       *article.Article
	t       *tables
	links   []article.Link
	known   []article.Furniture
	found   []article.Furniture
	lines   int       // lines of text seen so far
	story   bool      // a paragraph of the story has been seen
	related bool      // the line before was a heading of related stories
	last    text.Span // the last line
	lead    string    // small letters of the start of the line
}

// line looks at one line, its white space trimmed.
func (m *marker) line(s text.Span) {
	if s.Empty() {
		return
	}
	m.lines++
	m.last = s
	words := s.In(m.a.Body)
	m.lead = strings.ToLower(words[:min(len(words), 96)])
	switch kind, after := m.match(words); {
	case kind == article.Related:
		m.pointer(s, after)
	case kind != "":
		m.add(article.Furniture{Kind: kind, Span: s, URL: m.url(s), Credit: m.credit(kind, words, after)})
	case m.headline(s, words), m.listed(s, words):
	case !m.story && m.byline(s, words):
	default:
		m.related = false
		if !m.story {
			m.dateline(s, words)
		}
		m.story = m.story || len(words) > 80
		return
	}
}

func (m *marker) add(f article.Furniture) {
	m.found = append(m.found, f)
	m.related = false
}

// match finds the pattern that makes a line furniture, and where the words
// behind it begin.
func (m *marker) match(words string) (article.Kind, int) {
	if len(words) > longLine || words == "" {
		return "", 0
	}
	low := m.lead
	if low != "" {
		for _, p := range m.t.start[low[0]] {
			if strings.HasPrefix(low, p.words) && boundary(low, len(p.words)) && m.plain(words, p) {
				return p.kind, len(p.words)
			}
		}
	}
	bare := strings.TrimRight(low, ":.…»>→ ")
	if kind, ok := m.t.whole[bare]; ok && len(words) < 60 {
		return kind, len(words)
	}
	if strings.ContainsAny(words, "\"“”") {
		return "", 0
	}
	all := strings.ToLower(words)
	for _, p := range m.t.end {
		if strings.HasSuffix(strings.TrimRight(all, ".!) "), strings.TrimRight(p.words, ")")) && len(words) < 240 {
			return p.kind, 0
		}
	}
	for _, p := range m.t.holds {
		if strings.Contains(all, p.words) && len(words) < 300 {
			return p.kind, 0
		}
	}
	return "", 0
}

// boundary reports whether no word of s goes on at byte i.
func boundary(s string, i int) bool {
	if i >= len(s) {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(s[:i])
	next, _ := utf8.DecodeRuneInString(s[i:])
	return !unicode.IsLetter(last) || !unicode.IsLetter(next)
}

// plain reports whether the words behind a pattern make a line of furniture
// and not a sentence of the story ("Follow us, the mayor said").
func (m *marker) plain(words string, p pattern) bool {
	rest := strings.TrimSpace(words[min(len(words), len(p.words)):])
	if strings.HasSuffix(p.words, ":") {
		return rest != "" && !strings.HasPrefix(rest, "\"") && !strings.HasPrefix(rest, "“") && (p.kind != article.Credit || len(rest) < 200)
	}
	if strings.HasPrefix(rest, ",") || strings.ContainsAny(rest, "\"“”") {
		return false
	}
	return len(words) < 260
}

// pointer marks a line that points to another story. A heading without one
// makes pointers of the headlines that follow it.
func (m *marker) pointer(s text.Span, after int) {
	rest := strings.TrimSpace(s.In(m.a.Body)[min(after, s.Len()):])
	title, credit := splitOutlet(rest)
	m.add(article.Furniture{Kind: article.Related, Span: s, Title: title, Credit: credit, URL: m.url(s)})
	m.related = rest == ""
}

// listed marks a headline below a heading of related stories.
func (m *marker) listed(s text.Span, words string) bool {
	if !m.related || len(words) > 140 || strings.HasSuffix(words, ".") || strings.ContainsAny(words, "“”\"") {
		return false
	}
	title, credit := splitOutlet(words)
	m.add(article.Furniture{Kind: article.Related, Span: s, Title: title, Credit: credit, URL: m.url(s)})
	m.related = true
	return true
}

// headline marks a whole line that is a headline followed by its outlet:
// "Talks resume in Geneva, - CNN".
func (m *marker) headline(s text.Span, words string) bool {
	if m.lines == 1 || len(words) > 200 {
		return false
	}
	title, credit := splitOutlet(words)
	if credit == "" || strings.ContainsAny(credit, ".!?:;,\"“”") || len(strings.Fields(title)) < 3 {
		return false
	}
	m.add(article.Furniture{Kind: article.Related, Span: s, Title: title, Credit: credit, URL: m.url(s)})
	return true
}

// splitOutlet parts a headline from the outlet behind its last dash or bar:
// "…, - CNN", "… – Reuters", "… | BBC News". The outlet has at most four words,
// each with a capital or a digit.
func splitOutlet(s string) (title, outlet string) {
	s = strings.TrimRight(s, " \u00a0")
	for _, sep := range []string{", - ", ", – ", ", — ", " - ", " – ", " — ", " | "} {
		i := strings.LastIndex(s, sep)
		if i < 0 {
			continue
		}
		name := strings.TrimSpace(s[i+len(sep):])
		if outletShaped(name) {
			return strings.TrimRight(strings.TrimSpace(s[:i]), ","), name
		}
	}
	return s, ""
}

func outletShaped(name string) bool {
	words := strings.Fields(name)
	if len(words) == 0 || len(words) > 4 || len(name) > 40 {
		return false
	}
	for _, w := range words {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) && !unicode.IsDigit(r) && w != "of" && w != "the" && w != "&" {
			return false
		}
	}
	return true
}

// byline marks a line at the head that names the author or the time.
func (m *marker) byline(s text.Span, words string) bool {
	if len(words) > 120 || m.lines > 6 {
		return false
	}
	name, ok := strings.CutPrefix(m.lead, "by ")
	if !ok || strings.HasSuffix(words, ".") || !names(words[len(words)-len(name):]) && len(m.lead) == len(words) {
		return false
	}
	m.add(article.Furniture{Kind: article.Byline, Span: s})
	return true
}

// names reports whether every word of s but "and", "of", "in", "for" has a
// capital.
func names(s string) bool {
	for w := range strings.FieldsSeq(s) {
		switch w {
		case "and", "of", "in", "for", "the", "de", "van", "von", "|", "-", "–":
			continue
		}
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

// url is the address in a line, or that of a link over it.
func (m *marker) url(s text.Span) string {
	words := s.In(m.a.Body)
	for _, scheme := range []string{"https://", "http://", "www."} {
		if i := strings.Index(words, scheme); i >= 0 {
			u := words[i:]
			if k := strings.IndexFunc(u, unicode.IsSpace); k >= 0 {
				u = u[:k]
			}
			return strings.TrimRight(u, ".,;)]»”\"")
		}
	}
	for len(m.links) > 0 && m.links[0].Span.End <= s.Start {
		m.links = m.links[1:]
	}
	if len(m.links) > 0 && m.links[0].Span.Overlaps(s) {
		return m.links[0].URL
	}
	return ""
}

// credit is the outlet that a credit line names: the words behind "Source:"
// where they are no address.
func (m *marker) credit(kind article.Kind, words string, after int) string {
	if kind != article.Credit || after == 0 || after >= len(words) || words[after-1] != ':' {
		return ""
	}
	name := strings.Trim(words[after:], " \u00a0.")
	if strings.Contains(name, "/") || len(name) > 60 {
		return ""
	}
	return name
}

// tail marks the agency's mark at the very end: "– AFP".
func (m *marker) tail() {
	if m.last.Empty() || m.lines < 3 {
		return
	}
	words := m.last.In(m.a.Body)
	for _, dash := range []string{"–", "—", "-", "--"} {
		if name, ok := strings.CutPrefix(words, dash); ok && outletShaped(strings.TrimSpace(name)) {
			m.add(article.Furniture{Kind: article.Credit, Span: m.last, Credit: strings.TrimSpace(name)})
			return
		}
	}
}
