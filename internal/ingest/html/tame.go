package html

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	dom "golang.org/x/net/html"

	"github.com/hearsay-news/hearsay/article"
)

// Limits on the tree of a page.
const (
	maxDepth = 100     // open elements; pages of today have 40
	maxTags  = 100_000 // a long live blog has some 30,000
)

// parse returns the tree of a page. The markup is tamed first: HTML parsing
// repairs what is broken, and a page can be written so that the repair costs
// the square of its size. What is left out carries no words of a story:
// scripts, styles, drawings, comments. The error is a refusal.
func parse(s string) (*dom.Node, error) {
	t := tamer{z: dom.NewTokenizer(strings.NewReader(s)), excess: map[string]int{}, loose: map[string]bool{}}
	t.out.Grow(len(s))
	if err := t.run(); err != nil {
		return nil, err
	}
	doc, err := dom.Parse(&t.out)
	if err != nil {
		return nil, article.Refuse(article.Malformed, "the elements of the page are nested too deeply; save it again from a browser, or give the text")
	}
	return doc, nil
}

// tamer copies markup from a tokenizer and keeps count of what is open.
type tamer struct {
	z      *dom.Tokenizer
	out    bytes.Buffer
	open   []string        // open elements that only an end tag closes, and table cells
	excess map[string]int  // start tags left out for depth, by name
	loose  map[string]bool // elements that close by themselves (p, li, a) and may be open
	tags   int
	mute   bool   // inside a script or another element whose content is left out
	skip   string // inside svg, math or select, whose content is left out
}

func (t *tamer) run() error {
	for {
		switch t.z.Next() {
		case dom.ErrorToken:
			if err := t.z.Err(); err != io.EOF {
				return article.Refuse(article.Malformed, "the markup can't be read; save the page again from a browser, or give the text")
			}
			return nil
		case dom.TextToken:
			t.text()
		case dom.DoctypeToken:
			if t.tags == 0 {
				t.out.Write(t.z.Raw())
			}
		case dom.StartTagToken, dom.SelfClosingTagToken:
			t.start()
			if t.tags > maxTags {
				return article.Refuse(article.TooLarge, fmt.Sprintf("the page has over %d elements; give the text", maxTags))
			}
		case dom.EndTagToken:
			t.end()
		}
	}
}

func (t *tamer) text() {
	raw := t.z.Raw()
	if t.mute || t.skip != "" {
		return
	}
	if t.top() == "table" {
		if len(bytes.TrimSpace(raw)) == 0 {
			return
		}
		t.cell()
	}
	t.out.Write(raw)
}

func (t *tamer) start() {
	raw := bytes.Clone(t.z.Raw()) // reading attributes changes it
	tag, _ := t.z.TagName()
	name := string(tag)
	data := name == "script" && t.isData()
	if t.skip != "" && !blocks[name] && !data {
		t.z.NextIsNotRawText()
		return
	}
	t.skip = ""
	switch {
	case data:
	case mute[name]:
		t.mute = true
		return
	case name == "plaintext":
		t.z.NextIsNotRawText()
		return
	case skip[name]:
		if !bytes.HasSuffix(raw, []byte("/>")) {
			t.skip = name
		}
		return
	case ignore[name]:
		return
	}
	t.tags++
	t.place(name, raw)
}

// isData reports whether the script that starts holds JSON-LD.
func (t *tamer) isData() bool {
	for {
		key, val, more := t.z.TagAttr()
		if string(key) == "type" {
			return strings.Contains(strings.ToLower(string(val)), "ld+json")
		}
		if !more {
			return false
		}
	}
}

