package cite

import (
	"strings"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
)

// leftRole reads the words before the name: "according to", "told", "citing",
// "reported by", "interview with".
func (f *finder) leftRole(m *mention) role {
	l := m.outer.From - 1
	if l < 0 || f.d.Tokens[l].Sent != f.d.Tokens[m.outer.From].Sent && f.low(l) != ":" {
		return role{}
	}
	if f.low(l) == "both" || f.low(l) == "also" {
		l--
	}
	if n := f.affiliate(m.outer.To); n > 0 && (f.capital(m.outer.To+n) || f.low(m.outer.To+n) == "," && f.capital(m.outer.To+n+1)) {
		return role{} // the affiliate is the outlet
	}
	give := func(kind record.CitationKind, from int, sure bool) role {
		return role{kind: kind, span: nlp.Range{From: max(from, 0), To: m.outer.To}, left: true, sure: sure}
	}
	if f.low(l) == "[" && (f.low(m.outer.To) == "]" || f.low(m.outer.To) == "." && f.low(m.outer.To+1) == "]") {
		return give(record.CreditTo, l+1, true)
	}
	if f.hatTip(l) {
		return give(record.HatTip, f.hatAt(l), true)
	}
	if r := f.afterPreposition(m, l, give); r.kind != "" {
		return r
	}
	return f.afterVerb(m, l, give)
}

// afterPreposition reads what the preposition at token l, right before the
// name, stands in.
func (f *finder) afterPreposition(m *mention, l int, give giver) role {
	switch f.low(l) {
	case "to":
		return f.afterTo(m, l, give)
	case "by":
		return f.afterBy(m, l, give)
	case "in":
		return f.afterIn(m, l, give)
	case "on":
		return f.afterOn(m, l, give)
	case "with":
		return f.afterWith(m, l, give)
	case "for":
		return f.afterFor(m, l, give)
	case "from":
		return f.afterFrom(m, l, give)
	case "at":
		return f.afterAt(m, l, give)
	case "of":
		return f.afterOf(m, l, give)
	}
	return role{}
}

// afterVerb reads the verb at token l, right before the name: "told", "citing",
// "reports".
func (f *finder) afterVerb(m *mention, l int, give giver) role {
	switch {
	case f.is(l, tells) && !f.crowd(m.outer.To) && !f.named(l) && !f.ordered(m) && !(f.owns(m) && f.foreign(m)):
		return give(record.Venue, l, true)
	case f.is(l, hands) && f.handed(m):
		return give(record.Venue, l, true)
	case f.is(l, cites) && !f.named(l) && !f.foreign(m) && !f.pictured(l):
		r := give(record.CreditTo, l, f.low(l) != "per" && f.low(l) != "via" && f.low(l) != "cited" && f.low(l) != "quoted")
		r.cites = f.low(l) != "per" && f.low(l) != "via"
		return r
	case f.invertedVerb(l) && !f.foreign(m) && f.endsClause(m.outer.To):
		return give(record.CreditTo, l, f.is(l, reports))
	}
	return role{}
}

func (f *finder) afterWith(m *mention, l int, give giver) role {
	if f.is(m.outer.To, reports) && strings.HasSuffix(f.low(m.outer.To), "ing") {
		r := give(record.CreditTo, l, true)
		r.span = nlp.Range{From: m.outer.From, To: m.outer.To + 1}
		return r // "with Fortune reporting that"
	}
	k := f.back(l-1, 4, saidWith)
	switch {
	case k < 0:
	case f.low(k) == "down":
		if f.low(k-1) == "sat" || f.low(k-1) == "sitting" {
			return give(record.Venue, k-1, true)
		}
	case f.crowd(m.outer.To):
	case f.is(k, passes):
		return f.passedOn(k, l, give)
	default:
		return give(record.Venue, k, f.is(k, talks))
	}
	return role{}
}

func (f *finder) afterAt(m *mention, l int, give giver) role {
	if f.low(l-1) == "writing" || f.low(l-1) == "wrote" {
		return give(record.Venue, l-1, true)
	}
	speaks := f.subjectVerb(m.outer.To, false) >= 0 || f.is(m.outer.To, saidOn) || f.low(m.outer.To) == "agreed"
	if speaks && (f.capital(l-1) || f.is(l-1, staff)) {
		return give(record.Venue, l, true)
	}
	return role{}
}

type giver func(kind record.CitationKind, from int, sure bool) role

