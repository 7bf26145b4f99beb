package cite

import (
	"strings"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// longestName bounds the names that are read, in tokens.
const longestName = 8

// mention is a place that may name an outlet.
type mention struct {
	outlet
	name     nlp.Range // the name
	outer    nlp.Range // with what belongs to it: "the state news agency TASS", "CNN's “New Day”"
	the      bool      // "the" stands before the name
	ordinary bool      // the words may mean another thing
	guessed  bool      // in no list: it looks like a name of an outlet
	unnamed  bool      // a description: "local media"
	back     bool      // stands for an outlet named before: "the newspaper"
	role     role
}

// mentions finds what may be an outlet, in order.
func (f *finder) mentions() {
	short := map[string]outlet{}
	if strings.Contains(f.own.name, " ") || f.own.kind != "" {
		short[lastWords(f.own.name, 1)] = f.own
		short[lastWords(f.own.name, 2)] = f.own
	}
	for i := 0; i < len(f.d.Tokens); i++ {
		t := &f.d.Tokens[i]
		if t.Skip || t.Shape >= nlp.Punct || t.Shape == nlp.Mark && !f.mayOpenTitle(i) {
			continue
		}
		m, ok := f.mentionAt(i, short)
		if !ok {
			continue
		}
		m.outer = f.widen(&m)
		if !m.ordinary && !m.unnamed && !m.back && m.kind != lexicon.Programme {
			short[lastWords(m.outlet.name, 1)] = m.outlet
			short[lastWords(m.outlet.name, 2)] = m.outlet
		}
		f.found = append(f.found, m)
		i = max(i, m.outer.To-1)
	}
}

// lastWords is the last n words of a name in small letters, or all of it.
func lastWords(name string, n int) string {
	i := len(name)
	for ; n > 0 && i >= 0; n-- {
		i = strings.LastIndexByte(name[:i], ' ')
	}
	return strings.ToLower(name[i+1:])
}

// mentionAt reads the outlet that begins with token i.
func (f *finder) mentionAt(i int, short map[string]outlet) (mention, bool) {
	t := &f.d.Tokens[i]
	switch {
	case t.Shape == nlp.Mark:
		return f.titled(i)
	case t.Shape == nlp.Lower && !f.capital(i) && !f.is(i, lowName):
		return f.described(i)
	}
	if m, ok := f.shortened(i, short); ok {
		return m, true
	}
	if m, ok := f.listed(i); ok {
		return m, true
	}
	if m, ok := f.described(i); ok {
		return m, true
	}
	return f.guess(i)
}

// listed reads a name that the lexicon has.
func (f *finder) listed(i int) (mention, bool) {
	sent := f.sentence(i)
	o, n := f.set.Match(func(k int) string {
		if i+k >= sent.To {
			return ""
		}
		return f.d.Tokens[i+k].Low
	})
	if n == 0 {
		return mention{}, false
	}
	r := nlp.Range{From: i, To: i + n}
	if n == 1 && o.Ordinary && f.is(i, qualifies) {
		return mention{}, false // "State television"
	}
	if !o.Written(f.d.Words(r)) || f.personal(r) || f.inLongerName(r, o.Ordinary) || f.low(r.To-1) == "journal" && f.low(r.To) == "of" && f.capital(r.To+1) {
		return mention{}, false
	}
	if same, ok := f.set.Of(nlp.Base(f.d.Words(r)), f.country(r)); ok {
		o = same
	} else if f.theABC(r) {
		o, _ = f.set.Named("Australian Broadcasting Corporation")
	}
	m := mention{outlet: f.broadcaster(&o), name: r, ordinary: o.Ordinary, the: f.low(i-1) == "the"}
	if s, ok := f.station(r); ok {
		return mention{outlet: outlet{name: f.d.Words(s), kind: lexicon.Broadcaster}, name: s}, true
	}
	if m.ordinary && m.kind != lexicon.Programme && f.confirmed(r) {
		m.ordinary = false
	}
	return m, true
}

// country is the place before the name, as "Kenya's Standard" and "the Kenyan
// newspaper The Star" have it: the first letters of its name, in small letters.
func (f *finder) country(r nlp.Range) string {
	k := r.From - 1
	for f.low(k) == "the" || !f.capital(k) && f.is(k, describes|qualifies) {
		k--
	}
	if !f.capital(k) || f.d.Tokens[k].Sent != f.d.Tokens[r.From].Sent {
		return ""
	}
	if place, ok := strings.CutSuffix(f.low(k), "'s"); ok {
		return place
	}
	if w := f.low(k); f.people(k) && len(w) > 5 {
		return w[:4]
	}
	return ""
}

// theABC reports whether the name is "the ABC", as Australians call theirs:
// "the ABC interview" is another's.
func (f *finder) theABC(r nlp.Range) bool {
	if r.Len() != 1 || f.low(r.From) != "abc" || f.low(r.From-1) != "the" {
		return false
	}
	if r.To >= f.sentence(r.From).To || f.subjectVerb(r.To, true) >= 0 {
		return true
	}
	return !f.capital(r.To) && !f.mark(r.To) && f.d.Tokens[r.To].Tag != nlp.NOUN && f.d.Tokens[r.To].Tag != nlp.ADJ
}

// station is the name of a network's local station that begins with the name
// of the network: "CBS Boston", "Fox 29", "ABC7".
func (f *finder) station(r nlp.Range) (nlp.Range, bool) {
	if r.Len() != 1 || r.To >= f.sentence(r.From).To {
		return r, false
	}
	switch f.low(r.From) {
	case "abc", "cbs", "fox", "nbc":
	default:
		return r, false
	}
	t := &f.d.Tokens[r.To]
	if t.Shape == nlp.Number && len(t.Low) <= 2 {
		return nlp.Range{From: r.From, To: r.To + 1}, true
	}
	for n := 2; n > 0; n-- {
		place := nlp.Range{From: r.To, To: min(r.To+n, f.sentence(r.From).To)}
		if f.capital(r.To) && f.names[strings.ToLower(f.d.Words(place))].Any(lexicon.PlaceName) {
			return nlp.Range{From: r.From, To: place.To}, true
		}
	}
	return r, false
}

// broadcaster is the outlet itself or, for a programme with the name of its
// broadcaster in its own ("CBS This Morning"), the broadcaster.
func (f *finder) broadcaster(o *lexicon.Outlet) outlet {
	if o.Kind == lexicon.Programme {
		b, ok := f.set.Domain(o.Domain)
		first, _, _ := strings.Cut(b.Name, " ")
		if ok && strings.HasPrefix(o.Name, first+" ") {
			return outlet{b.Name, b.Domain, b.Kind}
		}
	}
	return outlet{o.Name, o.Domain, o.Kind}
}

// confirmed reports whether a noun beside the name says that it is an outlet:
// "the newspaper Metro", "Focus magazine".
func (f *finder) confirmed(r nlp.Range) bool {
	before := r.From - 1
	if f.mark(before) {
		before--
	}
	return f.is(before, describes) && !f.is(before, talks) ||
		f.is(r.To, describes) && !f.capital(r.To) && f.low(r.To) != "show"
}

// personal reports whether the name belongs to somebody: "Michael Bloomberg".
func (f *finder) personal(r nlp.Range) bool {
	title := r.From - 1
	if f.low(title) == "." {
		title--
	}
	if title < f.sentence(r.From).From {
		title = -1
	}
	if f.names[f.low(title)].Any(lexicon.AddressForm) || f.low(title) == "of" && f.low(title-1) == "secretary" {
		return true
	}
	n := f.d.Tokens[r.From].Name
	if n < 0 || int(n) >= len(f.d.Names) {
		return false
	}
	x := &f.d.Names[n]
	if x.Kind != nlp.NamePerson {
		return false
	}
	return x.Tokens.Len() > r.Len() || r.Len() == 1 && f.low(r.From) == "bloomberg" && f.low(r.From-1) != "told"
}

// inLongerName reports whether the words are only part of a name: "Christian
// Post Office", "Sun Belt", "President Independent".
func (f *finder) inLongerName(r nlp.Range, ordinary bool) bool {
	if !ordinary {
		return false
	}
	sent := f.sentence(r.From)
	if r.To < sent.To && f.capital(r.To) && !f.is(r.To-1, lowName) && !f.is(r.To, describes|polls|works) {
		if w := f.low(r.To - 1); !strings.HasSuffix(w, "'s") || w == "people's" {
			return true // "the People's Bank"
		}
	}
	if r.Len() == 1 && f.names[f.low(r.From)].Any(lexicon.People) && !f.theNewspaper(r) {
		return true // "Australian radio"
	}
	before := r.From - 1
	return before > sent.From && f.capital(before) && f.low(before) != "the" && !f.is(before, describes|qualifies) && !strings.HasSuffix(f.low(before), "'s")
}

// theNewspaper reports whether a word for a people stands alone behind "the",
// as the name of a newspaper does: "the Australian".
func (f *finder) theNewspaper(r nlp.Range) bool {
	next := nlp.X
	if r.To < f.sentence(r.From).To {
		next = f.d.Tokens[r.To].Tag
	}
	return f.low(r.From-1) == "the" && next != nlp.NOUN && next != nlp.ADJ && next != nlp.PROPN
}

// shortened reads "the Times" or "the Daily News" for an outlet named before in full, or for the
// one that published the article.
func (f *finder) shortened(i int, short map[string]outlet) (mention, bool) {
	if i+1 < f.sentence(i).To && f.capital(i) && f.low(i-1) == "the" {
		if o, ok := short[f.low(i)+" "+nlp.Base(f.low(i+1))]; ok && !(f.capital(i+2) && i+2 < f.sentence(i).To) {
			return mention{outlet: o, name: nlp.Range{From: i, To: i + 2}, the: true}, true
		}
	}
	w := nlp.Base(f.low(i))
	o, ok := short[w]
	article := f.low(i-1) == "the" || o.name == f.own.name && (f.low(i-1) == "a" || f.low(i-1) == "an")
	if !ok || !article || !f.capital(i) || f.capital(i+1) && i+1 < f.sentence(i).To {
		return mention{}, false
	}
	if w == "news" || w == "press" && o.kind == lexicon.Agency {
		return mention{}, false
	}
	return mention{outlet: o, name: nlp.Range{From: i, To: i + 1}, the: true}, true
}

// guess reads a capitalised name that ends or begins as names of outlets do:
// "The Arroyo Gazette", "Radio Kihnu", "WMUR", "Nordpunkt.ee".
func (f *finder) guess(i int) (mention, bool) {
	if i > 0 && f.capital(i-1) && f.d.Tokens[i-1].Sent == f.d.Tokens[i].Sent && f.low(i-1) != "the" && !strings.HasSuffix(f.low(i-1), "'s") && !f.is(i-1, describes) {
		return mention{}, false // inside a name that was looked at
	}
	if f.low(i) == "the" || f.is(i, days) || f.opens(i) && f.is(i, noName) {
		return mention{}, false
	}
	r := f.run(i)
	if f.site(r) {
		if o, ok := f.set.Domain(f.low(i)); ok {
			return mention{outlet: outlet{o.Name, o.Domain, o.Kind}, name: r}, true
		}
	}
	if f.people(r.From) && f.is(r.To, describes) && !f.capital(r.To) && f.capital(r.To+1) {
		return mention{}, false // "Ukrainian TV channel Espreso"
	}
	if f.qualifiers(r) || f.holdsListed(r) || f.shouted(r) || f.is(r.To, polls) && strings.Contains(f.d.Words(r), "-") {
		return mention{}, false
	}
	guessed := f.callSign(r) || f.hatTip(i-1) || r.Len() > 1 && (f.looksNamed(r) || f.is(r.From, nameBegin) && !f.is(r.From, nameEnd) || f.low(r.From) == "radio")
	appos := f.behindNoun(r)
	if !guessed && !appos && !f.reportedBy(r) && !f.site(r) || !appos && !f.is(r.From, nameBegin) && f.low(i-1) != "the" && f.person(r) {
		return mention{}, false
	}
	var kind lexicon.OutletKind
	if f.site(r) {
		kind = lexicon.Site
	}
	return mention{outlet: outlet{name: f.called(r), kind: kind}, name: r, the: f.low(i-1) == "the", guessed: !appos}, true
}

// shouted reports whether several words stand in capitals, as in menus and
// headings.
func (f *finder) shouted(r nlp.Range) bool {
	for k := r.From; k < r.To; k++ {
		if f.d.Tokens[k].Shape != nlp.Upper {
			return false
		}
	}
	return r.Len() > 1
}

// holdsListed reports whether a listed outlet stands inside the name, behind
// words that are none of it: "Both The New York Times".
func (f *finder) holdsListed(r nlp.Range) bool {
	for k := r.From + 1; k < r.To; k++ {
		if o, q, ok := f.outletAt(k, r); ok && q.To == r.To && q.Len() > 1 && o.kind != lexicon.Programme {
			return true
		}
	}
	return false
}

// opens reports whether token i is the first of its sentence or quotation.
func (f *finder) opens(i int) bool { return f.sentence(i).From == i || f.mark(i-1) }

// run is the capitalised name that begins with token i.
func (f *finder) run(i int) nlp.Range {
	sent := f.sentence(i)
	to := i + 1
	for k := to; k < sent.To && k < i+longestName; k++ {
		if strings.HasSuffix(f.low(k-1), "'s") {
			break
		}
		switch {
		case f.capital(k) || f.d.Tokens[k].Shape == nlp.Number && f.is(k-1, nameBegin):
			to = k + 1
		case (f.joins(k) || f.low(k) == "and" && f.journal(nlp.Range{From: i, To: to})) && k+1 < sent.To && f.capital(k+1):
		default:
			return nlp.Range{From: i, To: to}
		}
	}
	return nlp.Range{From: i, To: to}
}

func (f *finder) joins(k int) bool {
	switch f.low(k) {
	case "of", "&", "de", "da", "do", "del", "della", "di", "du", "des", "der":
		return true
	}
	return false
}

// journal reports whether the name is that of a journal of some field: "American
// Journal of Tropical Medicine".
func (f *finder) journal(r nlp.Range) bool {
	for k := r.From; k+2 < r.To; k++ {
		if f.low(k) == "journal" && f.low(k+1) == "of" {
			return true
		}
	}
	return false
}

// looksNamed reports whether the last word of the name, or one inside it, is
// one that names of outlets end with.
func (f *finder) looksNamed(r nlp.Range) bool {
	last := nlp.Base(f.low(r.To - 1))
	if i := strings.IndexByte(last, '-'); i > 0 && classes[last[i+1:]]&nameEnd != 0 {
		return true
	}
	return classes[last]&nameEnd != 0 || f.journal(r) || r.Len() > 2 && f.low(r.From+1) == "today"
}

// callSign reports whether the name is that of an American station: "WMUR".
func (f *finder) callSign(r nlp.Range) bool {
	if r.Len() != 1 || f.d.Tokens[r.From].Shape != nlp.Upper || f.low(r.From-1) == "the" {
		return false
	}
	if k := r.From - 1; k >= 0 && f.d.Tokens[k].Tag == nlp.NOUN && !f.is(k, describes) {
		return false // "the tanker KOTI"
	}
	w := f.low(r.From)
	if i := strings.IndexByte(w, '-'); i > 0 && (w[i:] == "-tv" || w[i:] == "-fm" || w[i:] == "-am") {
		return true
	}
	switch w {
	case "wipo", "wada", "kpmg", "wwii":
		return false
	}
	return len(w) == 4 && (w[0] == 'w' || w[0] == 'k') && strings.IndexByte(w, '.') < 0
}

// site reports whether the name is a host name: "Nordpunkt.ee".
func (f *finder) site(r nlp.Range) bool {
	w := f.low(r.From)
	i := strings.LastIndexByte(w, '.')
	if r.Len() != 1 || i <= 2 || len(w)-i <= 2 || len(w)-i >= 7 || w[len(w)-1] < 'a' || strings.IndexByte(w, '@') >= 0 {
		return false
	}
	return w[i:] != ".gov" && w[i:] != ".mil"
}

// behindNoun reports whether a noun for outlets stands right before the name,
// small and without "of": "the newspaper Le Phare".
func (f *finder) behindNoun(r nlp.Range) bool {
	before := r.From - 1
	if f.mark(before) {
		before--
	}
	if !f.is(before, describes) && f.low(before) != "affiliate" || f.capital(before) {
		return f.low(r.To) == "newspaper" || f.is(r.To, describes) && f.low(r.To-1) == "news"
	}
	if f.d.Tokens[before].Sent != f.d.Tokens[r.From].Sent {
		return false
	}
	switch f.low(before) {
	case "affiliate":
		return f.capital(before-1) || f.affiliate(before-1) == 2 && f.capital(before-2)
	case "agency":
		return f.anyOf(nlp.Range{From: max(0, before-2), To: before}, "news", "press", "wire", "information", "state", "official")
	case "channel":
		if f.low(before-1) == "telegram" {
			return true
		}
		return f.qualifier(before-1) || f.is(before-1, describes) || f.low(before-1) == "the"
	case "show", "program", "programme", "network", "wire", "site", "paper", "station", "publisher", "podcast", "daily", "weekly":
		return !f.is(r.To, polls) && (f.qualifier(before-1) || f.is(before-1, describes) || f.low(before-1) == "the")
	}
	return true
}

// reportedBy reports whether "as reported by" stands before the name.
func (f *finder) reportedBy(r nlp.Range) bool {
	at := r.From - 1
	if f.low(at) == "the" {
		at--
	}
	return f.low(r.To) != "channel" && f.low(at) == "by" && f.low(at-1) == "reported" && (f.low(at-2) == "as" || f.low(at-2) == "first")
}

// person reports whether the analysis takes the name for a person's.
func (f *finder) person(r nlp.Range) bool {
	for i := r.From; i < r.To; i++ {
		if n := f.d.Tokens[i].Name; n >= 0 && int(n) < len(f.d.Names) && f.d.Names[n].Kind == nlp.NamePerson {
			return true
		}
	}
	return false
}

// mayOpenTitle reports whether token i is an opening mark behind words that
// lead to the title of a programme.
func (f *finder) mayOpenTitle(i int) bool {
	if q := f.d.Tokens[i].Quote; q < 0 || f.d.Quotes[q].Tokens.From != i || f.d.Quotes[q].Tokens.Len() > longestName+4 {
		return false
	}
	for k := i - 1; k >= i-3 && k >= 0; k-- {
		switch f.low(k) {
		case "on", "of", "program", "programme", "show", "podcast", "host", "with", "hosts", "to":
			return true
		}
	}
	return false
}

// titled reads the title of a programme in quotation marks that begin with
// token i: on “The Harbour Morning Show”, his “Open Line” radio programme.
func (f *finder) titled(i int) (mention, bool) {
	q := f.d.Quotes[f.d.Tokens[i].Quote].Tokens
	if f.low(i+1) == "the" {
		i++
	}
	if i+1 >= q.To {
		return mention{}, false
	}
	if m, ok := f.listed(i + 1); ok {
		m.ordinary = m.ordinary && m.kind != lexicon.Programme
		return m, true
	}
	r := nlp.Range{From: i + 1, To: q.To}
	for r.To > r.From && (f.mark(r.To-1) || f.low(r.To-1) == "," || f.low(r.To-1) == ".") {
		r.To--
	}
	if r.Len() == 0 || !f.capital(r.From) || !f.capital(r.To-1) {
		return mention{}, false
	}
	after := q.To
	if f.low(after) == "radio" || f.low(after) == "television" || f.low(after) == "tv" {
		after++
	}
	switch f.low(after) {
	case "show", "program", "programme", "podcast":
	default:
		if !f.is(r.To-1, showEnd) || r.Len() < 2 && f.low(i) != "the" {
			return mention{}, false
		}
	}
	if f.low(i) == "the" {
		r.From = i
	}
	return mention{outlet: outlet{name: f.d.Words(r), kind: lexicon.Programme}, name: r}, true
}
