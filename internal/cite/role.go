package cite

import (
	"strings"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// role is how a sentence uses the outlet that it names.
type role struct {
	kind  record.CitationKind // empty: it only names it
	span  nlp.Range           // the words of the credit
	left  bool                // told by the words before the name
	cites bool                // "citing": it stands behind the credit before it
	made  bool                // the words are of what the outlet made: "a Reuters tally"
	sure  bool                // the words would make an outlet of any name
}

// roles gives each mention its role and makes citations of those that have
// one.
func (f *finder) roles() {
	for k := range f.found {
		m := &f.found[k]
		if f.isTaken(m.name) {
			continue
		}
		m.role = f.roleOf(m)
	}
	for k := 1; k < len(f.found); k++ {
		m, prev := &f.found[k], &f.found[k-1]
		if m.role.kind == "" && prev.role.kind != "" && prev.role.left && f.joined(prev, m) && !f.foreign(m) {
			m.role = prev.role
			m.role.span = m.outer
		}
	}
	for k := len(f.found) - 2; k >= 0; k-- {
		m, next := &f.found[k], &f.found[k+1]
		if m.role.kind == "" && next.role.kind != "" && !next.role.left && f.joined(m, next) {
			m.role = next.role
			m.role.span.From = m.outer.From
			if m.role.kind != record.Poll {
				m.role.span = m.outer
			}
		}
	}
	for k := range f.found {
		if m := &f.found[k]; m.role.kind != "" {
			f.add(m)
		}
	}
	f.pollCompounds()
}

func (f *finder) isTaken(r nlp.Range) bool {
	for _, t := range f.taken {
		if t.From < r.To && r.From < t.To {
			return true
		}
	}
	return false
}

// add makes a citation of a mention.
func (f *finder) add(m *mention) {
	f.cites = append(f.cites, citation{
		outlet: m.outlet, credit: m.role.kind, span: f.bare(m.role.span), name: f.bare(m.name),
		sent: int(f.d.Tokens[m.name.From].Sent), through: through(m.role.cites), unnamed: m.unnamed, closes: f.closes(m),
	})
}

// closes reports whether the credit stands behind a comma and ends its
// sentence: "…, according to Reuters.", "…, CNN reported on Monday."
func (f *finder) closes(m *mention) bool {
	r := m.role.span
	if m.role.kind != record.CreditTo || m.role.cites || f.low(r.From-1) != "," && !f.mark(r.From-1) {
		return false
	}
	sent := f.sentence(r.From)
	for k := r.To; k < sent.To; k++ {
		if f.d.Tokens[k].Word() && !f.is(k, between|days) {
			return false
		}
	}
	return true
}

// bare is the place of r without a possessive ending.
func (f *finder) bare(r nlp.Range) text.Span {
	s := f.d.SpanOf(r)
	for _, end := range []string{"'s", "’s"} {
		if strings.HasSuffix(s.In(f.d.Text), end) {
			s.End -= len(end)
		}
	}
	return s
}

// pending marks a citation whose place in a chain link.go looks for.
const pending = -2

func through(cites bool) int {
	if cites {
		return pending
	}
	return -1
}

// joined reports whether only "and", a comma or a slash stands between two
// mentions.
func (f *finder) joined(a, b *mention) bool {
	from, to := a.outer.To, b.outer.From
	if from >= to || to-from > 3 || f.d.Tokens[a.name.From].Sent != f.d.Tokens[b.name.From].Sent {
		return false
	}
	for k := from; k < to; k++ {
		switch f.low(k) {
		case "and", "or", ",", "/", "&", "both", "-", "–":
		default:
			return false
		}
	}
	return true
}

// roleOf is the role of one mention.
func (f *finder) roleOf(m *mention) role {
	r := f.leftRole(m)
	if r.kind == "" {
		r = f.nounRole(m)
		r.made = r.kind != ""
	}
	if r.kind == "" {
		r = f.verbRole(m)
	}
	if r.kind == "" {
		r = f.sourceRole(m)
	}
	if r.kind != "" && !f.believed(m, &r) {
		return role{}
	}
	return r
}

// believed reports whether the evidence is enough for a name that may mean
// another thing.
func (f *finder) believed(m *mention, r *role) bool {
	if m.kind == lexicon.Programme {
		return !m.ordinary || f.insideQuote(m.name) || f.known(m)
	}
	if m.unnamed {
		return r.kind == record.CreditTo || r.kind == record.Venue && r.left && r.sure
	}
	if !m.ordinary && !m.guessed {
		return true
	}
	if f.known(m) || m.the && !f.opensUnsure(m, r) {
		return true
	}
	return r.sure && r.left || m.guessed && r.sure
}

// opensUnsure reports whether an ordinary name is the subject of a verb that
// anybody may have: "The Nation said".
func (f *finder) opensUnsure(m *mention, r *role) bool { return !r.left && !r.sure }

// known reports whether the article names the same outlet elsewhere by a name
// of its own.
func (f *finder) known(m *mention) bool {
	if f.own.name == m.outlet.name {
		return true
	}
	for k := range f.found {
		o := &f.found[k]
		if o.outlet.name == m.outlet.name && !o.ordinary && !o.guessed && o != m {
			return true
		}
		if k > 200 {
			return false
		}
	}
	return false
}

// back is the last token before or at i, at most n tokens back in the same
// sentence, of one of the classes; -1 for none.
func (f *finder) back(i, n int, c class) int {
	if i < 0 || i >= len(f.d.Tokens) {
		return -1
	}
	sent := f.sentence(i)
	for k := i; k >= max(sent.From, i-n+1); k-- {
		if f.is(k, c) {
			return k
		}
		switch f.low(k) {
		case ",", ";", "(", ")":
			return -1
		}
	}
	return -1
}

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
	if f.low(m.outer.To) == "affiliate" && f.capital(m.outer.To+1) {
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
		if k := f.back(l-1, 4, saidWith); k >= 0 && !f.crowd(m) && f.low(k) != "down" {
			if f.is(k, passes) && f.documents(k) {
				return give(record.CreditTo, k, true)
			}
			return give(record.Venue, k, f.is(k, talks))
		} else if k >= 0 && f.low(k) == "down" && (f.low(k-1) == "sat" || f.low(k-1) == "sitting") {
			return give(record.Venue, k-1, true)
		}
	case "for":
		return f.afterFor(m, l, give)
	case "from":
		return f.afterFrom(m, l, give)
	case "at":
		if f.low(l-1) == "writing" || f.low(l-1) == "wrote" {
			return give(record.Venue, l-1, true)
		}
		if (f.subjectVerb(m.outer.To, false) >= 0 || f.is(m.outer.To, saidOn) || f.low(m.outer.To) == "agreed") && l > 0 && (f.capital(l-1) || f.is(l-1, staff)) {
			return give(record.Venue, l, true)
		}
	case "of":
		return f.afterOf(m, l, give)
	}
	if f.is(l, tells) && !f.crowd(m) && !f.named(l) && !f.ordered(m) {
		return give(record.Venue, l, true)
	}
	if f.is(l, hands) && f.handed(m) {
		return give(record.Venue, l, true)
	}
	if f.low(l) == "with" && f.is(m.outer.To, reports) && strings.HasSuffix(f.low(m.outer.To), "ing") {
		r := give(record.CreditTo, l, true)
		r.span = nlp.Range{From: m.outer.From, To: m.outer.To + 1}
		return r
	}
	if f.is(l, cites) && !f.named(l) && !f.foreign(m) && !f.pictured(l) {
		r := give(record.CreditTo, l, f.low(l) == "citing")
		r.cites = f.low(l) != "per" && f.low(l) != "via"
		return r
	}
	if f.invertedVerb(l) && !f.foreign(m) && f.endsClause(m.outer.To) {
		return give(record.CreditTo, l, f.is(l, reports))
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
		r := give(record.CreditTo, l-1, true)
		r.cites = true
		if f.low(l-2) == "with" {
			r.span.From = l - 2
		}
		return r
	}
	k := f.back(l-1, 4, saidTo)
	if k < 0 || f.crowd(m) || f.named(k) || f.ordered(m) || f.claused(k, l) || m.back && f.is(k, passes) {
		return role{}
	}
	if f.is(k, passes) && f.documents(k) {
		return give(record.CreditTo, k, k >= l-2)
	}
	return give(record.Venue, k, k >= l-2)
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
	if !onAir || f.crowd(m) || f.watched(l) {
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
	return false
}

func (f *finder) afterFor(m *mention, l int, give giver) role {
	if f.is(l-1, staff) && f.subjectVerb(m.outer.To, false) >= 0 {
		return role{kind: record.CreditTo, span: nlp.Range{From: l - 1, To: m.outer.To}, left: true, sure: true} // "a reporter for AFP saw"
	}
	k := f.back(l-1, 4, madeFor)
	if k < 0 {
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
	if first := f.low(l + 1); k < 0 && strings.HasSuffix(first, "'s") && classes[strings.TrimSuffix(first, "'s")]&days != 0 {
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
	if l > 0 && f.capital(l-1) {
		if v := f.subjectVerb(m.outer.To, true); v >= 0 {
			r := give(record.CreditTo, l, true)
			r.span.To = v + 1
			return r
		}
	}
	return role{}
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
	open := false
	for k := l - 1; k >= max(0, l-8) && f.low(k) != ")"; k-- {
		open = open || f.low(k) == "("
	}
	return open && (f.low(l+2) == ")" || f.low(l+3) == ")")
}

// crowd reports whether the name stands before people who are not its
// reporters: "told CNN viewers".
func (f *finder) crowd(m *mention) bool {
	for k := m.outer.To; k < m.outer.To+2; k++ {
		switch f.low(k) {
		case "viewers", "audience", "audiences", "listeners", "readers", "executives", "executive", "employees", "staff", "staffers", "bosses", "lawyers", "building", "studio", "studios", "headquarters", "subscribers", "parent":
			return true
		}
	}
	return false
}

// foreign reports whether the name only tells who somebody is: "according to
// CNN analyst Ann Lee", "a Fox News spokesman".
func (f *finder) foreign(m *mention) bool {
	for k := m.outer.To; k < m.outer.To+4 && k < len(f.d.Tokens); k++ {
		if f.is(k, hosts) || f.crowd(&mention{outer: nlp.Range{To: k}}) {
			return true
		}
		switch f.low(k) {
		case "spokesman", "spokeswoman", "spokesperson", "president", "ceo", "chairman", "founder", "owner", "executives", "publisher", "co.", "company", "inc", "chief", "affiliate", "affiliates":
			return true
		}
		if !f.d.Tokens[k].Word() || f.d.Tokens[k].Sent != f.d.Tokens[m.outer.From].Sent || f.is(k, reports|says|works|polls) {
			return false
		}
		switch f.low(k) {
		case "and", "that", "in", "on", "of", "for", "to", "as", "which", "the", "about", "with", "from", "by":
			return false
		}
	}
	return false
}

// invertedVerb reports whether token l is a verb behind what it reports:
// "…, reports Reuters".
func (f *finder) invertedVerb(l int) bool {
	if !f.is(l, reports|says) || f.capital(l) {
		return false
	}
	switch f.low(l - 1) {
	case ",", "as", "–", "—", "--":
		return true
	case "this":
		return f.low(l-2) == "about" // "About this writes Bild": Slavic word order
	}
	return f.mark(l - 1)
}

// endsClause reports whether nothing but a mark or a time follows at token i.
func (f *finder) endsClause(i int) bool {
	if i >= len(f.d.Tokens) || !f.d.Tokens[i].Word() {
		return true
	}
	switch f.low(i) {
	case "on", "in", "last", "this", "citing", "quoting", "and", "late", "early", "earlier", "of", "with", "after":
		return true
	}
	return f.is(i, days)
}

// pollBehind reports whether a noun for polls follows at token i.
func (f *finder) pollBehind(i int) bool {
	for k, small := i, 0; k < min(i+8, len(f.d.Tokens)) && small < 3; k++ {
		if f.is(k, polls) && f.low(k) != "polling" {
			return true
		}
		joint := f.low(k) == "/" || f.low(k) == "-" || f.low(k) == "–" || f.low(k) == "the" && f.capital(k+1)
		if !joint && (!f.d.Tokens[k].Word() || f.preposition(k)) {
			return false
		}
		if !joint && !f.capital(k) {
			small++
		}
	}
	return false
}

func (f *finder) interviewBehind(i int) bool { return f.is(i, talks) || f.is(i+1, talks) }

func (f *finder) preposition(k int) bool {
	switch f.low(k) {
	case "of", "in", "on", "for", "to", "that", "and", "with", "by", "from", "at", "has", "is", "was", "a", "the", "who", "which", "after", "as",
		"during", "before", "about", "over", "until", "since", "when", "while", "into", "if", "but":
		return true
	}
	return false
}

// nounRole reads what the outlet made: "a Reuters tally", "the Guardian's
// investigation", "a CNN poll", "in a BBC interview".
func (f *finder) nounRole(m *mention) role {
	sent := f.sentence(m.name.From)
	det := f.owns(m) || f.hasArticle(m)
	if f.low(m.outer.To) == "/" && f.capital(m.outer.To+1) && f.pollBehind(m.outer.To) {
		return role{kind: record.Poll, span: m.outer, sure: true}
	}
	for k := m.outer.To; k < min(sent.To, m.outer.To+4); k++ {
		to := nlp.Range{From: m.outer.From, To: k + 1}
		switch {
		case !f.d.Tokens[k].Word() && !f.mark(k) || f.preposition(k):
			return role{}
		case f.low(k) == "town" && f.low(k+1) == "hall":
			to.To++
			return f.shown(to)
		case f.is(k, hosts):
			return role{}
		case f.is(k, polls) && (det || k == m.outer.To || !m.ordinary && !m.guessed):
			return role{kind: record.Poll, span: to, sure: true}
		case f.is(k, talks):
			return role{kind: record.Venue, span: to, sure: det}
		case f.low(k) == "editorial" && (f.low(k+1) == "board" || f.low(k+1) == "page"):
			if v := f.subjectVerb(k+2, false); v >= 0 {
				return role{kind: record.CreditTo, span: nlp.Range{From: m.outer.From, To: v + 1}, sure: true}
			}
			return role{}
		case f.is(k, works) && (det || !f.is(k, reports)) && !f.capitalWork(k):
			return role{kind: record.CreditTo, span: to, sure: det}
		case f.is(k, shows) && det && m.kind != lexicon.Agency:
			return f.shown(to)
		case f.is(k, staff):
			return f.staffRole(m, k)
		case f.is(k, reports|says|between) && !f.capital(k) && k == m.outer.To && !det:
			return role{}
		}
	}
	return role{}
}

// capitalWork reports whether token k belongs to a name: "CNN Report Card",
// "The Hill's Morning Report".
func (f *finder) capitalWork(k int) bool { return f.capital(k) }

// hasArticle reports whether "a" or "an", or "the" and "latest", stands before
// the name, so that a noun must follow.
func (f *finder) hasArticle(m *mention) bool {
	k := m.outer.From
	for k < m.name.From {
		switch f.low(k) {
		case "a", "an":
			return true
		}
		k++
	}
	switch f.low(m.outer.From - 1) {
	case "a", "an", "new", "recent", "latest", "to", "in", "by", "previous", "earlier":
		return true
	}
	return false
}

// shown is the role of a debate or programme of the outlet: people speak there
// where the sentence says so.
func (f *finder) shown(r nlp.Range) role {
	switch f.low(r.From - 1) {
	case "in", "on", "at", "during":
		if f.speech(r.From - 1) {
			return role{kind: record.Venue, span: nlp.Range{From: r.From - 1, To: r.To}, left: true}
		}
	}
	return role{}
}

// staffRole reads "a Reuters reporter saw", "Politico reporter Jo Lee wrote":
// the word of its people is the outlet's where they report.
func (f *finder) staffRole(m *mention, k int) role {
	kind := record.CreditTo
	if f.low(k) == "columnist" || f.low(k) == "blogger" || f.low(k) == "editor" {
		kind = record.Venue
	}
	at := k + 1
	for n := 0; n < 4 && f.capital(at); n++ {
		at++
	}
	v := f.subjectVerb(at, true)
	if v < 0 && at == k+1 && (f.low(at) == "saw" || f.low(at) == "heard" || f.low(at) == "said" && m.kind == lexicon.Agency) {
		v = at
	}
	if v < 0 {
		return role{}
	}
	return role{kind: kind, span: nlp.Range{From: m.outer.From, To: v + 1}, sure: true}
}

// verbRole reads the outlet as the subject of a verb of reporting: "Reuters
// has also reported", "the Post, citing officials, wrote".
func (f *finder) verbRole(m *mention) role {
	at := m.outer.To
	if f.owns(m) {
		if m.outer.To > m.name.To && f.mark(at-1) && !(f.bareOwner(m) && m.outer.To == m.name.To+1) {
			return role{}
		}
		if f.bareOwner(m) && at == m.name.To {
			at++
		}
		first := at
		for n := 0; n < 4 && (f.capital(at) || f.is(at, staff)); n++ {
			at++
		}
		if at == first {
			return role{}
		}
	} else if (f.low(at) == "," || dash(f.low(at))) && !m.unnamed {
		at = f.behindClause(at)
	} else if f.low(at) == "(" {
		for n := 0; n < 4 && f.low(at) != ")"; n++ {
			at++
		}
		at++
	}
	if told := f.wasTold(at); told >= 0 && !f.owns(m) {
		return role{kind: record.Venue, span: nlp.Range{From: m.outer.From, To: told + 1}, sure: true}
	}
	v := f.subjectVerb(at, f.owns(m))
	if v < 0 && at == m.outer.To && m.kind != lexicon.Agency && f.section(at) {
		v = f.subjectVerb(at+1, true)
	}
	if v < 0 || f.objectBefore(m) {
		return role{}
	}
	return role{kind: record.CreditTo, span: nlp.Range{From: m.outer.From, To: v + 1}, sure: f.is(v, reports)}
}

// wasTold is "told" in "was told" and "has been told" at token i; -1 for none.
func (f *finder) wasTold(i int) int {
	if f.low(i) == "has" && f.low(i+1) == "been" {
		i++
	}
	switch f.low(i) {
	case "was", "were", "been", "is":
		if f.low(i+1) == "told" || f.low(i+1) == "informed" {
			return i + 1
		}
	}
	return -1
}

// section reports whether token i, behind the name of an outlet, belongs to it
// though no list has it: "RTL Info reported", "Breitbart London reports".
func (f *finder) section(i int) bool {
	return f.capital(i) && f.d.Tokens[i].Tag == nlp.PROPN && !f.is(i, days|between) && !f.person(nlp.Range{From: i, To: i + 1}) &&
		!f.names[f.low(i)].Any(lexicon.People)
}

// statements notes where the sources of the statements of the body stand.
func (f *finder) statements() {
	f.said = map[int]int{}
	for k := range f.r.Attributions {
		a := &f.r.Attributions[k]
		if a.In != record.InBody || a.Negated || len(a.Source.Spans) != 1 || len(a.Cue.Spans) == 0 {
			continue
		}
		r := f.d.RangeOf(a.Source.Spans[0])
		for i := r.From; i < min(r.To, r.From+longestName+4); i++ {
			f.said[i] = k
		}
	}
}

// sourceRole reads the outlet as the source of a statement, whatever the verb:
// "KCNA threatened that", where it doesn't speak of itself.
func (f *finder) sourceRole(m *mention) role {
	k, ok := f.said[m.name.From]
	if !ok || m.unnamed || m.guessed || m.ordinary || f.isOwn(m.outlet) || f.owns(m) || f.foreign(m) || f.objectBefore(m) {
		return role{}
	}
	a := &f.r.Attributions[k]
	source, cue := f.d.RangeOf(a.Source.Spans[0]), f.d.RangeOf(a.Cue.Spans[0])
	if cue.Len() == 0 || !f.d.Tokens[cue.To-1].Word() || source.From < m.outer.From-1 || source.To > m.outer.To || f.ofItself(cue.To-1) || !f.asserts(cue) {
		return role{}
	}
	span := m.outer
	if cue.From >= span.To && cue.From <= span.To+2 {
		span.To = cue.To
	}
	return role{kind: record.CreditTo, span: span}
}

// asserts reports whether the words of r are a verb of stating that takes a
// clause, and none with which outlets speak of themselves.
func (f *finder) asserts(r nlp.Range) bool {
	for k := r.From; k < r.To; k++ {
		v, ok := f.verbs[f.low(k)]
		if ok && v.Takes(lexicon.ThatWh) && !ownWords[v.Lemma] {
			return true
		}
	}
	last := f.d.Tokens[r.To-1].Lemma
	return f.low(r.To) == "that" && !ownWords[last] || last == "threaten" && f.low(r.To) != "to"
}

// ownWords are verbs with which outlets speak of themselves as companies.
var ownWords = map[string]bool{
	"agree": true, "announce": true, "apologize": true, "ask": true, "decide": true, "deny": true, "expect": true, "hope": true,
	"know": true, "promise": true, "respond": true, "say": true, "tell": true, "think": true, "want": true,
}

// objectBefore reports whether the outlet is what somebody spoke to or of, so
// that the verb behind it has another subject: "told CNN reports".
func (f *finder) objectBefore(m *mention) bool {
	l := m.outer.From - 1
	if l < 0 || f.d.Tokens[l].Sent != f.d.Tokens[m.outer.From].Sent {
		return false
	}
	switch f.low(l) {
	case "of", "at", "with", "to", "for", "against", "by", "about", "from", "on":
		return !f.owns(m)
	}
	return f.is(l, tells)
}

// behindClause is the token behind the clause between commas that begins at
// token i, or i where it has no end.
func (f *finder) behindClause(i int) int {
	sent := f.sentence(i)
	for k := i + 1; k < min(sent.To, i+25); k++ {
		if (f.low(k) == "," || dash(f.low(k))) && k+1 < sent.To && !f.capital(k+1) && f.is(k+1, reports|says|between) && k > i+1 {
			return k + 1
		}
	}
	return i
}

// subjectVerb is the verb of reporting at token i, adverbs, auxiliaries and
// days before it passed over; -1 where there is none. strict leaves out verbs
// that anybody may have.
func (f *finder) subjectVerb(i int, strict bool) int {
	if i >= len(f.d.Tokens) || i < 1 {
		return -1
	}
	passive, sent := false, f.d.Tokens[i-1].Sent
	for k := i; k < min(i+6, len(f.d.Tokens)); k++ {
		if f.d.Tokens[k].Sent != sent || f.mark(k) {
			return -1
		}
		if f.is(k, reports|says) && (!f.capital(k) || f.d.Tokens[k].Shape == nlp.Upper) {
			ing := strings.HasSuffix(f.low(k), "ing")
			if passive != ing {
				return -1
			}
			if f.is(k, says) && (strict || f.ofItself(k)) || f.low(k) == "may" {
				return -1
			}
			if f.low(k) == "report" && k == i || f.low(k) == "found" && f.low(k+1) == "itself" {
				return -1
			}
			return k
		}
		if !f.is(k, between) {
			return -1
		}
		switch f.low(k) {
		case "is", "are", "was", "were", "been":
			passive = true
		}
	}
	return -1
}

// ofItself reports whether the outlet speaks of itself behind the verb at
// token v: "said in a statement", "said it would".
func (f *finder) ofItself(v int) bool {
	near := true // "said only that it would"; not "said the letters it has"
	for k := v + 1; k < min(v+6, len(f.d.Tokens)); k++ {
		if f.is(k, corporate) && (near || len(f.low(k)) > 4) {
			return true
		}
		near = near && (f.is(k, between|days) || f.low(k) == "that")
	}
	return false
}

// pollCompounds reads outlets joined with a hyphen before "poll", as in
// "Washington Post-ABC News poll", which no word for word list can match.
func (f *finder) pollCompounds() {
	for i := range f.d.Tokens {
		if !f.is(i, polls) || f.d.Tokens[i].Skip {
			continue
		}
		from := i
		hyphen := false
		for k := i - 1; k >= max(0, i-8) && f.d.Tokens[k].Sent == f.d.Tokens[i].Sent; k-- {
			if !f.capital(k) && f.low(k) != "/" && f.low(k) != "-" && f.low(k) != "–" {
				break
			}
			w := f.low(k)
			hyphen = hyphen || strings.ContainsAny(w, "-–")
			from = k
		}
		if hyphen && from < i {
			f.compound(nlp.Range{From: from, To: i})
		}
	}
}

func (f *finder) compound(r nlp.Range) {
	span := f.d.SpanOf(r)
	pieces := strings.FieldsFunc(span.In(f.d.Text), func(c rune) bool { return c == '-' || c == '–' || c == '/' })
	for _, p := range pieces {
		o, ok := f.set.Named(strings.TrimSpace(p))
		if !ok || o.Ordinary || f.cited(o.Name, int(f.d.Tokens[r.From].Sent)) {
			continue
		}
		f.cites = append(f.cites, citation{
			outlet: outlet{o.Name, o.Domain, o.Kind}, credit: record.Poll, span: f.d.SpanOf(nlp.Range{From: r.From, To: r.To + 1}),
			name: span, sent: int(f.d.Tokens[r.From].Sent), through: -1,
		})
	}
}

// cited reports whether a sentence credits the outlet already.
func (f *finder) cited(name string, sent int) bool {
	for i := len(f.cites) - 1; i >= 0 && i >= len(f.cites)-8; i-- {
		if f.cites[i].outlet.name == name && f.cites[i].sent == sent {
			return true
		}
	}
	return false
}
