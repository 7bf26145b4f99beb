package cite

import (
	"net/url"
	"strings"

	"github.com/hearsay-news/hearsay/article"
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
	if o.Ordinary && n == 1 && f.low(i-1) != "the" && f.low(i-1) != ":" {
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
	if o.name != f.own.name {
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
		if !ok || o.name == f.own.name || o.kind == lexicon.Programme {
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
			if ok && o.Name != f.own.name && (!o.Ordinary || part != b) && o.Written(strings.TrimPrefix(strings.TrimSpace(part), "The ")) && o.Kind != lexicon.Programme {
				f.wholeCite(outlet{o.Name, o.Domain, o.Kind}, record.Wire, text.Span{}, text.Span{})
			}
		}
	}
}

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
		if o.name != f.own.name {
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
			if f.low(at) == "permission" || f.low(at) == "the" || f.mark(at) {
				continue
			}
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
		if o.name == f.own.name {
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

// sourceLine reads "Source: Reuters" and "Source: https://…" on a line of its
// own.
func (f *finder) sourceLine(p nlp.Range) bool {
	if p.Len() > shortLine || f.low(p.From+1) != ":" {
		return false
	}
	switch f.low(p.From) {
	case "source", "sources", "via", "источник", "джерело", "read", "quelle", "fuente":
	default:
		return false
	}
	if f.low(p.From) == "read" {
		return false
	}
	span := f.d.SpanOf(p)
	line := span.In(f.d.Text)
	if host := hostIn(line); host != "" {
		if f.inFurniture(span) {
			return false // furniture says more
		}
		f.taken = append(f.taken, p)
		f.wholeCite(f.hostOutlet(host), record.CreditTo, span, text.Span{})
		return true
	}
	at := p.From + 2
	if f.low(at) == "the" {
		at++
	}
	o, r, ok := f.outletIn(at, p)
	if !ok {
		return false
	}
	f.taken = append(f.taken, p)
	if !f.isOwn(o) {
		f.wholeCite(o, record.CreditTo, span, f.d.SpanOf(r))
	}
	f.sourceCites(r.To, p)
	return true
}

// outletIn is the listed outlet at token i of a source line or, failing that,
// the capitalised name that stands there, up to a comma or the end.
func (f *finder) outletIn(i int, p nlp.Range) (outlet, nlp.Range, bool) {
	if o, r, ok := f.outletAt(i, p); ok {
		return o, r, true
	}
	if i >= p.To || !f.capital(i) {
		return outlet{}, nlp.Range{}, false
	}
	r := f.run(i)
	if r.To < p.To && f.d.Tokens[r.To].Word() || f.person(r) || f.d.Words(r) == strings.ToUpper(f.d.Words(r)) && r.Len() > 1 {
		return outlet{}, r, false
	}
	return outlet{name: f.called(r)}, r, true
}

// called is the name that r writes, with "The" where it is part of it.
func (f *finder) called(r nlp.Range) string {
	name := possessor(strings.ReplaceAll(f.d.Words(r), "’s", "'s"))
	if f.low(r.From-1) == "the" && f.capital(r.From-1) && (r.Len() > 1 || !f.opens(r.From-1)) {
		name = f.d.Words(nlp.Range{From: r.From - 1, To: r.From}) + " " + name
	}
	return f.canonical(name)
}

// canonical is the way in which the article first wrote the name of an outlet
// that no list has, with or without "The".
func (f *finder) canonical(name string) string {
	key := nameKey(name)
	if first, ok := f.canon[key]; ok {
		return first
	}
	f.canon[key] = name
	return name
}

// sourceCites reads "citing Politico" at token i, behind the outlet of a source
// line.
func (f *finder) sourceCites(i int, p nlp.Range) {
	if f.low(i) == "," {
		i++
	}
	switch {
	case f.is(i, cites):
		i++
	case f.low(i) == "with" && f.low(i+1) == "reference" && f.low(i+2) == "to":
		i += 3
	default:
		return
	}
	for i < p.To && (f.low(i) == "the" || !f.capital(i) && f.is(i, qualifies|describes)) {
		i++
	}
	if o, r, ok := f.outletIn(i, p); ok {
		f.cites = append(f.cites, citation{
			outlet: o, credit: record.CreditTo, span: f.d.SpanOf(p), name: f.d.SpanOf(r), sent: -1, through: pending,
		})
	}
}

func (f *finder) inFurniture(s text.Span) bool {
	if f.r.Article == nil {
		return false
	}
	for i := range f.r.Article.Furniture {
		if x := &f.r.Article.Furniture[i]; x.Kind == article.Credit && x.Span.Overlaps(s) {
			return true
		}
	}
	return false
}

// signature reads "(AP)", "(AFP, dpa)" and "— Reuters" at the end of the last
// paragraphs, behind a sentence that has ended, and "Reuters/AFP" as the whole
// of the very last. Behind words that go on, brackets credit a picture.
func (f *finder) signature(p nlp.Range, last bool) {
	to := p.To
	if f.low(to-1) == "." {
		to--
	}
	from := p.From
	switch {
	case f.low(to-1) == ")":
		to--
		for from = to - 1; from > p.From && f.low(from) != "(" && to-from < 12; from-- {
		}
		from++
	case !last || p.Len() > 8:
		for from = to - 1; from > p.From && !dash(f.low(from-1)) && to-from < 6; from-- {
		}
	}
	found := f.agencies(nlp.Range{From: from, To: to})
	initials := p.Len() < 16 && f.d.Tokens[p.From].Shape == nlp.Lower // "jm/dm (AFP, dpa)"
	if len(found) == 0 || from > p.From+1 && !initials && !f.ended(from-2) || from == p.From && !last {
		return
	}
	first := max(p.From, from-1)
	f.taken = append(f.taken, nlp.Range{From: first, To: p.To})
	for _, x := range found {
		if x.o.name != f.own.name {
			f.wholeCite(x.o, record.Wire, f.d.SpanOf(nlp.Range{From: first, To: p.To}), f.d.SpanOf(x.r))
		}
	}
}

// ended reports whether a sentence or a quotation ends with token i.
func (f *finder) ended(i int) bool {
	switch f.low(i) {
	case ".", "!", "?", "…":
		return true
	}
	return f.mark(i)
}

type placed struct {
	o outlet
	r nlp.Range
}

// agencies reads a list of agencies that fills r: "AFP, dpa", "AP/Reuters"; nil
// where anything else stands in it.
func (f *finder) agencies(r nlp.Range) []placed {
	var found []placed
	for i := r.From; i < r.To; {
		switch f.low(i) {
		case "/", ",", "and", "&", "the", ";":
			i++
			continue
		}
		o, at, ok := f.outletAt(i, r)
		if !ok || o.kind != lexicon.Agency {
			return nil
		}
		found = append(found, placed{o, at})
		i = at.To
	}
	return found
}

// copyright reads "Copyright 2018 The Associated Press. All rights reserved",
// which says whose text it is where that is an agency.
func (f *finder) copyright(p nlp.Range) bool {
	if f.low(p.From) != "copyright" && f.low(p.From) != "©" {
		return false
	}
	for i := p.From + 1; i < min(p.To, p.From+8); i++ {
		o, r, ok := f.outletAt(i, p)
		if ok && o.kind == lexicon.Agency && o.name != f.own.name && (r.To == p.To || f.low(r.To) == "." || f.low(r.To) == "," || f.low(r.To) == "all") {
			f.taken = append(f.taken, p)
			f.wholeCite(o, record.Wire, f.d.SpanOf(p), f.d.SpanOf(r))
			return true
		}
	}
	return false
}

// furniture reads the credits that the cleaner of the article has marked.
func (f *finder) furniture() {
	if f.r.Article == nil {
		return
	}
	lines := 0
	for i := range f.r.Article.Furniture {
		x := &f.r.Article.Furniture[i]
		if x.Kind != article.Credit || !x.Span.Within(f.d.Text) || lines >= mostLines {
			continue
		}
		lines++
		if r := f.d.RangeOf(x.Span); f.isTaken(r) {
			continue
		}
		o := f.creditOf(x)
		if o.name == "" || o.name == f.own.name {
			continue
		}
		f.wholeCite(o, record.CreditTo, x.Span, text.Span{})
	}
}

// creditOf is the outlet that a marked credit names, by its name or address.
func (f *finder) creditOf(x *article.Furniture) outlet {
	if o, ok := f.set.Named(x.Credit); ok {
		return outlet{o.Name, o.Domain, o.Kind}
	}
	host := hostOf(x.URL)
	if host == "" {
		host = hostIn(x.Span.In(f.d.Text))
	}
	if x.Credit != "" && hostOf("//"+x.Credit) == "" || host == "" {
		return outlet{name: x.Credit, domain: host}
	}
	return f.hostOutlet(host)
}

// hostOutlet is the outlet at an address: a listed one, one whose name in the
// list or in the article is that of the host, or the host itself.
func (f *finder) hostOutlet(host string) outlet {
	if o, ok := f.set.Domain(host); ok {
		return outlet{o.Name, o.Domain, o.Kind}
	}
	label, _, _ := strings.Cut(host, ".")
	if o, ok := f.set.Named(label); ok && !o.Ordinary && len(label) > 2 {
		return outlet{o.Name, host, o.Kind}
	}
	return outlet{name: f.nameLike(label, host), domain: host}
}

// nameLike is the capitalised name in the article whose letters are those of
// the label of a host ("radiokihnu", "kihnu" for Radio Kihnu), or the host.
func (f *finder) nameLike(label, host string) string {
	for i := range f.d.Tokens {
		if !f.capital(i) || f.d.Tokens[i].Skip || len(label) < 4 {
			continue
		}
		w := f.low(i)
		if !strings.HasPrefix(label, w) && !strings.HasPrefix(w, label) || len(w) < 3 {
			continue
		}
		r := f.run(i)
		squeezed := strings.ToLower(strings.Join(strings.Fields(f.d.Words(r)), ""))
		if squeezed == label || w == label && i > 0 && f.is(i-1, nameBegin) {
			if f.is(i-1, nameBegin) && f.capital(i-1) {
				r.From--
			}
			return f.d.Words(r)
		}
	}
	return host
}

// hostOf is the host of an address without "www.", or "".
func hostOf(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || !strings.Contains(u.Hostname(), ".") {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// hostIn is the host of the first address in a line, or "".
func hostIn(line string) string {
	i := strings.Index(line, "://")
	if i < 0 {
		return ""
	}
	rest := line[i+1:]
	if end := strings.IndexAny(rest, " \t)>\"”"); end >= 0 {
		rest = rest[:end]
	}
	return hostOf(rest)
}
