package simulate

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// ownText adds an article with a text of its own, to which add gives what it
// has of the event; where add can't, or there are not so many quotations, the
// article is a copy. False: the given articles are used up.
func (m *making) ownText(root *piece, quotations int, add func(root *piece, b *base) bool) bool {
	if len(m.speakers(root)) < quotations {
		m.copyOf(root)
		return true
	}
	b := m.shelf.takeLike(m.base)
	if b == nil {
		return false
	}
	if !add(root, b) {
		m.copyOf(root)
	}
	return true
}

// speakers are the quotations that can be heard by others: those of the first
// report, or of the first article that is in the world.
func (m *making) speakers(root *piece) []utterance {
	if root.absent {
		root = m.pieces[1]
	}
	return utterances(root.story)
}

// independentReport is by a reporter who was there too: quotations that he
// heard, cut by himself, no credit.
func (m *making) independentReport(root *piece, b *base) bool {
	all := m.speakers(root)
	start := m.r.IntN(len(all) - 1)
	said := all[start:min(len(all), start+2+m.r.IntN(3))]
	named := ""
	at := b.story.ends()
	if len(at) == 0 {
		return false
	}
	for i, u := range said {
		x := u.sentence(m, u.person != named, "")
		named = u.person
		if chance(m.r, 0.4) {
			pick(m.r, cuts)(m.r, place{s: &x, i: slices.IndexFunc(x.runs, func(r run) bool { return r.quote != nil })})
		}
		b.story.insert(at[0]+i, para{x})
	}
	o := m.outlet()
	when := root.time.Add(time.Duration(m.r.IntN(360)-120) * time.Minute)
	p := m.add(m.piece(o, b.title, b.story, when))
	m.independent = append(m.independent, p)
	m.dress(p)
	return true
}

// quoting takes over quotations and says from whom.
func (m *making) quoting(root *piece, b *base) bool {
	at := b.story.ends()
	if !root.outlet.known || len(at) == 0 {
		return false
	}
	all := m.speakers(root)
	start := m.r.IntN(len(all))
	named := ""
	for i, u := range all[start:min(len(all), start+1+m.r.IntN(3))] {
		told := ""
		if i == 0 {
			told = inSentence(root.outlet.short)
		}
		x := u.sentence(m, u.person != named, told)
		x.lent = strings.Join(wordsOf(u.words), " ")
		named = u.person
		b.story.insert(at[0]+i, para{x})
	}
	if chance(m.r, m.d.Alter) {
		b.story.alter(m.r, m.holder(root))
	}
	p := m.add(m.piece(m.outlet(), b.title, b.story, m.later(root)))
	m.link(root, p, Quotes).named = true
	m.dress(p)
	return true
}

// holder is the article whose quotations are heard.
func (m *making) holder(root *piece) *piece {
	if root.absent {
		return m.pieces[1]
	}
	return root
}

// crediting says what another reported.
func (m *making) crediting(root *piece, b *base) bool {
	fact := m.fact(m.holder(root).story)
	at := b.story.ends()
	if !root.outlet.known || fact == "" || len(at) == 0 {
		return false
	}
	name := root.outlet.short
	line := pick(m.r, []string{"%s reported that %s", "According to %s, %s"})
	if strings.HasPrefix(line, "According") {
		name = inSentence(name)
	}
	x := sentence{runs: []run{{text: fmt.Sprintf(line, name, fact)}}}
	b.story.insert(pick(m.r, at[:min(2, len(at))]), para{x})
	p := m.add(m.piece(m.outlet(), b.title, b.story, m.later(root)))
	m.link(root, p, Credits).named = true
	m.dress(p)
	return true
}

var startsSmall = regexp.MustCompile(`^(?:The|A|An|Two|Three|Several|Some|Many|Most|More|At least|About) `)

var hasVerb = regexp.MustCompile(` (?:is|are|was|were|has|have|had|will|would|could|can|said|says|\p{L}{3,}ed) `)

// fact is a sentence that can stand behind "reported that".
func (m *making) fact(s *story) string {
	var all []string
	s.sentences(func(x *sentence) {
		if t := x.plain(); x.role == told && !x.quoted() && len(x.runs) == 1 && x.words() >= 10 && x.words() <= 35 && startsSmall.MatchString(t) && hasVerb.MatchString(t) && strings.HasSuffix(t, ".") {
			all = append(all, t)
		}
	})
	if len(all) == 0 {
		return ""
	}
	t := all[m.r.IntN(min(3, len(all)))]
	r, n := utf8.DecodeRuneInString(t)
	return string(unicode.ToLower(r)) + t[n:]
}

// utterance is a quotation of somebody whose name is known.
type utterance struct {
	words  string // without the stop at its end
	stop   string // "?" or "!" where it ends so
	person string // last name
	full   string
}