// ordered reports whether the outlet is told to do something: "told CNN to
// leave".
func (f *finder) ordered(m *mention) bool {
	return f.low(m.outer.To) == "to" && m.outer.To+1 < len(f.d.Tokens) && f.d.Tokens[m.outer.To+1].Tag == nlp.VERB
}

// handed reports whether the outlet is given words: "provided Newsweek a
// statement", "sent Reuters the following comment".
func (f *finder) handed(m *mention) bool {
	switch f.low(m.outer.To) {
	case "a", "an", "the", "this", "his", "her", "their", "its", "several", "some":
	default:
		return false
	}
	for k := m.outer.To + 1; k < min(m.outer.To+5, f.sentence(m.name.From).To); k++ {
		switch f.low(k) {
		case "statement", "comment", "interview", "account", "letter", "email", "e-mail", "response", "answer", "message", "version", "copy", "note":
			return true
		}
	}
	return false
}

// named reports whether token i is a capitalised word inside a sentence, and
// so no verb.
func (f *finder) named(i int) bool { return f.capital(i) && f.sentence(i).From != i }

// hatTip reports whether "h/t" or "hat tip" ends at token l.
func (f *finder) hatTip(l int) bool {
	if w := f.low(l); w == ":" || w == "to" || w == "-" {
		l--
	}
	switch f.low(l) {
	case "h/t":
		return true
	case "ht":
		return f.d.Tokens[l].Shape == nlp.Upper
	case "tip":
		return f.low(l-1) == "hat"
	}
	return f.low(l) == "hat-tip"
}

// hatAt is the token that begins the hat tip that ends at token l.
func (f *finder) hatAt(l int) int {
	for k := l; k > l-5 && k >= 0; k-- {
		switch f.low(k) {
		case "h/t", "hat", "ht", "hat-tip":
			return k
		}
	}
	return l
}

func (f *finder) afterTo(m *mention, l int, give giver) role {
	switch f.low(l - 1) {
	case "according":
		if !f.foreign(m) {
			kind := record.CreditTo
			if f.pollBehind(m.outer.To) {
				kind = record.Poll
			} else if f.interviewBehind(m.outer.To) {
				kind = record.Venue
			}
			return give(kind, l-1, true)
		}
		return role{}
	case "reference", "link", "links", "referring", "linking":
		if m.unnamed {
			return role{} // "links to news sites"
		}
		r := give(record.CreditTo, l-1, true)
		r.cites = true
		if f.low(l-2) == "with" {
			r.span.From = l - 2
		}
		return r
	}
	k := f.back(l-1, 4, saidTo)
	if k < 0 || f.crowd(m.outer.To) || f.named(k) || f.ordered(m) || f.claused(k, l) || m.back && f.is(k, passes) {
		return role{}
	}
	if f.is(k, passes) {
		return f.passedOn(k, l, give)
	}
	if f.owns(m) && (f.low(k) == "email" || f.low(k) == "e-mail" || f.low(k) == "letter" || f.low(k) == "message") {
		return role{} // to somebody who works there
	}
	return give(record.Venue, k, k >= l-2)
}

// passedOn reads what token k passed on to the outlet: words make it a venue,
// papers and pictures its own to credit.
func (f *finder) passedOn(k, l int, give giver) role {
	switch {
	case f.spoken(k, l):
		return give(record.Venue, k, k >= l-2)
	case f.documents(k):
		return give(record.CreditTo, k, k >= l-2)
	}
	return role{}
}

// spoken reports whether a noun for words stands near token k, before l.
func (f *finder) spoken(k, l int) bool {
	for i := max(f.sentence(k).From, k-8); i < l; i++ {
		switch f.low(i) {
		case "statement", "statements", "comment", "comments", "interview", "account", "letter", "email", "e-mail", "message", "remarks",
			"response", "note", "answer", "version":
			return true
		}
	}
	return false
}

// claused reports whether a clause of its own begins between tokens k and l:
// "denied it was related to".
func (f *finder) claused(k, l int) bool {
	for i := k + 1; i < l; i++ {
		if t := f.d.Tokens[i].Tag; t == nlp.AUX || t == nlp.VERB && !strings.HasSuffix(f.low(i), "ed") {
			return true
		}
	}
	return false
}

// documents reports whether what token k passes on is papers or pictures, and
// nothing that anybody says: "documents leaked to", "the emails shared with".
func (f *finder) documents(k int) bool {
	if f.low(k) == "leaked" {
		return true
	}
	for i := k - 1; i >= max(f.sentence(k).From, k-4); i-- {
		switch f.low(i) {
		case "document", "documents", "emails", "files", "papers", "footage", "video", "videos", "photo", "photos", "images", "records", "data",
			"transcript", "transcripts", "memo", "memos", "copy", "recording", "recordings", "audio", "cables", "screenshots", "figures":
			return true
		}
	}
	return false
}

