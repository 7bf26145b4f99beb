package feed

import (
	"encoding/xml"
	"io"
	"net/url"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
)

// Bounds on what reaches gofeed, which trusts its feeds: it follows elements
// as deep as they go and gathers those it does not know.
const (
	maxDepth    = 100
	maxTag      = 8 << 10  // bytes of one start tag; many names of namespaces are dear
	maxChildren = 50       // elements of one item
	maxAttrs    = 64       // attributes of one start tag
	maxShort    = 64 << 10 // bytes of an element that is not the story
	maxWork     = 4 << 30  // bytes that gofeed may copy, since it puts the pieces of a text together one by one
	fewPieces   = 50       // pieces of a text that are not counted
	maxBroken   = 1000     // items
)

var (
	roots = map[string]bool{"rss": true, "rdf": true, "feed": true}

	// kept are the elements of an item, whatever their namespace, that are
	// read; long are those of them that hold a story.
	kept = set("title link id guid description summary content encoded author creator pubdate published issued updated modified created date origlink")
	long = set("description summary content encoded")

	// foreign are namespaces, by their usual names, that use the same words for
	// pictures and sounds.
	foreign = set("media itunes googleplay podcast")

	// void are elements that HTML never closes.
	void = set("br hr img input wbr")
)

func set(names string) map[string]bool {
	m := map[string]bool{}
	for n := range strings.FieldsSeq(names) {
		m[n] = true
	}
	return m
}

// splitter cuts a feed into its items, mends what it can, and passes over what
// it can't. It goes through the tags in a straight line.
type splitter struct {
	s    string
	emit func(p *piece) bool // is given every item; false ends it
	d    *xml.Decoder
	at   int // where in s the decoder began
	from int // where in s the token at hand begins

	root  string // name of the root, in small letters; empty: no feed
	stack []element
	// An item is kept, or a title of the feed; within an item, what is not
	// wanted is left out. Both are depths of elements, 0 for none.
	capture, skip int
	out           []byte // what is kept
	began         int    // where in s it began
	children      int    // of the item
	child         int    // where in out the last one began
	pieces        int    // tags and texts in it
	work          int64  // what its pieces and those before it cost gofeed

	head   []byte // title and links of the feed
	holder string // tags around them
	budget int    // bytes that may be gone through again after mistakes
	bad    Damaged
	done   bool
}

// element is an open element.
type element struct {
	name, local string // as written; in small letters without its prefix
	tag         string // start tag
	base        string // xml:base
}

// piece is one item as a feed of its own.
type piece struct {
	xml  string
	base *url.URL
}

func newSplitter(s string, emit func(*piece) bool) *splitter {
	sp := &splitter{s: s, emit: emit, budget: 2 * len(s)}
	sp.goTo(0)
	return sp
}

// goTo reads on from another place.
func (sp *splitter) goTo(at int) {
	sp.at = at
	sp.d = xml.NewDecoder(strings.NewReader(sp.s[at:]))
	sp.d.Strict = false
	// The text is UTF-8 by now, whatever its declaration says.
	sp.d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
}

func (sp *splitter) pos() int { return sp.at + int(sp.d.InputOffset()) }

func (sp *splitter) run() {
	for !sp.done {
		sp.from = sp.pos()
		t, err := sp.d.RawToken()
		if err != nil {
			sp.fail(err == io.EOF)
			continue
		}
		switch t := t.(type) {
		case xml.StartElement:
			sp.start(t)
		case xml.EndElement:
			sp.end(qualified(t.Name))
		case xml.CharData:
			sp.keep(sp.s[sp.from:sp.pos()])
		}
	}
}

// keep adds to what is kept.
func (sp *splitter) keep(s string) {
	if sp.capture > 0 && sp.skip == 0 {
		sp.out = append(sp.out, s...)
		sp.pieces++
	}
}

func (sp *splitter) start(t xml.StartElement) {
	e := element{name: qualified(t.Name), local: strings.ToLower(t.Name.Local)}
	depth := len(sp.stack)
	switch {
	case sp.pos()-sp.from > maxTag, len(t.Attr) > maxAttrs, depth >= maxDepth:
		sp.fail(false)
		return
	case depth == 0:
		if sp.done = !roots[e.local]; sp.done {
			return
		}
		sp.root = e.local
	case sp.capture > 0 && depth > sp.capture && void[e.local]:
		sp.keep("<" + e.name + "/>")
		return
	case sp.capture > 0 && sp.skip == 0 && depth == sp.capture && sp.isItem(e.local) && sp.isItem(sp.stack[depth-1].local):
		sp.pop() // an item that nobody closed
		sp.start(t)
		return
	}
	e.tag, e.base = tag(t, e.name)
	sp.stack = append(sp.stack, e)
	sp.choose(t.Name.Space)
	sp.keep(e.tag)
}

// choose says of the element that was just opened whether it is kept.
func (sp *splitter) choose(space string) {
	depth := len(sp.stack)
	e := &sp.stack[depth-1]
	switch {
	case sp.capture == 0 && sp.holds(depth-1) && (sp.isItem(e.local) || e.local == "title" || e.local == "link"):
		sp.capture, sp.out, sp.children, sp.began = depth, sp.out[:0], 0, sp.from
	case sp.capture > 0 && sp.skip == 0 && depth == sp.capture+1 && sp.isItem(sp.stack[depth-2].local):
		if sp.children++; sp.children > maxChildren || !kept[e.local] || foreign[strings.ToLower(space)] {
			sp.skip = depth
		}
		sp.child, sp.pieces = len(sp.out), 0
	}
}

