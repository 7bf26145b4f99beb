package html

import (
	"encoding/json"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	dom "golang.org/x/net/html"
	"golang.org/x/net/publicsuffix"
	"golang.org/x/text/language"

	"github.com/hearsay-news/hearsay/article"
)

// meta is what a page says of itself. Where it says a thing more than once,
// the first of these is believed:
//
//	title      JSON-LD headline, og:title, microdata headline, twitter:title, Dublin Core,
//	           Parse.ly, Sailthru, the only h1, <title> without the name of the site
//	authors    JSON-LD author, microdata author, Parse.ly, author, article:author, Dublin Core,
//	           Sailthru, links with rel=author; after those, the byline that readability sees
//	published  JSON-LD datePublished, article:published_time, microdata datePublished, Parse.ly,
//	           Sailthru, Dublin Core, other meta names, <time>, the day in the address
//	modified   JSON-LD dateModified, article:modified_time, og:updated_time, microdata, Dublin Core
//	site       og:site_name, JSON-LD publisher, JSON-LD WebSite, application-name, Dublin Core
//	address    link rel=canonical, og:url, JSON-LD url, the address that the page was read from
//	language   html lang, JSON-LD inLanguage, og:locale, content-language
//
// A day without a time gives way to a time on the same day from a later place.
type meta struct {
	title, site, address string
	origin               string // canonical address on another site: whose story the page carries
	base                 *url.URL
	authors              []string
	published, modified  article.Moment
	language             string
	text                 string // the story as JSON-LD gives it; most pages don't
	isArticle, isList    bool   // what the page says that it is
	locked               bool   // not free to read
}

// Limits on what is taken from the head of a page, in bytes.
const (
	maxTitle   = 1000
	maxAuthor  = 120
	maxAuthors = 30
	maxData    = 2 << 20 // one JSON-LD script
)

// found is the raw material of meta, as it stands in the tree.
type found struct {
	named       map[string][]string // content of meta elements by name, property or itemprop, in small letters
	item        map[string][]string // microdata of the article; authors are names
	links       map[string]string   // first href by rel: canonical, base, …
	lang, title string
	h1          []string
	data        []string // JSON-LD
	authors     []string // words of links with rel=author
	times       []stamp
}

// stamp is a <time> element.
type stamp struct{ when, class string }

func readMeta(doc *dom.Node, address string) *meta {
	f := &found{named: map[string][]string{}, item: map[string][]string{}, links: map[string]string{}}
	f.walk(doc, false)
	g := readGraph(f.data)
	m := &meta{text: g.get("articleBody"), locked: g.locked()}
	m.setAddress(f, g, address)
	m.setTitle(f, g)
	m.setAuthors(f, g)
	m.published = pick(append(append([]string{g.get("datePublished")}, f.published()...), dayIn(m.address))...)
	m.modified = pick(append([]string{g.get("dateModified")}, f.modified()...)...)
	m.language = code(first(f.lang, g.get("inLanguage"), f.get("og:locale"), f.get("content-language")))
	kind := strings.ToLower(f.get("og:type"))
	m.isArticle = g.article != nil || kind == "article" || len(f.item["articlebody"])+len(f.item["headline"]) > 0
	m.isList = !m.isArticle && (g.isList || kind == "website" && isHome(m.address))
	return m
}

// fill puts what is known into a.
func (m *meta) fill(a *article.Article) {
	a.URL, a.Title, a.Byline = m.address, m.title, m.authors
	a.Published, a.Modified, a.Language = m.published, m.modified, m.language
	a.Outlet = article.Outlet{Name: m.site, Domain: domain(m.address)}
	if m.origin != "" {
		v, _ := json.Marshal(m.origin)
		a.Extra = map[string]json.RawMessage{"canonical": v}
	}
}

// walk gathers what a tree says. Menus, asides and lists of other stories are
// read for metadata too, but not for times and authors.
func (f *found) walk(n *dom.Node, outside bool) {
	if n.Type == dom.ElementNode {
		f.element(n, outside)
		outside = outside || n.Data == "nav" || n.Data == "aside" || n.Data == "footer" || n.Data == "ul" || n.Data == "form"
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		f.walk(c, outside)
	}
}

