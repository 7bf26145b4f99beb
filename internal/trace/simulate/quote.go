package simulate

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A quotation that is altered or cut is long enough to be known again.
const (
	alterable = 9  // words
	cuttable  = 14 // words
)

// place is where a quotation stands in a story.
type place struct {
	s  *sentence
	i  int
	at int // of the sentence in the story
}

func (p place) run() *run { return &p.s.runs[p.i] }

// quotations are the closed ones of at least n words that were taken over and
// that nobody has touched in this article.
func (s *story) quotations(n int) []place {
	var out []place
	at := 0
	s.sentences(func(x *sentence) {
		at++
		for i, r := range x.runs {
			if r.quote != nil && !r.quote.unclosed && !x.quiet && x.role == told && x.lent != "" && len(strings.Fields(r.text)) >= n {
				out = append(out, place{x, i, at})
			}
		}
	})
	return out
}

// alter changes what a quotation says, without a sign of it, and reports
// whether one could be. A quotation that was altered before may be again: what
// counts is the wording of the first.
func (s *story) alter(r *rand.Rand, from *piece) bool {
	if chance(r, 0.15) && s.join(r, from) {
		return true
	}
	all := s.quotations(alterable)
	for _, k := range r.Perm(len(all)) {
		q := all[k].run()
		for _, j := range r.Perm(len(alterations)) {
			if words, ok := alterations[j](r, q.text); ok && !sameWords(words, q.text) {
				if q.quote.changed == nil || !sameWords(words, q.quote.changed.original) {
					q.change(words, from)
					all[k].s.quiet = true
					return true
				}
			}
		}
	}
	return false
}

func (x *run) change(words string, from *piece) {
	if x.quote.changed == nil {
		x.quote.changed = &change{original: x.text, from: from}
	}
	x.text = words
}

func sameWords(a, b string) bool {
	return strings.Join(wordsOf(a), " ") == strings.Join(wordsOf(b), " ")
}

// join makes one quotation of two that have other sentences between them.
func (s *story) join(r *rand.Rand, from *piece) bool {
	all := s.quotations(alterable)
	for _, k := range r.Perm(len(all)) {
		if k+1 >= len(all) || all[k+1].at < all[k].at+2 || !onlyQuote(all[k].s) || !onlyQuote(all[k+1].s) {
			continue
		}
		first, second := all[k].run(), all[k+1].run()
		if first.quote.changed != nil || second.quote.changed != nil || !wholeSentence(second.text) {
			continue
		}
		end := strings.TrimRight(first.text, ",.")
		tail := ""
		if strings.HasSuffix(first.text, ",") {
			tail = ","
		}
		second.text = strings.TrimRight(second.text, ",")
		original := end + gap + second.text
		first.quote.changed = &change{original: original, from: from}
		first.text = end + ". " + second.text
		if tail != "" {
			first.text = strings.TrimRight(first.text, ".") + tail
		}
		all[k].s.quiet = true
		all[k+1].s.runs = nil
		s.tidy()
		return true
	}
	return false
}

// gap stands in the wording of two quotations for what is between them.
const gap = ". … "

func onlyQuote(s *sentence) bool {
	n := 0
	for _, r := range s.runs {
		if r.quote != nil {
			n++
		}
	}
	return n == 1
}

func wholeSentence(words string) bool {
	return words != "" && unicode.IsUpper([]rune(words)[0])
}

// alterations change the words of a quotation.
var alterations = []func(*rand.Rand, string) (string, bool){dropNegation, dropWords, dropClause, changeWord}

var negation = regexp.MustCompile(`\b(is|are|was|were|will|would|should|could|can|must|did|do|does|has|have|had)(?: not|n['’]t) |\b(can)not |\bnever `)

func dropNegation(r *rand.Rand, s string) (string, bool) {
	return replaceOne(r, negation, s, func(m string) string {
		first, _, _ := strings.Cut(strings.NewReplacer("n't", "", "n’t", "", "cannot", "can").Replace(m), " ")
		if strings.HasPrefix(m, "never") {
			return ""
		}
		return first + " "
	})
}

var hedge = regexp.MustCompile(`(?i)\b(?:very|really|probably|perhaps|maybe|only|just|simply|almost|nearly|often|sometimes|usually|largely|certainly|absolutely|clearly|still|even|actually|quite|rather|at least|I think|I believe|in my view|if necessary|as far as I know|so far|for now) `)

func dropWords(r *rand.Rand, s string) (string, bool) {
	return replaceOne(r, hedge, s, func(string) string { return "" })
}

var clause = regexp.MustCompile(`,( (?:and|but|or|if|when|because|although|unless|which|who|with|in|for|at|on|to|as|not|including|especially)\b[^,.;!?]{6,60}),`)

// dropClause drops a clause between two commas, or all that follows one to the
// end of a sentence that others follow.
func dropClause(r *rand.Rand, s string) (string, bool) {
	return replaceOne(r, clause, s, func(string) string { return "" })
}

// turns are words that say something else in the place of another.
var turns = table(`
 few=no could=will may=will might=will should=will think=know
	thought=knew hope=expect often=always sometimes=always rarely=never usually=always
	possible=certain unlikely=impossible likely=certain difficult=impossible concerned=alarmed worried=angry
	disappointed=disgusted good=great bad=terrible big=huge important=vital hundreds=thousands dozens=hundreds
	years=decades months=years weeks=months two=three three=four four=five want=need wanted=needed can=will
	ask=demand asked=demanded suggest=insist problem=crisis mistake=crime wrong=criminal`)