func (f *finder) afterBy(m *mention, l int, give giver) role {
	k := f.back(l-1, 3, madeBy)
	if k < 0 || f.low(k-1) == "no" || f.low(k) == "provided" && k-1 == f.sentence(k).From || f.foreign(m) && !f.is(k, talks) && !f.asked(k) {
		return role{}
	}
	switch {
	case f.asked(k):
		return give(record.Venue, k, true)
	case f.is(k, polls) || f.back(l-1, 9, polls) >= 0:
		return give(record.Poll, k, true)
	case f.low(k) == "sponsored" || f.low(k) == "conducted" || f.low(k) == "commissioned":
		return role{}
	case f.low(k-1) == "first" || f.low(k-1) == "as" || f.low(k-1) == "originally":
		k--
	}
	if f.low(k) == "first" && f.low(k-1) == "as" {
		k--
	}
	return give(record.CreditTo, k, f.low(l-1) == "reported" || f.low(l-1) == "published" || f.low(l-1) == "obtained" || f.low(l-1) == "seen")
}

// asked reports whether token i is a word for questions: what follows was said
// to the outlet.
func (f *finder) asked(i int) bool {
	switch f.low(i) {
	case "asked", "interviewed", "interview", "pressed", "questioned", "quizzed", "contacted", "reached":
		return true
	}
	return false
}

func (f *finder) afterIn(m *mention, l int, give giver) role {
	k := f.back(l-1, 5, saidIn|foundIn)
	if k < 0 && f.anyOf(nlp.Range{From: m.outer.From, To: m.name.From}, "journal") {
		return give(record.CreditTo, l, true) // "describes the fossil in the journal Current Biology"
	}
	if k < 0 || m.kind == lexicon.Agency && !f.owns(m) {
		return role{}
	}
	if f.is(k, saidIn) {
		if f.is(k, says) && l-k > 2 {
			return role{}
		}
		return give(record.Venue, k, !f.is(k, says))
	}
	if f.isOwn(m.outlet) {
		return role{} // what a page says of itself
	}
	return give(record.CreditTo, k, l-k <= 3)
}

// owns reports whether the name is possessive: "CNN's", "Fox News'".
func (f *finder) owns(m *mention) bool {
	return strings.HasSuffix(f.low(m.name.To-1), "'s") || f.bareOwner(m)
}

// bareOwner reports whether an apostrophe alone makes the name possessive.
func (f *finder) bareOwner(m *mention) bool {
	return strings.HasSuffix(f.low(m.name.To-1), "s") && (f.low(m.name.To) == "'" || f.low(m.name.To) == "’")
}

func (f *finder) afterOn(m *mention, l int, give giver) role {
	onAir := m.kind == lexicon.Broadcaster || m.kind == lexicon.Programme || m.guessed && (f.low(m.name.From) == "radio" || f.callSign(m.name)) ||
		m.unnamed || f.is(m.outer.To-1, describes) && !f.is(m.outer.To-1, lowName)
	if m.kind == lexicon.Site {
		if k := f.back(l-1, 5, madeFor); k >= 0 && (f.low(k) == "wrote" || f.low(k) == "writing" || f.low(k) == "writes") {
			return give(record.Venue, f.near(k, l), true)
		}
	}
	if !onAir || m.back || f.crowd(m.outer.To) || f.watched(l) || m.unnamed && f.back(l-1, 3, saidOn) < 0 {
		return role{}
	}
	if k := f.back(l-1, 10, saidOn); k >= 0 {
		return give(record.Venue, f.near(k, l), true)
	}
	if f.speech(l) || l-f.sentence(l).From < 3 && (m.kind == lexicon.Programme || f.owns(m) && m.outer.To > m.name.To) {
		return give(record.Venue, l, true)
	}
	return role{}
}

// near is k where it stands close before l, else l: the words of a credit are
// few.
func (f *finder) near(k, l int) int {
	if l-k <= 4 {
		return k
	}
	return l
}

// watched reports whether the words before "on" are of what is seen, not said.
func (f *finder) watched(l int) bool {
	for k := l - 1; k >= max(0, l-4); k-- {
		switch f.low(k) {
		case "ad", "ads", "watch", "watched", "watching", "commercial", "commercials", "spot", "spots", "focus", "based", "debate", "attack", "attacks", "contributor", "sue", "air":
			return true
		}
	}
	return false
}