func (f *found) element(n *dom.Node, outside bool) {
	switch n.Data {
	case "html":
		f.lang = attr(n, "lang")
	case "meta":
		f.meta(n)
	case "base":
		f.link("base", n)
	case "link", "a":
		for rel := range strings.FieldsSeq(strings.ToLower(attr(n, "rel"))) {
			if n.Data == "link" {
				f.link(rel, n)
			} else if rel == "author" && !outside && len(f.authors) < maxAuthors {
				f.authors = append(f.authors, words(n, maxAuthor))
			}
		}
	case "title":
		if f.title == "" {
			f.title = words(n, maxTitle)
		}
	case "h1":
		if len(f.h1) < 2 {
			f.h1 = append(f.h1, words(n, maxTitle))
		}
	case "script":
		if n.FirstChild != nil && len(n.FirstChild.Data) <= maxData && len(f.data) < 50 {
			f.data = append(f.data, n.FirstChild.Data)
		}
	case "time":
		if !outside && len(f.times) < 20 {
			f.times = append(f.times, stamp{attr(n, "datetime"), strings.ToLower(attr(n, "class") + " " + attr(n, "itemprop"))})
		}
	}
	if p := attr(n, "itemprop"); p != "" && !outside {
		f.microdata(n, p)
	}
}

func (f *found) meta(n *dom.Node) {
	value := strings.TrimSpace(attr(n, "content"))
	if value == "" {
		return
	}
	for _, key := range []string{"property", "name", "http-equiv"} {
		k := strings.ToLower(strings.TrimSpace(attr(n, key)))
		if k != "" && len(f.named[k]) < maxAuthors {
			f.named[k] = append(f.named[k], value)
		}
	}
}

func (f *found) link(rel string, n *dom.Node) {
	if href := strings.TrimSpace(attr(n, "href")); f.links[rel] == "" && href != "" {
		f.links[rel] = href
	}
}

// microdata keeps the property of an element, unless it belongs to a thing
// within the article, such as the address of its publisher.
func (f *found) microdata(n *dom.Node, prop string) {
	for p := range strings.FieldsSeq(strings.ToLower(prop)) {
		switch p {
		case "headline", "datepublished", "datemodified", "inlanguage", "articlebody", "author", "publisher":
		default:
			continue
		}
		if of := itemType(n); of != "" && !isStory(of) || len(f.item[p]) >= maxAuthors {
			continue
		}
		f.item[p] = append(f.item[p], itemValue(n, p))
	}
}

// itemType is the type of the thing that a property belongs to, or "".
func itemType(n *dom.Node) string {
	for p := n.Parent; p != nil; p = p.Parent {
		if hasAttr(p, "itemscope") {
			return attr(p, "itemtype")
		}
	}
	return ""
}

func itemValue(n *dom.Node, prop string) string {
	switch {
	case attr(n, "content") != "":
		return attr(n, "content")
	case attr(n, "datetime") != "":
		return attr(n, "datetime")
	case prop == "articlebody":
		return "yes"
	case prop == "author" || prop == "publisher":
		if name := find(n, func(c *dom.Node) bool { return attr(c, "itemprop") == "name" }); name != nil {
			return first(attr(name, "content"), words(name, maxAuthor))
		}
	}
	return words(n, maxTitle)
}