func changeWord(r *rand.Rand, s string) (string, bool) {
	return replaceOne(r, word, s, func(m string) string {
		if other, ok := turns[strings.ToLower(m)]; ok {
			return asWritten(m, other)
		}
		return m
	})
}

// asWritten gives a word the first letter of the one whose place it takes.
func asWritten(was, word string) string {
	if first, _ := utf8.DecodeRuneInString(was); unicode.IsUpper(first) {
		return upperFirst(word)
	}
	return word
}

// replaceOne replaces one match, not the first word and not the last, and
// reports whether that changed anything.
func replaceOne(r *rand.Rand, re *regexp.Regexp, s string, f func(string) string) (string, bool) {
	all := re.FindAllStringIndex(s, -1)
	for _, i := range r.Perm(len(all)) {
		at := all[i]
		if at[0] == 0 || len(strings.Fields(s[at[1]:])) < 2 || startsSentence(s[:at[0]]) {
			continue
		}
		if got := f(s[at[0]:at[1]]); got != s[at[0]:at[1]] {
			return s[:at[0]] + got + s[at[1]:], true
		}
	}
	return s, false
}

func startsSentence(before string) bool {
	before = strings.TrimRight(before, " ")
	return before == "" || strings.ContainsRune(".!?…", lastRune(before))
}

// recut cuts a quotation in a way that leaves it true.
func (s *story) recut(r *rand.Rand) {
	all := s.quotations(cuttable)
	for _, k := range r.Perm(len(all)) {
		if all[k].run().quote.changed != nil {
			continue
		}
		for _, j := range r.Perm(len(cuts)) {
			if cuts[j](r, all[k]) {
				all[k].s.quiet = true
				return
			}
		}
	}
}

// cuts are the honest ways to shorten or break a quotation.
var cuts = []func(*rand.Rand, place) bool{cutEnd, cutStart, ellipsis, bracket, interrupt}

var inside = regexp.MustCompile(`[.!?] |, (?:and|but|because|so|which) `)

// cutEnd leaves out the last sentence or clause.
func cutEnd(r *rand.Rand, p place) bool {
	x := p.run()
	at, ok := somewhere(r, x.text, inside, 6, 3)
	if !ok {
		return false
	}
	end := x.text[len(x.text)-1:]
	if !strings.Contains(",.!?", end) {
		end = ""
	}
	if end != "," && strings.ContainsAny(x.text[at[0]:at[0]+1], ".!?") {
		end = x.text[at[0] : at[0]+1]
	}
	x.text = x.text[:at[0]] + end
	return true
}

// cutStart leaves out the first sentence.
func cutStart(r *rand.Rand, p place) bool {
	x := p.run()
	at, ok := somewhere(r, x.text, inside, 3, 6)
	if !ok || p.i > 0 || strings.Contains(x.text[at[0]:at[1]], ",") {
		return false
	}
	x.text = x.text[at[1]:]
	return true
}

// ellipsis leaves out a clause, with dots in its place.
func ellipsis(r *rand.Rand, p place) bool {
	x := p.run()
	dots := pick(r, []string{" … ", " ... ", " [...] "})
	for _, at := range clause.FindAllStringIndex(x.text, -1) {
		x.text = x.text[:at[0]] + dots + strings.TrimLeft(x.text[at[1]:], " ")
		return true
	}
	return false
}

var pronoun = regexp.MustCompile(` (it|this|they|them|these) `)

// bracket explains a pronoun.
func bracket(r *rand.Rand, p place) bool {
	x := p.run()
	at, ok := somewhere(r, x.text, pronoun, 2, 2)
	if !ok {
		return false
	}
	meant := pick(r, []string{"the plan", "the decision", "the proposal"})
	if w := strings.TrimSpace(x.text[at[0]:at[1]]); strings.HasPrefix(w, "the") {
		meant = pick(r, []string{"the officials", "the voters", "the others"})
	}
	x.text = x.text[:at[0]] + " [" + meant + "] " + x.text[at[1]:]
	return true
}

var (
	comma  = regexp.MustCompile(`, (?:and|but|because|so|if|when) `)
	saidBy = regexp.MustCompile(`^,? ((?:he|she|they|\p{Lu}[\p{L}.’'-]*(?: \p{Lu}[\p{L}.’'-]*){0,2}) said|said \p{Lu}[\p{L}.’'-]*(?: \p{Lu}[\p{L}.’'-]*){0,2})\.$`)
)

// interrupt sets who said it into the middle: “…, and …,” he said. becomes
// “…,” he said, “and …”
func interrupt(r *rand.Rand, p place) bool {
	if p.i != 0 || len(p.s.runs) != 2 {
		return false
	}
	m := saidBy.FindStringSubmatch(p.s.runs[1].text)
	x := p.run()
	at, ok := somewhere(r, x.text, comma, 5, 5)
	if m == nil || !ok {
		return false
	}
	tail := strings.TrimRight(x.text[at[0]+2:], ",") + "."
	p.s.runs = []run{
		{text: x.text[:at[0]+1], quote: x.quote},
		{text: " " + m[1] + ", "},
		{text: tail, quote: &quote{}},
	}
	return true
}

// somewhere is a match with so many words before it and behind it.
func somewhere(r *rand.Rand, s string, re *regexp.Regexp, before, behind int) ([]int, bool) {
	all := re.FindAllStringIndex(s, -1)
	for _, i := range r.Perm(len(all)) {
		at := all[i]
		if len(strings.Fields(s[:at[0]])) >= before && len(strings.Fields(s[at[1]:])) >= behind {
			return at, true
		}
	}
	return nil, false
}
