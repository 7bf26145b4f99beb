package furniture

import (
	"strings"
	"unicode"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/text"
)

// pointer marks a pointer to another story; rest is its headline and what
// follows that.
func (m *marker) pointer(s text.Span, rest string) {
	f := article.Furniture{Kind: article.Related, Span: s, URL: m.url(s)}
	if i := addressAt(rest); i >= 0 {
		rest = rest[:i]
	}
	f.Title, f.Credit = m.t.splitOutlet(strings.Trim(rest, " \t\u00a0→»>:"))
	m.found = append(m.found, f)
}

// headline marks a whole line that is a headline followed by its outlet:
// "Talks resume in Geneva, - CNN".
func (m *marker) headline(s text.Span, words string) bool {
	if m.lines == 1 || len(words) > 250 || strings.HasSuffix(words, ".") {
		return false
	}
	title, outlet := m.t.splitOutlet(words)
	if outlet == "" || isQuotation(title) || len(strings.Fields(title)) < 3 || !isHeadline(title) {
		return false
	}
	m.pointer(s, words)
	return true
}

// readMore marks a headline with the words of a link behind it: "Tolls to double
// Read more".
func (m *marker) readMore(s text.Span, words string) bool {
	title, ok := strings.CutSuffix(words, " Read more")
	if !ok || !isHeadline(title) {
		return false
	}
	m.pointer(s, title)
	return true
}

// isQuotation reports whether s stands in quotation marks whole, so that the
// name behind it says it rather than prints it.
func isQuotation(s string) bool {
	return strings.HasPrefix(s, "“") && strings.HasSuffix(s, "”") || strings.HasPrefix(s, "\"") && strings.HasSuffix(s, "\"")
}

// linked marks a line that is one link from end to end and no sentence.
func (m *marker) linked(s text.Span, words string) bool {
	link, ok := m.link(s)
	if !ok || m.lines == 1 || !link.Span.Contains(s) || len(strings.Fields(words)) < 3 || !isHeadline(words) {
		return false
	}
	m.pointer(s, words)
	return true
}

// separators stand between a headline and its outlet, the surest first.
var separators = []string{", - ", ", – ", ", — ", " | ", " - ", " – ", " — ", " // "}

// longestOutlet bounds the name of an outlet and what divides it from its
// headline, in bytes.
const longestOutlet = 70

// splitOutlet parts a headline from the outlet behind its last dash or bar.
func (t *tables) splitOutlet(s string) (title, outlet string) {
	from := max(0, len(s)-longestOutlet)
	for _, sep := range separators {
		i := strings.LastIndex(s[from:], sep)
		if i < 0 {
			continue
		}
		i += from
		if name := strings.Trim(s[i+len(sep):], " .\u00a0"); t.isOutlet(name) {
			return strings.TrimRight(s[:i], ", \u00a0"), name
		}
	}
	return s, ""
}

// credit is the outlet that a credit line names: the name behind "Source:",
// before "contributed to this report", behind "originally published in"; empty
// where it is no name, or more than one.
func (t *tables) credit(words string, h hit) string {
	if h.where == atEnd {
		i := strings.LastIndex(strings.ToLower(words), h.words)
		if i < 0 || i > len(words) {
			return ""
		}
		name := strings.TrimSuffix(strings.Trim(words[:i], " •-–—*"), " also")
		if t.isOutlet(name) {
			return name
		}
		return ""
	}
	rest := words[h.after:]
	if i := addressAt(rest); i >= 0 {
		rest = rest[:i]
	}
	name := strings.Trim(rest, " \t\u00a0.,:;()[]")
	if strings.HasSuffix(h.words, ":") || strings.HasPrefix(h.words, "h/t") || strings.HasPrefix(h.words, "hat tip") {
		if len(name) <= 60 && sentences(name) == 1 && strings.Count(name, ",") < 2 {
			return name
		}
		return ""
	}
	for _, by := range []string{"by ", "in ", "on ", "at ", "from "} {
		name = strings.TrimPrefix(name, by)
	}
	if name, _, _ = strings.Cut(name, ","); t.isOutlet(name) {
		return name
	}
	return ""
}

// addressAt is where a web address begins in s, or -1.
func addressAt(s string) int {
	for _, scheme := range []string{"https://", "http://", "www."} {
		if i := strings.Index(s, scheme); i >= 0 {
			return i
		}
	}
	return -1
}

// url is the address in a line, or that of a link in it.
func (m *marker) url(s text.Span) string {
	words := s.In(m.a.Body)
	if i := addressAt(words); i >= 0 {
		u := words[i:]
		if k := strings.IndexFunc(u, unicode.IsSpace); k >= 0 {
			u = u[:k]
		}
		return strings.TrimRight(u, ".,;)]»”\"")
	}
	if l, ok := m.link(s); ok {
		return l.URL
	}
	return ""
}

// link is the first link that touches a span. Spans are asked for in order.
func (m *marker) link(s text.Span) (article.Link, bool) {
	for len(m.links) > 0 && m.links[0].Span.End <= s.Start {
		m.links = m.links[1:]
	}
	if len(m.links) > 0 && m.links[0].Span.Overlaps(s) {
		return m.links[0], true
	}
	return article.Link{}, false
}