// get is the first value of the first of names that the page gives.
func (f *found) get(names ...string) string {
	for _, n := range names {
		if v := f.named[n]; len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

func (f *found) props(name string) string { return first(f.item[name]...) }

func (f *found) published() []string {
	out := []string{
		f.get("article:published_time"), f.props("datepublished"), f.get("parsely-pub-date"), f.get("sailthru.date"),
		f.get("dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date", "dc.date.created"),
		f.get("og:article:published_time", "og:published_time", "datepublished", "pubdate", "publishdate", "publish-date", "publication_date", "article.published", "date", "cxenseparse:recs:publishtime"),
	}
	var weak []string
	for _, t := range f.times {
		switch {
		case strings.Contains(t.class, "updat") || strings.Contains(t.class, "modif"):
		case strings.Contains(t.class, "publi") || strings.Contains(t.class, "entry-date"):
			out = append(out, t.when)
		default:
			weak = append(weak, t.when)
		}
	}
	if len(weak) > 0 {
		out = append(out, weak[0])
	}
	return out
}

func (f *found) modified() []string {
	out := []string{
		f.get("article:modified_time", "og:article:modified_time"), f.get("og:updated_time"), f.props("datemodified"),
		f.get("dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "revised"),
	}
	for _, t := range f.times {
		if strings.Contains(t.class, "updat") || strings.Contains(t.class, "modif") {
			out = append(out, t.when)
		}
	}
	return out
}

// setAddress settles where the page stands. A canonical address on another
// site means that this one carries a story of that site; the page's own
// address is kept, since it is this outlet that published it here. Caches and
// archives are believed when they name the original.
func (m *meta) setAddress(f *found, g *graph, address string) {
	own := web(nil, address)
	m.base = own
	if b := web(own, f.links["base"]); b != nil {
		m.base = b
	}
	for _, s := range []string{f.links["canonical"], f.get("og:url"), g.get("url"), g.get("mainEntityOfPage")} {
		u := web(m.base, s)
		switch {
		case u == nil || isHome(u.String()) && own != nil && !isHome(own.String()):
			continue
		case own == nil || site(u) == site(own) || isMirror(own.Hostname()):
			m.address = u.String()
			if m.base == nil {
				m.base = u
			}
		default:
			m.address, m.origin = own.String(), u.String()
		}
		return
	}
	m.address = address
	if own != nil {
		m.address = own.String()
	}
}

func (m *meta) setTitle(f *found, g *graph) {
	m.site = f.site(g)
	only := ""
	if len(f.h1) == 1 && len(f.h1[0]) < 300 {
		only = f.h1[0]
	}
	for _, t := range []string{g.get("headline"), f.get("og:title"), f.props("headline"), f.get("twitter:title"),
		f.get("dc.title", "dcterms.title"), f.get("parsely-title"), f.get("sailthru.title"), only, f.title} {
		m.title = withoutSite(line(stripTags(t), maxTitle), m.site, domain(m.address))
		if m.title != "" && letters(m.title) != letters(m.site) {
			break
		}
	}
	// A headline may be cut to fit: "Mayor of Velgrad resigns after …".
	if cut := strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(m.title, "…"), "..."), " "); cut != m.title && strings.HasPrefix(only, cut) {
		m.title = only
	}
}

// site is the name of the site; an address is no name.
func (f *found) site(g *graph) string {
	for _, s := range []string{f.get("og:site_name"), g.nameOf("publisher"), g.site, f.get("application-name"), f.get("dc.publisher"), f.props("publisher")} {
		if s = line(stripTags(s), maxAuthor); s != "" && web(nil, s) == nil {
			return s
		}
	}
	return ""
}

func (m *meta) setAuthors(f *found, g *graph) {
	if m.authors = g.authors(); len(m.authors) > 0 {
		return
	}
	for _, names := range [][]string{
		f.item["author"], f.named["parsely-author"], f.named["author"], f.named["article:author"], f.named["byl"],
		f.named["dc.creator"], f.named["dcterms.creator"], f.named["sailthru.author"], f.authors,
	} {
		for _, n := range names {
			m.authors = addAuthors(m.authors, splitAuthors(n)...)
		}
		if len(m.authors) > 0 {
			return
		}
	}
}

// pick is the first of dates that can be read. Where it is a day alone, a
// later one that gives the time within that day (wherever on Earth) wins.
func pick(dates ...string) (m article.Moment) {
	for _, s := range dates {
		got := moment(s)
		switch {
		case got.IsZero():
		case m.IsZero():
			m = got
		case m.DayOnly && !got.DayOnly && got.Time.Sub(m.Time).Abs() < 38*time.Hour && sameDay(m, got):
			return got
		}
		if !m.IsZero() && !m.DayOnly {
			return m
		}
	}
	return m
}

func sameDay(day, t article.Moment) bool {
	d := day.Time.Format(time.DateOnly)
	return d == t.Time.Format(time.DateOnly) || d == t.Time.UTC().Format(time.DateOnly)
}

// zones are the names of time zones that pages write; Go reads such a name as
// a zone of no offset.
var zones = map[string]string{
	"EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500", "MST": "-0700", "MDT": "-0600",
	"PST": "-0800", "PDT": "-0700", "UTC": "+0000", "GMT": "+0000", "BST": "+0100", "CET": "+0100",
	"CEST": "+0200", "EET": "+0200", "EEST": "+0300", "MSK": "+0300", "JST": "+0900", "AEST": "+1000", "AEDT": "+1100",
}

// moment reads a date as pages write it; what can't be read is the zero one.
func moment(s string) article.Moment {
	s = strings.Join(strings.Fields(s), " ")
	if s == "" || len(s) > 64 {
		return article.Moment{}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 1e9 {
		if n > 1e11 {
			n /= 1000
		}
		return article.At(time.Unix(n, 0).UTC())
	}
	if i := strings.LastIndexByte(s, ' '); i > 0 && zones[s[i+1:]] != "" {
		s = s[:i+1] + zones[s[i+1:]]
	}
	for _, form := range []string{s, isoForm(s), strings.Replace(s, ", ", " ", 1)} {
		if m, err := article.ParseMoment(form); err == nil {
			return m
		}
	}
	return article.Moment{}
}

// isoForm is "2026-03-01 09:00 +0100" as 2026-03-01T09:00+0100.
func isoForm(s string) string {
	if len(s) > len("2026-03-01 ") && s[4] == '-' && s[7] == '-' && s[10] == ' ' {
		return s[:10] + "T" + strings.ReplaceAll(s[11:], " ", "")
	}
	return s
}

// dayIn is the day in an address like …/2026/03/01/…, or "".
func dayIn(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	parts := strings.Split(u.Path, "/")
	for i := 0; i+2 < len(parts) && i < 20; i++ {
		if len(parts[i]) != 4 || len(parts[i+1]) != 2 || len(parts[i+2]) != 2 {
			continue
		}
		day := strings.Join(parts[i:i+3], "-")
		if t, err := time.Parse(time.DateOnly, day); err == nil && t.Year() > 1990 {
			return day
		}
	}
	return ""
}

// code is the two letters of a language tag: "en" for en_GB, "" for nonsense.
func code(tag string) string {
	tag, _, _ = strings.Cut(strings.TrimSpace(tag), ",")
	if len(tag) > 35 {
		return ""
	}
	t, err := language.Parse(strings.ReplaceAll(tag, "_", "-"))
	if err != nil {
		return ""
	}
	if base, sure := t.Base(); sure != language.No && len(base.String()) == 2 {
		return base.String()
	}
	return ""
}

// web resolves an address of the World Wide Web, or is nil.
func web(base *url.URL, s string) *url.URL {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 4096 {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil {
		return nil
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil
	}
	u.User = nil
	return u
}

// domain is the host of an address in small letters, without "www.".
func domain(address string) string {
	u := web(nil, address)
	if u == nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// site is the part of a host that one owner has registered.
func site(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	if s, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return s
	}
	return host
}

func isHome(address string) bool {
	u := web(nil, address)
	return u != nil && strings.Trim(u.Path, "/") == "" && u.RawQuery == ""
}

// isMirror reports whether a host shows pages of others: an archive, a cache,
// or a machine without a name.
func isMirror(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil || host == "localhost" {
		return true
	}
	for _, m := range []string{"ampproject.org", "archive.org", "archive.ph", "archive.is", "archive.today", "googleusercontent.com"} {
		if host == m || strings.HasSuffix(host, "."+m) {
			return true
		}
	}
	return false
}

// attr is the value of an attribute, or "".
func attr(n *dom.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}

func hasAttr(n *dom.Node, key string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return true
		}
	}
	return false
}

// find returns the first node below n, in the order of the page, that ok holds
// for, or nil.
func find(n *dom.Node, ok func(*dom.Node) bool) *dom.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if ok(c) {
			return c
		}
		if hit := find(c, ok); hit != nil {
			return hit
		}
	}
	return nil
}

// words is the text below n on one line, cut to at most limit bytes.
func words(n *dom.Node, limit int) string {
	var b strings.Builder
	var walk func(*dom.Node)
	walk = func(n *dom.Node) {
		if n.Type == dom.TextNode {
			s := n.Data
			b.WriteString(s[:min(len(s), max(0, 4*limit-b.Len()))])
		}
		for c := n.FirstChild; c != nil && b.Len() < 4*limit; c = c.NextSibling {
			walk(c)
			if blocks[c.Data] || c.Data == "br" {
				b.WriteByte(' ')
			}
		}
	}
	walk(n)
	return line(b.String(), limit)
}

// first is the first of values that is not empty.
func first(values ...string) string {
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			return v
		}
	}
	return ""
}
