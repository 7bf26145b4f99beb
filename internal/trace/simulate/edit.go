package simulate

import (
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// synonyms are words that can stand for each other whatever is around them,
// nearly.
var synonyms = table(`
	announced=revealed began=started started=began major=significant significant=major important=key
	nearly=almost almost=nearly although=though frequently=often often=frequently
	despite=notwithstanding entire=whole permitted=allowed allowed=permitted showed=indicated
	shows=indicates quickly=rapidly rapidly=quickly currently=now decided=chose
	officials=authorities huge=enormous enormous=huge large=big big=large small=little
	attempt=effort attempts=efforts additional=further approximately=about roughly=about nonetheless=nevertheless
	however=nevertheless around=about largely=mostly mostly=largely primarily=mainly mainly=primarily
	various=several several=various seeking=looking demanded=called helped=assisted
	residents=locals children=kids physicians=doctors attorneys=lawyers lawyers=attorneys
	gathered=assembled remains=stays ended=concluded ordered=directed
	problem=difficulty problems=difficulties difficult=hard hard=difficult former=one-time deadly=fatal
	especially=particularly particularly=especially possibly=perhaps perhaps=maybe wanted=wished
	immediately=instantly finally=eventually eventually=finally earlier=previously previously=earlier
	strongly=firmly clearly=plainly increasingly=more
	 criticized=faulted praised=commended described=portrayed opposed=resisted
	argued=contended contended=argued insisted=maintained maintained=insisted noted=observed observed=noted
	explained=clarified warned=cautioned acknowledged=conceded suggested=proposed`)

// paraphrases are those and the words that a rewriter takes for others, well or
// badly.
var paraphrases = merged(synonyms, table(`
	said=stated spoke=talked talked=spoke visited=toured killed=slain died=perished
	injured=hurt hurt=injured attacked=assaulted arrested=detained detained=arrested accused=charged
	rejected=dismissed dismissed=rejected approved=passed blocked=halted halted=stopped stopped=halted
	created=formed formed=created built=constructed destroyed=wrecked increased=rose rose=climbed climbed=rose
	fell=dropped dropped=fell cut=trimmed reduce=cut reducing=cutting raise=lift raised=lifted promised=pledged
	pledged=promised vowed=promised urged=pressed hopes=expects expected=due refused=declined
	declined=refused released=published published=released issued=released reported=recorded sent=dispatched
	gave=handed given=handed told=informed kept=held won=captured lost=forfeited fought=battled faces=confronts
	facing=confronting face=confront leaders=chiefs leader=chief lawmakers=legislators legislators=lawmakers
	law=statute measure=bill measures=steps policy=approach policies=approaches money=funds funds=money
	workers=employees employees=workers voters=electors citizens=people police=officers cars=vehicles
	houses=homes homes=houses companies=firms company=firm firm=company businesses=companies firms=companies
	debate=discussion discussions=talks talks=discussions agreement=deal deal=agreement fight=battle battle=fight
	crisis=emergency threat=danger threats=dangers goal=aim goals=aims aim=goal chance=opportunity role=part
	country=nation nation=country countries=nations nations=countries city=town area=region areas=regions
	place=spot house=home evidence=proof result=outcome results=outcomes outcome=result reason=cause
	question=issue questions=issues issue=matter issues=matters strategy=plan proposal=plan campaign=drive
	supporters=backers backers=supporters support=backing critics=opponents opponents=critics rivals=opponents
	candidate=contender candidates=contenders contenders=candidates election=vote elections=votes poll=survey
	polls=surveys survey=poll speech=address address=speech statement=declaration letter=note meeting=gathering
	event=occasion trip=journey group=body groups=bodies new=fresh early=initial
	first=initial final=last last=final main=chief strong=powerful powerful=strong weak=feeble
	dangerous=risky risky=dangerous serious=grave grave=serious clear=plain simple=plain common=usual rare=unusual
	recent=latest latest=recent possible=potential potential=possible illegal=unlawful poor=needy rich=wealthy
	wealthy=rich angry=furious worried=concerned concerned=worried sure=certain  tough=hard
	only=just just=only soon=shortly again=anew always=invariably together=jointly`))

// spellings are those of an American desk and of a British one.
var spellings = both(`
	labor=labour color=colour favor=favour honor=honour defense=defence center=centre program=programme
	organization=organisation organizations=organisations organized=organised recognize=recognise
	criticized=criticised realize=realise realized=realised traveled=travelled traveling=travelling
	canceled=cancelled neighbor=neighbour neighbors=neighbours neighborhood=neighbourhood behavior=behaviour
	theater=theatre gray=grey toward=towards afterward=afterwards percent=per-cent ten=10 eleven=11 twelve=12
	okay=OK adviser=advisor advisers=advisors`)

func table(pairs string) map[string]string {
	t := map[string]string{}
	for _, p := range strings.Fields(pairs) {
		word, other, _ := strings.Cut(p, "=")
		t[word] = strings.ReplaceAll(other, "per-cent", "per cent")
	}
	return t
}

func merged(tables ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, t := range tables {
		maps.Copy(all, t)
	}
	return all
}

// both is the table read in both directions.
func both(pairs string) map[string]string {
	t := table(pairs)
	for word, other := range table(pairs) {
		if !strings.Contains(other, " ") && other != "10" {
			t[other] = word
		}
	}
	return t
}

var word = regexp.MustCompile(`[\p{L}\p{N}’'-]+`)

// reword replaces words in small letters by what the table has for them, at a rate and at most
// so many; it returns how many.
func (s *sentence) reword(r *rand.Rand, t map[string]string, rate float64, most int) (n int) {
	for i := range s.runs {
		x := &s.runs[i]
		if x.quote != nil || x.credit || x.link != "" {
			continue
		}
		x.text = word.ReplaceAllStringFunc(x.text, func(w string) string {
			other, ok := t[w]
			if !ok || n >= most || !chance(r, rate) {
				return w
			}
			n++
			return other
		})
		x.text = articles.ReplaceAllStringFunc(x.text, fitted)
	}
	return n
}

var articles = regexp.MustCompile(`\b([Aa])n? (\p{Ll})`)

// fitted sets "a" or "an" as the next letter wants it, but for "u" and "h",
// which can go both ways.
func fitted(s string) string {
	next := s[len(s)-lastLen(s):]
	switch {
	case strings.Contains("uho", next):
		return s
	case strings.Contains("aei", next):
		return s[:1] + "n " + next
	}
	return s[:1] + " " + next
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// slip makes one typing mistake in a long word outside quotations.
func (s *story) slip(r *rand.Rand) {
	var all []*run
	s.sentences(func(x *sentence) {
		for i := range x.runs {
			if x.runs[i].quote == nil && !x.runs[i].credit && x.role == told {
				all = append(all, &x.runs[i])
			}
		}
	})
	for _, i := range r.Perm(len(all)) {
		var long [][]int
		for _, at := range word.FindAllStringIndex(all[i].text, -1) {
			if w := all[i].text[at[0]:at[1]]; len(w) >= 6 && strings.ToLower(w) == w && isASCII(w) {
				long = append(long, at)
			}
		}
		if len(long) > 0 {
			at := pick(r, long)
			all[i].text = all[i].text[:at[0]] + misspelt(r, all[i].text[at[0]:at[1]]) + all[i].text[at[1]:]
			return
		}
	}
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

func misspelt(r *rand.Rand, w string) string {
	i := 1 + r.IntN(len(w)-3)
	if w[i] == w[i+1] || chance(r, 0.4) {
		return w[:i] + w[i+1:] // a letter left out
	}
	return w[:i] + w[i+1:i+2] + w[i:i+1] + w[i+2:]
}

// trimEnd leaves out the last paragraphs.
func (s *story) trimEnd(r *rand.Rand) {
	least := max(3, len(s.paras)*4/10)
	if least < len(s.paras) {
		s.paras = s.paras[:least+r.IntN(len(s.paras)-least)]
	}
}

// leaveOut leaves out some paragraphs behind the second.
func (s *story) leaveOut(r *rand.Rand) {
	for n := 1 + len(s.paras)/8; n > 0 && len(s.paras) > 5; n-- {
		i := 2 + r.IntN(len(s.paras)-2)
		s.paras = slices.Delete(s.paras, i, i+1)
	}
}

// insert sets a paragraph before the i-th.
func (s *story) insert(i int, p para) {
	s.paras = slices.Insert(s.paras, min(i, len(s.paras)), p)
}

// ends is where paragraphs end behind which another may stand: no quotation
// goes on in the next.
func (s *story) ends() []int {
	var out []int
	for i, p := range s.paras {
		if last := p[len(p)-1]; i > 0 && last.runs[len(last.runs)-1].quote == nil || i > 0 && !last.runs[len(last.runs)-1].quote.unclosed {
			out = append(out, i+1)
		}
	}
	return out
}

var (
	bracketed = regexp.MustCompile(` \([^()]{3,80}\)`)
	relative  = regexp.MustCompile(`(\p{Ll}|\p{Lu}\p{Ll}+), (?:who|which) [^,.;:—]{8,90}, (\p{Ll})`)
	inverted  = regexp.MustCompile(`^ (said|says) (\p{Lu}[\p{L}.’'-]*(?: \p{Lu}[\p{L}.’'-]*){0,2})(\.)`)
	straightS = regexp.MustCompile(`^ (\p{Lu}[\p{L}.’'-]*(?: \p{Lu}[\p{L}.’'-]*){0,2}) (said|says)(\.)`)
	opener    = regexp.MustCompile(`^(?:On \p{Lu}\p{Ll}+day|Last week|Last month|Earlier this week|In a statement), (\p{L})`)
)

// phrases are those that can stand for each other, with what is around them.
var phrases = [][2]string{
	{" more than ", " over "}, {" said that ", " said "}, {" in order to ", " to "}, {" as well as ", " and "},
	{" such as ", " like "}, {" did not ", " didn’t "}, {" does not ", " doesn’t "}, {" is not ", " isn’t "}, {" are not ", " aren’t "},
	{" was not ", " wasn’t "}, {" has not ", " hasn’t "}, {" have not ", " haven’t "}, {" will not ", " won’t "}, {" would not ", " wouldn’t "},
	{" cannot ", " can’t "}, {" because of ", " owing to "}, {" the United States ", " the U.S. "}, {" the U.S. ", " the United States "},
	{" a number of ", " several "}, {" along with ", " together with "}, {" President Donald Trump", " Donald Trump"}, {" President Trump", " the president"},
	{" at least ", " no fewer than "}, {" also ", " "}, {" has been ", " was "}, {" in an effort to ", " to "}, {" trying to ", " seeking to "},
	{" going to ", " about to "}, {" due to ", " because of "}, {", but ", ". But "}, {", while ", ". Meanwhile, "},
}

// rephrase turns the sentence as a rewriter does: what stands in brackets or a
// relative clause goes, speaker and verb change places. It reports whether less
// than half of its runs of words are as they were.
func (s *sentence) rephrase(r *rand.Rand, rate float64) bool {
	was := hashes(strings.Fields(s.key()), gram)
	for i := range s.runs {
		x := &s.runs[i]
		if x.quote != nil || x.credit {
			continue
		}
		if chance(r, rate) {
			x.text = bracketed.ReplaceAllString(x.text, "")
			x.text = relative.ReplaceAllString(x.text, "$1 $2")
		}
		if chance(r, rate) && i == 0 {
			x.text = opener.ReplaceAllStringFunc(x.text, func(m string) string { return upperFirst(m[len(m)-lastLen(m):]) })
		}
		if chance(r, rate) && i > 0 && s.runs[i-1].quote != nil {
			x.text = swapSaid(x.text)
		}
	}
	s.condense(r, rate)
	s.reword(r, paraphrases, rate, 100)
	same := 0
	for h := range hashes(strings.Fields(s.key()), gram) {
		if was[h] {
			same++
		}
	}
	return same*2 <= len(was)
}

var tail = regexp.MustCompile(`(\p{L}{3,}), (?:\p{Ll}+ing|which|where|as|when|after|because|although|with|including) [^,;:—()]{15,}\.$`)

// condense leaves out the clause at the end and replaces phrases.
func (s *sentence) condense(r *rand.Rand, rate float64) {
	last := &s.runs[len(s.runs)-1]
	if last.quote == nil && len(s.runs) == 1 && chance(r, rate) {
		if short := tail.ReplaceAllString(last.text, "$1."); len(strings.Fields(short)) >= 8 {
			last.text = short
		}
	}
	for i := range s.runs {
		x := &s.runs[i]
		for _, p := range phrases {
			if x.quote == nil && !x.credit && chance(r, rate) {
				x.text = strings.ReplaceAll(x.text, p[0], p[1])
			}
		}
	}
}

func lastLen(s string) int {
	_, n := utf8.DecodeLastRuneInString(s)
	return n
}

func swapSaid(s string) string {
	if inverted.MatchString(s) {
		return inverted.ReplaceAllString(s, " $2 $1$3")
	}
	return straightS.ReplaceAllString(s, " $2 $1$3")
}