// place writes a start tag where it belongs.
func (t *tamer) place(name string, raw []byte) {
	switch {
	case once[name]:
		if !t.loose[name] {
			t.loose[name] = true
			t.out.Write(raw)
		}
		return
	case name == "td" || name == "th" || name == "caption" || row[name]:
		t.part(name, raw)
		return
	}
	if t.top() == "table" && name != "script" {
		t.cell()
	}
	switch {
	case void[name] || name == "script" || name == "title":
		t.out.Write(raw)
	case loose[name]:
		t.loose[name] = true
		t.out.Write(raw)
	case name == "form" && t.find("form") >= 0:
		t.excess[name]++ // the parser leaves out a form within a form
	case len(t.open) >= maxDepth:
		t.excess[name]++
		if blocks[name] {
			t.out.WriteString("<p>")
		}
	case format[name]:
		// Left open, these would be opened again in every paragraph to come.
		t.open = append(t.open, "span")
		t.out.WriteString("<span")
		t.out.Write(raw[1+len(name):])
	default:
		t.open = append(t.open, name)
		t.out.Write(raw)
	}
}

// part writes a part of a table, if there is a table.
func (t *tamer) part(name string, raw []byte) {
	i := len(t.open) - 1
	for i >= 0 && t.open[i] != "table" {
		i--
	}
	if i < 0 {
		return
	}
	t.open = t.open[:i+1]
	if !row[name] {
		t.open = append(t.open, "td")
	}
	t.out.Write(raw)
}

// cell opens a cell for what stands in a table outside of all cells, which the
// parser would otherwise move in front of the table, word by word.
func (t *tamer) cell() {
	t.open = append(t.open, "td")
	t.out.WriteString("<tr><td>")
}

func (t *tamer) end() {
	tag, _ := t.z.TagName()
	name := string(tag)
	switch {
	case t.mute:
		t.mute = false
		return
	case t.skip != "":
		if name == t.skip {
			t.skip = ""
			return
		}
		if !blocks[name] {
			return
		}
		t.skip = ""
	case mute[name] && name != "script", skip[name], ignore[name], once[name], void[name]:
		return
	}
	switch {
	case format[name]:
		name = "span"
	case name == "th" || name == "caption":
		name = "td"
	}
	t.close(name)
}

func (t *tamer) close(name string) {
	switch {
	case name == "script" || name == "title":
		t.out.WriteString("</" + name + ">")
		return
	case row[name]:
		return // the next row or the end of the table closes it
	case loose[name]:
		if t.loose[name] {
			t.loose[name] = false
			t.out.WriteString("</" + name + ">")
		}
		return
	case t.excess[name] > 0:
		t.excess[name]--
		return
	}
	if i := t.find(name); i >= 0 {
		t.open = t.open[:i]
		if name != "td" { // what comes next closes a cell, of whichever kind
			t.out.WriteString("</" + name + ">")
		}
	}
}

// find returns the index of the open element that an end tag closes, or -1 if
// the parser would pay the tag no heed.
func (t *tamer) find(name string) int {
	for i := len(t.open) - 1; i >= 0; i-- {
		switch open := t.open[i]; {
		case open == name:
			return i
		case open == "table" || open == "template" || open == "td" && name != "table":
			return -1
		case blocks[open] && !blocks[name]:
			return -1
		}
	}
	return -1
}

func (t *tamer) top() string {
	if len(t.open) == 0 {
		return ""
	}
	return t.open[len(t.open)-1]
}

func set(names string) map[string]bool {
	m := map[string]bool{}
	for n := range strings.FieldsSeq(names) {
		m[n] = true
	}
	return m
}

// The elements, by how they are treated.
var (
	mute   = set("script style textarea iframe noembed noframes noscript xmp") // the tokenizer reads their content as one text
	skip   = set("svg math select")
	ignore = set("img image source track embed param area col colgroup wbr object applet marquee frame frameset option optgroup keygen")
	once   = set("html head body")
	void   = set("br hr meta link base input")
	loose  = set("p li dt dd a")
	row    = set("tr tbody thead tfoot")
	format = set("b big code em font i nobr s small strike strong tt u")
	blocks = set(`address article aside blockquote button center dd details dialog dir div dl dt fieldset figcaption
		figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table td th tr
		caption tbody thead tfoot ul`)
)