// holds reports whether items may stand in the element at a depth: the root or
// the channel right below it.
func (sp *splitter) holds(depth int) bool {
	return depth == 1 || depth == 2 && sp.stack[1].local == "channel"
}

func (sp *splitter) isItem(local string) bool {
	return local == "item" && sp.root != "feed" || local == "entry" && sp.root == "feed"
}

// end closes the last element of a name, and with it all that stand open
// within; where there is none, it means nothing.
func (sp *splitter) end(name string) {
	for i := len(sp.stack) - 1; i >= 0; i-- {
		if sp.stack[i].name == name {
			for len(sp.stack) > i && !sp.done {
				sp.pop()
			}
			break
		}
	}
	sp.done = sp.done || len(sp.stack) == 0 && sp.root != ""
}

// pop closes the innermost element.
func (sp *splitter) pop() {
	depth := len(sp.stack)
	e := sp.stack[depth-1]
	switch {
	case sp.skip > 0:
		if sp.skip == depth {
			sp.skip = 0
		}
	case sp.capture > 0:
		sp.keep("</" + e.name + ">")
		if depth == sp.capture+1 && sp.isDear(e.local) {
			sp.out = sp.out[:sp.child]
		}
	}
	sp.stack = sp.stack[:depth-1]
	if sp.capture == depth {
		sp.capture = 0
		sp.deliver(e)
	}
}

// isDear reports whether the child of an item that ends here is too long, or
// would cost gofeed too much.
func (sp *splitter) isDear(local string) bool {
	size := len(sp.out) - sp.child
	if size > article.MaxBody || size > maxShort && !long[local] {
		return true
	}
	if sp.pieces <= fewPieces {
		return false
	}
	more := int64(sp.pieces) * int64(size)
	if sp.work+more > maxWork {
		return true
	}
	sp.work += more
	return false
}

// deliver hands on what was kept: an item, or a title of the feed.
func (sp *splitter) deliver(e element) {
	if !sp.isItem(e.local) {
		if len(sp.head)+len(sp.out) <= maxShort {
			sp.head = append(sp.head, sp.out...)
			sp.holder = sp.around("")
		}
		return
	}
	p := &piece{xml: sp.around(string(sp.out))}
	for _, o := range append(sp.stack, e) {
		b, err := url.Parse(strings.TrimSpace(o.base))
		if o.base == "" || err != nil || len(o.base) > ingest.MaxURL {
			continue
		}
		if p.base != nil {
			b = p.base.ResolveReference(b)
		}
		p.base = b
	}
	sp.done = !sp.emit(p)
}

// around puts the elements that are open around s.
func (sp *splitter) around(s string) string {
	var b strings.Builder
	for _, e := range sp.stack {
		b.WriteString(e.tag)
	}
	b.WriteString(s)
	for i := len(sp.stack) - 1; i >= 0; i-- {
		b.WriteString("</" + sp.stack[i].name + ">")
	}
	return b.String()
}

// fail gives up the item at hand and goes on with the next one. Nothing can be
// done about a mistake before the root.
func (sp *splitter) fail(end bool) {
	if sp.root == "" {
		sp.done = true
		return
	}
	item, next := false, sp.pos()
	if sp.capture > 0 {
		item = sp.isItem(sp.stack[sp.capture-1].local)
		sp.stack = sp.stack[:sp.capture-1]
		if sp.budget -= next - sp.began; sp.budget > 0 {
			next = sp.began + 1 // a quotation that is not closed hides all that follows
		}
	}
	for len(sp.stack) > 1 && !sp.holds(len(sp.stack)) {
		sp.stack = sp.stack[:len(sp.stack)-1]
	}
	sp.capture, sp.skip = 0, 0
	more := sp.find(next)
	if more < 0 || sp.bad.Broken >= maxBroken {
		sp.done = true
	}
	switch {
	case more < 0 && !sp.isEnded():
		sp.bad.Cut = true // and this is what is wrong with the last item
		return
	case item || !end:
		sp.bad.Broken++
	}
	if sp.done {
		return
	}
	sp.goTo(more)
}

// isEnded reports whether the text ends as a whole feed does.
func (sp *splitter) isEnded() bool {
	return len(sp.stack) > 0 && strings.HasSuffix(strings.TrimSpace(sp.s), "</"+sp.stack[0].name+">")
}

// find returns where the next item begins, or -1.
func (sp *splitter) find(from int) int {
	name := "<item"
	if sp.root == "feed" {
		name = "<entry"
	}
	for from < len(sp.s) {
		i := strings.Index(sp.s[from:], name)
		if i < 0 {
			return -1
		}
		from += i
		if after := from + len(name); after < len(sp.s) && strings.IndexByte(" \t\r\n>", sp.s[after]) >= 0 {
			return from
		}
		from++
	}
	return -1
}

func qualified(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// tag writes a start tag anew, without its xml:base, which is returned: gofeed
// would build a tree of every text to resolve the links in it.
func tag(t xml.StartElement, name string) (s, base string) {
	var b strings.Builder
	b.WriteString("<" + name)
	for _, a := range t.Attr {
		if a.Name.Space == "xml" && a.Name.Local == "base" {
			base = a.Value
			continue
		}
		b.WriteString(" " + qualified(a.Name) + `="`)
		_ = xml.EscapeText(&b, []byte(a.Value)) // a Builder takes everything
		b.WriteString(`"`)
	}
	b.WriteString(">")
	return b.String(), base
}
