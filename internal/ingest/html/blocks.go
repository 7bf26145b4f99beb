package html

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	dom "golang.org/x/net/html"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/text"
)

// block is a paragraph, a heading, a list item, a row of a table.
type block struct {
	text    string
	links   []article.Link // spans count in text
	linked  int            // bytes of text that are links, wherever they lead
	heading bool
	item    bool // stands in a list
}

// linky reports whether most of the block is links.
func (b *block) linky() bool { return b.linked*10 > len(b.text)*6 }

// prose reports whether the block reads like a paragraph of a story.
func (b *block) prose() bool {
	if b.heading || b.linky() {
		return false
	}
	return len(b.text) >= 140 || endsSentence(b.text) && strings.Count(b.text, " ") >= 4
}

// endsSentence reports whether s ends as a sentence does, closing quotation
// marks and brackets apart.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, "\"'”’»)]“ ")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…。！？।؟:", r)
}

// walker turns a tree into blocks.
type walker struct {
	base    *url.URL
	out     []block
	cur     block
	b       strings.Builder
	gap     byte // what stands between the last word and the next: 0, ' ' or '\n'
	breaks  int  // line breaks since the last word
	href    string
	linked  bool // inside a link
	from    int  // where the words of the link begin in this block; -1: not yet
	heading int  // headings and lists that we are in
	list    int
	pre     int
	layout  bool // in a row of a table whose cells hold paragraphs, not figures
}

// read returns the blocks below n.
func readBlocks(n *dom.Node, base *url.URL) []block {
	w := &walker{base: base, from: -1}
	w.node(n)
	w.flush()
	return w.out
}

// skipped are elements that hold no part of a story.
var skipped = set(`aside audio button canvas dialog fieldset figcaption figure form head iframe input label menu nav noscript
	object script select style svg template textarea title video math`)

func (w *walker) node(n *dom.Node) {
	switch n.Type {
	case dom.TextNode:
		w.text(n.Data)
		return
	case dom.ElementNode:
		w.element(n)
		return
	case dom.DocumentNode:
		w.children(n)
	}
}

func (w *walker) children(n *dom.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
}

func (w *walker) element(n *dom.Node) {
	name := n.Data
	switch {
	case skipped[name]:
	case name == "br":
		w.lineBreak()
	case name == "a":
		w.link(n)
	case name == "tr":
		outer := w.layout
		w.layout = find(n, func(c *dom.Node) bool { return c.Data == "br" || c.Data == "p" || c.Data == "div" || c.Data == "table" }) != nil
		w.block(n)
		w.layout = outer
	case (name == "td" || name == "th") && !w.layout && n.Parent != nil && n.Parent.Data == "tr":
		w.space()
		w.children(n)
		w.space()
	case name == "pre":
		w.pre++
		w.block(n)
		w.pre--
	case len(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6':
		w.heading++
		w.block(n)
		w.heading--
	case name == "ul" || name == "ol" || name == "dl":
		w.list++
		w.block(n)
		w.list--
	case blocks[name] || name == "body" || name == "html":
		w.block(n)
	default:
		w.children(n)
	}
}

func (w *walker) block(n *dom.Node) {
	w.flush()
	w.children(n)
	w.flush()
}

// link reads a link. One that runs over several blocks is a link in each.
func (w *walker) link(n *dom.Node) {
	if w.linked {
		w.children(n)
		return
	}
	w.linked, w.href, w.from = true, "", -1
	if u := web(w.base, attr(n, "href")); u != nil && !strings.HasPrefix(strings.TrimSpace(attr(n, "href")), "#") {
		w.href = u.String()
	}
	w.children(n)
	w.closeLink()
	w.linked = false
}

func (w *walker) closeLink() {
	if w.from < 0 {
		return
	}
	if s := (text.Span{Start: w.from, End: w.b.Len()}); !s.Empty() {
		w.cur.linked += s.Len()
		if w.href != "" {
			w.cur.links = append(w.cur.links, article.Link{Span: s, URL: w.href})
		}
	}
	w.from = -1
}

func (w *walker) space() {
	if w.gap == 0 && w.b.Len() > 0 {
		w.gap = ' '
	}
}

// lineBreak is a <br>; two in a row part paragraphs.
func (w *walker) lineBreak() {
	if w.b.Len() == 0 {
		return
	}
	if w.breaks++; w.breaks > 1 {
		w.flush()
		return
	}
	w.gap = '\n'
}

// text adds words, white space between them as one space.
func (w *walker) text(s string) {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case unicode.IsSpace(r):
			if r == '\n' && w.pre > 0 && strings.HasPrefix(strings.TrimLeft(s[i+1:min(len(s), i+80)], " \t\r"), "\n") {
				w.flush()
			}
			w.space()
		case !drop(r):
			w.begin()
			w.b.WriteString(s[i : i+n])
		}
		i += n
	}
}

