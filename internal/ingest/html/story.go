package html

import (
	"net/url"
	"strings"

	"codeberg.org/readeck/go-readability/v2"
	dom "golang.org/x/net/html"
)

// story is what was found of an article on a page.
type story struct {
	blocks []block
	byline string // as readability sees it
	prose  int    // bytes in paragraphs
	listed int    // stories that the page only announces
	seen   string // the words of the page outside of menus, in small letters: its head and tail
}

// findStory finds the story on a page. The tree is changed.
//
// Readability finds the element that holds the story, by the density of its
// words, and we read the paragraphs in it ourselves. It is run strictly first;
// its own fallback, taken by short stories, brings menus and boxes along, so
// that is asked only where it would find far more, as is the element that is
// densest in paragraphs. Last, an element that the
// page itself names as the story, or as an article, wins over a guess that
// lost much of it or brought much else.
func findStory(doc *dom.Node, m *meta) story {
	st := story{seen: visible(doc), listed: announced(doc)}
	total := prune(doc, m.base)
	st.take(guess(doc, m, 140))
	if st.prose < 500 && total < 1<<20 {
		if loose := guess(doc, m, 500); loose.prose > 2*st.prose+100 {
			st.take(loose)
		}
		if n := densest(doc); n != nil {
			if own := st.within(n, m); own.prose > 2*st.prose {
				st.take(own)
			}
		}
	}
	if n := named(doc, isBody); n != nil {
		if own := st.within(n, m); own.prose*10 >= st.prose*9 {
			st.take(own)
		}
	} else if n := named(doc, isArticle); n != nil {
		if own := st.within(n, m); own.prose*2 > st.prose*3 {
			st.take(own)
		}
	}
	if given := fromData(m.text); given.prose > 2*st.prose && given.prose > 300 {
		st.take(given)
	}
	return st
}

// take replaces what was found so far.
func (st *story) take(o story) {
	if len(o.blocks) == 0 {
		return
	}
	st.blocks, st.prose = o.blocks, o.prose
	st.byline = first(st.byline, o.byline)
}

func (st *story) within(n *dom.Node, m *meta) story {
	return measure(clean(readBlocks(n, m.base), m))
}

func measure(b []block) story {
	st := story{blocks: b}
	for i := range b {
		if b[i].prose() {
			st.prose += len(b[i].text)
		}
	}
	return st
}

// guess asks readability. Under threshold characters it tries again, with less
// care each time.
func guess(doc *dom.Node, m *meta, threshold int) story {
	p := readability.NewParser()
	p.CharThresholds = threshold
	p.DisableJSONLD = true
	found, err := p.ParseDocument(doc, nil)
	if err != nil || found.Node == nil {
		return story{}
	}
	st := measure(clean(readBlocks(found.Node, m.base), m))
	st.byline = found.Byline()
	return st
}

// densest returns the element that holds most words in paragraphs of its own
// or of its children, or nil. Readability gives up on a story of three lines
// among two hundred links.
func densest(doc *dom.Node) (best *dom.Node) {
	score := map[*dom.Node]int{}
	var walk func(*dom.Node)
	walk = func(n *dom.Node) {
		if n.Data == "p" && n.Parent != nil {
			for _, b := range readBlocks(n, nil) {
				if b.prose() {
					score[n.Parent] += 3 * len(b.text)
					if up := n.Parent.Parent; up != nil {
						score[up] += 2 * len(b.text)
					}
				}
			}
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
			if best == nil || score[c] > score[best] {
				best = c
			}
		}
	}
	walk(doc)
	if score[best] == 0 {
		return nil
	}
	return best
}

// fromData is the story that JSON-LD holds, for pages that draw theirs with a
// script.
func fromData(s string) story {
	var out []block
	for p := range strings.FieldsFuncSeq(stripTags(s), func(r rune) bool { return r == '\n' || r == '\r' }) {
		if p = line(p, len(p)+4); p != "" {
			out = append(out, block{text: p})
		}
	}
	return measure(out)
}

