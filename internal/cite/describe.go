package cite

import (
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// described reads outlets without a name: "Russian news agencies", "local
// media", and "the newspaper" for the one named last.
func (f *finder) described(i int) (mention, bool) {
	sent := f.sentence(i)
	if !f.capital(i) && classes[nlp.Base(f.low(i))]&describes != 0 {
		if m, ok := f.pointsBack(i); ok {
			return m, true
		}
	}
	to := i
	for to < min(sent.To, i+5) && (f.qualifier(to) || to > i && f.is(to, plural)) {
		to++
	}
	for to > i && !f.is(to-1, plural) {
		to--
	}
	if to == i || to == i+1 && !f.capital(i) || f.capital(to) && to < sent.To && !f.is(to, reports) {
		return mention{}, false
	}
	if f.low(to) == "reports" || f.low(to) == "outlets" || f.low(to) == "report" {
		to++
	}
	if to < sent.To && f.is(to, describes) && !f.capital(to) && f.capital(to+1) {
		return mention{}, false // "the Ukrainian TV channel Espreso"
	}
	r := nlp.Range{From: i, To: to}
	if i > sent.From && (f.is(i-1, qualifies) || strings.HasSuffix(f.low(i-1), "'s")) || f.d.Tokens[i].Shape == nlp.Number || f.single(r) {
		return mention{}, false
	}
	if m, ok := f.lastOf(r); ok {
		return m, true
	}
	if f.describesLast(i) {
		return mention{}, false
	}
	return mention{outlet: outlet{name: f.d.Words(r)}, name: r, unnamed: true, the: f.low(i-1) == "the"}, true
}

// lastOf reads "the German newspaper" where the outlet was named before.
func (f *finder) lastOf(r nlp.Range) (mention, bool) {
	if f.low(r.From-1) != "the" {
		return mention{}, false
	}
	return f.namedBefore(f.low(r.To-1), r)
}

// describesLast reports whether "a" and what begins with token i tell what the
// outlet right before is: "Nice-Matin, a local newspaper".
func (f *finder) describesLast(i int) bool {
	if len(f.found) == 0 || f.low(i-1) != "a" && f.low(i-1) != "an" || f.low(i-2) != "," {
		return false
	}
	return f.found[len(f.found)-1].outer.To == i-2
}

// namedBefore is the last of the three mentions before r that a noun fits.
func (f *finder) namedBefore(noun string, r nlp.Range) (mention, bool) {
	for k := len(f.found) - 1; k >= max(0, len(f.found)-3); k-- {
		if o := f.found[k]; !o.unnamed && (!o.ordinary || o.the) && fits(noun, o.kind) {
			return mention{outlet: o.outlet, name: r, back: true, the: true, guessed: o.guessed}, true
		}
	}
	return mention{}, false
}

// single reports whether a description is of one outlet that has a name
// beside it, or too vague to stand for outlets at all.
func (f *finder) single(r nlp.Range) bool {
	switch f.low(r.To - 1) {
	case "agencies":
		return !f.anyOf(r, "news", "press", "wire")
	case "agency", "newspaper", "broadcaster":
		if f.low(r.To-1) == "agency" && !f.anyOf(r, "news", "press", "wire") {
			return true
		}
		return f.mark(r.To) || f.low(r.To) == "," && f.capital(r.To+1) || r.Len() < 2
	case "press", "radio", "tv", "television", "papers":
		return r.Len() < 2
	case "networks", "channels", "websites", "sites", "stations":
		return !f.anyOf(r, "news", "media", "tv", "television", "radio", "cable", "broadcast", "state", "state-run")
	}
	return false
}

// anyOf reports whether one of words stands in r.
func (f *finder) anyOf(r nlp.Range, words ...string) bool {
	for k := r.From; k < r.To; k++ {
		if slices.Contains(words, f.low(k)) {
			return true
		}
	}
	return false
}

// qualifier reports whether token i says what kind of outlet: "Russian",
// "state", "pro-Kremlin", "South" before "Korean".
func (f *finder) qualifier(i int) bool {
	return f.is(i, qualifies) || leaning(f.low(i)) || f.capital(i) && leaning(f.low(i+1)) || f.people(i) || f.capital(i) && f.is(i, halves) && f.people(i+1)
}

// leaning reports whether w is made as words for the side, seat or tongue of an
// outlet are: "conservative-leaning", "Paris-based".
func leaning(w string) bool {
	i := strings.LastIndexByte(w, '-')
	if i < 1 {
		return false
	}
	switch w[:i] {
	case "pan", "pro", "anti":
		return true
	}
	switch w[i+1:] {
	case "leaning", "based", "language", "owned", "run", "wing", "backed", "funded", "controlled", "affiliated", "aligned":
		return true
	}
	return false
}

// people reports whether token i is a word for a people: "Russian".
func (f *finder) people(i int) bool {
	return f.names[f.low(i)].Any(lexicon.People) || f.capital(i) && demonym(f.low(i))
}

// qualifiers reports whether the words of r do no more than say what kind of
// outlet follows: "South Korean".
func (f *finder) qualifiers(r nlp.Range) bool {
	for k := r.From; k < r.To; k++ {
		if !f.qualifier(k) {
			return false
		}
	}
	return true
}

func demonym(w string) bool {
	for _, end := range []string{"ian", "ish", "ese", "ean", "ani", "aqi", "eli", "rench", "erman", "reek", "utch", "can"} {
		if strings.HasSuffix(w, end) && len(w) > len(end)+1 {
			return true
		}
	}
	return false
}

// pointsBack reads "the newspaper", which stands for the outlet named last,
// and "this newspaper", which stands for the article's own.
func (f *finder) pointsBack(i int) (mention, bool) {
	r, noun := nlp.Range{From: i, To: i + 1}, nlp.Base(f.low(i))
	if f.low(i) == "show" || f.low(i) == "program" || f.low(i) == "wire" || f.is(i+1, describes) || f.capital(i+1) || f.compounded(i) {
		return mention{}, false
	}
	first := i - 1
	if f.low(first) == "news" {
		first--
	}
	switch f.low(first) {
	case "this":
		if f.own.name == "" {
			return mention{}, false
		}
		return mention{outlet: f.own, name: r, back: true}, true
	case "the":
		if m, ok := f.namedBefore(noun, r); ok {
			return m, true
		}
		if f.own.name != "" && fits(noun, f.own.kind) && !fits(noun, lexicon.Site) { // "the site" may be any
			return mention{outlet: f.own, name: r, back: true, the: true}, true
		}
	}
	return mention{}, false
}

// compounded reports whether token i goes with the noun behind it: "the agency
// director".
func (f *finder) compounded(i int) bool {
	return i+1 < f.sentence(i).To && f.d.Tokens[i+1].Tag == nlp.NOUN && !f.is(i+1, staff|days) && !strings.HasSuffix(f.low(i), "'s")
}

// fits reports whether a noun may stand for an outlet of the kind.
func fits(noun string, k lexicon.OutletKind) bool {
	switch noun {
	case "newspaper", "paper", "daily", "broadsheet", "tabloid":
		return k == lexicon.Newspaper || k == ""
	case "agency", "newswire":
		return k == lexicon.Agency
	case "magazine", "journal":
		return k == lexicon.Magazine || noun == "magazine" && k == lexicon.Newspaper
	case "network", "channel", "broadcaster", "station":
		return k == lexicon.Broadcaster
	case "site", "website", "outlet", "publication", "portal", "blog":
		return k != lexicon.Agency && k != lexicon.Programme
	}
	return false
}