// begin writes the gap before a word.
func (w *walker) begin() {
	if w.gap != 0 && w.b.Len() > 0 {
		w.b.WriteByte(w.gap)
	}
	w.gap, w.breaks = 0, 0
	if w.linked && w.from < 0 {
		w.from = w.b.Len()
	}
}

// flush ends a block. One without a letter or a digit is left out.
func (w *walker) flush() {
	w.closeLink()
	if s := w.b.String(); strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		w.cur.text = s
		w.cur.heading, w.cur.item = w.heading > 0, w.list > 0
		w.out = append(w.out, w.cur)
	}
	w.b.Reset()
	w.cur, w.gap, w.breaks = block{}, 0, 0
}

// join makes a body of blocks, a blank line between each two, and moves their
// links to where the blocks stand in it.
func join(all []block) (string, []article.Link) {
	var b strings.Builder
	var links []article.Link
	for i := range all {
		if i > 0 {
			b.WriteString("\n\n")
		}
		at := b.Len()
		for _, l := range all[i].links {
			l.Span.Start += at
			l.Span.End += at
			links = append(links, l)
		}
		b.WriteString(all[i].text)
	}
	return b.String(), links
}

// clean leaves out the blocks that are plainly not of the story: what stands
// before it (its own headline, authors and date), what stands after it
// (headings with nothing below them, lists of links), and lists of links and
// words of buttons within. A line or two that point to other stories stay
// where they stand between paragraphs.
func clean(all []block, m *meta) []block {
	all = dropScraps(cutTail(all))
	start, end := bounds(all)
	var out []block
	for i := 0; i < len(all); i++ {
		b := &all[i]
		switch {
		case isLabel(b.text), i < start && isHead(b, m), i > end && (b.heading || b.linky() && !pointsOn(b.text)):
			continue
		case !b.linky() || len(b.text) > 140 && endsSentence(b.text):
			out = append(out, *b)
			continue
		}
		run := i
		for run < len(all) && all[run].linky() {
			run++
		}
		if i > start && run-i <= 2 && !b.item || pointsOn(b.text) {
			out = append(out, *b)
			continue
		}
		for i+1 < run && !pointsOn(all[i+1].text) {
			i++
		}
	}
	return dropRepeats(out)
}

// tails are headings of what follows a story at the foot of a page.
var tails = []string{
	"related", "related posts", "related stories", "related articles", "related content", "you may also like",
	"you might also like", "more stories", "more from", "most read", "most popular", "trending", "comments", "leave a comment",
	"leave a reply", "share this", "recommended for you", "read next", "around the web", "sponsored content", "about the author",
}

// cutTail cuts the blocks off that follow such a heading, where it stands in
// the last third of the words.
func cutTail(all []block) []block {
	size, before := 0, 0
	for i := range all {
		size += len(all[i].text)
	}
	for i := range all {
		if before*3 > size*2 && len(all[i].text) < 40 && !all[i].item && isTail(all[i].text) {
			return all[:i]
		}
		before += len(all[i].text)
	}
	return all
}

func isTail(s string) bool {
	low := strings.Trim(strings.ToLower(s), " :")
	for _, t := range tails {
		if low == t || t == "more from" && strings.HasPrefix(low, t) {
			return true
		}
	}
	return false
}