// speech reports whether somebody says something in the sentence of token i.
func (f *finder) speech(i int) bool {
	sent := f.sentence(i)
	for k := max(sent.From, i-30); k < min(sent.To, i+30); k++ {
		if f.is(k, saidOn|says|tells) && !f.capital(k) {
			return true
		}
	}
	return i-sent.From < 3 && f.cued[int(f.d.Tokens[i].Sent)] // "On CNN, he accused her"
}

func (f *finder) afterFor(m *mention, l int, give giver) role {
	if f.is(l-1, staff) && f.subjectVerb(m.outer.To, false) >= 0 {
		return role{kind: record.CreditTo, span: nlp.Range{From: l - 1, To: m.outer.To}, left: true, sure: true} // "a reporter for AFP saw"
	}
	k := f.back(l-1, 4, madeFor)
	if k < 0 || f.low(k) == "story" && f.low(k-1) != "cover" {
		return role{}
	}
	if f.is(k, polls) || f.back(l-1, 9, polls) >= 0 {
		return give(record.Poll, k, true)
	}
	switch f.low(k) {
	case "conducted", "commissioned", "carried":
		return role{}
	}
	return give(record.Venue, k, true)
}

func (f *finder) afterFrom(m *mention, l int, give giver) role {
	k := f.back(l-1, 3, gotFrom)
	if first := f.low(l + 1); k < 0 && strings.HasSuffix(first, "'s") && classes[nlp.Base(first)]&days != 0 {
		return give(record.CreditTo, l, true) // "from Monday's Gazette"
	}
	if k < 0 || f.foreign(m) || f.isOwn(m.outlet) && !f.is(k, polls|talks) {
		return role{}
	}
	switch f.low(k) {
	case "poll", "polls", "survey":
		return give(record.Poll, k, true)
	case "question", "questions":
		return give(record.Venue, k, false)
	case "reporter", "journalist", "correspondent":
		if v := f.back(k-1, 4, tells|saidTo); v >= 0 {
			return give(record.Venue, v, true) // "told a reporter from the Kyiv Post"
		}
		return role{}
	}
	if f.pollBehind(m.outer.To) {
		return give(record.Poll, k, true)
	}
	return give(record.CreditTo, k, true)
}

func (f *finder) afterOf(m *mention, l int, give giver) role {
	if k := f.back(l-1, 3, sides); k >= 0 {
		if f.low(k) == "air" && f.low(k-1) == "the" {
			return give(record.Venue, k-2, true)
		}
		if m.kind == lexicon.Programme || m.kind == lexicon.Broadcaster {
			return give(record.Venue, k, true)
		}
		return give(record.CreditTo, k, false)
	}
	if k := f.byWhom(l); k >= 0 {
		return give(record.CreditTo, k, true)
	}
	if l > 0 && f.capital(l-1) {
		if v := f.subjectVerb(m.outer.To, true); v >= 0 {
			r := give(record.CreditTo, l, true)
			r.span.To = v + 1
			return r
		}
	}
	return role{}
}

// byWhom is where "according to" or "per" begins before the name of a person
// that ends with token l-1: "according to Ann Kern of Reuters"; -1 for none.
func (f *finder) byWhom(l int) int {
	k := l
	for k > f.sentence(l).From && l-k < 4 && f.capital(k-1) {
		k--
	}
	switch {
	case k == l || k == 0:
		return -1
	case f.low(k-1) == "per":
		return k - 1
	case f.low(k-1) == "to" && f.low(k-2) == "according":
		return k - 2
	}
	return -1
}

// pictured reports whether "via" at token l credits a picture.
func (f *finder) pictured(l int) bool {
	if f.low(l) != "via" {
		return false
	}
	for k := l - 1; k >= max(0, l-8); k-- {
		switch f.low(k) {
		case "photo", "image", "images", "screenshot", "picture", "live", "watch":
			return true
		}
	}
	return f.bracketed(l)
}

// bracketed reports whether token l stands in brackets that end two or three
// words later, as credits of pictures do: "(SpaceX via AP)".
func (f *finder) bracketed(l int) bool {
	if f.low(l-1) == "(" {
		return false // "(via Reuters)"
	}
	open := false
	for k := l - 1; k >= max(0, l-8) && f.low(k) != ")"; k-- {
		open = open || f.low(k) == "("
	}
	return open && (f.low(l+2) == ")" || f.low(l+3) == ")")
}
