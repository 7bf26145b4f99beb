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

// sourceLine reads "Source: Reuters" and "Source: https://…" on a line of its
// own.
func (f *finder) sourceLine(p nlp.Range) bool {
	if p.Len() > shortLine || f.low(p.From+1) != ":" {
		return false
	}
	switch f.low(p.From) {
	case "source", "sources", "via", "источник", "джерело", "quelle", "fuente":
	default:
		return false
	}
	span := f.d.SpanOf(p)
	line := span.In(f.d.Text)
	if host := hostIn(line); host != "" {
		if f.inFurniture(span) {
			return false // furniture says more
		}
		f.taken = append(f.taken, p)
		if o := f.hostOutlet(host); !f.isOwn(o) {
			f.wholeCite(o, record.CreditTo, span, text.Span{})
		}
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
	name := nlp.Base(strings.ReplaceAll(f.d.Words(r), "’s", "'s"))
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
	if to == p.From {
		return
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
		if !f.isOwn(x.o) {
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
		if ok && o.kind == lexicon.Agency && !f.isOwn(o) && (r.To == p.To || f.low(r.To) == "." || f.low(r.To) == "," || f.low(r.To) == "all" || strings.HasPrefix(f.low(r.To), "l.p")) {
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
		if o.name == "" || f.isOwn(o) {
			continue
		}
		f.wholeCite(o, f.kindOf(x, o), x.Span, text.Span{})
	}
}

// kindOf is how a marked line credits its outlet.
func (f *finder) kindOf(x *article.Furniture, o outlet) record.CitationKind {
	r := f.d.RangeOf(x.Span)
	for i := r.From; i < min(r.To, r.From+6); i++ {
		if f.hatTip(i) {
			return record.HatTip
		}
	}
	if o.kind == lexicon.Agency && r.Len() <= 5 && r.Len() > 0 && dash(f.low(r.From)) {
		return record.Wire // "— Agence France-Presse"
	}
	return record.CreditTo
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
	if r := f.d.RangeOf(x.Span); r.Len() > 0 && f.low(r.From) == "sources" && host == "" {
		return outlet{} // "Sources: State Department and Pew"
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