// dropScraps leaves out four and more short blocks in a row that are neither
// headings nor sentences: the scale of a chart, a row of buttons. A list that a
// colon announces stays.
func dropScraps(all []block) []block {
	scrap := func(b *block) bool { return len(b.text) < 25 && !b.heading && !endsSentence(b.text) }
	var out []block
	for i := 0; i < len(all); {
		run := i
		for run < len(all) && scrap(&all[run]) {
			run++
		}
		if run-i < 4 || i > 0 && strings.HasSuffix(all[i-1].text, ":") {
			run = max(run, i+1)
			out = append(out, all[i:run]...)
		}
		i = run
	}
	return out
}

// bounds are the first and the last block of prose; without any, the whole.
func bounds(all []block) (start, end int) {
	start, end = -1, len(all)-1
	for i := range all {
		if all[i].prose() {
			if start < 0 {
				start = i
			}
			end = i
		}
	}
	return max(start, 0), end
}

// isHead reports whether a block before the story repeats what the page says
// of it elsewhere: headline, authors, date.
func isHead(b *block, m *meta) bool {
	got := letters(b.text)
	title := letters(m.title)
	switch {
	case got == letters(m.site):
		return true
	case len(title) > 3 && strings.HasPrefix(title, got) && len(got)*10 > len(title)*7:
		return true
	case len(title) > 15 && strings.HasSuffix(got, title) && len(got) < len(title)+20: // "Africa | Mayor resigns"
		return true
	}
	if len(b.text) > 200 {
		return false
	}
	for _, a := range m.authors {
		if name := letters(a); strings.HasPrefix(strings.TrimPrefix(got, "by"), name) && len(got) < 3*len(name)+10 {
			return true
		}
	}
	return isDate(b.text) || b.linky() && len(b.text) < 40
}

// dates are the words that a line of date and time is made of.
var dates = set(`monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun am pm a p m at on first last
	published updated posted modified date time min mins minute minutes hour hours day days ago read et est edt pt pst pdt ct
	gmt utc bst cet cest eet ist msk th st nd rd`)

// isDate reports whether a line gives a date, a time or a length in minutes,
// and nothing else.
func isDate(s string) bool {
	return strings.ContainsFunc(s, unicode.IsDigit) && !strings.ContainsFunc(s, func(r rune) bool { return r > 0x2fff }) &&
		!slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }), func(w string) bool {
			return !dates[w] && !months[w]
		})
}

// labels are the words of buttons and of slots for advertisements.
var labels = map[string]bool{
	"advertisement": true, "advertising": true, "ad": true, "ads": true, "share": true, "tweet": true, "email": true,
	"print": true, "copy link": true, "link copied": true, "comments": true, "comment": true, "save": true, "loading": true,
	"facebook": true, "twitter": true, "whatsapp": true, "linkedin": true, "share this": true, "share this article": true,
	"listen": true, "close": true, "menu": true, "skip advertisement": true, "article continues below": true,
	"continue reading": true, "continue reading the main story": true, "supported by": true, "story continues below": true, "story continues below advertisement": true, "scroll to continue": true,
}

func isLabel(s string) bool {
	return len(s) < 40 && labels[strings.ToLower(strings.Trim(s, " .…:"))]
}

// pointers begin a line that points to another story.
var pointers = []string{
	"read more", "read also", "also read", "see also", "related", "more:", "more on", "watch", "listen", "read:", "read next",
	"further reading", "must read", "recommended", "in pictures", "analysis:", "opinion:", "explainer:",
}

func pointsOn(s string) bool {
	low := strings.ToLower(s[:min(len(s), 40)])
	for _, p := range pointers {
		if strings.HasPrefix(low, p) && len(s) > len(p)+3 {
			return true
		}
	}
	return false
}

// dropRepeats leaves out a long block that stood in the story before: pages
// print a paragraph twice, for two sizes of screen.
func dropRepeats(all []block) []block {
	seen := map[string]bool{}
	out := all[:0]
	for _, b := range all {
		if len(b.text) >= 60 && seen[b.text] {
			continue
		}
		seen[b.text] = true
		out = append(out, b)
	}
	return out
}