const (
	nameWords = `(\p{Lu}[\p{L}.’'-]*(?: (?:de |van |al-)?\p{Lu}[\p{L}.’'-]*){0,3})`
	saidVerbs = `(?:said|says|added|told|wrote|asked|argued|warned)`
)

var (
	saidAfter  = regexp.MustCompile(`^,? ?(?:` + nameWords + `,? ` + saidVerbs + `|` + saidVerbs + ` ` + nameWords + `)`)
	saidBefore = regexp.MustCompile(nameWords + ` ` + saidVerbs + `(?: \w+)?[:,] $`)
	heSaid     = regexp.MustCompile(`^,? ?(?:he|she) ` + saidVerbs)
	noName     = regexp.MustCompile(`^(?:He|She|They|It|The|We|I|But|And|In|On|As|Mr|Ms|Mrs|Dr|Sen|Rep|Gov)\.?$`)
)

// utterances are the quotations of a story that others can use, of the speaker
// who is quoted most.
func utterances(s *story) []utterance {
	var out []utterance
	last := ""
	for _, p := range s.paras {
		for k := range p {
			x := &p[k]
			for i, r := range x.runs {
				if r.quote == nil || x.role != told {
					continue
				}
				name := speaker(x.runs, i, last)
				if name == "" && k > 0 && len(x.runs) == 1 {
					name = last // it goes on behind "he said."
				}
				last = name
				if name != "" && usable(r, i) {
					out = append(out, newUtterance(r.text, name))
				}
			}
		}
	}
	out = keepFirstSpeaker(out)
	if len(out) > 0 {
		full := fullName(s.write().body, out[0].person)
		for i := range out {
			out[i].full = full
		}
	}
	return out
}

// usable reports whether a quotation can stand by itself: it is whole and as
// its speaker said it, and it opens a sentence.
func usable(r run, i int) bool {
	return !r.quote.unclosed && r.quote.changed == nil && i <= 1 && len(strings.Fields(r.text)) >= 8 && wholeSentence(r.text)
}

func newUtterance(words, person string) utterance {
	stop := ""
	if c := words[len(words)-1:]; c == "?" || c == "!" {
		stop = c
	}
	return utterance{words: strings.TrimRight(words, ",.?! "), stop: stop, person: person}
}

// keepFirstSpeaker keeps the quotations of the one who is quoted most.
func keepFirstSpeaker(all []utterance) []utterance {
	count := map[string]int{}
	best := ""
	for _, u := range all {
		if count[u.person]++; count[u.person] > count[best] {
			best = u.person
		}
	}
	return slices.DeleteFunc(all, func(u utterance) bool { return u.person != best })
}

// speaker is the last name of who says the quotation in the i-th run.
func speaker(runs []run, i int, last string) string {
	after, before := "", ""
	if i+1 < len(runs) {
		after = runs[i+1].text
	}
	if i > 0 {
		before = runs[i-1].text
	}
	name := ""
	if m := saidAfter.FindStringSubmatch(after); m != nil {
		name = m[1] + m[2]
	} else if m := saidBefore.FindStringSubmatch(before); m != nil {
		name = m[1]
	} else if heSaid.MatchString(after) {
		return last
	}
	words := strings.Fields(strings.TrimSuffix(strings.TrimSuffix(name, "’s"), "'s"))
	if len(words) == 0 || noName.MatchString(words[len(words)-1]) {
		return ""
	}
	return strings.Trim(words[len(words)-1], ".,")
}

// fullName is the name with what stands before it where it comes first.
func fullName(body, last string) string {
	re := regexp.MustCompile(`(?:\p{Lu}[\p{L}’'-]+ (?:\p{Lu}\. )?)` + regexp.QuoteMeta(last) + `\b`)
	for _, full := range re.FindAllString(body, 5) {
		if first, _, _ := strings.Cut(full, " "); !noName.MatchString(first) {
			return full
		}
	}
	return last
}

// sentence has the speaker say it: to whom, where that is known.
func (u utterance) sentence(m *making, full bool, told string) sentence {
	name := u.person
	if full {
		name = u.full
	}
	words := u.words
	if u.stop != "" {
		words += u.stop
	} else {
		words += ","
	}
	said := " " + name + " said."
	switch {
	case told != "":
		said = " " + name + " told " + told + "."
	case chance(m.r, 0.3):
		said = " said " + name + "."
	case chance(m.r, 0.3) && full:
		said = " " + name + " told reporters."
	}
	if told == "" && chance(m.r, 0.2) {
		return sentence{runs: []run{{text: name + " said: "}, {text: strings.TrimRight(words, ",") + strings.Repeat(".", 1-len(u.stop)), quote: &quote{}}}}
	}
	return sentence{runs: []run{{text: words, quote: &quote{}}, {text: said}}}
}
