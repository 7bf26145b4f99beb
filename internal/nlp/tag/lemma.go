package tag

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hearsay-news/hearsay/internal/nlp"
)

// lemmatizer finds lemmas by rules on the ends of words.
type lemmatizer struct {
	rules map[string]script // by [ruleKey]
}

// script makes a lemma of a word: cut so many bytes off its end, add these.
type script struct {
	cut int
	add string
}

// longestEnd is the length of the longest ending that has rules, in bytes. A
// whole word may have one too.
const longestEnd = 6

// ruleKey names the rule for an ending or, where whole, a word under a tag.
func ruleKey(x nlp.XPOS, end string, whole bool) string {
	mark := "~"
	if whole {
		mark = "^"
	}
	return x.String() + mark + end
}

// lemmaForm is the form of a word that its lemma is made of. Proper nouns keep
// their capitals.
func lemmaForm(form, low string, t nlp.UPOS) string {
	if t == nlp.PROPN {
		return form
	}
	return low
}

// find is the rule for the word, else for its longest ending that has one.
func (l *lemmatizer) find(word string, x nlp.XPOS) script {
	if s, ok := l.rules[ruleKey(x, word, true)]; ok {
		return s
	}
	for n := min(longestEnd, len(word)); n >= 0; n-- {
		if s, ok := l.rules[ruleKey(x, end(word, n), false)]; ok {
			return s
		}
	}
	return script{}
}

func (s script) apply(word string) string {
	if s.cut < 0 || s.cut > len(word) || s.cut == 0 && s.add == "" {
		return word
	}
	return word[:len(word)-s.cut] + s.add
}

// scriptOf is the script that makes lemma of word.
func scriptOf(word, lemma string) script {
	n := 0
	for n < len(word) && n < len(lemma) && word[n] == lemma[n] {
		n++
	}
	return script{len(word) - n, lemma[n:]}
}

// lemmaCounts counts how words with a tag become lemmas.
type lemmaCounts map[lemmaWord]map[string]int

type lemmaWord struct {
	xtag nlp.XPOS
	word string
}

func (c lemmaCounts) add(form, low, lemma string, x nlp.XPOS, t nlp.UPOS) {
	if t == nlp.PROPN {
		low = form
	}
	k := lemmaWord{x, low}
	if c[k] == nil {
		c[k] = map[string]int{}
	}
	c[k][lemma]++
}

// learn makes rules: for each ending the commonest script, where the next
// shorter ending says otherwise; and the words that the rules get wrong.
func (c lemmaCounts) learn() *lemmatizer {
	l := &lemmatizer{map[string]script{}}
	words := slices.SortedFunc(maps.Keys(c), func(a, b lemmaWord) int {
		return cmp.Or(cmp.Compare(a.xtag, b.xtag), strings.Compare(a.word, b.word))
	})
	right := map[lemmaWord]script{}
	for _, w := range words {
		right[w] = scriptOf(w.word, commonest(c[w]))
	}
	for n := range longestEnd + 1 {
		l.learnEnds(words, right, n)
	}
	for _, w := range words {
		if got := l.find(w.word, w.xtag); got.apply(w.word) != right[w].apply(w.word) {
			l.rules[ruleKey(w.xtag, w.word, true)] = right[w]
		}
	}
	return l
}

// learnEnds adds the rules for endings of n bytes.
func (l *lemmatizer) learnEnds(words []lemmaWord, right map[lemmaWord]script, n int) {
	votes := map[string]map[script]int{}
	for _, w := range words {
		if len(w.word) < n {
			continue
		}
		k := ruleKey(w.xtag, end(w.word, n), false)
		if votes[k] == nil {
			votes[k] = map[script]int{}
		}
		votes[k][right[w]]++
	}
	for _, k := range slices.Sorted(maps.Keys(votes)) {
		s, count := winner(votes[k])
		x, e, _ := strings.Cut(k, "~")
		tag, _ := nlp.XPOSOf(x)
		if s.cut <= n+3 && (count >= 2 || n == 0) && l.find(e, tag) != s {
			l.rules[k] = s
		}
	}
}

func winner(votes map[script]int) (script, int) {
	var best script
	n := 0
	for s, v := range votes {
		if v > n || v == n && (s.cut < best.cut || s.cut == best.cut && s.add < best.add) {
			best, n = s, v
		}
	}
	return best, n
}

func commonest(counts map[string]int) string {
	best, n := "", 0
	for s, v := range counts {
		if v > n || v == n && s < best {
			best, n = s, v
		}
	}
	return best
}

// lines are the rules as text: key, bytes to cut, bytes to add.
func (l *lemmatizer) lines() string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(l.rules)) {
		b.WriteString(k + "\t" + strconv.Itoa(l.rules[k].cut) + "\t" + l.rules[k].add + "\n")
	}
	return b.String()
}

func parseLemmas(s string) *lemmatizer {
	l := &lemmatizer{make(map[string]script, strings.Count(s, "\n"))}
	for line := range strings.Lines(s) {
		key, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		cut, add, _ := strings.Cut(rest, "\t")
		n, _ := strconv.Atoi(cut)
		l.rules[key] = script{n, add}
	}
	return l
}

func end(s string, n int) string { return s[max(0, len(s)-n):] }
