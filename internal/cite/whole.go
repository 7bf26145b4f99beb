package cite

import (
	"net/url"
	"strings"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// Lines that stand for the whole article are looked for in the first headParas
// and the last footParas paragraphs.
const (
	headParas = 8
	footParas = 8
	shortLine = 40 // tokens that such a line has at most
	mostLines = 64 // lines of furniture that are read
)

// whole finds what the article as a whole is credited to: datelines, bylines,
// closing lines, and furniture that says where the text comes from.
func (f *finder) whole() {
	n, lines := len(f.d.Paras), 0
	for i, p := range f.d.Paras {
		head, foot := i < headParas, i >= n-footParas
		if !head && !foot && (!f.d.Tokens[p.From].Skip || lines >= mostLines) {
			continue
		}
		lines++
		if i == 0 && f.headline(p) || head && (f.dateline(p) || f.bylineLine(p)) {
			continue
		}
		if f.closing(p) || f.republished(p, i >= n-3) || f.sourceLine(p) || f.copyright(p) {
			continue
		}
		if i >= n-3 {
			f.signature(p, i == n-1)
		}
	}
	f.bylines()
	f.address()
	f.furniture()
}

// wholeCite adds a citation for the whole article.
func (f *finder) wholeCite(o outlet, kind record.CitationKind, span, name text.Span) {
	for i := range f.cites {
		if c := &f.cites[i]; c.sent < 0 && c.outlet.name == o.name && c.credit == kind {
			return
		}
	}
	f.cites = append(f.cites, citation{outlet: o, credit: kind, span: span, name: name, sent: -1, through: -1})
}

// outletAt is the listed outlet whose name begins with token i of a line. A
// single word that may mean another thing counts behind "the" or a colon.
func (f *finder) outletAt(i int, p nlp.Range) (outlet, nlp.Range, bool) {
	if i < p.From || i >= p.To || !f.capital(i) && !f.is(i, lowName) {
		return outlet{}, nlp.Range{}, false
	}
	o, n := f.set.Match(func(k int) string {
		if i+k >= p.To {
			return ""
		}
		return f.low(i + k)
	})
	r := nlp.Range{From: i, To: i + n}
	if n == 0 || !o.Written(f.d.Words(r)) || f.personal(r) {
		return outlet{}, r, false
	}
	if o.Ordinary && n == 1 && (f.low(i-1) != "the" && f.low(i-1) != ":" || r.To < p.To && f.capital(r.To)) {
		return outlet{}, r, false
	}
	return outlet{o.Name, o.Domain, o.Kind}, r, true
}

// dateline reads "MOSCOW (AP) —" and "(Reuters) -" at the head of a paragraph.
func (f *finder) dateline(p nlp.Range) bool {
	for i := p.From; i < min(p.To, p.From+14); i++ {
		if f.low(i) == "(" {
			return f.datelineAt(i, p)
		}
		if f.low(i) == "/" && f.placeBefore(i, p) && f.datelineAt(i, p) {
			return true // "MOSCOW, June 5. /TASS/"
		}
		if t := &f.d.Tokens[i]; t.Shape == nlp.Lower && !f.is(i, days|between|lowName) && f.low(i) != "of" || f.low(i) == "." && i > p.From+8 {
			return false
		}
	}
	return false
}

func (f *finder) datelineAt(i int, p nlp.Range) bool {
	name := i + 1
	if f.low(name) == "the" {
		name++
	}
	o, r, ok := f.outletAt(name, p)
	if !ok {
		if o, r, ok = f.unlistedAgency(name, p); !ok {
			return false
		}
	}
	if f.low(r.To) == "photo" || f.low(r.To) != ")" && f.low(r.To) != "/" && f.low(r.To) != "," {
		return false
	}
	end, closing := r.To, ")"
	if f.low(i) == "/" {
		closing = "/"
	}
	for end < min(p.To, r.To+6) && f.low(end) != closing {
		end++
	}
	if !dash(f.low(end+1)) && !(end+1 < p.To && f.d.Tokens[end+1].Skip) && !f.placeBefore(i, p) {
		return false
	}
	f.taken = append(f.taken, nlp.Range{From: p.From, To: end})
	if !f.isOwn(o) {
		f.wholeCite(o, record.Wire, f.d.SpanOf(nlp.Range{From: i, To: min(end+1, p.To)}), f.d.SpanOf(r))
	}
	return true
}

// unlistedAgency reads a name in brackets that ends as agencies' do.
func (f *finder) unlistedAgency(i int, p nlp.Range) (outlet, nlp.Range, bool) {
	if i >= p.To || !f.capital(i) {
		return outlet{}, nlp.Range{}, false
	}
	r := f.run(i)
	switch f.low(r.To - 1) {
	case "agency", "press", "news", "service", "newswire", "media", "wire":
		return outlet{name: f.d.Words(r), kind: lexicon.Agency}, r, r.Len() > 1
	}
	return outlet{}, r, false
}

// placeBefore reports whether a place in capitals opens the line before token
// i: "MOSCOW (AP)".
func (f *finder) placeBefore(i int, p nlp.Range) bool {
	return i > p.From && f.d.Tokens[p.From].Shape == nlp.Upper
}

func dash(w string) bool {
	return strings.HasPrefix(w, "-") || w == "–" || w == "—" || w == "——"
}

// headline reads "AP: Chair routed money to lobbyists" in the first line.
func (f *finder) headline(p nlp.Range) bool {
	at := p.From
	if f.low(at) == "the" {
		at++
	}
	o, r, ok := f.outletAt(at, p)
	if !ok || o.kind == lexicon.Programme || f.low(r.To) != ":" || r.To+2 >= p.To {
		return false
	}
	f.taken = append(f.taken, nlp.Range{From: p.From, To: r.To + 1})
	f.wholeCite(o, record.CreditTo, f.d.SpanOf(nlp.Range{From: p.From, To: r.To + 1}), f.d.SpanOf(r))
	return true
}

// bylineLine reads a short line that names who wrote the text: "By Jane Doe,
// Associated Press", or the agency alone.
func (f *finder) bylineLine(p nlp.Range) bool {
	if p.Len() > 16 {
		return false
	}
	by := f.low(p.From) == "by"
	for i := p.From; i < p.To; i++ {
		o, r, ok := f.outletAt(i, p)
		if !ok || f.isOwn(o) || o.kind == lexicon.Programme {
			continue
		}
		first := r.From
		if f.low(first-1) == "the" {
			first--
		}
		behind := f.low(first - 1)
		alone := first == p.From && (r.To == p.To || dash(f.low(r.To)) || f.low(r.To) == "|" || f.low(r.To) == "," && f.is(r.To+1, days|between))
		if alone && o.kind == lexicon.Agency || by && (first == p.From+1 || !f.is(first-1, describes) && (behind == "," || behind == "|" || behind == "of" || behind == "for" || behind == "/" || behind == "(" || dash(behind) || behind == "•")) {
			f.taken = append(f.taken, p)
			f.wholeCite(o, record.Wire, f.d.SpanOf(p), f.d.SpanOf(r))
			return true
		}
	}
	return false
}

// bylines reads the outlets in the authors that came with the article.
func (f *finder) bylines() {
	if f.r.Article == nil {
		return
	}
	for _, b := range f.r.Article.Byline[:min(len(f.r.Article.Byline), mostLines)] {
		for _, part := range strings.FieldsFunc(strings.TrimPrefix(b, "By "), func(c rune) bool {
			return c == ',' || c == '|' || c == '(' || c == ')' || c == '/' || c == '—' || c == '–'
		}) {
			o, ok := f.set.Named(strings.TrimSpace(part))
			if ok && !f.isOwn(outlet{o.Name, o.Domain, o.Kind}) && (!o.Ordinary || part != b) && o.Written(strings.TrimPrefix(strings.TrimSpace(part), "The ")) && o.Kind != lexicon.Programme {
				f.wholeCite(outlet{o.Name, o.Domain, o.Kind}, record.Wire, text.Span{}, text.Span{})
			}
		}
	}
}

// address reads in the article's own address the folder in which a paper keeps what
// it carries of an agency unchanged: "/wires/afp/…", "/aponline/…", "/reuters/…".
func (f *finder) address() {
	if f.r.Article == nil {
		return
	}
	u, err := url.Parse(strings.TrimSpace(f.r.Article.URL))
	if err != nil {
		return
	}
	folders := strings.Split(strings.Trim(strings.ToLower(u.Path), "/"), "/")
	for i, name := range folders[:len(folders)-1] {
		short, online := strings.CutSuffix(name, "online")
		if !(i == 0 && (online || len(name) > 2) || i > 0 && wireFolders[folders[i-1]]) {
			continue // "/pa/" is a state as well
		}
		if o, ok := f.set.Named(strings.ReplaceAll(short, "-", " ")); ok && o.Kind == lexicon.Agency && !f.isOwn(outlet{o.Name, o.Domain, o.Kind}) {
			f.wholeCite(outlet{o.Name, o.Domain, o.Kind}, record.Wire, text.Span{}, text.Span{})
		}
	}
}

var wireFolders = map[string]bool{"wires": true, "wire": true, "newswires": true, "agencies": true}

// closing reads "The Associated Press contributed to this report", "With files
// from Reuters" and their like.
func (f *finder) closing(p nlp.Range) bool {
	if p.Len() > shortLine || !f.says(p, "contributed") && !f.opensWith(p) {
		return false
	}
	found := false
	for i := p.From; i < p.To; i++ {
		o, r, ok := f.outletAt(i, p)
		if !ok {
			continue
		}
		if !f.isOwn(o) {
			f.wholeCite(o, record.CreditTo, f.d.SpanOf(p), f.d.SpanOf(r))
			found = true
		}
		i = r.To - 1
	}
	if !found && f.opensWith(p) {
		found = f.closingGuess(p)
	}
	if found {
		f.taken = append(f.taken, p)
	}
	return found
}

// closingGuess reads a name that no list has behind "from" or "by" of a closing
// line: "Information from: Erie Times-News".
func (f *finder) closingGuess(p nlp.Range) bool {
	for i := p.From + 1; i < min(p.To, p.From+10); i++ {
		switch f.low(i - 1) {
		case "from", "by", ":", "the":
		default:
			continue
		}
		if !f.capital(i) {
			continue
		}
		r := f.run(i)
		if !f.looksNamed(r) || r.Len() < 2 {
			return false
		}
		f.wholeCite(outlet{name: f.d.Words(r)}, record.CreditTo, f.d.SpanOf(nlp.Range{From: p.From, To: r.To}), f.d.SpanOf(r))
		return true
	}
	return false
}

// opensWith reports whether the line begins "With reporting by", "Additional
// reporting from", "(With inputs from agencies)".
func (f *finder) opensWith(p nlp.Range) bool {
	i := p.From
	for i < p.To && !f.d.Tokens[i].Word() {
		i++
	}
	switch f.low(i) {
	case "with":
		for k := i + 1; k < min(p.To, i+5); k++ {
			switch f.low(k) {
			case "files", "reporting", "inputs", "input", "material", "additional", "contributions", "reports", "wires", "agencies", "information":
				return true
			}
		}
		o, r, ok := f.outletAt(i+1, p)
		return ok && o.kind == lexicon.Agency && p.To-r.To <= 4
	case "additional":
		return f.low(i+1) == "reporting"
	case "reporting":
		return f.low(i+1) == "by" || f.low(i+1) == "from"
	case "information", "material":
		return f.low(i+1) == "from"
	}
	return false
}

func (f *finder) says(p nlp.Range, word string) bool {
	for i := p.From; i < p.To; i++ {
		if f.low(i) == word {
			return f.low(i+1) == "to" || f.low(i+1) == "reporting" || i+1 >= p.To-1
		}
	}
	return false
}

// republished reads "This story was originally published by The Arroyo
// Report", "Republished from The Conversation under a licence".
func (f *finder) republished(p nlp.Range, last bool) bool {
	if p.Len() > 3*shortLine {
		return false
	}
	for i := p.From; i < min(p.To, p.From+30); i++ {
		at := f.republishedAt(i, p, last)
		if at < 0 {
			continue
		}
		for ; at < min(p.To, i+6) && !f.capital(at); at++ {
		}
		if f.low(at) == "the" {
			at++
		}
		o, r, ok := f.outletAt(at, p)
		if !ok {
			if at >= p.To || !f.capital(at) {
				return false
			}
			r = f.run(at)
			o.name = f.d.Words(r)
			if f.low(at-1) == "the" && f.capital(at-1) {
				o.name = f.d.Words(nlp.Range{From: at - 1, To: at}) + " " + o.name
			}
		}
		if f.isOwn(o) {
			return false
		}
		f.taken = append(f.taken, p)
		f.wholeCite(o, record.Republication, f.d.SpanOf(nlp.Range{From: p.From, To: r.To}), f.d.SpanOf(r))
		return true
	}
	return false
}

// republishedAt is the token behind "originally published by", "republished
// from", at token i; -1 where they don't stand there.
func (f *finder) republishedAt(i int, p nlp.Range, last bool) int {
	k := i
	switch f.low(k) {
	case "original":
		if f.low(k-1) == "the" && f.low(k+1) == "appeared" {
			k++
			break
		}
		if f.low(k-1) != "the" || f.low(k-2) != "read" && f.low(k-2) != "see" || !f.is(k+1, story) {
			return -1
		}
		k++
	case "originally", "first":
		k++
		switch f.low(k) {
		case "published", "appeared", "ran", "posted", "aired":
		default:
			return -1
		}
		if !f.thisStory(p, i) && !(last && f.low(i) == "originally" && f.low(k) == "appeared") {
			return -1 // the feed of a site ends with its headline and "originally appeared on"
		}
	case "republished", "reprinted", "syndicated", "reposted", "cross-posted", "reproduced", "excerpted", "adapted":
		if i > p.From+1 && !f.thisStory(p, i) {
			return -1
		}
	default:
		return -1
	}
	for k++; k < min(p.To, i+9); k++ {
		switch f.low(k) {
		case "by", "in", "on", "from", "at", "of":
			return k + 1
		}
	}
	return -1
}

// thisStory reports whether the line speaks of the article itself before token
// i.
func (f *finder) thisStory(p nlp.Range, i int) bool {
	for k := p.From; k < i; k++ {
		if f.is(k, story) && (k == p.From || f.is(k-1, story|qualifies) || f.low(k-1) == "this" || f.low(k-1) == "the" || f.low(k-1) == "opinion") {
			return f.low(k-1) != "the" || k-1 == p.From
		}
	}
	return false
}