// named returns the element with most words among those that ok holds for, or
// nil.
func named(doc *dom.Node, ok func(*dom.Node) bool) (best *dom.Node) {
	most := 0
	var walk func(*dom.Node)
	walk = func(n *dom.Node) {
		if n.Type == dom.ElementNode && ok(n) {
			if size := length(n); size > most {
				best, most = n, size
			}
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	return best
}

func isBody(n *dom.Node) bool {
	return strings.Contains(strings.ToLower(attr(n, "itemprop")), "articlebody")
}

func isArticle(n *dom.Node) bool { return n.Data == "article" }

// length is the number of bytes of text below n.
func length(n *dom.Node) int {
	if n.Type == dom.TextNode {
		return len(strings.TrimSpace(n.Data))
	}
	size := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		size += length(c)
	}
	return size
}

// announced counts the teasers on a page: articles that are little more than a
// linked heading.
func announced(doc *dom.Node) int {
	count := 0
	var walk func(*dom.Node)
	walk = func(n *dom.Node) {
		if isArticle(n) && length(n) < 500 {
			link := find(n, func(c *dom.Node) bool { return c.Data == "a" && attr(c, "href") != "" })
			if link != nil && length(link)*10 > length(n)*2 {
				count++
			}
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	return count
}

// maxSeen is how much of the words of a page is kept for the search for signs
// of a paywall or an error, in bytes.
const maxSeen = 64 << 10

// visible is the words of a page in small letters, without menus and what is
// hidden.
func visible(doc *dom.Node) string {
	var b strings.Builder
	var walk func(*dom.Node)
	walk = func(n *dom.Node) {
		switch {
		case n.Type == dom.TextNode:
			if s := strings.TrimSpace(n.Data); s != "" && b.Len() < maxSeen {
				b.WriteString(strings.ToLower(s[:min(len(s), maxSeen)]))
				b.WriteByte(' ')
			}
			return
		case n.Type == dom.ElementNode && (n.Data == "script" || n.Data == "head" || n.Data == "nav" || n.Data == "footer" || n.Data == "template" || isHidden(n)):
			return
		}
		for c := n.FirstChild; c != nil && b.Len() < maxSeen; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	return strings.Join(strings.Fields(b.String()), " ")
}

func isHidden(n *dom.Node) bool {
	style := strings.ReplaceAll(strings.ToLower(attr(n, "style")), " ", "")
	return hasAttr(n, "hidden") || attr(n, "aria-hidden") == "true" || strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
}

// prune readies a tree for readability: it takes out what is not for readers
// of the story, and mends what readability would misjudge. It returns the
// bytes of text that the page has.
func prune(doc *dom.Node, base *url.URL) int {
	p := pruner{base: base, total: length(doc)}
	p.walk(doc)
	return p.total
}

type pruner struct {
	base  *url.URL
	total int
}

func (p *pruner) walk(n *dom.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == dom.ElementNode {
			if p.isOutside(c) {
				n.RemoveChild(c)
			} else {
				p.mend(c)
				p.walk(c)
			}
		}
		c = next
	}
}

// isOutside reports whether an element holds nothing of the story. Elements
// that hold a large part of the page's words do, whatever they are called:
// there are pages in a form, and bodies of class "share".
func (p *pruner) isOutside(n *dom.Node) bool {
	switch n.Data {
	case "script", "style", "template", "noscript", "svg", "select", "textarea", "button", "video", "audio", "canvas", "dialog":
		return true
	case "html", "head", "body", "main", "article":
		return false
	case "meta", "link", "base", "title":
		return true // we have read them; a title of a megabyte costs readability dear
	case "figure":
		return !quotes(n)
	}
	if n.Data == "form" && find(n, func(c *dom.Node) bool { return c.Data == "h1" || c.Data == "article" }) != nil {
		return false
	}
	junk := n.Data == "nav" || n.Data == "aside" || n.Data == "form" || n.Data == "figcaption" || isHidden(n) || isJunk(n)
	return junk && length(n)*10 < p.total*4
}

// quotes reports whether a figure holds words of the story: a quotation or a
// table with sentences, not a picture.
func quotes(figure *dom.Node) bool {
	return find(figure, func(c *dom.Node) bool {
		return c.Data == "blockquote" || c.Data == "p" && c.Parent.Data != "figcaption" && length(c) > 200
	}) != nil
}

// junk are classes of elements that are plainly outside of the story.
var junk = set(`sr-only visually-hidden visuallyhidden u-visually-hidden screen-reader-text screenreader screen-reader-only
	pullquote pull-quote ad ads advert advertisement adunit ad-unit ad-slot ad-container ad-wrapper dfp-ad gpt-ad
	share sharing share-bar share-buttons share-tools social-share sharedaddy sharebar social-links
	comments comments-area comment-list disqus_thread breadcrumbs breadcrumb cookie-banner cookie-notice cookie-consent
	caption wp-caption-text image-caption photo-caption photo-credit image-credit img-caption media-caption
	tag-list article-tags post-tags recirculation most-read most-popular trending outbrain taboola
	author-bio about-the-author skip-link`)

func isJunk(n *dom.Node) bool {
	for _, key := range []string{"class", "id"} {
		for c := range strings.FieldsSeq(attr(n, key)) {
			if junk[strings.ToLower(c)] {
				return true
			}
		}
	}
	return false
}

// mend changes what readability would misjudge.
func (p *pruner) mend(n *dom.Node) {
	switch n.Data {
	case "figure":
		n.Data = "div"
	case "form":
		n.Data = "div" // some systems put the whole page in one; isOutside takes the others
	case "a":
		p.resolve(n)
	}
	class := strings.ToLower(attr(n, "class") + " " + attr(n, "id"))
	switch {
	case strings.TrimSpace(class) == "":
	case strings.Contains(class, "dateline"):
		unmark(n) // it is taken for the byline and cut out of the first sentence
	case n.Data == "p" && !strings.Contains(class, "byline") && !strings.Contains(class, "author") && !strings.Contains(class, "comment"):
		unmark(n) // a paragraph of class "related" is a line within the story
	}
	switch {
	case isCredit(n):
		p.keepCredit(n)
	case isPointer(n):
		keepPointer(n)
	}
}

// maxPointer is the longest line that is taken for a pointer to another story,
// in bytes.
const maxPointer = 250

// isPointer reports whether an element is a line within the story that points
// to another one: "Read more: …".
func isPointer(n *dom.Node) bool {
	if n.Data != "p" && n.Data != "div" || n.FirstChild == nil || n.Parent.Data == "li" {
		return false
	}
	size := length(n)
	return size > 0 && size < maxPointer && pointsOn(words(n, maxPointer)) &&
		find(n, func(c *dom.Node) bool { return c.Type == dom.ElementNode && blocks[c.Data] }) == nil
}

// keepPointer puts a pointer in place of the box that holds it alone, which
// readability would take for a menu.
func keepPointer(n *dom.Node) {
	unmark(n)
	n.Data = "p"
	box, size := n, length(n)
	for up := n.Parent; up.Data == "div" && up.Parent != nil && length(up) == size; up = up.Parent {
		box = up
	}
	if box != n {
		n.Parent.RemoveChild(n)
		box.Parent.InsertBefore(n, box)
		box.Parent.RemoveChild(box)
	}
}

func unmark(n *dom.Node) {
	kept := n.Attr[:0]
	for _, a := range n.Attr {
		if a.Key != "class" && a.Key != "id" && a.Key != "role" {
			kept = append(kept, a)
		}
	}
	n.Attr = kept
}

// resolve makes the address of a link absolute, and no link of what leads to
// no page.
func (p *pruner) resolve(n *dom.Node) {
	for i := range n.Attr {
		a := &n.Attr[i]
		if a.Key != "href" || strings.HasPrefix(a.Val, "#") {
			continue
		}
		u := web(p.base, a.Val)
		if u == nil {
			n.Attr = append(n.Attr[:i], n.Attr[i+1:]...)
			return
		}
		a.Val = u.String()
	}
}

// credits begin or fill the lines that say who made the story; footers and
// small print hold them, which readability takes away.
var credits = []string{
	"reporting by", "additional reporting", "writing by", "edited by", "editing by", "compiled by", "translated by",
	"contributed to this report", "contributed reporting", "originally published", "first published by", "first appeared in",
	"source: ", "with reporting from", "this article was ", "this story was ",
}

// maxCredit is the longest line that is taken for a credit, in bytes.
const maxCredit = 400

func isCredit(n *dom.Node) bool {
	if n.Data != "p" && n.Data != "div" && n.Data != "footer" && n.Data != "span" && n.Data != "em" {
		return false
	}
	size := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == dom.ElementNode && (blocks[c.Data] || c.Data == "p") {
			return false
		}
		size += len(c.Data)
	}
	if size > maxCredit || size == 0 {
		return false
	}
	s := strings.ToLower(words(n, maxCredit))
	for _, c := range credits {
		if i := strings.Index(s, c); i >= 0 && (i < 4 || strings.HasPrefix(c, "contributed") || strings.HasPrefix(c, "originally")) {
			return true
		}
	}
	return false
}

// keepCredit makes a plain paragraph of a credit and moves it to the end of
// the story, where it stands in a box of its own just behind it.
func (p *pruner) keepCredit(n *dom.Node) {
	unmark(n)
	if n.Data != "span" && n.Data != "em" {
		n.Data = "p"
	}
	box, size := n, length(n)
	for up := n.Parent; up != nil && up.Parent != nil && up.Data != "body" && up.Data != "article" && length(up) < size+20; up = up.Parent {
		box = up
		unmark(box)
		if box.Data == "footer" || box.Data == "small" {
			box.Data = "div"
		}
	}
	before := box.PrevSibling
	for before != nil && before.Type != dom.ElementNode {
		before = before.PrevSibling
	}
	if before == nil || before.Data != "div" && before.Data != "section" || length(before) < 300 {
		return
	}
	n.Parent.RemoveChild(n)
	if n.Data != "p" {
		n.Data = "p"
	}
	before.AppendChild(n)
}
